/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What happened in a run, as records that are compared, and printed if asked. */
typedef enum
{
  SIM_LOG_SETUP,      /* a virtual method was called */
  SIM_LOG_SHUTDOWN,
  SIM_LOG_RETURN,     /* value: the outcome */
  SIM_LOG_AGAIN,      /* returned a second time */
  SIM_LOG_CANCELLED,
  SIM_LOG_STATE,      /* value: the state */
  SIM_LOG_ERROR,      /* value: the code; -1: none */
  SIM_LOG_FAILED,     /* value: the code */
  SIM_LOG_INJECTED,   /* value: the property */
  SIM_LOG_CLEARED,
  SIM_LOG_DEED,
  SIM_LOG_FAILS,
  SIM_LOG_FINALIZED,
  SIM_LOG_CONDUCTOR,  /* value: the state */
  SIM_LOG_ACTION,     /* value: the kind */
  SIM_LOG_SET_UP,     /* value: the caller */
  SIM_LOG_SHUT_DOWN,
  SIM_LOG_ANSWER,     /* part: the caller; value: the code, or -1 */
  SIM_LOG_MESSAGE,    /* value: the level */
  SIM_LOG_GONE,       /* the conductor */
} SimLogKind;

void     sim_log_clear   (void);
void     sim_log_add     (SimLogKind  kind,
                          int         part,
                          int         value);
void     sim_log_keep    (void);
gboolean sim_log_is_kept (void);
void     sim_log_echo    (gboolean    echo);

G_END_DECLS
