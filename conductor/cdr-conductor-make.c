/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-conductor-private.h"
#include "cdr-config-gsettings-private.h"
#include "cdr-dependency-private.h"
#include "cdr-error.h"
#include "cdr-failure-private.h"
#include "cdr-injection-private.h"
#include "cdr-log-private.h"
#include "cdr-resolver-private.h"
#include "cdr-text-private.h"
#include "cdr-type-names-private.h"

/* From types to instances, and letting them go again. */

/* An instance that a constructor handed out before is somebody's already. */
static CdrComponent *
make_component (CdrConductor  *self,
                GType          type,
                GError       **error)
{
  g_autoptr (CdrComponent) component = g_object_new (type, NULL);

  if (cdr_component_get_conductor (component) != NULL)
    {
      g_autoptr (CdrTypeNames) names = cdr_type_names_new (1, type);

      g_set_error (error, CDR_ERROR, CDR_ERROR_ALREADY_OWNED,
                   "making a %s gave one that belongs to a conductor already",
                   cdr_type_names_get (names, type));
      return NULL;
    }

  return g_steal_pointer (&component);
}

/* A component that comes with its dependencies already set would be shut down in an
 * order that nobody knows.
 */
static gboolean
check_is_empty (CdrComponent  *component,
                GError       **error)
{
  g_autoptr (CdrDependencyList) list = cdr_dependency_list_get (G_OBJECT_TYPE (component), error);

  for (guint i = 0; list != NULL && i < list->n_items; i++)
    {
      GParamSpec *pspec = list->items[i].pspec;
      g_autoptr (GObject) value = NULL;

      if (pspec->flags & G_PARAM_READABLE)
        value = cdr_injection_read (component, pspec);

      if (value != NULL && !cdr_injection_is_stuck (component, pspec, value))
        {
          GType owner = G_OBJECT_TYPE (component);
          g_autoptr (CdrTypeNames) names = cdr_type_names_new (1, owner);

          g_set_error (error, CDR_ERROR, CDR_ERROR_BAD_DEPENDENCY,
                       "%s:%s was set before its setup, though the conductor made the component: "
                       "leave it to be injected, or add a ready-made component",
                       cdr_type_names_get (names, owner), cdr_text_name (pspec->name));
          return FALSE;
        }
    }

  return list != NULL;
}

/* Everything that has to be done with a new component is done at once, while it is in
 * the processor's cache: with many of them that is what their making costs.
 */
static gboolean
fill_node (CdrConductor  *self,
           CdrTopology   *graph,
           guint          n,
           gboolean       checks_now,
           GError       **bad,
           GError       **error)
{
  GType type = graph->nodes[n].type;
  CdrComponent *component = make_component (self, type, error);

  if (component == NULL)
    return FALSE;

  cdr_topology_take_component (graph, n, component);
  if (self->is_disposed)
    return FALSE;

  g_hash_table_insert (self->made, GSIZE_TO_POINTER (type), g_object_ref (component));
  graph->nodes[n].is_new = TRUE;
  cdr_component_set_index (component, n);
  cdr_component_set_owner (component, &self->owner);

  if (checks_now && *bad == NULL && !self->is_disposed)
    check_is_empty (component, bad);

  return !self->is_disposed;
}

/* What was made goes again: another setup would take it for something that the
 * application has been told of.
 */
static void
unmake (CdrConductor *self,
        CdrTopology  *graph,
        guint         n_nodes)
{
  for (guint n = n_nodes; !self->is_disposed && n > 0; n--)
    {
      const CdrTopologyNode *node = &graph->nodes[n - 1];

      if (!node->is_new)
        continue;

      g_hash_table_remove (self->made, GSIZE_TO_POINTER (node->type));
      cdr_component_set_index (node->component, G_MAXUINT);
      cdr_component_disown (node->component);
      g_object_unref (node->component); /* that of what is made; the graph has another */
    }
}

