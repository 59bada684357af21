/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-heap-private.h"
#include "cdr-timeline-private.h"

/* What held things up: longest paths over spans. A span weighs as much as it ran, and
 * its lag: what passed between the end of the last one that held it and its begin. So
 * the longest path is as long as everything took.
 *
 * Without one of a longest path, the longest is either that path without its run, or
 * one that avoids it. In an order where all that holds comes first, a path that avoids
 * a span crosses its place in one step. A sweep over all places, with a heap of the
 * steps that cross the present one, finds the longest for each.
 */

#define NOWHERE G_MAXUINT

typedef struct
{
  CdrTimeline *timeline;
  gboolean     is_shutdown;
  gint64       origin; /* when the clock starts */
  guint       *order;  /* spans, by their places in the trace */
  guint        n_spans;
  guint       *ranks;  /* by span: its place in the order */
  gint64      *weights; /* by span: lag and run */
  gint64      *tails;   /* by span: the longest path from its end; -1: leads nowhere */

  guint        latest;  /* what is looked for among those that hold a span */
  gint64       through; /* the longest path from before the span on */
  CdrHeap      steps;   /* by length, longest first; the values are ranks */
  gint64       from_start; /* the longest path of those that begin after the place */
} Search;

/* When a span was over, as far as the setup or shutdown as a whole is concerned: the
 * setup goes only up to a stop.
 *
 * Returns: -1: it does not count
 */
gint64
cdr_timeline_get_end_in (CdrTimeline *self,
                         guint        span,
                         gboolean     is_shutdown)
{
  const CdrSpan *found = &self->spans[span];

  if (found->first == G_MAXUINT)
    return -1;
  if (is_shutdown || self->stop < 0 || found->last < self->stop_place)
    return found->end >= 0 ? found->end : self->taken;

  return found->timed_out >= 0 && found->timed_out <= self->stop ? found->timed_out : -1;
}

/* Calls @func for every span whose end the beginning of @span had to wait for. */
void
cdr_timeline_foreach_hold (CdrTimeline         *self,
                           guint                span,
                           CdrTimelineHoldFunc  func,
                           gpointer             user_data)
{
  const CdrSpan *spans = self->spans;
  const CdrGraph *graph = self->graph;
  guint node = CDR_SPAN_NODE (span);
  guint first = spans[span].first;

#define HOLD(by) \
  G_STMT_START { \
    if ((by) != CDR_SPAN_NONE && spans[by].last < first) \
      func (span, (by), user_data); \
  } G_STMT_END

  HOLD (spans[span].holder);
  HOLD (spans[span].slot);

  if (!CDR_SPAN_IS_SHUTDOWN (span))
    {
      cdr_graph_foreach_edge (graph, node, edge)
        HOLD (self->settled[edge->to]);
      return;
    }

  HOLD (CDR_SPAN (node, FALSE));
  cdr_graph_foreach_dependent (graph, node, place)
    {
      guint edge = graph->dependents[place];
      guint down = CDR_SPAN (graph->edges[edge].from, TRUE);

      if (self->held[edge])
        HOLD (spans[down].first != G_MAXUINT ? down : CDR_SPAN (graph->edges[edge].from, FALSE));
    }

#undef HOLD
}

static gint64
get_end (Search *self,
         guint   span)
{
  return cdr_timeline_get_end_in (self->timeline, span, self->is_shutdown);
}

static gint64
get_run (Search *self,
         guint   span)
{
  gint64 begin = self->timeline->spans[span].begin;

  return begin < 0 ? 0 : MAX (0, get_end (self, span) - MAX (begin, self->origin));
}

/* One that ended before the clock started holds nothing. */
static gboolean
is_in (Search *self,
       guint   span)
{
  return self->ranks[span] != NOWHERE && get_end (self, span) > self->origin;
}

static gint
compare_places (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const CdrSpan *spans = user_data;
  guint first_a = spans[*(const guint *) a].first;
  guint first_b = spans[*(const guint *) b].first;

  return first_a < first_b ? -1 : first_a > first_b;
}

static void
sort_spans (Search *self)
{
  guint n_all = 2 * self->timeline->graph->n_nodes;

  self->order = g_new (guint, n_all + 1);
  self->ranks = g_new (guint, n_all + 1);

  for (guint s = 0; s < n_all; s++)
    {
      self->ranks[s] = NOWHERE;
      if (get_end (self, s) >= self->origin)
        self->order[self->n_spans++] = s;
    }

  g_qsort_with_data (self->order, (gint) self->n_spans, sizeof (guint), compare_places,
                     self->timeline->spans);
  for (guint i = 0; i < self->n_spans; i++)
    self->ranks[self->order[i]] = i;
}

