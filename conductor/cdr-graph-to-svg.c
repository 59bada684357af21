/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-graph-layout-private.h"
#include "cdr-graph-words-private.h"
#include "cdr-svg-private.h"
#include "cdr-text-private.h"

#define INSET      14.0 /* of text, from the side of its box */
#define RADIUS     8.0
#define PORT_GAP   9.0  /* between the ends of links at a box */
#define MANY_GAP   1.0  /* at one that stands for many */
#define TIP_LENGTH 8.0
#define TIP_WIDTH  4.0
#define N_STATES   (CDR_STATE_ABANDONED + 1)

typedef struct
{
  double y; /* where the other end is */
  guint  link;
} End;

/* What a picture is made of, besides the layout. */
typedef struct
{
  CdrLayout *layout;
  CdrSvg     svg;
  double    *starts; /* per link: where it leaves its first box */
  double    *ends;   /* and where it comes to its last */
} Picture;

static int
compare_ends (gconstpointer a,
              gconstpointer b)
{
  const End *first = a;
  const End *second = b;

  if (first->y != second->y)
    return first->y < second->y ? -1 : 1;
  return first->link < second->link ? -1 : 1;
}

/* Spreads the ends of links over the sides of their boxes, in the order of where they
 * come from, so that they don't cross just before the box.
 */
static void
spread_ends (Picture *self,
             gboolean are_last)
{
  CdrLayout *layout = self->layout;
  GArray **lists = g_new0 (GArray *, layout->boxes->len);

  for (guint i = 0; i < layout->links->len; i++)
    {
      const CdrLink *link = &g_array_index (layout->links, CdrLink, i);
      const CdrStep *step = &g_array_index (layout->steps, CdrStep,
                                            link->first_step + (are_last ? link->n_steps - 1 : 0));
      guint box = are_last ? link->to : link->from;
      End end = { cdr_layout_box (layout, are_last ? step->from : step->to)->y, i };

      if (lists[box] == NULL)
        lists[box] = g_array_new (FALSE, FALSE, sizeof (End));
      g_array_append_val (lists[box], end);
    }

  for (guint b = 0; b < layout->boxes->len; b++)
    {
      const CdrBox *box = cdr_layout_box (layout, b);
      GArray *list = lists[b];
      double gap;

      if (list == NULL)
        continue;

      g_array_sort (list, compare_ends);
      gap = box->kind == CDR_BOX_MANY ? MANY_GAP : PORT_GAP;
      gap = MIN (gap, (box->height - 2 * RADIUS) / list->len);
      for (guint i = 0; i < list->len; i++)
        (are_last ? self->ends : self->starts)[g_array_index (list, End, i).link] =
          box->y + gap * (i - (list->len - 1) / 2.0);
      g_array_unref (list);
    }

  g_free (lists);
}

static void
append_point (GString *path,
              double   x,
              double   y)
{
  cdr_svg_append_number (path, x);
  g_string_append_c (path, ' ');
  cdr_svg_append_number (path, y);
}

/* From the right of one column to the left of another. */
static void
append_curve (GString *path,
              double   x1,
              double   y1,
              double   x2,
              double   y2)
{
  double middle = (x1 + x2) / 2;

  g_string_append (path, " C");
  append_point (path, middle, y1);
  g_string_append_c (path, ' ');
  append_point (path, middle, y2);
  g_string_append_c (path, ' ');
  append_point (path, x2, y2);
}

static char *
make_path (Picture       *self,
           guint          number,
           const CdrLink *link)
{
  CdrLayout *layout = self->layout;
  const CdrBox *from = cdr_layout_box (layout, link->from);
  GString *path = g_string_new ("M");
  double x = from->x + from->width;
  double y = self->starts[number];

  append_point (path, x, y);

  for (guint i = 0; i < link->n_steps; i++)
    {
      guint step = link->first_step + i;
      const CdrBox *to = cdr_layout_box (layout, g_array_index (layout->steps, CdrStep, step).to);
      gboolean is_bend = to->kind == CDR_BOX_BEND;
      gboolean has_tip = to->kind == CDR_BOX_NODE;
      double next_y = is_bend ? to->y : self->ends[number];

      append_curve (path, x, y, has_tip ? to->x - TIP_LENGTH + 1 : to->x, next_y);
      x = to->x + to->width;
      y = next_y;

      if (is_bend)
        {
          g_string_append (path, " H");
          cdr_svg_append_number (path, x);
        }
    }

  return g_string_free (path, FALSE);
}

static void
append_box_name (GString      *text,
                 CdrLayout    *layout,
                 const CdrBox *box)
{
  if (box->kind == CDR_BOX_NODE)
    g_string_append (text, layout->graph->nodes[box->node].name);
  else
    cdr_graph_append_things (text, box->n_nodes, "component", "components");
}

