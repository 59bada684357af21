/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-marks-private.h"

#include "cdr-component.h"

/* What classes say about their properties. A mark is stored with the type that
 * set it, not checked: in Vala it is set before the properties are installed.
 * The check comes when the graph is resolved.
 *
 * Marks are made once in the life of a type, mostly before anything runs, but
 * types may come from any thread: one lock for all.
 */

typedef enum
{
  FIELD_NEED            = 1 << 0,
  FIELD_DEPENDENCY_TYPE = 1 << 1,
  FIELD_IGNORED         = 1 << 2,
  FIELD_SECRET          = 1 << 3,
  FIELD_UNIT            = 1 << 4,
  FIELD_RELOADABLE      = 1 << 5,
} MarkFields;

typedef struct
{
  MarkFields fields; /* which of the fields below this type has set */
  CdrNeed    need;
  GType      dependency_type;
  gboolean   ignored;
  gboolean   is_secret;
  CdrUnit    unit;
  gboolean   is_reloadable;
} TypeMark;

static GMutex lock;
static guint serial; /* grows with every mark, so that caches can tell */

static G_DEFINE_QUARK (cdr-marks, cdr_marks)

static char *
canonicalize (const char *property_name)
{
  return g_strdelimit (g_strdup (property_name), "_", '-');
}

static void
set_mark (CdrComponentClass *klass,
          const char        *property_name,
          TypeMark           change)
{
  GType type = G_TYPE_FROM_CLASS (klass);
  GHashTable *marks;
  g_autofree char *name = canonicalize (property_name);
  TypeMark *mark;

  g_mutex_lock (&lock);

  marks = g_type_get_qdata (type, cdr_marks_quark ());
  if (marks == NULL)
    {
      marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_type_set_qdata (type, cdr_marks_quark (), marks);
    }

  mark = g_hash_table_lookup (marks, name);
  if (mark == NULL)
    {
      mark = g_new0 (TypeMark, 1);
      g_hash_table_insert (marks, g_steal_pointer (&name), mark);
    }

  mark->fields |= change.fields;
  if (change.fields & FIELD_NEED)
    mark->need = change.need;
  if (change.fields & FIELD_DEPENDENCY_TYPE)
    mark->dependency_type = change.dependency_type;
  if (change.fields & FIELD_IGNORED)
    mark->ignored = change.ignored;
  if (change.fields & FIELD_SECRET)
    mark->is_secret = change.is_secret;
  if (change.fields & FIELD_UNIT)
    mark->unit = change.unit;
  if (change.fields & FIELD_RELOADABLE)
    mark->is_reloadable = change.is_reloadable;

  serial++;

  g_mutex_unlock (&lock);
}

/* The base class marks nothing, but its timeouts are like what classes mark. */
static CdrMark
get_base_mark (const char *property_name)
{
  gboolean is_timeout = g_str_equal (property_name, "setup-timeout") ||
                        g_str_equal (property_name, "shutdown-timeout");

  return (CdrMark) {
    .need = CDR_NEED_REQUIRED,
    .unit = is_timeout ? CDR_UNIT_MILLISECONDS : CDR_UNIT_NONE,
    .is_reloadable = is_timeout,
  };
}

/* Reads the marks of one property: for each field, the nearest type up the
 * ancestry that set it decides.
 */
void
cdr_marks_look_up (GType       type,
                   const char *property_name,
                   CdrMark    *mark)
{
  MarkFields found = 0;

  *mark = get_base_mark (property_name);

  g_mutex_lock (&lock);

  for (; type != CDR_TYPE_COMPONENT && type != G_TYPE_INVALID; type = g_type_parent (type))
    {
      GHashTable *marks = g_type_get_qdata (type, cdr_marks_quark ());
      TypeMark *own = marks != NULL ? g_hash_table_lookup (marks, property_name) : NULL;
      MarkFields news = own != NULL ? own->fields & ~found : 0;

      if (news & FIELD_NEED)
        mark->need = own->need;
      if (news & FIELD_DEPENDENCY_TYPE)
        mark->dependency_type = own->dependency_type;
      if (news & FIELD_IGNORED)
        mark->ignored = own->ignored;
      if (news & FIELD_SECRET)
        mark->is_secret = own->is_secret;
      if (news & FIELD_UNIT)
        mark->unit = own->unit;
      if (news & FIELD_RELOADABLE)
        mark->is_reloadable = own->is_reloadable;

      found |= news;
    }

  mark->is_claimed = (found & FIELD_NEED) != 0 || mark->dependency_type != G_TYPE_INVALID;

  g_mutex_unlock (&lock);
}

