/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-database-private.h"

#include <glib/gstdio.h>

/* The component that owns the SQLite file: everything the program must not lose
 * is in it. Setup and shutdown block, so they run in a thread.
 *
 * A job that was added is on the disk: the log is synced with each commit. No
 * other program can open the file meanwhile, and SQLite's lock on it ends with
 * the process, however that ends.
 */

typedef struct
{
  char    *path;
  GMutex   lock;
  sqlite3 *handle; /* while set up; under the lock */
} DemoDatabasePrivate;

typedef enum
{
  PROP_PATH = 1,
} DemoDatabaseProperty;

static GParamSpec *properties[PROP_PATH + 1];

G_DEFINE_TYPE_WITH_PRIVATE (DemoDatabase, demo_database, CDR_TYPE_COMPONENT)

static const char schema[] =
  "PRAGMA locking_mode = EXCLUSIVE;"
  "PRAGMA journal_mode = WAL;"
  "PRAGMA synchronous = FULL;"
  "BEGIN IMMEDIATE;"
  "CREATE TABLE IF NOT EXISTS jobs ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  state TEXT NOT NULL DEFAULT 'queued',"
  "  text TEXT NOT NULL,"
  "  words INTEGER,"
  "  sha256 TEXT,"
  "  times_done INTEGER NOT NULL DEFAULT 0);"
  "CREATE INDEX IF NOT EXISTS unfinished ON jobs (id) WHERE state <> 'done';"
  "COMMIT;";

static void
demo_database_finalize (GObject *object)
{
  DemoDatabase *self = DEMO_DATABASE (object);
  DemoDatabasePrivate *priv = demo_database_get_instance_private (self);

  sqlite3_close (priv->handle);
  g_mutex_clear (&priv->lock);
  g_free (priv->path);

  G_OBJECT_CLASS (demo_database_parent_class)->finalize (object);
}

static void
demo_database_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  DemoDatabase *self = DEMO_DATABASE (object);

  switch ((DemoDatabaseProperty) prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, demo_database_get_path (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
demo_database_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  DemoDatabase *self = DEMO_DATABASE (object);

  switch ((DemoDatabaseProperty) prop_id)
    {
    case PROP_PATH:
      demo_database_set_path (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_open_error (GError     **error,
                const char  *path,
                sqlite3     *handle,
                int          code)
{
  int saved_errno = handle != NULL ? sqlite3_system_errno (handle) : 0;

  if (code == SQLITE_BUSY)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                 "%s is open in another program", path);
  else if (code == SQLITE_CANTOPEN && saved_errno != 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
                 "can't open %s: %s", path, g_strerror (saved_errno));
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "can't open %s: %s", path,
                 handle != NULL ? sqlite3_errmsg (handle) : sqlite3_errstr (code));
}

static void
remove_files (const char *path)
{
  const char * const suffixes[] = { "", "-journal", "-wal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_unlink (name);
    }
}

/* A file that is new and can't be used is removed again, under its lock; where
 * the lock is another's, so is the file.
 */
static sqlite3 *
open_file (const char  *path,
           GError     **error)
{
  gboolean is_new = !g_file_test (path, G_FILE_TEST_EXISTS);
  sqlite3 *handle = NULL;
  int code;

  code = sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_exec (handle, schema, NULL, NULL, NULL);
  if (code == SQLITE_OK)
    return handle;

  set_open_error (error, path, handle, code);
  if (is_new && code != SQLITE_BUSY)
    remove_files (path);
  sqlite3_close (handle);

  return NULL;
}

static void
setup_in_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  DemoDatabasePrivate *priv = demo_database_get_instance_private (source_object);
  g_autoptr (GError) error = NULL;
  sqlite3 *handle;

  if (g_task_return_error_if_cancelled (task))
    return;

  handle = open_file (priv->path, &error);
  if (handle == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_mutex_lock (&priv->lock);
  priv->handle = handle;
  g_mutex_unlock (&priv->lock);

  g_task_return_boolean (task, TRUE);
}

static void
demo_database_setup (CdrComponent *component,
                     GTask        *task)
{
  g_task_run_in_thread (task, setup_in_thread);
}

/* Waits for the statement that runs. Closing moves the log into the file. */
static void
shutdown_in_thread (GTask        *task,
                    gpointer      source_object,
                    gpointer      task_data,
                    GCancellable *cancellable)
{
  DemoDatabasePrivate *priv = demo_database_get_instance_private (source_object);
  sqlite3 *handle;
  int code;

  g_mutex_lock (&priv->lock);
  handle = g_steal_pointer (&priv->handle);
  g_mutex_unlock (&priv->lock);

  code = sqlite3_close (handle);
  if (code == SQLITE_OK)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                             "can't close %s: %s", priv->path, sqlite3_errstr (code));
}

static void
demo_database_shutdown (CdrComponent *component,
                        GTask        *task)
{
  g_task_run_in_thread (task, shutdown_in_thread);
}

static void
demo_database_class_init (DemoDatabaseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  CdrComponentClass *component_class = CDR_COMPONENT_CLASS (klass);

  object_class->finalize = demo_database_finalize;
  object_class->get_property = demo_database_get_property;
  object_class->set_property = demo_database_set_property;

  component_class->setup = demo_database_setup;
  component_class->shutdown = demo_database_shutdown;
  cdr_component_class_set_name (component_class, "Database");

  properties[PROP_PATH] =
    g_param_spec_string ("path", NULL, NULL,
                         "jobs.db",
                         G_PARAM_READWRITE |
                         G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
demo_database_init (DemoDatabase *self)
{
  DemoDatabasePrivate *priv = demo_database_get_instance_private (self);

  priv->path = g_strdup ("jobs.db");
  g_mutex_init (&priv->lock);
}

const char *
demo_database_get_path (DemoDatabase *self)
{
  DemoDatabasePrivate *priv = demo_database_get_instance_private (self);

  return priv->path;
}

/* To be set before setup. */
void
demo_database_set_path (DemoDatabase *self,
                        const char   *path)
{
  DemoDatabasePrivate *priv = demo_database_get_instance_private (self);

  g_return_if_fail (path != NULL);

  if (g_str_equal (priv->path, path))
    return;

  g_free (priv->path);
  priv->path = g_strdup (path);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}

sqlite3 *
demo_database_lock (DemoDatabase  *self,
                    GError       **error)
{
  DemoDatabasePrivate *priv = demo_database_get_instance_private (self);

  g_mutex_lock (&priv->lock);
  if (priv->handle != NULL)
    return priv->handle;

  g_mutex_unlock (&priv->lock);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "%s is closed", priv->path);

  return NULL;
}

void
demo_database_unlock (DemoDatabase *self)
{
  DemoDatabasePrivate *priv = demo_database_get_instance_private (self);

  g_mutex_unlock (&priv->lock);
}
