/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-types.h"

/* Which instance gets injected: each rule, and what is said where there is none. */

static GType database;              /* a class that can be made */
static GType sqlite, postgres;      /* two below it */
static GType storage;               /* abstract */
static GType disk, tape;            /* two below it */
static GType cache;                 /* an interface */
static GType redis, memcached;      /* two that implement it */
static GType queue;
static GType web;                   /* database: Database, queue: Queue */
static GType archive;               /* storage: Storage */
static GType session;               /* cache: Cache */

static void
assert_holds (Fixture      *fixture,
              GType         type,
              const char   *property_name,
              CdrComponent *expected)
{
  CdrTestComponent *component = CDR_TEST_COMPONENT (cdr_test_get (fixture, type));

  g_assert_true (cdr_test_component_peek (component, property_name) == (GObject *) expected);
}

/* What is injected is of just this type, and is what the conductor gives for it. */
static void
assert_holds_type (Fixture    *fixture,
                   GType       type,
                   const char *property_name,
                   GType       expected)
{
  CdrTestComponent *component = CDR_TEST_COMPONENT (cdr_test_get (fixture, type));
  GObject *value = cdr_test_component_peek (component, property_name);

  g_assert_nonnull (value);
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (value), ==, g_type_name (expected));
}

static void
patch (Fixture *fixture,
       GType    type,
       GType    replacement)
{
  g_autoptr (GError) error = NULL;
  gboolean success = cdr_conductor_patch (fixture->conductor, type, replacement, &error);

  g_assert_no_error (error);
  g_assert_true (success);
}

static void
patch_fails (Fixture    *fixture,
             GType       type,
             GType       replacement,
             int         code,
             const char *message_part)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cdr_conductor_patch (fixture->conductor, type, replacement, &error));
  cdr_test_assert_error (error, CDR_ERROR, code, message_part);
}

static void
add_component (CdrConductor *conductor,
               gpointer      component)
{
  g_autoptr (GError) error = NULL;
  gboolean success = cdr_conductor_add_component (conductor, component, CDR_NEED_REQUIRED, &error);

  g_assert_no_error (error);
  g_assert_true (success);
}

static void
add_component_fails (CdrConductor *conductor,
                     gpointer      component,
                     int           code,
                     const char   *message_part)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cdr_conductor_add_component (conductor, component, CDR_NEED_REQUIRED, &error));
  cdr_test_assert_error (error, CDR_ERROR, code, message_part);
}

static guint
get_n_items (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->conductor));
}

static gboolean
has_item (Fixture  *fixture,
          gpointer  component)
{
  for (guint i = 0; i < get_n_items (fixture); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (fixture->conductor), i);

      if (item == component)
        return TRUE;
    }

  return FALSE;
}

/* Wired. */

static void
test_wired (Fixture *fixture)
{
  g_autoptr (CdrComponent) own = g_object_new (database, "name", "Own", NULL);
  g_autoptr (CdrComponent) ready = g_object_new (web, "name", "Ready", "database", own, NULL);

  add_component (fixture->conductor, ready);
  cdr_test_setup_ok (fixture);

  cdr_test_assert_log ("Own.setup Queue.setup Own.up Queue.up Ready.setup Ready.up");
  assert_holds (fixture, web, "database", own);
  assert_holds_type (fixture, web, "queue", queue);
  g_assert_true (has_item (fixture, own));
  g_assert_true (cdr_component_get_conductor (own) == fixture->conductor);

  cdr_test_shutdown_ok (fixture);

  /* Wiring stays; what was injected goes. */
  assert_holds (fixture, web, "database", own);
  assert_holds (fixture, web, "queue", NULL);
}

/* It is a candidate for nobody else. */
static void
test_wired_is_no_candidate (Fixture *fixture)
{
  g_autoptr (CdrComponent) own = g_object_new (database, "name", "Own", NULL);
  g_autoptr (CdrComponent) ready = g_object_new (web, "name", "Ready", "database", own, NULL);
  GType other = cdr_test_type_new ("WiredOther", "database", database, NULL);

  add_component (fixture->conductor, ready);
  cdr_conductor_add (fixture->conductor, other);
  cdr_test_setup_ok (fixture);

  assert_holds (fixture, web, "database", own);
  g_assert_true (cdr_test_get (fixture, database) != own);
  assert_holds (fixture, other, "database", cdr_test_get (fixture, database));
  g_assert_cmpuint (get_n_items (fixture), ==, 5);

  cdr_test_shutdown_ok (fixture);
}

static void
test_wired_not_found (Fixture *fixture)
{
  g_autoptr (CdrComponent) own = g_object_new (database, NULL);
  g_autoptr (CdrComponent) ready = g_object_new (web, "database", own, NULL);

  add_component (fixture->conductor, ready);
  cdr_test_setup_ok (fixture);
  g_assert_null (cdr_conductor_get_component (fixture->conductor, database));
  cdr_test_shutdown_ok (fixture);
}

static void
test_wired_and_added (Fixture *fixture)
{
  g_autoptr (CdrComponent) own = g_object_new (database, "name", "Own", NULL);
  g_autoptr (CdrComponent) ready = g_object_new (web, "name", "Ready", "database", own, NULL);
  GType other = cdr_test_type_new ("WiredAddedOther", "database", database, NULL);

  cdr_conductor_add (fixture->conductor, other);
  add_component (fixture->conductor, ready);
  add_component (fixture->conductor, own);
  cdr_test_setup_ok (fixture);

  assert_holds (fixture, web, "database", own);
  assert_holds (fixture, other, "database", own);
  g_assert_cmpuint (cdr_test_log_count ("Own.setup"), ==, 1);

  cdr_test_shutdown_ok (fixture);
}

static void
test_wired_followed (Fixture *fixture)
{
  GType top = cdr_test_type_new ("WiredTop", "web", web, NULL);
  g_autoptr (CdrComponent) bottom = g_object_new (database, "name", "Bottom", NULL);
  g_autoptr (CdrComponent) middle = g_object_new (web, "name", "Middle", "database", bottom, NULL);
  g_autoptr (CdrComponent) ready = g_object_new (top, "name", "Top", "web", middle, NULL);

  add_component (fixture->conductor, ready);
  g_clear_object (&bottom);
  g_clear_object (&middle);
  cdr_test_setup_ok (fixture);

  cdr_test_assert_log ("Bottom.setup Queue.setup Bottom.up Queue.up "
                       "Middle.setup Middle.up Top.setup Top.up");
  g_assert_cmpuint (get_n_items (fixture), ==, 4);

  cdr_test_shutdown_ok (fixture);
}

static void
test_wired_over_patch (Fixture *fixture)
{
  g_autoptr (CdrComponent) own = g_object_new (database, "name", "Own", NULL);
  g_autoptr (CdrComponent) ready = g_object_new (web, "name", "Ready", "database", own, NULL);

  patch (fixture, database, sqlite);
  add_component (fixture->conductor, ready);
  cdr_test_setup_ok (fixture);
  assert_holds (fixture, web, "database", own);
  g_assert_null (cdr_conductor_get_component (fixture->conductor, database));
  cdr_test_shutdown_ok (fixture);
}

/* Of another conductor. */
static void
test_wired_already_owned (Fixture *fixture)
{
  g_autoptr (CdrConductor) other = cdr_conductor_new ();
  g_autoptr (CdrComponent) own = g_object_new (database, "name", "Own", NULL);
  g_autoptr (CdrComponent) ready = g_object_new (web, "name", "Ready", "database", own, NULL);

  add_component (other, own);
  add_component (fixture->conductor, ready);
  cdr_test_invalid (fixture, CDR_ERROR_ALREADY_OWNED,
                    "Own (Database) belongs to another conductor");
  cdr_test_assert_log ("");

  /* After the other one is gone it is free. */
  g_assert_finalize_object (g_steal_pointer (&other));
  cdr_test_setup_ok (fixture);
  assert_holds (fixture, web, "database", own);
  cdr_test_shutdown_ok (fixture);
}

/* As every graph error, it says whose property it is. */
static void
test_wired_already_owned_names (Fixture *fixture)
{
  g_autoptr (CdrConductor) other = cdr_conductor_new ();
  g_autoptr (CdrComponent) own = g_object_new (database, "name", "Own", NULL);
  g_autoptr (CdrComponent) ready = g_object_new (web, "name", "Ready", "database", own, NULL);

  add_component (other, own);
  add_component (fixture->conductor, ready);
  cdr_test_invalid (fixture, CDR_ERROR_ALREADY_OWNED, "Web:database");
}