static void
find_latest_cb (guint    span,
                guint    by,
                gpointer user_data)
{
  Search *self = user_data;
  const CdrSpan *spans = self->timeline->spans;

  if (is_in (self, by) &&
      (self->latest == CDR_SPAN_NONE || spans[by].last > spans[self->latest].last))
    self->latest = by;
}

/* The span that held @span last. */
static guint
find_latest (Search *self,
             guint   span)
{
  self->latest = CDR_SPAN_NONE;
  cdr_timeline_foreach_hold (self->timeline, span, find_latest_cb, self);

  return self->latest;
}

static void
lengthen_tail_cb (guint    span,
                  guint    by,
                  gpointer user_data)
{
  Search *self = user_data;

  self->tails[by] = MAX (self->tails[by], self->through);
}

static void
measure (Search *self)
{
  guint n_all = 2 * self->timeline->graph->n_nodes;

  self->weights = g_new0 (gint64, n_all + 1);
  self->tails = g_new0 (gint64, n_all + 1);

  for (guint i = self->n_spans; i > 0; i--)
    {
      guint span = self->order[i - 1];
      guint latest = find_latest (self, span);
      gint64 from = latest != CDR_SPAN_NONE ? get_end (self, latest) : self->origin;

      self->weights[span] = get_end (self, span) - from;
      self->through = self->weights[span] + self->tails[span];
      cdr_timeline_foreach_hold (self->timeline, span, lengthen_tail_cb, self);
    }
}

static void
take_path (Search *self)
{
  GArray *path = self->timeline->paths[self->is_shutdown];
  guint span = CDR_SPAN_NONE;

  for (guint i = 0; i < self->n_spans; i++)
    {
      if (is_in (self, self->order[i]) &&
          (span == CDR_SPAN_NONE || get_end (self, self->order[i]) > get_end (self, span)))
        span = self->order[i];
    }

  for (; span != CDR_SPAN_NONE; span = find_latest (self, span))
    g_array_append_val (path, span);

  for (guint i = 0; i < path->len / 2; i++)
    {
      guint *spans = (guint *) (gpointer) path->data;
      guint first = spans[i];

      spans[i] = spans[path->len - 1 - i];
      spans[path->len - 1 - i] = first;
    }
}

static void
push_step (Search *self,
           gint64  length,
           guint   from)
{
  cdr_heap_push (&self->steps, -length, self->ranks[from]);
}

static void
push_step_cb (guint    span,
              guint    by,
              gpointer user_data)
{
  Search *self = user_data;

  if (!is_in (self, by))
    return;

  push_step (self, get_end (self, by) - self->origin + self->through, by);
  self->latest = by;
}

/* The longest path that avoids the span at @rank. */
static gint64
get_longest_without (Search *self,
                     guint   rank)
{
  CdrHeapEntry entry;

  while (cdr_heap_peek (&self->steps, &entry) && entry.value >= rank)
    cdr_heap_pop (&self->steps);

  return MAX (self->from_start, cdr_heap_is_empty (&self->steps) ? 0 : -entry.key);
}

static void
find_gains (Search *self)
{
  GArray *path = self->timeline->paths[self->is_shutdown];
  guint place = path->len;
  gint64 makespan;

  if (path->len == 0)
    return;

  makespan = get_end (self, g_array_index (path, guint, path->len - 1)) - self->origin;

  for (guint i = 0; i < self->n_spans; i++)
    push_step (self, get_end (self, self->order[i]) - self->origin, self->order[i]);

  for (guint i = self->n_spans; i > 0; i--)
    {
      guint span = self->order[i - 1];

      if (place > 0 && span == g_array_index (path, guint, place - 1))
        {
          CdrSpan *found = &self->timeline->spans[span];

          place--;
          found->is_critical = TRUE;
          if (CDR_SPAN_IS_SHUTDOWN (span) == (guint) self->is_shutdown)
            found->gain = MIN (get_run (self, span),
                               makespan - get_longest_without (self, i - 1));
        }

      self->latest = CDR_SPAN_NONE;
      self->through = self->weights[span] + self->tails[span];
      cdr_timeline_foreach_hold (self->timeline, span, push_step_cb, self);
      if (self->latest == CDR_SPAN_NONE)
        self->from_start = MAX (self->from_start, self->through);
    }
}

/* Finds the critical path of the setup or shutdown, and what would be gained without
 * each. After the replay.
 */
void
cdr_timeline_find_paths (CdrTimeline *self,
                         gboolean     is_shutdown)
{
  Search search = {
    .timeline = self,
    .is_shutdown = is_shutdown,
    .origin = is_shutdown ? self->stop : 0,
  };

  if (search.origin < 0)
    return;

  sort_spans (&search);
  measure (&search);
  take_path (&search);
  find_gains (&search);

  cdr_heap_clear (&search.steps);
  g_free (search.order);
  g_free (search.ranks);
  g_free (search.weights);
  g_free (search.tails);
}
