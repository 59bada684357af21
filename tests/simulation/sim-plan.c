/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-plan.h"

#include "sim-reference.h"
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

int
sim_part_get_setter (const SimPart *part,
                     int            property)
{
  for (int e = 0; e < part->n_edges; e++)
    {
      if (part->edges[e].property == property)
        return part->edges[e].setter;
    }

  return SIM_SETTER_GOOD;
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

static gboolean
has_bad_setter (const SimPart *part)
{
  for (int e = 0; e < part->n_edges; e++)
    {
      if (part->edges[e].setter == SIM_SETTER_IGNORES)
        return TRUE;
    }

  return FALSE;
}

/* Whether any component does what it should not. */
gboolean
sim_plan_has_fault (const SimPlan *plan)
{
  for (int i = 0; i < plan->n_parts; i++)
    {
      const SimPart *part = &plan->parts[i];

      if (has_bad_setter (part))
        return TRUE;

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

/* What a property asks for is the class's: two of one type ask for the same. */
static gboolean
are_twins_alike (const SimPart *one,
                 const SimPart *other)
{
  if (one->type != other->type)
    return TRUE;
  if (!one->is_ready || !other->is_ready || one->n_edges != other->n_edges)
    return FALSE;

  for (int e = 0; e < one->n_edges; e++)
    {
      if (one->edges[e].property != other->edges[e].property ||
          one->edges[e].ask != other->edges[e].ask || one->edges[e].need != other->edges[e].need)
        return FALSE;
    }

  return TRUE;
}

/* Whether it can be run: it does not lead to what it has no part for, and what two
 * parts say of one class is the same.
 */
gboolean
sim_plan_is_possible (const SimPlan *plan)
{
  SimReference *reference = sim_reference_scratch ();

  for (int i = 0; i < plan->n_parts; i++)
    {
      for (int j = 0; j < i; j++)
        {
          if (!are_twins_alike (&plan->parts[i], &plan->parts[j]))
            return FALSE;
        }
    }

  for (int round = 0; round < plan->n_rounds; round++)
    {
      sim_reference_compute (reference, plan, round);
      if (reference->is_unknown)
        return FALSE;
    }

  return plan->n_parts > 0;
}
