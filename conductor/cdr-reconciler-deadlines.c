/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-reconciler-internal.h"

#include "cdr-error.h"

/* Deadlines: one heap for all of them, looked at when the pump says that time has
 * passed.
 */

static void
schedule (CdrReconciler *self,
          CdrFlight     *flight)
{
  gint64 wake_us = cdr_flight_get_wake_us (flight);

  if (wake_us != 0)
    cdr_heap_push (&self->wakes, wake_us, flight->node);
}

/* Starts the clock of a setup or shutdown that begins now. */
void
cdr_reconciler_arm (CdrReconciler *self,
                    CdrFlight     *flight)
{
  CdrComponent *component = cdr_reconciler_get_component (self, flight->node);
  int timeout_ms;

  flight->begun_us = g_get_monotonic_time ();

  if (flight->phase == CDR_PHASE_SETUP)
    {
      timeout_ms = cdr_component_get_setup_timeout (component);
      if (timeout_ms < 0)
        timeout_ms = self->settings->setup_timeout;
    }
  else
    {
      timeout_ms = cdr_component_get_shutdown_timeout (component);
      if (timeout_ms < 0)
        timeout_ms = self->settings->shutdown_timeout;
    }

  if (timeout_ms > 0)
    flight->deadline_us = flight->begun_us + (gint64) timeout_ms * 1000;
  if (self->settings->slow_threshold > 0)
    flight->slow_us = flight->begun_us + (gint64) self->settings->slow_threshold * 1000;

  schedule (self, flight);
}

/* Cancelled, and with some grace left: the end of a timeout, and the whole of a
 * hurry.
 */
void
cdr_reconciler_give_grace (CdrReconciler *self,
                           CdrFlight     *flight)
{
  if (flight->is_in_grace)
    return;

  flight->is_in_grace = TRUE;
  flight->deadline_us = g_get_monotonic_time () + (gint64) self->settings->grace * 1000;
  schedule (self, flight);

  if (!flight->is_cancelled)
    cdr_reconciler_trace (self, flight->node, CDR_TRACE_CANCELLED);
  cdr_flight_cancel (flight);
}

/* Everything stays as it is until its task ends, but nobody waits for it. */
static void
abandon (CdrReconciler *self,
         CdrFlight     *flight)
{
  g_autofree char *line = NULL;
  guint node = flight->node;

  flight->is_abandoned = TRUE;
  g_queue_unlink (&self->in_flight, &flight->link);
  self->n_abandoned++;
  cdr_reconciler_trace (self, node, CDR_TRACE_ABANDONED);

  line = g_strdup_printf ("%s did not answer for %.1f s after being cancelled, and is abandoned",
                          cdr_component_get_name (cdr_reconciler_get_component (self, node)),
                          self->settings->grace / 1000.0);
  cdr_reconciler_log_flight (self, flight, CDR_LOG_ABANDONED, line);

  if (!self->is_closed)
    cdr_reconciler_set_state (self, node, CDR_STATE_ABANDONED);
}

/* The failure; that it ends is another matter. */
static void
time_out (CdrReconciler *self,
          CdrFlight     *flight)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *waiters = cdr_reconciler_describe_waiters (self, flight->node);
  double seconds = cdr_flight_get_seconds (flight, g_get_monotonic_time ());
  guint node = flight->node;

  flight->has_failed = TRUE;
  if (flight->phase == CDR_PHASE_SETUP)
    self->is_overdue[node] = TRUE;
  cdr_reconciler_trace (self, node, CDR_TRACE_TIMED_OUT);

  error = g_error_new (CDR_ERROR, CDR_ERROR_TIMED_OUT,
                       flight->is_cancelled ? "did not end within %.1f s, though it was cancelled%s"
                                            : "timed out after %.1f s%s",
                       seconds, waiters);
  cdr_reconciler_report_failure (self, node, flight->phase, error);
}

