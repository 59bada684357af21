/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-oracle.h"

#include "sim-clock.h"

/* What is left at the end, and how long it all took. */

/* I9 */
static void
check_counts (SimSlot *slot)
{
  if (slot->n_set_up != slot->n_shut_down + slot->n_orphaned)
    sim_violation ("I9", "%d came up %u times, and was shut down %u times", slot->index,
                   slot->n_set_up, slot->n_shut_down);
}

/* Before the conductor goes: everything is down that was not abandoned. */
void
sim_oracle_end (void)
{
  if (sim.is_lax)
    return;

  for (int i = 0; i < sim.plan->n_parts; i++)
    {
      if (sim.has_ref && sim.conductor != NULL)
        {
          if (sim_slot_is_running (&sim.slots[i]))
            sim_violation ("I11", "%d is running at the end", i);
          check_counts (&sim.slots[i]);
        }
    }
}

static gint64
get_time (SimSlot *slot,
          int      phase)
{
  const SimBehaviour *behaviour = &slot->part->behaviour[sim.round][phase];

  return behaviour->place == SIM_PLACE_INSIDE ? 0 : behaviour->delay;
}

/* How long one may take at most; SIM_NEVER: for ever. */
static gint64
get_bound (SimSlot *slot,
           int      phase)
{
  int timeout = slot->part->timeout[phase];
  int extension = slot->part->behaviour[sim.round][phase].extend;

  if (timeout == SIM_NEVER)
    timeout = phase == 0 ? sim.plan->setup_timeout : sim.plan->shutdown_timeout;

  return timeout == 0 ? SIM_NEVER : timeout + extension + SIM_USER_EXTENDS * SIM_MAX_ACTIONS +
                                      sim.plan->grace;
}

/* The longest path, over what each part takes; SIM_NEVER if one has no bound. */
static gint64
measure (int       phase,
         gint64  (*get) (SimSlot *slot, int phase))
{
  gint64 ends[SIM_MAX_PARTS] = { 0 };
  gint64 longest = 0;
  int n_nodes = sim.reference.n_nodes;

  for (int n = 0; n < n_nodes; n++)
    {
      int part = sim.reference.order[phase == 0 ? n : n_nodes - 1 - n];
      gint64 time = get (&sim.slots[part], phase);

      if (time == SIM_NEVER)
        return SIM_NEVER;

      for (int l = 0; phase == 0 && l < sim.reference.n_links[part]; l++)
        {
          int to = sim.reference.links[part][l].to;

          if (to != SIM_NEVER)
            ends[part] = MAX (ends[part], ends[to]);
        }

      ends[part] += time;
      longest = MAX (longest, ends[part]);

      for (int l = 0; phase == 1 && l < sim.reference.n_links[part]; l++)
        {
          int to = sim.reference.links[part][l].to;

          if (to != SIM_NEVER)
            ends[to] = MAX (ends[to], ends[part]);
        }
    }

  return longest;
}

/* I14: without faults the longest path, exactly. */
static void
check_exactly (void)
{
  int phase = sim.state == CDR_STATE_ACTIVE ? 0 : 1;
  gint64 expected = measure (phase, get_time);
  gint64 took = sim_clock_now () - sim.began;

  if (phase == 1 && sim.plan->shutdown_deadline > 0 && expected >= sim.plan->shutdown_deadline)
    return;

  if (took != expected)
    sim_violation ("I14", "it took %d ms, and the longest path is %d ms", (int) took,
                   (int) expected);
}

/* I13: whatever happened, no longer than the deadlines add up to. */
static void
check_bound (void)
{
  gint64 up = measure (0, get_bound);
  gint64 down = measure (1, get_bound);
  gint64 took = sim_clock_now () - sim.began;
  gint64 blocked = 0;

  /* What only a failed component needed goes down in a setup that succeeds. */
  if (sim.state != CDR_STATE_ACTIVE && sim.plan->shutdown_deadline > 0 && down != SIM_NEVER)
    down = MIN (down, sim.plan->shutdown_deadline +
                      (gint64) sim.plan->grace * (sim.reference.n_nodes + 1));

  for (int i = 0; i < sim.n_blocks; i++)
    blocked += sim.blocks[i][1] - sim.blocks[i][0];

  if (up != SIM_NEVER && down != SIM_NEVER && took > up + down + blocked)
    sim_violation ("I13", "it took %d ms, which is more than %d ms", (int) took,
                   (int) (up + down + blocked));
}

void
sim_oracle_check_makespan (void)
{
  if (!sim.reference.is_valid || sim.plan->max_concurrent > 0)
    return;

  if (sim_plan_is_plain (sim.plan))
    check_exactly ();
  check_bound ();
}
