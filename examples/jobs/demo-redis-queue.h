/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "demo-message-queue.h"

G_BEGIN_DECLS

#define DEMO_TYPE_REDIS_QUEUE (demo_redis_queue_get_type ())

G_DECLARE_FINAL_TYPE (DemoRedisQueue, demo_redis_queue, DEMO, REDIS_QUEUE, CdrComponent)

G_END_DECLS
