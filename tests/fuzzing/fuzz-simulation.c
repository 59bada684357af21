/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fuzz.h"

#include "cdr-test-choice.h"
#include "sim-run.h"

#include <stdlib.h>

/* Bytes are what the simulation draws: the graph, what each component and the user do,
 * and then, as it runs, which of the things that are due comes next. The oracle judges.
 * What fails is printed as a plan too; with its schedule drawn from a seed it may pass.
 */

static SimPlan plan;

void
sim_violation (const char *promise,
               const char *format,
               ...)
{
  g_autofree char *plan_text = sim_plan_to_string (&plan);
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  g_printerr ("%sVIOLATION of %s: %s\n", plan_text, promise, text);
  abort ();
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  sim_random_choose = cdr_test_choose;
  sim_run_init ();

  return 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  cdr_test_choose_from_bytes (data, size);
  sim_plan_generate (&plan, 0);
  sim_run (&plan);

  return 0;
}
