/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-rules-private.h"
#include "cdr-timeline-private.h"

/* Timelines of random graphs, of which the real rules make a random life. When each was
 * ready is seen from outside, by looking at all states after every event; the longest
 * paths are found by walking all of them.
 */

#define MAX_NODES 7
#define N_LIVES 1000

typedef struct
{
  CdrTopology *topology;
  CdrGraph    *graph;
  CdrRules    *rules;
  GArray      *records;
  gint64       now;
  gint64       ends[MAX_NODES]; /* when what is under way ends; -1: nothing is */
  gboolean     fails[MAX_NODES];
  gboolean     is_cancelled[MAX_NODES];
  gboolean     holds[MAX_NODES][MAX_NODES]; /* a dependency is there for a dependent */
  gint64       ready[2 * MAX_NODES]; /* as seen from outside */
  guint        cap;
  gint64       stop;
  gboolean     is_stopping;
} Life;

static void
make_graph (Life *self)
{
  guint n_nodes = g_test_rand_int_range (1, MAX_NODES + 1);
  double density = g_test_rand_double ();
  CdrTopology *topology = self->topology = g_new0 (CdrTopology, 1);
  CdrGraph *graph = self->graph = g_object_new (CDR_TYPE_GRAPH, NULL);
  guint n_dependents[MAX_NODES] = { 0 };

  topology->n_nodes = graph->n_nodes = n_nodes;
  topology->nodes = g_new0 (CdrTopologyNode, n_nodes + 1);
  topology->edges = g_new0 (CdrTopologyEdge, n_nodes * n_nodes + 1);
  topology->dependents = g_new0 (guint, n_nodes * n_nodes + 1);

  for (guint n = 0; n < n_nodes; n++)
    {
      topology->nodes[n].first_edge = topology->n_edges;
      for (guint to = 0; to < n; to++)
        {
          if (g_test_rand_double () > density)
            continue;
          topology->edges[topology->n_edges++] = (CdrTopologyEdge) {
            .from = n, .to = to, .need = g_test_rand_int_range (0, 4) == 0,
          };
          n_dependents[to]++;
        }
    }
  topology->nodes[n_nodes].first_edge = topology->n_edges;

  for (guint n = 0; n < n_nodes; n++)
    {
      CdrTopologyNode *node = &topology->nodes[n];
      guint place = node->first_dependent;

      node->is_root = n_dependents[n] == 0 || g_test_rand_int_range (0, 5) == 0;
      node->need = g_test_rand_int_range (0, 2);
      node[1].first_dependent = place + n_dependents[n];
      for (guint e = 0; e < topology->n_edges; e++)
        {
          if (topology->edges[e].to == n)
            topology->dependents[place++] = e;
        }
    }

  for (guint n = n_nodes; n > 0; n--)
    {
      CdrTopologyNode *node = &topology->nodes[n - 1];

      if (node->is_root && node->need == CDR_NEED_REQUIRED)
        node->is_essential = TRUE;
      cdr_topology_foreach_edge (topology, n - 1, edge)
        if (node->is_essential && edge->need == CDR_NEED_REQUIRED)
          topology->nodes[edge->to].is_essential = TRUE;
    }

  graph->n_edges = topology->n_edges;
  graph->nodes = g_new0 (CdrGraphNode, n_nodes + 1);
  graph->edges = g_new0 (CdrGraphEdge, topology->n_edges + 1);
  graph->dependents = g_memdup2 (topology->dependents, (topology->n_edges + 1) * sizeof (guint));
  for (guint n = 0; n <= n_nodes; n++)
    graph->nodes[n] = (CdrGraphNode) {
      .name = n < n_nodes ? g_strdup_printf ("N%u", n) : NULL,
      .first_edge = topology->nodes[n].first_edge,
      .first_dependent = topology->nodes[n].first_dependent,
      .is_root = topology->nodes[n].is_root,
      .need = topology->nodes[n].need,
    };
  for (guint e = 0; e < topology->n_edges; e++)
    graph->edges[e] = (CdrGraphEdge) {
      "it", topology->edges[e].from, topology->edges[e].to, topology->edges[e].need,
    };
}

static gboolean
is_settled (CdrState state,
            CdrNeed  need)
{
  return state == CDR_STATE_ACTIVE || (need != CDR_NEED_REQUIRED && state == CDR_STATE_FAILED);
}

