/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-resp.h"

#include <string.h>

/* The protocol of Redis, RESP 2, as text. A command is a list of strings. Of the
 * replies, lists are not understood, as nothing here asks for one.
 */

#define MAX_PAYLOAD (1024 * 1024)

/* What a line begins, without its end; @payload_size is without the end of the
 * payload.
 */
DemoResp
demo_resp_parse (const char *line,
                 gsize      *payload_size)
{
  guint64 size;

  switch (line[0])
    {
    case '+':
    case ':':
      return DEMO_RESP_TEXT;

    case '-':
      return DEMO_RESP_ERROR;

    case '$':
      if (g_str_equal (line, "$-1"))
        return DEMO_RESP_NIL;
      if (!g_ascii_string_to_unsigned (line + 1, 10, 0, MAX_PAYLOAD, &size, NULL))
        return DEMO_RESP_UNKNOWN;
      *payload_size = size;
      return DEMO_RESP_PAYLOAD;

    default:
      return DEMO_RESP_UNKNOWN;
    }
}

void
demo_resp_append_command (GString            *string,
                          const char * const *words)
{
  g_string_append_printf (string, "*%u\r\n", g_strv_length ((char **) words));
  for (; *words != NULL; words++)
    g_string_append_printf (string, "$%" G_GSIZE_FORMAT "\r\n%s\r\n", strlen (*words), *words);
}

/* For what comes from something that is no Redis. */
GError *
demo_resp_not_understood (const char *line)
{
  g_autofree char *printable = g_strescape (line, NULL);

  return g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                      "it says what is not understood: %.60s", printable);
}
