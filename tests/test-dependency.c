/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-types.h"

#include "cdr-dependency-private.h"

/* Which properties are dependencies, and which classes can be conducted. */

static GType database, queue;
static GType iface;  /* CdrComponent is among its prerequisites */
static GType plain;  /* an interface without */

/* The dependencies of a type: "name:Type", with "?" if wanted, "+" if only if added. */
static void
assert_dependencies (GType       type,
                     const char *expected)
{
  static const char *const suffixes[] = { "", "?", "+" };
  g_autoptr (CdrDependencyList) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  list = cdr_dependency_list_get (type, &error);
  g_assert_no_error (error);
  g_assert_nonnull (list);

  for (guint i = 0; i < list->n_items; i++)
    g_string_append_printf (text, "%s%s:%s%s", i > 0 ? " " : "", list->items[i].pspec->name,
                            g_type_name (list->items[i].type), suffixes[list->items[i].need]);

  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_refused (GType       type,
                int         code,
                const char *first_part,
                const char *second_part)
{
  g_autoptr (CdrDependencyList) list = NULL;
  g_autoptr (GError) error = NULL;

  list = cdr_dependency_list_get (type, &error);
  g_assert_null (list);
  cdr_test_assert_error (error, CDR_ERROR, code, first_part);
  cdr_test_assert_error (error, CDR_ERROR, code, second_part);
}

/* Properties. */

static void
test_none (Fixture *fixture)
{
  assert_dependencies (database, "");
  assert_dependencies (CDR_TYPE_COMPONENT, "");
}

static void
test_read_write (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("ReadWrite", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec ("queue", queue),
                                       cdr_test_pspec ("database", database), NULL);

  assert_dependencies (type, "queue:Queue database:Database");
}

static void
test_write_only (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("WriteOnly", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec_full ("database", database,
                                                            G_PARAM_WRITABLE), NULL);

  assert_dependencies (type, "database:Database");
}

static void
test_construct (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("Construct", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec_full ("database", database,
                                                            G_PARAM_READWRITE | G_PARAM_CONSTRUCT),
                                       NULL);

  assert_dependencies (type, "database:Database");
}

static void
test_construct_only (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("ConstructOnly", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec_full ("database", database,
                                                            G_PARAM_READWRITE |
                                                            G_PARAM_CONSTRUCT_ONLY), NULL);

  assert_refused (type, CDR_ERROR_BAD_DEPENDENCY, "ConstructOnly:database is construct-only",
                  "make it writable, or set_ignored");
}

static void
test_construct_only_ignored (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("ConstructOnlyIgnored", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec_full ("database", database,
                                                            G_PARAM_READWRITE |
                                                            G_PARAM_CONSTRUCT_ONLY), NULL);

  cdr_test_set_ignored (type, "database", TRUE);
  assert_dependencies (type, "");
}

static void
test_read_only (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("ReadOnly", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec_full ("database", database,
                                                            G_PARAM_READABLE), NULL);

  assert_dependencies (type, "");
}

static void
test_other_types (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("OtherTypes", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec ("object", G_TYPE_OBJECT),
                                       cdr_test_pspec ("list", G_TYPE_LIST_MODEL),
                                       cdr_test_pspec ("cancellable", G_TYPE_CANCELLABLE),
                                       g_param_spec_string ("text", NULL, NULL, NULL,
                                                            G_PARAM_READWRITE),
                                       g_param_spec_gtype ("type", NULL, NULL, CDR_TYPE_COMPONENT,
                                                           G_PARAM_READWRITE), NULL);

  assert_dependencies (type, "");
}

static void
test_any_component (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("AnyComponent", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec ("any", CDR_TYPE_COMPONENT), NULL);

  assert_dependencies (type, "any:CdrComponent");
}

static void
test_inherited (Fixture *fixture)
{
  GType parent = cdr_test_type_new_with ("InheritedParent", CDR_TEST_TYPE_COMPONENT,
                                         cdr_test_pspec ("database", database), NULL);
  GType type = cdr_test_type_new_with ("Inherited", parent,
                                       cdr_test_pspec ("queue", queue), NULL);

  assert_dependencies (type, "database:Database queue:Queue");
  assert_dependencies (parent, "database:Database");
}

/* A subclass that installs the property again has one edge, of its own type. */
static void
test_installed_again (Fixture *fixture)
{
  GType narrow = cdr_test_type_new_below ("NarrowDatabase", database, 0, NULL);
  GType parent = cdr_test_type_new_with ("AgainParent", CDR_TEST_TYPE_COMPONENT,
                                         cdr_test_pspec ("database", database), NULL);
  GType type = cdr_test_type_new_with ("Again", parent,
                                       cdr_test_pspec ("database", narrow), NULL);

  assert_dependencies (type, "database:NarrowDatabase");
  assert_dependencies (parent, "database:Database");
}

/* Interfaces. */

static void
test_interface (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("AsksInterface", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec ("store", iface), NULL);

  assert_dependencies (type, "store:IfaceStore");
}

/* Whoever implements it: a class that is a component, and is registered, changes
 * nothing.
 */
static void
test_interface_without_prerequisite (Fixture *fixture)
{
  GType implementation = cdr_test_type_new ("PlainImplementation", NULL);
  GType type = cdr_test_type_new_with ("AsksPlain", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec ("plain", plain), NULL);

  cdr_test_type_implement (implementation, plain);
  assert_dependencies (type, "");
}

static void
test_interface_claimed (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("ClaimsPlain", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec ("plain", plain), NULL);

  cdr_test_set_dependency (type, "plain", plain);
  assert_dependencies (type, "plain:IfacePlain");
}

static void
test_interface_of_interface (Fixture *fixture)
{
  GType below = g_type_register_static (G_TYPE_INTERFACE, "IfaceBelow",
                                        &(GTypeInfo) { .class_size = sizeof (GTypeInterface) }, 0);
  GType type;

  g_type_interface_add_prerequisite (below, iface);
  type = cdr_test_type_new_with ("AsksBelow", CDR_TEST_TYPE_COMPONENT,
                                 cdr_test_pspec ("store", below), NULL);

  assert_dependencies (type, "store:IfaceBelow");
}

/* Only components can implement it. */
static void
test_interface_of_subclass (Fixture *fixture)
{
  GType below = g_type_register_static (G_TYPE_INTERFACE, "IfaceOfDatabase",
                                        &(GTypeInfo) { .class_size = sizeof (GTypeInterface) }, 0);
  GType type;

  g_type_interface_add_prerequisite (below, database);
  type = cdr_test_type_new_with ("AsksOfDatabase", CDR_TEST_TYPE_COMPONENT,
                                 cdr_test_pspec ("store", below), NULL);

  assert_dependencies (type, "store:IfaceOfDatabase");
}

static void
override_class_init (gpointer klass,
                     gpointer class_data)
{
  cdr_test_keep_properties (klass);
  g_object_class_override_property (klass, 1, "backend");
}

static void
install_backend (gpointer iface_class,
                 gpointer class_data)
{
  g_object_interface_install_property (iface_class, cdr_test_pspec ("backend", database));
}

/* The property that an interface brings is one edge, of the type that it says. */
static void
test_interface_override (Fixture *fixture)
{
  static const GTypeInfo info = {
    .class_size = sizeof (GTypeInterface), .class_init = install_backend,
  };
  GType has_backend = g_type_register_static (G_TYPE_INTERFACE, "IfaceHasBackend", &info, 0);
  GType type;

  type = cdr_test_type_new_custom ("Overrides", CDR_TEST_TYPE_COMPONENT,
                                   override_class_init, NULL);
  cdr_test_type_implement (type, has_backend);

  assert_dependencies (type, "backend:Database");

  cdr_test_set_need (type, "backend", CDR_NEED_WANTED);
  assert_dependencies (type, "backend:Database?");

  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);
  g_assert_true (cdr_test_component_peek (CDR_TEST_COMPONENT (cdr_test_get (fixture, type)),
                                          "backend") ==
                 (GObject *) cdr_test_get (fixture, database));
  cdr_test_shutdown_ok (fixture);
}

