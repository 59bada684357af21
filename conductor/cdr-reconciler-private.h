/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-topology-private.h"
#include "cdr-trace-private.h"

G_BEGIN_DECLS

/* Milliseconds; 0 is none. Each is read when it begins to count. */
typedef struct
{
  int   setup_timeout;
  int   shutdown_timeout;
  int   shutdown_deadline;
  int   grace;
  int   slow_threshold;
  guint max_concurrent;
  gboolean keep_timeline; /* read once, when everything is wanted up */
} CdrSettings;

/* What the reconciler says to whoever drives it. */
typedef struct
{
  /* There is work: call cdr_reconciler_pump () from a clean stack. */
  void (*wake)   (gpointer      user_data);
  /* A component failed; @error says so with its name. */
  void (*failed) (gpointer      user_data,
                  CdrComponent *component,
                  CdrPhase      phase,
                  const GError *error);
  /* A component is about to be set up, and nothing is injected yet. */
  gboolean (*configure) (gpointer      user_data,
                         guint         node,
                         CdrComponent *component,
                         GError      **error);
  /* A stop has begun. Whether the goals stay up for now: until
   * cdr_reconciler_end_hold (), or a hurry.
   */
  gboolean (*hold) (gpointer    user_data);
  /* It is down again, or was never up, and keeps its dependencies a moment longer. */
  void (*unconfigure) (gpointer      user_data,
                       CdrComponent *component);
  /* An abandoned component has ended at last. */
  void (*let_go) (gpointer      user_data,
                  guint         node);
} CdrReconcilerFuncs;

typedef struct _CdrReconciler CdrReconciler;

CdrReconciler *cdr_reconciler_new          (CdrTopology              *graph,
                                            const CdrSettings        *settings,
                                            const CdrReconcilerFuncs *funcs,
                                            gpointer                  user_data);
CdrReconciler *cdr_reconciler_ref          (CdrReconciler            *self);
void           cdr_reconciler_unref        (CdrReconciler            *self);
void           cdr_reconciler_close        (CdrReconciler            *self);

void           cdr_reconciler_stop         (CdrReconciler            *self);
void           cdr_reconciler_end_hold     (CdrReconciler            *self);
void           cdr_reconciler_hurry        (CdrReconciler            *self);
void           cdr_reconciler_fault        (CdrReconciler            *self,
                                            guint                     node,
                                            const GError             *error);
void           cdr_reconciler_extend       (CdrReconciler            *self,
                                            guint                     node,
                                            gint64                    until_us);

void           cdr_reconciler_pump         (CdrReconciler            *self,
                                            gint64                    due_us);
gint64         cdr_reconciler_get_deadline (CdrReconciler            *self);
gboolean       cdr_reconciler_is_at_rest   (CdrReconciler            *self);

gboolean       cdr_reconciler_is_stopping  (CdrReconciler            *self);
gboolean       cdr_reconciler_is_held      (CdrReconciler            *self);
gint64         cdr_reconciler_get_stop_deadline (CdrReconciler       *self);
const GError  *cdr_reconciler_get_error    (CdrReconciler            *self);
guint          cdr_reconciler_get_n_settled   (CdrReconciler         *self);
guint          cdr_reconciler_get_n_running   (CdrReconciler         *self);
CdrComponent  *cdr_reconciler_get_abandoned   (CdrReconciler         *self);
CdrComponent  *cdr_reconciler_get_oldest      (CdrReconciler         *self);
char          *cdr_reconciler_describe_waiting (CdrReconciler        *self);
void           cdr_reconciler_log_hurry       (CdrReconciler         *self);
const CdrTraceRecord *cdr_reconciler_get_trace (CdrReconciler        *self,
                                                guint                *n_records);
gint64         cdr_reconciler_get_begun_real_us (CdrReconciler       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CdrReconciler, cdr_reconciler_unref)

G_END_DECLS
