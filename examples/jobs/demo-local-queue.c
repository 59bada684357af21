/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-local-queue.h"

/* A message queue inside the process. It forgets everything at shutdown: what
 * must not be lost is in the database.
 */

struct _DemoLocalQueue
{
  CdrComponent parent_instance;

  GQueue       messages; /* of char * */
  GQueue       pops;     /* GTasks that wait for a message */
};

static void demo_local_queue_message_queue_init (DemoMessageQueueInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DemoLocalQueue, demo_local_queue, CDR_TYPE_COMPONENT,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_MESSAGE_QUEUE,
                                                      demo_local_queue_message_queue_init))

static void
demo_local_queue_finalize (GObject *object)
{
  DemoLocalQueue *self = DEMO_LOCAL_QUEUE (object);

  g_queue_clear_full (&self->messages, g_free);

  G_OBJECT_CLASS (demo_local_queue_parent_class)->finalize (object);
}

/* There is nothing to set up, so setup is not overridden. */
static void
demo_local_queue_shutdown (CdrComponent *component,
                           GTask        *task)
{
  DemoLocalQueue *self = DEMO_LOCAL_QUEUE (component);

  /* Whoever might wait depends on the queue, and is down by now. */
  g_warn_if_fail (g_queue_is_empty (&self->pops));

  g_queue_clear_full (&self->messages, g_free);
  g_task_return_boolean (task, TRUE);
}

static void
destroy_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

/* The task of a pop has its cancellable source as data. */
static void
match_up (DemoLocalQueue *self)
{
  while (!g_queue_is_empty (&self->messages) && !g_queue_is_empty (&self->pops))
    {
      g_autoptr (GTask) task = g_queue_pop_head (&self->pops);

      g_task_set_task_data (task, NULL, NULL);
      g_task_return_pointer (task, g_queue_pop_head (&self->messages), g_free);
    }
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

  g_queue_push_tail (&self->messages, g_strdup (message));
  match_up (self);
  g_task_return_boolean (task, TRUE);
}

static gboolean
demo_local_queue_push_finish (DemoMessageQueue  *queue,
                              GAsyncResult      *result,
                              GError           **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
pop_cancelled_cb (GCancellable *cancellable,
                  gpointer      user_data)
{
  GTask *task = G_TASK (user_data);
  DemoLocalQueue *self = g_task_get_source_object (task);

  if (g_queue_remove (&self->pops, task))
    {
      g_task_return_error_if_cancelled (task);
      g_object_unref (task);
    }

  return G_SOURCE_REMOVE;
}

static void
demo_local_queue_pop_async (DemoMessageQueue    *queue,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  DemoLocalQueue *self = DEMO_LOCAL_QUEUE (queue);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GSource) source = g_cancellable_source_new (cancellable);

  g_task_set_source_tag (task, demo_local_queue_pop_async);
  /* A message that was taken out is delivered, cancelled or not. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_attach_source (task, source, G_SOURCE_FUNC (pop_cancelled_cb));
  g_task_set_task_data (task, g_steal_pointer (&source), destroy_source);

  g_queue_push_tail (&self->pops, g_steal_pointer (&task));
  match_up (self);
}

static char *
demo_local_queue_pop_finish (DemoMessageQueue  *queue,
                             GAsyncResult      *result,
                             GError           **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
demo_local_queue_message_queue_init (DemoMessageQueueInterface *iface)
{
  iface->push_async = demo_local_queue_push_async;
  iface->push_finish = demo_local_queue_push_finish;
  iface->pop_async = demo_local_queue_pop_async;
  iface->pop_finish = demo_local_queue_pop_finish;
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
  g_queue_init (&self->messages);
  g_queue_init (&self->pops);
}
