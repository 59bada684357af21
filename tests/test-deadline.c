/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

/* Every wait ends: by its own timeout, the deadline of the whole, or a hurry. */

static GType base, left, right, top; /* a diamond */
static GType chain[4];
static GType ends[6];                /* independent of each other */

static GType timed_type;
static int own_setup_ms, own_shutdown_ms;

/* The component's own timeouts, set where the conductor makes it. */
static void
created_cb (CdrConductor *conductor,
            CdrComponent *component,
            gpointer      user_data)
{
  if (G_OBJECT_TYPE (component) != timed_type)
    return;

  cdr_component_set_setup_timeout (component, own_setup_ms);
  cdr_component_set_shutdown_timeout (component, own_shutdown_ms);
}

static void
set_own (Fixture *fixture,
         GType    type,
         int      setup_ms,
         int      shutdown_ms)
{
  timed_type = type;
  own_setup_ms = setup_ms;
  own_shutdown_ms = shutdown_ms;
  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (created_cb), NULL);
}

static void
set_up_behaves (GType            type,
                CdrTestBehaviour behaviour,
                guint            delay_ms)
{
  cdr_test_script (type, CDR_PHASE_SETUP, behaviour, delay_ms);
}

static void
shut_down_behaves (GType            type,
                   CdrTestBehaviour behaviour,
                   guint            delay_ms)
{
  cdr_test_script (type, CDR_PHASE_SHUTDOWN, behaviour, delay_ms);
}

/* Returns: what it took, in virtual milliseconds */
static guint
setup_times_out (Fixture    *fixture,
                 const char *message)
{
  gint64 begun_us = cdr_test_clock_now ();

  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, message);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_FAILED);
  return (guint) ((cdr_test_clock_now () - begun_us) / 1000);
}

static guint
shutdown_is_incomplete (Fixture    *fixture,
                        const char *message)
{
  gint64 begun_us = cdr_test_clock_now ();

  cdr_test_shutdown_fails (fixture, message);
  return (guint) ((cdr_test_clock_now () - begun_us) / 1000);
}

static void
release (Fixture *fixture)
{
  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);
}

static const GError *
get_error (Fixture *fixture,
           GType    type)
{
  return cdr_component_get_error (cdr_test_get (fixture, type));
}

/* Whose timeout it is. */

static void
test_conductors (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_POLITE, 0);
  cdr_conductor_set_setup_timeout (fixture->conductor, 200);
  cdr_conductor_add (fixture->conductor, left);
  g_assert_cmpuint (setup_times_out (fixture, "Left (setup): timed out after 0.2 s"), ==,
                    1 + 200 + 1);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.cancelled Left.failed "
                       "Base.shutdown Base.down");
  cdr_test_assert_failures (fixture, "Left/setup");
  cdr_test_assert_state (fixture, left, CDR_STATE_FAILED);
}

static void
test_own (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_POLITE, 0);
  cdr_conductor_set_setup_timeout (fixture->conductor, 200);
  set_own (fixture, left, 50, -1);
  cdr_conductor_add (fixture->conductor, left);
  g_assert_cmpuint (setup_times_out (fixture, "Left (setup): timed out after 0.1 s"), ==,
                    1 + 50 + 1);
}

static void
test_own_longer (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_OK, 500);
  cdr_conductor_set_setup_timeout (fixture->conductor, 200);
  set_own (fixture, left, 600, -1);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

static void
test_default (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_POLITE, 0);
  cdr_conductor_add (fixture->conductor, left);
  g_assert_cmpuint (setup_times_out (fixture, "Left (setup): timed out after 30.0 s"), ==,
                    1 + 30000 + 1);
}

static void
test_none (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  set_up_behaves (left, CDR_TEST_HANG, 0);
  shut_down_behaves (left, CDR_TEST_HANG, 0);
  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  cdr_conductor_set_shutdown_deadline (fixture->conductor, 0);
  set_own (fixture, left, 0, 0);
  cdr_conductor_add (fixture->conductor, left);

  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 3600 * 1000);
  g_assert_false (outcome.is_done);
  cdr_test_release_hanging ();
  cdr_test_wait (fixture, &outcome);
  g_assert_no_error (outcome.error);

  outcome_clear (&outcome);
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 3600 * 1000);
  g_assert_false (outcome.is_done);
  cdr_test_release_hanging ();
  cdr_test_wait (fixture, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_cmpuint (cdr_test_log_count ("Left.cancelled"), ==, 0);
}

