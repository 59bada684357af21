/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (CDR_TESTING_INSIDE) && !defined (CDR_COMPILATION)
# error "Only <conductor-testing/conductor-testing.h> can be included directly."
#endif

#include <conductor/conductor.h>

G_BEGIN_DECLS

typedef struct _CdrTestFixture CdrTestFixture;

/**
 * CdrTestFixture:
 * @context: a main context of its own, the thread's default while the case runs
 * @conductor: (nullable): a conductor that is watched
 *
 * What a case of a test needs: a conductor in a main context of its own, in virtual time
 * where that is possible.
 *
 * The end of the case shuts the conductor down if it is not, and shows that it and every
 * component were finalized. A case that has done so itself leaves %NULL behind.
 */
struct _CdrTestFixture
{
  GMainContext *context;
  CdrConductor *conductor;

  /*< private >*/
  gpointer padding[6];
};

/**
 * CdrTestFunc:
 * @fixture: what it needs
 * @user_data: what was given with it
 *
 * A case of a test.
 */
typedef void (*CdrTestFunc) (CdrTestFixture *fixture,
                             gconstpointer   user_data);

#define CDR_TYPE_TEST_FIXTURE (cdr_test_fixture_get_type ())

CDR_AVAILABLE_IN_ALL
GType           cdr_test_fixture_get_type (void);
CDR_AVAILABLE_IN_ALL
CdrTestFixture *cdr_test_fixture_new      (void) G_GNUC_WARN_UNUSED_RESULT;
CDR_AVAILABLE_IN_ALL
gboolean        cdr_test_fixture_end      (CdrTestFixture  *self,
                                           GError         **error);
CDR_AVAILABLE_IN_ALL
void            cdr_test_fixture_free     (CdrTestFixture  *self);
CDR_AVAILABLE_IN_ALL
void            cdr_test_fixture_run_for  (CdrTestFixture  *self,
                                           guint            ms);
CDR_AVAILABLE_IN_ALL
void            cdr_test_fixture_add      (const char      *path,
                                           gconstpointer    user_data,
                                           CdrTestFunc      func);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CdrTestFixture, cdr_test_fixture_free)

G_END_DECLS
