/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-flight-private.h"
#include "cdr-heap-private.h"
#include "cdr-log-private.h"
#include "cdr-reconciler-private.h"
#include "cdr-rules-private.h"

G_BEGIN_DECLS

/* Shared by the parts of the reconciler: cdr-reconciler.c, what is asked of it and
 * what a failure means; cdr-reconciler-acts.c, what it does to components and hears
 * from them; cdr-reconciler-deadlines.c, what happens because nothing did;
 * cdr-reconciler-waiting.c, who waits for whom, in words.
 */

typedef struct
{
  GList   link;
  guint   node;
  GError *error;
} CdrFault;

struct _CdrReconciler
{
  grefcount                 ref_count;

  CdrTopology              *graph;    /* not owned; outlives it unless closed */
  CdrRules                 *rules;
  const CdrSettings        *settings;
  const CdrReconcilerFuncs *funcs;
  gpointer                  user_data;

  CdrFlight               **flights;   /* by node */
  gpointer                 *injected;  /* by edge; only compared with what is held */
  guint8                   *is_overdue; /* by node: its setup has timed out */
  guint8                   *is_faulty;  /* by node: it said that it failed */
  CdrHangar                 hangar;
  GQueue                    in_flight; /* CdrFlight, the oldest first */
  CdrHeap                   wakes;     /* when to look at which node's flight */
  gint64                    stop_deadline_us; /* 0: none */

  GQueue                    ended;     /* events: CdrFlight with an outcome */
  const CdrFlight          *ending;    /* whose outcome is being taken */
  GQueue                    faults;    /* events: CdrFault */

  GArray                   *trace;     /* CdrTraceRecord; NULL: not kept */
  gint64                    begun_real_us;
  GError                   *error;     /* the first failure that was fatal */
  guint                     n_abandoned;

  guint                     is_closed : 1;
  guint                     is_stopping : 1;
  guint                     is_held : 1; /* stopping, but the goals are still up */
  guint                     is_hurried : 1;
  guint                     is_heard : 1; /* changes of state, in the log; as of this pump */
  guint                     is_profiled : 1; /* during this pump */
  guint                     stop_requested : 1;
  guint                     hurry_requested : 1;
  guint                     end_hold_requested : 1;
  guint                     said_full : 1; /* since the last record of a component */
};

static inline CdrComponent *
cdr_reconciler_get_component (CdrReconciler *self,
                              guint          node)
{
  return self->graph->nodes[node].component;
}

void     cdr_reconciler_trace          (CdrReconciler *self,
                                        guint          node,
                                        CdrTraceEvent  event);
void     cdr_reconciler_set_state      (CdrReconciler *self,
                                        guint          node,
                                        CdrState       state);
void     cdr_reconciler_log_state      (CdrReconciler *self,
                                        guint          node,
                                        CdrState       state);
void     cdr_reconciler_report_failure (CdrReconciler *self,
                                        guint          node,
                                        CdrPhase       phase,
                                        const GError  *error);

gboolean cdr_reconciler_follow_next    (CdrReconciler *self);
gboolean cdr_reconciler_act_next       (CdrReconciler *self);
gboolean cdr_reconciler_end_next       (CdrReconciler *self);

void     cdr_reconciler_arm            (CdrReconciler *self,
                                        CdrFlight     *flight);
void     cdr_reconciler_give_grace     (CdrReconciler *self,
                                        CdrFlight     *flight);
void     cdr_reconciler_begin_hurry    (CdrReconciler *self);
gboolean cdr_reconciler_expire_next    (CdrReconciler *self,
                                        gint64         due_us);

char    *cdr_reconciler_describe_flight  (CdrReconciler *self,
                                          CdrFlight     *flight);
char    *cdr_reconciler_describe_waiters (CdrReconciler *self,
                                          guint          node);
void     cdr_reconciler_log_flight       (CdrReconciler *self,
                                          CdrFlight     *flight,
                                          CdrLogEvent    event,
                                          const char    *line);

G_END_DECLS
