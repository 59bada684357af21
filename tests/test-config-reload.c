/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-messages.h"
#include "cdr-test-settings.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <unistd.h>

/* Reading the configuration again, and what becomes of what is not there any more. */

/* What users search for: they never change. */
#define RELOADED      "ce932e32f07847e49e0cd453416f9aeb"
#define RECONFIGURED  "767daacea78d473289424f3b2694d3fa"
#define NEEDS_RESTART "c2e4c75be60d49debb81ac3673ab9cb0"

static char *folder;
static char *path;  /* of the one key file */
static GType store; /* its int, string and password may be reloaded; its port may not */

static void
write_text (const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
begin (Fixture    *fixture,
       const char *text)
{
  g_autoptr (GError) error = NULL;

  write_text (text);
  cdr_conductor_add_config_file (fixture->conductor, path, &error);
  g_assert_no_error (error);
  cdr_conductor_add (fixture->conductor, store);
}

/* Reloads @text; @restart is who needs a restart, separated by spaces. */
static void
reload (Fixture    *fixture,
        const char *text,
        const char *restart)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = NULL;
  g_autofree char *all = NULL;

  write_text (text);
  g_assert_true (cdr_conductor_reload_config (fixture->conductor, &names, &error));
  g_assert_no_error (error);
  all = g_strjoinv (" ", names);
  g_assert_cmpstr (all, ==, restart);
}

static void
reload_fails (Fixture    *fixture,
              const char *text,
              GQuark      domain,
              int         code,
              const char *part)
{
  g_autoptr (GError) error = NULL;
  char **names = (char **) 1;

  write_text (text);
  g_assert_false (cdr_conductor_reload_config (fixture->conductor, &names, &error));
  cdr_test_assert_error (error, domain, code, part);
  g_assert_true (names == (char **) 1);
}

static void
assert_setting (Fixture    *fixture,
                const char *property_name,
                const char *expected)
{
  CdrComponent *component = cdr_test_get (fixture, store);
  g_autofree char *value = cdr_test_settings_print (component, property_name);

  g_assert_cmpstr (value, ==, expected);
}

static void
assert_config (Fixture    *fixture,
               const char *expected)
{
  CdrComponent *component = cdr_test_get (fixture, store);
  g_autofree char *text = g_variant_print (cdr_component_get_config (component), TRUE);

  g_assert_cmpstr (text, ==, expected);
}

static void
notify_cb (GObject    *object,
           GParamSpec *pspec,
           gpointer    user_data)
{
  cdr_test_log_add (pspec->name);
}

static void
watch (Fixture *fixture)
{
  cdr_test_log_clear ();
  g_signal_connect (cdr_test_get (fixture, store), "notify", G_CALLBACK (notify_cb), NULL);
}

/* What may change does, at once, and is told of once; what stays is not touched. */
static void
test_changed (Fixture *fixture)
{
  begin (fixture, "[ReloadStore]\nint=1\nport=80\n");
  cdr_test_setup_ok (fixture);
  watch (fixture);

  reload (fixture, "[ReloadStore]\nport=0x50\nint=1\n", "");
  cdr_test_assert_log ("");
  reload (fixture, "[ReloadStore]\nint=2\nport=80\nstring=x\n", "");
  assert_setting (fixture, "int", "2");
  assert_setting (fixture, "string", "\"x\"");
  assert_config (fixture, "{'int': <2>, 'port': <80>, 'string': <'x'>}");
  g_assert_cmpint (cdr_test_log_index_of ("int"), >=, 0);
  g_assert_cmpint (cdr_test_log_index_of ("string"), >=, 0);
  cdr_test_shutdown_ok (fixture);
}

/* All or nothing of one component, and all at its next setup. */
static void
test_restart (Fixture *fixture)
{
  begin (fixture, "[ReloadStore]\nint=1\n");
  cdr_test_setup_ok (fixture);

  reload (fixture, "[ReloadStore]\nint=2\nport=81\n", "ReloadStore");
  assert_setting (fixture, "int", "1");
  assert_setting (fixture, "port", "1");
  assert_config (fixture, "{'int': <1>}");
  reload (fixture, "[ReloadStore]\nint=3\nport=81\n", "ReloadStore");
  reload (fixture, "[ReloadStore]\nint=3\n", "");
  assert_setting (fixture, "int", "3");
  reload (fixture, "[ReloadStore]\nint=3\nport=81\n", "ReloadStore");

  cdr_test_shutdown_ok (fixture);
  cdr_test_setup_ok (fixture);
  assert_setting (fixture, "port", "81");
  cdr_test_shutdown_ok (fixture);
}

