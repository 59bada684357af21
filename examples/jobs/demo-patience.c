/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-patience.h"

/* Calls @func with @task after some time, or as soon as the task is cancelled:
 * the moment to stop being patient. Until then, @task is held.
 */
GSource *
demo_patience_start (GTask       *task,
                     guint        seconds,
                     GSourceFunc  func)
{
  GSource *source = g_timeout_source_new (seconds * 1000);
  g_autoptr (GSource) cancelled = g_cancellable_source_new (g_task_get_cancellable (task));

  g_source_set_dummy_callback (cancelled);
  g_source_add_child_source (source, cancelled);
  g_task_attach_source (task, source, func);

  return source;
}

void
demo_patience_end (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}
