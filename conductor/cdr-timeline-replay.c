/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-timeline-replay-private.h"

/* Reads the trace again with the rules in mind: goals, and who waits for how many. The
 * trace says when things happened; this finds out when they could have.
 *
 * Each edge is looked at a constant number of times.
 */

/* As the resolver has it: required by a required root. */
static void
mark_essential (CdrReplay *self)
{
  for (guint n = self->graph->n_nodes; n > 0; n--)
    {
      const CdrGraphNode *node = &self->graph->nodes[n - 1];
      CdrReplayUnit *unit = &self->units[n - 1];

      if (node->is_root && node->need == CDR_NEED_REQUIRED)
        unit->is_essential = TRUE;
      if (!unit->is_essential)
        continue;
      cdr_graph_foreach_edge (self->graph, n - 1, edge)
        if (edge->need == CDR_NEED_REQUIRED)
          self->units[edge->to].is_essential = TRUE;
    }
}

static void
setup_succeeded (CdrReplay *self,
                 guint      node)
{
  CdrReplayUnit *unit = &self->units[node];

  cdr_replay_end_span (self, node, FALSE, CDR_OUTCOME_SUCCEEDED);
  unit->is_active = TRUE;
  self->n_active++;
  if (unit->goal_is_up)
    cdr_replay_tell_dependents (self, node, FALSE, TRUE);
  cdr_replay_consider_down (self, node);
}

/* Stops everything, of which the trace tells next; or, where the rest can go on without
 * it, lets what only this one wanted go down.
 */
static void
fail (CdrReplay *self,
      guint      node)
{
  if (self->timeline->stop >= 0)
    return;

  if (self->units[node].is_essential)
    cdr_replay_want_none (self);
  else
    cdr_replay_drop (self, node, CDR_SPAN (node, FALSE));
}

static void
setup_ended (CdrReplay  *self,
             guint       node,
             CdrOutcome  outcome)
{
  gboolean has_begun = cdr_replay_get_span (self, node, FALSE)->begin >= 0;

  cdr_replay_end_span (self, node, FALSE, outcome);
  if (outcome == CDR_OUTCOME_FAILED)
    fail (self, node);
  if (has_begun)
    cdr_replay_release_dependencies (self, node, FALSE);
  if (outcome != CDR_OUTCOME_CANCELLED || cdr_replay_get_span (self, node, FALSE)->timed_out >= 0)
    cdr_replay_tell_dependents (self, node, FALSE, FALSE);
}

static void
skipped (CdrReplay *self,
         guint      node)
{
  CdrSpan *span = cdr_replay_get_span (self, node, FALSE);

  cdr_replay_drop (self, node, CDR_SPAN (node, FALSE));
  span->first = span->last = self->place;
  span->end = self->now;
  span->outcome = CDR_OUTCOME_SKIPPED;
  cdr_replay_count_settled (self, node);
  cdr_replay_tell_dependents (self, node, FALSE, FALSE);
}

static void
shutdown_ended (CdrReplay  *self,
                guint       node,
                CdrOutcome  outcome)
{
  cdr_replay_end_span (self, node, TRUE, outcome);
  self->units[node].is_active = FALSE;
  self->n_active--;
  cdr_replay_release_dependencies (self, node, TRUE);

  /* It came up too late, which whoever only wanted it had to wait for. */
  if (cdr_replay_get_span (self, node, FALSE)->timed_out >= 0)
    cdr_replay_tell_dependents (self, node, TRUE, FALSE);
}

static gboolean
is_shutting_down (CdrReplay *self,
                  guint      node)
{
  return cdr_replay_get_span (self, node, TRUE)->begin >= 0;
}

static void
timed_out (CdrReplay *self,
           guint      node)
{
  gboolean is_shutdown = is_shutting_down (self, node);

  cdr_replay_get_span (self, node, is_shutdown)->timed_out = self->now;
  if (!is_shutdown)
    fail (self, node);
}

static void
take_whole (CdrReplay     *self,
            CdrTraceEvent  event)
{
  CdrTimeline *timeline = self->timeline;

  if (event == CDR_TRACE_STOP_WANTED)
    {
      timeline->stop = self->now;
      timeline->stop_place = self->place;
      cdr_replay_want_none (self);
    }
  else if (event == CDR_TRACE_HURRY)
    {
      timeline->hurry = self->now;
    }
  else if (event == CDR_TRACE_FULL)
    {
      self->is_full = TRUE;
      self->n_taken = 0;
      g_array_set_size (self->freed, 0);
    }
}

