/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

#include <signal.h>

/* Who waits for whom, in words: asked for, logged, and in the errors of timeouts. */

#define N_ENDS 15
#define N_CHAIN 30

static GType disk, database, web_api, ui; /* a chain */
static GType cron, feed;                  /* more that need Database */
static GType both;                        /* needs Disk and Database */
static GType cache, page;                 /* Page wants Cache */
static GType wide;                        /* its property has a long name */
static GType ends[N_ENDS];                /* independent of each other */
static GType chain[N_CHAIN];

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

static void
assert_waiting (Fixture    *fixture,
                const char *text)
{
  g_autofree char *waiting = cdr_conductor_describe_waiting (fixture->conductor);

  g_assert_cmpstr (waiting, ==, text);
}

/* Asked for after some time of a setup, which is then seen to its end. */
static void
waiting_in_setup (Fixture    *fixture,
                  guint       ms,
                  const char *text)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, ms);
  assert_waiting (fixture, text);
  cdr_test_wait (fixture, &outcome);
  if (outcome.success)
    cdr_test_shutdown_ok (fixture);
}

static void
waiting_in_shutdown (Fixture    *fixture,
                     guint       ms,
                     const char *text)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, ms);
  assert_waiting (fixture, text);
  cdr_test_wait (fixture, &outcome);
  g_assert_true (outcome.success);
}

static void
test_up_alone (Fixture *fixture)
{
  set_up_behaves (database, CDR_TEST_OK, 5000);
  cdr_conductor_add (fixture->conductor, database);
  waiting_in_setup (fixture, 4200, "Database, setting up for 4.2 s, 25.8 s before its deadline");
}

static void
test_up_one (Fixture *fixture)
{
  set_up_behaves (database, CDR_TEST_OK, 5000);
  cdr_conductor_add (fixture->conductor, web_api);
  waiting_in_setup (fixture, 4201, /* Disk takes 1 ms */
                    "WebApi waits for Database (property database), setting up for 4.2 s, "
                    "25.8 s before its deadline");
}

static void
test_up_chain (Fixture *fixture)
{
  set_up_behaves (disk, CDR_TEST_OK, 5000);
  cdr_conductor_add (fixture->conductor, ui);
  waiting_in_setup (fixture, 100,
                    "Gui waits for WebApi (property api), which waits for Database "
                    "(property database), which waits for Disk (property disk), "
                    "setting up for 0.1 s, 29.9 s before its deadline");
}

/* The chain that is told is the one with more behind it, however they were added. */
static void
test_up_others (Fixture *fixture)
{
  set_up_behaves (database, CDR_TEST_OK, 5000);
  cdr_conductor_add (fixture->conductor, feed);
  cdr_conductor_add (fixture->conductor, cron);
  cdr_conductor_add (fixture->conductor, web_api);
  waiting_in_setup (fixture, 101,
                    "Feed waits for Database (property database), setting up for 0.1 s, "
                    "29.9 s before its deadline; 2 more wait for it");
}

static void
test_up_another (Fixture *fixture)
{
  set_up_behaves (database, CDR_TEST_OK, 5000);
  cdr_conductor_add (fixture->conductor, web_api);
  cdr_conductor_add (fixture->conductor, feed);
  waiting_in_setup (fixture, 101,
                    "WebApi waits for Database (property database), setting up for 0.1 s, "
                    "29.9 s before its deadline; 1 more waits for it");
}

static void
test_several (Fixture *fixture)
{
  set_up_behaves (ends[0], CDR_TEST_OK, 5000);
  set_up_behaves (disk, CDR_TEST_OK, 5000);
  set_up_behaves (ends[1], CDR_TEST_OK, 5000);
  cdr_conductor_add (fixture->conductor, ends[0]);
  cdr_conductor_add (fixture->conductor, database);
  cdr_conductor_add (fixture->conductor, ends[1]);
  waiting_in_setup (fixture, 3000,
                    "End0, setting up for 3.0 s, 27.0 s before its deadline\n"
                    "Database waits for Disk (property disk), setting up for 3.0 s, "
                    "27.0 s before its deadline\n"
                    "End1, setting up for 3.0 s, 27.0 s before its deadline");
}

