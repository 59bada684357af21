/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-plan.h"

#include "sim-types.h"

#include <string.h>

/* Asking a plan, and changing it. */

void
sim_plan_remove_edge (SimPart *part,
                      int      edge)
{
  memmove (&part->edges[edge], &part->edges[edge + 1],
           (SIM_N_PROPERTIES - 1 - edge) * sizeof (SimEdge));
  part->n_edges--;
}

/* With everything that leads to it. */
void
sim_plan_remove_part (SimPlan *plan,
                      int      part)
{
  int type = plan->parts[part].type;

  memmove (&plan->parts[part], &plan->parts[part + 1],
           (SIM_MAX_PARTS - 1 - part) * sizeof (SimPart));
  plan->n_parts--;

  for (int i = 0; i < plan->n_parts; i++)
    {
      for (int e = plan->parts[i].n_edges - 1; e >= 0; e--)
        {
          SimEdge *edge = &plan->parts[i].edges[e];

          if (edge->wired == part || edge->ask == type)
            sim_plan_remove_edge (&plan->parts[i], e);
          else if (edge->wired > part)
            edge->wired--;
        }
    }

  for (int i = plan->n_patches - 1; i >= 0; i--)
    {
      if (plan->patches[i].ask != type && plan->patches[i].type != type)
        continue;
      memmove (&plan->patches[i], &plan->patches[i + 1],
               (SIM_MAX_PATCHES - 1 - i) * sizeof (SimPatch));
      plan->n_patches--;
    }
}

static gboolean
may_time_out (const SimPlan      *plan,
              const SimPart      *part,
              const SimBehaviour *behaviour,
              int                 phase)
{
  int timeout = part->timeout[phase];

  if (timeout == SIM_NEVER)
    timeout = phase == 0 ? plan->setup_timeout : plan->shutdown_timeout;

  return behaviour->place != SIM_PLACE_INSIDE &&
         (behaviour->delay == SIM_NEVER || (timeout > 0 && behaviour->delay >= timeout));
}

/* Whether any component does what it should not. */
gboolean
sim_plan_has_fault (const SimPlan *plan)
{
  for (int i = 0; i < plan->n_parts; i++)
    {
      const SimPart *part = &plan->parts[i];

      for (int round = 0; round < plan->n_rounds; round++)
        {
          if (part->fail_after[round] != SIM_NEVER)
            return TRUE;

          for (int phase = 0; phase < 2; phase++)
            {
              const SimBehaviour *behaviour = &part->behaviour[round][phase];

              if ((behaviour->outcome != SIM_OUTCOME_OK &&
                   behaviour->outcome != SIM_OUTCOME_TWICE) ||
                  may_time_out (plan, part, behaviour, phase))
                return TRUE;
            }
        }
    }

  return FALSE;
}

/* Whether nothing happens but setup and shutdown: no fault, no user, nothing odd. */
gboolean
sim_plan_is_plain (const SimPlan *plan)
{
  if (plan->n_actions > 0 || sim_plan_has_fault (plan))
    return FALSE;

  for (int i = 0; i < plan->n_parts; i++)
    {
      for (int k = 0; k < 2 * plan->n_rounds; k++)
        {
          const SimBehaviour *behaviour = &plan->parts[i].behaviour[k / 2][k % 2];

          if (behaviour->place == SIM_PLACE_NESTED || behaviour->deed == SIM_DEED_SHUTDOWN ||
              behaviour->deed == SIM_DEED_FAIL)
            return FALSE;
        }
    }

  return TRUE;
}