/* What vanishes goes back to what it was, be that the default or not. */
static void
test_vanished (Fixture *fixture)
{
  CdrComponent *component;

  begin (fixture, "[ReloadStore]\nport=80\nint=1\n");
  cdr_test_setup_ok (fixture);
  component = cdr_test_get (fixture, store);
  g_object_set (component, "string", "mine", NULL);

  reload (fixture, "[ReloadStore]\nport=80\nstring=yours\n", "");
  assert_setting (fixture, "int", "0");
  assert_setting (fixture, "string", "\"yours\"");
  reload (fixture, "[ReloadStore]\n", "ReloadStore");
  assert_setting (fixture, "port", "80");
  assert_setting (fixture, "string", "\"yours\"");

  cdr_test_shutdown_ok (fixture);
  cdr_test_setup_ok (fixture);
  assert_setting (fixture, "port", "1");
  assert_setting (fixture, "string", "\"mine\"");
  assert_config (fixture, "@a{sv} {}");
  cdr_test_shutdown_ok (fixture);
}

/* A mistake anywhere, and nothing changes: neither now nor later. */
static void
test_bad (Fixture *fixture)
{
  begin (fixture, "[ReloadStore]\nint=1\n");
  cdr_test_setup_ok (fixture);
  watch (fixture);

  reload_fails (fixture, "[ReloadStore]\nint=2\nint", G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE,
                "reload.conf:3: ");
  reload_fails (fixture, "[ReloadStore]\nint=2\nport=0\n", CDR_ERROR, CDR_ERROR_BAD_CONFIG,
                "reload.conf:3: [ReloadStore] port=0: must be");
  reload_fails (fixture, "[ReloadStore]\nint=2\n[Nobody]\n", CDR_ERROR, CDR_ERROR_BAD_CONFIG,
                "no component \"Nobody\"");
  write_text ("");
  g_unlink (path);
  g_assert_false (cdr_conductor_reload_config (fixture->conductor, NULL, NULL));
  cdr_test_assert_log ("");
  assert_config (fixture, "{'int': <1>}");

  cdr_test_shutdown_ok (fixture);
  g_object_set (cdr_test_get (fixture, store), "int", 7, NULL);
  cdr_test_setup_ok (fixture);
  assert_setting (fixture, "int", "1");
  cdr_test_shutdown_ok (fixture);
}

/* While nothing is up the next setup is what it is checked against. */
static void
test_down (Fixture *fixture)
{
  begin (fixture, "[ReloadStore]\nint=1\n");
  reload (fixture, "[ReloadStore]\nint=2\n", "");
  reload_fails (fixture, "[ReloadStore]\nint=x\n", CDR_ERROR, CDR_ERROR_BAD_CONFIG, "int=x");
  cdr_test_setup_ok (fixture);
  assert_setting (fixture, "int", "2");
  cdr_test_shutdown_ok (fixture);
}

/* Other sources still win. */
static void
test_precedence (Fixture *fixture)
{
  begin (fixture, "[ReloadStore]\nint=1\n");
  g_assert_true (cdr_conductor_add_config_assignment (fixture->conductor, "ReloadStore.int=5",
                                                      NULL));
  cdr_test_setup_ok (fixture);
  reload (fixture, "[ReloadStore]\nint=2\n", "");
  assert_setting (fixture, "int", "5");
  cdr_test_shutdown_ok (fixture);
}

/* A file is where it was, wherever the program is. */
static void
test_relative (Fixture *fixture)
{
  g_autofree char *old = g_get_current_dir ();

  g_assert_no_errno (chdir (folder));
  write_text ("[ReloadStore]\nint=1\n");
  g_assert_true (cdr_conductor_add_config_file (fixture->conductor, "reload.conf", NULL));
  g_assert_no_errno (chdir (old));
  cdr_conductor_add (fixture->conductor, store);
  cdr_test_setup_ok (fixture);
  reload (fixture, "[ReloadStore]\nint=2\n", "");
  assert_setting (fixture, "int", "2");
  cdr_test_shutdown_ok (fixture);
}

