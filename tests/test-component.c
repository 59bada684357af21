/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-types.h"

/* A component by itself: its name, its properties, and driving it by hand. */

static GType database;

/* Names. */

static void
assert_name (const char *type_name,
             const char *expected)
{
  GType type = cdr_test_type_new (type_name, NULL);
  g_autoptr (CdrComponent) component = g_object_new (type, NULL);
  g_autofree char *name = NULL;

  g_object_get (component, "name", &name, NULL);
  g_assert_cmpstr (name, ==, expected);
  g_assert_cmpstr (cdr_component_get_name (component), ==, expected);
  g_assert_finalize_object (g_steal_pointer (&component));
}

static void
test_name_default (Fixture *fixture)
{
  assert_name ("DemoWebApi", "DemoWebApi");
  assert_name ("Demo_Web-Api", "Demo_Web-Api");

  assert_name ("Gjs_WebApi", "WebApi");
  assert_name ("GjsWebApi", "GjsWebApi");

  assert_name ("__main__+WebApi", "WebApi");
  assert_name ("app-parts+WebApi", "WebApi");
  assert_name ("app+Gjs_WebApi", "Gjs_WebApi");
}

static void
test_name_version (Fixture *fixture)
{
  assert_name ("WebApi-v2", "WebApi");
  assert_name ("WebApi-v10", "WebApi");
  assert_name ("__main__+WebApi-v3", "WebApi");
  assert_name ("Gjs_WebApi-v3", "WebApi");

  assert_name ("WebApi-v", "WebApi-v");
  assert_name ("WebApi-v2a", "WebApi-v2a");
  assert_name ("WebApi-video", "WebApi-video");
  assert_name ("WebApi-v2-v3", "WebApi-v2");
  assert_name ("app-v2+WebApi", "WebApi");
}

static void
test_name_set (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (database, "name", "Main", NULL);
  g_autoptr (CdrComponent) unnamed = g_object_new (database, "name", NULL, NULL);

  g_assert_cmpstr (cdr_component_get_name (component), ==, "Main");
  g_assert_cmpstr (cdr_component_get_name (unnamed), ==, "Database");
}

/* Properties. */

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  guint *n = user_data;

  (*n)++;
}

static void
count_notifies (gpointer    component,
                const char *property_name,
                guint      *n)
{
  g_autofree char *signal = g_strdup_printf ("notify::%s", property_name);

  *n = 0;
  g_signal_connect (component, signal, G_CALLBACK (count_cb), n);
}

static void
test_defaults (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (database, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CdrConductor) conductor = NULL;
  int setup_timeout, shutdown_timeout;
  CdrState state;

  g_object_get (component,
                "conductor", &conductor,
                "error", &error,
                "setup-timeout", &setup_timeout,
                "shutdown-timeout", &shutdown_timeout,
                "state", &state,
                NULL);
  g_assert_null (conductor);
  g_assert_null (error);
  g_assert_cmpint (setup_timeout, ==, -1);
  g_assert_cmpint (shutdown_timeout, ==, -1);
  g_assert_cmpint (state, ==, CDR_STATE_INACTIVE);
}

static void
test_timeouts (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (database, "setup-timeout", 5,
                                                     "shutdown-timeout", 6, NULL);
  guint n_setup, n_shutdown;
  int value;

  g_assert_cmpint (cdr_component_get_setup_timeout (component), ==, 5);
  g_assert_cmpint (cdr_component_get_shutdown_timeout (component), ==, 6);

  count_notifies (component, "setup-timeout", &n_setup);
  count_notifies (component, "shutdown-timeout", &n_shutdown);

  cdr_component_set_setup_timeout (component, 5);
  cdr_component_set_shutdown_timeout (component, 6);
  g_object_set (component, "setup-timeout", 5, "shutdown-timeout", 6, NULL);
  g_assert_cmpuint (n_setup, ==, 0);
  g_assert_cmpuint (n_shutdown, ==, 0);

  cdr_component_set_setup_timeout (component, 0);
  g_assert_cmpuint (n_setup, ==, 1);
  g_assert_cmpuint (n_shutdown, ==, 0);
  cdr_component_set_shutdown_timeout (component, G_MAXINT);
  g_assert_cmpuint (n_setup, ==, 1);
  g_assert_cmpuint (n_shutdown, ==, 1);

  g_object_get (component, "setup-timeout", &value, NULL);
  g_assert_cmpint (value, ==, 0);
  g_object_get (component, "shutdown-timeout", &value, NULL);
  g_assert_cmpint (value, ==, G_MAXINT);

  g_object_set (component, "setup-timeout", -1, "shutdown-timeout", -1, NULL);
  g_assert_cmpint (cdr_component_get_setup_timeout (component), ==, -1);
  g_assert_cmpint (cdr_component_get_shutdown_timeout (component), ==, -1);
  g_assert_cmpuint (n_setup, ==, 2);
  g_assert_cmpuint (n_shutdown, ==, 2);
}

