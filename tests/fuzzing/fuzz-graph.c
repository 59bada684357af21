/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fuzz.h"

#include "cdr-test-application.h"
#include "cdr-test-choice.h"
#include "cdr-test-graph.h"

/* Bytes are a graph, or an application to resolve: types, patches, what is added, in
 * which order. Valid or not, which cycle, which order, which error: all as the slow
 * references say.
 */

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  cdr_test_choose_from_seed (1);
  for (guint i = 0; i < N_APPLICATION_POOLS; i++)
    application_make_pool (i);
  cdr_test_graph_init ();

  return 0;
}

static void
resolve (void)
{
  g_auto (Application) application = { 0 };
  g_auto (Answer) reference = { 0 };
  g_auto (Answer) answer = { 0 };
  guint order[MAX_ADDED + MAX_PATCHES];
  guint n;

  application_init (&application, cdr_test_choose (N_APPLICATION_POOLS));
  application_compute_reference (&application, &reference);

  n = application.n_added + application.n_patches;
  for (guint i = 0; i < n; i++)
    {
      guint place = cdr_test_choose (i + 1);

      order[i] = order[place];
      order[place] = i;
    }

  application_compute_answer (&application, order, &answer);
  answer_check (&answer, &reference);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  cdr_test_choose_from_bytes (data, size);

  if (cdr_test_choose (2) == 0)
    cdr_test_graph_check ();
  else
    resolve ();

  return 0;
}