static int what_to_give;

static GVariant *
ask_func (CdrComponent  *component,
          gpointer       user_data,
          GError       **error)
{
  GVariantDict dict;

  if (what_to_give < 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "not now");
      return NULL;
    }

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "int", "i", what_to_give);
  return g_variant_dict_end (&dict);
}

/* The function is asked again, before anything is set. */
static void
test_func (Fixture *fixture)
{
  begin (fixture, "[ReloadStore]\nstring=a\n");
  what_to_give = 1;
  cdr_conductor_set_config_func (fixture->conductor, ask_func, NULL, NULL);
  cdr_test_setup_ok (fixture);

  what_to_give = 2;
  reload (fixture, "[ReloadStore]\nstring=a\n", "");
  assert_setting (fixture, "int", "2");
  what_to_give = -1;
  reload_fails (fixture, "[ReloadStore]\nstring=b\n", G_IO_ERROR, G_IO_ERROR_FAILED,
                "ReloadStore: not now");
  assert_setting (fixture, "string", "\"a\"");
  cdr_test_shutdown_ok (fixture);
}

static void
again_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cdr_conductor_reload_config (user_data, NULL, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_WRONG_STATE);
  cdr_test_log_add ("again");
}

static void
test_within (Fixture *fixture)
{
  begin (fixture, "[ReloadStore]\nint=1\n");
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();
  g_signal_connect (cdr_test_get (fixture, store), "notify::int", G_CALLBACK (again_cb),
                    fixture->conductor);
  reload (fixture, "[ReloadStore]\nint=2\n", "");
  cdr_test_assert_log ("again");
  reload (fixture, "[ReloadStore]\nint=2\n", "");
  cdr_test_shutdown_ok (fixture);
}

/* One that is in its setup has read its settings; one that waits has not. */
static void
test_during_setup (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  GType later = cdr_test_type_new ("ReloadLater", "store", store, NULL);

  begin (fixture, "[ReloadStore]\nint=1\n[ReloadLater]\nsetup-timeout=1000\n");
  cdr_conductor_add (fixture->conductor, later);
  cdr_test_script (store, CDR_PHASE_SETUP, CDR_TEST_OK, 100);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 50);
  reload (fixture, "[ReloadStore]\nint=2\n[ReloadLater]\nsetup-timeout=2000\n", "ReloadStore");
  assert_setting (fixture, "int", "1");
  cdr_test_wait (fixture, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_cmpint (cdr_component_get_setup_timeout (cdr_test_get (fixture, later)), ==, 2000);
  cdr_test_shutdown_ok (fixture);
}

static char *
take_log (void)
{
  g_autoptr (GPtrArray) messages = cdr_test_messages_end ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < messages->len; i++)
    {
      const CdrTestMessage *message = g_ptr_array_index (messages, i);
      const char *component = cdr_test_message_get (message, "CONDUCTOR_COMPONENT");

      g_string_append_printf (text, "%s %s %s %s\n", cdr_test_message_get (message, "PRIORITY"),
                              cdr_test_message_get (message, "MESSAGE_ID"),
                              component != NULL ? component : "-",
                              cdr_test_message_get (message, "MESSAGE"));
    }

  return g_string_free (text, FALSE);
}

/* No value is ever logged. */
static void
test_log (Fixture *fixture)
{
  g_autofree char *text = NULL;

  begin (fixture, "[ReloadStore]\nint=1\n");
  cdr_test_setup_ok (fixture);
  cdr_test_messages_begin ();
  reload (fixture, "[ReloadStore]\nint=2\npassword=hunter2\n", "");
  reload (fixture, "[ReloadStore]\nint=3\nport=5\n", "ReloadStore");
  text = take_log ();
  g_assert_cmpstr (text, ==,
                   "6 " RECONFIGURED " ReloadStore ReloadStore has other settings: int, password\n"
                   "6 " RELOADED " - The configuration was reloaded: 1 component changed, "
                   "0 need a restart\n"
                   "5 " NEEDS_RESTART " ReloadStore ReloadStore needs a restart for: "
                   "int, port, password\n"
                   "6 " RELOADED " - The configuration was reloaded: 0 components changed, "
                   "1 needs a restart\n");
  cdr_test_shutdown_ok (fixture);
}

