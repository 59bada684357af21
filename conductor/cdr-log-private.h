/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-component.h"

G_BEGIN_DECLS

/* What the library logs in the ordinary course of things. Each kind has its level and
 * its message id, which never change: docs/logs.md has them for users.
 */
typedef enum
{
  CDR_LOG_COMPONENT_STATE,
  CDR_LOG_CONDUCTOR_STATE,
  CDR_LOG_SLOW,
  CDR_LOG_TOLERATED,
  CDR_LOG_ABANDONED,
  CDR_LOG_LATE_END,
  CDR_LOG_HURRY,
  CDR_LOG_NOT_WAITED,
  CDR_LOG_APPLICATION_ENDS,
  CDR_LOG_IGNORED,
  CDR_LOG_RELOADED,
  CDR_LOG_RECONFIGURED,
  CDR_LOG_NEEDS_RESTART,
  CDR_LOG_NOT_RELOADED,
} CdrLogEvent;

#define CDR_LOG_NO_STATE    -1
#define CDR_LOG_NO_DURATION -1

#define CDR_LOG_MAX_FIELDS 9

typedef struct
{
  GLogField items[CDR_LOG_MAX_FIELDS]; /* the texts are borrowed */
  gsize     n_items;
} CdrLogFields;

void        cdr_log_fields_add     (CdrLogFields   *fields,
                                    const char     *key,
                                    const char     *value);
const char *cdr_log_get_priority   (GLogLevelFlags  level);
const char *cdr_log_get_state_nick (CdrState        state);

gboolean cdr_log_is_heard        (CdrLogEvent   event);
void     cdr_log                 (CdrLogEvent   event,
                                  CdrComponent *component,
                                  int           state,
                                  gint64        duration_us,
                                  const char   *format,
                                  ...) G_GNUC_PRINTF (5, 6);
void     cdr_log_component_state (CdrComponent *component,
                                  CdrState      state,
                                  gint64        duration_us);
void     cdr_log_conductor_state (CdrState      state,
                                  gint64        duration_us);

G_END_DECLS