/* Set up by hand: it is up already. */
static void
test_wired_wrong_state (Fixture *fixture)
{
  g_autoptr (CdrComponent) own = g_object_new (database, "name", "Own", NULL);
  g_autoptr (CdrComponent) ready = g_object_new (web, "name", "Ready", "database", own, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  cdr_component_setup_async (own, cancellable, NULL, NULL);
  while (cdr_component_get_state (own) != CDR_STATE_ACTIVE)
    g_main_context_iteration (fixture->context, TRUE);
  while (g_main_context_iteration (fixture->context, FALSE))
    ;

  add_component (fixture->conductor, ready);
  cdr_test_invalid (fixture, CDR_ERROR_WRONG_STATE, "Own (Database)");

  cdr_component_shutdown_async (own, cancellable, NULL, NULL);
  while (cdr_component_get_state (own) != CDR_STATE_INACTIVE)
    g_main_context_iteration (fixture->context, TRUE);
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
}

/* Taken off between two setups: nobody's again, and another is injected. */
static void
test_wired_taken_off (Fixture *fixture)
{
  g_autoptr (CdrComponent) own = g_object_new (database, "name", "Own", NULL);
  g_autoptr (CdrComponent) ready = g_object_new (web, "name", "Ready", "database", own, NULL);

  add_component (fixture->conductor, ready);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);

  g_object_set (ready, "database", NULL, NULL);
  cdr_test_log_clear ();
  cdr_test_setup_ok (fixture);
  g_assert_null (cdr_component_get_conductor (own));
  g_assert_false (has_item (fixture, own));
  g_assert_cmpuint (cdr_test_log_count ("Own.setup"), ==, 0);
  assert_holds (fixture, web, "database", cdr_test_get (fixture, database));
  cdr_test_shutdown_ok (fixture);

  g_assert_finalize_object (g_steal_pointer (&own));
}

/* What the conductor made can be wired to a ready-made component later. */
static void
test_wired_to_made (Fixture *fixture)
{
  GType other = cdr_test_type_new ("WiredMadeOther", "database", database, NULL);
  g_autoptr (CdrComponent) ready = g_object_new (web, "name", "Ready", NULL);
  CdrComponent *made;

  cdr_conductor_add (fixture->conductor, other);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);

  made = cdr_test_get (fixture, database);
  g_object_set (ready, "database", made, NULL);
  add_component (fixture->conductor, ready);
  cdr_test_setup_ok (fixture);
  g_assert_true (cdr_test_get (fixture, database) == made);
  assert_holds (fixture, web, "database", made);
  assert_holds (fixture, other, "database", made);
  g_assert_cmpuint (get_n_items (fixture), ==, 4);
  cdr_test_shutdown_ok (fixture);
  assert_holds (fixture, web, "database", made);
}

/* Patches. */

static void
test_patch (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, web);
  patch (fixture, database, sqlite);
  cdr_test_setup_ok (fixture);

  assert_holds_type (fixture, web, "database", sqlite);
  g_assert_true (cdr_test_get (fixture, database) == cdr_test_get (fixture, sqlite));
  g_assert_cmpint (cdr_test_log_index_of ("Database.setup"), <, 0);

  cdr_test_shutdown_ok (fixture);
}

static void
test_patch_before_add (Fixture *fixture)
{
  patch (fixture, web, cdr_test_type_new_below ("MockWeb", web, 0, NULL));
  patch (fixture, database, sqlite);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);

  g_assert_cmpstr (G_OBJECT_TYPE_NAME (cdr_test_get (fixture, web)), ==, "MockWeb");
  assert_holds_type (fixture, web, "database", sqlite);
  g_assert_cmpint (cdr_test_log_index_of ("Web.setup"), <, 0);

  cdr_test_shutdown_ok (fixture);
}

static void
test_patch_chain (Fixture *fixture)
{
  GType last = cdr_test_type_new_below ("ChainLast", database, 0, NULL);

  cdr_conductor_add (fixture->conductor, web);
  patch (fixture, sqlite, postgres);
  patch (fixture, database, sqlite);
  patch (fixture, postgres, last);
  cdr_test_setup_ok (fixture);

  assert_holds_type (fixture, web, "database", last);
  g_assert_true (cdr_test_get (fixture, database) == cdr_test_get (fixture, last));
  g_assert_true (cdr_test_get (fixture, sqlite) == cdr_test_get (fixture, last));
  g_assert_true (cdr_test_get (fixture, postgres) == cdr_test_get (fixture, last));
  g_assert_cmpuint (get_n_items (fixture), ==, 3);

  cdr_test_shutdown_ok (fixture);
}

static void
test_patch_two_by_one (Fixture *fixture)
{
  GType mock = cdr_test_type_new ("MockOfBoth", NULL);
  GType any = cdr_test_type_new ("PatchTwoAny", "a", CDR_TYPE_COMPONENT,
                                 "b", CDR_TYPE_COMPONENT, NULL);

  cdr_test_set_dependency (any, "a", sqlite);
  cdr_test_set_dependency (any, "b", postgres);
  cdr_conductor_add (fixture->conductor, any);
  patch (fixture, sqlite, mock);
  patch (fixture, postgres, mock);
  cdr_test_setup_ok (fixture);

  assert_holds (fixture, any, "a", cdr_test_get (fixture, mock));
  assert_holds (fixture, any, "b", cdr_test_get (fixture, mock));
  g_assert_cmpuint (get_n_items (fixture), ==, 2);
  g_assert_cmpuint (cdr_test_log_count ("MockOfBoth.setup"), ==, 1);

  cdr_test_shutdown_ok (fixture);
}

/* Two roots that become one. */
static void
test_patch_roots_to_one (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, sqlite);
  cdr_conductor_add (fixture->conductor, postgres);
  cdr_conductor_add (fixture->conductor, web);
  patch (fixture, sqlite, database);
  patch (fixture, postgres, database);
  cdr_test_setup_ok (fixture);

  g_assert_cmpuint (get_n_items (fixture), ==, 3);
  assert_holds (fixture, web, "database", cdr_test_get (fixture, sqlite));

  cdr_test_shutdown_ok (fixture);
}

/* Another patch of the same type replaces the first. */
static void
test_patch_again (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, web);
  patch (fixture, database, sqlite);
  patch (fixture, database, postgres);
  cdr_test_setup_ok (fixture);
  assert_holds_type (fixture, web, "database", postgres);
  g_assert_null (cdr_conductor_get_component (fixture->conductor, sqlite));
  cdr_test_shutdown_ok (fixture);
}

static void
test_patch_between_setups (Fixture *fixture)
{
  CdrComponent *first;

  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  first = cdr_test_get (fixture, database);
  cdr_test_shutdown_ok (fixture);

  patch (fixture, database, sqlite);
  cdr_test_log_clear ();
  cdr_test_setup_ok (fixture);
  cdr_test_assert_log ("Sqlite.setup Queue.setup Sqlite.up Queue.up Web.setup Web.up");
  assert_holds (fixture, web, "database", cdr_test_get (fixture, sqlite));
  g_assert_false (has_item (fixture, first));
  cdr_test_shutdown_ok (fixture);

  patch (fixture, database, postgres);
  cdr_test_setup_ok (fixture);
  assert_holds (fixture, web, "database", cdr_test_get (fixture, postgres));
  g_assert_null (cdr_conductor_get_component (fixture->conductor, sqlite));
  g_assert_cmpuint (get_n_items (fixture), ==, 3);
  cdr_test_shutdown_ok (fixture);
}

static void
test_patch_while_up (Fixture *fixture)
{
  g_auto (Outcome) up = { 0 };
  g_auto (Outcome) down = { 0 };

  cdr_conductor_add (fixture->conductor, web);

  cdr_test_setup_begin (fixture, NULL, &up);
  cdr_test_run_until (fixture, "Web.setup");
  patch_fails (fixture, database, sqlite, CDR_ERROR_WRONG_STATE, "Database can't be patched");
  cdr_test_wait (fixture, &up);
  g_assert_no_error (up.error);

  patch_fails (fixture, database, sqlite, CDR_ERROR_WRONG_STATE, "Database can't be patched");

  cdr_test_shutdown_begin (fixture, NULL, &down);
  cdr_test_run_until (fixture, "Web.shutdown");
  patch_fails (fixture, database, sqlite, CDR_ERROR_WRONG_STATE, "Database can't be patched");
  cdr_test_wait (fixture, &down);
  g_assert_no_error (down.error);

  patch (fixture, database, sqlite);
}

static void
test_patch_after_failure (Fixture *fixture)
{
  cdr_test_script (database, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "Database (setup): it broke");
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_FAILED);

  patch (fixture, database, sqlite);
  cdr_test_setup_ok (fixture);
  assert_holds_type (fixture, web, "database", sqlite);
  cdr_test_shutdown_ok (fixture);
}

static void
test_patch_with_itself (Fixture *fixture)
{
  patch_fails (fixture, database, database, CDR_ERROR_BAD_PATCH, "Database");
}