/* By when they began, not by their place in the graph. */
static void
test_oldest_first (Fixture *fixture)
{
  set_up_behaves (database, CDR_TEST_OK, 5000);
  set_up_behaves (disk, CDR_TEST_OK, 1000);
  set_up_behaves (ends[0], CDR_TEST_OK, 5000);
  cdr_conductor_add (fixture->conductor, database);
  cdr_conductor_add (fixture->conductor, ends[0]);
  waiting_in_setup (fixture, 3000,
                    "End0, setting up for 3.0 s, 27.0 s before its deadline\n"
                    "Database, setting up for 2.0 s, 28.0 s before its deadline");
}

static char *
make_lines (guint       n_lines,
            const char *rest)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_lines; i++)
    g_string_append_printf (text, "%sEnd%u, setting up for 1.0 s, 29.0 s before its deadline",
                            i > 0 ? "\n" : "", i);
  g_string_append (text, rest);

  return g_string_free (text, FALSE);
}

static void
many_ends (Fixture    *fixture,
           guint       n,
           guint       n_lines,
           const char *rest)
{
  g_autofree char *text = make_lines (n_lines, rest);

  for (guint i = 0; i < n; i++)
    {
      set_up_behaves (ends[i], CDR_TEST_OK, 2000);
      cdr_conductor_add (fixture->conductor, ends[i]);
    }
  waiting_in_setup (fixture, 1000, text);
}

static void
test_ten (Fixture *fixture)
{
  many_ends (fixture, 10, 10, "");
}

static void
test_eleven (Fixture *fixture)
{
  many_ends (fixture, 11, 10, "\nand 1 more");
}

static void
test_many (Fixture *fixture)
{
  many_ends (fixture, N_ENDS, 10, "\nand 5 more");
}

static void
test_turns (Fixture *fixture)
{
  cdr_conductor_set_max_concurrent (fixture->conductor, 12);
  many_ends (fixture, N_ENDS, 10,
             "\nand 2 more"
             "\n3 components wait for their turn: no more than 12 at a time");
}

static void
test_one_turn (Fixture *fixture)
{
  cdr_conductor_set_max_concurrent (fixture->conductor, 2);
  many_ends (fixture, 3, 2, "\n1 component waits for its turn: no more than 2 at a time");
}

/* Nobody waits for a turn if there are enough for all. */
static void
test_no_turns (Fixture *fixture)
{
  cdr_conductor_set_max_concurrent (fixture->conductor, 3);
  many_ends (fixture, 3, 3, "");
}

static char *asked;

static void
ask_cb (CdrComponent *component,
        CdrPhase      phase,
        gpointer      user_data)
{
  if (phase == CDR_PHASE_SETUP)
    asked = cdr_conductor_describe_waiting (cdr_component_get_conductor (component));
}

/* Nor does one that is about to begin, when asked from inside the setup of another. */
static void
test_turns_inside (Fixture *fixture)
{
  cdr_test_hook (ends[0], ask_cb, NULL);
  test_no_turns (fixture);
  g_assert_cmpstr (asked, ==, "End0, setting up for 0.0 s, 30.0 s before its deadline");
  g_clear_pointer (&asked, g_free);
}

static void
test_turns_down (Fixture *fixture)
{
  cdr_conductor_set_max_concurrent (fixture->conductor, 1);
  for (guint i = 0; i < 3; i++)
    {
      shut_down_behaves (ends[i], CDR_TEST_OK, 2000);
      cdr_conductor_add (fixture->conductor, ends[i]);
    }
  waiting_in_shutdown (fixture, 1000,
                       "End2, shutting down for 1.0 s, 9.0 s before its deadline\n"
                       "2 components wait for their turn: no more than 1 at a time");
}

