/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-life.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_ROUNDS 101

double
bench_now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

typedef void (*Run) (BenchShape *shape, BenchTimes *times);

int
main (int    argc,
      char **argv)
{
  const Run runs[] = { bench_bare_run, bench_floor_run, bench_conductor_run };
  const char *const names[] = { "bare", "floor", "conductor" };
  const char *name = argc > 1 ? argv[1] : "layered";
  guint n_nodes = argc > 2 ? (guint) atoi (argv[2]) : 10000;
  guint n_rounds = argc > 3 ? (guint) atoi (argv[3]) : 7;
  const char *only = argc > 4 ? argv[4] : NULL;
  static double totals[3][MAX_ROUNDS];
  static double phases[3][BENCH_N_PHASES][MAX_ROUNDS];
  static double ratios[MAX_ROUNDS];
  BenchShape *shape = bench_shape_new (name, n_nodes);

  for (guint round = 0; round <= n_rounds; round++)
    for (guint r = 0; r < 3; r++)
      {
        BenchTimes times = { 0 };

        if (only != NULL && strcmp (only, names[r]) != 0)
          continue;
        runs[r] (shape, &times);
        if (bench_n_alive != 0)
          g_error ("%u are left", bench_n_alive);
        if (round == 0)
          continue;
        totals[r][round - 1] = 0;
        for (guint p = 0; p < BENCH_N_PHASES; p++)
          {
            totals[r][round - 1] += times.phases[p];
            phases[r][p][round - 1] = times.phases[p];
          }
      }

  for (guint i = 0; i < n_rounds; i++)
    ratios[i] = totals[2][i] / totals[1][i];
  for (guint r = 0; r < 3; r++)
    {
      qsort (totals[r], n_rounds, sizeof (double), compare);
      printf ("%-10s %8.0f ns", names[r], totals[r][n_rounds / 2] / n_nodes);
      for (guint p = 0; p < BENCH_N_PHASES; p++)
        {
          qsort (phases[r][p], n_rounds, sizeof (double), compare);
          printf (" %8.0f", phases[r][p][n_rounds / 2] / n_nodes);
        }
      printf ("\n");
    }
  qsort (ratios, n_rounds, sizeof (double), compare);
  printf ("ratio to floor %.3f (%.3f to %.3f), floor to bare %.3f\n", ratios[n_rounds / 2],
          ratios[0], ratios[n_rounds - 1], totals[1][n_rounds / 2] / totals[0][n_rounds / 2]);
  return 0;
}
