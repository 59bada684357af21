/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

/* What a shutdown waits for before the first component goes down. */

static GType database, web;

#define ALL_UP "Database.setup Database.up Web.setup Web.up"
#define ALL_DOWN "Web.shutdown Web.down Database.shutdown Database.down"

static void
become_active (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  cdr_test_assert_log (ALL_UP);
}

static void
assert_waiting (Fixture    *fixture,
                const char *text)
{
  g_autofree char *waiting = cdr_conductor_describe_waiting (fixture->conductor);

  g_assert_cmpstr (waiting, ==, text);
}

/* Nobody has gone down, and the shutdown goes on. */
static void
assert_held (Fixture *fixture,
             Outcome *outcome)
{
  g_assert_false (outcome->is_done);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_SHUTTING_DOWN);
  cdr_test_assert_state (fixture, web, CDR_STATE_ACTIVE);
  cdr_test_assert_log ("");
}

static void
assert_down (Fixture *fixture,
             Outcome *outcome,
             gint64   after_ms,
             gint64   since_us)
{
  cdr_test_wait (fixture, outcome);
  g_assert_no_error (outcome->error);
  g_assert_cmpint (cdr_test_log_time_of ("Web.shutdown") - since_us, ==, after_ms * 1000);
  cdr_test_assert_log (ALL_DOWN);
}

static void
test_released (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (CdrInhibitor) first = NULL;
  g_autoptr (CdrInhibitor) second = NULL;
  gint64 begun_us;

  become_active (fixture);
  first = cdr_conductor_inhibit (fixture->conductor, "first", 5000);
  second = cdr_conductor_inhibit (fixture->conductor, "second", 5000);
  g_assert_cmpstr (cdr_inhibitor_get_reason (first), ==, "first");
  cdr_test_run_for (fixture, 60000); /* no deadline counts yet */

  begun_us = cdr_test_clock_now ();
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 1000);
  assert_held (fixture, &outcome);
  g_assert_cmpstr (cdr_conductor_get_status (fixture->conductor), ==,
                   "Shutting down: 0 of 2, waiting for first");

  cdr_inhibitor_release (first);
  cdr_inhibitor_release (first);
  g_assert_true (cdr_inhibitor_is_over (first));
  g_assert_false (cdr_inhibitor_is_over (second));
  cdr_test_run_for (fixture, 500);
  assert_held (fixture, &outcome);
  g_assert_cmpstr (cdr_conductor_get_status (fixture->conductor), ==,
                   "Shutting down: 0 of 2, waiting for second");

  cdr_inhibitor_release (second);
  assert_down (fixture, &outcome, 1500, begun_us);
}

static void
test_dropped (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  CdrInhibitor *inhibitor;
  gint64 begun_us;

  become_active (fixture);
  inhibitor = cdr_conductor_inhibit (fixture->conductor, "saving", 0);
  begun_us = cdr_test_clock_now ();
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 700);
  assert_held (fixture, &outcome);
  g_object_unref (inhibitor);
  assert_down (fixture, &outcome, 700, begun_us);
}

static void
test_released_before (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (CdrInhibitor) inhibitor = NULL;
  gint64 begun_us;

  become_active (fixture);
  inhibitor = cdr_conductor_inhibit (fixture->conductor, "saving", 0);
  cdr_inhibitor_release (inhibitor);
  begun_us = cdr_test_clock_now ();
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  assert_down (fixture, &outcome, 0, begun_us);
}

/* -1 is the conductor's timeout. */
static void
test_deadline (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (CdrInhibitor) own = NULL;
  g_autoptr (CdrInhibitor) usual = NULL;
  gint64 begun_us;

  cdr_conductor_set_shutdown_timeout (fixture->conductor, 1500);
  become_active (fixture);
  own = cdr_conductor_inhibit (fixture->conductor, "own", 300);
  usual = cdr_conductor_inhibit (fixture->conductor, "usual", -1);

  begun_us = cdr_test_clock_now ();
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 100);
  assert_waiting (fixture, "The shutdown waits for: own (0.1 s, 0.2 s before its deadline), "
                           "usual (0.1 s, 1.4 s before its deadline)");
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE,
                          "The shutdown does not wait any longer for: own (0.3 s)");
  cdr_test_run_for (fixture, 900);
  cdr_test_assert_logged ();
  g_assert_true (cdr_inhibitor_is_over (own));
  assert_held (fixture, &outcome);

  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE,
                          "The shutdown does not wait any longer for: usual (1.5 s)");
  assert_down (fixture, &outcome, 1500, begun_us);
  g_assert_true (cdr_inhibitor_is_over (usual));
}

