/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-graph-private.h"

#include <string.h>

/* What one asks of a graph. Every answer is made by walks over arrays, in time that
 * grows with what is walked over.
 */

static guint *
take_array (GArray *array,
            gsize  *n_nodes)
{
  if (n_nodes != NULL)
    *n_nodes = array->len;

  return (guint *) (gpointer) g_array_free (array, FALSE);
}

/**
 * cdr_graph_find_name:
 * @self: a graph
 * @name: a component's name
 * @node: (out) (optional): the number of the component; 0 if there is none
 *
 * Finds a component by its name.
 *
 * Returns: %TRUE if just one is called so
 */
gboolean
cdr_graph_find_name (CdrGraph   *self,
                     const char *name,
                     guint      *node)
{
  guint n_found = 0;
  guint found = 0;

  if (node != NULL)
    *node = 0;

  g_return_val_if_fail (CDR_IS_GRAPH (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  for (guint n = 0; n < self->n_nodes; n++)
    {
      if (strcmp (self->nodes[n].name, name) != 0)
        continue;
      found = n;
      n_found++;
    }

  if (n_found == 1 && node != NULL)
    *node = found;
  return n_found == 1;
}

/**
 * cdr_graph_find_type:
 * @self: a graph
 * @type: a component type
 * @node: (out) (optional): the number of the component; 0 if there is none
 *
 * Finds the component of just this type.
 *
 * Patches are not followed: [method@Conductor.get_component] does that.
 *
 * Returns: %TRUE if there is just one
 */
gboolean
cdr_graph_find_type (CdrGraph *self,
                     GType     type,
                     guint    *node)
{
  guint n_found = 0;
  guint found = 0;

  if (node != NULL)
    *node = 0;

  g_return_val_if_fail (CDR_IS_GRAPH (self), FALSE);

  for (guint n = 0; n < self->n_nodes; n++)
    {
      if (self->nodes[n].type != type)
        continue;
      found = n;
      n_found++;
    }

  if (n_found == 1 && node != NULL)
    *node = found;
  return n_found == 1;
}

/**
 * cdr_graph_dup_roots:
 * @self: a graph
 * @n_nodes: (out): how many there are
 *
 * Gets what the application added itself.
 *
 * Returns: (transfer full) (array length=n_nodes): the numbers of the components, in
 *   topological order
 */
guint *
cdr_graph_dup_roots (CdrGraph *self,
                     gsize    *n_nodes)
{
  GArray *roots;

  if (n_nodes != NULL)
    *n_nodes = 0;

  g_return_val_if_fail (CDR_IS_GRAPH (self), NULL);

  roots = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint n = 0; n < self->n_nodes; n++)
    {
      if (self->nodes[n].is_root)
        g_array_append_val (roots, n);
    }

  return take_array (roots, n_nodes);
}

/* Marks what @node depends on, itself not. Dependencies have lower numbers, so one
 * pass downwards reaches all of them.
 */
static void
mark_dependencies (CdrGraph *self,
                   guint     node,
                   gboolean  is_transitive,
                   guint8   *marks)
{
  cdr_graph_foreach_edge (self, node, edge)
    marks[edge->to] = TRUE;

  for (guint n = node; is_transitive && n > 0; n--)
    {
      if (!marks[n - 1])
        continue;
      cdr_graph_foreach_edge (self, n - 1, edge)
        marks[edge->to] = TRUE;
    }
}

static void
mark_dependents (CdrGraph *self,
                 guint     node,
                 gboolean  is_transitive,
                 guint8   *marks)
{
  cdr_graph_foreach_dependent (self, node, place)
    marks[self->edges[self->dependents[place]].from] = TRUE;

  for (guint n = node + 1; is_transitive && n < self->n_nodes; n++)
    {
      if (!marks[n])
        continue;
      cdr_graph_foreach_dependent (self, n, place)
        marks[self->edges[self->dependents[place]].from] = TRUE;
    }
}

static guint *
take_marked (CdrGraph     *self,
             const guint8 *marks,
             gsize        *n_nodes)
{
  GArray *marked = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint n = 0; n < self->n_nodes; n++)
    {
      if (marks[n])
        g_array_append_val (marked, n);
    }

  return take_array (marked, n_nodes);
}