static void
test_conductor_has_none (Fixture *fixture)
{
  cdr_conductor_set_setup_timeout (fixture->conductor, 0);
  cdr_conductor_set_shutdown_timeout (fixture->conductor, 0);
  cdr_conductor_set_shutdown_deadline (fixture->conductor, 0);
  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  set_up_behaves (left, CDR_TEST_OK, 24 * 3600 * 1000);
  shut_down_behaves (left, CDR_TEST_OK, 24 * 3600 * 1000);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

/* Counted from the component's own beginning. */
static void
test_own_start (Fixture *fixture)
{
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_set_shutdown_timeout (fixture->conductor, 100);
  for (guint i = 0; i < G_N_ELEMENTS (chain); i++)
    {
      set_up_behaves (chain[i], CDR_TEST_OK, 80);
      shut_down_behaves (chain[i], CDR_TEST_OK, 80);
    }
  cdr_conductor_add (fixture->conductor, chain[3]);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

/* Read when the component begins, and not again. */
static void
test_read_at_beginning (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  set_up_behaves (base, CDR_TEST_OK, 80);
  set_up_behaves (left, CDR_TEST_OK, 80);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 10);
  cdr_conductor_set_setup_timeout (fixture->conductor, 40);
  cdr_test_wait (fixture, &outcome);
  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_TIMED_OUT, "Left (setup)");
  g_assert_cmpuint (cdr_test_log_count ("Base.cancelled"), ==, 0);
}

/* Timeout, cancel, grace, abandoned. */

static void
test_abandoned (Fixture *fixture)
{
  gint64 begun_us = cdr_test_clock_now ();

  set_up_behaves (left, CDR_TEST_HANG, 0);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_set_grace (fixture->conductor, 40);
  cdr_conductor_add (fixture->conductor, left);

  g_assert_cmpuint (setup_times_out (fixture, "Left (setup): timed out after 0.1 s"), ==,
                    1 + 100 + 40 + 1);
  g_assert_cmpint (cdr_test_log_time_of ("Left.cancelled") - begun_us, ==, 101 * 1000);
  g_assert_cmpint (cdr_test_log_time_of ("Base.shutdown") - begun_us, ==, 141 * 1000);
  cdr_test_assert_state (fixture, left, CDR_STATE_ABANDONED);
  cdr_test_assert_failures (fixture, "Left/setup");
  release (fixture);
  g_assert_cmpuint (cdr_test_log_count ("Left.shutdown"), ==, 0);
}

static void
test_no_grace (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_HANG, 0);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_set_grace (fixture->conductor, 0);
  cdr_conductor_add (fixture->conductor, left);

  g_assert_cmpuint (setup_times_out (fixture, "Left (setup): timed out after 0.1 s"), ==,
                    1 + 100 + 1);
  cdr_test_assert_state (fixture, left, CDR_STATE_ABANDONED);
  g_assert_cmpuint (cdr_test_log_count ("Left.cancelled"), ==, 1);
  release (fixture);
}

/* Its one shutdown, and it stays timed out. */
static void
test_success_in_grace (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_LATE_SUCCESS, 30);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_add (fixture->conductor, left);

  setup_times_out (fixture, "Left (setup): timed out after 0.1 s");
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.cancelled Left.up "
                       "Left.shutdown Left.down Base.shutdown Base.down");
  cdr_test_assert_state (fixture, left, CDR_STATE_FAILED);
  cdr_test_assert_error (get_error (fixture, left), CDR_ERROR, CDR_ERROR_TIMED_OUT, NULL);
  cdr_test_assert_failures (fixture, "Left/setup");
}

/* The same where the rest goes on: no dependent takes it for active. */
static void
test_success_in_grace_tolerated (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_LATE_SUCCESS, 30);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_add_full (fixture->conductor, top, CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, ends[0]);

  cdr_test_setup_ok (fixture);
  g_assert_cmpuint (cdr_test_log_count ("Left.shutdown"), ==, 1);
  g_assert_cmpuint (cdr_test_log_count ("Top.setup"), ==, 0);
  cdr_test_assert_state (fixture, left, CDR_STATE_FAILED);
  cdr_test_assert_error (get_error (fixture, left), CDR_ERROR, CDR_ERROR_TIMED_OUT, NULL);
  cdr_test_assert_error (get_error (fixture, top), CDR_ERROR, CDR_ERROR_SKIPPED,
                         "Left (setup): timed out");
  cdr_test_assert_state (fixture, base, CDR_STATE_INACTIVE);
  cdr_test_assert_failures (fixture, "Left/setup");
  cdr_test_shutdown_ok (fixture);
  g_assert_cmpuint (cdr_test_log_count ("Left.shutdown"), ==, 1);
}

