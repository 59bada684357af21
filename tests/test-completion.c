/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

/* The ways in which a component may end its call, good and bad. */

static GType base, left, right, top; /* a diamond */
static GType bare;                   /* overrides nothing */
static GType bare_root;              /* requires bare */
static GType chained;                /* overrides setup, and chains up */

/* Good ones. */

static void
both_behave (GType            type,
             CdrTestBehaviour behaviour,
             guint            delay_ms)
{
  cdr_test_script (type, CDR_PHASE_SETUP, behaviour, delay_ms);
  cdr_test_script (type, CDR_PHASE_SHUTDOWN, behaviour, delay_ms);
}

static void
up_and_down (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Right.setup Left.up Right.up "
                       "Top.setup Top.up");
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("Top.shutdown Top.down Right.shutdown Left.shutdown Right.down Left.down "
                       "Base.shutdown Base.down");
  cdr_test_assert_failures (fixture, "");
}

static void
test_later (Fixture *fixture)
{
  both_behave (left, CDR_TEST_OK, 1);
  both_behave (right, CDR_TEST_OK, 1);
  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_OK, 2);
  cdr_test_script (left, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 2);
  up_and_down (fixture);
}

/* From inside the virtual method: never re-entrant, and in the same order. */

static int depth;

static void
enter_cb (CdrComponent *component,
          GParamSpec   *pspec,
          gpointer      user_data)
{
  g_assert_cmpint (depth, ==, 0);
}

static void
inside_cb (CdrComponent *component,
           CdrPhase      phase,
           GTask        *task,
           gpointer      user_data)
{
  g_assert_cmpint (depth, ==, 0);
  depth++;
  g_task_return_boolean (task, TRUE);
  depth--;
}

static void
watch_created_cb (CdrConductor *conductor,
                  CdrComponent *component,
                  gpointer      user_data)
{
  g_signal_connect (component, "notify::state", G_CALLBACK (enter_cb), NULL);
}

static void
test_inside (Fixture *fixture)
{
  GType all[] = { base, left, right, top };

  depth = 0;
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    cdr_test_override (all[i], inside_cb, NULL);
  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (watch_created_cb), NULL);
  cdr_conductor_add (fixture->conductor, top);

  cdr_test_setup_ok (fixture);
  cdr_test_assert_log ("Base.setup Left.setup Right.setup Top.setup");
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("Top.shutdown Right.shutdown Left.shutdown Base.shutdown");
}

static void
test_thread (Fixture *fixture)
{
  both_behave (base, CDR_TEST_THREAD, 0);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.up");
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("Left.shutdown Left.down Base.shutdown Base.down");
}

/* What a thread says is acted on in the conductor's thread alone. */

static GThread *owner;

static void
in_owner_cb (CdrComponent *component,
             GParamSpec   *pspec,
             gpointer      user_data)
{
  g_assert_true (g_thread_self () == owner);
}

static void
watch_thread_cb (CdrConductor *conductor,
                 CdrComponent *component,
                 gpointer      user_data)
{
  g_signal_connect (component, "notify::state", G_CALLBACK (in_owner_cb), NULL);
}

static void
test_thread_context (Fixture *fixture)
{
  owner = g_thread_self ();
  both_behave (base, CDR_TEST_THREAD, 0);
  both_behave (left, CDR_TEST_THREAD, 0);
  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (watch_thread_cb), NULL);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

/* Turns the main loop inside; what happens there waits for the way out. */
static void
test_nested (Fixture *fixture)
{
  both_behave (left, CDR_TEST_NESTED, 20);
  both_behave (right, CDR_TEST_OK, 10);
  cdr_conductor_add (fixture->conductor, top);

  cdr_test_setup_ok (fixture);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.up Right.setup Right.up "
                       "Top.setup Top.up");
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_before ("Left.down", "Base.shutdown");
  cdr_test_assert_before ("Right.down", "Base.shutdown");
  g_assert_cmpuint (cdr_test_log_count ("Left.shutdown"), ==, 1);
}

