/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-component-settings-private.h"
#include "cdr-conductor-private.h"
#include "cdr-config-apply-private.h"
#include "cdr-error.h"

/* Where the components' settings come from. */

static CdrConfig *
get_config (CdrConductor *self)
{
  if (self->config == NULL)
    self->config = cdr_config_new ();

  return self->config;
}

/**
 * cdr_conductor_add_config_file:
 * @self: a conductor
 * @path: (type filename): the path of a key file
 * @error: where to put an error
 *
 * Adds a key file as a source of settings, and reads it.
 *
 * It is in the format of [struct@GLib.KeyFile]: a group a component, a key a property.
 *
 * ```
 * [DemoDatabase]
 * path=jobs.db
 * cache-size=10 MiB
 * ```
 *
 * A group names a component, or its type, or either as `demo-database`. If it names a
 * type, it is for all components of that type, and for what the type is patched with,
 * as far as that has such properties; what names a component wins over what names its
 * type. Types that are not used may have groups too.
 *
 * Before its setup the conductor sets a component's properties to what the sources say.
 * Of those that say something the later wins: files in the order of adding, then what
 * [method@Conductor.add_config_variant], [method@Conductor.add_config_environment],
 * [method@Conductor.add_config_assignment] and [method@Conductor.set_config_func] give.
 * What no source names stays as it is; what none names any more goes back to what it was
 * before it was first set, at the next setup or with [method@Conductor.reload_config].
 *
 * Properties can be booleans (true, false, yes, no, on, off, 1, 0), numbers (decimal, or
 * hexadecimal as 0x1f; see also [method@ComponentClass.set_unit]), strings, enumerations
 * and flags by nick, lists of strings, files (a URI, or a path, which may begin in the
 * folder of the key file), [struct@GLib.DateTime] in ISO 8601 (UTC if it does not say),
 * and [struct@GLib.Variant] as text.
 *
 * What the file says is checked, against the properties and their ranges, when the graph
 * is resolved: by [method@Conductor.validate] and the setup, which fail with
 * %CDR_ERROR_BAD_CONFIG, having a line for each mistake in all sources. A file added while
 * something is set up is for the next setup.
 *
 * The file must be a regular one of at most 1 MiB, in UTF-8, with or without byte order
 * mark, and with either kind of line end; what GLib takes for a translation, `key[de]`, is
 * refused. If it can't be read the error is a [error@GLib.FileError], and if it is no key
 * file a [error@GLib.KeyFileError] with the line; then nothing was added.
 *
 * Returns: %TRUE if the file was added
 */
gboolean
cdr_conductor_add_config_file (CdrConductor  *self,
                               const char    *path,
                               GError       **error)
{
  CdrConfigSource *source;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (cdr_conductor_is_in_context (self), FALSE);

  source = cdr_config_source_from_file (path, error);
  if (source == NULL)
    return FALSE;

  cdr_config_take_source (get_config (self), source);
  return TRUE;
}

/**
 * cdr_conductor_add_config_variant:
 * @self: a conductor
 * @groups: an `a{sa{sv}}` of settings by group and key; a floating one is consumed
 *
 * Adds settings that the program has made.
 *
 * Values may be of the property's type, or strings as in a key file, but without
 * escapes. See [method@Conductor.add_config_file] for what they mean and when they
 * are checked; these win over files.
 */
void
cdr_conductor_add_config_variant (CdrConductor *self,
                                  GVariant     *groups)
{
  g_autoptr (GVariant) sunk = NULL;

  g_return_if_fail (CDR_IS_CONDUCTOR (self));
  g_return_if_fail (groups != NULL);
  g_return_if_fail (g_variant_is_of_type (groups, G_VARIANT_TYPE ("a{sa{sv}}")));
  g_return_if_fail (cdr_conductor_is_in_context (self));

  sunk = g_variant_ref_sink (groups);
  cdr_config_take_source (get_config (self), cdr_config_source_from_variant (sunk));
}

/**
 * cdr_conductor_add_config_environment:
 * @self: a conductor
 * @prefix: what the variables begin with, without the underscore after it
 *
 * Adds the process's environment as a source of settings, as it is now.
 *
 * With the prefix `JOBS` the variable `JOBS_DEMO_DATABASE__CACHE_SIZE` is the property
 * `cache-size` of the component, or of components of the type, that is `demo-database` in
 * such a spelling: `DemoDatabase`. Two underscores are between group and key; variables
 * without them are something else, and ignored. Case does not matter after the prefix.
 * Values have no escapes, but for lists.
 *
 * See [method@Conductor.add_config_file] for what they mean and when they are
 * checked; these win over files and variants.
 */
