/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-conductor-private.h"
#include "cdr-config-apply-private.h"
#include "cdr-error.h"
#include "cdr-log-private.h"
#include "cdr-resolver-private.h"

/* Reading the configuration again. Everything that may go wrong does so before anything is
 * changed.
 */

/* What one component that is up would be given. */
typedef struct
{
  CdrComponent *component;
  guint         node;
  GHashTable   *given; /* or NULL */
} Item;

/* What is known before anything is changed. */
typedef struct
{
  CdrConfig     *config; /* NULL: there are no sources */
  CdrConfigPlan *plan;   /* of the graph that is up; NULL as above, or if none is */
  GArray        *items;  /* Item */
} Reload;

static void
item_clear (gpointer data)
{
  Item *item = data;

  g_object_unref (item->component);
  g_clear_pointer (&item->given, g_hash_table_unref);
}

static void
reload_clear (Reload *reload)
{
  g_clear_pointer (&reload->config, cdr_config_free);
  g_clear_pointer (&reload->plan, cdr_config_plan_free);
  g_clear_pointer (&reload->items, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reload, reload_clear)

/* Those that have had their settings: for others there is time until their setup. */
static GArray *
list_items (const CdrTopology *graph)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (Item));

  g_array_set_clear_func (items, item_clear);
  for (guint n = 0; n < graph->n_nodes; n++)
    {
      CdrComponent *component = graph->nodes[n].component;
      CdrState state = component != NULL ? cdr_component_get_state (component)
                                         : CDR_STATE_INACTIVE;
      Item item = { .component = component, .node = n };

      if (state != CDR_STATE_ACTIVE && state != CDR_STATE_SETTING_UP)
        continue;

      g_object_ref (component);
      g_array_append_val (items, item);
    }

  return items;
}

/* The function that is asked may do anything. */
static gboolean
check_is_same (CdrConductor       *self,
               const CdrTopology  *graph,
               guint               n_sources,
               GError            **error)
{
  guint n = self->config != NULL ? cdr_config_get_n_sources (self->config) : 0;

  if (!self->is_disposed && self->graph == graph && n == n_sources)
    return TRUE;

  g_set_error (error, CDR_ERROR, CDR_ERROR_WRONG_STATE,
               "The configuration was reloaded while something else changed");
  return FALSE;
}

static gboolean
gather_all (CdrConductor  *self,
            Reload        *reload,
            GError       **error)
{
  const CdrTopology *graph = self->graph;
  guint n_sources = self->config != NULL ? cdr_config_get_n_sources (self->config) : 0;

  reload->items = list_items (graph);
  for (guint i = 0; i < reload->items->len; i++)
    {
      Item *item = &g_array_index (reload->items, Item, i);

      if (!cdr_conductor_gather_config (self, reload->plan, item->node, item->component,
                                        &item->given, error))
        {
          g_prefix_error (error, "%s: ", cdr_component_get_name (item->component));
          return FALSE;
        }
      if (!check_is_same (self, graph, n_sources, error))
        return FALSE;
    }

  return TRUE;
}

/* While nothing is up, what is read is checked against what the next setup would find. */
static gboolean
prepare (CdrConductor  *self,
         Reload        *reload,
         GError       **error)
{
  CdrConfig *sources = cdr_conductor_get_sources (self);
  CdrTopology *present = cdr_conductor_get_present (self);
  g_autoptr (CdrTopology) next = NULL;
  g_autoptr (CdrConfigPlan) plan = NULL;

  if (sources != NULL)
    reload->config = cdr_config_reread (sources, error);
  if (sources != NULL && reload->config == NULL)
    return FALSE;

  if (present != NULL)
    return cdr_conductor_plan_config (self, reload->config, present, &reload->plan, error) &&
           gather_all (self, reload, error);

  next = cdr_resolve (self->manifest, self->made, self, error);
  return next != NULL && cdr_conductor_plan_config (self, reload->config, next, &plan, error);
}

static void
take_over (CdrConductor *self,
           Reload       *reload)
{
  g_clear_pointer (&self->config, cdr_config_free);
  self->config = g_steal_pointer (&reload->config);

  if (reload->items == NULL)
    return;

  g_clear_pointer (&self->config_plan, cdr_config_plan_free);
  self->config_plan = g_steal_pointer (&reload->plan);
}

