/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-callers-private.h"

#include "cdr-conductor-private.h"

/* Those who wait for a setup or shutdown. */

typedef struct
{
  GTask          *task;
  GQueue         *queue;
  CdrCallersFunc  all_cancelled;
  GSource        *source; /* of its cancellable, or NULL */
  GList           link;
} Caller;

static void
caller_free (Caller *caller)
{
  g_queue_unlink (caller->queue, &caller->link);
  if (caller->source != NULL)
    {
      g_source_destroy (caller->source);
      g_source_unref (caller->source);
    }
  g_object_unref (caller->task);
  g_free (caller);
}

/* One of several callers is told at once, which says nothing of the operation. The
 * last one cancels it, and is told how it ended.
 */
static gboolean
caller_cancelled_cb (GCancellable *cancellable,
                     gpointer      user_data)
{
  Caller *caller = user_data;
  g_autoptr (GTask) task = g_object_ref (caller->task);
  CdrConductor *self = g_task_get_source_object (task);

  if (caller->queue->length > 1)
    {
      caller_free (caller);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                               "The call was cancelled; the operation goes on for others");
    }
  else
    caller->all_cancelled (self);

  return G_SOURCE_REMOVE;
}

/* @all_cancelled is called when nobody is left who has not cancelled. */
void
cdr_callers_add (GQueue         *queue,
                 GTask          *task,
                 CdrCallersFunc  all_cancelled)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Caller *caller = g_new0 (Caller, 1);

  caller->task = g_object_ref (task);
  caller->queue = queue;
  caller->all_cancelled = all_cancelled;
  caller->link.data = caller;
  g_queue_push_tail_link (queue, &caller->link);

  if (cancellable == NULL)
    return;

  caller->source = g_cancellable_source_new (cancellable);
  g_source_set_static_name (caller->source, "CdrConductor caller");
  g_source_set_callback (caller->source, G_SOURCE_FUNC (caller_cancelled_cb), caller, NULL);
  g_source_attach (caller->source, g_task_get_context (task));
}

typedef struct
{
  CdrConductor *conductor;
  GPtrArray    *tasks;
  GError       *error; /* NULL: success */
} Answer;

static void
answer_free (Answer *answer)
{
  g_ptr_array_unref (answer->tasks);
  g_clear_error (&answer->error);
  g_object_unref (answer->conductor);
  g_free (answer);
}

static gboolean
answer_cb (gpointer user_data)
{
  Answer *answer = user_data;
  CdrConductor *self = answer->conductor;

  self->n_answers--;
  if (self->pump != NULL)
    cdr_pump_wake (self->pump);

  for (guint i = 0; i < answer->tasks->len; i++)
    {
      GTask *task = g_ptr_array_index (answer->tasks, i);

      if (answer->error != NULL)
        g_task_return_error (task, g_error_copy (answer->error));
      else
        g_task_return_boolean (task, TRUE);
    }

  return G_SOURCE_REMOVE;
}

/* Answers everyone: from a source of its own, so that callbacks may wait for the
 * conductor, and before the pump does anything else, so that what they are told still
 * holds. Whoever calls from then on finds nobody waiting any more.
 */
void
cdr_callers_answer (CdrConductor *self,
                    GQueue       *queue,
                    const GError *error)
{
  Answer *answer;
  g_autoptr (GSource) source = NULL;
  GList *link;

  if (queue->length == 0)
    return;

  answer = g_new0 (Answer, 1);
  answer->conductor = g_object_ref (self);
  answer->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  answer->error = error != NULL ? g_error_copy (error) : NULL;

  while ((link = g_queue_peek_head_link (queue)) != NULL)
    {
      Caller *caller = link->data;

      g_ptr_array_add (answer->tasks, g_object_ref (caller->task));
      caller_free (caller);
    }

  self->n_answers++;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "CdrConductor answers");
  g_source_set_callback (source, answer_cb, answer, (GDestroyNotify) answer_free);
  g_source_attach (source, self->context);
}
