/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-types.h"

/* An explicit dispose in the middle of every call-out: from then on nothing is called,
 * whoever waits hears that it was disposed of, and all is released.
 */

static GType base, left, right, top; /* a diamond */
static GType wanting;                /* can do without left */

/* Where to dispose: in an emission of a signal by somebody. */
typedef struct
{
  CdrConductor *conductor;
  const char   *who;    /* a component's name, or NULL for the conductor */
  const char   *signal;
  guint         nth;
  guint         n_up;   /* then, as the warning says */
  guint         n_seen;
} Plan;

static Plan plan;

static void
dispose_now (void)
{
  g_autofree char *text = g_strdup_printf ("*disposed of while %u component%s up*", plan.n_up,
                                           plan.n_up > 1 ? "s were" : " was");
  CdrConductor *conductor = g_steal_pointer (&plan.conductor);

  if (plan.n_up > 0)
    g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, text);
  g_object_run_dispose (G_OBJECT (conductor));
  g_test_assert_expected_messages ();
  cdr_test_log_add ("disposed");
}

static void
count_down (void)
{
  if (plan.conductor != NULL && ++plan.n_seen == plan.nth)
    dispose_now ();
}

static void
signal_cb (void)
{
  count_down ();
}

static void
watch (gpointer object)
{
  g_signal_connect (object, plan.signal, G_CALLBACK (signal_cb), NULL);
}

static void
created_cb (CdrConductor *conductor,
            CdrComponent *component,
            gpointer      user_data)
{
  if (g_strcmp0 (plan.who, cdr_component_get_name (component)) == 0)
    watch (component);
}

static void
dispose_at (Fixture    *fixture,
            const char *who,
            const char *signal,
            guint       nth,
            guint       n_up)
{
  plan = (Plan) { fixture->conductor, who, signal, nth, n_up, 0 };
  if (who != NULL)
    g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (created_cb), NULL);
  else
    watch (fixture->conductor);
}

/* A list store also tells when it is emptied and was empty. */
static void
failures_changed_cb (GListModel *failures,
                     guint       position,
                     guint       n_removed,
                     guint       n_added,
                     gpointer    user_data)
{
  if (n_removed + n_added > 0)
    count_down ();
}

static void
dispose_at_failure (Fixture *fixture,
                    guint    nth,
                    guint    n_up)
{
  plan = (Plan) { fixture->conductor, NULL, "items-changed", nth, n_up, 0 };
  g_signal_connect (cdr_conductor_get_failures (fixture->conductor), plan.signal,
                    G_CALLBACK (failures_changed_cb), NULL);
}

static void
assert_released (Fixture      *fixture,
                 CdrComponent *component)
{
  g_assert_null (cdr_component_get_conductor (component));
}

/* After the dispose: nobody is called any more, by no clock either. */
static void
assert_dead (Fixture    *fixture,
             const char *log)
{
  g_assert_null (plan.conductor);
  cdr_test_run_for (fixture, 1);
  cdr_test_assert_log (log);
  cdr_test_run_for (fixture, 100000);
  cdr_test_assert_log ("");

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->conductor)), ==, 0);
  g_assert_null (cdr_conductor_get_failures (fixture->conductor));
  g_assert_null (cdr_conductor_get_component (fixture->conductor, base));
  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);
  cdr_test_log_clear ();
}

static void
assert_disposed (Outcome *outcome)
{
  g_assert_false (outcome->success);
  g_assert_error (outcome->error, CDR_ERROR, CDR_ERROR_DISPOSED);
}

/* Sets up until it is disposed of; whoever waited hears of it. */
static void
set_up (Fixture    *fixture,
        const char *log)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &outcome);
  assert_disposed (&outcome);
  assert_dead (fixture, log);
}

/* The same for a shutdown. */
static void
shut_down (Fixture    *fixture,
           const char *log)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &outcome);
  assert_disposed (&outcome);
  assert_dead (fixture, log);
}

static void
add_left (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, left);
}

