/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-component.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Real signals, in real time: each case in a process of its own. What has to happen
 * at some moment waits for a condition that says that the moment has come.
 */

#define PATIENCE_US (20 * G_USEC_PER_SEC)
#define GAP_US (150 * 1000) /* from 100 ms on a signal is no twin of the one before */
#define TRAP_US (25 * (guint64) G_USEC_PER_SEC)

static GType database, web;

/* How often setup or shutdown of Web has begun; other threads wait for it. */
static int n_begun[CDR_PHASE_SHUTDOWN + 1];

static void
until (int *counter,
       int  value)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (g_atomic_int_get (counter) < value)
    {
      if (g_get_monotonic_time () > end_us)
        g_error ("Waited in vain");
      g_usleep (1000);
    }
}

static void
web_hook (CdrComponent *component,
          CdrPhase      phase,
          gpointer      user_data)
{
  g_atomic_int_inc (&n_begun[phase]);
}

static int n_active; /* conductors that have become active */

static void
state_cb (CdrConductor *conductor,
          GParamSpec   *pspec,
          gpointer      user_data)
{
  if (cdr_conductor_get_state (conductor) == CDR_STATE_ACTIVE)
    g_atomic_int_inc (&n_active);
}

static CdrConductor *
make_conductor (void)
{
  CdrConductor *conductor = cdr_conductor_new ();

  g_signal_connect (conductor, "notify::state", G_CALLBACK (state_cb), NULL);
  cdr_test_hook (web, web_hook, NULL);
  cdr_conductor_add (conductor, web);

  return conductor;
}

static void
serve_ok (CdrConductor *conductor)
{
  g_autoptr (GError) error = NULL;
  gboolean success = cdr_conductor_serve (conductor, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (success);
  g_assert_cmpint (cdr_conductor_get_state (conductor), ==, CDR_STATE_INACTIVE);
}

static void
finalize (CdrConductor *conductor)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (conductor);
}

static void
assert_log (const char *expected)
{
  g_autofree char *log = cdr_test_log_to_string ();

  g_assert_cmpstr (log, ==, expected);
}

static void
send (int signal_number)
{
  g_assert_no_errno (kill (getpid (), signal_number));
}

/* Runs the case again in a process of its own, which has to end well. */
static gboolean
is_parent (void)
{
  if (g_test_subprocess ())
    return FALSE;

  g_test_trap_subprocess (NULL, TRAP_US, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  return TRUE;
}

/* One signal. */

static void
signal_hook (CdrComponent *component,
             CdrPhase      phase,
             gpointer      user_data)
{
  if (phase == CDR_PHASE_SETUP)
    send (GPOINTER_TO_INT (user_data));
}

static gpointer
send_when_active_thread (gpointer user_data)
{
  until (&n_active, 1);
  send (GPOINTER_TO_INT (user_data));
  return NULL;
}

static void
store_success_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  int *success = user_data;
  g_autoptr (GError) error = NULL;

  *success = cdr_conductor_serve_finish (CDR_CONDUCTOR (object), result, &error);
  g_assert_no_error (error);
}

