/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-rules-private.h"

#include "cdr-heap-private.h"

/* The two rules, as counters and queues:
 *
 * Up: begin a setup when the goal is up, the component is inactive, every
 * required dependency is active, and every other one is settled.
 *
 * Down: begin a shutdown when the goal is down, the component is active and no
 * dependent is running.
 *
 * Only states and numbers here: it is told what happened, and says what to do. It
 * calls nobody, and knows neither time nor errors. Over one setup and shutdown each
 * edge is looked at a constant number of times.
 */

typedef struct
{
  guint n_awaited;      /* dependencies that are not settled yet */
  guint n_holding;      /* running dependents that this one is there for */
  guint n_wanting;      /* dependents whose goal is up, and one for a root */
  guint cause;          /* of a skip: the node whose failure it was */
  guint state : 8;      /* CdrState */
  guint goal_is_up : 1;
  guint is_settled : 1; /* counted as such */
} Unit;

struct _CdrRules
{
  const CdrTopology *graph;
  Unit           *units;
  CdrHeap         up;       /* by place in the topological order */
  CdrHeap         down;     /* by place from the end */
  GArray         *steps;    /* CdrStep: cancels and skips */
  guint           n_taken;  /* of them */
  GArray         *dropped;  /* nodes whose goal went down and must be told on */
  guint           n_flying; /* setting up or shutting down */
  guint           n_running;
  guint           n_settled;
};

static void consider_down (CdrRules *self,
                           guint     node);
static void consider_up   (CdrRules *self,
                           guint     node);

/* Everything is wanted, and nothing is up yet. */
CdrRules *
cdr_rules_new (const CdrTopology *graph)
{
  CdrRules *self = g_new0 (CdrRules, 1);

  self->graph = graph;
  self->units = g_new0 (Unit, graph->n_nodes);
  self->steps = g_array_new (FALSE, FALSE, sizeof (CdrStep));
  self->dropped = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint n = 0; n < graph->n_nodes; n++)
    {
      const CdrTopologyNode *node = &graph->nodes[n];
      Unit *unit = &self->units[n];

      unit->state = CDR_STATE_INACTIVE;
      unit->goal_is_up = TRUE;
      unit->n_awaited = node[1].first_edge - node->first_edge;
      unit->n_wanting = node[1].first_dependent - node->first_dependent + node->is_root;
      consider_up (self, n);
    }

  return self;
}

void
cdr_rules_free (CdrRules *self)
{
  cdr_heap_clear (&self->up);
  cdr_heap_clear (&self->down);
  g_array_unref (self->steps);
  g_array_unref (self->dropped);
  g_free (self->units);
  g_free (self);
}

static gboolean
is_running (CdrState state)
{
  return state == CDR_STATE_SETTING_UP ||
         state == CDR_STATE_ACTIVE ||
         state == CDR_STATE_SHUTTING_DOWN;
}

static gboolean
is_flying (CdrState state)
{
  return state == CDR_STATE_SETTING_UP || state == CDR_STATE_SHUTTING_DOWN;
}

static gboolean
may_go_up (const Unit *unit)
{
  return unit->goal_is_up && unit->state == CDR_STATE_INACTIVE && unit->n_awaited == 0;
}

static gboolean
may_go_down (const Unit *unit)
{
  return !unit->goal_is_up && unit->state == CDR_STATE_ACTIVE && unit->n_holding == 0;
}

/* Whoever takes an entry from a heap checks the rule again: goals change. */

static void
consider_up (CdrRules *self,
             guint     node)
{
  if (may_go_up (&self->units[node]))
    cdr_heap_push (&self->up, node, node);
}

static void
consider_down (CdrRules *self,
               guint     node)
{
  if (may_go_down (&self->units[node]))
    cdr_heap_push (&self->down, -(gint64) node, node);
}

static void
add_step (CdrRules    *self,
          CdrStepKind  kind,
          guint        node)
{
  CdrStep step = { kind, node };

  g_array_append_val (self->steps, step);
}

static void
count_settled (CdrRules *self,
               Unit     *unit)
{
  if (unit->is_settled)
    return;

  unit->is_settled = TRUE;
  self->n_settled++;
}

