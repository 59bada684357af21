/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean cdr_sysprof_is_active (void);
void     cdr_sysprof_mark      (gint64      begin_us,
                                gint64      end_us,
                                const char *name,
                                const char *message);

G_END_DECLS