/* Without a deadline of its own there is still that of the whole, which means hurry. */
static void
test_whole_deadline (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (CdrInhibitor) inhibitor = NULL;
  gint64 begun_us;

  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  cdr_conductor_set_shutdown_deadline (fixture->conductor, 4000);
  become_active (fixture);
  inhibitor = cdr_conductor_inhibit (fixture->conductor, "saving", 0);
  begun_us = cdr_test_clock_now ();
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 1000);
  assert_waiting (fixture, "The shutdown waits for: saving (1.0 s, 3.0 s before the deadline of "
                           "the whole shutdown)");
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE,
                          "The shutdown does not wait any longer for: saving (4.0 s)");
  cdr_test_wait (fixture, &outcome);
  g_assert_cmpint (cdr_test_log_time_of ("Web.shutdown") - begun_us, ==, 4000 * 1000);
  g_assert_true (cdr_inhibitor_is_over (inhibitor));
  cdr_test_log_clear ();
}

static void
test_no_deadline (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (CdrInhibitor) inhibitor = NULL;
  gint64 begun_us;

  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  cdr_conductor_set_shutdown_deadline (fixture->conductor, 0);
  become_active (fixture);
  inhibitor = cdr_conductor_inhibit (fixture->conductor, "saving", 0);
  begun_us = cdr_test_clock_now ();
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 3600 * 1000);
  assert_held (fixture, &outcome);
  assert_waiting (fixture, "The shutdown waits for: saving (3600.0 s)");
  cdr_inhibitor_release (inhibitor);
  assert_down (fixture, &outcome, 3600 * 1000, begun_us);
}

static void
test_hurry (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (CdrInhibitor) inhibitor = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gint64 begun_us;

  become_active (fixture);
  inhibitor = cdr_conductor_inhibit (fixture->conductor, "saving", 0);
  begun_us = cdr_test_clock_now ();
  cdr_test_shutdown_begin (fixture, cancellable, &outcome);
  cdr_test_run_for (fixture, 400);
  assert_held (fixture, &outcome);
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE,
                          "The shutdown does not wait any longer for: saving (0.4 s)");
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);
  g_assert_cmpint (cdr_test_log_time_of ("Web.shutdown") - begun_us, ==, 400 * 1000);
  g_assert_true (cdr_inhibitor_is_over (inhibitor));
  cdr_test_log_clear ();
}

static void
test_slow (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (CdrInhibitor) inhibitor = NULL;
  gint64 begun_us;

  become_active (fixture);
  inhibitor = cdr_conductor_inhibit (fixture->conductor, "saving", 9000);
  begun_us = cdr_test_clock_now ();
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE,
                          "The shutdown waits for: saving (2.0 s, 7.0 s before its deadline)");
  cdr_test_run_for (fixture, 5000);
  cdr_test_assert_logged ();
  cdr_inhibitor_release (inhibitor);
  assert_down (fixture, &outcome, 5000, begun_us);
}

/* An active component's failure is no reason to lose what is being saved. */
static void
test_component_fails (Fixture *fixture)
{
  g_autoptr (CdrInhibitor) inhibitor = NULL;
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "it broke");
  g_auto (Outcome) outcome = { 0 };

  become_active (fixture);
  inhibitor = cdr_conductor_inhibit (fixture->conductor, "saving", 5000);
  cdr_component_fail (cdr_test_get (fixture, database), error);
  cdr_test_run_for (fixture, 1000);
  assert_held (fixture, &outcome);
  cdr_component_fail (cdr_test_get (fixture, web), error);
  cdr_test_run_for (fixture, 100);
  assert_held (fixture, &outcome);
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_inhibitor_release (inhibitor);
  cdr_test_wait (fixture, &outcome);
  cdr_test_assert_failures (fixture, "Database/active Web/active");
  cdr_test_assert_log (ALL_DOWN);
}

