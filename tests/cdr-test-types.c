/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-types.h"

static void
set_property (GObject      *object,
              guint         prop_id,
              const GValue *value,
              GParamSpec   *pspec)
{
  g_object_set_data_full (object, pspec->name, g_value_dup_object (value), g_object_unref);
}

static void
get_property (GObject    *object,
              guint       prop_id,
              GValue     *value,
              GParamSpec *pspec)
{
  g_value_set_object (value, g_object_get_data (object, pspec->name));
}

void
cdr_test_keep_properties (gpointer klass)
{
  GObjectClass *object_class = klass;

  object_class->set_property = set_property;
  object_class->get_property = get_property;
}

static void
install_class_init (gpointer klass,
                    gpointer class_data)
{
  GPtrArray *pspecs = class_data;

  cdr_test_keep_properties (klass);
  for (guint i = 0; i < pspecs->len; i++)
    g_object_class_install_property (klass, i + 1, g_ptr_array_index (pspecs, i));
}

GType
cdr_test_type_new_custom (const char     *name,
                          GType           parent,
                          GClassInitFunc  class_init,
                          gconstpointer   class_data)
{
  GTypeQuery query;

  g_type_query (parent, &query);

  return g_type_register_static (parent, name,
                                 &(GTypeInfo) {
                                   .class_size = query.class_size,
                                   .class_init = class_init,
                                   .class_data = class_data,
                                   .instance_size = query.instance_size,
                                 },
                                 0);
}

/* What is made here stays as long as the type: for ever. */
GType
cdr_test_type_new_with (const char *name,
                        GType       parent,
                        ...)
{
  GPtrArray *pspecs = g_ptr_array_new ();
  GParamSpec *pspec;
  va_list args;

  va_start (args, parent);
  while ((pspec = va_arg (args, GParamSpec *)) != NULL)
    g_ptr_array_add (pspecs, pspec);
  va_end (args);

  return cdr_test_type_new_custom (name, parent, install_class_init, pspecs);
}

GParamSpec *
cdr_test_pspec_full (const char  *name,
                     GType        type,
                     GParamFlags  flags)
{
  return g_param_spec_object (name, NULL, NULL, type, flags);
}

GParamSpec *
cdr_test_pspec (const char *name,
                GType       type)
{
  return cdr_test_pspec_full (name, type, G_PARAM_READWRITE);
}

/* Types stay, and so may their classes. */

void
cdr_test_set_need (GType       type,
                   const char *property_name,
                   CdrNeed     need)
{
  cdr_component_class_set_need (g_type_class_ref (type), property_name, need);
}

void
cdr_test_set_ignored (GType       type,
                      const char *property_name,
                      gboolean    ignored)
{
  cdr_component_class_set_ignored (g_type_class_ref (type), property_name, ignored);
}

void
cdr_test_set_dependency (GType       type,
                         const char *property_name,
                         GType       dependency_type)
{
  cdr_component_class_set_dependency_type (g_type_class_ref (type), property_name,
                                           dependency_type);
}
