/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

/* What conductor and components tell of themselves, and when. */

static GType base, left, right, top; /* a diamond */

static GString *seen; /* what the handlers read, in order */
static int depth;     /* of what must not emit anything */

static const char *
state_to_string (CdrState state)
{
  static const char *const names[] = { "inactive", "setting-up", "active", "shutting-down",
                                       "failed", "abandoned" };

  return names[state];
}

static void
add_seen (const char *text)
{
  g_assert_cmpint (depth, ==, 0);
  if (seen->len > 0)
    g_string_append_c (seen, ' ');
  g_string_append (seen, text);
}

static void
assert_seen (const char *expected)
{
  g_assert_cmpstr (seen->str, ==, expected);
  g_string_truncate (seen, 0);
}

static void
begin_looking (void)
{
  if (seen != NULL)
    g_string_free (seen, TRUE);
  seen = g_string_new (NULL);
  depth = 0;
}

static void
anything_cb (GObject    *object,
             GParamSpec *pspec,
             gpointer    user_data)
{
  add_seen (pspec->name);
}

/* The conductor's state. */

static void
conductor_state_cb (CdrConductor *conductor,
                    GParamSpec   *pspec,
                    gpointer      user_data)
{
  add_seen (state_to_string (cdr_conductor_get_state (conductor)));
}

static void
watch_state (Fixture *fixture)
{
  begin_looking ();
  g_signal_connect (fixture->conductor, "notify::state", G_CALLBACK (conductor_state_cb), NULL);
  cdr_conductor_add (fixture->conductor, top);
}

static void
test_state (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  watch_state (fixture);
  cdr_test_setup_begin (fixture, NULL, &outcome);

  /* Counts as begun at once, and is told later. */
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_SETTING_UP);
  assert_seen ("");
  cdr_test_wait (fixture, &outcome);
  assert_seen ("setting-up active");
  cdr_test_shutdown_ok (fixture);
  assert_seen ("shutting-down inactive");
  cdr_test_shutdown_ok (fixture);
  assert_seen ("");
}

static void
test_state_failed (Fixture *fixture)
{
  watch_state (fixture);
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, NULL);
  assert_seen ("setting-up failed");
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_OK, 1);
  cdr_test_setup_ok (fixture);
  assert_seen ("setting-up active");
  cdr_test_shutdown_ok (fixture);
}

static void
test_state_cancelled (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  watch_state (fixture);
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  cdr_test_run_for (fixture, 10);
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);
  assert_seen ("setting-up inactive");
}

static void
test_state_stopped (Fixture *fixture)
{
  g_auto (Outcome) set_up = { 0 };
  g_auto (Outcome) shut_down = { 0 };

  watch_state (fixture);
  cdr_test_setup_begin (fixture, NULL, &set_up);
  cdr_test_run_until (fixture, "Base.up");
  cdr_test_shutdown_begin (fixture, NULL, &shut_down);
  cdr_test_wait (fixture, &shut_down);
  assert_seen ("setting-up shutting-down inactive");
}

static void
test_state_bad_graph (Fixture *fixture)
{
  begin_looking ();
  g_signal_connect (fixture->conductor, "notify::state", G_CALLBACK (conductor_state_cb), NULL);
  cdr_conductor_add (fixture->conductor, CDR_TYPE_COMPONENT);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_INVALID_TYPE, NULL);
  assert_seen ("setting-up failed");
}

/* In the callback, everything has been told. */
static void
told_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  gboolean *is_done = user_data;

  assert_seen ("setting-up active");
  *is_done = TRUE;
}