static void
test_class_override (Fixture *fixture)
{
  GType parent = cdr_test_type_new_with ("ClassOverrideParent", CDR_TEST_TYPE_COMPONENT,
                                         cdr_test_pspec ("backend", database), NULL);
  GType type = cdr_test_type_new_custom ("ClassOverride", parent, override_class_init, NULL);

  assert_dependencies (type, "backend:Database");
}

/* Marks. */

static void
test_need (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("Needs", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec ("a", database),
                                       cdr_test_pspec ("b", database),
                                       cdr_test_pspec ("c", database), NULL);

  cdr_test_set_need (type, "b", CDR_NEED_WANTED);
  cdr_test_set_need (type, "c", CDR_NEED_IF_ADDED);
  assert_dependencies (type, "a:Database b:Database? c:Database+");
}

/* A list that was read before is read again. */
static void
test_mark_after_use (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("MarkedLate", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec ("database", database), NULL);

  assert_dependencies (type, "database:Database");
  cdr_test_set_ignored (type, "database", TRUE);
  assert_dependencies (type, "");
  cdr_test_set_ignored (type, "database", FALSE);
  assert_dependencies (type, "database:Database");
}

static void
test_underscores (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("Underscores", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec ("message-queue", queue), NULL);

  cdr_test_set_need (type, "message_queue", CDR_NEED_WANTED);
  assert_dependencies (type, "message-queue:Queue?");
}

