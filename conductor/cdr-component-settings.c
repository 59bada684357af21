/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-component-settings-private.h"

/* Which classes are bound to GSettings. As with the marks of properties, what a class says
 * is stored with its type, and checked when the graph is resolved.
 */

static int is_used; /* atomic */

static G_DEFINE_QUARK (cdr-settings-schema, cdr_settings_schema)
static G_DEFINE_QUARK (cdr-settings-path, cdr_settings_path)

/* Whether any class has ever said so: else nobody need be asked. */
gboolean
cdr_settings_mark_is_used (void)
{
  return g_atomic_int_get (&is_used);
}

CdrSettingsMark
cdr_settings_mark_look_up (GType type)
{
  for (; type != CDR_TYPE_COMPONENT && type != G_TYPE_INVALID; type = g_type_parent (type))
    {
      const char *schema_id = g_type_get_qdata (type, cdr_settings_schema_quark ());

      if (schema_id != NULL && *schema_id != '\0')
        return (CdrSettingsMark) { schema_id, g_type_get_qdata (type, cdr_settings_path_quark ()) };
      if (schema_id != NULL)
        break;
    }

  return (CdrSettingsMark) { NULL, NULL };
}

/**
 * cdr_component_class_set_settings_schema:
 * @klass: the class of a component, once it has its type
 * @schema_id: (nullable): the id of a [class@Gio.Settings] schema, or %NULL for none
 * @path: (nullable): the path, for a schema that has none of its own
 *
 * Binds components of this class to GSettings.
 *
 * Keys of the schema that are called as a property are bound to it from just before the
 * component's setup until after its shutdown: the property is set to the key's value, and
 * again whenever that changes. Keys that are called otherwise, or as a property that no
 * configuration may set, are the component's own business. Properties are never
 * written back.
 *
 * GSettings come before all other sources of settings: a property that one of those names,
 * see [method@Conductor.add_config_file], is not bound. Values become those of properties
 * as there, units included; one that does not fit, with the schema's default, is as if it
 * were not set. What is bound is not in [method@Component.get_config].
 *
 * A schema that is not installed, that has a default which does not fit the property, or a
 * path that it can't have, is a %CDR_ERROR_BAD_CONFIG when the graph is resolved.
 *
 * The nearest class up the ancestry that has said anything decides. For when to call it
 * see [method@ComponentClass.set_need].
 */
void
cdr_component_class_set_settings_schema (CdrComponentClass *klass,
                                         const char        *schema_id,
                                         const char        *path)
{
  GType type;

  g_return_if_fail (CDR_IS_COMPONENT_CLASS (klass));
  g_return_if_fail (G_TYPE_FROM_CLASS (klass) != CDR_TYPE_COMPONENT);
  g_return_if_fail (schema_id != NULL || path == NULL);

  type = G_TYPE_FROM_CLASS (klass);
  g_type_set_qdata (type, cdr_settings_path_quark (), (gpointer) g_intern_string (path));
  g_type_set_qdata (type, cdr_settings_schema_quark (),
                    (gpointer) g_intern_string (schema_id != NULL ? schema_id : ""));
  g_atomic_int_set (&is_used, TRUE);
}
