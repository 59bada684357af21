/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-timeline-private.h"

#include <string.h>

/* A table for terminals. Names are one line and clean already, but may be wide: columns
 * are counted in cells, of which a wide character takes two and a combining one none.
 */

#define MAX_NAME_CELLS 32
#define MAX_BLAMED 10

static guint
count_cells (gunichar character)
{
  if (g_unichar_iszerowidth (character))
    return 0;

  return g_unichar_iswide (character) ? 2 : 1;
}

/* Fills up with spaces, or cuts with an ellipsis. */
static void
append_padded (GString    *text,
               const char *name,
               guint       n_cells)
{
  guint used = 0;
  guint fitting_used = 0;
  const char *fitting = name;
  const char *c;

  for (c = name; *c != '\0' && used <= n_cells; c = g_utf8_next_char (c))
    {
      if (used < n_cells)
        {
          fitting = c;
          fitting_used = used;
        }
      used += count_cells (g_utf8_get_char (c));
    }

  if (used <= n_cells)
    g_string_append_len (text, name, c - name);
  else
    {
      g_string_append_len (text, name, fitting - name);
      g_string_append (text, "\xe2\x80\xa6");
      used = fitting_used + 1;
    }

  for (; used < n_cells; used++)
    g_string_append_c (text, ' ');
}

static guint
get_name_cells (CdrTimeline *self)
{
  guint n_cells = strlen ("COMPONENT");

  for (guint n = 0; n < self->graph->n_nodes; n++)
    {
      guint used = 0;

      for (const char *c = self->graph->nodes[n].name; *c != '\0'; c = g_utf8_next_char (c))
        used += count_cells (g_utf8_get_char (c));
      n_cells = MAX (n_cells, MIN (used, MAX_NAME_CELLS));
    }

  return n_cells;
}

/* In every locale alike. */
static char *
format_ms (gint64 us)
{
  if (us < 0)
    return g_strdup ("-");

  return g_strdup_printf ("%" G_GINT64_FORMAT ".%03d ms", us / 1000, (int) (us % 1000));
}

static void
append_ms (GString *text,
           gint64   us)
{
  g_autofree char *number = format_ms (us);

  g_string_append_printf (text, " %14s", number);
}

static gint64
get_difference (gint64 from,
                gint64 to)
{
  return from >= 0 && to >= 0 ? to - from : -1;
}

static gint
compare_begins (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const CdrSpan *spans = user_data;
  guint first_a = spans[*(const guint *) a].first;
  guint first_b = spans[*(const guint *) b].first;

  if (first_a != first_b)
    return first_a < first_b ? -1 : 1;

  return *(const guint *) a < *(const guint *) b ? -1 : 1;
}

/* All of a phase that were wanted, in the order of beginning; skipped ones where that
 * was known.
 */
static void
append_table (CdrTimeline *self,
              GString     *text,
              gboolean     is_shutdown,
              guint        n_cells)
{
  g_autofree guint *order = g_new (guint, self->graph->n_nodes + 1);
  guint n_spans = 0;

  for (guint n = 0; n < self->graph->n_nodes; n++)
    {
      if (self->spans[CDR_SPAN (n, is_shutdown)].wanted >= 0)
        order[n_spans++] = CDR_SPAN (n, is_shutdown);
    }
  g_qsort_with_data (order, (gint) n_spans, sizeof (guint), compare_begins, self->spans);

  append_padded (text, "COMPONENT", n_cells);
  g_string_append_printf (text, " %14s %14s %14s  %s\n", "WAITED", "QUEUED", "RAN", "OUTCOME");

  for (guint i = 0; i < n_spans; i++)
    {
      const CdrSpan *span = &self->spans[order[i]];
      gint64 end = span->end >= 0 || span->begin < 0 ? span->end : self->taken;

      append_padded (text, self->graph->nodes[CDR_SPAN_NODE (order[i])].name, n_cells);
      append_ms (text, get_difference (span->wanted, span->ready));
      append_ms (text, get_difference (span->ready, span->begin));
      append_ms (text, get_difference (span->begin, end));
      g_string_append_printf (text, "  %s%s\n",
                              cdr_timeline_get_nick (CDR_TYPE_OUTCOME, span->outcome),
                              span->is_critical ? " *" : "");
    }
}