static void
test_patch_loop (Fixture *fixture)
{
  patch (fixture, database, sqlite);
  patch_fails (fixture, sqlite, database, CDR_ERROR_BAD_PATCH,
               "patching Sqlite with Database closes a loop: Sqlite -> Database -> Sqlite");

  patch (fixture, sqlite, postgres);
  patch_fails (fixture, postgres, database, CDR_ERROR_BAD_PATCH,
               "Postgres -> Database -> Sqlite -> Postgres");

  /* The first ones hold, and can be replaced so that there is no loop. */
  cdr_conductor_add (fixture->conductor, web);
  patch (fixture, sqlite, queue);
  patch (fixture, database, postgres);
  patch (fixture, sqlite, database);
  cdr_test_setup_ok (fixture);
  assert_holds_type (fixture, web, "database", postgres);
  g_assert_true (cdr_test_get (fixture, sqlite) == cdr_test_get (fixture, postgres));
  cdr_test_shutdown_ok (fixture);
}

static void
test_patch_bad_replacement (Fixture *fixture)
{
  patch_fails (fixture, database, storage, CDR_ERROR_BAD_PATCH, "Storage can't replace Database");
  patch_fails (fixture, database, cache, CDR_ERROR_BAD_PATCH, "Cache can't replace Database");
  patch_fails (fixture, database, CDR_TYPE_COMPONENT, CDR_ERROR_BAD_PATCH,
               "CdrComponent can't replace Database");
  patch_fails (fixture, database, G_TYPE_CANCELLABLE, CDR_ERROR_BAD_PATCH,
               "GCancellable can't replace Database");
  patch_fails (fixture, database, G_TYPE_INT, CDR_ERROR_BAD_PATCH, "gint can't replace Database");
  patch_fails (fixture, database, G_TYPE_INVALID, CDR_ERROR_BAD_PATCH,
               "(invalid) can't replace Database");
}

static void
test_patch_bad_type (Fixture *fixture)
{
  patch_fails (fixture, G_TYPE_CANCELLABLE, database, CDR_ERROR_BAD_PATCH, "GCancellable");
  patch_fails (fixture, G_TYPE_INVALID, database, CDR_ERROR_BAD_PATCH, "(invalid)");
}

static void
test_patch_abstract (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, archive);
  patch (fixture, storage, tape);
  cdr_test_setup_ok (fixture);
  assert_holds (fixture, archive, "storage", cdr_test_get (fixture, tape));
  g_assert_true (cdr_test_get (fixture, storage) == cdr_test_get (fixture, tape));
  cdr_test_shutdown_ok (fixture);
}

static void
test_patch_interface (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, session);
  patch (fixture, cache, redis);
  cdr_test_setup_ok (fixture);
  assert_holds (fixture, session, "cache", cdr_test_get (fixture, redis));
  g_assert_true (cdr_test_get (fixture, cache) == cdr_test_get (fixture, redis));
  cdr_test_shutdown_ok (fixture);
}

/* An abstract type, or an interface, that was added as such. */
static void
test_patch_abstract_root (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, storage);
  cdr_conductor_add (fixture->conductor, cache);
  patch (fixture, storage, tape);
  patch (fixture, cache, redis);
  cdr_test_setup_ok (fixture);
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (cdr_test_get (fixture, storage)), ==, "Tape");
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (cdr_test_get (fixture, cache)), ==, "Redis");
  cdr_test_shutdown_ok (fixture);
}

/* The patch chooses where several fit. */
static void
test_patch_chooses (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, archive);
  cdr_conductor_add (fixture->conductor, disk);
  cdr_conductor_add (fixture->conductor, tape);
  patch (fixture, storage, tape);
  cdr_test_setup_ok (fixture);
  assert_holds (fixture, archive, "storage", cdr_test_get (fixture, tape));
  g_assert_cmpuint (get_n_items (fixture), ==, 3);
  cdr_test_shutdown_ok (fixture);
}

static void
test_patch_does_not_fit (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, web);
  patch (fixture, database, queue);
  cdr_test_invalid (fixture, CDR_ERROR_BAD_PATCH,
                    "Web:database holds a Database, and the replacement Queue is none");
}

/* Asked for is a subclass, the property holds any of its parent: that is what counts. */
static void
test_patch_fits_value_type (Fixture *fixture)
{
  GType type = cdr_test_type_new ("PatchFits", "database", database, NULL);

  cdr_test_set_dependency (type, "database", sqlite);
  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);
  assert_holds_type (fixture, type, "database", sqlite);
  cdr_test_shutdown_ok (fixture);

  patch (fixture, sqlite, postgres);
  cdr_test_setup_ok (fixture);
  assert_holds_type (fixture, type, "database", postgres);
  cdr_test_shutdown_ok (fixture);
}

/* Without a patch it is the property's own fault. */
static void
test_dependency_type_does_not_fit (Fixture *fixture)
{
  GType type = cdr_test_type_new ("DoesNotFit", "database", database, NULL);

  cdr_test_set_dependency (type, "database", queue);
  cdr_conductor_add (fixture->conductor, type);
  cdr_test_invalid (fixture, CDR_ERROR_BAD_DEPENDENCY,
                    "DoesNotFit:database holds a Database, and Queue is none");
}

static void
test_patch_of_ready_made (Fixture *fixture)
{
  g_autoptr (CdrComponent) ready = g_object_new (database, NULL);

  add_component (fixture->conductor, ready);
  patch_fails (fixture, database, sqlite, CDR_ERROR_BAD_PATCH, "a ready-made Database was added");

  /* Exactly the type: what is above or below is another matter. */
  patch (fixture, sqlite, postgres);
}

static void
test_ready_made_of_patched (Fixture *fixture)
{
  g_autoptr (CdrComponent) ready = g_object_new (database, NULL);
  g_autoptr (CdrComponent) below = g_object_new (sqlite, NULL);

  patch (fixture, database, sqlite);
  add_component_fails (fixture->conductor, ready, CDR_ERROR_BAD_PATCH, "Database is patched");
  g_assert_null (cdr_component_get_conductor (ready));
  g_assert_cmpuint (get_n_items (fixture), ==, 0);

  /* What the patch leads to may be ready-made. */
  add_component (fixture->conductor, below);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  assert_holds (fixture, web, "database", below);
  g_assert_true (cdr_test_get (fixture, database) == below);
  g_assert_cmpuint (get_n_items (fixture), ==, 3);
  cdr_test_shutdown_ok (fixture);
}

/* Added by its type, which a patch leads to a ready-made component: that is it. */
static void
test_patched_root_is_ready_made (Fixture *fixture)
{
  g_autoptr (CdrComponent) ready = g_object_new (sqlite, NULL);

  cdr_conductor_add (fixture->conductor, database);
  patch (fixture, database, sqlite);
  add_component (fixture->conductor, ready);
  cdr_test_setup_ok (fixture);
  g_assert_true (cdr_test_get (fixture, database) == ready);
  g_assert_cmpuint (get_n_items (fixture), ==, 1);
  cdr_test_shutdown_ok (fixture);
}

/* Exactly that type, and is-a. */

static void
test_exact (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, sqlite);
  cdr_conductor_add (fixture->conductor, database);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);

  /* Both live; the exact type is picked. */
  assert_holds_type (fixture, web, "database", database);
  g_assert_true (cdr_test_get (fixture, sqlite) != cdr_test_get (fixture, database));
  g_assert_cmpuint (get_n_items (fixture), ==, 4);

  cdr_test_shutdown_ok (fixture);
}

static void
test_is_a (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, web);
  cdr_conductor_add (fixture->conductor, sqlite);
  cdr_test_setup_ok (fixture);

  assert_holds_type (fixture, web, "database", sqlite);
  g_assert_true (cdr_test_get (fixture, database) == cdr_test_get (fixture, sqlite));
  g_assert_cmpuint (get_n_items (fixture), ==, 3);

  cdr_test_shutdown_ok (fixture);
}

static void
test_is_a_abstract (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, disk);
  cdr_conductor_add (fixture->conductor, archive);
  cdr_test_setup_ok (fixture);
  assert_holds_type (fixture, archive, "storage", disk);
  cdr_test_shutdown_ok (fixture);
}

static void
test_is_a_interface (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, session);
  cdr_conductor_add (fixture->conductor, memcached);
  cdr_test_setup_ok (fixture);
  assert_holds_type (fixture, session, "cache", memcached);
  g_assert_true (cdr_test_get (fixture, cache) == cdr_test_get (fixture, memcached));
  cdr_test_shutdown_ok (fixture);
}

