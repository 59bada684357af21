/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  DEMO_RESP_TEXT,    /* the rest of the line */
  DEMO_RESP_ERROR,   /* likewise */
  DEMO_RESP_NIL,
  DEMO_RESP_PAYLOAD, /* comes after the line */
  DEMO_RESP_UNKNOWN,
} DemoResp;

DemoResp  demo_resp_parse          (const char         *line,
                                    gsize              *payload_size);
void      demo_resp_append_command (GString            *string,
                                    const char * const *words);
GError   *demo_resp_not_understood (const char         *line);

G_END_DECLS
