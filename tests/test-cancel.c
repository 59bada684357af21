/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

/* Who may stop what, and when; calls that meet each other, and calls from handlers. */

static GType base, left, right, top; /* a diamond */
static GType chain[4];
static GType other;

static void
assert_cancelled (Outcome *outcome)
{
  g_assert_true (outcome->is_done);
  g_assert_error (outcome->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
assert_success (Outcome *outcome)
{
  g_assert_true (outcome->is_done);
  g_assert_no_error (outcome->error);
  g_assert_true (outcome->success);
}

static void
assert_state (Fixture *fixture,
              CdrState state)
{
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, state);
}

/* A state handler on every component of a type. */

static GType watched_type;
static CdrState watched_state;
static void (*watch_func) (Fixture *fixture);

static void
state_cb (CdrComponent *component,
          GParamSpec   *pspec,
          gpointer      user_data)
{
  if (cdr_component_get_state (component) == watched_state)
    watch_func (user_data);
}

static void
created_cb (CdrConductor *conductor,
            CdrComponent *component,
            gpointer      user_data)
{
  if (G_OBJECT_TYPE (component) == watched_type)
    g_signal_connect (component, "notify::state", G_CALLBACK (state_cb), user_data);
}

static void
when (Fixture  *fixture,
      GType     type,
      CdrState  state,
      void    (*func) (Fixture *fixture))
{
  watched_type = type;
  watched_state = state;
  watch_func = func;
  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (created_cb), fixture);
}

/* Cancelling a setup. */

static void
test_before (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_add (fixture->conductor, top);
  g_cancellable_cancel (cancellable);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  cdr_test_wait (fixture, &outcome);

  assert_cancelled (&outcome);
  assert_state (fixture, CDR_STATE_INACTIVE);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
  cdr_test_assert_log ("");
}

/* Before anything has happened, but after the call. */
static void
test_at_once (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);

  assert_cancelled (&outcome);
  assert_state (fixture, CDR_STATE_INACTIVE);
  g_assert_cmpuint (cdr_test_log_count ("Base.setup"), <=, 1);
  g_assert_cmpuint (cdr_test_log_count ("Left.setup"), ==, 0);
}

static void
test_during (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_SLOW_GIVE_UP, 30);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  cdr_test_run_for (fixture, 10);
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);

  assert_cancelled (&outcome);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Right.setup Left.cancelled Left.failed "
                       "Right.cancelled Right.failed Base.shutdown Base.down");
  assert_state (fixture, CDR_STATE_INACTIVE);
  cdr_test_assert_state (fixture, left, CDR_STATE_INACTIVE);
  cdr_test_assert_failures (fixture, "");
  g_assert_null (cdr_component_get_error (cdr_test_get (fixture, left)));
}

/* It succeeds all the same: its one shutdown, and the setup was cancelled. */
static void
test_late_success (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_LATE_SUCCESS, 30);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  cdr_test_run_for (fixture, 10);
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);

  assert_cancelled (&outcome);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.cancelled Left.up "
                       "Left.shutdown Left.down Base.shutdown Base.down");
  assert_state (fixture, CDR_STATE_INACTIVE);
  cdr_test_assert_failures (fixture, "");
}

/* One that has an error of its own to tell after the cancel is in the list. */
static void
test_failure_after_cancel (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_LATE_FAILURE, 30);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  cdr_test_run_for (fixture, 10);
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);

  assert_cancelled (&outcome);
  assert_state (fixture, CDR_STATE_INACTIVE);
  cdr_test_assert_failures (fixture, "Left/setup");
}

/* Between the end of the setup and its callback: a success stays one. */
static void
cancel_active_cb (CdrConductor *conductor,
                  GParamSpec   *pspec,
                  gpointer      cancellable)
{
  if (cdr_conductor_get_state (conductor) == CDR_STATE_ACTIVE)
    g_cancellable_cancel (cancellable);
}

static void
test_at_the_end (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_add (fixture->conductor, left);
  g_signal_connect (fixture->conductor, "notify::state", G_CALLBACK (cancel_active_cb),
                    cancellable);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  cdr_test_wait (fixture, &outcome);

  assert_success (&outcome);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  cdr_test_run_for (fixture, 100);
  assert_state (fixture, CDR_STATE_ACTIVE);
  cdr_test_assert_state (fixture, left, CDR_STATE_ACTIVE);
  cdr_test_shutdown_ok (fixture);
}

static void
test_after (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  cdr_test_wait (fixture, &outcome);
  g_cancellable_cancel (cancellable);
  cdr_test_run_for (fixture, 100);

  assert_success (&outcome);
  assert_state (fixture, CDR_STATE_ACTIVE);
  cdr_test_shutdown_ok (fixture);
}

static gpointer
cancel_in_thread (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_from_thread (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };
  GThread *thread;

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  cdr_test_run_until (fixture, "Left.setup");

  thread = g_thread_new ("canceller", cancel_in_thread, cancellable);
  g_thread_join (thread);
  assert_state (fixture, CDR_STATE_SETTING_UP);
  cdr_test_assert_state (fixture, left, CDR_STATE_SETTING_UP);
  g_assert_cmpuint (cdr_test_log_count ("Left.cancelled"), ==, 0);

  cdr_test_wait (fixture, &outcome);
  assert_cancelled (&outcome);
  g_assert_cmpuint (cdr_test_log_count ("Left.cancelled"), ==, 1);
}

