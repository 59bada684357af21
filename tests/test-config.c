/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-settings.h"
#include "cdr-test-types.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Settings: where they come from, which one wins, what they become, and every mistake. */

static char *folder; /* for files, made once */
static GType store;  /* properties of every kind */
static GType other;  /* with the same */

/* Files. */

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static char *
write_bytes (const char *name,
             const char *data,
             gssize      size)
{
  char *path = path_of (name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, size, &error);
  g_assert_no_error (error);
  return path;
}

static void
add_text (Fixture    *fixture,
          const char *text)
{
  g_autofree char *path = write_bytes ("jobs.conf", text, -1);
  g_autoptr (GError) error = NULL;
  gboolean success = cdr_conductor_add_config_file (fixture->conductor, path, &error);

  g_assert_no_error (error);
  g_assert_true (success);
}

/* The whole message of validate and setup, without the folder of the file. */
static void
assert_refused (Fixture    *fixture,
                const char *expected)
{
  g_autoptr (GError) validate_error = NULL;
  g_autoptr (GError) setup_error = NULL;
  g_autofree char *start = g_strconcat (folder, "/", NULL);
  g_auto (GStrv) parts = NULL;
  g_autofree char *message = NULL;
  guint n_alive = cdr_test_n_alive ();

  g_assert_false (cdr_conductor_validate (fixture->conductor, &validate_error));
  g_assert_error (validate_error, CDR_ERROR, CDR_ERROR_BAD_CONFIG);
  parts = g_strsplit (validate_error->message, start, -1);
  message = g_strjoinv ("", parts);
  g_assert_cmpstr (message, ==, expected);

  g_assert_false (cdr_conductor_setup (fixture->conductor, NULL, &setup_error));
  g_assert_error (setup_error, CDR_ERROR, CDR_ERROR_BAD_CONFIG);
  g_assert_cmpstr (setup_error->message, ==, validate_error->message);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_FAILED);
  g_assert_cmpuint (cdr_test_n_alive (), ==, n_alive);
}

static void
assert_value (CdrComponent *component,
              const char   *property_name,
              const char   *expected)
{
  g_autofree char *value = cdr_test_settings_print (component, property_name);

  g_assert_cmpstr (value, ==, expected);
}

static void
assert_setting (Fixture    *fixture,
                GType       type,
                const char *property_name,
                const char *expected)
{
  assert_value (cdr_test_get (fixture, type), property_name, expected);
}

static void
assert_config (CdrComponent *component,
               const char   *expected)
{
  g_autofree char *text = g_variant_print (cdr_component_get_config (component), TRUE);

  g_assert_cmpstr (text, ==, expected);
}

static GVariant *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *variant = g_variant_parse (NULL, text, NULL, NULL, &error);

  g_assert_no_error (error);
  return variant;
}

static void
add_variant (Fixture    *fixture,
             const char *text)
{
  g_autoptr (GVariant) groups = parse (text);

  cdr_conductor_add_config_variant (fixture->conductor, groups);
}

static void
assign (Fixture    *fixture,
        const char *assignment)
{
  g_autoptr (GError) error = NULL;

  cdr_conductor_add_config_assignment (fixture->conductor, assignment, &error);
  g_assert_no_error (error);
}

/* Conversion: a text, and the value or what is wrong with it. */

typedef struct
{
  const char *key;
  const char *text;
  const char *value;  /* NULL if it is refused */
  const char *reason;
} Row;

