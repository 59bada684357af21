/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor-testing/conductor-testing.h>

/* Running a closure between setup and shutdown, inside a loop that runs. */

typedef struct
{
  CdrConductor *conductor;
  GTask        *task;     /* of the function */
  GError       *error;    /* that the function answers with, or NULL */
  gboolean      is_freed;
} Run;

static void
work (CdrConductor *conductor,
      GTask        *task,
      gpointer      user_data)
{
  Run *run = user_data;

  g_assert_true (conductor == run->conductor);
  g_assert_cmpint (cdr_conductor_get_state (conductor), ==, CDR_STATE_ACTIVE);

  if (run->error != NULL)
    g_task_return_error (task, g_error_copy (run->error));
  else
    run->task = g_object_ref (task);

  cdr_conductor_quit (conductor);
}

/* Nothing is shut down before the function has returned. */
static void
return_if_cancelled (Run *run)
{
  if (run->task == NULL || !g_cancellable_is_cancelled (g_task_get_cancellable (run->task)))
    return;

  g_assert_cmpint (cdr_conductor_get_state (run->conductor), ==, CDR_STATE_ACTIVE);
  g_task_return_boolean (run->task, TRUE);
  g_clear_object (&run->task);
}

static void
freed_cb (gpointer  data,
          GClosure *closure)
{
  Run *run = data;

  run->is_freed = TRUE;
}

static void
store_result_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static gboolean
run_it (CdrTestFixture  *fixture,
        Run             *run,
        GError         **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gboolean success;

  run->conductor = fixture->conductor;
  cdr_conductor_add (run->conductor, cdr_fake_type_new ("Part", CDR_TYPE_COMPONENT, NULL));
  cdr_conductor_run_async (run->conductor, g_cclosure_new (G_CALLBACK (work), run, freed_cb), NULL,
                           store_result_cb, &result);

  while (result == NULL)
    {
      g_main_context_iteration (fixture->context, TRUE);
      return_if_cancelled (run);
    }

  success = cdr_conductor_run_finish (run->conductor, result, error);
  g_clear_object (&result);
  g_assert_true (run->is_freed);
  cdr_test_assert_shut_down_once (run->conductor, "Part");

  return success;
}

static void
test_quit (CdrTestFixture *fixture,
           gconstpointer   user_data)
{
  Run run = { 0 };
  g_autoptr (GError) error = NULL;

  g_test_summary ("An end that is asked for cancels the function first");

  g_assert_true (run_it (fixture, &run, &error));
  g_assert_no_error (error);
}

static void
test_failure (CdrTestFixture *fixture,
              gconstpointer   user_data)
{
  Run run = { .error = g_error_new (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full") };
  g_autoptr (GError) error = NULL;

  g_assert_false (run_it (fixture, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpstr (error->message, ==, "full");
  g_clear_error (&run.error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  cdr_test_fixture_add ("/run-async/quit", NULL, test_quit);
  cdr_test_fixture_add ("/run-async/failure", NULL, test_failure);

  return g_test_run ();
}
