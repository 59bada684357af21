/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-messages.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

/* What whoever starts a program may ask of its conductor. */

static GType database, web, lonely;
static char *folder; /* of one case */

/* The linker puts this in the place of the library's: whether the program runs with
 * more rights than who started it.
 */
static gboolean is_secure;

unsigned long __wrap_getauxval (unsigned long type);

unsigned long
__wrap_getauxval (unsigned long type)
{
  g_assert_cmpuint (type, ==, AT_SECURE);
  return is_secure;
}

static gboolean
parse (CdrConductor  *conductor,
       GError       **error,
       const char    *first,
       ...)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) args = NULL;
  va_list rest;

  g_strv_builder_add (builder, "program");
  va_start (rest, first);
  for (const char *arg = first; arg != NULL; arg = va_arg (rest, const char *))
    g_strv_builder_add (builder, arg);
  va_end (rest);
  args = g_strv_builder_end (builder);

  g_option_context_add_group (context, cdr_conductor_get_option_group (conductor));
  return g_option_context_parse_strv (context, &args, error);
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
ran_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Outcome *outcome = user_data;

  outcome->success = cdr_conductor_run_finish (CDR_CONDUCTOR (object), result, &outcome->error);
  outcome->is_done = TRUE;
}

static void
add_closure_cb (CdrConductor *conductor,
                GTask        *task,
                gpointer      user_data)
{
  cdr_test_log_add ("function");
  g_task_return_boolean (task, TRUE);
}

static void
serve (Fixture *fixture,
       Outcome *outcome)
{
  cdr_conductor_serve_async (fixture->conductor, NULL, served_cb, outcome);
  cdr_test_wait (fixture, outcome);
}

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* The conductors of all cases are of one process: which number a name has depends on how
 * many of them have written.
 */
static char *
find_timeline (const char *suffix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_suffix (name, suffix))
        return g_strdup (name);
    }

  return NULL;
}

static char *
read_file (const char *name)
{
  g_autofree char *path = in_folder (name);
  g_autoptr (GError) error = NULL;
  char *contents = NULL;

  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);

  return contents;
}

static gboolean
is_there (const char *name)
{
  g_autofree char *path = in_folder (name);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static guint
count_files (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
make_folder (void)
{
  g_assert_null (folder);
  folder = g_dir_make_tmp ("conductor-options-XXXXXX", NULL);
  g_assert_nonnull (folder);
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = in_folder (name);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_clear_pointer (&folder, g_free);
  g_unsetenv ("CONDUCTOR_TIMELINE");
  is_secure = FALSE;
}

/* The graph. */

static char *printed;

static void
print_cb (const char *text)
{
  char *all = g_strconcat (printed != NULL ? printed : "", text, NULL);

  g_free (printed);
  printed = all;
}

static void
test_validate (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  GPrintFunc old = g_set_print_handler (print_cb);
  g_autofree char *text = NULL;

  cdr_conductor_add (fixture->conductor, web);
  g_assert_true (parse (fixture->conductor, NULL, "--conductor-validate", NULL));
  serve (fixture, &outcome);
  g_set_print_handler (old);
  text = g_steal_pointer (&printed);

  g_assert_no_error (outcome.error);
  g_assert_true (outcome.success);
  g_assert_cmpstr (text, ==, "Valid: 2 components, 1 dependencies\n");
  cdr_test_assert_log ("");
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
}

static void
test_validate_bad (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_add (fixture->conductor, lonely);
  g_assert_true (parse (fixture->conductor, NULL, "--conductor-validate", NULL));
  serve (fixture, &outcome);

  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_UNRESOLVED, "Lonely:store");
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
}

/* A program that sets up by itself must not take nothing for everything. */
static void
test_validate_setup (Fixture *fixture)
{
  GPrintFunc old = g_set_print_handler (print_cb);

  cdr_conductor_add (fixture->conductor, web);
  g_assert_true (parse (fixture->conductor, NULL, "--conductor-validate", NULL));
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED, "only asked for the graph");
  g_set_print_handler (old);
  g_clear_pointer (&printed, g_free);

  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
  cdr_test_assert_log ("");
}

static void
test_graph (Fixture *fixture)
{
  static const struct { const char *name; const char *part; } files[] = {
    { "graph.dot", "digraph" },
    { "graph.mmd", "flowchart" },
    { "graph.json", "\"conductor-graph\"" },
    { "graph.svg", "<svg" },
    { "graph.txt", "Database" },
  };

  cdr_conductor_add (fixture->conductor, web);
  make_folder ();

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = in_folder (files[i].name);
      g_autofree char *contents = NULL;
      g_auto (Outcome) outcome = { 0 };

      g_assert_true (parse (fixture->conductor, NULL, "--conductor-graph", path, NULL));
      serve (fixture, &outcome);
      g_assert_no_error (outcome.error);

      contents = read_file (files[i].name);
      g_assert_nonnull (strstr (contents, files[i].part));
      g_assert_nonnull (strstr (contents, "Web"));
    }

  cdr_test_assert_log ("");
  remove_folder ();
}

