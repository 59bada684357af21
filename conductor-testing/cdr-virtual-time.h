/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (CDR_TESTING_INSIDE) && !defined (CDR_COMPILATION)
# error "Only <conductor-testing/conductor-testing.h> can be included directly."
#endif

#include <conductor/conductor.h>

G_BEGIN_DECLS

CDR_AVAILABLE_IN_ALL
gboolean cdr_test_virtual_time_init    (GError **error);
CDR_AVAILABLE_IN_ALL
gboolean cdr_test_virtual_time_is_on   (void);
CDR_AVAILABLE_IN_ALL
void     cdr_test_virtual_time_advance (guint64  us);
CDR_AVAILABLE_IN_ALL
void     cdr_test_virtual_time_hold    (void);
CDR_AVAILABLE_IN_ALL
void     cdr_test_virtual_time_release (void);

G_END_DECLS
