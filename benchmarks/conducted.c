/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-life.h"

/* The same by a conductor, with everything on: checks, names, deadlines, timeline. It makes
 * the components when it sets up; what resolving alone takes, validating says.
 */

void
bench_conductor_run (BenchShape *shape,
                     BenchTimes *times)
{
  g_autoptr (GError) error = NULL;
  double start = bench_now ();
  CdrConductor *conductor = cdr_conductor_new ();

  for (guint i = 0; i < shape->n_roots; i++)
    cdr_conductor_add (conductor, shape->roots[i]);

  times->phases[BENCH_MAKE] = bench_now () - start;
  times->phases[BENCH_RESOLVE] = 0; /* in that of the setup */

  start = bench_now ();
  if (!cdr_conductor_setup (conductor, NULL, &error))
    g_error ("%s", error->message);
  times->phases[BENCH_SETUP] = bench_now () - start;

  start = bench_now ();
  if (!cdr_conductor_shutdown (conductor, NULL, &error))
    g_error ("%s", error->message);
  times->phases[BENCH_SHUTDOWN] = bench_now () - start;

  start = bench_now ();
  g_object_unref (conductor);
  times->phases[BENCH_RELEASE] = bench_now () - start;
}
