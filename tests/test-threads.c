/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE /* RTLD_NEXT */

#include "cdr-test-fixture.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>

/* The conductor needs no thread: neither one of the pool that GTask has, all of which may
 * be blocked, nor a new one, which there may be none of.
 */

#define N_BLOCKING 64 /* the pool has ten, and more only after a while */

typedef void *(*ThreadFunc) (void *data);

static int no_threads;    /* atomic: from now on none can be made */
static int n_creations;   /* atomic: asked for since then */

/* GLib reaches it through the program's own symbol, if there is one. */
int
pthread_create (pthread_t            *thread,
                const pthread_attr_t *attributes,
                ThreadFunc            func,
                void                 *data)
{
  int (*next) (pthread_t *, const pthread_attr_t *, ThreadFunc, void *);

  if (g_atomic_int_get (&no_threads))
    {
      g_atomic_int_inc (&n_creations);
      return EAGAIN;
    }

  *(void **) &next = dlsym (RTLD_NEXT, "pthread_create");
  return next (thread, attributes, func, data);
}

static void
forbid_threads (void)
{
  g_atomic_int_set (&n_creations, 0);
  g_atomic_int_set (&no_threads, TRUE);
}

static void
allow_threads (void)
{
  g_assert_cmpint (g_atomic_int_get (&n_creations), ==, 0);
  g_atomic_int_set (&no_threads, FALSE);
}

static GType base, left, right, top; /* a diamond */
static GType blocking[N_BLOCKING];

/* All of the pool's threads wait here. */
static GMutex gate_lock;
static GCond gate_cond;
static gboolean gate_is_open;
static int n_waiting; /* atomic */
static int n_tasks;   /* atomic: not yet finalized */

static void
wait_at_the_gate (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  g_atomic_int_inc (&n_waiting);
  g_mutex_lock (&gate_lock);
  while (!gate_is_open)
    g_cond_wait (&gate_cond, &gate_lock);
  g_mutex_unlock (&gate_lock);
  g_task_return_boolean (task, TRUE);
}

static void
task_gone_cb (gpointer user_data)
{
  g_atomic_int_add (&n_tasks, -1);
}

static void
completed_cb (GTask      *task,
              GParamSpec *pspec,
              gpointer    user_data)
{
  cdr_test_clock_expect_thread (-1);
}

/* The clock goes on while they wait, unlike in other tests. */
static void
blocking_cb (CdrComponent *component,
             CdrPhase      phase,
             GTask        *task,
             gpointer      user_data)
{
  g_atomic_int_inc (&n_tasks);
  g_task_set_task_data (task, &n_tasks, task_gone_cb);
  g_signal_connect (task, "notify::completed", G_CALLBACK (completed_cb), NULL);
  g_task_run_in_thread (task, wait_at_the_gate);
}

static void
open_gate (Fixture *fixture)
{
  cdr_test_clock_expect_thread (g_atomic_int_get (&n_tasks));
  g_mutex_lock (&gate_lock);
  gate_is_open = TRUE;
  g_cond_broadcast (&gate_cond);
  g_mutex_unlock (&gate_lock);

  while (g_atomic_int_get (&n_tasks) > 0)
    g_main_context_iteration (fixture->context, FALSE);
  cdr_test_run_for (fixture, 1);
}

static void
block_the_pool (void)
{
  gate_is_open = FALSE;
  n_waiting = 0;
  for (guint i = 0; i < N_BLOCKING; i++)
    cdr_test_override (blocking[i], blocking_cb, NULL);
}

/* Whatever a thread of the pool would do now does not happen. */
static void
test_deadlines (Fixture *fixture)
{
  gint64 begun_us = cdr_test_clock_now ();

  block_the_pool ();
  for (guint i = 0; i < N_BLOCKING; i++)
    cdr_conductor_add (fixture->conductor, blocking[i]);
  cdr_conductor_set_setup_timeout (fixture->conductor, 500);
  cdr_conductor_set_grace (fixture->conductor, 100);

  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT,
                        "Blocking0 (setup): timed out after 0.5 s");
  g_assert_cmpint (cdr_test_clock_now () - begun_us, ==, 600 * 1000);
  g_assert_cmpint (g_atomic_int_get (&n_waiting), <, N_BLOCKING);
  for (guint i = 0; i < N_BLOCKING; i++)
    cdr_test_assert_state (fixture, blocking[i], CDR_STATE_ABANDONED);

  open_gate (fixture);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
}