static const Row rows[] = {
  { "boolean", "true", "TRUE" },
  { "boolean", "YES", "TRUE" },
  { "boolean", "on", "TRUE" },
  { "boolean", "1", "TRUE" },
  { "boolean", "no ", "FALSE" },
  { "boolean", "off", "FALSE" },
  { "boolean", "0", "FALSE" },
  { "boolean", "maybe", NULL, "must be true or false" },
  { "boolean", "", NULL, "must be true or false" },

  { "port", "80", "80" },
  { "port", "0x1F", "31" },
  { "port", " 80 ", "80" },
  { "port", "12abc", NULL, "must be a whole number from 1 to 65535" },
  { "port", "99999", NULL, "must be a whole number from 1 to 65535" },
  { "port", "0", NULL, "must be a whole number from 1 to 65535" },
  { "port", "-1", NULL, "must be a whole number from 1 to 65535" },
  { "port", "+1", NULL, "must be a whole number from 1 to 65535" },
  { "port", "1.0", NULL, "must be a whole number from 1 to 65535" },
  { "port", "0x", NULL, "must be a whole number from 1 to 65535" },
  { "port", "99999999999999999999", NULL, "must be a whole number from 1 to 65535" },
  { "port", "18446744073709551696", NULL, "must be a whole number from 1 to 65535" },
  { "char", "-128", "-128" },
  { "char", "128", NULL, "must be a whole number from -128 to 127" },
  { "uchar", "255", "255" },
  { "uchar", "256", NULL, "must be a whole number from 0 to 255" },
  { "int", "-2147483648", "-2147483648" },
  { "int", "-2147483649", NULL, "must be a whole number from -2147483648 to 2147483647" },
  { "uint", "4294967295", "4294967295" },
  { "uint", "4294967296", NULL, "must be a whole number from 0 to 4294967295" },
  { "uint", "-0", "0" },
  { "long", "-5", "-5" },
  { "ulong", "5", "5" },
  { "int64", "-9223372036854775808", "-9223372036854775808" },
  { "int64", "9223372036854775807", "9223372036854775807" },
  { "int64", "9223372036854775808", NULL,
    "must be a whole number from -9223372036854775808 to 9223372036854775807" },
  { "int64", "-9223372036854775809", NULL,
    "must be a whole number from -9223372036854775808 to 9223372036854775807" },
  { "uint64", "18446744073709551615", "18446744073709551615" },
  { "uint64", "18446744073709551616", NULL,
    "must be a whole number from 0 to 18446744073709551615" },

  { "double", "1.5", "1.500000" },
  { "double", "-1e3", "-1000.000000" },
  { "double", "1,5", NULL, "must be a number" },
  { "double", "nan", NULL, "must be a number" },
  { "double", "inf", NULL, "must be a number" },
  { "double", "1e999", NULL, "must be a number" },
  { "double", "", NULL, "must be a number" },
  { "unbounded", "1e999", NULL, "must be a number" },
  { "double", "0x10", NULL, "must be a number" },
  { "float", "0.5", "0.500000" },
  { "float", "1e39", NULL, "must be a number" },
  { "share", "1.5", NULL, "must be a number from 0 to 1" },

  { "string", "a b", "\"a b\"" },
  { "string", "", "\"\"" },
  { "string", "a\\sb\\n\\t\\\\", "\"a b\\n\\t\\\\\"" },
  { "string", "a\\qb", NULL, "has an escape that means nothing: a backslash is written \\\\" },
  { "string", "a\\", NULL, "has an escape that means nothing: a backslash is written \\\\" },
  { "word", "abc", "\"abc\"" },
  { "word", "1bc", NULL, "must be a text that the property allows" },
  { "character", "ä", "228" },
  { "character", "ab", NULL, "must be one character" },
  { "character", "", NULL, "must be one character" },

  { "mode", "active", "CDR_STATE_ACTIVE" },
  { "mode", "actve", NULL,
    "must be one of inactive, setting-up, active, shutting-down, failed, abandoned; "
    "did you mean \"active\"?" },
  { "mode", "2", NULL,
    "must be one of inactive, setting-up, active, shutting-down, failed, abandoned" },
  { "flags", "default-flags", "0x0" },
  { "flags", "handles-open;is-service", "0x5" },
  { "flags", "handles-open | is-service", "0x5" },
  { "flags", "", "0x0" },

  { "list", "a;b", "[a][b]" },
  { "list", "a;b;", "[a][b]" },
  { "list", "", "" },
  { "list", ";", "[]" },
  { "list", "a\\;b;c\\\\;d", "[a;b][c\\][d]" },
  { "list", "a\\qb", NULL, "has an escape that means nothing: a backslash is written \\\\" },

  { "file", "/tmp/x", "/tmp/x" },
  { "file", "x/y", "FOLDER/x/y" },
  { "file", "file:///tmp/a%20b", "/tmp/a b" },
  { "file", "", NULL, "must be a path or a URI" },

  { "date-time", "2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z" },
  { "date-time", "2026-01-31T12:00:00", "2026-01-31T12:00:00Z" },
  { "date-time", "2026-01-31T12:00:00+02", "2026-01-31T12:00:00+02" },
  { "date-time", "tomorrow", NULL, "must be a date and time such as 2026-01-31T12:00:00Z" },

  { "variant", "(1, 'a')", "(1, 'a')" },
  { "variant", "(1, 2)", NULL, "must be a GVariant text of type (is)" },
  { "variant", "((((", NULL, "must be a GVariant text of type (is)" },

  { "size", "4096", "4096" },
  { "size", "10 MiB", "10485760" },
  { "size", "64 kB", "64000" },
  { "size", "64kB", "64000" },
  { "size", "1.5 KiB", "1536" },
  { "size", "0.5 B", NULL, "must be a whole number from 0 to 18446744073709551615 bytes" },
  { "size", "1 KB", NULL, "must be a whole number from 0 to 18446744073709551615 bytes" },
  { "size", "1 s", NULL, "must be a whole number from 0 to 18446744073709551615 bytes" },
  { "size", "16777216 TiB", NULL, "must be a whole number from 0 to 18446744073709551615 bytes" },
  { "size", "16777215 TiB", "18446742974197923840" },
  { "size", "1.5", NULL, "must be a whole number from 0 to 18446744073709551615 bytes" },
  { "size", "-1 B", NULL, "must be a whole number from 0 to 18446744073709551615 bytes" },
  { "delay-ms", "250", "250" },
  { "delay-ms", "1.5 s", "1500" },
  { "delay-ms", "2 min", "120000" },
  { "delay-ms", "1 h", "3600000" },
  { "delay-ms", "1 d", "86400000" },
  { "delay-ms", "2000 us", "2" },
  { "delay-ms", "2000 µs", "2" },
  { "delay-ms", "-1 s", "-1000" },
  { "delay-ms", "1500 us", NULL,
    "must be a whole number from -2147483648 to 2147483647 milliseconds" },
  { "delay-ms", "30 d", NULL,
    "must be a whole number from -2147483648 to 2147483647 milliseconds" },
  { "delay-s", "250 ms", "0.250000" },
  { "delay-s", "2.5", "2.500000" },
  { "delay-s", "2 kB", NULL, "must be a number of seconds" },
  { "delay-us", "1 ms", "1000" },
  { "setup-timeout", "1.5 s", "1500" },
  { "setup-timeout", "-1", "-1" },
  { "shutdown-timeout", "-2", NULL, "must be a whole number from -1 to 2147483647 milliseconds" },

  { "read-only", "1", NULL, "is read-only" },
  { "name", "x", NULL, "can be set only when the component is made" },
  { "needed", "x", NULL, "is a dependency, which the conductor sets" },
  { "object", "x", NULL, "is a GObject, which can't be written in a configuration" },
  { "type", "x", NULL, "is a GType, which can't be written in a configuration" },
  { "prot", "1", NULL, "ConfigStore has no such setting; did you mean \"port\"?" },
  { "read_nothing", "1", NULL, "ConfigStore has no such setting" },
};

static char *
with_folder (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "FOLDER", -1);

  return g_strjoinv (folder, parts);
}

static gboolean
shows_value (const Row *row)
{
  return g_str_has_prefix (row->reason, "must") || g_str_has_prefix (row->reason, "has an");
}

static void
test_row (Fixture   *fixture,
          const Row *row)
{
  g_autofree char *text = g_strdup_printf ("[ConfigStore]\n%s=%s\n", row->key, row->text);
  g_autofree char *expected = NULL;

  add_text (fixture, text);
  cdr_conductor_add (fixture->conductor, store);

  if (row->value != NULL)
    {
      expected = with_folder (row->value);
      cdr_test_setup_ok (fixture);
      assert_setting (fixture, store, row->key, expected);
      cdr_test_shutdown_ok (fixture);
      return;
    }

  expected = shows_value (row)
               ? g_strdup_printf ("jobs.conf:2: [ConfigStore] %s=%s: %s", row->key,
                                  row->text + strspn (row->text, " "), row->reason)
               : g_strdup_printf ("jobs.conf:2: [ConfigStore] %s: %s", row->key, row->reason);
  assert_refused (fixture, expected);
}

static void
test_conversion (Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      test_row (fixture, &rows[i]);
      cdr_test_log_clear ();
      g_assert_finalize_object (fixture->conductor);
      fixture->conductor = cdr_conductor_new ();
    }
}

/* Values as GVariants. */

