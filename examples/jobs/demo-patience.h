/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSource *demo_patience_start (GTask       *task,
                              guint        seconds,
                              GSourceFunc  func);
void     demo_patience_end   (GSource     *source);

G_END_DECLS