static void
test_failure_in_grace (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_LATE_FAILURE, 30);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_add (fixture->conductor, left);

  setup_times_out (fixture, "Left (setup): timed out after 0.1 s");
  cdr_test_assert_state (fixture, left, CDR_STATE_FAILED);
  cdr_test_assert_error (get_error (fixture, left), CDR_ERROR, CDR_ERROR_TIMED_OUT, NULL);
  cdr_test_assert_failures (fixture, "Left/setup");
  g_assert_cmpuint (cdr_test_log_count ("Left.shutdown"), ==, 0);
}

/* Not even its own shutdown's failure takes the place of the setup's. */
static void
test_shutdown_fails_after_grace (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_LATE_SUCCESS, 30);
  shut_down_behaves (left, CDR_TEST_FAIL, 1);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_add (fixture->conductor, left);

  setup_times_out (fixture, "Left (setup): timed out after 0.1 s");
  cdr_test_assert_failures (fixture, "Left/setup Left/shutdown");
  cdr_test_assert_state (fixture, left, CDR_STATE_FAILED);
  cdr_test_assert_error (get_error (fixture, left), CDR_ERROR, CDR_ERROR_TIMED_OUT,
                         "Left (setup)");
}

/* More time. */

static guint extension_ms;

static void
extend_cb (CdrComponent *component,
           CdrPhase      phase,
           gpointer      user_data)
{
  cdr_component_extend_timeout (component, extension_ms);
}