static void
test_blocking (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (fixture->conductor, left);
  g_cancellable_cancel (cancellable);
  g_assert_false (cdr_conductor_setup (fixture->conductor, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  cdr_test_assert_log ("");
}

/* Several callers. */

static void
test_joined (Fixture *fixture)
{
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) second = { 0 };

  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &first);
  cdr_test_run_until (fixture, "Base.up");
  cdr_test_setup_begin (fixture, NULL, &second);
  cdr_test_wait (fixture, &first);
  cdr_test_wait (fixture, &second);

  assert_success (&first);
  assert_success (&second);
  g_assert_cmpint (first.time_us, ==, second.time_us);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.up");
  cdr_test_shutdown_ok (fixture);
}

static void
test_joined_failure (Fixture *fixture)
{
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) second = { 0 };

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &first);
  cdr_test_setup_begin (fixture, NULL, &second);
  cdr_test_wait (fixture, &first);
  cdr_test_wait (fixture, &second);

  g_assert_error (first.error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  g_assert_error (second.error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  g_assert_cmpuint (cdr_test_log_count ("Base.shutdown"), ==, 1);
}

/* One cancels alone: told at once, which says nothing of the setup. */
static void
test_one_of_two (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) second = { 0 };
  gint64 cancelled_us;

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_OK, 100);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, cancellable, &first);
  cdr_test_setup_begin (fixture, NULL, &second);
  cdr_test_run_for (fixture, 10);

  cancelled_us = cdr_test_clock_now ();
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &first);
  assert_cancelled (&first);
  g_assert_cmpint (first.time_us, ==, cancelled_us);
  g_assert_false (second.is_done);
  assert_state (fixture, CDR_STATE_SETTING_UP);

  cdr_test_wait (fixture, &second);
  assert_success (&second);
  g_assert_cmpuint (cdr_test_log_count ("Left.cancelled"), ==, 0);
  cdr_test_shutdown_ok (fixture);
}

static void
test_all_of_two (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) later = g_cancellable_new ();
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) second = { 0 };

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_SLOW_GIVE_UP, 50);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, cancellable, &first);
  cdr_test_setup_begin (fixture, later, &second);
  cdr_test_run_for (fixture, 10);
  g_cancellable_cancel (cancellable);
  cdr_test_run_for (fixture, 10);
  assert_cancelled (&first);
  g_assert_false (second.is_done);
  g_cancellable_cancel (later);
  cdr_test_run_for (fixture, 10);
  g_assert_false (second.is_done);
  cdr_test_wait (fixture, &second);

  assert_cancelled (&second);
  assert_state (fixture, CDR_STATE_INACTIVE);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.cancelled Left.failed "
                       "Base.shutdown Base.down");
}

/* The same cancellable for both. */
static void
test_shared_cancellable (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) second = { 0 };

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, cancellable, &first);
  cdr_test_setup_begin (fixture, cancellable, &second);
  cdr_test_run_for (fixture, 10);
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &first);
  cdr_test_wait (fixture, &second);

  assert_cancelled (&first);
  assert_cancelled (&second);
  assert_state (fixture, CDR_STATE_INACTIVE);
}

static void
test_joined_cancelled (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) second = { 0 };

  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &first);
  g_cancellable_cancel (cancellable);
  cdr_test_setup_begin (fixture, cancellable, &second);
  cdr_test_wait (fixture, &second);
  assert_cancelled (&second);
  cdr_test_wait (fixture, &first);
  assert_success (&first);
  cdr_test_shutdown_ok (fixture);
}

/* Cancelling a shutdown: it hurries, in order, and everyone is still called. */

static void
set_up_chain (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, chain[3]);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();
}

static void
test_shutdown_during (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (chain[3], CDR_PHASE_SHUTDOWN, CDR_TEST_POLITE, 0);
  cdr_test_script (chain[2], CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 100);
  cdr_test_script (chain[1], CDR_PHASE_SHUTDOWN, CDR_TEST_POLITE, 0);
  set_up_chain (fixture);
  cdr_test_shutdown_begin (fixture, cancellable, &outcome);
  cdr_test_run_for (fixture, 10);
  cdr_test_assert_log ("Link3.shutdown");
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);

  /* Nobody failed: what was cancelled may say so. */
  assert_success (&outcome);
  cdr_test_assert_log ("Link3.cancelled Link3.broken "
                       "Link2.shutdown Link2.cancelled Link2.down "
                       "Link1.shutdown Link1.cancelled Link1.broken "
                       "Link0.shutdown Link0.cancelled Link0.down");
  assert_state (fixture, CDR_STATE_INACTIVE);
  cdr_test_assert_state (fixture, chain[3], CDR_STATE_INACTIVE);
  cdr_test_assert_failures (fixture, "");
}

static void
test_shutdown_before (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  set_up_chain (fixture);
  g_cancellable_cancel (cancellable);
  cdr_test_shutdown_begin (fixture, cancellable, &outcome);
  cdr_test_wait (fixture, &outcome);

  assert_success (&outcome);
  cdr_test_assert_log ("Link3.shutdown Link3.cancelled Link3.down "
                       "Link2.shutdown Link2.cancelled Link2.down "
                       "Link1.shutdown Link1.cancelled Link1.down "
                       "Link0.shutdown Link0.cancelled Link0.down");
}

/* One that does not obey has the grace, and no more. */
static void
test_shutdown_hurry_is_bounded (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };
  gint64 begun_us;

  cdr_test_script (chain[2], CDR_PHASE_SHUTDOWN, CDR_TEST_HANG, 0);
  cdr_conductor_set_grace (fixture->conductor, 300);
  set_up_chain (fixture);
  begun_us = cdr_test_clock_now ();
  g_cancellable_cancel (cancellable);
  cdr_test_shutdown_begin (fixture, cancellable, &outcome);
  cdr_test_wait (fixture, &outcome);

  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_SHUTDOWN_INCOMPLETE,
                         "Link2 (shutdown)");
  g_assert_cmpint (outcome.time_us - begun_us, ==, (1 + 300 + 1 + 1) * 1000);
  cdr_test_assert_state (fixture, chain[2], CDR_STATE_ABANDONED);
  g_assert_cmpuint (cdr_test_log_count ("Link0.down"), ==, 1);
  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);
}

