/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE /* ppoll */

#include "cdr-virtual-time-private.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Functions of the C library. The dynamic linker looks for them in the order in which
 * libraries were linked, and the C library is the last, so that GLib finds these. They
 * reach the real ones through the kernel: dlsym () allocates, and the first of them are
 * called while a sanitizer is not ready for that.
 */

#define DEFAULT_VISIBILITY __attribute__ ((visibility ("default")))

static gint64
to_us (const struct timespec *ts)
{
  return (gint64) ts->tv_sec * G_USEC_PER_SEC + (ts->tv_nsec + 999) / 1000;
}

gint64
cdr_real_time (void)
{
  struct timespec ts;

  syscall (SYS_clock_gettime, CLOCK_MONOTONIC, &ts);
  return to_us (&ts);
}

DEFAULT_VISIBILITY int
clock_gettime (clockid_t        id,
               struct timespec *ts)
{
  gint64 us;

  if (id != CLOCK_MONOTONIC || !cdr_virtual_time_read (&us))
    return (int) syscall (SYS_clock_gettime, id, ts);

  ts->tv_sec = us / G_USEC_PER_SEC;
  ts->tv_nsec = (us % G_USEC_PER_SEC) * 1000;
  return 0;
}

static int
real_ppoll (struct pollfd         *fds,
            nfds_t                 n_fds,
            const struct timespec *timeout,
            const sigset_t        *mask)
{
  struct timespec rest = { 0 }; /* the kernel writes to it */

  if (timeout != NULL)
    rest = *timeout;

  return (int) syscall (SYS_ppoll, fds, n_fds, timeout != NULL ? &rest : NULL, mask, _NSIG / 8);
}

int
cdr_real_poll (struct pollfd *fds,
               nfds_t         n_fds,
               int            timeout_ms)
{
  struct timespec timeout = { timeout_ms / 1000, (timeout_ms % 1000) * 1000000 };

  return real_ppoll (fds, n_fds, timeout_ms >= 0 ? &timeout : NULL, NULL);
}

DEFAULT_VISIBILITY int
poll (struct pollfd *fds,
      nfds_t         n_fds,
      int            timeout_ms)
{
  if (cdr_virtual_time_is_mine ())
    return cdr_virtual_time_poll (fds, n_fds, timeout_ms);

  return cdr_real_poll (fds, n_fds, timeout_ms);
}

/* Newer versions of GLib wait with this one. A signal mask is for real waits alone. */
DEFAULT_VISIBILITY int
ppoll (struct pollfd         *fds,
       nfds_t                 n_fds,
       const struct timespec *timeout,
       const sigset_t        *mask)
{
  gint64 ms;

  if (mask != NULL || !cdr_virtual_time_is_mine ())
    return real_ppoll (fds, n_fds, timeout, mask);

  ms = timeout != NULL ? MIN ((to_us (timeout) + 999) / 1000, G_MAXINT) : -1;
  return cdr_virtual_time_poll (fds, n_fds, (int) ms);
}

/* A thread that sleeps is at work: the clock waits for it. */
DEFAULT_VISIBILITY int
clock_nanosleep (clockid_t              id,
                 int                    flags,
                 const struct timespec *wanted,
                 struct timespec       *rest)
{
  struct timespec relative = *wanted;
  gint64 now;
  int status;

  if (flags == TIMER_ABSTIME && id == CLOCK_MONOTONIC && cdr_virtual_time_read (&now))
    {
      gint64 us = MAX (to_us (wanted) - now, 0);

      relative.tv_sec = us / G_USEC_PER_SEC;
      relative.tv_nsec = (us % G_USEC_PER_SEC) * 1000;
      flags = 0;
    }

  if (flags == 0 && cdr_virtual_time_is_mine ())
    {
      cdr_virtual_time_sleep (to_us (&relative));
      return 0;
    }

  cdr_virtual_time_add_busy (1);
  status = (int) syscall (SYS_clock_nanosleep, id, flags, &relative, rest);
  cdr_virtual_time_add_busy (-1);
  return status == 0 ? 0 : errno;
}

DEFAULT_VISIBILITY int
nanosleep (const struct timespec *wanted,
           struct timespec       *rest)
{
  int status = clock_nanosleep (CLOCK_REALTIME, 0, wanted, rest);

  if (status == 0)
    return 0;

  errno = status;
  return -1;
}