/* A setup that is stopped, or fails, waits for nobody; the handle counts the next time. */
static void
test_rollback (Fixture *fixture)
{
  g_auto (Outcome) setup = { 0 };
  g_auto (Outcome) stopped = { 0 };
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (CdrInhibitor) inhibitor = cdr_conductor_inhibit (fixture->conductor, "early", 0);
  gint64 begun_us;

  cdr_test_script (web, CDR_PHASE_SETUP, CDR_TEST_FAIL, 10);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, NULL);

  cdr_test_script (web, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_test_setup_begin (fixture, NULL, &setup);
  cdr_test_run_for (fixture, 10);
  begun_us = cdr_test_clock_now ();
  cdr_test_shutdown_begin (fixture, NULL, &stopped);
  cdr_test_wait (fixture, &stopped);
  g_assert_cmpint (stopped.time_us - begun_us, <, 100 * 1000);
  g_assert_true (setup.is_done);
  g_assert_false (cdr_inhibitor_is_over (inhibitor));

  cdr_test_script (web, CDR_PHASE_SETUP, CDR_TEST_OK, 1);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();
  begun_us = cdr_test_clock_now ();
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 1000);
  assert_held (fixture, &outcome);
  cdr_inhibitor_release (inhibitor);
  assert_down (fixture, &outcome, 1000, begun_us);
}

/* Taken while others are waited for it counts from then; later it is too late. */
static void
test_taken_late (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (CdrInhibitor) first = NULL;
  g_autoptr (CdrInhibitor) second = NULL;
  g_autoptr (CdrInhibitor) third = NULL;
  gint64 begun_us;

  cdr_test_script (web, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 100);
  become_active (fixture);
  first = cdr_conductor_inhibit (fixture->conductor, "first", 0);
  begun_us = cdr_test_clock_now ();
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 300);
  second = cdr_conductor_inhibit (fixture->conductor, "second", 500);
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE,
                          "The shutdown does not wait any longer for: second (0.5 s)");
  cdr_test_run_for (fixture, 600);
  cdr_test_assert_logged ();
  assert_held (fixture, &outcome);

  cdr_inhibitor_release (first);
  cdr_test_run_until (fixture, "Web.shutdown");
  third = cdr_conductor_inhibit (fixture->conductor, "third", 0);
  g_assert_true (cdr_inhibitor_is_over (third));
  assert_down (fixture, &outcome, 900, begun_us);
}

/* Taken between the asking and what follows from it. */
static void
test_taken_at_once (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (CdrInhibitor) inhibitor = NULL;
  gint64 begun_us;

  become_active (fixture);
  begun_us = cdr_test_clock_now ();
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  inhibitor = cdr_conductor_inhibit (fixture->conductor, "saving", 200);
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "*any longer for: saving (0.2 s)");
  assert_down (fixture, &outcome, 200, begun_us);
}

static gpointer
release_in_thread (gpointer user_data)
{
  g_object_unref (user_data);
  return NULL;
}

static void
test_thread (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  CdrInhibitor *inhibitor;
  gint64 begun_us;

  become_active (fixture);
  inhibitor = cdr_conductor_inhibit (fixture->conductor, "saving", 0);
  begun_us = cdr_test_clock_now ();
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 200);
  g_thread_join (g_thread_new ("release", release_in_thread, inhibitor));
  assert_down (fixture, &outcome, 200, begun_us);
}

static void
test_many (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (GPtrArray) inhibitors = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *waiting = NULL;

  become_active (fixture);
  for (guint i = 0; i < 13; i++)
    g_ptr_array_add (inhibitors, cdr_conductor_inhibit (fixture->conductor, "a\nline", 0));
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 1);
  waiting = cdr_conductor_describe_waiting (fixture->conductor);
  g_assert_true (g_str_has_suffix (waiting, ", and 3 more"));
  g_assert_null (strchr (waiting, '\n'));
  g_ptr_array_set_size (inhibitors, 0);
  cdr_test_wait (fixture, &outcome);
  g_assert_no_error (outcome.error);
  cdr_test_log_clear ();
}

