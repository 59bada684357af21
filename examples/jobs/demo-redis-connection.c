/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-redis-connection.h"

#include <string.h>

#include "demo-resp.h"

/* A connection to Redis. Replies come in the order of the calls.
 *
 * It reads all the time, so it knows at once when the server is gone: "lost" is
 * emitted, and then each call answered with that error. It lives until it is closed.
 */

#define DEFAULT_PORT 6379

struct _DemoRedisConnection
{
  GObject            parent_instance;

  char              *address;
  GSocketConnection *stream;
  GDataInputStream  *input;
  GQueue             calls;      /* GTasks in order of sending, NULL for one that was cancelled */
  GString           *unsent;
  GBytes            *sending;
  char              *payload;    /* what is being read of a reply */
  gsize              payload_size;

  GError            *error;      /* why it can't be used any more */
  GCancellable      *ending;
  guint              n_pending;  /* operations on the stream */
  GTask             *close_task;
};

static guint lost_signal;

G_DEFINE_FINAL_TYPE (DemoRedisConnection, demo_redis_connection, G_TYPE_OBJECT)

/* Opening. */
static void connected_cb (GObject             *object,
                          GAsyncResult        *result,
                          gpointer             user_data);

/* Reading, again and again. */
static void read_reply   (DemoRedisConnection *self);
static void line_cb      (GObject             *object,
                          GAsyncResult        *result,
                          gpointer             user_data);
static void payload_cb   (GObject             *object,
                          GAsyncResult        *result,
                          gpointer             user_data);

/* Writing, while there is something to write. */
static void write_unsent (DemoRedisConnection *self);
static void written_cb   (GObject             *object,
                          GAsyncResult        *result,
                          gpointer             user_data);

/* Closing, once nothing is pending. */
static void close_stream (DemoRedisConnection *self);
static void closed_cb    (GObject             *object,
                          GAsyncResult        *result,
                          gpointer             user_data);

static void
demo_redis_connection_finalize (GObject *object)
{
  DemoRedisConnection *self = DEMO_REDIS_CONNECTION (object);

  g_assert (g_queue_is_empty (&self->calls));

  g_free (self->address);
  g_clear_object (&self->input);
  g_clear_object (&self->stream);
  g_string_free (self->unsent, TRUE);
  g_clear_error (&self->error);
  g_clear_object (&self->ending);

  G_OBJECT_CLASS (demo_redis_connection_parent_class)->finalize (object);
}