static void
test_graph_terminal (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  GPrintFunc old = g_set_print_handler (print_cb);
  g_autofree char *text = NULL;

  cdr_conductor_add (fixture->conductor, web);
  g_assert_true (parse (fixture->conductor, NULL, "--conductor-graph", "-", NULL));
  serve (fixture, &outcome);
  g_set_print_handler (old);
  text = g_steal_pointer (&printed);

  g_assert_no_error (outcome.error);
  g_assert_nonnull (strstr (text, "Database"));
}

static void
test_graph_unwritable (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_conductor_add (fixture->conductor, web);
  g_assert_true (parse (fixture->conductor, NULL,
                        "--conductor-graph", "/nowhere/at/all.svg", NULL));
  serve (fixture, &outcome);

  cdr_test_assert_error (outcome.error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "/nowhere/at/all.svg");
}

static void
test_run (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  GPrintFunc old = g_set_print_handler (print_cb);
  GClosure *closure = g_cclosure_new (G_CALLBACK (add_closure_cb), NULL, NULL);

  cdr_conductor_add (fixture->conductor, web);
  g_assert_true (parse (fixture->conductor, NULL, "--conductor-validate", NULL));
  cdr_conductor_run_async (fixture->conductor, closure, NULL, ran_cb, &outcome);
  cdr_test_wait (fixture, &outcome);
  g_set_print_handler (old);
  g_clear_pointer (&printed, g_free);

  g_assert_no_error (outcome.error);
  g_assert_true (outcome.success);
  cdr_test_assert_log ("");
}

static void
test_unknown (Fixture *fixture)
{
  static const char *const options[] = { "--conductor-graph", "--conductor-timeline" };
  static const char *const names[] = { "graph.png", "graph", "", "-.", ".svg.gz" };

  for (guint i = 0; i < G_N_ELEMENTS (options) * G_N_ELEMENTS (names); i++)
    {
      const char *name = names[i / 2];
      g_autoptr (GError) error = NULL;

      g_assert_false (parse (fixture->conductor, &error, options[i % 2], name, NULL));
      cdr_test_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, ".svg, .json, .txt");
      g_assert_nonnull (strstr (error->message, name));
    }
}

/* What is only for a timeline is refused at once, not when there is nothing to be done. */
static void
test_graph_only (Fixture *fixture)
{
  static const char *const names[] = { "graph.syscap", "graph.trace.json" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (parse (fixture->conductor, &error, "--conductor-graph", names[i], NULL));
      cdr_test_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "for timelines");
      g_assert_true (parse (fixture->conductor, NULL, "--conductor-timeline", names[i], NULL));
    }
}

/* The timeline. */

static void
live (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

static void
test_timeline (Fixture *fixture)
{
  static const struct { const char *suffix; const char *part; } files[] = {
    { ".dot", "digraph" },
    { ".mmd", "flowchart" },
    { ".json", "\"conductor-timeline\"" },
    { ".trace.json", "traceEvents" },
    { ".svg", "<svg" },
    { ".txt", "Database" },
  };

  cdr_conductor_add (fixture->conductor, web);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *name = g_strconcat ("times", files[i].suffix, NULL);
      g_autofree char *path = NULL;
      g_autofree char *found = NULL;
      g_autofree char *contents = NULL;

      make_folder ();
      path = in_folder (name);
      g_assert_true (parse (fixture->conductor, NULL, "--conductor-timeline", path, NULL));
      cdr_test_setup_ok (fixture);
      g_assert_cmpuint (count_files (), ==, 0);
      cdr_test_shutdown_ok (fixture);

      g_assert_cmpuint (count_files (), ==, 1);
      found = find_timeline (files[i].suffix);
      g_assert_nonnull (found);
      contents = read_file (found);
      g_assert_nonnull (strstr (contents, files[i].part));
      remove_folder ();
    }
}

static void
test_timeline_failed (Fixture *fixture)
{
  g_autofree char *path = NULL;
  g_autofree char *found = NULL;
  g_autofree char *contents = NULL;

  make_folder ();
  path = in_folder ("times.txt");
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_script (web, CDR_PHASE_SETUP, CDR_TEST_FAIL, 10);
  g_assert_true (parse (fixture->conductor, NULL, "--conductor-timeline", path, NULL));
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "it broke");

  found = find_timeline (".txt");
  g_assert_nonnull (found);
  contents = read_file (found);
  g_assert_nonnull (strstr (contents, "failed"));
  remove_folder ();
}