/* While the graph is made. */

static void
test_created (Fixture *fixture)
{
  dispose_at (fixture, NULL, "component-created", 1, 0);
  cdr_conductor_add (fixture->conductor, top);
  set_up (fixture, "disposed");
  g_assert_cmpuint (plan.n_seen, ==, 1);
}

static void
test_created_last (Fixture *fixture)
{
  dispose_at (fixture, NULL, "component-created", 4, 0);
  cdr_conductor_add (fixture->conductor, top);
  set_up (fixture, "disposed");
}

static void
test_items_changed (Fixture *fixture)
{
  dispose_at (fixture, NULL, "items-changed", 1, 0);
  cdr_conductor_add (fixture->conductor, top);
  set_up (fixture, "disposed");
}

static void
test_n_items (Fixture *fixture)
{
  dispose_at (fixture, NULL, "notify::n-items", 1, 0);
  cdr_conductor_add (fixture->conductor, top);
  set_up (fixture, "disposed");
}

/* When a ready-made component is told whom it belongs to. */
static void
test_owned_added (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (left, NULL);

  plan = (Plan) { fixture->conductor, "Left", "notify::conductor", 1, 0, 0 };
  watch (component);
  g_assert_true (cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_REQUIRED,
                                              NULL));
  assert_released (fixture, component);
  assert_dead (fixture, "disposed");
}

static void
test_listed_added (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (left, NULL);

  dispose_at (fixture, NULL, "items-changed", 1, 0);
  g_assert_true (cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_REQUIRED,
                                              NULL));
  assert_released (fixture, component);
  assert_dead (fixture, "disposed");
}

/* The same for what is only wired to one. */
static void
test_owned_wired (Fixture *fixture)
{
  g_autoptr (CdrComponent) wired = g_object_new (base, NULL);
  g_autoptr (CdrComponent) component = g_object_new (left, "base", wired, NULL);

  g_assert_true (cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_REQUIRED,
                                              NULL));
  plan = (Plan) { fixture->conductor, "Base", "notify::conductor", 1, 0, 0 };
  watch (wired);
  set_up (fixture, "disposed");
  assert_released (fixture, component);
  assert_released (fixture, wired);
}

/* When what was taken off its root between two setups is told that it is nobody's. */
static void
test_owned_no_more (Fixture *fixture)
{
  g_autoptr (CdrComponent) wired = g_object_new (base, NULL);
  g_autoptr (CdrComponent) component = g_object_new (left, "base", wired, NULL);

  g_assert_true (cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_REQUIRED,
                                              NULL));
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();

  g_object_set (component, "base", NULL, NULL);
  plan = (Plan) { fixture->conductor, "Base", "notify::conductor", 1, 0, 0 };
  watch (wired);
  set_up (fixture, "disposed");
  assert_released (fixture, component);
  assert_released (fixture, wired);
}

/* When what was left of the last time is cleared. */
static void
test_error_cleared (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::error", 2, 0);
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, NULL);
  cdr_test_log_clear ();
  set_up (fixture, "disposed");
}

static void
test_failures_cleared (Fixture *fixture)
{
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, NULL);
  cdr_test_log_clear ();
  dispose_at_failure (fixture, 1, 0);
  set_up (fixture, "disposed");
}

/* While setting up. */

static void
test_conductor_setting_up (Fixture *fixture)
{
  dispose_at (fixture, NULL, "notify::state", 1, 0);
  add_left (fixture);
  set_up (fixture, "disposed");
}

static void
test_setter (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::base", 1, 2);
  add_left (fixture);
  set_up (fixture, "Base.setup Base.up disposed");
}

/* The second property is not set after the first. */
static void
test_setter_first_of_two (Fixture *fixture)
{
  dispose_at (fixture, "Top", "notify::left", 1, 4);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_INSIDE, 0);
  set_up (fixture, "Base.setup Base.up Left.setup Right.setup Right.up Left.up disposed");
}

