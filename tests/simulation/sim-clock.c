/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-clock.h"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Not a test's usual virtual clock: descriptors are not looked at, which saves most
 * of the system calls. Threads are joined before anybody could wait for them.
 */

#define START_US G_GINT64_CONSTANT (1000000000)

static gboolean is_installed;
static gboolean is_fresh;
static gint64 now_us = START_US;
static gint64 zero_us = START_US;
static const SimClockFuncs *clock_funcs;

/* GLib reaches the clock through the program's own symbol, if there is one. */
int
clock_gettime (clockid_t        id,
               struct timespec *ts)
{
  if (!is_installed || id != CLOCK_MONOTONIC)
    return (int) syscall (SYS_clock_gettime, id, ts);

  ts->tv_sec = now_us / 1000000;
  ts->tv_nsec = (now_us % 1000000) * 1000;
  return 0;
}

static int
poll_cb (GPollFD *fds,
         guint    n_fds,
         int      timeout_ms)
{
  for (guint i = 0; i < n_fds; i++)
    fds[i].revents = 0;

  if (timeout_ms < 0)
    clock_funcs->hang ();

  if (timeout_ms > 0)
    {
      clock_funcs->at_rest ();
      now_us += (gint64) timeout_ms * 1000;
      is_fresh = TRUE;
    }

  return 0;
}

void
sim_clock_install (GMainContext        *context,
                   const SimClockFuncs *funcs)
{
  is_installed = TRUE;
  clock_funcs = funcs;
  g_main_context_set_poll_func (context, poll_cb);
}

gint64
sim_clock_now (void)
{
  return (now_us - zero_us) / 1000;
}

void
sim_clock_reset (void)
{
  zero_us = now_us;
}

gboolean
sim_clock_is_fresh (void)
{
  return is_fresh;
}

void
sim_clock_set_stale (void)
{
  is_fresh = FALSE;
}
