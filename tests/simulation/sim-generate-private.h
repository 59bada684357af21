/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-plan.h"

G_BEGIN_DECLS

void sim_generate_graph  (SimPlan       *plan,
                          SimRandom     *random);
void sim_generate_extras (SimPlan       *plan,
                          SimRandom     *random);
void sim_generate_when   (SimAction     *action,
                          const SimPlan *plan,
                          SimRandom     *random);

G_END_DECLS