static void
test_component_setting_up (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::state", 1, 2);
  add_left (fixture);
  set_up (fixture, "Base.setup Base.up disposed");
}

static void
test_component_active (Fixture *fixture)
{
  dispose_at (fixture, "Base", "notify::state", 2, 1);
  add_left (fixture);
  set_up (fixture, "Base.setup Base.up disposed");
}

static void
test_last_active (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::state", 2, 2);
  add_left (fixture);
  set_up (fixture, "Base.setup Base.up Left.setup Left.up disposed");
}

static void
test_progress (Fixture *fixture)
{
  dispose_at (fixture, NULL, "notify::progress", 1, 1);
  add_left (fixture);
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  plan.n_up = 2;
  set_up (fixture, "Base.setup Base.up Left.setup disposed");
}

/* What has ended is answered as it ended, though it is disposed of while that is told. */
static void
test_conductor_active (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  dispose_at (fixture, NULL, "notify::state", 2, 2);
  add_left (fixture);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_true (outcome.success);
  assert_dead (fixture, "Base.setup Base.up Left.setup Left.up disposed");
}

static void
in_call_cb (CdrComponent *component,
            CdrPhase      phase,
            gpointer      user_data)
{
  if (phase == (CdrPhase) GPOINTER_TO_INT (user_data))
    dispose_now ();
}

static void
test_in_setup (Fixture *fixture)
{
  plan = (Plan) { fixture->conductor, NULL, NULL, 0, 2, 0 };
  add_left (fixture);
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  cdr_test_hook (left, in_call_cb, GINT_TO_POINTER (CDR_PHASE_SETUP));
  set_up (fixture, "Base.setup Base.up Left.setup disposed");
}

static void
test_in_shutdown (Fixture *fixture)
{
  plan = (Plan) { fixture->conductor, NULL, NULL, 0, 2, 0 };
  add_left (fixture);
  cdr_test_script (left, CDR_PHASE_SHUTDOWN, CDR_TEST_HANG, 0);
  cdr_test_hook (left, in_call_cb, GINT_TO_POINTER (CDR_PHASE_SHUTDOWN));
  shut_down (fixture, "Left.shutdown disposed");
}

/* When a setup has failed: in each thing that is told of it. */

static void
fail_left (Fixture *fixture)
{
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
}

static void
test_failed_setter (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::base", 2, 2);
  fail_left (fixture);
  add_left (fixture);
  set_up (fixture, "Base.setup Base.up Left.setup Left.failed disposed");
}

static void
test_failed_error (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::error", 1, 2);
  fail_left (fixture);
  add_left (fixture);
  set_up (fixture, "Base.setup Base.up Left.setup Left.failed disposed");
}

static void
test_failed_list (Fixture *fixture)
{
  fail_left (fixture);
  add_left (fixture);
  dispose_at_failure (fixture, 1, 2);
  set_up (fixture, "Base.setup Base.up Left.setup Left.failed disposed");
}

static void
test_failed_state (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::state", 2, 1);
  fail_left (fixture);
  add_left (fixture);
  set_up (fixture, "Base.setup Base.up Left.setup Left.failed disposed");
}

static void
test_failed_rolled_back (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  dispose_at (fixture, NULL, "notify::state", 2, 0);
  fail_left (fixture);
  add_left (fixture);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &outcome);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  assert_dead (fixture, "Base.setup Base.up Left.setup Left.failed Base.shutdown Base.down "
                        "disposed");
}

static void
test_tolerated (Fixture *fixture)
{
  fail_left (fixture);
  cdr_conductor_add (fixture->conductor, wanting);
  dispose_at_failure (fixture, 1, 2);
  set_up (fixture, "Base.setup Base.up Left.setup Left.failed disposed");
}

static void
test_skipped_error (Fixture *fixture)
{
  dispose_at (fixture, "Top", "notify::error", 1, 2);
  fail_left (fixture);
  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  cdr_conductor_add_full (fixture->conductor, top, CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, right);
  set_up (fixture, "Base.setup Base.up Left.setup Right.setup Left.failed disposed");
}

