/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

#include <signal.h>

/* What is logged, with which fields. The ids are what users search for: they are written
 * here once more, and never change.
 */

#define COMPONENT_STATE "9c369012066644cd9d08efc2316ab444"
#define CONDUCTOR_STATE "0b6f1a7f7f994dcfaf0f33efd18772ad"
#define SLOW            "3ca5802f5e6a420fabfe6153c5a30194"
#define TOLERATED       "415b0f1efcd64e278f3a58f52a790db0"
#define ABANDONED       "c1b3bdff577d4744bbc76d32c7d527aa"
#define LATE_END        "f278ec11910d40a2bf38339a29d2ffd9"
#define HURRY           "cfc31b709c4648a191beed2b57e74a38"
#define NOT_WAITED      "6b4f1b50c0b544e8a9a7d3fbb2b1e0c7"
#define APPLICATION     "d1c8e6f2a77a4c1f9a3f5b0e84d2c963"
#define IGNORED         "5a7353fe4123416ab4369eaadd22fafb"

static GType database, web;        /* Web needs Database */
static GType store, cache, page;   /* Page wants Cache, which needs Store */

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

/* A message as "level/priority MESSAGE_ID component state duration: text", with - for a
 * field that is not there. There are no others.
 */
static char *
message_to_string (const CdrTestMessage *message)
{
  static const char *const keys[] = {
    "PRIORITY", "MESSAGE_ID", "CONDUCTOR_COMPONENT", "CONDUCTOR_STATE", "CONDUCTOR_DURATION_USEC",
  };
  guint n_fields = 2; /* MESSAGE and GLIB_DOMAIN */
  GString *text = g_string_new (NULL);

  g_assert_cmpstr (cdr_test_message_get (message, "GLIB_DOMAIN"), ==, "Conductor");

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *value = cdr_test_message_get (message, keys[i]);

      g_string_append_printf (text, "%s ", value != NULL ? value : "-");
      n_fields += value != NULL;
    }

  g_assert_cmpuint (g_hash_table_size (message->fields), ==, n_fields);
  g_string_append (text, cdr_test_message_get (message, "MESSAGE"));

  return g_string_free (text, FALSE);
}

static char *
take_all (const char *id)
{
  g_autoptr (GPtrArray) messages = cdr_test_messages_end ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < messages->len; i++)
    {
      g_autofree char *line = message_to_string (g_ptr_array_index (messages, i));

      if (id == NULL || strstr (line, id) != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
    }

  return g_string_free (text, FALSE);
}

/* What was written down of one kind of event is just this. */
static void
assert_logged (const char *id,
               const char *expected)
{
  g_autofree char *text = take_all (id);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_states (Fixture *fixture)
{
  set_up_behaves (database, CDR_TEST_OK, 1230);
  set_up_behaves (web, CDR_TEST_OK, 500);
  shut_down_behaves (database, CDR_TEST_OK, 1960);
  cdr_conductor_add (fixture->conductor, web);

  cdr_test_messages_begin ();
  cdr_test_setup_ok (fixture);
  cdr_test_run_for (fixture, 1000);
  cdr_test_shutdown_ok (fixture);

  assert_logged (NULL,
                 "6 " CONDUCTOR_STATE " - setting-up - The conductor is setting up\n"
                 "6 " COMPONENT_STATE " Database setting-up - Database is setting up\n"
                 "6 " COMPONENT_STATE " Database active 1230000 Database is active after 1.2 s\n"
                 "6 " COMPONENT_STATE " Web setting-up - Web is setting up\n"
                 "6 " COMPONENT_STATE " Web active 500000 Web is active after 0.5 s\n"
                 "6 " CONDUCTOR_STATE " - active 1730000 The conductor is active after 1.7 s\n"
                 "6 " CONDUCTOR_STATE " - shutting-down - The conductor is shutting down\n"
                 "6 " COMPONENT_STATE " Web shutting-down - Web is shutting down\n"
                 "6 " COMPONENT_STATE " Web inactive 1000 Web is inactive after 0.0 s\n"
                 "6 " COMPONENT_STATE " Database shutting-down - Database is shutting down\n"
                 "6 " COMPONENT_STATE " Database inactive 1960000 "
                 "Database is inactive after 2.0 s\n"
                 "6 " CONDUCTOR_STATE " - inactive 1961000 The conductor is inactive after 2.0 s");
}

static void
test_failed (Fixture *fixture)
{
  set_up_behaves (database, CDR_TEST_FAIL, 100);
  cdr_conductor_add (fixture->conductor, web);

  cdr_test_messages_begin ();
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, NULL);

  assert_logged (NULL,
                 "6 " CONDUCTOR_STATE " - setting-up - The conductor is setting up\n"
                 "6 " COMPONENT_STATE " Database setting-up - Database is setting up\n"
                 "6 " COMPONENT_STATE " Database failed 100000 "
                 "Database has failed after 0.1 s: Database (setup): it broke\n"
                 "6 " CONDUCTOR_STATE " - failed 100000 The conductor has failed after 0.1 s");
}