static const Row variant_rows[] = {
  { "boolean", "true", "TRUE" },
  { "boolean", "1", NULL, "must be true or false" },
  { "port", "80", "80" },
  { "port", "byte 0x50", "80" },
  { "port", "uint64 80", "80" },
  { "port", "int16 80", "80" },
  { "port", "'80'", "80" },
  { "port", "int64 -80", NULL, "must be a whole number from 1 to 65535" },
  { "port", "80.0", NULL, "must be a whole number from 1 to 65535" },
  { "port", "[80]", NULL, "must be a whole number from 1 to 65535" },
  { "int64", "int64 -9223372036854775808", "-9223372036854775808" },
  { "uint64", "uint64 18446744073709551615", "18446744073709551615" },
  { "double", "1.5", "1.500000" },
  { "double", "uint16 2", "2.000000" },
  { "double", "-2", "-2.000000" },
  { "double", "true", NULL, "must be a number" },
  { "float", "1e39", NULL, "must be a number" },
  { "share", "2", NULL, "must be a number from 0 to 1" },
  { "mode", "2", "CDR_STATE_ACTIVE" },
  { "mode", "'active'", "CDR_STATE_ACTIVE" },
  { "mode", "77", NULL,
    "must be one of inactive, setting-up, active, shutting-down, failed, abandoned" },
  { "flags", "5", "0x5" },
  { "flags", "'is-service'", "0x1" },
  { "list", "['a', 'b']", "[a][b]" },
  { "list", "[1]", NULL, "must be a list of texts, separated by ;" },
  { "string", "'a\\\\qb'", "\"a\\\\qb\"" },
  { "string", "1", NULL, "must be a text that the property allows" },
  { "variant", "(1, 'a')", "(1, 'a')" },
  { "variant", "'(1, \"a\")'", "(1, 'a')" },
  { "size", "'1 KiB'", "1024" },
  { "size", "uint32 7", "7" },
  { "file", "'/tmp/x'", "/tmp/x" },
  { "date-time", "1", NULL, "must be a date and time such as 2026-01-31T12:00:00Z" },
};

static void
test_variants (Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (variant_rows); i++)
    {
      const Row *row = &variant_rows[i];
      g_autofree char *text = g_strdup_printf ("{'ConfigStore': {'%s': <%s>}}", row->key,
                                               row->text);

      add_variant (fixture, text);
      cdr_conductor_add (fixture->conductor, store);
      if (row->value != NULL)
        {
          cdr_test_setup_ok (fixture);
          assert_setting (fixture, store, row->key, row->value);
          cdr_test_shutdown_ok (fixture);
        }
      else
        {
          g_autoptr (GError) error = NULL;

          g_assert_false (cdr_conductor_validate (fixture->conductor, &error));
          g_assert_true (g_str_has_suffix (error->message, row->reason));
          g_assert_true (g_str_has_prefix (error->message, "variant: [ConfigStore] "));
        }

      cdr_test_log_clear ();
      g_assert_finalize_object (fixture->conductor);
      fixture->conductor = cdr_conductor_new ();
    }
}

/* Values that are no text in the component's own mapping. */
static void
test_config (Fixture *fixture)
{
  add_text (fixture,
            "[ConfigStore]\nport=80\nboolean=yes\nmode=active\nflags=is-service\nlist=a;b\n"
            "file=/tmp/x\nsize=1 KiB\ndate_time=2026-01-31T12:00:00Z\nshare=0.5\n"
            "variant=(1, 'a')\nchar=-1\nuchar=1\npassword=hush\nlong=1\nulong=1\nint64=1\n"
            "uint64=1\nfloat=0.5\nuint=1\n");
  cdr_conductor_add (fixture->conductor, store);
  cdr_test_setup_ok (fixture);
  assert_config (cdr_test_get (fixture, store),
                 "{'boolean': <true>, 'char': <int16 -1>, "
                 "'date-time': <'2026-01-31T12:00:00Z'>, 'file': <'/tmp/x'>, "
                 "'flags': <['is-service']>, 'float': <0.5>, 'int64': <int64 1>, "
                 "'list': <['a', 'b']>, 'long': <int64 1>, 'mode': <'active'>, "
                 "'password': <'hush'>, 'port': <80>, 'share': <0.5>, 'size': <uint64 1024>, "
                 "'uchar': <byte 0x01>, 'uint': <uint32 1>, 'uint64': <uint64 1>, "
                 "'ulong': <uint64 1>, 'variant': <(1, 'a')>}");
  cdr_test_shutdown_ok (fixture);
}

/* Sources. */

static void
test_precedence (Fixture *fixture)
{
  g_autofree char *second = write_bytes ("second.conf", "[ConfigStore]\nint=2\nuint=2\n", -1);

  /* Added in the opposite order. */
  g_setenv ("CONFIGTEST_CONFIG_STORE__LONG", "4", TRUE);
  g_setenv ("CONFIGTEST_CONFIG_STORE__ULONG", "4", TRUE);
  g_setenv ("CONFIGTEST_CONFIG_STORE__port", "4", TRUE);
  g_setenv ("CONFIGTEST_HOME", "nothing to do with it", TRUE);
  assign (fixture, "config-store.ulong=5");
  assign (fixture, "CONFIG_STORE.port=5");
  cdr_conductor_add_config_environment (fixture->conductor, "CONFIGTEST");
  add_variant (fixture,
               "{'config-store': {'uint': <3>, 'long': <3>, 'ulong': <3>, 'port': <3>}}");
  add_text (fixture,
            "[config-store]\nchar=1\nint=1\nuint=1\nlong=1\nulong=1\nport=1\n");
  g_assert_true (cdr_conductor_add_config_file (fixture->conductor, second, NULL));

  cdr_conductor_add (fixture->conductor, store);
  cdr_test_setup_ok (fixture);
  assert_setting (fixture, store, "char", "1");
  assert_setting (fixture, store, "int", "2");
  assert_setting (fixture, store, "uint", "3");
  assert_setting (fixture, store, "long", "4");
  assert_setting (fixture, store, "ulong", "5");
  assert_setting (fixture, store, "port", "5");
  cdr_test_shutdown_ok (fixture);

  g_unsetenv ("CONFIGTEST_CONFIG_STORE__LONG");
  g_unsetenv ("CONFIGTEST_CONFIG_STORE__ULONG");
  g_unsetenv ("CONFIGTEST_CONFIG_STORE__port");
  g_unsetenv ("CONFIGTEST_HOME");
}

