/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

#include "cdr-timeline-private.h"
#include "cdr-timeline-svg-private.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#ifdef CDR_HAVE_SYSPROF
# include <sysprof-capture.h>
#endif

/* What is made of a timeline: files of fixed runs, byte by byte; pictures, whose bars
 * are where the times say; and names that would break out of every format.
 */

#define N_APPLICATION 8

static GType types[N_APPLICATION];
static GType hostile[3];

static const guint setup_ms[N_APPLICATION] = { 12, 85, 40, 150, 60, 30, 95, 20 };
static const guint shutdown_ms[N_APPLICATION] = { 4, 30, 12, 45, 8, 15, 60, 5 };

static const char hostile_name[] =
  "</script><b>\"'&]]>\\ \xe2\x80\xa8\xd8\xa7 {{x}} %s \xf0\x9f\x92\xa5\xc2\x85";

static void
add_application (Fixture *fixture)
{
  for (guint i = 0; i < N_APPLICATION; i++)
    {
      cdr_test_script (types[i], CDR_PHASE_SETUP, CDR_TEST_OK, setup_ms[i]);
      cdr_test_script (types[i], CDR_PHASE_SHUTDOWN, CDR_TEST_OK, shutdown_ms[i]);
    }
  cdr_conductor_add (fixture->conductor, types[N_APPLICATION - 1]);
  cdr_conductor_add (fixture->conductor, types[6]);
}

static CdrTimeline *
take (Fixture *fixture)
{
  CdrTimeline *timeline = cdr_conductor_dup_timeline (fixture->conductor);

  g_assert_nonnull (timeline);
  timeline->begun_real = G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC;
  return timeline;
}

/* Golden files. CDR_GOLDEN_WRITE=1 makes them anew. */

static void
assert_golden (const char *name,
               const char *suffix,
               char       *taken_text)
{
  g_autofree char *text = taken_text;
  g_autofree char *file = g_strconcat (name, suffix, NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", file, NULL);
  g_autofree char *expected = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_utf8_validate (text, -1, NULL));

  if (g_getenv ("CDR_GOLDEN_WRITE") != NULL)
    {
      g_file_set_contents (path, text, -1, &error);
      g_assert_no_error (error);
    }

  g_file_get_contents (path, &expected, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_goldens (CdrTimeline *timeline,
                const char  *name)
{
  assert_golden (name, ".txt", cdr_timeline_to_text (timeline));
  assert_golden (name, ".json", cdr_timeline_to_json (timeline));
  assert_golden (name, ".trace.json", cdr_timeline_to_chrome_trace (timeline));
  assert_golden (name, ".svg", cdr_timeline_to_svg (timeline));
}

static void
test_golden_setup (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;

  add_application (fixture);
  cdr_test_setup_ok (fixture);
  timeline = take (fixture);
  assert_goldens (timeline, "timeline-setup");
  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

static void
test_golden_shutdown (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;

  add_application (fixture);
  cdr_conductor_set_max_concurrent (fixture->conductor, 2);
  cdr_test_setup_ok (fixture);
  cdr_test_run_for (fixture, 3600 * 1000);
  cdr_test_shutdown_ok (fixture);
  timeline = take (fixture);
  assert_goldens (timeline, "timeline-shutdown");
  cdr_test_log_clear ();
}

static void
test_golden_rollback (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;

  add_application (fixture);
  cdr_test_script (types[4], CDR_PHASE_SETUP, CDR_TEST_FAIL, 60);
  cdr_test_script (types[3], CDR_PHASE_SETUP, CDR_TEST_SLOW_GIVE_UP, 25);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "it broke");
  timeline = take (fixture);
  assert_goldens (timeline, "timeline-rollback");
  cdr_test_log_clear ();
}

/* The picture. */

typedef struct
{
  CdrTimeline *timeline;
  double       from[2], to[2], x[2], width[2]; /* of panels */
  guint        n_panels;
  GArray      *bars;  /* double: x and width, of what ran */
  GString     *texts; /* all that is written */
  char        *style_class;
  guint        depth;
} Picture;

static double
parse_number (const char **names,
              const char **values,
              const char  *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      char *end;
      double number;

      if (!g_str_equal (names[i], name))
        continue;
      number = g_ascii_strtod (values[i], &end);
      g_assert_cmpstr (end, ==, "");
      return number;
    }

  g_assert_not_reached ();
}

static const char *
get_attribute (const char **names,
               const char **values,
               const char  *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_str_equal (names[i], name))
        return values[i];
    }

  return NULL;
}

