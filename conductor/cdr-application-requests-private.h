/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CdrRequests CdrRequests;

CdrRequests *cdr_requests_new         (GApplication *application);
void         cdr_requests_free        (CdrRequests  *self);
void         cdr_requests_close       (CdrRequests  *self);
gboolean     cdr_requests_replay_next (CdrRequests  *self,
                                       int          *exit_status);
void         cdr_requests_refuse      (CdrRequests  *self);

G_END_DECLS
