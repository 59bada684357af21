/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-json-private.h"

#include <string.h>

/* JSON as RFC 8259 has it, and harmless where it ends up in HTML or a script. */

static void
append_string (GString    *text,
               const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  g_string_append_c (text, '"');

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (character == '"' || character == '\\')
        g_string_append_printf (text, "\\%c", (char) character);
      else if (character == '\n')
        g_string_append (text, "\\n");
      else if (character < 0x20 || character == '<' || character == '>' || character == '&' ||
               (character >= 0x7f && character < 0xa0) ||
               character == 0x2028 || character == 0x2029)
        g_string_append_printf (text, "\\u%04x", character);
      else
        g_string_append_len (text, c, g_utf8_next_char (c) - c);
    }

  g_string_append_c (text, '"');
}

static void
begin_value (CdrJson    *self,
             const char *member)
{
  if (self->needs_comma)
    g_string_append_c (self->text, ',');

  if (self->depth > 0)
    {
      g_string_append_c (self->text, '\n');
      for (guint i = 0; i < self->depth; i++)
        g_string_append (self->text, "  ");
    }

  if (member != NULL)
    {
      append_string (self->text, member);
      g_string_append (self->text, ": ");
    }

  self->needs_comma = TRUE;
}

static void
begin_container (CdrJson    *self,
                 const char *member,
                 char        bracket)
{
  begin_value (self, member);
  g_string_append_c (self->text, bracket);
  self->depth++;
  self->needs_comma = FALSE;
}

static void
end_container (CdrJson *self,
               char     bracket)
{
  gboolean is_empty = !self->needs_comma;

  self->depth--;

  if (!is_empty)
    {
      g_string_append_c (self->text, '\n');
      for (guint i = 0; i < self->depth; i++)
        g_string_append (self->text, "  ");
    }

  g_string_append_c (self->text, bracket);
  self->needs_comma = TRUE;
}

void
cdr_json_init (CdrJson *self)
{
  *self = (CdrJson) { .text = g_string_new (NULL) };
}

char *
cdr_json_finish (CdrJson *self)
{
  g_assert (self->depth == 0);

  g_string_append_c (self->text, '\n');
  return g_string_free (g_steal_pointer (&self->text), FALSE);
}

void
cdr_json_begin_object (CdrJson    *self,
                       const char *member)
{
  begin_container (self, member, '{');
}

void
cdr_json_end_object (CdrJson *self)
{
  end_container (self, '}');
}

void
cdr_json_begin_array (CdrJson    *self,
                      const char *member)
{
  begin_container (self, member, '[');
}

void
cdr_json_end_array (CdrJson *self)
{
  end_container (self, ']');
}

/* @value may be NULL. */
void
cdr_json_add_string (CdrJson    *self,
                     const char *member,
                     const char *value)
{
  begin_value (self, member);

  if (value != NULL)
    append_string (self->text, value);
  else
    g_string_append (self->text, "null");
}

void
cdr_json_add_int (CdrJson    *self,
                  const char *member,
                  gint64      value)
{
  begin_value (self, member);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

void
cdr_json_add_boolean (CdrJson    *self,
                      const char *member,
                      gboolean    value)
{
  begin_value (self, member);
  g_string_append (self->text, value ? "true" : "false");
}
