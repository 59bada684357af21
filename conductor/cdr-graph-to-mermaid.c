/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-graph-words-private.h"
#include "cdr-text-private.h"

#define MAX_ERROR 100 /* bytes: it is part of a label */

/* Mermaid has no escape character, but entity codes with a # instead of HTML's &. While
 * it parses, it writes them with U+00B0 and U+00B6, which are no letters, so codes too.
 */
static gboolean
is_plain (gunichar character)
{
  if (character < 0x80)
    return g_ascii_isalnum ((char) character) || character == ' ';

  return g_unichar_isalnum (character);
}

/* Inside a word they begin no list and no emphasis of Markdown. */
static gboolean
is_plain_inside (const char *text,
                 const char *c)
{
  return (*c == '-' || *c == '_' || *c == '.') &&
         c > text && g_ascii_isalnum (c[-1]) && g_ascii_isalnum (c[1]);
}

static void
append_escaped (GString    *text,
                const char *value)
{
  g_autofree char *line = cdr_text_to_line (value, CDR_TEXT_MAX_MESSAGE);

  for (const char *c = line; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (is_plain (character) || is_plain_inside (line, c))
        g_string_append_unichar (text, character);
      else
        g_string_append_printf (text, "#%u;", character);
    }
}

static void
append_node (GString            *text,
             const CdrGraphNode *node,
             guint               number)
{
  g_string_append_printf (text, "  n%u[\"", number);
  append_escaped (text, node->name);
  g_string_append_printf (text, "<br/>%s", cdr_graph_state_to_word (node->state));

  if (node->error != NULL)
    {
      g_autofree char *error = cdr_text_to_line (node->error, MAX_ERROR);

      g_string_append (text, "<br/>");
      append_escaped (text, error);
    }

  g_string_append (text, "\"]\n");
}

static void
append_edge (GString            *text,
             const CdrGraphEdge *edge)
{
  g_string_append_printf (text, "  n%u %s|\"", edge->from,
                          edge->need == CDR_NEED_REQUIRED ? "-->" : "-.->");
  append_escaped (text, edge->property);
  g_string_append_printf (text, "\"| n%u\n", edge->to);
}

/* One class a statement and node: a list of nodes could be of any length. */
static void
append_classes (GString            *text,
                const CdrGraphNode *node,
                guint               number)
{
  g_string_append_printf (text, "  class n%u %s\n", number, cdr_graph_state_to_nick (node->state));
  if (node->is_root)
    g_string_append_printf (text, "  class n%u root\n", number);
}

/**
 * cdr_graph_to_mermaid:
 * @self: a graph
 *
 * Writes the graph as a flowchart of Mermaid, which many places that show Markdown draw.
 *
 * Arrows lead from who needs something to what is needed, and are called as the
 * property; they are dotted where it is wanted or taken if added. What the application
 * added itself has a thick outline. A node's label says its name, its state and, on one
 * line, its error.
 *
 * Names and errors can contain anything: they show as they are, and nothing in them is
 * taken for a command, Markdown or HTML.
 *
 * It takes time in proportion to the size of the graph. Unless it is told otherwise,
 * Mermaid draws no more than 500 edges and 50,000 characters.
 *
 * Returns: (transfer full): the text, which ends in a newline
 */
char *
cdr_graph_to_mermaid (CdrGraph *self)
{
  GString *text;

  g_return_val_if_fail (CDR_IS_GRAPH (self), NULL);

  text = g_string_new ("flowchart LR\n"
                       "  classDef inactive fill:#f3f4f6,stroke:#9aa0a8,color:#1d2025\n"
                       "  classDef setting-up fill:#fff4d1,stroke:#c98a00,color:#1d2025\n"
                       "  classDef active fill:#dff5e6,stroke:#2b9a55,color:#1d2025\n"
                       "  classDef shutting-down fill:#efe6fc,stroke:#8757cf,color:#1d2025\n"
                       "  classDef failed fill:#fde3e1,stroke:#cf3328,color:#1d2025\n"
                       "  classDef abandoned fill:#fae7d6,stroke:#b25c1c,color:#1d2025\n"
                       "  classDef root stroke-width:3px\n");

  for (guint n = 0; n < self->n_nodes; n++)
    append_node (text, &self->nodes[n], n);
  for (guint e = 0; e < self->n_edges; e++)
    append_edge (text, &self->edges[e]);
  for (guint n = 0; n < self->n_nodes; n++)
    append_classes (text, &self->nodes[n], n);

  return g_string_free (text, FALSE);
}
