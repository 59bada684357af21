/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

/* A component that says that it is dead. */

static GType base, left, right, top; /* a diamond */

static void
fail (CdrComponent *component)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                          "the line is dead");

  cdr_component_fail (component, error);
}

static void
set_up (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();
}

static void
wait_for_state (Fixture *fixture,
                CdrState state)
{
  while (cdr_conductor_get_state (fixture->conductor) != state)
    g_main_context_iteration (fixture->context, TRUE);
}

static guint n_errors;

static void
count_errors_cb (CdrComponent *component,
                 GParamSpec   *pspec,
                 gpointer      user_data)
{
  n_errors++;
  cdr_test_assert_error (cdr_component_get_error (component),
                         G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                         "Left (active): the line is dead");
}

static void
test_active (Fixture *fixture)
{
  CdrComponent *component;

  n_errors = 0;
  set_up (fixture);
  component = cdr_test_get (fixture, left);
  g_signal_connect (component, "notify::error", G_CALLBACK (count_errors_cb), NULL);

  fail (component);

  /* Nothing happens inside the call. */
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_ACTIVE);
  g_assert_null (cdr_component_get_error (component));

  wait_for_state (fixture, CDR_STATE_SHUTTING_DOWN);
  wait_for_state (fixture, CDR_STATE_INACTIVE);
  cdr_test_assert_log ("Top.shutdown Top.down Right.shutdown Left.shutdown Right.down Left.down "
                       "Base.shutdown Base.down");
  g_assert_cmpuint (n_errors, ==, 1);
  cdr_test_assert_failures (fixture, "Left/active");
  cdr_test_assert_state (fixture, left, CDR_STATE_INACTIVE);
  cdr_test_assert_error (cdr_component_get_error (component),
                         G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                         "Left (active): the line is dead");
}

/* Dependents first, though they are the ones that lost something. */
static void
test_bottom (Fixture *fixture)
{
  set_up (fixture);
  fail (cdr_test_get (fixture, base));
  wait_for_state (fixture, CDR_STATE_INACTIVE);
  cdr_test_assert_log ("Top.shutdown Top.down Right.shutdown Left.shutdown Right.down Left.down "
                       "Base.shutdown Base.down");
  cdr_test_assert_failures (fixture, "Base/active");
}

/* It works again after that. */
static void
test_again (Fixture *fixture)
{
  CdrComponent *component;

  set_up (fixture);
  component = cdr_test_get (fixture, left);
  fail (component);
  wait_for_state (fixture, CDR_STATE_INACTIVE);

  cdr_test_setup_ok (fixture);
  g_assert_true (cdr_test_get (fixture, left) == component);
  g_assert_null (cdr_component_get_error (component));
  cdr_test_assert_failures (fixture, "");
  cdr_test_shutdown_ok (fixture);
}

static void
test_failing_shutdown (Fixture *fixture)
{
  cdr_test_script (left, CDR_PHASE_SHUTDOWN, CDR_TEST_FAIL, 1);
  set_up (fixture);
  fail (cdr_test_get (fixture, left));
  wait_for_state (fixture, CDR_STATE_INACTIVE);
  cdr_test_assert_failures (fixture, "Left/active Left/shutdown");
  g_assert_cmpuint (cdr_test_log_count ("Left.shutdown"), ==, 1);
  g_assert_cmpuint (cdr_test_log_count ("Base.down"), ==, 1);
}

/* The stop has a deadline, though nobody waits for it. */
static void
test_bounded (Fixture *fixture)
{
  gint64 begun_us;

  cdr_test_script (left, CDR_PHASE_SHUTDOWN, CDR_TEST_HANG, 0);
  cdr_conductor_set_shutdown_timeout (fixture->conductor, 0);
  cdr_conductor_set_shutdown_deadline (fixture->conductor, 500);
  cdr_conductor_set_grace (fixture->conductor, 100);
  set_up (fixture);
  begun_us = cdr_test_clock_now ();
  fail (cdr_test_get (fixture, left));
  wait_for_state (fixture, CDR_STATE_INACTIVE);
  g_assert_cmpint (cdr_test_clock_now () - begun_us, ==, (500 + 100 + 1) * 1000);
  cdr_test_assert_state (fixture, left, CDR_STATE_ABANDONED);
  cdr_test_assert_failures (fixture, "Left/active Left/shutdown");
  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);
}