static void
test_shutdown_one_of_two (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) second = { 0 };

  cdr_test_script (chain[3], CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 100);
  set_up_chain (fixture);
  cdr_test_shutdown_begin (fixture, NULL, &first);
  cdr_test_shutdown_begin (fixture, cancellable, &second);
  cdr_test_run_for (fixture, 10);
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &second);
  assert_cancelled (&second);
  g_assert_false (first.is_done);

  cdr_test_wait (fixture, &first);
  assert_success (&first);
  g_assert_cmpuint (cdr_test_log_count ("Link3.cancelled"), ==, 0);
  g_assert_cmpuint (cdr_test_log_count ("Link2.cancelled"), ==, 0);
}

static void
test_shutdown_all_of_two (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) second = { 0 };

  cdr_test_script (chain[3], CDR_PHASE_SHUTDOWN, CDR_TEST_POLITE, 0);
  set_up_chain (fixture);
  cdr_test_shutdown_begin (fixture, cancellable, &first);
  cdr_test_shutdown_begin (fixture, cancellable, &second);
  cdr_test_run_for (fixture, 10);
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &first);
  assert_cancelled (&first);
  cdr_test_wait (fixture, &second);
  assert_success (&second);
  g_assert_cmpuint (cdr_test_log_count ("Link3.cancelled"), ==, 1);
  assert_state (fixture, CDR_STATE_INACTIVE);
}

/* Calls that meet. */

static void
test_shutdown_during_setup (Fixture *fixture)
{
  g_auto (Outcome) set_up = { 0 };
  g_auto (Outcome) shut_down = { 0 };

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_LATE_SUCCESS, 20);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_begin (fixture, NULL, &set_up);
  cdr_test_run_for (fixture, 10);
  cdr_test_shutdown_begin (fixture, NULL, &shut_down);
  assert_state (fixture, CDR_STATE_SHUTTING_DOWN);

  cdr_test_wait (fixture, &set_up);
  assert_cancelled (&set_up);
  cdr_test_wait (fixture, &shut_down);
  assert_success (&shut_down);

  cdr_test_assert_log ("Base.setup Base.up Left.setup Right.setup Left.cancelled Left.failed "
                       "Right.cancelled Right.up Right.shutdown Right.down "
                       "Base.shutdown Base.down");
  assert_state (fixture, CDR_STATE_INACTIVE);
  cdr_test_assert_failures (fixture, "");
}

static GString *answers;

static void
answer_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_string_append (answers, user_data);
}

/* The setup reports first. */
static void
test_order_of_reports (Fixture *fixture)
{
  answers = g_string_new (NULL);
  cdr_conductor_add (fixture->conductor, left);
  cdr_conductor_setup_async (fixture->conductor, NULL, answer_cb, (gpointer) "a");
  cdr_conductor_setup_async (fixture->conductor, NULL, answer_cb, (gpointer) "b");
  cdr_test_run_until (fixture, "Base.up");
  cdr_conductor_shutdown_async (fixture->conductor, NULL, answer_cb, (gpointer) "c");
  cdr_conductor_shutdown_async (fixture->conductor, NULL, answer_cb, (gpointer) "d");
  while (answers->len < 4)
    g_main_context_iteration (fixture->context, TRUE);
  g_assert_cmpstr (answers->str, ==, "abcd");
  g_string_free (answers, TRUE);
}

static void
test_shutdown_at_once (Fixture *fixture)
{
  g_auto (Outcome) set_up = { 0 };
  g_auto (Outcome) shut_down = { 0 };

  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_begin (fixture, NULL, &set_up);
  cdr_test_shutdown_begin (fixture, NULL, &shut_down);
  cdr_test_wait (fixture, &set_up);
  assert_cancelled (&set_up);
  cdr_test_wait (fixture, &shut_down);
  assert_success (&shut_down);
  cdr_test_assert_log ("");
  assert_state (fixture, CDR_STATE_INACTIVE);
}

/* The setup had failed already when the shutdown came. */
static void
test_shutdown_during_rollback (Fixture *fixture)
{
  g_auto (Outcome) set_up = { 0 };
  g_auto (Outcome) shut_down = { 0 };

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_test_script (base, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 100);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &set_up);
  cdr_test_run_until (fixture, "Base.shutdown");
  cdr_test_shutdown_begin (fixture, NULL, &shut_down);
  cdr_test_wait (fixture, &set_up);
  g_assert_error (set_up.error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  cdr_test_wait (fixture, &shut_down);
  assert_success (&shut_down);
  g_assert_cmpuint (cdr_test_log_count ("Base.shutdown"), ==, 1);
  assert_state (fixture, CDR_STATE_INACTIVE);
}

