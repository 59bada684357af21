/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-graph-layout-private.h"
#include "cdr-graph-words-private.h"
#include "cdr-svg-private.h"

/* Gives every box its place: as near to the middle of its neighbours as the order and
 * the gaps of its column allow.
 */

#define N_PASSES      32
#define MIN_WIDTH     116.0
#define MAX_WIDTH     236.0
#define PADDING       28.0 /* left and right of the text together */
#define GAP           18.0 /* between boxes of a column */
#define BEND_GAP      12.0
#define COLUMN_GAP    72.0
#define MIN_PAGE      640.0
#define TEXT_HEIGHT   48.0
#define ERROR_HEIGHT  64.0
#define MANY_HEIGHT   34.0
#define BEND_HEIGHT   4.0
#define BOTTOM        52.0 /* room for the legend */

/* What one box wants, and a run of boxes that touch each other. */
typedef struct
{
  double sum;    /* of where they want to be, weighted */
  double weight;
  guint  n;
} Run;

typedef struct
{
  CdrLayout *layout;
  GArray    *steps;   /* CdrStep, grouped by the column where they begin */
  guint     *first;   /* per column: its first step */
  double    *sums;    /* per box */
  double    *weights;
  Run       *runs;
} Places;

typedef enum
{
  LEFT,
  RIGHT,
  BOTH,
} Side;

/* A size that is not negative; ceil () would need the mathematical library. */
static double
round_up (double size)
{
  gint64 whole = (gint64) size;

  return (double) (whole < size ? whole + 1 : whole);
}

static void
measure_box (CdrLayout *self,
             CdrBox    *box)
{
  const CdrGraphNode *node = &self->graph->nodes[box->node];
  g_autofree char *second = NULL;

  if (box->kind != CDR_BOX_NODE)
    {
      box->height = box->kind == CDR_BOX_BEND ? BEND_HEIGHT : MANY_HEIGHT;
      box->width = MIN_WIDTH;
      return;
    }

  second = cdr_graph_node_to_line (node);
  box->height = node->error != NULL ? ERROR_HEIGHT : TEXT_HEIGHT;
  box->width = MAX (cdr_svg_measure (node->name, CDR_SVG_NAME),
                    cdr_svg_measure (second, CDR_SVG_NOTE));
  if (node->error != NULL)
    box->width = MAX_WIDTH;
  box->width = CLAMP (round_up (box->width) + PADDING, MIN_WIDTH, MAX_WIDTH);
}

static double
get_distance (const CdrBox *a,
              const CdrBox *b)
{
  gboolean is_bend = a->kind == CDR_BOX_BEND || b->kind == CDR_BOX_BEND;

  return (a->height + b->height) / 2 + (is_bend ? BEND_GAP : GAP);
}

/* Boxes of a column are equally wide. The more links there are between two columns, the
 * wider is the gap.
 */
static void
place_columns (CdrLayout *self)
{
  g_autofree guint *n_steps = g_new0 (guint, self->n_columns + 1);
  double x = CDR_LAYOUT_MARGIN;

  for (guint i = 0; i < self->steps->len; i++)
    n_steps[cdr_layout_box (self, g_array_index (self->steps, CdrStep, i).from)->column]++;

  for (guint c = 0; c < self->n_columns; c++)
    {
      GArray *column = self->columns[c];
      double width = 0;

      for (guint i = 0; i < column->len; i++)
        width = MAX (width, cdr_layout_box (self, g_array_index (column, guint, i))->width);

      for (guint i = 0; i < column->len; i++)
        {
          CdrBox *box = cdr_layout_box (self, g_array_index (column, guint, i));

          box->width = width;
          box->x = x;
        }
      self->width = x + width + CDR_LAYOUT_MARGIN;
      x += width + COLUMN_GAP + MIN (n_steps[c], 24) * 2.0;
    }
}

static void
stack_columns (CdrLayout *self)
{
  for (guint c = 0; c < self->n_columns; c++)
    {
      CdrBox *last = NULL;

      for (guint i = 0; i < self->columns[c]->len; i++)
        {
          CdrBox *box = cdr_layout_box (self, g_array_index (self->columns[c], guint, i));

          box->y = last != NULL ? last->y + get_distance (last, box) : 0;
          last = box;
        }
    }
}

static int
compare_steps (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  CdrLayout *layout = user_data;
  guint first = cdr_layout_box (layout, ((const CdrStep *) a)->from)->column;
  guint second = cdr_layout_box (layout, ((const CdrStep *) b)->from)->column;

  return first < second ? -1 : first > second;
}

static void
group_steps (Places *self)
{
  CdrLayout *layout = self->layout;
  guint place = 0;

  g_array_append_vals (self->steps, layout->steps->data, layout->steps->len);
  g_array_sort_with_data (self->steps, compare_steps, layout);

  for (guint c = 0; c <= layout->n_columns; c++)
    {
      while (place < self->steps->len &&
             cdr_layout_box (layout, g_array_index (self->steps, CdrStep, place).from)->column < c)
        place++;
      self->first[c] = place;
    }
}

static void
pull_box (Places *self,
          guint   box,
          guint   towards)
{
  const CdrBox *a = cdr_layout_box (self->layout, box);
  const CdrBox *b = cdr_layout_box (self->layout, towards);
  guint n_bends = (a->kind == CDR_BOX_BEND) + (b->kind == CDR_BOX_BEND);
  static const double weights[] = { 1, 2, 8 }; /* long links are to be straight */

  self->sums[box] += weights[n_bends] * b->y;
  self->weights[box] += weights[n_bends];
}

