/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes JSON, a member or element a line. @member is NULL in arrays and at the top. */
typedef struct
{
  GString  *text;
  guint     depth;
  gboolean  needs_comma;
} CdrJson;

void  cdr_json_init         (CdrJson    *self);
char *cdr_json_finish       (CdrJson    *self);

void  cdr_json_begin_object (CdrJson    *self,
                             const char *member);
void  cdr_json_end_object   (CdrJson    *self);
void  cdr_json_begin_array  (CdrJson    *self,
                             const char *member);
void  cdr_json_end_array    (CdrJson    *self);

void  cdr_json_add_string   (CdrJson    *self,
                             const char *member,
                             const char *value);
void  cdr_json_add_int      (CdrJson    *self,
                             const char *member,
                             gint64      value);
void  cdr_json_add_boolean  (CdrJson    *self,
                             const char *member,
                             gboolean    value);

G_END_DECLS