static void
test_extended (Fixture *fixture)
{
  extension_ms = 500;
  set_up_behaves (left, CDR_TEST_OK, 400);
  shut_down_behaves (left, CDR_TEST_OK, 400);
  cdr_test_hook (left, extend_cb, NULL);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_set_shutdown_timeout (fixture->conductor, 100);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

static void
test_extended_not_enough (Fixture *fixture)
{
  extension_ms = 500;
  set_up_behaves (left, CDR_TEST_POLITE, 0);
  cdr_test_hook (left, extend_cb, NULL);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_add (fixture->conductor, left);
  g_assert_cmpuint (setup_times_out (fixture, "Left (setup): timed out after 0.5 s"), ==,
                    1 + 500 + 1);
}

/* The later of the two: never shorter. */
static void
test_not_shortened (Fixture *fixture)
{
  extension_ms = 10;
  set_up_behaves (left, CDR_TEST_OK, 90);
  cdr_test_hook (left, extend_cb, NULL);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

/* No deadline stays none. */
static void
test_extended_none (Fixture *fixture)
{
  extension_ms = 10;
  set_up_behaves (left, CDR_TEST_OK, 900);
  cdr_test_hook (left, extend_cb, NULL);
  cdr_conductor_set_setup_timeout (fixture->conductor, 0);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

static void
test_not_in_grace (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  gint64 begun_us = cdr_test_clock_now ();

  set_up_behaves (left, CDR_TEST_HANG, 0);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_set_grace (fixture->conductor, 40);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Left.cancelled");
  cdr_component_extend_timeout (cdr_test_get (fixture, left), 5000);
  cdr_test_wait (fixture, &outcome);
  g_assert_cmpint (outcome.time_us - begun_us, ==, (1 + 100 + 40 + 1) * 1000);
  release (fixture);
}

static gpointer
extend_in_thread (gpointer component)
{
  cdr_component_extend_timeout (component, 500);
  return NULL;
}

static void
test_extended_from_thread (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  set_up_behaves (left, CDR_TEST_OK, 400);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Left.setup");
  g_thread_join (g_thread_new ("extender", extend_in_thread, cdr_test_get (fixture, left)));
  cdr_test_wait (fixture, &outcome);
  g_assert_no_error (outcome.error);
  cdr_test_shutdown_ok (fixture);
}

/* Nobody to listen, or nothing to extend. */
static void
test_extended_idle (Fixture *fixture)
{
  g_autoptr (CdrComponent) alone = g_object_new (base, NULL);

  cdr_component_extend_timeout (alone, 100);
  cdr_conductor_add (fixture->conductor, base);
  cdr_test_setup_ok (fixture);
  cdr_component_extend_timeout (cdr_test_get (fixture, base), 100);
  cdr_test_run_for (fixture, 500);
  cdr_test_assert_state (fixture, base, CDR_STATE_ACTIVE);
  cdr_test_shutdown_ok (fixture);
}

/* Shutdown. */

static void
test_shutdown_timeout (Fixture *fixture)
{
  shut_down_behaves (left, CDR_TEST_POLITE, 0);
  cdr_conductor_set_shutdown_timeout (fixture->conductor, 100);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();

  g_assert_cmpuint (shutdown_is_incomplete (fixture, "Left (shutdown): timed out after 0.1 s"), ==,
                    100 + 1);
  cdr_test_assert_log ("Left.shutdown Left.cancelled Left.broken Base.shutdown Base.down");
  cdr_test_assert_state (fixture, left, CDR_STATE_INACTIVE);
  cdr_test_assert_failures (fixture, "Left/shutdown");
  cdr_test_assert_error (get_error (fixture, left), CDR_ERROR, CDR_ERROR_TIMED_OUT, NULL);
}

static void
test_shutdown_own_timeout (Fixture *fixture)
{
  shut_down_behaves (left, CDR_TEST_HANG, 0);
  cdr_conductor_set_grace (fixture->conductor, 30);
  set_own (fixture, left, -1, 70);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);

  g_assert_cmpuint (shutdown_is_incomplete (fixture, "Left (shutdown): timed out after 0.1 s"), ==,
                    70 + 30 + 1);
  cdr_test_assert_state (fixture, left, CDR_STATE_ABANDONED);
  cdr_test_assert_failures (fixture, "Left/shutdown");
  release (fixture);
}

/* A late end within the grace: down it is, in time it was not. */
static void
test_shutdown_late (Fixture *fixture)
{
  shut_down_behaves (left, CDR_TEST_LATE_SUCCESS, 30);
  cdr_conductor_set_shutdown_timeout (fixture->conductor, 100);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);

  g_assert_cmpuint (shutdown_is_incomplete (fixture, "Left (shutdown): timed out after 0.1 s"), ==,
                    100 + 30 + 1);
  cdr_test_assert_state (fixture, left, CDR_STATE_INACTIVE);
  cdr_test_assert_failures (fixture, "Left/shutdown");
}

/* The deadline of the whole: in a hurry from then on, in order, everyone called. */
static void
test_shutdown_deadline (Fixture *fixture)
{
  gint64 begun_us;

  for (guint i = 0; i < G_N_ELEMENTS (chain); i++)
    shut_down_behaves (chain[i], CDR_TEST_HANG, 0);
  shut_down_behaves (chain[1], CDR_TEST_OK, 5);
  cdr_conductor_set_shutdown_timeout (fixture->conductor, 0);
  cdr_conductor_set_shutdown_deadline (fixture->conductor, 500);
  cdr_conductor_set_grace (fixture->conductor, 100);
  cdr_conductor_add (fixture->conductor, chain[3]);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();
  begun_us = cdr_test_clock_now ();

  g_assert_cmpuint (shutdown_is_incomplete (fixture, "Link3"), ==, 500 + 100 + 100 + 5 + 100);
  cdr_test_assert_failures (fixture, "Link3/shutdown Link2/shutdown Link0/shutdown");
  g_assert_cmpint (cdr_test_log_time_of ("Link3.cancelled") - begun_us, ==, 500 * 1000);
  cdr_test_assert_log ("Link3.shutdown Link3.cancelled Link2.shutdown Link2.cancelled "
                       "Link1.shutdown Link1.cancelled Link1.down "
                       "Link0.shutdown Link0.cancelled");
  cdr_test_assert_state (fixture, chain[3], CDR_STATE_ABANDONED);
  cdr_test_assert_state (fixture, chain[1], CDR_STATE_INACTIVE);
  release (fixture);
}

/* What obeys in a hurry has not failed. */
static void
test_shutdown_deadline_obeyed (Fixture *fixture)
{
  shut_down_behaves (chain[3], CDR_TEST_POLITE, 0);
  shut_down_behaves (chain[2], CDR_TEST_SLOW_GIVE_UP, 20);
  cdr_conductor_set_shutdown_timeout (fixture->conductor, 0);
  cdr_conductor_set_shutdown_deadline (fixture->conductor, 500);
  cdr_conductor_add (fixture->conductor, chain[3]);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_failures (fixture, "");
  g_assert_cmpuint (cdr_test_log_count ("Link1.cancelled"), ==, 1);
}

/* Rollback. */

/* A setup that was cancelled keeps what is left of its own timeout. */
static void
test_rollback_own_timeout (Fixture *fixture)
{
  gint64 begun_us = cdr_test_clock_now ();

  set_up_behaves (left, CDR_TEST_FAIL, 30);
  set_up_behaves (right, CDR_TEST_HANG, 0);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_set_grace (fixture->conductor, 40);
  cdr_conductor_add (fixture->conductor, top);

  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "Left (setup): it broke");
  g_assert_cmpint (cdr_test_log_time_of ("Right.cancelled") - begun_us, ==, 31 * 1000);
  g_assert_cmpint (cdr_test_log_time_of ("Base.shutdown") - begun_us, ==, 141 * 1000);
  g_assert_cmpuint (cdr_test_log_count ("Right.cancelled"), ==, 1);
  cdr_test_assert_failures (fixture, "Left/setup Right/setup");
  cdr_test_assert_error (get_error (fixture, right), CDR_ERROR, CDR_ERROR_TIMED_OUT,
                         "Right (setup)");
  cdr_test_assert_state (fixture, right, CDR_STATE_ABANDONED);
  release (fixture);
}

