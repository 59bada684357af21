/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-conductor-private.h"
#include "cdr-graph-private.h"
#include "cdr-resolver-private.h"
#include "cdr-timeline-private.h"

#include <string.h>

/* Looking at what there is: pictures, and who is whose. Nothing here changes
 * anything, or makes a component.
 */

/* The graph of the present setup; NULL: another setup would resolve it anew. */
CdrTopology *
cdr_conductor_get_present (CdrConductor *self)
{
  gboolean is_down = self->state == CDR_STATE_INACTIVE || self->state == CDR_STATE_FAILED;

  return is_down || self->reconciler == NULL || self->setup_requested ? NULL : self->graph;
}

/* One that was abandoned and has ended at last is there no more, but its place is. */
static void
mark_gone (CdrGraph          *graph,
           const CdrTopology *topology)
{
  for (guint n = 0; n < topology->n_nodes; n++)
    {
      if (topology->nodes[n].component == NULL)
        graph->nodes[n].state = CDR_STATE_ABANDONED;
    }
}

/**
 * cdr_conductor_dup_graph:
 * @self: a conductor
 * @error: where to put an error
 *
 * Takes a picture of which component needs which, and of how they are.
 *
 * While something is set up it is the graph of that setup. Before, and after
 * everything is down, it is what the next setup would find: everything that was added
 * is resolved as by [method@Conductor.validate], and nothing is made.
 *
 * The idea of looking at an application's components as a graph is that of
 * dependency injectors such as Guice, with its grapher, and of `systemd-analyze dot`.
 *
 * Returns: (transfer full) (nullable): the graph, or %NULL with @error set if the
 *   graph is bad; the errors are those of [method@Conductor.validate]
 */
CdrGraph *
cdr_conductor_dup_graph (CdrConductor  *self,
                         GError       **error)
{
  g_autoptr (CdrTopology) topology = NULL;
  CdrTopology *present;
  CdrGraph *graph;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), NULL);
  g_return_val_if_fail (!self->is_disposed, NULL);
  g_return_val_if_fail (cdr_conductor_is_in_context (self), NULL);

  present = cdr_conductor_get_present (self);
  if (present != NULL)
    {
      graph = cdr_graph_new (present);
      mark_gone (graph, present);
      return graph;
    }

  topology = cdr_resolve (self->manifest, self->made, self, error);
  return topology != NULL ? cdr_graph_new (topology) : NULL;
}

/**
 * cdr_conductor_dup_timeline:
 * @self: a conductor
 *
 * Takes a picture of what happened when, since the last setup was asked for.
 *
 * It can be taken at any time: while something is set up or shut down, and after
 * everything is down, until the next setup. The setup begins when the graph has been
 * resolved and the components are made; one that fails before that has no timeline.
 *
 * Returns: (transfer full) (nullable): the timeline, or %NULL if no setup has begun,
 *   or [property@Conductor:keep-timeline] was off when it did
 */
CdrTimeline *
cdr_conductor_dup_timeline (CdrConductor *self)
{
  g_autoptr (CdrGraph) graph = NULL;
  const CdrTraceRecord *records;
  guint n_records;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), NULL);
  g_return_val_if_fail (!self->is_disposed, NULL);
  g_return_val_if_fail (cdr_conductor_is_in_context (self), NULL);

  if (self->reconciler == NULL)
    return NULL;

  records = cdr_reconciler_get_trace (self->reconciler, &n_records);
  if (n_records == 0)
    return NULL;

  graph = cdr_graph_new (self->graph);
  mark_gone (graph, self->graph);

  return cdr_timeline_new (graph, records, n_records, g_get_monotonic_time (),
                           cdr_reconciler_get_begun_real_us (self->reconciler));
}

/**
 * cdr_conductor_get_component_by_name:
 * @self: a conductor
 * @name: a component's name
 *
 * Gets the component of the list that is called @name.
 *
 * Names need not be unique. Looking one up takes time in proportion to the number of
 * components; [method@Conductor.get_component] finds by type at once.
 *
 * Returns: (transfer none) (nullable): the component, or %NULL if there is none of
 *   that name, or more than one
 */
CdrComponent *
cdr_conductor_get_component_by_name (CdrConductor *self,
                                     const char   *name)
{
  CdrComponent *found = NULL;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < self->items->len; i++)
    {
      CdrComponent *component = g_ptr_array_index (self->items, i);

      if (strcmp (cdr_component_get_name (component), name) != 0)
        continue;
      if (found != NULL)
        return NULL;
      found = component;
    }

  return found;
}

/* Returns: G_MAXUINT if it is not in the graph */
static guint
find_node (CdrConductor *self,
           CdrComponent *component)
{
  guint node = cdr_component_get_index (component);

  if (self->graph == NULL || node >= self->graph->n_nodes ||
      self->graph->nodes[node].component != component)
    return G_MAXUINT;

  return node;
}

/**
 * cdr_conductor_dup_dependencies:
 * @self: a conductor
 * @component: a component
 *
 * Gets what a component depends on directly, as the last setup resolved it.
 *
 * It is the graph's answer, not that of the component's properties, which are only set
 * while it is up.
 *
 * Returns: (transfer container) (element-type CdrComponent): the components, each once, in
 *   the order of the properties; none if no setup has resolved @component
 */
GPtrArray *
cdr_conductor_dup_dependencies (CdrConductor *self,
                                CdrComponent *component)
{
  g_autoptr (GPtrArray) components = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint node;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), NULL);
  g_return_val_if_fail (CDR_IS_COMPONENT (component), NULL);

  node = find_node (self, component);
  if (node != G_MAXUINT)
    {
      cdr_topology_foreach_edge (self->graph, node, edge)
        {
          CdrComponent *dependency = self->graph->nodes[edge->to].component;

          if (dependency != NULL && g_hash_table_add (seen, dependency))
            g_ptr_array_add (components, g_object_ref (dependency));
        }
    }

  return g_steal_pointer (&components);
}

/**
 * cdr_conductor_dup_dependents:
 * @self: a conductor
 * @component: a component
 *
 * Gets what depends on a component directly, as the last setup resolved it.
 *
 * Returns: (transfer container) (element-type CdrComponent): the components, each once, in
 *   topological order; none if no setup has resolved @component
 */
GPtrArray *
cdr_conductor_dup_dependents (CdrConductor *self,
                              CdrComponent *component)
{
  g_autoptr (GPtrArray) components = g_ptr_array_new_with_free_func (g_object_unref);
  const CdrTopology *graph;
  CdrComponent *last = NULL;
  guint node;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), NULL);
  g_return_val_if_fail (CDR_IS_COMPONENT (component), NULL);

  graph = self->graph;
  node = find_node (self, component);
  if (node == G_MAXUINT)
    return g_steal_pointer (&components);

  /* Grouped by dependent: one that has two such properties comes twice in a row. */
  cdr_topology_foreach_dependent (graph, node, place)
    {
      guint from = graph->edges[graph->dependents[place]].from;
      CdrComponent *dependent = graph->nodes[from].component;

      if (dependent != NULL && dependent != last)
        g_ptr_array_add (components, g_object_ref (dependent));
      last = dependent;
    }

  return g_steal_pointer (&components);
}
