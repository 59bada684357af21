/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-settings.h"

#include "cdr-test-types.h"

#include <math.h>

static void
value_free (gpointer value)
{
  g_value_unset (value);
  g_free (value);
}

static void
set_property (GObject      *object,
              guint         prop_id,
              const GValue *value,
              GParamSpec   *pspec)
{
  GValue *copy = g_new0 (GValue, 1);

  /* What takes a dependency back is none of the configuration's doing. */
  g_assert_true (g_param_value_is_valid (pspec, value) || pspec->value_type == CDR_TYPE_COMPONENT);
  g_value_init (copy, G_VALUE_TYPE (value));
  g_value_copy (value, copy);
  g_object_set_data_full (object, pspec->name, copy, value_free);
}

static void
get_property (GObject    *object,
              guint       prop_id,
              GValue     *value,
              GParamSpec *pspec)
{
  const GValue *kept = g_object_get_data (object, pspec->name);

  g_value_copy (kept != NULL ? kept : g_param_spec_get_default_value (pspec), value);
}

static GType
get_needed_type (void)
{
  GType type = g_type_from_name ("TestNeeded");

  return type != G_TYPE_INVALID ? type : cdr_test_type_new ("TestNeeded", NULL);
}

static void
install (GObjectClass *klass)
{
  const GParamFlags rw = G_PARAM_READWRITE;
  GParamSpec *pspecs[] = {
    g_param_spec_boolean ("boolean", NULL, NULL, FALSE, rw),
    g_param_spec_int ("port", NULL, NULL, 1, 65535, 1, rw),
    g_param_spec_char ("char", NULL, NULL, G_MININT8, G_MAXINT8, 0, rw),
    g_param_spec_uchar ("uchar", NULL, NULL, 0, G_MAXUINT8, 0, rw),
    g_param_spec_int ("int", NULL, NULL, G_MININT, G_MAXINT, 0, rw),
    g_param_spec_uint ("uint", NULL, NULL, 0, G_MAXUINT, 0, rw),
    g_param_spec_long ("long", NULL, NULL, G_MINLONG, G_MAXLONG, 0, rw),
    g_param_spec_ulong ("ulong", NULL, NULL, 0, G_MAXULONG, 0, rw),
    g_param_spec_int64 ("int64", NULL, NULL, G_MININT64, G_MAXINT64, 0, rw),
    g_param_spec_uint64 ("uint64", NULL, NULL, 0, G_MAXUINT64, 0, rw),
    g_param_spec_float ("float", NULL, NULL, -G_MAXFLOAT, G_MAXFLOAT, 0, rw),
    g_param_spec_double ("double", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, rw),
    g_param_spec_double ("unbounded", NULL, NULL, -INFINITY, INFINITY, 0, rw),
    g_param_spec_double ("share", NULL, NULL, 0, 1, 0, rw),
    g_param_spec_string ("string", NULL, NULL, NULL, rw),
    g_param_spec_string ("password", NULL, NULL, NULL, rw),
    g_param_spec_string ("word", NULL, NULL, NULL, rw),
    g_param_spec_unichar ("character", NULL, NULL, 0, rw),
    g_param_spec_enum ("mode", NULL, NULL, CDR_TYPE_STATE, CDR_STATE_INACTIVE, rw),
    g_param_spec_flags ("flags", NULL, NULL, G_TYPE_APPLICATION_FLAGS, 0, rw),
    g_param_spec_enum ("secret-mode", NULL, NULL, CDR_TYPE_STATE, CDR_STATE_INACTIVE, rw),
    g_param_spec_flags ("secret-flags", NULL, NULL, G_TYPE_APPLICATION_FLAGS, 0, rw),
    g_param_spec_int ("secret-port", NULL, NULL, 0, 10, 0, rw),
    g_param_spec_boxed ("list", NULL, NULL, G_TYPE_STRV, rw),
    g_param_spec_boxed ("date-time", NULL, NULL, G_TYPE_DATE_TIME, rw),
    g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, rw),
    g_param_spec_variant ("variant", NULL, NULL, G_VARIANT_TYPE ("(is)"), NULL, rw),
    g_param_spec_variant ("any", NULL, NULL, G_VARIANT_TYPE_ANY, NULL, rw),
    g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, rw),
    g_param_spec_int ("delay-ms", NULL, NULL, G_MININT, G_MAXINT, 0, rw),
    g_param_spec_int64 ("delay-us", NULL, NULL, 0, G_MAXINT64, 0, rw),
    g_param_spec_double ("delay-s", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, rw),
    g_param_spec_int ("read-only", NULL, NULL, 0, 1, 0, G_PARAM_READABLE),
    g_param_spec_object ("needed", NULL, NULL, CDR_TYPE_COMPONENT, rw),
    g_param_spec_object ("object", NULL, NULL, G_TYPE_OBJECT, rw),
    g_param_spec_gtype ("type", NULL, NULL, G_TYPE_NONE, rw),
  };

  for (guint i = 0; i < G_N_ELEMENTS (pspecs); i++)
    g_object_class_install_property (klass, i + 1, pspecs[i]);

  g_free (G_PARAM_SPEC_STRING (g_object_class_find_property (klass, "word"))->cset_first);
  G_PARAM_SPEC_STRING (g_object_class_find_property (klass, "word"))->cset_first =
    g_strdup (G_CSET_a_2_z);
}