/* While another one is in flight, which ends inside the nested loop. */
static void
test_nested_second (Fixture *fixture)
{
  both_behave (left, CDR_TEST_OK, 5);
  both_behave (right, CDR_TEST_NESTED, 20);
  cdr_conductor_add (fixture->conductor, top);

  cdr_test_setup_ok (fixture);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Right.setup Left.up Right.up "
                       "Top.setup Top.up");
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_before ("Left.down", "Base.shutdown");
}

static void
test_not_overridden (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, bare_root);
  cdr_test_setup_ok (fixture);
  cdr_test_assert_state (fixture, bare, CDR_STATE_ACTIVE);
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_state (fixture, bare, CDR_STATE_INACTIVE);
  cdr_test_assert_log ("BareRoot.setup BareRoot.up BareRoot.shutdown BareRoot.down");
}

/* Drops its own last reference in its call. */
static void
drop_last_cb (CdrComponent *component,
              CdrPhase      phase,
              gpointer      user_data)
{
  GObject **reference = user_data;

  g_clear_object (reference);
}

static void
test_last_reference (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  CdrComponent *component = g_object_new (base, NULL);

  cdr_test_hook (base, drop_last_cb, &component);
  g_assert_true (cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_REQUIRED,
                                              &error));
  cdr_test_setup_ok (fixture);
  g_assert_null (component);
  cdr_test_shutdown_ok (fixture);
}

/* The user drops the conductor in the callback. */
static void
unref_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (cdr_conductor_shutdown_finish (CDR_CONDUCTOR (object), result, NULL));
  g_clear_object (&fixture->conductor);
}

static void
test_callback_unrefs (Fixture *fixture)
{
  gpointer weak = fixture->conductor;

  g_object_add_weak_pointer (weak, &weak);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_conductor_shutdown_async (fixture->conductor, NULL, unref_cb, fixture);
  while (fixture->conductor != NULL)
    g_main_context_iteration (fixture->context, TRUE);
  g_assert_null (weak);
}

/* Returns twice. */

#define TWICE "*g_task_return_boolean: assertion '!task->ever_returned' failed*"

static void
twice_cb (CdrComponent *component,
          CdrPhase      phase,
          GTask        *task,
          gpointer      user_data)
{
  g_test_expect_message ("GLib-GIO", G_LOG_LEVEL_CRITICAL, TWICE);
  g_task_return_boolean (task, TRUE);
  g_task_return_boolean (task, TRUE);
  g_test_assert_expected_messages ();
}

/* Both before anything could hear of the first. */
static void
test_twice_inside (Fixture *fixture)
{
  cdr_test_override (base, twice_cb, NULL);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_assert_log ("Base.setup Left.setup Left.up");
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("Left.shutdown Left.down Base.shutdown");
}

/* The second from where the first has been heard. */
static void
test_twice_later (Fixture *fixture)
{
  both_behave (base, CDR_TEST_TWICE, 5);
  cdr_conductor_add (fixture->conductor, left);

  g_test_expect_message ("GLib-GIO", G_LOG_LEVEL_CRITICAL, TWICE);
  cdr_test_setup_ok (fixture);
  g_test_assert_expected_messages ();
  cdr_test_assert_log ("Base.setup Base.up Left.setup Left.up");

  g_test_expect_message ("GLib-GIO", G_LOG_LEVEL_CRITICAL, TWICE);
  cdr_test_shutdown_ok (fixture);
  g_test_assert_expected_messages ();
  cdr_test_assert_log ("Left.shutdown Left.down Base.shutdown Base.down");
}

/* The second long after everything is up, and then after everything is down. */

static GTask *kept;

static void
keep_cb (CdrComponent *component,
         CdrPhase      phase,
         GTask        *task,
         gpointer      user_data)
{
  if (phase == CDR_PHASE_SETUP)
    kept = g_object_ref (task);
  g_task_return_boolean (task, TRUE);
}

static void
return_again (void)
{
  g_test_expect_message ("GLib-GIO", G_LOG_LEVEL_CRITICAL, TWICE);
  g_task_return_boolean (kept, FALSE);
  g_test_assert_expected_messages ();
}