static void
wait_for (int *success)
{
  while (*success < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (*success, ==, TRUE);
}

/* The handlers are there before the setup begins. */
static void
test_before_setup (gconstpointer data)
{
  CdrConductor *conductor;
  int success = -1;

  if (is_parent ())
    return;

  conductor = make_conductor ();
  cdr_conductor_serve_async (conductor, NULL, store_success_cb, &success);
  send (GPOINTER_TO_INT (data));
  wait_for (&success);
  g_assert_cmpint (cdr_test_log_index_of ("Web.setup"), ==, -1);
  finalize (conductor);
}

static void
test_during_setup (gconstpointer data)
{
  CdrConductor *conductor;

  if (is_parent ())
    return;

  conductor = make_conductor ();
  cdr_test_script (database, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_test_hook (database, signal_hook, (gpointer) data);
  serve_ok (conductor);
  assert_log ("Database.setup Database.cancelled Database.failed");
  finalize (conductor);
}

static void
test_active (gconstpointer data)
{
  CdrConductor *conductor;
  GThread *thread;

  if (is_parent ())
    return;

  conductor = make_conductor ();
  thread = g_thread_new ("signals", send_when_active_thread, (gpointer) data);
  serve_ok (conductor);
  g_thread_join (thread);
  assert_log ("Database.setup Database.up Web.setup Web.up "
              "Web.shutdown Web.down Database.shutdown Database.down");
  finalize (conductor);
}

static void
func_cb (CdrConductor *conductor,
         GTask        *task,
         gpointer      user_data)
{
  GTask **place = user_data;

  *place = g_object_ref (task);
  send (SIGTERM);
}

/* Cancels the function first; one that ignores that is not waited for after the
 * second signal.
 */
static gpointer
send_again_thread (gpointer user_data)
{
  until (&n_active, 1);
  g_usleep (GAP_US);
  send (SIGTERM);
  return NULL;
}

static void
test_run (void)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  CdrConductor *conductor;
  GThread *thread;

  if (is_parent ())
    return;

  conductor = make_conductor ();
  thread = g_thread_new ("signals", send_again_thread, NULL);
  g_assert_false (cdr_conductor_run (conductor, func_cb, &task, NULL, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_TIMED_OUT);
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (task)));
  g_thread_join (thread);
  g_task_return_boolean (task, TRUE);
  g_clear_object (&task);
  finalize (conductor);
}

/* Several signals. */

static void
block (int how)
{
  sigset_t set;

  sigemptyset (&set);
  sigaddset (&set, SIGINT);
  sigaddset (&set, SIGTERM);
  pthread_sigmask (how, &set, NULL);
}

/* Blocked everywhere until both are pending, so that they come at the same time. */
static gpointer
send_twins_thread (gpointer user_data)
{
  until (&n_active, 1);
  send (SIGINT);
  send (SIGTERM);
  block (SIG_UNBLOCK);
  return NULL;
}

static void
test_twins (void)
{
  CdrConductor *conductor;
  GThread *thread;

  if (is_parent ())
    {
      g_test_trap_assert_stderr_unmatched ("*hurry*");
      return;
    }

  block (SIG_BLOCK);
  conductor = make_conductor ();
  cdr_test_script (web, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 300);
  thread = g_thread_new ("signals", send_twins_thread, NULL);
  serve_ok (conductor);
  g_thread_join (thread);
  assert_log ("Database.setup Database.up Web.setup Web.up "
              "Web.shutdown Web.down Database.shutdown Database.down");
  finalize (conductor);
}

static gpointer
send_two_thread (gpointer user_data)
{
  until (&n_active, 1);
  send (SIGINT);
  until (&n_begun[CDR_PHASE_SHUTDOWN], 1);
  g_usleep (GAP_US);
  send (GPOINTER_TO_INT (user_data));
  return NULL;
}

/* It says who is blocking and since when, and hurries: still in order, and still
 * calling everyone.
 */
static void
test_second (gconstpointer data)
{
  CdrConductor *conductor;
  GThread *thread;

  if (is_parent ())
    {
      g_test_trap_assert_stderr ("*hurry*Web*shutting down*0.? s*");
      return;
    }

  conductor = make_conductor ();
  cdr_test_script (web, CDR_PHASE_SHUTDOWN, CDR_TEST_POLITE, 0);
  cdr_test_script (database, CDR_PHASE_SHUTDOWN, CDR_TEST_POLITE, 0);
  thread = g_thread_new ("signals", send_two_thread, (gpointer) data);
  serve_ok (conductor);
  g_thread_join (thread);
  assert_log ("Database.setup Database.up Web.setup Web.up "
              "Web.shutdown Web.cancelled Web.broken "
              "Database.shutdown Database.cancelled Database.broken");
  finalize (conductor);
}

static void
block_hook (CdrComponent *component,
            CdrPhase      phase,
            gpointer      user_data)
{
  if (phase != (CdrPhase) GPOINTER_TO_INT (user_data))
    return;

  g_atomic_int_inc (&n_begun[phase]);
  for (;;)
    g_usleep (10 * 1000);
}