static void
test_timeouts_wrong (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (database, NULL);

  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*set_setup_timeout*timeout_ms >= -1*");
  cdr_component_set_setup_timeout (component, -2);
  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL,
                         "*set_shutdown_timeout*timeout_ms >= -1*");
  cdr_component_set_shutdown_timeout (component, G_MININT);
  g_test_assert_expected_messages ();

  g_assert_cmpint (cdr_component_get_setup_timeout (component), ==, -1);
  g_assert_cmpint (cdr_component_get_shutdown_timeout (component), ==, -1);
}

/* It is there from the adding on, and goes with the conductor, which then emits nothing. */
static void
test_conductor (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (database, NULL);
  guint n;

  count_notifies (component, "conductor", &n);
  g_assert_true (cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_REQUIRED,
                                              NULL));
  g_assert_true (cdr_component_get_conductor (component) == fixture->conductor);
  g_assert_cmpuint (n, ==, 1);

  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  g_assert_cmpuint (n, ==, 1);

  g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
  g_assert_null (cdr_component_get_conductor (component));
  g_assert_cmpuint (n, ==, 1);
}

/* What the conductor made and somebody keeps outlives it. */
static void
test_conductor_of_made (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = NULL;

  cdr_conductor_add (fixture->conductor, database);
  cdr_test_setup_ok (fixture);
  component = g_object_ref (cdr_test_get (fixture, database));
  g_assert_true (cdr_component_get_conductor (component) == fixture->conductor);
  cdr_test_shutdown_ok (fixture);
  g_assert_true (cdr_component_get_conductor (component) == fixture->conductor);

  g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
  g_assert_null (cdr_component_get_conductor (component));
  g_assert_finalize_object (g_steal_pointer (&component));
}

/* By hand. */

static void
set_up_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Outcome *outcome = user_data;

  outcome->is_done = TRUE;
  outcome->success = cdr_component_setup_finish (CDR_COMPONENT (object), result, &outcome->error);
}

static void
shut_down_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Outcome *outcome = user_data;

  outcome->is_done = TRUE;
  outcome->success = cdr_component_shutdown_finish (CDR_COMPONENT (object), result,
                                                    &outcome->error);
}

/* The callback never comes from inside the call. */
static void
set_up (Fixture      *fixture,
        CdrComponent *component,
        GCancellable *cancellable,
        Outcome      *outcome)
{
  outcome_clear (outcome);
  cdr_component_setup_async (component, cancellable, set_up_cb, outcome);
  g_assert_false (outcome->is_done);
  cdr_test_wait (fixture, outcome);
  g_assert_true (outcome->success == (outcome->error == NULL));
}

static void
shut_down (Fixture      *fixture,
           CdrComponent *component,
           GCancellable *cancellable,
           Outcome      *outcome)
{
  outcome_clear (outcome);
  cdr_component_shutdown_async (component, cancellable, shut_down_cb, outcome);
  g_assert_false (outcome->is_done);
  cdr_test_wait (fixture, outcome);
  g_assert_true (outcome->success == (outcome->error == NULL));
}

static void
state_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  g_autofree char *text = g_enum_to_string (CDR_TYPE_STATE,
                                            cdr_component_get_state (CDR_COMPONENT (object)));

  cdr_test_log_add (text + strlen ("CDR_STATE_"));
}