/* What is forgotten when the next setup begins is a change too. */
static void
test_again (Fixture *fixture)
{
  set_up_behaves (database, CDR_TEST_FAIL, 100);
  cdr_conductor_add (fixture->conductor, database);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, NULL);

  set_up_behaves (database, CDR_TEST_OK, 100);
  cdr_test_messages_begin ();
  cdr_test_setup_ok (fixture);
  assert_logged (COMPONENT_STATE,
                 "6 " COMPONENT_STATE " Database inactive - Database is inactive\n"
                 "6 " COMPONENT_STATE " Database setting-up - Database is setting up\n"
                 "6 " COMPONENT_STATE " Database active 100000 Database is active after 0.1 s");
  cdr_test_shutdown_ok (fixture);
}

static void
tolerate (Fixture *fixture)
{
  set_up_behaves (store, CDR_TEST_FAIL, 100);
  cdr_conductor_add (fixture->conductor, page);
  cdr_test_messages_begin ();
  cdr_test_setup_ok (fixture);
}

static void
test_tolerated (Fixture *fixture)
{
  tolerate (fixture);
  assert_logged (TOLERATED,
                 "5 " TOLERATED " Store setting-up - Store (setup): it broke (tolerated)");
  cdr_test_shutdown_ok (fixture);
}

static void
test_skipped (Fixture *fixture)
{
  tolerate (fixture);
  assert_logged (" Cache ",
                 "6 " COMPONENT_STATE " Cache failed - Cache has failed: "
                 "Cache (setup): skipped because of Store (setup): it broke");
  cdr_test_shutdown_ok (fixture);
}

static void
test_slow (Fixture *fixture)
{
  set_up_behaves (database, CDR_TEST_OK, 5000);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_messages_begin ();
  cdr_test_setup_ok (fixture);
  assert_logged (SLOW,
                 "5 " SLOW " Database setting-up 2000000 Web waits for Database "
                 "(property database), setting up for 2.0 s, 28.0 s before its deadline");
  cdr_test_shutdown_ok (fixture);
}

