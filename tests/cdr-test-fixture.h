/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-test-clock.h"
#include "cdr-test-component.h"
#include "cdr-test-messages.h"

G_BEGIN_DECLS

/* One case: a conductor in a main context of its own, in virtual time. The end of the
 * case shows that the conductor and every component were finalized, that no source
 * was left, and that the log was looked at.
 */
typedef struct
{
  GMainContext *context;
  CdrConductor *conductor;
} Fixture;

typedef void (*CdrTestCase) (Fixture *fixture);

void          cdr_test_add            (const char     *path,
                                       CdrTestCase     test_case);

/* A case of wrong use, which only a library that checks its arguments survives. Where it was
 * built without, there is no such case.
 */
#ifdef G_DISABLE_CHECKS
# define cdr_test_add_misuse(path, test_case) ((void) (test_case))
#else
# define cdr_test_add_misuse(path, test_case) cdr_test_add (path, test_case)
#endif

/* Blocking, and with the outcome kept for an assertion. */
void          cdr_test_setup_ok       (Fixture        *fixture);
void          cdr_test_setup_fails    (Fixture        *fixture,
                                       GQuark          domain,
                                       int             code,
                                       const char     *message_part);
void          cdr_test_shutdown_ok    (Fixture        *fixture);
void          cdr_test_shutdown_fails (Fixture        *fixture,
                                       const char     *message_part);
void          cdr_test_invalid        (Fixture        *fixture,
                                       int             code,
                                       const char     *message_part);

/* An asynchronous call whose outcome is stored. */
typedef struct
{
  gboolean is_done;
  gboolean success;
  GError  *error;
  gint64   time_us;
} Outcome;

void          cdr_test_setup_begin    (Fixture        *fixture,
                                       GCancellable   *cancellable,
                                       Outcome        *outcome);
void          cdr_test_shutdown_begin (Fixture        *fixture,
                                       GCancellable   *cancellable,
                                       Outcome        *outcome);
void          cdr_test_wait           (Fixture        *fixture,
                                       Outcome        *outcome);
void          outcome_clear           (Outcome        *outcome);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

/* Turns the loop until the virtual time has passed. */
void          cdr_test_run_for        (Fixture        *fixture,
                                       guint           ms);
/* Turns the loop until a log entry is there. */
void          cdr_test_run_until      (Fixture        *fixture,
                                       const char     *entry);

CdrComponent *cdr_test_get            (Fixture        *fixture,
                                       GType           type);

/* The log so far is just this; it is cleared. */
void          cdr_test_assert_log     (const char     *expected);
/* Both are in the log, in this order. */
void          cdr_test_assert_before  (const char     *first,
                                       const char     *second);
/* The list of failures, as "Database/setup Web/shutdown". */
void          cdr_test_assert_failures (Fixture       *fixture,
                                       const char     *expected);
void          cdr_test_assert_state   (Fixture        *fixture,
                                       GType           type,
                                       CdrState        state);
void          cdr_test_assert_error   (const GError   *error,
                                       GQuark          domain,
                                       int             code,
                                       const char     *message_part);

G_END_DECLS