static void
test_shutdown_twice (Fixture *fixture)
{
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) second = { 0 };

  cdr_test_script (chain[1], CDR_PHASE_SHUTDOWN, CDR_TEST_FAIL, 5);
  set_up_chain (fixture);
  cdr_test_shutdown_begin (fixture, NULL, &first);
  cdr_test_run_until (fixture, "Link3.down");
  cdr_test_shutdown_begin (fixture, NULL, &second);
  cdr_test_wait (fixture, &first);
  cdr_test_wait (fixture, &second);

  cdr_test_assert_error (first.error, CDR_ERROR, CDR_ERROR_SHUTDOWN_INCOMPLETE, "Link1");
  cdr_test_assert_error (second.error, CDR_ERROR, CDR_ERROR_SHUTDOWN_INCOMPLETE, "Link1");
  for (guint i = 0; i < G_N_ELEMENTS (chain); i++)
    {
      g_autofree char *shut_down = g_strdup_printf ("Link%u.shutdown", i);

      g_assert_cmpuint (cdr_test_log_count (shut_down), ==, 1);
    }
  cdr_test_shutdown_ok (fixture);
}

static void
test_shutdown_never_set_up (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_add (fixture->conductor, left);
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &outcome);
  assert_success (&outcome);
  cdr_test_assert_log ("");

  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("");
}

static void
test_setup_while_active (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &outcome);
  assert_success (&outcome);
  cdr_test_assert_log ("");
  cdr_test_shutdown_ok (fixture);
}

static void
test_setup_while_stopping (Fixture *fixture)
{
  g_auto (Outcome) shut_down = { 0 };
  g_auto (Outcome) set_up = { 0 };

  set_up_chain (fixture);
  cdr_test_shutdown_begin (fixture, NULL, &shut_down);
  cdr_test_setup_begin (fixture, NULL, &set_up);
  cdr_test_wait (fixture, &set_up);
  g_assert_error (set_up.error, CDR_ERROR, CDR_ERROR_WRONG_STATE);
  cdr_test_wait (fixture, &shut_down);
  assert_success (&shut_down);
  assert_state (fixture, CDR_STATE_INACTIVE);
}

/* Again, on the same instances. */

static void
test_again (Fixture *fixture)
{
  CdrComponent *first;

  cdr_test_script (left, CDR_PHASE_SHUTDOWN, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  first = cdr_test_get (fixture, left);
  cdr_test_shutdown_fails (fixture, "Left (shutdown)");
  g_assert_nonnull (cdr_component_get_error (first));
  cdr_test_log_clear ();

  cdr_test_script (left, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 1);
  cdr_test_setup_ok (fixture);
  g_assert_true (cdr_test_get (fixture, left) == first);
  g_assert_null (cdr_component_get_error (first));
  cdr_test_assert_failures (fixture, "");
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.up "
                       "Left.shutdown Left.down Base.shutdown Base.down");
  g_assert_cmpuint (cdr_test_n_alive (), ==, 2);
}

static void
test_again_after_failure (Fixture *fixture)
{
  CdrComponent *first;

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, NULL);
  first = cdr_test_get (fixture, left);
  cdr_test_assert_state (fixture, left, CDR_STATE_FAILED);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, NULL);
  cdr_test_assert_failures (fixture, "Left/setup");

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_OK, 1);
  cdr_test_setup_ok (fixture);
  g_assert_true (cdr_test_get (fixture, left) == first);
  g_assert_null (cdr_component_get_error (first));
  cdr_test_assert_failures (fixture, "");
  cdr_test_shutdown_ok (fixture);
}

static void
test_again_after_cancel (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  cdr_test_run_until (fixture, "Left.setup");
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_OK, 1);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

/* From the callback of one into the next. */

static void
begin_again_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  guint *n = user_data;

  g_assert_true (cdr_conductor_shutdown_finish (CDR_CONDUCTOR (object), result, NULL));
  (*n)++;
}

static void
shut_down_again_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  guint *n = user_data;

  g_assert_true (cdr_conductor_setup_finish (CDR_CONDUCTOR (object), result, NULL));
  g_assert_cmpint (cdr_conductor_get_state (CDR_CONDUCTOR (object)), ==, CDR_STATE_ACTIVE);
  (*n)++;
  cdr_conductor_shutdown_async (CDR_CONDUCTOR (object), NULL, begin_again_cb, n);
}

static void
test_from_callback (Fixture *fixture)
{
  guint n = 0;

  cdr_conductor_add (fixture->conductor, left);
  cdr_conductor_setup_async (fixture->conductor, NULL, shut_down_again_cb, &n);
  while (n < 2)
    g_main_context_iteration (fixture->context, TRUE);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.up "
                       "Left.shutdown Left.down Base.shutdown Base.down");
}

/* Handlers. */

static Outcome handler_outcome;

static void
shut_down_func (Fixture *fixture)
{
  cdr_test_shutdown_begin (fixture, NULL, &handler_outcome);
}

static void
test_handler_shuts_down (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  outcome_clear (&handler_outcome);
  when (fixture, base, CDR_STATE_ACTIVE, shut_down_func);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &outcome);
  assert_cancelled (&outcome);
  cdr_test_wait (fixture, &handler_outcome);
  assert_success (&handler_outcome);
  cdr_test_assert_log ("Base.setup Base.up Base.shutdown Base.down");
}

/* No setup begins after the stop was asked for, not even the one just announced. */
static void
test_handler_shuts_down_early (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  outcome_clear (&handler_outcome);
  when (fixture, left, CDR_STATE_SETTING_UP, shut_down_func);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &outcome);
  assert_cancelled (&outcome);
  cdr_test_wait (fixture, &handler_outcome);
  cdr_test_assert_log ("Base.setup Base.up Base.shutdown Base.down");
  cdr_test_assert_state (fixture, left, CDR_STATE_INACTIVE);
  g_assert_null (cdr_test_component_peek (CDR_TEST_COMPONENT (cdr_test_get (fixture, left)),
                                          "base"));
}

