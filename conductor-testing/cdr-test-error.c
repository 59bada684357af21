/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-error.h"

#include "cdr-test-error-private.h"

G_DEFINE_QUARK (cdr-test-error-quark, cdr_test_error)

G_DEFINE_ENUM_TYPE (CdrTestError, cdr_test_error,
                    G_DEFINE_ENUM_VALUE (CDR_TEST_ERROR_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (CDR_TEST_ERROR_HANG, "hang"),
                    G_DEFINE_ENUM_VALUE (CDR_TEST_ERROR_WRONG_USE, "wrong-use"),
                    G_DEFINE_ENUM_VALUE (CDR_TEST_ERROR_NOT_POSSIBLE, "not-possible"))

/**
 * cdr_test_report: (skip)
 * @domain: (nullable): a log domain
 * @file: where the test is
 * @line: where in @file
 * @func: the function of the test
 * @error: (nullable): what went wrong, if anything did
 *
 * Fails the running test with an error, or does nothing where there is none.
 *
 * It is what the assertions of the test kit are made of, and can make others: a check
 * that takes a [type@GLib.Error], and this.
 */
void
cdr_test_report (const char   *domain,
                 const char   *file,
                 int           line,
                 const char   *func,
                 const GError *error)
{
  if (error != NULL)
    g_assertion_message (domain, file, line, func, error->message);
}

void
cdr_test_throw (GError **error,
                int      code,
                char    *message)
{
  if (error == NULL)
    g_assertion_message (G_LOG_DOMAIN, __FILE__, __LINE__, G_STRFUNC, message);
  else
    g_set_error_literal (error, CDR_TEST_ERROR, code, message);

  g_free (message);
}
