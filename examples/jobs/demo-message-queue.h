/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <conductor/conductor.h>

G_BEGIN_DECLS

#define DEMO_TYPE_MESSAGE_QUEUE (demo_message_queue_get_type ())

/* What the others depend on. The application adds a component that implements
 * it, and they are given that one.
 */
G_DECLARE_INTERFACE (DemoMessageQueue, demo_message_queue, DEMO, MESSAGE_QUEUE, CdrComponent)

struct _DemoMessageQueueInterface
{
  GTypeInterface parent_interface;

  void     (*push_async)  (DemoMessageQueue     *self,
                           const char           *message,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data);
  gboolean (*push_finish) (DemoMessageQueue     *self,
                           GAsyncResult         *result,
                           GError              **error);
  void     (*pop_async)   (DemoMessageQueue     *self,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data);
  char    *(*pop_finish)  (DemoMessageQueue     *self,
                           GAsyncResult         *result,
                           GError              **error);

  void     (*acknowledge_async)  (DemoMessageQueue     *self,
                                  const char           *message,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
  gboolean (*acknowledge_finish) (DemoMessageQueue     *self,
                                  GAsyncResult         *result,
                                  GError              **error);
};

void     demo_message_queue_push_async  (DemoMessageQueue     *self,
                                         const char           *message,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean demo_message_queue_push_finish (DemoMessageQueue     *self,
                                         GAsyncResult         *result,
                                         GError              **error);

void     demo_message_queue_pop_async   (DemoMessageQueue     *self,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
char    *demo_message_queue_pop_finish  (DemoMessageQueue     *self,
                                         GAsyncResult         *result,
                                         GError              **error);

void     demo_message_queue_acknowledge_async  (DemoMessageQueue     *self,
                                                const char           *message,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean demo_message_queue_acknowledge_finish (DemoMessageQueue     *self,
                                                GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