/* SIGHUP, in a process of its own. */

static void
serve_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  int *success = user_data;

  *success = cdr_conductor_serve_finish (CDR_CONDUCTOR (object), result, NULL);
}

static CdrConductor *
serve_until_active (int        *success,
                    const char *text)
{
  CdrConductor *conductor = cdr_conductor_new ();

  if (text != NULL)
    {
      write_text (text);
      g_assert_true (cdr_conductor_add_config_file (conductor, path, NULL));
    }
  cdr_conductor_add (conductor, store);
  *success = -1;
  cdr_conductor_serve_async (conductor, NULL, serve_cb, success);
  while (cdr_conductor_get_state (conductor) != CDR_STATE_ACTIVE)
    g_main_context_iteration (NULL, TRUE);

  return conductor;
}

static void
stop (CdrConductor *conductor,
      int          *success)
{
  cdr_conductor_quit (conductor);
  while (*success < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (*success);
  g_assert_finalize_object (conductor);
}

static int n_hangups;

static void
count_hangup (int signal_number)
{
  n_hangups++;
}

static void
hang_up_until (CdrComponent *component,
               int           expected)
{
  int value = 0;

  raise (SIGHUP);
  while (value != expected)
    {
      g_main_context_iteration (NULL, TRUE);
      g_object_get (component, "int", &value, NULL);
    }
}

static void
test_hangup (void)
{
  CdrConductor *conductor;
  CdrComponent *component;
  int success;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      g_test_trap_assert_stderr ("*Not reloaded: *reload.conf:2: *int=x: must be*"
                                 "*Not reloaded: *reload.conf:3: *");
      return;
    }

  signal (SIGHUP, count_hangup);
  conductor = serve_until_active (&success, "[ReloadStore]\nint=1\n");
  component = cdr_conductor_get_component (conductor, store);
  write_text ("[ReloadStore]\nint=2\n");
  hang_up_until (component, 2);
  write_text ("[ReloadStore]\nint=x\nport=0\n");
  raise (SIGHUP);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (cdr_conductor_get_state (conductor), ==, CDR_STATE_ACTIVE);
  write_text ("[ReloadStore]\nint=3\n");
  raise (SIGHUP);
  hang_up_until (component, 3);
  g_assert_cmpint (n_hangups, ==, 0);
  stop (conductor, &success);

  raise (SIGHUP);
  g_assert_cmpint (n_hangups, ==, 1);
}

/* Without a file it is the program's. */
static void
test_hangup_alone (void)
{
  CdrConductor *conductor;
  int success;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }

  signal (SIGHUP, count_hangup);
  conductor = serve_until_active (&success, NULL);
  raise (SIGHUP);
  g_assert_cmpint (n_hangups, ==, 1);
  stop (conductor, &success);
}

int
main (int    argc,
      char **argv)
{
  CdrComponentClass *klass;
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("conductor-reload-XXXXXX", NULL);
  g_assert_nonnull (folder);
  path = g_build_filename (folder, "reload.conf", NULL);
  store = cdr_test_settings_type_new ("ReloadStore", CDR_TEST_TYPE_COMPONENT);
  klass = g_type_class_ref (store);
  cdr_component_class_set_reloadable (klass, "int", TRUE);
  cdr_component_class_set_reloadable (klass, "string", TRUE);
  cdr_component_class_set_reloadable (klass, "password", TRUE);

  cdr_test_add ("/config-reload/changed", test_changed);
  cdr_test_add ("/config-reload/restart", test_restart);
  cdr_test_add ("/config-reload/vanished", test_vanished);
  cdr_test_add ("/config-reload/bad", test_bad);
  cdr_test_add ("/config-reload/down", test_down);
  cdr_test_add ("/config-reload/precedence", test_precedence);
  cdr_test_add ("/config-reload/relative", test_relative);
  cdr_test_add ("/config-reload/func", test_func);
  cdr_test_add ("/config-reload/within", test_within);
  cdr_test_add ("/config-reload/during-setup", test_during_setup);
  cdr_test_add ("/config-reload/log", test_log);
  g_test_add_func ("/config-reload/hangup/file", test_hangup);
  g_test_add_func ("/config-reload/hangup/alone", test_hangup_alone);

  result = g_test_run ();

  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
  g_type_class_unref (klass);
  return result;
}