/* The others come up and down beside them. */
static void
test_others (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  block_the_pool ();
  for (guint i = 0; i < N_BLOCKING; i++)
    cdr_conductor_add_full (fixture->conductor, blocking[i], CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Top.up");
  g_assert_cmpint (g_atomic_int_get (&n_waiting), <, N_BLOCKING);

  outcome_clear (&outcome);
  cdr_test_wait (fixture, &outcome);
  g_assert_true (outcome.success);
  g_assert_cmpuint (g_list_model_get_n_items (cdr_conductor_get_failures (fixture->conductor)),
                    ==, N_BLOCKING);
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_state (fixture, base, CDR_STATE_INACTIVE);
  open_gate (fixture);
  cdr_test_log_clear ();
}

/* No thread can be made. GLib ends the program where it insists on one, so nothing on the
 * way down may ask.
 */

static void
test_shutdown (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();

  forbid_threads ();
  cdr_test_shutdown_ok (fixture);
  allow_threads ();
  cdr_test_assert_log ("Top.shutdown Top.down Right.shutdown Left.shutdown Right.down Left.down "
                       "Base.shutdown Base.down");
}

static void
test_rollback (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  cdr_test_script (right, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  cdr_test_run_until (fixture, "Right.setup");

  forbid_threads ();
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);
  allow_threads ();

  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  cdr_test_assert_state (fixture, left, CDR_STATE_ABANDONED);
  cdr_test_assert_state (fixture, base, CDR_STATE_INACTIVE);
  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);
  cdr_test_log_clear ();
}

static gboolean
quit_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  forbid_threads ();
  cdr_conductor_quit (fixture->conductor);
  return G_SOURCE_REMOVE;
}

static gboolean
raise_cb (gpointer user_data)
{
  forbid_threads ();
  raise (SIGTERM);
  return G_SOURCE_REMOVE;
}

/* Serves until @stop has been called; the last of it, and what comes after, has no threads. */
static void
serve_until (Fixture     *fixture,
             GSourceFunc  stop)
{
  g_autoptr (GSource) source = g_timeout_source_new (1000);
  g_autoptr (GError) error = NULL;

  g_source_set_callback (source, stop, fixture, NULL);
  g_source_attach (source, fixture->context);
  cdr_conductor_add (fixture->conductor, top);
  g_assert_true (cdr_conductor_serve (fixture->conductor, NULL, &error));
  g_assert_no_error (error);
  g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
  allow_threads ();
  cdr_test_assert_log ("Base.setup Base.up Left.setup Right.setup Left.up Right.up "
                       "Top.setup Top.up Top.shutdown Top.down Right.shutdown Left.shutdown "
                       "Right.down Left.down Base.shutdown Base.down");
}

static void
test_quit (Fixture *fixture)
{
  serve_until (fixture, quit_cb);
}

static void
test_signal (Fixture *fixture)
{
  serve_until (fixture, raise_cb);
}

/* The shutdown of a component wants a thread. GTask queues it, and its deadline is the
 * conductor's.
 */
static void
test_component_wants_one (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();
  g_atomic_int_set (&n_tasks, 0);
  gate_is_open = TRUE;
  cdr_test_override (left, blocking_cb, NULL);

  g_atomic_int_set (&no_threads, TRUE);
  cdr_test_shutdown_fails (fixture, "Left (shutdown): timed out after 10.0 s");
  g_atomic_int_set (&no_threads, FALSE);
  cdr_test_assert_log ("Left.shutdown Base.shutdown Base.down");
  cdr_test_assert_state (fixture, left, CDR_STATE_ABANDONED);

  /* It runs with the next one that comes. */
  {
    g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

    g_task_set_task_data (task, &n_tasks, task_gone_cb);
    g_atomic_int_inc (&n_tasks);
    g_signal_connect (task, "notify::completed", G_CALLBACK (completed_cb), NULL);
    g_task_run_in_thread (task, wait_at_the_gate);
  }
  open_gate (fixture);
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
  for (guint i = 0; i < N_BLOCKING; i++)
    {
      g_autofree char *name = g_strdup_printf ("Blocking%u", i);

      blocking[i] = cdr_test_type_new (name, NULL);
    }

  /* In this order: while the pool has idle threads nobody asks for a new one. */
  cdr_test_add ("/threads/none/shutdown", test_shutdown);
  cdr_test_add ("/threads/none/rollback", test_rollback);
  cdr_test_add ("/threads/none/quit", test_quit);
  cdr_test_add ("/threads/none/signal", test_signal);
  cdr_test_add ("/threads/none/component-wants-one", test_component_wants_one);
  cdr_test_add ("/threads/blocked/deadlines", test_deadlines);
  cdr_test_add ("/threads/blocked/others", test_others);

  return g_test_run ();
}
