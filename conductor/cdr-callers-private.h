/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-conductor.h"

G_BEGIN_DECLS

typedef void (*CdrCallersFunc) (CdrConductor *conductor);

void cdr_callers_add    (GQueue         *queue,
                         GTask          *task,
                         CdrCallersFunc  all_cancelled);
void cdr_callers_answer (CdrConductor   *self,
                         GQueue         *queue,
                         const GError   *error);

G_END_DECLS