/* It gives up within that time: no failure. */
static void
test_rollback_in_time (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_FAIL, 30);
  set_up_behaves (right, CDR_TEST_SLOW_GIVE_UP, 60);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_add (fixture->conductor, top);

  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "Left (setup): it broke");
  cdr_test_assert_failures (fixture, "Left/setup");
  cdr_test_assert_state (fixture, right, CDR_STATE_INACTIVE);
}

/* The rollback as a whole, counted from the first fatal failure. */
static void
test_rollback_deadline (Fixture *fixture)
{
  gint64 begun_us = cdr_test_clock_now ();

  set_up_behaves (left, CDR_TEST_FAIL, 30);
  set_up_behaves (right, CDR_TEST_HANG, 0);
  shut_down_behaves (base, CDR_TEST_HANG, 0);
  cdr_conductor_set_shutdown_deadline (fixture->conductor, 50);
  cdr_conductor_set_grace (fixture->conductor, 40);
  cdr_conductor_add (fixture->conductor, top);

  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "Left (setup): it broke");
  g_assert_cmpint (cdr_test_log_time_of ("Base.shutdown") - begun_us, ==, (31 + 50 + 40) * 1000);
  g_assert_cmpint (cdr_test_log_time_of ("Base.cancelled") - begun_us, ==, (31 + 50 + 40) * 1000);
  g_assert_cmpint (cdr_test_clock_now () - begun_us, ==, (31 + 50 + 40 + 40) * 1000);
  cdr_test_assert_failures (fixture, "Left/setup Right/setup Base/shutdown");
  cdr_test_assert_state (fixture, right, CDR_STATE_ABANDONED);
  cdr_test_assert_state (fixture, base, CDR_STATE_ABANDONED);
  release (fixture);
}

/* Counted from the stop, where that came first; a second failure does not restart it. */
static void
test_stop_deadline (Fixture *fixture)
{
  g_auto (Outcome) set_up = { 0 };
  g_auto (Outcome) shut_down = { 0 };
  gint64 begun_us = cdr_test_clock_now ();

  set_up_behaves (left, CDR_TEST_LATE_FAILURE, 20);
  set_up_behaves (right, CDR_TEST_HANG, 0);
  cdr_conductor_set_shutdown_deadline (fixture->conductor, 50);
  cdr_conductor_set_grace (fixture->conductor, 40);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_begin (fixture, NULL, &set_up);
  cdr_test_run_for (fixture, 10);
  cdr_test_shutdown_begin (fixture, NULL, &shut_down);
  cdr_test_wait (fixture, &shut_down);

  g_assert_error (set_up.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  cdr_test_assert_error (shut_down.error, CDR_ERROR, CDR_ERROR_SHUTDOWN_INCOMPLETE, "Right");
  g_assert_cmpint (shut_down.time_us - begun_us, ==, (10 + 50 + 40 + 1) * 1000);
  release (fixture);
}

/* At the same time. */

static void
test_completion_wins (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_OK, 100);
  shut_down_behaves (left, CDR_TEST_OK, 100);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_set_shutdown_timeout (fixture->conductor, 100);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_failures (fixture, "");
  g_assert_cmpuint (cdr_test_log_count ("Left.cancelled"), ==, 0);
}

static void
test_failure_wins (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_FAIL, 100);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "Left (setup): it broke");
}

static void
test_end_of_grace (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_LATE_SUCCESS, 40);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_set_grace (fixture->conductor, 40);
  cdr_conductor_add (fixture->conductor, left);
  setup_times_out (fixture, "Left (setup)");
  cdr_test_assert_state (fixture, left, CDR_STATE_FAILED);
  g_assert_cmpuint (cdr_test_log_count ("Left.down"), ==, 1);
}

/* One millisecond more is too late. */
static void
test_just_too_late (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_OK, 101);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_add (fixture->conductor, left);
  setup_times_out (fixture, "Left (setup)");
  g_assert_cmpuint (cdr_test_log_count ("Left.down"), ==, 1);
}

static void
test_all_at_once (Fixture *fixture)
{
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_set_grace (fixture->conductor, 40);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      set_up_behaves (ends[i], i % 2 != 0 ? CDR_TEST_POLITE : CDR_TEST_HANG, 0);
      cdr_conductor_add (fixture->conductor, ends[i]);
    }

  g_assert_cmpuint (setup_times_out (fixture, "End0 (setup): timed out after 0.1 s"), ==,
                    100 + 40);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *cancelled = g_strdup_printf ("End%u.cancelled", i);

      g_assert_cmpuint (cdr_test_log_count (cancelled), ==, 1);
      if (i % 2 == 0)
        cdr_test_assert_state (fixture, ends[i], CDR_STATE_ABANDONED);
    }
  release (fixture);
}

