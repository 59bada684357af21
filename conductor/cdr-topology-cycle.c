/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-topology-private.h"

#include "cdr-text-private.h"
#include "cdr-type-names-private.h"

/* Finding the shortest cycle of a graph that has one, to name it.
 *
 * What lies on no cycle is trimmed away first. A cycle then either has a node
 * with several edges left, and is found breadth first from that node, or has
 * none, and is found by walking along it. So one cycle of any length is found in
 * linear time, and tangled graphs in nodes with several edges times edges. That
 * is bounded: past it, the shortest cycle found so far is named.
 */

#define MAX_WORK 10000000

typedef struct
{
  const CdrTopology *graph;
  guint8            *is_left;  /* may lie on a cycle */
  guint             *n_out;    /* edges to nodes that are left */
  guint             *seen;     /* the number of the search that saw it last */
  guint             *via;      /* the edge over which a search came */
  guint             *distance;
  guint             *queue;
  guint             *best;     /* the edges of the shortest cycle so far */
  guint              n_best;   /* 0: none yet */
  gsize              work;
} Search;

static void
search_clear (Search *self)
{
  g_free (self->is_left);
  g_free (self->n_out);
  g_free (self->seen);
  g_free (self->via);
  g_free (self->distance);
  g_free (self->queue);
  g_free (self->best);
}

static void
search_init (Search            *self,
             const CdrTopology *graph)
{
  self->graph = graph;
  self->is_left = g_malloc (graph->n_nodes);
  self->n_out = g_new0 (guint, graph->n_nodes);
  self->seen = g_new0 (guint, graph->n_nodes);
  self->via = g_new (guint, graph->n_nodes);
  self->distance = g_new (guint, graph->n_nodes);
  self->queue = g_new (guint, graph->n_nodes);
  self->best = g_new (guint, graph->n_nodes);

  memset (self->is_left, TRUE, graph->n_nodes);
  for (guint n = 0; n < graph->n_nodes; n++)
    self->n_out[n] = graph->nodes[n + 1].first_edge - graph->nodes[n].first_edge;
}

/* Takes away what leads nowhere, again and again. (What only leads to cycles may
 * stay: no search from it comes back.)
 */
static void
trim (Search *self)
{
  const CdrTopology *graph = self->graph;
  guint n_queued = 0;

  for (guint n = 0; n < graph->n_nodes; n++)
    {
      if (self->n_out[n] == 0)
        self->queue[n_queued++] = n;
    }

  for (guint i = 0; i < n_queued; i++)
    {
      guint node = self->queue[i];

      self->is_left[node] = FALSE;
      cdr_topology_foreach_dependent (graph, node, place)
        {
          guint from = graph->edges[graph->dependents[place]].from;

          if (--self->n_out[from] == 0)
            self->queue[n_queued++] = from;
        }
    }
}

/* The cycle that ends with @last_edge, which leads back to @start. */
static void
keep_if_shorter (Search *self,
                 guint   start,
                 guint   last_edge)
{
  const CdrTopologyEdge *edges = self->graph->edges;
  guint length = self->distance[edges[last_edge].from] + 1;

  if (self->n_best != 0 && length >= self->n_best)
    return;

  self->n_best = length;
  for (guint edge = last_edge, i = length; i > 0; edge = self->via[edges[edge].from], i--)
    self->best[i - 1] = edge;
}

/* Breadth first from @start, until it is met again or no shorter cycle can be. */
static void
search_from (Search *self,
             guint   start)
{
  const CdrTopology *graph = self->graph;
  guint n_queued = 0;

  self->seen[start] = start + 1;
  self->distance[start] = 0;
  self->queue[n_queued++] = start;

  for (guint i = 0; i < n_queued; i++)
    {
      guint node = self->queue[i];

      if (self->n_best != 0 && self->distance[node] + 1 >= self->n_best)
        return;

      for (guint e = graph->nodes[node].first_edge; e < graph->nodes[node + 1].first_edge; e++)
        {
          guint to = graph->edges[e].to;

          self->work++;
          if (to == start)
            {
              keep_if_shorter (self, start, e);
              return;
            }
          if (!self->is_left[to] || self->seen[to] == start + 1)
            continue;

          self->seen[to] = start + 1;
          self->via[to] = e;
          self->distance[to] = self->distance[node] + 1;
          self->queue[n_queued++] = to;
        }
    }
}

/* Cycles of nodes with one edge each: every node is walked over once, because a
 * walk ends at what an earlier one, or itself, has seen.
 */
static void
walk_single_edges (Search *self)
{
  const CdrTopology *graph = self->graph;
  g_autofree guint *walked = g_new0 (guint, graph->n_nodes); /* by the walk from that, plus one */

  for (guint start = 0; start < graph->n_nodes; start++)
    {
      guint node = start;

      while (self->is_left[node] && self->n_out[node] == 1 && walked[node] == 0)
        {
          guint e = graph->nodes[node].first_edge;

          while (!self->is_left[graph->edges[e].to])
            e++;

          walked[node] = start + 1;
          node = graph->edges[e].to;
        }

      /* It closed in on itself: once around gives the cycle. */
      if (walked[node] == start + 1)
        search_from (self, node);
    }
}

static char *
describe (Search *self)
{
  const CdrTopology *graph = self->graph;
  g_autoptr (CdrTypeNames) names = cdr_type_names_new (0);
  g_autoptr (GString) text = g_string_new (NULL);
  guint first = 0;

  for (guint i = 0; i < self->n_best; i++)
    cdr_type_names_add (names, graph->nodes[graph->edges[self->best[i]].from].type);

  /* Nodes are numbered in the order in which they were reached. */
  for (guint i = 1; i < self->n_best; i++)
    {
      if (graph->edges[self->best[i]].from < graph->edges[self->best[first]].from)
        first = i;
    }

  for (guint i = 0; i < self->n_best; i++)
    {
      const CdrTopologyEdge *edge = &graph->edges[self->best[(first + i) % self->n_best]];

      if (i == CDR_TEXT_MAX_NAMED && self->n_best > CDR_TEXT_MAX_NAMED + 1)
        {
          g_string_append_printf (text, "(%u more) -> ", self->n_best - CDR_TEXT_MAX_NAMED);
          break;
        }
      g_string_append_printf (text, "%s:%s -> ",
                              cdr_type_names_get (names, graph->nodes[edge->from].type),
                              cdr_text_name (edge->pspec->name));
    }

  g_string_append (text, cdr_type_names_get (names, graph->nodes[graph->edges[self->best[first]]
                                                                 .from].type));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Names a shortest cycle of a graph that has one, begun at the node that was
 * reached first: "A:b -> B:c -> C:a -> A".
 */
char *
cdr_topology_find_cycle (const CdrTopology *self)
{
  Search search = { 0 };
  char *text;

  search_init (&search, self);
  trim (&search);
  walk_single_edges (&search);

  for (guint n = 0; n < self->n_nodes; n++)
    {
      if (search.n_best > 0 && search.work > MAX_WORK)
        break;
      if (search.is_left[n] && search.n_out[n] > 1)
        search_from (&search, n);
    }

  g_assert (search.n_best > 0);

  text = describe (&search);
  search_clear (&search);
  return text;
}
