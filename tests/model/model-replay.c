/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "model-replay.h"

struct _ModelReplay
{
  Model    *model;
  guint     n_records;
  gboolean  has_begun;
  gboolean  is_stop_due; /* what happened stops everything: the next record says so */
  char     *wrong;
};

ModelReplay *
model_replay_new (guint            n_nodes,
                  const ModelEdge *edges,
                  guint            n_edges,
                  const ModelNeed *roots)
{
  ModelReplay *self = g_new0 (ModelReplay, 1);

  self->model = model_new (n_nodes, edges, n_edges, roots);

  return self;
}

static ModelNeed
need_of (CdrNeed need)
{
  return need == CDR_NEED_REQUIRED ? MODEL_REQUIRED : MODEL_WANTED;
}

ModelReplay *
model_replay_new_for_graph (const CdrTopology *graph)
{
  g_autofree ModelEdge *edges = g_new (ModelEdge, graph->n_edges + 1);
  g_autofree ModelNeed *roots = g_new0 (ModelNeed, graph->n_nodes + 1);

  for (guint n = 0; n < graph->n_nodes; n++)
    {
      if (graph->nodes[n].is_root)
        roots[n] = need_of (graph->nodes[n].need);
    }

  for (guint e = 0; e < graph->n_edges; e++)
    {
      const CdrTopologyEdge *edge = &graph->edges[e];

      edges[e] = (ModelEdge) { edge->from, edge->to, need_of (edge->need) };
    }

  return model_replay_new (graph->n_nodes, edges, graph->n_edges, roots);
}

void
model_replay_free (ModelReplay *self)
{
  model_free (self->model);
  g_free (self->wrong);
  g_free (self);
}

static void G_GNUC_PRINTF (4, 5)
complain (ModelReplay   *self,
          guint          node,
          CdrTraceEvent  event,
          const char    *format,
          ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  if (node == CDR_TRACE_WHOLE)
    self->wrong = g_strdup_printf ("Record %u: %s, but %s", self->n_records,
                                   model_event_to_string (event), text);
  else
    self->wrong = g_strdup_printf ("Record %u: %s of %u, but %s", self->n_records,
                                   model_event_to_string (event), node, text);
}

static void
take_whole (ModelReplay   *self,
            CdrTraceEvent  event)
{
  if (event == CDR_TRACE_SETUP_WANTED)
    {
      if (self->has_begun)
        complain (self, CDR_TRACE_WHOLE, event, "it is not the first record");
      self->has_begun = TRUE;
    }
  else if (event == CDR_TRACE_STOP_WANTED)
    {
      if (!self->is_stop_due && !model_may_stop (self->model))
        complain (self, CDR_TRACE_WHOLE, event, "everything is stopping already");
      self->is_stop_due = FALSE;
      model_stop (self->model);
    }
  else if (event == CDR_TRACE_HURRY)
    {
      if (!model_may_hurry (self->model))
        complain (self, CDR_TRACE_WHOLE, event, "nothing is stopping, or it hurries already");
      model_hurry (self->model);
    }
  else if (event != CDR_TRACE_FULL)
    complain (self, CDR_TRACE_WHOLE, event, "that happens to components only");
}

/* Says why, in the words of the table. */
static void
refuse (ModelReplay   *self,
        guint          node,
        CdrTraceEvent  event)
{
  CdrState state = self->model->nodes[node].state;
  g_autoptr (GString) guards = g_string_new (NULL);
  guint n_rows;
  const ModelRow *rows = model_get_rows (&n_rows);

  for (guint i = 0; i < n_rows; i++)
    {
      if (rows[i].event == event && rows[i].from == state)
        g_string_append_printf (guards, "%s%s", guards->len > 0 ? " or " : "", rows[i].guard);
    }

  if (guards->len > 0)
    complain (self, node, event, "it is %s and not: %s", model_state_to_string (state),
              guards->str);
  else
    complain (self, node, event, "it is %s", model_state_to_string (state));
}

const char *
model_replay_event (ModelReplay   *self,
                    guint          node,
                    CdrTraceEvent  event)
{
  const ModelRow *row;
  gboolean was_stopping = self->model->is_stopping;

  if (self->wrong != NULL)
    return self->wrong;

  self->n_records++;

  if (!self->has_begun && event != CDR_TRACE_SETUP_WANTED)
    complain (self, node, event, "no setup was wanted");
  else if (self->is_stop_due && event != CDR_TRACE_STOP_WANTED)
    complain (self, node, event, "what happened before it has to stop everything first");
  else if (node == CDR_TRACE_WHOLE)
    take_whole (self, event);
  else if (node >= self->model->n_nodes)
    complain (self, node, event, "there are %u components", self->model->n_nodes);
  else if ((row = model_find_row (self->model, node, event)) == NULL)
    refuse (self, node, event);
  else
    {
      model_take (self->model, node, row);
      self->is_stop_due = self->model->is_stopping && !was_stopping;
    }

  return self->wrong;
}

static const char *
find_undone (Model *model,
             guint *node)
{
  for (guint n = 0; n < model->n_nodes; n++)
    {
      *node = n;
      if (model_is_flying (model, n))
        return "is still under way";
      if (model_is_to_skip (model, n))
        return "was to be skipped";
      if (model_is_to_shut_down (model, n))
        return "was to be shut down";
      if (model_is_to_set_up (model, n))
        return "was to be set up";
    }

  return NULL;
}

const char *
model_replay_end (ModelReplay *self)
{
  guint node;
  const char *undone;

  if (self->wrong != NULL)
    return self->wrong;

  undone = find_undone (self->model, &node);
  g_assert ((undone == NULL) == model_may_report (self->model));

  if (!self->has_begun)
    self->wrong = g_strdup ("At the end: nothing has begun");
  else if (self->is_stop_due)
    self->wrong = g_strdup ("At the end: what happened last had to stop everything");
  else if (undone != NULL)
    self->wrong = g_strdup_printf ("At the end: %u is %s and %s", node,
                                   model_state_to_string (self->model->nodes[node].state),
                                   undone);

  return self->wrong;
}

const char *
model_replay_trace (ModelReplay          *self,
                    const CdrTraceRecord *records,
                    guint                 n_records,
                    gboolean              is_at_rest)
{
  for (guint i = 0; i < n_records; i++)
    model_replay_event (self, records[i].node, records[i].event);

  return is_at_rest ? model_replay_end (self) : self->wrong;
}

guint64
model_replay_get_rows (ModelReplay *self)
{
  return self->model->rows_taken;
}
