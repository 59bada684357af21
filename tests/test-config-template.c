/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-settings.h"
#include "cdr-test-types.h"

#include <glib/gstdio.h>
#include <string.h>

/* The key file that has every setting. */

static GType store;  /* properties of every kind */
static GType simple; /* a few, with a blurb, and values that need escapes */

static char *
make_template (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  char *text = cdr_conductor_dup_config_template (fixture->conductor, &error);

  g_assert_no_error (error);
  return text;
}

static void
add_text (CdrConductor *conductor,
          const char   *text)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("conductor-template-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  cdr_conductor_add_config_file (conductor, path, &error);
  g_unlink (path);
  g_assert_no_error (error);
}

static void
test_text (Fixture *fixture)
{
  g_autofree char *text = NULL;

  cdr_conductor_add (fixture->conductor, simple);
  text = make_template (fixture);
  g_assert_cmpstr (text, ==,
                   "# The settings of all components, with their defaults.\n"
                   "# To change one, take away the # before it.\n"
                   "\n"
                   "[TemplateSimple]\n"
                   "\n"
                   "# How large it may grow. Two lines\n"
                   "# size: a whole number from 1 to 1000 bytes; may be reloaded\n"
                   "#size=10\n"
                   "\n"
                   "# greeting: a text\n"
                   "#greeting=\\sa\\\\b\\n\n"
                   "\n"
                   "# nothing: a text; by default none\n"
                   "#nothing=\n"
                   "\n"
                   "# key: a text; secret\n"
                   "#key=\n"
                   "\n"
                   "# mode: one of inactive, setting-up, active, shutting-down, failed, "
                   "abandoned\n"
                   "#mode=active\n"
                   "\n"
                   "# setup-timeout: a whole number from -1 to 2147483647 milliseconds; "
                   "may be reloaded\n"
                   "#setup-timeout=-1\n"
                   "\n"
                   "# shutdown-timeout: a whole number from -1 to 2147483647 milliseconds; "
                   "may be reloaded\n"
                   "#shutdown-timeout=-1\n");
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
}

/* As somebody would who changes everything: lines without a space after the "#", and with
 * something after the "=".
 */
static char *
uncomment (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *result = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean is_setting = lines[i][0] == '#' && lines[i][1] != ' ' &&
                            !g_str_has_suffix (lines[i], "=");

      g_string_append_printf (result, "%s\n", lines[i] + is_setting);
    }

  return g_string_free (result, FALSE);
}

static void
assert_is_default (CdrComponent *component,
                   GParamSpec   *pspec)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_PARAM_SPEC_VALUE_TYPE (pspec));
  g_object_get_property (G_OBJECT (component), pspec->name, &value);
  if (G_VALUE_HOLDS_BOXED (&value))
    g_assert_null (g_value_get_boxed (&value));
  else
    g_assert_true (g_param_value_defaults (pspec, &value));
}

/* What it says is what there is: taken as it is it changes nothing, and uncommented it sets
 * everything to what it is by default.
 */
static void
check_round_trip (Fixture *fixture,
                  GType    type,
                  guint    n_expected)
{
  g_autofree char *text = NULL;
  g_autofree char *all = NULL;
  g_autofree GParamSpec **pspecs = NULL;
  CdrComponent *component;
  guint n_pspecs;

  cdr_conductor_add (fixture->conductor, type);
  text = make_template (fixture);
  add_text (fixture->conductor, text);
  cdr_test_setup_ok (fixture);
  component = cdr_test_get (fixture, type);
  g_assert_cmpuint (g_variant_n_children (cdr_component_get_config (component)), ==, 0);
  cdr_test_shutdown_ok (fixture);

  all = uncomment (text);
  add_text (fixture->conductor, all);
  cdr_test_setup_ok (fixture);
  g_assert_cmpuint (g_variant_n_children (cdr_component_get_config (component)), ==, n_expected);
  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (component), &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    {
      if (pspecs[i]->owner_type == type && (pspecs[i]->flags & G_PARAM_READWRITE) != 0)
        assert_is_default (component, pspecs[i]);
    }
  cdr_test_shutdown_ok (fixture);
}

static void
test_round_trip (Fixture *fixture)
{
  check_round_trip (fixture, simple, 5);
}

/* Nothing is by default: string, password, word, character, three more secrets, list,
 * date-time, file, variant, any, and flags.
 */
static void
test_round_trip_all (Fixture *fixture)
{
  check_round_trip (fixture, store, 21);
}

/* By the name by which they are known: one of two goes by its own. */
static void
test_names (Fixture *fixture)
{
  g_autoptr (CdrComponent) east = g_object_new (simple, "name", "east", NULL);
  g_autoptr (CdrComponent) odd = g_object_new (simple, "name", "a]b", NULL);
  g_autofree char *text = NULL;

  cdr_conductor_add_component (fixture->conductor, east, CDR_NEED_REQUIRED, NULL);
  cdr_conductor_add_component (fixture->conductor, odd, CDR_NEED_REQUIRED, NULL);
  text = make_template (fixture);
  g_assert_nonnull (strstr (text, "\n[east]\n"));
  g_assert_nonnull (strstr (text, "\n[TemplateSimple]\n"));
  g_assert_null (strstr (text, "a]b"));
  add_text (fixture->conductor, text);
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
}