static void
test_by_hand (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (database, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  g_signal_connect (component, "notify::state", G_CALLBACK (state_cb), NULL);

  for (guint i = 0; i < 2; i++)
    {
      set_up (fixture, component, cancellable, &outcome);
      g_assert_no_error (outcome.error);
      g_assert_true (cdr_test_component_is_up (CDR_TEST_COMPONENT (component)));
      cdr_test_assert_log ("SETTING_UP Database.setup Database.up ACTIVE");

      shut_down (fixture, component, cancellable, &outcome);
      g_assert_no_error (outcome.error);
      g_assert_false (cdr_test_component_is_up (CDR_TEST_COMPONENT (component)));
      cdr_test_assert_log ("SHUTTING_DOWN Database.shutdown Database.down INACTIVE");
    }

  g_assert_finalize_object (g_steal_pointer (&component));
}

/* Whatever way the component answers. */
static void
test_by_hand_ways (Fixture *fixture)
{
  static const CdrTestBehaviour ways[] = {
    CDR_TEST_OK, CDR_TEST_INSIDE, CDR_TEST_THREAD, CDR_TEST_NESTED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (CdrComponent) component = g_object_new (database, NULL);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_auto (Outcome) outcome = { 0 };

      cdr_test_script (database, CDR_PHASE_SETUP, ways[i], 1);
      cdr_test_script (database, CDR_PHASE_SHUTDOWN, ways[i], 1);

      outcome_clear (&outcome);
      cdr_component_setup_async (component, cancellable, set_up_cb, &outcome);
      cdr_test_wait (fixture, &outcome);
      g_assert_no_error (outcome.error);
      g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_ACTIVE);

      outcome_clear (&outcome);
      cdr_component_shutdown_async (component, cancellable, shut_down_cb, &outcome);
      cdr_test_wait (fixture, &outcome);
      g_assert_no_error (outcome.error);
      g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_INACTIVE);
    }
}

static void
test_by_hand_fails (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (database, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };
  guint n;

  count_notifies (component, "error", &n);
  cdr_test_script (database, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  set_up (fixture, component, cancellable, &outcome);
  cdr_test_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "it broke");
  g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_FAILED);
  g_assert_error (cdr_component_get_error (component), G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  g_assert_cmpuint (n, ==, 1);

  /* Again, with the error cleared. */
  cdr_test_script (database, CDR_PHASE_SETUP, CDR_TEST_OK, 1);
  set_up (fixture, component, cancellable, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_null (cdr_component_get_error (component));
  g_assert_cmpuint (n, ==, 2);

  /* Down, whatever the outcome. */
  cdr_test_script (database, CDR_PHASE_SHUTDOWN, CDR_TEST_FAIL, 1);
  shut_down (fixture, component, cancellable, &outcome);
  cdr_test_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "it broke");
  g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_INACTIVE);
  g_assert_error (cdr_component_get_error (component), G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  g_assert_cmpuint (n, ==, 3);

  set_up (fixture, component, cancellable, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_null (cdr_component_get_error (component));
}

static void
test_by_hand_never_returned (Fixture *fixture)
{
  static const CdrTestBehaviour ways[] = { CDR_TEST_DROP, CDR_TEST_DROP_LATER, CDR_TEST_FALSE };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (CdrComponent) component = g_object_new (database, NULL);
      g_auto (Outcome) outcome = { 0 };

      cdr_test_script (database, CDR_PHASE_SETUP, ways[i], 1);
      set_up (fixture, component, cancellable, &outcome);
      g_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_NEVER_RETURNED);
      g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_FAILED);

      cdr_test_script (database, CDR_PHASE_SETUP, CDR_TEST_OK, 1);
      cdr_test_script (database, CDR_PHASE_SHUTDOWN, ways[i], 1);
      set_up (fixture, component, cancellable, &outcome);
      g_assert_no_error (outcome.error);
      shut_down (fixture, component, cancellable, &outcome);
      g_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_NEVER_RETURNED);
      g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_INACTIVE);

      cdr_test_scripts_reset ();
      g_assert_finalize_object (g_steal_pointer (&component));
    }
}

static void
test_by_hand_cancelled (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (database, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (database, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_component_setup_async (component, cancellable, set_up_cb, &outcome);
  cdr_test_run_until (fixture, "Database.setup");
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);
  cdr_test_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "gave up");
  g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_FAILED);
  cdr_test_assert_log ("Database.setup Database.cancelled Database.failed");
}

/* It is the component that decides: a success that comes all the same is one. */
static void
test_by_hand_late_success (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (database, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (database, CDR_PHASE_SETUP, CDR_TEST_LATE_SUCCESS, 5);
  cdr_component_setup_async (component, cancellable, set_up_cb, &outcome);
  cdr_test_run_until (fixture, "Database.setup");
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_ACTIVE);

  cdr_test_script (database, CDR_PHASE_SHUTDOWN, CDR_TEST_LATE_SUCCESS, 5);
  shut_down (fixture, component, cancellable, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_INACTIVE);
}

