/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean    cdr_config_is_folded (const char *name);
char       *cdr_config_canonical (const char *key);

/* What was probably meant: ask for the nearest of what is considered. */
typedef struct
{
  const char *wanted;
  const char *best; /* borrowed from what was considered */
  guint       distance;
} CdrSuggestion;

void        cdr_suggestion_consider  (CdrSuggestion *self,
                                      const char    *candidate);
char       *cdr_suggestion_to_string (CdrSuggestion *self);

G_END_DECLS