static void
element_cb (GMarkupParseContext  *context,
            const char           *element,
            const char          **names,
            const char          **values,
            gpointer              user_data,
            GError              **error)
{
  Picture *self = user_data;
  const char *style_class = get_attribute (names, values, "class");

  g_assert_cmpstr (element, !=, "script");
  g_assert_cmpstr (element, !=, "b");

  if (get_attribute (names, values, "data-from") != NULL)
    {
      guint i = self->n_panels++;

      g_assert_cmpuint (i, <, 2);
      self->from[i] = parse_number (names, values, "data-from");
      self->to[i] = parse_number (names, values, "data-to");
      self->x[i] = parse_number (names, values, "data-x");
      self->width[i] = parse_number (names, values, "data-width");
    }

  /* Bars have rounded corners, those of the legend have not. */
  if (g_str_equal (element, "rect") && style_class != NULL &&
      g_str_has_prefix (style_class, "bar ") && get_attribute (names, values, "rx") != NULL)
    {
      double bar[] = { parse_number (names, values, "x"), parse_number (names, values, "width") };

      g_array_append_vals (self->bars, bar, 2);
    }
}

static void
text_cb (GMarkupParseContext  *context,
         const char           *text,
         gsize                 size,
         gpointer              user_data,
         GError              **error)
{
  Picture *self = user_data;

  g_string_append_len (self->texts, text, (gssize) size);
  g_string_append_c (self->texts, '\n');
}

static void
parse_picture (Picture    *self,
               const char *text)
{
  const GMarkupParser parser = { .start_element = element_cb, .text = text_cb };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, self, NULL);
  g_autoptr (GError) error = NULL;

  self->bars = g_array_new (FALSE, FALSE, sizeof (double));
  self->texts = g_string_new (NULL);
  g_markup_parse_context_parse (context, text, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
}

static void
clear_picture (Picture *self)
{
  g_array_unref (self->bars);
  g_string_free (self->texts, TRUE);
}

static double
get_x (Picture *self,
       gint64   time)
{
  guint i = self->n_panels > 1 && time >= self->from[1] ? 1 : 0;

  g_assert_cmpint (time, <=, self->to[i]);
  return self->x[i] + (time - self->from[i]) * self->width[i] / (self->to[i] - self->from[i]);
}

/* Some bar is just there. */
static void
assert_bar (Picture *self,
            gint64   begin,
            gint64   end)
{
  double x = get_x (self, begin);
  double width = get_x (self, end) - x;

  for (guint i = 0; i < self->bars->len; i += 2)
    {
      if (ABS (g_array_index (self->bars, double, i) - x) < 0.011 &&
          ABS (g_array_index (self->bars, double, i + 1) - MAX (width, 1)) < 0.011)
        return;
    }

  g_error ("There is no bar from %.2f, %.2f wide", x, width);
}

static void
assert_bars (CdrTimeline *timeline)
{
  g_autofree char *text = cdr_timeline_to_svg (timeline);
  Picture picture = { .timeline = timeline };
  guint n_bars = 0;

  parse_picture (&picture, text);

  for (guint s = 0; s < 2 * timeline->graph->n_nodes; s++)
    {
      const CdrSpan *span = &timeline->spans[s];

      if (span->begin < 0)
        continue;
      n_bars++;
      assert_bar (&picture, span->begin, span->end >= 0 ? span->end : timeline->taken);
    }

  g_assert_cmpuint (picture.bars->len, ==, 2 * n_bars);
  clear_picture (&picture);
}

