/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "demo-mailbox.h"
#include "demo-redis-connection.h"
#include "demo-redis-queue.h"

G_BEGIN_DECLS

/* The lists. */
#define DEMO_REDIS_QUEUED "jobs:queued"
#define DEMO_REDIS_TAKEN "jobs:taken"

struct _DemoRedisQueue
{
  CdrComponent         parent_instance;

  char                *address;

  DemoRedisConnection *commands;
  DemoRedisConnection *fetches;
  DemoMailbox          mailbox;     /* what was fetched, and pops */
  gboolean             is_fetching;
  gboolean             is_over;     /* it failed, or is shutting down */

  GSource             *patience;
  GCancellable        *impatient;   /* for setup */
  GError              *end_error;   /* what setup or shutdown is to answer */
};

void demo_redis_queue_message_queue_init (DemoMessageQueueInterface *iface);
void demo_redis_queue_fail               (DemoRedisQueue            *self,
                                          const GError              *error);

G_END_DECLS
