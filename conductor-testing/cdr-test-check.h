/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (CDR_TESTING_INSIDE) && !defined (CDR_COMPILATION)
# error "Only <conductor-testing/conductor-testing.h> can be included directly."
#endif

#include <conductor/conductor.h>

#include "cdr-test-error.h"

G_BEGIN_DECLS

/* Functions that say what is wrong: for bindings, and for assertions of one's own. */
CDR_AVAILABLE_IN_ALL
void     cdr_test_watch                (CdrConductor       *conductor);
CDR_AVAILABLE_IN_ALL
gboolean cdr_test_try_setup            (CdrConductor       *conductor,
                                        guint               limit_ms,
                                        GError            **error);
CDR_AVAILABLE_IN_ALL
gboolean cdr_test_try_shutdown         (CdrConductor       *conductor,
                                        guint               limit_ms,
                                        GError            **error);
CDR_AVAILABLE_IN_ALL
gboolean cdr_test_check_order          (CdrConductor       *conductor,
                                        const char *const  *names,
                                        GError            **error);
CDR_AVAILABLE_IN_ALL
gboolean cdr_test_check_set_up_once    (CdrConductor       *conductor,
                                        const char         *name,
                                        GError            **error);
CDR_AVAILABLE_IN_ALL
gboolean cdr_test_check_shut_down_once (CdrConductor       *conductor,
                                        const char         *name,
                                        GError            **error);
CDR_AVAILABLE_IN_ALL
gboolean cdr_test_check_nothing_running (CdrConductor      *conductor,
                                         GError           **error);
CDR_AVAILABLE_IN_ALL
gboolean cdr_test_check_finalized      (CdrConductor       *conductor,
                                        GError            **error);
CDR_AVAILABLE_IN_ALL
char    *cdr_test_describe             (CdrConductor       *conductor) G_GNUC_WARN_UNUSED_RESULT;

/* Runs a check, with @cdr_error in its last argument, and ends the test if it fails. */
#define _CDR_TEST_CHECK(call) \
  G_STMT_START \
    { \
      GError *cdr_error = NULL; \
      \
      (void) call; \
      cdr_test_report (G_LOG_DOMAIN, __FILE__, __LINE__, G_STRFUNC, cdr_error); \
      g_clear_error (&cdr_error); \
    } \
  G_STMT_END

#define cdr_test_setup(conductor) \
  _CDR_TEST_CHECK (cdr_test_try_setup (conductor, 0, &cdr_error))
#define cdr_test_shutdown(conductor) \
  _CDR_TEST_CHECK (cdr_test_try_shutdown (conductor, 0, &cdr_error))
#define cdr_test_assert_order(conductor, ...) \
  _CDR_TEST_CHECK (cdr_test_check_order (conductor, \
                                         (const char *const[]) { __VA_ARGS__, NULL }, \
                                         &cdr_error))
#define cdr_test_assert_set_up_once(conductor, name) \
  _CDR_TEST_CHECK (cdr_test_check_set_up_once (conductor, name, &cdr_error))
#define cdr_test_assert_shut_down_once(conductor, name) \
  _CDR_TEST_CHECK (cdr_test_check_shut_down_once (conductor, name, &cdr_error))
#define cdr_test_assert_nothing_running(conductor) \
  _CDR_TEST_CHECK (cdr_test_check_nothing_running (conductor, &cdr_error))
/* Takes the last reference, as g_assert_finalize_object () does. */
#define cdr_test_assert_finalized(conductor) \
  _CDR_TEST_CHECK (cdr_test_check_finalized (conductor, &cdr_error))

G_END_DECLS
