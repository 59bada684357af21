/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-reconciler-internal.h"

#include "cdr-error.h"
#include "cdr-injection-private.h"
#include "cdr-sysprof-private.h"

/* What the reconciler does to components, and what it hears from them. */

static void ended_cb (CdrCall  *call,
                      GError   *error,
                      gpointer  user_data);

/* Injecting. What was injected is remembered by edge, so that just that is taken
 * back.
 */

static gboolean
inject (CdrReconciler  *self,
        guint           node,
        CdrComponent   *component,
        GError        **error)
{
  CdrTopology *graph = self->graph;

  for (guint e = graph->nodes[node].first_edge;
       !self->is_closed && e < graph->nodes[node + 1].first_edge; e++)
    {
      const CdrTopologyEdge *edge = &graph->edges[e];
      CdrComponent *dependency;

      if (edge->is_wired || cdr_rules_get_state (self->rules, edge->to) != CDR_STATE_ACTIVE)
        continue;

      dependency = cdr_reconciler_get_component (self, edge->to);
      self->injected[e] = dependency;
      if (!cdr_injection_set (component, edge->pspec, dependency, error))
        return FALSE;
    }

  return TRUE;
}

static void
clear_injected (CdrReconciler *self,
                guint          node)
{
  CdrTopology *graph = self->graph;
  g_autoptr (CdrComponent) component = g_object_ref (cdr_reconciler_get_component (self, node));

  self->funcs->unconfigure (self->user_data, component);

  for (guint e = graph->nodes[node].first_edge;
       !self->is_closed && e < graph->nodes[node + 1].first_edge; e++)
    {
      gpointer injected = g_steal_pointer (&self->injected[e]);

      /* The dependency may have been let go, and be held only by this one. */
      if (injected != NULL)
        cdr_injection_clear (component, graph->edges[e].pspec, injected);
    }
}

/* Acting. */

static void
begin_flight (CdrReconciler *self,
              guint          node,
              CdrComponent  *component,
              CdrPhase       phase)
{
  CdrFlight *flight = cdr_flight_new (&self->hangar, node, phase, ended_cb, self);
  g_autoptr (GTask) task = cdr_call_make_task (flight->call, component, flight->cancellable);

  self->flights[node] = flight;
  g_queue_push_tail_link (&self->in_flight, &flight->link);

  cdr_reconciler_trace (self, node, phase == CDR_PHASE_SETUP ? CDR_TRACE_SETUP_BEGIN
                                                             : CDR_TRACE_SHUTDOWN_BEGIN);
  cdr_reconciler_arm (self, flight);
  if (self->is_hurried)
    cdr_reconciler_give_grace (self, flight);

  if (!self->is_closed)
    cdr_component_call (component, phase, task);
}

static gboolean
check_is_alive (CdrComponent  *component,
                GError       **error)
{
  if (!cdr_component_is_disposed (component))
    return TRUE;

  g_set_error (error, CDR_ERROR, CDR_ERROR_DISPOSED, "was disposed of while in use");
  return FALSE;
}

/* Before anything is injected: what fails here leaves nothing to be taken back. */
static gboolean
configure (CdrReconciler  *self,
           guint           node,
           CdrComponent   *component,
           GError        **error)
{
  return self->funcs->configure (self->user_data, node, component, error) && !self->is_closed;
}

/* A setter may be where the component is disposed of, which is not to be taken for
 * one that does not keep its value.
 */
static gboolean
prepare_setup (CdrReconciler  *self,
               guint           node,
               CdrComponent   *component,
               GError        **error)
{
  g_autoptr (GError) injection_error = NULL;

  if (!check_is_alive (component, error) || !configure (self, node, component, error))
    return FALSE;

  inject (self, node, component, &injection_error);
  if (!check_is_alive (component, error))
    return FALSE;

  if (injection_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&injection_error));
  return FALSE;
}

static void
fail_setup (CdrReconciler *self,
            guint          node,
            const GError  *error)
{
  cdr_reconciler_trace (self, node, CDR_TRACE_SETUP_FAILED);
  clear_injected (self, node);
  if (self->is_closed)
    return;

  cdr_reconciler_report_failure (self, node, CDR_PHASE_SETUP, error);
  if (!self->is_closed)
    cdr_reconciler_set_state (self, node, CDR_STATE_FAILED);
}

/* No setup begins after a stop was asked for, be it by a setter or a handler that
 * has just been called.
 */