static void
test_timeline_unwritable (Fixture *fixture)
{
  g_assert_true (parse (fixture->conductor, NULL,
                        "--conductor-timeline", "/nowhere/at/all.svg", NULL));
  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*/nowhere/at/all*.svg*");
  live (fixture);
  g_test_assert_expected_messages ();
}

/* Of one process only the first has the name as it is; the number counts on from case to
 * case.
 */
static void
test_environment (Fixture *fixture)
{
  g_autofree char *path = NULL;
  g_autofree char *own = NULL;
  g_autoptr (CdrConductor) other = NULL;
  g_autoptr (GError) error = NULL;
  guint n_first;

  make_folder ();
  path = in_folder ("times-%p.json");
  own = g_strdup_printf ("times-%d", (int) getpid ());
  g_setenv ("CONDUCTOR_TIMELINE", path, TRUE);

  live (fixture);
  g_assert_cmpuint (count_files (), ==, 1);

  /* Another life of the same conductor is written over the first. */
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  g_assert_cmpuint (count_files (), ==, 1);

  other = cdr_conductor_new ();
  cdr_conductor_add (other, web);
  g_assert_true (cdr_conductor_setup (other, NULL, &error));
  g_assert_true (cdr_conductor_shutdown (other, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (), ==, 2);

  for (n_first = 1; n_first < 100; n_first++)
    {
      g_autofree char *first = n_first == 1 ? g_strconcat (own, ".json", NULL)
                                            : g_strdup_printf ("%s-%u.json", own, n_first);
      g_autofree char *second = g_strdup_printf ("%s-%u.json", own, n_first + 1);

      if (is_there (first) && is_there (second))
        break;
    }
  g_assert_cmpuint (n_first, <, 100);

  remove_folder ();
}

static void
test_environment_secure (Fixture *fixture)
{
  g_autofree char *path = NULL;

  make_folder ();
  path = in_folder ("times.json");
  g_setenv ("CONDUCTOR_TIMELINE", path, TRUE);
  is_secure = TRUE;

  live (fixture);
  g_assert_cmpuint (count_files (), ==, 0);

  /* The command line is the caller's own word. */
  g_assert_true (parse (fixture->conductor, NULL, "--conductor-timeline", path, NULL));
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  g_assert_cmpuint (count_files (), ==, 1);

  remove_folder ();
}

static void
test_environment_empty (Fixture *fixture)
{
  g_setenv ("CONDUCTOR_TIMELINE", "", TRUE);
  live (fixture);
  g_unsetenv ("CONDUCTOR_TIMELINE");
}

static void
test_nothing_kept (Fixture *fixture)
{
  g_autofree char *path = NULL;

  make_folder ();
  path = in_folder ("times.json");
  g_object_set (fixture->conductor, "keep-timeline", FALSE, NULL);
  g_assert_true (parse (fixture->conductor, NULL, "--conductor-timeline", path, NULL));
  live (fixture);
  g_assert_cmpuint (count_files (), ==, 0);
  remove_folder ();
}

int
main (int    argc,
      char **argv)
{
  GType store;

  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("CONDUCTOR_TIMELINE");

  store = cdr_test_interface_new ("Store");
  database = cdr_test_type_new ("Database", NULL);
  web = cdr_test_type_new ("Web", "database", database, NULL);
  lonely = cdr_test_type_new ("Lonely", "store", store, NULL);

  cdr_test_add ("/options/validate", test_validate);
  cdr_test_add ("/options/validate/bad", test_validate_bad);
  cdr_test_add ("/options/validate/setup", test_validate_setup);
  cdr_test_add ("/options/graph", test_graph);
  cdr_test_add ("/options/graph/terminal", test_graph_terminal);
  cdr_test_add ("/options/graph/unwritable", test_graph_unwritable);
  cdr_test_add ("/options/graph/only", test_graph_only);
  cdr_test_add ("/options/run", test_run);
  cdr_test_add ("/options/unknown", test_unknown);
  cdr_test_add ("/options/timeline", test_timeline);
  cdr_test_add ("/options/timeline/failed", test_timeline_failed);
  cdr_test_add ("/options/timeline/unwritable", test_timeline_unwritable);
  cdr_test_add ("/options/timeline/none-kept", test_nothing_kept);
  cdr_test_add ("/options/environment", test_environment);
  cdr_test_add ("/options/environment/secure", test_environment_secure);
  cdr_test_add ("/options/environment/empty", test_environment_empty);

  return g_test_run ();
}
