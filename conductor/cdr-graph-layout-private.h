/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-graph-private.h"

G_BEGIN_DECLS

typedef enum
{
  CDR_BOX_NODE,
  CDR_BOX_MANY, /* stands for nodes that are too many to be shown */
  CDR_BOX_BEND, /* where a long link passes through a column */
} CdrBoxKind;

typedef struct
{
  CdrBoxKind kind;
  guint      node;    /* of a node */
  guint      n_nodes; /* how many it stands for */
  guint      column;  /* from the left, where those are that nothing depends on */
  double     x, y;    /* left, and middle */
  double     width, height;
} CdrBox;

/* All edges between the nodes of two boxes. */
typedef struct
{
  guint    from, to; /* boxes */
  guint    n_edges;
  guint    need : 2; /* CdrNeed: the most needed */
  guint    first_step, n_steps;
} CdrLink;

/* A piece of a link, from one column to the next. */
typedef struct
{
  guint from, to; /* boxes */
} CdrStep;

typedef struct
{
  const CdrGraph *graph;    /* not owned */
  guint     n_columns;
  GArray   *boxes;          /* CdrBox; bends come last */
  GArray   *links;          /* CdrLink */
  GArray   *steps;          /* CdrStep, grouped by link */
  GArray  **columns;        /* guint: boxes, from the top */
  GArray   *singles;        /* guint: boxes without links, which are in no column */
  double    width, height;
} CdrLayout;

#define CDR_LAYOUT_MARGIN 24.0
#define CDR_LAYOUT_TOP    76.0 /* room for the heading */

CdrLayout *cdr_layout_new   (const CdrGraph *graph);
void       cdr_layout_free  (CdrLayout      *self);

/* The parts of the above, in their order. */
void       cdr_layout_fold  (CdrLayout      *self);
void       cdr_layout_route (CdrLayout      *self);
void       cdr_layout_order (CdrLayout      *self);
void       cdr_layout_place (CdrLayout      *self);

#define cdr_layout_box(self, i) (&g_array_index ((self)->boxes, CdrBox, i))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CdrLayout, cdr_layout_free)

G_END_DECLS