static void
created_shuts_down_cb (CdrConductor *conductor,
                       CdrComponent *component,
                       gpointer      user_data)
{
  if (!handler_outcome.is_done && G_OBJECT_TYPE (component) == base)
    shut_down_func (user_data);
}

static void
test_created_shuts_down (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  outcome_clear (&handler_outcome);
  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (created_shuts_down_cb),
                    fixture);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &outcome);
  assert_cancelled (&outcome);
  cdr_test_wait (fixture, &handler_outcome);
  assert_success (&handler_outcome);
  cdr_test_assert_log ("");

  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

static void
add_func (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*Other*can't be added*");
  cdr_conductor_add (fixture->conductor, other);
  g_test_assert_expected_messages ();

  cdr_conductor_add (fixture->conductor, left); /* there already */

  g_assert_false (cdr_conductor_patch (fixture->conductor, base, other, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_WRONG_STATE);
}

static void
test_handler_adds (Fixture *fixture)
{
  when (fixture, base, CDR_STATE_ACTIVE, add_func);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  g_assert_null (cdr_conductor_get_component (fixture->conductor, other));
  cdr_test_shutdown_ok (fixture);
}

static void
set_up_func (Fixture *fixture)
{
  cdr_test_setup_begin (fixture, NULL, &handler_outcome);
}

static void
test_handler_sets_up (Fixture *fixture)
{
  outcome_clear (&handler_outcome);
  when (fixture, base, CDR_STATE_ACTIVE, set_up_func);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_wait (fixture, &handler_outcome);
  assert_success (&handler_outcome); /* joined */
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.up");

  outcome_clear (&handler_outcome);
  watched_state = CDR_STATE_SHUTTING_DOWN;
  cdr_test_shutdown_ok (fixture);
  cdr_test_wait (fixture, &handler_outcome);
  g_assert_error (handler_outcome.error, CDR_ERROR, CDR_ERROR_WRONG_STATE);
  outcome_clear (&handler_outcome);
}

/* Whatever it turns meanwhile, nothing of the conductor's own goes on inside. */
static void
nested_func (Fixture *fixture)
{
  guint n = cdr_test_log_count ("Left.setup");

  cdr_test_run_for (fixture, 50);
  g_assert_cmpuint (cdr_test_log_count ("Left.setup"), ==, n);
}

static void
test_handler_nests (Fixture *fixture)
{
  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_OK, 20);
  when (fixture, base, CDR_STATE_ACTIVE, nested_func);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Right.setup Left.up Right.up "
                       "Top.setup Top.up");

  watched_state = CDR_STATE_SHUTTING_DOWN;
  cdr_test_shutdown_ok (fixture);
  g_assert_cmpuint (cdr_test_log_count ("Base.shutdown"), ==, 1);
}

/* With another one in flight, which ends inside. */
static void
test_handler_nests_second (Fixture *fixture)
{
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_OK, 5);
  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_OK, 20);
  when (fixture, left, CDR_STATE_ACTIVE, nested_func);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Right.setup Left.up Right.up "
                       "Top.setup Top.up");
  cdr_test_shutdown_ok (fixture);
}

/* A call that blocks, from where it would wait for itself. */
static void
block_func (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cdr_conductor_shutdown (fixture->conductor, NULL, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_WRONG_STATE);
  g_clear_error (&error);
  g_assert_false (cdr_conductor_setup (fixture->conductor, NULL, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_WRONG_STATE);
}

static void
block_cb (CdrComponent *component,
          CdrPhase      phase,
          gpointer      user_data)
{
  block_func (user_data);
}

static void
test_handler_blocks (Fixture *fixture)
{
  when (fixture, base, CDR_STATE_ACTIVE, block_func);
  cdr_test_hook (left, block_cb, fixture);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

static void
disconnect_cb (CdrComponent *component,
               GParamSpec   *pspec,
               gpointer      user_data)
{
  guint *n = user_data;

  (*n)++;
  g_signal_handlers_disconnect_by_func (component, disconnect_cb, user_data);
}

static void
created_disconnects_cb (CdrConductor *conductor,
                        CdrComponent *component,
                        gpointer      user_data)
{
  g_signal_connect (component, "notify::state", G_CALLBACK (disconnect_cb), user_data);
}

static void
test_handler_disconnects (Fixture *fixture)
{
  guint n = 0;

  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (created_disconnects_cb),
                    &n);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  g_assert_cmpuint (n, ==, 2);
}

/* References. */

static void
unref_func (Fixture *fixture)
{
  g_clear_object (&fixture->conductor);
}

static void
shut_down_ended_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  gboolean *is_done = user_data;

  g_assert_true (cdr_conductor_shutdown_finish (CDR_CONDUCTOR (object), result, NULL));
  *is_done = TRUE;
}

static void
test_unref_in_shutdown (Fixture *fixture)
{
  gboolean is_done = FALSE;
  gpointer weak = fixture->conductor;

  g_object_add_weak_pointer (weak, &weak);
  when (fixture, left, CDR_STATE_INACTIVE, unref_func);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_conductor_shutdown_async (fixture->conductor, NULL, shut_down_ended_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (fixture->context, TRUE);
  g_assert_null (fixture->conductor);
  g_assert_null (weak);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.up "
                       "Left.shutdown Left.down Base.shutdown Base.down");
}

/* The call in flight holds the conductor: the work goes on to its end. */
static void
test_unref_in_setup (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  gpointer weak = fixture->conductor;

  g_object_add_weak_pointer (weak, &weak);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Base.setup");
  g_clear_object (&fixture->conductor);
  g_assert_nonnull (weak);

  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*disposed of while 2 components*");
  cdr_test_wait (fixture, &outcome);
  assert_success (&outcome);
  while (weak != NULL)
    g_main_context_iteration (fixture->context, FALSE);
  g_test_assert_expected_messages ();
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.up");
}

