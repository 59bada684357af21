/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (CDR_INSIDE) && !defined (CDR_COMPILATION)
# error "Only <conductor/conductor.h> can be included directly."
#endif

#include <gio/gio.h>

#include "cdr-types.h"

G_BEGIN_DECLS

#define CDR_TYPE_INHIBITOR (cdr_inhibitor_get_type ())

CDR_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CdrInhibitor, cdr_inhibitor, CDR, INHIBITOR, GObject)

CDR_AVAILABLE_IN_ALL
const char *cdr_inhibitor_get_reason (CdrInhibitor *self);
CDR_AVAILABLE_IN_ALL
gboolean    cdr_inhibitor_is_over    (CdrInhibitor *self);
CDR_AVAILABLE_IN_ALL
void        cdr_inhibitor_release    (CdrInhibitor *self);

G_END_DECLS
