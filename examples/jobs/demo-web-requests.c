/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-web-requests.h"

#include <string.h>

/* What the web API answers. What asks the database does so in a thread, while
 * the message is paused.
 */

#define MAX_BODY_SIZE (1024 * 1024)
#define MAX_LISTED 1000

/* A question to the database, and the message it is asked for. */
typedef struct
{
  SoupServerMessage *message;
  gulong             disconnected_handler;
  gboolean           is_disconnected;
  DemoDatabase      *database;
  DemoMessageQueue  *queue;
  const char        *content_type; /* of the answer */
  char              *text;         /* of a new job */
  gint64             id;           /* of an old one */
} Query;

static void
disconnected_cb (SoupServerMessage *message,
                 gpointer           user_data)
{
  Query *query = user_data;

  query->is_disconnected = TRUE;
}

static Query *
query_new (SoupServerMessage *message,
           DemoDatabase      *database,
           DemoMessageQueue  *queue)
{
  Query *query = g_new0 (Query, 1);

  query->message = g_object_ref (message);
  query->database = g_object_ref (database);
  query->queue = g_object_ref (queue);
  query->content_type = "application/json";
  query->disconnected_handler = g_signal_connect (message, "disconnected",
                                                  G_CALLBACK (disconnected_cb), query);

  return query;
}

static void
query_free (Query *query)
{
  g_signal_handler_disconnect (query->message, query->disconnected_handler);
  g_object_unref (query->message);
  g_object_unref (query->database);
  g_object_unref (query->queue);
  g_free (query->text);
  g_free (query);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Query, query_free)

/* @query goes on to the callback, which frees it. The task can't: its last
 * reference may be the thread's, and a message belongs to the main thread.
 */
static void
query_ask (Query               *query,
           GTaskThreadFunc      func,
           GAsyncReadyCallback  callback)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, query);

  soup_server_message_pause (query->message);
  g_task_set_task_data (task, query, NULL);
  g_task_run_in_thread (task, func);
}

/* The answer is there, if there still is somebody to have it. */
static void
query_end (Query *query)
{
  if (!query->is_disconnected)
    soup_server_message_unpause (query->message);
}

static void
respond (SoupServerMessage *message,
         guint              status,
         const char        *content_type,
         char              *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_message_body_truncate (soup_server_message_get_response_body (message));
  soup_server_message_set_response (message, content_type, SOUP_MEMORY_TAKE,
                                    body, strlen (body));
}

/* There is nothing in @reason that JSON would have to escape. */
static void
refuse (SoupServerMessage *message,
        guint              status,
        const char        *reason)
{
  respond (message, status, "application/json",
           g_strdup_printf ("{\"error\": \"%s\"}\n", reason));
}

static void
query_refuse (Query        *query,
              const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      refuse (query->message, SOUP_STATUS_NOT_FOUND, "there is no such job");
      return;
    }

  g_warning ("Can't answer: %s", error->message);
  refuse (query->message, SOUP_STATUS_INTERNAL_SERVER_ERROR, "the database has failed");
}

/* Adding a job: once it is in the database it gets done, come what may. The
 * queue is for doing it soon.
 */

static void added_cb  (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data);
static void pushed_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data);

static void
add_in_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Query *query = task_data;
  g_autoptr (GError) error = NULL;

  query->id = demo_database_add_job (query->database, query->text, &error);
  if (query->id != 0)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
handle_new_job (SoupServerMessage *message,
                DemoDatabase      *database,
                DemoMessageQueue  *queue)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  Query *query;

  if (size == 0)
    {
      refuse (message, SOUP_STATUS_BAD_REQUEST, "the text is empty");
      return;
    }

  if (!g_utf8_validate (text, size, NULL))
    {
      refuse (message, SOUP_STATUS_BAD_REQUEST, "the text is not UTF-8");
      return;
    }

  query = query_new (message, database, queue);
  query->text = g_strndup (text, size);
  query_ask (query, add_in_thread, added_cb);
}

static void
added_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Query) query = user_data;
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, query->id);
      g_autofree char *location = g_strconcat ("/jobs/", id, NULL);

      demo_message_queue_push_async (query->queue, id, NULL, pushed_cb, NULL);
      respond (query->message, SOUP_STATUS_CREATED, "application/json",
               g_strdup_printf ("{\"id\": %s}\n", id));
      soup_message_headers_replace (soup_server_message_get_response_headers (query->message),
                                    "Location", location);
    }
  else
    {
      query_refuse (query, error);
    }

  query_end (query);
}