/* Returns: whether it is to be restarted */
static gboolean
change (Item  *item,
        guint *n_changed)
{
  CdrComponent *component = item->component;
  CdrState state = cdr_component_get_state (component);
  g_autofree char *keys = NULL;
  CdrConfigDifference difference = cdr_config_compare (component, item->given, &keys);

  if (difference == CDR_CONFIG_SAME || (state != CDR_STATE_ACTIVE && state != CDR_STATE_SETTING_UP))
    return FALSE;

  if (difference == CDR_CONFIG_NEEDS_RESTART || state != CDR_STATE_ACTIVE)
    {
      cdr_log (CDR_LOG_NEEDS_RESTART, component, state, CDR_LOG_NO_DURATION,
               "%s needs a restart for: %s", cdr_component_get_name (component), keys);
      return TRUE;
    }

  (*n_changed)++;
  cdr_log (CDR_LOG_RECONFIGURED, component, state, CDR_LOG_NO_DURATION,
           "%s has other settings: %s", cdr_component_get_name (component), keys);
  cdr_config_apply (component, item->given);
  return FALSE;
}

static char **
change_all (CdrConductor *self,
            Reload       *reload)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint n_changed = 0;
  guint n_restart = 0;

  for (guint i = 0; reload->items != NULL && i < reload->items->len && !self->is_disposed; i++)
    {
      Item *item = &g_array_index (reload->items, Item, i);

      if (change (item, &n_changed))
        {
          g_strv_builder_add (names, cdr_component_get_name (item->component));
          n_restart++;
        }
    }

  cdr_log (CDR_LOG_RELOADED, NULL, CDR_LOG_NO_STATE, CDR_LOG_NO_DURATION,
           "The configuration was reloaded: %u component%s changed, %u need%s a restart",
           n_changed, n_changed == 1 ? "" : "s", n_restart, n_restart == 1 ? "s" : "");
  return g_strv_builder_end (names);
}

/**
 * cdr_conductor_reload_config:
 * @self: a conductor
 * @restart: (out) (optional) (transfer full) (array zero-terminated=1): the names of the
 *   components that have to be restarted for what has changed; on failure not set
 * @error: where to put an error
 *
 * Reads the key files again, and gives active components what has changed.
 *
 * Files are those of [method@Conductor.add_config_file], at the path that they had then;
 * the function of [method@Conductor.set_config_func] is asked again. The other sources stay
 * as they are, and win as before.
 *
 * A component whose settings have changed gets all of them, if each that has changed is
 * that of a property marked with [method@ComponentClass.set_reloadable]. What no
 * source names any more goes back to what it was before it was first set. If any other has
 * changed, the component gets none: it is named in @restart and in the log, also if it is
 * setting up just then, and has them at its next setup. Components that are not set up
 * yet have them at their setup.
 *
 * All is read and checked before anything is set: if there is a mistake, nothing has
 * changed. The errors are those of [method@Conductor.add_config_file] and
 * [method@Conductor.validate], those of the function with the component's name, and
 * %CDR_ERROR_WRONG_STATE if this is called from within itself, or the function or a setter
 * changes what is there.
 *
 * [method@Conductor.serve] does this when the process gets SIGHUP.
 *
 * Returns: %TRUE if the configuration is the one that is there now
 */
gboolean
cdr_conductor_reload_config (CdrConductor   *self,
                             char         ***restart,
                             GError        **error)
{
  g_auto (Reload) reload = { 0 };
  g_auto (GStrv) names = NULL;
  g_autoptr (CdrConductor) held = NULL;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (!self->is_disposed, FALSE);
  g_return_val_if_fail (cdr_conductor_is_in_context (self), FALSE);

  if (self->is_reloading)
    {
      g_set_error (error, CDR_ERROR, CDR_ERROR_WRONG_STATE,
                   "The configuration is being reloaded already");
      return FALSE;
    }

  held = g_object_ref (self);
  self->is_reloading = TRUE;
  if (prepare (self, &reload, error))
    {
      take_over (self, &reload);
      names = change_all (self, &reload);
    }
  self->is_reloading = FALSE;

  if (names == NULL)
    return FALSE;
  if (restart != NULL)
    *restart = g_steal_pointer (&names);

  return TRUE;
}

/* A line for each mistake. */
void
cdr_conductor_log_not_reloaded (const GError *error)
{
  g_auto (GStrv) lines = g_strsplit (error->message, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    cdr_log (CDR_LOG_NOT_RELOADED, NULL, CDR_LOG_NO_STATE, CDR_LOG_NO_DURATION,
             "Not reloaded: %s", lines[i]);
}