static void
test_by_hand_wrong_state (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (database, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) outcome = { 0 };

  shut_down (fixture, component, cancellable, &outcome);
  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_WRONG_STATE, "Database");
  g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_INACTIVE);

  /* While it is setting up. */
  cdr_test_script (database, CDR_PHASE_SETUP, CDR_TEST_OK, 1000);
  cdr_component_setup_async (component, cancellable, set_up_cb, &first);
  set_up (fixture, component, cancellable, &outcome);
  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_WRONG_STATE, "Database");
  shut_down (fixture, component, cancellable, &outcome);
  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_WRONG_STATE, "Database");
  g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_SETTING_UP);
  cdr_test_wait (fixture, &first);
  g_assert_no_error (first.error);

  /* While it is active. */
  set_up (fixture, component, cancellable, &outcome);
  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_WRONG_STATE, "Database");
  g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_ACTIVE);

  /* While it is shutting down. */
  outcome_clear (&first);
  cdr_test_script (database, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 1000);
  cdr_component_shutdown_async (component, cancellable, shut_down_cb, &first);
  shut_down (fixture, component, cancellable, &outcome);
  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_WRONG_STATE, "Database");
  set_up (fixture, component, cancellable, &outcome);
  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_WRONG_STATE, "Database");
  g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_SHUTTING_DOWN);
  cdr_test_wait (fixture, &first);
  g_assert_no_error (first.error);

  g_assert_null (cdr_component_get_error (component));
  cdr_test_assert_log ("Database.setup Database.up Database.shutdown Database.down");
}

static void
test_by_hand_owned (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (database, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  g_assert_true (cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_REQUIRED,
                                              NULL));
  set_up (fixture, component, cancellable, &outcome);
  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_WRONG_STATE,
                         "Database belongs to a conductor");

  cdr_test_setup_ok (fixture);
  shut_down (fixture, component, cancellable, &outcome);
  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_WRONG_STATE,
                         "Database belongs to a conductor");
  g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_ACTIVE);
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("Database.setup Database.up Database.shutdown Database.down");
}

/* Whoever sets it up need not hold it. */
static void
test_by_hand_held (Fixture *fixture)
{
  CdrComponent *component = g_object_new (database, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_component_setup_async (component, cancellable, set_up_cb, &outcome);
  g_object_unref (component);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 1);
  cdr_test_wait (fixture, &outcome);
  g_assert_no_error (outcome.error);
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
}

