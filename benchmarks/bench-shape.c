/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-shape.h"

#include <stdlib.h>
#include <string.h>

/* The component: up to three properties, and a setup and shutdown that succeed at
 * once.
 */

typedef struct
{
  GObject *held[BENCH_MAX_DEPENDENCIES];
} BenchUnitPrivate;

G_STATIC_ASSERT (sizeof (BenchUnitPrivate) == BENCH_UNIT_PRIVATE_SIZE);

GParamSpec *bench_unit_properties[BENCH_MAX_DEPENDENCIES + 1];
guint bench_n_set_up;
guint bench_n_shut_down;
guint bench_n_alive;

G_DEFINE_TYPE_WITH_PRIVATE (BenchUnit, bench_unit, CDR_TYPE_COMPONENT)

static void
bench_unit_setup (CdrComponent *component,
                  GTask        *task)
{
  bench_n_set_up++;
  g_task_return_boolean (task, TRUE);
}

static void
bench_unit_shutdown (CdrComponent *component,
                     GTask        *task)
{
  bench_n_shut_down++;
  g_task_return_boolean (task, TRUE);
}

static void
bench_unit_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  BenchUnitPrivate *priv = bench_unit_get_instance_private (BENCH_UNIT (object));

  g_set_object (&priv->held[prop_id - 1], g_value_get_object (value));
}

static void
bench_unit_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  BenchUnitPrivate *priv = bench_unit_get_instance_private (BENCH_UNIT (object));

  g_value_set_object (value, priv->held[prop_id - 1]);
}

static void
bench_unit_finalize (GObject *object)
{
  BenchUnitPrivate *priv = bench_unit_get_instance_private (BENCH_UNIT (object));

  for (guint i = 0; i < BENCH_MAX_DEPENDENCIES; i++)
    g_clear_object (&priv->held[i]);
  bench_n_alive--;

  G_OBJECT_CLASS (bench_unit_parent_class)->finalize (object);
}

static void
bench_unit_class_init (BenchUnitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = bench_unit_set_property;
  object_class->get_property = bench_unit_get_property;
  object_class->finalize = bench_unit_finalize;
  CDR_COMPONENT_CLASS (klass)->setup = bench_unit_setup;
  CDR_COMPONENT_CLASS (klass)->shutdown = bench_unit_shutdown;

  for (guint i = 1; i <= BENCH_MAX_DEPENDENCIES; i++)
    {
      const char names[] = { 'd', 'e', 'p', (char) ('0' + i), '\0' };

      bench_unit_properties[i] =
        g_param_spec_object (names, NULL, NULL, BENCH_TYPE_UNIT,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                             G_PARAM_STATIC_NICK | G_PARAM_STATIC_BLURB);
    }
  g_object_class_install_properties (object_class, BENCH_MAX_DEPENDENCIES + 1,
                                     bench_unit_properties);
}

static void
bench_unit_init (BenchUnit *self)
{
  bench_n_alive++;
}

/* The shapes. */

static guint
count_dependencies (const char *name,
                    guint       n_nodes,
                    guint       node)
{
  guint n_layer = MAX (n_nodes / 10, 1);

  if (strcmp (name, "chain") == 0)
    return node > 0 ? 1 : 0;
  if (strcmp (name, "layered") == 0)
    return node < n_layer ? 0 : MIN (3, n_layer);
  if (strcmp (name, "lattice") == 0)
    return node < 2 ? 0 : 2;
  if (strcmp (name, "random") == 0)
    return MIN (node, (guint) rand () % (BENCH_MAX_DEPENDENCIES + 1));

  return 0; /* wide */
}

/* The @i-th dependency of @node; no two are the same. */
static guint
choose_dependency (const char *name,
                   guint       n_nodes,
                   guint       node,
                   guint       i,
                   guint       n)
{
  guint n_layer = MAX (n_nodes / 10, 1);
  guint slice;

  if (strcmp (name, "chain") == 0)
    return node - 1;
  if (strcmp (name, "layered") == 0)
    return (node / n_layer - 1) * n_layer + (node % n_layer + i) % n_layer;
  if (strcmp (name, "lattice") == 0)
    return (node / 2 - 1) * 2 + i;

  slice = node / n;
  return i * slice + (guint) rand () % slice;
}

/* What a type's class_init has to know. */
typedef struct
{
  const BenchShape *shape;
  guint             node;
} BenchClass;

static void
node_class_init (gpointer klass,
                 gpointer class_data)
{
  BenchClass *data = class_data;
  const BenchShape *shape = data->shape;
  guint first = shape->first_edge[data->node];
  guint n = shape->first_edge[data->node + 1] - first;

  for (guint i = 0; i < BENCH_MAX_DEPENDENCIES; i++)
    {
      const char *name = bench_unit_properties[i + 1]->name;

      if (i < n)
        cdr_component_class_set_dependency_type (klass, name,
                                                 shape->types[shape->edges[first + i]]);
      else
        cdr_component_class_set_ignored (klass, name, TRUE);
    }
}

static void
make_types (BenchShape *self,
            GType       parent)
{
  BenchClass *classes = g_new (BenchClass, self->n_nodes); /* as long as the types: for ever */

  g_type_class_unref (g_type_class_ref (parent));

  for (guint n = 0; n < self->n_nodes; n++)
    {
      g_autofree char *name = g_strdup_printf ("Bench%s%u_%u", self->name, self->n_nodes, n);
      GTypeInfo info = {
        .class_size = sizeof (BenchUnitClass),
        .class_init = node_class_init,
        .class_data = &classes[n],
        .instance_size = sizeof (BenchUnit),
      };

      classes[n] = (BenchClass) { self, n };
      self->types[n] = g_type_register_static (parent, name, &info, 0);
    }

  for (guint n = 0; n < self->n_nodes; n++)
    g_type_class_ref (self->types[n]);
}

static void
find_roots (BenchShape *self)
{
  g_autofree guint8 *is_needed = g_new0 (guint8, self->n_nodes);

  for (guint e = 0; e < self->n_edges; e++)
    is_needed[self->edges[e]] = TRUE;

  for (guint n = 0; n < self->n_nodes; n++)
    {
      if (!is_needed[n])
        self->roots[self->n_roots++] = self->types[n];
    }
}

/* A shape must be made once in a process: types are for ever. Those of its components
 * are derived from @parent, which is a BenchUnit without members of its own.
 */
BenchShape *
bench_shape_new (const char *name,
                 guint       n_nodes,
                 GType       parent)
{
  BenchShape *self = g_new0 (BenchShape, 1);

  srand (1);
  self->name = g_strdup (name);
  self->n_nodes = n_nodes;
  self->first_edge = g_new (guint, n_nodes + 1);
  self->edges = g_new (guint, (gsize) n_nodes * BENCH_MAX_DEPENDENCIES);
  self->types = g_new (GType, n_nodes);
  self->roots = g_new (GType, n_nodes);

  for (guint node = 0; node < n_nodes; node++)
    {
      guint n = count_dependencies (name, n_nodes, node);

      self->first_edge[node] = self->n_edges;
      for (guint i = 0; i < n; i++)
        self->edges[self->n_edges++] = choose_dependency (name, n_nodes, node, i, n);
    }
  self->first_edge[n_nodes] = self->n_edges;

  make_types (self, parent);
  find_roots (self);

  return self;
}

void
bench_shape_free (BenchShape *self)
{
  g_free (self->name);
  g_free (self->first_edge);
  g_free (self->edges);
  g_free (self->types);
  g_free (self->roots);
  g_free (self);
}
