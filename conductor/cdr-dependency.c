/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-dependency-private.h"

#include "cdr-class-check-private.h"
#include "cdr-error.h"
#include "cdr-marks-private.h"
#include "cdr-text-private.h"
#include "cdr-type-names-private.h"

/* The dependencies of a class, read from its GParamSpecs and marks once, and
 * kept with the type.
 */

static GMutex lock;

static G_DEFINE_QUARK (cdr-dependency-list, cdr_dependency_list)

static CdrDependencyList *
list_ref (CdrDependencyList *list)
{
  g_atomic_ref_count_inc (&list->ref_count);
  return list;
}

void
cdr_dependency_list_unref (CdrDependencyList *list)
{
  if (g_atomic_ref_count_dec (&list->ref_count))
    g_free (list);
}

static gboolean
refuse (GType        owner,
        const char  *property_name,
        const char  *reason,
        GError     **error)
{
  g_autoptr (CdrTypeNames) names = cdr_type_names_new (1, owner);

  g_set_error (error, CDR_ERROR, CDR_ERROR_BAD_DEPENDENCY,
               "%s:%s %s", cdr_type_names_get (names, owner), cdr_text_name (property_name),
               reason);
  return FALSE;
}

static gboolean
is_number (GType type)
{
  return g_value_type_transformable (type, G_TYPE_DOUBLE) && !G_TYPE_IS_ENUM (type) &&
         !G_TYPE_IS_FLAGS (type) && type != G_TYPE_BOOLEAN;
}

static gboolean
mark_has_property (GType       owner,
                   const char *property_name,
                   gpointer    user_data)
{
  GError **error = user_data;
  GObjectClass *klass = g_type_class_peek (owner);
  GParamSpec *pspec = g_object_class_find_property (klass, property_name);
  CdrMark mark;

  if (pspec == NULL)
    return refuse (owner, property_name, "is marked, but there is no such property", error);

  cdr_marks_look_up (owner, property_name, &mark);
  if (mark.unit != CDR_UNIT_NONE && !is_number (G_PARAM_SPEC_VALUE_TYPE (pspec)))
    return refuse (owner, property_name, "is marked with a unit, but is no number", error);

  return TRUE;
}

/* Whether the type alone makes a property a dependency. An interface counts if
 * CdrComponent is among its prerequisites, so it never depends on which types
 * happen to be registered.
 */
static gboolean
may_be_asked_for (GType type)
{
  return cdr_type_is_component (type) || G_TYPE_IS_INTERFACE (type);
}

static gboolean
check_mark (GType          owner,
            GParamSpec    *pspec,
            const CdrMark *mark,
            GError       **error)
{
  GType value_type = G_PARAM_SPEC_VALUE_TYPE (pspec);

  if (!G_IS_PARAM_SPEC_OBJECT (pspec))
    return refuse (owner, pspec->name,
                   "is marked as a dependency, but is no object property", error);

  if (!(pspec->flags & G_PARAM_WRITABLE))
    return refuse (owner, pspec->name, "is marked as a dependency, but is read-only: "
                   "make it writable, or set_ignored", error);

  if (mark->dependency_type == G_TYPE_INVALID)
    {
      if (!cdr_type_is_component (value_type))
        return refuse (owner, pspec->name, "is marked as a dependency, but its type is no "
                       "component: say what to ask for with set_dependency_type", error);
      return TRUE;
    }

  if (!may_be_asked_for (mark->dependency_type))
    return refuse (owner, pspec->name, "has a dependency type that is neither a component "
                   "nor an interface", error);

  if (g_type_is_a (value_type, G_TYPE_LIST_MODEL) && !cdr_type_is_component (value_type))
    return refuse (owner, pspec->name, "is a list with a dependency type, which is reserved "
                   "for collections", error);

  return TRUE;
}

/* Returns: FALSE with @error set if the property can't be the dependency that it
 * is; @dependency->pspec is NULL if it is none.
 */
static gboolean
read_property (GType           owner,
               GParamSpec     *pspec,
               CdrDependency  *dependency,
               GError        **error)
{
  CdrMark mark;

  *dependency = (CdrDependency) { 0 };

  cdr_marks_look_up (owner, pspec->name, &mark);
  if (mark.ignored)
    return TRUE;

  if (mark.is_claimed)
    {
      if (!check_mark (owner, pspec, &mark, error))
        return FALSE;
    }
  else if (!G_IS_PARAM_SPEC_OBJECT (pspec) ||
           !(pspec->flags & G_PARAM_WRITABLE) ||
           !cdr_type_is_component (G_PARAM_SPEC_VALUE_TYPE (pspec)))
    return TRUE;

  if (pspec->flags & G_PARAM_CONSTRUCT_ONLY)
    return refuse (owner, pspec->name, "is construct-only, and can't be injected: "
                   "make it writable, or set_ignored", error);

  dependency->pspec = pspec;
  dependency->need = mark.need;
  dependency->type = mark.dependency_type != G_TYPE_INVALID ? mark.dependency_type
                                                            : G_PARAM_SPEC_VALUE_TYPE (pspec);
  return TRUE;
}

static CdrDependencyList *
read_class (CdrComponentClass  *klass,
            guint               serial,
            GError            **error)
{
  GType type = G_TYPE_FROM_CLASS (klass);
  g_autoptr (CdrDependencyList) list = NULL;
  g_autofree GParamSpec **pspecs = NULL;
  guint n_pspecs;

  if (!cdr_class_check (klass, error))
    return NULL;

  if (!cdr_marks_foreach (type, mark_has_property, error))
    return NULL;

  pspecs = g_object_class_list_properties (G_OBJECT_CLASS (klass), &n_pspecs);

  list = g_malloc0 (sizeof (CdrDependencyList) + n_pspecs * sizeof (CdrDependency));
  g_atomic_ref_count_init (&list->ref_count);
  list->serial = serial;

  for (guint i = 0; i < n_pspecs; i++)
    {
      CdrDependency *dependency = &list->items[list->n_items];

      if (!read_property (type, pspecs[i], dependency, error))
        return NULL;
      if (dependency->pspec != NULL)
        list->n_items++;
    }

  return g_steal_pointer (&list);
}

/* Gets the dependencies of a component type that is not abstract or may be; the
 * class stays referenced from then on, so that a type module that is in use is
 * not unloaded.
 *
 * Returns: (transfer full): the list, or NULL with @error set if the class can't
 *   be conducted
 */
CdrDependencyList *
cdr_dependency_list_get (GType    type,
                         GError **error)
{
  guint serial = cdr_marks_get_serial ();
  CdrDependencyList *cached;
  CdrDependencyList *list;

  g_mutex_lock (&lock);
  cached = g_type_get_qdata (type, cdr_dependency_list_quark ());
  if (cached != NULL && cached->serial == serial)
    list_ref (cached);
  else
    cached = NULL;
  g_mutex_unlock (&lock);

  if (cached != NULL)
    return cached;

  /* Read without the lock: the first use of a class runs its class_init. */
  list = read_class (g_type_class_ref (type), cdr_marks_get_serial (), error);
  if (list == NULL)
    return NULL;

  g_mutex_lock (&lock);
  cached = g_type_get_qdata (type, cdr_dependency_list_quark ());
  g_type_set_qdata (type, cdr_dependency_list_quark (), list_ref (list));
  g_mutex_unlock (&lock);

  g_clear_pointer (&cached, cdr_dependency_list_unref);

  return list;
}
