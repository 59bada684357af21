/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-rules-private.h"
#include "model-table.h"

G_BEGIN_DECLS

/* The rules of the library and the transition table of the model, side by side: what the
 * rules offer is what the guards of the table say of the graph as it is, and each row of
 * the table leaves both alike.
 */

#define MAX_PAIR_NODES 4
#define MAX_PAIR_OPS   16

/* What was called of the rules, to get there again. */
typedef enum
{
  OP_NEXT,
  OP_DROP,
  OP_WANT_NONE,
  OP_MOVE,
} OpKind;

typedef struct
{
  guint8 kind;
  guint8 node;
  guint8 state;
} Op;

/* What may be done in a situation. */
typedef enum
{
  DO_NEXT,      /* what the rules offer */
  DO_FAIL,      /* the same, but a setup fails before it is called */
  DO_TAKE_BACK, /* the same, but a stop comes while a setup is prepared */
  DO_STOP,
  DO_ROW,       /* what a component or the clock does */
} ChoiceKind;

typedef struct
{
  ChoiceKind      kind;
  guint           node;
  const ModelRow *row;
} Choice;

/* The rules and the model, side by side. */
typedef struct
{
  const CdrTopology *graph;
  Model             *model;
  CdrRules          *rules;
  guint              max_concurrent;
  guint              settled; /* a bit for each node */
  Op                 ops[MAX_PAIR_OPS]; /* since the last situation */
  guint              n_ops;
  guint64            n_steps;
} Pair;

/* A graph, as both have it. */
typedef struct
{
  CdrTopology *graph;
  Model       *model;
} Example;

void     pair_apply_op     (CdrRules     *rules,
                            guint         max_concurrent,
                            Op            op);
void     pair_assert_alike (Pair         *pair);
void     pair_list_choices (Pair         *pair,
                            GArray       *choices);
void     pair_do_choice    (Pair         *pair,
                            const Choice *choice);
void     pair_assert_idle  (Pair         *pair);

gboolean example_init      (Example      *example,
                            guint         n_nodes,
                            guint         code);
void     example_clear     (Example      *example);

G_END_DECLS
