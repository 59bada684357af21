/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bench-shape.h"

G_BEGIN_DECLS

/* The phases of a life that are timed apart. Where one thing does two of them in turns,
 * the time is that of both, and the second is 0.
 */
typedef enum
{
  BENCH_MAKE,
  BENCH_RESOLVE,
  BENCH_SETUP,    /* with injecting */
  BENCH_SHUTDOWN, /* with clearing */
  BENCH_RELEASE,
  BENCH_N_PHASES
} BenchPhase;

typedef struct
{
  double phases[BENCH_N_PHASES]; /* nanoseconds */
} BenchTimes;

/* Each adds to @times. */
void bench_bare_run     (BenchShape *shape,
                         BenchTimes *times);
void bench_floor_run    (BenchShape *shape,
                         BenchTimes *times);
void bench_conduct      (BenchShape *shape,
                         BenchTimes *times);
void bench_conduct_off  (BenchShape *shape,
                         BenchTimes *times);
void bench_validate     (BenchShape *shape,
                         BenchTimes *times);

CdrConductor *bench_conductor_new (BenchShape *shape);

double bench_now           (void);
void   bench_print_memory  (BenchShape *shape);

G_END_DECLS
