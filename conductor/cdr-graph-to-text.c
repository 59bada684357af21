/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-cells-private.h"
#include "cdr-graph-words-private.h"
#include "cdr-text-private.h"

#define MAX_NAME_CELLS 40
#define STATE_CELLS 13  /* of "shutting down" */
#define MAX_ERROR 300   /* bytes */

/* What several properties hold is named once; as needed as the one that needs it most. */
typedef struct
{
  guint *seen_by; /* a node: the last dependent that named it, plus one */
  guint *need;    /* how much that one needs it */
} Seen;

static guint
get_name_cells (CdrGraph *self)
{
  guint width = cdr_cells_measure ("NAME");

  for (guint n = 0; n < self->n_nodes; n++)
    {
      guint cells = cdr_cells_measure (self->nodes[n].name) + self->nodes[n].is_root;

      width = MAX (width, MIN (cells, MAX_NAME_CELLS));
    }

  return width;
}

static void
append_name (GString            *text,
             const CdrGraphNode *node,
             guint               width)
{
  g_autofree char *marked = node->is_root ? g_strconcat ("*", node->name, NULL) : NULL;

  cdr_cells_append_padded (text, marked != NULL ? marked : node->name, width);
}

static void
append_dependencies (GString  *text,
                     CdrGraph *self,
                     guint     node,
                     Seen     *seen)
{
  const char *separator = "";

  cdr_graph_foreach_edge (self, node, edge)
    {
      if (seen->seen_by[edge->to] != node + 1 || edge->need < seen->need[edge->to])
        seen->need[edge->to] = edge->need;
      seen->seen_by[edge->to] = node + 1;
    }

  cdr_graph_foreach_edge (self, node, edge)
    {
      if (seen->seen_by[edge->to] != node + 1)
        continue;
      seen->seen_by[edge->to] = 0;

      g_string_append (text, separator);
      cdr_cells_append (text, self->nodes[edge->to].name);
      if (seen->need[edge->to] != CDR_NEED_REQUIRED)
        g_string_append_printf (text, " (%s)", cdr_graph_need_to_nick (seen->need[edge->to]));
      separator = ", ";
    }

  if (*separator == '\0')
    g_string_append_c (text, '-');
}

static void
append_row (GString  *text,
            CdrGraph *self,
            guint     number,
            guint     width,
            Seen     *seen)
{
  const CdrGraphNode *node = &self->nodes[number];

  append_name (text, node, width);
  g_string_append (text, "  ");
  cdr_cells_append_padded (text, cdr_graph_state_to_word (node->state), STATE_CELLS);
  g_string_append (text, "  ");
  append_dependencies (text, self, number, seen);
  g_string_append_c (text, '\n');

  if (node->error != NULL)
    {
      g_autofree char *error = cdr_text_to_line (node->error, MAX_ERROR);

      g_string_append (text, "    ");
      cdr_cells_append (text, error);
      g_string_append_c (text, '\n');
    }
}

/**
 * cdr_graph_to_text:
 * @self: a graph
 *
 * Writes the graph as a table for terminals: name, state, and what each depends on.
 *
 * Rows come in topological order, dependencies first. An asterisk marks what the
 * application added itself; an error is on a line of its own below, indented. Columns
 * fit together in a font of fixed width, also with characters that take two cells or
 * none; names of more than 40 cells end in an ellipsis in the first column.
 *
 * Nothing in names and errors can move the cursor, change colours or turn the direction
 * of the text. It takes time in proportion to the size of the graph.
 *
 * Returns: (transfer full): the text in UTF-8, which ends in a newline
 */
char *
cdr_graph_to_text (CdrGraph *self)
{
  GString *text;
  Seen seen;
  guint width;

  g_return_val_if_fail (CDR_IS_GRAPH (self), NULL);

  text = g_string_new (NULL);
  width = get_name_cells (self);
  seen.seen_by = g_new0 (guint, self->n_nodes);
  seen.need = g_new0 (guint, self->n_nodes);

  cdr_cells_append_padded (text, "NAME", width);
  g_string_append (text, "  STATE          DEPENDS ON\n");
  for (guint n = 0; n < self->n_nodes; n++)
    append_row (text, self, n, width, &seen);

  g_free (seen.seen_by);
  g_free (seen.need);
  return g_string_free (text, FALSE);
}
