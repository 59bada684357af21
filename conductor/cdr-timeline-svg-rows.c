/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-timeline-svg-private.h"

#define LABEL_GAP 6.0
#define THIN 6.0       /* the height of what is not running */
#define MIN_WIDTH 1.0  /* of what runs, so that it can be seen */

/* The bars of one row that are drawn already end here; and the next begins there. */
typedef struct
{
  double from;
  double to;
} Room;

double
cdr_chart_get_row_middle (CdrChart *self,
                          guint     row)
{
  return self->top + (row + 0.5) * CDR_CHART_ROW;
}

static const char *
get_words (CdrOutcome outcome)
{
  switch (outcome)
    {
    case CDR_OUTCOME_UNDER_WAY:
      return "so far";

    case CDR_OUTCOME_FAILED:
      return "failed";

    case CDR_OUTCOME_TIMED_OUT:
      return "timed out";

    case CDR_OUTCOME_CANCELLED:
      return "cancelled";

    case CDR_OUTCOME_SKIPPED:
      return "skipped";

    case CDR_OUTCOME_ABANDONED:
      return "abandoned";

    case CDR_OUTCOME_NONE:
      return "not begun";

    case CDR_OUTCOME_SUCCEEDED:
    default:
      return NULL;
    }
}

static const char *
get_class (const CdrSpan *span,
           gboolean       is_shutdown)
{
  switch ((CdrOutcome) span->outcome)
    {
    case CDR_OUTCOME_FAILED:
    case CDR_OUTCOME_TIMED_OUT:
      return span->is_critical ? "bar broken held" : "bar broken";

    case CDR_OUTCOME_ABANDONED:
      return "bar abandoned";

    case CDR_OUTCOME_CANCELLED:
      return "bar cancelled";

    case CDR_OUTCOME_NONE:
    case CDR_OUTCOME_UNDER_WAY:
    case CDR_OUTCOME_SUCCEEDED:
    case CDR_OUTCOME_SKIPPED:
    default:
      if (is_shutdown)
        return span->is_critical ? "bar rollback held" : "bar rollback";
      return span->is_critical ? "bar critical held" : "bar running";
    }
}

static char *
get_label (CdrChart      *self,
           const CdrSpan *span)
{
  const char *words = get_words (span->outcome);
  g_autofree char *time = NULL;

  if (span->begin < 0)
    return g_strdup (words);

  time = cdr_chart_format_duration ((span->end >= 0 ? span->end : self->timeline->taken) -
                                    span->begin);
  return words != NULL ? g_strdup_printf ("%s, %s", time, words) : g_steal_pointer (&time);
}

/* What a pointer, or a screen reader, is told of a bar. */
static void
add_bar (CdrChart   *self,
         const char *style_class,
         gint64      from,
         gint64      to,
         double      middle,
         double      height,
         const char *title)
{
  double x = cdr_chart_get_x (self, from);
  double width = cdr_chart_get_x (self, to) - x;

  cdr_svg_open (&self->svg, "rect", style_class);
  cdr_svg_set_number (&self->svg, "x", x);
  cdr_svg_set_number (&self->svg, "y", middle - height / 2);
  cdr_svg_set_number (&self->svg, "width", MAX (width, height > THIN ? MIN_WIDTH : 0));
  cdr_svg_set_number (&self->svg, "height", height);
  if (height > THIN)
    cdr_svg_set_number (&self->svg, "rx", MIN (3, MAX (width, MIN_WIDTH) / 2));
  cdr_svg_add_title (&self->svg, title);
  cdr_svg_close (&self->svg, "rect");
}

static void
add_stage (CdrChart   *self,
           guint       number,
           const char *stage,
           gint64      from,
           gint64      to,
           double      middle)
{
  const CdrSpan *span = &self->timeline->spans[number];
  const CdrGraphNode *nodes = self->timeline->graph->nodes;
  gboolean is_queued = g_str_equal (stage, "queued");
  gboolean is_held = span->holder != CDR_SPAN_NONE && is_queued == (span->slot != CDR_SPAN_NONE);
  g_autofree char *duration = cdr_chart_format_duration (to - from);
  g_autofree char *title = NULL;

  if (from < 0 || to <= from)
    return;

  title = g_strdup_printf ("%s: %s %s%s%s", nodes[CDR_SPAN_NODE (number)].name, stage, duration,
                           is_held ? (is_queued ? " for the turn of " : " for ") : "",
                           is_held ? nodes[CDR_SPAN_NODE (span->holder)].name : "");
  add_bar (self, stage, from, to, middle, THIN, title);
}

/* Inside the bar, else to its right, else to its left, else not at all. */
static void
add_label (CdrChart   *self,
           const char *text,
           double      x,
           double      end,
           double      middle,
           Room        room)
{
  double width = cdr_svg_measure (text, CDR_SVG_NOTE);
  double y = middle + 4;

  if (width + 2 * LABEL_GAP <= end - x)
    cdr_svg_add_text (&self->svg, "note inside", x + LABEL_GAP, y, text);
  else if (end + LABEL_GAP + width <= room.to)
    cdr_svg_add_text (&self->svg, "note", end + LABEL_GAP, y, text);
  else if (x - LABEL_GAP - width >= room.from)
    cdr_svg_add_text (&self->svg, "note end", x - LABEL_GAP, y, text);
}

