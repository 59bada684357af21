/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-graph-private.h"

G_BEGIN_DECLS

const char *cdr_graph_state_to_nick (guint state);
const char *cdr_graph_state_to_word (guint state);
const char *cdr_graph_need_to_nick  (guint need);

char       *cdr_graph_node_to_line  (const CdrGraphNode *node);

void        cdr_graph_append_count  (GString    *text,
                                     guint       n);
void        cdr_graph_append_things (GString    *text,
                                     guint       n,
                                     const char *one,
                                     const char *many);

G_END_DECLS
