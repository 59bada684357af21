/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-reconciler-internal.h"

#include "cdr-error.h"
#include "cdr-sysprof-private.h"

/* Turns what the rules say into calls, and what the calls answer into moves. Setup,
 * rollback and shutdown are nothing but goals that change, followed by the same
 * pump.
 *
 * Every call-out may run any code, even a main loop: it can only add to the events
 * and requests that the pump takes one by one, and close the reconciler.
 */

static void
fault_free (CdrFault *fault)
{
  g_clear_error (&fault->error);
  g_free (fault);
}

/* Wants everything up. All components are inactive. The graph must have its
 * components.
 */
CdrReconciler *
cdr_reconciler_new (CdrTopology              *graph,
                    const CdrSettings        *settings,
                    const CdrReconcilerFuncs *funcs,
                    gpointer                  user_data)
{
  CdrReconciler *self = g_new0 (CdrReconciler, 1);

  g_ref_count_init (&self->ref_count);
  self->graph = graph;
  self->rules = cdr_rules_new (graph);
  self->settings = settings;
  self->funcs = funcs;
  self->user_data = user_data;

  self->flights = g_new0 (CdrFlight *, graph->n_nodes);
  self->injected = g_new0 (gpointer, graph->n_edges);
  self->is_overdue = g_new0 (guint8, graph->n_nodes);
  self->is_faulty = g_new0 (guint8, graph->n_nodes);
  self->begun_real_us = g_get_real_time ();
  if (settings->keep_timeline)
    self->trace = g_array_new (FALSE, FALSE, sizeof (CdrTraceRecord));
  g_queue_init (&self->in_flight);
  g_queue_init (&self->ended);
  g_queue_init (&self->faults);

  cdr_reconciler_trace (self, CDR_TRACE_WHOLE, CDR_TRACE_SETUP_WANTED);

  return self;
}

