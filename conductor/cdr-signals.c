/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-signals-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

/* SIGINT, SIGTERM and, for those who ask for it, SIGHUP, counted. GLib's own signal
 * sources see several signals that come while the main thread is busy as one, and can't
 * end a main thread that never gets free. So the handler here counts by itself, and
 * carries out the third one on the spot: it restores the default action and raises the
 * signal again.
 *
 * Signals that come within 100 ms of the one before are its twin (INT and TERM sent
 * together, a terminal's and a supervisor's) and not counted.
 *
 * SIGHUP stops, or tells to reload, who wants that, and is left alone if nobody does.
 *
 * Everything that a handler needs is there before it is installed: a pipe for each
 * watcher, whose other end wakes the watcher's context.
 */

#define MAX_WATCHERS 16
#define TWIN_NSEC (100 * G_GINT64_CONSTANT (1000000))

struct _CdrSignals
{
  CdrSignalsFunc  func;
  CdrSignalsReloadFunc reload_func; /* for SIGHUP, or NULL */
  gpointer        user_data;
  GSource        *source;
  guint           n_seen;
  guint           n_reloads_seen;
  int             fds[2];
  guint           slot;
  gboolean        stops_at_hangup;
};

static const int signal_numbers[] = { SIGINT, SIGTERM };

static GMutex lock; /* guards installing and removing; never taken by the handler */
static guint n_watchers;
static guint n_hangup_watchers; /* of them */
static struct sigaction found[G_N_ELEMENTS (signal_numbers)];
static struct sigaction found_hangup;

/* What the handler touches: lock-free. */
static int write_fds[MAX_WATCHERS]; /* plus one; 0 is none */
static int n_signals;
static int n_hangups;
static int n_hangup_stops; /* watchers whom SIGHUP stops */
static int hangup_was_ignored;
static gint64 last_nsec;

/* Of several threads that get a signal at once, one counts it. */
static gboolean
count_signal (void)
{
  struct timespec ts;
  gint64 now_nsec;
  gint64 before = __atomic_load_n (&last_nsec, __ATOMIC_SEQ_CST);

  clock_gettime (CLOCK_MONOTONIC, &ts);
  now_nsec = (gint64) ts.tv_sec * 1000000000 + ts.tv_nsec;

  if (before != 0 && now_nsec - before < TWIN_NSEC)
    return FALSE;

  return __atomic_compare_exchange_n (&last_nsec, &before, now_nsec, FALSE,
                                      __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* Async-signal-safe. */
static void
wake_all (void)
{
  for (guint i = 0; i < MAX_WATCHERS; i++)
    {
      int fd = __atomic_load_n (&write_fds[i], __ATOMIC_SEQ_CST) - 1;

      /* A pipe that is full has woken its reader already. */
      if (fd >= 0 && write (fd, "", 1) < 0)
        continue;
    }
}

/* Async-signal-safe. */
static void
handle_signal (int signal_number)
{
  int saved_errno = errno;

  if (count_signal () && __atomic_add_fetch (&n_signals, 1, __ATOMIC_SEQ_CST) >= 3)
    {
      /* GCOVR_EXCL_START: this ends the process, before it can write its counts */
      struct sigaction action = { .sa_handler = SIG_DFL };
      sigset_t set;

      sigemptyset (&action.sa_mask);
      sigaction (signal_number, &action, NULL);
      sigemptyset (&set);
      sigaddset (&set, signal_number);
      pthread_sigmask (SIG_UNBLOCK, &set, NULL);
      raise (signal_number);
      /* GCOVR_EXCL_STOP */
    }

  wake_all ();
  errno = saved_errno;
}

/* Async-signal-safe. Where one is stopped by it, all are; but not under nohup. */
static void
handle_hangup (int signal_number)
{
  int saved_errno = errno;

  if (__atomic_load_n (&n_hangup_stops, __ATOMIC_SEQ_CST) == 0)
    {
      __atomic_add_fetch (&n_hangups, 1, __ATOMIC_SEQ_CST);
      wake_all ();
    }
  else if (!__atomic_load_n (&hangup_was_ignored, __ATOMIC_SEQ_CST))
    handle_signal (signal_number);

  errno = saved_errno;
}

static void
install (void)
{
  struct sigaction action = { .sa_handler = handle_signal, .sa_flags = SA_RESTART };

  n_signals = 0;
  last_nsec = 0;

  sigemptyset (&action.sa_mask);
  for (guint i = 0; i < G_N_ELEMENTS (signal_numbers); i++)
    sigaddset (&action.sa_mask, signal_numbers[i]);

  for (guint i = 0; i < G_N_ELEMENTS (signal_numbers); i++)
    sigaction (signal_numbers[i], &action, &found[i]);
}

static void
uninstall (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (signal_numbers); i++)
    sigaction (signal_numbers[i], &found[i], NULL);
}

static void
install_hangup (void)
{
  struct sigaction action = { .sa_handler = handle_hangup, .sa_flags = SA_RESTART };

  sigaction (SIGHUP, NULL, &found_hangup);
  __atomic_store_n (&hangup_was_ignored, found_hangup.sa_handler == SIG_IGN, __ATOMIC_SEQ_CST);

  sigemptyset (&action.sa_mask);
  for (guint i = 0; i < G_N_ELEMENTS (signal_numbers); i++)
    sigaddset (&action.sa_mask, signal_numbers[i]);
  sigaction (SIGHUP, &action, NULL);
}

static void
reload_if_told (CdrSignals *self)
{
  guint n = (guint) __atomic_load_n (&n_hangups, __ATOMIC_SEQ_CST);

  if (self->n_reloads_seen == n)
    return;

  self->n_reloads_seen = n;
  self->reload_func (self->user_data);
}

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  CdrSignals *self = user_data;
  g_autoptr (GSource) source = g_source_ref (self->source);
  char buffer[64];

  while (read (fd, buffer, sizeof buffer) > 0)
    ;

  while (!g_source_is_destroyed (source) &&
         self->n_seen < (guint) __atomic_load_n (&n_signals, __ATOMIC_SEQ_CST))
    self->func (++self->n_seen, self->user_data);

  if (!g_source_is_destroyed (source) && self->reload_func != NULL)
    reload_if_told (self);

  return G_SOURCE_CONTINUE;
}