/* All of those that are only wanted: each has failed, in order. */
static void
test_all_tolerated (Fixture *fixture)
{
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      set_up_behaves (ends[i], CDR_TEST_POLITE, 0);
      cdr_conductor_add_full (fixture->conductor, ends[i], CDR_NEED_WANTED);
    }

  cdr_test_setup_ok (fixture);
  cdr_test_assert_failures (fixture, "End0/setup End1/setup End2/setup End3/setup End4/setup "
                                     "End5/setup");
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    cdr_test_assert_error (get_error (fixture, ends[i]), CDR_ERROR, CDR_ERROR_TIMED_OUT, NULL);
  cdr_test_shutdown_ok (fixture);
}

/* Numbers that are as large as they get. */
static void
test_huge (Fixture *fixture)
{
  extension_ms = G_MAXUINT;
  cdr_test_hook (left, extend_cb, NULL);
  set_up_behaves (left, CDR_TEST_OK, 3600 * 1000);
  shut_down_behaves (left, CDR_TEST_POLITE, 0);
  set_own (fixture, base, G_MAXINT, G_MAXINT);
  cdr_conductor_set_setup_timeout (fixture->conductor, G_MAXINT);
  cdr_conductor_set_shutdown_timeout (fixture->conductor, G_MAXINT);
  cdr_conductor_set_shutdown_deadline (fixture->conductor, G_MAXINT);
  cdr_conductor_set_grace (fixture->conductor, G_MAXINT);
  cdr_conductor_set_slow_threshold (fixture->conductor, G_MAXINT);
  cdr_conductor_set_max_concurrent (fixture->conductor, G_MAXUINT);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture); /* in a hurry after 25 days */
}

/* Slow ones. */

static void
test_slow (Fixture *fixture)
{
  set_up_behaves (base, CDR_TEST_OK, 5000);
  cdr_conductor_set_slow_threshold (fixture->conductor, 1500);
  cdr_conductor_add (fixture->conductor, base);

  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "*Base*setting up*1.5 s*");
  cdr_test_setup_ok (fixture); /* just one message */
  cdr_test_assert_logged ();

  shut_down_behaves (base, CDR_TEST_OK, 5000);
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "*Base*shutting down*1.5 s*");
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_logged ();
}

static void
test_slow_never (Fixture *fixture)
{
  g_autoptr (GPtrArray) messages = NULL;
  g_autofree char *text = NULL;

  cdr_test_messages_begin ();
  set_up_behaves (base, CDR_TEST_OK, 5000);
  set_up_behaves (left, CDR_TEST_OK, 1999);
  cdr_conductor_add (fixture->conductor, left);
  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);

  set_up_behaves (base, CDR_TEST_OK, 1999);
  cdr_conductor_set_slow_threshold (fixture->conductor, 2000);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);

  messages = cdr_test_messages_end ();
  g_assert_cmpuint (messages->len, >, 0);
  text = cdr_test_messages_to_text (messages, G_LOG_LEVEL_MESSAGE);
  g_assert_cmpstr (text, ==, "");
}

/* Nothing is waited for when nothing goes on. */

static int
get_timeout (Fixture *fixture)
{
  GPollFD fds[8];
  int priority;
  int timeout_ms = 0;
  gboolean is_ready;

  for (guint i = 0; i < 3; i++)
    g_main_context_iteration (fixture->context, FALSE);

  g_assert_true (g_main_context_acquire (fixture->context));
  is_ready = g_main_context_prepare (fixture->context, &priority);
  g_main_context_query (fixture->context, G_MAXINT, &timeout_ms, fds, G_N_ELEMENTS (fds));
  g_main_context_release (fixture->context);
  g_assert_false (is_ready);

  return timeout_ms;
}

static void
test_at_rest (Fixture *fixture)
{
  g_assert_cmpint (get_timeout (fixture), ==, -1);

  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  g_assert_cmpint (get_timeout (fixture), ==, -1);

  /* An hour, in which it is the caller's timeout alone that wakes anybody. */
  cdr_test_run_for (fixture, 3600 * 1000);
  g_assert_cmpint (get_timeout (fixture), ==, -1);

  cdr_test_shutdown_ok (fixture);
  g_assert_cmpint (get_timeout (fixture), ==, -1);
}

static void
test_at_rest_after_failure (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, NULL);
  g_assert_cmpint (get_timeout (fixture), ==, -1);
}