/* While others are still setting up: the setup has failed. */
static void
test_during_setup (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_SLOW_GIVE_UP, 30);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Left.up");
  cdr_test_run_for (fixture, 10);
  fail (cdr_test_get (fixture, left));
  cdr_test_wait (fixture, &outcome);

  cdr_test_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                         "Left (active): the line is dead");
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_FAILED);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Right.setup Left.up Right.cancelled "
                       "Left.shutdown Left.down Right.failed Base.shutdown Base.down");
  cdr_test_assert_failures (fixture, "Left/active");
  cdr_test_assert_state (fixture, left, CDR_STATE_INACTIVE);
}

/* Its dependent is in the middle of its setup: it waits for that. */
static void
test_under_a_setup (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_SLOW_GIVE_UP, 30);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Left.setup");
  fail (cdr_test_get (fixture, base));
  cdr_test_wait (fixture, &outcome);

  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.cancelled Left.failed "
                       "Base.shutdown Base.down");
}

/* Still active while the others go down: listed, and called no more than once. */
static void
test_during_shutdown (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (top, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 50);
  set_up (fixture);
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Top.shutdown");
  fail (cdr_test_get (fixture, base));
  cdr_test_wait (fixture, &outcome);

  cdr_test_assert_log ("Top.shutdown Top.down Right.shutdown Left.shutdown Right.down Left.down "
                       "Base.shutdown Base.down");
  cdr_test_assert_failures (fixture, "Base/active");
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
}

static void
test_own_shutdown (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (top, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 50);
  set_up (fixture);
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Top.shutdown");
  fail (cdr_test_get (fixture, top));
  cdr_test_wait (fixture, &outcome);

  g_assert_no_error (outcome.error);
  cdr_test_assert_failures (fixture, "");
  g_assert_null (cdr_component_get_error (cdr_test_get (fixture, top)));
}

static void
test_own_setup (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (base, CDR_PHASE_SETUP, CDR_TEST_OK, 50);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Base.setup");
  fail (cdr_test_get (fixture, base));
  cdr_test_wait (fixture, &outcome);

  g_assert_no_error (outcome.error);
  g_assert_null (cdr_component_get_error (cdr_test_get (fixture, base)));
  cdr_test_shutdown_ok (fixture);
}

static void
test_inactive (Fixture *fixture)
{
  g_autoptr (CdrComponent) alone = g_object_new (base, NULL);

  fail (alone);
  cdr_test_run_for (fixture, 10);
  g_assert_null (cdr_component_get_error (alone));

  set_up (fixture);
  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
  fail (cdr_test_get (fixture, left));
  cdr_test_run_for (fixture, 10);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
  g_assert_null (cdr_component_get_error (cdr_test_get (fixture, left)));
  cdr_test_assert_failures (fixture, "");
  cdr_test_assert_log ("");
}

static void
test_failed (Fixture *fixture)
{
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_conductor_add_full (fixture->conductor, top, CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, right);
  cdr_test_setup_ok (fixture);
  fail (cdr_test_get (fixture, left));
  cdr_test_run_for (fixture, 10);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_ACTIVE);
  cdr_test_assert_failures (fixture, "Left/setup");
  cdr_test_shutdown_ok (fixture);
}

/* Where only a wanted root needs it, a component that was active and dies still stops
 * everything.
 */
static void
test_wanted (Fixture *fixture)
{
  cdr_conductor_add_full (fixture->conductor, top, CDR_NEED_WANTED);
  cdr_test_setup_ok (fixture);
  fail (cdr_test_get (fixture, top));
  wait_for_state (fixture, CDR_STATE_INACTIVE);
  g_assert_cmpuint (cdr_test_log_count ("Base.down"), ==, 1);
  cdr_test_assert_failures (fixture, "Top/active");
}

