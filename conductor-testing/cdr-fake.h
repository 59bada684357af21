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
 * CdrFakeOutcome:
 * @CDR_FAKE_SUCCEED: succeeds after the time, also if cancelled meanwhile
 * @CDR_FAKE_FAIL: fails after the time
 * @CDR_FAKE_HANG: never answers, unless cancelled: then with cancelled, after the time
 * @CDR_FAKE_HANG_FOREVER: never answers, until [func@Fake.release_all]
 * @CDR_FAKE_DROP: drops its task after the time, without an answer
 * @CDR_FAKE_RETURN_TWICE: succeeds after the time, twice: GLib's critical about it is to be
 *   expected
 * @CDR_FAKE_BLOCK: blocks the main loop for the time, and succeeds
 *
 * How a fake ends a setup or a shutdown.
 *
 * New values may be added.
 */
typedef enum
{
  CDR_FAKE_SUCCEED,
  CDR_FAKE_FAIL,
  CDR_FAKE_HANG,
  CDR_FAKE_HANG_FOREVER,
  CDR_FAKE_DROP,
  CDR_FAKE_RETURN_TWICE,
  CDR_FAKE_BLOCK,
} CdrFakeOutcome;

#define CDR_TYPE_FAKE_OUTCOME (cdr_fake_outcome_get_type ())
#define CDR_TYPE_FAKE (cdr_fake_get_type ())

CDR_AVAILABLE_IN_ALL
GType    cdr_fake_outcome_get_type          (void);

CDR_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (CdrFake, cdr_fake, CDR, FAKE, CdrComponent)

/* Types. */
CDR_AVAILABLE_IN_ALL
GType    cdr_fake_type_new                  (const char          *name,
                                             GType                base,
                                             GError             **error);
CDR_AVAILABLE_IN_ALL
GType    cdr_fake_type_new_full             (const char          *name,
                                             GType                base,
                                             GClassInitFunc       class_init,
                                             GInterfaceInitFunc   interface_init,
                                             GError             **error);

/* Scripts. */
CDR_AVAILABLE_IN_ALL
void     cdr_fake_type_script               (GType                type,
                                             CdrPhase             phase,
                                             CdrFakeOutcome       outcome,
                                             guint                ms,
                                             const GError        *error);
CDR_AVAILABLE_IN_ALL
void     cdr_fake_script                    (CdrFake             *self,
                                             CdrPhase             phase,
                                             CdrFakeOutcome       outcome,
                                             guint                ms,
                                             const GError        *error);
CDR_AVAILABLE_IN_ALL
void     cdr_fake_reset_all                 (void);
CDR_AVAILABLE_IN_ALL
void     cdr_fake_release_all               (void);

/* What it saw. */
CDR_AVAILABLE_IN_ALL
guint    cdr_fake_get_n_setups              (CdrFake             *self);
CDR_AVAILABLE_IN_ALL
guint    cdr_fake_get_n_shutdowns           (CdrFake             *self);
CDR_AVAILABLE_IN_ALL
guint    cdr_fake_get_n_cancelled           (CdrFake             *self,
                                             CdrPhase             phase);
CDR_AVAILABLE_IN_ALL
gboolean cdr_fake_had_dependencies          (CdrFake             *self,
                                             CdrPhase             phase);

G_END_DECLS
