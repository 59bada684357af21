/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-timeline-svg-private.h"

#define MAX_ROWS 300
#define MAX_ADVICE 3
#define WIDTH 1080.0
#define MAX_LABEL 230.0
#define HEAD 138.0 /* the height of what is above the rows */

/* Which rows: all, or those that say most. */

typedef struct
{
  guint  node;
  guint  rank; /* failures, then the critical paths, then all others */
  gint64 run;
  guint  first;
} Row;

static gint
compare_interest (gconstpointer a,
                  gconstpointer b,
                  gpointer      user_data)
{
  const Row *left = a;
  const Row *right = b;

  if (left->rank != right->rank)
    return left->rank < right->rank ? -1 : 1;
  if (left->run != right->run)
    return left->run > right->run ? -1 : 1;

  return left->node < right->node ? -1 : 1;
}

static gint
compare_first (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  const Row *left = a;
  const Row *right = b;

  if (left->first != right->first)
    return left->first < right->first ? -1 : 1;

  return left->node < right->node ? -1 : 1;
}

static gboolean
has_failed (const CdrSpan *span)
{
  return span->outcome == CDR_OUTCOME_FAILED || span->outcome == CDR_OUTCOME_TIMED_OUT ||
         span->outcome == CDR_OUTCOME_ABANDONED;
}

static Row
make_row (CdrTimeline *timeline,
          guint        node)
{
  const CdrSpan *up = &timeline->spans[CDR_SPAN (node, FALSE)];
  const CdrSpan *down = &timeline->spans[CDR_SPAN (node, TRUE)];
  gboolean is_failure = has_failed (up) || has_failed (down) || timeline->faults[node] >= 0;
  gboolean is_critical = up->is_critical || down->is_critical;

  return (Row) {
    .node = node,
    .rank = is_failure ? 0 : is_critical ? 1 : 2,
    .run = cdr_timeline_get_blame (timeline, node, CDR_PHASE_SETUP) +
           cdr_timeline_get_blame (timeline, node, CDR_PHASE_SHUTDOWN),
    .first = up->first,
  };
}

static void
choose_rows (CdrChart *self)
{
  guint n_all = self->timeline->graph->n_nodes;
  g_autofree Row *rows = g_new (Row, n_all + 1);

  self->rows = g_new (guint, n_all + 1);
  for (guint n = 0; n < n_all; n++)
    {
      rows[n] = make_row (self->timeline, n);
      self->rows[n] = G_MAXUINT;
    }

  self->n_nodes = MIN (n_all, MAX_ROWS);
  self->n_left_out = n_all - self->n_nodes;
  if (self->n_left_out > 0)
    g_qsort_with_data (rows, (gint) n_all, sizeof *rows, compare_interest, NULL);
  g_qsort_with_data (rows, (gint) self->n_nodes, sizeof *rows, compare_first, NULL);

  self->nodes = g_new (guint, self->n_nodes + 1);
  for (guint i = 0; i < self->n_nodes; i++)
    {
      self->nodes[i] = rows[i].node;
      self->rows[rows[i].node] = i;
    }
}

static double
measure_labels (CdrChart *self)
{
  double width = 60;

  for (guint i = 0; i < self->n_nodes; i++)
    width = MAX (width, cdr_svg_measure (self->timeline->graph->nodes[self->nodes[i]].name,
                                         CDR_SVG_NAME));

  return MIN (width + 1, MAX_LABEL);
}

/* Words. */

static gboolean
setup_failed (CdrTimeline *timeline)
{
  for (guint n = 0; n < timeline->graph->n_nodes; n++)
    {
      const CdrSpan *span = &timeline->spans[CDR_SPAN (n, FALSE)];

      if (span->outcome == CDR_OUTCOME_NONE || span->outcome == CDR_OUTCOME_CANCELLED ||
          (span->timed_out >= 0 && timeline->stop >= 0 && span->timed_out <= timeline->stop) ||
          (span->last < timeline->stop_place && has_failed (span) &&
           timeline->durations[FALSE] == timeline->stop))
        return timeline->stop >= 0;
    }

  return FALSE;
}

