/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "model-table.h"

G_BEGIN_DECLS

/* Checks a trace, record by record, against the transition table of the model: what
 * happened was allowed when it happened, and at the end nothing was left to do.
 *
 * Texts are owned by the replay, and say what is wrong; NULL is all right. After the
 * first wrong record the same text comes for ever.
 */
typedef struct _ModelReplay ModelReplay;

ModelReplay *model_replay_new           (guint                 n_nodes,
                                         const ModelEdge      *edges,
                                         guint                 n_edges,
                                         const ModelNeed      *roots);
ModelReplay *model_replay_new_for_graph (const CdrTopology    *graph);
void         model_replay_free          (ModelReplay          *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelReplay, model_replay_free)

/* node: CDR_TRACE_WHOLE for what is of no component. */
const char  *model_replay_event         (ModelReplay          *self,
                                         guint                 node,
                                         CdrTraceEvent         event);

/* After the last record, when a setup or shutdown has been reported. */
const char  *model_replay_end           (ModelReplay          *self);

/* All of the records, and the end if the conductor is at rest. */
const char  *model_replay_trace         (ModelReplay          *self,
                                         const CdrTraceRecord *records,
                                         guint                 n_records,
                                         gboolean              is_at_rest);

/* Of the table: a bit for each row that the trace took. */
guint64      model_replay_get_rows      (ModelReplay          *self);

G_END_DECLS
