/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-life.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* shapes time SHAPE N ROUNDS PROGRAM...: lives by turns, one line of JSON; in nanoseconds
 *   a component, and of processor time, which is the same on a machine that is busy
 * shapes memory SHAPE N: bytes a component while everything is up, as JSON
 * shapes count SHAPE N PROGRAM: bench_counted () runs once, for callgrind
 */

#define MAX_ROUNDS 101
#define MIN_COMPONENTS 10000 /* in one sample */

typedef struct
{
  const char *name;
  void      (*run) (BenchShape *shape, BenchTimes *times);
  double      totals[MAX_ROUNDS];
  double      phases[BENCH_N_PHASES][MAX_ROUNDS];
} Program;

static Program programs[] = {
  { "bare", bench_bare_run },
  { "floor", bench_floor_run },
  { "conductor", bench_conduct },
  { "without-timeline", bench_conduct_off },
  { "validate", bench_validate },
};

static const char *const phase_names[] = { "make", "resolve", "setup", "shutdown", "release" };

void bench_counted (Program    *program,
                    BenchShape *shape);

double
bench_now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

static Program *
find_program (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      if (strcmp (programs[i].name, name) == 0)
        return &programs[i];
    }

  g_error ("no program \"%s\"", name);
}

static void
run_round (Program    *self,
           BenchShape *shape,
           guint       round)
{
  guint n_lives = MAX (MIN_COMPONENTS / shape->n_nodes, 1);
  BenchTimes times = { 0 };
  double n = (double) n_lives * shape->n_nodes;

  for (guint i = 0; i < n_lives; i++)
    self->run (shape, &times);
  if (bench_n_alive != 0 || bench_n_set_up != bench_n_shut_down)
    g_error ("%u are left, %u set up and %u shut down", bench_n_alive, bench_n_set_up,
             bench_n_shut_down);

  self->totals[round] = 0;
  for (guint p = 0; p < BENCH_N_PHASES; p++)
    {
      self->phases[p][round] = times.phases[p] / n;
      self->totals[round] += times.phases[p] / n;
    }
}

static void
print_samples (const char   *name,
               const double *samples,
               guint         n)
{
  printf ("\"%s\": [", name);
  for (guint i = 0; i < n; i++)
    printf ("%s%.1f", i > 0 ? ", " : "", samples[i]);
  printf ("]");
}

static void
measure_time (BenchShape *shape,
              guint       n_rounds,
              char      **names)
{
  /* The first round only warms up. */
  for (guint round = 0; round <= n_rounds; round++)
    {
      for (char **name = names; *name != NULL; name++)
        run_round (find_program (*name), shape, round > 0 ? round - 1 : 0);
    }

  printf ("{\"shape\": \"%s\", \"components\": %u, \"edges\": %u, \"samples\": {", shape->name,
          shape->n_nodes, shape->n_edges);
  for (char **name = names; *name != NULL; name++)
    {
      Program *self = find_program (*name);

      printf ("%s\"%s\": {", name > names ? ", " : "", *name);
      print_samples ("total", self->totals, n_rounds);
      for (guint p = 0; p < BENCH_N_PHASES; p++)
        {
          printf (", ");
          print_samples (phase_names[p], self->phases[p], n_rounds);
        }
      printf ("}");
    }
  printf ("}}\n");
}

/* What callgrind is told to count. */
G_GNUC_NO_INLINE void
bench_counted (Program    *program,
               BenchShape *shape)
{
  BenchTimes times = { 0 };

  program->run (shape, &times);
}

int
main (int    argc,
      char **argv)
{
  const char *mode = argc >= 4 ? argv[1] : "";
  g_autoptr (BenchShape) shape = NULL;

  if (argc >= 4)
    shape = bench_shape_new (argv[2], (guint) atoi (argv[3]), BENCH_TYPE_UNIT);

  if (strcmp (mode, "time") == 0 && argc >= 6)
    {
      measure_time (shape, CLAMP ((guint) atoi (argv[4]), 1, MAX_ROUNDS), argv + 5);
    }
  else if (strcmp (mode, "memory") == 0)
    {
      bench_print_memory (shape);
    }
  else if (strcmp (mode, "count") == 0 && argc == 5)
    {
      Program *program = find_program (argv[4]);
      BenchTimes times = { 0 };

      program->run (shape, &times);
      bench_counted (program, shape);
    }
  else
    {
      g_printerr ("usage: see the source\n");
      return EXIT_FAILURE;
    }

  return EXIT_SUCCESS;
}