/* Calls @func for each mark of @type and its ancestors, with the type that owns
 * it, until @func returns FALSE. The lock is not held meanwhile.
 *
 * Returns: FALSE if @func did
 */
gboolean
cdr_marks_foreach (GType       type,
                   CdrMarkFunc func,
                   gpointer    user_data)
{
  for (; type != CDR_TYPE_COMPONENT && type != G_TYPE_INVALID; type = g_type_parent (type))
    {
      g_autoptr (GList) names = NULL;
      GHashTable *marks;

      g_mutex_lock (&lock);
      marks = g_type_get_qdata (type, cdr_marks_quark ());
      if (marks != NULL)
        names = g_list_sort (g_hash_table_get_keys (marks), (GCompareFunc) strcmp);
      g_mutex_unlock (&lock);

      for (GList *l = names; l != NULL; l = l->next)
        {
          if (!func (type, l->data, user_data))
            return FALSE;
        }
    }

  return TRUE;
}

guint
cdr_marks_get_serial (void)
{
  guint result;

  g_mutex_lock (&lock);
  result = serial;
  g_mutex_unlock (&lock);

  return result;
}

/**
 * cdr_component_class_set_need:
 * @klass: the class of a component, once it has its type
 * @property_name: the name of a dependency property of this class
 * @need: how much the component needs it
 *
 * Sets how much components of this class need a dependency.
 *
 * The mark is stored with the class's own type, and the nearest one up the
 * ancestry wins: a subclass can revoke it with %CDR_NEED_REQUIRED. That the
 * class has such a property is checked when a graph is resolved; if not, that
 * fails with %CDR_ERROR_BAD_DEPENDENCY.
 *
 * Call it from `class_init` in C, `class construct` in Vala, a metaclass in
 * Python, and after `registerClass` in JavaScript. Before that the mark would
 * land on the parent; on [class@Component] itself the call is a critical.
 */
void
cdr_component_class_set_need (CdrComponentClass *klass,
                              const char        *property_name,
                              CdrNeed            need)
{
  g_return_if_fail (CDR_IS_COMPONENT_CLASS (klass));
  g_return_if_fail (G_TYPE_FROM_CLASS (klass) != CDR_TYPE_COMPONENT);
  g_return_if_fail (property_name != NULL);

  set_mark (klass, property_name, (TypeMark) { .fields = FIELD_NEED, .need = need });
}

/**
 * cdr_component_class_set_ignored:
 * @klass: the class of a component, once it has its type
 * @property_name: the name of a property of this class
 * @ignored: whether the property is not a dependency
 *
 * Says that an object property is not a dependency, whatever its type.
 *
 * For when to call it, and for what happens to the mark, see
 * [method@ComponentClass.set_need].
 */
void
cdr_component_class_set_ignored (CdrComponentClass *klass,
                                 const char        *property_name,
                                 gboolean           ignored)
{
  g_return_if_fail (CDR_IS_COMPONENT_CLASS (klass));
  g_return_if_fail (G_TYPE_FROM_CLASS (klass) != CDR_TYPE_COMPONENT);
  g_return_if_fail (property_name != NULL);

  set_mark (klass, property_name, (TypeMark) { .fields = FIELD_IGNORED, .ignored = ignored });
}

/**
 * cdr_component_class_set_dependency_type:
 * @klass: the class of a component, once it has its type
 * @property_name: the name of an object property of this class
 * @type: a component type or an interface, or %G_TYPE_INVALID for the
 *   property's value type
 *
 * Sets what to ask the conductor for, where that is not the property's type.
 *
 * A property of type [class@Component] with a narrower dependency type can hold
 * any component that a test patches in. A property whose type is an interface
 * without [class@Component] among its prerequisites is a dependency only if it
 * is marked so.
 *
 * For when to call it, and for what happens to the mark, see
 * [method@ComponentClass.set_need].
 */
