/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-failure.h"

G_BEGIN_DECLS

CdrFailure *cdr_failure_new (CdrComponent *component,
                             CdrPhase      phase,
                             const GError *error);
void        cdr_failure_let_go (CdrFailure *self);

G_END_DECLS