static void
test_state_before_callback (Fixture *fixture)
{
  gboolean is_done = FALSE;

  watch_state (fixture);
  cdr_conductor_setup_async (fixture->conductor, NULL, told_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (fixture->context, TRUE);
  cdr_test_shutdown_ok (fixture);
}

/* The components' states. */

static void
component_state_cb (CdrComponent *component,
                    GParamSpec   *pspec,
                    gpointer      user_data)
{
  g_autofree char *text = g_strdup_printf ("%s:%s", cdr_component_get_name (component),
                                           state_to_string (cdr_component_get_state (component)));

  add_seen (text);
}

static void
component_error_cb (CdrComponent *component,
                    GParamSpec   *pspec,
                    gpointer      user_data)
{
  const char *what = cdr_component_get_error (component) != NULL ? "error" : "no-error";
  g_autofree char *text = g_strdup_printf ("%s:%s", cdr_component_get_name (component), what);

  add_seen (text);
}

static void
created_cb (CdrConductor *conductor,
            CdrComponent *component,
            gpointer      user_data)
{
  g_signal_connect (component, "notify::state", G_CALLBACK (component_state_cb), NULL);
  g_signal_connect (component, "notify::error", G_CALLBACK (component_error_cb), NULL);
}

static void
watch_components (Fixture *fixture,
                  GType    root)
{
  begin_looking ();
  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (created_cb), NULL);
  cdr_conductor_add (fixture->conductor, root);
}

static void
test_component (Fixture *fixture)
{
  watch_components (fixture, left);
  cdr_test_setup_ok (fixture);
  assert_seen ("Base:setting-up Base:active Left:setting-up Left:active");
  cdr_test_shutdown_ok (fixture);
  assert_seen ("Left:shutting-down Left:inactive Base:shutting-down Base:inactive");
}

static void
test_component_failed (Fixture *fixture)
{
  watch_components (fixture, left);
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, NULL);
  assert_seen ("Base:setting-up Base:active Left:setting-up Left:error Left:failed "
               "Base:shutting-down Base:inactive");

  /* Cleared when the next setup begins. */
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_OK, 1);
  cdr_test_setup_ok (fixture);
  assert_seen ("Left:no-error Left:inactive Base:setting-up Base:active "
               "Left:setting-up Left:active");
  cdr_test_shutdown_ok (fixture);
}

static void
test_component_gave_up (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  watch_components (fixture, base);
  cdr_test_script (base, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  cdr_test_run_for (fixture, 10);
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);
  assert_seen ("Base:setting-up Base:inactive");
}

static void
test_component_skipped (Fixture *fixture)
{
  begin_looking ();
  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (created_cb), NULL);
  cdr_test_script (base, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_conductor_add_full (fixture->conductor, left, CDR_NEED_WANTED);
  cdr_test_setup_ok (fixture);
  assert_seen ("Base:setting-up Base:error Base:failed Left:error Left:failed");
  cdr_test_shutdown_ok (fixture);
}

static void
test_component_abandoned (Fixture *fixture)
{
  watch_components (fixture, base);
  cdr_test_script (base, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, NULL);
  assert_seen ("Base:setting-up Base:error Base:abandoned");
  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);
  assert_seen ("");
}

/* Late, and up all the same: it ends as what it is. */
static void
test_component_overdue (Fixture *fixture)
{
  watch_components (fixture, base);
  cdr_test_script (base, CDR_PHASE_SETUP, CDR_TEST_LATE_SUCCESS, 10);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, NULL);
  assert_seen ("Base:setting-up Base:error Base:active Base:shutting-down Base:failed");
}

static void
test_component_broken (Fixture *fixture)
{
  watch_components (fixture, base);
  cdr_test_script (base, CDR_PHASE_SHUTDOWN, CDR_TEST_FAIL, 1);
  cdr_test_setup_ok (fixture);
  begin_looking ();
  cdr_test_shutdown_fails (fixture, "Base");
  assert_seen ("Base:shutting-down Base:error Base:inactive");
}

/* Progress. */

static GArray *values;

static void
progress_cb (CdrConductor *conductor,
             GParamSpec   *pspec,
             gpointer      user_data)
{
  double value = cdr_conductor_get_progress (conductor);

  g_array_append_val (values, value);
}