static GVariant *
settings_func (CdrComponent  *component,
               gpointer       user_data,
               GError       **error)
{
  GString *asked = user_data;

  g_string_append_printf (asked, "%s:%d ", cdr_component_get_name (component),
                          cdr_component_get_state (component));
  return g_variant_parse (NULL, "{'port': <6>, 'Max_Jobs': <7>}", NULL, NULL, NULL);
}

static void
free_asked (gpointer asked)
{
  g_string_append (asked, "freed");
}

/* It wins over all, and may give what no property takes. */
static void
test_func (Fixture *fixture)
{
  g_autoptr (GString) asked = g_string_new (NULL);

  assign (fixture, "ConfigStore.port=5");
  assign (fixture, "ConfigStore.int=5");
  cdr_conductor_set_config_func (fixture->conductor, settings_func, asked, free_asked);
  cdr_conductor_add (fixture->conductor, store);
  cdr_test_setup_ok (fixture);
  g_assert_cmpstr (asked->str, ==, "ConfigStore:0 ");
  assert_setting (fixture, store, "port", "6");
  assert_config (cdr_test_get (fixture, store), "{'Max_Jobs': <7>, 'int': <5>, 'port': <6>}");
  cdr_test_shutdown_ok (fixture);

  cdr_conductor_set_config_func (fixture->conductor, NULL, NULL, NULL);
  g_assert_cmpstr (asked->str, ==, "ConfigStore:0 freed");
  cdr_test_setup_ok (fixture);
  assert_setting (fixture, store, "port", "5");
  assert_config (cdr_test_get (fixture, store), "{'int': <5>, 'port': <5>}");
  cdr_test_shutdown_ok (fixture);
}

static GVariant *
bad_settings_func (CdrComponent  *component,
                   gpointer       user_data,
                   GError       **error)
{
  const char *text = user_data;

  if (text == NULL)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "no file");

  return text != NULL ? parse (text) : NULL;
}

static void
test_func_bad (Fixture *fixture)
{
  const struct
  {
    const char *text;
    GQuark domain;
    int code;
    const char *message;
  } cases[] = {
    { "{'port': <0>, 'mode': <'x'>, 'password': <1>}", CDR_ERROR, CDR_ERROR_BAD_CONFIG,
      "ConfigStore (setup): function: port=0: must be a whole number from 1 to 65535\n"
      "function: mode=x: must be one of inactive, setting-up, active, shutting-down, failed, "
      "abandoned\n"
      "function: password=(secret): must be a text that the property allows" },
    { "{'needed': <'x'>}", CDR_ERROR, CDR_ERROR_BAD_CONFIG,
      "ConfigStore (setup): function: needed: is a dependency, which the conductor sets" },
    { "'x'", CDR_ERROR, CDR_ERROR_BAD_CONFIG,
      "ConfigStore (setup): the function for settings gave a value of type “s”, where "
      "“a{sv}” is needed" },
    { NULL, G_FILE_ERROR, G_FILE_ERROR_NOENT, "ConfigStore (setup): no file" },
  };

  cdr_conductor_add (fixture->conductor, store);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      cdr_conductor_set_config_func (fixture->conductor, bad_settings_func,
                                     (gpointer) cases[i].text, NULL);
      g_assert_false (cdr_conductor_setup (fixture->conductor, NULL, &error));
      g_assert_error (error, cases[i].domain, cases[i].code);
      g_assert_cmpstr (error->message, ==, cases[i].message);
      cdr_test_assert_failures (fixture, "ConfigStore/setup");
      cdr_test_assert_log ("");
      assert_setting (fixture, store, "port", "1");
    }
}

/* The conductor goes while it asks. */
static GVariant *
dispose_func (CdrComponent  *component,
              gpointer       user_data,
              GError       **error)
{
  CdrComponent **kept = user_data;

  *kept = g_object_ref (component);
  g_object_run_dispose (G_OBJECT (cdr_component_get_conductor (component)));
  return parse ("{'port': <6>}");
}

static void
test_func_disposes (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = NULL;

  cdr_conductor_set_config_func (fixture->conductor, dispose_func, &component, NULL);
  add_text (fixture, "[ConfigStore]\nport=5\n");
  cdr_conductor_add (fixture->conductor, store);
  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*was disposed of while 1 component*");
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_DISPOSED, "");
  g_test_assert_expected_messages ();
  cdr_test_assert_log ("");
  assert_value (component, "port", "1");
}

static void
test_assignment_bad (Fixture *fixture)
{
  static const char *const bad[] = {
    "", "=", "a=b", ".a=hunter2", "a.=hunter2", "a hunter2", "a.b", "a.b=\xff", "a=b.c",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (cdr_conductor_add_config_assignment (fixture->conductor, bad[i], &error));
      cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_BAD_CONFIG,
                             ": a setting is written GROUP.KEY=VALUE, in valid UTF-8");
      g_assert_null (strstr (error->message, "hunter2"));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }

  cdr_conductor_add (fixture->conductor, store);
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
}

/* In other sources mistakes read differently. */
static void
test_places (Fixture *fixture)
{
  g_setenv ("CONFIGTEST_CONFIG_STORE__PORT", "0", TRUE);
  g_setenv ("CONFIGTEST_CONFIG_STORE__PROT", "hunter2", TRUE);
  g_setenv ("CONFIGTEST_CONFIG_STOER__PORT", "hunter2", TRUE);
  g_setenv ("CONFIGTEST_CONFIG_STORE__STRING", "\xff", TRUE);
  cdr_conductor_add_config_environment (fixture->conductor, "CONFIGTEST");
  assign (fixture, "config-store.port=0");
  assign (fixture, "ConfigStoer.port=0");
  add_variant (fixture, "{'ConfigStore': {'port': <0>}, 'Configstore': {}}");
  cdr_conductor_add (fixture->conductor, store);
  assert_refused (fixture,
                  "variant: [ConfigStore] port=0: must be a whole number from 1 to 65535\n"
                  "variant: [Configstore]: no component \"Configstore\"; "
                  "did you mean \"ConfigStore\"?\n"
                  "environment: CONFIGTEST_CONFIG_STOER__PORT: no component \"config-stoer\"; "
                  "did you mean \"config-store\"?\n"
                  "environment: CONFIGTEST_CONFIG_STORE__PORT=0: "
                  "must be a whole number from 1 to 65535\n"
                  "environment: CONFIGTEST_CONFIG_STORE__PROT: ConfigStore has no such setting; "
                  "did you mean \"port\"?\n"
                  "environment: CONFIGTEST_CONFIG_STORE__STRING: is not valid UTF-8\n"
                  "assignment: config-store.port=0: must be a whole number from 1 to 65535\n"
                  "assignment: ConfigStoer.port: no component \"config-stoer\"; "
                  "did you mean \"config-store\"?");
  g_unsetenv ("CONFIGTEST_CONFIG_STORE__PORT");
  g_unsetenv ("CONFIGTEST_CONFIG_STORE__PROT");
  g_unsetenv ("CONFIGTEST_CONFIG_STOER__PORT");
  g_unsetenv ("CONFIGTEST_CONFIG_STORE__STRING");
}