static void
test_nearest_wins (Fixture *fixture)
{
  GType top = cdr_test_type_new_with ("NearestTop", CDR_TEST_TYPE_COMPONENT,
                                      cdr_test_pspec ("database", CDR_TYPE_COMPONENT), NULL);
  GType middle = cdr_test_type_new_with ("NearestMiddle", top, NULL);
  GType bottom = cdr_test_type_new_with ("NearestBottom", middle, NULL);

  cdr_test_set_need (top, "database", CDR_NEED_IF_ADDED);
  cdr_test_set_dependency (top, "database", database);
  assert_dependencies (bottom, "database:Database+");

  cdr_test_set_need (middle, "database", CDR_NEED_WANTED);
  assert_dependencies (bottom, "database:Database?");
  assert_dependencies (middle, "database:Database?");
  assert_dependencies (top, "database:Database+");

  /* Each kind of mark by itself. */
  cdr_test_set_dependency (bottom, "database", queue);
  assert_dependencies (bottom, "database:Queue?");
  assert_dependencies (middle, "database:Database?");
}

static void
test_revoked (Fixture *fixture)
{
  GType parent = cdr_test_type_new_with ("RevokedParent", CDR_TEST_TYPE_COMPONENT,
                                         cdr_test_pspec ("a", database),
                                         cdr_test_pspec ("b", database),
                                         cdr_test_pspec ("c", CDR_TYPE_COMPONENT), NULL);
  GType type = cdr_test_type_new_with ("Revoked", parent, NULL);

  cdr_test_set_need (parent, "a", CDR_NEED_WANTED);
  cdr_test_set_ignored (parent, "b", TRUE);
  cdr_test_set_dependency (parent, "c", queue);
  assert_dependencies (type, "a:Database? c:Queue");

  cdr_test_set_need (type, "a", CDR_NEED_REQUIRED);
  cdr_test_set_ignored (type, "b", FALSE);
  cdr_test_set_dependency (type, "c", G_TYPE_INVALID);
  assert_dependencies (type, "a:Database b:Database c:CdrComponent");
  assert_dependencies (parent, "a:Database? c:Queue");
}

static void
test_mark_missing (Fixture *fixture)
{
  GType parent = cdr_test_type_new_with ("MissingParent", CDR_TEST_TYPE_COMPONENT, NULL);
  GType type = cdr_test_type_new_with ("Missing", parent,
                                       cdr_test_pspec ("database", database), NULL);

  /* The class that set the mark must have it; that a subclass has it is no help. */
  cdr_test_set_need (parent, "database", CDR_NEED_WANTED);
  assert_refused (type, CDR_ERROR_BAD_DEPENDENCY, "MissingParent:database", "no such property");
  assert_refused (parent, CDR_ERROR_BAD_DEPENDENCY, "MissingParent:database", "no such property");
}

static void
test_mark_missing_ignored (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("MissingIgnored", CDR_TEST_TYPE_COMPONENT, NULL);

  cdr_test_set_ignored (type, "databsae", TRUE);
  assert_refused (type, CDR_ERROR_BAD_DEPENDENCY, "MissingIgnored:databsae", "no such property");
}

static void
test_mark_read_only (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("MarkReadOnly", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec_full ("database", database,
                                                            G_PARAM_READABLE), NULL);

  cdr_test_set_need (type, "database", CDR_NEED_REQUIRED);
  assert_refused (type, CDR_ERROR_BAD_DEPENDENCY, "MarkReadOnly:database", "read-only");
  assert_refused (type, CDR_ERROR_BAD_DEPENDENCY, "MarkReadOnly:database",
                  "make it writable, or set_ignored");

  cdr_test_set_ignored (type, "database", TRUE);
  assert_dependencies (type, "");
}

