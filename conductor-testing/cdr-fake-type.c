/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-fake.h"

#include "cdr-fake-private.h"
#include "cdr-test-error-private.h"

/* Types of fakes; like all static types they stay for ever, and so does this. */
typedef struct
{
  GType           base;
  GPtrArray      *interfaces; /* types to be added, what they need before them */
  GClassInitFunc  class_init;
} Plan;

static GQuark plan_quark (void);
G_DEFINE_QUARK (cdr-fake-plan, plan)

/* The properties of an interface: any value that was set is kept. */

static void
value_free (gpointer data)
{
  g_value_unset (data);
  g_free (data);
}

static void
cdr_fake_set_property (GObject      *object,
                       guint         prop_id,
                       const GValue *value,
                       GParamSpec   *pspec)
{
  CdrFakeRecord *record = cdr_fake_get_record (CDR_FAKE (object));
  GValue *kept = g_new0 (GValue, 1);

  if (record->values == NULL)
    record->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, value_free);

  g_value_init (kept, G_VALUE_TYPE (value));
  g_value_copy (value, kept);
  g_hash_table_replace (record->values, (gpointer) pspec->name, kept);
}

static void
cdr_fake_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  CdrFakeRecord *record = cdr_fake_get_record (CDR_FAKE (object));
  GValue *kept = record->values != NULL ? g_hash_table_lookup (record->values, pspec->name) : NULL;

  if (kept != NULL)
    g_value_copy (kept, value);
  else
    g_param_value_set_default (pspec, value);
}

