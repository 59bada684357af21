/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <gio/gio.h>

/* The least that an application is: what start-conductor adds is what counts. */

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  /* As an application has GIO. */
  g_autoptr (GCancellable) cancellable G_GNUC_UNUSED = g_cancellable_new ();

  g_idle_add (quit_cb, loop);
  g_main_loop_run (loop);

  return 0;
}