/* What is only there because something depends on it decides nothing. */
static void
test_is_a_made (Fixture *fixture)
{
  GType type = cdr_test_type_new ("IsAMade", "sqlite", sqlite, "database", database, NULL);

  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);
  assert_holds_type (fixture, type, "sqlite", sqlite);
  assert_holds_type (fixture, type, "database", database);
  cdr_test_shutdown_ok (fixture);
}

static void
test_is_a_ready_made (Fixture *fixture)
{
  g_autoptr (CdrComponent) ready = g_object_new (postgres, "name", "Main", NULL);

  cdr_conductor_add (fixture->conductor, web);
  add_component (fixture->conductor, ready);
  cdr_test_setup_ok (fixture);
  assert_holds (fixture, web, "database", ready);
  cdr_test_shutdown_ok (fixture);
  g_assert_true (cdr_component_get_conductor (ready) == fixture->conductor);
}

static void
test_shared (Fixture *fixture)
{
  GType type = cdr_test_type_new ("Shared", "a", database, "b", database, NULL);

  cdr_conductor_add (fixture->conductor, type);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  assert_holds (fixture, type, "a", cdr_test_get (fixture, database));
  assert_holds (fixture, type, "b", cdr_test_get (fixture, database));
  assert_holds (fixture, web, "database", cdr_test_get (fixture, database));
  g_assert_cmpuint (cdr_test_log_count ("Database.setup"), ==, 1);
  cdr_test_shutdown_ok (fixture);
  assert_holds (fixture, type, "a", NULL);
  assert_holds (fixture, type, "b", NULL);
}

static void
test_inherited (Fixture *fixture)
{
  GType type = cdr_test_type_new_below ("SubWeb", web, 0, NULL);

  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);
  assert_holds_type (fixture, type, "database", database);
  g_assert_true (cdr_test_get (fixture, web) == cdr_test_get (fixture, type));
  cdr_test_shutdown_ok (fixture);
}

/* Ambiguous. */

static void
test_ambiguous (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, web);
  cdr_conductor_add (fixture->conductor, postgres);
  cdr_conductor_add (fixture->conductor, sqlite);
  cdr_test_invalid (fixture, CDR_ERROR_AMBIGUOUS,
                    "Web:database could be any of Postgres, Sqlite: "
                    "choose one by patching Database with it");
}

static void
test_ambiguous_interface (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, redis);
  cdr_conductor_add (fixture->conductor, memcached);
  cdr_conductor_add (fixture->conductor, session);
  cdr_test_invalid (fixture, CDR_ERROR_AMBIGUOUS,
                    "Session:cache could be any of Redis, Memcached: "
                    "choose one by patching Cache with it");
}

static void
test_ambiguous_exact (Fixture *fixture)
{
  g_autoptr (CdrComponent) main_one = g_object_new (database, "name", "main", NULL);
  g_autoptr (CdrComponent) logs = g_object_new (database, "name", "logs", NULL);

  add_component (fixture->conductor, main_one);
  add_component (fixture->conductor, logs);
  cdr_conductor_add (fixture->conductor, sqlite);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_invalid (fixture, CDR_ERROR_AMBIGUOUS,
                    "Web:database could be any of Database “main”, Database “logs”");
}

/* Wanted or not: it is a mistake. */
static void
test_ambiguous_wanted (Fixture *fixture)
{
  GType type = cdr_test_type_new ("AmbiguousWanted", "database", database, NULL);

  cdr_test_set_need (type, "database", CDR_NEED_IF_ADDED);
  cdr_conductor_add (fixture->conductor, type);
  cdr_conductor_add (fixture->conductor, postgres);
  cdr_conductor_add (fixture->conductor, sqlite);
  cdr_test_invalid (fixture, CDR_ERROR_AMBIGUOUS,
                    "AmbiguousWanted:database could be any of Postgres, Sqlite");
}

/* Nobody asks: no matter. */
static void
test_ambiguous_unasked (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, postgres);
  cdr_conductor_add (fixture->conductor, sqlite);
  cdr_test_setup_ok (fixture);
  g_assert_null (cdr_conductor_get_component (fixture->conductor, database));
  cdr_test_shutdown_ok (fixture);
}

/* Unresolved. */

static void
test_unresolved_abstract (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, archive);
  cdr_test_invalid (fixture, CDR_ERROR_UNRESOLVED, "Archive:storage needs a Storage");
  cdr_test_invalid (fixture, CDR_ERROR_UNRESOLVED, "Disk");
  cdr_test_invalid (fixture, CDR_ERROR_UNRESOLVED, "Tape");
  cdr_test_invalid (fixture, CDR_ERROR_UNRESOLVED, "add one, or patch Storage with it");
}

static void
test_unresolved_interface (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, session);
  cdr_test_invalid (fixture, CDR_ERROR_UNRESOLVED, "Session:cache needs a Cache");
  cdr_test_invalid (fixture, CDR_ERROR_UNRESOLVED, "Redis");
  cdr_test_invalid (fixture, CDR_ERROR_UNRESOLVED, "Memcached");
}

static void
test_unresolved_hopeless (Fixture *fixture)
{
  GType hopeless = cdr_test_interface_new ("Hopeless");
  GType type = cdr_test_type_new ("AsksHopeless", "hopeless", hopeless, NULL);

  cdr_conductor_add (fixture->conductor, type);
  cdr_test_invalid (fixture, CDR_ERROR_UNRESOLVED, "AsksHopeless:hopeless needs a Hopeless");
  cdr_test_invalid (fixture, CDR_ERROR_UNRESOLVED, "no known component type is a Hopeless");
}

/* Deep down: nothing was set up. */
static void
test_unresolved_deep (Fixture *fixture)
{
  GType middle = cdr_test_type_new ("DeepMiddle", "archive", archive, NULL);
  GType top = cdr_test_type_new ("DeepTop", "queue", queue, "middle", middle, NULL);

  cdr_conductor_add (fixture->conductor, top);
  cdr_test_invalid (fixture, CDR_ERROR_UNRESOLVED, "Archive:storage needs a Storage");
  cdr_test_assert_log ("");

  /* The way out works after the failure. */
  cdr_conductor_add (fixture->conductor, disk);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

static void
test_invalid_type (Fixture *fixture)
{
  const GType types[] = { storage, CDR_TYPE_COMPONENT, cache, G_TYPE_CANCELLABLE, G_TYPE_INT };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (CdrConductor) conductor = cdr_conductor_new ();
      g_autoptr (GError) error = NULL;

      cdr_conductor_add (conductor, types[i]);
      g_assert_false (cdr_conductor_validate (conductor, &error));
      cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_INVALID_TYPE, g_type_name (types[i]));
      g_assert_finalize_object (g_steal_pointer (&conductor));
    }

  cdr_conductor_add (fixture->conductor, G_TYPE_INVALID);
  cdr_test_invalid (fixture, CDR_ERROR_INVALID_TYPE, "(invalid)");
}

/* Needs. */

static void
test_if_added_not_added (Fixture *fixture)
{
  GType type = cdr_test_type_new ("IfNotAdded", "database", database, NULL);

  cdr_test_set_need (type, "database", CDR_NEED_IF_ADDED);
  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);
  assert_holds (fixture, type, "database", NULL);
  g_assert_cmpuint (get_n_items (fixture), ==, 1);
  cdr_test_shutdown_ok (fixture);
}

/* That somebody else needs one does not add it. */
static void
test_if_added_made (Fixture *fixture)
{
  GType type = cdr_test_type_new ("IfMade", "database", database, NULL);

  cdr_test_set_need (type, "database", CDR_NEED_IF_ADDED);
  cdr_conductor_add (fixture->conductor, web);
  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);
  assert_holds_type (fixture, web, "database", database);
  assert_holds (fixture, type, "database", NULL);
  cdr_test_shutdown_ok (fixture);
}

static void
test_if_added_added (Fixture *fixture)
{
  GType type = cdr_test_type_new ("IfAdded", "database", database, NULL);

  cdr_test_set_need (type, "database", CDR_NEED_IF_ADDED);
  cdr_conductor_add (fixture->conductor, type);
  cdr_conductor_add (fixture->conductor, sqlite);
  cdr_test_setup_ok (fixture);
  assert_holds_type (fixture, type, "database", sqlite);
  cdr_test_assert_before ("Sqlite.up", "IfAdded.setup");
  cdr_test_shutdown_ok (fixture);
}

static void
test_if_added_patched_in (Fixture *fixture)
{
  GType type = cdr_test_type_new ("IfPatched", "database", database, NULL);

  cdr_test_set_need (type, "database", CDR_NEED_IF_ADDED);
  cdr_conductor_add (fixture->conductor, type);
  patch (fixture, database, sqlite);
  cdr_test_setup_ok (fixture);
  assert_holds_type (fixture, type, "database", sqlite);
  cdr_test_shutdown_ok (fixture);
}

