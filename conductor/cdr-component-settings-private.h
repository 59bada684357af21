/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-component.h"

G_BEGIN_DECLS

/* Which GSettings schema a class is bound to; strings live for ever. */
typedef struct
{
  const char *schema_id; /* NULL: none */
  const char *path;      /* of a relocatable one */
} CdrSettingsMark;

gboolean        cdr_settings_mark_is_used (void);
CdrSettingsMark cdr_settings_mark_look_up (GType type);

G_END_DECLS
