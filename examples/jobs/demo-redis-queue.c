/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-redis-queue-private.h"

#include "demo-patience.h"

/* A message queue in Redis 6.2 or later, which outlives the program.
 *
 * Popping moves a message from the list "jobs:queued" to "jobs:taken", where it
 * stays until it is acknowledged. What is still there at setup is queued again: a
 * message is delivered at least once, come what may. One program at a time has
 * the lists for its own.
 *
 * Waiting for a message blocks a connection, so that there are two.
 */

#define PATIENCE 5 /* seconds, with the server in setup */

typedef enum
{
  PROP_ADDRESS = 1,
} DemoRedisQueueProperty;

static GParamSpec *properties[PROP_ADDRESS + 1];

G_DEFINE_FINAL_TYPE_WITH_CODE (DemoRedisQueue, demo_redis_queue, CDR_TYPE_COMPONENT,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_MESSAGE_QUEUE,
                                                      demo_redis_queue_message_queue_init))

/* Setup, in the order of what happens. */
static void commands_open_cb (GObject      *object,
                              GAsyncResult *result,
                              gpointer      user_data);
static void fetches_open_cb  (GObject      *object,
                              GAsyncResult *result,
                              gpointer      user_data);
static void recover_next     (GTask        *task);
static void recovered_cb     (GObject      *object,
                              GAsyncResult *result,
                              gpointer      user_data);
static void setup_done       (GTask        *task);

/* The end of a shutdown, or of a setup that failed. */
static void flushed_cb       (GObject      *object,
                              GAsyncResult *result,
                              gpointer      user_data);
static void close_next       (GTask        *task);
static void closed_cb        (GObject      *object,
                              GAsyncResult *result,
                              gpointer      user_data);

static void
demo_redis_queue_finalize (GObject *object)
{
  DemoRedisQueue *self = DEMO_REDIS_QUEUE (object);

  g_free (self->address);
  demo_mailbox_clear (&self->mailbox);

  G_OBJECT_CLASS (demo_redis_queue_parent_class)->finalize (object);
}

static void
demo_redis_queue_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  DemoRedisQueue *self = DEMO_REDIS_QUEUE (object);

  switch ((DemoRedisQueueProperty) prop_id)
    {
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
demo_redis_queue_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  DemoRedisQueue *self = DEMO_REDIS_QUEUE (object);

  switch ((DemoRedisQueueProperty) prop_id)
    {
    case PROP_ADDRESS:
      if (g_strcmp0 (self->address, g_value_get_string (value)) != 0)
        {
          g_free (self->address);
          self->address = g_value_dup_string (value);
          g_object_notify_by_pspec (object, pspec);
        }
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* Takes @task and @error. */
static void
end (GTask  *task,
     GError *error)
{
  DemoRedisQueue *self = g_task_get_source_object (task);

  g_clear_pointer (&self->patience, demo_patience_end);
  g_clear_object (&self->impatient);
  demo_mailbox_clear (&self->mailbox);
  self->end_error = error;

  close_next (task);
}

/* Takes @task and @error. */
static void
setup_failed (GTask  *task,
              GError *error)
{
  DemoRedisQueue *self = g_task_get_source_object (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      g_clear_error (&error);
      error = g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                           "Redis at %s has not answered for %d s", self->address, PATIENCE);
    }

  end (task, error);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  DemoRedisQueue *self = g_task_get_source_object (user_data);

  g_cancellable_cancel (self->impatient);

  return G_SOURCE_REMOVE;
}

static void
demo_redis_queue_setup (CdrComponent *component,
                        GTask        *task)
{
  DemoRedisQueue *self = DEMO_REDIS_QUEUE (component);

  self->is_over = FALSE;
  self->impatient = g_cancellable_new ();
  self->patience = demo_patience_start (task, PATIENCE, out_of_patience_cb);

  demo_redis_connection_open_async (self->address, self->impatient,
                                    commands_open_cb, g_object_ref (task));
}

static void
commands_open_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  GTask *task = G_TASK (user_data);
  DemoRedisQueue *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->commands = demo_redis_connection_open_finish (result, &error);
  if (self->commands == NULL)
    setup_failed (task, error);
  else
    demo_redis_connection_open_async (self->address, self->impatient, fetches_open_cb, task);
}

