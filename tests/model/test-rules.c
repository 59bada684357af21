/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "model-pair.h"

/* The rules as counters and queues, against the transition table of the model: in each
 * situation that a small graph can come to, what the rules offer is what the guards of
 * the table say of the graph as it is; and each row of the table leaves both alike.
 */

/* A situation that was come to, and how. */
typedef struct
{
  ModelNode nodes[MAX_PAIR_NODES];
  gboolean  is_stopping;
  guint     settled;
  guint     parent;
  guint     n_ops;
  Op        ops[MAX_PAIR_OPS];
} Place;

static guint64 n_situations, n_steps;
static guint64 rows_taken; /* a bit for each */

static guint
count_codes (guint n_nodes)
{
  guint n_codes = 1;

  for (guint i = 0; i < n_nodes * (n_nodes + 1) / 2; i++)
    n_codes *= 3;

  return n_codes;
}

/* Every situation, breadth first. */

static guint64
get_key (Model *model)
{
  guint64 key = model->is_stopping;

  for (guint n = 0; n < model->n_nodes; n++)
    {
      const ModelNode *node = &model->nodes[n];

      key = key << 8 | node->state << 5 | node->is_dropped << 4 | node->is_doomed << 3 |
            node->is_cancelled << 2 | node->is_late << 1 | node->is_overdue;
    }

  return key;
}

static void
keep_place (Pair       *pair,
            GArray     *places,
            GHashTable *keys,
            guint       parent)
{
  guint64 key = get_key (pair->model);
  Place place = { .parent = parent };

  if (!g_hash_table_add (keys, g_memdup2 (&key, sizeof key)))
    return;

  memcpy (place.nodes, pair->model->nodes, sizeof (ModelNode) * pair->model->n_nodes);
  memcpy (place.ops, pair->ops, sizeof place.ops);
  place.n_ops = pair->n_ops;
  place.is_stopping = pair->model->is_stopping;
  place.settled = pair->settled;
  g_array_append_val (places, place);
}

static void
repeat (Pair   *pair,
        GArray *places,
        guint   index)
{
  const Place *place = &g_array_index (places, Place, index);

  if (index > 0)
    repeat (pair, places, place->parent);

  for (guint i = 0; i < place->n_ops; i++)
    pair_apply_op (pair->rules, pair->max_concurrent, place->ops[i]);
}

static void
go_to (Pair   *pair,
       GArray *places,
       guint   index)
{
  const Place *place = &g_array_index (places, Place, index);

  memcpy (pair->model->nodes, place->nodes, sizeof (ModelNode) * pair->model->n_nodes);
  pair->model->is_stopping = place->is_stopping;
  pair->settled = place->settled;

  g_clear_pointer (&pair->rules, cdr_rules_free);
  pair->rules = cdr_rules_new (pair->graph);
  repeat (pair, places, index);
}

static void
explore (Example *example,
         guint    max_concurrent)
{
  g_autoptr (GArray) places = g_array_new (FALSE, TRUE, sizeof (Place));
  g_autoptr (GArray) choices = g_array_new (FALSE, FALSE, sizeof (Choice));
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Pair pair = {
    .graph = example->graph,
    .model = example->model,
    .max_concurrent = max_concurrent,
  };

  keep_place (&pair, places, keys, 0);

  for (guint index = 0; index < places->len; index++)
    {
      go_to (&pair, places, index);
      pair_assert_alike (&pair);
      pair_list_choices (&pair, choices);
      pair_assert_idle (&pair);

      for (guint i = 0; i < choices->len; i++)
        {
          go_to (&pair, places, index);
          pair_do_choice (&pair, &g_array_index (choices, Choice, i));
          keep_place (&pair, places, keys, index);
        }
    }

  n_situations += places->len;
  n_steps += pair.n_steps;
  g_clear_pointer (&pair.rules, cdr_rules_free);

  /* As it was, for the next time. */
  memcpy (example->model->nodes, g_array_index (places, Place, 0).nodes,
          sizeof (ModelNode) * example->model->n_nodes);
  example->model->is_stopping = FALSE;
}

