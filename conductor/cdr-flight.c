/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-flight-private.h"

/* A GCancellable costs as much as all the rest of a flight, so ended flights are used
 * again: as many are kept as were under way at once, and only while more may begin.
 */

/* Whether nobody can tell it from a new one. */
static gboolean
is_as_new (GCancellable *cancellable)
{
  static gsize cancelled;

  if (g_once_init_enter (&cancelled))
    g_once_init_leave (&cancelled, g_signal_lookup ("cancelled", G_TYPE_CANCELLABLE));

  /* Weak references and pointers to it are among its data. */
  return g_atomic_int_get (&G_OBJECT (cancellable)->ref_count) == 1 &&
         g_atomic_pointer_get (&G_OBJECT (cancellable)->qdata) == NULL &&
         !g_cancellable_is_cancelled (cancellable) &&
         !g_signal_has_handler_pending (cancellable, (guint) cancelled, 0, TRUE);
}

static CdrFlight *
take_from_hangar (CdrHangar   *hangar,
                  CdrCallFunc  ended_cb)
{
  GList *link = g_queue_pop_head_link (&hangar->flights);
  CdrFlight *self = link != NULL ? link->data : g_new0 (CdrFlight, 1);
  CdrCall *call = g_steal_pointer (&self->call);
  GCancellable *cancellable = g_steal_pointer (&self->cancellable);

  if (cancellable != NULL && !is_as_new (cancellable))
    g_clear_object (&cancellable);
  if (call != NULL && !cdr_call_reuse (call, ended_cb, self))
    g_clear_pointer (&call, cdr_call_unref);

  *self = (CdrFlight) {
    .call = call != NULL ? call : cdr_call_new (ended_cb, self),
    .cancellable = cancellable != NULL ? cancellable : g_cancellable_new (),
  };

  return self;
}

CdrFlight *
cdr_flight_new (CdrHangar   *hangar,
                guint        node,
                CdrPhase     phase,
                CdrCallFunc  ended_cb,
                gpointer     owner)
{
  CdrFlight *self = take_from_hangar (hangar, ended_cb);

  self->link.data = self;
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

void
cdr_flight_recycle (CdrFlight *self,
                    CdrHangar *hangar)
{
  cdr_call_detach (self->call);
  g_clear_error (&self->error);
  g_queue_push_head_link (&hangar->flights, &self->link);
}

void
cdr_hangar_clear (CdrHangar *hangar)
{
  GList *link;

  while ((link = g_queue_pop_head_link (&hangar->flights)) != NULL)
    cdr_flight_free (link->data);
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
