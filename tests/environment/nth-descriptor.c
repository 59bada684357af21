/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE
#undef _FILE_OFFSET_BITS /* both open () and open64 () */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* To be preloaded: the n-th call that makes a file descriptor fails with EMFILE, where n
 * is FAIL_NTH; with FAIL_FROM=1 all later ones do too. What was made to fail, an abort with
 * its stack, and at the end the number of calls are written to the descriptor REPORT_FD.
 *
 * Calls before main () are not counted: they are the loader's.
 */

static atomic_int n_calls;
static int nth, report_fd = -1, is_counting, fails_from;

static void
report (const char *text)
{
  if (report_fd >= 0 && write (report_fd, text, strlen (text)) < 0)
    _exit (99);
}

static void
report_stack (void)
{
  void *frames[64];
  int n_frames = backtrace (frames, 64);

  if (report_fd >= 0)
    backtrace_symbols_fd (frames, n_frames, report_fd);
}

static void
abort_cb (int number)
{
  report ("abort:\n");
  report_stack ();
  signal (number, SIG_DFL);
  raise (number);
}

static int
fails (const char *name)
{
  char line[100];
  int n;

  if (!is_counting)
    return 0;

  n = ++n_calls;
  if (n != nth && !(fails_from && n > nth))
    return 0;

  if (n == nth)
    {
      snprintf (line, sizeof line, "failed: %d %s\n", n, name);
      report (line);
      report_stack ();
      report ("end\n");
    }
  errno = EMFILE;
  return 1;
}

static void
count_cb (void)
{
  char line[100];

  snprintf (line, sizeof line, "calls: %d\n", n_calls);
  report (line);
}

static void __attribute__ ((constructor))
begin (void)
{
  const char *fd = getenv ("REPORT_FD");
  const char *n = getenv ("FAIL_NTH");
  void *frames[1];

  backtrace (frames, 1); /* loads what it needs */
  nth = n != NULL ? atoi (n) : 0;
  fails_from = getenv ("FAIL_FROM") != NULL;
  report_fd = fd != NULL ? atoi (fd) : -1;
  signal (SIGABRT, abort_cb);
  signal (SIGSEGV, abort_cb);
  signal (SIGTRAP, abort_cb);
  atexit (count_cb);
  is_counting = 1;
}

#define NEXT(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

#define WRAP(result, name, params, args) \
  result name params \
  { \
    static __typeof__ (&name) next; \
    if (next == NULL) \
      next = NEXT (name); \
    return fails (#name) ? -1 : next args; \
  }

WRAP (int, socket, (int domain, int type, int protocol), (domain, type, protocol))
WRAP (int, socketpair, (int domain, int type, int protocol, int fds[2]),
      (domain, type, protocol, fds))
WRAP (int, accept, (int fd, struct sockaddr *address, socklen_t *length), (fd, address, length))
WRAP (int, accept4, (int fd, struct sockaddr *address, socklen_t *length, int flags),
      (fd, address, length, flags))
WRAP (int, pipe, (int fds[2]), (fds))
WRAP (int, pipe2, (int fds[2], int flags), (fds, flags))
WRAP (int, eventfd, (unsigned int value, int flags), (value, flags))
WRAP (int, epoll_create, (int size), (size))
WRAP (int, epoll_create1, (int flags), (flags))
WRAP (int, timerfd_create, (int clock, int flags), (clock, flags))
WRAP (int, signalfd, (int fd, const sigset_t *mask, int flags), (fd, mask, flags))
WRAP (int, inotify_init, (void), ())
WRAP (int, inotify_init1, (int flags), (flags))
WRAP (int, dup, (int fd), (fd))
WRAP (int, dup3, (int from, int to, int flags), (from, to, flags))

/* The mode is only there with some flags, and harmless with the others. */
#define WRAP_OPEN(name, params, args) \
  int name params \
  { \
    static __typeof__ (&name) next; \
    va_list list; \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) \
      { \
        va_start (list, flags); \
        mode = va_arg (list, mode_t); \
        va_end (list); \
      } \
    if (next == NULL) \
      next = NEXT (name); \
    return fails (#name) ? -1 : next args; \
  }

WRAP_OPEN (open, (const char *path, int flags, ...), (path, flags, mode))
WRAP_OPEN (open64, (const char *path, int flags, ...), (path, flags, mode))
WRAP_OPEN (openat, (int dir, const char *path, int flags, ...), (dir, path, flags, mode))
WRAP_OPEN (openat64, (int dir, const char *path, int flags, ...), (dir, path, flags, mode))

/* These make one without a call to the above that could be seen. */
#define WRAP_FILE(name) \
  FILE *name (const char *path, const char *mode) \
  { \
    static __typeof__ (&name) next; \
    if (next == NULL) \
      next = NEXT (name); \
    return fails (#name) ? NULL : next (path, mode); \
  }

WRAP_FILE (fopen)
WRAP_FILE (fopen64)
