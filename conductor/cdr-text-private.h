/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define CDR_TEXT_MAX_NAME    200  /* bytes */
#define CDR_TEXT_MAX_SHOWN   100  /* of what a configuration has */
#define CDR_TEXT_MAX_MESSAGE 4096
#define CDR_TEXT_MAX_NAMED   40   /* types, in one message */

char       *cdr_text_to_line    (const char *text,
                                 gsize       max_size);
char       *cdr_text_to_message (const char *text);
char       *cdr_text_to_lines   (const char *text);
const char *cdr_text_name       (const char *name);
const char *cdr_text_type       (GType       type);
const char *cdr_text_type_of    (gpointer    object);

G_END_DECLS