static void
test_twice_long_after (Fixture *fixture)
{
  cdr_test_override (base, keep_cb, NULL);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  return_again ();
  cdr_test_run_for (fixture, 100);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_ACTIVE);
  cdr_test_assert_state (fixture, base, CDR_STATE_ACTIVE);

  cdr_test_shutdown_ok (fixture);
  return_again ();
  cdr_test_run_for (fixture, 100);
  cdr_test_assert_state (fixture, base, CDR_STATE_INACTIVE);
  g_clear_object (&kept);
}

/* Chains up, and both return: the first wins. */
static void
chained_setup (CdrComponent *component,
               GTask        *task)
{
  CdrComponentClass *parent_class = g_type_class_peek (CDR_TYPE_COMPONENT);

  g_task_return_boolean (task, TRUE);
  parent_class->setup (component, task);
}

static void
chained_class_init (gpointer klass,
                    gpointer class_data)
{
  CDR_COMPONENT_CLASS (klass)->setup = chained_setup;
}

static void
test_chained_up (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, chained);
  g_test_expect_message ("GLib-GIO", G_LOG_LEVEL_CRITICAL, TWICE);
  cdr_test_setup_ok (fixture);
  g_test_assert_expected_messages ();
  cdr_test_shutdown_ok (fixture);
}

/* Never returns. */

static void
never_returns (Fixture *fixture)
{
  gint64 begun_us = cdr_test_clock_now ();

  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_NEVER_RETURNED, "Left (setup): ");
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_FAILED);
  cdr_test_assert_failures (fixture, "Left/setup");
  cdr_test_assert_state (fixture, left, CDR_STATE_FAILED);
  cdr_test_assert_state (fixture, base, CDR_STATE_INACTIVE);
  g_assert_cmpuint (cdr_test_log_count ("Base.down"), ==, 1);
  g_assert_cmpuint (cdr_test_log_count ("Left.shutdown"), ==, 0);

  /* Noticed at once, not by the deadline. */
  g_assert_cmpint (cdr_test_clock_now () - begun_us, <, 100 * 1000);
}

static void
test_dropped (Fixture *fixture)
{
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_DROP, 0);
  never_returns (fixture);
}

static void
test_dropped_later (Fixture *fixture)
{
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_DROP_LATER, 20);
  never_returns (fixture);
}

static gpointer
drop_in_thread (gpointer task)
{
  g_object_unref (task);
  cdr_test_clock_expect_thread (-1);
  return NULL;
}

static GThread *dropper;

static gboolean
start_dropping_cb (gpointer task)
{
  /* The source that calls this has let go of the task. */
  dropper = g_thread_new ("dropper", drop_in_thread, task);
  return G_SOURCE_REMOVE;
}

static void
drop_from_thread_cb (CdrComponent *component,
                     CdrPhase      phase,
                     GTask        *task,
                     gpointer      user_data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  if (phase == CDR_PHASE_SHUTDOWN)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  cdr_test_clock_expect_thread (1);
  g_source_set_callback (source, start_dropping_cb, g_object_ref (task), NULL);
  g_source_attach (source, g_task_get_context (task));
}

static void
test_dropped_in_thread (Fixture *fixture)
{
  owner = g_thread_self ();
  cdr_test_override (left, drop_from_thread_cb, NULL);
  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (watch_thread_cb), NULL);
  never_returns (fixture);
  g_thread_join (g_steal_pointer (&dropper));
}

static void
test_false (Fixture *fixture)
{
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FALSE, 5);
  never_returns (fixture);
}

/* The message names both causes. */
static void
test_false_message (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  cdr_test_script (base, CDR_PHASE_SETUP, CDR_TEST_FALSE, 5);
  cdr_conductor_add (fixture->conductor, base);
  g_assert_false (cdr_conductor_setup (fixture->conductor, NULL, &error));
  cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_NEVER_RETURNED, "FALSE");
  g_assert_nonnull (strstr (error->message, "thread function"));
}

static void
forgetful_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
}

static void
forgetful_cb (CdrComponent *component,
              CdrPhase      phase,
              GTask        *task,
              gpointer      user_data)
{
  cdr_test_thread_task (task);
  g_task_run_in_thread (task, forgetful_thread);
}