static void
test_skipped_state (Fixture *fixture)
{
  dispose_at (fixture, "Top", "notify::state", 1, 2);
  fail_left (fixture);
  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  cdr_conductor_add_full (fixture->conductor, top, CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, right);
  set_up (fixture, "Base.setup Base.up Left.setup Right.setup Left.failed disposed");
}

/* When a setup is taken back, or gave up, because of a stop. */

static void
stop_cb (GObject    *object,
         GParamSpec *pspec,
         gpointer    user_data)
{
  CdrComponent *component = CDR_COMPONENT (object);

  if (cdr_component_get_state (component) == CDR_STATE_SETTING_UP)
    cdr_conductor_shutdown_async (cdr_component_get_conductor (component), NULL, NULL, NULL);
}

static void
stop_created_cb (CdrConductor *conductor,
                 CdrComponent *component,
                 gpointer      user_data)
{
  if (G_OBJECT_TYPE (component) == left)
    g_signal_connect (component, "notify::state", G_CALLBACK (stop_cb), NULL);
}

static void
test_taken_back_setter (Fixture *fixture)
{
  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (stop_created_cb), NULL);
  dispose_at (fixture, "Left", "notify::base", 2, 2);
  add_left (fixture);
  set_up (fixture, "Base.setup Base.up disposed");
}

static void
test_gave_up_setter (Fixture *fixture)
{
  g_auto (Outcome) set_up = { 0 };
  g_auto (Outcome) shut_down = { 0 };

  dispose_at (fixture, "Left", "notify::base", 2, 2);
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  add_left (fixture);
  cdr_test_setup_begin (fixture, NULL, &set_up);
  cdr_test_run_until (fixture, "Left.setup");
  cdr_test_shutdown_begin (fixture, NULL, &shut_down);
  cdr_test_wait (fixture, &shut_down);

  assert_disposed (&shut_down);
  g_assert_true (set_up.is_done);
  assert_disposed (&set_up);
  assert_dead (fixture, "Base.setup Base.up Left.setup Left.cancelled Left.failed disposed");
}

/* Deadlines. */

static void
test_timed_out (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::error", 1, 2);
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  add_left (fixture);
  set_up (fixture, "Base.setup Base.up Left.setup disposed");
}

static void
test_abandoned (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::state", 2, 1);
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  add_left (fixture);
  set_up (fixture, "Base.setup Base.up Left.setup Left.cancelled disposed");
}

/* When what was abandoned has ended, and is let go with all that it had. */

static void
end_late (Fixture *fixture)
{
  cdr_test_log_clear ();
  cdr_test_release_hanging ();
  while (plan.conductor != NULL)
    g_main_context_iteration (fixture->context, TRUE);
  g_assert_cmpint (cdr_test_log_index_of ("disposed"), >=, 0);
  cdr_test_log_clear ();
  cdr_test_run_for (fixture, 100000);
  cdr_test_assert_log ("");
}

static void
abandon_left (Fixture *fixture)
{
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  add_left (fixture);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, NULL);
}

static void
test_late_setter (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::base", 2, 0);
  abandon_left (fixture);
  end_late (fixture);
}

static void
test_late_owned (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::conductor", 1, 0);
  abandon_left (fixture);
  end_late (fixture);
}

static void
test_late_failure (Fixture *fixture)
{
  g_autoptr (CdrFailure) failure = NULL;

  abandon_left (fixture);
  failure = g_list_model_get_item (cdr_conductor_get_failures (fixture->conductor), 0);
  plan = (Plan) { fixture->conductor, NULL, "notify::component", 1, 0, 0 };
  watch (failure);
  end_late (fixture);
  g_assert_error (cdr_failure_get_error (failure), CDR_ERROR, CDR_ERROR_TIMED_OUT);
}

static void
test_late_list (Fixture *fixture)
{
  dispose_at (fixture, NULL, "items-changed", 2, 0);
  abandon_left (fixture);
  end_late (fixture);
}

