/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-graph.h"

#include "cdr-test-choice.h"
#include "cdr-test-types.h"

#include "cdr-topology-private.h"

static GType node_types[MAX_GRAPH_NODES];
static GParamSpec *node_pspecs[MAX_GRAPH_PROPERTIES];

typedef struct
{
  guint   n;
  guint   n_edges;
  guint   from[MAX_GRAPH_NODES * MAX_GRAPH_PROPERTIES];
  guint   to[MAX_GRAPH_NODES * MAX_GRAPH_PROPERTIES];
  guint   pspec[MAX_GRAPH_NODES * MAX_GRAPH_PROPERTIES];
  CdrNeed need[MAX_GRAPH_NODES * MAX_GRAPH_PROPERTIES];
  gboolean is_root[MAX_GRAPH_NODES];
  CdrNeed  root_need[MAX_GRAPH_NODES];
} GraphCase;

static void
random_init (GraphCase *self)
{
  gboolean is_acyclic = cdr_test_choose (2);
  guint density = cdr_test_choose (MAX_GRAPH_PROPERTIES + 1);

  *self = (GraphCase) { .n = cdr_test_choose (MAX_GRAPH_NODES + 1) };

  for (guint i = 0; i < self->n; i++)
    {
      self->is_root[i] = cdr_test_choose (2);
      self->root_need[i] = cdr_test_choose (2) ? CDR_NEED_REQUIRED : CDR_NEED_WANTED;

      for (guint p = 0; p < MAX_GRAPH_PROPERTIES; p++)
        {
          guint to = cdr_test_choose (self->n);

          if (cdr_test_choose (2 * MAX_GRAPH_PROPERTIES) >= density)
            continue;
          if (is_acyclic && to <= i)
            continue;

          self->from[self->n_edges] = i;
          self->to[self->n_edges] = to;
          self->pspec[self->n_edges] = p;
          self->need[self->n_edges] = (CdrNeed) cdr_test_choose (3);
          self->n_edges++;
        }
    }

  /* Acyclic, and yet not in order: turn all of it around half of the time. */
  if (is_acyclic && cdr_test_choose (2))
    {
      GraphCase old = *self;

      self->n_edges = 0;
      for (guint i = 0; i < self->n; i++)
        {
          for (guint e = 0; e < old.n_edges; e++)
            {
              if (self->n - 1 - old.from[e] != i)
                continue;

              self->from[self->n_edges] = i;
              self->to[self->n_edges] = self->n - 1 - old.to[e];
              self->pspec[self->n_edges] = old.pspec[e];
              self->need[self->n_edges] = old.need[e];
              self->n_edges++;
            }
        }
    }
}

static CdrTopology *
random_to_graph (const GraphCase  *self,
                 GError       **error)
{
  g_autoptr (GArray) nodes = g_array_new (FALSE, TRUE, sizeof (CdrTopologyNode));
  g_autoptr (GArray) edges = g_array_new (FALSE, TRUE, sizeof (CdrTopologyEdge));
  guint e = 0;

  for (guint i = 0; i < self->n; i++)
    {
      CdrTopologyNode node = {
        .type = node_types[i],
        .first_edge = e,
        .is_root = self->is_root[i] != FALSE,
        .need = self->root_need[i],
      };

      g_array_append_val (nodes, node);
      for (; e < self->n_edges && self->from[e] == i; e++)
        {
          CdrTopologyEdge edge = {
            .from = i,
            .to = self->to[e],
            .pspec = node_pspecs[self->pspec[e]],
            .need = self->need[e],
          };

          g_array_append_val (edges, edge);
        }
    }
  g_assert_cmpuint (e, ==, self->n_edges);

  return cdr_topology_new (nodes, edges, error);
}