/* The goal of one component goes down. What it was the last one to want follows;
 * the others hear of it from drop_next ().
 */
static void
lower_goal (CdrRules *self,
            guint     node)
{
  Unit *unit = &self->units[node];

  if (!unit->goal_is_up)
    return;

  unit->goal_is_up = FALSE;
  g_array_append_val (self->dropped, node);

  if (unit->state == CDR_STATE_SETTING_UP)
    add_step (self, CDR_STEP_CANCEL, node);
  else if (unit->state == CDR_STATE_INACTIVE)
    count_settled (self, unit);

  consider_down (self, node);
}

void
cdr_rules_drop (CdrRules *self,
                guint     node)
{
  lower_goal (self, node);

  while (self->dropped->len > 0)
    {
      guint from = g_array_index (self->dropped, guint, self->dropped->len - 1);

      g_array_set_size (self->dropped, self->dropped->len - 1);

      cdr_topology_foreach_edge (self->graph, from, edge)
        {
          g_assert (self->units[edge->to].n_wanting > 0);
          if (--self->units[edge->to].n_wanting == 0)
            lower_goal (self, edge->to);
        }
    }
}

void
cdr_rules_want_none (CdrRules *self)
{
  for (guint n = 0; n < self->graph->n_nodes; n++)
    {
      Unit *unit = &self->units[n];

      if (!unit->goal_is_up)
        continue;

      unit->goal_is_up = FALSE;
      if (unit->state == CDR_STATE_SETTING_UP)
        add_step (self, CDR_STEP_CANCEL, n);
      consider_down (self, n);
    }
}

/* A dependency that is there for its dependent is active from before the
 * dependent's setup until after its shutdown, so both sides find the same edges.
 */
static void
hold_dependencies (CdrRules *self,
                   guint     node)
{
  cdr_topology_foreach_edge (self->graph, node, edge)
    {
      Unit *dependency = &self->units[edge->to];

      g_assert (edge->need != CDR_NEED_REQUIRED || dependency->state == CDR_STATE_ACTIVE);
      if (dependency->state == CDR_STATE_ACTIVE)
        dependency->n_holding++;
    }
}

static void
release_dependencies (CdrRules *self,
                      guint     node)
{
  cdr_topology_foreach_edge (self->graph, node, edge)
    {
      Unit *dependency = &self->units[edge->to];

      if (dependency->state != CDR_STATE_ACTIVE)
        continue;

      g_assert (dependency->n_holding > 0);
      dependency->n_holding--;
      consider_down (self, edge->to);
    }
}

static void
tell_active (CdrRules *self,
             guint     node)
{
  cdr_topology_foreach_dependent (self->graph, node, place)
    {
      guint dependent = self->graph->edges[self->graph->dependents[place]].from;

      self->units[dependent].n_awaited--;
      consider_up (self, dependent);
    }
}

/* Dependents that require it are skipped; for the others it counts as no edge. */
static void
tell_failed (CdrRules *self,
             guint     node)
{
  guint cause = self->units[node].cause != 0 ? self->units[node].cause : node + 1;

  cdr_topology_foreach_dependent (self->graph, node, place)
    {
      const CdrTopologyEdge *edge = &self->graph->edges[self->graph->dependents[place]];
      Unit *dependent = &self->units[edge->from];

      if (!dependent->goal_is_up)
        continue;

      g_assert (dependent->state == CDR_STATE_INACTIVE);

      if (edge->need == CDR_NEED_REQUIRED)
        {
          dependent->cause = cause;
          cdr_rules_drop (self, edge->from);
          add_step (self, CDR_STEP_SKIP, edge->from);
        }
      else
        {
          dependent->n_awaited--;
          consider_up (self, edge->from);
        }
    }
}

