/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-virtual-time-private.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What goes on beside the main loop, as far as the kernel tells. */

/* Returns: the state, and the thread's name in @name; '\0' where it is gone */
static char
read_thread (const char *id,
             char        name[32])
{
  char path[64];
  char text[256];
  ssize_t length;
  char *end;
  int fd;

  snprintf (path, sizeof path, "/proc/self/task/%.20s/stat", id);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return '\0';

  length = read (fd, text, sizeof text - 1);
  close (fd);
  if (length <= 0)
    return '\0';

  text[length] = '\0';
  end = strrchr (text, ')');
  if (end == NULL || end[1] != ' ' || strchr (text, '(') == NULL)
    return '\0';

  *end = '\0';
  g_strlcpy (name, strchr (text, '(') + 1, 32);
  return end[2];
}

/* GLib's own threads wait for the rest of the process, or for descriptors. */
static gboolean
is_of_glib (const char *name)
{
  return g_str_equal (name, "gmain") || g_str_equal (name, "pool-spawner");
}

/* Looks at every thread but this one. */
static void
look_at_threads (gboolean *is_working,
                 gboolean *is_foreign)
{
  int self = (int) syscall (SYS_gettid);
  DIR *folder = opendir ("/proc/self/task");
  struct dirent *entry;
  char name[32];

  *is_working = FALSE;
  *is_foreign = FALSE;

  while (folder != NULL && (entry = readdir (folder)) != NULL)
    {
      char state;

      if (entry->d_name[0] == '.' || atoi (entry->d_name) == self)
        continue;

      state = read_thread (entry->d_name, name);
      if (state == '\0')
        continue;

      *is_working |= state == 'R' || state == 'D';
      *is_foreign |= !is_of_glib (name);
    }

  if (folder != NULL)
    closedir (folder);
}

/* The descriptor through which a main context is woken: only this process writes to it,
 * and what it wrote is there at once.
 */
static gboolean
is_wakeup (int fd)
{
  char path[64];
  char target[64];
  ssize_t length;

  snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
  length = readlink (path, target, sizeof target - 1);
  if (length <= 0)
    return FALSE;

  target[length] = '\0';
  return g_str_equal (target, "anon_inode:[eventfd]");
}

CdrOutside
cdr_outside_look (const struct pollfd *fds,
                  nfds_t               n_fds)
{
  siginfo_t info;
  gboolean is_working;
  gboolean is_foreign;

  if (waitid (P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0)
    return CDR_OUTSIDE_CHILD;

  look_at_threads (&is_working, &is_foreign);
  if (is_working)
    return CDR_OUTSIDE_WORKING;

  for (nfds_t i = 0; i < n_fds; i++)
    {
      if (fds[i].fd >= 0 && !is_wakeup (fds[i].fd))
        return CDR_OUTSIDE_OPEN;
    }

  return is_foreign ? CDR_OUTSIDE_OPEN : CDR_OUTSIDE_SILENT;
}
