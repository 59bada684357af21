/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-svg-private.h"
#include "cdr-timeline-private.h"

G_BEGIN_DECLS

/* The picture of a timeline: cdr-timeline-svg.c, the sheet with its words;
 * cdr-timeline-svg-axis.c, where a time is on it; cdr-timeline-svg-rows.c, a row of
 * bars for each component.
 */

#define CDR_CHART_MARGIN 24.0
#define CDR_CHART_ROW 26.0
#define CDR_CHART_BAR 16.0

/* A stretch of time drawn to one scale. */
typedef struct
{
  gint64 from;
  gint64 to;
  double x;
  double width;
} CdrPanel;

typedef struct
{
  CdrTimeline *timeline;
  CdrSvg       svg;
  guint       *nodes;    /* the rows, from above */
  guint        n_nodes;
  guint        n_left_out;
  guint       *rows;     /* by node: its row; G_MAXUINT: left out */
  double       width;
  double       label_x;  /* where names begin */
  double       top;      /* of the first row */
  double       bottom;   /* of the last row */
  CdrPanel     panels[2];
  guint        n_panels;
} CdrChart;

void     cdr_chart_place_panels    (CdrChart  *self,
                                    double     x,
                                    double     width);
double   cdr_chart_get_x           (CdrChart  *self,
                                    gint64     time);
gint64   cdr_chart_get_end         (CdrChart  *self,
                                    guint      span);
void     cdr_chart_add_axis        (CdrChart  *self);

double   cdr_chart_get_row_middle  (CdrChart  *self,
                                    guint      row);
void     cdr_chart_add_rows        (CdrChart  *self);

char    *cdr_chart_format_duration (gint64     us);

G_END_DECLS