static void
test_if_added_abstract (Fixture *fixture)
{
  GType type = cdr_test_type_new ("IfAbstract", "storage", storage, "cache", cache, NULL);

  cdr_test_set_need (type, "storage", CDR_NEED_IF_ADDED);
  cdr_test_set_need (type, "cache", CDR_NEED_IF_ADDED);
  cdr_conductor_add (fixture->conductor, type);
  cdr_conductor_add (fixture->conductor, redis);
  cdr_test_setup_ok (fixture);
  assert_holds (fixture, type, "storage", NULL);
  assert_holds_type (fixture, type, "cache", redis);
  cdr_test_shutdown_ok (fixture);
}

static void
test_wanted (Fixture *fixture)
{
  GType type = cdr_test_type_new ("Wants", "database", database, NULL);

  cdr_test_set_need (type, "database", CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);
  assert_holds_type (fixture, type, "database", database);
  cdr_test_shutdown_ok (fixture);
}

static void
test_wanted_unresolved (Fixture *fixture)
{
  GType type = cdr_test_type_new ("WantsInVain", "storage", storage, "cache", cache, NULL);

  cdr_test_set_need (type, "storage", CDR_NEED_WANTED);
  cdr_test_set_need (type, "cache", CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);
  assert_holds (fixture, type, "storage", NULL);
  assert_holds (fixture, type, "cache", NULL);
  g_assert_cmpuint (get_n_items (fixture), ==, 1);
  cdr_test_shutdown_ok (fixture);
}

/* Adding. */

static void
test_add_twice (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, database);
  cdr_conductor_add (fixture->conductor, web);
  cdr_conductor_add (fixture->conductor, database);
  cdr_test_setup_ok (fixture);
  g_assert_cmpuint (get_n_items (fixture), ==, 3);
  g_assert_cmpuint (cdr_test_log_count ("Database.setup"), ==, 1);
  cdr_test_shutdown_ok (fixture);
}

/* The stronger need holds, whichever came first. */
static void
test_add_twice_needs (Fixture *fixture)
{
  cdr_test_script (database, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, database);
  cdr_conductor_add_full (fixture->conductor, database, CDR_NEED_WANTED);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "it broke");

  g_assert_finalize_object (fixture->conductor);
  fixture->conductor = cdr_conductor_new ();
  cdr_conductor_add_full (fixture->conductor, database, CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, database);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "it broke");
}

static void
test_add_wanted (Fixture *fixture)
{
  cdr_test_script (database, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_conductor_add_full (fixture->conductor, database, CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, queue);
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "*it broke*tolerated*");
  cdr_test_setup_ok (fixture);
  cdr_test_assert_logged ();
  cdr_test_assert_state (fixture, database, CDR_STATE_FAILED);
  cdr_test_shutdown_ok (fixture);
}

static void
test_add_if_added (Fixture *fixture)
{
  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*need == CDR_NEED_REQUIRED*");
  cdr_conductor_add_full (fixture->conductor, database, CDR_NEED_IF_ADDED);
  g_test_assert_expected_messages ();
}

static void
test_add_while_up (Fixture *fixture)
{
  g_autoptr (CdrComponent) ready = g_object_new (tape, "name", "Ready", NULL);

  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);

  cdr_conductor_add (fixture->conductor, web);
  cdr_conductor_add (fixture->conductor, database);

  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*Disk can't be added*");
  cdr_conductor_add (fixture->conductor, disk);
  g_test_assert_expected_messages ();

  add_component_fails (fixture->conductor, ready, CDR_ERROR_WRONG_STATE, "Ready (Tape)");
  cdr_test_shutdown_ok (fixture);

  cdr_conductor_add (fixture->conductor, disk);
  cdr_test_setup_ok (fixture);
  g_assert_true (has_item (fixture, cdr_test_get (fixture, disk)));
  cdr_test_shutdown_ok (fixture);
}

static void
test_add_component_owned (Fixture *fixture)
{
  g_autoptr (CdrConductor) other = cdr_conductor_new ();
  g_autoptr (CdrComponent) ready = g_object_new (database, "name", "Ready", NULL);

  add_component (other, ready);
  add_component_fails (fixture->conductor, ready, CDR_ERROR_ALREADY_OWNED, "Ready (Database)");
  add_component_fails (other, ready, CDR_ERROR_ALREADY_OWNED, "Ready (Database)");

  g_assert_finalize_object (g_steal_pointer (&other));
  add_component (fixture->conductor, ready);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

static void
test_add_component_up (Fixture *fixture)
{
  g_autoptr (CdrComponent) ready = g_object_new (database, "name", "Ready", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  cdr_component_setup_async (ready, cancellable, NULL, NULL);
  add_component_fails (fixture->conductor, ready, CDR_ERROR_WRONG_STATE, "Ready (Database)");
  cdr_test_run_until (fixture, "Ready.up");
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
  add_component_fails (fixture->conductor, ready, CDR_ERROR_WRONG_STATE, "Ready (Database)");
  g_assert_null (cdr_component_get_conductor (ready));

  cdr_component_shutdown_async (ready, cancellable, NULL, NULL);
  cdr_test_run_until (fixture, "Ready.down");
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
  add_component (fixture->conductor, ready);
}

/* Names. */

static void
test_names_same (Fixture *fixture)
{
  g_autoptr (CdrComponent) first = g_object_new (database, "name", "main", NULL);
  g_autoptr (CdrComponent) second = g_object_new (database, "name", "main", NULL);
  g_autoptr (CdrComponent) other = g_object_new (queue, "name", "main", NULL);

  add_component (fixture->conductor, first);
  add_component_fails (fixture->conductor, second, CDR_ERROR_AMBIGUOUS,
                       "another Database named “main” was added");
  g_assert_null (cdr_component_get_conductor (second));

  /* Unique only among one type. */
  add_component (fixture->conductor, other);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

static void
test_names_different (Fixture *fixture)
{
  g_autoptr (CdrComponent) first = g_object_new (database, "name", "main", NULL);
  g_autoptr (CdrComponent) second = g_object_new (database, "name", "logs", NULL);

  add_component (fixture->conductor, first);
  add_component (fixture->conductor, second);
  cdr_conductor_add (fixture->conductor, database);
  cdr_test_setup_ok (fixture);
  g_assert_cmpuint (get_n_items (fixture), ==, 3);
  cdr_test_shutdown_ok (fixture);
}

/* By type and ready-made, in both orders. */
static void
test_names_type (Fixture *fixture)
{
  g_autoptr (CdrComponent) ready = g_object_new (database, NULL);
  g_autoptr (CdrConductor) other = cdr_conductor_new ();
  g_autoptr (CdrComponent) second = g_object_new (database, NULL);
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (fixture->conductor, database);
  add_component (fixture->conductor, ready);
  cdr_test_invalid (fixture, CDR_ERROR_AMBIGUOUS,
                    "Database was added both as a type and ready-made");

  add_component (other, second);
  cdr_conductor_add (other, database);
  g_assert_false (cdr_conductor_validate (other, &error));
  cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_AMBIGUOUS,
                         "Database was added both as a type and ready-made");
  g_assert_finalize_object (g_steal_pointer (&other));
}

/* Looking up. */

static void
test_get_component (Fixture *fixture)
{
  CdrComponent *component;

  cdr_conductor_add (fixture->conductor, web);
  g_assert_null (cdr_conductor_get_component (fixture->conductor, web));
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
  g_assert_null (cdr_conductor_get_component (fixture->conductor, web));
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);

  cdr_test_setup_ok (fixture);
  component = cdr_test_get (fixture, web);
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (component), ==, "Web");
  g_assert_nonnull (cdr_conductor_get_component (fixture->conductor, database));
  g_assert_null (cdr_conductor_get_component (fixture->conductor, disk));
  g_assert_null (cdr_conductor_get_component (fixture->conductor, storage));
  g_assert_null (cdr_conductor_get_component (fixture->conductor, cache));
  g_assert_null (cdr_conductor_get_component (fixture->conductor, G_TYPE_CANCELLABLE));
  g_assert_null (cdr_conductor_get_component (fixture->conductor, G_TYPE_INVALID));
  g_assert_cmpuint (cdr_test_n_alive (), ==, 3);

  cdr_test_shutdown_ok (fixture);
  g_assert_true (cdr_test_get (fixture, web) == component);

  cdr_test_setup_ok (fixture);
  g_assert_true (cdr_test_get (fixture, web) == component);
  cdr_test_shutdown_ok (fixture);
}

/* Validating makes nothing, and tells nobody. */

static void
count_cb (gpointer instance,
          gpointer arg,
          gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
}

