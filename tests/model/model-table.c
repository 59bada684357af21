/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "model-table.h"

/* What table.h asks for, of a Model *self. */
#define ALWAYS           TRUE
#define IN(c, x)         (self->nodes[c].state == CDR_STATE_##x)
#define IS_WANTED(c)     (self->nodes[c].is_wanted)
#define IS_DOOMED(c)     (self->nodes[c].is_doomed)
#define IS_CANCELLED(c)  (self->nodes[c].is_cancelled)
#define IS_LATE(c)       (self->nodes[c].is_late)
#define IS_OVERDUE(c)    (self->nodes[c].is_overdue)
#define IS_BUSY(c)       (self->nodes[c].is_busy)
#define IS_STOPPING      (self->is_stopping)
#define IS_HURRIED       (self->is_hurried)

/* Two components may have several edges between them: the one that is looked at. */
#define NEED_IS(c, d, x) (edge->need == MODEL_##x)

#define ANY_DEPENDENCY(c, P) \
  ({ \
    gboolean is_found = FALSE; \
    for (guint e = self->nodes[c].first_edge; \
         !is_found && e < self->nodes[(c) + 1].first_edge; e++) \
      { \
        const ModelEdge *edge = &self->edges[e]; \
        is_found = P (c, edge->to); \
      } \
    is_found; \
  })

#define ANY_DEPENDENT(c, P) \
  ({ \
    gboolean is_found = FALSE; \
    for (guint place = self->nodes[c].first_dependent; \
         !is_found && place < self->nodes[(c) + 1].first_dependent; place++) \
      { \
        const ModelEdge *edge = &self->edges[self->dependents[place]]; \
        is_found = P (c, edge->from); \
      } \
    is_found; \
  })

#define ANY(P) \
  ({ \
    gboolean is_any = FALSE; \
    for (guint n = 0; !is_any && n < self->n_nodes; n++) \
      is_any = P (n); \
    is_any; \
  })

#include "table.h"

/* The table as data, and as what is evaluated. */

enum
{
  NOTHING,
  FAIL,
  STOP,
};

#define ROW_DATA(c, from, event, guard, to, follows) \
  { CDR_STATE_##from, CDR_TRACE_##event, #guard, CDR_STATE_##to, follows },

static const ModelRow rows[] = {
  TABLE (ROW_DATA, c)
};

const ModelRow *
model_get_rows (guint *n_rows)
{
  *n_rows = G_N_ELEMENTS (rows);
  return rows;
}

#define ROW_GUARD(c, from, event, guard, to, follows) \
  if (n_seen++ == row - rows) \
    return (guard);

static gboolean
guard_holds (Model          *self,
             guint           node,
             const ModelRow *row)
{
  int n_seen = 0;

  TABLE (ROW_GUARD, node)

  g_assert_not_reached ();
}

gboolean
model_row_holds (Model          *self,
                 guint           node,
                 const ModelRow *row)
{
  return self->nodes[node].state == row->from && guard_holds (self, node, row);
}

/* The row by which the event may happen to the component now, or NULL. */
const ModelRow *
model_find_row (Model         *self,
                guint          node,
                CdrTraceEvent  event)
{
  const ModelRow *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].event != event || !model_row_holds (self, node, &rows[i]))
        continue;

      g_assert (found == NULL); /* what happens is never two things */
      found = &rows[i];
    }

  return found;
}