/* Also with something abandoned, for which nobody waits. */
static void
test_at_rest_abandoned (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_HANG, 0);
  cdr_conductor_add_full (fixture->conductor, left, CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, right);
  cdr_test_setup_ok (fixture);
  cdr_test_assert_state (fixture, left, CDR_STATE_ABANDONED);
  g_assert_cmpint (get_timeout (fixture), ==, -1);

  release (fixture);
  g_assert_null (cdr_conductor_get_component (fixture->conductor, left));
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_ACTIVE);
  g_assert_cmpint (get_timeout (fixture), ==, -1);
  cdr_test_shutdown_ok (fixture);
  g_assert_cmpuint (cdr_test_log_count ("Left.shutdown"), ==, 0);
}

static void
make_types (void)
{
  base = cdr_test_type_new ("Base", NULL);
  left = cdr_test_type_new ("Left", "base", base, NULL);
  right = cdr_test_type_new ("Right", "base", base, NULL);
  top = cdr_test_type_new ("Top", "left", left, "right", right, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (chain); i++)
    {
      g_autofree char *name = g_strdup_printf ("Link%u", i);

      chain[i] = cdr_test_type_new (name, i > 0 ? "dependency" : NULL, i > 0 ? chain[i - 1] : 0,
                                    NULL);
    }

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *name = g_strdup_printf ("End%u", i);

      ends[i] = cdr_test_type_new (name, NULL);
    }
}

/* A hurry does not begin the grace again of what is in it already. */
static void
test_hurry_in_grace (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GType type = cdr_test_type_new ("HurriedInGrace", NULL);
  g_auto (Outcome) outcome = { 0 };
  gint64 begun_us;

  cdr_test_script (type, CDR_PHASE_SHUTDOWN, CDR_TEST_HANG, 0);
  cdr_conductor_set_shutdown_timeout (fixture->conductor, 100);
  cdr_conductor_set_grace (fixture->conductor, 1000);
  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();

  begun_us = cdr_test_clock_now ();
  cdr_test_shutdown_begin (fixture, cancellable, &outcome);
  cdr_test_run_for (fixture, 600);
  cdr_test_assert_log ("HurriedInGrace.shutdown HurriedInGrace.cancelled");
  g_cancellable_cancel (cancellable);
  while (cdr_conductor_get_state (fixture->conductor) != CDR_STATE_INACTIVE)
    g_main_context_iteration (fixture->context, TRUE);

  g_assert_cmpint (cdr_test_clock_now () - begun_us, >=, 1100 * 1000);
  g_assert_cmpint (cdr_test_clock_now () - begun_us, <=, 1102 * 1000);
  cdr_test_assert_log ("");
  cdr_test_assert_state (fixture, type, CDR_STATE_ABANDONED);
  cdr_test_wait (fixture, &outcome);
  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);
}

/* A computer that slept: the clock has jumped far past every deadline when the loop is turned
 * again. What came in time, or came with the wake-up, counts; and who is asked to give up has
 * the whole of its grace to do so.
 */

#define AN_HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

static void
test_woken_late (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  set_up_behaves (left, CDR_TEST_OK, 20000); /* of 30 s */
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Left.setup");
  cdr_test_clock_advance (AN_HOUR);
  cdr_test_wait (fixture, &outcome);
  g_assert_no_error (outcome.error);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.up");
  cdr_test_assert_failures (fixture, "");
  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

static void
test_woken_late_in_shutdown (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  shut_down_behaves (left, CDR_TEST_OK, 5000); /* of 10 s, and of 20 s for all */
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Left.shutdown");
  cdr_test_clock_advance (AN_HOUR);
  cdr_test_wait (fixture, &outcome);
  g_assert_no_error (outcome.error);
  cdr_test_assert_failures (fixture, "");
  /* The stop as a whole is late: the rest goes on in a hurry, and in order. */
  cdr_test_assert_log ("Left.shutdown Left.down Base.shutdown Base.cancelled Base.down");
}

/* One that does not answer: cancelled after the wake-up, and then patiently waited for. */
static void
test_woken_late_grace (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  gint64 woken_us;

  set_up_behaves (left, CDR_TEST_SLOW_GIVE_UP, 900); /* of 1000 ms grace */
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Left.setup");
  cdr_test_clock_advance (AN_HOUR);
  woken_us = cdr_test_clock_now ();
  cdr_test_wait (fixture, &outcome);
  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_TIMED_OUT,
                         "Left (setup): timed out after 3600.0 s");
  g_assert_cmpint (cdr_test_log_time_of ("Left.cancelled"), ==, woken_us);
  g_assert_cmpint (cdr_test_log_time_of ("Left.failed"), ==, woken_us + 900 * 1000);
  cdr_test_assert_state (fixture, left, CDR_STATE_FAILED);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.cancelled Left.failed "
                       "Base.shutdown Base.down");
}

