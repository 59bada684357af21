/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-graph-layout-private.h"

/* Draws a graph in columns, by the method of Sugiyama, Tagawa and Toda: columns, then
 * bends where links pass through them, then the order within columns, then places.
 */

#define MAX_BENDS 6000

/* Nodes that are alone may leave columns empty. */
static void
drop_empty_columns (CdrLayout *self)
{
  guint n_kept = 0;

  for (guint i = 0; i < self->n_columns; i++)
    {
      GArray *column = self->columns[i];

      if (column->len == 0)
        {
          g_array_unref (column);
          continue;
        }

      for (guint k = 0; k < column->len; k++)
        cdr_layout_box (self, g_array_index (column, guint, k))->column = n_kept;
      self->columns[n_kept++] = column;
    }

  self->n_columns = n_kept;
}

static guint
add_bend (CdrLayout *self,
          guint      column)
{
  CdrBox bend = { .kind = CDR_BOX_BEND, .column = column };
  guint number = self->boxes->len;

  g_array_append_val (self->boxes, bend);
  g_array_append_val (self->columns[column], number);
  return number;
}

static void
add_step (CdrLayout *self,
          CdrLink   *link,
          guint      from,
          guint      to)
{
  CdrStep step = { from, to };

  g_array_append_val (self->steps, step);
  link->n_steps++;
}

/* Makes the bends. If they were too many, links are drawn straight through. */
void
cdr_layout_route (CdrLayout *self)
{
  guint n_bends = 0;

  for (guint i = 0; i < self->links->len; i++)
    {
      const CdrLink *link = &g_array_index (self->links, CdrLink, i);

      n_bends += cdr_layout_box (self, link->to)->column -
                 cdr_layout_box (self, link->from)->column - 1;
    }

  for (guint i = 0; i < self->links->len; i++)
    {
      CdrLink *link = &g_array_index (self->links, CdrLink, i);
      guint last = cdr_layout_box (self, link->to)->column;
      guint from = link->from;

      link->first_step = self->steps->len;
      for (guint c = cdr_layout_box (self, from)->column + 1; c < last; c++)
        {
          guint bend;

          if (n_bends > MAX_BENDS)
            break;
          bend = add_bend (self, c);
          add_step (self, link, from, bend);
          from = bend;
        }
      add_step (self, link, from, link->to);
    }
}

/* Lays out @graph, which must outlive it. */
CdrLayout *
cdr_layout_new (const CdrGraph *graph)
{
  CdrLayout *self = g_new0 (CdrLayout, 1);

  self->graph = graph;
  self->boxes = g_array_new (FALSE, FALSE, sizeof (CdrBox));
  self->links = g_array_new (FALSE, FALSE, sizeof (CdrLink));
  self->steps = g_array_new (FALSE, FALSE, sizeof (CdrStep));
  self->singles = g_array_new (FALSE, FALSE, sizeof (guint));

  cdr_layout_fold (self);
  drop_empty_columns (self);
  cdr_layout_route (self);
  cdr_layout_order (self);
  cdr_layout_place (self);

  return self;
}

void
cdr_layout_free (CdrLayout *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    g_array_unref (self->columns[i]);
  g_free (self->columns);
  g_array_unref (self->boxes);
  g_array_unref (self->links);
  g_array_unref (self->steps);
  g_array_unref (self->singles);
  g_free (self);
}
