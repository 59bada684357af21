/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes an SVG document that stands alone: without scripts, fonts, pictures or links.
 * Elements are opened, given attributes, then contents, and closed.
 */
typedef struct
{
  GString  *text;
  gboolean  is_tag_open; /* attributes may still come */
  gboolean  has_text;    /* what was last closed or written ends no line */
  guint     depth;
} CdrSvg;

void    cdr_svg_begin      (CdrSvg     *self,
                            double      width,
                            double      height,
                            const char *title,
                            const char *description);
char   *cdr_svg_finish     (CdrSvg     *self);

void    cdr_svg_open       (CdrSvg     *self,
                            const char *element,
                            const char *style_class);
void    cdr_svg_close      (CdrSvg     *self,
                            const char *element);

void    cdr_svg_set        (CdrSvg     *self,
                            const char *attribute,
                            const char *value);
void    cdr_svg_set_number (CdrSvg     *self,
                            const char *attribute,
                            double      value);
void    cdr_svg_add        (CdrSvg     *self,
                            const char *text);

/* Whole elements. */
void    cdr_svg_add_title  (CdrSvg     *self,
                            const char *text);
void    cdr_svg_add_rect   (CdrSvg     *self,
                            const char *style_class,
                            double      x,
                            double      y,
                            double      width,
                            double      height);
void    cdr_svg_add_line   (CdrSvg     *self,
                            const char *style_class,
                            double      x1,
                            double      y1,
                            double      x2,
                            double      y2);
void    cdr_svg_add_text   (CdrSvg     *self,
                            const char *style_class,
                            double      x,
                            double      y,
                            const char *text);

/* For any text that ends up in XML, and numbers as every locale must write them. */
void    cdr_svg_append_escaped (GString    *text,
                                const char *value);
void    cdr_svg_append_number  (GString    *text,
                                double      value);

/* How wide text gets, at most, in most sans-serif fonts of @size pixels. */
double  cdr_svg_measure        (const char *text,
                                double      size);
char   *cdr_svg_elide          (const char *text,
                                double      size,
                                double      width);

/* The sizes of the classes "head", "name" and "note". */
#define CDR_SVG_HEAD 16.0
#define CDR_SVG_NAME 13.0
#define CDR_SVG_NOTE 11.0

void    cdr_svg_append_styles  (GString    *text);

G_END_DECLS
