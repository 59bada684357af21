/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-timeline-replay-private.h"

/* As cdr-rules.c has it, but for what has happened. */

void
cdr_replay_count_settled (CdrReplay *self,
                          guint      node)
{
  self->n_settled += !self->units[node].is_settled;
  self->units[node].is_settled = TRUE;
}

/* Ready. */

void
cdr_replay_consider_up (CdrReplay *self,
                        guint      node,
                        guint      by)
{
  CdrSpan *span = cdr_replay_get_span (self, node, FALSE);
  CdrReplayUnit *unit = &self->units[node];

  if (!unit->goal_is_up || unit->n_awaited > 0 || span->ready >= 0 || span->end >= 0)
    return;

  span->ready = self->now;
  span->holder = by;
  unit->ready_place = self->place;
}

void
cdr_replay_consider_down (CdrReplay *self,
                          guint      node)
{
  CdrSpan *span = cdr_replay_get_span (self, node, TRUE);
  CdrReplayUnit *unit = &self->units[node];

  if (unit->goal_is_up || !unit->is_active)
    return;

  if (span->wanted < 0)
    {
      span->wanted = self->now;
      unit->released_by = self->cause;
    }
  if (unit->n_holding > 0 || span->ready >= 0)
    return;

  span->ready = self->now;
  span->holder = unit->released_by;
  unit->ready_place = self->place;
}

/* Goals. */

static void
lower_goal (CdrReplay *self,
            guint      node)
{
  CdrReplayUnit *unit = &self->units[node];

  if (!unit->goal_is_up)
    return;

  unit->goal_is_up = FALSE;
  g_array_append_val (self->dropped, node);
  if (cdr_replay_get_span (self, node, FALSE)->first == G_MAXUINT)
    cdr_replay_count_settled (self, node);
  cdr_replay_consider_down (self, node);
}

void
cdr_replay_drop (CdrReplay *self,
                 guint      node,
                 guint      cause)
{
  self->cause = cause;
  lower_goal (self, node);

  while (self->dropped->len > 0)
    {
      guint from = g_array_index (self->dropped, guint, self->dropped->len - 1);

      g_array_set_size (self->dropped, self->dropped->len - 1);

      cdr_graph_foreach_edge (self->graph, from, edge)
        if (--self->units[edge->to].n_wanting == 0)
          lower_goal (self, edge->to);
    }

  self->cause = CDR_SPAN_NONE;
}

void
cdr_replay_want_none (CdrReplay *self)
{
  for (guint n = 0; n < self->graph->n_nodes; n++)
    {
      self->units[n].goal_is_up = FALSE;
      cdr_replay_consider_down (self, n);
    }
}

/* Turns. */

/* Whose end let a span begin that had been ready before. With as many under way as may
 * be, each gives its turn to one.
 */
static guint
find_slot (CdrReplay *self,
           guint      node)
{
  guint slot;

  if (!self->is_full || self->n_taken == self->freed->len)
    return CDR_SPAN_NONE;

  slot = g_array_index (self->freed, guint, self->n_taken++);
  return self->timeline->spans[slot].last > self->units[node].ready_place ? slot : CDR_SPAN_NONE;
}

void
cdr_replay_take_turn (CdrReplay *self,
                      guint      node,
                      gboolean   is_shutdown)
{
  CdrSpan *span = cdr_replay_get_span (self, node, is_shutdown);

  span->begin = self->now;
  span->first = self->place;
  span->outcome = CDR_OUTCOME_UNDER_WAY;

  self->n_flying++;
  span->slot = find_slot (self, node);
  if (span->slot != CDR_SPAN_NONE)
    span->holder = span->slot;
}

/* The span is over, and whoever was held by it hears of that later. */
void
cdr_replay_end_span (CdrReplay  *self,
                     guint       node,
                     gboolean    is_shutdown,
                     CdrOutcome  outcome)
{
  CdrSpan *span = cdr_replay_get_span (self, node, is_shutdown);
  guint number = CDR_SPAN (node, is_shutdown);

  if (span->begin < 0)
    span->first = self->place;
  else
    self->n_flying--;
  span->end = self->now;
  span->last = self->place;
  if (span->timed_out >= 0 && outcome != CDR_OUTCOME_ABANDONED)
    outcome = CDR_OUTCOME_TIMED_OUT;
  span->outcome = outcome;

  g_array_append_val (self->freed, number);
  cdr_replay_count_settled (self, node);
}

/* Telling others. */

void
cdr_replay_hold_dependencies (CdrReplay *self,
                              guint      node)
{
  const CdrGraphEdge *edges = self->graph->edges;

  cdr_graph_foreach_edge (self->graph, node, edge)
    {
      if (!self->units[edge->to].is_active)
        continue;
      self->timeline->held[edge - edges] = TRUE;
      self->units[edge->to].n_holding++;
    }
}

void
cdr_replay_release_dependencies (CdrReplay *self,
                                 guint      node,
                                 gboolean   is_shutdown)
{
  const CdrGraphEdge *edges = self->graph->edges;

  cdr_graph_foreach_edge (self->graph, node, edge)
    {
      CdrReplayUnit *dependency = &self->units[edge->to];

      if (!self->timeline->held[edge - edges])
        continue;
      dependency->released_by = CDR_SPAN (node, is_shutdown);
      dependency->n_holding--;
      cdr_replay_consider_down (self, edge->to);
    }
}

/* The dependents that require what has failed will be skipped, and nobody hears of
 * anything who is there only for one of them.
 */
static void
drop_dependents (CdrReplay *self,
                 guint      node)
{
  cdr_graph_foreach_dependent (self->graph, node, place)
    {
      const CdrGraphEdge *edge = &self->graph->edges[self->graph->dependents[place]];

      if (edge->need == CDR_NEED_REQUIRED)
        cdr_replay_drop (self, edge->from, self->timeline->settled[node]);
    }
}

/* @is_up: it is there for its dependents; otherwise some can go on without it. */
void
cdr_replay_tell_dependents (CdrReplay *self,
                            guint      node,
                            gboolean   is_shutdown,
                            gboolean   is_up)
{
  self->timeline->settled[node] = CDR_SPAN (node, is_shutdown);
  if (!is_up)
    drop_dependents (self, node);

  cdr_graph_foreach_dependent (self->graph, node, place)
    {
      const CdrGraphEdge *edge = &self->graph->edges[self->graph->dependents[place]];

      if (!is_up && edge->need == CDR_NEED_REQUIRED)
        continue;
      self->units[edge->from].n_awaited--;
      cdr_replay_consider_up (self, edge->from, CDR_SPAN (node, is_shutdown));
    }
}
