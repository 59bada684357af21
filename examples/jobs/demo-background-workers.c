/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-background-workers.h"

#include "demo-database.h"
#include "demo-message-queue.h"
#include "demo-patience.h"
#include "demo-work.h"

/* The component that does the jobs, several at once. Each worker waits for the
 * number of a job, does that in a thread, acknowledges it, and begins again.
 *
 * The queue says what there may be to do, the database what is: a job has to be
 * claimed there, so one that is delivered twice is done once.
 */

#define PATIENCE 3 /* seconds, with the jobs that are being done */

struct _DemoBackgroundWorkers
{
  CdrComponent      parent_instance;

  DemoDatabase     *database;
  DemoMessageQueue *queue;
  guint             n_workers;
  guint             job_time;  /* ms, on top of what the work takes */

  guint             n_running; /* workers that have not ended */
  GCancellable     *stopping;  /* for the wait for the next job */
  GCancellable     *hurrying;  /* for the job itself */
  GSource          *patience;
  GTask            *shutdown_task;
};

/* What a worker is at. */
typedef struct
{
  DemoBackgroundWorkers *workers;
  char                  *message;
} Errand;

typedef enum
{
  PROP_DATABASE = 1,
  PROP_QUEUE,
  PROP_N_WORKERS,
  PROP_JOB_TIME,
} DemoBackgroundWorkersProperty;

static GParamSpec *properties[PROP_JOB_TIME + 1];

G_DEFINE_FINAL_TYPE (DemoBackgroundWorkers, demo_background_workers, CDR_TYPE_COMPONENT)

/* Setup. */
static void taken_up_cb       (GObject      *object,
                               GAsyncResult *result,
                               gpointer      user_data);

/* The life of a worker. */
static void wait_for_job      (DemoBackgroundWorkers *self);
static void popped_cb         (GObject               *object,
                               GAsyncResult          *result,
                               gpointer               user_data);
static void worked_cb         (GObject               *object,
                               GAsyncResult          *result,
                               gpointer               user_data);
static void acknowledged_cb   (GObject               *object,
                               GAsyncResult          *result,
                               gpointer               user_data);
static void worker_ended      (DemoBackgroundWorkers *self);

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->workers);
  g_free (errand->message);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static void
demo_background_workers_dispose (GObject *object)
{
  DemoBackgroundWorkers *self = DEMO_BACKGROUND_WORKERS (object);

  g_clear_object (&self->database);
  g_clear_object (&self->queue);
  g_clear_object (&self->stopping);
  g_clear_object (&self->hurrying);

  G_OBJECT_CLASS (demo_background_workers_parent_class)->dispose (object);
}