CdrReconciler *
cdr_reconciler_ref (CdrReconciler *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
cdr_reconciler_unref (CdrReconciler *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;

  cdr_reconciler_close (self);
  cdr_rules_free (self->rules);
  g_free (self->flights);
  g_free (self->injected);
  g_free (self->is_overdue);
  g_free (self->is_faulty);
  cdr_heap_clear (&self->wakes);
  g_clear_pointer (&self->trace, g_array_unref);
  g_clear_error (&self->error);
  g_free (self);
}

/* Nothing is called from now on, and the graph is not looked at again. Answers
 * that come later are dropped.
 */
void
cdr_reconciler_close (CdrReconciler *self)
{
  GList *link;

  if (self->is_closed)
    return;

  self->is_closed = TRUE;

  while ((link = g_queue_pop_head_link (&self->faults)) != NULL)
    fault_free (link->data);

  g_queue_init (&self->in_flight);
  g_queue_init (&self->ended);
  for (guint n = 0; n < self->graph->n_nodes; n++)
    g_clear_pointer (&self->flights[n], cdr_flight_free);
  cdr_hangar_clear (&self->hangar);
}

/* What all parts use. */

void
cdr_reconciler_trace (CdrReconciler *self,
                      guint          node,
                      CdrTraceEvent  event)
{
  CdrTraceRecord record = { g_get_monotonic_time (), node, event };

  if (self->trace == NULL)
    return;

  self->said_full = node == CDR_TRACE_WHOLE && (self->said_full || event == CDR_TRACE_FULL);
  g_array_append_val (self->trace, record);
  g_assert (self->trace->len <= CDR_TRACE_MAX (self->graph->n_nodes));
}

void
cdr_reconciler_log_state (CdrReconciler *self,
                          guint          node,
                          CdrState       state)
{
  const CdrFlight *flight = self->flights[node];
  gint64 duration_us = CDR_LOG_NO_DURATION;

  if (!self->is_heard)
    return;

  if (self->ending != NULL && self->ending->node == node)
    flight = self->ending;
  if (flight != NULL)
    duration_us = g_get_monotonic_time () - flight->begun_us;

  cdr_log_component_state (cdr_reconciler_get_component (self, node), state, duration_us);
}

void
cdr_reconciler_set_state (CdrReconciler *self,
                          guint          node,
                          CdrState       state)
{
  g_autoptr (CdrComponent) component = g_object_ref (cdr_reconciler_get_component (self, node));

  cdr_rules_move (self->rules, node, state);
  cdr_reconciler_log_state (self, node, state);
  if (!self->is_closed)
    cdr_component_set_state (component, state);
}

/* The goals go down, once, unless somebody holds them; the budget for the way down
 * counts from here.
 */
static void
begin_stop (CdrReconciler *self)
{
  if (self->is_stopping)
    return;

  self->is_stopping = TRUE;
  cdr_reconciler_trace (self, CDR_TRACE_WHOLE, CDR_TRACE_STOP_WANTED);

  if (self->settings->shutdown_deadline > 0)
    self->stop_deadline_us = g_get_monotonic_time () +
                             (gint64) self->settings->shutdown_deadline * 1000;

  if (self->funcs->hold (self->user_data))
    self->is_held = TRUE;
  else
    cdr_rules_want_none (self->rules);
}

/* What a component answers unasked with "cancelled" is a failure like any other:
 * only a caller's cancel is reported as one.
 */
static GError *
name_error (CdrComponent *component,
            CdrPhase      phase,
            const GError *error)
{
  GError *result = cdr_component_prefix_error (component, phase, error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      result->domain = CDR_ERROR;
      result->code = CDR_ERROR_FAILED;
    }

  return result;
}

/* The one place where something goes wrong: decides what it means, then tells. */
void
cdr_reconciler_report_failure (CdrReconciler *self,
                               guint          node,
                               CdrPhase       phase,
                               const GError  *error)
{
  g_autoptr (CdrComponent) component = g_object_ref (cdr_reconciler_get_component (self, node));
  g_autoptr (GError) named = name_error (component, phase, error);
  gboolean is_fatal = phase == CDR_PHASE_ACTIVE ||
                      (phase == CDR_PHASE_SETUP && self->graph->nodes[node].is_essential);
  gboolean is_tolerated = !is_fatal && !self->is_stopping;

  if (is_fatal && !self->is_stopping)
    {
      self->error = g_error_copy (named);
      begin_stop (self);
    }
  else if (phase == CDR_PHASE_SETUP)
    cdr_rules_drop (self->rules, node);

  if (is_tolerated)
    cdr_log (CDR_LOG_TOLERATED, component, cdr_component_get_state (component),
             CDR_LOG_NO_DURATION, "%s (tolerated)", named->message);

  /* A failure of the shutdown never replaces the one that led to it. */
  if (phase != CDR_PHASE_SHUTDOWN || cdr_component_get_error (component) == NULL)
    cdr_component_take_error (component, g_error_copy (named));
  if (!self->is_closed)
    self->funcs->failed (self->user_data, component, phase, named);
}

/* The pump. */

static void
ignore_fault (CdrReconciler  *self,
              const CdrFault *fault)
{
  CdrComponent *component = cdr_reconciler_get_component (self, fault->node);

  if (component != NULL) /* it was not let go since */
    cdr_log (CDR_LOG_IGNORED, component, cdr_component_get_state (component),
             CDR_LOG_NO_DURATION,
             "%s is not active, or has failed already, and says that it failed: %s",
             cdr_component_get_name (component), fault->error->message);
}

static gboolean
take_fault (CdrReconciler *self)
{
  GList *link = g_queue_pop_head_link (&self->faults);
  CdrFault *fault;

  if (link == NULL)
    return FALSE;

  fault = link->data;

  if (cdr_rules_get_state (self->rules, fault->node) == CDR_STATE_ACTIVE &&
      !self->is_faulty[fault->node])
    {
      self->is_faulty[fault->node] = TRUE;
      cdr_reconciler_trace (self, fault->node, CDR_TRACE_FAULT);
      cdr_reconciler_report_failure (self, fault->node, CDR_PHASE_ACTIVE, fault->error);
    }
  else
    ignore_fault (self, fault);

  fault_free (fault);
  return TRUE;
}

static gboolean
take_request (CdrReconciler *self)
{
  if (self->stop_requested)
    {
      self->stop_requested = FALSE;
      begin_stop (self);
      return TRUE;
    }

  if (self->hurry_requested)
    {
      self->hurry_requested = FALSE;
      cdr_reconciler_begin_hurry (self);
      return TRUE;
    }

  if (self->is_held && (self->end_hold_requested || self->is_hurried))
    {
      self->is_held = FALSE;
      cdr_rules_want_none (self->rules);
      return TRUE;
    }

  return take_fault (self);
}

/* Does what there is to do, one thing at a time: first what follows from what was
 * done, then answers before deadlines, and both before anything new is begun. Never
 * called from inside itself.
 */
void
cdr_reconciler_pump (CdrReconciler *self,
                     gint64         due_us)
{
  cdr_reconciler_ref (self);
  self->is_heard = cdr_log_is_heard (CDR_LOG_COMPONENT_STATE);
  self->is_profiled = cdr_sysprof_is_active ();

  while (!self->is_closed &&
         (cdr_reconciler_follow_next (self) ||
          cdr_reconciler_end_next (self) ||
          take_request (self) ||
          cdr_reconciler_expire_next (self, due_us) ||
          cdr_reconciler_act_next (self)))
    ;

  if (cdr_reconciler_is_at_rest (self))
    cdr_hangar_clear (&self->hangar);

  cdr_reconciler_unref (self);
}

/* Requests, which the pump carries out. */

void
cdr_reconciler_stop (CdrReconciler *self)
{
  if (self->is_stopping)
    return;

  self->stop_requested = TRUE;
  self->funcs->wake (self->user_data);
}

/* The goals of a stop that was held go down. */
void
cdr_reconciler_end_hold (CdrReconciler *self)
{
  self->end_hold_requested = TRUE;
  self->funcs->wake (self->user_data);
}

void
cdr_reconciler_hurry (CdrReconciler *self)
{
  if (self->is_hurried)
    return;

  self->hurry_requested = TRUE;
  self->funcs->wake (self->user_data);
}

void
cdr_reconciler_fault (CdrReconciler *self,
                      guint          node,
                      const GError  *error)
{
  CdrFault *fault = g_new0 (CdrFault, 1);

  fault->link.data = fault;
  fault->node = node;
  fault->error = g_error_copy (error);
  g_queue_push_tail_link (&self->faults, &fault->link);

  self->funcs->wake (self->user_data);
}

/* Asking. */

/* After the pump: nothing is under way, and nothing was asked for since. */
gboolean
cdr_reconciler_is_at_rest (CdrReconciler *self)
{
  return cdr_rules_get_n_flying (self->rules) == 0 &&
         self->ended.length == 0 && self->faults.length == 0 &&
         !self->stop_requested && !self->hurry_requested && !self->is_held;
}

gboolean
cdr_reconciler_is_stopping (CdrReconciler *self)
{
  return self->is_stopping;
}

gboolean
cdr_reconciler_is_held (CdrReconciler *self)
{
  return self->is_held;
}

/* When a stop begins to hurry; 0: never, or it does already. */
gint64
cdr_reconciler_get_stop_deadline (CdrReconciler *self)
{
  return self->stop_deadline_us;
}

/* The first failure that was fatal, or NULL. */
const GError *
cdr_reconciler_get_error (CdrReconciler *self)
{
  return self->error;
}

guint
cdr_reconciler_get_n_settled (CdrReconciler *self)
{
  return cdr_rules_get_n_settled (self->rules);
}

guint
cdr_reconciler_get_n_running (CdrReconciler *self)
{
  return cdr_rules_get_n_running (self->rules);
}

/* One that was abandoned and has not ended, or NULL. */
CdrComponent *
cdr_reconciler_get_abandoned (CdrReconciler *self)
{
  if (self->n_abandoned == 0)
    return NULL;

  for (guint n = 0; n < self->graph->n_nodes; n++)
    {
      if (self->flights[n] != NULL && self->flights[n]->is_abandoned)
        return cdr_reconciler_get_component (self, n);
    }

  g_assert_not_reached ();
}

/* The one that has been setting up or shutting down for longest, or NULL. */
CdrComponent *
cdr_reconciler_get_oldest (CdrReconciler *self)
{
  CdrFlight *oldest = g_queue_peek_head (&self->in_flight);

  return oldest != NULL ? cdr_reconciler_get_component (self, oldest->node) : NULL;
}

/* Returns: NULL if none is kept */
const CdrTraceRecord *
cdr_reconciler_get_trace (CdrReconciler *self,
                          guint         *n_records)
{
  *n_records = self->trace != NULL ? self->trace->len : 0;
  return self->trace != NULL ? (const CdrTraceRecord *) (gpointer) self->trace->data : NULL;
}

/* What the clock on the wall said when everything was wanted up. */
gint64
cdr_reconciler_get_begun_real_us (CdrReconciler *self)
{
  return self->begun_real_us;
}
