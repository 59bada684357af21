/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-life.h"

/* The same by a conductor, with everything on: checks, names, deadlines, timeline. It
 * resolves and makes the components when it sets up; what resolving alone takes,
 * validating says.
 */

CdrConductor *
bench_conductor_new (BenchShape *shape)
{
  CdrConductor *conductor = cdr_conductor_new ();

  for (guint i = 0; i < shape->n_roots; i++)
    cdr_conductor_add (conductor, shape->roots[i]);

  return conductor;
}

static void
live (BenchShape *shape,
      gboolean    keep_timeline,
      BenchTimes *times)
{
  g_autoptr (GError) error = NULL;
  double start = bench_now ();
  CdrConductor *conductor = bench_conductor_new (shape);

  cdr_conductor_set_keep_timeline (conductor, keep_timeline);
  times->phases[BENCH_MAKE] += bench_now () - start;

  start = bench_now ();
  if (!cdr_conductor_setup (conductor, NULL, &error))
    g_error ("%s", error->message);
  times->phases[BENCH_SETUP] += bench_now () - start;

  start = bench_now ();
  if (!cdr_conductor_shutdown (conductor, NULL, &error))
    g_error ("%s", error->message);
  times->phases[BENCH_SHUTDOWN] += bench_now () - start;

  start = bench_now ();
  g_object_unref (conductor);
  times->phases[BENCH_RELEASE] += bench_now () - start;
}

void
bench_conduct (BenchShape *shape,
               BenchTimes *times)
{
  live (shape, TRUE, times);
}

void
bench_conduct_off (BenchShape *shape,
                   BenchTimes *times)
{
  live (shape, FALSE, times);
}

void
bench_validate (BenchShape *shape,
                BenchTimes *times)
{
  g_autoptr (CdrConductor) conductor = bench_conductor_new (shape);
  g_autoptr (GError) error = NULL;
  double start = bench_now ();

  if (!cdr_conductor_validate (conductor, &error))
    g_error ("%s", error->message);
  times->phases[BENCH_RESOLVE] += bench_now () - start;
}
