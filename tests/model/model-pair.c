/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "model-pair.h"

/* The rules, and what is called of them. */

void
pair_apply_op (CdrRules *rules,
               guint     max_concurrent,
               Op        op)
{
  CdrStep step;

  switch (op.kind)
    {
    case OP_NEXT:
      cdr_rules_next (rules, max_concurrent, &step);
      break;

    case OP_DROP:
      cdr_rules_drop (rules, op.node);
      break;

    case OP_WANT_NONE:
      cdr_rules_want_none (rules);
      break;

    case OP_MOVE:
      cdr_rules_move (rules, op.node, op.state);
      break;

    default:
      g_assert_not_reached ();
    }
}

static void
remember (Pair   *pair,
          OpKind  kind,
          guint   node,
          guint   state)
{
  g_assert_cmpuint (pair->n_ops, <, MAX_PAIR_OPS);
  pair->ops[pair->n_ops++] = (Op) { kind, node, state };
}

static void
call (Pair   *pair,
      OpKind  kind,
      guint   node,
      guint   state)
{
  remember (pair, kind, node, state);
  pair_apply_op (pair->rules, pair->max_concurrent, (Op) { kind, node, state });
}

/* Comparing. */

static void
count_settled (Pair *pair)
{
  Model *model = pair->model;

  for (guint n = 0; n < model->n_nodes; n++)
    {
      const ModelNode *node = &model->nodes[n];

      if ((node->state == CDR_STATE_ACTIVE && node->is_wanted) ||
          node->state == CDR_STATE_FAILED || node->state == CDR_STATE_ABANDONED ||
          (node->state == CDR_STATE_INACTIVE && !node->is_wanted && !model->is_stopping))
        pair->settled |= 1u << n;
    }
}

/* One that has come down is settled. */
static void
count_come_down (Pair *pair,
                 guint node)
{
  if (!model_is_running (pair->model, node))
    pair->settled |= 1u << node;
}

void
pair_assert_alike (Pair *pair)
{
  Model *model = pair->model;
  guint n_running = 0, n_flying = 0, n_settled = 0;

  for (guint n = 0; n < model->n_nodes; n++)
    {
      g_assert_cmpint (cdr_rules_get_state (pair->rules, n), ==, model->nodes[n].state);
      g_assert_cmpint (cdr_rules_is_wanted (pair->rules, n), ==, model->nodes[n].is_wanted);
      n_running += model_is_running (model, n);
      n_flying += model_is_flying (model, n);
      n_settled += (pair->settled >> n) & 1;
    }

  g_assert_cmpuint (cdr_rules_get_n_running (pair->rules), ==, n_running);
  g_assert_cmpuint (cdr_rules_get_n_flying (pair->rules), ==, n_flying);
  g_assert_cmpuint (cdr_rules_get_n_settled (pair->rules), ==, n_settled);
}

/* What the guards say of the graph as it is. */

static gboolean
find_last (Model    *model,
           gboolean (*holds) (Model *model, guint node),
           guint    *node)
{
  for (guint n = model->n_nodes; n-- > 0;)
    {
      *node = n;
      if (holds (model, n))
        return TRUE;
    }

  return FALSE;
}

