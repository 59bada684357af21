/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-plan.h"

#include <string.h>

/* Making a failing plan smaller: whole components first, then edges, then what they
 * do and the user does, then the settings.
 */

static gboolean (*still_fails) (const SimPlan *plan);
static gboolean has_changed;

/* Takes @candidate for @plan if it fails too. */
static gboolean
try (SimPlan *plan,
     SimPlan *candidate)
{
  if (sim_plan_is_possible (candidate) && still_fails (candidate))
    {
      *plan = *candidate;
      has_changed = TRUE;
      return TRUE;
    }

  *candidate = *plan;
  return FALSE;
}

static void
shrink_parts (SimPlan *plan,
              SimPlan *candidate)
{
  /* Many at once while there are many. */
  for (int n = plan->n_parts / 2; n > 0; n /= 2)
    {
      for (int i = plan->n_parts - n; i >= 0; i -= n)
        {
          if (i + n > plan->n_parts)
            continue;
          for (int k = 0; k < n; k++)
            sim_plan_remove_part (candidate, i);
          try (plan, candidate);
        }
    }
}

static void
shrink_edges (SimPlan *plan,
              SimPlan *candidate)
{
  for (int i = 0; i < plan->n_parts; i++)
    {
      for (int e = plan->parts[i].n_edges - 1; e >= 0; e--)
        {
          sim_plan_remove_edge (&candidate->parts[i], e);
          try (plan, candidate);
        }
    }
}

/* Sets one number to something simpler. */
static void
simplify (SimPlan *plan,
          SimPlan *candidate,
          int     *place,
          int      value)
{
  if (*place == value)
    return;

  *place = value;
  try (plan, candidate);
}

static void
shrink_actions (SimPlan *plan,
                SimPlan *candidate)
{
  for (int i = plan->n_actions - 1; i >= 0; i--)
    {
      memmove (&candidate->actions[i], &candidate->actions[i + 1],
               (SIM_MAX_ACTIONS - 1 - i) * sizeof (SimAction));
      candidate->n_actions--;
      try (plan, candidate);
    }

  for (int i = 0; i < plan->n_actions; i++)
    simplify (plan, candidate, &candidate->actions[i].is_in_thread, FALSE);

  for (int i = plan->n_patches - 1; i >= 0; i--)
    {
      memmove (&candidate->patches[i], &candidate->patches[i + 1],
               (SIM_MAX_PATCHES - 1 - i) * sizeof (SimPatch));
      candidate->n_patches--;
      try (plan, candidate);
    }
}

static void
shrink_behaviour (SimPlan      *plan,
                  SimPlan      *candidate,
                  SimBehaviour *behaviour)
{
  if (memcmp (behaviour, &sim_behaviour_default, sizeof *behaviour) == 0)
    return;

  *behaviour = sim_behaviour_default;
  if (try (plan, candidate))
    return;

  simplify (plan, candidate, &behaviour->outcome, SIM_OUTCOME_OK);
  simplify (plan, candidate, &behaviour->place, SIM_PLACE_LATER);
  simplify (plan, candidate, &behaviour->deed, SIM_DEED_NONE);
  simplify (plan, candidate, &behaviour->extend, 0);
  simplify (plan, candidate, &behaviour->on_cancel, SIM_ON_CANCEL_IGNORE);
  simplify (plan, candidate, &behaviour->cancel_delay, 0);
  if (behaviour->delay != SIM_NEVER)
    simplify (plan, candidate, &behaviour->delay, 0);
}

static void
shrink_details (SimPlan *plan,
                SimPlan *candidate)
{
  for (int i = 0; i < plan->n_parts; i++)
    {
      SimPart *part = &candidate->parts[i];

      for (int k = 0; k < 2 * SIM_N_ROUNDS; k++)
        shrink_behaviour (plan, candidate, &part->behaviour[k / 2][k % 2]);

      for (int k = 0; k < 2; k++)
        {
          simplify (plan, candidate, &part->timeout[k], SIM_NEVER);
          simplify (plan, candidate, &part->fail_after[k], SIM_NEVER);
        }

      simplify (plan, candidate, &part->is_ready, FALSE);
      for (int e = 0; e < part->n_edges; e++)
        {
          simplify (plan, candidate, &part->edges[e].wired, SIM_NEVER);
          simplify (plan, candidate, &part->edges[e].need, 0);
          simplify (plan, candidate, &part->edges[e].setter, SIM_SETTER_GOOD);
        }
    }
}

static void
shrink_settings (SimPlan *plan,
                 SimPlan *candidate)
{
  int *const numbers[] = {
    &candidate->slow_threshold, &candidate->max_concurrent, &candidate->setup_timeout,
    &candidate->shutdown_timeout, &candidate->shutdown_deadline, &candidate->grace,
    &candidate->active_time, &candidate->validates, &candidate->again_inside,
    &candidate->late_end, &candidate->schedule,
  };

  simplify (plan, candidate, &candidate->n_rounds, 1);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    simplify (plan, candidate, numbers[i], 0);
}

void
sim_plan_shrink (SimPlan   *plan,
                 gboolean (*fails) (const SimPlan *plan))
{
  g_autofree SimPlan *candidate = g_memdup2 (plan, sizeof *plan);

  still_fails = fails;

  do
    {
      has_changed = FALSE;
      shrink_parts (plan, candidate);
      shrink_actions (plan, candidate);
      shrink_edges (plan, candidate);
      shrink_details (plan, candidate);
      shrink_settings (plan, candidate);
    }
  while (has_changed);
}
