/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "demo-database.h"

G_BEGIN_DECLS

void     demo_work_async  (DemoDatabase         *database,
                           gint64                id,
                           guint                 extra_ms,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data);
gboolean demo_work_finish (GAsyncResult         *result,
                           GError              **error);

G_END_DECLS