static void
test_bad_graph (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (fixture->conductor,
                     cdr_test_type_new ("TemplateLonely", "store",
                                        cdr_test_interface_new ("TemplateStore"), NULL));
  g_assert_null (cdr_conductor_dup_config_template (fixture->conductor, &error));
  cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_UNRESOLVED, "TemplateLonely:store");
}

/* The options. */

static GString *printed;

static void
print_cb (const char *text)
{
  g_string_append (printed, text);
}

static gboolean
parse (Fixture     *fixture,
       const char  *option,
       GError     **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) args = NULL;

  g_strv_builder_add_many (builder, "program", option, NULL);
  args = g_strv_builder_end (builder);
  g_option_context_add_group (context, cdr_conductor_get_option_group (fixture->conductor));
  return g_option_context_parse_strv (context, &args, error);
}

static void
test_option (Fixture *fixture)
{
  g_autofree char *text = NULL;
  GPrintFunc old = g_set_print_handler (print_cb);

  printed = g_string_new (NULL);
  cdr_conductor_add (fixture->conductor, simple);
  g_assert_true (parse (fixture, "--conductor-config-template", NULL));
  g_assert_true (cdr_conductor_serve (fixture->conductor, NULL, NULL));
  g_set_print_handler (old);
  text = make_template (fixture);
  g_assert_cmpstr (printed->str, ==, text);
  cdr_test_assert_log ("");
  g_string_free (g_steal_pointer (&printed), TRUE);
}

static void
test_option_set (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  int size;

  cdr_conductor_add (fixture->conductor, simple);
  g_assert_true (parse (fixture, "--set=template-simple.size=20", NULL));
  cdr_test_setup_ok (fixture);
  g_object_get (cdr_test_get (fixture, simple), "size", &size, NULL);
  g_assert_cmpint (size, ==, 20);
  cdr_test_shutdown_ok (fixture);
  g_assert_false (parse (fixture, "--set=nothing", &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_BAD_CONFIG);
}

static void
test_option_config (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (parse (fixture, "--conductor-config=/nothing/there", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* --conductor-validate sees the configuration too. */
static void
test_option_validate (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (fixture->conductor, simple);
  g_assert_true (parse (fixture, "--set=TemplateSimple.size=2000", NULL));
  g_assert_true (parse (fixture, "--conductor-validate", NULL));
  g_assert_false (cdr_conductor_serve (fixture->conductor, NULL, &error));
  cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_BAD_CONFIG,
                         "assignment: TemplateSimple.size=2000: must be");
}

static void
simple_class_init (gpointer klass,
                   gpointer class_data)
{
  const GParamFlags rw = G_PARAM_READWRITE;
  GParamSpec *pspecs[] = {
    g_param_spec_int ("size", NULL, "How large it may grow.\nTwo lines", 1, 1000, 10, rw),
    g_param_spec_string ("greeting", NULL, NULL, " a\\b\n", rw),
    g_param_spec_string ("nothing", NULL, NULL, NULL, rw),
    g_param_spec_string ("key", NULL, NULL, "hunter2", rw),
    g_param_spec_enum ("mode", NULL, NULL, CDR_TYPE_STATE, CDR_STATE_ACTIVE, rw),
    g_param_spec_int ("read-only", NULL, NULL, 0, 1, 0, G_PARAM_READABLE),
  };

  cdr_test_settings_keep (klass);
  for (guint i = 0; i < G_N_ELEMENTS (pspecs); i++)
    g_object_class_install_property (klass, i + 1, pspecs[i]);
  cdr_component_class_set_unit (klass, "size", CDR_UNIT_BYTES);
  cdr_component_class_set_reloadable (klass, "size", TRUE);
  cdr_component_class_set_secret (klass, "key", TRUE);
}

/* The same text goes into a stream, which may refuse it. */
static void
test_stream (Fixture *fixture)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  char buffer[16];
  g_autoptr (GOutputStream) small = g_memory_output_stream_new (buffer, sizeof buffer, NULL, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (fixture->conductor, simple);
  text = make_template (fixture);

  g_assert_true (cdr_conductor_write_config_template (fixture->conductor, stream, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_output_stream_is_closed (stream));
  g_assert_cmpmem (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                   g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)),
                   text, strlen (text));

  g_assert_false (cdr_conductor_write_config_template (fixture->conductor, small, NULL, &error));
  cdr_test_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store = cdr_test_settings_type_new ("TemplateStore2", CDR_TEST_TYPE_COMPONENT);
  simple = cdr_test_type_new_custom ("TemplateSimple", CDR_TEST_TYPE_COMPONENT, simple_class_init,
                                     NULL);

  cdr_test_add ("/config-template/text", test_text);
  cdr_test_add ("/config-template/round-trip", test_round_trip);
  cdr_test_add ("/config-template/round-trip/all", test_round_trip_all);
  cdr_test_add ("/config-template/names", test_names);
  cdr_test_add ("/config-template/bad-graph", test_bad_graph);
  cdr_test_add ("/config-template/stream", test_stream);
  cdr_test_add ("/config-template/option", test_option);
  cdr_test_add ("/config-template/option/set", test_option_set);
  cdr_test_add ("/config-template/option/config", test_option_config);
  cdr_test_add ("/config-template/option/validate", test_option_validate);

  return g_test_run ();
}
