/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-clock.h"

#include <poll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static gboolean is_installed;
static gint64 now_us = G_GINT64_CONSTANT (1000000000);
static int n_threads;
static void (*hang_func) (void);

/* GLib reaches the clock through the program's own symbol, if there is one. */
int
clock_gettime (clockid_t        id,
               struct timespec *ts)
{
  if (!is_installed || id != CLOCK_MONOTONIC)
    return (int) syscall (SYS_clock_gettime, id, ts);

  ts->tv_sec = __atomic_load_n (&now_us, __ATOMIC_SEQ_CST) / 1000000;
  ts->tv_nsec = (__atomic_load_n (&now_us, __ATOMIC_SEQ_CST) % 1000000) * 1000;
  return 0;
}

static int
poll_cb (GPollFD *fds,
         guint    n_fds,
         int      timeout_ms)
{
  int n_ready = poll ((struct pollfd *) (gpointer) fds, n_fds, 0);

  if (n_ready != 0 || timeout_ms == 0)
    return n_ready;

  for (guint i = 0; i < 20000 && __atomic_load_n (&n_threads, __ATOMIC_SEQ_CST) > 0; i++)
    {
      n_ready = poll ((struct pollfd *) (gpointer) fds, n_fds, 1);
      if (n_ready != 0)
        return n_ready;
    }

  /* What a thread did before it left. */
  n_ready = poll ((struct pollfd *) (gpointer) fds, n_fds, 0);
  if (n_ready != 0)
    return n_ready;

  if (timeout_ms < 0)
    {
      if (hang_func != NULL)
        hang_func ();
      g_error ("Nothing is ready, and no timeout is pending: a hang");
    }

  cdr_test_clock_advance ((gint64) timeout_ms * 1000);
  return 0;
}

void
cdr_test_clock_install (GMainContext *context)
{
  is_installed = TRUE;
  g_main_context_set_poll_func (context, poll_cb);
}

void
cdr_test_clock_set_hang_func (void (*func) (void))
{
  hang_func = func;
}

void
cdr_test_clock_advance (gint64 us)
{
  __atomic_add_fetch (&now_us, us, __ATOMIC_SEQ_CST);
}

gint64
cdr_test_clock_now (void)
{
  return __atomic_load_n (&now_us, __ATOMIC_SEQ_CST);
}

void
cdr_test_clock_expect_thread (int change)
{
  __atomic_add_fetch (&n_threads, change, __ATOMIC_SEQ_CST);
}
