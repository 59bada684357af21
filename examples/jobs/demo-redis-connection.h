/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DEMO_TYPE_REDIS_CONNECTION (demo_redis_connection_get_type ())

G_DECLARE_FINAL_TYPE (DemoRedisConnection, demo_redis_connection, DEMO, REDIS_CONNECTION, GObject)

void                 demo_redis_connection_open_async   (const char           *address,
                                                         GCancellable         *cancellable,
                                                         GAsyncReadyCallback   callback,
                                                         gpointer              user_data);
DemoRedisConnection *demo_redis_connection_open_finish  (GAsyncResult         *result,
                                                         GError              **error);

void                 demo_redis_connection_call_async   (DemoRedisConnection  *self,
                                                         const char * const   *words,
                                                         GCancellable         *cancellable,
                                                         GAsyncReadyCallback   callback,
                                                         gpointer              user_data);
gboolean             demo_redis_connection_call_finish  (DemoRedisConnection  *self,
                                                         GAsyncResult         *result,
                                                         char                **reply,
                                                         GError              **error);

void                 demo_redis_connection_close_async  (DemoRedisConnection  *self,
                                                         GAsyncReadyCallback   callback,
                                                         gpointer              user_data);
gboolean             demo_redis_connection_close_finish (DemoRedisConnection  *self,
                                                         GAsyncResult         *result,
                                                         GError              **error);

G_END_DECLS