void
cdr_test_settings_keep (gpointer klass)
{
  G_OBJECT_CLASS (klass)->set_property = set_property;
  G_OBJECT_CLASS (klass)->get_property = get_property;
}

static void
class_init (gpointer klass,
            gpointer class_data)
{
  cdr_test_settings_keep (klass);
  install (klass);

  cdr_component_class_set_need (klass, "needed", CDR_NEED_IF_ADDED);
  cdr_component_class_set_dependency_type (klass, "needed", get_needed_type ());
  cdr_component_class_set_secret (klass, "password", TRUE);
  cdr_component_class_set_secret (klass, "secret-mode", TRUE);
  cdr_component_class_set_secret (klass, "secret-flags", TRUE);
  cdr_component_class_set_secret (klass, "secret-port", TRUE);
  cdr_component_class_set_unit (klass, "size", CDR_UNIT_BYTES);
  cdr_component_class_set_unit (klass, "delay-us", CDR_UNIT_MICROSECONDS);
  cdr_component_class_set_unit (klass, "delay-ms", CDR_UNIT_MILLISECONDS);
  cdr_component_class_set_unit (klass, "delay-s", CDR_UNIT_SECONDS);
}

GType
cdr_test_settings_type_new (const char *name,
                            GType       parent)
{
  return cdr_test_type_new_custom (name, parent, class_init, NULL);
}

char *
cdr_test_settings_print (CdrComponent *component,
                         const char   *property_name)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (component), property_name, &value);

  if (G_VALUE_HOLDS_FLAGS (&value))
    return g_strdup_printf ("0x%x", g_value_get_flags (&value));
  if (G_VALUE_HOLDS_VARIANT (&value))
    return g_variant_print (g_value_get_variant (&value), FALSE);
  if (G_VALUE_HOLDS (&value, G_TYPE_DATE_TIME))
    return g_date_time_format_iso8601 (g_value_get_boxed (&value));
  if (G_VALUE_HOLDS (&value, G_TYPE_FILE))
    return g_file_get_path (g_value_get_object (&value));
  if (G_VALUE_HOLDS (&value, G_TYPE_STRV))
    {
      const char *const *items = g_value_get_boxed (&value);
      GString *text = g_string_new (NULL);

      for (guint i = 0; items != NULL && items[i] != NULL; i++)
        g_string_append_printf (text, "[%s]", items[i]);
      return g_string_free (text, FALSE);
    }
  if (G_VALUE_HOLDS_STRING (&value))
    {
      g_autofree char *escaped = g_strescape (g_value_get_string (&value), NULL);

      return g_strdup_printf ("\"%s\"", escaped);
    }

  {
    g_auto (GValue) text = G_VALUE_INIT;

    g_value_init (&text, G_TYPE_STRING);
    g_value_transform (&value, &text);
    return g_value_dup_string (&text);
  }
}