static void
test_mark_construct_only (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("MarkConstructOnly", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec_full ("any", G_TYPE_OBJECT,
                                                            G_PARAM_READWRITE |
                                                            G_PARAM_CONSTRUCT_ONLY), NULL);

  assert_dependencies (type, "");
  cdr_test_set_dependency (type, "any", database);
  assert_refused (type, CDR_ERROR_BAD_DEPENDENCY, "MarkConstructOnly:any", "construct-only");
}

static void
test_mark_no_object (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("MarkNoObject", CDR_TEST_TYPE_COMPONENT,
                                       g_param_spec_string ("text", NULL, NULL, NULL,
                                                            G_PARAM_READWRITE), NULL);

  cdr_test_set_ignored (type, "text", TRUE);
  assert_dependencies (type, "");
  cdr_test_set_ignored (type, "text", FALSE);
  cdr_test_set_need (type, "text", CDR_NEED_WANTED);
  assert_refused (type, CDR_ERROR_BAD_DEPENDENCY, "MarkNoObject:text", "no object property");
}

static void
test_mark_no_component (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("MarkNoComponent", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec ("any", G_TYPE_OBJECT), NULL);

  cdr_test_set_need (type, "any", CDR_NEED_WANTED);
  assert_refused (type, CDR_ERROR_BAD_DEPENDENCY, "MarkNoComponent:any", "set_dependency_type");

  cdr_test_set_dependency (type, "any", database);
  assert_dependencies (type, "any:Database?");
}

static void
test_dependency_type_wrong (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("WrongType", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec ("any", G_TYPE_OBJECT), NULL);

  cdr_test_set_dependency (type, "any", G_TYPE_CANCELLABLE);
  assert_refused (type, CDR_ERROR_BAD_DEPENDENCY, "WrongType:any",
                  "neither a component nor an interface");
}

static void
test_list_reserved (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("ListReserved", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec ("all", G_TYPE_LIST_MODEL), NULL);

  assert_dependencies (type, "");
  cdr_test_set_dependency (type, "all", database);
  assert_refused (type, CDR_ERROR_BAD_DEPENDENCY, "ListReserved:all", "collections");
}

/* As Vala's class construct does it: the marks come first. */
static void
marks_first_class_init (gpointer klass,
                        gpointer class_data)
{
  cdr_component_class_set_need (klass, "database", CDR_NEED_WANTED);
  cdr_component_class_set_ignored (klass, "queue", TRUE);
  cdr_component_class_set_dependency_type (klass, "any", queue);

  cdr_test_keep_properties (klass);
  g_object_class_install_property (klass, 1, cdr_test_pspec ("database", database));
  g_object_class_install_property (klass, 2, cdr_test_pspec ("queue", queue));
  g_object_class_install_property (klass, 3, cdr_test_pspec ("any", CDR_TYPE_COMPONENT));
}

static void
test_marks_first (Fixture *fixture)
{
  GType type = cdr_test_type_new_custom ("MarksFirst", CDR_TEST_TYPE_COMPONENT,
                                         marks_first_class_init, NULL);

  assert_dependencies (type, "database:Database? any:Queue");
}

static void
test_mark_on_base (Fixture *fixture)
{
  CdrComponentClass *klass = g_type_class_ref (CDR_TYPE_COMPONENT);

  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*class_set_need*CDR_TYPE_COMPONENT*");
  cdr_component_class_set_need (klass, "name", CDR_NEED_WANTED);
  g_test_assert_expected_messages ();

  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL,
                         "*class_set_ignored*CDR_TYPE_COMPONENT*");
  cdr_component_class_set_ignored (klass, "name", TRUE);
  g_test_assert_expected_messages ();

  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL,
                         "*class_set_dependency_type*CDR_TYPE_COMPONENT*");
  cdr_component_class_set_dependency_type (klass, "name", database);
  g_test_assert_expected_messages ();

  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*property_name != NULL*");
  cdr_test_set_need (database, NULL, CDR_NEED_WANTED);
  g_test_assert_expected_messages ();

  assert_dependencies (database, "");
  g_type_class_unref (klass);
}

