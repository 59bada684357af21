/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-graph-private.h"

#include "cdr-component-private.h"

#include <string.h>

/**
 * CdrGraph:
 *
 * A picture of which component needs which, as it was at one moment.
 *
 * [method@Conductor.dup_graph] takes it. It never changes, and holds no component:
 * it can be kept after the conductor is gone.
 *
 * Components are numbered from 0 in topological order: each comes after everything
 * that it depends on, and ties are broken by the order of adding and of properties.
 * So a loop over the numbers is the order of a setup that does one thing at a time,
 * and a loop from the end that of its shutdown. Edges are numbered too, grouped by
 * the dependent in the order of its properties.
 *
 * ```c
 * g_autoptr (CdrGraph) graph = cdr_conductor_dup_graph (conductor, &error);
 *
 * for (guint i = 0; graph != NULL && i < cdr_graph_get_n_nodes (graph); i++)
 *   g_print ("%s\n", cdr_graph_get_node_name (graph, i));
 * ```
 */

G_DEFINE_FINAL_TYPE (CdrGraph, cdr_graph, G_TYPE_OBJECT)

static void
cdr_graph_finalize (GObject *object)
{
  CdrGraph *self = CDR_GRAPH (object);

  for (guint n = 0; n < self->n_nodes; n++)
    {
      g_free (self->nodes[n].name);
      g_free (self->nodes[n].error);
    }
  g_free (self->nodes);
  g_free (self->edges);
  g_free (self->dependents);

  G_OBJECT_CLASS (cdr_graph_parent_class)->finalize (object);
}

static void
cdr_graph_class_init (CdrGraphClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cdr_graph_finalize;
}

static void
cdr_graph_init (CdrGraph *self)
{
}

static void
copy_component (CdrGraphNode *node,
                CdrComponent *component)
{
  const GError *error = cdr_component_get_error (component);

  node->name = g_strdup (cdr_component_get_name (component));
  node->error = error != NULL ? g_strdup (error->message) : NULL;
  node->state = cdr_component_get_state (component);
}

/* Copies @topology, the components' names and how they are. Those that are not made yet
 * go by the names that they will have.
 */
CdrGraph *
cdr_graph_new (const CdrTopology *topology)
{
  CdrGraph *self = g_object_new (CDR_TYPE_GRAPH, NULL);

  self->n_nodes = topology->n_nodes;
  self->n_edges = topology->n_edges;
  self->nodes = g_new0 (CdrGraphNode, self->n_nodes + 1);
  self->edges = g_new (CdrGraphEdge, self->n_edges + 1);
  self->dependents = g_memdup2 (topology->dependents, (self->n_edges + 1) * sizeof (guint));

  for (guint n = 0; n <= self->n_nodes; n++)
    {
      const CdrTopologyNode *from = &topology->nodes[n];
      CdrGraphNode *node = &self->nodes[n];

      node->first_edge = from->first_edge;
      node->first_dependent = from->first_dependent;
      if (n == self->n_nodes)
        break;

      node->type = from->type;
      node->need = from->need;
      node->is_root = from->is_root;
      if (from->component != NULL)
        copy_component (node, from->component);
      else
        node->name = g_strdup (cdr_component_default_name (from->type));
    }

  for (guint e = 0; e < self->n_edges; e++)
    {
      const CdrTopologyEdge *from = &topology->edges[e];

      self->edges[e] = (CdrGraphEdge) { g_intern_string (from->pspec->name),
                                        from->from, from->to, from->need };
    }

  return self;
}

/**
 * cdr_graph_get_n_nodes:
 * @self: a graph
 *
 * Gets how many components there are.
 *
 * Returns: the number
 */
guint
cdr_graph_get_n_nodes (CdrGraph *self)
{
  g_return_val_if_fail (CDR_IS_GRAPH (self), 0);

  return self->n_nodes;
}

/**
 * cdr_graph_get_node_type:
 * @self: a graph
 * @node: the number of a component, less than [method@Graph.get_n_nodes]
 *
 * Gets the type of a component.
 *
 * Returns: the type, after patches
 */
GType
cdr_graph_get_node_type (CdrGraph *self,
                         guint     node)
{
  g_return_val_if_fail (CDR_IS_GRAPH (self), G_TYPE_INVALID);
  g_return_val_if_fail (node < self->n_nodes, G_TYPE_INVALID);

  return self->nodes[node].type;
}

