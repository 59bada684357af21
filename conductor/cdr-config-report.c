/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-report-private.h"

#define MAX_LINES 50

/* Whether another complaint would only be counted: its words need not be looked for. */
gboolean
cdr_config_report_is_full (CdrConfigReport *self)
{
  return self->n >= MAX_LINES;
}

void
cdr_config_report_add (CdrConfigReport *self,
                       const char      *where,
                       const char      *reason)
{
  if (self->lines == NULL)
    self->lines = g_string_new (NULL);

  if (!cdr_config_report_is_full (self))
    g_string_append_printf (self->lines, "%s%s: %s", self->n > 0 ? "\n" : "", where, reason);
  self->n++;
}

/* Returns: (transfer full) (nullable): all of it, or NULL if there is none */
char *
cdr_config_report_end (CdrConfigReport *self)
{
  if (self->lines == NULL)
    return NULL;

  if (self->n > MAX_LINES)
    g_string_append_printf (self->lines, "\nand %u more", self->n - MAX_LINES);

  return g_string_free (g_steal_pointer (&self->lines), FALSE);
}