static void
watch_progress (Fixture *fixture)
{
  if (values != NULL)
    g_array_unref (values);
  values = g_array_new (FALSE, FALSE, sizeof (double));
  g_signal_connect (fixture->conductor, "notify::progress", G_CALLBACK (progress_cb), NULL);
  g_assert_cmpfloat (cdr_conductor_get_progress (fixture->conductor), ==, 0.0);
}

static void
assert_values (guint n,
               ...)
{
  va_list args;

  va_start (args, n);
  for (guint i = 0; i < n; i++)
    {
      double expected = va_arg (args, double);

      g_assert_cmpuint (i, <, values->len);
      g_assert_cmpfloat (g_array_index (values, double, i), ==, expected);
    }
  va_end (args);

  g_assert_cmpuint (values->len, ==, n);
  g_array_set_size (values, 0);
}

static void
test_progress (Fixture *fixture)
{
  watch_progress (fixture);
  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_OK, 2);
  cdr_test_script (left, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 2);
  cdr_conductor_add (fixture->conductor, top);

  cdr_test_setup_ok (fixture);
  assert_values (4, 0.25, 0.5, 0.75, 1.0);
  cdr_test_shutdown_ok (fixture);
  assert_values (4, 0.75, 0.5, 0.25, 0.0);
}

/* From the beginning again, and not from where the last time ended. */
static void
test_progress_again (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  watch_progress (fixture);
  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_OK, 2);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  g_array_set_size (values, 0);

  cdr_test_setup_begin (fixture, NULL, &outcome);
  g_assert_cmpfloat (cdr_conductor_get_progress (fixture->conductor), ==, 0.0);
  cdr_test_wait (fixture, &outcome);
  assert_values (4, 0.25, 0.5, 0.75, 1.0);
  cdr_test_shutdown_ok (fixture);
}

static void
test_progress_after_failure (Fixture *fixture)
{
  watch_progress (fixture);
  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_OK, 2);
  cdr_test_script (top, CDR_PHASE_SETUP, CDR_TEST_FAIL, 2);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, NULL);

  /* It never falls while the setup is rolled back. */
  for (guint i = 1; i + 1 < values->len; i++)
    g_assert_cmpfloat (g_array_index (values, double, i), >,
                       g_array_index (values, double, i - 1));
  g_assert_cmpfloat (g_array_index (values, double, values->len - 1), ==, 0.0);
  g_array_set_size (values, 0);

  cdr_test_script (top, CDR_PHASE_SETUP, CDR_TEST_OK, 2);
  cdr_test_setup_ok (fixture);
  assert_values (4, 0.25, 0.5, 0.75, 1.0);
  cdr_test_shutdown_ok (fixture);
}

/* What will not be counts as done with. */
static void
test_progress_tolerated (Fixture *fixture)
{
  watch_progress (fixture);
  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FAIL, 2);
  cdr_conductor_add_full (fixture->conductor, top, CDR_NEED_WANTED);
  cdr_test_setup_ok (fixture);
  for (guint i = 1; i < values->len; i++)
    g_assert_cmpfloat (g_array_index (values, double, i), >,
                       g_array_index (values, double, i - 1));
  g_assert_cmpfloat (g_array_index (values, double, values->len - 1), ==, 1.0);
  cdr_test_shutdown_ok (fixture);
  g_assert_cmpfloat (cdr_conductor_get_progress (fixture->conductor), ==, 0.0);
}

static void
test_progress_stopped (Fixture *fixture)
{
  g_auto (Outcome) set_up = { 0 };
  g_auto (Outcome) shut_down = { 0 };

  watch_progress (fixture);
  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_begin (fixture, NULL, &set_up);
  cdr_test_run_until (fixture, "Left.up");
  cdr_test_run_for (fixture, 1);
  assert_values (2, 0.25, 0.5);
  cdr_test_shutdown_begin (fixture, NULL, &shut_down);
  cdr_test_wait (fixture, &shut_down);
  for (guint i = 0; i < values->len; i++)
    g_assert_cmpfloat (g_array_index (values, double, i), <,
                       i > 0 ? g_array_index (values, double, i - 1) : 0.5);
  g_assert_cmpfloat (g_array_index (values, double, values->len - 1), ==, 0.0);
}