/* Inside the cancelling of one, the other is not told to hurry any more. */

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  count_down ();
}

static GTask *held[2];
static guint n_held;

static void
hold_cb (CdrComponent *component,
         CdrPhase      phase,
         GTask        *task,
         gpointer      user_data)
{
  if (phase == CDR_PHASE_SETUP)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_signal_connect (g_task_get_cancellable (task), "cancelled", G_CALLBACK (cancelled_cb), NULL);
  held[n_held++] = g_object_ref (task);
}

static void
test_hurry (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint n_cancelled = 0;

  n_held = 0;
  plan = (Plan) { fixture->conductor, NULL, NULL, 1, 3, 0 };
  cdr_test_override (left, hold_cb, NULL);
  cdr_test_override (right, hold_cb, NULL);
  add_left (fixture);
  cdr_conductor_add (fixture->conductor, right);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_begin (fixture, cancellable, &outcome);
  while (n_held < 2)
    g_main_context_iteration (fixture->context, TRUE);
  cdr_test_log_clear ();

  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);
  g_assert_null (plan.conductor);

  for (guint i = 0; i < n_held; i++)
    {
      g_autoptr (GTask) task = g_steal_pointer (&held[i]);

      n_cancelled += g_cancellable_is_cancelled (g_task_get_cancellable (task));
      g_task_return_boolean (task, TRUE);
    }

  g_assert_cmpuint (n_cancelled, ==, 1);
  assert_dead (fixture, "disposed");
}

/* While shutting down. */

static void
test_conductor_shutting_down (Fixture *fixture)
{
  dispose_at (fixture, NULL, "notify::state", 3, 2);
  add_left (fixture);
  shut_down (fixture, "disposed");
}

static void
test_component_shutting_down (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::state", 3, 2);
  add_left (fixture);
  shut_down (fixture, "disposed");
}

static void
test_down_setter (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::base", 2, 2);
  add_left (fixture);
  shut_down (fixture, "Left.shutdown Left.down disposed");
}

static void
test_down_first_setter (Fixture *fixture)
{
  dispose_at (fixture, "Top", "notify::left", 2, 4);
  cdr_conductor_add (fixture->conductor, top);
  shut_down (fixture, "Top.shutdown Top.down disposed");
}

static void
test_component_down (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::state", 4, 1);
  add_left (fixture);
  shut_down (fixture, "Left.shutdown Left.down disposed");
}

static void
test_conductor_down (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  dispose_at (fixture, NULL, "notify::state", 4, 0);
  add_left (fixture);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_true (outcome.success);
  assert_dead (fixture, "Left.shutdown Left.down Base.shutdown Base.down disposed");
}

static void
break_left (Fixture *fixture)
{
  cdr_test_script (left, CDR_PHASE_SHUTDOWN, CDR_TEST_FAIL, 1);
  add_left (fixture);
}

static void
test_broken_setter (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::base", 2, 2);
  break_left (fixture);
  shut_down (fixture, "Left.shutdown Left.broken disposed");
}

static void
test_broken_error (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::error", 1, 2);
  break_left (fixture);
  shut_down (fixture, "Left.shutdown Left.broken disposed");
}

/* The shutdown empties the list first. */
static void
test_list_emptied (Fixture *fixture)
{
  fail_left (fixture);
  cdr_conductor_add (fixture->conductor, wanting);
  cdr_test_setup_ok (fixture);
  dispose_at_failure (fixture, 1, 1);
  shut_down (fixture, "disposed");
}

static void
test_broken_list (Fixture *fixture)
{
  break_left (fixture);
  dispose_at_failure (fixture, 1, 2);
  shut_down (fixture, "Left.shutdown Left.broken disposed");
}

/* When a component says that it is dead. */

static void
test_fault (Fixture    *fixture,
            const char *log)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "dead");

  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();
  cdr_component_fail (cdr_test_get (fixture, left), error);
  while (plan.conductor != NULL)
    g_main_context_iteration (fixture->context, TRUE);
  assert_dead (fixture, log);
}