static void
test_bars (Fixture *fixture)
{
  g_autoptr (CdrTimeline) before = NULL;
  g_autoptr (CdrTimeline) during = NULL;
  g_autoptr (CdrTimeline) after = NULL;
  g_auto (Outcome) outcome = { 0 };

  add_application (fixture);
  cdr_conductor_set_max_concurrent (fixture->conductor, 3);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 70);
  before = take (fixture);
  assert_bars (before);

  cdr_test_wait (fixture, &outcome);
  during = take (fixture);
  assert_bars (during);

  cdr_test_run_for (fixture, 7200 * 1000);
  cdr_test_shutdown_ok (fixture);
  after = take (fixture);
  assert_bars (after);
  cdr_test_log_clear ();
}

/* Nobody gets out of a text. */
static void
test_hostile (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;
  g_autofree char *svg = NULL;
  g_autofree char *json = NULL;
  g_autofree char *trace = NULL;
  g_autofree char *text = NULL;
  Picture picture = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (CdrComponent) component = g_object_new (hostile[i], "name", hostile_name, NULL);

      g_assert_true (cdr_conductor_add_component (fixture->conductor, component,
                                                  CDR_NEED_REQUIRED, NULL));
    }
  cdr_test_script (hostile[2], CDR_PHASE_SETUP, CDR_TEST_FAIL, 5);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "it broke");
  timeline = take (fixture);

  svg = cdr_timeline_to_svg (timeline);
  json = cdr_timeline_to_json (timeline);
  trace = cdr_timeline_to_chrome_trace (timeline);
  text = cdr_timeline_to_text (timeline);

  parse_picture (&picture, svg);
  g_assert_nonnull (strstr (picture.texts->str, "</script><b>\"'&]]>\\"));
  clear_picture (&picture);

  g_assert_null (strstr (svg, "<b>"));
  g_assert_null (strstr (json, "</script"));
  g_assert_null (strstr (json, "\xe2\x80\xa8"));
  g_assert_null (strstr (trace, "</script"));
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    g_assert_true (*c == '\n' || !g_unichar_iscntrl (g_utf8_get_char (c)));

  assert_goldens (timeline, "timeline-hostile");
  cdr_test_log_clear ();
}

/* What the profiler's own reader finds in its file. */
static void
test_sysprof (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "conductor-test-XXXXXX", NULL);
  g_autoptr (CdrTimeline) timeline = NULL;
  g_autoptr (GError) error = NULL;

  add_application (fixture);
  cdr_test_setup_ok (fixture);
  timeline = take (fixture);
  close (g_mkstemp (path));