static void
take_back_setup (CdrReconciler *self,
                 guint          node)
{
  clear_injected (self, node);
  if (!self->is_closed)
    cdr_reconciler_set_state (self, node, CDR_STATE_INACTIVE);
}

static void
set_up (CdrReconciler *self,
        guint          node)
{
  g_autoptr (CdrComponent) component = g_object_ref (cdr_reconciler_get_component (self, node));
  g_autoptr (GError) error = NULL;
  gboolean is_ready;

  cdr_rules_move (self->rules, node, CDR_STATE_SETTING_UP);

  is_ready = prepare_setup (self, node, component, &error);
  if (self->is_closed)
    return;
  if (!is_ready)
    {
      fail_setup (self, node, error);
      return;
    }

  cdr_reconciler_log_state (self, node, CDR_STATE_SETTING_UP);
  if (!self->is_closed)
    cdr_component_set_state (component, CDR_STATE_SETTING_UP);
  if (self->is_closed)
    return;

  if (self->stop_requested)
    take_back_setup (self, node);
  else
    begin_flight (self, node, component, CDR_PHASE_SETUP);
}

/* A setup that had timed out stays so, though it came up late and is shut down. */
static CdrState
state_when_down (CdrReconciler *self,
                 guint          node)
{
  return self->is_overdue[node] ? CDR_STATE_FAILED : CDR_STATE_INACTIVE;
}

static void
fail_shutdown (CdrReconciler *self,
               guint          node,
               const GError  *error)
{
  cdr_reconciler_trace (self, node, CDR_TRACE_SHUTDOWN_FAILED);
  clear_injected (self, node);
  if (self->is_closed)
    return;

  cdr_reconciler_report_failure (self, node, CDR_PHASE_SHUTDOWN, error);
  if (!self->is_closed)
    cdr_reconciler_set_state (self, node, state_when_down (self, node));
}

static void
shut_down (CdrReconciler *self,
           guint          node)
{
  g_autoptr (CdrComponent) component = g_object_ref (cdr_reconciler_get_component (self, node));
  g_autoptr (GError) error = NULL;

  cdr_reconciler_set_state (self, node, CDR_STATE_SHUTTING_DOWN);
  if (self->is_closed)
    return;

  if (check_is_alive (component, &error))
    {
      begin_flight (self, node, component, CDR_PHASE_SHUTDOWN);
      return;
    }

  cdr_reconciler_trace (self, node, CDR_TRACE_SHUTDOWN_BEGIN);
  fail_shutdown (self, node, error);
}

static void
cancel (CdrReconciler *self,
        guint          node)
{
  CdrFlight *flight = self->flights[node];

  if (!cdr_flight_is_awaited (flight) || flight->is_cancelled)
    return;

  cdr_reconciler_trace (self, node, CDR_TRACE_CANCELLED);
  cdr_flight_cancel (flight);
}

/* All that were skipped for one failure quote that failure, however far away. */
static void
skip (CdrReconciler *self,
      guint          node)
{
  CdrComponent *component = cdr_reconciler_get_component (self, node);
  guint cause = cdr_rules_get_cause (self->rules, node);
  const GError *why = cdr_component_get_error (cdr_reconciler_get_component (self, cause));
  g_autoptr (GError) error = NULL;

  error = g_error_new (CDR_ERROR, CDR_ERROR_SKIPPED, "skipped because of %s", why->message);

  cdr_reconciler_trace (self, node, CDR_TRACE_SKIPPED);
  cdr_component_take_error (component,
                            cdr_component_prefix_error (component, CDR_PHASE_SETUP, error));
  if (!self->is_closed)
    cdr_reconciler_set_state (self, node, CDR_STATE_FAILED);
}

static void
act (CdrReconciler *self,
     CdrStep        step)
{
  switch (step.kind)
    {
    case CDR_STEP_SET_UP:
      set_up (self, step.node);
      break;

    case CDR_STEP_SHUT_DOWN:
      shut_down (self, step.node);
      break;

    case CDR_STEP_CANCEL:
      cancel (self, step.node);
      break;

    case CDR_STEP_SKIP:
      skip (self, step.node);
      break;

    default:
      g_assert_not_reached ();
    }
}

/* Does one thing that follows from what happened: cancels or skips. */
gboolean
cdr_reconciler_follow_next (CdrReconciler *self)
{
  CdrStep step;

  if (!cdr_rules_follow (self->rules, &step))
    return FALSE;

  act (self, step);
  return TRUE;
}

