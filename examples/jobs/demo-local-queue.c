/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-local-queue.h"

#include "demo-mailbox.h"

/* A message queue inside the process. It forgets a message when it is popped,
 * and all at shutdown: what must not be lost is in the database.
 */

struct _DemoLocalQueue
{
  CdrComponent parent_instance;

  DemoMailbox  mailbox;
};

static void demo_local_queue_message_queue_init (DemoMessageQueueInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DemoLocalQueue, demo_local_queue, CDR_TYPE_COMPONENT,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_MESSAGE_QUEUE,
                                                      demo_local_queue_message_queue_init))

static void
demo_local_queue_finalize (GObject *object)
{
  DemoLocalQueue *self = DEMO_LOCAL_QUEUE (object);

  demo_mailbox_clear (&self->mailbox);

  G_OBJECT_CLASS (demo_local_queue_parent_class)->finalize (object);
}

/* There is nothing to set up, so setup is not overridden. */
static void
demo_local_queue_shutdown (CdrComponent *component,
                           GTask        *task)
{
  DemoLocalQueue *self = DEMO_LOCAL_QUEUE (component);

  demo_mailbox_clear (&self->mailbox);
  g_task_return_boolean (task, TRUE);
}

static void
demo_local_queue_push_async (DemoMessageQueue    *queue,
                             const char          *message,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  DemoLocalQueue *self = DEMO_LOCAL_QUEUE (queue);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, demo_local_queue_push_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  demo_mailbox_put (&self->mailbox, g_strdup (message));
  g_task_return_boolean (task, TRUE);
}

static gboolean
demo_local_queue_push_finish (DemoMessageQueue  *queue,
                              GAsyncResult      *result,
                              GError           **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
demo_local_queue_pop_async (DemoMessageQueue    *queue,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  DemoLocalQueue *self = DEMO_LOCAL_QUEUE (queue);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, demo_local_queue_pop_async);
  demo_mailbox_wait (&self->mailbox, task);
}

static char *
demo_local_queue_pop_finish (DemoMessageQueue  *queue,
                             GAsyncResult      *result,
                             GError           **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
demo_local_queue_acknowledge_async (DemoMessageQueue    *queue,
                                    const char          *message,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (queue, cancellable, callback, user_data);

  g_task_set_source_tag (task, demo_local_queue_acknowledge_async);
  g_task_return_boolean (task, TRUE);
}

static gboolean
demo_local_queue_acknowledge_finish (DemoMessageQueue  *queue,
                                     GAsyncResult      *result,
                                     GError           **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
demo_local_queue_message_queue_init (DemoMessageQueueInterface *iface)
{
  iface->push_async = demo_local_queue_push_async;
  iface->push_finish = demo_local_queue_push_finish;
  iface->pop_async = demo_local_queue_pop_async;
  iface->pop_finish = demo_local_queue_pop_finish;
  iface->acknowledge_async = demo_local_queue_acknowledge_async;
  iface->acknowledge_finish = demo_local_queue_acknowledge_finish;
}

static void
demo_local_queue_class_init (DemoLocalQueueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  CdrComponentClass *component_class = CDR_COMPONENT_CLASS (klass);

  object_class->finalize = demo_local_queue_finalize;

  component_class->shutdown = demo_local_queue_shutdown;
  cdr_component_class_set_name (component_class, "MessageQueue");
}

static void
demo_local_queue_init (DemoLocalQueue *self)
{
  demo_mailbox_init (&self->mailbox);
}