static void
override_properties (GObjectClass *klass,
                     GType         interface,
                     guint        *id)
{
  gpointer defaults = g_type_default_interface_ref (interface);
  g_autofree GParamSpec **pspecs = NULL;
  guint n_pspecs;

  pspecs = g_object_interface_list_properties (defaults, &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    {
      if (g_object_class_find_property (klass, pspecs[i]->name) == NULL)
        g_object_class_override_property (klass, ++*id, pspecs[i]->name);
    }

  g_type_default_interface_unref (defaults);
}

static void
fake_class_init (gpointer klass,
                 gpointer class_data)
{
  GObjectClass *object_class = klass;
  CdrComponentClass *component_class = klass;
  Plan *plan = class_data;
  guint id = 0;

  component_class->setup = cdr_fake_setup;
  component_class->shutdown = cdr_fake_shutdown;

  if (plan->interfaces->len > 0)
    {
      object_class->set_property = cdr_fake_set_property;
      object_class->get_property = cdr_fake_get_property;
    }
  for (guint i = 0; i < plan->interfaces->len; i++)
    override_properties (object_class, GPOINTER_TO_SIZE (plan->interfaces->pdata[i]), &id);

  if (plan->class_init != NULL)
    plan->class_init (klass, NULL);
}

/* Making a type. */

static void
collect_interfaces (GType      interface,
                    GType      parent,
                    GPtrArray *interfaces)
{
  g_autofree GType *needed = NULL;
  guint n_needed;

  if (g_type_is_a (parent, interface) ||
      g_ptr_array_find (interfaces, GSIZE_TO_POINTER (interface), NULL))
    return;

  needed = g_type_interface_prerequisites (interface, &n_needed);
  for (guint i = 0; i < n_needed; i++)
    {
      if (G_TYPE_IS_INTERFACE (needed[i]))
        collect_interfaces (needed[i], parent, interfaces);
    }

  g_ptr_array_add (interfaces, GSIZE_TO_POINTER (interface));
}

/* GJS makes the instances of its classes itself, and only in JavaScript. */
static gboolean
is_of_javascript (GType type)
{
  for (; type != G_TYPE_INVALID; type = g_type_parent (type))
    {
      if (g_str_has_prefix (g_type_name (type), "Gjs_"))
        return TRUE;
    }

  return FALSE;
}

/* Returns: the class to derive from, or %G_TYPE_INVALID */
static GType
find_parent (GType base)
{
  GType parent = base;

  if (G_TYPE_IS_INTERFACE (base))
    {
      parent = g_type_interface_instantiatable_prerequisite (base);
      if (parent == G_TYPE_INVALID || g_type_is_a (CDR_TYPE_COMPONENT, parent))
        parent = CDR_TYPE_COMPONENT;
    }

  return g_type_is_a (parent, CDR_TYPE_COMPONENT) ? parent : G_TYPE_INVALID;
}

static char *
find_fault (const char *name,
            GType       base,
            GType       parent)
{
  GType known = g_type_from_name (name);
  Plan *plan = known != G_TYPE_INVALID ? g_type_get_qdata (known, plan_quark ()) : NULL;

  if (parent == G_TYPE_INVALID)
    return g_strdup_printf ("%s can't be faked: it is neither a component class nor an interface "
                            "that a component can implement", g_type_name (base));
  if (G_TYPE_IS_FINAL (parent))
    return g_strdup_printf ("%s can't be faked: it is a final class, which nothing can be derived "
                            "from. Let those that need it ask for an interface, or for a class "
                            "that is not final, and fake that; or let the test set a script for "
                            "what %s depends on", g_type_name (parent), g_type_name (parent));
  if (is_of_javascript (parent))
    return g_strdup_printf ("%s can't be faked: it is a class of JavaScript. Fake "
                            "Conductor.Component, which can stand in for any of them, or write "
                            "a subclass", g_type_name (parent));
  if (known != G_TYPE_INVALID && (plan == NULL || plan->base != base))
    return g_strdup_printf ("There is a type “%s” already, which is no fake of %s: find another "
                            "name", name, g_type_name (base));

  return NULL;
}

static GType
register_type (const char         *name,
               GType               parent,
               Plan               *plan,
               GInterfaceInitFunc  interface_init)
{
  GInterfaceInfo marker = { NULL, NULL, NULL };
  GTypeQuery query;
  GType type;

  g_type_query (parent, &query);
  type = g_type_register_static (parent, g_intern_string (name),
                                 &(GTypeInfo) {
                                   .class_size = query.class_size,
                                   .class_init = fake_class_init,
                                   .class_data = plan,
                                   .instance_size = query.instance_size,
                                 },
                                 0);
  for (guint i = 0; i < plan->interfaces->len; i++)
    {
      GType interface = GPOINTER_TO_SIZE (plan->interfaces->pdata[i]);
      GInterfaceInfo info = { interface == plan->base ? interface_init : NULL, NULL, NULL };

      g_type_add_interface_static (type, interface, &info);
    }

  if (!g_type_is_a (parent, CDR_TYPE_FAKE))
    g_type_add_interface_static (type, CDR_TYPE_FAKE, &marker);
  g_type_set_qdata (type, plan_quark (), plan);
  return type;
}

/**
 * cdr_fake_type_new_full: (skip)
 * @name: a name for the type
 * @base: a component class that is not final, or an interface
 * @class_init: (nullable): fills in virtual methods of the class
 * @interface_init: (nullable): fills in the methods of @base, if that is an interface
 * @error: where to put an error, or %NULL to end the test with its message
 *
 * Makes a type of fakes that has methods: like [func@Fake.type_new], with what
 * G_DEFINE_TYPE() would take.
 *
 * Returns: the type, or %G_TYPE_INVALID
 */
GType
cdr_fake_type_new_full (const char          *name,
                        GType                base,
                        GClassInitFunc       class_init,
                        GInterfaceInitFunc   interface_init,
                        GError             **error)
{
  GType parent;
  char *fault;
  Plan *plan;

  g_return_val_if_fail (name != NULL, G_TYPE_INVALID);
  g_return_val_if_fail (base != G_TYPE_INVALID, G_TYPE_INVALID);

  parent = find_parent (base);
  fault = find_fault (name, base, parent);
  if (fault != NULL)
    {
      cdr_test_throw (error, CDR_TEST_ERROR_WRONG_USE, fault);
      return G_TYPE_INVALID;
    }
  if (g_type_from_name (name) != G_TYPE_INVALID)
    return g_type_from_name (name);

  plan = g_new0 (Plan, 1);
  plan->base = base;
  plan->class_init = class_init;
  plan->interfaces = g_ptr_array_new ();
  if (G_TYPE_IS_INTERFACE (base))
    collect_interfaces (base, parent, plan->interfaces);

  return register_type (name, parent, plan, interface_init);
}

/**
 * cdr_fake_type_new:
 * @name: a name for the type
 * @base: a component class that is not final, or an interface
 * @error: where to put an error, or %NULL to end the test with its message
 *
 * Makes a type whose instances can stand in for a component: a [iface@Fake].
 *
 * From an abstract class it makes one that has instances. From an interface it makes a
 * component that implements it and what it requires: its properties keep what they are set
 * to, and those that are dependencies are injected like any others. Its methods are empty;
 * where they are called, use cdr_fake_type_new_full(), or derive a class from the type.
 *
 * Asked again with the same name and base, it gives the same type.
 *
 * A class of JavaScript can't be faked; but as dependencies in JavaScript take any component,
 * a fake made from [class@Conductor.Component] can stand in for it. One of Python can.
 *
 * Returns: the type, or %G_TYPE_INVALID
 */
GType
cdr_fake_type_new (const char  *name,
                   GType        base,
                   GError     **error)
{
  return cdr_fake_type_new_full (name, base, NULL, NULL, error);
}
