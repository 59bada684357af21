/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor-testing/conductor-testing.h>

/* Virtual time, in a program that knows nothing of it but one call. */

#define HOURS(n) ((guint) (n) * 60 * 60)

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* Three hours, in the default context and in one of its own. */
static void
test_hours (void)
{
  gint64 start = g_get_monotonic_time ();
  gint64 real_start = g_get_real_time ();

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GMainContext) context = i == 0 ? g_main_context_ref (g_main_context_default ())
                                                : g_main_context_new ();
      g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
      g_autoptr (GSource) source = g_timeout_source_new (HOURS (3) * 1000);

      g_source_set_callback (source, quit_cb, loop, NULL);
      g_source_attach (source, context);
      g_main_loop_run (loop);
    }

  g_assert_cmpint (g_get_monotonic_time () - start, >=, (gint64) HOURS (6) * G_USEC_PER_SEC);
  g_assert_cmpint (g_get_real_time () - real_start, <, (gint64) HOURS (1) * G_USEC_PER_SEC);
}

static void
test_sleep (void)
{
  gint64 start = g_get_monotonic_time ();

  g_usleep ((gulong) HOURS (1) * G_USEC_PER_SEC);
  cdr_test_virtual_time_advance ((guint64) HOURS (1) * G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - start, ==, (gint64) HOURS (2) * G_USEC_PER_SEC);
}

static int n_timeouts;

static gboolean
count_cb (gpointer user_data)
{
  n_timeouts++;
  return G_SOURCE_CONTINUE;
}

static void
sleep_in_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  g_usleep (GPOINTER_TO_UINT (task_data));
  g_task_return_boolean (task, TRUE);
}

static void
wait_for_task (GTask *task)
{
  while (!g_task_get_completed (task))
    g_main_context_iteration (NULL, TRUE);
}

/* The clock stands still while a thread sleeps, which it does really. */
static void
test_thread (void)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  guint timeout = g_timeout_add_seconds (HOURS (1), count_cb, NULL);

  n_timeouts = 0;
  g_task_set_task_data (task, GUINT_TO_POINTER (100000), NULL);
  g_task_run_in_thread (task, sleep_in_thread);
  wait_for_task (task);
  g_assert_cmpint (n_timeouts, ==, 0);
  g_source_remove (timeout);
}

/* What a thread counts on for as long as it computes. */
static void
compute_in_thread (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  volatile guint64 sum G_GNUC_UNUSED = 0;

  for (guint i = 0; i < 50000000; i++)
    sum += i;
  g_task_return_boolean (task, TRUE);
}

static void
test_computing (void)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  guint timeout = g_timeout_add_seconds (HOURS (1), count_cb, NULL);

  n_timeouts = 0;
  g_task_run_in_thread (task, compute_in_thread);
  wait_for_task (task);
  g_assert_cmpint (n_timeouts, ==, 0);
  g_source_remove (timeout);
}

static gpointer
release_func (gpointer user_data)
{
  g_mutex_lock (user_data); /* until the test is ready */
  g_mutex_unlock (user_data);
  g_atomic_int_set (&n_timeouts, -1);
  cdr_test_virtual_time_release ();
  g_main_context_wakeup (NULL);
  return NULL;
}

/* Somebody holds it, and nothing that the kernel knows of says why. */
static void
test_hold (void)
{
  guint timeout = g_timeout_add_seconds (HOURS (1), count_cb, NULL);
  GThread *thread;
  GMutex mutex;

  g_mutex_init (&mutex);
  g_mutex_lock (&mutex);
  n_timeouts = 0;
  cdr_test_virtual_time_hold ();
  thread = g_thread_new ("release", release_func, &mutex);
  g_mutex_unlock (&mutex);
  while (g_atomic_int_get (&n_timeouts) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (n_timeouts, ==, -1);

  g_thread_join (thread);
  g_source_remove (timeout);
  g_mutex_clear (&mutex);
}

/* A child that takes its time, and a timeout that is far away. */
static void
test_child (void)
{
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  guint timeout = g_timeout_add_seconds (HOURS (1), count_cb, NULL);

  n_timeouts = 0;
  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "echo", "done", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (child, NULL, NULL, &said, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (said, ==, "done\n");
  g_source_remove (timeout);
}

/* Nothing is ready, and nothing will be. */
static void
test_hang (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (CdrConductor) conductor = cdr_conductor_new ();
      g_autoptr (GError) error = NULL;
      GType type = cdr_fake_type_new ("TimeHanging", CDR_TYPE_COMPONENT, NULL);

      cdr_test_watch (conductor);
      cdr_conductor_set_setup_timeout (conductor, 0);
      cdr_conductor_set_slow_threshold (conductor, 0);
      cdr_fake_type_script (type, CDR_PHASE_SETUP, CDR_FAKE_HANG_FOREVER, 0, NULL);
      cdr_conductor_add (conductor, type);
      cdr_conductor_setup (conductor, NULL, &error);
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*Nothing is ready, and no timeout is pending: a hang*"
                             "Setting up: 0 of 1, waiting for TimeHanging*"
                             "TimeHanging*setting up*");
}

int
main (int   argc,
      char *argv[])
{
  cdr_test_virtual_time_init (NULL);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kit/time/hours", test_hours);
  g_test_add_func ("/kit/time/sleep", test_sleep);
  g_test_add_func ("/kit/time/thread", test_thread);
  g_test_add_func ("/kit/time/computing", test_computing);
  g_test_add_func ("/kit/time/hold", test_hold);
  g_test_add_func ("/kit/time/child", test_child);
  g_test_add_func ("/kit/time/hang", test_hang);

  return g_test_run ();
}
