/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-fake.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean        is_set;
  CdrFakeOutcome  outcome;
  guint           ms;
  GError         *error; /* NULL: one of the fake's own */
} CdrFakeScript;

/* What belongs to one fake. */
typedef struct
{
  CdrFakeScript  scripts[CDR_PHASE_SHUTDOWN + 1];
  guint          n_calls[CDR_PHASE_SHUTDOWN + 1];
  guint          n_cancelled[CDR_PHASE_SHUTDOWN + 1];
  gboolean       lacked[CDR_PHASE_SHUTDOWN + 1]; /* a dependency was not active */
  GHashTable    *values; /* of the properties of an interface, by name */
} CdrFakeRecord;

CdrFakeRecord *cdr_fake_get_record  (CdrFake             *self);

/* What counts now: the instance's, its type's, or that of a type that it derives from. */
void           cdr_fake_find_script (CdrFake             *self,
                                     CdrPhase             phase,
                                     CdrFakeScript       *script);

/* The virtual methods. */
void           cdr_fake_setup       (CdrComponent        *component,
                                     GTask               *task);
void           cdr_fake_shutdown    (CdrComponent        *component,
                                     GTask               *task);

G_END_DECLS