static void
test_validate (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (count_cb), &n);
  g_signal_connect (fixture->conductor, "notify", G_CALLBACK (count_cb), &n);
  cdr_conductor_add (fixture->conductor, web);
  cdr_conductor_add (fixture->conductor, session);
  patch (fixture, cache, redis);

  for (guint i = 0; i < 3; i++)
    {
      gboolean success = cdr_conductor_validate (fixture->conductor, &error);

      g_assert_no_error (error);
      g_assert_true (success);
    }

  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
  g_assert_cmpuint (get_n_items (fixture), ==, 0);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
}

static void
test_validate_while_up (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
  cdr_test_shutdown_ok (fixture);
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
}

static void
test_empty (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &outcome);
  g_assert_true (outcome.success);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_ACTIVE);

  outcome_clear (&outcome);
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &outcome);
  g_assert_true (outcome.success);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
  g_assert_cmpuint (get_n_items (fixture), ==, 0);
}

/* Made components. */

static void
created_cb (CdrConductor *conductor,
            CdrComponent *component,
            gpointer      user_data)
{
  GString *text = user_data;

  g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_INACTIVE);
  g_assert_true (cdr_component_get_conductor (component) == conductor);
  g_string_append_printf (text, "%s ", G_OBJECT_TYPE_NAME (component));
  cdr_test_log_add ("created");
}

/* Once per instance that the conductor makes, before any setup. */
static void
test_created (Fixture *fixture)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CdrComponent) ready = g_object_new (queue, NULL);

  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (created_cb), text);
  cdr_conductor_add (fixture->conductor, web);
  add_component (fixture->conductor, ready);
  cdr_test_setup_ok (fixture);
  cdr_test_assert_log ("created created Database.setup Queue.setup Database.up Queue.up "
                       "Web.setup Web.up");
  g_assert_cmpstr (text->str, ==, "Database Web ");

  cdr_test_shutdown_ok (fixture);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  g_assert_cmpstr (text->str, ==, "Database Web ");
}

/* A component that comes with its dependency. */

static GType preset_owner;

static CdrConductor *forgetful;
static gulong forgotten; /* a handler of it that goes when one is made */

static void
preset_constructed (GObject *object)
{
  g_autoptr (CdrComponent) own = g_object_new (database, "name", "Preset", NULL);

  if (forgotten != 0)
    g_clear_signal_handler (&forgotten, forgetful);

  g_object_set (object, "database", own, NULL);
}

static void
preset_class_init (gpointer klass,
                   gpointer class_data)
{
  cdr_test_keep_properties (klass);
  g_object_class_install_property (klass, 1, cdr_test_pspec ("database", database));
  G_OBJECT_CLASS (klass)->constructed = preset_constructed;
}

static void
test_preset (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, preset_owner);
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_BAD_DEPENDENCY,
                        "PresetOwner:database was set before its setup");
  cdr_test_assert_log ("");
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_FAILED);
}

static void
ignore_cb (CdrConductor *conductor,
           CdrComponent *component,
           gpointer      user_data)
{
  g_assert_not_reached ();
}

/* Who wanted to be told, and is gone by then, takes nothing of the check along. */
static void
test_preset_untold (Fixture *fixture)
{
  forgetful = fixture->conductor;
  forgotten = g_signal_connect (forgetful, "component-created", G_CALLBACK (ignore_cb), NULL);
  cdr_conductor_add (fixture->conductor, preset_owner);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_BAD_DEPENDENCY, "PresetOwner:database");
  g_assert_cmpuint (forgotten, ==, 0);
}

/* Trying again does not make it right. */
static void
test_preset_again (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, preset_owner);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_BAD_DEPENDENCY, "PresetOwner:database");
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_BAD_DEPENDENCY, "PresetOwner:database");
  cdr_test_assert_log ("");
}

/* The others are announced all the same, once, before their first setup. */
static void
test_preset_others (Fixture *fixture)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (created_cb), text);
  cdr_conductor_add (fixture->conductor, preset_owner);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_BAD_DEPENDENCY, "PresetOwner:database");
  cdr_test_log_clear ();

  /* What was wrong is put right. */
  for (guint i = 0; i < get_n_items (fixture); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (fixture->conductor), i);

      if (G_OBJECT_TYPE (item) == preset_owner)
        g_object_set (item, "database", NULL, NULL);
    }

  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  g_assert_cmpstr (text->str, ==, "Database PresetOwner Queue Web ");
}

static void
meddle_cb (CdrConductor *conductor,
           CdrComponent *component,
           gpointer      user_data)
{
  if (G_OBJECT_TYPE (component) == web)
    g_object_set (component, "database", user_data, NULL);
}

/* The same, from the place where components are configured. */
static void
test_preset_by_handler (Fixture *fixture)
{
  g_autoptr (CdrComponent) own = g_object_new (database, NULL);

  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (meddle_cb), own);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_BAD_DEPENDENCY,
                        "Web:database was set before its setup");
}

/* Setters. */

/* What a property does shows in its name: "ignores", "replaces", "keeps". */
static void
odd_set_property (GObject      *object,
                  guint         prop_id,
                  const GValue *value,
                  GParamSpec   *pspec)
{
  GObject *dependency = g_value_get_object (value);

  if (g_str_has_prefix (pspec->name, "ignores"))
    return;
  if (dependency == NULL && g_str_has_prefix (pspec->name, "keeps"))
    return;

  if (dependency != NULL && g_str_has_prefix (pspec->name, "replaces"))
    g_object_set_data_full (object, pspec->name, g_object_new (database, NULL), g_object_unref);
  else
    g_object_set_data_full (object, pspec->name, g_value_dup_object (value), g_object_unref);
}

static void
odd_class_init (gpointer klass,
                gpointer class_data)
{
  const char *const *names = class_data;

  cdr_test_keep_properties (klass);
  G_OBJECT_CLASS (klass)->set_property = odd_set_property;
  for (guint i = 0; names[i] != NULL; i++)
    g_object_class_install_property (klass, i + 1, cdr_test_pspec (names[i], database));
}

static GType
odd_type_new (const char        *name,
              const char *const *names)
{
  return cdr_test_type_new_custom (name, CDR_TEST_TYPE_COMPONENT, odd_class_init, names);
}

static void
test_setter_ignores (Fixture *fixture)
{
  static const char *const names[] = { "good", "ignores", NULL };
  GType type = odd_type_new ("IgnoringSetter", names);

  cdr_conductor_add (fixture->conductor, type);
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_BAD_DEPENDENCY,
                        "IgnoringSetter:ignores did not keep the Database");

  /* Its own setup was not called; the other one was taken back, and is down. */
  cdr_test_assert_log ("Database.setup Database.up Database.shutdown Database.down");
  assert_holds (fixture, type, "good", NULL);
  cdr_test_assert_state (fixture, type, CDR_STATE_FAILED);
  cdr_test_assert_state (fixture, database, CDR_STATE_INACTIVE);
}

static void
test_setter_replaces (Fixture *fixture)
{
  static const char *const names[] = { "replaces", NULL };
  GType type = odd_type_new ("ReplacingSetter", names);

  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_BAD_DEPENDENCY,
                        "ReplacingSetter:replaces did not keep the Database");
  cdr_test_assert_log ("Database.setup Database.up Database.shutdown Database.down");
}

static void
test_setter_keeps (Fixture *fixture)
{
  static const char *const names[] = { "keeps", "keeps-too", "lets-go", NULL };
  GType type = odd_type_new ("KeepingSetter", names);

  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);

  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING,
                         "*KeepingSetter:keeps does not accept NULL*");
  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING,
                         "*KeepingSetter:keeps-too does not accept NULL*");
  cdr_test_shutdown_ok (fixture);
  g_test_assert_expected_messages ();
  assert_holds (fixture, type, "keeps", cdr_test_get (fixture, database));
  assert_holds (fixture, type, "lets-go", NULL);

  /* Once is enough; and the next setup works, with what is right then. */
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);

  patch (fixture, database, sqlite);
  cdr_test_setup_ok (fixture);
  assert_holds_type (fixture, type, "keeps", sqlite);
  cdr_test_shutdown_ok (fixture);
}

/* Another class is another warning, also where it inherited the property. */
static void
test_setter_keeps_classes (Fixture *fixture)
{
  static const char *const names[] = { "keeps", NULL };
  GType parent = odd_type_new ("KeepingParent", names);
  GType type = cdr_test_type_new_custom ("KeepingChild", parent, NULL, NULL);

  cdr_conductor_add (fixture->conductor, parent);
  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);
  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING,
                         "*KeepingChild:keeps does not accept NULL*");
  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING,
                         "*KeepingParent:keeps does not accept NULL*");
  cdr_test_shutdown_ok (fixture);
  g_test_assert_expected_messages ();
}

/* On a ready-made component, what could not be taken back is no wiring; but what the
 * application sets there afterwards is.
 */