/* Status. */

static GPtrArray *lines;

static void
status_cb (CdrConductor *conductor,
           GParamSpec   *pspec,
           gpointer      user_data)
{
  g_ptr_array_add (lines, g_strdup (cdr_conductor_get_status (conductor)));
}

static void
watch_status (Fixture *fixture)
{
  if (lines != NULL)
    g_ptr_array_unref (lines);
  lines = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (fixture->conductor, "notify::status", G_CALLBACK (status_cb), NULL);
  g_ptr_array_add (lines, g_strdup (cdr_conductor_get_status (fixture->conductor)));
}

/* Waits, and finds, whenever nothing is left to do at once, that what the property says
 * has been told.
 */
static void
wait_and_compare (Fixture *fixture,
                  Outcome *outcome)
{
  do
    {
      g_main_context_iteration (fixture->context, TRUE);
      if (!g_main_context_pending (fixture->context))
        g_assert_cmpstr (g_ptr_array_index (lines, lines->len - 1), ==,
                         cdr_conductor_get_status (fixture->conductor));
    }
  while (!outcome->is_done);
}

static void
assert_no_line_twice (void)
{
  for (guint i = 1; i < lines->len; i++)
    g_assert_cmpstr (g_ptr_array_index (lines, i), !=, g_ptr_array_index (lines, i - 1));
}

static void
assert_line (const char *expected)
{
  if (g_ptr_array_find_with_equal_func (lines, expected, g_str_equal, NULL))
    return;

  for (guint i = 0; i < lines->len; i++)
    g_test_message ("“%s”", (char *) g_ptr_array_index (lines, i));
  g_test_fail_printf ("“%s” was never the status", expected);
}

static void
test_status (Fixture *fixture)
{
  g_auto (Outcome) set_up = { 0 };
  g_auto (Outcome) shut_down = { 0 };

  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_OK, 10);
  cdr_conductor_add (fixture->conductor, top);
  watch_status (fixture);
  g_assert_cmpstr (cdr_conductor_get_status (fixture->conductor), ==, "Inactive");

  cdr_test_setup_begin (fixture, NULL, &set_up);
  wait_and_compare (fixture, &set_up);
  assert_line ("Setting up: 0 of 4, waiting for Base");
  assert_line ("Setting up: 2 of 4, waiting for Right");
  assert_line ("Active");

  cdr_test_shutdown_begin (fixture, NULL, &shut_down);
  wait_and_compare (fixture, &shut_down);
  assert_line ("Shutting down: 0 of 4, waiting for Top");
  g_assert_cmpstr (cdr_conductor_get_status (fixture->conductor), ==, "Inactive");
}

/* Also where the conductor looked, and found nothing new. */
static void
test_status_once (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  begin_looking ();
  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_OK, 100);
  cdr_conductor_set_slow_threshold (fixture->conductor, 50);
  cdr_conductor_add (fixture->conductor, top);
  watch_status (fixture);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 20);

  g_signal_connect (fixture->conductor, "notify::state", G_CALLBACK (anything_cb), NULL);
  g_signal_connect (fixture->conductor, "notify::progress", G_CALLBACK (anything_cb), NULL);
  cdr_conductor_set_max_concurrent (fixture->conductor, 5);
  cdr_test_run_for (fixture, 60);
  assert_seen ("");

  cdr_test_wait (fixture, &outcome);
  cdr_test_shutdown_ok (fixture);
  assert_no_line_twice ();
}

static void
test_status_failed (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FAIL, 10);
  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_SLOW_GIVE_UP, 10);
  cdr_conductor_add (fixture->conductor, top);
  watch_status (fixture);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  wait_and_compare (fixture, &outcome);
  assert_line ("Rolling back: 2 of 4, waiting for Right");
  g_assert_cmpstr (cdr_conductor_get_status (fixture->conductor), ==, "Failed");
}