/* Who waits for chain[0] when @n of the chain are above it. */
static void
long_chain (Fixture    *fixture,
            guint       n,
            const char *text)
{
  g_autofree char *line = g_strconcat (text, ", which waits for Link0 (property below), "
                                       "setting up for 1.0 s, 29.0 s before its deadline", NULL);

  set_up_behaves (chain[0], CDR_TEST_OK, 2000);
  cdr_conductor_add (fixture->conductor, chain[n]);
  waiting_in_setup (fixture, 1000, line);
}

#define WAITS(n) ", which waits for Link" #n " (property below)"

static void
test_chain_whole (Fixture *fixture)
{
  long_chain (fixture, 8, "Link8 waits for Link7 (property below)" WAITS (6) WAITS (5) WAITS (4)
              WAITS (3) WAITS (2) WAITS (1));
}

static void
test_chain_cut_by_one (Fixture *fixture)
{
  long_chain (fixture, 9, "Link9 waits for Link8 (property below)" WAITS (7) WAITS (6) WAITS (5)
              ", and so on for 1 more to Link4" WAITS (3) WAITS (2) WAITS (1));
}

static void
test_chain_cut (Fixture *fixture)
{
  long_chain (fixture, 29,
              "Link29 waits for Link28 (property below)" WAITS (27) WAITS (26) WAITS (25)
              ", and so on for 21 more to Link4" WAITS (3) WAITS (2) WAITS (1));
}

static void
test_no_deadline (Fixture *fixture)
{
  cdr_conductor_set_setup_timeout (fixture->conductor, 0);
  set_up_behaves (disk, CDR_TEST_OK, 5000);
  cdr_conductor_add (fixture->conductor, database);
  waiting_in_setup (fixture, 4200,
                    "Database waits for Disk (property disk), setting up for 4.2 s");
}

static void
test_in_grace (Fixture *fixture)
{
  cdr_conductor_set_setup_timeout (fixture->conductor, 1000);
  set_up_behaves (database, CDR_TEST_SLOW_GIVE_UP, 900);
  cdr_conductor_add (fixture->conductor, ui);
  waiting_in_setup (fixture, 1601, /* Disk waits, but its goal is down, as is Database's */
                    "Disk waits for Database (its property disk), setting up for 1.6 s, "
                    "cancelled, 0.4 s before it is abandoned");
}

/* One that is tolerated is still waited for. */
static void
test_in_grace_tolerated (Fixture *fixture)
{
  cdr_conductor_set_setup_timeout (fixture->conductor, 1000);
  set_up_behaves (cache, CDR_TEST_SLOW_GIVE_UP, 900);
  cdr_conductor_add (fixture->conductor, page);
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE,
                          "Cache (setup): timed out after 1.0 s; Page waits for it "
                          "(property cache) (tolerated)");
  waiting_in_setup (fixture, 1600,
                    "Page waits for Cache (property cache), setting up for 1.6 s, "
                    "cancelled, 0.4 s before it is abandoned");
}

static void
test_down (Fixture *fixture)
{
  shut_down_behaves (database, CDR_TEST_OK, 5000);
  cdr_conductor_add (fixture->conductor, database);
  waiting_in_shutdown (fixture, 3100,
                       "Disk waits for Database (its property disk), shutting down for 3.1 s, "
                       "6.9 s before its deadline");
}

static void
test_down_chain (Fixture *fixture)
{
  shut_down_behaves (ui, CDR_TEST_OK, 5000);
  cdr_conductor_add (fixture->conductor, ui);
  waiting_in_shutdown (fixture, 3100,
                       "Disk waits for Database (its property disk), which waits for WebApi "
                       "(its property database), which waits for Gui (its property api), "
                       "shutting down for 3.1 s, 6.9 s before its deadline");
}

