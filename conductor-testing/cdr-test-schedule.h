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

/**
 * CdrTestFactory:
 * @user_data: what was given with it
 *
 * Makes a conductor and adds what the application consists of, as `main` does: once for
 * each schedule.
 *
 * Returns: (transfer full): a conductor that has not been set up
 */
typedef CdrConductor *(*CdrTestFactory) (gpointer user_data);

/**
 * CdrTestCheckFunc:
 * @conductor: a conductor that is active
 * @user_data: what was given with it
 * @error: where to put what is wrong
 *
 * Checks what an application promises when it is set up.
 *
 * Returns: whether it keeps it
 */
typedef gboolean (*CdrTestCheckFunc) (CdrConductor  *conductor,
                                      gpointer       user_data,
                                      GError       **error);

CDR_AVAILABLE_IN_ALL
gboolean cdr_test_try_schedules (CdrTestFactory     factory,
                                 gpointer           factory_data,
                                 CdrTestCheckFunc   check,
                                 gpointer           check_data,
                                 guint              seed,
                                 guint              n_schedules,
                                 GError           **error);

#define cdr_test_foreach_schedule(factory, seed, n, check) \
  _CDR_TEST_CHECK (cdr_test_try_schedules (factory, NULL, check, NULL, seed, n, &cdr_error))
#define cdr_test_assert_survives(factory) \
  _CDR_TEST_CHECK (cdr_test_try_schedules (factory, NULL, NULL, NULL, 0, 0, &cdr_error))

CDR_AVAILABLE_IN_ALL
gboolean cdr_test_try_lint      (CdrConductor       *conductor,
                                 GError            **error);

/* Nothing is made, nothing is set up: for a test of every build. */
#define cdr_test_lint(conductor) \
  _CDR_TEST_CHECK (cdr_test_try_lint (conductor, &cdr_error))

G_END_DECLS
