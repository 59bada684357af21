/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-redis-queue-private.h"

/* What the queue does with messages. */

static void fetch_if_wanted (DemoRedisQueue *self);
static void fetched_cb      (GObject        *object,
                             GAsyncResult   *result,
                             gpointer        user_data);

/* Those that wait hear the error after the conductor, for whom the first one is
 * the cause.
 */
void
demo_redis_queue_fail (DemoRedisQueue *self,
                       const GError   *error)
{
  if (!self->is_over)
    {
      self->is_over = TRUE;
      cdr_component_fail (CDR_COMPONENT (self), error);
    }

  demo_mailbox_fail (&self->mailbox, error);
}

/* Pushing and acknowledging are a call each. */

static void
called_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DemoRedisConnection *commands = DEMO_REDIS_CONNECTION (object);
  g_autoptr (GError) error = NULL;

  if (demo_redis_connection_call_finish (commands, result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Takes @task. */
static void
call (DemoMessageQueue   *queue,
      const char * const *words,
      GTask              *task)
{
  demo_redis_connection_call_async (DEMO_REDIS_QUEUE (queue)->commands, words,
                                    g_task_get_cancellable (task), called_cb, task);
}

static void
demo_redis_queue_push_async (DemoMessageQueue    *queue,
                             const char          *message,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  const char *words[] = { "RPUSH", DEMO_REDIS_QUEUED, message, NULL };
  GTask *task = g_task_new (queue, cancellable, callback, user_data);

  g_task_set_source_tag (task, demo_redis_queue_push_async);
  call (queue, words, task);
}

static void
demo_redis_queue_acknowledge_async (DemoMessageQueue    *queue,
                                    const char          *message,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  const char *words[] = { "LREM", DEMO_REDIS_TAKEN, "1", message, NULL };
  GTask *task = g_task_new (queue, cancellable, callback, user_data);

  g_task_set_source_tag (task, demo_redis_queue_acknowledge_async);
  call (queue, words, task);
}

static gboolean
demo_redis_queue_call_finish (DemoMessageQueue  *queue,
                              GAsyncResult      *result,
                              GError           **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
demo_redis_queue_pop_async (DemoMessageQueue    *queue,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  DemoRedisQueue *self = DEMO_REDIS_QUEUE (queue);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, demo_redis_queue_pop_async);
  demo_mailbox_wait (&self->mailbox, task);
  fetch_if_wanted (self);
}

/* One at a time. A pop that is cancelled leaves its message to the next one. */
static void
fetch_if_wanted (DemoRedisQueue *self)
{
  const char *words[] = {
    "BLMOVE", DEMO_REDIS_QUEUED, DEMO_REDIS_TAKEN, "LEFT", "RIGHT", "0", NULL
  };

  if (self->is_fetching || !demo_mailbox_is_wanted (&self->mailbox))
    return;

  self->is_fetching = TRUE;
  demo_redis_connection_call_async (self->fetches, words, NULL, fetched_cb, g_object_ref (self));
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (DemoRedisQueue) self = DEMO_REDIS_QUEUE (user_data);
  DemoRedisConnection *fetches = DEMO_REDIS_CONNECTION (object);
  g_autoptr (GError) error = NULL;
  char *message = NULL;

  self->is_fetching = FALSE;
  if (!demo_redis_connection_call_finish (fetches, result, &message, &error))
    {
      demo_redis_queue_fail (self, error);
      return;
    }

  if (message != NULL)
    demo_mailbox_put (&self->mailbox, message);
  fetch_if_wanted (self);
}

static char *
demo_redis_queue_pop_finish (DemoMessageQueue  *queue,
                             GAsyncResult      *result,
                             GError           **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
demo_redis_queue_message_queue_init (DemoMessageQueueInterface *iface)
{
  iface->push_async = demo_redis_queue_push_async;
  iface->push_finish = demo_redis_queue_call_finish;
  iface->pop_async = demo_redis_queue_pop_async;
  iface->pop_finish = demo_redis_queue_pop_finish;
  iface->acknowledge_async = demo_redis_queue_acknowledge_async;
  iface->acknowledge_finish = demo_redis_queue_call_finish;
}
