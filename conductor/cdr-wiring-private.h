/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-dependency-private.h"

G_BEGIN_DECLS

CdrComponent *cdr_wiring_read   (CdrComponent        *component,
                                 const CdrDependency *dependency);
void          cdr_wiring_follow (CdrComponent        *component,
                                 GPtrArray           *kept,
                                 GHashTable          *known);

G_END_DECLS
