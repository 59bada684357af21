/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "demo-database.h"
#include "demo-message-queue.h"

G_BEGIN_DECLS

/* Prepares the answer to what is no request at all. */
void demo_web_requests_begin  (SoupServerMessage *message);

/* Refuses what is not worth reading to its end. */
void demo_web_requests_check  (SoupServerMessage *message);

/* Answers a request that has been read, now or later. */
void demo_web_requests_handle (SoupServerMessage *message,
                               const char        *path,
                               DemoDatabase      *database,
                               DemoMessageQueue  *queue);

G_END_DECLS
