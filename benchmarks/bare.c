/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-life.h"

/* Less than any orchestration: the objects, their properties set and cleared, and two
 * tasks each. It shows that the floor is not padded.
 */

static guint n_left;

static void
returned_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
  n_left--;
}

static void
set_properties (BenchShape    *shape,
                CdrComponent **components,
                guint          node,
                gboolean       is_clear)
{
  GValue boxed = G_VALUE_INIT;
  guint property = 1;

  g_value_init (&boxed, BENCH_TYPE_UNIT);
  for (guint e = shape->first_edge[node]; e < shape->first_edge[node + 1]; e++)
    {
      g_value_set_object (&boxed, is_clear ? NULL : components[shape->edges[e]]);
      g_object_set_property (G_OBJECT (components[node]),
                             bench_unit_properties[property++]->name, &boxed);
    }
  g_value_unset (&boxed);
}

static void
call (CdrComponent *component,
      gboolean      is_setup)
{
  CdrComponentClass *klass = CDR_COMPONENT_GET_CLASS (component);
  GTask *task = g_task_new (component, NULL, returned_cb, NULL);

  if (is_setup)
    klass->setup (component, task);
  else
    klass->shutdown (component, task);
  g_object_unref (task);
}

void
bench_bare_run (BenchShape *shape,
                BenchTimes *times)
{
  CdrComponent **components = g_new (CdrComponent *, shape->n_nodes);
  double start = bench_now ();

  for (guint n = 0; n < shape->n_nodes; n++)
    components[n] = g_object_new (shape->types[n], NULL);
  times->phases[BENCH_MAKE] += bench_now () - start;

  start = bench_now ();
  n_left = shape->n_nodes;
  for (guint n = 0; n < shape->n_nodes; n++)
    {
      set_properties (shape, components, n, FALSE);
      call (components[n], TRUE);
    }
  while (n_left > 0)
    g_main_context_iteration (NULL, TRUE);
  times->phases[BENCH_SETUP] += bench_now () - start;

  start = bench_now ();
  n_left = shape->n_nodes;
  for (guint n = shape->n_nodes; n > 0; n--)
    call (components[n - 1], FALSE);
  while (n_left > 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint n = shape->n_nodes; n > 0; n--)
    set_properties (shape, components, n - 1, TRUE);
  times->phases[BENCH_SHUTDOWN] += bench_now () - start;

  start = bench_now ();
  for (guint n = shape->n_nodes; n > 0; n--)
    g_object_unref (components[n - 1]);
  g_free (components);
  times->phases[BENCH_RELEASE] += bench_now () - start;
}
