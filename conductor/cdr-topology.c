/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-topology-private.h"

#include "cdr-error.h"

/* Nodes and edges as arrays of numbers. Knows nothing of what components do. */

/* Releases dependents before what they hold: no chain of last references is
 * followed down the stack.
 */
void
cdr_topology_free (CdrTopology *self)
{
  for (guint n = self->n_nodes; n > 0; n--)
    g_clear_object (&self->nodes[n - 1].component);

  g_free (self->nodes);
  g_free (self->edges);
  g_free (self->dependents);
  g_free (self);
}

/* Fills in where the dependents of each node are: a counting sort by dependency,
 * which keeps them in the order of the edges.
 */
static void
index_dependents (CdrTopology *self)
{
  guint sum = 0;

  for (guint n = 0; n <= self->n_nodes; n++)
    self->nodes[n].first_dependent = 0;

  for (guint e = 0; e < self->n_edges; e++)
    self->nodes[self->edges[e].to].first_dependent++;

  for (guint n = 0; n <= self->n_nodes; n++)
    {
      sum += self->nodes[n].first_dependent;
      self->nodes[n].first_dependent = sum;
    }

  /* Each entry is now the end of its group; filling from the back makes it the
   * beginning.
   */
  g_free (self->dependents);
  self->dependents = g_new (guint, self->n_edges + 1);
  for (guint e = self->n_edges; e > 0; e--)
    self->dependents[--self->nodes[self->edges[e - 1].to].first_dependent] = e - 1;
}

typedef struct
{
  guint8 *marks;
  guint  *next;  /* the edge to follow next, by node */
  guint  *stack;
  guint  *order;
  guint   n_ordered;
} Walk;

static void
walk_clear (Walk *walk)
{
  g_free (walk->marks);
  g_free (walk->next);
  g_free (walk->stack);
  g_free (walk->order);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

enum { UNSEEN, OPEN, DONE };

/* Depth first from @start; a node is in order once all that it leads to is.
 *
 * Returns: FALSE if there is a cycle
 */
static gboolean
walk_from (const CdrTopology *self,
           guint              start,
           Walk              *walk)
{
  guint depth = 0;

  walk->stack[depth++] = start;

  while (depth > 0)
    {
      guint node = walk->stack[depth - 1];
      guint to;

      if (walk->marks[node] == UNSEEN)
        {
          walk->marks[node] = OPEN;
          walk->next[node] = self->nodes[node].first_edge;
        }

      if (walk->next[node] == self->nodes[node + 1].first_edge)
        {
          walk->marks[node] = DONE;
          walk->order[walk->n_ordered++] = node;
          depth--;
          continue;
        }

      to = self->edges[walk->next[node]++].to;
      if (walk->marks[to] == OPEN)
        return FALSE;
      if (walk->marks[to] == UNSEEN)
        walk->stack[depth++] = to;
    }

  return TRUE;
}

/* Depth first from each node in order, dependencies first: ties go by the order
 * of adding, and of properties.
 *
 * Returns: (nullable): the nodes' numbers in topological order, or NULL if there
 *   is a cycle
 */
static guint *
compute_order (const CdrTopology *self)
{
  g_auto (Walk) walk = {
    .marks = g_new0 (guint8, self->n_nodes + 1),
    .next = g_new (guint, self->n_nodes + 1),
    .stack = g_new (guint, self->n_nodes + 1),
    .order = g_new (guint, self->n_nodes + 1),
  };

  for (guint start = 0; start < self->n_nodes; start++)
    {
      if (walk.marks[start] == UNSEEN && !walk_from (self, start, &walk))
        return NULL;
    }

  return g_steal_pointer (&walk.order);
}

/* Renumbers nodes and edges so that dependencies come first. */
static void
apply_order (CdrTopology *self,
             const guint *order)
{
  g_autofree CdrTopologyNode *nodes = g_steal_pointer (&self->nodes);
  g_autofree CdrTopologyEdge *edges = g_steal_pointer (&self->edges);
  g_autofree guint *places = g_new (guint, self->n_nodes + 1);
  guint n_edges = 0;

  for (guint n = 0; n < self->n_nodes; n++)
    places[order[n]] = n;

  self->nodes = g_new (CdrTopologyNode, self->n_nodes + 1);
  self->edges = g_new (CdrTopologyEdge, self->n_edges + 1);

  for (guint n = 0; n < self->n_nodes; n++)
    {
      guint old = order[n];

      self->nodes[n] = nodes[old];
      self->nodes[n].first_edge = n_edges;

      for (guint e = nodes[old].first_edge; e < nodes[old + 1].first_edge; e++)
        {
          CdrTopologyEdge edge = edges[e];

          edge.from = n;
          edge.to = places[edge.to];
          self->edges[n_edges++] = edge;
        }
    }

  self->nodes[self->n_nodes] = (CdrTopologyNode) { .first_edge = n_edges };
}

/* A failure is fatal where a required root reaches the component over required
 * dependencies only. Dependents stand behind their dependencies, so one pass from
 * the end is enough.
 */
static void
mark_essential (CdrTopology *self)
{
  for (guint n = self->n_nodes; n > 0; n--)
    {
      CdrTopologyNode *node = &self->nodes[n - 1];

      if (node->is_root && node->need == CDR_NEED_REQUIRED)
        node->is_essential = TRUE;
      if (!node->is_essential)
        continue;

      cdr_topology_foreach_edge (self, n - 1, edge)
        {
          if (edge->need == CDR_NEED_REQUIRED)
            self->nodes[edge->to].is_essential = TRUE;
        }
    }
}

/* What the conductor made for a node. */
void
cdr_topology_take_component (CdrTopology  *self,
                             guint         node,
                             CdrComponent *component)
{
  g_assert (self->nodes[node].component == NULL);

  self->nodes[node].component = component;
}

/* The node stays; its component goes. */
CdrComponent *
cdr_topology_steal_component (CdrTopology *self,
                              guint        node)
{
  return g_steal_pointer (&self->nodes[node].component);
}

/* Makes a graph of @nodes (CdrTopologyNode) in the order in which they were reached,
 * and @edges (CdrTopologyEdge) in the order of their dependents.
 */
CdrTopology *
cdr_topology_new (GArray  *nodes,
                  GArray  *edges,
                  GError **error)
{
  g_autoptr (CdrTopology) self = g_new0 (CdrTopology, 1);
  g_autofree guint *order = NULL;
  CdrTopologyNode sentinel = { .first_edge = edges->len };

  self->n_nodes = nodes->len;
  self->n_edges = edges->len;
  g_array_append_val (nodes, sentinel);
  self->nodes = g_memdup2 (nodes->data, (gsize) nodes->len * sizeof (CdrTopologyNode));
  self->edges = g_new (CdrTopologyEdge, edges->len + 1); /* never NULL */
  if (edges->len > 0)
    memcpy (self->edges, edges->data, (gsize) edges->len * sizeof (CdrTopologyEdge));
  g_array_set_size (nodes, self->n_nodes);

  for (guint n = 0; n < self->n_nodes; n++)
    {
      if (self->nodes[n].component != NULL)
        g_object_ref (self->nodes[n].component);
    }

  order = compute_order (self);
  if (order == NULL)
    {
      g_autofree char *cycle = NULL;

      index_dependents (self);
      cycle = cdr_topology_find_cycle (self);
      g_set_error_literal (error, CDR_ERROR, CDR_ERROR_CYCLE, cycle);
      return NULL;
    }

  apply_order (self, order);
  index_dependents (self);
  mark_essential (self);

  return g_steal_pointer (&self);
}
