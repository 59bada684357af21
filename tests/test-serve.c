/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

/* Whole lives: what ends serve, and what it says of it. */

static GType database, web;

#define ALL_UP "Database.setup Database.up Web.setup Web.up"
#define ALL_DOWN "Web.shutdown Web.down Database.shutdown Database.down"

static void
served_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Outcome *outcome = user_data;

  g_assert_false (outcome->is_done);
  outcome->success = cdr_conductor_serve_finish (CDR_CONDUCTOR (object), result, &outcome->error);
  outcome->is_done = TRUE;
  outcome->time_us = cdr_test_clock_now ();
  g_assert_true (outcome->success == (outcome->error == NULL));
}

static void
begin_serve (Fixture      *fixture,
             GCancellable *cancellable,
             Outcome      *outcome)
{
  cdr_conductor_serve_async (fixture->conductor, cancellable, served_cb, outcome);
  g_assert_false (outcome->is_done);
}

/* Adds both and serves until they are active. */
static void
begin_active (Fixture      *fixture,
              GCancellable *cancellable,
              Outcome      *outcome)
{
  cdr_conductor_add (fixture->conductor, web);
  begin_serve (fixture, cancellable, outcome);
  while (cdr_conductor_get_state (fixture->conductor) != CDR_STATE_ACTIVE)
    g_main_context_iteration (fixture->context, TRUE);
  cdr_test_run_for (fixture, 100);
  g_assert_false (outcome->is_done);
  cdr_test_assert_log (ALL_UP);
}

static guint
count_sources (GMainContext *context)
{
  g_autoptr (GSource) probe = g_idle_source_new ();
  guint last = g_source_attach (probe, context);
  guint n = 0;

  for (guint id = 1; id < last; id++)
    n += g_main_context_find_source_by_id (context, id) != NULL;

  g_source_destroy (probe);
  return n;
}

/* Nothing is left to come but for the conductor's own source. */
static void
assert_quiet (Fixture *fixture)
{
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
  g_assert_cmpuint (count_sources (fixture->context), ==, 1);
}

static void
expect_success (Fixture *fixture,
                Outcome *outcome)
{
  cdr_test_wait (fixture, outcome);
  g_assert_no_error (outcome->error);
  g_assert_true (outcome->success);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
  assert_quiet (fixture);
}

static void
expect_error (Fixture    *fixture,
              Outcome    *outcome,
              GQuark      domain,
              int         code,
              const char *message_part)
{
  cdr_test_wait (fixture, outcome);
  g_assert_false (outcome->success);
  cdr_test_assert_error (outcome->error, domain, code, message_part);
  assert_quiet (fixture);
}

static void
expect_cancelled (Fixture *fixture,
                  Outcome *outcome)
{
  expect_error (fixture, outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED, NULL);
}

static void
expect_broken (Fixture    *fixture,
               Outcome    *outcome,
               const char *message_part)
{
  expect_error (fixture, outcome, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, message_part);
}

static gboolean
quit_cb (gpointer user_data)
{
  cdr_conductor_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
quit_after (Fixture *fixture,
            guint    ms)
{
  g_autoptr (GSource) source = g_timeout_source_new (ms);

  g_source_set_callback (source, quit_cb, fixture->conductor, NULL);
  g_source_attach (source, fixture->context);
}

/* The blocking form, with nothing but a quit. */
static void
serve_and_quit (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  quit_after (fixture, 100);
  g_assert_true (cdr_conductor_serve (fixture->conductor, NULL, &error));
  g_assert_no_error (error);
  cdr_test_assert_log (ALL_UP " " ALL_DOWN);
  assert_quiet (fixture);
}

static void
fail (Fixture *fixture,
      GType    type)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "it died");

  cdr_component_fail (cdr_test_get (fixture, type), error);
}

/* Quit. */

static void
test_empty (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  quit_after (fixture, 100);
  g_assert_true (cdr_conductor_serve (fixture->conductor, NULL, &error));
  g_assert_no_error (error);
  assert_quiet (fixture);
}

static void
test_blocking (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, web);
  serve_and_quit (fixture);
}

static void
test_again (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, web);
  serve_and_quit (fixture);
  serve_and_quit (fixture);
}

