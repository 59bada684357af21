/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-inhibitors-private.h"

#include "cdr-conductor-private.h"
#include "cdr-log-private.h"
#include "cdr-text-private.h"

/* What a shutdown waits for before the first component goes down. The reconciler holds the
 * goals up meanwhile; here is for whom, and how long.
 */

#define MAX_NAMED 10

static void
inhibition_clear (CdrInhibition *self)
{
  g_free (self->reason);
}

CdrInhibition *
cdr_inhibition_ref (CdrInhibition *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
cdr_inhibition_unref (CdrInhibition *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) inhibition_clear);
}

static gboolean
is_over (CdrInhibition *inhibition)
{
  return g_atomic_int_get (&inhibition->is_over);
}

/* A shutdown that has begun waits for it from now on. */
static void
start_clock (CdrConductor  *self,
             CdrInhibition *inhibition)
{
  int timeout_ms = inhibition->timeout_ms >= 0 ? inhibition->timeout_ms
                                               : self->settings.shutdown_timeout;

  inhibition->since_us = g_get_monotonic_time ();
  if (timeout_ms > 0)
    inhibition->deadline_us = inhibition->since_us + (gint64) timeout_ms * 1000;
}

static void
drop (CdrConductor *self,
      GList        *link)
{
  cdr_inhibition_unref (link->data);
  g_queue_delete_link (&self->inhibitors.all, link);
}

static double
get_seconds (CdrInhibition *inhibition)
{
  return (g_get_monotonic_time () - inhibition->since_us) / (double) G_USEC_PER_SEC;
}

static void
give_up (CdrInhibition *inhibition)
{
  if (!g_atomic_int_compare_and_exchange (&inhibition->is_over, FALSE, TRUE))
    return;

  cdr_log (CDR_LOG_NOT_WAITED, NULL, CDR_LOG_NO_STATE,
           g_get_monotonic_time () - inhibition->since_us,
           "The shutdown does not wait any longer for: %s (%.1f s)",
           inhibition->reason, get_seconds (inhibition));
}

/* A log writer may release any of them, or take new ones. */
static void
give_up_late (CdrConductor *self,
              gint64        due_us)
{
  g_autoptr (GPtrArray) late = g_ptr_array_new_with_free_func
                                 ((GDestroyNotify) cdr_inhibition_unref);

  for (GList *l = self->inhibitors.all.head; l != NULL; l = l->next)
    {
      CdrInhibition *inhibition = l->data;

      if (inhibition->deadline_us != 0 && inhibition->deadline_us <= due_us)
        g_ptr_array_add (late, cdr_inhibition_ref (inhibition));
    }

  for (guint i = 0; i < late->len; i++)
    give_up (g_ptr_array_index (late, i));
}

static void
drop_over (CdrConductor *self)
{
  for (GList *l = self->inhibitors.all.head, *next; l != NULL; l = next)
    {
      next = l->next;
      if (is_over (l->data))
        drop (self, l);
    }
}

/* The reconciler asks, at the beginning of a stop. A setup that is stopped or rolled back
 * waits for nobody.
 */
gboolean
cdr_inhibitors_hold (gpointer user_data)
{
  CdrConductor *self = user_data;

  if (self->inhibitors.all.length == 0 || !self->was_active)
    return FALSE;

  drop_over (self);
  for (GList *l = self->inhibitors.all.head; l != NULL; l = l->next)
    start_clock (self, l->data);

  self->inhibitors.is_holding = self->inhibitors.all.length > 0;
  if (self->inhibitors.is_holding && self->settings.slow_threshold > 0)
    self->inhibitors.slow_us = g_get_monotonic_time () +
                               (gint64) self->settings.slow_threshold * 1000;

  return self->inhibitors.is_holding;
}

static void
log_line (CdrConductor *self,
          CdrLogEvent   event,
          const char   *prefix)
{
  g_autofree char *line = cdr_inhibitors_describe (self);

  cdr_log (event, NULL, CDR_LOG_NO_STATE, CDR_LOG_NO_DURATION, "%s%s", prefix, line);
}

/* Before the reconciler's pump, and after it, where a hurry may have ended the wait.
 *
 * @due_us: as the pump has it; 0: only look
 */
void
cdr_inhibitors_pump (CdrConductor *self,
                     gint64        due_us)
{
  if (!self->inhibitors.is_holding)
    return;

  give_up_late (self, due_us);
  while (!cdr_reconciler_is_held (self->reconciler) && self->inhibitors.all.length > 0)
    {
      CdrInhibition *inhibition = g_queue_pop_head (&self->inhibitors.all);

      give_up (inhibition);
      cdr_inhibition_unref (inhibition);
    }

  drop_over (self);
  if (self->inhibitors.all.length == 0)
    {
      self->inhibitors.is_holding = FALSE;
      self->inhibitors.slow_us = 0;
      cdr_reconciler_end_hold (self->reconciler);
    }
  else if (self->inhibitors.slow_us != 0 && self->inhibitors.slow_us <= due_us)
    {
      self->inhibitors.slow_us = 0;
      log_line (self, CDR_LOG_SLOW, "");
    }
}

/* One was released. */
void
cdr_inhibitors_look (CdrConductor *self)
{
  drop_over (self);
  if (self->pump != NULL)
    cdr_pump_wake (self->pump);
}

void
cdr_inhibitors_clear (CdrConductor *self)
{
  self->inhibitors.is_holding = FALSE;

  while (self->inhibitors.all.length > 0)
    {
      CdrInhibition *inhibition = self->inhibitors.all.head->data;

      g_atomic_int_set (&inhibition->is_over, TRUE);
      drop (self, self->inhibitors.all.head);
    }
}

