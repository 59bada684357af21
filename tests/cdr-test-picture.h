/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-graph-private.h"

G_BEGIN_DECLS

/* Graphs as no conductor need have made them: fixed, hostile or large. Nodes are added
 * in topological order, then edges grouped by dependent.
 */
typedef struct
{
  GArray *nodes; /* CdrGraphNode */
  GArray *edges; /* CdrGraphEdge */
} Picture;

void      picture_init      (Picture    *self);
guint     picture_add       (Picture    *self,
                             const char *type,
                             const char *name,
                             CdrState    state,
                             const char *error);
void      picture_add_root  (Picture    *self,
                             guint       node,
                             CdrNeed     need);
void      picture_add_edge  (Picture    *self,
                             guint       dependent,
                             const char *property,
                             guint       dependency,
                             CdrNeed     need);
CdrGraph *picture_finish    (Picture    *self);

/* An application with something in every state. */
CdrGraph *picture_new_fixed   (void);
/* Names and messages that try to be something else than text. */
CdrGraph *picture_new_hostile (void);
/* As large as one likes, in so many layers, with about so many dependencies each. */
CdrGraph *picture_new_random  (guint       n_nodes,
                               guint       n_layers,
                               guint       n_dependencies,
                               guint32     seed);
/* By a word and a size: "fixed", "hostile", "empty", "random", "chain", "star", "alone". */
CdrGraph *picture_new_by_name (const char *name,
                               guint       n_nodes);

G_END_DECLS