static void
abandoned (CdrReplay *self,
           guint      node)
{
  if (is_shutting_down (self, node))
    shutdown_ended (self, node, CDR_OUTCOME_ABANDONED);
  else
    setup_ended (self, node, CDR_OUTCOME_ABANDONED);
}

static void
take_component (CdrReplay     *self,
                guint          node,
                CdrTraceEvent  event)
{
  switch (event)
    {
    case CDR_TRACE_SETUP_BEGIN:
      cdr_replay_take_turn (self, node, FALSE);
      cdr_replay_hold_dependencies (self, node);
      break;

    case CDR_TRACE_SETUP_SUCCEEDED:
      setup_succeeded (self, node);
      break;

    case CDR_TRACE_SETUP_FAILED:
      setup_ended (self, node, CDR_OUTCOME_FAILED);
      break;

    case CDR_TRACE_SETUP_GAVE_UP:
      setup_ended (self, node, CDR_OUTCOME_CANCELLED);
      break;

    case CDR_TRACE_SKIPPED:
      skipped (self, node);
      break;

    case CDR_TRACE_FAULT:
      self->timeline->faults[node] = self->now;
      break;

    case CDR_TRACE_SHUTDOWN_BEGIN:
      cdr_replay_take_turn (self, node, TRUE);
      break;

    case CDR_TRACE_SHUTDOWN_SUCCEEDED:
      shutdown_ended (self, node, CDR_OUTCOME_SUCCEEDED);
      break;

    case CDR_TRACE_SHUTDOWN_FAILED:
      shutdown_ended (self, node, CDR_OUTCOME_FAILED);
      break;

    case CDR_TRACE_CANCELLED:
      cdr_replay_get_span (self, node, is_shutting_down (self, node))->cancelled = self->now;
      break;

    case CDR_TRACE_TIMED_OUT:
      timed_out (self, node);
      break;

    case CDR_TRACE_ABANDONED:
      abandoned (self, node);
      break;

    case CDR_TRACE_LATE_END:
      self->timeline->late_ends[node] = self->now;
      break;

    case CDR_TRACE_SETUP_WANTED: /* of the whole */
    case CDR_TRACE_STOP_WANTED:
    case CDR_TRACE_HURRY:
    case CDR_TRACE_FULL:
    default:
      g_assert_not_reached ();
    }
}

/* Setup is over when all are settled, or stopped; shutdown when nothing is up. */
static void
measure (CdrReplay *self)
{
  CdrTimeline *timeline = self->timeline;

  if (timeline->durations[FALSE] < 0 &&
      ((self->n_settled == self->graph->n_nodes && self->n_flying == 0) || timeline->stop >= 0))
    timeline->durations[FALSE] = self->now;

  if (timeline->durations[TRUE] < 0 && timeline->stop >= 0 &&
      self->n_flying == 0 && self->n_active == 0)
    timeline->durations[TRUE] = self->now - timeline->stop;
}

static void
want_all (CdrReplay *self)
{
  for (guint n = 0; n < self->graph->n_nodes; n++)
    {
      const CdrGraphNode *node = &self->graph->nodes[n];
      CdrReplayUnit *unit = &self->units[n];

      unit->goal_is_up = TRUE;
      unit->n_awaited = node[1].first_edge - node->first_edge;
      unit->n_wanting = node[1].first_dependent - node->first_dependent + node->is_root;
      unit->released_by = CDR_SPAN_NONE;
      cdr_replay_get_span (self, n, FALSE)->wanted = 0;
      cdr_replay_consider_up (self, n, CDR_SPAN_NONE);
    }
  mark_essential (self);
}

/* Fills in everything but paths and gains. The first record is that the setup was
 * wanted.
 */
void
cdr_timeline_replay (CdrTimeline          *self,
                     const CdrTraceRecord *records,
                     guint                 n_records)
{
  CdrReplay replay = {
    .timeline = self,
    .graph = self->graph,
    .units = g_new0 (CdrReplayUnit, self->graph->n_nodes),
    .dropped = g_array_new (FALSE, FALSE, sizeof (guint)),
    .freed = g_array_new (FALSE, FALSE, sizeof (guint)),
    .cause = CDR_SPAN_NONE,
  };

  want_all (&replay);

  for (guint i = 0; i < n_records; i++)
    {
      replay.place = i;
      replay.now = records[i].time_us - records[0].time_us;
      if (records[i].node == CDR_TRACE_WHOLE)
        take_whole (&replay, records[i].event);
      else
        take_component (&replay, records[i].node, records[i].event);
      measure (&replay);
    }

  g_array_unref (replay.dropped);
  g_array_unref (replay.freed);
  g_free (replay.units);
}