#define WHOLE_GUARD(event, guard) \
  if (asked == WHOLE_##event) \
    return (guard);

enum
{
  WHOLE_STOP_WANTED,
  WHOLE_HURRY,
  WHOLE_REPORT,
};

static gboolean
whole_holds (Model *self,
             int    asked)
{
  TABLE_OF_THE_WHOLE (WHOLE_GUARD)

  g_assert_not_reached ();
}

gboolean
model_may_stop (Model *self)
{
  return whole_holds (self, WHOLE_STOP_WANTED);
}

gboolean
model_may_hurry (Model *self)
{
  return whole_holds (self, WHOLE_HURRY);
}

gboolean
model_may_report (Model *self)
{
  return whole_holds (self, WHOLE_REPORT);
}

gboolean
model_is_to_set_up (Model *self,
                    guint  node)
{
  return IS_TO_SET_UP (node);
}

gboolean
model_is_to_shut_down (Model *self,
                       guint  node)
{
  return IS_TO_SHUT_DOWN (node);
}

gboolean
model_is_to_skip (Model *self,
                  guint  node)
{
  return IS_TO_SKIP (node);
}

gboolean
model_is_to_cancel (Model *self,
                    guint  node)
{
  return IS_TO_CANCEL (node);
}

gboolean
model_is_running (Model *self,
                  guint  node)
{
  return IS_RUNNING (node);
}

gboolean
model_is_flying (Model *self,
                 guint  node)
{
  return IS_FLYING (node);
}

/* The graph. */

static int
compare_edges (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  const ModelEdge *edge_a = a;
  const ModelEdge *edge_b = b;

  return edge_a->from < edge_b->from ? -1 : edge_a->from > edge_b->from;
}

static void
index_edges (Model *self)
{
  guint n_placed = 0;

  self->dependents = g_new (guint, self->n_edges + 1);

  for (guint n = 0, e = 0; n <= self->n_nodes; n++)
    {
      self->nodes[n].first_edge = e;
      while (e < self->n_edges && self->edges[e].from == n)
        e++;
    }

  for (guint n = 0; n <= self->n_nodes; n++)
    {
      self->nodes[n].first_dependent = n_placed;
      for (guint e = 0; e < self->n_edges; e++)
        {
          if (self->edges[e].to == n)
            self->dependents[n_placed++] = e;
        }
    }
}

static void
mark_essential (Model *self)
{
  for (guint n = self->n_nodes; n-- > 0;)
    {
      if (self->nodes[n].root == MODEL_REQUIRED)
        self->nodes[n].is_essential = TRUE;

      for (guint e = self->nodes[n].first_edge; e < self->nodes[n + 1].first_edge; e++)
        {
          if (self->nodes[n].is_essential && self->edges[e].need == MODEL_REQUIRED)
            self->nodes[self->edges[e].to].is_essential = TRUE;
        }
    }
}

/* Who is wanted: a root, or what somebody who is wanted depends on; but for what has
 * failed, and nobody once everything is stopping.
 */
static void
compute_wanted (Model *self)
{
  for (guint n = self->n_nodes; n-- > 0;)
    {
      ModelNode *node = &self->nodes[n];

      node->is_wanted = node->root != MODEL_NONE;
      for (guint place = node->first_dependent; place < node[1].first_dependent; place++)
        {
          if (self->nodes[self->edges[self->dependents[place]].from].is_wanted)
            node->is_wanted = TRUE;
        }

      if (self->is_stopping || node->is_dropped)
        node->is_wanted = FALSE;
    }
}

/* Edges in any order; a need for each node as a root. */
Model *
model_new (guint            n_nodes,
           const ModelEdge *edges,
           guint            n_edges,
           const ModelNeed *roots)
{
  Model *self = g_new0 (Model, 1);

  self->n_nodes = n_nodes;
  self->n_edges = n_edges;
  self->nodes = g_new0 (ModelNode, n_nodes + 1);
  self->edges = g_new (ModelEdge, n_edges + 1);

  for (guint e = 0; e < n_edges; e++)
    {
      g_assert (edges[e].from < n_nodes && edges[e].to < edges[e].from);
      g_assert (edges[e].need != MODEL_NONE);
      self->edges[e] = edges[e];
    }
  g_qsort_with_data (self->edges, n_edges, sizeof (ModelEdge), compare_edges, NULL);

  for (guint n = 0; n < n_nodes; n++)
    {
      self->nodes[n].state = CDR_STATE_INACTIVE;
      self->nodes[n].root = roots[n];
    }

  index_edges (self);
  mark_essential (self);
  compute_wanted (self);

  return self;
}

void
model_free (Model *self)
{
  g_free (self->nodes);
  g_free (self->edges);
  g_free (self->dependents);
  g_free (self);
}

/* What follows from what happens: as in model.pml. */

void
model_stop (Model *self)
{
  self->is_stopping = TRUE;
  compute_wanted (self);
}

void
model_hurry (Model *self)
{
  self->is_hurried = TRUE;
}

static void
doom_dependents (Model *self,
                 guint  node)
{
  const ModelNode *gone = &self->nodes[node];

  for (guint place = gone->first_dependent; place < gone[1].first_dependent; place++)
    {
      const ModelEdge *edge = &self->edges[self->dependents[place]];
      ModelNode *dependent = &self->nodes[edge->from];

      if (edge->need != MODEL_REQUIRED || !dependent->is_wanted)
        continue;

      g_assert (dependent->state == CDR_STATE_INACTIVE);
      dependent->is_doomed = TRUE;
      dependent->is_dropped = TRUE;
      dependent->cause = gone->cause;
      compute_wanted (self);
    }
}

static void
move (Model    *self,
      guint     node,
      CdrState  to)
{
  ModelNode *moved = &self->nodes[node];

  moved->state = to;
  moved->is_cancelled = FALSE;
  moved->is_late = FALSE;
  if (to != CDR_STATE_ACTIVE && to != CDR_STATE_SHUTTING_DOWN)
    moved->is_overdue = FALSE;

  if (to == CDR_STATE_FAILED || to == CDR_STATE_ABANDONED)
    doom_dependents (self, node);
}

void
model_take (Model          *self,
            guint           node,
            const ModelRow *row)
{
  ModelNode *taken = &self->nodes[node];

  self->rows_taken |= G_GUINT64_CONSTANT (1) << (row - rows);

  switch ((int) row->event)
    {
    case CDR_TRACE_SETUP_BEGIN:
      taken->is_busy = TRUE;
      taken->cause = node;
      break;

    case CDR_TRACE_SHUTDOWN_BEGIN:
      taken->is_busy = TRUE;
      break;

    case CDR_TRACE_SETUP_SUCCEEDED:
    case CDR_TRACE_SETUP_GAVE_UP:
    case CDR_TRACE_SHUTDOWN_SUCCEEDED:
    case CDR_TRACE_SHUTDOWN_FAILED:
    case CDR_TRACE_LATE_END:
      taken->is_busy = FALSE;
      break;

    case CDR_TRACE_SETUP_FAILED:
      taken->is_busy = FALSE;
      taken->cause = node;
      break;

    case CDR_TRACE_SKIPPED:
      taken->is_doomed = FALSE;
      break;

    case CDR_TRACE_CANCELLED:
      taken->is_cancelled = TRUE;
      break;

    case CDR_TRACE_TIMED_OUT:
      taken->is_late = TRUE;
      taken->is_overdue = taken->is_overdue || row->from == CDR_STATE_SETTING_UP;
      break;

    default: /* FAULT, ABANDONED */
      break;
    }

  if (row->follows == STOP || (row->follows == FAIL && taken->is_essential))
    model_stop (self);
  else if (row->follows == FAIL)
    {
      taken->is_dropped = TRUE;
      compute_wanted (self);
    }

  if (row->to != row->from)
    move (self, node, row->to);
}

/* Names. */

const char *
model_state_to_string (CdrState state)
{
  static const char *const names[] = {
    "INACTIVE", "SETTING_UP", "ACTIVE", "SHUTTING_DOWN", "FAILED", "ABANDONED",
  };

  return names[state];
}

const char *
model_event_to_string (CdrTraceEvent event)
{
  static const char *const names[] = {
    "SETUP_WANTED", "STOP_WANTED", "HURRY", "FULL", "SETUP_BEGIN", "SETUP_SUCCEEDED",
    "SETUP_FAILED", "SETUP_GAVE_UP", "SKIPPED", "FAULT", "SHUTDOWN_BEGIN",
    "SHUTDOWN_SUCCEEDED", "SHUTDOWN_FAILED", "CANCELLED", "TIMED_OUT", "ABANDONED",
    "LATE_END",
  };

  g_assert (G_N_ELEMENTS (names) == CDR_TRACE_LATE_END + 1);

  return names[event];
}