/* Gives every node its component; where one can't be made, none is. */
static gboolean
fill_graph (CdrConductor  *self,
            CdrTopology   *graph,
            gboolean       checks_now,
            GError       **bad,
            GError       **error)
{
  for (guint n = 0; n < graph->n_nodes; n++)
    {
      if (graph->nodes[n].component != NULL ||
          fill_node (self, graph, n, checks_now, bad, error))
        continue;

      unmake (self, graph, n);
      return FALSE;
    }

  return TRUE;
}

/* What was wired to a root once and is not any more is nobody's again. */
static void
forget_graph (CdrConductor *self)
{
  g_autoptr (CdrTopology) graph = g_steal_pointer (&self->graph);

  if (graph == NULL)
    return;

  for (guint n = 0; n < graph->n_nodes; n++)
    {
      CdrTopologyNode *node = &graph->nodes[n];

      if (node->component == NULL || cdr_component_get_index (node->component) != G_MAXUINT)
        continue;
      if (node->is_ready_made && !node->is_root)
        cdr_component_set_owner (node->component, NULL);
    }
}

static void
adopt_graph (CdrConductor *self,
             CdrTopology  *graph)
{
  for (guint n = 0; self->graph != NULL && n < self->graph->n_nodes; n++)
    {
      if (self->graph->nodes[n].component != NULL)
        cdr_component_set_index (self->graph->nodes[n].component, G_MAXUINT);
    }

  for (guint n = 0; n < graph->n_nodes; n++)
    {
      if (graph->nodes[n].is_new)
        continue;
      cdr_component_set_index (graph->nodes[n].component, n);
      cdr_component_set_owner (graph->nodes[n].component, &self->owner);
    }

  forget_graph (self);
  if (self->is_disposed)
    {
      for (guint n = 0; n < graph->n_nodes; n++)
        cdr_component_disown (graph->nodes[n].component);
      cdr_topology_free (graph);
      return;
    }

  self->graph = graph;
  g_clear_pointer (&self->candidates, cdr_candidates_free);

  /* The graph holds all of it from now on, in its own order. */
  for (guint i = self->kept->len; i > 0; i--)
    g_object_unref (g_ptr_array_index (self->kept, i - 1));
  g_ptr_array_set_size (self->kept, 0);
  g_hash_table_remove_all (self->known);

  cdr_conductor_list_splice (self);
}

static void
tell_created (CdrConductor *self)
{
  for (guint n = 0; !self->is_disposed && n < self->graph->n_nodes; n++)
    {
      g_autoptr (CdrComponent) component = NULL;

      if (!self->graph->nodes[n].is_new)
        continue;

      component = g_object_ref (self->graph->nodes[n].component);
      cdr_conductor_emit_created (self, component);
    }
}

static gboolean
check_are_empty (CdrConductor  *self,
                 gboolean       with_new,
                 GError       **error)
{
  for (guint n = 0; n < self->graph->n_nodes; n++)
    {
      const CdrTopologyNode *node = &self->graph->nodes[n];
      g_autoptr (CdrComponent) component = NULL;

      if (node->is_ready_made || (node->is_new && !with_new))
        continue;

      component = g_object_ref (node->component);
      if (!check_is_empty (component, error) || self->is_disposed)
        return FALSE;
    }

  return TRUE;
}

/* What an earlier life has left. */
static void
reset_components (CdrConductor *self)
{
  gboolean is_heard = cdr_log_is_heard (CDR_LOG_COMPONENT_STATE);

  for (guint n = 0; !self->is_disposed && n < self->graph->n_nodes; n++)
    {
      CdrTopologyNode *node = &self->graph->nodes[n];
      g_autoptr (CdrComponent) component = NULL;

      if (node->is_new)
        {
          node->is_new = FALSE;
          continue;
        }

      component = g_object_ref (node->component);
      if (is_heard && cdr_component_get_state (component) != CDR_STATE_INACTIVE)
        cdr_log_component_state (component, CDR_STATE_INACTIVE, CDR_LOG_NO_DURATION);
      cdr_component_take_error (component, NULL);
      if (!self->is_disposed)
        cdr_component_set_state (component, CDR_STATE_INACTIVE);
    }
}

