/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-gate-private.h"

/* Keeps a signal of an object from everybody but one catcher, until it is opened. Handlers
 * that are there already are blocked; those that come later, and the class's own, are
 * not reached because the catcher stops the emission. That only works for signals whose
 * class handler runs last.
 */

struct _CdrGate
{
  GObject  *object; /* a weak pointer */
  guint     signal_id;
  gulong    catcher;
  GArray   *blocked; /* gulong */
};

static void
block_all (CdrGate *self)
{
  const GSignalMatchType match = G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_UNBLOCKED;
  gulong handler;

  while ((handler = g_signal_handler_find (self->object, match, self->signal_id,
                                           0, NULL, NULL, NULL)) != 0)
    {
      g_signal_handler_block (self->object, handler);
      g_array_append_val (self->blocked, handler);
    }
}

/* @catcher: has the type of a handler, and calls cdr_gate_stop () */
CdrGate *
cdr_gate_new (gpointer     object,
              const char  *signal_name,
              GCallback    catcher,
              gpointer     user_data)
{
  CdrGate *self = g_new0 (CdrGate, 1);

  g_set_weak_pointer (&self->object, object);
  self->signal_id = g_signal_lookup (signal_name, G_OBJECT_TYPE (object));
  self->blocked = g_array_new (FALSE, FALSE, sizeof (gulong));

  block_all (self);
  self->catcher = g_signal_connect (object, signal_name, catcher, user_data);

  return self;
}

/* The end of the emission that the catcher is in. */
void
cdr_gate_stop (CdrGate *self)
{
  g_signal_stop_emission (self->object, self->signal_id, 0);
}

static void
unblock_all (CdrGate *self)
{
  g_signal_handler_disconnect (self->object, self->catcher);

  for (guint i = 0; i < self->blocked->len; i++)
    {
      gulong handler = g_array_index (self->blocked, gulong, i);

      if (g_signal_handler_is_connected (self->object, handler))
        g_signal_handler_unblock (self->object, handler);
    }
}

/* Everything is as it was; the gate is gone. */
void
cdr_gate_open (CdrGate *self)
{
  if (self->object != NULL)
    unblock_all (self);

  g_clear_weak_pointer (&self->object);
  g_array_unref (self->blocked);
  g_free (self);
}