#ifdef CDR_HAVE_SYSPROF
  {
    SysprofCaptureReader *reader;
    SysprofCaptureFrameType type;
    guint n_marks = 0;

    g_assert_true (cdr_timeline_write_sysprof (timeline, path, &error));
    g_assert_no_error (error);
    reader = sysprof_capture_reader_new (path);
    g_assert_nonnull (reader);

    while (sysprof_capture_reader_peek_type (reader, &type))
      {
        const SysprofCaptureMark *mark;
        const CdrSpan *span;
        guint node;

        if (type != SYSPROF_CAPTURE_FRAME_MARK)
          {
            g_assert_true (sysprof_capture_reader_skip (reader));
            continue;
          }
        mark = sysprof_capture_reader_read_mark (reader);
        g_assert_true (cdr_graph_find_name (timeline->graph, mark->name, &node));
        span = &timeline->spans[CDR_SPAN (node, g_str_equal (mark->group, "shutdown"))];
        g_assert_cmpint (mark->frame.time, ==, span->begin * 1000);
        g_assert_cmpint (mark->duration, ==, (span->end - span->begin) * 1000);
        n_marks++;
      }
    g_assert_cmpuint (n_marks, ==, N_APPLICATION);
    sysprof_capture_reader_unref (reader);

    g_assert_false (cdr_timeline_write_sysprof (timeline, "/nowhere/at/all", &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  }
#else
  g_assert_false (cdr_timeline_write_sysprof (timeline, path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
#endif

  g_unlink (path);
  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

/* Large ones, of which no component is made. */

static CdrGraph *
make_layers (guint n_nodes,
             guint n_layers)
{
  CdrGraph *graph = g_object_new (CDR_TYPE_GRAPH, NULL);
  guint n_wide = n_nodes / n_layers;
  g_autofree guint *n_told = g_new0 (guint, n_nodes + 1);

  graph->n_nodes = n_nodes;
  graph->nodes = g_new0 (CdrGraphNode, n_nodes + 1);
  graph->edges = g_new0 (CdrGraphEdge, 2 * n_nodes + 1);
  graph->dependents = g_new0 (guint, 2 * n_nodes + 1);

  for (guint n = 0; n <= n_nodes; n++)
    {
      graph->nodes[n].first_edge = graph->n_edges;
      if (n == n_nodes)
        break;
      graph->nodes[n].name = g_strdup_printf ("Component%u", n);
      graph->nodes[n].type = CDR_TYPE_COMPONENT;
      graph->nodes[n].is_root = TRUE;
      for (guint i = 0; i < 2 && n >= n_wide; i++)
        {
          guint to = n - n_wide - (i * 7) % (n - n_wide + 1);

          graph->edges[graph->n_edges++] = (CdrGraphEdge) { "it", n, to, CDR_NEED_REQUIRED };
          n_told[to]++;
        }
    }

  for (guint n = 0; n < n_nodes; n++)
    graph->nodes[n + 1].first_dependent = graph->nodes[n].first_dependent + n_told[n];
  memset (n_told, 0, n_nodes * sizeof (guint));
  for (guint e = 0; e < graph->n_edges; e++)
    {
      guint to = graph->edges[e].to;

      graph->dependents[graph->nodes[to].first_dependent + n_told[to]++] = e;
    }

  return graph;
}

/* One after the other, in topological order. */
static CdrTimeline *
make_long (guint n_nodes)
{
  g_autoptr (CdrGraph) graph = make_layers (n_nodes, 10);
  g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (CdrTraceRecord));
  CdrTraceRecord record = { 0, CDR_TRACE_WHOLE, CDR_TRACE_SETUP_WANTED };

  g_array_append_val (records, record);
  for (guint layer = 0; layer < 10; layer++)
    {
      guint from = layer * (n_nodes / 10);
      guint to = layer == 9 ? n_nodes : from + n_nodes / 10;

      for (guint n = from; n < to; n++)
        {
          record.node = n;
          record.event = CDR_TRACE_SETUP_BEGIN;
          g_array_append_val (records, record);
        }
      for (guint n = from; n < to; n++)
        {
          record.time_us += 10 + n % 7;
          record.node = n;
          record.event = n % 97 == 96 && layer == 9 ? CDR_TRACE_SETUP_FAILED
                                                    : CDR_TRACE_SETUP_SUCCEEDED;
          if (record.event == CDR_TRACE_SETUP_FAILED)
            graph->nodes[n].is_root = FALSE;
          g_array_append_val (records, record);
        }
    }

  return cdr_timeline_new (graph, (CdrTraceRecord *) (gpointer) records->data, records->len,
                           record.time_us, 0);
}

static void
test_folded (void)
{
  g_autoptr (CdrTimeline) timeline = make_long (3000);
  g_autofree char *text = cdr_timeline_to_svg (timeline);
  g_autofree guint *path = NULL;
  Picture picture = { NULL };
  gsize n_path;

  parse_picture (&picture, text);
  g_assert_cmpuint (picture.bars->len, ==, 2 * 300);
  g_assert_nonnull (strstr (picture.texts->str, "2700 that matter least are left out"));

  path = cdr_timeline_dup_critical_path (timeline, CDR_PHASE_SETUP, &n_path);
  g_assert_cmpuint (n_path, ==, 10);
  for (gsize i = 0; i < n_path; i++)
    {
      g_autofree char *line = g_strdup_printf ("\n%s\n", timeline->graph->nodes[path[i]].name);

      g_assert_nonnull (strstr (picture.texts->str, line));
    }
  for (guint n = 0; n < 3000; n++)
    {
      g_autofree char *line = g_strdup_printf ("\nComponent%u\n", n);

      if (timeline->spans[CDR_SPAN (n, FALSE)].outcome == CDR_OUTCOME_FAILED)
        g_assert_nonnull (strstr (picture.texts->str, line));
    }
  clear_picture (&picture);
}

/* As many bytes for each: nothing is quadratic. */
static void
test_scale (void)
{
  gint64 times[2][5];
  const guint sizes[] = { 10000, 100000 };

  for (guint i = 0; i < 2; i++)
    {
      gint64 begun = g_get_real_time ();
      g_autoptr (CdrTimeline) timeline = make_long (sizes[i]);
      g_autofree char *json = NULL;
      g_autofree char *trace = NULL;
      g_autofree char *svg = NULL;
      g_autofree char *text = NULL;

      times[i][0] = g_get_real_time () - begun;
      begun = g_get_real_time ();
      json = cdr_timeline_to_json (timeline);
      times[i][1] = g_get_real_time () - begun;
      begun = g_get_real_time ();
      trace = cdr_timeline_to_chrome_trace (timeline);
      times[i][2] = g_get_real_time () - begun;
      begun = g_get_real_time ();
      svg = cdr_timeline_to_svg (timeline);
      times[i][3] = g_get_real_time () - begun;
      begun = g_get_real_time ();
      text = cdr_timeline_to_text (timeline);
      times[i][4] = g_get_real_time () - begun;

      g_test_message ("%u: graph and timeline %d ms, json %d ms (%u KiB), trace %d ms (%u KiB), "
                      "svg %d ms (%u KiB), text %d ms", sizes[i], (int) (times[i][0] / 1000),
                      (int) (times[i][1] / 1000), (guint) (strlen (json) / 1024),
                      (int) (times[i][2] / 1000), (guint) (strlen (trace) / 1024),
                      (int) (times[i][3] / 1000), (guint) (strlen (svg) / 1024),
                      (int) (times[i][4] / 1000));
      g_assert_cmpuint (strlen (json), <, 2000 * (gsize) sizes[i]);
      g_assert_cmpuint (strlen (trace), <, 2000 * (gsize) sizes[i]);
      g_assert_cmpuint (strlen (svg), <, 400 * 1024);
    }
}

static void
test_durations (void)
{
  const struct
  {
    gint64      us;
    const char *text;
  } cases[] = {
    { 0, "0 \xc2\xb5s" }, { 999, "999 \xc2\xb5s" }, { 1500, "1.5 ms" }, { 150000, "150 ms" },
    { 1250000, "1.25 s" }, { 119000000, "119 s" }, { 200000000, "3 min 20 s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = cdr_chart_format_duration (cases[i].us);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  types[0] = cdr_test_type_new ("Config", NULL);
  types[1] = cdr_test_type_new ("Database", "config", types[0], NULL);
  types[2] = cdr_test_type_new ("Cache", "config", types[0], NULL);
  types[3] = cdr_test_type_new ("Search", "database", types[1], NULL);
  types[4] = cdr_test_type_new ("Accounts", "database", types[1], "cache", types[2], NULL);
  types[5] = cdr_test_type_new ("Metrics", NULL);
  types[6] = cdr_test_type_new ("Workers", "accounts", types[4], "metrics", types[5], NULL);
  types[7] = cdr_test_type_new ("WebApi", "search", types[3], "accounts", types[4], NULL);
  hostile[0] = cdr_test_type_new ("Bad0", NULL);
  hostile[1] = cdr_test_type_new ("Bad1", "bad", hostile[0], NULL);
  hostile[2] = cdr_test_type_new ("Bad2", "bad", hostile[1], NULL);

  cdr_test_add ("/timeline/texts/golden/setup", test_golden_setup);
  cdr_test_add ("/timeline/texts/golden/shutdown", test_golden_shutdown);
  cdr_test_add ("/timeline/texts/golden/rollback", test_golden_rollback);
  cdr_test_add ("/timeline/texts/bars", test_bars);
  cdr_test_add ("/timeline/texts/hostile", test_hostile);
  cdr_test_add ("/timeline/texts/sysprof", test_sysprof);
  g_test_add_func ("/timeline/texts/folded", test_folded);
  g_test_add_func ("/timeline/texts/scale", test_scale);
  g_test_add_func ("/timeline/texts/durations", test_durations);

  return g_test_run ();
}
