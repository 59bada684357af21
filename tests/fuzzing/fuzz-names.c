/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fuzz.h"

#include "cdr-test-choice.h"
#include "cdr-test-clock.h"
#include "cdr-test-component.h"

#include "cdr-conductor-private.h"

#include <string.h>

/* Bytes are the names of components, the message of an error, and what goes wrong. All
 * that is said of it, in errors, the status line and the log, is valid UTF-8 of a bounded
 * length; all but a component's own message is one line, and nothing has another control
 * character than the end of a line and a tab. Line ends become spaces, what else there
 * is U+FFFD.
 */

#define MAX_NAME 200
#define MAX_MESSAGE 4096
#define MAX_TEXT (32 * (MAX_MESSAGE + MAX_NAME)) /* of what quotes several others */

static GType bottom_type, middle_type, top_type;
static char *message;  /* of an error */
static CdrPhase phase; /* of the one who answers with it */

static void
check_text (const char *text,
            gboolean    may_have_lines)
{
  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (strlen (text), <, MAX_TEXT);

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      if (may_have_lines && (*c == '\n' || *c == '\t'))
        continue;
      if (g_unichar_iscntrl (g_utf8_get_char (c)))
        g_error ("A control character: %s", g_strescape (text, NULL));
    }
}

static void
check_error (const GError *error)
{
  if (error != NULL)
    check_text (error->message, TRUE);
}

static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  const char *text = NULL;
  gboolean is_ours = FALSE;

  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, "MESSAGE"))
        text = fields[i].value;
      else if (g_str_equal (fields[i].key, "GLIB_DOMAIN"))
        is_ours = g_str_equal (fields[i].value, "Conductor");
    }

  if (level & (G_LOG_FLAG_FATAL | G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING))
    return g_log_writer_default (level, fields, n_fields, user_data);
  if (is_ours)
    check_text (text, FALSE);
  return G_LOG_WRITER_HANDLED;
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  g_log_set_writer_func (write_log, NULL, NULL);
  g_log_set_debug_enabled (TRUE);

  bottom_type = cdr_test_type_new ("NamesBottom", NULL);
  middle_type = cdr_test_type_new ("NamesMiddle", "bottom", bottom_type, NULL);
  top_type = cdr_test_type_new ("NamesTop", "middle", middle_type, "bottom", bottom_type, NULL);

  return 0;
}

static void
answer (CdrComponent *component,
        CdrPhase      where,
        GTask        *task,
        gpointer      user_data)
{
  if (where == phase)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "%s", message);
  else
    g_task_return_boolean (task, TRUE);
}

static guint
count_lines (const char *text)
{
  guint n_lines = 0;

  for (; *text != '\0'; text++)
    n_lines += *text == '\n';

  return n_lines;
}

/* Each node and edge takes its lines and no more, whatever it is called, and what is XML
 * can be parsed. After something was abandoned there is no next graph.
 */