static void
test_down_others (Fixture *fixture)
{
  shut_down_behaves (both, CDR_TEST_OK, 5000);
  cdr_conductor_add (fixture->conductor, both);
  waiting_in_shutdown (fixture, 1000,
                       "Disk waits for Database (its property disk), which waits for Both "
                       "(its property database), shutting down for 1.0 s, "
                       "9.0 s before its deadline; 1 more waits for it");
}

static void
test_down_whole_deadline (Fixture *fixture)
{
  cdr_conductor_set_shutdown_timeout (fixture->conductor, 60000);
  shut_down_behaves (database, CDR_TEST_OK, 5000);
  cdr_conductor_add (fixture->conductor, database);
  waiting_in_shutdown (fixture, 3000,
                       "Disk waits for Database (its property disk), shutting down for 3.0 s, "
                       "17.0 s before the deadline of the whole shutdown");
}

static void
test_down_no_deadline (Fixture *fixture)
{
  cdr_conductor_set_shutdown_timeout (fixture->conductor, 0);
  cdr_conductor_set_shutdown_deadline (fixture->conductor, 0);
  shut_down_behaves (disk, CDR_TEST_OK, 5000);
  cdr_conductor_add (fixture->conductor, database);
  waiting_in_shutdown (fixture, 3001, "Disk, shutting down for 3.0 s");
}

/* A dependency waits for a setup that was cancelled. */
static void
test_rollback (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  cdr_conductor_set_shutdown_deadline (fixture->conductor, 0);
  set_up_behaves (database, CDR_TEST_SLOW_GIVE_UP, 3000);
  cdr_conductor_add (fixture->conductor, web_api);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  cdr_test_run_for (fixture, 1001);
  g_cancellable_cancel (cancellable);
  cdr_test_run_for (fixture, 1000);

  assert_waiting (fixture, "Disk waits for Database (its property disk), setting up for 2.0 s, "
                           "cancelled, 28.0 s before its deadline");
  cdr_test_wait (fixture, &outcome);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_nothing (Fixture *fixture)
{
  g_autofree char *disposed = NULL;

  assert_waiting (fixture, "");
  cdr_conductor_add (fixture->conductor, database);
  assert_waiting (fixture, "");
  cdr_test_setup_ok (fixture);
  assert_waiting (fixture, "");
  cdr_test_shutdown_ok (fixture);
  assert_waiting (fixture, "");

  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  g_object_run_dispose (G_OBJECT (fixture->conductor));
  disposed = cdr_conductor_describe_waiting (fixture->conductor);
  g_assert_cmpstr (disposed, ==, "");
}

/* Nobody waits for what was given up. */
static void
test_abandoned (Fixture *fixture)
{
  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  set_up_behaves (disk, CDR_TEST_HANG, 0);
  cdr_conductor_add (fixture->conductor, database);
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "Disk did not answer for 1.0 s after*abandoned");
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, "Disk (setup)");
  assert_waiting (fixture, "");

  cdr_test_release_hanging ();
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "Disk, abandoned*");
  cdr_test_run_for (fixture, 1);
}

static void
test_long_property (Fixture *fixture)
{
  g_autofree char *waiting = NULL;
  g_autofree char *name = g_strnfill (197, 'p');
  g_autofree char *part = g_strdup_printf ("Wide waits for Disk (property %s…), setting", name);
  g_auto (Outcome) outcome = { 0 };

  set_up_behaves (disk, CDR_TEST_OK, 1000);
  cdr_conductor_add (fixture->conductor, wide);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 100);
  waiting = cdr_conductor_describe_waiting (fixture->conductor);
  if (!g_str_has_prefix (waiting, part))
    g_assert_cmpstr (waiting, ==, part);

  cdr_test_wait (fixture, &outcome);
  cdr_test_shutdown_ok (fixture);
}

/* Errors. */