static void
explore_every (guint n_nodes,
               guint first_code,
               guint stride)
{
  guint n_graphs = 0;

  n_situations = 0;
  n_steps = 0;

  for (guint code = first_code; code < count_codes (n_nodes); code += stride)
    {
      Example example;

      if (!example_init (&example, n_nodes, code))
        continue;

      n_graphs++;
      for (guint max_concurrent = 0; max_concurrent < n_nodes; max_concurrent++)
        explore (&example, max_concurrent);
      rows_taken |= example.model->rows_taken;
      example_clear (&example);
    }

  g_test_message ("%u components: %u graphs, %" G_GUINT64_FORMAT " situations, %"
                  G_GUINT64_FORMAT " steps", n_nodes, n_graphs, n_situations, n_steps);
}

static void
test_situations (gconstpointer user_data)
{
  explore_every (GPOINTER_TO_UINT (user_data), 0, 1);
}

/* Four components have too many situations: all of some graphs, and some ways through
 * each.
 */

#define GRAPHS_PER_SAMPLE 199
#define WALKS_PER_GRAPH 4

static void
test_sample (void)
{
  explore_every (4, g_test_rand_int_range (0, GRAPHS_PER_SAMPLE), GRAPHS_PER_SAMPLE);
}

/* What goes wrong, and a stop, end a walk soon: seldom enough for it to get anywhere. */
static gboolean
is_taken (const Choice *choice)
{
  gboolean is_good = choice->kind == DO_NEXT ||
                     (choice->kind == DO_ROW &&
                      (choice->row->event == CDR_TRACE_SETUP_SUCCEEDED ||
                       choice->row->event == CDR_TRACE_SHUTDOWN_SUCCEEDED));

  return is_good || g_test_rand_int_range (0, 10) == 0;
}

static void
walk (Example *example,
      guint    max_concurrent)
{
  g_autoptr (GArray) choices = g_array_new (FALSE, FALSE, sizeof (Choice));
  Pair pair = {
    .graph = example->graph,
    .model = example->model,
    .max_concurrent = max_concurrent,
    .rules = cdr_rules_new (example->graph),
  };

  for (guint n_done = 0; n_done < 300; n_done++)
    {
      const Choice *choice;

      pair_list_choices (&pair, choices);
      if (choices->len == 0)
        break;

      choice = &g_array_index (choices, Choice, g_test_rand_int_range (0, choices->len));
      if (is_taken (choice))
        pair_do_choice (&pair, choice);
    }

  pair_assert_idle (&pair);
  n_steps += pair.n_steps;
  cdr_rules_free (pair.rules);
}

/* No row went unused but one that the rules know nothing of. */
static void
assert_rows_taken (void)
{
  guint n_rows;
  const ModelRow *rows = model_get_rows (&n_rows);

  for (guint i = 0; i < n_rows; i++)
    {
      if ((rows_taken >> i & 1) == 0 && rows[i].event != CDR_TRACE_LATE_END)
        g_error ("Not taken: %s, %s, %s", model_state_to_string (rows[i].from),
                 model_event_to_string (rows[i].event), rows[i].guard);
    }
}

static void
test_walks (void)
{
  guint n_walks = 0;

  n_steps = 0;
  rows_taken = 0;

  for (guint code = 0; code < count_codes (4); code++)
    {
      for (guint i = 0; i < WALKS_PER_GRAPH; i++)
        {
          Example example;

          if (!example_init (&example, 4, code))
            break;

          n_walks++;
          walk (&example, i % 4);
          rows_taken |= example.model->rows_taken;
          example_clear (&example);
        }
    }

  g_test_message ("%u walks, %" G_GUINT64_FORMAT " steps", n_walks, n_steps);
  assert_rows_taken ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/rules/situations/1", GUINT_TO_POINTER (1), test_situations);
  g_test_add_data_func ("/rules/situations/2", GUINT_TO_POINTER (2), test_situations);
  g_test_add_data_func ("/rules/situations/3", GUINT_TO_POINTER (3), test_situations);
  g_test_add_func ("/rules/sample", test_sample);
  g_test_add_func ("/rules/walks", test_walks);

  return g_test_run ();
}