static void
test_abandoned (Fixture *fixture)
{
  set_up_behaves (database, CDR_TEST_HANG, 0);
  cdr_conductor_add (fixture->conductor, database);
  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  cdr_test_messages_begin ();
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, NULL);
  cdr_test_run_for (fixture, 9000);
  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);

  assert_logged (NULL,
                 "6 " CONDUCTOR_STATE " - setting-up - The conductor is setting up\n"
                 "6 " COMPONENT_STATE " Database setting-up - Database is setting up\n"
                 "5 " ABANDONED " Database setting-up 31000000 Database did not answer for "
                 "1.0 s after being cancelled, and is abandoned\n"
                 "6 " COMPONENT_STATE " Database abandoned 31000000 "
                 "Database is abandoned after 31.0 s\n"
                 "6 " CONDUCTOR_STATE " - failed 31000000 The conductor has failed after 31.0 s\n"
                 "5 " LATE_END " Database abandoned 40000000 Database, abandoned while setting up, "
                 "has ended after 40.0 s: it succeeded");
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
test_hurry (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  shut_down_behaves (store, CDR_TEST_POLITE, 0);
  cdr_conductor_set_max_concurrent (fixture->conductor, 1);
  cdr_conductor_add (fixture->conductor, database);
  cdr_conductor_add (fixture->conductor, store);
  cdr_conductor_serve_async (fixture->conductor, NULL, served_cb, &outcome);
  cdr_test_run_for (fixture, 1000);

  cdr_test_messages_begin ();
  g_assert_cmpint (raise (SIGTERM), ==, 0);
  cdr_test_run_for (fixture, 1500);
  g_assert_cmpint (raise (SIGTERM), ==, 0);
  cdr_test_wait (fixture, &outcome);
  g_assert_true (outcome.success);

  assert_logged (HURRY,
                 "5 " HURRY " Store shutting-down 1500000 In a hurry: Store, "
                 "shutting down for 1.5 s, 8.5 s before its deadline\n"
                 "5 " HURRY " - - - In a hurry: 1 component waits for its turn: "
                 "no more than 1 at a time");
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
test_hurry_function (Fixture *fixture)
{
  signal_after (fixture, 1000);
  signal_after (fixture, 2500);
  cdr_conductor_add (fixture->conductor, database);
  cdr_test_messages_begin ();
  g_assert_false (cdr_conductor_run (fixture->conductor, func_cb, NULL, NULL, NULL));
  assert_logged (HURRY, "5 " HURRY " - - 1500000 "
                        "In a hurry: the function has been stopping for 1.5 s");

  g_task_return_boolean (func_task, TRUE);
  g_clear_object (&func_task);
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
}

static void
fail (CdrComponent *component)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "it broke");

  cdr_component_fail (component, error);
}

static void
test_ignored (Fixture *fixture)
{
  g_autoptr (CdrComponent) lonely = g_object_new (database, NULL);
  g_autoptr (CdrComponent) added = g_object_new (store, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (cdr_conductor_add_component (fixture->conductor, added, CDR_NEED_REQUIRED,
                                              &error));
  cdr_test_messages_begin ();
  fail (lonely);
  fail (added);
  cdr_test_run_for (fixture, 1);
  assert_logged (NULL,
                 "7 " IGNORED " Database - - Database belongs to no conductor\n"
                 "7 " IGNORED " Store inactive - Store says that it failed, but is not active: "
                 "it broke");

  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  cdr_test_messages_begin ();
  fail (added);
  cdr_test_run_for (fixture, 1);
  assert_logged (NULL,
                 "7 " IGNORED " Store inactive - Store is not active, or has failed already, "
                 "and says that it failed: it broke");

  fail (added); /* of this setup, but it arrives after the next has begun */
  cdr_test_messages_begin ();
  cdr_test_setup_ok (fixture);
  cdr_test_run_for (fixture, 1);
  assert_logged (IGNORED, "7 " IGNORED " Store setting-up - Store: what it said came too late");
  cdr_test_shutdown_ok (fixture);
}

/* What only a debugger would hear is not said; the rest is. */
static void
test_unheard (Fixture *fixture)
{
  set_up_behaves (database, CDR_TEST_OK, 5000);
  cdr_conductor_add (fixture->conductor, database);
  cdr_test_messages_begin ();
  g_log_set_debug_enabled (FALSE);
  cdr_test_setup_ok (fixture);
  fail (cdr_test_get (fixture, database));
  cdr_test_run_for (fixture, 100);
  assert_logged (NULL, "5 " SLOW " Database setting-up 2000000 Database, "
                       "setting up for 2.0 s, 28.0 s before its deadline");
}

/* Somebody listens from one moment to the next. */
static void
test_heard_from_now_on (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  set_up_behaves (database, CDR_TEST_OK, 1000);
  cdr_conductor_add (fixture->conductor, database);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 500);
  cdr_test_messages_begin ();
  cdr_test_wait (fixture, &outcome);
  assert_logged (COMPONENT_STATE, "6 " COMPONENT_STATE " Database active 1000000 "
                                  "Database is active after 1.0 s");
  cdr_test_shutdown_ok (fixture);
}

