/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-pump-private.h"

/* The one GSource of a conductor: everything that it does, it does from here,
 * with a clean stack. Waking it is setting a flag, which the main loop looks at
 * before it sleeps: no system call, and none at all while nothing happens.
 *
 * A deadline that has passed is handed on two iterations later. By then every other
 * source of the same iteration has been dispatched, and so has the idle source
 * through which a GTask that was cancelled answers: an answer that came together with
 * its deadline is known, and wins.
 */

struct _CdrPump
{
  GSource      parent;
  CdrPumpFunc  func;
  gpointer     user_data;
  gint64       deadline_us; /* -1: none */
  gint64       passed_us[2]; /* what to hand on the next times; 0: nothing */
  gboolean     is_awake;
};

static gboolean
pump_prepare (GSource *source,
              int     *timeout)
{
  CdrPump *self = (CdrPump *) source;

  *timeout = -1;
  return self->is_awake;
}

static gboolean
pump_check (GSource *source)
{
  CdrPump *self = (CdrPump *) source;

  return self->is_awake;
}

/* Components find the context that they run in as the thread's default one, also
 * where the application turns it without having pushed it.
 */
static void
call_in_context (CdrPump      *self,
                 GMainContext *context,
                 gint64        due_us)
{
  g_autoptr (GMainContext) current = g_main_context_ref_thread_default ();

  if (current == context)
    {
      self->func (self->user_data, due_us);
      return;
    }

  g_main_context_push_thread_default (context);
  self->func (self->user_data, due_us);
  g_main_context_pop_thread_default (context);
}

static gboolean
pump_dispatch (GSource     *source,
               GSourceFunc  callback,
               gpointer     user_data)
{
  CdrPump *self = (CdrPump *) source;
  gint64 due_us = self->passed_us[0];
  gint64 now_us = g_source_get_time (source);

  self->passed_us[0] = self->passed_us[1];
  self->passed_us[1] = 0;

  if (self->deadline_us >= 0 && self->deadline_us <= now_us)
    {
      self->passed_us[1] = now_us;
      cdr_pump_set_deadline (self, -1);
    }

  self->is_awake = self->passed_us[0] != 0 || self->passed_us[1] != 0;
  call_in_context (self, g_source_get_context (source), due_us);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs pump_funcs = {
  .prepare = pump_prepare,
  .check = pump_check,
  .dispatch = pump_dispatch,
};

CdrPump *
cdr_pump_new (GMainContext *context,
              CdrPumpFunc   func,
              gpointer      user_data)
{
  GSource *source = g_source_new (&pump_funcs, sizeof (CdrPump));
  CdrPump *self = (CdrPump *) source;

  self->func = func;
  self->user_data = user_data;
  self->deadline_us = -1;

  g_source_set_static_name (source, "CdrConductor");
  g_source_attach (source, context);

  return self;
}

/* May be called while it is being dispatched. */
void
cdr_pump_free (CdrPump *self)
{
  g_source_destroy ((GSource *) self);
  g_source_unref ((GSource *) self);
}

/* Only from the thread that the context belongs to. */
void
cdr_pump_wake (CdrPump *self)
{
  self->is_awake = TRUE;
}

/* -1: none */
void
cdr_pump_set_deadline (CdrPump *self,
                       gint64   deadline_us)
{
  if (self->deadline_us == deadline_us)
    return;

  self->deadline_us = deadline_us;
  g_source_set_ready_time ((GSource *) self, deadline_us);
}
