/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Complaints, a line each; beyond some they are only counted. */
typedef struct
{
  GString *lines;
  guint    n;
} CdrConfigReport;

void     cdr_config_report_add     (CdrConfigReport *self,
                                    const char      *where,
                                    const char      *reason);
gboolean cdr_config_report_is_full (CdrConfigReport *self);
char    *cdr_config_report_end     (CdrConfigReport *self);

G_END_DECLS