void
cdr_conductor_add_config_environment (CdrConductor *self,
                                      const char   *prefix)
{
  g_auto (GStrv) environment = NULL;

  g_return_if_fail (CDR_IS_CONDUCTOR (self));
  g_return_if_fail (prefix != NULL && *prefix != '\0');
  g_return_if_fail (cdr_conductor_is_in_context (self));

  environment = g_get_environ ();
  cdr_config_take_source (get_config (self),
                          cdr_config_source_from_environment (prefix,
                                                              (const char *const *) environment));
}

/**
 * cdr_conductor_add_config_assignment:
 * @self: a conductor
 * @assignment: "group.key=value"
 * @error: where to put an error
 *
 * Adds one setting, as a command line has it: `demo-database.path=/tmp/jobs.db`.
 *
 * The names are spelled as in the environment or in a key file; the value has no
 * escapes, but for lists. See [method@Conductor.add_config_file] for what it means and
 * when it is checked; it wins over the environment, files and variants.
 *
 * Fails with %CDR_ERROR_BAD_CONFIG, and adds nothing, if it is not of that form.
 *
 * Returns: %TRUE if the setting was added
 */
gboolean
cdr_conductor_add_config_assignment (CdrConductor  *self,
                                     const char    *assignment,
                                     GError       **error)
{
  CdrConfigSource *source;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (assignment != NULL, FALSE);
  g_return_val_if_fail (cdr_conductor_is_in_context (self), FALSE);

  source = cdr_config_source_from_assignment (assignment, error);
  if (source == NULL)
    return FALSE;

  cdr_config_take_source (get_config (self), source);
  return TRUE;
}

static void
drop_func (CdrConductor *self)
{
  GDestroyNotify destroy = self->config_func_destroy;
  gpointer data = self->config_func_data;

  self->config_func = NULL;
  self->config_func_data = NULL;
  self->config_func_destroy = NULL;

  if (destroy != NULL)
    destroy (data);
}

/**
 * cdr_conductor_set_config_func:
 * @self: a conductor
 * @func: (scope notified) (closure user_data) (destroy destroy) (nullable): what to ask
 *   for settings, or %NULL
 * @user_data: what to pass to @func
 * @destroy: how to free @user_data
 *
 * Sets a function that is asked for each component's settings, just before its setup.
 *
 * What it gives wins over every source. Values are as in
 * [method@Conductor.add_config_variant]; if they do not fit, or the function fails, the
 * component's setup fails. Keys that no property takes are no mistake here: the component
 * finds them in [method@Component.get_config].
 */
void
cdr_conductor_set_config_func (CdrConductor   *self,
                               CdrConfigFunc   func,
                               gpointer        user_data,
                               GDestroyNotify  destroy)
{
  g_return_if_fail (CDR_IS_CONDUCTOR (self));
  g_return_if_fail (cdr_conductor_is_in_context (self));

  drop_func (self);
  self->config_func = func;
  self->config_func_data = user_data;
  self->config_func_destroy = destroy;
}

/**
 * cdr_conductor_add_config_group:
 * @self: a conductor
 * @group: the name of a group
 *
 * Says that a group of settings is the application's own, and so not unknown.
 *
 * It is read with [method@Conductor.dup_config], before which this is not needed.
 */
void
cdr_conductor_add_config_group (CdrConductor *self,
                                const char   *group)
{
  g_return_if_fail (CDR_IS_CONDUCTOR (self));
  g_return_if_fail (group != NULL);
  g_return_if_fail (cdr_conductor_is_in_context (self));

  cdr_config_add_group (get_config (self), group);
}

/**
 * cdr_conductor_dup_config:
 * @self: a conductor
 * @group: the name of a group
 *
 * Gets what all sources but the function say in one group, mostly one of the
 * application's own, which becomes known by this.
 *
 * Values are strings, but for those of a variant. Names of the group in the environment
 * are spelled as those of components.
 *
 * Returns: (transfer full): an `a{sv}`, empty if no source has the group
 */