/* The only one there is times out: what it says changes, though no number does. */
static void
test_status_overdue (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (base, CDR_PHASE_SETUP, CDR_TEST_SLOW_GIVE_UP, 10);
  cdr_conductor_add (fixture->conductor, base);
  watch_status (fixture);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  wait_and_compare (fixture, &outcome);
  g_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_TIMED_OUT);
  assert_line ("Setting up: 0 of 1, waiting for Base");
  assert_line ("Rolling back: 0 of 1, waiting for Base");
}

/* The second time it does not begin with what was left of the first. */
static void
test_status_again (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);

  watch_status (fixture);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  g_assert_true (g_str_has_prefix (cdr_conductor_get_status (fixture->conductor), "Setting up: 0"));
  cdr_test_wait (fixture, &outcome);
  for (guint i = 0; i < lines->len; i++)
    g_assert_false (g_str_has_prefix (g_ptr_array_index (lines, i), "Rolling back"));
  cdr_test_shutdown_ok (fixture);
}

/* The list. */

static void
items_cb (GListModel *model,
          guint       position,
          guint       n_removed,
          guint       n_added,
          gpointer    user_data)
{
  g_autofree char *text = g_strdup_printf ("%u-%u+%u=%u", position, n_removed, n_added,
                                           g_list_model_get_n_items (model));

  add_seen (text);
}

static void
n_items_cb (CdrConductor *conductor,
            GParamSpec   *pspec,
            gpointer      user_data)
{
  add_seen ("n-items");
}

static void
test_items (Fixture *fixture)
{
  begin_looking ();
  g_signal_connect (fixture->conductor, "items-changed", G_CALLBACK (items_cb), NULL);
  g_signal_connect (fixture->conductor, "notify::n-items", G_CALLBACK (n_items_cb), NULL);
  cdr_conductor_add (fixture->conductor, top);
  assert_seen ("");
  cdr_test_setup_ok (fixture);
  assert_seen ("0-0+4=4 n-items");
  cdr_test_shutdown_ok (fixture);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  assert_seen ("");
}

/* Nothing is emitted from inside what a component calls to answer. */

static GTask *pending;
static gboolean is_answer_good;

static gboolean
answer_cb (gpointer user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&pending);

  depth++;
  if (is_answer_good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "it broke");
  depth--;

  return G_SOURCE_REMOVE;
}

static void
answer_later_cb (CdrComponent *component,
                 CdrPhase      phase,
                 GTask        *task,
                 gpointer      user_data)
{
  g_autoptr (GSource) source = g_timeout_source_new (5);

  g_assert_null (pending);
  pending = g_object_ref (task);
  g_source_set_callback (source, answer_cb, NULL, NULL);
  g_source_attach (source, g_task_get_context (task));
}

static void
watch_everything_cb (CdrConductor *conductor,
                     CdrComponent *component,
                     gpointer      user_data)
{
  g_signal_connect (component, "notify", G_CALLBACK (anything_cb), NULL);
}

static void
watch_everything (Fixture *fixture)
{
  begin_looking ();
  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (watch_everything_cb),
                    NULL);
  g_signal_connect (fixture->conductor, "notify", G_CALLBACK (anything_cb), NULL);
  g_signal_connect (fixture->conductor, "items-changed", G_CALLBACK (items_cb), NULL);
  g_signal_connect (cdr_conductor_get_failures (fixture->conductor), "items-changed",
                    G_CALLBACK (items_cb), NULL);
  cdr_conductor_add (fixture->conductor, left);
}

static void
test_clean_stack (Fixture *fixture)
{
  is_answer_good = TRUE;
  watch_everything (fixture);
  cdr_test_override (base, answer_later_cb, NULL);
  cdr_test_override (left, answer_later_cb, NULL);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  g_assert_cmpuint (seen->len, >, 0);
}

static void
test_clean_stack_failed (Fixture *fixture)
{
  is_answer_good = FALSE;
  watch_everything (fixture);
  cdr_test_override (base, answer_later_cb, NULL);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, NULL);
  g_assert_cmpuint (seen->len, >, 0);
}