static void
test_quit_before (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (fixture->conductor, web);
  cdr_conductor_quit (fixture->conductor);
  cdr_test_run_for (fixture, 100);
  g_assert_true (cdr_conductor_serve (fixture->conductor, NULL, &error));
  g_assert_no_error (error);
  cdr_test_assert_log ("");

  /* It was for one time. */
  serve_and_quit (fixture);
}

static void
test_quit_just_before (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (fixture->conductor, web);
  cdr_conductor_quit (fixture->conductor);
  g_assert_true (cdr_conductor_serve (fixture->conductor, NULL, &error));
  g_assert_no_error (error);
  cdr_test_assert_log ("");
  serve_and_quit (fixture);
}

static void
test_quit_forgotten (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, web);
  cdr_conductor_quit (fixture->conductor);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log (ALL_UP " " ALL_DOWN);
  serve_and_quit (fixture);
}

static void
test_quit_before_active (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  cdr_conductor_quit (fixture->conductor);
  cdr_test_run_for (fixture, 100);
  cdr_test_assert_log (ALL_UP);

  begin_serve (fixture, NULL, &outcome);
  expect_success (fixture, &outcome);
  cdr_test_assert_log (ALL_DOWN);
}

/* In the same turn: nothing has begun yet, and nothing does. */
static void
test_quit_at_once (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_add (fixture->conductor, web);
  begin_serve (fixture, NULL, &outcome);
  cdr_conductor_quit (fixture->conductor);
  expect_success (fixture, &outcome);
  g_assert_cmpint (cdr_test_log_index_of ("Web.setup"), ==, -1);
}

