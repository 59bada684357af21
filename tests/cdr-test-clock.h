/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Virtual time, for a test program that links this file: the monotonic clock stands
 * still while anything happens, and jumps to the next timeout when nothing does. A
 * context that waits for nothing at all, with no timeout, is a hang, and fails the
 * test at once.
 */
void   cdr_test_clock_install     (GMainContext *context);
void   cdr_test_clock_set_hang_func (void (*func) (void));
void   cdr_test_clock_advance     (gint64        us);
gint64 cdr_test_clock_now         (void);

/* While a thread works, nothing is ready and nothing will time out: not a hang. */
void   cdr_test_clock_expect_thread (int change);

G_END_DECLS