static void
append_blame (CdrTimeline *self,
              GString     *text,
              gboolean     is_shutdown)
{
  CdrPhase phase = is_shutdown ? CDR_PHASE_SHUTDOWN : CDR_PHASE_SETUP;
  g_autofree guint *nodes = NULL;
  guint n_nodes;

  nodes = cdr_timeline_dup_by_blame (self, is_shutdown, &n_nodes);
  if (n_nodes == 0)
    return;

  g_string_append (text, "\nWhat ran longest:\n");
  for (guint i = 0; i < MIN (n_nodes, MAX_BLAMED); i++)
    {
      append_ms (text, cdr_timeline_get_blame (self, nodes[i], phase));
      g_string_append_printf (text, "  %s\n", self->graph->nodes[nodes[i]].name);
    }
  if (n_nodes > MAX_BLAMED)
    g_string_append_printf (text, "  and %u more\n", n_nodes - MAX_BLAMED);
}

static void
append_critical_path (CdrTimeline *self,
                      GString     *text,
                      gboolean     is_shutdown)
{
  GArray *path = self->paths[is_shutdown];
  const char *phase = is_shutdown ? "shutdown" : "setup";

  if (path->len == 0)
    return;

  g_string_append (text, "\nWhat held everything up, in this order (*):\n");
  for (guint i = 0; i < path->len; i++)
    {
      guint span = g_array_index (path, guint, i);
      gboolean is_other = CDR_SPAN_IS_SHUTDOWN (span) != (guint) is_shutdown;
      const char *name = self->graph->nodes[CDR_SPAN_NODE (span)].name;
      gint64 gain = self->spans[span].gain;
      g_autofree char *faster = format_ms (gain);

      g_string_append_printf (text, "  %s%s", name, is_other ? " (its setup)" : "");
      if (gain > 0 && !is_other)
        g_string_append_printf (text, ": %s would be at most %s faster without it",
                                phase, faster);
      g_string_append_c (text, '\n');
    }
}

static void
append_head (CdrTimeline *self,
             GString     *text,
             gboolean     is_shutdown)
{
  gint64 duration = self->durations[is_shutdown];
  gint64 since = is_shutdown ? self->stop : 0;
  g_autofree char *number = format_ms (duration >= 0 ? duration : self->taken - since);
  g_autofree char *stop = format_ms (self->stop);
  g_autofree char *hurry = format_ms (self->hurry);

  if (!is_shutdown)
    {
      g_string_append_printf (text, "Setup: %s%s\n\n", number, duration < 0 ? " so far" : "");
      return;
    }

  g_string_append_printf (text, "\nShutdown: %s%s, wanted at %s", number,
                          duration < 0 ? " so far" : "", stop);
  if (self->hurry >= 0)
    g_string_append_printf (text, ", in a hurry since %s", hurry);
  g_string_append (text, "\n\n");
}

/* Some went down though nothing stopped: what only failed components wanted. */
static gboolean
has_shutdowns (CdrTimeline *self)
{
  for (guint n = 0; n < self->graph->n_nodes; n++)
    {
      if (self->spans[CDR_SPAN (n, TRUE)].wanted >= 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * cdr_timeline_to_text:
 * @self: a timeline
 *
 * Writes the timeline as tables for a terminal: how long each component waited, was
 * queued and ran, what ran longest, and what held everything up.
 *
 * Returns: (transfer full): lines of text
 */
char *
cdr_timeline_to_text (CdrTimeline *self)
{
  GString *text;
  guint n_cells;

  g_return_val_if_fail (CDR_IS_TIMELINE (self), NULL);

  text = g_string_new (NULL);
  n_cells = get_name_cells (self);

  append_head (self, text, FALSE);
  append_table (self, text, FALSE, n_cells);
  append_blame (self, text, FALSE);
  append_critical_path (self, text, FALSE);

  if (self->stop >= 0)
    append_head (self, text, TRUE);
  else if (has_shutdowns (self))
    g_string_append (text, "\nShutdown of what was not needed any more:\n\n");
  else
    return g_string_free (text, FALSE);

  append_table (self, text, TRUE, n_cells);
  append_blame (self, text, TRUE);
  append_critical_path (self, text, TRUE);

  return g_string_free (text, FALSE);
}
