/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (CDR_INSIDE) && !defined (CDR_COMPILATION)
# error "Only <conductor/conductor.h> can be included directly."
#endif

#include <gio/gio.h>

#include "cdr-component.h"
#include "cdr-enums.h"
#include "cdr-types.h"

G_BEGIN_DECLS

#define CDR_TYPE_FAILURE (cdr_failure_get_type ())

CDR_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CdrFailure, cdr_failure, CDR, FAILURE, GObject)

CDR_AVAILABLE_IN_ALL
CdrComponent *cdr_failure_get_component (CdrFailure *self);

CDR_AVAILABLE_IN_ALL
CdrPhase      cdr_failure_get_phase     (CdrFailure *self);

CDR_AVAILABLE_IN_ALL
const GError *cdr_failure_get_error     (CdrFailure *self);

G_END_DECLS