/* Asleep in the middle of its grace. */
static void
test_woken_late_in_grace (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  set_up_behaves (left, CDR_TEST_LATE_SUCCESS, 500);
  cdr_conductor_set_setup_timeout (fixture->conductor, 100);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Left.cancelled");
  cdr_test_clock_advance (AN_HOUR);
  cdr_test_wait (fixture, &outcome);
  g_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_TIMED_OUT);
  cdr_test_assert_state (fixture, left, CDR_STATE_FAILED);
  g_assert_cmpuint (cdr_test_log_count ("Left.up"), ==, 1);
  g_assert_cmpuint (cdr_test_log_count ("Left.shutdown"), ==, 1);
  g_assert_cmpuint (cdr_test_log_count ("Base.down"), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_types ();

  cdr_test_add ("/deadline/whose/conductors", test_conductors);
  cdr_test_add ("/deadline/whose/own", test_own);
  cdr_test_add ("/deadline/whose/own-longer", test_own_longer);
  cdr_test_add ("/deadline/whose/default", test_default);
  cdr_test_add ("/deadline/whose/none", test_none);
  cdr_test_add ("/deadline/whose/conductor-has-none", test_conductor_has_none);
  cdr_test_add ("/deadline/own-start", test_own_start);
  cdr_test_add ("/deadline/read-at-beginning", test_read_at_beginning);

  cdr_test_add ("/deadline/grace/abandoned", test_abandoned);
  cdr_test_add ("/deadline/grace/none", test_no_grace);
  cdr_test_add ("/deadline/grace/success", test_success_in_grace);
  cdr_test_add ("/deadline/grace/success-tolerated", test_success_in_grace_tolerated);
  cdr_test_add ("/deadline/grace/failure", test_failure_in_grace);
  cdr_test_add ("/deadline/grace/shutdown-fails", test_shutdown_fails_after_grace);

  cdr_test_add ("/deadline/extended/enough", test_extended);
  cdr_test_add ("/deadline/extended/not-enough", test_extended_not_enough);
  cdr_test_add ("/deadline/extended/not-shortened", test_not_shortened);
  cdr_test_add ("/deadline/extended/none", test_extended_none);
  cdr_test_add ("/deadline/extended/not-in-grace", test_not_in_grace);
  cdr_test_add ("/deadline/extended/from-thread", test_extended_from_thread);
  cdr_test_add ("/deadline/extended/idle", test_extended_idle);

  cdr_test_add ("/deadline/shutdown/timeout", test_shutdown_timeout);
  cdr_test_add ("/deadline/shutdown/own-timeout", test_shutdown_own_timeout);
  cdr_test_add ("/deadline/shutdown/late", test_shutdown_late);
  cdr_test_add ("/deadline/shutdown/deadline", test_shutdown_deadline);
  cdr_test_add ("/deadline/shutdown/deadline-obeyed", test_shutdown_deadline_obeyed);

  cdr_test_add ("/deadline/rollback/own-timeout", test_rollback_own_timeout);
  cdr_test_add ("/deadline/rollback/in-time", test_rollback_in_time);
  cdr_test_add ("/deadline/rollback/deadline", test_rollback_deadline);
  cdr_test_add ("/deadline/rollback/stop", test_stop_deadline);

  cdr_test_add ("/deadline/same-time/completion", test_completion_wins);
  cdr_test_add ("/deadline/same-time/failure", test_failure_wins);
  cdr_test_add ("/deadline/same-time/end-of-grace", test_end_of_grace);
  cdr_test_add ("/deadline/same-time/just-too-late", test_just_too_late);
  cdr_test_add ("/deadline/same-time/all", test_all_at_once);
  cdr_test_add ("/deadline/same-time/all-tolerated", test_all_tolerated);
  cdr_test_add ("/deadline/huge", test_huge);

  cdr_test_add ("/deadline/woken-late/setup", test_woken_late);
  cdr_test_add ("/deadline/woken-late/shutdown", test_woken_late_in_shutdown);
  cdr_test_add ("/deadline/woken-late/grace", test_woken_late_grace);
  cdr_test_add ("/deadline/woken-late/in-grace", test_woken_late_in_grace);

  cdr_test_add ("/deadline/slow/message", test_slow);
  cdr_test_add ("/deadline/slow/never", test_slow_never);

  cdr_test_add ("/deadline/at-rest/active", test_at_rest);
  cdr_test_add ("/deadline/at-rest/after-failure", test_at_rest_after_failure);
  cdr_test_add ("/deadline/at-rest/abandoned", test_at_rest_abandoned);

  cdr_test_add ("/deadline/grace/hurry", test_hurry_in_grace);

  return g_test_run ();
}