static void
test_timeout (Fixture *fixture)
{
  set_up_behaves (database, CDR_TEST_POLITE, 0);
  cdr_conductor_add (fixture->conductor, web_api);
  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, NULL);
  g_assert_cmpstr (cdr_component_get_error (cdr_test_get (fixture, database))->message, ==,
                   "Database (setup): timed out after 30.0 s; "
                   "WebApi waits for it (property database)");
}

static void
test_timeout_chain (Fixture *fixture)
{
  set_up_behaves (database, CDR_TEST_POLITE, 0);
  cdr_conductor_add (fixture->conductor, ui);
  cdr_conductor_add (fixture->conductor, cron);
  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, NULL);
  g_assert_cmpstr (cdr_component_get_error (cdr_test_get (fixture, database))->message, ==,
                   "Database (setup): timed out after 30.0 s; Gui waits for WebApi "
                   "(property api), which waits for it (property database); "
                   "1 more waits for it");
}

static void
test_timeout_alone (Fixture *fixture)
{
  set_up_behaves (database, CDR_TEST_POLITE, 0);
  cdr_conductor_add (fixture->conductor, database);
  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, NULL);
  g_assert_cmpstr (cdr_component_get_error (cdr_test_get (fixture, database))->message, ==,
                   "Database (setup): timed out after 30.0 s");
}

static void
test_timeout_down (Fixture *fixture)
{
  shut_down_behaves (database, CDR_TEST_POLITE, 0);
  cdr_conductor_add (fixture->conductor, database);
  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_fails (fixture, "Database (shutdown): timed out after 10.0 s; "
                                    "Disk waits for it (its property disk)");
}

static void
test_timeout_cancelled (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  cdr_conductor_set_setup_timeout (fixture->conductor, 2000);
  set_up_behaves (database, CDR_TEST_SLOW_GIVE_UP, 1500);
  cdr_conductor_add (fixture->conductor, database);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  cdr_test_run_for (fixture, 1001);
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);
  g_assert_cmpstr (cdr_component_get_error (cdr_test_get (fixture, database))->message, ==,
                   "Database (setup): did not end within 2.0 s, though it was cancelled; "
                   "Disk waits for it (its property disk)");
}

/* Every component has as long a name as it can. */
static void
test_timeout_bounded (Fixture *fixture)
{
  const char *message;

  for (guint i = 0; i < N_CHAIN; i++)
    {
      g_autofree char *fill = g_strnfill (300, 'x');
      g_autofree char *name = g_strdup_printf ("%s\n%u", fill, i);
      g_autoptr (CdrComponent) component = g_object_new (chain[i], "name", name, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (cdr_conductor_add_component (fixture->conductor, component,
                                                  CDR_NEED_REQUIRED, &error));
      g_assert_no_error (error);
    }
  set_up_behaves (chain[0], CDR_TEST_POLITE, 0);
  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, NULL);

  message = cdr_component_get_error (cdr_test_get (fixture, chain[0]))->message;
  g_assert_true (g_str_has_suffix (message, ", which waits for it (property below)"));
  g_assert_nonnull (strstr (message, ", and so on for 21 more to xxx"));
  g_assert_null (strchr (message, '\n'));
  g_assert_true (g_utf8_validate (message, -1, NULL));
  g_assert_cmpuint (strlen (message), <, 4096);
}

/* Logs. */

static char *
take_messages (void)
{
  g_autoptr (GPtrArray) messages = cdr_test_messages_end ();

  return cdr_test_messages_to_text (messages, G_LOG_LEVEL_MESSAGE);
}

