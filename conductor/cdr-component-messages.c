/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-component-private.h"
#include "cdr-log-private.h"

/* What a component says to its conductor is posted to the conductor's context,
 * so that it may come from any thread.
 */

typedef struct
{
  CdrComponent *component;
  GError       *error;    /* a failure; or */
  gint64        until_us; /* a new deadline */
  guint         n_setups; /* when it was posted */
} Message;

static void
message_free (Message *message)
{
  g_object_unref (message->component);
  g_clear_error (&message->error);
  g_free (message);
}

static gboolean
deliver_message_cb (gpointer user_data)
{
  Message *message = user_data;
  const CdrOwner *owner = cdr_component_get_owner (message->component);

  if (owner == NULL || message->n_setups != cdr_component_get_n_setups (message->component))
    cdr_log (CDR_LOG_IGNORED, message->component, cdr_component_get_state (message->component),
             CDR_LOG_NO_DURATION, "%s: what it said came too late",
             cdr_component_get_name (message->component));
  else if (message->error != NULL)
    owner->component_failed (owner->conductor, message->component, message->error);
  else
    owner->deadline_extended (owner->conductor, message->component, message->until_us);

  return G_SOURCE_REMOVE;
}

static void
post_message (CdrComponent *self,
              GError       *error,
              gint64        until_us)
{
  g_autoptr (GMainContext) context = cdr_component_ref_context (self);
  g_autoptr (GSource) source = NULL;
  Message *message;

  if (context == NULL)
    {
      /* Maybe in another thread, where the state is out of reach. */
      cdr_log (CDR_LOG_IGNORED, self, CDR_LOG_NO_STATE, CDR_LOG_NO_DURATION,
               "%s belongs to no conductor", cdr_component_get_name (self));
      g_clear_error (&error);
      return;
    }

  message = g_new0 (Message, 1);
  message->component = g_object_ref (self);
  message->error = error;
  message->until_us = until_us;
  message->n_setups = cdr_component_get_n_setups (self);

  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "cdr_component");
  g_source_set_callback (source, deliver_message_cb, message, (GDestroyNotify) message_free);
  g_source_attach (source, context);
}

/**
 * cdr_component_extend_timeout:
 * @self: a component that is setting up or shutting down
 * @ms: milliseconds from now
 *
 * Asks for more time: the running deadline becomes the later of what it is and
 * now plus @ms.
 *
 * Once the call has been cancelled for being late, or because a stop is in a
 * hurry, its grace can't be extended. Nothing happens if no deadline is running.
 *
 * May be called from any thread.
 */
void
cdr_component_extend_timeout (CdrComponent *self,
                              guint         ms)
{
  g_return_if_fail (CDR_IS_COMPONENT (self));

  post_message (self, NULL, g_get_monotonic_time () + (gint64) ms * 1000);
}

/**
 * cdr_component_fail:
 * @self: a component that is active
 * @error: why it can't go on
 *
 * Says that the component is dead: the conductor stops everything in order.
 *
 * Dependents are shut down first, then the component itself: its own `shutdown`
 * is called too. [method@Conductor.serve] and [method@Conductor.run] return
 * %FALSE with this error; elsewhere [property@Component:error] tells.
 *
 * In any other state, and without a conductor, this is logged and ignored.
 *
 * May be called from any thread.
 */
void
cdr_component_fail (CdrComponent *self,
                    const GError *error)
{
  g_return_if_fail (CDR_IS_COMPONENT (self));
  g_return_if_fail (error != NULL);

  post_message (self, g_error_copy (error), 0);
}
