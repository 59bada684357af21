/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What happened, in the order in which it happened: what tests and views read.
 *
 * When a component was ready for its setup or shutdown is not in it: that follows
 * from its dependencies' and dependents' records.
 */
typedef enum
{
  /* of the whole */
  CDR_TRACE_SETUP_WANTED,
  CDR_TRACE_STOP_WANTED,
  CDR_TRACE_HURRY,
  CDR_TRACE_FULL,          /* who is ready waits for a turn: as many as may are under way */

  /* of one component */
  CDR_TRACE_SETUP_BEGIN,
  CDR_TRACE_SETUP_SUCCEEDED,
  CDR_TRACE_SETUP_FAILED,
  CDR_TRACE_SETUP_GAVE_UP, /* having been cancelled */
  CDR_TRACE_SKIPPED,
  CDR_TRACE_FAULT,         /* it said that it is dead */
  CDR_TRACE_SHUTDOWN_BEGIN,
  CDR_TRACE_SHUTDOWN_SUCCEEDED,
  CDR_TRACE_SHUTDOWN_FAILED,
  CDR_TRACE_CANCELLED,
  CDR_TRACE_TIMED_OUT,
  CDR_TRACE_ABANDONED,
  CDR_TRACE_LATE_END,      /* of an abandoned one */
} CdrTraceEvent;

#define CDR_TRACE_WHOLE G_MAXUINT

/* A life has no more records than this. A component has at most its setup's beginning,
 * cancel, timeout and end, a fault, the same four of its shutdown, and a late end; the
 * whole has three, and one that it is full between two of the components'.
 */
#define CDR_TRACE_MAX_OF_COMPONENT 10
#define CDR_TRACE_MAX(n_nodes) (2 * CDR_TRACE_MAX_OF_COMPONENT * (gsize) (n_nodes) + 4)

typedef struct
{
  gint64        time_us; /* monotonic */
  guint         node;    /* CDR_TRACE_WHOLE: of no component */
  CdrTraceEvent event;
} CdrTraceRecord;

G_END_DECLS