/* Looks at all, from outside. */
static void
observe (Life *self)
{
  for (guint n = 0; n < self->topology->n_nodes; n++)
    {
      CdrState state = cdr_rules_get_state (self->rules, n);
      gboolean is_wanted = cdr_rules_is_wanted (self->rules, n);
      gboolean may_go_up = state == CDR_STATE_INACTIVE && is_wanted;
      gboolean may_go_down = state == CDR_STATE_ACTIVE && !is_wanted;

      cdr_topology_foreach_edge (self->topology, n, edge)
        may_go_up &= is_settled (cdr_rules_get_state (self->rules, edge->to), edge->need);
      for (guint other = 0; other < self->topology->n_nodes; other++)
        may_go_down &= !self->holds[other][n];

      if (may_go_up && self->ready[CDR_SPAN (n, FALSE)] < 0)
        self->ready[CDR_SPAN (n, FALSE)] = self->now;
      if (may_go_down && self->ready[CDR_SPAN (n, TRUE)] < 0)
        self->ready[CDR_SPAN (n, TRUE)] = self->now;
    }
}

static void
record (Life          *self,
        guint          node,
        CdrTraceEvent  event)
{
  CdrTraceRecord made = { 5000 + self->now, node, event };

  g_array_append_val (self->records, made);
}

static void
move (Life     *self,
      guint     node,
      CdrState  state)
{
  if (state == CDR_STATE_SETTING_UP)
    cdr_topology_foreach_edge (self->topology, node, edge)
      self->holds[node][edge->to] |= cdr_rules_get_state (self->rules, edge->to) ==
                                     CDR_STATE_ACTIVE;
  if (state == CDR_STATE_INACTIVE || state == CDR_STATE_FAILED)
    memset (self->holds[node], 0, sizeof self->holds[node]);

  cdr_rules_move (self->rules, node, state);
  observe (self);
}

static void
stop (Life *self)
{
  if (self->is_stopping)
    return;

  self->is_stopping = TRUE;
  record (self, CDR_TRACE_WHOLE, CDR_TRACE_STOP_WANTED);
  cdr_rules_want_none (self->rules);
  observe (self);
}

static void
begin (Life          *self,
       guint          node,
       CdrTraceEvent  event,
       CdrState       state)
{
  record (self, node, event);
  move (self, node, state);
  self->ends[node] = self->now + g_test_rand_int_range (0, 30);
  self->fails[node] = g_test_rand_int_range (0, 12) == 0;
}

static void
act (Life    *self,
     CdrStep  step)
{
  guint node = step.node;

  if (step.kind == CDR_STEP_SET_UP)
    begin (self, node, CDR_TRACE_SETUP_BEGIN, CDR_STATE_SETTING_UP);
  else if (step.kind == CDR_STEP_SHUT_DOWN)
    begin (self, node, CDR_TRACE_SHUTDOWN_BEGIN, CDR_STATE_SHUTTING_DOWN);
  else if (step.kind == CDR_STEP_SKIP)
    {
      record (self, node, CDR_TRACE_SKIPPED);
      move (self, node, CDR_STATE_FAILED);
    }
  else if (self->ends[node] >= 0)
    {
      record (self, node, CDR_TRACE_CANCELLED);
      self->is_cancelled[node] = g_test_rand_int_range (0, 3) > 0;
      self->ends[node] = MIN (self->ends[node], self->now + g_test_rand_int_range (0, 5));
    }
}

static void
end (Life  *self,
     guint  node)
{
  gboolean is_essential = self->topology->nodes[node].is_essential;

  self->ends[node] = -1;

  if (cdr_rules_get_state (self->rules, node) == CDR_STATE_SHUTTING_DOWN)
    {
      record (self, node, self->fails[node] ? CDR_TRACE_SHUTDOWN_FAILED
                                            : CDR_TRACE_SHUTDOWN_SUCCEEDED);
      move (self, node, CDR_STATE_INACTIVE);
    }
  else if (self->is_cancelled[node])
    {
      record (self, node, CDR_TRACE_SETUP_GAVE_UP);
      move (self, node, CDR_STATE_INACTIVE);
    }
  else if (!self->fails[node])
    {
      record (self, node, CDR_TRACE_SETUP_SUCCEEDED);
      move (self, node, CDR_STATE_ACTIVE);
    }
  else
    {
      record (self, node, CDR_TRACE_SETUP_FAILED);
      if (is_essential)
        stop (self);
      else
        cdr_rules_drop (self->rules, node);
      move (self, node, CDR_STATE_FAILED);
    }
}