void
cdr_component_class_set_dependency_type (CdrComponentClass *klass,
                                         const char        *property_name,
                                         GType              type)
{
  g_return_if_fail (CDR_IS_COMPONENT_CLASS (klass));
  g_return_if_fail (G_TYPE_FROM_CLASS (klass) != CDR_TYPE_COMPONENT);
  g_return_if_fail (property_name != NULL);

  set_mark (klass, property_name,
            (TypeMark) { .fields = FIELD_DEPENDENCY_TYPE, .dependency_type = type });
}

/**
 * cdr_component_class_set_secret:
 * @klass: the class of a component, once it has its type
 * @property_name: the name of a property of this class
 * @is_secret: whether its value is nobody else's business
 *
 * Says that the values of a property are secret: a password, a key.
 *
 * Values of such a property are never shown in errors and logs, also when they are
 * wrong. A setting that no property takes is never shown either; but whoever reads
 * [method@Component.get_config] sees all of them.
 *
 * For when to call it, and for what happens to the mark, see
 * [method@ComponentClass.set_need].
 */
void
cdr_component_class_set_secret (CdrComponentClass *klass,
                                const char        *property_name,
                                gboolean           is_secret)
{
  g_return_if_fail (CDR_IS_COMPONENT_CLASS (klass));
  g_return_if_fail (G_TYPE_FROM_CLASS (klass) != CDR_TYPE_COMPONENT);
  g_return_if_fail (property_name != NULL);

  set_mark (klass, property_name,
            (TypeMark) { .fields = FIELD_SECRET, .is_secret = is_secret });
}

/**
 * cdr_component_class_set_unit:
 * @klass: the class of a component, once it has its type
 * @property_name: the name of a number property of this class
 * @unit: what the number counts, or %CDR_UNIT_NONE
 *
 * Says what a property counts, so that a configuration may write `10 MiB` or `1.5 s`.
 *
 * Bytes are written in B, kB, MB, GB, TB, of a thousand each, or KiB, MiB, GiB, TiB, of
 * 1024 each; times in us, ms, s, min, h and d. A bare number is in the property's own
 * unit. What is no whole number of that unit is refused, if the property's type is an
 * integer. That the property is a number is checked when a graph is resolved.
 *
 * For when to call it, and for what happens to the mark, see
 * [method@ComponentClass.set_need].
 */
void
cdr_component_class_set_unit (CdrComponentClass *klass,
                              const char        *property_name,
                              CdrUnit            unit)
{
  g_return_if_fail (CDR_IS_COMPONENT_CLASS (klass));
  g_return_if_fail (G_TYPE_FROM_CLASS (klass) != CDR_TYPE_COMPONENT);
  g_return_if_fail (property_name != NULL);
  g_return_if_fail (unit >= CDR_UNIT_NONE && unit <= CDR_UNIT_SECONDS);

  set_mark (klass, property_name, (TypeMark) { .fields = FIELD_UNIT, .unit = unit });
}

/**
 * cdr_component_class_set_reloadable:
 * @klass: the class of a component, once it has its type
 * @property_name: the name of a property of this class
 * @is_reloadable: whether it may be set while the component is active
 *
 * Says that a property may change while its component is active, and takes effect then.
 *
 * [method@Conductor.reload_config] sets such properties; a component of which others have
 * changed is named as one that needs a restart. The timeouts of [class@Component] are
 * reloadable.
 *
 * For when to call it, and for what happens to the mark, see
 * [method@ComponentClass.set_need].
 */
void
cdr_component_class_set_reloadable (CdrComponentClass *klass,
                                    const char        *property_name,
                                    gboolean           is_reloadable)
{
  g_return_if_fail (CDR_IS_COMPONENT_CLASS (klass));
  g_return_if_fail (G_TYPE_FROM_CLASS (klass) != CDR_TYPE_COMPONENT);
  g_return_if_fail (property_name != NULL);

  set_mark (klass, property_name,
            (TypeMark) { .fields = FIELD_RELOADABLE, .is_reloadable = is_reloadable });
}
