/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-graph-words-private.h"
#include "cdr-json-private.h"

static void
add_node (CdrJson            *json,
          const CdrGraphNode *node)
{
  cdr_json_begin_object (json, NULL);
  cdr_json_add_string (json, "type", g_type_name (node->type));
  cdr_json_add_string (json, "name", node->name);
  cdr_json_add_string (json, "state", cdr_graph_state_to_nick (node->state));
  cdr_json_add_string (json, "error", node->error);
  cdr_json_add_boolean (json, "root", node->is_root);
  cdr_json_add_string (json, "need", node->is_root ? cdr_graph_need_to_nick (node->need) : NULL);
  cdr_json_end_object (json);
}

static void
add_edge (CdrJson            *json,
          const CdrGraphEdge *edge)
{
  cdr_json_begin_object (json, NULL);
  cdr_json_add_int (json, "dependent", edge->from);
  cdr_json_add_int (json, "dependency", edge->to);
  cdr_json_add_string (json, "property", edge->property);
  cdr_json_add_string (json, "need", cdr_graph_need_to_nick (edge->need));
  cdr_json_end_object (json);
}

/**
 * cdr_graph_to_json:
 * @self: a graph
 *
 * Writes the graph as JSON, for programs.
 *
 * The object has a `format`, `conductor-graph`, and a `version`, which is 1 and grows
 * when programs that read this one could misread the next; members may be added to any
 * object without that. `nodes` come in the `order` that it names, dependencies first,
 * and edges tell them by their place in that array, from 0. It is described by
 * `graph.schema.json` in the library's documentation.
 *
 * Whatever names and errors contain, it is valid JSON in UTF-8, and can be put into a
 * script in a web page as it is. It takes time in proportion to the size of the graph.
 *
 * Returns: (transfer full): the text, which ends in a newline
 */
char *
cdr_graph_to_json (CdrGraph *self)
{
  CdrJson json;

  g_return_val_if_fail (CDR_IS_GRAPH (self), NULL);

  cdr_json_init (&json);
  cdr_json_begin_object (&json, NULL);
  cdr_json_add_string (&json, "format", "conductor-graph");
  cdr_json_add_int (&json, "version", 1);
  cdr_json_add_string (&json, "order", "topological");

  cdr_json_begin_array (&json, "nodes");
  for (guint n = 0; n < self->n_nodes; n++)
    add_node (&json, &self->nodes[n]);
  cdr_json_end_array (&json);

  cdr_json_begin_array (&json, "edges");
  for (guint e = 0; e < self->n_edges; e++)
    add_edge (&json, &self->edges[e]);
  cdr_json_end_array (&json);

  cdr_json_end_object (&json);
  return cdr_json_finish (&json);
}
