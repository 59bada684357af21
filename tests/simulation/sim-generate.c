/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-generate-private.h"
#include "sim-reference.h"
#include "sim-types.h"

#include <conductor/conductor.h>
#include <string.h>

/* Draws a plan from a seed. Times come from a small alphabet, so that things often
 * happen together.
 */

static const int delays[] = { 0, 0, 1, 1, 2, 3, 5, 5, 10 };
static const int timeouts[] = { 0, 3, 5, 5, 10, 10, 20 };

/* Everything is a root that nobody needs, and some others are. */
static void
draw_roots (SimPlan   *plan,
            SimRandom *random)
{
  gboolean is_needed[SIM_MAX_PARTS] = { FALSE };
  int percent_wanted = sim_random_chance (random, 40) ? 30 : 0;
  int percent_extra = sim_random_chance (random, 50) ? 10 : 0;

  for (int i = 0; i < plan->n_parts; i++)
    {
      for (int e = 0; e < plan->parts[i].n_edges; e++)
        is_needed[plan->parts[i].edges[e].ask] = TRUE;
    }

  for (int i = 0; i < plan->n_parts; i++)
    {
      if (!is_needed[i] || sim_random_chance (random, percent_extra))
        plan->parts[i].root = sim_random_chance (random, percent_wanted) ? SIM_ROOT_WANTED
                                                                         : SIM_ROOT_REQUIRED;
    }
}

/* From parts to types. */

static void
draw_types (SimPlan   *plan,
            SimRandom *random)
{
  int types[SIM_N_TYPES];

  for (int i = 0; i < SIM_N_TYPES; i++)
    types[i] = i;
  for (int i = 0; i < plan->n_parts; i++)
    {
      int j = i + sim_random_below (random, SIM_N_TYPES - i);
      int type = types[j];

      types[j] = types[i];
      types[i] = type;
      plan->parts[i].type = type;
    }

  for (int i = 0; i < plan->n_parts; i++)
    {
      for (int e = 0; e < plan->parts[i].n_edges; e++)
        plan->parts[i].edges[e].ask = plan->parts[plan->parts[i].edges[e].ask].type;
    }
}

/* What is more than the type itself: it must be added to be found. */
static int
widen (SimPlan   *plan,
       SimRandom *random,
       int        type)
{
  for (int ask = SIM_ASK_BASE; ask < SIM_ASK_NOBODY; ask++)
    {
      if (sim_types_is_a (type, ask) && sim_random_chance (random, 70))
        return ask;
    }

  return type;
}

static SimPart *
find_part (SimPlan *plan,
           int      type)
{
  for (int i = 0; i < plan->n_parts; i++)
    {
      if (plan->parts[i].type == type)
        return &plan->parts[i];
    }

  g_assert_not_reached ();
}

/* Whether asking for @ask would find just one root. */
static gboolean
is_only_one (const SimPlan *plan,
             int            ask)
{
  int n = 0;

  for (int i = 0; i < plan->n_parts; i++)
    n += plan->parts[i].root != SIM_ROOT_NO && sim_types_is_a (plan->parts[i].type, ask);

  return n == 1;
}

static void
draw_asks (SimPlan   *plan,
           SimRandom *random)
{
  int percent_wanted = sim_random_chance (random, 40) ? 25 : 0;
  int percent_wide = sim_random_chance (random, 30) ? 40 : 0;

  for (int i = 0; i < plan->n_parts; i++)
    {
      for (int e = 0; e < plan->parts[i].n_edges; e++)
        {
          SimEdge *edge = &plan->parts[i].edges[e];
          int type = edge->ask;

          if (sim_random_chance (random, percent_wanted))
            edge->need = sim_random_chance (random, 75) ? CDR_NEED_WANTED : CDR_NEED_IF_ADDED;

          if (sim_random_chance (random, percent_wide))
            {
              int ask = widen (plan, random, type);

              if (ask == type || (!is_only_one (plan, ask) && find_part (plan, type)->root))
                continue;
              find_part (plan, type)->root = SIM_ROOT_REQUIRED;
              if (is_only_one (plan, ask))
                edge->ask = ask;
              if (ask == SIM_ASK_BASE && e == plan->parts[i].n_edges - 1)
                edge->property = SIM_PROPERTY_BASE;
              if (ask == SIM_ASK_INTERFACE && e == plan->parts[i].n_edges - 1)
                edge->property = SIM_PROPERTY_INTERFACE;
            }
        }
    }
}