static gboolean
open_pipe (CdrSignals  *self,
           GError     **error)
{
  if (!g_unix_open_pipe (self->fds, FD_CLOEXEC, error))
    return FALSE;

  g_unix_set_fd_nonblocking (self->fds[0], TRUE, NULL);
  g_unix_set_fd_nonblocking (self->fds[1], TRUE, NULL);
  return TRUE;
}

static gboolean
take_slot (CdrSignals  *self,
           GError     **error)
{
  for (guint i = 0; i < MAX_WATCHERS; i++)
    {
      if (write_fds[i] != 0)
        continue;

      self->slot = i;
      __atomic_store_n (&write_fds[i], self->fds[1] + 1, __ATOMIC_SEQ_CST);
      return TRUE;
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               "No more than %d conductors can serve at once", MAX_WATCHERS);
  return FALSE;
}

static gboolean
watches_hangup (CdrSignals *self)
{
  return self->stops_at_hangup || self->reload_func != NULL;
}

/* Returns: FALSE with @error set if there are too many */
static gboolean
join (CdrSignals  *self,
      GError     **error)
{
  gboolean has_slot;

  g_mutex_lock (&lock);
  has_slot = take_slot (self, error);
  if (has_slot && n_watchers++ == 0)
    install ();
  if (has_slot && self->stops_at_hangup)
    __atomic_add_fetch (&n_hangup_stops, 1, __ATOMIC_SEQ_CST);
  if (has_slot && watches_hangup (self) && n_hangup_watchers++ == 0)
    install_hangup ();
  self->n_seen = n_signals;
  self->n_reloads_seen = n_hangups;
  g_mutex_unlock (&lock);

  return has_slot;
}

/* Calls @func in @context for each signal from now on; they are counted for the
 * process, whoever is watching. The handlers that were there
 * are back when the last watcher has gone.
 *
 * @reload_func: (nullable): what to call for SIGHUP
 * @stops_at_hangup: whether SIGHUP is one more of the others
 *
 * Returns: NULL with @error set if no descriptor could be had
 */
CdrSignals *
cdr_signals_new (GMainContext    *context,
                 CdrSignalsFunc   func,
                 CdrSignalsReloadFunc reload_func,
                 gboolean         stops_at_hangup,
                 gpointer         user_data,
                 GError         **error)
{
  CdrSignals *self = g_new0 (CdrSignals, 1);
  gboolean has_slot;

  self->func = func;
  self->reload_func = reload_func;
  self->user_data = user_data;
  self->stops_at_hangup = stops_at_hangup;

  if (!open_pipe (self, error))
    {
      g_prefix_error (error, "can't watch for signals: ");
      g_free (self);
      return NULL;
    }

  has_slot = join (self, error);
  if (!has_slot)
    {
      close (self->fds[0]);
      close (self->fds[1]);
      g_free (self);
      return NULL;
    }

  self->source = g_unix_fd_source_new (self->fds[0], G_IO_IN);
  g_source_set_static_name (self->source, "CdrSignals");
  g_source_set_callback (self->source, G_SOURCE_FUNC (readable_cb), self, NULL);
  g_source_attach (self->source, context);

  return self;
}

void
cdr_signals_free (CdrSignals *self)
{
  g_mutex_lock (&lock);
  if (watches_hangup (self) && --n_hangup_watchers == 0)
    sigaction (SIGHUP, &found_hangup, NULL);
  if (self->stops_at_hangup)
    __atomic_sub_fetch (&n_hangup_stops, 1, __ATOMIC_SEQ_CST);
  if (--n_watchers == 0)
    uninstall ();
  __atomic_store_n (&write_fds[self->slot], 0, __ATOMIC_SEQ_CST);
  g_mutex_unlock (&lock);

  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->fds[0]);
  close (self->fds[1]);
  g_free (self);
}