static void
test_unref_in_failing_setup (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  gpointer weak = fixture->conductor;

  g_object_add_weak_pointer (weak, &weak);
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FAIL, 10);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Left.setup");
  g_clear_object (&fixture->conductor);
  cdr_test_wait (fixture, &outcome);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  while (weak != NULL)
    g_main_context_iteration (fixture->context, FALSE);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.failed Base.shutdown Base.down");
}

static void
test_unref_while_active (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();

  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*disposed of while 4 components*");
  g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
  g_test_assert_expected_messages ();
  cdr_test_assert_log ("");
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
}

static void
test_dispose_in_setup (Fixture *fixture)
{
  g_auto (Outcome) set_up = { 0 };
  g_auto (Outcome) joined = { 0 };
  g_auto (Outcome) late = { 0 };

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_OK, 50);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_begin (fixture, NULL, &set_up);
  cdr_test_setup_begin (fixture, NULL, &joined);
  cdr_test_run_until (fixture, "Right.up");
  cdr_test_log_clear ();

  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*disposed of while 3 components*");
  g_object_run_dispose (G_OBJECT (fixture->conductor));
  g_test_assert_expected_messages ();
  cdr_test_wait (fixture, &set_up);
  cdr_test_wait (fixture, &joined);
  g_assert_error (set_up.error, CDR_ERROR, CDR_ERROR_DISPOSED);
  g_assert_error (joined.error, CDR_ERROR, CDR_ERROR_DISPOSED);

  cdr_test_setup_begin (fixture, NULL, &late);
  cdr_test_wait (fixture, &late);
  g_assert_error (late.error, CDR_ERROR, CDR_ERROR_DISPOSED);

  /* What was in flight ends by itself; nobody is called. */
  cdr_test_run_for (fixture, 100);
  cdr_test_assert_log ("Left.up");
}

static void
test_dispose_in_shutdown (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (left, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 50);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Left.shutdown");
  cdr_test_log_clear ();

  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*disposed of while 2 components*");
  g_object_run_dispose (G_OBJECT (fixture->conductor));
  g_test_assert_expected_messages ();
  cdr_test_wait (fixture, &outcome);
  g_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_DISPOSED);
  cdr_test_run_for (fixture, 100);
  cdr_test_assert_log ("Left.down");
}

static void
dispose_func (Fixture *fixture)
{
  g_object_run_dispose (G_OBJECT (fixture->conductor));
}

/* In the middle of everything. */
static void
test_dispose_in_handler (Fixture *fixture)
{
  const CdrState states[] = { CDR_STATE_SETTING_UP, CDR_STATE_ACTIVE, CDR_STATE_SHUTTING_DOWN };

  g_clear_object (&fixture->conductor);

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_auto (Outcome) set_up = { 0 };
      g_auto (Outcome) shut_down = { 0 };

      fixture->conductor = cdr_conductor_new ();
      when (fixture, left, states[i], dispose_func);
      cdr_conductor_add (fixture->conductor, top);
      g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*disposed of while*");

      cdr_test_setup_begin (fixture, NULL, &set_up);
      cdr_test_wait (fixture, &set_up);
      if (states[i] == CDR_STATE_SHUTTING_DOWN)
        {
          assert_success (&set_up);
          cdr_test_shutdown_begin (fixture, NULL, &shut_down);
          cdr_test_wait (fixture, &shut_down);
          g_assert_error (shut_down.error, CDR_ERROR, CDR_ERROR_DISPOSED);
        }
      else
        g_assert_error (set_up.error, CDR_ERROR, CDR_ERROR_DISPOSED);

      cdr_test_run_for (fixture, 10);
      g_test_assert_expected_messages ();
      g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
      g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
    }
}

/* Contexts. */

static gboolean was_in_context;

static void
context_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Fixture *fixture = user_data;

  was_in_context = g_main_context_get_thread_default () == fixture->context &&
                   g_source_get_context (g_main_current_source ()) == fixture->context;
}

static void
check_context_cb (CdrComponent *component,
                  CdrPhase      phase,
                  gpointer      user_data)
{
  g_assert_true (g_main_context_get_thread_default () == user_data);
}

/* Where the application turns the context without having pushed it. */
static void
test_context (Fixture *fixture)
{
  was_in_context = FALSE;
  cdr_test_hook (base, check_context_cb, fixture->context);
  cdr_test_hook (left, check_context_cb, fixture->context);
  cdr_conductor_add (fixture->conductor, left);
  cdr_conductor_setup_async (fixture->conductor, NULL, context_cb, fixture);

  g_main_context_pop_thread_default (fixture->context);
  while (!was_in_context)
    g_main_context_iteration (fixture->context, TRUE);
  g_main_context_push_thread_default (fixture->context);

  cdr_test_shutdown_ok (fixture);
}

static void
test_wrong_context (Fixture *fixture)
{
  g_autoptr (GMainContext) wrong = g_main_context_new ();
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (fixture->conductor, left);
  g_main_context_push_thread_default (wrong);

  for (guint i = 0; i < 4; i++)
    g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*cdr_conductor_is_in_context*");
  cdr_conductor_add (fixture->conductor, other);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  g_assert_false (cdr_conductor_setup (fixture->conductor, NULL, &error));
  g_test_assert_expected_messages ();
  g_assert_no_error (error);

  g_main_context_pop_thread_default (wrong);
  g_assert_false (g_main_context_pending (wrong));
  cdr_test_run_for (fixture, 10);
  g_assert_false (outcome.is_done);
  assert_state (fixture, CDR_STATE_INACTIVE);
  cdr_test_setup_ok (fixture);
  g_assert_null (cdr_conductor_get_component (fixture->conductor, other));
  cdr_test_shutdown_ok (fixture);
}

