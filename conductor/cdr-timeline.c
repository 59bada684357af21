/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-timeline-private.h"

/**
 * CdrTimeline:
 *
 * What happened when: each component's setup and shutdown, from being wanted to its end.
 *
 * [method@Conductor.dup_timeline] takes it. It never changes, and holds no component:
 * it can be kept after the conductor is gone, and read from any thread.
 *
 * All times are microseconds since the setup was wanted; -1 says that something did
 * not happen. Between being wanted and its end, each setup and each shutdown goes
 * through three stages:
 *
 * - *waiting*, from wanted to ready: for all dependencies to be up, or for all
 *   dependents to be down;
 * - *queued*, from ready to begin: for a turn, where [property@Conductor:max-concurrent]
 *   or something that kept the main loop to itself held it up;
 * - *running*, from begin to end. Only this is its own, and what
 *   [method@Timeline.get_blame] gives.
 *
 * Which of them made the whole take as long as it did is told by
 * [method@Timeline.dup_critical_path], and how much could be gained by
 * [method@Timeline.get_gain].
 *
 * ```c
 * g_autoptr (CdrTimeline) timeline = cdr_conductor_dup_timeline (conductor);
 * g_autofree char *text = timeline != NULL ? cdr_timeline_to_text (timeline) : NULL;
 *
 * if (text != NULL)
 *   g_print ("%s", text);
 * ```
 */

G_DEFINE_FINAL_TYPE (CdrTimeline, cdr_timeline, G_TYPE_OBJECT)

static void
cdr_timeline_finalize (GObject *object)
{
  CdrTimeline *self = CDR_TIMELINE (object);

  g_clear_object (&self->graph);
  g_free (self->spans);
  g_free (self->faults);
  g_free (self->late_ends);
  g_free (self->held);
  g_free (self->settled);
  g_array_unref (self->paths[FALSE]);
  g_array_unref (self->paths[TRUE]);

  G_OBJECT_CLASS (cdr_timeline_parent_class)->finalize (object);
}

static void
cdr_timeline_class_init (CdrTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cdr_timeline_finalize;
}

static void
cdr_timeline_init (CdrTimeline *self)
{
  self->stop = self->hurry = -1;
  self->stop_place = G_MAXUINT;
  self->durations[FALSE] = self->durations[TRUE] = -1;
  self->paths[FALSE] = g_array_new (FALSE, FALSE, sizeof (guint));
  self->paths[TRUE] = g_array_new (FALSE, FALSE, sizeof (guint));
}

/* A function of its arguments alone. The first record is that the setup was wanted;
 * times of records and @taken_us are of one clock.
 */
CdrTimeline *
cdr_timeline_new (CdrGraph             *graph,
                  const CdrTraceRecord *records,
                  guint                 n_records,
                  gint64                taken_us,
                  gint64                begun_real_us)
{
  CdrTimeline *self = g_object_new (CDR_TYPE_TIMELINE, NULL);
  const CdrSpan nothing = {
    -1, -1, -1, -1, -1, -1, 0, CDR_SPAN_NONE, CDR_SPAN_NONE, G_MAXUINT, G_MAXUINT,
  };

  g_assert (n_records > 0 && records[0].event == CDR_TRACE_SETUP_WANTED);

  self->graph = g_object_ref (graph);
  self->begun_real = begun_real_us;
  self->taken = taken_us - records[0].time_us;
  self->spans = g_new (CdrSpan, 2 * graph->n_nodes + 1);
  self->faults = g_new (gint64, graph->n_nodes + 1);
  self->late_ends = g_new (gint64, graph->n_nodes + 1);
  self->held = g_new0 (guint8, graph->n_edges + 1);
  self->settled = g_new (guint, graph->n_nodes + 1);

  for (guint s = 0; s < 2 * graph->n_nodes; s++)
    self->spans[s] = nothing;
  for (guint n = 0; n < graph->n_nodes; n++)
    {
      self->faults[n] = self->late_ends[n] = -1;
      self->settled[n] = CDR_SPAN_NONE;
    }

  cdr_timeline_replay (self, records, n_records);
  cdr_timeline_find_paths (self, FALSE);
  cdr_timeline_find_paths (self, TRUE);

  return self;
}

static gboolean
is_phase (CdrPhase phase)
{
  return phase == CDR_PHASE_SETUP || phase == CDR_PHASE_SHUTDOWN;
}

static const CdrSpan *
get_span (CdrTimeline *self,
          guint        node,
          CdrPhase     phase)
{
  return &self->spans[CDR_SPAN (node, phase == CDR_PHASE_SHUTDOWN)];
}

/**
 * cdr_timeline_get_graph:
 * @self: a timeline
 *
 * Gets the graph of the components that it is about.
 *
 * It is the graph of the recorded setup, with the states and errors that the components
 * had when the timeline was taken.
 *
 * Returns: (transfer none): the graph
 */