/* Mistakes. */

static void
test_all_at_once (Fixture *fixture)
{
  add_text (fixture,
            "[Databse]\npassword=hunter2\n"
            "[ConfigStore]\nport=0\nport=1\nprot=hunter2\npassword=\\q\n"
            "[config-stor]\n"
            "[GObject]\n"
            "[ConfigStore]\nPort=1\nint=1\nint=x\nsecret-mode=actve\n");
  cdr_conductor_add (fixture->conductor, store);
  assert_refused (fixture,
                  "jobs.conf:1: [Databse]: no component \"Databse\"\n"
                  "jobs.conf:4: [ConfigStore] port=0: must be a whole number from 1 to 65535\n"
                  "jobs.conf:5: [ConfigStore] port: is in line 4 too\n"
                  "jobs.conf:6: [ConfigStore] prot: ConfigStore has no such setting; "
                  "did you mean \"port\"?\n"
                  "jobs.conf:7: [ConfigStore] password=(secret): has an escape that means "
                  "nothing: a backslash is written \\\\\n"
                  "jobs.conf:8: [config-stor]: no component \"config-stor\"; "
                  "did you mean \"ConfigStore\"?\n"
                  "jobs.conf:9: [GObject]: no component \"GObject\"\n"
                  "jobs.conf:11: [ConfigStore] Port: ConfigStore has no such setting; "
                  "did you mean \"port\"?\n"
                  "jobs.conf:13: [ConfigStore] int: is in line 12 too\n"
                  "jobs.conf:13: [ConfigStore] int=x: "
                  "must be a whole number from -2147483648 to 2147483647\n"
                  "jobs.conf:14: [ConfigStore] secret-mode=(secret): must be one of inactive, "
                  "setting-up, active, shutting-down, failed, abandoned");
}

static void
test_bounded (Fixture *fixture)
{
  g_autoptr (GString) text = g_string_new ("[ConfigStore]\nport=");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append (text, "\x1b");
  g_string_append_c (text, '\n');
  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (text, "key-%u=1\n", i);

  add_text (fixture, text->str);
  cdr_conductor_add (fixture->conductor, store);
  g_assert_false (cdr_conductor_validate (fixture->conductor, &error));
  lines = g_strsplit (error->message, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 51);
  g_assert_cmpstr (lines[50], ==, "and 1951 more");
  g_assert_cmpuint (strlen (lines[0]), <, 400);
  g_assert_null (strchr (error->message, '\x1b'));
}

static void
test_lenient (Fixture *fixture)
{
  gboolean is_lenient;

  cdr_conductor_set_lenient_config (fixture->conductor, TRUE);
  g_object_get (fixture->conductor, "lenient-config", &is_lenient, NULL);
  g_assert_true (is_lenient);

  add_text (fixture,
            "[Databse]\npassword=hunter2\n[ConfigStore]\nint=1\nint=2\nPort=hunter2\n");
  cdr_conductor_add (fixture->conductor, store);

  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING,
                         "*jobs.conf:1: *Databse*: no component \"Databse\"");
  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING,
                         "*jobs.conf:5: *ConfigStore* int: is in line 4 too");
  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING,
                         "*jobs.conf:6: *ConfigStore* Port: ConfigStore has no such setting; "
                         "did you mean \"port\"?");
  cdr_test_setup_ok (fixture);
  g_test_assert_expected_messages ();
  assert_setting (fixture, store, "int", "2");
  assert_config (cdr_test_get (fixture, store), "{'Port': <'hunter2'>, 'int': <2>}");
  cdr_test_shutdown_ok (fixture);

  /* What is wrong with a value stays an error. */
  assign (fixture, "ConfigStore.port=0");
  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*");
  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*");
  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*");
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_BAD_CONFIG,
                        "assignment: ConfigStore.port=0: must be");
  g_test_assert_expected_messages ();
}

/* Nothing that was written about it has the secret, whatever is wrong. */

static GString *log_text;

static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    g_string_append_len (log_text, fields[i].value, fields[i].length < 0
                                                      ? (gssize) strlen (fields[i].value)
                                                      : (gssize) fields[i].length);
  return G_LOG_WRITER_HANDLED;
}

static void
test_secret_child (void)
{
  static const char *const files[] = {
    "[ConfigStore]\npassword=hunter2\\q\n",
    "[ConfigStore]\nsecret-mode=hunter2\n",
    "[ConfigStore]\nsecret-port=hunter2\n",
    "[ConfigStore]\nsecret-flags=hunter2\n",
    "[ConfigStore]\nsecret-port=1\nsecret-port=hunter2\n",
    "[ConfigStore]\npasword=hunter2\n",
    "[ConfigStoer]\npassword=hunter2\n",
    "[ConfigStore]\npassword hunter2\n",
    "password=hunter2\n",
    "[ConfigStore]\npassword[hunter2\n",
    "[ConfigStore]\npassword=hunter2\xff\n",
    "[ConfigOther]\nsecret-port=hunter2\n",
  };

  log_text = g_string_new (NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR);
  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (files); i++)
    {
      g_autoptr (CdrConductor) conductor = cdr_conductor_new ();
      g_autofree char *path = write_bytes ("jobs.conf", files[i / 2], -1);
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) setup_error = NULL;

      cdr_conductor_set_lenient_config (conductor, i % 2 == 1);
      cdr_conductor_add (conductor, store);
      cdr_conductor_patch (conductor, other, store, NULL);
      if (cdr_conductor_add_config_file (conductor, path, &error))
        {
          cdr_conductor_validate (conductor, &error);
          if (!cdr_conductor_setup (conductor, NULL, &setup_error))
            g_assert_null (strstr (setup_error->message, "hunter2"));
          cdr_conductor_shutdown (conductor, NULL, NULL);
        }
      if (i % 2 == 0)
        g_assert_nonnull (error);
      if (error != NULL)
        g_assert_null (strstr (error->message, "hunter2"));
    }

  g_assert_null (strstr (log_text->str, "hunter2"));
  g_assert_nonnull (strstr (log_text->str, "no such setting"));
}