static void
append_properties (GString       *text,
                   CdrLayout     *layout,
                   const CdrBox  *from,
                   const CdrBox  *to)
{
  const char *separator = " (";

  cdr_graph_foreach_edge (layout->graph, from->node, edge)
    {
      if (edge->to != to->node)
        continue;
      g_string_append_printf (text, "%s%s", separator, edge->property);
      if (edge->need != CDR_NEED_REQUIRED)
        g_string_append_printf (text, ", %s", cdr_graph_need_to_nick (edge->need));
      separator = "; ";
    }

  g_string_append_c (text, ')');
}

static char *
describe_link (CdrLayout     *layout,
               const CdrLink *link)
{
  const CdrBox *from = cdr_layout_box (layout, link->from);
  const CdrBox *to = cdr_layout_box (layout, link->to);
  GString *text = g_string_new (NULL);
  gboolean is_one = from->kind == CDR_BOX_NODE || from->n_nodes == 1;

  append_box_name (text, layout, from);
  g_string_append (text, is_one ? " needs " : " need ");
  append_box_name (text, layout, to);

  if (from->kind == CDR_BOX_NODE && to->kind == CDR_BOX_NODE)
    {
      append_properties (text, layout, from, to);
    }
  else
    {
      g_string_append (text, " (");
      cdr_graph_append_things (text, link->n_edges, "property", "properties");
      g_string_append_c (text, ')');
    }

  return g_string_free (text, FALSE);
}

static void
draw_tip (CdrSvg *svg,
          double  x,
          double  y)
{
  g_autoptr (GString) path = g_string_new ("M");

  append_point (path, x, y);
  g_string_append (path, " L");
  append_point (path, x - TIP_LENGTH, y - TIP_WIDTH);
  g_string_append (path, " V");
  cdr_svg_append_number (path, y + TIP_WIDTH);
  g_string_append (path, " Z");

  cdr_svg_open (svg, "path", "tip");
  cdr_svg_set (svg, "d", path->str);
  cdr_svg_close (svg, "path");
}

static void
draw_link (Picture *self,
           guint    number)
{
  CdrLayout *layout = self->layout;
  const CdrLink *link = &g_array_index (layout->links, CdrLink, number);
  const CdrBox *to = cdr_layout_box (layout, link->to);
  g_autofree char *path = make_path (self, number, link);
  g_autofree char *title = describe_link (layout, link);
  CdrSvg *svg = &self->svg;

  cdr_svg_open (svg, "g", NULL);
  cdr_svg_add_title (svg, title);
  cdr_svg_open (svg, "path", link->need == CDR_NEED_REQUIRED ? "edge" : "edge optional");
  cdr_svg_set (svg, "d", path);
  cdr_svg_close (svg, "path");
  if (to->kind == CDR_BOX_NODE)
    draw_tip (svg, to->x, self->ends[number]);
  cdr_svg_close (svg, "g");
}

static void
add_elided (CdrSvg       *svg,
            const char   *style_class,
            double        size,
            const CdrBox *box,
            double        y,
            const char   *text)
{
  g_autofree char *elided = cdr_svg_elide (text, size, box->width - 2 * INSET);

  cdr_svg_add_text (svg, style_class, box->x + INSET, y, elided);
}

static void
draw_frame (CdrSvg       *svg,
            const CdrBox *box,
            const char   *style_class)
{
  cdr_svg_open (svg, "rect", style_class);
  cdr_svg_set_number (svg, "x", box->x);
  cdr_svg_set_number (svg, "y", box->y - box->height / 2);
  cdr_svg_set_number (svg, "width", box->width);
  cdr_svg_set_number (svg, "height", box->height);
  cdr_svg_set_number (svg, "rx", RADIUS);
  cdr_svg_close (svg, "rect");
}

static void
add_lines (CdrSvg             *svg,
           const CdrBox       *box,
           const CdrGraphNode *node)
{
  g_autofree char *second = cdr_graph_node_to_line (node);
  double y = box->y - box->height / 2;

  add_elided (svg, "name", CDR_SVG_NAME, box, y + 20, node->name);
  add_elided (svg, "note", CDR_SVG_NOTE, box, y + 37, second);

  if (node->error != NULL)
    {
      g_autofree char *error = cdr_text_to_line (node->error, CDR_TEXT_MAX_NAME);

      add_elided (svg, "note", CDR_SVG_NOTE, box, y + 53, error);
    }
}

static void
draw_node (CdrSvg             *svg,
           const CdrBox       *box,
           const CdrGraphNode *node)
{
  g_autoptr (GString) title = g_string_new (node->name);
  g_autofree char *style_class = NULL;

  g_string_append_printf (title, " (%s): %s", g_type_name (node->type),
                          cdr_graph_state_to_word (node->state));
  if (node->error != NULL)
    g_string_append_printf (title, ": %s", node->error);
  style_class = g_strconcat (cdr_graph_state_to_nick (node->state),
                             node->is_root ? " root" : "",
                             node->is_root && node->need != CDR_NEED_REQUIRED ? " optional" : "",
                             NULL);

  cdr_svg_open (svg, "g", NULL);
  cdr_svg_add_title (svg, title->str);
  draw_frame (svg, box, style_class);
  add_lines (svg, box, node);
  cdr_svg_close (svg, "g");
}

