/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-virtual-time.h"

#include <pthread.h>

#include "cdr-test-error-private.h"
#include "cdr-virtual-time-private.h"

/* How long, in real milliseconds, the outside may take to answer before the clock jumps;
 * before a wait without an end is called a hang; and how long a thread may work.
 */
#define SETTLE_MS 10
#define HANG_MS 5000
#define WORK_MS 60000

static int is_on;      /* atomic, like the rest */
static gint64 now_us;
static int n_busy;     /* threads asleep, and holds */
static int n_reads;    /* how often somebody asked for the time */
static int n_polls;
static pthread_t driver;
static CdrHangFunc hang_func;

gboolean
cdr_virtual_time_read (gint64 *us)
{
  if (!__atomic_load_n (&is_on, __ATOMIC_ACQUIRE))
    return FALSE;

  __atomic_add_fetch (&n_reads, 1, __ATOMIC_RELAXED);
  *us = __atomic_load_n (&now_us, __ATOMIC_SEQ_CST);
  return TRUE;
}

/* The others wait really; the clock jumps only where this one would wait. */
gboolean
cdr_virtual_time_is_mine (void)
{
  return __atomic_load_n (&is_on, __ATOMIC_ACQUIRE) && pthread_equal (pthread_self (), driver);
}

void
cdr_virtual_time_add_busy (int change)
{
  __atomic_add_fetch (&n_busy, change, __ATOMIC_SEQ_CST);
}

void
cdr_virtual_time_sleep (gint64 us)
{
  __atomic_add_fetch (&now_us, us, __ATOMIC_SEQ_CST);
}

void
cdr_virtual_time_set_hang_func (CdrHangFunc func)
{
  hang_func = func;
}

static void
hang (const char *what)
{
  g_autofree char *waiting = hang_func != NULL ? hang_func () : NULL;
  g_autofree char *text = g_strconcat (what, waiting, NULL);

  g_assertion_message (G_LOG_DOMAIN, __FILE__, __LINE__, G_STRFUNC, text);
}

/* Returns: whether the outside has had its time to answer */
static gboolean
is_settled (const struct pollfd *fds,
            nfds_t               n_fds,
            int                  timeout_ms,
            gint64               start_us)
{
  gint64 ms = (cdr_real_time () - start_us) / 1000;
  CdrOutside outside = __atomic_load_n (&n_busy, __ATOMIC_SEQ_CST) > 0
    ? CDR_OUTSIDE_WORKING : cdr_outside_look (fds, n_fds);

  if (outside == CDR_OUTSIDE_WORKING && ms > WORK_MS)
    hang ("A thread, or a hold on the virtual time, took longer than a minute");

  if (outside == CDR_OUTSIDE_SILENT)
    return TRUE;
  if (outside == CDR_OUTSIDE_WORKING)
    return FALSE;
  if (timeout_ms >= 0)
    return ms >= MIN (timeout_ms, SETTLE_MS);

  return outside == CDR_OUTSIDE_OPEN && ms >= HANG_MS;
}

/* Waits really while somebody works, and for a moment if somebody may answer. A thread
 * that has gone to sleep wrote before what it had to write: hence the last look.
 *
 * Returns: what poll () does
 */
static int
settle (struct pollfd *fds,
        nfds_t         n_fds,
        int            timeout_ms)
{
  gint64 start = cdr_real_time ();
  int n_ready = 0;

  while (n_ready == 0 && !is_settled (fds, n_fds, timeout_ms, start))
    n_ready = cdr_real_poll (fds, n_fds, 1);

  return n_ready != 0 ? n_ready : cdr_real_poll (fds, n_fds, 0);
}

int
cdr_virtual_time_poll (struct pollfd *fds,
                       nfds_t         n_fds,
                       int            timeout_ms)
{
  int n_ready = cdr_real_poll (fds, n_fds, 0);

  __atomic_add_fetch (&n_polls, 1, __ATOMIC_RELAXED);
  if (n_ready != 0 || timeout_ms == 0)
    return n_ready;

  n_ready = settle (fds, n_fds, timeout_ms);
  if (n_ready != 0)
    return n_ready;

  if (timeout_ms < 0)
    hang ("Nothing is ready, and no timeout is pending: a hang");
  else
    cdr_virtual_time_sleep ((gint64) timeout_ms * 1000);

  return 0;
}