static void
test_secret (void)
{
  if (g_test_subprocess ())
    {
      test_secret_child ();
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

/* Files. */

static void
assert_no_file (Fixture    *fixture,
                const char *path,
                GQuark      domain,
                int         code,
                const char *expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cdr_conductor_add_config_file (fixture->conductor, path, &error));
  g_assert_error (error, domain, code);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_cmpstr (error->message + strlen (path), ==, expected);
}

static void
test_file_kinds (Fixture *fixture)
{
  g_autofree char *missing = path_of ("missing");
  g_autofree char *fifo = path_of ("fifo");
  g_autofree char *link = path_of ("link");
  g_autofree char *file = write_bytes ("real", "[ConfigStore]\nport=7\n", -1);

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (symlink (file, link), ==, 0);

  assert_no_file (fixture, missing, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                  ": No such file or directory");
  assert_no_file (fixture, folder, G_FILE_ERROR, G_FILE_ERROR_ISDIR,
                  ": a folder, where a file is needed");
  assert_no_file (fixture, fifo, G_FILE_ERROR, G_FILE_ERROR_INVAL, ": not a regular file");
  assert_no_file (fixture, "/dev/zero", G_FILE_ERROR, G_FILE_ERROR_INVAL, ": not a regular file");

  cdr_conductor_add (fixture->conductor, store);
  g_assert_true (cdr_conductor_add_config_file (fixture->conductor, link, NULL));
  cdr_test_setup_ok (fixture);
  assert_setting (fixture, store, "port", "7");
  cdr_test_shutdown_ok (fixture);

  g_unlink (fifo);
  g_unlink (link);
}

static void
test_file_size (Fixture *fixture)
{
  const gsize max = 1024 * 1024;
  g_autofree char *data = g_malloc (max + 2);
  g_autofree char *path = NULL;
  g_autofree char *large = NULL;

  memset (data, '\n', max + 2);
  path = write_bytes ("max", data, (gssize) max);
  g_assert_true (cdr_conductor_add_config_file (fixture->conductor, path, NULL));
  large = write_bytes ("large", data, (gssize) max + 1);
  assert_no_file (fixture, large, G_FILE_ERROR, G_FILE_ERROR_FAILED, ": larger than 1 MiB");
}

static void
test_file_bad (Fixture *fixture)
{
  const struct
  {
    const char *data;
    gssize size;
    GKeyFileError code;
    const char *reason;
  } cases[] = {
    { "[A]\nx=\xff\n", -1, G_KEY_FILE_ERROR_UNKNOWN_ENCODING, ":2: this is not valid UTF-8" },
    { "[A]\n\nx=\0y\n", 9, G_KEY_FILE_ERROR_UNKNOWN_ENCODING, ":3: a NUL byte: this is no text" },
    { "\xff\xfe[\0A\0]\0", 8, G_KEY_FILE_ERROR_UNKNOWN_ENCODING, ":1: this is not valid UTF-8" },
    { "# x\nx=1\n", -1, G_KEY_FILE_ERROR_GROUP_NOT_FOUND,
      ":2: a key comes before the first group" },
    { "[A]\nhunter2", -1, G_KEY_FILE_ERROR_PARSE,
      ":2: neither [GROUP] nor KEY=VALUE nor a # comment" },
    { "[A]\n =1\n", -1, G_KEY_FILE_ERROR_PARSE, ":2: there is no key before the “=”" },
    { "[A]\nx[de]=1\n", -1, G_KEY_FILE_ERROR_PARSE, ":2: a key has no brackets" },
    { "[A\n", -1, G_KEY_FILE_ERROR_PARSE, ":1: a group is written [NAME], alone in its line" },
    { "[A] x\n", -1, G_KEY_FILE_ERROR_PARSE, ":1: a group is written [NAME], alone in its line" },
    { "[]\n", -1, G_KEY_FILE_ERROR_PARSE, ":1: the group has no name" },
    { "[A[]\n", -1, G_KEY_FILE_ERROR_PARSE,
      ":1: the name of a group has no brackets or control characters" },
    { "[A\x01]\n", -1, G_KEY_FILE_ERROR_PARSE,
      ":1: the name of a group has no brackets or control characters" },
  };

  cdr_conductor_add (fixture->conductor, store);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = write_bytes ("bad", cases[i].data, cases[i].size);

      assert_no_file (fixture, path, G_KEY_FILE_ERROR, (int) cases[i].code, cases[i].reason);
    }

  /* Nothing was added. */
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
}

static void
test_file_forms (Fixture *fixture)
{
  static const char *const forms[] = {
    "\xef\xbb\xbf[ConfigStore]\nport=7\n",
    "[ConfigStore]\r\nport=7\r\n",
    "[ConfigStore]\nport=7",
    "# x\n\n  [ConfigStore]  \n\t port \t = 7\n",
    "[ConfigStore]\nport=7\n[ConfigStore]\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      add_text (fixture, forms[i]);
      cdr_conductor_add (fixture->conductor, store);
      cdr_test_setup_ok (fixture);
      assert_setting (fixture, store, "port", "7");
      cdr_test_shutdown_ok (fixture);
      cdr_test_log_clear ();
      g_assert_finalize_object (fixture->conductor);
      fixture->conductor = cdr_conductor_new ();
    }

  add_text (fixture, "");
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
}

/* Whom a group is for. */

static CdrComponent *
add_named (Fixture    *fixture,
           GType       type,
           const char *name)
{
  g_autoptr (CdrComponent) component = g_object_new (type, "name", name, NULL);
  g_autoptr (GError) error = NULL;

  cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_REQUIRED, &error);
  g_assert_no_error (error);
  return component;
}

static void
test_names (Fixture *fixture)
{
  CdrComponent *main_store = add_named (fixture, store, "Main.Store");
  CdrComponent *spare = add_named (fixture, store, "spare");

  add_text (fixture,
            "[Main.Store]\nint=1\n[spare]\nint=2\nuint=2\n"
            "[ConfigStore]\nint=3\nlong=3\n[main-store]\nchar=4\n");
  assign (fixture, "Main.Store.ulong=5");
  assign (fixture, "SPARE.ulong=6");
  cdr_test_setup_ok (fixture);
  assert_value (main_store, "int", "1");
  assert_value (main_store, "long", "3");
  assert_value (main_store, "char", "4");
  assert_value (main_store, "ulong", "5");
  assert_value (spare, "int", "2");
  assert_value (spare, "uint", "2");
  assert_value (spare, "long", "3");
  assert_value (spare, "ulong", "6");
  cdr_test_shutdown_ok (fixture);
}