/* The number of edges from one to another, at least one; 0: no way. */
static void
compute_distances (const GraphCase *self,
                   gboolean      only_required,
                   guint         distances[MAX_GRAPH_NODES][MAX_GRAPH_NODES])
{
  memset (distances, 0, sizeof (guint) * MAX_GRAPH_NODES * MAX_GRAPH_NODES);
  for (guint e = 0; e < self->n_edges; e++)
    {
      if (!only_required || self->need[e] == CDR_NEED_REQUIRED)
        distances[self->from[e]][self->to[e]] = 1;
    }

  for (guint k = 0; k < self->n; k++)
    for (guint i = 0; i < self->n; i++)
      for (guint j = 0; j < self->n; j++)
        {
          guint sum = distances[i][k] + distances[k][j];

          if (distances[i][k] > 0 && distances[k][j] > 0 &&
              (distances[i][j] == 0 || sum < distances[i][j]))
            distances[i][j] = sum;
        }
}

static guint
find_number (const char *type_name)
{
  for (guint i = 0; i < MAX_GRAPH_NODES; i++)
    {
      if (g_str_equal (g_type_name (node_types[i]), type_name))
        return i;
    }

  g_assert_not_reached ();
}

static gboolean
has_edge (const GraphCase *self,
          guint         from,
          guint         to,
          const char   *property_name)
{
  for (guint e = 0; e < self->n_edges; e++)
    {
      if (self->from[e] == from && self->to[e] == to &&
          g_str_equal (node_pspecs[self->pspec[e]]->name, property_name))
        return TRUE;
    }

  return FALSE;
}

/* It is a cycle of the graph, no other is shorter, and it begins where it was reached. */
static void
check_cycle (const GraphCase *self,
             const char   *message,
             guint         shortest)
{
  g_auto (GStrv) steps = g_strsplit (message, " -> ", -1);
  guint n_steps = g_strv_length (steps);
  guint first = find_number (steps[n_steps - 1]);

  g_assert_cmpuint (n_steps - 1, ==, shortest);
  g_assert_cmpuint (n_steps, >=, 2);

  for (guint i = 0; i + 1 < n_steps; i++)
    {
      g_auto (GStrv) here = g_strsplit (steps[i], ":", 2);
      g_auto (GStrv) next = g_strsplit (steps[i + 1], ":", 2);
      guint from = find_number (here[0]);

      g_assert_true (has_edge (self, from, find_number (next[0]), here[1]));
      g_assert_cmpuint (from, >=, first);
      if (i == 0)
        g_assert_cmpuint (from, ==, first);
    }
}

/* Depth first, as one would write it down. */
static void
visit (const GraphCase *self,
       guint         node,
       gboolean     *is_seen,
       GArray       *order)
{
  if (is_seen[node])
    return;

  is_seen[node] = TRUE;
  for (guint e = 0; e < self->n_edges; e++)
    {
      if (self->from[e] == node)
        visit (self, self->to[e], is_seen, order);
    }
  g_array_append_val (order, node);
}

static void
check_order (const GraphCase   *self,
             const CdrTopology *graph)
{
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean is_seen[MAX_GRAPH_NODES] = { FALSE };

  for (guint i = 0; i < self->n; i++)
    visit (self, i, is_seen, order);

  g_assert_cmpuint (graph->n_nodes, ==, self->n);
  for (guint i = 0; i < self->n; i++)
    {
      guint number = g_array_index (order, guint, i);

      g_assert_cmpstr (g_type_name (graph->nodes[i].type), ==, g_type_name (node_types[number]));
      g_assert_cmpint (graph->nodes[i].is_root, ==, self->is_root[number] != FALSE);
      g_assert_cmpuint (graph->nodes[i].need, ==, self->root_need[number]);
    }
}

