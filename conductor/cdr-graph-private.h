/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-graph.h"
#include "cdr-topology-private.h"

G_BEGIN_DECLS

typedef struct
{
  GType  type;
  char  *name;            /* one line, at most CDR_TEXT_MAX_NAME bytes */
  char  *error;           /* NULL: none; may have several lines */
  guint  first_edge;      /* its dependencies, in edges */
  guint  first_dependent; /* its dependents, in dependents */
  guint  state : 8;       /* CdrState */
  guint  need : 2;        /* CdrNeed of a root */
  guint  is_root : 1;
} CdrGraphNode;

typedef struct
{
  const char *property;   /* interned */
  guint       from;       /* the dependent */
  guint       to;         /* the dependency */
  guint       need : 2;   /* CdrNeed */
} CdrGraphEdge;

/* Nodes in topological order, dependencies first; edges grouped by dependent. */
struct _CdrGraph
{
  GObject       parent_instance;

  guint         n_nodes;
  guint         n_edges;
  CdrGraphNode *nodes;      /* n_nodes and a sentinel */
  CdrGraphEdge *edges;
  guint        *dependents; /* places in edges, grouped by dependency */
};

CdrGraph *cdr_graph_new (const CdrTopology *topology);

/* The dependencies of a node. */
#define cdr_graph_foreach_edge(graph, node, edge) \
  for (const CdrGraphEdge *edge = &(graph)->edges[(graph)->nodes[node].first_edge]; \
       edge < &(graph)->edges[(graph)->nodes[(node) + 1].first_edge]; edge++)

/* The dependents of a node: @place runs over the dependents array. */
#define cdr_graph_foreach_dependent(graph, node, place) \
  for (guint place = (graph)->nodes[node].first_dependent; \
       place < (graph)->nodes[(node) + 1].first_dependent; place++)

G_END_DECLS