/**
 * cdr_graph_dup_dependencies:
 * @self: a graph
 * @node: the number of a component, less than [method@Graph.get_n_nodes]
 * @is_transitive: also what those depend on, and so on
 * @n_nodes: (out): how many there are
 *
 * Gets what a component depends on, itself not.
 *
 * Returns: (transfer full) (array length=n_nodes): the numbers of the components, in
 *   topological order and each once
 */
guint *
cdr_graph_dup_dependencies (CdrGraph *self,
                            guint     node,
                            gboolean  is_transitive,
                            gsize    *n_nodes)
{
  g_autofree guint8 *marks = NULL;

  if (n_nodes != NULL)
    *n_nodes = 0;

  g_return_val_if_fail (CDR_IS_GRAPH (self), NULL);
  g_return_val_if_fail (node < self->n_nodes, NULL);

  marks = g_new0 (guint8, self->n_nodes);
  mark_dependencies (self, node, is_transitive, marks);

  return take_marked (self, marks, n_nodes);
}

/**
 * cdr_graph_dup_dependents:
 * @self: a graph
 * @node: the number of a component, less than [method@Graph.get_n_nodes]
 * @is_transitive: also what depends on those, and so on
 * @n_nodes: (out): how many there are
 *
 * Gets what depends on a component, itself not.
 *
 * Returns: (transfer full) (array length=n_nodes): the numbers of the components, in
 *   topological order and each once
 */
guint *
cdr_graph_dup_dependents (CdrGraph *self,
                          guint     node,
                          gboolean  is_transitive,
                          gsize    *n_nodes)
{
  g_autofree guint8 *marks = NULL;

  if (n_nodes != NULL)
    *n_nodes = 0;

  g_return_val_if_fail (CDR_IS_GRAPH (self), NULL);
  g_return_val_if_fail (node < self->n_nodes, NULL);

  marks = g_new0 (guint8, self->n_nodes);
  mark_dependents (self, node, is_transitive, marks);

  return take_marked (self, marks, n_nodes);
}

/* Breadth first over dependencies. @via says by whom each was reached: that plus one,
 * 0 for not at all.
 */
static void
search_path (CdrGraph *self,
             guint     from,
             guint     to,
             guint    *via)
{
  g_autofree guint *queue = g_new (guint, self->n_nodes);
  guint n_queued = 0;

  queue[n_queued++] = from;
  via[from] = from + 1;

  for (guint i = 0; i < n_queued && via[to] == 0; i++)
    {
      cdr_graph_foreach_edge (self, queue[i], edge)
        {
          if (via[edge->to] != 0)
            continue;
          via[edge->to] = queue[i] + 1;
          queue[n_queued++] = edge->to;
        }
    }
}

/**
 * cdr_graph_dup_path:
 * @self: a graph
 * @from: the number of a dependent
 * @to: the number of what it may depend on
 * @n_nodes: (out): how many components are on the path, both ends included
 *
 * Finds why a component is there for another: a shortest way from dependent to
 * dependency.
 *
 * Returns: (transfer full) (nullable) (array length=n_nodes): the numbers of the
 *   components, from @from to @to; %NULL if @from does not depend on @to
 */
guint *
cdr_graph_dup_path (CdrGraph *self,
                    guint     from,
                    guint     to,
                    gsize    *n_nodes)
{
  g_autofree guint *via = NULL;
  GArray *path;

  if (n_nodes != NULL)
    *n_nodes = 0;

  g_return_val_if_fail (CDR_IS_GRAPH (self), NULL);
  g_return_val_if_fail (from < self->n_nodes, NULL);
  g_return_val_if_fail (to < self->n_nodes, NULL);

  via = g_new0 (guint, self->n_nodes);
  search_path (self, from, to, via);
  if (via[to] == 0)
    return NULL;

  path = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint n = to; n != from; n = via[n] - 1)
    g_array_append_val (path, n);
  g_array_append_val (path, from);

  for (guint i = 0; i < path->len / 2; i++)
    {
      guint *nodes = (guint *) (gpointer) path->data;
      guint last = path->len - 1 - i;
      guint node = nodes[i];

      nodes[i] = nodes[last];
      nodes[last] = node;
    }

  return take_array (path, n_nodes);
}