/* GLib has its say, too. */
static void
test_thread_forgets (Fixture *fixture)
{
  cdr_test_override (left, forgetful_cb, NULL);
  g_test_expect_message ("GLib-GIO", G_LOG_LEVEL_CRITICAL,
                         "*g_task_propagate_boolean: assertion 'task->result_set*' failed*");
  never_returns (fixture);
  g_test_assert_expected_messages ();
}

static void
null_error_cb (CdrComponent *component,
               CdrPhase      phase,
               GTask        *task,
               gpointer      user_data)
{
  g_test_expect_message ("GLib-GIO", G_LOG_LEVEL_CRITICAL, "*assertion 'error != NULL' failed*");
  g_task_return_error (task, NULL);
  g_test_assert_expected_messages ();
}

static void
test_null_error (Fixture *fixture)
{
  cdr_test_override (left, null_error_cb, NULL);
  never_returns (fixture);
}

/* The other phase: it counts as down, and the rest goes on. */
static void
test_dropped_in_shutdown (Fixture *fixture)
{
  cdr_test_script (left, CDR_PHASE_SHUTDOWN, CDR_TEST_DROP, 0);
  cdr_test_script (top, CDR_PHASE_SHUTDOWN, CDR_TEST_FALSE, 1);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);

  cdr_test_shutdown_fails (fixture, "Left (shutdown): ");
  cdr_test_assert_failures (fixture, "Top/shutdown Left/shutdown");
  cdr_test_assert_state (fixture, left, CDR_STATE_INACTIVE);
  cdr_test_assert_error (cdr_component_get_error (cdr_test_get (fixture, left)),
                         CDR_ERROR, CDR_ERROR_NEVER_RETURNED, NULL);
  g_assert_cmpuint (cdr_test_log_count ("Base.down"), ==, 1);
}

/* Never completes: timed out, cancelled, abandoned; the others are rolled back. */

static void
abandon_base (Fixture *fixture)
{
  gint64 begun_us = cdr_test_clock_now ();

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT,
                        "Left (setup): timed out after 30.0 s");
  g_assert_cmpint (cdr_test_clock_now () - begun_us, ==, (1 + 30000 + 1000 + 1) * 1000);
  cdr_test_assert_state (fixture, left, CDR_STATE_ABANDONED);
  cdr_test_assert_failures (fixture, "Left/setup");
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_FAILED);
}

static void
test_never (Fixture *fixture)
{
  abandon_base (fixture);

  cdr_test_assert_log ("Base.setup Base.up Left.setup Right.setup Right.up Left.cancelled "
                       "Right.shutdown Right.down Base.shutdown Base.down");
  cdr_test_assert_state (fixture, base, CDR_STATE_INACTIVE);

  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);
}

/* Its answer comes after all: nothing is called, it is let go, a new one is made. */
static void
test_late_result (Fixture *fixture)
{
  gpointer weak;
  guint n_items;

  abandon_base (fixture);
  weak = cdr_test_get (fixture, left);
  g_object_add_weak_pointer (weak, &weak);
  n_items = g_list_model_get_n_items (G_LIST_MODEL (fixture->conductor));
  g_assert_true (cdr_component_get_conductor (weak) == fixture->conductor);
  g_assert_nonnull (cdr_test_component_peek (weak, "base"));

  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_WRONG_STATE, "Left");
  cdr_test_log_clear ();

  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);

  cdr_test_assert_log ("Left.up");
  g_assert_null (weak);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->conductor)), ==, n_items - 1);
  g_assert_null (cdr_conductor_get_component (fixture->conductor, left));
  cdr_test_assert_failures (fixture, "(gone)/setup");

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_OK, 1);
  cdr_test_setup_ok (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->conductor)), ==, n_items);
  cdr_test_assert_failures (fixture, "");
  cdr_test_shutdown_ok (fixture);
}

/* The same where somebody else holds it: what was injected is taken back. */
static void
test_late_result_held (Fixture *fixture)
{
  g_autoptr (CdrTestComponent) held = NULL;

  abandon_base (fixture);
  held = g_object_ref (CDR_TEST_COMPONENT (cdr_test_get (fixture, left)));

  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);

  g_assert_null (cdr_test_component_peek (held, "base"));
  g_assert_null (cdr_component_get_conductor (CDR_COMPONENT (held)));
  g_assert_cmpint (cdr_component_get_state (CDR_COMPONENT (held)), ==, CDR_STATE_ABANDONED);
}