/* What validate and setup say: the error of the class, wherever it is in the graph. */
static void
test_reported (Fixture *fixture)
{
  GType bad = cdr_test_type_new_with ("ReportedBad", CDR_TEST_TYPE_COMPONENT,
                                      cdr_test_pspec_full ("database", database,
                                                           G_PARAM_READWRITE |
                                                           G_PARAM_CONSTRUCT_ONLY), NULL);
  GType middle = cdr_test_type_new ("ReportedMiddle", "bad", bad, NULL);
  GType root = cdr_test_type_new ("ReportedRoot", "middle", middle, NULL);

  cdr_conductor_add (fixture->conductor, root);
  cdr_test_invalid (fixture, CDR_ERROR_BAD_DEPENDENCY, "ReportedBad:database is construct-only");
  cdr_test_assert_log ("");
}

/* The base properties. */

static void
test_redefined (Fixture *fixture)
{
  static const char *const names[] = {
    "conductor", "error", "name", "setup-timeout", "shutdown-timeout", "state",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *type_name = g_strdup_printf ("Redefines-%s", names[i]);
      g_autofree char *quoted = g_strdup_printf ("“%s”", names[i]);
      GType type = cdr_test_type_new_with (type_name, CDR_TEST_TYPE_COMPONENT,
                                           g_param_spec_object (names[i], NULL, NULL, database,
                                                                G_PARAM_READWRITE), NULL);

      assert_refused (type, CDR_ERROR_INVALID_TYPE, type_name, quoted);
    }
}

static void
test_redefined_by_parent (Fixture *fixture)
{
  GType parent = cdr_test_type_new_with ("RedefinesParent", CDR_TEST_TYPE_COMPONENT,
                                         g_param_spec_string ("name", NULL, NULL, NULL,
                                                              G_PARAM_READWRITE), NULL);
  GType type = cdr_test_type_new_with ("RedefinesChild", parent, NULL);

  assert_refused (type, CDR_ERROR_INVALID_TYPE, "RedefinesParent", "“name”");
}

/* The virtual methods. */

static void
note (const char *call)
{
  cdr_test_log_add (call);
}

static void
pair_async (CdrComponent        *component,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (component, cancellable, callback, user_data);

  note ("pair");
  g_task_return_boolean (task, TRUE);
}

static gboolean
pair_finish (CdrComponent  *component,
             GAsyncResult  *result,
             GError       **error)
{
  note ("finish");
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
own_setup (CdrComponent *component,
           GTask        *task)
{
  note ("own");
  g_task_return_boolean (task, TRUE);
}

/* For classes whose parent is the abstract type itself. */
static void
own_class_init (gpointer klass,
                gpointer class_data)
{
  CDR_COMPONENT_CLASS (klass)->setup = own_setup;
}

static void
own_shutdown_class_init (gpointer klass,
                         gpointer class_data)
{
  CDR_COMPONENT_CLASS (klass)->shutdown = own_setup;
}

static void
pair_class_init (gpointer klass,
                 gpointer class_data)
{
  CDR_COMPONENT_CLASS (klass)->setup_async = pair_async;
  CDR_COMPONENT_CLASS (klass)->setup_finish = pair_finish;
}

static void
shutdown_pair_class_init (gpointer klass,
                          gpointer class_data)
{
  CDR_COMPONENT_CLASS (klass)->shutdown_async = pair_async;
  CDR_COMPONENT_CLASS (klass)->shutdown_finish = pair_finish;
}

static void
finish_only_class_init (gpointer klass,
                        gpointer class_data)
{
  CDR_COMPONENT_CLASS (klass)->setup_finish = pair_finish;
}

static void
async_only_class_init (gpointer klass,
                       gpointer class_data)
{
  CDR_COMPONENT_CLASS (klass)->setup_async = pair_async;
  CDR_COMPONENT_CLASS (klass)->shutdown_async = pair_async;
}

static void
test_pair_below_setup (Fixture *fixture)
{
  GType parent = cdr_test_type_new_custom ("BelowParent", CDR_TYPE_COMPONENT,
                                           own_class_init, NULL);
  GType middle = cdr_test_type_new_custom ("BelowMiddle", parent, NULL, NULL);
  GType type = cdr_test_type_new_custom ("Below", middle, pair_class_init, NULL);
  GType bottom = cdr_test_type_new_custom ("BelowBottom", type, NULL, NULL);

  assert_refused (type, CDR_ERROR_INVALID_TYPE, "Below overrides setup_async", "BelowParent");
  assert_refused (bottom, CDR_ERROR_INVALID_TYPE, "Below overrides setup_async", "BelowParent");
  assert_dependencies (middle, "");
}

static void
test_shutdown_pair_below (Fixture *fixture)
{
  GType parent = cdr_test_type_new_custom ("ShutdownBelowParent", CDR_TYPE_COMPONENT,
                                           own_shutdown_class_init, NULL);
  GType type = cdr_test_type_new_custom ("ShutdownBelow", parent, shutdown_pair_class_init, NULL);

  assert_refused (type, CDR_ERROR_INVALID_TYPE, "ShutdownBelow overrides shutdown_async",
                  "ShutdownBelowParent");
}

static void
test_finish_below_setup (Fixture *fixture)
{
  GType parent = cdr_test_type_new_custom ("FinishBelowParent", CDR_TYPE_COMPONENT,
                                           own_class_init, NULL);
  GType type = cdr_test_type_new_custom ("FinishBelow", parent, finish_only_class_init, NULL);

  assert_refused (type, CDR_ERROR_INVALID_TYPE, "FinishBelow", "FinishBelowParent");
}

/* One method by the pair, the other not: no conflict. */
static void
test_mixed (Fixture *fixture)
{
  GType parent = cdr_test_type_new_custom ("MixedParent", CDR_TYPE_COMPONENT,
                                           own_class_init, NULL);
  GType type = cdr_test_type_new_custom ("Mixed", parent, shutdown_pair_class_init, NULL);

  assert_dependencies (type, "");
}

/* Calls that come up and down, of a type that is not a CdrTestComponent. */
static void
assert_life (Fixture    *fixture,
             GType       type,
             const char *log)
{
  CdrComponent *component;

  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);
  cdr_test_assert_log (log);

  component = cdr_test_get (fixture, type);
  cdr_test_shutdown_ok (fixture);

  g_object_add_weak_pointer (G_OBJECT (component), (gpointer *) &component);
  g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
  g_assert_null (component);
}