/* Once, though it takes many times the threshold; and each that is slow by itself. */
static void
test_slow (Fixture *fixture)
{
  g_autofree char *up = NULL;
  g_autofree char *down = NULL;

  set_up_behaves (database, CDR_TEST_OK, 20000);
  set_up_behaves (disk, CDR_TEST_OK, 5000);
  set_up_behaves (web_api, CDR_TEST_OK, 1999);
  cdr_conductor_add (fixture->conductor, web_api);

  cdr_test_messages_begin ();
  cdr_test_setup_ok (fixture);
  up = take_messages ();
  g_assert_cmpstr (up, ==,
                   "WebApi waits for Database (property database), which waits for Disk "
                   "(property disk), setting up for 2.0 s, 28.0 s before its deadline\n"
                   "WebApi waits for Database (property database), setting up for 2.0 s, "
                   "28.0 s before its deadline");

  shut_down_behaves (database, CDR_TEST_OK, 6000);
  cdr_test_messages_begin ();
  cdr_test_shutdown_ok (fixture);
  down = take_messages ();
  g_assert_cmpstr (down, ==,
                   "Disk waits for Database (its property disk), shutting down for 2.0 s, "
                   "8.0 s before its deadline");
}

static void
served_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Outcome *outcome = user_data;

  outcome->success = cdr_conductor_serve_finish (CDR_CONDUCTOR (object), result, &outcome->error);
  outcome->is_done = TRUE;
}

static void
send_twice (Fixture *fixture,
            guint    ms_between)
{
  g_assert_cmpint (raise (SIGTERM), ==, 0);
  cdr_test_run_for (fixture, ms_between);
  g_assert_cmpint (raise (SIGTERM), ==, 0);
}

static void
test_second_signal (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  g_autofree char *text = NULL;

  shut_down_behaves (database, CDR_TEST_POLITE, 0);
  shut_down_behaves (ends[0], CDR_TEST_POLITE, 0);
  cdr_conductor_add (fixture->conductor, ends[0]);
  cdr_conductor_add (fixture->conductor, database);
  cdr_conductor_serve_async (fixture->conductor, NULL, served_cb, &outcome);
  cdr_test_run_for (fixture, 1000);

  cdr_test_messages_begin ();
  send_twice (fixture, 1500);
  cdr_test_wait (fixture, &outcome);
  g_assert_true (outcome.success);

  text = take_messages ();
  g_assert_cmpstr (text, ==,
                   "In a hurry: Disk waits for Database (its property disk), "
                   "shutting down for 1.5 s, 8.5 s before its deadline\n"
                   "In a hurry: End0, shutting down for 1.5 s, 8.5 s before its deadline");
}

static GTask *func_task;

static void
func_cb (CdrConductor *conductor,
         GTask        *task,
         gpointer      user_data)
{
  func_task = g_object_ref (task);
}

static gboolean
signal_cb (gpointer user_data)
{
  g_assert_cmpint (raise (SIGTERM), ==, 0);
  return G_SOURCE_REMOVE;
}

static void
signal_after (Fixture *fixture,
              guint    ms)
{
  g_autoptr (GSource) source = g_timeout_source_new (ms);

  g_source_set_callback (source, signal_cb, NULL, NULL);
  g_source_attach (source, fixture->context);
}

static void
test_second_signal_in_function (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  cdr_conductor_add (fixture->conductor, database);
  signal_after (fixture, 1000);
  signal_after (fixture, 2500);
  cdr_test_messages_begin ();
  g_assert_false (cdr_conductor_run (fixture->conductor, func_cb, NULL, NULL, &error));
  cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_TIMED_OUT, NULL);

  text = take_messages ();
  g_assert_cmpstr (text, ==, "In a hurry: the function has been stopping for 1.5 s");

  g_task_return_boolean (func_task, TRUE);
  g_clear_object (&func_task);
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
}

