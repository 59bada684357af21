/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <poll.h>

#include "cdr-virtual-time.h"

G_BEGIN_DECLS

/* What the functions of the C library that stand in front of the real ones ask. They are
 * called from any thread, before and after main.
 */
gboolean cdr_virtual_time_read     (gint64        *us);
gboolean cdr_virtual_time_is_mine  (void);
int      cdr_virtual_time_poll     (struct pollfd *fds,
                                    nfds_t         n_fds,
                                    int            timeout_ms);
void     cdr_virtual_time_sleep    (gint64         us);
void     cdr_virtual_time_add_busy (int            change);

/* The real ones. */
int      cdr_real_poll             (struct pollfd *fds,
                                    nfds_t         n_fds,
                                    int            timeout_ms);
gint64   cdr_real_time             (void);

/* What could still make something ready, and takes no virtual time. */
typedef enum
{
  CDR_OUTSIDE_SILENT,
  CDR_OUTSIDE_OPEN,     /* another end of a descriptor, a thread that sleeps */
  CDR_OUTSIDE_WORKING,  /* a thread runs, or waits for a disk */
  CDR_OUTSIDE_CHILD,    /* a child process runs */
} CdrOutside;

CdrOutside cdr_outside_look        (const struct pollfd *fds,
                                    nfds_t               n_fds);

/* Called where nothing is ready and nothing will time out: more text for the message. */
typedef char *(*CdrHangFunc) (void);
void     cdr_virtual_time_set_hang_func (CdrHangFunc func);

G_END_DECLS