static G_GNUC_NORETURN gpointer
send_three_thread (gpointer user_data)
{
  until (&n_begun[GPOINTER_TO_INT (user_data)], 1);
  if (GPOINTER_TO_INT (user_data) == CDR_PHASE_SETUP)
    send (SIGTERM);
  g_usleep (GAP_US);
  send (SIGTERM);
  g_usleep (GAP_US);
  send (SIGINT);
  g_usleep (PATIENCE_US);
  g_error ("Survived the third signal");
}

static G_GNUC_NORETURN void
die_blocked (CdrPhase phase)
{
  CdrConductor *conductor = make_conductor ();

  cdr_test_hook (web, block_hook, GINT_TO_POINTER (phase));
  g_thread_new ("signals", send_three_thread, GINT_TO_POINTER (phase));
  if (phase == CDR_PHASE_SHUTDOWN)
    g_thread_new ("signals", send_when_active_thread, GINT_TO_POINTER (SIGTERM));
  cdr_conductor_serve (conductor, NULL, NULL);
  g_error ("Nothing was blocked");
}

static void
test_third (gconstpointer data)
{
  int status = -1;
  pid_t pid;

  if (is_parent ())
    return;

  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    die_blocked (GPOINTER_TO_INT (data));

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGINT); /* the third one */
}

static int n_sent;

static gpointer
send_one_thread (gpointer data)
{
  until (&n_begun[CDR_PHASE_SETUP], 1);
  kill (getpid (), SIGTERM);
  g_atomic_int_inc (&n_sent);
  return NULL;
}

/* Blocks the main thread until well after the signal has come. */
static void
block_once_hook (CdrComponent *component,
                 CdrPhase      phase,
                 gpointer      user_data)
{
  if (phase != CDR_PHASE_SETUP)
    return;

  g_atomic_int_inc (&n_begun[phase]);
  until (&n_sent, 1);
  g_usleep (GAP_US);
}

/* One signal meanwhile waits, and is obeyed as soon as there is somebody to do so. */
static void
test_blocked (void)
{
  CdrConductor *conductor;
  GThread *thread;

  if (is_parent ())
    {
      g_test_trap_assert_stderr_unmatched ("*hurry*");
      return;
    }

  conductor = make_conductor ();
  cdr_test_hook (database, block_once_hook, NULL);
  thread = g_thread_new ("signals", send_one_thread, NULL);
  serve_ok (conductor);
  g_thread_join (thread);
  assert_log ("Database.setup Database.cancelled Database.up Database.shutdown Database.down");
  finalize (conductor);
}

/* What was there before. */

static int n_custom;

static void
custom_handler (int signal_number)
{
  g_atomic_int_inc (&n_custom);
}

typedef void (*Handler) (int signal_number);

static void
install (int     signal_number,
         Handler handler,
         int     flags)
{
  struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

  sigemptyset (&action.sa_mask);
  sigaddset (&action.sa_mask, SIGUSR1);
  g_assert_no_errno (sigaction (signal_number, &action, NULL));
}

static Handler
get_handler (int signal_number)
{
  struct sigaction action;

  g_assert_no_errno (sigaction (signal_number, NULL, &action));
  return action.sa_handler;
}

static void
assert_handler (int     signal_number,
                Handler handler,
                int     flags)
{
  struct sigaction action;

  g_assert_no_errno (sigaction (signal_number, NULL, &action));
  g_assert_true (action.sa_handler == handler);
  g_assert_cmpint (action.sa_flags & (SA_NODEFER | SA_RESTART), ==, flags);
  g_assert_true (sigismember (&action.sa_mask, SIGUSR1));
}

static void
restore (Handler for_int,
         Handler for_term)
{
  CdrConductor *conductor = make_conductor ();
  GThread *thread;

  install (SIGINT, for_int, SA_NODEFER);
  install (SIGTERM, for_term, 0);

  g_atomic_int_set (&n_active, 0);
  thread = g_thread_new ("signals", send_when_active_thread, GINT_TO_POINTER (SIGTERM));
  serve_ok (conductor);
  g_thread_join (thread);

  assert_handler (SIGINT, for_int, SA_NODEFER);
  assert_handler (SIGTERM, for_term, 0);
  finalize (conductor);
}

