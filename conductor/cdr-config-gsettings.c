/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-gsettings-private.h"

#include "cdr-component-private.h"
#include "cdr-component-settings-private.h"
#include "cdr-config-convert-private.h"
#include "cdr-config-setting-private.h"
#include "cdr-marks-private.h"
#include "cdr-text-private.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

/* GSettings as a source of settings: the least of them, and live. GLib ends the program
 * over a schema that is missing, a path that is wrong, or a default that can't be
 * converted, so all of that is looked at before.
 */

/* What is bound of one component. */
typedef struct
{
  GSettings *settings;
  GPtrArray *names; /* const char, of properties */
} Bound;

/* How one key becomes a value. */
typedef struct
{
  GParamSpec *pspec; /* borrowed from the class */
  CdrMark     mark;
} Mapping;

static G_DEFINE_QUARK (cdr-config-bound, cdr_config_bound)

static void
bound_free (gpointer data)
{
  Bound *bound = data;

  g_object_unref (bound->settings);
  g_ptr_array_unref (bound->names);
  g_free (bound);
}

static gboolean
is_path (const char *path)
{
  return path[0] == '/' && g_str_has_suffix (path, "/") && strstr (path, "//") == NULL;
}

static char *
refuse_path (GSettingsSchema *schema,
             const char      *path)
{
  const char *own = g_settings_schema_get_path (schema);

  if (own == NULL && path == NULL)
    return g_strdup ("the schema has no path, and the class names none");
  if (path != NULL && !is_path (path))
    return g_strdup ("a path begins and ends with a slash, and has no two in a row");
  if (own != NULL && path != NULL && strcmp (own, path) != 0)
    return g_strdup_printf ("the schema has a path of its own, %s", own);

  return NULL;
}

/* Returns: (transfer full) (nullable): NULL with @reason set if it can't be used, and
 *   without if there is none
 */
static GSettingsSchema *
find_schema (GType   type,
             char  **reason)
{
  CdrSettingsMark mark = cdr_settings_mark_look_up (type);
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (mark.schema_id == NULL)
    return NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, mark.schema_id, TRUE);
  *reason = schema == NULL ? g_strdup ("no such schema is installed")
                           : refuse_path (schema, mark.path);

  return *reason == NULL ? g_steal_pointer (&schema) : NULL;
}

/* Returns: (nullable): NULL if the key is none of the configuration's business */
static GParamSpec *
find_property (GType       type,
               const char *key)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_CLASS (klass), key);
  g_autofree char *reason = NULL;

  if (pspec != NULL)
    reason = cdr_config_refuse_property (type, pspec);

  return reason == NULL ? pspec : NULL;
}

static void
complain (CdrConfigReport *report,
          GType            type,
          const char      *key,
          const char      *reason)
{
  CdrSettingsMark mark = cdr_settings_mark_look_up (type);
  g_autofree char *id = cdr_text_to_line (mark.schema_id, CDR_TEXT_MAX_NAME);
  g_autofree char *where = g_strdup_printf ("GSettings of %s: %s%s%s", cdr_text_type (type), id,
                                            key != NULL ? " " : "", key != NULL ? key : "");

  cdr_config_report_add (report, where, reason);
}