/* Does one thing that the rules ask for. */
gboolean
cdr_reconciler_act_next (CdrReconciler *self)
{
  CdrStep step;

  if (!cdr_rules_next (self->rules, self->settings->max_concurrent, &step))
    {
      if (!self->said_full && cdr_rules_is_full (self->rules, self->settings->max_concurrent))
        cdr_reconciler_trace (self, CDR_TRACE_WHOLE, CDR_TRACE_FULL);
      return FALSE;
    }

  act (self, step);
  return TRUE;
}

/* Hearing. */

/* May run inside the component's own return: the pump does the rest. */
static void
ended_cb (CdrCall  *call,
          GError   *error,
          gpointer  user_data)
{
  CdrFlight *flight = user_data;
  CdrReconciler *self = flight->owner;

  flight->error = error;
  flight->has_ended = TRUE;
  if (!flight->is_abandoned)
    g_queue_unlink (&self->in_flight, &flight->link);
  g_queue_push_tail_link (&self->ended, &flight->link);

  self->funcs->wake (self->user_data);
}

static void
end_setup (CdrReconciler *self,
           CdrFlight     *flight)
{
  guint node = flight->node;

  if (flight->error == NULL)
    check_is_alive (cdr_reconciler_get_component (self, node), &flight->error);

  if (flight->error == NULL)
    {
      cdr_reconciler_trace (self, node, CDR_TRACE_SETUP_SUCCEEDED);
      cdr_reconciler_set_state (self, node, CDR_STATE_ACTIVE);
      return;
    }

  if (!flight->has_failed && !cdr_flight_gave_up (flight))
    {
      fail_setup (self, node, flight->error);
      return;
    }

  cdr_reconciler_trace (self, node, CDR_TRACE_SETUP_GAVE_UP);
  clear_injected (self, node);
  if (!self->is_closed)
    cdr_reconciler_set_state (self, node, flight->has_failed ? CDR_STATE_FAILED
                                                             : CDR_STATE_INACTIVE);
}

static void
end_shutdown (CdrReconciler *self,
              CdrFlight     *flight)
{
  guint node = flight->node;

  if (flight->error != NULL && !flight->has_failed && !cdr_flight_gave_up (flight))
    {
      fail_shutdown (self, node, flight->error);
      return;
    }

  cdr_reconciler_trace (self, node, CDR_TRACE_SHUTDOWN_SUCCEEDED);
  clear_injected (self, node);
  if (!self->is_closed)
    cdr_reconciler_set_state (self, node, state_when_down (self, node));
}

static void
end_late (CdrReconciler *self,
          CdrFlight     *flight)
{
  guint node = flight->node;
  g_autofree char *line = NULL;

  g_assert (self->n_abandoned > 0);
  self->n_abandoned--;
  cdr_reconciler_trace (self, node, CDR_TRACE_LATE_END);

  line = g_strdup_printf ("%s, abandoned while %s, has ended after %.1f s: %s",
                          cdr_component_get_name (cdr_reconciler_get_component (self, node)),
                          cdr_flight_get_doing (flight),
                          cdr_flight_get_seconds (flight, g_get_monotonic_time ()),
                          flight->error != NULL ? flight->error->message : "it succeeded");
  cdr_reconciler_log_flight (self, flight, CDR_LOG_LATE_END, line);
  if (self->is_closed)
    return;

  clear_injected (self, node);
  if (!self->is_closed)
    self->funcs->let_go (self->user_data, node);
}

/* Takes one outcome. */
gboolean
cdr_reconciler_end_next (CdrReconciler *self)
{
  GList *link = g_queue_pop_head_link (&self->ended);
  CdrFlight *flight;

  if (link == NULL)
    return FALSE;

  flight = link->data;
  self->flights[flight->node] = NULL;
  self->ending = flight;
  if (self->is_profiled)
    cdr_sysprof_mark (flight->begun_us, g_get_monotonic_time (),
                      flight->phase == CDR_PHASE_SETUP ? "setup" : "shutdown",
                      cdr_component_get_name (cdr_reconciler_get_component (self, flight->node)));

  if (flight->is_abandoned)
    end_late (self, flight);
  else if (flight->phase == CDR_PHASE_SETUP)
    end_setup (self, flight);
  else
    end_shutdown (self, flight);

  self->ending = NULL;
  if (self->is_closed)
    cdr_flight_free (flight);
  else
    cdr_flight_recycle (flight, &self->hangar);
  return TRUE;
}
