/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-object.h"

G_BEGIN_DECLS

void sim_object_begin_call     (SimObject         *self,
                                CdrPhase           phase,
                                GTask             *task);
void sim_object_class_use_pair (CdrComponentClass *klass,
                                int                number);

G_END_DECLS
