/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-settings.h"
#include "cdr-test-types.h"

#include <glib/gstdio.h>
#include <string.h>

/* Classes that are bound to GSettings: schemas of this program, kept in memory. */

#define KEYS \
  "<key name='port' type='i'><default>80</default></key>" \
  "<key name='size' type='s'><default>'1 KiB'</default></key>" \
  "<key name='read-only' type='i'><default>0</default></key>" \
  "<key name='name' type='s'><default>'x'</default></key>" \
  "<key name='other-things' type='b'><default>true</default></key>"

static const char schemas[] =
  "<schemalist>"
  "<schema id='org.example.Store' path='/org/example/store/'>" KEYS "</schema>"
  "<schema id='org.example.Anywhere'>" KEYS "</schema>"
  "<schema id='org.example.Bad' path='/org/example/bad/'>"
  "<key name='port' type='i'><default>0</default></key>"
  "<key name='password' type='i'><default>7</default></key>"
  "</schema>"
  "</schemalist>";

static char *folder;
static GType store;

static GSettings *
open_settings (void)
{
  GSettings *settings = g_settings_new ("org.example.Store");

  g_settings_reset (settings, "port");
  g_settings_reset (settings, "size");
  return settings;
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
look_hook (CdrComponent *component,
           CdrPhase      phase,
           gpointer      user_data)
{
  g_autofree char *value = cdr_test_settings_print (component, "port");
  g_autofree char *entry = NULL;

  entry = g_strdup_printf ("%s:%s", phase == CDR_PHASE_SETUP ? "up" : "down", value);

  cdr_test_log_add (entry);
}

/* From before the setup until after the shutdown, and as it changes. */
static void
test_live (Fixture *fixture)
{
  g_autoptr (GSettings) settings = open_settings ();

  cdr_conductor_add (fixture->conductor, store);
  cdr_test_hook (store, look_hook, NULL);
  cdr_test_setup_ok (fixture);
  g_assert_cmpint (cdr_test_log_index_of ("up:80"), >=, 0);
  assert_setting (fixture, "size", "1024");

  g_settings_set_int (settings, "port", 81);
  cdr_test_run_for (fixture, 1);
  assert_setting (fixture, "port", "81");
  g_settings_set_string (settings, "size", "2 KiB");
  cdr_test_run_for (fixture, 1);
  assert_setting (fixture, "size", "2048");

  /* Properties are never written back. */
  g_object_set (cdr_test_get (fixture, store), "port", 90, NULL);
  g_assert_cmpint (g_settings_get_int (settings, "port"), ==, 81);

  cdr_test_shutdown_ok (fixture);
  g_assert_cmpint (cdr_test_log_index_of ("down:90"), >=, 0);
  g_settings_set_int (settings, "port", 82);
  cdr_test_run_for (fixture, 1);
  assert_setting (fixture, "port", "90");
  cdr_test_setup_ok (fixture);
  assert_setting (fixture, "port", "82");
  cdr_test_shutdown_ok (fixture);
}

/* What does not fit is as if it were not set. */
static void
test_unfit (Fixture *fixture)
{
  g_autoptr (GSettings) settings = open_settings ();

  g_settings_set_int (settings, "port", 81);
  cdr_conductor_add (fixture->conductor, store);
  cdr_test_setup_ok (fixture);
  g_settings_set_int (settings, "port", 0);
  cdr_test_run_for (fixture, 1);
  assert_setting (fixture, "port", "80");
  cdr_test_shutdown_ok (fixture);
}

/* One whose setup fails is bound no more either. */
static void
test_failed (Fixture *fixture)
{
  g_autoptr (GSettings) settings = open_settings ();
  g_autoptr (CdrComponent) component = g_object_new (store, NULL);
  int port;

  cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_REQUIRED, NULL);
  cdr_test_script (store, CDR_PHASE_SETUP, CDR_TEST_FAIL, 0);
  g_assert_false (cdr_conductor_setup (fixture->conductor, NULL, NULL));
  g_settings_set_int (settings, "port", 83);
  cdr_test_run_for (fixture, 1);
  g_object_get (component, "port", &port, NULL);
  g_assert_cmpint (port, ==, 80);
}

/* Every other source comes before, and takes the property from the key: also in a reload. */
static void
test_precedence (Fixture *fixture)
{
  g_autoptr (GSettings) settings = open_settings ();
  g_autofree char *path = g_build_filename (folder, "store.conf", NULL);

  g_file_set_contents (path, "[GsettingsStore]\nport=1\n", -1, NULL);
  g_assert_true (cdr_conductor_add_config_file (fixture->conductor, path, NULL));
  cdr_conductor_add (fixture->conductor, store);
  cdr_test_setup_ok (fixture);
  assert_setting (fixture, "port", "1");
  g_settings_set_int (settings, "port", 81);
  cdr_test_run_for (fixture, 1);
  assert_setting (fixture, "port", "1");

  g_file_set_contents (path, "[GsettingsStore]\n", -1, NULL);
  g_assert_true (cdr_conductor_reload_config (fixture->conductor, NULL, NULL));
  assert_setting (fixture, "port", "81");
  g_settings_set_int (settings, "port", 82);
  cdr_test_run_for (fixture, 1);
  assert_setting (fixture, "port", "82");

  g_file_set_contents (path, "[GsettingsStore]\nport=2\n", -1, NULL);
  g_assert_true (cdr_conductor_reload_config (fixture->conductor, NULL, NULL));
  g_settings_set_int (settings, "port", 83);
  cdr_test_run_for (fixture, 1);
  assert_setting (fixture, "port", "2");
  cdr_test_shutdown_ok (fixture);
  g_unlink (path);
}