static void
fetches_open_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GTask *task = G_TASK (user_data);
  DemoRedisQueue *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->fetches = demo_redis_connection_open_finish (result, &error);
  if (self->fetches == NULL)
    setup_failed (task, error);
  else
    recover_next (task);
}

/* What was taken last comes back to the head first: the order is kept. */
static void
recover_next (GTask *task)
{
  DemoRedisQueue *self = g_task_get_source_object (task);
  const char *words[] = { "LMOVE", DEMO_REDIS_TAKEN, DEMO_REDIS_QUEUED, "RIGHT", "LEFT", NULL };

  demo_redis_connection_call_async (self->commands, words, self->impatient, recovered_cb, task);
}

static void
recovered_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  GTask *task = G_TASK (user_data);
  DemoRedisConnection *commands = DEMO_REDIS_CONNECTION (object);
  g_autofree char *message = NULL;
  GError *error = NULL;

  if (!demo_redis_connection_call_finish (commands, result, &message, &error))
    setup_failed (task, error);
  else if (message != NULL)
    recover_next (task);
  else
    setup_done (task);
}

static void
lost_cb (DemoRedisConnection *connection,
         const GError        *error,
         gpointer             user_data)
{
  demo_redis_queue_fail (DEMO_REDIS_QUEUE (user_data), error);
}

/* Takes @task. A connection that is lost already says so at its first call. */
static void
setup_done (GTask *task)
{
  DemoRedisQueue *self = g_task_get_source_object (task);

  g_clear_pointer (&self->patience, demo_patience_end);
  g_clear_object (&self->impatient);
  g_signal_connect (self->commands, "lost", G_CALLBACK (lost_cb), self);
  g_signal_connect (self->fetches, "lost", G_CALLBACK (lost_cb), self);

  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* What was pushed or acknowledged just now has to arrive: its replies come
 * before that to the last call. What was fetched and not popped is left where it
 * is, for the next setup.
 */
static void
demo_redis_queue_shutdown (CdrComponent *component,
                           GTask        *task)
{
  DemoRedisQueue *self = DEMO_REDIS_QUEUE (component);
  const char *words[] = { "PING", NULL };

  if (self->is_over)
    {
      end (g_object_ref (task), NULL);
      return;
    }

  self->is_over = TRUE;
  demo_redis_connection_call_async (self->commands, words, g_task_get_cancellable (task),
                                    flushed_cb, g_object_ref (task));
}

static void
flushed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  GError *error = NULL;

  demo_redis_connection_call_finish (DEMO_REDIS_CONNECTION (object), result, NULL, &error);
  end (G_TASK (user_data), error);
}

static void
close_next (GTask *task)
{
  DemoRedisQueue *self = g_task_get_source_object (task);
  DemoRedisConnection **next = self->fetches != NULL ? &self->fetches : &self->commands;
  g_autoptr (DemoRedisConnection) connection = g_steal_pointer (next);
  g_autoptr (GTask) owned = NULL;

  if (connection != NULL)
    {
      g_signal_handlers_disconnect_by_data (connection, self);
      demo_redis_connection_close_async (connection, closed_cb, task);
      return;
    }

  owned = task;
  if (self->end_error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->end_error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!demo_redis_connection_close_finish (DEMO_REDIS_CONNECTION (object), result, &error))
    g_debug ("Can't close a connection: %s", error->message);

  close_next (G_TASK (user_data));
}

static void
demo_redis_queue_class_init (DemoRedisQueueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  CdrComponentClass *component_class = CDR_COMPONENT_CLASS (klass);

  object_class->finalize = demo_redis_queue_finalize;
  object_class->get_property = demo_redis_queue_get_property;
  object_class->set_property = demo_redis_queue_set_property;

  component_class->setup = demo_redis_queue_setup;
  component_class->shutdown = demo_redis_queue_shutdown;
  cdr_component_class_set_name (component_class, "MessageQueue");

  /* HOST or HOST:PORT, read at setup. */
  properties[PROP_ADDRESS] =
    g_param_spec_string ("address", NULL, NULL,
                         "127.0.0.1:6379",
                         G_PARAM_READWRITE |
                         G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
demo_redis_queue_init (DemoRedisQueue *self)
{
  self->address = g_strdup ("127.0.0.1:6379");
  demo_mailbox_init (&self->mailbox);
}
