/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-timeline-svg-private.h"

/* Where a time is. The way up and the way down may be hours apart: then each has a panel
 * and a scale of its own.
 */

#define BREAK 40.0     /* between two panels */
#define MIN_SHARE 0.25 /* of the width, for the shorter one */
#define TICK 90.0      /* between two ticks, about */

/* In every locale alike. */
char *
cdr_chart_format_duration (gint64 us)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (us >= 120 * G_USEC_PER_SEC)
    return g_strdup_printf ("%" G_GINT64_FORMAT " min %d s", us / (60 * G_USEC_PER_SEC),
                            (int) (us / G_USEC_PER_SEC % 60));
  if (us >= G_USEC_PER_SEC)
    return g_strdup_printf ("%s s", g_ascii_formatd (number, sizeof number, "%.3g",
                                                     us / (double) G_USEC_PER_SEC));
  if (us >= 1000)
    return g_strdup_printf ("%s ms", g_ascii_formatd (number, sizeof number, "%.3g", us / 1000.0));

  return g_strdup_printf ("%d \xc2\xb5s", (int) us);
}

/* When a span's bar ends, if there is one. */
gint64
cdr_chart_get_end (CdrChart *self,
                   guint     span)
{
  const CdrSpan *found = &self->timeline->spans[span];

  if (found->end >= 0)
    return found->end;
  if (found->begin >= 0 || self->timeline->stop < 0)
    return found->wanted >= 0 ? self->timeline->taken : -1;

  return found->wanted >= 0 ? MAX (found->wanted, self->timeline->stop) : -1;
}

static void
find_ends (CdrChart *self,
           gint64   *up,
           gint64   *last)
{
  CdrTimeline *timeline = self->timeline;

  *up = *last = 1;
  for (guint s = 0; s < 2 * timeline->graph->n_nodes; s++)
    {
      gint64 end = cdr_chart_get_end (self, s);

      *last = MAX (*last, end);
      if (timeline->spans[s].first < timeline->stop_place)
        *up = MAX (*up, end);
    }

  for (guint n = 0; n < timeline->graph->n_nodes; n++)
    *last = MAX (*last, MAX (timeline->faults[n], timeline->late_ends[n]));
  *last = MAX (*last, timeline->stop);
}

void
cdr_chart_place_panels (CdrChart *self,
                        double    x,
                        double    width)
{
  gint64 stop = self->timeline->stop;
  gint64 up, last;
  gint64 pad;
  double share;

  find_ends (self, &up, &last);
  pad = MAX (1, (up + (stop >= 0 ? last - stop : 0)) / 50);

  if (stop < 0 || stop - up < 4 * pad)
    {
      self->panels[0] = (CdrPanel) { 0, last, x, width };
      self->n_panels = 1;
      return;
    }

  share = up / (double) (up + last - stop + 2 * pad);
  share = CLAMP (share, MIN_SHARE, 1 - MIN_SHARE);
  self->panels[0] = (CdrPanel) { 0, up + pad, x, (width - BREAK) * share };
  self->panels[1] = (CdrPanel) { stop - pad, last, x + self->panels[0].width + BREAK,
                                 (width - BREAK) * (1 - share) };
  self->n_panels = 2;
}

/* What lies between two panels is at the end of the first. */
double
cdr_chart_get_x (CdrChart *self,
                 gint64    time)
{
  const CdrPanel *panel = &self->panels[0];
  double scale;

  if (self->n_panels > 1 && time >= self->panels[1].from)
    panel = &self->panels[1];

  scale = panel->width / (double) (panel->to - panel->from);
  return panel->x + (MIN (time, panel->to) - panel->from) * scale;
}

/* 1, 2 or 5 of a unit. */
static gint64
choose_step (const CdrPanel *panel)
{
  double least = (panel->to - panel->from) * TICK / panel->width;
  gint64 step = 1;

  while (step < least)
    {
      if (2 * step >= least)
        return 2 * step;
      if (5 * step >= least)
        return 5 * step;
      step *= 10;
    }

  return step;
}

static void
add_tick (CdrChart *self,
          gint64    time,
          gint64    shown)
{
  double x = cdr_chart_get_x (self, time);
  g_autofree char *text = cdr_chart_format_duration (shown);

  cdr_svg_add_line (&self->svg, "grid", x, self->top - 6, x, self->bottom);

  /* Where the way down begins is a flag. */
  if (shown > 0 || time == 0)
    cdr_svg_add_text (&self->svg, "note middle", x, self->top - 12, shown == 0 ? "0" : text);
}

static void
add_panel (CdrChart       *self,
           const CdrPanel *panel)
{
  gint64 origin = panel->from == 0 ? 0 : self->timeline->stop;
  gint64 step = choose_step (panel);

  cdr_svg_open (&self->svg, "g", NULL);
  cdr_svg_set_number (&self->svg, "data-from", panel->from);
  cdr_svg_set_number (&self->svg, "data-to", panel->to);
  cdr_svg_set_number (&self->svg, "data-x", panel->x);
  cdr_svg_set_number (&self->svg, "data-width", panel->width);
  cdr_svg_add_rect (&self->svg, "panel", panel->x, self->top - 6, panel->width,
                    self->bottom - self->top + 6);
  for (gint64 time = origin; time <= panel->to; time += step)
    add_tick (self, time, time - origin);
  cdr_svg_close (&self->svg, "g");
}

static void
add_moment (CdrChart   *self,
            const char *name,
            gint64      time,
            double      y)
{
  double x = cdr_chart_get_x (self, time);
  double width = cdr_svg_measure (name, CDR_SVG_NOTE) + 12;

  /* A flag, on the side where there is room for it. */
  double left = x + width <= self->width - CDR_CHART_MARGIN / 2 ? x : x - width;

  cdr_svg_add_line (&self->svg, "moment", x, y, x, self->bottom);
  cdr_svg_add_rect (&self->svg, "flag", left, y, width, 17);
  cdr_svg_add_text (&self->svg, "note flagged", left + 6, y + 12.5, name);
}

/* Ticks, and when all began to go down or to hurry. */
void
cdr_chart_add_axis (CdrChart *self)
{
  CdrTimeline *timeline = self->timeline;

  for (guint i = 0; i < self->n_panels; i++)
    add_panel (self, &self->panels[i]);

  if (timeline->stop >= 0)
    add_moment (self, "stop", timeline->stop, self->top - 44);
  if (timeline->hurry >= 0)
    add_moment (self, "hurry", timeline->hurry,
                timeline->hurry == timeline->stop ? self->top - 62 : self->top - 44);
}
