/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-graph-words-private.h"
#include "cdr-text-private.h"

#define MAX_ERROR 100 /* bytes: it is part of a label */

static const char *const fills[] = {
  [CDR_STATE_INACTIVE] = "#f3f4f6",
  [CDR_STATE_SETTING_UP] = "#fff4d1",
  [CDR_STATE_ACTIVE] = "#dff5e6",
  [CDR_STATE_SHUTTING_DOWN] = "#efe6fc",
  [CDR_STATE_FAILED] = "#fde3e1",
  [CDR_STATE_ABANDONED] = "#fae7d6",
};

/* Labels are always quoted, never HTML. In them a backslash begins a code, of which \N
 * and \G would put in other names, and an ampersand begins a character reference.
 */
static void
append_escaped (GString    *text,
                const char *value)
{
  g_autofree char *line = cdr_text_to_line (value, CDR_TEXT_MAX_MESSAGE);

  for (const char *c = line; *c != '\0'; c++)
    {
      if (*c == '\\' || *c == '"')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *c);
      if (*c == '&')
        g_string_append (text, "amp;");
    }
}

static void
append_node (GString            *text,
             const CdrGraphNode *node,
             guint               number)
{
  g_string_append_printf (text, "  n%u [label=\"", number);
  append_escaped (text, node->name);
  g_string_append_printf (text, "\\n%s", cdr_graph_state_to_word (node->state));

  if (node->error != NULL)
    {
      g_autofree char *error = cdr_text_to_line (node->error, MAX_ERROR);

      g_string_append (text, "\\n");
      append_escaped (text, error);
    }

  g_string_append_printf (text, "\", fillcolor=\"%s\"", fills[node->state]);
  if (node->is_root)
    g_string_append (text, ", peripheries=2");
  if (node->state == CDR_STATE_FAILED)
    g_string_append (text, ", shape=octagon, style=filled");
  else if (node->state == CDR_STATE_ABANDONED || (node->is_root && node->need != CDR_NEED_REQUIRED))
    g_string_append (text, ", style=\"filled,rounded,dashed\"");
  g_string_append (text, "];\n");
}

static void
append_edge (GString            *text,
             const CdrGraphEdge *edge)
{
  g_string_append_printf (text, "  n%u -> n%u [label=\"", edge->from, edge->to);
  append_escaped (text, edge->property);
  g_string_append (text, edge->need == CDR_NEED_REQUIRED ? "\"];\n" : "\", style=dashed];\n");
}

/**
 * cdr_graph_to_dot:
 * @self: a graph
 *
 * Writes the graph in the language of Graphviz.
 *
 * Arrows lead from who needs something to what is needed, and are called as the
 * property; they are dashed where it is wanted or taken if added. What the application
 * added itself has a double outline. A node's label says its name, its state and, on
 * one line, its error.
 *
 * Names and errors can contain anything: they show as they are, and nothing in them is
 * taken for a command, for HTML or for a link.
 *
 * It takes time in proportion to the size of the graph. What `dot` makes of it may take
 * far longer: of large graphs [method@Graph.to_svg] makes an overview.
 *
 * Returns: (transfer full): the text, which ends in a newline
 */
char *
cdr_graph_to_dot (CdrGraph *self)
{
  GString *text;

  g_return_val_if_fail (CDR_IS_GRAPH (self), NULL);

  text = g_string_new ("digraph conductor {\n"
                       "  graph [rankdir=LR, charset=\"UTF-8\"];\n"
                       "  node [shape=box, style=\"filled,rounded\", fontname=\"sans-serif\"];\n"
                       "  edge [fontname=\"sans-serif\", fontsize=10];\n");

  for (guint n = 0; n < self->n_nodes; n++)
    append_node (text, &self->nodes[n], n);
  for (guint e = 0; e < self->n_edges; e++)
    append_edge (text, &self->edges[e]);

  g_string_append (text, "}\n");
  return g_string_free (text, FALSE);
}