static void
count_cb (gpointer user_data)
{
  ++*(guint *) user_data;
}

/* The status is told when what it names changes. */
static void
test_notify (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (CdrInhibitor) first = NULL;
  g_autoptr (CdrInhibitor) second = NULL;
  guint n_told = 0;

  become_active (fixture);
  first = cdr_conductor_inhibit (fixture->conductor, "first", 0);
  second = cdr_conductor_inhibit (fixture->conductor, "second", 0);
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 10);
  g_signal_connect_swapped (fixture->conductor, "notify::status", G_CALLBACK (count_cb), &n_told);
  cdr_inhibitor_release (first);
  cdr_test_run_for (fixture, 10);
  g_assert_cmpuint (n_told, ==, 1);
  g_signal_handlers_disconnect_by_func (fixture->conductor, count_cb, &n_told);
  cdr_inhibitor_release (second);
  cdr_test_wait (fixture, &outcome);
  cdr_test_log_clear ();
}

static void
test_disposed (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (CdrInhibitor) inhibitor = NULL;
  g_autoptr (CdrInhibitor) after = NULL;

  become_active (fixture);
  inhibitor = cdr_conductor_inhibit (fixture->conductor, "saving", 0);
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 10);
  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*disposed of while 2 components*");
  g_object_run_dispose (G_OBJECT (fixture->conductor));
  g_test_assert_expected_messages ();
  g_assert_true (cdr_inhibitor_is_over (inhibitor));
  after = cdr_conductor_inhibit (fixture->conductor, "after", 0);
  g_assert_true (cdr_inhibitor_is_over (after));
  cdr_test_wait (fixture, &outcome);
  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_DISPOSED, NULL);
  cdr_test_log_clear ();
}

/* It may outlive its conductor. */
static void
test_outlives (Fixture *fixture)
{
  CdrConductor *conductor = cdr_conductor_new ();
  g_autoptr (CdrInhibitor) inhibitor = cdr_conductor_inhibit (conductor, "saving", 0);

  g_object_add_weak_pointer (G_OBJECT (conductor), (gpointer *) &conductor);
  g_object_unref (conductor);
  g_assert_null (conductor);
  g_assert_true (cdr_inhibitor_is_over (inhibitor));
  cdr_inhibitor_release (inhibitor);
}

static void
test_misuse (Fixture *fixture)
{
  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*reason != NULL*");
  g_assert_null (cdr_conductor_inhibit (fixture->conductor, NULL, 0));
  g_test_assert_expected_messages ();
  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*deadline_ms >= -1*");
  g_assert_null (cdr_conductor_inhibit (fixture->conductor, "saving", -2));
  g_test_assert_expected_messages ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  database = cdr_test_type_new ("Database", NULL);
  web = cdr_test_type_new ("Web", "database", database, NULL);

  cdr_test_add ("/inhibitor/released", test_released);
  cdr_test_add ("/inhibitor/released/before", test_released_before);
  cdr_test_add ("/inhibitor/dropped", test_dropped);
  cdr_test_add ("/inhibitor/dropped/thread", test_thread);
  cdr_test_add ("/inhibitor/deadline", test_deadline);
  cdr_test_add ("/inhibitor/deadline/whole", test_whole_deadline);
  cdr_test_add ("/inhibitor/deadline/none", test_no_deadline);
  cdr_test_add ("/inhibitor/hurry", test_hurry);
  cdr_test_add ("/inhibitor/slow", test_slow);
  cdr_test_add ("/inhibitor/component-fails", test_component_fails);
  cdr_test_add ("/inhibitor/rollback", test_rollback);
  cdr_test_add ("/inhibitor/taken/late", test_taken_late);
  cdr_test_add ("/inhibitor/taken/at-once", test_taken_at_once);
  cdr_test_add ("/inhibitor/many", test_many);
  cdr_test_add ("/inhibitor/notify", test_notify);
  cdr_test_add ("/inhibitor/disposed", test_disposed);
  cdr_test_add ("/inhibitor/outlives", test_outlives);
  cdr_test_add_misuse ("/inhibitor/misuse", test_misuse);

  return g_test_run ();
}