/**
 * cdr_test_virtual_time_init:
 * @error: where to put an error, or %NULL to end the program with its message
 *
 * Makes time virtual, for the rest of the process: timeouts of hours pass at once.
 *
 * Call it at the start of `main`; once is enough, and more is harmless. From then on the
 * monotonic clock stands still while anything happens, and where the calling thread would
 * wait in any main context, it jumps to the next timeout instead. Nothing in the program has
 * to know: [func@GLib.timeout_add], [func@GLib.get_monotonic_time], [func@GLib.usleep].
 * The time of day is not touched.
 *
 * Where nothing is ready and no timeout is pending, nothing will ever happen again: the
 * test fails at once, and says what every conductor waits for.
 *
 * The clock does not overtake what is going on outside. It waits for threads that run, as
 * long as they do. Where descriptors other than a context's own are waited for, a child
 * process runs, or a thread sleeps for reasons of its own, it gives them 10 ms of real time
 * before each jump, and five seconds before it speaks of a hang, or however long a child
 * runs. What takes longer is to be said with [func@test_virtual_time_hold].
 *
 * A program in C must be linked with the library in the usual way, shared or static. Other
 * programs, like Python and gjs, must have been started with `LD_PRELOAD` set to the library:
 * otherwise this fails with %CDR_TEST_ERROR_NOT_POSSIBLE, and time stays what it was.
 *
 * Returns: whether time is virtual now
 */
gboolean
cdr_test_virtual_time_init (GError **error)
{
  if (__atomic_load_n (&is_on, __ATOMIC_ACQUIRE))
    return TRUE;

  driver = pthread_self ();
  now_us = cdr_real_time ();
  n_reads = 0;
  n_polls = 0;
  __atomic_store_n (&is_on, TRUE, __ATOMIC_RELEASE);

  /* Whether GLib finds the functions of this library. */
  g_get_monotonic_time ();
  g_poll (NULL, 0, 0);
  if (n_reads > 0 && n_polls > 0)
    return TRUE;

  __atomic_store_n (&is_on, FALSE, __ATOMIC_RELEASE);
  cdr_test_throw (error, CDR_TEST_ERROR_NOT_POSSIBLE, g_strdup (
                    "The time can't be made virtual here, because GLib does not find the clock "
                    "of libconductor-testing-1: link the program with it, or start it with "
                    "LD_PRELOAD=libconductor-testing-1.so.0"));
  return FALSE;
}

/**
 * cdr_test_virtual_time_is_on:
 *
 * Tells whether time is virtual.
 *
 * Returns: %TRUE after a successful [func@test_virtual_time_init]
 */
gboolean
cdr_test_virtual_time_is_on (void)
{
  return __atomic_load_n (&is_on, __ATOMIC_ACQUIRE) != 0;
}

/**
 * cdr_test_virtual_time_advance:
 * @us: microseconds
 *
 * Lets virtual time pass without anything happening in it, as if the program had been
 * busy for so long. Where time is not virtual, it blocks.
 */
void
cdr_test_virtual_time_advance (guint64 us)
{
  if (cdr_test_virtual_time_is_on ())
    cdr_virtual_time_sleep ((gint64) us);
  else
    g_usleep (us);
}

/**
 * cdr_test_virtual_time_hold:
 *
 * Stops the virtual clock from jumping, until as many calls of
 * [func@test_virtual_time_release]: something outside is going to answer.
 *
 * May be called from any thread. After a minute of real time it is called a hang.
 */
void
cdr_test_virtual_time_hold (void)
{
  cdr_virtual_time_add_busy (1);
}

/**
 * cdr_test_virtual_time_release:
 *
 * Ends one [func@test_virtual_time_hold].
 */
void
cdr_test_virtual_time_release (void)
{
  cdr_virtual_time_add_busy (-1);
}