/* Ready-made components, wired to each other where one needs the other. */
static void
draw_ready (SimPlan   *plan,
            SimRandom *random)
{
  if (!sim_random_chance (random, 20))
    return;

  for (int i = 0; i < plan->n_parts; i++)
    {
      if (plan->parts[i].root != SIM_ROOT_NO && sim_random_chance (random, 40))
        plan->parts[i].is_ready = TRUE;
    }

  for (int i = 0; i < plan->n_parts; i++)
    {
      SimPart *part = &plan->parts[i];

      for (int e = 0; e < part->n_edges && part->is_ready; e++)
        {
          for (int j = 0; j < i; j++)
            {
              if (plan->parts[j].is_ready &&
                  sim_types_is_a (plan->parts[j].type, part->edges[e].ask) &&
                  sim_random_chance (random, 60))
                part->edges[e].wired = j;
            }
        }
    }

  /* What is wired need not be added. */
  for (int i = 0; i < plan->n_parts; i++)
    {
      for (int e = 0; e < plan->parts[i].n_edges; e++)
        {
          int wired = plan->parts[i].edges[e].wired;

          if (wired != SIM_NEVER && sim_random_chance (random, 30))
            plan->parts[wired].root = SIM_ROOT_NO;
        }
    }
}

static void
draw_patches (SimPlan   *plan,
              SimRandom *random)
{
  int n = sim_random_chance (random, 15) ? 1 + sim_random_below (random, 3) : 0;

  for (int i = 0; i < n; i++)
    {
      int part = sim_random_below (random, plan->n_parts);
      SimPatch *patch = &plan->patches[plan->n_patches];

      patch->type = plan->parts[sim_random_below (random, plan->n_parts)].type;
      patch->ask = sim_random_chance (random, 70) ? plan->parts[part].type
                                                  : SIM_ASK_BASE + sim_random_below (random, 8);
      patch->round = sim_random_chance (random, 80) ? 0 : 1;
      plan->n_patches++;
    }
}

/* Things that must be refused. */
static void
draw_defect (SimPlan   *plan,
             SimRandom *random)
{
  int i = sim_random_below (random, plan->n_parts);
  SimPart *part = &plan->parts[i];
  SimEdge *edge;

  plan->defect = sim_random_chance (random, 9) ? 1 + sim_random_below (random, SIM_N_DEFECTS - 1)
                                               : SIM_DEFECT_NONE;
  if (plan->defect == SIM_DEFECT_NONE || part->n_edges == SIM_N_PROPERTIES)
    return;

  if (plan->defect == SIM_DEFECT_PATCH_LOOP)
    {
      plan->n_patches = 2;
      plan->patches[0] = (SimPatch) { part->type, plan->parts[0].type, 0 };
      plan->patches[1] = (SimPatch) { plan->parts[0].type, part->type, 0 };
      return;
    }

  edge = &part->edges[part->n_edges++];
  *edge = (SimEdge) { SIM_N_PROPERTIES - 3, SIM_ASK_ANY, CDR_NEED_REQUIRED, SIM_NEVER,
                      SIM_SETTER_GOOD };
  for (int e = 0; e < part->n_edges - 1; e++)
    {
      if (part->edges[e].property == edge->property)
        part->n_edges--;
    }

  if (plan->defect == SIM_DEFECT_CYCLE)
    edge->ask = plan->parts[i + sim_random_below (random, plan->n_parts - i)].type;
  else if (plan->defect == SIM_DEFECT_MISSING)
    edge->ask = sim_random_chance (random, 50) ? SIM_ASK_NOBODY : SIM_ASK_BASE + 3;
  else if (plan->defect == SIM_DEFECT_MISFIT)
    {
      edge->property = SIM_PROPERTY_BASE + sim_random_below (random, 2);
      edge->ask = plan->parts[sim_random_below (random, plan->n_parts)].type;
      for (int e = 0; e < part->n_edges - 1; e++)
        part->edges[e].property = e;
    }
}