static void
test_burst (Fixture *fixture)
{
  g_autoptr (GError) second = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "and again");

  set_up (fixture);
  fail (cdr_test_get (fixture, left));
  cdr_component_fail (cdr_test_get (fixture, left), second);
  cdr_component_fail (cdr_test_get (fixture, left), second);
  fail (cdr_test_get (fixture, right));
  wait_for_state (fixture, CDR_STATE_INACTIVE);

  /* One stop; everyone is called once. */
  cdr_test_assert_log ("Top.shutdown Top.down Right.shutdown Left.shutdown Right.down Left.down "
                       "Base.shutdown Base.down");
}

/* What it said first is what it died of. */
static void
test_twice (Fixture *fixture)
{
  g_autoptr (GError) second = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "and again");
  CdrComponent *component;

  set_up (fixture);
  component = cdr_test_get (fixture, left);
  fail (component);
  cdr_component_fail (component, second);
  wait_for_state (fixture, CDR_STATE_INACTIVE);

  cdr_test_assert_failures (fixture, "Left/active");
  cdr_test_assert_error (cdr_component_get_error (component),
                         G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, NULL);
}

static gpointer
fail_in_thread (gpointer component)
{
  fail (component);
  return NULL;
}

static GThread *owner;

static void
in_owner_cb (GObject    *object,
             GParamSpec *pspec,
             gpointer    user_data)
{
  g_assert_true (g_thread_self () == owner);
}

static void
test_from_thread (Fixture *fixture)
{
  CdrComponent *component;

  owner = g_thread_self ();
  set_up (fixture);
  component = cdr_test_get (fixture, left);
  g_signal_connect (component, "notify", G_CALLBACK (in_owner_cb), NULL);
  g_signal_connect (fixture->conductor, "notify", G_CALLBACK (in_owner_cb), NULL);

  g_thread_join (g_thread_new ("failing", fail_in_thread, component));
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_ACTIVE);
  wait_for_state (fixture, CDR_STATE_INACTIVE);
  cdr_test_assert_failures (fixture, "Left/active");
}

/* Nobody waits, and nobody holds it: it stays until everything is down. */
static void
test_keeps_itself (Fixture *fixture)
{
  gpointer weak = fixture->conductor;

  g_object_add_weak_pointer (weak, &weak);
  set_up (fixture);
  fail (cdr_test_get (fixture, left));
  wait_for_state (fixture, CDR_STATE_SHUTTING_DOWN);
  g_clear_object (&fixture->conductor);
  g_assert_nonnull (weak);
  while (weak != NULL)
    g_main_context_iteration (fixture->context, TRUE);
  cdr_test_assert_log ("Top.shutdown Top.down Right.shutdown Left.shutdown Right.down Left.down "
                       "Base.shutdown Base.down");
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
}

/* Calls that come meanwhile. */

static void
test_shutdown_joins (Fixture *fixture)
{
  g_auto (Outcome) shut_down = { 0 };
  g_auto (Outcome) set_up_again = { 0 };

  set_up (fixture);
  fail (cdr_test_get (fixture, left));
  wait_for_state (fixture, CDR_STATE_SHUTTING_DOWN);
  cdr_test_setup_begin (fixture, NULL, &set_up_again);
  cdr_test_shutdown_begin (fixture, NULL, &shut_down);
  cdr_test_wait (fixture, &set_up_again);
  g_assert_error (set_up_again.error, CDR_ERROR, CDR_ERROR_WRONG_STATE);
  cdr_test_wait (fixture, &shut_down);
  g_assert_no_error (shut_down.error);
  cdr_test_assert_failures (fixture, "Left/active");
  g_assert_cmpuint (cdr_test_log_count ("Left.shutdown"), ==, 1);
}

/* A shutdown asked for just before: one stop. */
static void
test_shutdown_first (Fixture *fixture)
{
  g_auto (Outcome) shut_down = { 0 };

  set_up (fixture);
  fail (cdr_test_get (fixture, base));
  cdr_test_shutdown_begin (fixture, NULL, &shut_down);
  cdr_test_wait (fixture, &shut_down);
  g_assert_no_error (shut_down.error);
  cdr_test_assert_log ("Top.shutdown Top.down Right.shutdown Left.shutdown Right.down Left.down "
                       "Base.shutdown Base.down");
  cdr_test_assert_failures (fixture, "Base/active");
}

