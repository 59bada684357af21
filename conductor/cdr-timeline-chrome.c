/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-json-private.h"
#include "cdr-timeline-private.h"

/* Trace events, as Chrome's about:tracing and Perfetto read them: a row ("thread") a
 * component, in the order of beginning.
 */

#define PID 1

static void
begin_event (CdrJson    *json,
             const char *name,
             const char *kind,
             gint64      begin,
             guint       row)
{
  cdr_json_begin_object (json, NULL);
  cdr_json_add_string (json, "name", name);
  cdr_json_add_string (json, "cat", "conductor");
  cdr_json_add_string (json, "ph", kind);
  cdr_json_add_int (json, "ts", begin);
  cdr_json_add_int (json, "pid", PID);
  cdr_json_add_int (json, "tid", row);
}

static void
begin_slice (CdrJson    *json,
             const char *name,
             gint64      begin,
             gint64      end,
             guint       row)
{
  begin_event (json, name, "X", begin, row);
  cdr_json_add_int (json, "dur", end - begin);
  cdr_json_begin_object (json, "args");
}

static void
end_slice (CdrJson *json)
{
  cdr_json_end_object (json);
  cdr_json_end_object (json);
}

static void
add_name (CdrJson    *json,
          const char *kind,
          const char *name,
          guint       row)
{
  begin_event (json, kind, "M", 0, row);
  cdr_json_begin_object (json, "args");
  cdr_json_add_string (json, "name", name);
  end_slice (json);
}

/* So that rows stay as they are and are not sorted by name. */
static void
add_row (CdrJson    *json,
         const char *name,
         guint       row)
{
  add_name (json, "thread_name", name, row);
  begin_event (json, "thread_sort_index", "M", 0, row);
  cdr_json_begin_object (json, "args");
  cdr_json_add_int (json, "sort_index", row);
  end_slice (json);
}

static void
add_holder (CdrTimeline   *self,
            CdrJson       *json,
            const CdrSpan *span)
{
  if (span->holder != CDR_SPAN_NONE)
    cdr_json_add_string (json, "held by",
                         self->graph->nodes[CDR_SPAN_NODE (span->holder)].name);
}

static void
add_span (CdrTimeline *self,
          CdrJson     *json,
          guint        number,
          guint        row)
{
  const CdrSpan *span = &self->spans[number];
  const char *phase = CDR_SPAN_IS_SHUTDOWN (number) ? "shutdown" : "setup";
  const char *error = self->graph->nodes[CDR_SPAN_NODE (number)].error;
  g_autofree char *waiting = g_strconcat (phase, ": waiting", NULL);
  g_autofree char *queued = g_strconcat (phase, ": queued", NULL);

  if (span->wanted >= 0 && span->ready > span->wanted)
    {
      begin_slice (json, waiting, span->wanted, span->ready, row);
      if (span->slot == CDR_SPAN_NONE)
        add_holder (self, json, span);
      end_slice (json);
    }

  if (span->ready >= 0 && span->begin > span->ready)
    {
      begin_slice (json, queued, span->ready, span->begin, row);
      if (span->slot != CDR_SPAN_NONE)
        add_holder (self, json, span);
      end_slice (json);
    }

  if (span->begin < 0)
    return;

  begin_slice (json, phase, span->begin, span->end >= 0 ? span->end : self->taken, row);
  cdr_json_add_string (json, "outcome", cdr_timeline_get_nick (CDR_TYPE_OUTCOME, span->outcome));
  cdr_json_add_boolean (json, "critical", span->is_critical);
  cdr_json_add_int (json, "gain in us", span->gain);
  if (error != NULL && span->outcome > CDR_OUTCOME_SUCCEEDED)
    cdr_json_add_string (json, "error", error);
  end_slice (json);
}

static void
add_instant (CdrJson    *json,
             const char *name,
             gint64      time,
             guint       row,
             const char *scope)
{
  if (time < 0)
    return;

  begin_event (json, name, "i", time, row);
  cdr_json_add_string (json, "s", scope);
  cdr_json_end_object (json);
}

/**
 * cdr_timeline_to_chrome_trace:
 * @self: a timeline
 *
 * Writes the timeline as trace events, which Perfetto (`ui.perfetto.dev`) and other
 * viewers open.
 *
 * Each component is a row, with a slice for waiting, queued and running; the arguments
 * of a slice say what came of it, and who held it.
 *
 * Returns: (transfer full): JSON, always in UTF-8
 */
char *
cdr_timeline_to_chrome_trace (CdrTimeline *self)
{
  g_autofree guint *nodes = NULL;
  guint n_nodes;
  CdrJson json;

  g_return_val_if_fail (CDR_IS_TIMELINE (self), NULL);

  nodes = cdr_timeline_dup_by_begin (self, &n_nodes);

  cdr_json_init (&json);
  cdr_json_begin_object (&json, NULL);
  cdr_json_add_string (&json, "displayTimeUnit", "ms");
  cdr_json_begin_array (&json, "traceEvents");
  add_name (&json, "process_name", "Conductor", 0);
  add_row (&json, "All", 0);
  add_instant (&json, "stop", self->stop, 0, "p");
  add_instant (&json, "hurry", self->hurry, 0, "p");

  for (guint i = 0; i < n_nodes; i++)
    {
      guint row = i + 1;

      add_row (&json, self->graph->nodes[nodes[i]].name, row);
      add_span (self, &json, CDR_SPAN (nodes[i], FALSE), row);
      add_span (self, &json, CDR_SPAN (nodes[i], TRUE), row);
      add_instant (&json, "fault", self->faults[nodes[i]], row, "t");
      add_instant (&json, "late end", self->late_ends[nodes[i]], row, "t");
    }

  cdr_json_end_array (&json);
  cdr_json_end_object (&json);

  return cdr_json_finish (&json);
}