static void
say_slow (CdrReconciler *self,
          CdrFlight     *flight)
{
  g_autofree char *line = cdr_reconciler_describe_flight (self, flight);

  flight->slow_us = 0;
  cdr_reconciler_log_flight (self, flight, CDR_LOG_SLOW, line);
}

/* Looks at one flight whose time has come. An entry of the heap holds if the
 * flight would be looked at just then; otherwise it has ended, or its deadline was
 * moved.
 */
static void
wake_flight (CdrReconciler *self,
             CdrFlight     *flight,
             gint64         key_us)
{
  if (!cdr_flight_is_awaited (flight) || cdr_flight_get_wake_us (flight) != key_us)
    return;

  if (flight->slow_us == key_us)
    {
      say_slow (self, flight);
      if (!self->is_closed)
        schedule (self, flight);
      return;
    }

  if (!flight->has_failed)
    time_out (self, flight);
  if (self->is_closed || flight->has_ended)
    return;

  if (flight->is_in_grace)
    abandon (self, flight);
  else
    cdr_reconciler_give_grace (self, flight);
}

/* The one way to end a slow stop: what is in flight is cancelled, and so is what
 * begins from now on; each has its grace, in order.
 */
void
cdr_reconciler_begin_hurry (CdrReconciler *self)
{
  g_autoptr (GArray) nodes = NULL;

  self->stop_deadline_us = 0;
  if (self->is_hurried)
    return;

  self->is_hurried = TRUE;
  cdr_reconciler_trace (self, CDR_TRACE_WHOLE, CDR_TRACE_HURRY);

  nodes = g_array_new (FALSE, FALSE, sizeof (guint));
  for (GList *l = self->in_flight.head; l != NULL; l = l->next)
    g_array_append_val (nodes, ((CdrFlight *) l->data)->node);

  /* A cancel calls out, where flights may end: by number, not along the list. */
  for (guint i = 0; i < nodes->len && !self->is_closed; i++)
    {
      CdrFlight *flight = self->flights[g_array_index (nodes, guint, i)];

      if (cdr_flight_is_awaited (flight))
        cdr_reconciler_give_grace (self, flight);
    }
}

/* Does one thing that the clock asks for. */
gboolean
cdr_reconciler_expire_next (CdrReconciler *self,
                            gint64         due_us)
{
  CdrHeapEntry entry;

  if (self->stop_deadline_us != 0 && self->stop_deadline_us <= due_us)
    {
      cdr_reconciler_begin_hurry (self);
      return TRUE;
    }

  if (!cdr_heap_peek (&self->wakes, &entry) || entry.key > due_us)
    return FALSE;

  cdr_heap_pop (&self->wakes);
  wake_flight (self, self->flights[entry.value], entry.key);
  return TRUE;
}

/* When to call the pump though nothing happens; -1: never */
gint64
cdr_reconciler_get_deadline (CdrReconciler *self)
{
  CdrHeapEntry entry;

  if (self->in_flight.length == 0)
    cdr_heap_empty (&self->wakes);

  while (cdr_heap_peek (&self->wakes, &entry))
    {
      CdrFlight *flight = self->flights[entry.value];

      if (cdr_flight_is_awaited (flight) && cdr_flight_get_wake_us (flight) == entry.key)
        break;
      cdr_heap_pop (&self->wakes);
    }

  if (cdr_heap_is_empty (&self->wakes))
    return self->stop_deadline_us != 0 && !cdr_reconciler_is_at_rest (self)
             ? self->stop_deadline_us : -1;

  return self->stop_deadline_us != 0 ? MIN (self->stop_deadline_us, entry.key) : entry.key;
}

/* Asked for by a component, which is why it can't reach into its grace. */
void
cdr_reconciler_extend (CdrReconciler *self,
                       guint          node,
                       gint64         until_us)
{
  CdrFlight *flight = self->flights[node];

  if (self->is_closed || !cdr_flight_is_awaited (flight) || flight->is_in_grace ||
      flight->deadline_us == 0 || flight->deadline_us >= until_us)
    return;

  flight->deadline_us = until_us;
  schedule (self, flight);
  self->funcs->wake (self->user_data);
}