static guint
find_next (Life *self)
{
  guint next = G_MAXUINT;

  for (guint n = 0; n < self->topology->n_nodes; n++)
    {
      if (self->ends[n] >= 0 && (next == G_MAXUINT || self->ends[n] < self->ends[next]))
        next = n;
    }

  return next;
}

static void
act_all (Life *self)
{
  CdrStep step;

  while (cdr_rules_next (self->rules, self->cap, &step))
    act (self, step);

  if (cdr_rules_is_full (self->rules, self->cap) &&
      g_array_index (self->records, CdrTraceRecord, self->records->len - 1).event !=
      CDR_TRACE_FULL)
    record (self, CDR_TRACE_WHOLE, CDR_TRACE_FULL);
}

static void
live (Life *self)
{
  CdrStep step;

  record (self, CDR_TRACE_WHOLE, CDR_TRACE_SETUP_WANTED);
  observe (self);

  while (TRUE)
    {
      guint next;

      act_all (self);
      next = find_next (self);
      if (self->stop >= 0 && !self->is_stopping &&
          (next == G_MAXUINT || self->stop <= self->ends[next]))
        {
          self->now = MAX (self->now, self->stop);
          stop (self);
          continue;
        }
      if (next == G_MAXUINT)
        break;

      /* All that end at once, before anything follows but cancels and skips. */
      self->now = MAX (self->now, self->ends[next]);
      while (next != G_MAXUINT && self->ends[next] <= self->now)
        {
          end (self, next);
          while (cdr_rules_follow (self->rules, &step))
            act (self, step);
          next = find_next (self);
        }
    }
}

static void
life_clear (Life *self)
{
  cdr_rules_free (self->rules);
  g_array_unref (self->records);
  g_object_unref (self->graph);
  g_free (self->topology->nodes);
  g_free (self->topology->edges);
  g_free (self->topology->dependents);
  g_free (self->topology);
}

/* The reference: all paths. */

typedef struct
{
  CdrTimeline *timeline;
  gboolean     is_shutdown;
  gint64       origin;
  guint        without; /* a span that takes no time */
  guint        holders[64];
  guint        n_holders;
} Walk;

static gint64
get_end (Walk  *self,
         guint  span)
{
  gint64 at = cdr_timeline_get_end_in (self->timeline, span, self->is_shutdown);

  return at < 0 ? -1 : MAX (at - self->origin, 0);
}

static void
collect_cb (guint    span,
            guint    by,
            gpointer user_data)
{
  Walk *self = user_data;

  g_assert_cmpuint (self->n_holders, <, G_N_ELEMENTS (self->holders));
  self->holders[self->n_holders++] = by;
}

static gint64
walk (Walk  *self,
      guint  span)
{
  const CdrSpan *found = &self->timeline->spans[span];
  Walk own = *self;
  gint64 held = 0;
  gint64 longest = 0;
  gint64 begun, run;

  own.n_holders = 0;
  cdr_timeline_foreach_hold (self->timeline, span, collect_cb, &own);
  for (guint i = 0; i < own.n_holders; i++)
    {
      gint64 at = get_end (self, own.holders[i]);

      held = MAX (held, at);
      if (at > 0)
        longest = MAX (longest, walk (self, own.holders[i]));
    }

  begun = MAX ((found->begin >= 0 ? found->begin : found->end) - self->origin, 0);
  run = get_end (self, span) - begun;
  g_assert_cmpint (begun, >=, held);
  return longest + (begun - held) + (span == self->without ? 0 : run);
}

static gint64
walk_all (Walk *self)
{
  gint64 longest = 0;

  for (guint s = 0; s < 2 * self->timeline->graph->n_nodes; s++)
    {
      if (get_end (self, s) > 0)
        longest = MAX (longest, walk (self, s));
    }

  return longest;
}

