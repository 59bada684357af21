/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-cells-private.h"

#define ELLIPSIS "\xe2\x80\xa6"
#define REPLACEMENT 0xfffd

/* Marks, embeddings, overrides and isolates of the direction of text: they would turn
 * around the rest of the line.
 */
static gboolean
is_direction (gunichar character)
{
  return character == 0x061c || character == 0x200e || character == 0x200f ||
         (character >= 0x202a && character <= 0x202e) ||
         (character >= 0x2066 && character <= 0x2069);
}

static guint
measure_char (gunichar character)
{
  if (is_direction (character))
    return 1;
  if (g_unichar_iszerowidth (character))
    return 0;

  return g_unichar_iswide (character) ? 2 : 1;
}

/* @text is one line of valid UTF-8. */
guint
cdr_cells_measure (const char *text)
{
  guint width = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    width += measure_char (g_utf8_get_char (c));

  return width;
}

static void
append_char (GString *line,
             gunichar character)
{
  g_string_append_unichar (line, is_direction (character) ? REPLACEMENT : character);
}

void
cdr_cells_append (GString    *line,
                  const char *text)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    append_char (line, g_utf8_get_char (c));
}

/* Takes @width cells just; what is too long ends in an ellipsis. */
void
cdr_cells_append_padded (GString    *line,
                         const char *text,
                         guint       width)
{
  gboolean fits = cdr_cells_measure (text) <= width;
  guint used = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (!fits && used + measure_char (character) >= width)
        break;
      append_char (line, character);
      used += measure_char (character);
    }

  if (!fits)
    {
      g_string_append (line, ELLIPSIS);
      used++;
    }
  for (; used < width; used++)
    g_string_append_c (line, ' ');
}