static void
test_setter_keeps_ready_made (Fixture *fixture)
{
  static const char *const names[] = { "keeps", NULL };
  GType type = odd_type_new ("KeepingReadyMade", names);
  g_autoptr (CdrComponent) ready = g_object_new (type, NULL);
  g_autoptr (CdrComponent) own = g_object_new (database, "name", "Own", NULL);

  add_component (fixture->conductor, ready);
  cdr_test_setup_ok (fixture);
  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*KeepingReadyMade:keeps*");
  cdr_test_shutdown_ok (fixture);
  g_test_assert_expected_messages ();

  patch (fixture, database, sqlite);
  cdr_test_setup_ok (fixture);
  assert_holds_type (fixture, type, "keeps", sqlite);
  cdr_test_shutdown_ok (fixture);

  g_object_set (ready, "keeps", own, NULL);
  cdr_test_setup_ok (fixture);
  assert_holds (fixture, type, "keeps", own);
  cdr_test_shutdown_ok (fixture);
}

static void
write_only_hook (CdrComponent *component,
                 CdrPhase      phase,
                 gpointer      user_data)
{
  GObject **seen = user_data;

  *seen = g_object_get_data (G_OBJECT (component), "secret");
}

static void
test_write_only (Fixture *fixture)
{
  GType base = cdr_test_type_new ("WriteOnlyBase", NULL);
  GType type = cdr_test_type_new_with ("WriteOnly", base,
                                       cdr_test_pspec_full ("secret", database, G_PARAM_WRITABLE),
                                       NULL);
  GObject *seen = NULL;
  CdrComponent *component;

  cdr_test_hook (type, write_only_hook, &seen);
  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);
  g_assert_true (seen == (GObject *) cdr_test_get (fixture, database));

  seen = NULL;
  cdr_test_shutdown_ok (fixture);
  g_assert_true (seen == (GObject *) cdr_test_get (fixture, database));

  component = cdr_test_get (fixture, type);
  g_assert_null (g_object_get_data (G_OBJECT (component), "secret"));
}

/* What somebody else has put there meanwhile is not the conductor's to clear. */
static void
replace_hook (CdrComponent *component,
              CdrPhase      phase,
              gpointer      user_data)
{
  if (phase == CDR_PHASE_SETUP)
    g_object_set (component, "database", user_data, NULL);
}

static void
test_replaced_meanwhile (Fixture *fixture)
{
  GType type = cdr_test_type_new ("ReplacedMeanwhile", "database", database, NULL);
  g_autoptr (CdrComponent) own = g_object_new (database, "name", "Own", NULL);

  cdr_test_hook (type, replace_hook, own);
  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  assert_holds (fixture, type, "database", own);

  /* The order of shutdown goes by the edge that was recorded. */
  cdr_test_assert_before ("ReplacedMeanwhile.down", "Database.shutdown");
}

/* One that was abandoned and has ended is no root any more: its name is free, and so is
 * its type for a patch.
 */
static void
test_abandoned_root (Fixture *fixture)
{
  GType type = cdr_test_type_new ("AbandonedRoot", NULL);
  GType instead = cdr_test_type_new ("InsteadOfAbandoned", NULL);
  g_autoptr (CdrComponent) other = g_object_new (type, "name", "Other", NULL);
  g_autoptr (CdrComponent) component = g_object_new (type, NULL);
  g_autoptr (CdrComponent) another = g_object_new (type, NULL);
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (fixture->conductor, instead);
  g_assert_true (cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_REQUIRED,
                                              NULL));
  cdr_test_script (type, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, "AbandonedRoot");
  g_assert_false (cdr_conductor_patch (fixture->conductor, type, instead, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_BAD_PATCH);

  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);
  g_assert_null (cdr_component_get_conductor (component));

  cdr_test_script (type, CDR_PHASE_SETUP, CDR_TEST_OK, 1);
  g_assert_true (cdr_conductor_add_component (fixture->conductor, another, CDR_NEED_REQUIRED,
                                              NULL));
  g_assert_true (cdr_conductor_add_component (fixture->conductor, other, CDR_NEED_REQUIRED,
                                              NULL));
  cdr_conductor_add (fixture->conductor, instead); /* is known still */
  cdr_test_setup_ok (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->conductor)), ==, 3);
  cdr_test_shutdown_ok (fixture);
}

static void
test_abandoned_root_patched (Fixture *fixture)
{
  GType type = cdr_test_type_new ("AbandonedAndPatched", NULL);
  GType instead = cdr_test_type_new ("InsteadOfPatched", NULL);
  g_autoptr (CdrComponent) component = g_object_new (type, NULL);

  g_assert_true (cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_REQUIRED,
                                              NULL));
  cdr_test_script (type, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, NULL);
  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);

  g_assert_true (cdr_conductor_patch (fixture->conductor, type, instead, NULL));
  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);
  g_assert_true (G_OBJECT_TYPE (cdr_test_get (fixture, type)) == instead);
  cdr_test_shutdown_ok (fixture);
}

/* What can't be read can't be wiring: it is injected. */
static void
test_wired_write_only (Fixture *fixture)
{
  GType needed = cdr_test_type_new ("NeededUnread", NULL);
  GType type = cdr_test_type_new_with ("WriteOnlyReadyMade", CDR_TEST_TYPE_COMPONENT,
                                       cdr_test_pspec_full ("needed", needed, G_PARAM_WRITABLE),
                                       NULL);
  g_autoptr (CdrComponent) before = g_object_new (needed, "name", "Before", NULL);
  g_autoptr (CdrComponent) component = g_object_new (type, "needed", before, NULL);

  g_assert_true (cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_REQUIRED,
                                              NULL));
  cdr_test_setup_ok (fixture);
  g_assert_null (cdr_component_get_conductor (before));
  g_assert_true (g_object_get_data (G_OBJECT (component), "needed") ==
                 cdr_test_get (fixture, needed));
  cdr_test_shutdown_ok (fixture);
  g_assert_null (g_object_get_data (G_OBJECT (component), "needed"));
}

/* A constructor that hands out what it made before: two conductors can't share that. */

static GType only_one_type;
static GObject *only_one;

static GObject *
construct_only_one (GType                  type,
                    guint                  n_properties,
                    GObjectConstructParam *properties)
{
  GObjectClass *parent_class = g_type_class_peek (CDR_TEST_TYPE_COMPONENT);

  if (only_one != NULL)
    return g_object_ref (only_one);

  only_one = parent_class->constructor (type, n_properties, properties);
  g_object_add_weak_pointer (only_one, (gpointer *) &only_one);
  return only_one;
}

static void
only_one_class_init (gpointer klass,
                     gpointer class_data)
{
  G_OBJECT_CLASS (klass)->constructor = construct_only_one;
}

static void
test_handed_out_twice (Fixture *fixture)
{
  CdrConductor *second = cdr_conductor_new ();
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (fixture->conductor, only_one_type);
  cdr_test_setup_ok (fixture);
  cdr_conductor_add (second, only_one_type);
  g_assert_false (cdr_conductor_setup (second, NULL, &error));
  cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_ALREADY_OWNED, "OnlyOne");
  g_assert_true (cdr_component_get_conductor (CDR_COMPONENT (only_one)) == fixture->conductor);
  g_assert_finalize_object (second);

  g_assert_true (cdr_component_get_conductor (CDR_COMPONENT (only_one)) == fixture->conductor);
  cdr_test_assert_state (fixture, only_one_type, CDR_STATE_ACTIVE);
  cdr_test_shutdown_ok (fixture);
}

/* Where one can't be made, what was made before it goes, and is told of when it is made
 * again.
 */
