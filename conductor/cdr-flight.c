/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-flight-private.h"

CdrFlight *
cdr_flight_new (guint        node,
                CdrPhase     phase,
                CdrCallFunc  ended_cb,
                gpointer     owner)
{
  CdrFlight *self = g_new0 (CdrFlight, 1);

  self->link.data = self;
  self->cancellable = g_cancellable_new ();
  self->call = cdr_call_new (ended_cb, self);
  self->owner = owner;
  self->node = node;
  self->phase = phase;

  return self;
}

void
cdr_flight_free (CdrFlight *self)
{
  cdr_call_detach (self->call);
  cdr_call_unref (self->call);
  g_object_unref (self->cancellable);
  g_clear_error (&self->error);
  g_free (self);
}

/* Calls out: the component may answer from inside. */
void
cdr_flight_cancel (CdrFlight *self)
{
  g_autoptr (GCancellable) cancellable = g_object_ref (self->cancellable);

  self->is_cancelled = TRUE;
  g_cancellable_cancel (cancellable);
}

/* A component that answers "cancelled" after it was cancelled has not failed. */
gboolean
cdr_flight_gave_up (CdrFlight *self)
{
  return self->is_cancelled &&
         g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* When to look at it again; 0: never */
gint64
cdr_flight_get_wake_us (CdrFlight *self)
{
  if (self->slow_us == 0)
    return self->deadline_us;
  if (self->deadline_us == 0)
    return self->slow_us;

  return MIN (self->slow_us, self->deadline_us);
}

double
cdr_flight_get_seconds (CdrFlight *self,
                        gint64     now_us)
{
  return (now_us - self->begun_us) / (double) G_USEC_PER_SEC;
}

/* For sentences: "Database has been shutting down for 4.2 s". */
const char *
cdr_flight_get_doing (CdrFlight *self)
{
  return self->phase == CDR_PHASE_SETUP ? "setting up" : "shutting down";
}

/* Whether anybody still waits for it; not for one that is not there. */
gboolean
cdr_flight_is_awaited (CdrFlight *self)
{
  return self != NULL && !self->is_abandoned && !self->has_ended;
}