CdrGraph *
cdr_timeline_get_graph (CdrTimeline *self)
{
  g_return_val_if_fail (CDR_IS_TIMELINE (self), NULL);

  return self->graph;
}

/**
 * cdr_timeline_get_begun:
 * @self: a timeline
 *
 * Gets when the setup was wanted.
 *
 * Returns: microseconds since 1970-01-01 UTC, by the clock on the wall
 */
gint64
cdr_timeline_get_begun (CdrTimeline *self)
{
  g_return_val_if_fail (CDR_IS_TIMELINE (self), 0);

  return self->begun_real;
}

/**
 * cdr_timeline_get_taken:
 * @self: a timeline
 *
 * Gets when the timeline was taken.
 *
 * Returns: microseconds since the setup was wanted
 */
gint64
cdr_timeline_get_taken (CdrTimeline *self)
{
  g_return_val_if_fail (CDR_IS_TIMELINE (self), 0);

  return self->taken;
}

/**
 * cdr_timeline_get_stop:
 * @self: a timeline
 *
 * Gets when everything began to go down: by a failure, a cancel or a shutdown.
 *
 * Returns: microseconds since the setup was wanted; -1 if it did not
 */
gint64
cdr_timeline_get_stop (CdrTimeline *self)
{
  g_return_val_if_fail (CDR_IS_TIMELINE (self), -1);

  return self->stop;
}

/**
 * cdr_timeline_get_hurry:
 * @self: a timeline
 *
 * Gets when the way down began to hurry.
 *
 * Returns: microseconds since the setup was wanted; -1 if it did not
 */
gint64
cdr_timeline_get_hurry (CdrTimeline *self)
{
  g_return_val_if_fail (CDR_IS_TIMELINE (self), -1);

  return self->hurry;
}

/**
 * cdr_timeline_get_duration:
 * @self: a timeline
 * @phase: %CDR_PHASE_SETUP or %CDR_PHASE_SHUTDOWN
 *
 * Gets how long the setup took as a whole, until everything was settled or stopped; or
 * the shutdown or rollback, from [method@Timeline.get_stop] until everything was down.
 *
 * Returns: microseconds; -1 if it has not ended
 */
gint64
cdr_timeline_get_duration (CdrTimeline *self,
                           CdrPhase     phase)
{
  g_return_val_if_fail (CDR_IS_TIMELINE (self), -1);
  g_return_val_if_fail (is_phase (phase), -1);

  return self->durations[phase == CDR_PHASE_SHUTDOWN];
}

/**
 * cdr_timeline_get_span:
 * @self: a timeline
 * @node: the number of a component in the graph
 * @phase: %CDR_PHASE_SETUP or %CDR_PHASE_SHUTDOWN
 * @wanted: (out) (optional): when it was first wanted
 * @ready: (out) (optional): when all dependencies were settled, or all dependents down
 * @begin: (out) (optional): when it began
 * @end: (out) (optional): when it ended, or when nobody waited for it any longer
 * @outcome: (out) (optional): what came of it
 *
 * Gets when a component's setup or shutdown was wanted, ready, begun and ended.
 *
 * Of a setup that was skipped, @end is when that was known; one that failed before the
 * component was called, because a dependency could not be injected, has an end but no
 * begin. All others that have an end have all four.
 */
void
cdr_timeline_get_span (CdrTimeline *self,
                       guint        node,
                       CdrPhase     phase,
                       gint64      *wanted,
                       gint64      *ready,
                       gint64      *begin,
                       gint64      *end,
                       CdrOutcome  *outcome)
{
  const CdrSpan none = { -1, -1, -1, -1, .outcome = CDR_OUTCOME_NONE };
  gboolean is_valid = CDR_IS_TIMELINE (self) && node < self->graph->n_nodes && is_phase (phase);
  const CdrSpan *span = is_valid ? get_span (self, node, phase) : &none;

  if (wanted != NULL)
    *wanted = span->wanted;
  if (ready != NULL)
    *ready = span->ready;
  if (begin != NULL)
    *begin = span->begin;
  if (end != NULL)
    *end = span->end;
  if (outcome != NULL)
    *outcome = span->outcome;

  g_return_if_fail (is_valid);
}

/**
 * cdr_timeline_get_holder:
 * @self: a timeline
 * @node: the number of a component in the graph
 * @phase: %CDR_PHASE_SETUP or %CDR_PHASE_SHUTDOWN
 * @holder: (out) (optional): the number of the component that held it last; 0 if none did
 * @is_for_turn: (out) (optional): whether it had been ready, and waited for a turn
 *
 * Gets which component's end a setup or shutdown had to wait for last.
 *
 * Returns: %TRUE if it waited for one; %FALSE if it was ready as soon as it was wanted,
 *   or never
 */