static void
assert_refused (Fixture    *fixture,
                const char *name,
                const char *schema_id,
                const char *path,
                const char *expected)
{
  GType type = cdr_test_settings_type_new (name, CDR_TEST_TYPE_COMPONENT);
  CdrComponentClass *klass = g_type_class_ref (type);
  g_autoptr (CdrConductor) conductor = cdr_conductor_new ();
  g_autoptr (GError) error = NULL;

  cdr_component_class_set_settings_schema (klass, schema_id, path);
  cdr_conductor_add (conductor, type);
  g_assert_false (cdr_conductor_validate (conductor, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_BAD_CONFIG);
  g_assert_cmpstr (error->message, ==, expected);
  g_type_class_unref (klass);
}

static void
test_refused (Fixture *fixture)
{
  assert_refused (fixture, "GMissing", "org.example.Missing", NULL,
                  "GSettings of GMissing: org.example.Missing: no such schema is installed");
  assert_refused (fixture, "GNoPath", "org.example.Anywhere", NULL,
                  "GSettings of GNoPath: org.example.Anywhere: "
                  "the schema has no path, and the class names none");
  assert_refused (fixture, "GBadPath", "org.example.Anywhere", "/org//example",
                  "GSettings of GBadPath: org.example.Anywhere: "
                  "a path begins and ends with a slash, and has no two in a row");
  assert_refused (fixture, "GOtherPath", "org.example.Store", "/org/other/",
                  "GSettings of GOtherPath: org.example.Store: "
                  "the schema has a path of its own, /org/example/store/");
  assert_refused (fixture, "GBad", "org.example.Bad", NULL,
                  "GSettings of GBad: org.example.Bad password: "
                  "the default must be a text that the property allows\n"
                  "GSettings of GBad: org.example.Bad port: "
                  "the default must be a whole number from 1 to 65535");
}

/* A subclass has what its parent has, unless it says otherwise. */
static void
test_inherited (Fixture *fixture)
{
  GType child = cdr_test_type_new_custom ("GChild", store, NULL, NULL);
  GType free = cdr_test_type_new_custom ("GFree", store, NULL, NULL);
  GType elsewhere = cdr_test_type_new_custom ("GElsewhere", store, NULL, NULL);
  g_autoptr (GSettings) settings G_GNUC_UNUSED = open_settings ();
  g_autoptr (GSettings) other = g_settings_new_with_path ("org.example.Anywhere", "/elsewhere/");
  int ports[3];

  cdr_component_class_set_settings_schema (g_type_class_ref (free), NULL, NULL);
  cdr_component_class_set_settings_schema (g_type_class_ref (elsewhere), "org.example.Anywhere",
                                           "/elsewhere/");
  g_settings_set_int (other, "port", 84);
  cdr_conductor_add (fixture->conductor, child);
  cdr_conductor_add (fixture->conductor, free);
  cdr_conductor_add (fixture->conductor, elsewhere);
  cdr_test_setup_ok (fixture);
  g_object_get (cdr_test_get (fixture, child), "port", &ports[0], NULL);
  g_object_get (cdr_test_get (fixture, free), "port", &ports[1], NULL);
  g_object_get (cdr_test_get (fixture, elsewhere), "port", &ports[2], NULL);
  g_assert_cmpint (ports[0], ==, 80);
  g_assert_cmpint (ports[1], ==, 1);
  g_assert_cmpint (ports[2], ==, 84);
  cdr_test_shutdown_ok (fixture);
}

static void
test_template (Fixture *fixture)
{
  g_autofree char *text = NULL;

  cdr_conductor_add (fixture->conductor, store);
  text = cdr_conductor_dup_config_template (fixture->conductor, NULL);
  g_assert_nonnull (strstr (text, "# From GSettings if it is not here: org.example.Store\n"
                                  "#port=1\n"));
  g_assert_null (strstr (text, "org.example.Store\n#int="));
}

static void
remove_file (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_unlink (path);
}

/* GLib reads the schemas once, when it is first asked for one. */
static void
install_schemas (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  const char *arguments[] = { "glib-compile-schemas", "--strict", NULL, NULL };
  int status;

  folder = g_dir_make_tmp ("conductor-gsettings-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (folder, "test.gschema.xml", NULL);
  g_file_set_contents (path, schemas, -1, &error);
  g_assert_no_error (error);
  arguments[2] = folder;
  g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_setenv ("GSETTINGS_SCHEMA_DIR", folder, TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  install_schemas ();
  store = cdr_test_settings_type_new ("GsettingsStore", CDR_TEST_TYPE_COMPONENT);
  cdr_component_class_set_settings_schema (g_type_class_ref (store), "org.example.Store", NULL);
  cdr_component_class_set_reloadable (g_type_class_ref (store), "port", TRUE);

  cdr_test_add ("/config-gsettings/live", test_live);
  cdr_test_add ("/config-gsettings/unfit", test_unfit);
  cdr_test_add ("/config-gsettings/failed", test_failed);
  cdr_test_add ("/config-gsettings/precedence", test_precedence);
  cdr_test_add ("/config-gsettings/refused", test_refused);
  cdr_test_add ("/config-gsettings/inherited", test_inherited);
  cdr_test_add ("/config-gsettings/template", test_template);

  result = g_test_run ();

  remove_file ("test.gschema.xml");
  remove_file ("gschemas.compiled");
  g_rmdir (folder);
  g_free (folder);
  return result;
}