void
cdr_rules_move (CdrRules *self,
                guint     node,
                CdrState  state)
{
  Unit *unit = &self->units[node];
  CdrState old = unit->state;

  g_assert (old != state);

  if (!is_running (old) && is_running (state))
    hold_dependencies (self, node);

  unit->state = state;
  self->n_running += is_running (state) - is_running (old);
  self->n_flying += is_flying (state) - is_flying (old);

  if (is_running (old) && !is_running (state))
    {
      count_settled (self, unit);
      release_dependencies (self, node);
    }

  if (state == CDR_STATE_ACTIVE && unit->goal_is_up)
    {
      count_settled (self, unit);
      tell_active (self, node);
    }
  else if (state == CDR_STATE_FAILED || state == CDR_STATE_ABANDONED)
    {
      count_settled (self, unit);
      tell_failed (self, node);
    }

  consider_down (self, node);
}

/* Says what follows at once from what happened: a cancel, or a skip.
 *
 * Returns: FALSE if nothing does
 */
gboolean
cdr_rules_follow (CdrRules *self,
                  CdrStep  *step)
{
  if (self->n_taken == self->steps->len)
    return FALSE;

  *step = g_array_index (self->steps, CdrStep, self->n_taken++);

  if (self->n_taken == self->steps->len)
    {
      g_array_set_size (self->steps, 0);
      self->n_taken = 0;
    }

  return TRUE;
}

static gboolean
take_ready (CdrRules    *self,
            CdrHeap     *heap,
            CdrStepKind  kind,
            gboolean   (*may_go) (const Unit *unit),
            CdrStep     *step)
{
  CdrHeapEntry entry;

  while (cdr_heap_peek (heap, &entry))
    {
      cdr_heap_pop (heap);

      if (may_go (&self->units[entry.value]))
        {
          *step = (CdrStep) { kind, entry.value };
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
has_ready (CdrHeap    *heap,
           CdrRules   *self,
           gboolean  (*may_go) (const Unit *unit))
{
  CdrHeapEntry entry;

  while (cdr_heap_peek (heap, &entry))
    {
      if (may_go (&self->units[entry.value]))
        return TRUE;
      cdr_heap_pop (heap);
    }

  return FALSE;
}

/* Whether something would begin but for @max_concurrent. */
gboolean
cdr_rules_is_full (CdrRules *self,
                   guint     max_concurrent)
{
  return max_concurrent != 0 && self->n_flying >= max_concurrent &&
         (has_ready (&self->down, self, may_go_down) || has_ready (&self->up, self, may_go_up));
}

/* Says what to do next. The caller does it, which for a setup, a shutdown and a
 * skip begins with a cdr_rules_move () of the node.
 *
 * Returns: FALSE if there is nothing to do until something happens
 */
gboolean
cdr_rules_next (CdrRules *self,
                guint     max_concurrent,
                CdrStep  *step)
{
  if (cdr_rules_follow (self, step))
    return TRUE;

  if (max_concurrent != 0 && self->n_flying >= max_concurrent)
    return FALSE;

  return take_ready (self, &self->down, CDR_STEP_SHUT_DOWN, may_go_down, step) ||
         take_ready (self, &self->up, CDR_STEP_SET_UP, may_go_up, step);
}

CdrState
cdr_rules_get_state (CdrRules *self,
                     guint     node)
{
  return self->units[node].state;
}

/* Whether the goal is up. */
gboolean
cdr_rules_is_wanted (CdrRules *self,
                     guint     node)
{
  return self->units[node].goal_is_up;
}

/* The node whose failure made this one be skipped. */
guint
cdr_rules_get_cause (CdrRules *self,
                     guint     node)
{
  g_assert (self->units[node].cause != 0);

  return self->units[node].cause - 1;
}

guint
cdr_rules_get_n_flying (CdrRules *self)
{
  return self->n_flying;
}

guint
cdr_rules_get_n_running (CdrRules *self)
{
  return self->n_running;
}

/* Components that are active, or will not be. */
guint
cdr_rules_get_n_settled (CdrRules *self)
{
  return self->n_settled;
}

/* Those that nothing keeps from beginning but a limit; looks at all. */
guint
cdr_rules_count_ready (CdrRules *self)
{
  guint n_ready = 0;

  for (guint n = 0; n < self->graph->n_nodes; n++)
    n_ready += may_go_up (&self->units[n]) || may_go_down (&self->units[n]);

  return n_ready;
}