/* A component that belongs to a conductor is not driven by hand. */

static void
by_hand_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  GError **error = user_data;

  g_assert_false (cdr_component_setup_finish (CDR_COMPONENT (object), result, error));
}

static void
test_by_hand (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (fixture->conductor, base);
  cdr_test_setup_ok (fixture);
  cdr_component_setup_async (cdr_test_get (fixture, base), NULL, by_hand_cb, &error);
  g_assert_null (error);
  while (error == NULL)
    g_main_context_iteration (fixture->context, TRUE);
  g_assert_error (error, CDR_ERROR, CDR_ERROR_WRONG_STATE);
  cdr_test_shutdown_ok (fixture);
}

/* Two conductors, one inside a component of the other: a cancel reaches inward. */

static CdrConductor *inner;

static void
inner_ended_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (cdr_conductor_setup_finish (CDR_CONDUCTOR (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
outer_cb (CdrComponent *component,
          CdrPhase      phase,
          GTask        *task,
          gpointer      user_data)
{
  cdr_conductor_setup_async (inner, g_task_get_cancellable (task), inner_ended_cb,
                             g_object_ref (task));
}

static void
test_nested_conductor (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  inner = cdr_conductor_new ();
  cdr_conductor_add (inner, left);
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_test_override (other, outer_cb, NULL);
  cdr_conductor_add (fixture->conductor, other);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  cdr_test_run_until (fixture, "Left.setup");
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);

  assert_cancelled (&outcome);
  cdr_test_assert_log ("Other.setup Base.setup Base.up Left.setup Left.cancelled Left.failed "
                       "Base.shutdown Base.down");
  cdr_test_assert_failures (fixture, "");
  g_assert_finalize_object (inner);
}

static void
make_types (void)
{
  base = cdr_test_type_new ("Base", NULL);
  left = cdr_test_type_new ("Left", "base", base, NULL);
  right = cdr_test_type_new ("Right", "base", base, NULL);
  top = cdr_test_type_new ("Top", "left", left, "right", right, NULL);
  other = cdr_test_type_new ("Other", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (chain); i++)
    {
      g_autofree char *name = g_strdup_printf ("Link%u", i);

      chain[i] = cdr_test_type_new (name, i > 0 ? "dependency" : NULL, i > 0 ? chain[i - 1] : 0,
                                    NULL);
    }
}

/* A ready callback is no call-out of the pump: it may wait for the conductor. */

static void
shut_down_in_ready_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  CdrConductor *conductor = CDR_CONDUCTOR (object);
  gboolean *is_done = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_true (cdr_conductor_setup_finish (conductor, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (cdr_conductor_get_state (conductor), ==, CDR_STATE_ACTIVE);

  g_assert_true (cdr_conductor_shutdown (conductor, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (cdr_conductor_get_state (conductor), ==, CDR_STATE_INACTIVE);
  *is_done = TRUE;
}

static void
test_blocking_in_ready (Fixture *fixture)
{
  gboolean is_done = FALSE;

  cdr_conductor_add (fixture->conductor, base);
  cdr_conductor_setup_async (fixture->conductor, NULL, shut_down_in_ready_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (fixture->context, TRUE);

  cdr_test_assert_log ("Base.setup Base.up Base.shutdown Base.down");
}

/* A component has failed, and before anybody heard of it a shutdown is asked for: the
 * failure came first, and there is one stop.
 */
static void
test_stop_and_failure (Fixture *fixture)
{
  g_auto (Outcome) set_up = { 0 };
  g_auto (Outcome) shut_down = { 0 };

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &set_up);
  cdr_test_run_until (fixture, "Left.failed");
  cdr_test_assert_state (fixture, left, CDR_STATE_SETTING_UP);
  cdr_test_shutdown_begin (fixture, NULL, &shut_down);
  cdr_test_wait (fixture, &set_up);
  cdr_test_wait (fixture, &shut_down);

  cdr_test_assert_error (set_up.error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE,
                         "Left (setup): it broke");
  g_assert_no_error (shut_down.error);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.failed Base.shutdown Base.down");
  assert_state (fixture, CDR_STATE_INACTIVE);
}

/* Told that it failed, somebody tries again at once. */

static guint n_tries;

static void
try_again_cb (CdrConductor *conductor,
              GParamSpec   *pspec,
              gpointer      user_data)
{
  if (cdr_conductor_get_state (conductor) != CDR_STATE_FAILED || n_tries++ > 0)
    return;

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_OK, 1);
  cdr_conductor_setup_async (conductor, NULL, NULL, NULL);
}

static void
test_tries_again (Fixture *fixture)
{
  n_tries = 0;
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  g_signal_connect (fixture->conductor, "notify::state", G_CALLBACK (try_again_cb), NULL);
  cdr_conductor_add (fixture->conductor, left);
  cdr_conductor_setup_async (fixture->conductor, NULL, NULL, NULL);
  while (cdr_conductor_get_state (fixture->conductor) != CDR_STATE_ACTIVE)
    g_main_context_iteration (fixture->context, TRUE);

  g_assert_cmpuint (n_tries, ==, 1);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.failed Base.shutdown Base.down "
                       "Base.setup Base.up Left.setup Left.up");
  cdr_test_assert_failures (fixture, "");
  cdr_test_shutdown_ok (fixture);
}

/* Stopped, and spoiled, before anything was set up. */

static void
stop_and_spoil_cb (CdrConductor *conductor,
                   CdrComponent *component,
                   gpointer      user_data)
{
  if (G_OBJECT_TYPE (component) != left)
    return;

  g_object_set (component, "base", cdr_conductor_get_component (conductor, base), NULL);
  cdr_conductor_shutdown_async (conductor, NULL, NULL, NULL);
}

static void
test_created_stops_and_spoils (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (stop_and_spoil_cb), NULL);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &outcome);

  g_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_BAD_DEPENDENCY);
  cdr_test_run_for (fixture, 1); /* the shutdown is answered too */
  assert_state (fixture, CDR_STATE_INACTIVE);
  cdr_test_assert_log ("");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_types ();

  cdr_test_add ("/cancel/setup/before", test_before);
  cdr_test_add ("/cancel/setup/at-once", test_at_once);
  cdr_test_add ("/cancel/setup/during", test_during);
  cdr_test_add ("/cancel/setup/late-success", test_late_success);
  cdr_test_add ("/cancel/setup/failure-after-cancel", test_failure_after_cancel);
  cdr_test_add ("/cancel/setup/at-the-end", test_at_the_end);
  cdr_test_add ("/cancel/setup/after", test_after);
  cdr_test_add ("/cancel/setup/from-thread", test_from_thread);
  cdr_test_add ("/cancel/setup/blocking", test_blocking);

  cdr_test_add ("/cancel/joined/success", test_joined);
  cdr_test_add ("/cancel/joined/failure", test_joined_failure);
  cdr_test_add ("/cancel/joined/one-of-two", test_one_of_two);
  cdr_test_add ("/cancel/joined/all-of-two", test_all_of_two);
  cdr_test_add ("/cancel/joined/shared-cancellable", test_shared_cancellable);
  cdr_test_add ("/cancel/joined/cancelled", test_joined_cancelled);

  cdr_test_add ("/cancel/shutdown/before", test_shutdown_before);
  cdr_test_add ("/cancel/shutdown/during", test_shutdown_during);
  cdr_test_add ("/cancel/shutdown/is-bounded", test_shutdown_hurry_is_bounded);
  cdr_test_add ("/cancel/shutdown/one-of-two", test_shutdown_one_of_two);
  cdr_test_add ("/cancel/shutdown/all-of-two", test_shutdown_all_of_two);

  cdr_test_add ("/cancel/meet/shutdown-during-setup", test_shutdown_during_setup);
  cdr_test_add ("/cancel/meet/order-of-reports", test_order_of_reports);
  cdr_test_add ("/cancel/meet/shutdown-at-once", test_shutdown_at_once);
  cdr_test_add ("/cancel/meet/shutdown-during-rollback", test_shutdown_during_rollback);
  cdr_test_add ("/cancel/meet/shutdown-twice", test_shutdown_twice);
  cdr_test_add ("/cancel/meet/shutdown-never-set-up", test_shutdown_never_set_up);
  cdr_test_add ("/cancel/meet/setup-while-active", test_setup_while_active);
  cdr_test_add ("/cancel/meet/setup-while-stopping", test_setup_while_stopping);
  cdr_test_add ("/cancel/meet/from-callback", test_from_callback);

  cdr_test_add ("/cancel/again/after-shutdown", test_again);
  cdr_test_add ("/cancel/again/after-failure", test_again_after_failure);
  cdr_test_add ("/cancel/again/after-cancel", test_again_after_cancel);

  cdr_test_add ("/cancel/handler/shuts-down", test_handler_shuts_down);
  cdr_test_add ("/cancel/handler/shuts-down-early", test_handler_shuts_down_early);
  cdr_test_add ("/cancel/handler/created-shuts-down", test_created_shuts_down);
  cdr_test_add ("/cancel/handler/adds", test_handler_adds);
  cdr_test_add ("/cancel/handler/sets-up", test_handler_sets_up);
  cdr_test_add ("/cancel/handler/nests", test_handler_nests);
  cdr_test_add ("/cancel/handler/nests-second", test_handler_nests_second);
  cdr_test_add ("/cancel/handler/blocks", test_handler_blocks);
  cdr_test_add ("/cancel/handler/disconnects", test_handler_disconnects);

  cdr_test_add ("/cancel/unref/in-shutdown", test_unref_in_shutdown);
  cdr_test_add ("/cancel/unref/in-setup", test_unref_in_setup);
  cdr_test_add ("/cancel/unref/in-failing-setup", test_unref_in_failing_setup);
  cdr_test_add ("/cancel/unref/while-active", test_unref_while_active);
  cdr_test_add ("/cancel/dispose/in-setup", test_dispose_in_setup);
  cdr_test_add ("/cancel/dispose/in-shutdown", test_dispose_in_shutdown);
  cdr_test_add ("/cancel/dispose/in-handler", test_dispose_in_handler);

  cdr_test_add ("/cancel/context", test_context);
  cdr_test_add_misuse ("/cancel/wrong-context", test_wrong_context);
  cdr_test_add ("/cancel/by-hand", test_by_hand);
  cdr_test_add ("/cancel/nested-conductor", test_nested_conductor);

  cdr_test_add ("/cancel/blocking/in-ready-callback", test_blocking_in_ready);

  cdr_test_add ("/cancel/meet/stop-and-failure", test_stop_and_failure);
  cdr_test_add ("/cancel/handler/tries-again", test_tries_again);
  cdr_test_add ("/cancel/handler/created-stops-and-spoils", test_created_stops_and_spoils);

  return g_test_run ();
}