/* What came up late is shut down. */
static void
test_quit_during_setup (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (database, CDR_PHASE_SETUP, CDR_TEST_OK, 20);
  cdr_conductor_add (fixture->conductor, web);
  begin_serve (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Database.setup");
  cdr_conductor_quit (fixture->conductor);
  expect_success (fixture, &outcome);
  cdr_test_assert_log ("Database.setup Database.cancelled Database.up "
                       "Database.shutdown Database.down");
}

static void
test_quit_during_setup_polite (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (web, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_conductor_add (fixture->conductor, web);
  begin_serve (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Web.setup");
  cdr_conductor_quit (fixture->conductor);
  expect_success (fixture, &outcome);
  cdr_test_assert_log ("Database.setup Database.up Web.setup Web.cancelled Web.failed "
                       "Database.shutdown Database.down");
  cdr_test_scripts_reset ();
  serve_and_quit (fixture);
}

/* The rollback has its bounds, and what it left behind is reported. */
static void
test_quit_during_setup_hanging (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  gint64 begin_us;

  cdr_test_script (web, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  cdr_conductor_add (fixture->conductor, web);
  begin_serve (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Web.setup");
  begin_us = cdr_test_clock_now ();
  cdr_conductor_quit (fixture->conductor);
  expect_error (fixture, &outcome, CDR_ERROR, CDR_ERROR_SHUTDOWN_INCOMPLETE, "Web");
  g_assert_cmpint (outcome.time_us - begin_us, <=, 22 * G_USEC_PER_SEC);
  cdr_test_release_hanging ();
  assert_quiet (fixture);
  cdr_test_assert_before ("Database.shutdown", "Database.down");
}

static void
test_quit_active (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  begin_active (fixture, NULL, &outcome);
  cdr_conductor_quit (fixture->conductor);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_ACTIVE);
  expect_success (fixture, &outcome);
  cdr_test_assert_log (ALL_DOWN);
}

/* Nothing: not a hurry, and not the next one's end. */
static void
test_quit_during_shutdown (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (web, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 50);
  begin_active (fixture, NULL, &outcome);
  cdr_conductor_quit (fixture->conductor);
  cdr_test_run_until (fixture, "Web.shutdown");
  cdr_conductor_quit (fixture->conductor);
  cdr_test_run_for (fixture, 10);
  cdr_conductor_quit (fixture->conductor);
  expect_success (fixture, &outcome);
  cdr_test_assert_log (ALL_DOWN);
  serve_and_quit (fixture);
}

static void
quit_hook (CdrComponent *component,
           CdrPhase      phase,
           gpointer      user_data)
{
  if (phase == CDR_PHASE_SETUP)
    cdr_conductor_quit (cdr_component_get_conductor (component));
}

static void
test_quit_inside (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_hook (database, quit_hook, NULL);
  cdr_conductor_add (fixture->conductor, web);
  begin_serve (fixture, NULL, &outcome);
  expect_success (fixture, &outcome);
  cdr_test_assert_log ("Database.setup Database.cancelled Database.up "
                       "Database.shutdown Database.down");
}

static gpointer
quit_thread (gpointer user_data)
{
  for (guint i = 0; i < 100; i++)
    cdr_conductor_quit (user_data);
  return NULL;
}

static void
test_quit_threads (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  GThread *threads[4];

  begin_active (fixture, NULL, &outcome);

  cdr_test_clock_expect_thread (1);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("quit", quit_thread, fixture->conductor);
  while (cdr_conductor_get_state (fixture->conductor) == CDR_STATE_ACTIVE)
    g_main_context_iteration (fixture->context, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  cdr_test_clock_expect_thread (-1);

  expect_success (fixture, &outcome);
  cdr_test_assert_log (ALL_DOWN);
  serve_and_quit (fixture);
}

/* The cancellable. */

static void
test_cancel_before (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  g_cancellable_cancel (cancellable);
  cdr_conductor_add (fixture->conductor, web);
  begin_serve (fixture, cancellable, &outcome);
  expect_cancelled (fixture, &outcome);
  cdr_test_assert_log ("");
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
  serve_and_quit (fixture);
}

static void
test_cancel_during_setup (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (web, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_conductor_add (fixture->conductor, web);
  begin_serve (fixture, cancellable, &outcome);
  cdr_test_run_until (fixture, "Web.setup");
  g_cancellable_cancel (cancellable);
  expect_cancelled (fixture, &outcome);
  cdr_test_assert_log ("Database.setup Database.up Web.setup Web.cancelled Web.failed "
                       "Database.shutdown Database.down");
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
}

static void
test_cancel_active (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  begin_active (fixture, cancellable, &outcome);
  g_cancellable_cancel (cancellable);
  expect_cancelled (fixture, &outcome);
  cdr_test_assert_log (ALL_DOWN); /* in order, and not in a hurry */
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
}

/* A hurry; the stop was asked for otherwise, and everything came down. */
static void
test_cancel_during_shutdown (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };
  gint64 begin_us;

  cdr_test_script (web, CDR_PHASE_SHUTDOWN, CDR_TEST_POLITE, 0);
  cdr_test_script (database, CDR_PHASE_SHUTDOWN, CDR_TEST_POLITE, 0);
  begin_active (fixture, cancellable, &outcome);
  begin_us = cdr_test_clock_now ();
  cdr_conductor_quit (fixture->conductor);
  cdr_test_run_until (fixture, "Web.shutdown");
  g_cancellable_cancel (cancellable);
  expect_success (fixture, &outcome);
  cdr_test_assert_log ("Web.shutdown Web.cancelled Web.broken "
                       "Database.shutdown Database.cancelled Database.broken");
  g_assert_cmpint (outcome.time_us - begin_us, <, G_USEC_PER_SEC / 10);
}

static void
test_cancel_during_shutdown_hanging (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };
  gint64 begin_us;

  cdr_test_script (web, CDR_PHASE_SHUTDOWN, CDR_TEST_HANG, 0);
  begin_active (fixture, cancellable, &outcome);
  begin_us = cdr_test_clock_now ();
  cdr_conductor_quit (fixture->conductor);
  cdr_test_run_until (fixture, "Web.shutdown");
  g_cancellable_cancel (cancellable);
  expect_error (fixture, &outcome, CDR_ERROR, CDR_ERROR_SHUTDOWN_INCOMPLETE, "Web");
  g_assert_cmpint (outcome.time_us - begin_us, <, 12 * G_USEC_PER_SEC / 10);
  cdr_test_assert_before ("Web.cancelled", "Database.shutdown");
  cdr_test_release_hanging ();
  assert_quiet (fixture);
}

/* The failure is the first thing that went wrong. */
static void
test_cancel_during_rollback (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (web, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_test_script (database, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 50);
  cdr_conductor_add (fixture->conductor, web);
  begin_serve (fixture, cancellable, &outcome);
  cdr_test_run_until (fixture, "Database.shutdown");
  g_cancellable_cancel (cancellable);
  expect_broken (fixture, &outcome, "Web (setup): it broke");
  g_assert_cmpuint (cdr_test_log_count ("Database.down"), ==, 1);
}

static void
test_cancel_with_quit (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  begin_active (fixture, cancellable, &outcome);
  g_cancellable_cancel (cancellable);
  cdr_conductor_quit (fixture->conductor);
  cdr_test_wait (fixture, &outcome); /* either came first */
  cdr_test_assert_before ("Web.down", "Database.down");
  assert_quiet (fixture);
  cdr_test_log_clear ();
  serve_and_quit (fixture);
}

/* Failures. */

static void
test_setup_fails (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (web, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, web);
  begin_serve (fixture, NULL, &outcome);
  expect_broken (fixture, &outcome, "Web (setup): it broke");
  cdr_test_assert_log ("Database.setup Database.up Web.setup Web.failed "
                       "Database.shutdown Database.down");
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_FAILED);
  cdr_test_scripts_reset ();
  serve_and_quit (fixture);
}

/* A stop that was asked for does not hide what fails on the way. */
static void
test_setup_fails_after_quit (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (web, CDR_PHASE_SETUP, CDR_TEST_LATE_FAILURE, 20);
  cdr_conductor_add (fixture->conductor, web);
  begin_serve (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Web.setup");
  cdr_conductor_quit (fixture->conductor);
  cdr_test_wait (fixture, &outcome);
  g_assert_cmpuint (g_list_model_get_n_items (cdr_conductor_get_failures (fixture->conductor)),
                    ==, 1);
  assert_quiet (fixture);
  cdr_test_assert_log ("Database.setup Database.up Web.setup Web.cancelled Web.failed "
                       "Database.shutdown Database.down");
}

static void
test_bad_graph (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_add (fixture->conductor, CDR_TYPE_COMPONENT);
  begin_serve (fixture, NULL, &outcome);
  expect_error (fixture, &outcome, CDR_ERROR, CDR_ERROR_INVALID_TYPE, "CdrComponent");
  cdr_test_assert_log ("");
}

static void
test_component_fails (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  begin_active (fixture, NULL, &outcome);
  fail (fixture, database);
  expect_broken (fixture, &outcome, "Database");
  g_assert_nonnull (strstr (outcome.error->message, "it died"));
  cdr_test_assert_log (ALL_DOWN);
  g_assert_cmpuint (g_list_model_get_n_items (cdr_conductor_get_failures (fixture->conductor)),
                    ==, 1);
  serve_and_quit (fixture);
}

static void
test_component_fails_then_shutdown (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (web, CDR_PHASE_SHUTDOWN, CDR_TEST_FAIL, 1);
  begin_active (fixture, NULL, &outcome);
  fail (fixture, database);
  expect_broken (fixture, &outcome, "it died");
  cdr_test_assert_log ("Web.shutdown Web.broken Database.shutdown Database.down");
}

static void
test_component_fails_with_quit (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  begin_active (fixture, NULL, &outcome);
  cdr_conductor_quit (fixture->conductor);
  fail (fixture, database);
  expect_broken (fixture, &outcome, "it died");
  cdr_test_assert_log (ALL_DOWN);
}

static void
test_shutdown_incomplete (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (web, CDR_PHASE_SHUTDOWN, CDR_TEST_FAIL, 1);
  begin_active (fixture, NULL, &outcome);
  cdr_conductor_quit (fixture->conductor);
  expect_error (fixture, &outcome, CDR_ERROR, CDR_ERROR_SHUTDOWN_INCOMPLETE, "Web");
  cdr_test_assert_log ("Web.shutdown Web.broken Database.shutdown Database.down");
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
}

/* Others. */

static void
test_shutdown_elsewhere (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_auto (Outcome) other = { 0 };

  begin_active (fixture, NULL, &outcome);
  cdr_test_shutdown_begin (fixture, NULL, &other);
  cdr_test_wait (fixture, &other);
  g_assert_true (other.success);
  expect_success (fixture, &outcome);
  cdr_test_assert_log (ALL_DOWN);
}

static void
test_shutdown_elsewhere_in_setup (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_auto (Outcome) other = { 0 };

  cdr_test_script (web, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_conductor_add (fixture->conductor, web);
  begin_serve (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Web.setup");
  cdr_test_shutdown_begin (fixture, NULL, &other);
  cdr_test_wait (fixture, &other);
  g_assert_true (other.success);
  expect_success (fixture, &outcome);
  cdr_test_assert_before ("Web.failed", "Database.shutdown");
}

static void
test_twice (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_auto (Outcome) second = { 0 };

  begin_active (fixture, NULL, &outcome);
  begin_serve (fixture, NULL, &second);
  cdr_test_wait (fixture, &second);
  cdr_test_assert_error (second.error, CDR_ERROR, CDR_ERROR_WRONG_STATE, "serving");
  g_assert_false (outcome.is_done);
  cdr_test_assert_log ("");

  cdr_conductor_quit (fixture->conductor);
  expect_success (fixture, &outcome);
  cdr_test_assert_log (ALL_DOWN);
}

/* The first one's end is not the second one's. */
static void
test_twice_with_quit (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_auto (Outcome) second = { 0 };

  begin_active (fixture, NULL, &outcome);
  cdr_conductor_quit (fixture->conductor);
  begin_serve (fixture, NULL, &second);
  cdr_test_wait (fixture, &second);
  cdr_test_assert_error (second.error, CDR_ERROR, CDR_ERROR_WRONG_STATE, NULL);
  expect_success (fixture, &outcome);
  cdr_test_assert_log (ALL_DOWN);
}

static void
test_active_already (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  cdr_test_assert_log (ALL_UP);

  begin_serve (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 100);
  g_assert_false (outcome.is_done);
  cdr_test_assert_log ("");

  cdr_conductor_quit (fixture->conductor);
  expect_success (fixture, &outcome);
  cdr_test_assert_log (ALL_DOWN);
}

static void
test_shutting_down_already (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_auto (Outcome) other = { 0 };

  cdr_test_script (web, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 50);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_begin (fixture, NULL, &other);
  cdr_test_run_until (fixture, "Web.shutdown");
  begin_serve (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &outcome);
  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_WRONG_STATE, NULL);
  cdr_test_wait (fixture, &other);
  g_assert_true (other.success);
  assert_quiet (fixture);
  cdr_test_log_clear ();
  cdr_test_scripts_reset ();
  serve_and_quit (fixture);
}

/* A setup that is under way is joined. */
static void
test_setting_up_already (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_auto (Outcome) other = { 0 };

  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_begin (fixture, NULL, &other);
  cdr_test_run_until (fixture, "Database.setup");
  begin_serve (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &other);
  g_assert_true (other.success);
  cdr_test_run_for (fixture, 100);
  g_assert_false (outcome.is_done);
  cdr_test_assert_log (ALL_UP);
  cdr_conductor_quit (fixture->conductor);
  expect_success (fixture, &outcome);
  cdr_test_assert_log (ALL_DOWN);
}

static void
block_hook (CdrComponent *component,
            CdrPhase      phase,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cdr_conductor_serve (cdr_component_get_conductor (component), NULL, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_WRONG_STATE);
}

static void
test_blocking_inside (Fixture *fixture)
{
  cdr_test_hook (database, block_hook, NULL);
  cdr_conductor_add (fixture->conductor, web);
  serve_and_quit (fixture);
}

/* Disposing. */

static void
dispose (Fixture    *fixture,
         const char *warning)
{
  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, warning);
  g_object_run_dispose (G_OBJECT (fixture->conductor));
  g_test_assert_expected_messages ();
}

static void
test_disposed_active (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  begin_active (fixture, NULL, &outcome);
  dispose (fixture, "*disposed of while 2 components were up*");
  cdr_test_wait (fixture, &outcome);
  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_DISPOSED, NULL);
  cdr_test_run_for (fixture, 100);
  g_assert_cmpuint (count_sources (fixture->context), ==, 0);
  cdr_test_assert_log ("");
}

static void
test_disposed_in_setup (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (web, CDR_PHASE_SETUP, CDR_TEST_OK, 50);
  cdr_conductor_add (fixture->conductor, web);
  begin_serve (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Web.setup");
  dispose (fixture, "*disposed of while 2 components were up*");
  cdr_test_wait (fixture, &outcome);
  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_DISPOSED, NULL);
  cdr_test_run_for (fixture, 100);
  g_assert_cmpuint (count_sources (fixture->context), ==, 0);
  g_assert_cmpint (cdr_test_log_index_of ("Database.shutdown"), ==, -1);
}

static void
test_disposed_in_shutdown (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (web, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 50);
  begin_active (fixture, NULL, &outcome);
  cdr_conductor_quit (fixture->conductor);
  cdr_test_run_until (fixture, "Web.shutdown");
  dispose (fixture, "*disposed of while 2 components were up*");
  cdr_test_wait (fixture, &outcome);
  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_DISPOSED, NULL);
  cdr_test_run_for (fixture, 100);
  g_assert_cmpuint (count_sources (fixture->context), ==, 0);
  cdr_test_assert_log ("Web.shutdown Web.down");
}

static void
test_disposed_before (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_add (fixture->conductor, web);
  g_object_run_dispose (G_OBJECT (fixture->conductor));
  begin_serve (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &outcome);
  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_DISPOSED, NULL);
  cdr_conductor_quit (fixture->conductor);
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
  g_assert_cmpuint (count_sources (fixture->context), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  database = cdr_test_type_new ("Database", NULL);
  web = cdr_test_type_new ("Web", "database", database, NULL);

  cdr_test_add ("/serve/empty", test_empty);
  cdr_test_add ("/serve/blocking", test_blocking);
  cdr_test_add ("/serve/blocking-inside", test_blocking_inside);
  cdr_test_add ("/serve/again", test_again);
  cdr_test_add ("/serve/quit/before", test_quit_before);
  cdr_test_add ("/serve/quit/just-before", test_quit_just_before);
  cdr_test_add ("/serve/quit/forgotten", test_quit_forgotten);
  cdr_test_add ("/serve/quit/before-active", test_quit_before_active);
  cdr_test_add ("/serve/quit/at-once", test_quit_at_once);
  cdr_test_add ("/serve/quit/during-setup", test_quit_during_setup);
  cdr_test_add ("/serve/quit/during-setup-polite", test_quit_during_setup_polite);
  cdr_test_add ("/serve/quit/during-setup-hanging", test_quit_during_setup_hanging);
  cdr_test_add ("/serve/quit/active", test_quit_active);
  cdr_test_add ("/serve/quit/during-shutdown", test_quit_during_shutdown);
  cdr_test_add ("/serve/quit/inside", test_quit_inside);
  cdr_test_add ("/serve/quit/threads", test_quit_threads);
  cdr_test_add ("/serve/cancel/before", test_cancel_before);
  cdr_test_add ("/serve/cancel/during-setup", test_cancel_during_setup);
  cdr_test_add ("/serve/cancel/active", test_cancel_active);
  cdr_test_add ("/serve/cancel/during-shutdown", test_cancel_during_shutdown);
  cdr_test_add ("/serve/cancel/during-shutdown-hanging", test_cancel_during_shutdown_hanging);
  cdr_test_add ("/serve/cancel/during-rollback", test_cancel_during_rollback);
  cdr_test_add ("/serve/cancel/with-quit", test_cancel_with_quit);
  cdr_test_add ("/serve/setup-fails", test_setup_fails);
  cdr_test_add ("/serve/setup-fails/after-quit", test_setup_fails_after_quit);
  cdr_test_add ("/serve/bad-graph", test_bad_graph);
  cdr_test_add ("/serve/component-fails", test_component_fails);
  cdr_test_add ("/serve/component-fails/then-shutdown", test_component_fails_then_shutdown);
  cdr_test_add ("/serve/component-fails/with-quit", test_component_fails_with_quit);
  cdr_test_add ("/serve/shutdown-incomplete", test_shutdown_incomplete);
  cdr_test_add ("/serve/shutdown-elsewhere", test_shutdown_elsewhere);
  cdr_test_add ("/serve/shutdown-elsewhere/in-setup", test_shutdown_elsewhere_in_setup);
  cdr_test_add ("/serve/twice", test_twice);
  cdr_test_add ("/serve/twice/with-quit", test_twice_with_quit);
  cdr_test_add ("/serve/active-already", test_active_already);
  cdr_test_add ("/serve/setting-up-already", test_setting_up_already);
  cdr_test_add ("/serve/shutting-down-already", test_shutting_down_already);
  cdr_test_add ("/serve/disposed/before", test_disposed_before);
  cdr_test_add ("/serve/disposed/in-setup", test_disposed_in_setup);
  cdr_test_add ("/serve/disposed/active", test_disposed_active);
  cdr_test_add ("/serve/disposed/in-shutdown", test_disposed_in_shutdown);

  return g_test_run ();
}
