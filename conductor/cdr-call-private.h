/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CdrCall CdrCall;

/* Called once, in the context in which the call was made. It may run inside
 * g_task_return_boolean (), and, if the callee turns the main loop, before the
 * callee has returned: record, and act later.
 *
 * @error: (transfer full) (nullable): NULL for a success
 */
typedef void (*CdrCallFunc) (CdrCall  *call,
                             GError   *error,
                             gpointer  user_data);

CdrCall *cdr_call_new       (CdrCallFunc   func,
                             gpointer      user_data);
CdrCall *cdr_call_ref       (CdrCall      *call);
void     cdr_call_unref     (CdrCall      *call);
GTask   *cdr_call_make_task (CdrCall      *call,
                             gpointer      source_object,
                             GCancellable *cancellable);
void     cdr_call_detach    (CdrCall      *call);
gboolean cdr_call_reuse     (CdrCall      *call,
                             CdrCallFunc   func,
                             gpointer      user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CdrCall, cdr_call_unref)

G_END_DECLS
