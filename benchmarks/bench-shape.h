/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <conductor/conductor.h>

G_BEGIN_DECLS

/* As many dependencies as a component may have here. */
#define BENCH_MAX_DEPENDENCIES 3

/* What to measure: who depends on whom. Dependencies come first. Every component has
 * a type of its own, made and initialized before any clock starts.
 */
typedef struct
{
  char  *name;
  guint  n_nodes;
  guint  n_edges;
  guint *first_edge; /* n_nodes + 1 */
  guint *edges;      /* dependencies, grouped by dependent */
  GType *types;
  GType *roots;      /* what nothing depends on */
  guint  n_roots;
} BenchShape;

BenchShape *bench_shape_new  (const char *name,
                              guint       n_nodes,
                              GType       parent);
void        bench_shape_free (BenchShape *self);

/* The component that floor and conductor share. */
#define BENCH_TYPE_UNIT (bench_unit_get_type ())
G_DECLARE_DERIVABLE_TYPE (BenchUnit, bench_unit, BENCH, UNIT, CdrComponent)

struct _BenchUnitClass
{
  CdrComponentClass parent_class;
};

#define BENCH_UNIT_PRIVATE_SIZE (BENCH_MAX_DEPENDENCIES * sizeof (gpointer))

extern GParamSpec *bench_unit_properties[BENCH_MAX_DEPENDENCIES + 1];
extern guint       bench_n_set_up;
extern guint       bench_n_shut_down;
extern guint       bench_n_alive;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchShape, bench_shape_free)

G_END_DECLS