/* The value of a secret one is not shown, nor is any other. */
static void
check_key (GSettingsSchema *schema,
           GType            type,
           const char      *name,
           CdrConfigReport *report)
{
  GParamSpec *pspec = find_property (type, name);
  g_autoptr (GSettingsSchemaKey) key = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *whole = NULL;
  g_auto (GValue) value = G_VALUE_INIT;
  CdrMark mark;

  if (pspec == NULL)
    return;

  key = g_settings_schema_get_key (schema, name);
  variant = g_settings_schema_key_get_default_value (key);
  cdr_marks_look_up (type, pspec->name, &mark);
  g_value_init (&value, G_PARAM_SPEC_VALUE_TYPE (pspec));

  reason = cdr_config_from_variant (pspec, mark.unit, variant, mark.is_secret, &value);
  if (reason == NULL)
    return;

  whole = g_strdup_printf ("the default %s", reason);
  complain (report, type, name, whole);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
check_type (GType            type,
            CdrConfigReport *report)
{
  g_autofree char *reason = NULL;
  g_autoptr (GSettingsSchema) schema = find_schema (type, &reason);
  g_auto (GStrv) keys = NULL;

  if (reason != NULL)
    complain (report, type, NULL, reason);
  if (schema == NULL)
    return;

  keys = g_settings_schema_list_keys (schema);
  qsort (keys, g_strv_length (keys), sizeof *keys, compare_names);
  for (guint i = 0; keys[i] != NULL; i++)
    check_key (schema, type, keys[i], report);
}

/* All types of the graph, each once. */
void
cdr_config_gsettings_check (const CdrTopology *graph,
                            CdrConfigReport   *report)
{
  g_autoptr (GHashTable) seen = NULL;

  if (!cdr_settings_mark_is_used ())
    return;

  seen = g_hash_table_new (NULL, NULL);
  for (guint n = 0; n < graph->n_nodes; n++)
    {
      GType type = graph->nodes[n].type;

      if (g_hash_table_add (seen, GSIZE_TO_POINTER (type)))
        check_type (type, report);
    }
}

/* Whether a property follows a key, as long as no other source names it. */
gboolean
cdr_config_gsettings_has (GType       type,
                          GParamSpec *pspec)
{
  g_autofree char *reason = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;

  if (!cdr_settings_mark_is_used ())
    return FALSE;

  schema = find_schema (type, &reason);
  return schema != NULL && g_settings_schema_has_key (schema, pspec->name);
}

/* What does not fit is as if it were not set: GLib goes on to the default then. */
static gboolean
get_mapping (GValue   *value,
             GVariant *variant,
             gpointer  user_data)
{
  const Mapping *mapping = user_data;
  g_autofree char *reason = cdr_config_from_variant (mapping->pspec, mapping->mark.unit, variant,
                                                     mapping->mark.is_secret, value);

  return reason == NULL;
}

static void
bind_key (Bound        *bound,
          CdrComponent *component,
          GParamSpec   *pspec)
{
  Mapping *mapping = g_new (Mapping, 1);

  mapping->pspec = pspec;
  cdr_marks_look_up (G_OBJECT_TYPE (component), pspec->name, &mapping->mark);
  g_ptr_array_add (bound->names, (gpointer) pspec->name);

  g_settings_bind_with_mapping (bound->settings, pspec->name, component, pspec->name,
                                G_SETTINGS_BIND_GET | G_SETTINGS_BIND_NO_SENSITIVITY,
                                get_mapping, NULL, mapping, g_free);
}

static Bound *
make_bound (CdrComponent    *component,
            GSettingsSchema *schema)
{
  const CdrOwner *owner = cdr_component_get_owner (component);
  CdrSettingsMark mark = cdr_settings_mark_look_up (G_OBJECT_TYPE (component));
  Bound *bound = g_new (Bound, 1);

  /* Changes come to where it was made. */
  g_main_context_push_thread_default (owner->context);
  bound->settings = g_settings_new_full (schema, NULL, mark.path);
  g_main_context_pop_thread_default (owner->context);
  bound->names = g_ptr_array_new ();

  return bound;
}

/* Binds all but those that are @given by other sources, a table by property name or NULL.
 * Calls out.
 */
void
cdr_config_gsettings_bind (CdrComponent *component,
                           GHashTable   *given)
{
  GType type = G_OBJECT_TYPE (component);
  g_autofree char *reason = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;
  Bound *bound;

  /* A setter may be where the conductor lets it go. */
  if (!cdr_settings_mark_is_used () || cdr_component_get_owner (component) == NULL)
    return;

  cdr_config_gsettings_unbind (component);
  schema = find_schema (type, &reason);
  if (schema == NULL)
    return;

  bound = make_bound (component, schema);
  g_object_set_qdata_full (G_OBJECT (component), cdr_config_bound_quark (), bound, bound_free);

  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      GParamSpec *pspec = find_property (type, keys[i]);

      if (pspec != NULL && (given == NULL || !g_hash_table_contains (given, pspec->name)))
        bind_key (bound, component, pspec);
    }
}

/* What is set stays. */
void
cdr_config_gsettings_unbind (CdrComponent *component)
{
  Bound *bound = NULL;

  if (cdr_settings_mark_is_used ())
    bound = g_object_steal_qdata (G_OBJECT (component), cdr_config_bound_quark ());
  if (bound == NULL)
    return;

  for (guint i = 0; i < bound->names->len; i++)
    g_settings_unbind (component, g_ptr_array_index (bound->names, i));
  bound_free (bound);
}
