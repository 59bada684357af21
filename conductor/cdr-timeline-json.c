/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-json-private.h"
#include "cdr-timeline-private.h"

/* As docs/timeline-format.md describes it. Times are in microseconds; what did not
 * happen is null.
 */

static void
add_time (CdrJson    *json,
          const char *member,
          gint64      time)
{
  if (time >= 0)
    cdr_json_add_int (json, member, time);
  else
    cdr_json_add_string (json, member, NULL);
}

static void
add_span (CdrTimeline *self,
          CdrJson     *json,
          guint        node,
          CdrPhase     phase)
{
  const CdrSpan *span = &self->spans[CDR_SPAN (node, phase == CDR_PHASE_SHUTDOWN)];

  cdr_json_begin_object (json, cdr_timeline_get_nick (CDR_TYPE_PHASE, phase));
  cdr_json_add_string (json, "outcome", cdr_timeline_get_nick (CDR_TYPE_OUTCOME, span->outcome));
  add_time (json, "wanted", span->wanted);
  add_time (json, "ready", span->ready);
  add_time (json, "begin", span->begin);
  add_time (json, "end", span->end);
  add_time (json, "cancelled", span->cancelled);
  add_time (json, "timed-out", span->timed_out);

  if (span->holder != CDR_SPAN_NONE)
    cdr_json_add_int (json, "held-by", CDR_SPAN_NODE (span->holder));
  else
    cdr_json_add_string (json, "held-by", NULL);
  cdr_json_add_boolean (json, "held-for-turn",
                        span->holder != CDR_SPAN_NONE && span->holder == span->slot);

  cdr_json_add_int (json, "blame", cdr_timeline_get_blame (self, node, phase));
  cdr_json_add_int (json, "gain", span->gain);
  cdr_json_end_object (json);
}

static void
add_component (CdrTimeline *self,
               CdrJson     *json,
               guint        node)
{
  const CdrGraph *graph = self->graph;

  cdr_json_begin_object (json, NULL);
  cdr_json_add_int (json, "number", node);
  cdr_json_add_string (json, "name", graph->nodes[node].name);
  cdr_json_add_string (json, "type", g_type_name (graph->nodes[node].type));
  cdr_json_add_string (json, "state",
                       cdr_timeline_get_nick (CDR_TYPE_STATE, graph->nodes[node].state));
  cdr_json_add_string (json, "error", graph->nodes[node].error);

  cdr_json_begin_array (json, "dependencies");
  cdr_graph_foreach_edge (graph, node, edge)
    {
      cdr_json_begin_object (json, NULL);
      cdr_json_add_string (json, "property", edge->property);
      cdr_json_add_int (json, "component", edge->to);
      cdr_json_add_string (json, "need", cdr_timeline_get_nick (CDR_TYPE_NEED, edge->need));
      cdr_json_end_object (json);
    }
  cdr_json_end_array (json);

  add_time (json, "fault", self->faults[node]);
  add_time (json, "late-end", self->late_ends[node]);
  add_span (self, json, node, CDR_PHASE_SETUP);
  add_span (self, json, node, CDR_PHASE_SHUTDOWN);
  cdr_json_end_object (json);
}

static void
add_whole (CdrTimeline *self,
           CdrJson     *json,
           CdrPhase     phase)
{
  g_autofree guint *path = NULL;
  gsize n_nodes;

  path = cdr_timeline_dup_critical_path (self, phase, &n_nodes);

  cdr_json_begin_object (json, cdr_timeline_get_nick (CDR_TYPE_PHASE, phase));
  add_time (json, "duration", cdr_timeline_get_duration (self, phase));
  cdr_json_begin_array (json, "critical-path");
  for (gsize i = 0; i < n_nodes; i++)
    cdr_json_add_int (json, NULL, path[i]);
  cdr_json_end_array (json);
  cdr_json_end_object (json);
}

/**
 * cdr_timeline_to_json:
 * @self: a timeline
 *
 * Writes the timeline as JSON, for other programs.
 *
 * The format is called "conductor-timeline" and has a version, which goes up when
 * something is taken away or changes its meaning; members may be added.
 *
 * Returns: (transfer full): JSON, always in UTF-8
 */
char *
cdr_timeline_to_json (CdrTimeline *self)
{
  CdrJson json;

  g_return_val_if_fail (CDR_IS_TIMELINE (self), NULL);

  cdr_json_init (&json);
  cdr_json_begin_object (&json, NULL);
  cdr_json_add_string (&json, "format", "conductor-timeline");
  cdr_json_add_int (&json, "version", 1);
  cdr_json_add_int (&json, "begun", self->begun_real);
  cdr_json_add_int (&json, "taken", self->taken);
  add_time (&json, "stop", self->stop);
  add_time (&json, "hurry", self->hurry);
  add_whole (self, &json, CDR_PHASE_SETUP);
  add_whole (self, &json, CDR_PHASE_SHUTDOWN);

  cdr_json_begin_array (&json, "components");
  for (guint n = 0; n < self->graph->n_nodes; n++)
    add_component (self, &json, n);
  cdr_json_end_array (&json);
  cdr_json_end_object (&json);

  return cdr_json_finish (&json);
}