/* Where each box would like to be. */
static void
pull_column (Places *self,
             guint   c,
             Side    side)
{
  CdrLayout *layout = self->layout;

  for (guint i = 0; i < layout->columns[c]->len; i++)
    {
      guint b = g_array_index (layout->columns[c], guint, i);

      self->weights[b] = 0.05;
      self->sums[b] = 0.05 * cdr_layout_box (layout, b)->y;
    }

  if (side != RIGHT && c > 0)
    {
      for (guint i = self->first[c - 1]; i < self->first[c]; i++)
        {
          const CdrStep *step = &g_array_index (self->steps, CdrStep, i);

          if (cdr_layout_box (layout, step->to)->column == c)
            pull_box (self, step->to, step->from);
        }
    }

  if (side != LEFT)
    {
      for (guint i = self->first[c]; i < self->first[c + 1]; i++)
        {
          const CdrStep *step = &g_array_index (self->steps, CdrStep, i);

          pull_box (self, step->from, step->to);
        }
    }
}

/* The least squares of the distances to where the boxes want to be, in this order: runs
 * of boxes that want to be in each other's place move as one.
 */
static void
settle_column (Places *self,
               GArray *column)
{
  CdrLayout *layout = self->layout;
  double offset = 0;
  guint n_runs = 0;
  guint i = 0;

  for (guint k = 0; k < column->len; k++)
    {
      guint b = g_array_index (column, guint, k);
      Run run;

      if (k > 0)
        offset += get_distance (cdr_layout_box (layout, g_array_index (column, guint, k - 1)),
                                cdr_layout_box (layout, b));
      run = (Run) { self->sums[b] - offset * self->weights[b], self->weights[b], 1 };

      for (; n_runs > 0; n_runs--)
        {
          const Run *last = &self->runs[n_runs - 1];

          if (last->sum / last->weight < run.sum / run.weight)
            break;
          run = (Run) { last->sum + run.sum, last->weight + run.weight, last->n + run.n };
        }
      self->runs[n_runs++] = run;
    }

  offset = 0;
  for (guint r = 0; r < n_runs; r++)
    {
      for (guint k = 0; k < self->runs[r].n; k++, i++)
        {
          CdrBox *box = cdr_layout_box (layout, g_array_index (column, guint, i));

          if (i > 0)
            offset += get_distance (cdr_layout_box (layout, g_array_index (column, guint, i - 1)),
                                    box);
          box->y = self->runs[r].sum / self->runs[r].weight + offset;
        }
    }
}

/* Alternately towards the left, the right, and both. */
static void
settle (CdrLayout *layout)
{
  guint n_boxes = layout->boxes->len;
  Places places = {
    .layout = layout,
    .steps = g_array_new (FALSE, FALSE, sizeof (CdrStep)),
    .first = g_new (guint, layout->n_columns + 1),
    .sums = g_new (double, n_boxes),
    .weights = g_new (double, n_boxes),
    .runs = g_new (Run, n_boxes),
  };

  group_steps (&places);

  for (guint pass = 0; pass < N_PASSES; pass++)
    {
      Side side = pass + 8 < N_PASSES ? (pass % 2 == 0 ? LEFT : RIGHT) : BOTH;

      for (guint i = 0; i < layout->n_columns; i++)
        {
          guint c = pass % 2 == 1 ? layout->n_columns - 1 - i : i;

          pull_column (&places, c, side);
          settle_column (&places, layout->columns[c]);
        }
    }

  g_array_unref (places.steps);
  g_free (places.first);
  g_free (places.sums);
  g_free (places.weights);
  g_free (places.runs);
}

/* Down by as much as the topmost needs. */
static void
move_into_page (CdrLayout *self)
{
  double top = G_MAXDOUBLE;
  double bottom = CDR_LAYOUT_TOP;
  double shift;

  for (guint c = 0; c < self->n_columns; c++)
    {
      const CdrBox *box = cdr_layout_box (self, g_array_index (self->columns[c], guint, 0));

      top = MIN (top, box->y - box->height / 2);
    }

  shift = CDR_LAYOUT_TOP - top;
  for (guint c = 0; c < self->n_columns; c++)
    {
      for (guint i = 0; i < self->columns[c]->len; i++)
        {
          CdrBox *box = cdr_layout_box (self, g_array_index (self->columns[c], guint, i));

          box->y = round_up (box->y + shift) - 0.5;
          bottom = MAX (bottom, box->y + box->height / 2);
        }
    }

  self->height = bottom;
}

/* In rows below all others. */
static void
place_singles (CdrLayout *self)
{
  double width = 0;
  double x = CDR_LAYOUT_MARGIN;
  double y = self->n_columns > 0 ? self->height + 2 * GAP : CDR_LAYOUT_TOP;
  double row = 0;

  for (guint i = 0; i < self->singles->len; i++)
    width = MAX (width, cdr_layout_box (self, g_array_index (self->singles, guint, i))->width);

  for (guint i = 0; i < self->singles->len; i++)
    {
      CdrBox *box = cdr_layout_box (self, g_array_index (self->singles, guint, i));

      if (x > CDR_LAYOUT_MARGIN && x + width + CDR_LAYOUT_MARGIN > MAX (self->width, MIN_PAGE))
        {
          x = CDR_LAYOUT_MARGIN;
          y += row + GAP;
          row = 0;
        }
      box->x = x;
      box->y = round_up (y + box->height / 2) + 0.5;
      box->width = width;
      x += width + GAP;
      row = MAX (row, box->height);
      self->height = y + row;
    }
}

void
cdr_layout_place (CdrLayout *self)
{
  for (guint b = 0; b < self->boxes->len; b++)
    measure_box (self, cdr_layout_box (self, b));

  place_columns (self);
  stack_columns (self);
  settle (self);
  move_into_page (self);
  place_singles (self);

  self->width = MAX (self->width, MIN_PAGE);
  self->height = round_up (self->height) + BOTTOM;
}