/* What components do. */

static void
draw_fault (SimBehaviour *behaviour,
            SimRandom    *random)
{
  static const int outcomes[] = {
    SIM_OUTCOME_OK, SIM_OUTCOME_OK, SIM_OUTCOME_OK, SIM_OUTCOME_FAIL, SIM_OUTCOME_FAIL,
    SIM_OUTCOME_FAIL, SIM_OUTCOME_FALSE, SIM_OUTCOME_DROP, SIM_OUTCOME_TWICE,
    SIM_OUTCOME_CANCELLED
  };

  behaviour->outcome = sim_random_pick (random, outcomes);
  if (behaviour->outcome == SIM_OUTCOME_OK && sim_random_chance (random, 80))
    behaviour->delay = sim_random_chance (random, 70) ? SIM_NEVER
                                                      : 10 + 5 * sim_random_below (random, 9);
}

static void
draw_behaviour (SimBehaviour *behaviour,
                SimRandom    *random,
                int           percent_faulty,
                gboolean      is_odd)
{
  behaviour->delay = sim_random_pick (random, delays);
  behaviour->on_cancel = sim_random_below (random, SIM_N_ON_CANCEL);
  behaviour->cancel_delay = sim_random_pick (random, delays);
  if (sim_random_chance (random, 10))
    behaviour->place = SIM_PLACE_INSIDE;
  if (percent_faulty > 0 && sim_random_chance (random, percent_faulty))
    draw_fault (behaviour, random);

  if (!is_odd)
    return;

  if (sim_random_chance (random, 4))
    behaviour->place = SIM_PLACE_NESTED;
  else if (sim_random_chance (random, 2))
    behaviour->place = SIM_PLACE_THREAD;
  if (behaviour->place == SIM_PLACE_NESTED && behaviour->delay == SIM_NEVER)
    behaviour->delay = 5;

  if (sim_random_chance (random, 10))
    {
      behaviour->deed = 1 + sim_random_below (random, SIM_N_DEEDS - 1);
      behaviour->extend = 1 + sim_random_below (random, 15);
      if (behaviour->deed == SIM_DEED_SHUTDOWN && sim_random_chance (random, 70))
        behaviour->deed = SIM_DEED_EXTEND;
    }
}

static void
draw_behaviours (SimPlan   *plan,
                 SimRandom *random)
{
  static const int percents[] = { 0, 0, 1, 5, 5, 20, 50 };
  gboolean is_calm = sim_random_chance (random, 40);
  int percent = is_calm ? 0 : sim_random_pick (random, percents);
  gboolean has_victim = !is_calm && sim_random_chance (random, 45);
  int victim = has_victim ? sim_random_below (random, plan->n_parts) : SIM_NEVER;
  gboolean is_odd = !is_calm && sim_random_chance (random, 50);
  int percent_timeouts = !is_calm && sim_random_chance (random, 40) ? 30 : 0;

  if (is_calm)
    plan->setup_timeout = plan->shutdown_timeout = sim_random_chance (random, 50) ? 0 : 50;

  for (int i = 0; i < plan->n_parts; i++)
    {
      SimPart *part = &plan->parts[i];

      for (int k = 0; k < 2 * SIM_N_ROUNDS; k++)
        draw_behaviour (&part->behaviour[k / 2][k % 2], random,
                        i == victim ? 40 : percent, is_odd);

      for (int phase = 0; phase < 2; phase++)
        {
          if (sim_random_chance (random, percent_timeouts))
            part->timeout[phase] = sim_random_pick (random, timeouts);
        }

      if (i == victim && sim_random_chance (random, 15))
        part->fail_after[sim_random_below (random, 2)] = sim_random_pick (random, delays);
    }
}

