/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (CDR_TESTING_INSIDE) && !defined (CDR_COMPILATION)
# error "Only <conductor-testing/conductor-testing.h> can be included directly."
#endif

#include <conductor/conductor.h>

G_BEGIN_DECLS

/**
 * CdrTestError:
 * @CDR_TEST_ERROR_FAILED: what was to be shown is not so
 * @CDR_TEST_ERROR_HANG: nothing was ready, and nothing would ever have been; or it
 *   took too long
 * @CDR_TEST_ERROR_WRONG_USE: the test itself is wrong: a type that can't be faked, a
 *   component that nobody knows
 * @CDR_TEST_ERROR_NOT_POSSIBLE: this process can't do it, and the message says which could
 *
 * Errors of the test kit.
 *
 * New values may be added.
 */
typedef enum
{
  CDR_TEST_ERROR_FAILED,
  CDR_TEST_ERROR_HANG,
  CDR_TEST_ERROR_WRONG_USE,
  CDR_TEST_ERROR_NOT_POSSIBLE,
} CdrTestError;

/**
 * CDR_TEST_ERROR:
 *
 * The error domain of the test kit; its codes are [error@TestError].
 */
#define CDR_TEST_ERROR (cdr_test_error_quark ())

#define CDR_TYPE_TEST_ERROR (cdr_test_error_get_type ())

CDR_AVAILABLE_IN_ALL
GQuark cdr_test_error_quark    (void);
CDR_AVAILABLE_IN_ALL
GType  cdr_test_error_get_type (void);

CDR_AVAILABLE_IN_ALL
void   cdr_test_report         (const char   *domain,
                                const char   *file,
                                int           line,
                                const char   *func,
                                const GError *error);

G_END_DECLS
