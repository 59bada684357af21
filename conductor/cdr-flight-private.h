/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-call-private.h"
#include "cdr-component-private.h"

G_BEGIN_DECLS

/* A setup or shutdown under way, and its deadlines: first its own timeout; once
 * that has passed, or a stop is in a hurry, it is cancelled and has some grace.
 * Times are monotonic, in microseconds; 0 is none.
 */
typedef struct
{
  GList         link;         /* in the order of beginning */
  CdrCall      *call;
  GCancellable *cancellable;
  GError       *error;        /* its outcome, once it has ended */
  gpointer      owner;
  gint64        begun_us;
  gint64        deadline_us;
  gint64        slow_us;      /* when to say that it is slow */
  guint         node;
  guint         phase : 8;    /* CdrPhase */
  guint         is_cancelled : 1;
  guint         is_in_grace : 1;
  guint         is_abandoned : 1;
  guint         has_ended : 1;
  guint         has_failed : 1; /* its failure has been reported */
} CdrFlight;

/* Flights that have ended, to be used again. */
typedef struct
{
  GQueue flights;
} CdrHangar;

CdrFlight *cdr_flight_new         (CdrHangar    *hangar,
                                   guint         node,
                                   CdrPhase      phase,
                                   CdrCallFunc   ended_cb,
                                   gpointer      owner);
void       cdr_flight_free        (CdrFlight    *self);
void       cdr_flight_recycle     (CdrFlight    *self,
                                   CdrHangar    *hangar);
void       cdr_hangar_clear       (CdrHangar    *hangar);
void       cdr_flight_cancel      (CdrFlight    *self);
gboolean   cdr_flight_gave_up     (CdrFlight    *self);
gint64     cdr_flight_get_wake_us (CdrFlight    *self);
const char *cdr_flight_get_doing  (CdrFlight    *self);
gboolean   cdr_flight_is_awaited  (CdrFlight    *self);
double     cdr_flight_get_seconds (CdrFlight    *self,
                                   gint64        now_us);

G_END_DECLS