static void
test_late_message (Fixture *fixture)
{
  abandon_base (fixture);
  cdr_test_release_hanging ();

  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "*Left*has ended after*");
  cdr_test_run_for (fixture, 1);
  cdr_test_assert_logged ();
}

/* A shutdown that never completes; what it depended on is let down all the same. */
static void
test_never_in_shutdown (Fixture *fixture)
{
  gpointer weak;

  cdr_test_script (left, CDR_PHASE_SHUTDOWN, CDR_TEST_HANG, 0);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();

  cdr_test_shutdown_fails (fixture, "Left (shutdown): timed out after 10.0 s");

  cdr_test_assert_log ("Left.shutdown Left.cancelled Base.shutdown Base.down");
  cdr_test_assert_failures (fixture, "Left/shutdown");
  cdr_test_assert_state (fixture, left, CDR_STATE_ABANDONED);

  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_WRONG_STATE, "Left");
  weak = cdr_test_get (fixture, left);
  g_object_add_weak_pointer (weak, &weak);
  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);
  g_assert_null (weak);

  cdr_test_script (left, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 1);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

/* Two that depend on each other, abandoned both; the dependency ends first. */
static void
test_late_results_in_any_order (Fixture *fixture)
{
  g_autoptr (CdrTestComponent) held = NULL;

  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_script (left, CDR_PHASE_SHUTDOWN, CDR_TEST_HANG, 0);
  cdr_test_script (base, CDR_PHASE_SHUTDOWN, CDR_TEST_LATE_SUCCESS, 5000);
  held = g_object_ref (CDR_TEST_COMPONENT (cdr_test_get (fixture, left)));

  cdr_test_shutdown_fails (fixture, "2 components");
  cdr_test_assert_state (fixture, left, CDR_STATE_ABANDONED);
  cdr_test_assert_state (fixture, base, CDR_STATE_ABANDONED);

  cdr_test_run_until (fixture, "Base.down");
  cdr_test_run_for (fixture, 1);
  g_assert_null (cdr_conductor_get_component (fixture->conductor, base));

  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);
  g_assert_null (cdr_test_component_peek (held, "base"));
  g_assert_null (cdr_component_get_conductor (CDR_COMPONENT (held)));
}

/* The same, but the application has set something else meanwhile: that is not taken. */
static void
test_late_result_changed (Fixture *fixture)
{
  g_autoptr (CdrComponent) other = g_object_new (base, NULL);
  g_autoptr (CdrTestComponent) held = NULL;

  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_script (left, CDR_PHASE_SHUTDOWN, CDR_TEST_HANG, 0);
  cdr_test_script (base, CDR_PHASE_SHUTDOWN, CDR_TEST_LATE_SUCCESS, 5000);
  held = g_object_ref (CDR_TEST_COMPONENT (cdr_test_get (fixture, left)));
  g_object_set (held, "base", other, NULL);

  cdr_test_shutdown_fails (fixture, "2 components");
  cdr_test_run_until (fixture, "Base.down");
  cdr_test_run_for (fixture, 1);
  g_assert_null (cdr_conductor_get_component (fixture->conductor, base));

  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);
  g_assert_true (cdr_test_component_peek (held, "base") == (gpointer) other);
  g_assert_null (cdr_component_get_conductor (CDR_COMPONENT (held)));
}

/* One that was only wanted ends just when it is abandoned, before those are skipped that
 * required it: they can still say why.
 */
static void
release_abandoned_cb (CdrComponent *component,
                      GParamSpec   *pspec,
                      gpointer      user_data)
{
  if (cdr_component_get_state (component) != CDR_STATE_ABANDONED)
    return;

  cdr_test_release_hanging ();
  while (g_main_context_iteration (user_data, FALSE))
    ;
}

static void
release_created_cb (CdrConductor *conductor,
                    CdrComponent *component,
                    gpointer      user_data)
{
  if (G_OBJECT_TYPE (component) == base)
    g_signal_connect (component, "notify::state", G_CALLBACK (release_abandoned_cb), user_data);
}