static void
test_ambiguous (Fixture *fixture)
{
  add_named (fixture, store, "twin");
  add_named (fixture, other, "twin");
  add_text (fixture, "[twin]\nport=0\nint=1\n");
  assert_refused (fixture, "jobs.conf:1: [twin]: may mean ConfigStore, ConfigOther: "
                           "use the name of one");
}

/* A type that has no component here is checked all the same. */
static void
test_unused_type (Fixture *fixture)
{
  GType plain = cdr_test_type_new ("ConfigPlain", NULL);

  cdr_conductor_add (fixture->conductor, plain);
  add_text (fixture, "[ConfigStore]\nport=7\n[config-other]\nint=1\n");
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
  assign (fixture, "ConfigStore.port=0");
  assign (fixture, "ConfigStore.prot=0");
  assert_refused (fixture,
                  "assignment: ConfigStore.port=0: must be a whole number from 1 to 65535\n"
                  "assignment: ConfigStore.prot: ConfigStore has no such setting; "
                  "did you mean \"port\"?");
}

static void
test_kebab (Fixture *fixture)
{
  GType client = cdr_test_settings_type_new ("HTTPClient", CDR_TEST_TYPE_COMPONENT);

  cdr_conductor_add (fixture->conductor, client);
  add_text (fixture, "[http-client]\nint=1\n");
  assign (fixture, "http_client.uint=2");
  assign (fixture, "HTTPClient.long=3");
  cdr_test_setup_ok (fixture);
  assert_setting (fixture, client, "int", "1");
  assert_setting (fixture, client, "uint", "2");
  assert_setting (fixture, client, "long", "3");
  cdr_test_shutdown_ok (fixture);
}

static void
test_patched (Fixture *fixture)
{
  GType mock = cdr_test_type_new_with ("ConfigMock", CDR_TEST_TYPE_COMPONENT,
                                       g_param_spec_int ("int", NULL, NULL, 0, 10, 0,
                                                         G_PARAM_READWRITE),
                                       NULL);
  GType copy = cdr_test_settings_type_new ("ConfigCopy", CDR_TEST_TYPE_COMPONENT);

  cdr_conductor_add (fixture->conductor, store);
  g_assert_true (cdr_conductor_patch (fixture->conductor, store, copy, NULL));
  add_text (fixture, "[ConfigCopy]\nint=5\n[ConfigStore]\nint=3\nuint=3\n");
  cdr_test_setup_ok (fixture);
  assert_setting (fixture, copy, "int", "5");
  assert_setting (fixture, copy, "uint", "3");
  cdr_test_shutdown_ok (fixture);

  /* It lacks most, but what it has must fit both. */
  g_assert_true (cdr_conductor_patch (fixture->conductor, store, mock, NULL));
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
  assign (fixture, "ConfigStore.port=0");
  assign (fixture, "ConfigStore.int=11");
  assign (fixture, "ConfigStore.prot=11");
  {
    g_autoptr (GError) error = NULL;

    g_assert_false (cdr_conductor_validate (fixture->conductor, &error));
    g_assert_cmpstr (error->message, ==,
                     "assignment: ConfigStore.port=0: must be a whole number from 1 to 65535\n"
                     "assignment: ConfigStore.int=11: must be a whole number from 0 to 10\n"
                     "assignment: ConfigStore.prot: ConfigStore has no such setting; "
                     "did you mean \"port\"?");
  }
}

/* A group may name the interface that a component stands in for. */
static void
test_interface (Fixture *fixture)
{
  GType port = cdr_test_interface_new ("ConfigPort");
  GType server = cdr_test_settings_type_new ("ConfigServer", CDR_TEST_TYPE_COMPONENT);
  GType user = cdr_test_type_new ("ConfigUser", "server", port, NULL);

  cdr_test_type_implement (server, port);
  cdr_conductor_add (fixture->conductor, user);
  g_assert_true (cdr_conductor_patch (fixture->conductor, port, server, NULL));
  add_text (fixture, "[ConfigPort]\nint=1\nuint=1\n[config-server]\nuint=2\n");
  cdr_test_setup_ok (fixture);
  assert_setting (fixture, server, "int", "1");
  assert_setting (fixture, server, "uint", "2");
  cdr_test_shutdown_ok (fixture);

  assign (fixture, "config-port.prot=1");
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_BAD_CONFIG,
                        "ConfigPort has no such setting; did you mean \"port\"?");
}

static void
test_own_group (Fixture *fixture)
{
  g_autoptr (GVariant) before = NULL;
  g_autoptr (GVariant) jobs = NULL;
  g_autofree char *text = NULL;

  before = cdr_conductor_dup_config (fixture->conductor, "Nothing");
  g_assert_cmpuint (g_variant_n_children (before), ==, 0);

  add_text (fixture, "[Jobs]\nmax_jobs=1\nname=a\\sb\n[Other]\nx=1\n[Nothing]\n");
  assign (fixture, "jobs.max-jobs=2");
  cdr_conductor_add (fixture->conductor, store);
  assert_refused (fixture, "jobs.conf:1: [Jobs]: no component \"Jobs\"\n"
                           "jobs.conf:4: [Other]: no component \"Other\"\n"
                           "assignment: jobs.max-jobs: no component \"jobs\"");

  jobs = cdr_conductor_dup_config (fixture->conductor, "Jobs");
  g_assert_true (g_variant_lookup (jobs, "max-jobs", "s", &text));
  g_assert_cmpstr (text, ==, "2");
  g_clear_pointer (&text, g_free);
  g_assert_true (g_variant_lookup (jobs, "name", "s", &text));
  g_assert_cmpstr (text, ==, "a b");
  g_assert_cmpuint (g_variant_n_children (jobs), ==, 2);

  cdr_conductor_add_config_group (fixture->conductor, "Other");
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
}

/* Setting. */