static void
test_fault_error (Fixture *fixture)
{
  dispose_at (fixture, "Left", "notify::error", 1, 2);
  add_left (fixture);
  test_fault (fixture, "disposed");
}

static void
test_fault_state (Fixture *fixture)
{
  dispose_at (fixture, NULL, "notify::state", 3, 2);
  add_left (fixture);
  test_fault (fixture, "disposed");
}

static void
test_fault_list (Fixture *fixture)
{
  add_left (fixture);
  dispose_at_failure (fixture, 1, 2);
  test_fault (fixture, "disposed");
}

/* The list is emptied first of what was tolerated. */
static void
test_fault_list_emptied (Fixture *fixture)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "dead");

  fail_left (fixture);
  cdr_conductor_add (fixture->conductor, wanting);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();
  dispose_at_failure (fixture, 1, 1);
  cdr_component_fail (cdr_test_get (fixture, wanting), error);
  while (plan.conductor != NULL)
    g_main_context_iteration (fixture->context, TRUE);
  assert_dead (fixture, "disposed");
}

/* A second one has said so as well, and is not heard any more. */
static void
test_faults_left (Fixture *fixture)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "dead");
  g_autoptr (CdrComponent) second = NULL;

  dispose_at (fixture, "Left", "notify::error", 1, 3);
  cdr_conductor_add (fixture->conductor, right);
  add_left (fixture);
  cdr_test_setup_ok (fixture);
  second = g_object_ref (cdr_test_get (fixture, right));
  cdr_test_log_clear ();
  cdr_component_fail (cdr_test_get (fixture, left), error);
  cdr_component_fail (second, error);
  while (plan.conductor != NULL)
    g_main_context_iteration (fixture->context, TRUE);
  assert_dead (fixture, "disposed");
  g_assert_null (cdr_component_get_error (second));
  g_object_set (second, "base", NULL, NULL);
}

/* Afterwards. */