static void
draw_many (CdrSvg       *svg,
           const CdrBox *box)
{
  g_autoptr (GString) text = g_string_new ("and ");

  cdr_graph_append_count (text, box->n_nodes);
  g_string_append (text, " more");

  draw_frame (svg, box, "folded");
  cdr_svg_add_text (svg, "note middle", box->x + box->width / 2, box->y + 4, text->str);
}

static void
draw_box (Picture *self,
          guint    number)
{
  const CdrBox *box = cdr_layout_box (self->layout, number);

  if (box->kind == CDR_BOX_NODE)
    draw_node (&self->svg, box, &self->layout->graph->nodes[box->node]);
  else if (box->kind == CDR_BOX_MANY)
    draw_many (&self->svg, box);
}

/* "3 active, 1 failed" */
static char *
describe_states (const CdrGraph *graph)
{
  guint counts[N_STATES] = { 0 };
  GString *text = g_string_new (NULL);

  for (guint n = 0; n < graph->n_nodes; n++)
    counts[graph->nodes[n].state]++;

  for (guint state = 0; state < N_STATES; state++)
    {
      if (counts[state] == 0)
        continue;
      if (text->len > 0)
        g_string_append (text, ", ");
      cdr_graph_append_things (text, counts[state], cdr_graph_state_to_word (state),
                               cdr_graph_state_to_word (state));
    }

  return g_string_free (text, FALSE);
}

static guint
count_shown (CdrLayout *layout)
{
  guint n_shown = 0;

  for (guint b = 0; b < layout->boxes->len; b++)
    n_shown += cdr_layout_box (layout, b)->kind == CDR_BOX_NODE;

  return n_shown;
}

static void
begin (Picture *self)
{
  CdrLayout *layout = self->layout;
  const CdrGraph *graph = layout->graph;
  guint n_shown = count_shown (layout);
  g_autoptr (GString) title = g_string_new (NULL);
  g_autoptr (GString) description = g_string_new (NULL);
  g_autofree char *states = describe_states (graph);

  cdr_graph_append_things (title, graph->n_nodes, "component", "components");
  g_string_append (title, ", ");
  cdr_graph_append_things (title, graph->n_edges, "dependency", "dependencies");

  g_string_append (description, graph->n_nodes > 0 ? states : "nothing was added");
  if (n_shown < graph->n_nodes)
    {
      g_string_append (description, "; shown are ");
      cdr_graph_append_count (description, n_shown);
      g_string_append (description, ", those in trouble and with the most dependencies first");
    }

  cdr_svg_begin (&self->svg, layout->width, layout->height, title->str, description->str);
  cdr_svg_add_text (&self->svg, "head", CDR_LAYOUT_MARGIN, 34, title->str);
  cdr_svg_add_text (&self->svg, "note", CDR_LAYOUT_MARGIN, 53, description->str);
}

static void
draw_legend (Picture *self)
{
  double y = self->layout->height - 20;

  cdr_svg_add_text (&self->svg, "note", CDR_LAYOUT_MARGIN, y,
                    "An arrow leads to what is needed; dashed: wanted, or taken if added. "
                    "Thick outline: added by the application.");
}

/**
 * cdr_graph_to_svg:
 * @self: a graph
 *
 * Draws the graph as an SVG picture.
 *
 * Arrows lead from the left, from who needs something, to what is needed; the name of
 * the property shows when one points at an arrow. They are dashed where it is wanted or
 * taken if added. Boxes say name, state, type and error, and are coloured by state;
 * those of what the application added itself have a thick outline. What does not fit
 * into a box ends in an ellipsis, and is whole in its title. There are a title and a
 * description for who can't see the picture, and it can be read on light and dark
 * screens.
 *
 * Of more than 200 components, and of more than 40 in a column, those are shown that are
 * failed, abandoned or under way and those with the most dependencies and dependents;
 * boxes say how many others there are, and have arrows to the next columns only. So the
 * picture of any graph can be looked at; its size is bounded, and the time is that of a
 * walk over the graph.
 *
 * The picture needs nothing else: no script, no font, no link is in it, whatever names
 * and errors contain. Nothing is needed to make it either.
 *
 * Returns: (transfer full): the picture, which is XML in UTF-8
 */
char *
cdr_graph_to_svg (CdrGraph *self)
{
  g_autoptr (CdrLayout) layout = NULL;
  Picture picture;

  g_return_val_if_fail (CDR_IS_GRAPH (self), NULL);

  layout = cdr_layout_new (self);
  picture = (Picture) {
    .layout = layout,
    .starts = g_new (double, layout->links->len),
    .ends = g_new (double, layout->links->len),
  };
  spread_ends (&picture, FALSE);
  spread_ends (&picture, TRUE);

  begin (&picture);
  for (guint i = 0; i < layout->links->len; i++)
    draw_link (&picture, i);
  for (guint b = 0; b < layout->boxes->len; b++)
    draw_box (&picture, b);
  draw_legend (&picture);

  g_free (picture.starts);
  g_free (picture.ends);
  return cdr_svg_finish (&picture.svg);
}
