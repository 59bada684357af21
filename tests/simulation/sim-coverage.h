/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <conductor/conductor.h>

G_BEGIN_DECLS

/* What happened to components in which state: "sometimes" assertions. */
typedef enum
{
  SIM_EVENT_OK,          /* the component returns: a success */
  SIM_EVENT_FAIL,
  SIM_EVENT_FALSE,
  SIM_EVENT_DROP,
  SIM_EVENT_TWICE,
  SIM_EVENT_GIVE_UP,     /* with "cancelled" */
  SIM_EVENT_CANCELLED,   /* it is cancelled */
  SIM_EVENT_DEADLINE,    /* it is said to be late */
  SIM_EVENT_SKIP,
  SIM_EVENT_SAYS_FAILED,
  SIM_EVENT_EXTEND,
  SIM_EVENT_SHUTDOWN,    /* the user calls */
  SIM_EVENT_SETUP,
  SIM_EVENT_CANCEL_SETUP,
  SIM_EVENT_CANCEL_SHUTDOWN,
  SIM_EVENT_DROP_REF,
  SIM_EVENT_ADD,
  SIM_EVENT_PATCH,
  SIM_EVENT_DISPOSE,
  SIM_EVENT_PAIR,        /* the component's setup_async or shutdown_async is called */
  SIM_EVENT_CANCEL_SETUP_THREAD,
  SIM_EVENT_CANCEL_SHUTDOWN_THREAD,
  SIM_EVENT_IGNORES,     /* its setter, what it gets */
  SIM_EVENT_KEEPS,       /* its setter, what it has */
  SIM_EVENT_CHANGE,      /* of a property by the user */
  SIM_EVENT_DISPOSE_PART,
  SIM_EVENT_TWIN,        /* one of two of a type is set up */
  SIM_N_EVENTS
} SimEvent;

#define SIM_N_STATES (CDR_STATE_ABANDONED + 1)

typedef guint SimCoverage[SIM_N_STATES][SIM_N_EVENTS];

void     sim_coverage_use       (SimCoverage       *counts);
void     sim_coverage_reach     (CdrState           state,
                                 SimEvent           event);
void     sim_coverage_reach_all (SimEvent           event);
gboolean sim_coverage_report    (const SimCoverage  counts,
                                 gboolean           with_rare);

G_END_DECLS
