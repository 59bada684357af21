/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-svg-private.h"

#include <math.h>
#include <string.h>

/* Characters that XML 1.0 allows, as such or as references: anything else makes a
 * document that no parser takes.
 */
static gboolean
is_legal (gunichar character)
{
  if (character < 0x20)
    return character == '\t' || character == '\n' || character == '\r';

  return character < 0x7f || (character >= 0xa0 && (character & 0xfffe) != 0xfffe);
}

/* @value may be anything. */
void
cdr_svg_append_escaped (GString    *text,
                        const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);
  g_autofree char *escaped = NULL;
  char *end = valid;

  for (const char *c = valid; *c != '\0';)
    {
      const char *next = g_utf8_next_char (c);

      if (is_legal (g_utf8_get_char (c)))
        {
          memmove (end, c, next - c);
          end += next - c;
        }
      c = next;
    }

  escaped = g_markup_escape_text (valid, end - valid);
  g_string_append (text, escaped);
}

/* With at most two decimals: a pixel's hundredth shows nowhere. */
void
cdr_svg_append_number (GString *text,
                       double   value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char *end;

  if (!isfinite (value) || fabs (value) < 0.005)
    value = 0;

  g_ascii_formatd (buffer, sizeof buffer, fabs (value) < 1e15 ? "%.2f" : "%.2e", value);
  end = buffer + strlen (buffer);
  while (strchr (buffer, 'e') == NULL && end[-1] == '0')
    *--end = '\0';
  if (end[-1] == '.')
    *--end = '\0';

  g_string_append (text, buffer);
}

static void
finish_tag (CdrSvg *self)
{
  if (self->is_tag_open)
    g_string_append_c (self->text, '>');
  self->is_tag_open = FALSE;
}

static void
begin_line (CdrSvg *self)
{
  g_string_append_c (self->text, '\n');
  for (guint i = 0; i < self->depth; i++)
    g_string_append (self->text, "  ");
}

/* @style_class may be %NULL. */
void
cdr_svg_open (CdrSvg     *self,
              const char *element,
              const char *style_class)
{
  finish_tag (self);
  begin_line (self);
  g_string_append_printf (self->text, "<%s", element);

  self->is_tag_open = TRUE;
  self->has_text = FALSE;
  self->depth++;

  if (style_class != NULL)
    cdr_svg_set (self, "class", style_class);
}

void
cdr_svg_close (CdrSvg     *self,
               const char *element)
{
  self->depth--;

  if (self->is_tag_open)
    {
      g_string_append (self->text, "/>");
    }
  else
    {
      if (!self->has_text)
        begin_line (self);
      g_string_append_printf (self->text, "</%s>", element);
    }

  self->is_tag_open = FALSE;
  self->has_text = FALSE;
}

void
cdr_svg_set (CdrSvg     *self,
             const char *attribute,
             const char *value)
{
  g_assert (self->is_tag_open);

  g_string_append_printf (self->text, " %s=\"", attribute);
  cdr_svg_append_escaped (self->text, value);
  g_string_append_c (self->text, '"');
}

void
cdr_svg_set_number (CdrSvg     *self,
                    const char *attribute,
                    double      value)
{
  g_assert (self->is_tag_open);

  g_string_append_printf (self->text, " %s=\"", attribute);
  cdr_svg_append_number (self->text, value);
  g_string_append_c (self->text, '"');
}

void
cdr_svg_add (CdrSvg     *self,
             const char *text)
{
  finish_tag (self);
  cdr_svg_append_escaped (self->text, text);
  self->has_text = TRUE;
}

/* What an element is called, for screen readers and when pointed at: its first child. */
void
cdr_svg_add_title (CdrSvg     *self,
                   const char *text)
{
  cdr_svg_open (self, "title", NULL);
  cdr_svg_add (self, text);
  cdr_svg_close (self, "title");
}

void
cdr_svg_add_rect (CdrSvg     *self,
                  const char *style_class,
                  double      x,
                  double      y,
                  double      width,
                  double      height)
{
  cdr_svg_open (self, "rect", style_class);
  cdr_svg_set_number (self, "x", x);
  cdr_svg_set_number (self, "y", y);
  cdr_svg_set_number (self, "width", width);
  cdr_svg_set_number (self, "height", height);
  cdr_svg_close (self, "rect");
}