/* Nor from inside the public calls, nor a setter. */
static void
test_clean_stack_calls (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "dead");
  g_auto (Outcome) set_up = { 0 };
  g_auto (Outcome) shut_down = { 0 };
  CdrComponent *component;

  watch_everything (fixture);

  depth++;
  cdr_test_setup_begin (fixture, cancellable, &set_up);
  depth--;
  cdr_test_run_until (fixture, "Base.up");

  depth++;
  g_cancellable_cancel (cancellable);
  depth--;
  cdr_test_wait (fixture, &set_up);
  g_assert_error (set_up.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  cdr_test_setup_ok (fixture);
  component = cdr_test_get (fixture, base);
  depth++;
  cdr_component_fail (component, error);
  cdr_component_extend_timeout (component, 5);
  outcome_clear (&set_up);
  cdr_test_shutdown_begin (fixture, NULL, &shut_down);
  cdr_test_shutdown_begin (fixture, cancellable, &set_up);
  depth--;
  cdr_test_wait (fixture, &set_up);
  g_assert_error (set_up.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  cdr_test_wait (fixture, &shut_down);
  g_assert_no_error (shut_down.error);
}

/* Nothing is emitted when the conductor goes. */
static void
test_dispose (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = NULL;

  watch_everything (fixture);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  component = g_object_ref (cdr_test_get (fixture, base));

  depth++;
  g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
  depth--;
  g_assert_null (cdr_component_get_conductor (component));
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);

  base = cdr_test_type_new ("Base", NULL);
  left = cdr_test_type_new ("Left", "base", base, NULL);
  right = cdr_test_type_new ("Right", "base", base, NULL);
  top = cdr_test_type_new ("Top", "left", left, "right", right, NULL);

  cdr_test_add ("/notify/state/ok", test_state);
  cdr_test_add ("/notify/state/failed", test_state_failed);
  cdr_test_add ("/notify/state/cancelled", test_state_cancelled);
  cdr_test_add ("/notify/state/stopped", test_state_stopped);
  cdr_test_add ("/notify/state/bad-graph", test_state_bad_graph);
  cdr_test_add ("/notify/state/before-callback", test_state_before_callback);

  cdr_test_add ("/notify/component/ok", test_component);
  cdr_test_add ("/notify/component/failed", test_component_failed);
  cdr_test_add ("/notify/component/gave-up", test_component_gave_up);
  cdr_test_add ("/notify/component/skipped", test_component_skipped);
  cdr_test_add ("/notify/component/abandoned", test_component_abandoned);
  cdr_test_add ("/notify/component/overdue", test_component_overdue);
  cdr_test_add ("/notify/component/broken", test_component_broken);

  cdr_test_add ("/notify/progress/ok", test_progress);
  cdr_test_add ("/notify/progress/again", test_progress_again);
  cdr_test_add ("/notify/progress/after-failure", test_progress_after_failure);
  cdr_test_add ("/notify/progress/tolerated", test_progress_tolerated);
  cdr_test_add ("/notify/progress/stopped", test_progress_stopped);

  cdr_test_add ("/notify/status/ok", test_status);
  cdr_test_add ("/notify/status/once", test_status_once);
  cdr_test_add ("/notify/status/failed", test_status_failed);
  cdr_test_add ("/notify/status/overdue", test_status_overdue);
  cdr_test_add ("/notify/status/again", test_status_again);

  cdr_test_add ("/notify/items", test_items);
  cdr_test_add ("/notify/clean-stack/ok", test_clean_stack);
  cdr_test_add ("/notify/clean-stack/failed", test_clean_stack_failed);
  cdr_test_add ("/notify/clean-stack/calls", test_clean_stack_calls);
  cdr_test_add ("/notify/dispose", test_dispose);

  result = g_test_run ();

  g_clear_pointer (&values, g_array_unref);
  g_clear_pointer (&lines, g_ptr_array_unref);
  if (seen != NULL)
    g_string_free (seen, TRUE);

  return result;
}
