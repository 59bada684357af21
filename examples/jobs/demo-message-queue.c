/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-message-queue.h"

/* The interface of a queue of messages. That it has CdrComponent among its
 * prerequisites makes a property of this type a dependency.
 */

G_DEFINE_INTERFACE (DemoMessageQueue, demo_message_queue, CDR_TYPE_COMPONENT)

static void
demo_message_queue_default_init (DemoMessageQueueInterface *iface)
{
}

void
demo_message_queue_push_async (DemoMessageQueue    *self,
                               const char          *message,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (DEMO_IS_MESSAGE_QUEUE (self));
  g_return_if_fail (message != NULL);

  DEMO_MESSAGE_QUEUE_GET_IFACE (self)->push_async (self, message, cancellable,
                                                   callback, user_data);
}

gboolean
demo_message_queue_push_finish (DemoMessageQueue  *self,
                                GAsyncResult      *result,
                                GError           **error)
{
  g_return_val_if_fail (DEMO_IS_MESSAGE_QUEUE (self), FALSE);

  return DEMO_MESSAGE_QUEUE_GET_IFACE (self)->push_finish (self, result, error);
}

/* Waits for a message until there is one, which is to be acknowledged. */
void
demo_message_queue_pop_async (DemoMessageQueue    *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (DEMO_IS_MESSAGE_QUEUE (self));

  DEMO_MESSAGE_QUEUE_GET_IFACE (self)->pop_async (self, cancellable, callback, user_data);
}

char *
demo_message_queue_pop_finish (DemoMessageQueue  *self,
                               GAsyncResult      *result,
                               GError           **error)
{
  g_return_val_if_fail (DEMO_IS_MESSAGE_QUEUE (self), NULL);

  return DEMO_MESSAGE_QUEUE_GET_IFACE (self)->pop_finish (self, result, error);
}

/* Says that a message that was popped has been dealt with, and need not be
 * delivered again. A queue that outlives the program delivers it to the next
 * start otherwise.
 */
void
demo_message_queue_acknowledge_async (DemoMessageQueue    *self,
                                      const char          *message,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_return_if_fail (DEMO_IS_MESSAGE_QUEUE (self));
  g_return_if_fail (message != NULL);

  DEMO_MESSAGE_QUEUE_GET_IFACE (self)->acknowledge_async (self, message, cancellable,
                                                          callback, user_data);
}

gboolean
demo_message_queue_acknowledge_finish (DemoMessageQueue  *self,
                                       GAsyncResult      *result,
                                       GError           **error)
{
  g_return_val_if_fail (DEMO_IS_MESSAGE_QUEUE (self), FALSE);

  return DEMO_MESSAGE_QUEUE_GET_IFACE (self)->acknowledge_finish (self, result, error);
}
