/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-graph-layout-private.h"

/* Puts nodes into columns, and what is too much for an eye into boxes that say how much
 * it is. What follows has to do with a bounded number of boxes, whatever the graph.
 */

#define MAX_BOXES      200 /* that are shown without folding */
#define MAX_OVERVIEW   100 /* that are shown of more */
#define MAX_COLUMNS    18  /* of an overview */
#define MAX_ROWS       40
#define SINGLES        G_MAXUINT

typedef struct
{
  guint node;
  guint score; /* the highest are shown */
} Ranked;

static guint
count_edges (const CdrGraph *graph,
             guint           node)
{
  const CdrGraphNode *nodes = &graph->nodes[node];
  guint n_dependencies = nodes[1].first_edge - nodes->first_edge;

  return n_dependencies + nodes[1].first_dependent - nodes->first_dependent;
}

/* The longest path to what depends on nothing; but who has more dependents than
 * dependencies is moved next to the dependents, which makes edges shorter.
 */
static guint *
find_layers (const CdrGraph *graph,
             guint          *n_layers)
{
  guint *layers = g_new0 (guint, graph->n_nodes);

  *n_layers = 0;
  for (guint n = 0; n < graph->n_nodes; n++)
    {
      cdr_graph_foreach_edge (graph, n, edge)
        layers[n] = MAX (layers[n], layers[edge->to] + 1);
      *n_layers = MAX (*n_layers, layers[n] + 1);
    }

  for (guint n = graph->n_nodes; n-- > 0;)
    {
      const CdrGraphNode *node = &graph->nodes[n];
      guint n_dependents = node[1].first_dependent - node->first_dependent;
      guint layer = G_MAXUINT;

      if (n_dependents <= node[1].first_edge - node->first_edge)
        continue;
      cdr_graph_foreach_dependent (graph, n, place)
        layer = MIN (layer, layers[graph->edges[graph->dependents[place]].from] - 1);
      layers[n] = layer;
    }

  return layers;
}

/* Columns count from the left; those in the middle of too many share one. */
static guint
layer_to_column (guint    layer,
                 guint    n_layers,
                 gboolean is_folded)
{
  guint column = n_layers - 1 - layer;

  if (!is_folded || column < MAX_COLUMNS / 2)
    return column;
  if (layer < MAX_COLUMNS / 2 - 1)
    return MAX_COLUMNS - 1 - layer;

  return MAX_COLUMNS / 2;
}

static int
compare_ranked (gconstpointer a,
                gconstpointer b)
{
  const Ranked *first = a;
  const Ranked *second = b;

  if (first->score != second->score)
    return first->score < second->score ? 1 : -1;
  return first->node < second->node ? -1 : 1;
}

static int
compare_nodes (gconstpointer a,
               gconstpointer b)
{
  return ((const Ranked *) a)->node < ((const Ranked *) b)->node ? -1 : 1;
}

static guint
add_box (CdrLayout *self,
         CdrBoxKind kind,
         guint      node,
         guint      n_nodes,
         guint      column)
{
  CdrBox box = { .kind = kind, .node = node, .n_nodes = n_nodes, .column = column };
  GArray *list = column == SINGLES ? self->singles : self->columns[column];
  guint number = self->boxes->len;

  g_array_append_val (self->boxes, box);
  g_array_append_val (list, number);
  return number;
}

/* What went wrong or is under way is shown first, then what has the most edges. */
static void
add_boxes (CdrLayout *self,
           GArray    *ranked,
           guint      column,
           guint      n_shown,
           guint     *boxes)
{
  guint n_folded;

  if (n_shown + 1 >= ranked->len && n_shown > 0)
    n_shown = ranked->len; /* a box for one saves nothing */
  n_folded = ranked->len - n_shown;

  if (n_folded > 0)
    {
      g_array_sort (ranked, compare_ranked);
      qsort (ranked->data, n_shown, sizeof (Ranked), compare_nodes);
    }

  for (guint i = 0; i < n_shown; i++)
    {
      guint node = g_array_index (ranked, Ranked, i).node;

      boxes[node] = add_box (self, CDR_BOX_NODE, node, 1, column);
    }

  if (n_folded > 0)
    {
      guint box = add_box (self, CDR_BOX_MANY, 0, n_folded, column);

      for (guint i = n_shown; i < ranked->len; i++)
        boxes[g_array_index (ranked, Ranked, i).node] = box;
    }
}

