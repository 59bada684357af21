/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-web-api.h"

#include <libsoup/soup.h>

#include "demo-patience.h"
#include "demo-web-requests.h"

/* The component that serves HTTP on the loopback interface.
 *
 * It accepts the connections itself: so it can stop accepting, and go on
 * answering what has come in until then.
 */

#define PATIENCE 3 /* seconds, with clients that have yet to send their request */

struct _DemoWebApi
{
  CdrComponent      parent_instance;

  DemoDatabase     *database;
  DemoMessageQueue *queue;
  guint             port;          /* 0 for any that is free */

  GSocketService   *service;
  SoupServer       *server;
  char             *uri;
  guint             n_in_flight;   /* messages */
  GSource          *patience;
  GTask            *shutdown_task;
};

typedef enum
{
  PROP_DATABASE = 1,
  PROP_QUEUE,
  PROP_PORT,
} DemoWebApiProperty;

static GParamSpec *properties[PROP_PORT + 1];

G_DEFINE_FINAL_TYPE (DemoWebApi, demo_web_api, CDR_TYPE_COMPONENT)

static void message_gone_cb (gpointer  user_data,
                             GObject  *where_the_object_was);

static void
demo_web_api_dispose (GObject *object)
{
  DemoWebApi *self = DEMO_WEB_API (object);

  g_clear_object (&self->database);
  g_clear_object (&self->queue);
  g_clear_object (&self->service);
  g_clear_object (&self->server);
  g_clear_pointer (&self->uri, g_free);

  G_OBJECT_CLASS (demo_web_api_parent_class)->dispose (object);
}

static void
demo_web_api_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  DemoWebApi *self = DEMO_WEB_API (object);

  switch ((DemoWebApiProperty) prop_id)
    {
    case PROP_DATABASE:
      g_value_set_object (value, self->database);
      break;

    case PROP_QUEUE:
      g_value_set_object (value, self->queue);
      break;

    case PROP_PORT:
      g_value_set_uint (value, self->port);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
demo_web_api_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  DemoWebApi *self = DEMO_WEB_API (object);

  switch ((DemoWebApiProperty) prop_id)
    {
    case PROP_DATABASE:
      if (g_set_object (&self->database, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;

    case PROP_QUEUE:
      if (g_set_object (&self->queue, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;

    case PROP_PORT:
      if (self->port != g_value_get_uint (value))
        {
          self->port = g_value_get_uint (value);
          g_object_notify_by_pspec (object, pspec);
        }
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* Requests. A message lives until its answer has been written, or its connection
 * is gone. It is in flight once its headers are here: a browser may well have a
 * connection open just in case.
 */

static void
started_cb (SoupServer        *server,
            SoupServerMessage *message,
            gpointer           user_data)
{
  demo_web_requests_begin (message);
}

static void
headers_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  DemoWebApi *self = DEMO_WEB_API (user_data);

  self->n_in_flight++;
  g_object_weak_ref (G_OBJECT (message), message_gone_cb, g_object_ref (self));

  demo_web_requests_check (message);
}

static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  DemoWebApi *self = DEMO_WEB_API (user_data);

  demo_web_requests_handle (message, path, self->database, self->queue);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source_object,
             gpointer           user_data)
{
  DemoWebApi *self = DEMO_WEB_API (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, &error);
  g_autoptr (GSocketAddress) remote = NULL;

  if (local != NULL)
    remote = g_socket_connection_get_remote_address (connection, &error);

  /* Without an address the client has gone already. */
  if (remote == NULL ||
      !soup_server_accept_iostream (self->server, G_IO_STREAM (connection), local, remote, &error))
    g_debug ("Can't accept a connection: %s", error->message);

  return TRUE;
}

/* Setup. Nothing in it blocks, so there is nothing to cancel. */

static gboolean
listen (DemoWebApi      *self,
        GSocketService  *service,
        GError         **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, self->port);
  g_autoptr (GSocketAddress) actual = NULL;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), address,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                      NULL, &actual, error))
    {
      g_prefix_error (error, "can't listen on port %u: ", self->port);
      return FALSE;
    }

  self->uri = g_strdup_printf ("http://127.0.0.1:%u/",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (actual)));
  return TRUE;
}

static void
demo_web_api_setup (CdrComponent *component,
                    GTask        *task)
{
  DemoWebApi *self = DEMO_WEB_API (component);
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GError) error = NULL;

  if (!listen (self, service, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  self->server = soup_server_new (NULL, NULL);
  g_signal_connect (self->server, "request-started", G_CALLBACK (started_cb), self);
  soup_server_add_early_handler (self->server, NULL, headers_cb, self, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);

  self->service = g_steal_pointer (&service);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);

  g_task_return_boolean (task, TRUE);
}

/* Shutdown: stop accepting, answer what is in flight, close the rest. */

static gboolean out_of_patience_cb (gpointer user_data);
static gboolean all_answered_cb    (gpointer user_data);

static void
check_all_answered (DemoWebApi *self)
{
  g_autoptr (GSource) source = NULL;

  if (self->shutdown_task == NULL || self->n_in_flight > 0)
    return;

  /* Not from here: the server may be in the middle of its work. */
  source = g_idle_source_new ();
  g_task_attach_source (self->shutdown_task, source, all_answered_cb);
}

static void
demo_web_api_shutdown (CdrComponent *component,
                       GTask        *task)
{
  DemoWebApi *self = DEMO_WEB_API (component);

  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);

  self->shutdown_task = g_object_ref (task);
  self->patience = demo_patience_start (task, PATIENCE, out_of_patience_cb);

  check_all_answered (self);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  DemoWebApi *self = g_task_get_source_object (user_data);

  soup_server_disconnect (self->server);

  return G_SOURCE_REMOVE;
}

static void
message_gone_cb (gpointer  user_data,
                 GObject  *where_the_object_was)
{
  g_autoptr (DemoWebApi) self = DEMO_WEB_API (user_data);

  g_assert (self->n_in_flight > 0);
  self->n_in_flight--;

  check_all_answered (self);
}

static gboolean
all_answered_cb (gpointer user_data)
{
  DemoWebApi *self = g_task_get_source_object (user_data);
  g_autoptr (GTask) task = NULL;

  if (self->shutdown_task == NULL || self->n_in_flight > 0)
    return G_SOURCE_REMOVE;

  g_clear_pointer (&self->patience, demo_patience_end);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_pointer (&self->uri, g_free);

  task = g_steal_pointer (&self->shutdown_task);
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

static void
demo_web_api_class_init (DemoWebApiClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  CdrComponentClass *component_class = CDR_COMPONENT_CLASS (klass);

  object_class->dispose = demo_web_api_dispose;
  object_class->get_property = demo_web_api_get_property;
  object_class->set_property = demo_web_api_set_property;

  component_class->setup = demo_web_api_setup;
  component_class->shutdown = demo_web_api_shutdown;
  cdr_component_class_set_name (component_class, "WebApi");

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

  properties[PROP_PORT] =
    g_param_spec_uint ("port", NULL, NULL,
                       0, G_MAXUINT16, 0,
                       G_PARAM_READWRITE |
                       G_PARAM_EXPLICIT_NOTIFY |
                       G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
demo_web_api_init (DemoWebApi *self)
{
}

/* Returns: the address to open in a browser, or NULL while not set up */
const char *
demo_web_api_get_uri (DemoWebApi *self)
{
  g_return_val_if_fail (DEMO_IS_WEB_API (self), NULL);

  return self->uri;
}