static void
test_pair (Fixture *fixture)
{
  assert_life (fixture, cdr_test_type_new_custom ("Pair", CDR_TYPE_COMPONENT,
                                                  pair_class_init, NULL),
               "pair finish");
}

static void
test_pair_without_finish (Fixture *fixture)
{
  assert_life (fixture, cdr_test_type_new_custom ("AsyncOnly", CDR_TYPE_COMPONENT,
                                                  async_only_class_init, NULL),
               "pair");
}

static void
test_nothing_overridden (Fixture *fixture)
{
  assert_life (fixture, cdr_test_type_new_custom ("Nothing", CDR_TYPE_COMPONENT, NULL, NULL), "");
}

static void
setup_over_pair (CdrComponent *component,
                 GTask        *task)
{
  CdrComponentClass *parent = g_type_class_peek_static (g_type_from_name ("OverPairParent"));

  note ("own");
  parent->setup (component, task);
}

static void
over_pair_class_init (gpointer klass,
                      gpointer class_data)
{
  CDR_COMPONENT_CLASS (klass)->setup = setup_over_pair;
}

static void
test_setup_over_pair (Fixture *fixture)
{
  GType parent = cdr_test_type_new_custom ("OverPairParent", CDR_TYPE_COMPONENT,
                                           pair_class_init, NULL);
  GType type = cdr_test_type_new_custom ("OverPair", parent, over_pair_class_init, NULL);

  assert_dependencies (type, "");
  assert_life (fixture, type, "own pair finish");
}

/* A finish function that was left out needs a GTask. */

#define NO_TASK_TYPE_RESULT (no_task_result_get_type ())
G_DECLARE_FINAL_TYPE (NoTaskResult, no_task_result, NO_TASK, RESULT, GObject)

struct _NoTaskResult
{
  GObject  parent_instance;
  GObject *source;
};

static GObject *
get_source_object (GAsyncResult *result)
{
  return g_object_ref (((NoTaskResult *) result)->source);
}

static void
async_result_init (GAsyncResultIface *interface)
{
  interface->get_source_object = get_source_object;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (NoTaskResult, no_task_result, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_ASYNC_RESULT, async_result_init))

static void
no_task_result_class_init (NoTaskResultClass *klass)
{
}

static void
no_task_result_init (NoTaskResult *self)
{
}

static void
no_task_async (CdrComponent        *component,
               GCancellable        *cancellable,
               GAsyncReadyCallback  callback,
               gpointer             user_data)
{
  g_autoptr (NoTaskResult) result = g_object_new (NO_TASK_TYPE_RESULT, NULL);

  result->source = G_OBJECT (component);
  callback (G_OBJECT (component), G_ASYNC_RESULT (result), user_data);
}

