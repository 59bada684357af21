/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-component.h"

G_BEGIN_DECLS

typedef struct
{
  GType         type;
  CdrComponent *component;       /* owned; NULL until made, and when let go */
  guint         first_edge;      /* its dependencies, in edges */
  guint         first_dependent; /* its dependents, in dependents */
  guint         need : 2;        /* CdrNeed of a root */
  guint         is_root : 1;
  guint         is_ready_made : 1;
  guint         is_essential : 1; /* its failure is the application's */
  guint         is_new : 1;       /* made for this graph, and not set up yet */
} CdrTopologyNode;

typedef struct
{
  guint       from;     /* the dependent */
  guint       to;       /* the dependency */
  GParamSpec *pspec;
  guint       need : 2; /* CdrNeed */
  guint       is_wired : 1;
} CdrTopologyEdge;

/* Nodes in topological order, dependencies first; edges grouped by dependent.
 * Immutable, but for the components, which join when they are made.
 */
typedef struct
{
  guint         n_nodes;
  guint         n_edges;
  CdrTopologyNode *nodes;      /* n_nodes and a sentinel */
  CdrTopologyEdge *edges;
  guint        *dependents; /* places in edges, grouped by dependency */
} CdrTopology;

CdrTopology  *cdr_topology_new             (GArray            *nodes,
                                            GArray            *edges,
                                            GError           **error);
void          cdr_topology_free            (CdrTopology       *self);

void          cdr_topology_take_component  (CdrTopology       *self,
                                            guint              node,
                                            CdrComponent      *component);
CdrComponent *cdr_topology_steal_component (CdrTopology       *self,
                                            guint              node);

char         *cdr_topology_find_cycle      (const CdrTopology *self);

/* The dependencies of a node. */
#define cdr_topology_foreach_edge(graph, node, edge) \
  for (const CdrTopologyEdge *edge = &(graph)->edges[(graph)->nodes[node].first_edge]; \
       edge < &(graph)->edges[(graph)->nodes[(node) + 1].first_edge]; edge++)

/* The dependents of a node: @place runs over the dependents array. */
#define cdr_topology_foreach_dependent(graph, node, place) \
  for (guint place = (graph)->nodes[node].first_dependent; \
       place < (graph)->nodes[(node) + 1].first_dependent; place++)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CdrTopology, cdr_topology_free)

G_END_DECLS