static void
test_ends_in_handler (Fixture *fixture)
{
  cdr_test_script (base, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (release_created_cb),
                    fixture->context);
  cdr_conductor_add_full (fixture->conductor, left, CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, bare);

  cdr_test_setup_ok (fixture);
  cdr_test_assert_state (fixture, left, CDR_STATE_FAILED);
  cdr_test_assert_error (cdr_component_get_error (cdr_test_get (fixture, left)),
                         CDR_ERROR, CDR_ERROR_SKIPPED, "Base (setup): timed out");
  cdr_test_shutdown_ok (fixture);
}

/* Dropped after it was abandoned, which is an end like any other. */
static GTask *hidden;

static void
hide_cb (CdrComponent *component,
         CdrPhase      phase,
         GTask        *task,
         gpointer      user_data)
{
  hidden = g_object_ref (task);
}

static void
test_dropped_when_abandoned (Fixture *fixture)
{
  gpointer weak;

  cdr_test_override (base, hide_cb, NULL);
  cdr_conductor_add (fixture->conductor, base);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, "Base (setup)");
  cdr_test_assert_state (fixture, base, CDR_STATE_ABANDONED);
  weak = cdr_test_get (fixture, base);
  g_object_add_weak_pointer (weak, &weak);

  g_clear_object (&hidden);
  cdr_test_run_for (fixture, 1);
  g_assert_null (weak);
}

/* The conductor goes first; the task keeps the component. */
static void
test_outlives_conductor (Fixture *fixture)
{
  gpointer weak;

  cdr_test_override (base, hide_cb, NULL);
  cdr_conductor_add (fixture->conductor, base);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, "Base (setup)");
  weak = cdr_test_get (fixture, base);
  g_object_add_weak_pointer (weak, &weak);

  g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
  g_assert_nonnull (weak);
  g_assert_null (cdr_component_get_conductor (weak));
  g_task_return_boolean (hidden, TRUE);
  g_clear_object (&hidden);
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
  g_assert_null (weak);
}

/* The wrong way of finishing. */

static void
wrong_finish_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  CdrConductor *conductor = CDR_CONDUCTOR (object);
  gboolean *is_done = user_data;
  g_autoptr (GError) error = NULL;

  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*cdr_conductor_shutdown_finish*");
  g_assert_false (cdr_conductor_shutdown_finish (conductor, result, &error));
  g_test_assert_expected_messages ();
  g_assert_no_error (error);

  g_assert_true (cdr_conductor_setup_finish (conductor, result, &error));
  g_assert_no_error (error);

  /* A second time nothing is left to take. */
  g_test_expect_message ("GLib-GIO", G_LOG_LEVEL_CRITICAL, "*g_task_propagate_boolean*");
  g_assert_false (cdr_conductor_setup_finish (conductor, result, NULL));
  g_test_assert_expected_messages ();

  *is_done = TRUE;
}

