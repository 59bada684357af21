/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-plan.h"

#include <conductor/conductor.h>

G_BEGIN_DECLS

/* The pool of types, registered once. What a dependency asks for is a number: a
 * type of the pool, one of the abstract ones, or an interface.
 *
 * Who is what goes by the last digit of a type's number: 5 and 6 derive from an
 * abstract base, 9 from the type before it; 2 and 6 implement an interface. Which
 * base or interface goes by the digit before. From SIM_PAIR_TYPES on a type overrides
 * setup_async rather than setup; the last of them has a setup too, which chains up.
 */

#define SIM_N_TYPES 100

enum
{
  SIM_ASK_BASE = SIM_N_TYPES,           /* abstract */
  SIM_ASK_INTERFACE = SIM_ASK_BASE + 4,
  SIM_ASK_NOBODY = SIM_ASK_INTERFACE + 4, /* an interface without implementations */
  SIM_ASK_ANY,                          /* the value type of the property */
  SIM_PAIR_TYPES,                       /* types again: those that override the pair */
  SIM_N_ASKS = SIM_PAIR_TYPES + 10
};

/* Properties hold any component, except for two. */
#define SIM_PROPERTY_BASE 6
#define SIM_PROPERTY_INTERFACE 7

void        sim_types_register (void);
void        sim_types_mark     (const SimPlan *plan);
GType       sim_types_get      (int            ask);
const char *sim_types_name     (int            ask);

gboolean    sim_types_can_be_made (int         ask);
gboolean    sim_types_has_pair (int            type);
gboolean    sim_types_chains_up (int           type);
int         sim_types_parent   (int            type);
gboolean    sim_types_is_a     (int            type,
                                int            ask);

G_END_DECLS