/* -1: none */
gint64
cdr_inhibitors_get_deadline (CdrConductor *self)
{
  gint64 deadline_us = G_MAXINT64;

  if (!self->inhibitors.is_holding)
    return -1;

  if (self->inhibitors.slow_us != 0)
    deadline_us = self->inhibitors.slow_us;

  for (GList *l = self->inhibitors.all.head; l != NULL; l = l->next)
    {
      CdrInhibition *inhibition = l->data;

      if (inhibition->deadline_us != 0)
        deadline_us = MIN (deadline_us, inhibition->deadline_us);
    }

  return deadline_us != G_MAXINT64 ? deadline_us : -1;
}

guint
cdr_inhibitors_get_n_held_by (CdrConductor *self)
{
  return self->inhibitors.is_holding ? self->inhibitors.all.length : 0;
}

/* For what the shutdown waits, or NULL. */
const char *
cdr_inhibitors_get_oldest (CdrConductor *self)
{
  CdrInhibition *oldest = g_queue_peek_head (&self->inhibitors.all);

  return self->inhibitors.is_holding && oldest != NULL ? oldest->reason : NULL;
}

/* "saving report.odt (2.1 s, 7.9 s before its deadline)": whichever deadline is first */
static void
append_one (GString       *text,
            CdrConductor  *self,
            CdrInhibition *inhibition)
{
  gint64 stop_us = cdr_reconciler_get_stop_deadline (self->reconciler);
  gint64 own_us = inhibition->deadline_us;
  gboolean is_own = own_us != 0 && (stop_us == 0 || own_us <= stop_us);
  gint64 left_us = (is_own ? own_us : stop_us) - g_get_monotonic_time ();

  g_string_append_printf (text, "%s (%.1f s", inhibition->reason, get_seconds (inhibition));
  if (is_own || stop_us != 0)
    g_string_append_printf (text, ", %.1f s before %s",
                            MAX (left_us, 0) / (double) G_USEC_PER_SEC,
                            is_own ? "its deadline" : "the deadline of the whole shutdown");
  g_string_append_c (text, ')');
}

/* For what a shutdown waits that is being held, in one line. */
char *
cdr_inhibitors_describe (CdrConductor *self)
{
  GString *text = g_string_new ("The shutdown waits for: ");
  guint n = 0;

  for (GList *l = self->inhibitors.all.head; l != NULL && n < MAX_NAMED; l = l->next, n++)
    {
      if (n > 0)
        g_string_append (text, ", ");
      append_one (text, self, l->data);
    }

  if (n < self->inhibitors.all.length)
    g_string_append_printf (text, ", and %u more", self->inhibitors.all.length - n);

  return g_string_free (text, FALSE);
}

void
cdr_inhibitors_log_hurry (CdrConductor *self)
{
  if (cdr_inhibitors_get_n_held_by (self) > 0)
    log_line (self, CDR_LOG_HURRY, "In a hurry: ");
}

/* Too late: components are on their way down, or a setup is being stopped for good. */
static gboolean
is_going_down (CdrConductor *self)
{
  if (self->is_disposed)
    return TRUE;

  return self->state == CDR_STATE_SHUTTING_DOWN &&
         (!self->was_active || self->reconciler == NULL ||
          (cdr_reconciler_is_stopping (self->reconciler) &&
           !self->inhibitors.is_holding));
}

/**
 * cdr_conductor_inhibit:
 * @self: a conductor
 * @reason: what is being done, for a person, as the end of "waiting for": "saving
 *   report.odt"
 * @deadline_ms: how long a shutdown waits for it at most, in milliseconds; 0 is without
 *   a deadline of its own, -1 is the conductor's [property@Conductor:shutdown-timeout]
 *
 * Makes the next shutdown wait: no component goes down before the handle is released.
 *
 * Meanwhile the conductor is in %CDR_STATE_SHUTTING_DOWN, and all components are still
 * active. @deadline_ms counts from when the shutdown was asked for. In any case the wait
 * is over when the shutdown hurries: at its [property@Conductor:shutdown-deadline], which
 * counts from then too, with a second signal, or when its callers cancel. What was not
 * waited for is logged, and its handle has no effect any more.
 *
 * It may be taken in any state, and counts for every shutdown of an active conductor, one
 * that begins because a component failed included. A setup that fails or is stopped does
 * not wait. Taken while a shutdown waits for others it prolongs the wait, its
 * deadline counting from then; once components are going down it is too late, and the
 * handle is over from the start: see [method@Inhibitor.is_over].
 *
 * Returns: (transfer full): the handle; [method@Inhibitor.release] it, or drop it
 */
CdrInhibitor *
cdr_conductor_inhibit (CdrConductor *self,
                       const char   *reason,
                       int           deadline_ms)
{
  CdrInhibition *inhibition;
  CdrInhibitor *inhibitor;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), NULL);
  g_return_val_if_fail (reason != NULL, NULL);
  g_return_val_if_fail (deadline_ms >= -1, NULL);
  g_return_val_if_fail (cdr_conductor_is_in_context (self), NULL);

  inhibition = g_atomic_rc_box_new0 (CdrInhibition);
  inhibition->reason = cdr_text_to_line (reason, CDR_TEXT_MAX_NAME);
  inhibition->timeout_ms = deadline_ms;
  inhibitor = cdr_inhibitor_new (self, inhibition);

  if (is_going_down (self))
    {
      inhibition->is_over = TRUE;
      cdr_inhibition_unref (inhibition);
      return inhibitor;
    }

  g_queue_push_tail (&self->inhibitors.all, inhibition);
  if (self->inhibitors.is_holding)
    {
      start_clock (self, inhibition);
      cdr_pump_wake (self->pump);
    }

  return inhibitor;
}