static void
hostile_cb (CdrComponent *component,
            CdrPhase      phase,
            GTask        *task,
            gpointer      user_data)
{
  g_autofree char *fill = g_strnfill (10000, 'x');

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE,
                           "one\ntwo\r\x1b[31m\tthree\xff\xe2\x80\xa8 %s", fill);
}

static void
test_hostile (Fixture *fixture)
{
  g_autoptr (CdrComponent) bad = g_object_new (database, "name",
                                               "Data\nbase\x1b[31m\xff\xe2\x80\xa9x", NULL);
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;

  cdr_test_override (database, hostile_cb, NULL);
  g_assert_true (cdr_conductor_add_component (fixture->conductor, bad, CDR_NEED_WANTED, &error));
  cdr_test_messages_begin ();
  cdr_test_setup_ok (fixture);
  messages = cdr_test_messages_end ();

  g_assert_cmpuint (messages->len, ==, 5);
  for (guint i = 0; i < messages->len; i++)
    {
      const CdrTestMessage *message = g_ptr_array_index (messages, i);
      GHashTableIter iter;
      gpointer value;

      g_hash_table_iter_init (&iter, message->fields);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        {
          g_assert_true (g_utf8_validate (value, -1, NULL));
          g_assert_cmpuint (strlen (value), <=, 4096);
          for (const char *c = value; *c != '\0'; c = g_utf8_next_char (c))
            {
              g_assert_false (g_unichar_iscntrl (g_utf8_get_char (c)));
              g_assert_cmpuint (g_utf8_get_char (c), !=, 0x2028);
              g_assert_cmpuint (g_utf8_get_char (c), !=, 0x2029);
            }
        }
    }
  cdr_test_shutdown_ok (fixture);
}

/* One id an event, each of 32 hexadecimal digits, and on the page for users. */
static void
test_ids (Fixture *fixture)
{
  static const char *const ids[] = {
    COMPONENT_STATE, CONDUCTOR_STATE, SLOW, TOLERATED, ABANDONED, LATE_END, HURRY, IGNORED,
    NOT_WAITED, APPLICATION,
  };
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "logs.md", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_assert_cmpuint (strspn (ids[i], "0123456789abcdef"), ==, 32);
      g_assert_cmpuint (strlen (ids[i]), ==, 32);
      g_assert_nonnull (strstr (text, ids[i]));
      for (guint k = 0; k < i; k++)
        g_assert_cmpstr (ids[i], !=, ids[k]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  database = cdr_test_type_new ("Database", NULL);
  web = cdr_test_type_new ("Web", "database", database, NULL);
  store = cdr_test_type_new ("Store", NULL);
  cache = cdr_test_type_new ("Cache", "store", store, NULL);
  page = cdr_test_type_new ("Page", "cache", cache, NULL);
  cdr_test_type_set_need (page, "cache", CDR_NEED_WANTED);

  cdr_test_add ("/logs/states", test_states);
  cdr_test_add ("/logs/states/failed", test_failed);
  cdr_test_add ("/logs/states/again", test_again);
  cdr_test_add ("/logs/states/skipped", test_skipped);
  cdr_test_add ("/logs/tolerated", test_tolerated);
  cdr_test_add ("/logs/slow", test_slow);
  cdr_test_add ("/logs/abandoned", test_abandoned);
  cdr_test_add ("/logs/hurry", test_hurry);
  cdr_test_add ("/logs/hurry/function", test_hurry_function);
  cdr_test_add ("/logs/ignored", test_ignored);
  cdr_test_add ("/logs/unheard", test_unheard);
  cdr_test_add ("/logs/heard-from-now-on", test_heard_from_now_on);
  cdr_test_add ("/logs/hostile", test_hostile);
  cdr_test_add ("/logs/ids", test_ids);

  return g_test_run ();
}
