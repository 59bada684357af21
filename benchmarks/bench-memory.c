/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-life.h"

#include <malloc.h>
#include <stdio.h>

/* What malloc has given out: run it with G_SLICE=always-malloc. */

/* The component without anything of CdrComponent. */
#define BENCH_TYPE_PLAIN (bench_plain_get_type ())
G_DECLARE_FINAL_TYPE (BenchPlain, bench_plain, BENCH, PLAIN, GObject)

struct _BenchPlain
{
  GObject  parent_instance;
  char     members[BENCH_UNIT_PRIVATE_SIZE];
};

G_DEFINE_FINAL_TYPE (BenchPlain, bench_plain, G_TYPE_OBJECT)

static void
bench_plain_class_init (BenchPlainClass *klass)
{
}

static void
bench_plain_init (BenchPlain *self)
{
}

static double
count_used (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return (double) info.uordblks + (double) info.hblkhd;
}

static double
measure_objects (BenchShape *shape,
                 GType       type)
{
  g_autofree GObject **objects = g_new (GObject *, shape->n_nodes);
  double before = count_used ();
  double used;

  for (guint n = 0; n < shape->n_nodes; n++)
    objects[n] = g_object_new (type != 0 ? type : shape->types[n], NULL);
  used = count_used () - before;
  for (guint n = 0; n < shape->n_nodes; n++)
    g_object_unref (objects[n]);

  return used;
}

static double
measure_conductor (BenchShape *shape,
                   gboolean    keep_timeline)
{
  double before = count_used ();
  g_autoptr (CdrConductor) conductor = bench_conductor_new (shape);
  g_autoptr (GError) error = NULL;
  double used;

  cdr_conductor_set_keep_timeline (conductor, keep_timeline);
  if (!cdr_conductor_setup (conductor, NULL, &error))
    g_error ("%s", error->message);
  used = count_used () - before;
  if (!cdr_conductor_shutdown (conductor, NULL, &error))
    g_error ("%s", error->message);

  return used;
}

void
bench_print_memory (BenchShape *shape)
{
  double plain, components, on, off;
  double n = shape->n_nodes;

  /* What is made once in a process is there after this. */
  measure_objects (shape, 0);
  measure_conductor (shape, TRUE);

  plain = measure_objects (shape, BENCH_TYPE_PLAIN);
  components = measure_objects (shape, 0);
  on = measure_conductor (shape, TRUE);
  off = measure_conductor (shape, FALSE);

  printf ("{\"shape\": \"%s\", \"components\": %u, \"edges\": %u, "
          "\"objects\": %.1f, \"component_members\": %.1f, \"conductor\": %.1f, "
          "\"conductor_without_timeline\": %.1f}\n",
          shape->name, shape->n_nodes, shape->n_edges, plain / n, (components - plain) / n,
          (on - components) / n, (off - components) / n);
}