static void
demo_redis_connection_class_init (DemoRedisConnectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = demo_redis_connection_finalize;

  lost_signal = g_signal_new ("lost", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                              0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
demo_redis_connection_init (DemoRedisConnection *self)
{
  g_queue_init (&self->calls);
  self->unsent = g_string_new (NULL);
  self->ending = g_cancellable_new ();
}

/* The task of a call has its cancellable source as data, if it has one. */
static void
destroy_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

/* Once there is an error, nothing is called for; here the rest is answered. */
static void
end (DemoRedisConnection *self)
{
  g_cancellable_cancel (self->ending);

  while (!g_queue_is_empty (&self->calls))
    {
      g_autoptr (GTask) task = g_queue_pop_head (&self->calls);

      if (task == NULL)
        continue;

      g_task_set_task_data (task, NULL, NULL);
      g_task_return_error (task, g_error_copy (self->error));
    }
}

/* Takes @error. It is the owner who hears it first. */
static void
lose (DemoRedisConnection *self,
      GError              *error)
{
  if (self->error != NULL)
    {
      g_error_free (error);
      return;
    }

  g_prefix_error (&error, "lost the connection to Redis at %s: ", self->address);
  self->error = error;
  g_signal_emit (self, lost_signal, 0, error);
  end (self);
}

static void
operation_ended (DemoRedisConnection *self)
{
  g_assert (self->n_pending > 0);
  self->n_pending--;

  close_stream (self);
}

void
demo_redis_connection_open_async (const char          *address,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_task_set_source_tag (task, demo_redis_connection_open_async);
  g_task_set_task_data (task, g_strdup (address), g_free);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_to_host_async (client, address, DEFAULT_PORT, cancellable,
                                         connected_cb, g_steal_pointer (&task));
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  const char *address = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) stream = NULL;
  DemoRedisConnection *self;

  stream = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (object), result, &error);
  if (stream == NULL)
    {
      g_prefix_error (&error, "can't connect to Redis at %s: ", address);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* A host that vanishes says nothing: the kernel has to ask. */
  g_socket_set_keepalive (g_socket_connection_get_socket (stream), TRUE);

  self = g_object_new (DEMO_TYPE_REDIS_CONNECTION, NULL);
  self->address = g_strdup (address);
  self->input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (stream)));
  g_data_input_stream_set_newline_type (self->input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  self->stream = g_steal_pointer (&stream);

  read_reply (self);
  /* Cancelled just now, it would have nobody to close it. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_return_pointer (task, self, g_object_unref);
}

/* Returns: (transfer full): a connection, to be closed */
DemoRedisConnection *
demo_redis_connection_open_finish (GAsyncResult  *result,
                                   GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
read_reply (DemoRedisConnection *self)
{
  self->n_pending++;
  g_data_input_stream_read_line_async (self->input, G_PRIORITY_DEFAULT, self->ending,
                                       line_cb, g_object_ref (self));
}

/* Takes @reply and @error: at most one of them. */
static void
answer (DemoRedisConnection *self,
        char                *reply,
        GError              *error)
{
  g_autoptr (GTask) task = g_queue_pop_head (&self->calls);

  if (task != NULL)
    g_task_set_task_data (task, NULL, NULL);

  if (task != NULL && error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (task != NULL)
    g_task_return_pointer (task, g_steal_pointer (&reply), g_free);

  g_clear_error (&error);
  g_free (reply);
}

static void
read_payload (DemoRedisConnection *self,
              gsize                size)
{
  self->n_pending++;
  self->payload_size = size + strlen ("\r\n");
  self->payload = g_malloc0 (self->payload_size + 1);
  g_input_stream_read_all_async (G_INPUT_STREAM (self->input), self->payload, self->payload_size,
                                 G_PRIORITY_DEFAULT, self->ending,
                                 payload_cb, g_object_ref (self));
}

/* A server may say why it does not want to be called. */
static GError *
uncalled_for (const char *line)
{
  if (line[0] == '-')
    return g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "it says: %s", line + 1);

  return demo_resp_not_understood (line);
}

static void
take_line (DemoRedisConnection *self,
           const char          *line)
{
  gsize size = 0;
  DemoResp kind = demo_resp_parse (line, &size);

  if (g_queue_is_empty (&self->calls))
    lose (self, uncalled_for (line));
  else if (kind == DEMO_RESP_TEXT)
    answer (self, g_strdup (line + 1), NULL);
  else if (kind == DEMO_RESP_ERROR)
    answer (self, NULL, g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED,
                                     "Redis at %s says: %s", self->address, line + 1));
  else if (kind == DEMO_RESP_NIL)
    answer (self, NULL, NULL);
  else if (kind == DEMO_RESP_PAYLOAD)
    read_payload (self, size);
  else
    lose (self, demo_resp_not_understood (line));

  if (kind != DEMO_RESP_PAYLOAD && self->error == NULL)
    read_reply (self);
}

static GError *
closed_by_server (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "the server closed it");
}

static void
line_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (DemoRedisConnection) self = DEMO_REDIS_CONNECTION (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (object), result, NULL, &error);
  if (line == NULL)
    lose (self, error != NULL ? g_steal_pointer (&error) : closed_by_server ());
  else
    take_line (self, line);

  operation_ended (self);
}