static void
test_made_again (Fixture *fixture)
{
  CdrConductor *second = cdr_conductor_new ();
  g_autoptr (GError) error = NULL;
  guint n_told = 0;

  cdr_conductor_add (fixture->conductor, only_one_type);
  cdr_test_setup_ok (fixture);

  g_signal_connect (second, "component-created", G_CALLBACK (count_cb), &n_told);
  cdr_conductor_add (second, queue);
  cdr_conductor_add (second, only_one_type);
  g_assert_false (cdr_conductor_setup (second, NULL, &error));
  cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_ALREADY_OWNED, "OnlyOne");
  g_assert_cmpuint (n_told, ==, 0);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 1);

  cdr_test_shutdown_ok (fixture);
  g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
  fixture->conductor = cdr_conductor_new ();
  g_clear_error (&error);
  g_assert_true (cdr_conductor_setup (second, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_told, ==, 2);
  g_assert_true (cdr_conductor_shutdown (second, NULL, &error));
  g_assert_finalize_object (second);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  database = cdr_test_type_new ("Database", NULL);
  sqlite = cdr_test_type_new_below ("Sqlite", database, 0, NULL);
  postgres = cdr_test_type_new_below ("Postgres", database, 0, NULL);
  storage = cdr_test_type_new_below ("Storage", CDR_TEST_TYPE_COMPONENT, G_TYPE_FLAG_ABSTRACT,
                                     NULL);
  disk = cdr_test_type_new_below ("Disk", storage, 0, NULL);
  tape = cdr_test_type_new_below ("Tape", storage, 0, NULL);
  cache = cdr_test_interface_new ("Cache");
  redis = cdr_test_type_new ("Redis", NULL);
  cdr_test_type_implement (redis, cache);
  memcached = cdr_test_type_new ("Memcached", NULL);
  cdr_test_type_implement (memcached, cache);
  queue = cdr_test_type_new ("Queue", NULL);
  web = cdr_test_type_new ("Web", "database", database, "queue", queue, NULL);
  archive = cdr_test_type_new ("Archive", "storage", storage, NULL);
  session = cdr_test_type_new ("Session", "cache", cache, NULL);
  only_one_type = cdr_test_type_new_custom ("OnlyOne", CDR_TEST_TYPE_COMPONENT,
                                            only_one_class_init, NULL);
  preset_owner = cdr_test_type_new_custom ("PresetOwner", CDR_TEST_TYPE_COMPONENT,
                                           preset_class_init, NULL);

  cdr_test_add ("/resolver/wired/kept", test_wired);
  cdr_test_add ("/resolver/wired/no-candidate", test_wired_is_no_candidate);
  cdr_test_add ("/resolver/wired/not-found", test_wired_not_found);
  cdr_test_add ("/resolver/wired/and-added", test_wired_and_added);
  cdr_test_add ("/resolver/wired/followed", test_wired_followed);
  cdr_test_add ("/resolver/wired/over-patch", test_wired_over_patch);
  cdr_test_add ("/resolver/wired/already-owned", test_wired_already_owned);
  cdr_test_add ("/resolver/wired/already-owned-names", test_wired_already_owned_names);
  cdr_test_add ("/resolver/wired/wrong-state", test_wired_wrong_state);
  cdr_test_add ("/resolver/wired/taken-off", test_wired_taken_off);
  cdr_test_add ("/resolver/wired/to-made", test_wired_to_made);

  cdr_test_add ("/resolver/patch/simple", test_patch);
  cdr_test_add ("/resolver/patch/before-add", test_patch_before_add);
  cdr_test_add ("/resolver/patch/chain", test_patch_chain);
  cdr_test_add ("/resolver/patch/two-by-one", test_patch_two_by_one);
  cdr_test_add ("/resolver/patch/roots-to-one", test_patch_roots_to_one);
  cdr_test_add ("/resolver/patch/again", test_patch_again);
  cdr_test_add ("/resolver/patch/between-setups", test_patch_between_setups);
  cdr_test_add ("/resolver/patch/while-up", test_patch_while_up);
  cdr_test_add ("/resolver/patch/after-failure", test_patch_after_failure);
  cdr_test_add ("/resolver/patch/with-itself", test_patch_with_itself);
  cdr_test_add ("/resolver/patch/loop", test_patch_loop);
  cdr_test_add ("/resolver/patch/bad-replacement", test_patch_bad_replacement);
  cdr_test_add ("/resolver/patch/bad-type", test_patch_bad_type);
  cdr_test_add ("/resolver/patch/abstract", test_patch_abstract);
  cdr_test_add ("/resolver/patch/interface", test_patch_interface);
  cdr_test_add ("/resolver/patch/abstract-root", test_patch_abstract_root);
  cdr_test_add ("/resolver/patch/chooses", test_patch_chooses);
  cdr_test_add ("/resolver/patch/does-not-fit", test_patch_does_not_fit);
  cdr_test_add ("/resolver/patch/fits-value-type", test_patch_fits_value_type);
  cdr_test_add ("/resolver/patch/of-ready-made", test_patch_of_ready_made);
  cdr_test_add ("/resolver/patch/before-ready-made", test_ready_made_of_patched);
  cdr_test_add ("/resolver/patch/root-to-ready-made", test_patched_root_is_ready_made);

  cdr_test_add ("/resolver/exact", test_exact);
  cdr_test_add ("/resolver/is-a/class", test_is_a);
  cdr_test_add ("/resolver/is-a/abstract", test_is_a_abstract);
  cdr_test_add ("/resolver/is-a/interface", test_is_a_interface);
  cdr_test_add ("/resolver/is-a/made", test_is_a_made);
  cdr_test_add ("/resolver/is-a/ready-made", test_is_a_ready_made);
  cdr_test_add ("/resolver/shared", test_shared);
  cdr_test_add ("/resolver/inherited", test_inherited);
  cdr_test_add ("/resolver/does-not-fit", test_dependency_type_does_not_fit);

  cdr_test_add ("/resolver/ambiguous/is-a", test_ambiguous);
  cdr_test_add ("/resolver/ambiguous/interface", test_ambiguous_interface);
  cdr_test_add ("/resolver/ambiguous/exact", test_ambiguous_exact);
  cdr_test_add ("/resolver/ambiguous/if-added", test_ambiguous_wanted);
  cdr_test_add ("/resolver/ambiguous/unasked", test_ambiguous_unasked);

  cdr_test_add ("/resolver/unresolved/abstract", test_unresolved_abstract);
  cdr_test_add ("/resolver/unresolved/interface", test_unresolved_interface);
  cdr_test_add ("/resolver/unresolved/hopeless", test_unresolved_hopeless);
  cdr_test_add ("/resolver/unresolved/deep", test_unresolved_deep);
  cdr_test_add ("/resolver/invalid-type", test_invalid_type);

  cdr_test_add ("/resolver/need/if-added-not-added", test_if_added_not_added);
  cdr_test_add ("/resolver/need/if-added-made", test_if_added_made);
  cdr_test_add ("/resolver/need/if-added-added", test_if_added_added);
  cdr_test_add ("/resolver/need/if-added-patched-in", test_if_added_patched_in);
  cdr_test_add ("/resolver/need/if-added-abstract", test_if_added_abstract);
  cdr_test_add ("/resolver/need/wanted", test_wanted);
  cdr_test_add ("/resolver/need/wanted-unresolved", test_wanted_unresolved);

  cdr_test_add ("/resolver/add/twice", test_add_twice);
  cdr_test_add ("/resolver/add/twice-needs", test_add_twice_needs);
  cdr_test_add ("/resolver/add/wanted", test_add_wanted);
  cdr_test_add_misuse ("/resolver/add/if-added", test_add_if_added);
  cdr_test_add ("/resolver/add/while-up", test_add_while_up);
  cdr_test_add ("/resolver/add/component-owned", test_add_component_owned);
  cdr_test_add ("/resolver/add/component-up", test_add_component_up);

  cdr_test_add ("/resolver/names/same", test_names_same);
  cdr_test_add ("/resolver/names/different", test_names_different);
  cdr_test_add ("/resolver/names/type", test_names_type);

  cdr_test_add ("/resolver/get-component", test_get_component);
  cdr_test_add ("/resolver/validate/inactive", test_validate);
  cdr_test_add ("/resolver/validate/while-up", test_validate_while_up);
  cdr_test_add ("/resolver/empty", test_empty);

  cdr_test_add ("/resolver/made/created", test_created);
  cdr_test_add ("/resolver/made/preset", test_preset);
  cdr_test_add ("/resolver/made/preset-again", test_preset_again);
  cdr_test_add ("/resolver/made/preset-untold", test_preset_untold);
  cdr_test_add ("/resolver/made/preset-others", test_preset_others);
  cdr_test_add ("/resolver/made/preset-by-handler", test_preset_by_handler);

  cdr_test_add ("/resolver/setter/ignores", test_setter_ignores);
  cdr_test_add ("/resolver/setter/replaces", test_setter_replaces);
  cdr_test_add ("/resolver/setter/keeps", test_setter_keeps);
  cdr_test_add ("/resolver/setter/keeps-classes", test_setter_keeps_classes);
  cdr_test_add ("/resolver/setter/keeps-ready-made", test_setter_keeps_ready_made);
  cdr_test_add ("/resolver/setter/write-only", test_write_only);
  cdr_test_add ("/resolver/setter/replaced-meanwhile", test_replaced_meanwhile);

  cdr_test_add ("/resolver/add/abandoned", test_abandoned_root);
  cdr_test_add ("/resolver/patch/abandoned", test_abandoned_root_patched);
  cdr_test_add ("/resolver/wired/write-only", test_wired_write_only);
  cdr_test_add ("/resolver/made/handed-out-twice", test_handed_out_twice);
  cdr_test_add ("/resolver/made/again", test_made_again);

  return g_test_run ();
}