static void
draw_settings (SimPlan   *plan,
               SimRandom *random)
{
  static const int deadlines[] = { 0, 0, 5, 10, 20, 40, 200 };
  static const int graces[] = { 0, 1, 2, 5, 5, 10 };

  plan->setup_timeout = sim_random_pick (random, timeouts);
  plan->shutdown_timeout = sim_random_pick (random, timeouts);
  plan->shutdown_deadline = sim_random_pick (random, deadlines);
  plan->grace = sim_random_pick (random, graces);
  plan->slow_threshold = sim_random_chance (random, 20) ? sim_random_pick (random, delays) : 0;
  plan->max_concurrent = sim_random_chance (random, 15) ? 1 + sim_random_below (random, 3) : 0;
  plan->n_rounds = sim_random_chance (random, 20) ? 2 : 1;
  plan->active_time = sim_random_pick (random, delays);
  plan->validates = sim_random_chance (random, 30);
  plan->again_inside = sim_random_chance (random, 30);
  plan->late_end = sim_random_chance (random, 30);
  plan->schedule = (int) (sim_random_next (random) >> 1);
}

/* When the user does something, and to whom. */
void
sim_generate_when (SimAction     *action,
                   const SimPlan *plan,
                   SimRandom     *random)
{
  static const int times[] = { 0, 1, 2, 3, 5, 6, 10, 12, 15, 20, 30 };

  action->at = SIM_NEVER;
  if (sim_random_chance (random, 60))
    action->at = sim_random_pick (random, times);
  else
    {
      action->after = 1 + sim_random_below (random, 4 * plan->n_parts);
      action->inside = sim_random_chance (random, 40);
    }
  action->target = sim_random_below (random, 1000);
}

static void
draw_actions (SimPlan   *plan,
              SimRandom *random)
{
  int n = sim_random_chance (random, 50) ? 1 + sim_random_below (random, SIM_MAX_ACTIONS) : 0;

  for (int i = 0; i < n; i++)
    {
      SimAction *action = &plan->actions[plan->n_actions++];

      action->kind = 1 + sim_random_below (random, SIM_ACTION_DISPOSE);
      if (action->kind == SIM_ACTION_DISPOSE && sim_random_chance (random, 80))
        action->kind = SIM_ACTION_SHUTDOWN;
      if (action->kind == SIM_ACTION_DROP && sim_random_chance (random, 50))
        action->kind = SIM_ACTION_CANCEL_SETUP;
      sim_generate_when (action, plan, random);
    }
}

static gboolean
is_known (const SimPlan *plan)
{
  SimReference *reference = sim_reference_scratch ();
  gboolean is_plain = plan->n_patches == 0;

  for (int i = 0; is_plain && i < plan->n_parts; i++)
    is_plain = !plan->parts[i].is_ready;

  for (int round = 0; !is_plain && round < SIM_N_ROUNDS; round++)
    {
      sim_reference_compute (reference, plan, round);
      if (reference->is_unknown)
        return FALSE;
    }

  return TRUE;
}

void
sim_plan_generate (SimPlan *plan,
                   guint64  seed)
{
  SimRandom random = { seed * 2 + 1 };
  SimRandom extras = { ~seed * 2 + 1 }; /* of its own: the rest stays the same plan */

  memset (plan, 0, offsetof (SimPlan, parts));
  plan->seed = seed;

  draw_settings (plan, &random);
  sim_generate_graph (plan, &random);
  draw_roots (plan, &random);
  draw_types (plan, &random);
  draw_asks (plan, &random);
  draw_ready (plan, &random);
  draw_patches (plan, &random);
  draw_defect (plan, &random);
  draw_behaviours (plan, &random);
  draw_actions (plan, &random);
  sim_generate_extras (plan, &extras);

  /* Something may be asked for that the plan has no component for. */
  if (!is_known (plan))
    plan->n_patches = 0;
  for (int i = 0; i < plan->n_parts && !is_known (plan); i++)
    {
      if (plan->parts[i].is_ready && plan->parts[i].root == SIM_ROOT_NO)
        plan->parts[i].root = SIM_ROOT_REQUIRED;
    }
}