static void
test_wrong_finish (Fixture *fixture)
{
  gboolean is_done = FALSE;

  cdr_conductor_add (fixture->conductor, base);
  cdr_conductor_setup_async (fixture->conductor, NULL, wrong_finish_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (fixture->context, TRUE);
  cdr_test_shutdown_ok (fixture);
}

/* A task of the wrong kind: what it carries is released, and read as a truth. */

static guint n_freed;

static void
count_free (gpointer data)
{
  n_freed++;
  g_free (data);
}

static void
pointer_cb (CdrComponent *component,
            CdrPhase      phase,
            GTask        *task,
            gpointer      user_data)
{
  g_task_return_pointer (task, g_strdup ("pointer"), count_free);
}

static void
test_pointer (Fixture *fixture)
{
  n_freed = 0;
  cdr_test_override (base, pointer_cb, NULL);
  cdr_conductor_add (fixture->conductor, base);
  cdr_test_setup_ok (fixture);
  g_assert_cmpuint (n_freed, ==, 1);
  cdr_test_shutdown_ok (fixture);
  g_assert_cmpuint (n_freed, ==, 2);
}

/* The task's data, tag, name and priority are the component's own. */
static void
own_task_cb (CdrComponent *component,
             CdrPhase      phase,
             GTask        *task,
             gpointer      user_data)
{
  g_assert_true (g_task_get_source_object (task) == component);
  g_assert_nonnull (g_task_get_cancellable (task));
  g_assert_false (g_task_get_check_cancellable (task));
  g_assert_true (g_task_get_context (task) == g_main_context_get_thread_default ());

  g_task_set_task_data (task, g_strdup ("mine"), count_free);
  g_task_set_source_tag (task, own_task_cb);
  g_task_set_name (task, "mine");
  g_task_set_priority (task, G_PRIORITY_LOW);
  g_task_return_boolean (task, TRUE);
}

static void
test_task_is_theirs (Fixture *fixture)
{
  n_freed = 0;
  cdr_test_override (base, own_task_cb, NULL);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  g_assert_cmpuint (n_freed, ==, 2);
}

static void
make_types (void)
{
  GTypeQuery query;

  base = cdr_test_type_new ("Base", NULL);
  left = cdr_test_type_new ("Left", "base", base, NULL);
  right = cdr_test_type_new ("Right", "base", base, NULL);
  top = cdr_test_type_new ("Top", "left", left, "right", right, NULL);

  g_type_query (CDR_TYPE_COMPONENT, &query);
  bare = g_type_register_static_simple (CDR_TYPE_COMPONENT, "Bare", query.class_size, NULL,
                                        query.instance_size, NULL, 0);
  bare_root = cdr_test_type_new ("BareRoot", "bare", bare, NULL);
  chained = g_type_register_static_simple (CDR_TYPE_COMPONENT, "Chained", query.class_size,
                                           (GClassInitFunc) chained_class_init,
                                           query.instance_size, NULL, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_types ();

  cdr_test_add ("/completion/later", test_later);
  cdr_test_add ("/completion/inside", test_inside);
  cdr_test_add ("/completion/thread", test_thread);
  cdr_test_add ("/completion/thread/context", test_thread_context);
  cdr_test_add ("/completion/nested", test_nested);
  cdr_test_add ("/completion/nested/second", test_nested_second);
  cdr_test_add ("/completion/not-overridden", test_not_overridden);
  cdr_test_add ("/completion/last-reference", test_last_reference);
  cdr_test_add ("/completion/callback-unrefs", test_callback_unrefs);
  cdr_test_add ("/completion/task-is-theirs", test_task_is_theirs);

  cdr_test_add ("/completion/twice/inside", test_twice_inside);
  cdr_test_add ("/completion/twice/later", test_twice_later);
  cdr_test_add ("/completion/twice/long-after", test_twice_long_after);
  cdr_test_add ("/completion/twice/chained-up", test_chained_up);

  cdr_test_add ("/completion/dropped", test_dropped);
  cdr_test_add ("/completion/dropped/later", test_dropped_later);
  cdr_test_add ("/completion/dropped/in-thread", test_dropped_in_thread);
  cdr_test_add ("/completion/dropped/in-shutdown", test_dropped_in_shutdown);
  cdr_test_add ("/completion/false", test_false);
  cdr_test_add ("/completion/false/message", test_false_message);
  cdr_test_add ("/completion/thread-forgets", test_thread_forgets);
  cdr_test_add ("/completion/null-error", test_null_error);
  cdr_test_add_misuse ("/completion/wrong-finish", test_wrong_finish);
  cdr_test_add ("/completion/pointer", test_pointer);

  cdr_test_add ("/completion/never", test_never);
  cdr_test_add ("/completion/never/in-shutdown", test_never_in_shutdown);
  cdr_test_add ("/completion/late-result", test_late_result);
  cdr_test_add ("/completion/late-result/held", test_late_result_held);
  cdr_test_add ("/completion/late-result/message", test_late_message);
  cdr_test_add ("/completion/late-result/any-order", test_late_results_in_any_order);
  cdr_test_add ("/completion/late-result/changed", test_late_result_changed);
  cdr_test_add ("/completion/late-result/in-handler", test_ends_in_handler);
  cdr_test_add ("/completion/late-result/dropped", test_dropped_when_abandoned);
  cdr_test_add ("/completion/late-result/outlives-conductor", test_outlives_conductor);

  return g_test_run ();
}
