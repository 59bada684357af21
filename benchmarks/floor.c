/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-life.h"

/* What one would write by hand for one graph, without checks, names or deadlines: an
 * array of counters each way, a property set per dependency, and one task per setup
 * and per shutdown.
 */

typedef struct
{
  BenchShape    *shape;
  CdrComponent **components;
  guint         *first_dependent;
  guint         *dependents;
  guint         *n_waits_for; /* dependencies that are not up; then dependents that are */
  guint          n_left;
} Floor;

typedef struct
{
  Floor *floor;
  guint  node;
} Call;

static void set_up_cb   (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data);
static void shut_down_cb (GObject      *object,
                          GAsyncResult *result,
                          gpointer      user_data);

static void
set_property (CdrComponent *component,
              guint         property,
              CdrComponent *value)
{
  GValue boxed = G_VALUE_INIT;

  g_value_init (&boxed, BENCH_TYPE_UNIT);
  g_value_set_object (&boxed, value);
  g_object_set_property (G_OBJECT (component), bench_unit_properties[property]->name, &boxed);
  g_value_unset (&boxed);
}

static void
set_up (Floor *self,
        guint  node)
{
  BenchShape *shape = self->shape;
  CdrComponent *component = self->components[node];
  Call *call = g_new (Call, 1);
  GTask *task;

  for (guint e = shape->first_edge[node]; e < shape->first_edge[node + 1]; e++)
    set_property (component, e - shape->first_edge[node] + 1, self->components[shape->edges[e]]);

  *call = (Call) { self, node };
  task = g_task_new (component, NULL, set_up_cb, call);
  CDR_COMPONENT_GET_CLASS (component)->setup (component, task);
  g_object_unref (task);
}

static void
set_up_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Call *call = user_data;
  Floor *self = call->floor;
  guint node = call->node;

  g_free (call);
  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return;

  self->n_left--;
  for (guint i = self->first_dependent[node]; i < self->first_dependent[node + 1]; i++)
    {
      if (--self->n_waits_for[self->dependents[i]] == 0)
        set_up (self, self->dependents[i]);
    }
}

static void
shut_down (Floor *self,
           guint  node)
{
  CdrComponent *component = self->components[node];
  Call *call = g_new (Call, 1);
  GTask *task;

  *call = (Call) { self, node };
  task = g_task_new (component, NULL, shut_down_cb, call);
  CDR_COMPONENT_GET_CLASS (component)->shutdown (component, task);
  g_object_unref (task);
}

static void
shut_down_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Call *call = user_data;
  Floor *self = call->floor;
  BenchShape *shape = self->shape;
  guint node = call->node;

  g_free (call);
  g_task_propagate_boolean (G_TASK (result), NULL);

  self->n_left--;
  for (guint e = shape->first_edge[node]; e < shape->first_edge[node + 1]; e++)
    {
      set_property (self->components[node], e - shape->first_edge[node] + 1, NULL);
      if (--self->n_waits_for[shape->edges[e]] == 0)
        shut_down (self, shape->edges[e]);
    }
}

static void
count (Floor *self)
{
  BenchShape *shape = self->shape;
  guint sum = 0;

  self->n_waits_for = g_new (guint, shape->n_nodes);
  self->first_dependent = g_new0 (guint, shape->n_nodes + 1);
  self->dependents = g_new (guint, shape->n_edges + 1);

  for (guint e = 0; e < shape->n_edges; e++)
    self->first_dependent[shape->edges[e]]++;
  for (guint n = 0; n <= shape->n_nodes; n++)
    {
      sum += self->first_dependent[n];
      self->first_dependent[n] = sum;
    }
  for (guint n = shape->n_nodes; n > 0; n--)
    {
      for (guint e = shape->first_edge[n]; e > shape->first_edge[n - 1]; e--)
        self->dependents[--self->first_dependent[shape->edges[e - 1]]] = n - 1;
    }
}

static void
turn (Floor *self)
{
  while (self->n_left > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_all_up (Floor *self)
{
  BenchShape *shape = self->shape;

  self->n_left = shape->n_nodes;
  for (guint n = 0; n < shape->n_nodes; n++)
    self->n_waits_for[n] = shape->first_edge[n + 1] - shape->first_edge[n];
  for (guint n = 0; n < shape->n_nodes; n++)
    {
      if (shape->first_edge[n + 1] == shape->first_edge[n])
        set_up (self, n);
    }
  turn (self);
}

static void
shut_all_down (Floor *self)
{
  BenchShape *shape = self->shape;

  self->n_left = shape->n_nodes;
  for (guint n = 0; n < shape->n_nodes; n++)
    self->n_waits_for[n] = self->first_dependent[n + 1] - self->first_dependent[n];
  for (guint n = 0; n < shape->n_nodes; n++)
    {
      if (self->first_dependent[n + 1] == self->first_dependent[n])
        shut_down (self, n);
    }
  turn (self);
}

void
bench_floor_run (BenchShape *shape,
                 BenchTimes *times)
{
  Floor self = { .shape = shape };
  double start = bench_now ();

  self.components = g_new (CdrComponent *, shape->n_nodes);
  for (guint n = 0; n < shape->n_nodes; n++)
    self.components[n] = g_object_new (shape->types[n], NULL);
  times->phases[BENCH_MAKE] += bench_now () - start;

  start = bench_now ();
  count (&self);
  times->phases[BENCH_RESOLVE] += bench_now () - start;

  start = bench_now ();
  set_all_up (&self);
  times->phases[BENCH_SETUP] += bench_now () - start;

  start = bench_now ();
  shut_all_down (&self);
  times->phases[BENCH_SHUTDOWN] += bench_now () - start;

  start = bench_now ();
  for (guint n = shape->n_nodes; n > 0; n--)
    g_object_unref (self.components[n - 1]);
  g_free (self.components);
  g_free (self.n_waits_for);
  g_free (self.first_dependent);
  g_free (self.dependents);
  times->phases[BENCH_RELEASE] += bench_now () - start;
}