GVariant *
cdr_conductor_dup_config (CdrConductor *self,
                          const char   *group)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), NULL);
  g_return_val_if_fail (group != NULL, NULL);
  g_return_val_if_fail (cdr_conductor_is_in_context (self), NULL);

  cdr_config_add_group (get_config (self), group);
  return cdr_config_dup_group (self->config, group);
}

/**
 * cdr_conductor_get_lenient_config: (get-property lenient-config)
 * @self: a conductor
 *
 * Gets whether unknown and repeated settings are but warnings.
 *
 * Returns: %TRUE if they are no errors
 */
gboolean
cdr_conductor_get_lenient_config (CdrConductor *self)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);

  return self->lenient_config;
}

/**
 * cdr_conductor_set_lenient_config: (set-property lenient-config)
 * @self: a conductor
 * @lenient: whether unknown and repeated settings are no errors
 *
 * Sets whether unknown groups, unknown keys, and keys that a file has twice are but
 * warnings. Of a key that is there twice the last wins.
 */
void
cdr_conductor_set_lenient_config (CdrConductor *self,
                                  gboolean      lenient)
{
  g_return_if_fail (CDR_IS_CONDUCTOR (self));

  lenient = !!lenient;
  if (self->lenient_config == lenient)
    return;

  self->lenient_config = lenient;
  cdr_conductor_notify (self, CDR_CONDUCTOR_PROP_LENIENT_CONFIG);
}

/* All sources, or NULL if there is nothing to compare with a graph. */
CdrConfig *
cdr_conductor_get_sources (CdrConductor *self)
{
  return cdr_settings_mark_is_used () ? get_config (self) : self->config;
}

/* Compares all of @config, NULL for nothing, with a graph. */
gboolean
cdr_conductor_plan_config (CdrConductor       *self,
                           CdrConfig          *config,
                           const CdrTopology  *graph,
                           CdrConfigPlan     **plan,
                           GError            **error)
{
  *plan = NULL;
  if (config == NULL)
    return TRUE;

  *plan = cdr_config_make_plan (config, graph, self->manifest, self->lenient_config, error);
  return *plan != NULL;
}

/* Returns: (transfer full) (nullable): NULL also with @error set */
static GVariant *
ask_func (CdrConductor  *self,
          CdrComponent  *component,
          GError       **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GVariant) settings = NULL;

  settings = self->config_func (component, self->config_func_data, &reason);
  if (settings != NULL)
    settings = g_variant_take_ref (settings);

  if (reason != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }

  if (settings != NULL && !g_variant_is_of_type (settings, G_VARIANT_TYPE_VARDICT))
    {
      g_set_error (error, CDR_ERROR, CDR_ERROR_BAD_CONFIG,
                   "the function for settings gave a value of type “%s”, where “a{sv}” is needed",
                   g_variant_get_type_string (settings));
      return NULL;
    }

  return g_steal_pointer (&settings);
}

/* Puts together all that a component is to be given. Calls out.
 *
 * @given: (out) (nullable): the settings, or NULL for none
 */
gboolean
cdr_conductor_gather_config (CdrConductor   *self,
                             CdrConfigPlan  *plan,
                             guint           node,
                             CdrComponent   *component,
                             GHashTable    **given,
                             GError        **error)
{
  g_autoptr (GVariant) extra = NULL;
  g_autoptr (GError) reason = NULL;

  if (self->config_func != NULL)
    extra = ask_func (self, component, &reason);
  if (reason == NULL)
    return cdr_config_plan_gather (plan != NULL ? plan : self->config_plan, node, component,
                                   extra, given, error);

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* Just before a component's setup. Calls out. */
gboolean
cdr_conductor_configure (CdrConductor  *self,
                         guint          node,
                         CdrComponent  *component,
                         GError       **error)
{
  g_autoptr (GHashTable) given = NULL;

  if (!cdr_conductor_gather_config (self, NULL, node, component, &given, error))
    return FALSE;
  if (!self->is_disposed)
    cdr_config_apply (component, given);

  return TRUE;
}

/* For finalize. */
void
cdr_conductor_drop_config (CdrConductor *self)
{
  drop_func (self);
  g_clear_pointer (&self->config_plan, cdr_config_plan_free);
  g_clear_pointer (&self->config, cdr_config_free);
}
