/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-topology-private.h"

G_BEGIN_DECLS

typedef enum
{
  CDR_STEP_SET_UP,    /* begin a setup */
  CDR_STEP_SHUT_DOWN, /* begin a shutdown */
  CDR_STEP_CANCEL,    /* a setup under way is not wanted any more */
  CDR_STEP_SKIP,      /* what it requires has failed: move it to FAILED */
} CdrStepKind;

typedef struct
{
  CdrStepKind kind;
  guint       node;
} CdrStep;

typedef struct _CdrRules CdrRules;

CdrRules *cdr_rules_new           (const CdrTopology *graph);
void      cdr_rules_free          (CdrRules       *self);

/* Goals. */
void      cdr_rules_want_none     (CdrRules       *self);
void      cdr_rules_drop          (CdrRules       *self,
                                   guint           node);

/* What happened. */
void      cdr_rules_move          (CdrRules       *self,
                                   guint           node,
                                   CdrState        state);

/* What to do. */
gboolean  cdr_rules_follow        (CdrRules       *self,
                                   CdrStep        *step);
gboolean  cdr_rules_next          (CdrRules       *self,
                                   guint           max_concurrent,
                                   CdrStep        *step);
gboolean  cdr_rules_is_full       (CdrRules       *self,
                                   guint           max_concurrent);

CdrState  cdr_rules_get_state     (CdrRules       *self,
                                   guint           node);
gboolean  cdr_rules_is_wanted     (CdrRules       *self,
                                   guint           node);
guint     cdr_rules_get_cause     (CdrRules       *self,
                                   guint           node);
guint     cdr_rules_get_n_flying  (CdrRules       *self);
guint     cdr_rules_get_n_running (CdrRules       *self);
guint     cdr_rules_get_n_settled (CdrRules       *self);
guint     cdr_rules_count_ready   (CdrRules       *self);

G_END_DECLS
