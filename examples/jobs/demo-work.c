/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-work.h"

/* One job, done in a thread: claimed, worked on, and finished or put back. */

typedef struct
{
  gint64 id;
  guint  extra_ms; /* as if the work were harder than it is */
} Work;

static gint64
count_words (const char *text)
{
  gint64 n_words = 0;
  gboolean in_word = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gboolean is_space = g_unichar_isspace (g_utf8_get_char (p));

      if (!is_space && !in_word)
        n_words++;
      in_word = !is_space;
    }

  return n_words;
}

/* Returns: FALSE if there was no time for it */
static gboolean
do_job (DemoJob      *job,
        guint         extra_ms,
        GCancellable *cancellable)
{
  gint64 end = g_get_monotonic_time () + extra_ms * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end && !g_cancellable_is_cancelled (cancellable))
    g_usleep (MIN (extra_ms, 10) * G_TIME_SPAN_MILLISECOND);

  if (g_cancellable_is_cancelled (cancellable))
    return FALSE;

  job->words = count_words (job->text);
  job->sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, job->text, -1);

  return TRUE;
}

static void
work_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  DemoDatabase *database = DEMO_DATABASE (source_object);
  Work *work = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DemoJob) job = demo_database_claim_job (database, work->id, &error);
  gboolean success;

  if (job == NULL) /* it may be another's already */
    success = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  else if (do_job (job, work->extra_ms, cancellable))
    success = demo_database_finish_job (database, job, &error);
  else
    success = demo_database_put_back_job (database, job, &error);

  if (success)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Cancelling puts the job back, if it has not been done; that is no error. Nor
 * is it one if the job is no longer queued.
 */
void
demo_work_async (DemoDatabase        *database,
                 gint64               id,
                 guint                extra_ms,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (database, cancellable, callback, user_data);
  Work *work = g_new (Work, 1);

  work->id = id;
  work->extra_ms = extra_ms;

  g_task_set_source_tag (task, demo_work_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, work, g_free);
  g_task_run_in_thread (task, work_in_thread);
}

gboolean
demo_work_finish (GAsyncResult  *result,
                  GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, demo_work_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
