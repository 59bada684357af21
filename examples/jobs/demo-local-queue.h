/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "demo-message-queue.h"

G_BEGIN_DECLS

#define DEMO_TYPE_LOCAL_QUEUE (demo_local_queue_get_type ())

G_DECLARE_FINAL_TYPE (DemoLocalQueue, demo_local_queue, DEMO, LOCAL_QUEUE, CdrComponent)

G_END_DECLS
