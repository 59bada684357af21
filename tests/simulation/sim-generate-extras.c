/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-generate-private.h"

#include "sim-reference.h"
#include "sim-types.h"

/* What is drawn on top of a plan, seldom each: so that most plans stay what they were. */

/* Components that override the pair. */

static void
change_type (SimPlan *plan,
             int      from,
             int      to)
{
  for (int i = 0; i < plan->n_parts; i++)
    {
      SimPart *part = &plan->parts[i];

      if (part->type == from)
        part->type = to;
      for (int e = 0; e < part->n_edges; e++)
        {
          if (part->edges[e].ask == from)
            part->edges[e].ask = to;
        }
    }

  for (int i = 0; i < plan->n_patches; i++)
    {
      if (plan->patches[i].ask == from)
        plan->patches[i].ask = to;
      if (plan->patches[i].type == from)
        plan->patches[i].type = to;
    }
}

/* The type of the same digit must be of the same base or interface too. */
static gboolean
is_like (int type,
         int pair)
{
  for (int ask = SIM_ASK_BASE; ask < SIM_ASK_NOBODY; ask++)
    {
      if (sim_types_is_a (type, ask) != sim_types_is_a (pair, ask))
        return FALSE;
    }

  return TRUE;
}

/* A pair that never calls back leaves behind what waits for it: drops are none. */
static void
keep_tasks (SimPart *part)
{
  for (int k = 0; k < 2 * SIM_N_ROUNDS; k++)
    {
      SimBehaviour *behaviour = &part->behaviour[k / 2][k % 2];

      if (behaviour->outcome == SIM_OUTCOME_DROP)
        behaviour->outcome = SIM_OUTCOME_FAIL;
    }
}

static void
draw_pairs (SimPlan   *plan,
            SimRandom *random)
{
  gboolean is_used[10] = { FALSE };

  if (!sim_random_chance (random, 20))
    return;

  for (int i = 0; i < plan->n_parts; i++)
    {
      int type = plan->parts[i].type;
      int pair = SIM_PAIR_TYPES + type % 10;

      if (is_used[type % 10] || !is_like (type, pair) || !sim_random_chance (random, 50))
        continue;

      is_used[type % 10] = TRUE;
      change_type (plan, type, pair);
      keep_tasks (&plan->parts[i]);
    }
}

/* Setters that misbehave. */
static void
draw_setters (SimPlan   *plan,
              SimRandom *random)
{
  gboolean ignores = sim_random_chance (random, 4);
  gboolean keeps = sim_random_chance (random, 8);

  /* What is kept from one graph must not close a circle in the next. */
  for (int i = 0; i < plan->n_patches; i++)
    keeps = keeps && plan->patches[i].round == 0;

  for (int i = 0; i < plan->n_parts && (ignores || keeps); i++)
    {
      for (int e = 0; e < plan->parts[i].n_edges; e++)
        {
          if (keeps && sim_random_chance (random, 30))
            plan->parts[i].edges[e].setter = SIM_SETTER_KEEPS;
          else if (ignores && sim_random_chance (random, 10))
            {
              plan->parts[i].edges[e].setter = SIM_SETTER_IGNORES;
              ignores = FALSE;
            }
        }
    }
}

/* A second ready-made component of a type, unless it makes the graph ambiguous. */
static void
draw_twin (SimPlan   *plan,
           SimRandom *random)
{
  SimReference *reference = sim_reference_scratch ();
  int from = sim_random_below (random, plan->n_parts);
  gboolean was_valid;

  for (int i = 0; i < plan->n_parts && !plan->parts[from].is_ready; i++)
    from = (from + 1) % plan->n_parts;
  if (!plan->parts[from].is_ready || plan->n_parts == SIM_MAX_PARTS)
    return;

  sim_reference_compute (reference, plan, 0);
  was_valid = reference->is_valid;

  plan->parts[plan->n_parts] = plan->parts[from];
  plan->parts[plan->n_parts].root = SIM_ROOT_REQUIRED;
  for (int k = 0; k < 2 * SIM_N_ROUNDS; k++)
    plan->parts[plan->n_parts].behaviour[k / 2][k % 2].delay = sim_random_below (random, 6);
  plan->n_parts++;

  sim_reference_compute (reference, plan, 0);
  if (was_valid && !reference->is_valid && sim_random_chance (random, 80))
    plan->n_parts--;
}

/* What the user does. */
static void
draw_more_actions (SimPlan   *plan,
                   SimRandom *random)
{
  for (int i = 0; i < plan->n_actions; i++)
    {
      if (sim_random_chance (random, 30))
        plan->actions[i].is_in_thread = TRUE;
    }

  if (plan->n_actions < SIM_MAX_ACTIONS && sim_random_chance (random, 8))
    {
      SimAction *action = &plan->actions[plan->n_actions++];

      action->kind = sim_random_chance (random, 65) ? SIM_ACTION_CHANGE : SIM_ACTION_DISPOSE_PART;
      sim_generate_when (action, plan, random);
    }
}

void
sim_generate_extras (SimPlan   *plan,
                     SimRandom *random)
{
  draw_pairs (plan, random);
  draw_setters (plan, random);
  if (sim_random_chance (random, 40))
    draw_twin (plan, random);
  draw_more_actions (plan, random);
}