static void
check_graph (CdrConductor *conductor)
{
  static const GMarkupParser nothing = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (CdrGraph) graph = cdr_conductor_dup_graph (conductor, &error);
  g_autoptr (GMarkupParseContext) parser = g_markup_parse_context_new (&nothing, 0, NULL, NULL);
  g_autofree char *dot = NULL;
  g_autofree char *json = NULL;
  g_autofree char *mermaid = NULL;
  g_autofree char *svg = NULL;
  g_autofree char *table = NULL;
  g_autofree guint *roots = NULL;
  guint n_nodes, n_edges;
  gsize n_roots;

  if (graph == NULL)
    {
      g_assert_error (error, CDR_ERROR, CDR_ERROR_WRONG_STATE);
      check_error (error);
      return;
    }

  n_nodes = cdr_graph_get_n_nodes (graph);
  n_edges = cdr_graph_get_n_edges (graph);
  roots = cdr_graph_dup_roots (graph, &n_roots);
  dot = cdr_graph_to_dot (graph);
  json = cdr_graph_to_json (graph);
  mermaid = cdr_graph_to_mermaid (graph);
  svg = cdr_graph_to_svg (graph);
  table = cdr_graph_to_text (graph);

  check_text (dot, TRUE);
  check_text (json, TRUE);
  check_text (mermaid, TRUE);
  check_text (svg, TRUE);
  check_text (table, TRUE);

  g_assert_cmpuint (count_lines (dot), ==, 5 + n_nodes + n_edges);
  g_assert_cmpuint (count_lines (json), ==, 9 + 8 * n_nodes + 6 * n_edges);
  g_assert_cmpuint (count_lines (mermaid), ==, 8 + 2 * n_nodes + n_edges + n_roots);
  g_assert_cmpuint (count_lines (table), <=, 1 + 2 * n_nodes);
  g_markup_parse_context_parse (parser, svg, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (parser, &error);
  g_assert_no_error (error);
}

static void
status_cb (CdrConductor *conductor,
           GParamSpec   *pspec,
           gpointer      user_data)
{
  g_autofree char *text = cdr_conductor_describe_waiting (conductor);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  check_text (cdr_conductor_get_status (conductor), FALSE);

  /* One for each at most: no name makes another. */
  check_text (text, TRUE);
  g_assert_cmpuint (g_strv_length (lines), <=, 3);
}

/* What those who are behind do. */
static void
choose_behaviour (GType type)
{
  static const CdrTestBehaviour behaviours[] = {
    CDR_TEST_OK, CDR_TEST_FAIL, CDR_TEST_POLITE, CDR_TEST_LATE_FAILURE, CDR_TEST_DROP,
    CDR_TEST_FALSE, CDR_TEST_UNASKED, CDR_TEST_HANG,
  };

  for (CdrPhase p = CDR_PHASE_SETUP; p <= CDR_PHASE_SHUTDOWN; p++)
    {
      guint choice = cdr_test_choose (2 * G_N_ELEMENTS (behaviours));

      if (p != CDR_PHASE_ACTIVE && choice < G_N_ELEMENTS (behaviours))
        cdr_test_script (type, p, behaviours[choice], 5000);
    }
}

/* Returns: (transfer full): one, which the conductor may let go before */
static CdrComponent *
add (CdrConductor *conductor,
     GType         type)
{
  g_autofree char *name = cdr_test_choose_string (2 * MAX_NAME);
  CdrNeed need = cdr_test_choose (2) == 0 ? CDR_NEED_REQUIRED : CDR_NEED_WANTED;
  g_autoptr (CdrComponent) component = g_object_new (type, "name", name, NULL);
  g_autoptr (CdrComponent) other = g_object_new (type, "name", name, NULL);
  g_autoptr (GError) error = NULL;

  check_text (cdr_component_get_name (component), FALSE);
  g_assert_cmpuint (strlen (cdr_component_get_name (component)), <=, MAX_NAME);
  if (g_utf8_validate (name, -1, NULL) && strlen (name) <= MAX_NAME && g_str_is_ascii (name) &&
      strpbrk (name, "\n\t\r\x1b\x7f") == NULL && name[0] > ' ')
    g_assert_cmpint (cdr_component_get_name (component)[0], ==, name[0]);

  cdr_conductor_add_component (conductor, component, need, &error);
  g_assert_no_error (error);
  cdr_conductor_add_component (conductor, other, need, &error);
  g_assert_error (error, CDR_ERROR, CDR_ERROR_AMBIGUOUS);
  check_error (error);

  return g_steal_pointer (&component);
}

static gboolean
passed_cb (gpointer user_data)
{
  gboolean *has_passed = user_data;

  *has_passed = TRUE;
  return G_SOURCE_REMOVE;
}

/* What was abandoned ends at last. */
static void
let_pass (void)
{
  GMainContext *context = g_main_context_get_thread_default ();
  g_autoptr (GSource) source = g_timeout_source_new_seconds (60);
  gboolean has_passed = FALSE;

  g_source_set_callback (source, passed_cb, &has_passed, NULL);
  g_source_attach (source, context);
  while (!has_passed)
    g_main_context_iteration (context, TRUE);
}

static void
run_conductor (CdrConductor *conductor)
{
  CdrComponent *components[] = {
    add (conductor, bottom_type), add (conductor, middle_type), add (conductor, top_type),
  };
  GListModel *failures = cdr_conductor_get_failures (conductor);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) shutdown_error = NULL;

  g_signal_connect (conductor, "notify::status", G_CALLBACK (status_cb), NULL);

  if (cdr_conductor_setup (conductor, NULL, &error) && cdr_test_choose (2) == 1)
    {
      g_autoptr (GError) fault = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, message);

      cdr_component_fail (components[cdr_test_choose (3)], fault);
    }
  check_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (components); i++)
    check_error (cdr_component_get_error (components[i]));

  check_graph (conductor);
  cdr_conductor_shutdown (conductor, NULL, &shutdown_error);
  check_error (shutdown_error);
  check_graph (conductor);

  for (guint i = 0; i < g_list_model_get_n_items (failures); i++)
    {
      g_autoptr (CdrFailure) failure = g_list_model_get_item (failures, i);

      check_error (cdr_failure_get_error (failure));
    }
  for (guint i = 0; i < G_N_ELEMENTS (components); i++)
    check_error (cdr_component_get_error (components[i]));
  check_text (cdr_conductor_get_status (conductor), FALSE);

  cdr_test_release_hanging ();
  let_pass ();
  for (guint i = 0; i < G_N_ELEMENTS (components); i++)
    g_object_unref (components[i]);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  GMainContext *context = g_main_context_new ();
  CdrConductor *conductor;
  GType types[3] = { bottom_type, middle_type, top_type };

  g_main_context_push_thread_default (context);
  cdr_test_clock_install (context);
  cdr_test_choose_from_bytes (data, size);
  cdr_test_scripts_reset ();
  cdr_test_log_clear ();

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    choose_behaviour (types[i]);
  phase = (CdrPhase) cdr_test_choose (3);
  cdr_test_override (types[cdr_test_choose (3)], answer, NULL);
  message = cdr_test_choose_string (2 * MAX_MESSAGE);

  conductor = cdr_conductor_new ();
  run_conductor (conductor);
  g_object_add_weak_pointer (G_OBJECT (conductor), (gpointer *) &conductor);
  g_object_unref (conductor);
  g_assert_null (conductor);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);

  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
  g_clear_pointer (&message, g_free);

  return 0;
}