static void
test_restored (void)
{
  if (is_parent ())
    return;

  restore (SIG_DFL, SIG_DFL);
  restore (SIG_IGN, SIG_DFL);
  restore (SIG_DFL, SIG_IGN);
  restore (custom_handler, SIG_IGN);
  restore (SIG_DFL, custom_handler);

  g_assert_cmpint (n_custom, ==, 0);
  send (SIGTERM);
  g_assert_cmpint (n_custom, ==, 1);
}

/* Also where nothing was set up. */
static void
test_restored_after_failure (void)
{
  CdrConductor *conductor;
  g_autoptr (GError) error = NULL;

  if (is_parent ())
    return;

  install (SIGINT, custom_handler, SA_NODEFER);
  conductor = make_conductor ();
  cdr_test_script (web, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  g_assert_false (cdr_conductor_serve (conductor, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  assert_handler (SIGINT, custom_handler, SA_NODEFER);
  finalize (conductor);
}

static void
test_other_signals (void)
{
  CdrConductor *conductor;
  int success = -1;

  if (is_parent ())
    return;

  conductor = make_conductor ();
  cdr_conductor_serve_async (conductor, NULL, store_success_cb, &success);
  g_assert_true (get_handler (SIGTERM) != SIG_DFL);
  g_assert_true (get_handler (SIGHUP) == SIG_DFL);
  g_assert_true (get_handler (SIGPIPE) == SIG_DFL);
  cdr_conductor_quit (conductor);
  wait_for (&success);
  finalize (conductor);
}

/* Two at once. */

static void
test_two_conductors (void)
{
  CdrConductor *first, *second;
  int first_success = -1, second_success = -1;
  GThread *thread;

  if (is_parent ())
    return;

  first = make_conductor ();
  second = make_conductor ();
  cdr_conductor_serve_async (first, NULL, store_success_cb, &first_success);
  cdr_conductor_serve_async (second, NULL, store_success_cb, &second_success);
  while (g_atomic_int_get (&n_active) < 2)
    g_main_context_iteration (NULL, TRUE);

  thread = g_thread_new ("signals", send_when_active_thread, GINT_TO_POINTER (SIGINT));
  wait_for (&first_success);
  wait_for (&second_success);
  g_thread_join (thread);
  g_assert_cmpuint (cdr_test_log_count ("Web.down"), ==, 2);
  finalize (first);
  finalize (second);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
  g_assert_true (get_handler (SIGINT) == SIG_DFL);
}

/* One's end takes nothing from the other. */
static void
test_two_conductors_one_ends (void)
{
  CdrConductor *first, *second;
  int first_success = -1, second_success = -1;

  if (is_parent ())
    return;

  install (SIGINT, custom_handler, SA_NODEFER);
  first = make_conductor ();
  second = make_conductor ();
  cdr_conductor_serve_async (first, NULL, store_success_cb, &first_success);
  cdr_conductor_serve_async (second, NULL, store_success_cb, &second_success);
  while (g_atomic_int_get (&n_active) < 2)
    g_main_context_iteration (NULL, TRUE);

  cdr_conductor_quit (first);
  wait_for (&first_success);
  g_assert_cmpint (second_success, ==, -1);
  g_assert_true (get_handler (SIGINT) != custom_handler);

  send (SIGINT);
  wait_for (&second_success);
  assert_handler (SIGINT, custom_handler, SA_NODEFER);
  g_assert_cmpint (n_custom, ==, 0);
  finalize (first);
  finalize (second);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
}

static gpointer
send_after_gap_thread (gpointer user_data)
{
  until (&n_active, 2);
  g_usleep (GAP_US);
  send (SIGINT);
  return NULL;
}

/* One that began while the other was stopping hears the second signal: it has to
 * end as well, not to go on for ever.
 */
static void
test_two_conductors_between (void)
{
  CdrConductor *first, *second;
  int first_success = -1, second_success = -1;
  GThread *thread;

  if (is_parent ())
    return;

  first = make_conductor ();
  second = make_conductor ();
  cdr_test_script (web, CDR_PHASE_SHUTDOWN, CDR_TEST_POLITE, 0);
  cdr_conductor_serve_async (first, NULL, store_success_cb, &first_success);
  while (g_atomic_int_get (&n_active) < 1)
    g_main_context_iteration (NULL, TRUE);
  send (SIGINT);
  while (g_atomic_int_get (&n_begun[CDR_PHASE_SHUTDOWN]) < 1)
    g_main_context_iteration (NULL, TRUE);

  cdr_conductor_serve_async (second, NULL, store_success_cb, &second_success);
  while (g_atomic_int_get (&n_active) < 2)
    g_main_context_iteration (NULL, TRUE);
  thread = g_thread_new ("signals", send_after_gap_thread, NULL);
  wait_for (&first_success);
  wait_for (&second_success);
  g_thread_join (thread);
  finalize (first);
  finalize (second);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
}

/* Descriptors. */

#define N_FDS 64

/* Leaves room for just @n more. */
static void
leave_descriptors (GArray *taken,
                   guint   n)
{
  struct rlimit limit = { N_FDS, N_FDS };
  int fd;

  g_assert_no_errno (getrlimit (RLIMIT_NOFILE, &limit));
  limit.rlim_cur = N_FDS;
  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &limit));

  while ((fd = open ("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0)
    g_array_append_val (taken, fd);

  for (; n > 0; n--)
    {
      close (g_array_index (taken, int, taken->len - 1));
      g_array_set_size (taken, taken->len - 1);
    }
}

static void
give_back (GArray *taken)
{
  for (guint i = 0; i < taken->len; i++)
    close (g_array_index (taken, int, i));
  g_array_set_size (taken, 0);
}

static gboolean
quit_cb (gpointer user_data)
{
  cdr_conductor_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* Out of descriptors: refused before anything is set up, and a whole life works with
 * what was there when it began.
 */
static void
test_no_descriptors (void)
{
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (int));
  gboolean success = FALSE;
  CdrConductor *conductor;

  if (is_parent ())
    return;

  conductor = make_conductor ();
  install (SIGINT, custom_handler, SA_NODEFER);
  g_type_ensure (G_TYPE_TASK); /* it aborts if its own descriptor can't be had */
  while (g_main_context_iteration (NULL, FALSE))
    ;

  for (guint n = 0; !success; n++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (n, <=, 4);
      leave_descriptors (taken, n);
      g_timeout_add (300, quit_cb, conductor);
      success = cdr_conductor_serve (conductor, NULL, &error);
      give_back (taken);
      g_assert_true (success == (error == NULL));
      g_assert_true (success == (cdr_test_log_index_of ("Web.down") >= 0));
      assert_handler (SIGINT, custom_handler, SA_NODEFER);

      if (success)
        g_assert_cmpuint (n, >, 0);
      else
        g_assert_cmpint (cdr_test_log_index_of ("Database.setup"), ==, -1);

      /* Let the timeout of one that did not come to serve pass, and be forgotten. */
      while (!success && !g_main_context_iteration (NULL, TRUE))
        ;
      g_assert_true (cdr_conductor_setup (conductor, NULL, NULL));
      g_assert_true (cdr_conductor_shutdown (conductor, NULL, NULL));
      cdr_test_log_clear ();
    }

  finalize (conductor);
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static void
live (gboolean fails)
{
  CdrConductor *conductor = make_conductor ();
  g_autoptr (GError) error = NULL;

  cdr_test_script (web, CDR_PHASE_SETUP, fails ? CDR_TEST_FAIL : CDR_TEST_OK, 1);
  g_timeout_add (fails ? 0 : 50, quit_cb, conductor);
  cdr_conductor_serve (conductor, NULL, &error);
  finalize (conductor);
}

static void
test_descriptors_left (void)
{
  guint n_before;

  if (is_parent ())
    return;

  live (FALSE);
  live (TRUE);
  n_before = count_descriptors ();
  for (guint i = 0; i < 10; i++)
    live (i % 2 == 0);
  g_assert_cmpuint (count_descriptors (), ==, n_before);
}

static void
count_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  guint *counts = user_data;

  counts[cdr_conductor_serve_finish (CDR_CONDUCTOR (object), result, NULL)]++;
}

/* There is an end to how many can serve at once; it is an error like any other. */
static void
test_too_many (void)
{
  g_autoptr (GPtrArray) conductors = NULL;
  guint counts[2] = { 0, 0 };
  guint n_before;

  if (is_parent ())
    return;

  live (FALSE);
  n_before = count_descriptors ();
  conductors = g_ptr_array_new ();
  cdr_test_scripts_reset ();
  g_atomic_int_set (&n_active, 0);

  for (guint i = 0; i < 40; i++)
    {
      CdrConductor *conductor = make_conductor ();

      g_ptr_array_add (conductors, conductor);
      cdr_conductor_serve_async (conductor, NULL, count_cb, counts);
    }

  while (counts[FALSE] + g_atomic_int_get (&n_active) < conductors->len)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (counts[FALSE], >, 0);
  g_assert_cmpuint (counts[TRUE], ==, 0);
  g_assert_cmpint (g_atomic_int_get (&n_active), >, 1);

  send (SIGINT);
  while (counts[FALSE] + counts[TRUE] < conductors->len)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (counts[TRUE], ==, g_atomic_int_get (&n_active));

  for (guint i = 0; i < conductors->len; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_finalize_object (g_ptr_array_index (conductors, i));
    }
  g_assert_cmpuint (count_descriptors (), ==, n_before);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  database = cdr_test_type_new ("Database", NULL);
  web = cdr_test_type_new ("Web", "database", database, NULL);

  g_test_add_data_func ("/signals/before-setup/int", GINT_TO_POINTER (SIGINT), test_before_setup);
  g_test_add_data_func ("/signals/before-setup/term", GINT_TO_POINTER (SIGTERM), test_before_setup);
  g_test_add_data_func ("/signals/during-setup/int", GINT_TO_POINTER (SIGINT), test_during_setup);
  g_test_add_data_func ("/signals/during-setup/term", GINT_TO_POINTER (SIGTERM), test_during_setup);
  g_test_add_data_func ("/signals/active/int", GINT_TO_POINTER (SIGINT), test_active);
  g_test_add_data_func ("/signals/active/term", GINT_TO_POINTER (SIGTERM), test_active);
  g_test_add_func ("/signals/run", test_run);
  g_test_add_func ("/signals/twins", test_twins);
  g_test_add_data_func ("/signals/second/int", GINT_TO_POINTER (SIGINT), test_second);
  g_test_add_data_func ("/signals/second/term", GINT_TO_POINTER (SIGTERM), test_second);
  g_test_add_data_func ("/signals/third/in-setup", GINT_TO_POINTER (CDR_PHASE_SETUP), test_third);
  g_test_add_data_func ("/signals/third/in-shutdown", GINT_TO_POINTER (CDR_PHASE_SHUTDOWN),
                        test_third);
  g_test_add_func ("/signals/blocked", test_blocked);
  g_test_add_func ("/signals/restored/after-signal", test_restored);
  g_test_add_func ("/signals/restored/after-failure", test_restored_after_failure);
  g_test_add_func ("/signals/other-signals", test_other_signals);
  g_test_add_func ("/signals/two-conductors/both", test_two_conductors);
  g_test_add_func ("/signals/two-conductors/one-ends", test_two_conductors_one_ends);
  g_test_add_func ("/signals/two-conductors/between", test_two_conductors_between);
  g_test_add_func ("/signals/descriptors/none", test_no_descriptors);
  g_test_add_func ("/signals/descriptors/left", test_descriptors_left);
  g_test_add_func ("/signals/too-many", test_too_many);

  return g_test_run ();
}