static void
make_types (void)
{
  g_autofree char *long_name = g_strnfill (300, 'p');

  disk = cdr_test_type_new ("Disk", NULL);
  database = cdr_test_type_new ("Database", "disk", disk, NULL);
  web_api = cdr_test_type_new ("WebApi", "database", database, NULL);
  ui = cdr_test_type_new ("Gui", "api", web_api, NULL);
  cron = cdr_test_type_new ("Cron", "database", database, NULL);
  feed = cdr_test_type_new ("Feed", "database", database, NULL);
  both = cdr_test_type_new ("Both", "disk", disk, "database", database, NULL);
  cache = cdr_test_type_new ("Cache", NULL);
  page = cdr_test_type_new ("Page", "cache", cache, NULL);
  cdr_test_type_set_need (page, "cache", CDR_NEED_WANTED);
  wide = cdr_test_type_new ("Wide", long_name, disk, NULL);

  for (guint i = 0; i < N_ENDS; i++)
    {
      g_autofree char *name = g_strdup_printf ("End%u", i);

      ends[i] = cdr_test_type_new (name, NULL);
    }

  for (guint i = 0; i < N_CHAIN; i++)
    {
      g_autofree char *name = g_strdup_printf ("Link%u", i);

      chain[i] = i == 0 ? cdr_test_type_new (name, NULL)
                        : cdr_test_type_new (name, "below", chain[i - 1], NULL);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_types ();

  cdr_test_add ("/waiting/up/alone", test_up_alone);
  cdr_test_add ("/waiting/up/one", test_up_one);
  cdr_test_add ("/waiting/up/chain", test_up_chain);
  cdr_test_add ("/waiting/up/others", test_up_others);
  cdr_test_add ("/waiting/up/another", test_up_another);
  cdr_test_add ("/waiting/several", test_several);
  cdr_test_add ("/waiting/several/oldest-first", test_oldest_first);
  cdr_test_add ("/waiting/many/ten", test_ten);
  cdr_test_add ("/waiting/many/eleven", test_eleven);
  cdr_test_add ("/waiting/many/more", test_many);
  cdr_test_add ("/waiting/turns", test_turns);
  cdr_test_add ("/waiting/turns/one", test_one_turn);
  cdr_test_add ("/waiting/turns/none", test_no_turns);
  cdr_test_add ("/waiting/turns/inside", test_turns_inside);
  cdr_test_add ("/waiting/turns/down", test_turns_down);
  cdr_test_add ("/waiting/chain/whole", test_chain_whole);
  cdr_test_add ("/waiting/chain/cut-by-one", test_chain_cut_by_one);
  cdr_test_add ("/waiting/chain/cut", test_chain_cut);
  cdr_test_add ("/waiting/no-deadline", test_no_deadline);
  cdr_test_add ("/waiting/grace", test_in_grace);
  cdr_test_add ("/waiting/grace/tolerated", test_in_grace_tolerated);
  cdr_test_add ("/waiting/down", test_down);
  cdr_test_add ("/waiting/down/chain", test_down_chain);
  cdr_test_add ("/waiting/down/others", test_down_others);
  cdr_test_add ("/waiting/down/whole-deadline", test_down_whole_deadline);
  cdr_test_add ("/waiting/down/no-deadline", test_down_no_deadline);
  cdr_test_add ("/waiting/rollback", test_rollback);
  cdr_test_add ("/waiting/nothing", test_nothing);
  cdr_test_add ("/waiting/nothing/abandoned", test_abandoned);
  cdr_test_add ("/waiting/long-property", test_long_property);
  cdr_test_add ("/waiting/timeout", test_timeout);
  cdr_test_add ("/waiting/timeout/chain", test_timeout_chain);
  cdr_test_add ("/waiting/timeout/alone", test_timeout_alone);
  cdr_test_add ("/waiting/timeout/down", test_timeout_down);
  cdr_test_add ("/waiting/timeout/cancelled", test_timeout_cancelled);
  cdr_test_add ("/waiting/timeout/bounded", test_timeout_bounded);
  cdr_test_add ("/waiting/logged/slow", test_slow);
  cdr_test_add ("/waiting/logged/second-signal", test_second_signal);
  cdr_test_add ("/waiting/logged/second-signal/function", test_second_signal_in_function);

  return g_test_run ();
}
