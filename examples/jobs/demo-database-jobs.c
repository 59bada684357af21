/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-database-private.h"

/* What the database does with jobs: one SQL statement each. */

/* A statement that has the database locked as long as it lives: SQLite commits
 * when the last of all running statements ends, so with one at a time the end
 * of each is its commit.
 */
typedef struct
{
  DemoDatabase *database;
  sqlite3      *handle;
  sqlite3_stmt *sql;
} Statement;

static void
statement_free (Statement *self)
{
  sqlite3_finalize (self->sql);
  demo_database_unlock (self->database);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Statement, statement_free)

static void
set_error (GError    **error,
           Statement  *statement)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "can't use %s: %s",
               demo_database_get_path (statement->database),
               sqlite3_errmsg (statement->handle));
}

static Statement *
statement_new (DemoDatabase  *database,
               const char    *sql,
               GError       **error)
{
  sqlite3 *handle = demo_database_lock (database, error);
  g_autoptr (Statement) self = NULL;

  if (handle == NULL)
    return NULL;

  self = g_new0 (Statement, 1);
  self->database = database;
  self->handle = handle;

  if (sqlite3_prepare_v2 (handle, sql, -1, &self->sql, NULL) != SQLITE_OK)
    {
      set_error (error, self);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/* Returns: TRUE if there is a row; else @error tells whether that is the end. */
static gboolean
statement_next (Statement  *self,
                GError    **error)
{
  int code = sqlite3_step (self->sql);

  if (code != SQLITE_ROW && code != SQLITE_DONE)
    set_error (error, self);

  return code == SQLITE_ROW;
}

/* Runs a statement that has no rows. */
static gboolean
statement_run (Statement  *self,
               GError    **error)
{
  if (sqlite3_step (self->sql) == SQLITE_DONE)
    return TRUE;

  set_error (error, self);
  return FALSE;
}

/* For the columns id, state, words, sha256. */
static DemoJob *
statement_get_job (Statement *self)
{
  DemoJob *job = demo_job_new (sqlite3_column_int64 (self->sql, 0),
                               (const char *) sqlite3_column_text (self->sql, 1));

  job->words = sqlite3_column_int64 (self->sql, 2);
  job->sha256 = g_strdup ((const char *) sqlite3_column_text (self->sql, 3));

  return job;
}

static void
set_not_found (GError **error,
               gint64   id)
{
  if (error != NULL && *error == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 "there is no such job: %" G_GINT64_FORMAT, id);
}

/* Returns: the number of the new job, or 0 on error */
gint64
demo_database_add_job (DemoDatabase  *self,
                       const char    *text,
                       GError       **error)
{
  g_autoptr (Statement) insert = NULL;

  insert = statement_new (self, "INSERT INTO jobs (text) VALUES (?)", error);
  if (insert == NULL)
    return 0;

  sqlite3_bind_text (insert->sql, 1, text, -1, SQLITE_STATIC);
  if (!statement_run (insert, error))
    return 0;

  return sqlite3_last_insert_rowid (insert->handle);
}

DemoJob *
demo_database_get_job (DemoDatabase  *self,
                       gint64         id,
                       GError       **error)
{
  g_autoptr (Statement) query = NULL;

  query = statement_new (self,
                         "SELECT id, state, words, sha256 FROM jobs WHERE id = ?",
                         error);
  if (query == NULL)
    return NULL;

  sqlite3_bind_int64 (query->sql, 1, id);
  if (!statement_next (query, error))
    {
      set_not_found (error, id);
      return NULL;
    }

  return statement_get_job (query);
}

/* Returns: the newest jobs first, at most @limit of them */
GPtrArray *
demo_database_list_jobs (DemoDatabase  *self,
                         guint          limit,
                         GError       **error)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) demo_job_free);
  g_autoptr (Statement) query = NULL;
  g_autoptr (GError) own_error = NULL;

  query = statement_new (self,
                         "SELECT id, state, words, sha256 FROM jobs"
                         " ORDER BY id DESC LIMIT ?",
                         error);
  if (query == NULL)
    return NULL;

  sqlite3_bind_int64 (query->sql, 1, limit);
  while (statement_next (query, &own_error))
    g_ptr_array_add (jobs, statement_get_job (query));

  if (own_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return NULL;
    }

  return g_steal_pointer (&jobs);
}