/* Resolves the graph and makes what is missing: everything that comes before the
 * first setup. Calls out.
 *
 * Returns: FALSE, and if not disposed of meanwhile with @error set, if the graph is
 *   bad; the one before it stays then
 */
gboolean
cdr_conductor_make (CdrConductor  *self,
                    GError       **error)
{
  g_autoptr (CdrTopology) graph = cdr_resolve (self->manifest, self->made, self, error);
  g_autoptr (CdrConfigPlan) plan = NULL;
  g_autoptr (GError) bad = NULL;
  gboolean checks_now = !cdr_conductor_has_created_handler (self);
  gboolean is_told;

  if (graph == NULL ||
      !cdr_conductor_plan_config (self, cdr_conductor_get_sources (self), graph, &plan, error) ||
      !fill_graph (self, graph, checks_now, &bad, error))
    return FALSE;

  g_clear_pointer (&self->config_plan, cdr_config_plan_free);
  self->config_plan = g_steal_pointer (&plan);

  adopt_graph (self, g_steal_pointer (&graph));
  if (self->is_disposed)
    return FALSE;

  /* Handlers may have come and gone while components were made. */
  is_told = cdr_conductor_has_created_handler (self);
  if (is_told)
    tell_created (self);
  if (self->is_disposed)
    return FALSE;

  if (bad != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&bad));
      return FALSE;
    }

  if (!check_are_empty (self, is_told || !checks_now, error))
    return FALSE;

  reset_components (self);
  return !self->is_disposed;
}

/* An abandoned component has ended: all that is left of it here goes. */
void
cdr_conductor_let_go (CdrConductor *self,
                      guint         node)
{
  GType type = self->graph->nodes[node].type;
  g_autoptr (CdrComponent) component = cdr_topology_steal_component (self->graph, node);
  g_autoptr (GListModel) failures = g_object_ref (G_LIST_MODEL (self->failures));

  if (g_hash_table_lookup (self->made, GSIZE_TO_POINTER (type)) == component)
    {
      g_hash_table_remove (self->made, GSIZE_TO_POINTER (type));
      g_object_unref (component);
    }

  g_clear_pointer (&self->candidates, cdr_candidates_free);
  cdr_manifest_remove_component (self->manifest, component);
  cdr_component_set_owner (component, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (failures); i++)
    {
      g_autoptr (CdrFailure) failure = g_list_model_get_item (failures, i);

      if (cdr_failure_get_component (failure) == component)
        cdr_failure_let_go (failure);
    }

  cdr_conductor_list_remove (self, component);
}

/* For dispose: drops every reference, and calls nobody. Whoever still holds another
 * is held until last by the graph, which releases dependents first.
 */
void
cdr_conductor_release (CdrConductor *self)
{
  GHashTableIter iter;
  gpointer component;

  /* The failures hold components too, and know no order. */
  g_clear_object (&self->failures);

  for (guint i = 0; i < self->items->len; i++)
    {
      cdr_config_gsettings_unbind (g_ptr_array_index (self->items, i));
      cdr_component_disown (g_ptr_array_index (self->items, i));
    }
  g_ptr_array_set_size (self->items, 0);

  g_clear_pointer (&self->candidates, cdr_candidates_free);

  g_hash_table_iter_init (&iter, self->made);
  while (g_hash_table_iter_next (&iter, NULL, &component))
    {
      cdr_component_disown (component);
      g_object_unref (component);
    }
  g_clear_pointer (&self->made, g_hash_table_unref);

  for (guint i = 0; i < cdr_manifest_get_n_roots (self->manifest); i++)
    {
      const CdrRoot *root = cdr_manifest_get_root (self->manifest, i);

      if (root->component != NULL)
        cdr_component_disown (root->component);
    }
  g_clear_pointer (&self->manifest, cdr_manifest_free);

  for (guint i = self->kept->len; i > 0; i--)
    g_object_unref (g_ptr_array_index (self->kept, i - 1));
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);

  g_clear_pointer (&self->graph, cdr_topology_free);
}