static void
pushed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!demo_message_queue_push_finish (DEMO_MESSAGE_QUEUE (object), result, &error))
    g_warning ("A new job has to wait for the next start: %s", error->message);
}

/* Reading one job or all of them: the answer is written in the thread too. */

static void
read_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Query *query = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DemoJob) job = demo_database_get_job (query->database, query->id, &error);

  if (job != NULL)
    g_task_return_pointer (task, demo_job_to_json (job), g_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
list_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Query *query = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jobs = demo_database_list_jobs (query->database, MAX_LISTED, &error);

  if (jobs == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (g_str_equal (query->content_type, "text/html"))
    g_task_return_pointer (task, demo_job_list_to_html (jobs), g_free);
  else
    g_task_return_pointer (task, demo_job_list_to_json (jobs), g_free);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (Query) query = user_data;
  g_autoptr (GError) error = NULL;
  char *body = g_task_propagate_pointer (G_TASK (result), &error);

  if (body != NULL)
    respond (query->message, SOUP_STATUS_OK, query->content_type, body);
  else
    query_refuse (query, error);

  query_end (query);
}

/* All requests. */

/* The rest of the body is read, or the client would not get to read the answer;
 * but it is not kept.
 */
static void
refuse_body (SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  soup_message_body_truncate (body);
  soup_message_body_set_accumulate (body, FALSE);
  refuse (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "the text is longer than 1 MiB");
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              gpointer           user_data)
{
  if (soup_server_message_get_request_body (message)->length > MAX_BODY_SIZE)
    refuse_body (message);
}

/* Pages of other sites, open in the same browser, have no business here. */
static gboolean
is_from_here (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *origin = soup_message_headers_get_one (headers, "Origin");
  const char *authority = soup_message_headers_get_one (headers, "Host");
  const char *host = g_uri_get_host (soup_server_message_get_uri (message));

  if (!g_str_equal (host, "127.0.0.1") && !g_str_equal (host, "localhost"))
    return FALSE;

  return origin == NULL ||
         (g_str_has_prefix (origin, "http://") &&
          g_strcmp0 (origin + strlen ("http://"), authority) == 0);
}

void
demo_web_requests_begin (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  static const char json[] = "{\"error\": \"this is not a good request\"}\n";

  soup_message_headers_replace (headers, "Connection", "close");
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC,
                                    json, strlen (json));
}

void
demo_web_requests_check (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (!is_from_here (message))
    refuse (message, SOUP_STATUS_FORBIDDEN, "this server is for its own page only");
  else if (soup_message_headers_get_content_length (headers) > MAX_BODY_SIZE)
    refuse_body (message);
  else
    g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), NULL);
}

static gboolean
check_is_reading (SoupServerMessage *message,
                  const char        *allowed)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *method = soup_server_message_get_method (message);

  if (method == SOUP_METHOD_GET || method == SOUP_METHOD_HEAD)
    return TRUE;

  soup_message_headers_replace (headers, "Allow", allowed);
  refuse (message, SOUP_STATUS_METHOD_NOT_ALLOWED, "this method can't be used here");

  return FALSE;
}

void
demo_web_requests_handle (SoupServerMessage *message,
                          const char        *path,
                          DemoDatabase      *database,
                          DemoMessageQueue  *queue)
{
  gboolean is_list = g_str_equal (path, "/jobs");
  gboolean is_page = g_str_equal (path, "/");
  const char *id = g_str_has_prefix (path, "/jobs/") ? path + strlen ("/jobs/") : "";
  gint64 number = 0;
  Query *query;

  if (is_list && soup_server_message_get_method (message) == SOUP_METHOD_POST)
    {
      handle_new_job (message, database, queue);
      return;
    }

  if (!is_list && !is_page &&
      !g_ascii_string_to_signed (id, 10, 1, G_MAXINT64, &number, NULL))
    {
      refuse (message, SOUP_STATUS_NOT_FOUND, "there is nothing here");
      return;
    }

  if (!check_is_reading (message, is_list ? "GET, HEAD, POST" : "GET, HEAD"))
    return;

  query = query_new (message, database, queue);
  query->id = number;
  if (is_page)
    query->content_type = "text/html";
  query_ask (query, is_list || is_page ? list_in_thread : read_in_thread, read_cb);
}
