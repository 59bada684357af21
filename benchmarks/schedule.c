/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-shape.h"

#include <stdio.h>
#include <stdlib.h>

/* schedule N: sets up and shuts down a random graph of N components that take 1 to 20 ms
 * each, and compares with the longest path, as the components saw it themselves: from
 * when each was told to begin to when it returned. One line of JSON; milliseconds.
 */

#define MIN_MS 1
#define MAX_MS 20

#define TIMED_TYPE_UNIT (timed_unit_get_type ())
G_DECLARE_DERIVABLE_TYPE (TimedUnit, timed_unit, TIMED, UNIT, BenchUnit)

struct _TimedUnitClass
{
  BenchUnitClass parent_class;
};

G_DEFINE_TYPE (TimedUnit, timed_unit, BENCH_TYPE_UNIT)

typedef struct
{
  gint64 begin;
  gint64 end;
} Span;

static BenchShape *shape;
static GHashTable *nodes; /* GType -> node + 1 */
static guint *durations;  /* milliseconds */
static Span *spans;

static guint
get_node (gpointer component)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (nodes,
                                                GSIZE_TO_POINTER (G_OBJECT_TYPE (component)))) - 1;
}

static gboolean
timeout_cb (gpointer user_data)
{
  GTask *task = user_data;

  spans[get_node (g_task_get_source_object (task))].end = g_get_monotonic_time ();
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

static void
take_time (CdrComponent *component,
           GTask        *task)
{
  guint node = get_node (component);

  spans[node].begin = g_get_monotonic_time ();
  g_timeout_add_full (G_PRIORITY_DEFAULT, durations[node], timeout_cb, g_object_ref (task),
                      g_object_unref);
}

static void
timed_unit_class_init (TimedUnitClass *klass)
{
  CDR_COMPONENT_CLASS (klass)->setup = take_time;
  CDR_COMPONENT_CLASS (klass)->shutdown = take_time;
}

static void
timed_unit_init (TimedUnit *self)
{
}

/* Dependencies come first in a shape: for the shutdown it is walked from the end. */
static gint64
get_longest_path (gboolean is_shutdown)
{
  g_autofree gint64 *before = g_new0 (gint64, shape->n_nodes);
  gint64 longest = 0;

  for (guint i = 0; i < shape->n_nodes; i++)
    {
      guint node = is_shutdown ? shape->n_nodes - 1 - i : i;
      gint64 span = spans[node].end - spans[node].begin;

      for (guint e = shape->first_edge[node]; e < shape->first_edge[node + 1]; e++)
        {
          if (is_shutdown)
            before[shape->edges[e]] = MAX (before[shape->edges[e]], before[node] + span);
          else
            before[node] = MAX (before[node], before[shape->edges[e]]);
        }
      if (!is_shutdown)
        before[node] += span;
      longest = MAX (longest, is_shutdown ? before[node] + span : before[node]);
    }

  return longest;
}

static void
report (const char *phase,
        gint64      start)
{
  gint64 now = g_get_monotonic_time ();
  gint64 first = G_MAXINT64;
  gint64 last = 0;

  for (guint n = 0; n < shape->n_nodes; n++)
    {
      first = MIN (first, spans[n].begin);
      last = MAX (last, spans[n].end);
    }

  printf ("\"%s\": {\"path\": %.3f, \"elapsed\": %.3f, \"call\": %.3f}", phase,
          get_longest_path (phase[1] == 'h') / 1000.0, (last - first) / 1000.0,
          (now - start) / 1000.0);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (CdrConductor) conductor = cdr_conductor_new ();
  g_autoptr (GError) error = NULL;
  guint n = argc == 2 ? (guint) atoi (argv[1]) : 200;
  gint64 start;

  shape = bench_shape_new ("random", n, TIMED_TYPE_UNIT);
  nodes = g_hash_table_new (NULL, NULL);
  spans = g_new0 (Span, n);
  durations = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    {
      g_hash_table_insert (nodes, GSIZE_TO_POINTER (shape->types[i]), GUINT_TO_POINTER (i + 1));
      durations[i] = MIN_MS + (guint) rand () % (MAX_MS - MIN_MS + 1);
    }
  for (guint i = 0; i < shape->n_roots; i++)
    cdr_conductor_add (conductor, shape->roots[i]);

  start = g_get_monotonic_time ();
  if (!cdr_conductor_setup (conductor, NULL, &error))
    g_error ("%s", error->message);
  printf ("{");
  report ("setup", start);

  start = g_get_monotonic_time ();
  if (!cdr_conductor_shutdown (conductor, NULL, &error))
    g_error ("%s", error->message);
  printf (", ");
  report ("shutdown", start);
  printf ("}\n");

  return EXIT_SUCCESS;
}