static void
notify_cb (GObject    *object,
           GParamSpec *pspec,
           gpointer    user_data)
{
  g_autofree char *value = cdr_test_settings_print (CDR_COMPONENT (object), "port");
  g_autofree char *entry = g_strdup_printf ("notify:%s:%s:%d", pspec->name, value,
                                            cdr_component_get_state (CDR_COMPONENT (object)));

  cdr_test_log_add (entry);
}

static void
check_hook (CdrComponent *component,
            CdrPhase      phase,
            gpointer      user_data)
{
  g_autofree char *value = cdr_test_settings_print (component, "port");
  g_autofree char *entry = g_strdup_printf ("%d:%s", phase, value);

  cdr_test_log_add (entry);
}

/* Before the setup, all at once, and again for the next. */
static void
test_applied (Fixture *fixture)
{
  CdrComponent *component = add_named (fixture, store, "it");

  cdr_test_hook (store, check_hook, NULL);
  assert_config (component, "@a{sv} {}");
  add_text (fixture, "[it]\nport=7\nint=8\n");
  g_signal_connect (component, "notify::port", G_CALLBACK (notify_cb), NULL);
  g_signal_connect (component, "notify::int", G_CALLBACK (notify_cb), NULL);

  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
  cdr_test_assert_log ("");
  assert_config (component, "@a{sv} {}");

  cdr_test_setup_ok (fixture);
  cdr_test_assert_log ("notify:port:7:0 notify:int:7:0 it.setup 0:7 it.up");
  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();

  g_object_set (component, "port", 9, NULL);
  assign (fixture, "it.int=9");
  cdr_test_log_clear ();
  cdr_test_setup_ok (fixture);
  g_assert_cmpint (cdr_test_log_index_of ("0:7"), >=, 0);
  assert_value (component, "int", "9");
  assert_config (component, "{'int': <9>, 'port': <7>}");
  cdr_test_shutdown_ok (fixture);
  g_signal_handlers_disconnect_by_data (component, NULL);
}

static GVariant *
look_func (CdrComponent  *component,
           gpointer       user_data,
           GError       **error)
{
  g_autoptr (CdrComponent) needed = NULL;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (component), "needed") == NULL)
    return NULL;

  g_object_get (component, "needed", &needed, NULL);
  cdr_test_log_add (needed == NULL ? "asked" : "asked too late");
  return parse ("{'port': <0>}");
}

/* Before the dependencies are there: what fails leaves nothing to be taken back. */
static void
test_before_injection (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, store);
  cdr_conductor_add (fixture->conductor, g_type_from_name ("TestNeeded"));
  cdr_conductor_set_config_func (fixture->conductor, look_func, NULL, NULL);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_BAD_CONFIG, "ConfigStore (setup): ");
  cdr_test_assert_log ("TestNeeded.setup TestNeeded.up asked TestNeeded.shutdown TestNeeded.down");
}

/* As many groups as components. */
static void
test_many (Fixture *fixture)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) components = g_ptr_array_new ();

  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *name = g_strdup_printf ("store-%u", i);

      g_string_append_printf (text, "[%s]\nint=%u\nuint=%u\n", name, i, i);
      g_ptr_array_add (components, add_named (fixture, store, name));
    }

  add_text (fixture, text->str);
  cdr_test_setup_ok (fixture);
  for (guint i = 0; i < components->len; i++)
    {
      g_autofree char *expected = g_strdup_printf ("%u", i);

      assert_value (g_ptr_array_index (components, i), "int", expected);
    }
  cdr_test_shutdown_ok (fixture);
}

/* A unit on what is no number is a mistake of the class. */
static void
test_unit_of_text (Fixture *fixture)
{
  GType type = cdr_test_type_new_with ("ConfigUnitOfText", CDR_TEST_TYPE_COMPONENT,
                                       g_param_spec_string ("text", NULL, NULL, NULL,
                                                            G_PARAM_READWRITE),
                                       NULL);

  cdr_component_class_set_unit (g_type_class_ref (type), "text", CDR_UNIT_BYTES);
  cdr_conductor_add (fixture->conductor, type);
  cdr_test_invalid (fixture, CDR_ERROR_BAD_DEPENDENCY,
                    "ConfigUnitOfText:text is marked with a unit, but is no number");
}

static void
remove_files (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = path_of (name);

      g_unlink (path);
    }
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("conductor-config-XXXXXX", NULL);
  g_assert_nonnull (folder);
  store = cdr_test_settings_type_new ("ConfigStore", CDR_TEST_TYPE_COMPONENT);
  other = cdr_test_settings_type_new ("ConfigOther", CDR_TEST_TYPE_COMPONENT);
  g_type_class_unref (g_type_class_ref (store));

  cdr_test_add ("/config/conversion/text", test_conversion);
  cdr_test_add ("/config/conversion/variant", test_variants);
  cdr_test_add ("/config/conversion/mapping", test_config);
  cdr_test_add ("/config/unit-of-text", test_unit_of_text);
  cdr_test_add ("/config/precedence", test_precedence);
  cdr_test_add ("/config/func/wins", test_func);
  cdr_test_add ("/config/func/bad", test_func_bad);
  cdr_test_add ("/config/func/disposes", test_func_disposes);
  cdr_test_add ("/config/assignment/bad", test_assignment_bad);
  cdr_test_add ("/config/places", test_places);
  cdr_test_add ("/config/mistakes/all-at-once", test_all_at_once);
  cdr_test_add ("/config/mistakes/bounded", test_bounded);
  cdr_test_add ("/config/mistakes/lenient", test_lenient);
  g_test_add_func ("/config/mistakes/secret", test_secret);
  cdr_test_add ("/config/file/kinds", test_file_kinds);
  cdr_test_add ("/config/file/size", test_file_size);
  cdr_test_add ("/config/file/bad", test_file_bad);
  cdr_test_add ("/config/file/forms", test_file_forms);
  cdr_test_add ("/config/group/names", test_names);
  cdr_test_add ("/config/group/ambiguous", test_ambiguous);
  cdr_test_add ("/config/group/unused-type", test_unused_type);
  cdr_test_add ("/config/group/kebab", test_kebab);
  cdr_test_add ("/config/group/patched", test_patched);
  cdr_test_add ("/config/group/interface", test_interface);
  cdr_test_add ("/config/group/own", test_own_group);
  cdr_test_add ("/config/applied", test_applied);
  cdr_test_add ("/config/before-injection", test_before_injection);
  cdr_test_add ("/config/many", test_many);

  result = g_test_run ();

  remove_files ();
  g_rmdir (folder);
  g_free (folder);
  return result;
}