/* How many rows each column may have. */
static guint
choose_n_rows (GArray **ranked,
               guint    n_columns,
               guint    n_nodes)
{
  guint limit = n_nodes > MAX_BOXES ? MAX_OVERVIEW : MAX_BOXES;

  for (guint n_rows = MAX_ROWS; n_rows > 3; n_rows--)
    {
      guint n_boxes = 0;

      for (guint i = 0; i < n_columns; i++)
        n_boxes += MIN (ranked[i]->len, n_rows + 1);
      if (n_boxes <= limit)
        return n_rows;
    }

  return 3;
}

/* What stands for many has links to the next columns only: it could have some to all. */
static gboolean
is_shown (CdrLayout *self,
          guint      from,
          guint      to)
{
  const CdrBox *first = cdr_layout_box (self, from);
  const CdrBox *last = cdr_layout_box (self, to);

  if (first->kind == CDR_BOX_NODE && last->kind == CDR_BOX_NODE)
    return TRUE;

  return last->column == first->column + 1;
}

static void
add_edge (CdrLayout          *self,
          GHashTable         *found,
          const CdrGraphEdge *edge,
          const guint        *boxes)
{
  guint from = boxes[edge->from];
  guint to = boxes[edge->to];
  gpointer key = GSIZE_TO_POINTER ((gsize) from * 0x10000 + to);
  guint place;
  CdrLink *link;

  if (from == to || !is_shown (self, from, to))
    return;

  place = GPOINTER_TO_UINT (g_hash_table_lookup (found, key));
  if (place == 0)
    {
      CdrLink new_link = { .from = from, .to = to, .need = edge->need };

      g_array_append_val (self->links, new_link);
      place = self->links->len;
      g_hash_table_insert (found, key, GUINT_TO_POINTER (place));
    }

  link = &g_array_index (self->links, CdrLink, place - 1);
  link->n_edges++;
  link->need = MIN (link->need, edge->need);
}

static guint
rank_nodes (CdrLayout *self,
            GArray   **ranked)
{
  const CdrGraph *graph = self->graph;
  guint n_layers;
  g_autofree guint *layers = find_layers (graph, &n_layers);
  gboolean is_folded = graph->n_nodes > MAX_BOXES && n_layers > MAX_COLUMNS;

  self->n_columns = is_folded ? MAX_COLUMNS : n_layers;
  for (guint i = 0; i <= self->n_columns; i++)
    ranked[i] = g_array_new (FALSE, FALSE, sizeof (Ranked));

  for (guint n = 0; n < graph->n_nodes; n++)
    {
      guint column = layer_to_column (layers[n], n_layers, is_folded);
      gboolean is_steady = graph->nodes[n].state == CDR_STATE_ACTIVE ||
                           graph->nodes[n].state == CDR_STATE_INACTIVE;
      Ranked entry = { n, count_edges (graph, n) };

      if (entry.score == 0)
        column = self->n_columns;
      if (!is_steady)
        entry.score |= 1u << 31;
      g_array_append_val (ranked[column], entry);
    }

  return is_folded ? MAX_COLUMNS / 2 : G_MAXUINT;
}

/* Makes the boxes, and the links between them. */
void
cdr_layout_fold (CdrLayout *self)
{
  const CdrGraph *graph = self->graph;
  GArray *ranked[MAX_BOXES + 1];
  g_autofree guint *boxes = g_new (guint, graph->n_nodes);
  g_autoptr (GHashTable) found = g_hash_table_new (NULL, NULL);
  guint middle = rank_nodes (self, ranked);
  guint n_rows = choose_n_rows (ranked, self->n_columns + 1, graph->n_nodes);

  self->columns = g_new (GArray *, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    {
      self->columns[i] = g_array_new (FALSE, FALSE, sizeof (guint));
      add_boxes (self, ranked[i], i, i == middle ? 0 : MIN (n_rows, ranked[i]->len), boxes);
    }
  add_boxes (self, ranked[self->n_columns], SINGLES,
             MIN (n_rows, ranked[self->n_columns]->len), boxes);

  for (guint e = 0; e < graph->n_edges; e++)
    add_edge (self, found, &graph->edges[e], boxes);

  for (guint i = 0; i <= self->n_columns; i++)
    g_array_unref (ranked[i]);
}
