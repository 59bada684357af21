/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where random tests take their choices from: the test's seed, unless bytes, as a fuzzer
 * makes them, or a seed of one's own were given.
 */

/* Returns: less than @n, which is at least one; with no byte left it is 0 */
guint    cdr_test_choose             (guint         n);
gboolean cdr_test_choose_is_over     (void);

void     cdr_test_choose_from_bytes  (const guint8 *data,
                                      gsize         size);
void     cdr_test_choose_from_seed   (guint32       seed);
void     cdr_test_choose_from_test   (void);

/* What is left of the bytes up to a NUL, or @max_size of them. */
char    *cdr_test_choose_string      (gsize         max_size);

G_END_DECLS
