/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-enums.h"

G_BEGIN_DECLS

typedef struct
{
  CdrNeed  need;
  GType    dependency_type; /* G_TYPE_INVALID: the property's value type */
  gboolean ignored;
  gboolean is_claimed;      /* a class said that this is a dependency */
  gboolean is_secret;
  gboolean is_reloadable;   /* it may change while the component is active */
  CdrUnit  unit;
} CdrMark;

typedef gboolean (*CdrMarkFunc) (GType       owner,
                                 const char *property_name,
                                 gpointer    user_data);

void     cdr_marks_look_up  (GType        type,
                             const char  *property_name,
                             CdrMark     *mark);
gboolean cdr_marks_foreach  (GType        type,
                             CdrMarkFunc  func,
                             gpointer     user_data);
guint    cdr_marks_get_serial (void);

G_END_DECLS
