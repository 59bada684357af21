/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Tags a task with the function that made it, and names it so. From GLib 2.76
 * on g_task_set_source_tag () does both.
 */
#define cdr_task_set_tag(task, tag) \
  G_STMT_START { \
    g_task_set_source_tag ((task), (tag)); \
    if (!g_task_get_name (task)) \
      g_task_set_name ((task), G_STRINGIFY (tag)); \
  } G_STMT_END

#define cdr_task_is_valid(result, source, tag) \
  (g_task_is_valid ((result), (source)) && g_async_result_is_tagged ((result), (tag)))

G_END_DECLS
