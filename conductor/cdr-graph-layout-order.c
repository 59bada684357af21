/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-graph-layout-private.h"

#include <string.h>

/* Orders the boxes of each column so that few links cross: by the mean of where their
 * neighbours are, from left to right and back a few times. The best of all is kept.
 */

#define N_SWEEPS 16

/* The position of each box within its column, and its neighbours on both sides. */
typedef struct
{
  CdrLayout *layout;
  guint     *position;
  guint     *first[2];      /* per box, and a sentinel: its place in neighbours */
  guint     *neighbours[2]; /* boxes to the left, to the right */
} Order;

typedef struct
{
  guint  box;
  double mean;
  guint  position; /* before; keeps equals in order */
} Keyed;

/* Puts @value into the bucket of @key; the buckets' ends were counted before. */
static void
fill_side (Order *self,
           int    side)
{
  GArray *steps = self->layout->steps;
  guint n_boxes = self->layout->boxes->len;
  guint *first = g_new0 (guint, n_boxes + 1);
  guint *neighbours = g_new0 (guint, steps->len + 1);

  for (guint i = 0; i < steps->len; i++)
    {
      const CdrStep *step = &g_array_index (steps, CdrStep, i);

      first[side == 0 ? step->to : step->from]++;
    }
  for (guint i = 0, sum = 0; i <= n_boxes; i++)
    first[i] = sum += first[i];

  for (guint i = 0; i < steps->len; i++)
    {
      const CdrStep *step = &g_array_index (steps, CdrStep, i);

      neighbours[--first[side == 0 ? step->to : step->from]] = side == 0 ? step->from : step->to;
    }

  self->first[side] = first;
  self->neighbours[side] = neighbours;
}

static void
update_positions (Order *self)
{
  for (guint c = 0; c < self->layout->n_columns; c++)
    {
      GArray *column = self->layout->columns[c];

      for (guint i = 0; i < column->len; i++)
        self->position[g_array_index (column, guint, i)] = i;
    }
}

static int
compare_keyed (gconstpointer a,
               gconstpointer b)
{
  const Keyed *first = a;
  const Keyed *second = b;

  if (first->mean != second->mean)
    return first->mean < second->mean ? -1 : 1;
  return first->position < second->position ? -1 : 1;
}

/* Those without neighbours on this side stay where they are, as far as others let them. */
static void
sort_column (Order  *self,
             GArray *column,
             int     side)
{
  g_autofree Keyed *keyed = g_new (Keyed, column->len + 1);

  for (guint i = 0; i < column->len; i++)
    {
      guint box = g_array_index (column, guint, i);
      guint begin = self->first[side][box];
      guint end = self->first[side][box + 1];
      double sum = 0;

      for (guint k = begin; k < end; k++)
        sum += self->position[self->neighbours[side][k]];
      keyed[i] = (Keyed) { box, begin < end ? sum / (end - begin) : i, i };
    }

  qsort (keyed, column->len, sizeof (Keyed), compare_keyed);

  for (guint i = 0; i < column->len; i++)
    {
      g_array_index (column, guint, i) = keyed[i].box;
      self->position[keyed[i].box] = i;
    }
}

static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  return *(const guint *) a < *(const guint *) b ? -1 : *(const guint *) a > *(const guint *) b;
}

/* Of the links between a column and the next: those ends that come later but lie higher,
 * counted in a tree of sums.
 */
static guint64
count_column (Order *self,
              guint  c)
{
  GArray *column = self->layout->columns[c];
  guint size = self->layout->columns[c + 1]->len;
  g_autofree guint *sums = g_new0 (guint, size + 1);
  guint64 n_crossings = 0;
  guint n_ends = 0;

  for (guint i = 0; i < column->len; i++)
    {
      guint box = g_array_index (column, guint, i);
      guint n = self->first[1][box + 1] - self->first[1][box];
      g_autofree guint *ends = g_new (guint, n + 1);

      for (guint k = 0; k < n; k++)
        ends[k] = self->position[self->neighbours[1][self->first[1][box] + k]];
      qsort (ends, n, sizeof (guint), compare_positions);

      for (guint k = 0; k < n; k++)
        {
          guint n_higher = 0;

          for (guint p = MIN (ends[k] + 1, size); p > 0; p &= p - 1)
            n_higher += sums[p];
          n_crossings += n_ends - n_higher;
          for (guint p = ends[k] + 1; p <= size; p += p & -p)
            sums[p]++;
          n_ends++;
        }
    }

  return n_crossings;
}

static guint64
count_crossings (Order *self)
{
  guint64 n_crossings = 0;

  for (guint c = 0; c + 1 < self->layout->n_columns; c++)
    n_crossings += count_column (self, c);

  return n_crossings;
}

static void
sweep (Order    *self,
       gboolean  to_the_right)
{
  guint n_columns = self->layout->n_columns;

  for (guint i = 1; i < n_columns; i++)
    {
      guint c = to_the_right ? i : n_columns - 1 - i;

      sort_column (self, self->layout->columns[c], to_the_right ? 0 : 1);
    }
}

static void
restore (Order       *self,
         const guint *best)
{
  for (guint b = 0; b < self->layout->boxes->len; b++)
    {
      const CdrBox *box = cdr_layout_box (self->layout, b);

      if (self->position[b] != G_MAXUINT)
        g_array_index (self->layout->columns[box->column], guint, best[b]) = b;
    }
}

void
cdr_layout_order (CdrLayout *layout)
{
  gsize size = layout->boxes->len * sizeof (guint);
  Order order = { .layout = layout, .position = g_malloc (size + 1) };
  g_autofree guint *best = NULL;
  guint64 n_fewest;

  memset (order.position, 0xff, size); /* G_MAXUINT: those in no column */
  fill_side (&order, 0);
  fill_side (&order, 1);
  update_positions (&order);
  best = g_memdup2 (order.position, size + 1);
  n_fewest = count_crossings (&order);

  for (guint i = 0; i < N_SWEEPS && n_fewest > 0; i++)
    {
      guint64 n_crossings;

      sweep (&order, i % 2 == 0);
      n_crossings = count_crossings (&order);
      if (n_crossings >= n_fewest)
        continue;
      n_fewest = n_crossings;
      memcpy (best, order.position, size);
    }

  restore (&order, best);
  g_free (order.position);
  for (int side = 0; side < 2; side++)
    {
      g_free (order.first[side]);
      g_free (order.neighbours[side]);
    }
}