static void
no_task_class_init (gpointer klass,
                    gpointer class_data)
{
  CDR_COMPONENT_CLASS (klass)->setup_async = no_task_async;
}

static void
test_no_task_without_finish (Fixture *fixture)
{
  GType type = cdr_test_type_new_custom ("NoTask", CDR_TYPE_COMPONENT, no_task_class_init, NULL);

  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_INVALID_TYPE,
                        "NoTask answers with a NoTaskResult");
}

/* A success that comes after the cancel, through a task that would turn it into
 * "cancelled": the component is up, and gets its shutdown.
 */

static gboolean
late_success_cb (gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);

  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (task)));
  g_assert_true (g_task_get_check_cancellable (task));
  note ("late");
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

static void
late_setup_async (CdrComponent        *component,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  GTask *task = g_task_new (component, cancellable, callback, user_data);
  g_autoptr (GSource) source = g_timeout_source_new (100);

  note ("setup");
  g_source_set_callback (source, late_success_cb, task, NULL);
  g_source_attach (source, g_task_get_context (task));
}

static void
late_shutdown_async (CdrComponent        *component,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (component, cancellable, callback, user_data);

  note ("shutdown");
  g_task_return_boolean (task, TRUE);
}

static void
late_class_init (gpointer klass,
                 gpointer class_data)
{
  CDR_COMPONENT_CLASS (klass)->setup_async = late_setup_async;
  CDR_COMPONENT_CLASS (klass)->shutdown_async = late_shutdown_async;
}

static void
assert_late_success (Fixture *fixture,
                     GType    type)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  cdr_test_run_until (fixture, "setup");
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);

  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  cdr_test_assert_log ("setup late shutdown");
  cdr_test_assert_state (fixture, type, CDR_STATE_INACTIVE);
}

static void
test_late_success (Fixture *fixture)
{
  assert_late_success (fixture, cdr_test_type_new_custom ("Late", CDR_TYPE_COMPONENT,
                                                          late_class_init, NULL));
}

/* As before, and in shutdown: it has not failed. */

static void
late_down_class_init (gpointer klass,
                      gpointer class_data)
{
  CDR_COMPONENT_CLASS (klass)->shutdown_async = late_setup_async;
}

static void
test_late_shutdown (Fixture *fixture)
{
  GType type = cdr_test_type_new_custom ("LateDown", CDR_TYPE_COMPONENT,
                                         late_down_class_init, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_begin (fixture, cancellable, &outcome);
  cdr_test_run_until (fixture, "setup");
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);

  g_assert_no_error (outcome.error);
  cdr_test_assert_log ("setup late");
}

/* The pair's task is its own: it may return on cancel. */

static void
return_on_cancel_async (CdrComponent        *component,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (component, cancellable, callback, user_data);

  g_task_set_return_on_cancel (task, TRUE);
  note ("pair");
  g_task_return_boolean (task, TRUE);
}

static void
return_on_cancel_class_init (gpointer klass,
                             gpointer class_data)
{
  CDR_COMPONENT_CLASS (klass)->setup_async = return_on_cancel_async;
}

static void
test_pair_returns_on_cancel (Fixture *fixture)
{
  assert_life (fixture, cdr_test_type_new_custom ("ReturnsOnCancel", CDR_TYPE_COMPONENT,
                                                  return_on_cancel_class_init, NULL),
               "pair");
}

/* Without a thread that says nothing of how it ends: a late success is one here too. */

static void
late_on_cancel_async (CdrComponent        *component,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task = g_task_new (component, cancellable, callback, user_data);
  g_autoptr (GSource) source = g_timeout_source_new (100);

  g_task_set_return_on_cancel (task, TRUE);
  note ("setup");
  g_source_set_callback (source, late_success_cb, task, NULL);
  g_source_attach (source, g_task_get_context (task));
}

static void
late_on_cancel_class_init (gpointer klass,
                           gpointer class_data)
{
  CDR_COMPONENT_CLASS (klass)->setup_async = late_on_cancel_async;
  CDR_COMPONENT_CLASS (klass)->shutdown_async = late_shutdown_async;
}

