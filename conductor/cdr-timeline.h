/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (CDR_INSIDE) && !defined (CDR_COMPILATION)
# error "Only <conductor/conductor.h> can be included directly."
#endif

#include <glib-object.h>

#include "cdr-enums.h"
#include "cdr-types.h"

G_BEGIN_DECLS

#define CDR_TYPE_TIMELINE (cdr_timeline_get_type ())

CDR_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CdrTimeline, cdr_timeline, CDR, TIMELINE, GObject)

CDR_AVAILABLE_IN_ALL
CdrGraph *cdr_timeline_get_graph         (CdrTimeline *self);

/* Of the whole. */
CDR_AVAILABLE_IN_ALL
gint64    cdr_timeline_get_begun         (CdrTimeline *self);
CDR_AVAILABLE_IN_ALL
gint64    cdr_timeline_get_taken         (CdrTimeline *self);
CDR_AVAILABLE_IN_ALL
gint64    cdr_timeline_get_stop          (CdrTimeline *self);
CDR_AVAILABLE_IN_ALL
gint64    cdr_timeline_get_hurry         (CdrTimeline *self);
CDR_AVAILABLE_IN_ALL
gint64    cdr_timeline_get_duration      (CdrTimeline *self,
                                          CdrPhase     phase);

/* Of a component. */
CDR_AVAILABLE_IN_ALL
void      cdr_timeline_get_span          (CdrTimeline *self,
                                          guint        node,
                                          CdrPhase     phase,
                                          gint64      *wanted,
                                          gint64      *ready,
                                          gint64      *begin,
                                          gint64      *end,
                                          CdrOutcome  *outcome);
CDR_AVAILABLE_IN_ALL
gboolean  cdr_timeline_get_holder        (CdrTimeline *self,
                                          guint        node,
                                          CdrPhase     phase,
                                          guint       *holder,
                                          gboolean    *is_for_turn);
CDR_AVAILABLE_IN_ALL
gint64    cdr_timeline_get_fault         (CdrTimeline *self,
                                          guint        node);
CDR_AVAILABLE_IN_ALL
gint64    cdr_timeline_get_blame         (CdrTimeline *self,
                                          guint        node,
                                          CdrPhase     phase);
CDR_AVAILABLE_IN_ALL
gint64    cdr_timeline_get_gain          (CdrTimeline *self,
                                          guint        node,
                                          CdrPhase     phase);
CDR_AVAILABLE_IN_ALL
guint    *cdr_timeline_dup_critical_path (CdrTimeline *self,
                                          CdrPhase     phase,
                                          gsize       *n_nodes);

/* Texts. */
CDR_AVAILABLE_IN_ALL
char     *cdr_timeline_to_chrome_trace   (CdrTimeline *self);
CDR_AVAILABLE_IN_ALL
char     *cdr_timeline_to_json           (CdrTimeline *self);
CDR_AVAILABLE_IN_ALL
char     *cdr_timeline_to_svg            (CdrTimeline *self);
CDR_AVAILABLE_IN_ALL
char     *cdr_timeline_to_text           (CdrTimeline *self);

G_END_DECLS