static void
add_run (CdrChart *self,
         guint     number,
         double    middle,
         Room      room)
{
  const CdrSpan *span = &self->timeline->spans[number];
  const CdrGraphNode *node = &self->timeline->graph->nodes[CDR_SPAN_NODE (number)];
  gboolean is_shutdown = CDR_SPAN_IS_SHUTDOWN (number);
  gboolean is_error = span->outcome > CDR_OUTCOME_SUCCEEDED && node->error != NULL;
  g_autofree char *label = get_label (self, span);
  gint64 end = cdr_chart_get_end (self, number);
  double x = cdr_chart_get_x (self, span->begin);
  g_autofree char *title = NULL;

  title = g_strdup_printf ("%s: %s, %s%s%s", node->name, is_shutdown ? "shutdown" : "setup", label,
                           is_error ? "\n" : "", is_error ? node->error : "");
  add_bar (self, get_class (span, is_shutdown), span->begin, end, middle, CDR_CHART_BAR, title);

  if (span->cancelled >= 0 && span->cancelled < end)
    {
      double cut = cdr_chart_get_x (self, span->cancelled);

      cdr_svg_add_line (&self->svg, "cut", cut, middle - CDR_CHART_BAR / 2,
                        cut, middle + CDR_CHART_BAR / 2);
    }

  add_label (self, label, x, MAX (cdr_chart_get_x (self, end), x + MIN_WIDTH), middle, room);
}

static void
add_span (CdrChart *self,
          guint     number,
          double    middle,
          Room      room)
{
  const CdrSpan *span = &self->timeline->spans[number];
  gint64 end = cdr_chart_get_end (self, number);
  g_autofree char *label = NULL;

  if (span->wanted < 0)
    return;

  add_stage (self, number, "waiting", span->wanted, span->ready >= 0 ? span->ready : end, middle);
  if (span->ready >= 0)
    add_stage (self, number, "queued", span->ready, span->begin >= 0 ? span->begin : end, middle);

  if (span->begin >= 0)
    {
      if (span->wanted < span->begin)
        room.from = cdr_chart_get_x (self, span->begin);
      add_run (self, number, middle, room);
      return;
    }

  label = get_label (self, span);
  if (label != NULL)
    add_label (self, label, cdr_chart_get_x (self, end), cdr_chart_get_x (self, end), middle, room);
}

static void
add_fault (CdrChart *self,
           guint     node,
           double    middle)
{
  gint64 time = self->timeline->faults[node];
  double x;

  if (time < 0)
    return;

  x = cdr_chart_get_x (self, time);
  cdr_svg_add_line (&self->svg, "fault", x - 4, middle - 4, x + 4, middle + 4);
  cdr_svg_add_line (&self->svg, "fault", x - 4, middle + 4, x + 4, middle - 4);
}

static void
add_row (CdrChart *self,
         guint     row)
{
  guint node = self->nodes[row];
  const CdrSpan *down = &self->timeline->spans[CDR_SPAN (node, TRUE)];
  double middle = cdr_chart_get_row_middle (self, row);
  const CdrPanel *last = &self->panels[self->n_panels - 1];
  const char *name = self->timeline->graph->nodes[node].name;
  double width = self->panels[0].x - self->label_x - 12;
  g_autofree char *fitting = cdr_svg_elide (name, CDR_SVG_NAME, width);
  Room room = { self->panels[0].x, self->width - 4 };
  double turn = down->wanted >= 0 ? cdr_chart_get_x (self, down->wanted) : room.to;

  cdr_svg_open (&self->svg, "g", NULL);
  cdr_svg_add_line (&self->svg, "grid", self->label_x, middle + CDR_CHART_ROW / 2,
                    last->x + last->width, middle + CDR_CHART_ROW / 2);
  cdr_svg_add_text (&self->svg, "name end", self->panels[0].x - 12, middle + 4.5, fitting);
  add_span (self, CDR_SPAN (node, FALSE), middle, (Room) { room.from, MIN (room.to, turn - 4) });
  add_span (self, CDR_SPAN (node, TRUE), middle, (Room) { turn, room.to });
  add_fault (self, node, middle);
  cdr_svg_close (&self->svg, "g");
}

/* From the end of what held to the begin of what was held. */
static void
add_links (CdrChart *self,
           gboolean  is_shutdown)
{
  GArray *path = self->timeline->paths[is_shutdown];

  for (guint i = 1; i < path->len; i++)
    {
      guint by = g_array_index (path, guint, i - 1);
      guint span = g_array_index (path, guint, i);
      guint row = self->rows[CDR_SPAN_NODE (span)];
      guint by_row = self->rows[CDR_SPAN_NODE (by)];
      gint64 begin = self->timeline->spans[span].begin;
      double x, y, by_y;

      if (row == G_MAXUINT || by_row == G_MAXUINT || row == by_row || begin < 0)
        continue;

      x = cdr_chart_get_x (self, begin);
      y = cdr_chart_get_row_middle (self, row);
      by_y = cdr_chart_get_row_middle (self, by_row);
      cdr_svg_add_line (&self->svg, is_shutdown ? "link back" : "link", x, by_y, x, y);
    }
}

void
cdr_chart_add_rows (CdrChart *self)
{
  add_links (self, FALSE);
  add_links (self, TRUE);

  for (guint row = 0; row < self->n_nodes; row++)
    add_row (self, row);
}