void
cdr_svg_add_line (CdrSvg     *self,
                  const char *style_class,
                  double      x1,
                  double      y1,
                  double      x2,
                  double      y2)
{
  cdr_svg_open (self, "line", style_class);
  cdr_svg_set_number (self, "x1", x1);
  cdr_svg_set_number (self, "y1", y1);
  cdr_svg_set_number (self, "x2", x2);
  cdr_svg_set_number (self, "y2", y2);
  cdr_svg_close (self, "line");
}

void
cdr_svg_add_text (CdrSvg     *self,
                  const char *style_class,
                  double      x,
                  double      y,
                  const char *text)
{
  cdr_svg_open (self, "text", style_class);
  cdr_svg_set_number (self, "x", x);
  cdr_svg_set_number (self, "y", y);
  cdr_svg_add (self, text);
  cdr_svg_close (self, "text");
}

static void
add_view_box (CdrSvg *self,
              double  width,
              double  height)
{
  g_autoptr (GString) box = g_string_new ("0 0 ");

  cdr_svg_append_number (box, width);
  g_string_append_c (box, ' ');
  cdr_svg_append_number (box, height);
  cdr_svg_set (self, "viewBox", box->str);
}

/* @title and @description are what someone who can't see the picture is told. */
void
cdr_svg_begin (CdrSvg     *self,
               double      width,
               double      height,
               const char *title,
               const char *description)
{
  *self = (CdrSvg) {
    .text = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"),
  };

  cdr_svg_open (self, "svg", NULL);
  cdr_svg_set (self, "xmlns", "http://www.w3.org/2000/svg");
  cdr_svg_set_number (self, "width", width);
  cdr_svg_set_number (self, "height", height);
  add_view_box (self, width, height);
  cdr_svg_set (self, "role", "img");
  cdr_svg_set (self, "aria-labelledby", "conductor-title conductor-desc");

  cdr_svg_open (self, "title", NULL);
  cdr_svg_set (self, "id", "conductor-title");
  cdr_svg_add (self, title);
  cdr_svg_close (self, "title");
  cdr_svg_open (self, "desc", NULL);
  cdr_svg_set (self, "id", "conductor-desc");
  cdr_svg_add (self, description);
  cdr_svg_close (self, "desc");

  cdr_svg_open (self, "style", NULL);
  finish_tag (self);
  cdr_svg_append_styles (self->text);
  cdr_svg_close (self, "style");

  cdr_svg_add_rect (self, "paper", 0, 0, width, height);
}

char *
cdr_svg_finish (CdrSvg *self)
{
  cdr_svg_close (self, "svg");
  g_assert (self->depth == 0);

  g_string_append_c (self->text, '\n');
  return g_string_free (g_steal_pointer (&self->text), FALSE);
}

/* In ems, on the wide side: a letter more may fit, but none sticks out. */
static double
measure_char (gunichar character)
{
  if (g_unichar_iszerowidth (character))
    return 0;
  if (g_unichar_iswide (character))
    return 1.05;
  if (character < 0x80 && strchr ("ijl.,:;'|!()[]/ ft-", (int) character) != NULL)
    return 0.4;
  if (character < 0x80 && strchr ("mwMW@%", (int) character) != NULL)
    return 0.98;

  return g_unichar_isupper (character) ? 0.72 : 0.62;
}

double
cdr_svg_measure (const char *text,
                 double      size)
{
  double width = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    width += measure_char (g_utf8_get_char (c));

  return width * size;
}

/* @text, which is valid UTF-8, or what fits of it and an ellipsis. */
char *
cdr_svg_elide (const char *text,
               double      size,
               double      width)
{
  const char *fitting = text; /* the end of what fits before an ellipsis */
  double used = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      if (used + size <= width)
        fitting = c;
      used += measure_char (g_utf8_get_char (c)) * size;
      if (used > width)
        return g_strdup_printf ("%.*s\xe2\x80\xa6", (int) (fitting - text), text);
    }

  return g_strdup (text);
}