static char *
make_title (CdrTimeline *timeline)
{
  gboolean is_stopped = setup_failed (timeline);
  gint64 up = timeline->durations[FALSE];
  gint64 down = timeline->durations[TRUE];
  g_autofree char *up_time = cdr_chart_format_duration (up >= 0 ? up : timeline->taken);
  g_autofree char *down_time = NULL;

  if (timeline->stop < 0)
    return up >= 0 ? g_strdup_printf ("Set up in %s", up_time)
                   : g_strdup_printf ("Setting up for %s so far", up_time);

  down_time = cdr_chart_format_duration (down >= 0 ? down : timeline->taken - timeline->stop);
  return g_strdup_printf ("%s %s, %s %s%s",
                          is_stopped ? "Setup stopped after" : "Set up in", up_time,
                          is_stopped ? "rolled back in" : "shut down in", down_time,
                          down >= 0 ? "" : " so far");
}

static char *
make_subtitle (CdrChart *self)
{
  CdrTimeline *timeline = self->timeline;
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (timeline->begun_real /
                                                              G_USEC_PER_SEC);
  g_autofree char *begun = date != NULL ? g_date_time_format (date, "%Y-%m-%d %H:%M:%S UTC") : NULL;
  guint n_all = timeline->graph->n_nodes;
  guint n_failed = 0;
  GString *text = g_string_new (NULL);

  for (guint n = 0; n < n_all; n++)
    n_failed += has_failed (&timeline->spans[CDR_SPAN (n, FALSE)]) ||
                has_failed (&timeline->spans[CDR_SPAN (n, TRUE)]) || timeline->faults[n] >= 0;

  g_string_append_printf (text, "%u component%s", n_all, n_all == 1 ? "" : "s");
  if (n_failed > 0)
    g_string_append_printf (text, ", %u of them failed", n_failed);
  if (begun != NULL)
    g_string_append_printf (text, " \xc2\xb7 begun %s", begun);
  if (self->n_left_out > 0)
    g_string_append_printf (text, " \xc2\xb7 %u that matter least are left out", self->n_left_out);

  return g_string_free (text, FALSE);
}

typedef struct
{
  guint  span;
  gint64 gain;
} Advice;

/* The one that gains most of those that gain less than @advice does. */
static gboolean
find_next_advice (CdrTimeline *timeline,
                  guint        phase,
                  Advice      *advice)
{
  GArray *path = timeline->paths[phase];
  Advice best = { CDR_SPAN_NONE, 0 };

  for (guint i = 0; i < path->len; i++)
    {
      guint span = g_array_index (path, guint, i);
      gint64 gain = timeline->spans[span].gain;

      if (CDR_SPAN_IS_SHUTDOWN (span) == phase && gain < advice->gain && gain > best.gain)
        best = (Advice) { span, gain };
    }

  *advice = best;
  return best.span != CDR_SPAN_NONE;
}

/* Returns: a line for each way, with what would make most of a difference */
static GPtrArray *
make_advice (CdrTimeline *timeline)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (guint phase = 0; phase < 2; phase++)
    {
      GString *line = g_string_new (NULL);
      Advice best = { CDR_SPAN_NONE, G_MAXINT64 };

      for (guint k = 0; k < MAX_ADVICE && find_next_advice (timeline, phase, &best); k++)
        {
          g_autofree char *gain = cdr_chart_format_duration (best.gain);

          if (k == 0)
            g_string_append_printf (line, "%s would be at most %s faster without ",
                                    phase ? "Shutdown" : "Setup", gain);
          else
            g_string_append_printf (line, ", %s without ", gain);
          g_string_append (line, timeline->graph->nodes[CDR_SPAN_NODE (best.span)].name);
        }

      if (line->len > 0)
        g_ptr_array_add (lines, g_string_free (line, FALSE));
      else
        g_string_free (line, TRUE);
    }

  return lines;
}

static char *
make_description (CdrTimeline *timeline,
                  GPtrArray   *advice)
{
  GString *text = g_string_new ("A row for each component, in the order of beginning, with bars "
                                "for waiting, queueing and running.");
  GArray *path = timeline->paths[FALSE];

  for (guint i = 0; i < MIN (path->len, 20); i++)
    g_string_append_printf (text, "%s%s", i == 0 ? " The setup was held up by " : ", then ",
                            timeline->graph->nodes[CDR_SPAN_NODE (
                              g_array_index (path, guint, i))].name);
  if (path->len > 0)
    g_string_append_c (text, '.');
  for (guint i = 0; i < advice->len; i++)
    g_string_append_printf (text, " %s.", (char *) advice->pdata[i]);

  return g_string_free (text, FALSE);
}

/* The sheet. */