static void
payload_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (DemoRedisConnection) self = DEMO_REDIS_CONNECTION (user_data);
  g_autofree char *payload = g_steal_pointer (&self->payload);
  g_autoptr (GError) error = NULL;
  gsize n_read = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &n_read, &error))
    {
      lose (self, g_steal_pointer (&error));
    }
  else if (n_read < self->payload_size)
    {
      lose (self, closed_by_server ());
    }
  else
    {
      payload[self->payload_size - strlen ("\r\n")] = '\0';
      answer (self, g_steal_pointer (&payload), NULL);
      if (self->error == NULL)
        read_reply (self);
    }

  operation_ended (self);
}

static gboolean
call_cancelled_cb (GCancellable *cancellable,
                   gpointer      user_data)
{
  GTask *task = G_TASK (user_data);
  DemoRedisConnection *self = g_task_get_source_object (task);
  GList *link = g_queue_find (&self->calls, task);

  /* Its reply comes all the same, for nobody. */
  if (link != NULL)
    {
      link->data = NULL;
      g_task_return_error_if_cancelled (task);
      g_object_unref (task);
    }

  return G_SOURCE_REMOVE;
}

/* Cancelling ends the waiting for the reply, not the command. */
void
demo_redis_connection_call_async (DemoRedisConnection *self,
                                  const char * const  *words,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, demo_redis_connection_call_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->error != NULL)
    {
      g_task_return_error (task, g_error_copy (self->error));
      return;
    }

  if (cancellable != NULL)
    {
      GSource *source = g_cancellable_source_new (cancellable);

      g_task_attach_source (task, source, G_SOURCE_FUNC (call_cancelled_cb));
      g_task_set_task_data (task, source, destroy_source);
    }

  demo_resp_append_command (self->unsent, words);
  g_queue_push_tail (&self->calls, g_steal_pointer (&task));
  write_unsent (self);
}

static void
write_unsent (DemoRedisConnection *self)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (self->stream));

  if (self->error != NULL || self->sending != NULL || self->unsent->len == 0)
    return;

  self->n_pending++;
  self->sending = g_string_free_to_bytes (self->unsent);
  self->unsent = g_string_new (NULL);
  g_output_stream_write_all_async (output,
                                   g_bytes_get_data (self->sending, NULL),
                                   g_bytes_get_size (self->sending),
                                   G_PRIORITY_DEFAULT, self->ending,
                                   written_cb, g_object_ref (self));
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (DemoRedisConnection) self = DEMO_REDIS_CONNECTION (user_data);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->sending, g_bytes_unref);
  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    write_unsent (self);
  else
    lose (self, g_steal_pointer (&error));

  operation_ended (self);
}

/* Returns: TRUE with the reply as text, which is NULL if that is "nil" */
gboolean
demo_redis_connection_call_finish (DemoRedisConnection  *self,
                                   GAsyncResult         *result,
                                   char                **reply,
                                   GError              **error)
{
  g_autoptr (GError) own_error = NULL;
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), &own_error);

  if (own_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }

  if (reply != NULL)
    *reply = g_steal_pointer (&text);

  return TRUE;
}

/* Does not wait for replies: what is still called for fails. To be called once. */
void
demo_redis_connection_close_async (DemoRedisConnection *self,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  self->close_task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->close_task, demo_redis_connection_close_async);

  if (self->error == NULL)
    {
      self->error = g_error_new (G_IO_ERROR, G_IO_ERROR_CLOSED,
                                 "the connection to Redis at %s was closed", self->address);
      end (self);
    }

  close_stream (self);
}

static void
close_stream (DemoRedisConnection *self)
{
  if (self->close_task != NULL && self->n_pending == 0)
    g_io_stream_close_async (G_IO_STREAM (self->stream), G_PRIORITY_DEFAULT, NULL,
                             closed_cb, g_steal_pointer (&self->close_task));
}

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (g_io_stream_close_finish (G_IO_STREAM (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

gboolean
demo_redis_connection_close_finish (DemoRedisConnection  *self,
                                    GAsyncResult         *result,
                                    GError              **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