static void
test_late_returns_on_cancel (Fixture *fixture)
{
  assert_late_success (fixture, cdr_test_type_new_custom ("LateReturnsOnCancel",
                                                          CDR_TYPE_COMPONENT,
                                                          late_on_cancel_class_init, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  database = cdr_test_type_new ("Database", NULL);
  queue = cdr_test_type_new ("Queue", NULL);
  iface = cdr_test_interface_new ("IfaceStore");
  plain = g_type_register_static (G_TYPE_INTERFACE, "IfacePlain",
                                  &(GTypeInfo) { .class_size = sizeof (GTypeInterface) }, 0);
  g_type_interface_add_prerequisite (plain, G_TYPE_OBJECT);

  cdr_test_add ("/dependency/property/none", test_none);
  cdr_test_add ("/dependency/property/read-write", test_read_write);
  cdr_test_add ("/dependency/property/write-only", test_write_only);
  cdr_test_add ("/dependency/property/construct", test_construct);
  cdr_test_add ("/dependency/property/construct-only", test_construct_only);
  cdr_test_add ("/dependency/property/construct-only-ignored", test_construct_only_ignored);
  cdr_test_add ("/dependency/property/read-only", test_read_only);
  cdr_test_add ("/dependency/property/other-types", test_other_types);
  cdr_test_add ("/dependency/property/any-component", test_any_component);
  cdr_test_add ("/dependency/property/inherited", test_inherited);
  cdr_test_add ("/dependency/property/installed-again", test_installed_again);
  cdr_test_add ("/dependency/property/overridden", test_class_override);

  cdr_test_add ("/dependency/interface/component", test_interface);
  cdr_test_add ("/dependency/interface/any", test_interface_without_prerequisite);
  cdr_test_add ("/dependency/interface/any-claimed", test_interface_claimed);
  cdr_test_add ("/dependency/interface/of-interface", test_interface_of_interface);
  cdr_test_add ("/dependency/interface/of-subclass", test_interface_of_subclass);
  cdr_test_add ("/dependency/interface/override", test_interface_override);

  cdr_test_add ("/dependency/mark/need", test_need);
  cdr_test_add ("/dependency/mark/after-use", test_mark_after_use);
  cdr_test_add ("/dependency/mark/underscores", test_underscores);
  cdr_test_add ("/dependency/mark/nearest-wins", test_nearest_wins);
  cdr_test_add ("/dependency/mark/revoked", test_revoked);
  cdr_test_add ("/dependency/mark/missing", test_mark_missing);
  cdr_test_add ("/dependency/mark/missing-ignored", test_mark_missing_ignored);
  cdr_test_add ("/dependency/mark/read-only", test_mark_read_only);
  cdr_test_add ("/dependency/mark/construct-only", test_mark_construct_only);
  cdr_test_add ("/dependency/mark/no-object", test_mark_no_object);
  cdr_test_add ("/dependency/mark/no-component", test_mark_no_component);
  cdr_test_add ("/dependency/mark/wrong-type", test_dependency_type_wrong);
  cdr_test_add ("/dependency/mark/list-reserved", test_list_reserved);
  cdr_test_add ("/dependency/mark/before-properties", test_marks_first);
  cdr_test_add_misuse ("/dependency/mark/on-base", test_mark_on_base);
  cdr_test_add ("/dependency/mark/reported", test_reported);

  cdr_test_add ("/dependency/base/redefined", test_redefined);
  cdr_test_add ("/dependency/base/redefined-by-parent", test_redefined_by_parent);

  cdr_test_add ("/dependency/slots/pair", test_pair);
  cdr_test_add ("/dependency/slots/nothing", test_nothing_overridden);
  cdr_test_add ("/dependency/slots/pair-without-finish", test_pair_without_finish);
  cdr_test_add ("/dependency/slots/no-task-without-finish", test_no_task_without_finish);
  cdr_test_add ("/dependency/slots/setup-over-pair", test_setup_over_pair);
  cdr_test_add ("/dependency/slots/pair-below-setup", test_pair_below_setup);
  cdr_test_add ("/dependency/slots/pair-below-shutdown", test_shutdown_pair_below);
  cdr_test_add ("/dependency/slots/finish-below-setup", test_finish_below_setup);
  cdr_test_add ("/dependency/slots/mixed", test_mixed);
  cdr_test_add ("/dependency/slots/late-success", test_late_success);
  cdr_test_add ("/dependency/slots/late-shutdown", test_late_shutdown);
  cdr_test_add ("/dependency/slots/returns-on-cancel", test_pair_returns_on_cancel);
  cdr_test_add ("/dependency/slots/late-returns-on-cancel", test_late_returns_on_cancel);

  return g_test_run ();
}
