/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-timeline-private.h"

G_BEGIN_DECLS

/* Reading a trace again: cdr-timeline-replay.c, what each record says; and
 * cdr-timeline-rules.c, what follows for goals, turns and those who wait.
 */

typedef struct
{
  guint n_awaited;  /* dependencies that are not settled yet */
  guint n_holding;  /* running dependents that it is there for */
  guint n_wanting;  /* dependents whose goal is up, and one for a root */
  guint released_by; /* the span that was the last to hold its shutdown */
  guint ready_place; /* in the trace, of what it waits for a turn to do */
  guint is_essential : 1;
  guint is_settled : 1; /* counted as such */
  guint goal_is_up : 1;
  guint is_active : 1;
} CdrReplayUnit;

typedef struct
{
  CdrTimeline *timeline;
  CdrGraph    *graph;
  CdrReplayUnit *units; /* by node */
  GArray      *dropped; /* nodes whose goal went down and must be told on */
  GArray      *freed;   /* guint: spans that gave their turn back, first come first */
  guint        n_taken; /* of them */
  guint        n_settled;
  guint        n_flying;
  guint        n_active;
  guint        cause;      /* the span whose failure lowers goals now */
  gboolean     is_full;
  gint64       now;
  guint        place;
} CdrReplay;

static inline CdrSpan *
cdr_replay_get_span (CdrReplay *self,
                     guint      node,
                     gboolean   is_shutdown)
{
  return &self->timeline->spans[CDR_SPAN (node, is_shutdown)];
}

void cdr_replay_count_settled        (CdrReplay *self,
                                      guint      node);
void cdr_replay_consider_up          (CdrReplay *self,
                                      guint      node,
                                      guint      by);
void cdr_replay_consider_down        (CdrReplay *self,
                                      guint      node);
void cdr_replay_drop                 (CdrReplay *self,
                                      guint      node,
                                      guint      cause);
void cdr_replay_want_none            (CdrReplay *self);
void cdr_replay_take_turn            (CdrReplay *self,
                                      guint      node,
                                      gboolean   is_shutdown);
void cdr_replay_end_span             (CdrReplay  *self,
                                      guint       node,
                                      gboolean    is_shutdown,
                                      CdrOutcome  outcome);
void cdr_replay_hold_dependencies    (CdrReplay *self,
                                      guint      node);
void cdr_replay_release_dependencies (CdrReplay *self,
                                      guint      node,
                                      gboolean   is_shutdown);
void cdr_replay_tell_dependents      (CdrReplay *self,
                                      guint      node,
                                      gboolean   is_shutdown,
                                      gboolean   is_up);

G_END_DECLS