/* Nobody wants to know. */
static void
test_by_hand_no_callback (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (database, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  cdr_component_setup_async (component, cancellable, NULL, NULL);
  while (cdr_component_get_state (component) != CDR_STATE_ACTIVE)
    g_main_context_iteration (fixture->context, TRUE);
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
}

static void
test_by_hand_foreign_result (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (database, NULL);
  g_autoptr (GTask) foreign = g_task_new (component, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*setup_finish*cdr_task_is_valid*");
  g_assert_false (cdr_component_setup_finish (component, G_ASYNC_RESULT (foreign), &error));
  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*shutdown_finish*cdr_task_is_valid*");
  g_assert_false (cdr_component_shutdown_finish (component, G_ASYNC_RESULT (foreign), &error));
  g_test_assert_expected_messages ();
  g_assert_no_error (error);
  g_task_return_boolean (foreign, TRUE);
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
}

/* The pair, with its finish left out, and without a cancellable. */

static void
pair_async (CdrComponent        *component,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (component, cancellable, callback, user_data);

  g_assert_null (cancellable);
  cdr_test_log_add ("pair");
  g_task_return_boolean (task, TRUE);
}

static void
failing_async (CdrComponent        *component,
               GCancellable        *cancellable,
               GAsyncReadyCallback  callback,
               gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (component, cancellable, callback, user_data);

  cdr_test_log_add ("failing");
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
}

static void
pair_class_init (gpointer klass,
                 gpointer class_data)
{
  CDR_COMPONENT_CLASS (klass)->setup_async = pair_async;
  CDR_COMPONENT_CLASS (klass)->shutdown_async = failing_async;
}

static void
test_by_hand_pair (Fixture *fixture)
{
  GType type = cdr_test_type_new_custom ("Pair", CDR_TYPE_COMPONENT, pair_class_init, NULL);
  g_autoptr (CdrComponent) component = g_object_new (type, NULL);
  g_auto (Outcome) outcome = { 0 };

  set_up (fixture, component, NULL, &outcome);
  g_assert_no_error (outcome.error);
  shut_down (fixture, component, NULL, &outcome);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_INACTIVE);
  cdr_test_assert_log ("pair failing");
  g_assert_finalize_object (g_steal_pointer (&component));
}

static void
test_by_hand_nothing (Fixture *fixture)
{
  GType type = cdr_test_type_new_custom ("Nothing", CDR_TYPE_COMPONENT, NULL, NULL);
  g_autoptr (CdrComponent) component = g_object_new (type, NULL);
  g_auto (Outcome) outcome = { 0 };

  set_up (fixture, component, NULL, &outcome);
  g_assert_no_error (outcome.error);
  shut_down (fixture, component, NULL, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_finalize_object (g_steal_pointer (&component));
}

/* What it says to its conductor, where there is none. */
static void
test_without_conductor (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (database, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  g_auto (Outcome) outcome = { 0 };

  cdr_component_fail (component, error);
  cdr_component_extend_timeout (component, 1000);
  set_up (fixture, component, cancellable, &outcome);
  cdr_component_fail (component, error);
  cdr_component_extend_timeout (component, G_MAXUINT);
  g_assert_false (g_main_context_pending (fixture->context));
  g_assert_cmpint (cdr_component_get_state (component), ==, CDR_STATE_ACTIVE);
  g_assert_null (cdr_component_get_error (component));

  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*error != NULL*");
  cdr_component_fail (component, NULL);
  g_test_assert_expected_messages ();
}

/* Misuse of the class: virtual methods that are not there. */

static void
null_class_init (gpointer klass,
                 gpointer class_data)
{
  CdrComponentClass *component_class = klass;

  switch (GPOINTER_TO_UINT (class_data))
    {
    case 0:
      component_class->setup = NULL;
      break;

    case 1:
      component_class->shutdown = NULL;
      break;

    case 2:
      component_class->setup_async = NULL;
      break;

    case 3:
      component_class->setup_finish = NULL;
      break;

    case 4:
      component_class->shutdown_async = NULL;
      break;

    case 5:
      component_class->shutdown_finish = NULL;
      break;

    default:
      g_assert_not_reached ();
    }
}

static void
test_null_slots (Fixture *fixture)
{
  static const char *const slots[] = {
    "setup", "shutdown", "setup_async", "setup_finish", "shutdown_async", "shutdown_finish",
  };

  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    {
      g_autofree char *name = g_strdup_printf ("Null-%s", slots[i]);
      GType type = cdr_test_type_new_custom (name, CDR_TYPE_COMPONENT, null_class_init,
                                             GUINT_TO_POINTER (i));
      g_autoptr (CdrConductor) conductor = cdr_conductor_new ();
      g_autoptr (GError) error = NULL;

      cdr_conductor_add (conductor, type);
      g_assert_false (cdr_conductor_validate (conductor, &error));
      cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_INVALID_TYPE, name);
      cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_INVALID_TYPE, slots[i]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  database = cdr_test_type_new ("Database", NULL);

  cdr_test_add ("/component/name/default", test_name_default);
  cdr_test_add ("/component/name/version", test_name_version);
  cdr_test_add ("/component/name/set", test_name_set);

  cdr_test_add ("/component/property/defaults", test_defaults);
  cdr_test_add ("/component/property/timeouts", test_timeouts);
  cdr_test_add_misuse ("/component/property/timeouts-wrong", test_timeouts_wrong);
  cdr_test_add ("/component/property/conductor", test_conductor);
  cdr_test_add ("/component/property/conductor-of-made", test_conductor_of_made);

  cdr_test_add ("/component/by-hand/ok", test_by_hand);
  cdr_test_add ("/component/by-hand/ways", test_by_hand_ways);
  cdr_test_add ("/component/by-hand/fails", test_by_hand_fails);
  cdr_test_add ("/component/by-hand/never-returned", test_by_hand_never_returned);
  cdr_test_add ("/component/by-hand/cancelled", test_by_hand_cancelled);
  cdr_test_add ("/component/by-hand/late-success", test_by_hand_late_success);
  cdr_test_add ("/component/by-hand/wrong-state", test_by_hand_wrong_state);
  cdr_test_add ("/component/by-hand/owned", test_by_hand_owned);
  cdr_test_add ("/component/by-hand/held", test_by_hand_held);
  cdr_test_add ("/component/by-hand/no-callback", test_by_hand_no_callback);
  cdr_test_add_misuse ("/component/by-hand/foreign-result", test_by_hand_foreign_result);
  cdr_test_add ("/component/by-hand/pair", test_by_hand_pair);
  cdr_test_add ("/component/by-hand/nothing", test_by_hand_nothing);

  cdr_test_add_misuse ("/component/without-conductor", test_without_conductor);
  cdr_test_add ("/component/null-slots", test_null_slots);

  return g_test_run ();
}
