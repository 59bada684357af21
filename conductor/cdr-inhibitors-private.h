/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-conductor.h"
#include "cdr-inhibitor.h"

G_BEGIN_DECLS

/* What a handle and the conductor share: an atomic box, since the handle may be dropped
 * in any thread.
 */
typedef struct
{
  char   *reason;
  gint64  since_us;    /* the shutdown waits for it; once it does */
  gint64  deadline_us; /* likewise; 0: none of its own */
  int     timeout_ms;
  int     is_over;     /* atomic: released, or not waited for any longer */
} CdrInhibition;

/* Those of one conductor. */
typedef struct
{
  GQueue  all;     /* CdrInhibition, the oldest first */
  gint64  slow_us; /* when to say that the shutdown waits; 0: not */
  guint   is_holding : 1;
} CdrInhibitors;

CdrInhibition *cdr_inhibition_ref           (CdrInhibition *self);
void           cdr_inhibition_unref         (CdrInhibition *self);
CdrInhibitor  *cdr_inhibitor_new            (CdrConductor  *conductor,
                                             CdrInhibition *inhibition);

gboolean       cdr_inhibitors_hold          (gpointer       user_data);
void           cdr_inhibitors_pump          (CdrConductor  *self,
                                             gint64         due_us);
void           cdr_inhibitors_look          (CdrConductor  *self);
void           cdr_inhibitors_clear         (CdrConductor  *self);
gint64         cdr_inhibitors_get_deadline  (CdrConductor  *self);
guint          cdr_inhibitors_get_n_held_by (CdrConductor  *self);
const char    *cdr_inhibitors_get_oldest    (CdrConductor  *self);
char          *cdr_inhibitors_describe      (CdrConductor  *self);
void           cdr_inhibitors_log_hurry     (CdrConductor  *self);

G_END_DECLS