/**
 * cdr_graph_get_node_name:
 * @self: a graph
 * @node: the number of a component, less than [method@Graph.get_n_nodes]
 *
 * Gets the name of a component, or what it will be called once it is made.
 *
 * It is one line of at most 200 bytes. Names need not be unique.
 *
 * Returns: (transfer none): the name
 */
const char *
cdr_graph_get_node_name (CdrGraph *self,
                         guint     node)
{
  g_return_val_if_fail (CDR_IS_GRAPH (self), NULL);
  g_return_val_if_fail (node < self->n_nodes, NULL);

  return self->nodes[node].name;
}

/**
 * cdr_graph_get_node_state:
 * @self: a graph
 * @node: the number of a component, less than [method@Graph.get_n_nodes]
 *
 * Gets the state that a component had when the graph was taken.
 *
 * Returns: the state; %CDR_STATE_INACTIVE before it is made
 */
CdrState
cdr_graph_get_node_state (CdrGraph *self,
                          guint     node)
{
  g_return_val_if_fail (CDR_IS_GRAPH (self), CDR_STATE_INACTIVE);
  g_return_val_if_fail (node < self->n_nodes, CDR_STATE_INACTIVE);

  return self->nodes[node].state;
}

/**
 * cdr_graph_get_node_error:
 * @self: a graph
 * @node: the number of a component, less than [method@Graph.get_n_nodes]
 *
 * Gets the message of the error that a component had when the graph was taken.
 *
 * Returns: (transfer none) (nullable): the message, which may have several lines, or
 *   %NULL if there was none
 */
const char *
cdr_graph_get_node_error (CdrGraph *self,
                          guint     node)
{
  g_return_val_if_fail (CDR_IS_GRAPH (self), NULL);
  g_return_val_if_fail (node < self->n_nodes, NULL);

  return self->nodes[node].error;
}

/**
 * cdr_graph_is_root:
 * @self: a graph
 * @node: the number of a component, less than [method@Graph.get_n_nodes]
 * @need: (out) (optional): how much it is needed; %CDR_NEED_REQUIRED if it is no root
 *
 * Gets whether the application added a component itself.
 *
 * Returns: %TRUE if it is a root; everything else is there because something depends
 *   on it, or was wired to it
 */
gboolean
cdr_graph_is_root (CdrGraph *self,
                   guint     node,
                   CdrNeed  *need)
{
  if (need != NULL)
    *need = CDR_NEED_REQUIRED;

  g_return_val_if_fail (CDR_IS_GRAPH (self), FALSE);
  g_return_val_if_fail (node < self->n_nodes, FALSE);

  if (need != NULL)
    *need = self->nodes[node].need;
  return self->nodes[node].is_root;
}

/**
 * cdr_graph_get_n_edges:
 * @self: a graph
 *
 * Gets how many dependencies there are in all.
 *
 * Two properties that hold the same component are two.
 *
 * Returns: the number
 */
guint
cdr_graph_get_n_edges (CdrGraph *self)
{
  g_return_val_if_fail (CDR_IS_GRAPH (self), 0);

  return self->n_edges;
}

/**
 * cdr_graph_get_edge:
 * @self: a graph
 * @edge: the number of an edge, less than [method@Graph.get_n_edges]
 * @dependent: (out) (optional): the component that has the property
 * @dependency: (out) (optional): the component that the property holds
 * @need: (out) (optional): how much it is needed
 *
 * Gets who needs whom, through which property.
 *
 * Returns: (transfer none): the name of the property
 */
const char *
cdr_graph_get_edge (CdrGraph *self,
                    guint     edge,
                    guint    *dependent,
                    guint    *dependency,
                    CdrNeed  *need)
{
  const CdrGraphEdge none = { NULL };
  gboolean is_valid = CDR_IS_GRAPH (self) && edge < self->n_edges;
  const CdrGraphEdge *found = is_valid ? &self->edges[edge] : &none;

  if (dependent != NULL)
    *dependent = found->from;
  if (dependency != NULL)
    *dependency = found->to;
  if (need != NULL)
    *need = found->need;

  g_return_val_if_fail (is_valid, NULL);

  return found->property;
}
