/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-text-private.h"

#include <string.h>

/* Names and messages may contain anything; what is made of them is shown to people, in
 * terminals and logs. So they are made valid UTF-8 without control characters, and cut
 * where they are too long.
 */

#define ELLIPSIS "\xe2\x80\xa6"
#define REPLACEMENT 0xfffd

static gunichar
clean_char (gunichar character,
            gboolean keeps_lines)
{
  if (character == '\n' || character == '\t')
    return keeps_lines ? character : ' ';
  if (character == 0x2028 || character == 0x2029) /* separators of lines and paragraphs */
    return ' ';

  return g_unichar_iscntrl (character) ? REPLACEMENT : character;
}

/* Reads no more than can be shown. */
static char *
clean (const char *text,
       gsize       max_size,
       gboolean    keeps_lines)
{
  gsize size = strnlen (text, max_size + 1);
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) size);
  GString *result = g_string_new (NULL);
  gsize end = 0; /* of what fits before an ellipsis */

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      if (result->len + strlen (ELLIPSIS) <= max_size)
        end = result->len;
      g_string_append_unichar (result, clean_char (g_utf8_get_char (c), keeps_lines));
    }

  if (size > max_size || result->len > max_size)
    {
      g_string_truncate (result, end);
      g_string_append (result, ELLIPSIS);
    }

  return g_string_free (result, FALSE);
}

/* One line. */
char *
cdr_text_to_line (const char *text,
                  gsize       max_size)
{
  return clean (text, max_size, FALSE);
}

/* May have several lines. */
char *
cdr_text_to_message (const char *text)
{
  return clean (text, CDR_TEXT_MAX_MESSAGE, TRUE);
}

/* As long as it is, and with its lines: for what goes on at once. */
char *
cdr_text_to_lines (const char *text)
{
  return clean (text, G_MAXSSIZE - 1, TRUE);
}

/* For the names of types and properties, which are plain, but may be of any length.
 * The result lives for ever, like the name itself.
 */
const char *
cdr_text_name (const char *name)
{
  g_autofree char *line = NULL;

  if (strlen (name) <= CDR_TEXT_MAX_NAME)
    return name;

  line = cdr_text_to_line (name, CDR_TEXT_MAX_NAME);
  return g_intern_string (line);
}

const char *
cdr_text_type (GType type)
{
  return type != G_TYPE_INVALID ? cdr_text_name (g_type_name (type)) : "(invalid)";
}

const char *
cdr_text_type_of (gpointer object)
{
  return cdr_text_type (G_OBJECT_TYPE (object));
}
