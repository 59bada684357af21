/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-mailbox.h"

/* Messages, and tasks that wait for one: never both at a time. */

/* What a waiting task has as data. */
typedef struct
{
  DemoMailbox *mailbox;
  GSource     *cancelled;
} Wait;

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  g_source_destroy (wait->cancelled);
  g_source_unref (wait->cancelled);
  g_free (wait);
}

void
demo_mailbox_init (DemoMailbox *self)
{
  g_queue_init (&self->messages);
  g_queue_init (&self->waits);
}

/* Drops the messages. Whoever might wait must have ended by now. */
void
demo_mailbox_clear (DemoMailbox *self)
{
  g_warn_if_fail (g_queue_is_empty (&self->waits));

  g_queue_clear_full (&self->messages, g_free);
}

static void
match_up (DemoMailbox *self)
{
  while (!g_queue_is_empty (&self->messages) && !g_queue_is_empty (&self->waits))
    {
      g_autoptr (GTask) task = g_queue_pop_head (&self->waits);

      g_task_set_task_data (task, NULL, NULL);
      g_task_return_pointer (task, g_queue_pop_head (&self->messages), g_free);
    }
}

/* @message: (transfer full) */
void
demo_mailbox_put (DemoMailbox *self,
                  char        *message)
{
  g_queue_push_tail (&self->messages, message);
  match_up (self);
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GTask *task = G_TASK (user_data);
  Wait *wait = g_task_get_task_data (task);

  if (g_queue_remove (&wait->mailbox->waits, task))
    {
      g_task_return_error_if_cancelled (task);
      g_object_unref (task);
    }

  return G_SOURCE_REMOVE;
}

/* Answers @task with a message, now or later. */
void
demo_mailbox_wait (DemoMailbox *self,
                   GTask       *task)
{
  Wait *wait = g_new (Wait, 1);

  wait->mailbox = self;
  wait->cancelled = g_cancellable_source_new (g_task_get_cancellable (task));

  /* A message that was taken out is delivered, cancelled or not. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_attach_source (task, wait->cancelled, G_SOURCE_FUNC (cancelled_cb));
  g_task_set_task_data (task, wait, wait_free);

  g_queue_push_tail (&self->waits, g_object_ref (task));
  match_up (self);
}

/* Answers all that wait with an error; not those that begin to meanwhile. */
void
demo_mailbox_fail (DemoMailbox  *self,
                   const GError *error)
{
  for (guint n = g_queue_get_length (&self->waits); n > 0; n--)
    {
      g_autoptr (GTask) task = g_queue_pop_head (&self->waits);

      if (task == NULL)
        break;

      g_task_set_task_data (task, NULL, NULL);
      g_task_return_error (task, g_error_copy (error));
    }
}

gboolean
demo_mailbox_is_wanted (DemoMailbox *self)
{
  return !g_queue_is_empty (&self->waits);
}
