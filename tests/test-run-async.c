/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor/conductor.h>

/* Running a closure between setup and shutdown, inside a loop that runs. */

#define TEST_TYPE_PART (test_part_get_type ())
G_DECLARE_FINAL_TYPE (TestPart, test_part, TEST, PART, CdrComponent)

struct _TestPart
{
  CdrComponent parent_instance;
};

G_DEFINE_FINAL_TYPE (TestPart, test_part, CDR_TYPE_COMPONENT)

static void
test_part_class_init (TestPartClass *klass)
{
}

static void
test_part_init (TestPart *self)
{
}

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
run_it (Run     *run,
        GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gboolean success;

  run->conductor = cdr_conductor_new ();
  cdr_conductor_add (run->conductor, TEST_TYPE_PART);
  cdr_conductor_run_async (run->conductor, g_cclosure_new (G_CALLBACK (work), run, freed_cb), NULL,
                           store_result_cb, &result);

  while (result == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      return_if_cancelled (run);
    }

  success = cdr_conductor_run_finish (run->conductor, result, error);
  g_clear_object (&result);
  g_assert_true (run->is_freed);
  g_assert_finalize_object (run->conductor);

  return success;
}

static void
test_quit (void)
{
  Run run = { 0 };
  g_autoptr (GError) error = NULL;

  g_test_summary ("An end that is asked for cancels the function first");

  g_assert_true (run_it (&run, &error));
  g_assert_no_error (error);
}

static void
test_failure (void)
{
  Run run = { .error = g_error_new (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full") };
  g_autoptr (GError) error = NULL;

  g_assert_false (run_it (&run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpstr (error->message, ==, "full");
  g_clear_error (&run.error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/run-async/quit", test_quit);
  g_test_add_func ("/run-async/failure", test_failure);

  return g_test_run ();
}