static void
check_paths (CdrTimeline *timeline,
             gboolean     is_shutdown)
{
  Walk search = {
    .timeline = timeline, .is_shutdown = is_shutdown, .without = CDR_SPAN_NONE,
    .origin = is_shutdown ? timeline->stop : 0,
  };
  GArray *path = timeline->paths[is_shutdown];
  gint64 makespan;
  gint64 last = 0;

  if (search.origin < 0)
    return;

  makespan = walk_all (&search);

  /* It is as long as any, leads to the last end, and each is held by the one before. */
  for (guint i = 0; i < path->len; i++)
    {
      guint span = g_array_index (path, guint, i);
      gboolean is_held = i == 0;

      search.n_holders = 0;
      cdr_timeline_foreach_hold (timeline, span, collect_cb, &search);
      for (guint k = 0; k < search.n_holders; k++)
        is_held |= i > 0 && search.holders[k] == g_array_index (path, guint, i - 1);
      g_assert_true (is_held);
      last = get_end (&search, span);
    }
  g_assert_cmpint (last, ==, makespan);

  for (guint n = 0; n < timeline->graph->n_nodes; n++)
    {
      gint64 gain;

      search.without = CDR_SPAN (n, is_shutdown);
      gain = timeline->spans[search.without].gain;
      g_assert_cmpint (gain, ==, makespan - walk_all (&search));
    }
}

static void
check_ready (Life        *self,
             CdrTimeline *timeline)
{
  for (guint s = 0; s < 2 * timeline->graph->n_nodes; s++)
    g_assert_cmpint (timeline->spans[s].ready, ==, self->ready[s]);
}

/* Each event is told just once. */
static void
check_events (Life        *self,
              CdrTimeline *timeline)
{
  guint n_told = 1 + (timeline->stop >= 0);
  guint n_full = 0;

  for (guint i = 0; i < self->records->len; i++)
    n_full += g_array_index (self->records, CdrTraceRecord, i).event == CDR_TRACE_FULL;
  for (guint s = 0; s < 2 * timeline->graph->n_nodes; s++)
    n_told += (timeline->spans[s].begin >= 0) + (timeline->spans[s].end >= 0) +
              (timeline->spans[s].cancelled >= 0);

  g_assert_cmpuint (n_told + n_full, ==, self->records->len);
  g_assert_cmpuint (self->records->len, <=, CDR_TRACE_MAX (timeline->graph->n_nodes));
}

/* Without a limit nobody queues; with one, whoever does follows another. */
static void
check_turns (Life        *self,
             CdrTimeline *timeline)
{
  for (guint s = 0; s < 2 * timeline->graph->n_nodes; s++)
    {
      const CdrSpan *span = &timeline->spans[s];

      if (span->begin < 0)
        continue;
      if (span->begin > span->ready)
        {
          g_assert_cmpuint (self->cap, >, 0);
          g_assert_cmpuint (span->slot, !=, CDR_SPAN_NONE);
          g_assert_cmpint (timeline->spans[span->slot].end, ==, span->begin);
        }
      else if (self->cap == 0)
        g_assert_cmpuint (span->slot, ==, CDR_SPAN_NONE);
    }
}

static void
test_random (void)
{
  guint n_stops = 0, n_skips = 0, n_slots = 0, n_gains = 0;

  for (guint i = 0; i < N_LIVES; i++)
    {
      Life life = { .stop = g_test_rand_int_range (-30, 200) };
      g_autoptr (CdrTimeline) timeline = NULL;

      make_graph (&life);
      life.rules = cdr_rules_new (life.topology);
      life.records = g_array_new (FALSE, FALSE, sizeof (CdrTraceRecord));
      life.cap = MAX (0, g_test_rand_int_range (-3, 4));
      memset (life.ends, -1, sizeof life.ends);
      memset (life.ready, -1, sizeof life.ready);
      live (&life);

      timeline = cdr_timeline_new (life.graph, (CdrTraceRecord *) (gpointer) life.records->data,
                                   life.records->len, 5000 + life.now, 0);
      check_ready (&life, timeline);
      check_events (&life, timeline);
      check_turns (&life, timeline);
      check_paths (timeline, FALSE);
      check_paths (timeline, TRUE);

      n_stops += timeline->stop >= 0;
      for (guint s = 0; s < 2 * timeline->graph->n_nodes; s++)
        {
          n_skips += timeline->spans[s].outcome == CDR_OUTCOME_SKIPPED;
          n_slots += timeline->spans[s].slot != CDR_SPAN_NONE;
          n_gains += timeline->spans[s].gain > 0;
        }
      life_clear (&life);
    }

  /* All kinds of lives were led. */
  g_test_message ("%u stops, %u skips, %u turns, %u gains", n_stops, n_skips, n_slots, n_gains);
  g_assert_cmpuint (n_stops, >, N_LIVES / 2);
  g_assert_cmpuint (n_skips, >, N_LIVES / 50);
  g_assert_cmpuint (n_slots, >, N_LIVES / 8);
  g_assert_cmpuint (n_gains, >, N_LIVES);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/timeline/paths/random", test_random);

  return g_test_run ();
}