gboolean
cdr_timeline_get_holder (CdrTimeline *self,
                         guint        node,
                         CdrPhase     phase,
                         guint       *holder,
                         gboolean    *is_for_turn)
{
  const CdrSpan *span;

  if (holder != NULL)
    *holder = 0;
  if (is_for_turn != NULL)
    *is_for_turn = FALSE;

  g_return_val_if_fail (CDR_IS_TIMELINE (self), FALSE);
  g_return_val_if_fail (node < self->graph->n_nodes, FALSE);
  g_return_val_if_fail (is_phase (phase), FALSE);

  span = get_span (self, node, phase);
  if (span->holder == CDR_SPAN_NONE)
    return FALSE;

  if (holder != NULL)
    *holder = CDR_SPAN_NODE (span->holder);
  if (is_for_turn != NULL)
    *is_for_turn = span->holder == span->slot;
  return TRUE;
}

/**
 * cdr_timeline_get_fault:
 * @self: a timeline
 * @node: the number of a component in the graph
 *
 * Gets when a component said that it is dead; see [method@Component.fail].
 *
 * Returns: microseconds since the setup was wanted; -1 if it did not
 */
gint64
cdr_timeline_get_fault (CdrTimeline *self,
                        guint        node)
{
  g_return_val_if_fail (CDR_IS_TIMELINE (self), -1);
  g_return_val_if_fail (node < self->graph->n_nodes, -1);

  return self->faults[node];
}

/**
 * cdr_timeline_get_blame:
 * @self: a timeline
 * @node: the number of a component in the graph
 * @phase: %CDR_PHASE_SETUP or %CDR_PHASE_SHUTDOWN
 *
 * Gets how long a setup or shutdown ran itself: neither waiting nor queued.
 *
 * The idea is that of `systemd-analyze blame`.
 *
 * Returns: microseconds, up to now if it is under way; 0 if it did not begin
 */
gint64
cdr_timeline_get_blame (CdrTimeline *self,
                        guint        node,
                        CdrPhase     phase)
{
  const CdrSpan *span;

  g_return_val_if_fail (CDR_IS_TIMELINE (self), 0);
  g_return_val_if_fail (node < self->graph->n_nodes, 0);
  g_return_val_if_fail (is_phase (phase), 0);

  span = get_span (self, node, phase);
  if (span->begin < 0)
    return 0;

  return (span->end >= 0 ? span->end : self->taken) - span->begin;
}

/**
 * cdr_timeline_get_gain:
 * @self: a timeline
 * @node: the number of a component in the graph
 * @phase: %CDR_PHASE_SETUP or %CDR_PHASE_SHUTDOWN
 *
 * Gets by how much the setup, or the shutdown, as a whole would have been shorter at most
 * if this component had taken no time.
 *
 * Only components on the critical path gain anything, and not more than until another
 * path is the longest. What kept the main loop to itself, and so everybody else from
 * beginning, is not accounted for: that shows as time in which others were queued
 * though there is no limit.
 *
 * Returns: microseconds
 */
gint64
cdr_timeline_get_gain (CdrTimeline *self,
                       guint        node,
                       CdrPhase     phase)
{
  g_return_val_if_fail (CDR_IS_TIMELINE (self), 0);
  g_return_val_if_fail (node < self->graph->n_nodes, 0);
  g_return_val_if_fail (is_phase (phase), 0);

  return get_span (self, node, phase)->gain;
}

/**
 * cdr_timeline_dup_critical_path:
 * @self: a timeline
 * @phase: %CDR_PHASE_SETUP or %CDR_PHASE_SHUTDOWN
 * @n_nodes: (out): how many components are on it
 *
 * Gets the components that made the setup, or the shutdown, take as long as it did.
 *
 * Each but the first could not begin before the one in front of it had ended: because it
 * depends on it (or the other way round, on the way down), or because that one's turn
 * became its own. What went on at the same time does not matter.
 *
 * Of a setup that was stopped, it leads to what ended last before that. The way down
 * may begin with setups that had to end first.
 *
 * Returns: (transfer full) (array length=n_nodes): the numbers of the components, in the
 *   order in which they held each other up; none if nothing ran
 */
guint *
cdr_timeline_dup_critical_path (CdrTimeline *self,
                                CdrPhase     phase,
                                gsize       *n_nodes)
{
  GArray *path;
  guint *nodes;
  gsize n = 0;

  if (n_nodes != NULL)
    *n_nodes = 0;

  g_return_val_if_fail (CDR_IS_TIMELINE (self), NULL);
  g_return_val_if_fail (is_phase (phase), NULL);

  path = self->paths[phase == CDR_PHASE_SHUTDOWN];
  nodes = g_new (guint, path->len + 1);

  for (guint i = 0; i < path->len; i++)
    {
      guint node = CDR_SPAN_NODE (g_array_index (path, guint, i));

      if (n == 0 || nodes[n - 1] != node)
        nodes[n++] = node;
    }

  if (n_nodes != NULL)
    *n_nodes = n;
  return nodes;
}