/* Every edge is there, once, in the order of properties, and points back. */
static void
check_edges (const GraphCase   *self,
             const CdrTopology *graph)
{
  guint n_edges = 0;
  guint n_dependents = 0;

  g_assert_cmpuint (graph->n_edges, ==, self->n_edges);

  for (guint i = 0; i < graph->n_nodes; i++)
    {
      guint number = find_number (g_type_name (graph->nodes[i].type));
      guint e = 0;
      guint last = 0;
      gboolean is_first = TRUE;

      while (e < self->n_edges && self->from[e] != number)
        e++;

      cdr_topology_foreach_edge (graph, i, edge)
        {
          g_assert_cmpuint (edge->from, ==, i);
          g_assert_cmpuint (edge->to, <, i);
          g_assert_cmpuint (self->from[e], ==, number);
          g_assert_cmpstr (g_type_name (graph->nodes[edge->to].type), ==,
                           g_type_name (node_types[self->to[e]]));
          g_assert_true (edge->pspec == node_pspecs[self->pspec[e]]);
          g_assert_cmpuint (edge->need, ==, self->need[e]);
          n_edges++;
          e++;
        }

      cdr_topology_foreach_dependent (graph, i, place)
        {
          guint edge = graph->dependents[place];

          g_assert_cmpuint (graph->edges[edge].to, ==, i);
          g_assert_true (is_first || edge > last);
          is_first = FALSE;
          last = edge;
          n_dependents++;
        }
    }

  g_assert_cmpuint (n_edges, ==, self->n_edges);
  g_assert_cmpuint (n_dependents, ==, self->n_edges);
}

static void
check_essential (const GraphCase   *self,
                 const CdrTopology *graph)
{
  guint distances[MAX_GRAPH_NODES][MAX_GRAPH_NODES];

  compute_distances (self, TRUE, distances);

  for (guint i = 0; i < graph->n_nodes; i++)
    {
      guint number = find_number (g_type_name (graph->nodes[i].type));
      gboolean is_essential = FALSE;

      for (guint root = 0; root < self->n; root++)
        {
          if (self->is_root[root] && self->root_need[root] == CDR_NEED_REQUIRED &&
              (root == number || distances[root][number] > 0))
            is_essential = TRUE;
        }

      g_assert_cmpint (graph->nodes[i].is_essential, ==, is_essential);
    }
}

/* Compares what the graph says with what a slow reference says of it.
 *
 * Returns: whether it is acyclic
 */
gboolean
cdr_test_graph_check (void)
{
  GraphCase random;
  guint distances[MAX_GRAPH_NODES][MAX_GRAPH_NODES];
  guint shortest = 0;
  g_autoptr (CdrTopology) graph = NULL;
  g_autoptr (GError) error = NULL;

  random_init (&random);
  compute_distances (&random, FALSE, distances);
  for (guint n = 0; n < random.n; n++)
    {
      if (distances[n][n] > 0 && (shortest == 0 || distances[n][n] < shortest))
        shortest = distances[n][n];
    }

  graph = random_to_graph (&random, &error);
  g_assert_true ((graph == NULL) == (shortest > 0));

  if (graph == NULL)
    {
      g_assert_error (error, CDR_ERROR, CDR_ERROR_CYCLE);
      check_cycle (&random, error->message, shortest);
      return FALSE;
    }

  g_assert_no_error (error);
  check_order (&random, graph);
  check_edges (&random, graph);
  check_essential (&random, graph);
  return TRUE;
}

GType
cdr_test_graph_get_type (guint node)
{
  return node_types[node];
}

GParamSpec *
cdr_test_graph_get_pspec (guint property)
{
  return node_pspecs[property];
}

void
cdr_test_graph_init (void)
{
  for (guint i = 0; i < MAX_GRAPH_NODES; i++)
    {
      g_autofree char *name = g_strdup_printf ("Node%u", i);

      node_types[i] = cdr_test_type_new (name, NULL);
    }
  for (guint i = 0; i < MAX_GRAPH_PROPERTIES; i++)
    {
      g_autofree char *name = g_strdup_printf ("p%u", i);

      node_pspecs[i] = g_param_spec_ref_sink (cdr_test_pspec (name, CDR_TYPE_COMPONENT));
    }
}
