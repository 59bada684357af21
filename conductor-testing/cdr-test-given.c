/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-given-private.h"

GPtrArray *
cdr_test_dup_given (CdrComponent *component)
{
  CdrConductor *conductor = cdr_component_get_conductor (component);
  g_autoptr (GPtrArray) known = NULL;
  g_autofree GParamSpec **pspecs = NULL;
  GPtrArray *given = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_pspecs;

  if (conductor != NULL)
    known = cdr_conductor_dup_dependencies (conductor, component);

  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (component), &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    {
      g_autoptr (GObject) value = NULL;

      if ((pspecs[i]->flags & G_PARAM_READWRITE) != G_PARAM_READWRITE ||
          !g_type_is_a (pspecs[i]->value_type, G_TYPE_OBJECT))
        continue;

      g_object_get (component, pspecs[i]->name, &value, NULL);
      if (CDR_IS_COMPONENT (value) &&
          (known == NULL || g_ptr_array_find (known, value, NULL)))
        g_ptr_array_add (given, g_steal_pointer (&value));
    }

  return given;
}
