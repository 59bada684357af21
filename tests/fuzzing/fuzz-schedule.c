/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fuzz.h"

#include "cdr-test-choice.h"
#include "model-pair.h"

/* Bytes are a graph, and then which of the things that may happen does happen next: the
 * rules against the transition table of the model, after every step.
 */

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  return 0;
}

static guint
choose_code (guint n_nodes)
{
  guint code = 0;

  for (guint i = 0; i < n_nodes * (n_nodes + 1) / 2; i++)
    code = code * 3 + cdr_test_choose (3);

  return code;
}

static void
play (Example *example,
      guint    max_concurrent)
{
  g_autoptr (GArray) choices = g_array_new (FALSE, FALSE, sizeof (Choice));
  Pair pair = {
    .graph = example->graph,
    .model = example->model,
    .max_concurrent = max_concurrent,
    .rules = cdr_rules_new (example->graph),
  };

  pair_assert_alike (&pair);

  while (!cdr_test_choose_is_over ())
    {
      pair_list_choices (&pair, choices);
      if (choices->len == 0)
        break;

      pair_do_choice (&pair, &g_array_index (choices, Choice, cdr_test_choose (choices->len)));
    }

  pair_assert_idle (&pair);
  cdr_rules_free (pair.rules);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  Example example;
  guint n_nodes;
  guint max_concurrent;

  cdr_test_choose_from_bytes (data, size);
  n_nodes = 1 + cdr_test_choose (MAX_PAIR_NODES);
  max_concurrent = cdr_test_choose (n_nodes);

  if (example_init (&example, n_nodes, choose_code (n_nodes)))
    {
      play (&example, max_concurrent);
      example_clear (&example);
    }

  return 0;
}
