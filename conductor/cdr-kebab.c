/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-kebab-private.h"

/* "IPv6" is one word: a version that follows capitals. */
static gboolean
is_version (const char *c)
{
  return c[0] == 'v' && g_ascii_isdigit (c[1]);
}

static gboolean
begins_word (const char *name,
             const char *c)
{
  if (!g_ascii_isupper (*c) || c == name)
    return FALSE;

  return g_ascii_islower (c[-1]) || g_ascii_isdigit (c[-1]) ||
         (g_ascii_isupper (c[-1]) && g_ascii_islower (c[1]) && !is_version (c + 1));
}

/* "HTTPClient", "http_client" and "HTTP_CLIENT" are all "http-client". What is not ASCII
 * stays as it is. A name without a letter or digit becomes empty.
 */
char *
cdr_kebab (const char *name)
{
  GString *result = g_string_new (NULL);

  for (const char *c = name; *c != '\0'; c++)
    {
      gboolean is_separator = g_ascii_isprint (*c) && !g_ascii_isalnum (*c);

      if ((is_separator || begins_word (name, c)) &&
          result->len > 0 && result->str[result->len - 1] != '-')
        g_string_append_c (result, '-');
      if (!is_separator)
        g_string_append_c (result, g_ascii_tolower (*c));
    }

  if (result->len > 0 && result->str[result->len - 1] == '-')
    g_string_truncate (result, result->len - 1);

  return g_string_free (result, FALSE);
}
