/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-conductor.h"

G_BEGIN_DECLS

typedef void     (*CdrBeginFunc)  (CdrConductor         *conductor,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data,
                                   gpointer              begin_data);
typedef gboolean (*CdrFinishFunc) (CdrConductor         *conductor,
                                   GAsyncResult         *result,
                                   GError              **error);

gboolean cdr_block_on (CdrConductor   *self,
                       CdrBeginFunc    begin,
                       gpointer        begin_data,
                       CdrFinishFunc   finish,
                       GCancellable   *cancellable,
                       GError        **error);

G_END_DECLS