static void
test_calls_after (Fixture *fixture)
{
  g_auto (Outcome) set_up = { 0 };
  g_auto (Outcome) shut_down = { 0 };
  g_autoptr (GError) error = NULL;

  g_object_run_dispose (G_OBJECT (fixture->conductor));
  g_object_run_dispose (G_OBJECT (fixture->conductor));

  cdr_test_setup_begin (fixture, NULL, &set_up);
  cdr_test_shutdown_begin (fixture, NULL, &shut_down);
  g_assert_false (set_up.is_done || shut_down.is_done);
  cdr_test_wait (fixture, &set_up);
  cdr_test_wait (fixture, &shut_down);
  assert_disposed (&set_up);
  assert_disposed (&shut_down);

  g_assert_false (cdr_conductor_setup (fixture->conductor, NULL, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_DISPOSED);
  g_clear_error (&error);
  g_assert_false (cdr_conductor_shutdown (fixture->conductor, NULL, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_DISPOSED);
}

static void
test_changes_after (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (base, NULL);
  g_autoptr (GError) error = NULL;

  g_object_run_dispose (G_OBJECT (fixture->conductor));

  for (guint i = 0; i < 4; i++)
    g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*!self->is_disposed*");
  cdr_conductor_add (fixture->conductor, base);
  g_assert_false (cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_REQUIRED,
                                               &error));
  g_assert_false (cdr_conductor_patch (fixture->conductor, base, left, &error));
  g_assert_false (cdr_conductor_validate (fixture->conductor, &error));
  g_test_assert_expected_messages ();
  g_assert_no_error (error);
  g_assert_null (cdr_component_get_conductor (component));
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
  wanting = cdr_test_type_new ("Wanting", "left", left, NULL);
  cdr_test_set_need (wanting, "left", CDR_NEED_WANTED);

  cdr_test_add ("/dispose/making/created", test_created);
  cdr_test_add ("/dispose/making/created-last", test_created_last);
  cdr_test_add ("/dispose/making/items-changed", test_items_changed);
  cdr_test_add ("/dispose/making/n-items", test_n_items);
  cdr_test_add ("/dispose/making/owned-added", test_owned_added);
  cdr_test_add ("/dispose/making/listed-added", test_listed_added);
  cdr_test_add ("/dispose/making/owned-wired", test_owned_wired);
  cdr_test_add ("/dispose/making/owned-no-more", test_owned_no_more);
  cdr_test_add ("/dispose/making/error-cleared", test_error_cleared);
  cdr_test_add ("/dispose/making/failures-cleared", test_failures_cleared);

  cdr_test_add ("/dispose/setup/conductor", test_conductor_setting_up);
  cdr_test_add ("/dispose/setup/setter", test_setter);
  cdr_test_add ("/dispose/setup/first-setter", test_setter_first_of_two);
  cdr_test_add ("/dispose/setup/begins", test_component_setting_up);
  cdr_test_add ("/dispose/setup/call", test_in_setup);
  cdr_test_add ("/dispose/setup/active", test_component_active);
  cdr_test_add ("/dispose/setup/last-active", test_last_active);
  cdr_test_add ("/dispose/setup/progress", test_progress);
  cdr_test_add ("/dispose/setup/conductor-active", test_conductor_active);

  cdr_test_add ("/dispose/failed/setter", test_failed_setter);
  cdr_test_add ("/dispose/failed/error", test_failed_error);
  cdr_test_add ("/dispose/failed/list", test_failed_list);
  cdr_test_add ("/dispose/failed/state", test_failed_state);
  cdr_test_add ("/dispose/failed/rolled-back", test_failed_rolled_back);
  cdr_test_add ("/dispose/failed/tolerated", test_tolerated);
  cdr_test_add ("/dispose/failed/skipped-error", test_skipped_error);
  cdr_test_add ("/dispose/failed/skipped-state", test_skipped_state);

  cdr_test_add ("/dispose/stopped/taken-back", test_taken_back_setter);
  cdr_test_add ("/dispose/stopped/gave-up", test_gave_up_setter);
  cdr_test_add ("/dispose/stopped/hurry", test_hurry);

  cdr_test_add ("/dispose/late/timed-out", test_timed_out);
  cdr_test_add ("/dispose/late/abandoned", test_abandoned);
  cdr_test_add ("/dispose/late/setter", test_late_setter);
  cdr_test_add ("/dispose/late/owned", test_late_owned);
  cdr_test_add ("/dispose/late/failure", test_late_failure);
  cdr_test_add ("/dispose/late/list", test_late_list);

  cdr_test_add ("/dispose/shutdown/conductor", test_conductor_shutting_down);
  cdr_test_add ("/dispose/shutdown/begins", test_component_shutting_down);
  cdr_test_add ("/dispose/shutdown/call", test_in_shutdown);
  cdr_test_add ("/dispose/shutdown/setter", test_down_setter);
  cdr_test_add ("/dispose/shutdown/first-setter", test_down_first_setter);
  cdr_test_add ("/dispose/shutdown/down", test_component_down);
  cdr_test_add ("/dispose/shutdown/conductor-down", test_conductor_down);
  cdr_test_add ("/dispose/shutdown/list-emptied", test_list_emptied);
  cdr_test_add ("/dispose/broken/setter", test_broken_setter);
  cdr_test_add ("/dispose/broken/error", test_broken_error);
  cdr_test_add ("/dispose/broken/list", test_broken_list);

  cdr_test_add ("/dispose/fault/error", test_fault_error);
  cdr_test_add ("/dispose/fault/state", test_fault_state);
  cdr_test_add ("/dispose/fault/list", test_fault_list);
  cdr_test_add ("/dispose/fault/list-emptied", test_fault_list_emptied);
  cdr_test_add ("/dispose/fault/others", test_faults_left);

  cdr_test_add ("/dispose/after/calls", test_calls_after);
  cdr_test_add_misuse ("/dispose/after/changes", test_changes_after);

  return g_test_run ();
}