static gboolean
find_first (Model    *model,
            gboolean (*holds) (Model *model, guint node),
            guint    *node)
{
  for (guint n = 0; n < model->n_nodes; n++)
    {
      *node = n;
      if (holds (model, n))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_to_cancel_setup (Model *model,
                    guint  node)
{
  return model->nodes[node].state == CDR_STATE_SETTING_UP && model_is_to_cancel (model, node);
}

static gboolean
is_limited (Pair *pair)
{
  guint n_flying = 0;

  for (guint n = 0; n < pair->model->n_nodes; n++)
    n_flying += model_is_flying (pair->model, n);

  return pair->max_concurrent != 0 && n_flying >= pair->max_concurrent;
}

static gboolean
is_step_expected (Pair *pair)
{
  guint node;

  return find_first (pair->model, model_is_to_skip, &node) ||
         find_first (pair->model, is_to_cancel_setup, &node) ||
         (!is_limited (pair) && (find_first (pair->model, model_is_to_shut_down, &node) ||
                                 find_first (pair->model, model_is_to_set_up, &node)));
}

/* Skips and cancels at once; then shutdowns, the last first; then setups, the first
 * first.
 */
static void
assert_step_is_right (Pair          *pair,
                      const CdrStep *step)
{
  Model *model = pair->model;
  guint node = 0;

  if (step->kind == CDR_STEP_SKIP)
    {
      g_assert_true (model_is_to_skip (model, step->node));
      g_assert_cmpuint (cdr_rules_get_cause (pair->rules, step->node), ==,
                        model->nodes[step->node].cause);
      return;
    }

  if (step->kind == CDR_STEP_CANCEL)
    {
      g_assert_true (is_to_cancel_setup (model, step->node));
      return;
    }

  g_assert_false (find_first (model, model_is_to_skip, &node));
  g_assert_false (find_first (model, is_to_cancel_setup, &node));
  g_assert_false (is_limited (pair));

  if (step->kind == CDR_STEP_SHUT_DOWN)
    {
      g_assert_true (find_last (model, model_is_to_shut_down, &node));
      g_assert_cmpuint (step->node, ==, node);
      return;
    }

  g_assert_cmpint (step->kind, ==, CDR_STEP_SET_UP);
  g_assert_false (find_first (model, model_is_to_shut_down, &node));
  g_assert_true (find_first (model, model_is_to_set_up, &node));
  g_assert_cmpuint (step->node, ==, node);
}

/* What the rules offer, but for cancels of what has ended or was cancelled before. */
static gboolean
get_step (Pair    *pair,
          CdrStep *step)
{
  while (cdr_rules_next (pair->rules, pair->max_concurrent, step))
    {
      remember (pair, OP_NEXT, 0, 0);

      if (step->kind != CDR_STEP_CANCEL || model_is_to_cancel (pair->model, step->node))
        return TRUE;

      g_assert_false (pair->model->nodes[step->node].is_wanted);
    }

  return FALSE;
}

/* Doing. */

static void
take_row (Pair           *pair,
          guint           node,
          const ModelRow *row)
{
  model_take (pair->model, node, row);
  if (row->from != CDR_STATE_INACTIVE)
    count_come_down (pair, node);
  count_settled (pair);
}

/* As the reconciler does: what the failure means comes first, then the state. */
static void
do_row (Pair           *pair,
        guint           node,
        const ModelRow *row)
{
  gboolean was_stopping = pair->model->is_stopping;

  take_row (pair, node, row);

  if (pair->model->is_stopping && !was_stopping)
    call (pair, OP_WANT_NONE, 0, 0);
  else if (row->event == CDR_TRACE_SETUP_FAILED ||
           (row->event == CDR_TRACE_TIMED_OUT && row->from == CDR_STATE_SETTING_UP))
    call (pair, OP_DROP, node, 0);

  if (row->to != row->from)
    call (pair, OP_MOVE, node, row->to);

  /* What has timed out is cancelled there and then. */
  if (row->event == CDR_TRACE_TIMED_OUT && model_is_to_cancel (pair->model, node))
    take_row (pair, node, model_find_row (pair->model, node, CDR_TRACE_CANCELLED));
}

static void
do_event (Pair          *pair,
          guint          node,
          CdrTraceEvent  event)
{
  const ModelRow *row = model_find_row (pair->model, node, event);

  g_assert_nonnull (row);
  do_row (pair, node, row);
}

static void
do_stop (Pair *pair)
{
  g_assert_true (model_may_stop (pair->model));
  model_stop (pair->model);
  call (pair, OP_WANT_NONE, 0, 0);
}

static void
fail_before_setup (Pair  *pair,
                   guint  node)
{
  call (pair, OP_MOVE, node, CDR_STATE_SETTING_UP);
  do_event (pair, node, CDR_TRACE_SETUP_FAILED);
}

static void
take_setup_back (Pair  *pair,
                 guint  node)
{
  call (pair, OP_MOVE, node, CDR_STATE_SETTING_UP);
  call (pair, OP_MOVE, node, CDR_STATE_INACTIVE);
  pair->settled |= 1u << node;
  do_stop (pair);
}

static void
do_next (Pair       *pair,
         ChoiceKind  kind)
{
  static const CdrTraceEvent events[] = {
    [CDR_STEP_SET_UP] = CDR_TRACE_SETUP_BEGIN,
    [CDR_STEP_SHUT_DOWN] = CDR_TRACE_SHUTDOWN_BEGIN,
    [CDR_STEP_CANCEL] = CDR_TRACE_CANCELLED,
    [CDR_STEP_SKIP] = CDR_TRACE_SKIPPED,
  };
  CdrStep step;

  g_assert_true (get_step (pair, &step));
  assert_step_is_right (pair, &step);

  if (kind == DO_FAIL && step.kind == CDR_STEP_SET_UP)
    fail_before_setup (pair, step.node);
  else if (kind == DO_TAKE_BACK && step.kind == CDR_STEP_SET_UP && !pair->model->is_stopping)
    take_setup_back (pair, step.node);
  else
    do_event (pair, step.node, events[step.kind]);
}

/* Choosing. */

static gboolean
is_of_a_component (const ModelRow *row)
{
  return row->event != CDR_TRACE_SETUP_BEGIN && row->event != CDR_TRACE_SHUTDOWN_BEGIN &&
         row->event != CDR_TRACE_SKIPPED && row->event != CDR_TRACE_CANCELLED &&
         row->event != CDR_TRACE_LATE_END && row->from != CDR_STATE_INACTIVE;
}

void
pair_list_choices (Pair   *pair,
                   GArray *choices)
{
  guint n_rows;
  const ModelRow *rows = model_get_rows (&n_rows);

  g_array_set_size (choices, 0);

  if (is_step_expected (pair))
    {
      for (ChoiceKind kind = DO_NEXT; kind <= DO_TAKE_BACK; kind++)
        {
          Choice choice = { .kind = kind };

          g_array_append_val (choices, choice);
        }
    }

  if (!pair->model->is_stopping)
    {
      Choice choice = { .kind = DO_STOP };

      g_array_append_val (choices, choice);
    }

  for (guint n = 0; n < pair->model->n_nodes; n++)
    {
      for (guint i = 0; i < n_rows; i++)
        {
          Choice choice = { DO_ROW, n, &rows[i] };

          if (is_of_a_component (&rows[i]) && model_row_holds (pair->model, n, &rows[i]))
            g_array_append_val (choices, choice);
        }
    }
}

void
pair_do_choice (Pair         *pair,
                const Choice *choice)
{
  pair->n_steps++;
  pair->n_ops = 0;

  if (choice->kind == DO_ROW)
    do_row (pair, choice->node, choice->row);
  else if (choice->kind == DO_STOP)
    do_stop (pair);
  else
    do_next (pair, choice->kind);

  pair_assert_alike (pair);
}

/* With nothing to be done, nothing is offered. Not to be used afterwards. */
void
pair_assert_idle (Pair *pair)
{
  CdrStep step;

  pair->n_ops = 0;
  if (!is_step_expected (pair))
    g_assert_false (get_step (pair, &step));
}

/* Graphs, as numbers: two bits for what each component is a root for, and for each
 * pair.
 */

static CdrNeed
to_cdr (ModelNeed need)
{
  return need == MODEL_REQUIRED ? CDR_NEED_REQUIRED : CDR_NEED_WANTED;
}

gboolean
example_init (Example *example,
              guint    n_nodes,
              guint    code)
{
  g_autoptr (GArray) nodes = g_array_new (FALSE, TRUE, sizeof (CdrTopologyNode));
  g_autoptr (GArray) edges = g_array_new (FALSE, TRUE, sizeof (CdrTopologyEdge));
  ModelEdge model_edges[MAX_PAIR_NODES * MAX_PAIR_NODES];
  ModelNeed roots[MAX_PAIR_NODES];
  gboolean is_needed[MAX_PAIR_NODES] = { FALSE };
  guint n_edges = 0;
  guint first_edge = 0;

  for (guint n = 0; n < n_nodes; n++)
    {
      CdrTopologyNode node = { .first_edge = first_edge };

      roots[n] = code % 3;
      code /= 3;
      node.is_root = roots[n] != MODEL_NONE;
      node.need = to_cdr (roots[n]);
      is_needed[n] = node.is_root;

      for (guint to = 0; to < n; to++)
        {
          ModelNeed need = code % 3;
          CdrTopologyEdge edge = { .from = n, .to = to, .need = to_cdr (need) };

          code /= 3;
          if (need == MODEL_NONE)
            continue;

          g_array_append_val (edges, edge);
          model_edges[n_edges++] = (ModelEdge) { n, to, need };
          is_needed[to] = TRUE;
        }

      first_edge = n_edges;
      g_array_append_val (nodes, node);
    }

  for (guint n = 0; n < n_nodes; n++)
    {
      if (!is_needed[n])
        return FALSE;
    }

  example->graph = cdr_topology_new (nodes, edges, NULL);
  example->model = model_new (n_nodes, model_edges, n_edges, roots);

  for (guint n = 0; n < n_nodes; n++)
    g_assert_cmpint (example->graph->nodes[n].is_essential, ==,
                     example->model->nodes[n].is_essential);

  return TRUE;
}

void
example_clear (Example *example)
{
  cdr_topology_free (example->graph);
  model_free (example->model);
}
