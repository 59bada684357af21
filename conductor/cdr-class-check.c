/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-class-check-private.h"

#include "cdr-component-private.h"
#include "cdr-error.h"
#include "cdr-text-private.h"
#include "cdr-type-names-private.h"

/* What a type and its class must be like to be conducted. */

/* Not for G_TYPE_INVALID, which g_type_is_a () does not like. */
gboolean
cdr_type_is_component (GType type)
{
  return type != G_TYPE_INVALID && g_type_is_a (type, CDR_TYPE_COMPONENT);
}

/* g_object_new () aborts on an abstract type, and complains about others. */
gboolean
cdr_type_can_be_made (GType type)
{
  return cdr_type_is_component (type) &&
         G_TYPE_IS_INSTANTIATABLE (type) &&
         !G_TYPE_IS_ABSTRACT (type);
}

/* The properties of the base class, which GLib would look for among those of all
 * classes every time.
 */
static GParamSpec **
get_base_properties (guint *n_properties)
{
  static GParamSpec **properties;
  static guint n;

  if (g_once_init_enter (&properties))
    {
      GObjectClass *base = G_OBJECT_CLASS ((CdrComponentClass *) cdr_component_base_class);

      g_once_init_leave (&properties, g_object_class_list_properties (base, &n));
    }

  *n_properties = n;
  return properties;
}

static gboolean
check_properties (CdrComponentClass  *klass,
                  GError            **error)
{
  guint n_base;
  GParamSpec **base = get_base_properties (&n_base);

  for (guint i = 0; i < n_base; i++)
    {
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_CLASS (klass), base[i]->name);

      if (pspec != base[i])
        {
          g_autoptr (CdrTypeNames) names = cdr_type_names_new (2, pspec->owner_type,
                                                               CDR_TYPE_COMPONENT);

          g_set_error (error, CDR_ERROR, CDR_ERROR_INVALID_TYPE,
                       "%s redefines the property “%s” of %s: give it another name",
                       cdr_type_names_get (names, pspec->owner_type), cdr_text_name (pspec->name),
                       cdr_type_names_get (names, CDR_TYPE_COMPONENT));
          return FALSE;
        }
    }

  return TRUE;
}

/* Whether @klass itself overrides the slot: it differs from its parent's. */
#define OVERRIDES(klass, slot) \
  ((klass)->slot != ((CdrComponentClass *) g_type_class_peek_parent (klass))->slot)

static gboolean
refuse_pair (CdrComponentClass  *klass,
             CdrComponentClass  *ancestor,
             const char         *operation,
             GError            **error)
{
  g_set_error (error, CDR_ERROR, CDR_ERROR_INVALID_TYPE,
               "%s overrides %s_async, which would never be called, because its ancestor %s "
               "overrides %s: override %s in %s too",
               cdr_text_type (G_OBJECT_CLASS_TYPE (klass)), operation,
               cdr_text_type (G_OBJECT_CLASS_TYPE (ancestor)),
               operation, operation, cdr_text_type (G_OBJECT_CLASS_TYPE (klass)));
  return FALSE;
}

/* The conductor calls `setup`, whose default calls the pair. A pair below an
 * ancestor's `setup` is a mistake that would show as a setup that never ran.
 * Walks up, and remembers the nearest class that overrides the pair and has not
 * met its `setup` yet.
 */
static gboolean
check_slots (CdrComponentClass  *klass,
             GError            **error)
{
  CdrComponentClass *setup_pair = NULL;
  CdrComponentClass *shutdown_pair = NULL;
  gboolean setup_is_met = FALSE;
  gboolean shutdown_is_met = FALSE;

  for (; klass != cdr_component_base_class; klass = g_type_class_peek_parent (klass))
    {
      gboolean has_setup = OVERRIDES (klass, setup);
      gboolean has_shutdown = OVERRIDES (klass, shutdown);

      if (has_setup && setup_pair != NULL)
        return refuse_pair (setup_pair, klass, "setup", error);
      if (has_shutdown && shutdown_pair != NULL)
        return refuse_pair (shutdown_pair, klass, "shutdown", error);

      setup_is_met |= has_setup;
      shutdown_is_met |= has_shutdown;

      if (!setup_is_met && (OVERRIDES (klass, setup_async) || OVERRIDES (klass, setup_finish)))
        setup_pair = klass;
      if (!shutdown_is_met &&
          (OVERRIDES (klass, shutdown_async) || OVERRIDES (klass, shutdown_finish)))
        shutdown_pair = klass;
    }

  return TRUE;
}

static gboolean
check_no_slot_is_null (CdrComponentClass  *klass,
                       GError            **error)
{
  const char *name = NULL;

  if (klass->setup == NULL)
    name = "setup";
  else if (klass->shutdown == NULL)
    name = "shutdown";
  else if (klass->setup_async == NULL)
    name = "setup_async";
  else if (klass->setup_finish == NULL)
    name = "setup_finish";
  else if (klass->shutdown_async == NULL)
    name = "shutdown_async";
  else if (klass->shutdown_finish == NULL)
    name = "shutdown_finish";

  if (name == NULL)
    return TRUE;

  g_set_error (error, CDR_ERROR, CDR_ERROR_INVALID_TYPE,
               "%s has no %s: leave the default in its place",
               cdr_text_type (G_OBJECT_CLASS_TYPE (klass)), name);
  return FALSE;
}

gboolean
cdr_class_check (CdrComponentClass  *klass,
                 GError            **error)
{
  return check_no_slot_is_null (klass, error) &&
         check_properties (klass, error) &&
         check_slots (klass, error);
}
