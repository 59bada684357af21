/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-plan.h"

G_BEGIN_DECLS

/* What a plan's graph should be, computed from the plan alone, in the slowest and
 * plainest way: who depends on whom, and whether the whole is valid.
 */

typedef struct
{
  int to;       /* a part, or SIM_NEVER where the property stays NULL */
  int need;
  int property;
  int is_wired;
} SimLink;

typedef struct
{
  gboolean is_valid;
  gboolean is_unknown;       /* it leads to types that the plan has no part for */
  guint    codes;            /* of the errors that would be right: 1 << CdrError */
  int      n_cycle;          /* length of the shortest cycle */

  int      n_nodes;          /* parts in the graph, in the order of reaching them */
  int      nodes[SIM_MAX_PARTS];
  int      order[SIM_MAX_PARTS]; /* dependencies first, once the graph is valid */
  gboolean is_in[SIM_MAX_PARTS];
  int      root[SIM_MAX_PARTS];  /* SimRoot, patches applied */
  gboolean is_essential[SIM_MAX_PARTS];

  int      n_links[SIM_MAX_PARTS];
  SimLink  links[SIM_MAX_PARTS][SIM_N_PROPERTIES];
  guint64  reach[SIM_MAX_PARTS][2]; /* closure: a bit for each part */

  int      patched[128];     /* by ask: what stands for it */
  gboolean is_refused[SIM_MAX_PATCHES];
} SimReference;

void          sim_reference_compute (SimReference  *self,
                                     const SimPlan *plan,
                                     int            round);
gboolean      sim_reference_reaches (SimReference  *self,
                                     int            from,
                                     int            to);
SimReference *sim_reference_scratch (void);

G_END_DECLS