static void
demo_background_workers_get_property (GObject    *object,
                                      guint       prop_id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  DemoBackgroundWorkers *self = DEMO_BACKGROUND_WORKERS (object);

  switch ((DemoBackgroundWorkersProperty) prop_id)
    {
    case PROP_DATABASE:
      g_value_set_object (value, self->database);
      break;

    case PROP_QUEUE:
      g_value_set_object (value, self->queue);
      break;

    case PROP_N_WORKERS:
      g_value_set_uint (value, self->n_workers);
      break;

    case PROP_JOB_TIME:
      g_value_set_uint (value, self->job_time);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_uint (DemoBackgroundWorkers *self,
          guint                 *field,
          guint                  value,
          GParamSpec            *pspec)
{
  if (*field == value)
    return;

  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
demo_background_workers_set_property (GObject      *object,
                                      guint         prop_id,
                                      const GValue *value,
                                      GParamSpec   *pspec)
{
  DemoBackgroundWorkers *self = DEMO_BACKGROUND_WORKERS (object);

  switch ((DemoBackgroundWorkersProperty) prop_id)
    {
    case PROP_DATABASE:
      if (g_set_object (&self->database, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;

    case PROP_QUEUE:
      if (g_set_object (&self->queue, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;

    case PROP_N_WORKERS:
      set_uint (self, &self->n_workers, g_value_get_uint (value), pspec);
      break;

    case PROP_JOB_TIME:
      set_uint (self, &self->job_time, g_value_get_uint (value), pspec);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
demo_background_workers_setup (CdrComponent *component,
                               GTask        *task)
{
  DemoBackgroundWorkers *self = DEMO_BACKGROUND_WORKERS (component);

  demo_database_take_up_jobs_async (self->database, g_task_get_cancellable (task), taken_up_cb,
                                    g_object_ref (task));
}

static void
push_job (DemoBackgroundWorkers *self,
          gint64                 id)
{
  g_autofree char *message = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  demo_message_queue_push_async (self->queue, message, NULL, NULL, NULL);
}

/* A setup that was cancelled ends here, with nothing to release: the jobs are
 * queued in the database either way.
 */
static void
taken_up_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DemoBackgroundWorkers *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = NULL;

  ids = demo_database_take_up_jobs_finish (DEMO_DATABASE (object), result, &error);
  if (ids == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  for (guint i = 0; i < ids->len; i++)
    push_job (self, g_array_index (ids, gint64, i));

  self->stopping = g_cancellable_new ();
  self->hurrying = g_cancellable_new ();
  self->n_running = self->n_workers;
  for (guint i = 0; i < self->n_workers; i++)
    wait_for_job (self);

  g_task_return_boolean (task, TRUE);
}

static void
wait_for_job (DemoBackgroundWorkers *self)
{
  demo_message_queue_pop_async (self->queue, self->stopping, popped_cb, g_object_ref (self));
}

static void
popped_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (DemoBackgroundWorkers) self = DEMO_BACKGROUND_WORKERS (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  message = demo_message_queue_pop_finish (DEMO_MESSAGE_QUEUE (object), result, &error);
  if (g_cancellable_is_cancelled (self->stopping))
    {
      worker_ended (self);
    }
  else if (message == NULL)
    {
      cdr_component_fail (CDR_COMPONENT (self), error);
      worker_ended (self);
    }
  else
    {
      Errand *errand = g_new (Errand, 1);
      gint64 id = g_ascii_strtoll (message, NULL, 10);

      errand->workers = g_object_ref (self);
      errand->message = g_steal_pointer (&message);
      demo_work_async (self->database, id, self->job_time, self->hurrying, worked_cb, errand);
    }
}

/* A job that was put back stays unacknowledged. */
static void
worked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Errand) errand = user_data;
  DemoBackgroundWorkers *self = errand->workers;
  g_autoptr (GError) error = NULL;

  /* Without its database the program can't go on: the next start will. */
  if (!demo_work_finish (result, &error))
    {
      cdr_component_fail (CDR_COMPONENT (self), error);
      worker_ended (self);
    }
  else if (g_cancellable_is_cancelled (self->hurrying))
    {
      worker_ended (self);
    }
  else
    {
      demo_message_queue_acknowledge_async (self->queue, errand->message, self->hurrying,
                                            acknowledged_cb, g_object_ref (self));
    }
}

static void
acknowledged_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (DemoBackgroundWorkers) self = DEMO_BACKGROUND_WORKERS (user_data);
  g_autoptr (GError) error = NULL;
  gboolean success;

  success = demo_message_queue_acknowledge_finish (DEMO_MESSAGE_QUEUE (object), result, &error);

  /* At the end it does not matter: the job is done, and will not be done again. */
  if (g_cancellable_is_cancelled (self->stopping))
    {
      worker_ended (self);
    }
  else if (!success)
    {
      cdr_component_fail (CDR_COMPONENT (self), error);
      worker_ended (self);
    }
  else
    {
      wait_for_job (self);
    }
}

static void
shut_down_if_ended (DemoBackgroundWorkers *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->shutdown_task == NULL || self->n_running > 0)
    return;

  g_clear_pointer (&self->patience, demo_patience_end);
  g_clear_object (&self->stopping);
  g_clear_object (&self->hurrying);

  task = g_steal_pointer (&self->shutdown_task);
  g_task_return_boolean (task, TRUE);
}

static void
worker_ended (DemoBackgroundWorkers *self)
{
  g_assert (self->n_running > 0);
  self->n_running--;

  shut_down_if_ended (self);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  DemoBackgroundWorkers *self = g_task_get_source_object (user_data);

  g_cancellable_cancel (self->hurrying);

  return G_SOURCE_REMOVE;
}

/* Workers that wait end at once, the others with their job. */
static void
demo_background_workers_shutdown (CdrComponent *component,
                                  GTask        *task)
{
  DemoBackgroundWorkers *self = DEMO_BACKGROUND_WORKERS (component);

  self->shutdown_task = g_object_ref (task);
  self->patience = demo_patience_start (task, PATIENCE, out_of_patience_cb);
  g_cancellable_cancel (self->stopping);

  shut_down_if_ended (self);
}

static void
demo_background_workers_class_init (DemoBackgroundWorkersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  CdrComponentClass *component_class = CDR_COMPONENT_CLASS (klass);

  object_class->dispose = demo_background_workers_dispose;
  object_class->get_property = demo_background_workers_get_property;
  object_class->set_property = demo_background_workers_set_property;

  component_class->setup = demo_background_workers_setup;
  component_class->shutdown = demo_background_workers_shutdown;
  cdr_component_class_set_name (component_class, "BackgroundWorkers");

  properties[PROP_DATABASE] =
    g_param_spec_object ("database", NULL, NULL,
                         DEMO_TYPE_DATABASE,
                         G_PARAM_READWRITE |
                         G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);

  properties[PROP_QUEUE] =
    g_param_spec_object ("queue", NULL, NULL,
                         DEMO_TYPE_MESSAGE_QUEUE,
                         G_PARAM_READWRITE |
                         G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);

  /* GTask has ten threads for everybody: leave the web API some. */
  properties[PROP_N_WORKERS] =
    g_param_spec_uint ("n-workers", NULL, NULL,
                       1, 8, 2,
                       G_PARAM_READWRITE |
                       G_PARAM_EXPLICIT_NOTIFY |
                       G_PARAM_STATIC_STRINGS);

  properties[PROP_JOB_TIME] =
    g_param_spec_uint ("job-time", NULL, NULL,
                       0, 3600 * 1000, 0,
                       G_PARAM_READWRITE |
                       G_PARAM_EXPLICIT_NOTIFY |
                       G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  cdr_component_class_set_unit (component_class, "job-time", CDR_UNIT_MILLISECONDS);
  cdr_component_class_set_reloadable (component_class, "job-time", TRUE);
}

static void
demo_background_workers_init (DemoBackgroundWorkers *self)
{
  self->n_workers = 2;
}