static GArray *
take_up_jobs (DemoDatabase  *self,
              GError       **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (Statement) query = NULL;
  g_autoptr (GError) own_error = NULL;

  query = statement_new (self,
                         "UPDATE jobs SET state = 'queued' WHERE state <> 'done'"
                         " RETURNING id",
                         error);
  if (query == NULL)
    return NULL;

  while (statement_next (query, &own_error))
    {
      gint64 id = sqlite3_column_int64 (query->sql, 0);

      g_array_append_val (ids, id);
    }

  if (own_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return NULL;
    }

  return g_steal_pointer (&ids);
}

static void
take_up_jobs_in_thread (GTask        *task,
                        gpointer      source_object,
                        gpointer      task_data,
                        GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  GArray *ids = take_up_jobs (DEMO_DATABASE (source_object), &error);

  if (ids == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, ids, (GDestroyNotify) g_array_unref);
}

/* What ran when the program crashed is queued again. */
void
demo_database_take_up_jobs_async (DemoDatabase        *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, demo_database_take_up_jobs_async);
  g_task_run_in_thread (task, take_up_jobs_in_thread);
}

/**
 * demo_database_take_up_jobs_finish:
 * @self: a database
 * @result: what the callback got
 * @error: where to put an error
 *
 * Returns: (element-type gint64) (transfer full): the numbers of all jobs to be done
 */
GArray *
demo_database_take_up_jobs_finish (DemoDatabase  *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Takes a job that is queued, so that no other worker gets it.
 *
 * Returns: the job with its text, or NULL, with G_IO_ERROR_NOT_FOUND if it is
 *   not queued
 */
DemoJob *
demo_database_claim_job (DemoDatabase  *self,
                         gint64         id,
                         GError       **error)
{
  g_autoptr (Statement) update = NULL;
  g_autoptr (DemoJob) job = NULL;
  g_autoptr (GError) own_error = NULL;

  update = statement_new (self,
                          "UPDATE jobs SET state = 'running'"
                          " WHERE id = ? AND state = 'queued' RETURNING text",
                          error);
  if (update == NULL)
    return NULL;

  sqlite3_bind_int64 (update->sql, 1, id);
  while (statement_next (update, &own_error))
    {
      job = demo_job_new (id, "running");
      job->text = g_strdup ((const char *) sqlite3_column_text (update->sql, 0));
    }

  if (own_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return NULL;
    }

  if (job == NULL)
    set_not_found (error, id);

  return g_steal_pointer (&job);
}

/* Stores the result. */
gboolean
demo_database_finish_job (DemoDatabase  *self,
                          DemoJob       *job,
                          GError       **error)
{
  g_autoptr (Statement) update = NULL;

  update = statement_new (self,
                          "UPDATE jobs SET state = 'done', words = ?, sha256 = ?,"
                          " times_done = times_done + 1 WHERE id = ?",
                          error);
  if (update == NULL)
    return FALSE;

  sqlite3_bind_int64 (update->sql, 1, job->words);
  sqlite3_bind_text (update->sql, 2, job->sha256, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (update->sql, 3, job->id);

  return statement_run (update, error);
}

/* Gives up a job that was claimed: somebody else will do it. */
gboolean
demo_database_put_back_job (DemoDatabase  *self,
                            DemoJob       *job,
                            GError       **error)
{
  g_autoptr (Statement) update = NULL;

  update = statement_new (self,
                          "UPDATE jobs SET state = 'queued' WHERE id = ?",
                          error);
  if (update == NULL)
    return FALSE;

  sqlite3_bind_int64 (update->sql, 1, job->id);

  return statement_run (update, error);
}