static double
add_key (CdrChart   *self,
         const char *style_class,
         const char *text,
         double      height,
         double      x,
         double      y)
{
  cdr_svg_add_rect (&self->svg, style_class, x, y - height / 2, 22, height);
  cdr_svg_add_text (&self->svg, "note", x + 28, y + 4, text);

  return x + 28 + cdr_svg_measure (text, CDR_SVG_NOTE) + 14;
}

static void
add_legend (CdrChart *self)
{
  double x = CDR_CHART_MARGIN;
  double y = 76;

  x = add_key (self, "waiting", "waiting", 6, x, y);
  x = add_key (self, "queued", "queued", 6, x, y);
  x = add_key (self, "bar running", "setup", 12, x, y);
  x = add_key (self, "bar critical held", "setup, critical path", 12, x, y);
  if (self->timeline->stop >= 0)
    {
      x = add_key (self, "bar rollback", "shutdown", 12, x, y);
      x = add_key (self, "bar rollback held", "shutdown, critical path", 12, x, y);
    }
  x = add_key (self, "bar broken", "failed", 12, x, y);
  add_key (self, "bar cancelled", "cancelled", 12, x, y);
}

static void
add_pattern (CdrSvg *svg)
{
  cdr_svg_open (svg, "defs", NULL);
  cdr_svg_open (svg, "pattern", NULL);
  cdr_svg_set (svg, "id", "conductor-hatch");
  cdr_svg_set (svg, "width", "5");
  cdr_svg_set (svg, "height", "5");
  cdr_svg_set (svg, "patternUnits", "userSpaceOnUse");
  cdr_svg_set (svg, "patternTransform", "rotate(45)");
  cdr_svg_add_rect (svg, "hatch-ground", 0, 0, 5, 5);
  cdr_svg_add_rect (svg, "hatch", 0, 0, 2, 5);
  cdr_svg_close (svg, "pattern");
  cdr_svg_close (svg, "defs");
}

static void
add_sheet (CdrChart *self)
{
  g_autoptr (GPtrArray) advice = make_advice (self->timeline);
  g_autofree char *title = make_title (self->timeline);
  g_autofree char *subtitle = make_subtitle (self);
  g_autofree char *description = make_description (self->timeline, advice);
  double height = self->bottom + 24 + advice->len * 18.0 + 8;

  cdr_svg_begin (&self->svg, self->width, height, title, description);
  add_pattern (&self->svg);
  cdr_svg_add_text (&self->svg, "head", CDR_CHART_MARGIN, 34, title);
  cdr_svg_add_text (&self->svg, "note", CDR_CHART_MARGIN, 54, subtitle);
  add_legend (self);
  cdr_chart_add_axis (self);
  cdr_chart_add_rows (self);

  for (guint i = 0; i < advice->len; i++)
    {
      g_autofree char *line = cdr_svg_elide (advice->pdata[i], CDR_SVG_NOTE,
                                             self->width - 2 * CDR_CHART_MARGIN);

      cdr_svg_add_text (&self->svg, "note", CDR_CHART_MARGIN, self->bottom + 26 + i * 18.0, line);
    }
}

/**
 * cdr_timeline_to_svg:
 * @self: a timeline
 *
 * Draws the timeline: a row for each component, in the order of beginning, with a bar
 * for waiting, queued and running, for setup and shutdown.
 *
 * The critical path stands out, and so do failures. The picture stands alone, is light
 * or dark as the reader prefers, and has text alternatives. At most 300 components are
 * drawn: failures and the critical path first, then those that ran longest; it says how
 * many are left out.
 *
 * Returns: (transfer full): SVG, always in UTF-8
 */
char *
cdr_timeline_to_svg (CdrTimeline *self)
{
  CdrChart chart = { .timeline = self, .width = WIDTH, .label_x = CDR_CHART_MARGIN };
  double labels;
  char *text;

  g_return_val_if_fail (CDR_IS_TIMELINE (self), NULL);

  choose_rows (&chart);
  labels = CDR_CHART_MARGIN + measure_labels (&chart) + 12;
  chart.top = HEAD;
  chart.bottom = HEAD + chart.n_nodes * CDR_CHART_ROW;
  cdr_chart_place_panels (&chart, labels, WIDTH - labels - CDR_CHART_MARGIN - 60);

  add_sheet (&chart);
  text = cdr_svg_finish (&chart.svg);

  g_free (chart.nodes);
  g_free (chart.rows);
  return text;
}