/* From inside its own virtual method, which then succeeds. */
static void
fail_cb (CdrComponent *component,
         CdrPhase      phase,
         gpointer      user_data)
{
  if (phase == CDR_PHASE_SETUP)
    fail (component);
}

static void
test_in_setup (Fixture *fixture)
{
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_OK, 20);
  cdr_test_hook (left, fail_cb, NULL);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

/* The conductor goes before the message has arrived. */
static void
test_conductor_gone (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = NULL;

  set_up (fixture);
  component = g_object_ref (cdr_test_get (fixture, left));
  fail (component);
  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*disposed of while 4 components*");
  g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
  g_test_assert_expected_messages ();
  cdr_test_run_for (fixture, 10);
  g_assert_null (cdr_component_get_error (component));

  g_object_set (component, "base", NULL, NULL);
}

/* It belongs to the conductor, but to no graph: before the first setup, and once the
 * graph is another one.
 */
static void
test_no_graph (Fixture *fixture)
{
  g_autoptr (CdrComponent) ready_made = g_object_new (base, NULL);
  g_autoptr (CdrComponent) former = NULL;

  g_assert_true (cdr_conductor_add_component (fixture->conductor, ready_made, CDR_NEED_REQUIRED,
                                              NULL));
  fail (ready_made);
  cdr_component_extend_timeout (ready_made, 1000);
  cdr_test_run_for (fixture, 10);
  g_assert_null (cdr_component_get_error (ready_made));
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);

  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  former = g_object_ref (cdr_test_get (fixture, left));
  cdr_test_shutdown_ok (fixture);
  g_assert_true (cdr_conductor_patch (fixture->conductor, left, right, NULL));
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();

  fail (former);
  cdr_component_extend_timeout (former, 1000);
  cdr_test_run_for (fixture, 10);
  g_assert_null (cdr_component_get_error (former));
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_ACTIVE);
  cdr_test_assert_log ("");
  cdr_test_shutdown_ok (fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  base = cdr_test_type_new ("Base", NULL);
  left = cdr_test_type_new ("Left", "base", base, NULL);
  right = cdr_test_type_new ("Right", "base", base, NULL);
  top = cdr_test_type_new ("Top", "left", left, "right", right, NULL);

  cdr_test_add ("/fault/active", test_active);
  cdr_test_add ("/fault/bottom", test_bottom);
  cdr_test_add ("/fault/again", test_again);
  cdr_test_add ("/fault/failing-shutdown", test_failing_shutdown);
  cdr_test_add ("/fault/bounded", test_bounded);
  cdr_test_add ("/fault/during-setup", test_during_setup);
  cdr_test_add ("/fault/under-a-setup", test_under_a_setup);
  cdr_test_add ("/fault/during-shutdown", test_during_shutdown);
  cdr_test_add ("/fault/wanted", test_wanted);

  cdr_test_add ("/fault/ignored/own-setup", test_own_setup);
  cdr_test_add ("/fault/ignored/in-setup", test_in_setup);
  cdr_test_add ("/fault/ignored/own-shutdown", test_own_shutdown);
  cdr_test_add ("/fault/ignored/inactive", test_inactive);
  cdr_test_add ("/fault/ignored/failed", test_failed);
  cdr_test_add ("/fault/ignored/conductor-gone", test_conductor_gone);

  cdr_test_add ("/fault/burst", test_burst);
  cdr_test_add ("/fault/twice", test_twice);
  cdr_test_add ("/fault/from-thread", test_from_thread);
  cdr_test_add ("/fault/keeps-itself", test_keeps_itself);
  cdr_test_add ("/fault/shutdown-joins", test_shutdown_joins);
  cdr_test_add ("/fault/shutdown-first", test_shutdown_first);

  cdr_test_add ("/fault/ignored/no-graph", test_no_graph);

  return g_test_run ();
}
