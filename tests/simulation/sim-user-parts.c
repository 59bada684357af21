/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-coverage.h"
#include "sim-log.h"
#include "sim-run.h"
#include "sim-types.h"

/* What the user does behind the conductor's back, to components. */

/* One that is up, and that @slot may hold to the end. A setup refuses components that
 * come with dependencies, and takes what a ready-made one holds for wired.
 */
static SimObject *
find_other (SimSlot       *slot,
            const SimLink *link)
{
  if (slot->part->is_ready || sim.round + 1 < sim.plan->n_rounds ||
      link->property == SIM_PROPERTY_BASE || link->property == SIM_PROPERTY_INTERFACE)
    return NULL;

  for (int n = 0; n < sim.reference.n_nodes; n++)
    {
      SimSlot *other = &sim.slots[sim.reference.nodes[n]];

      if (other->index != link->to && other->state == CDR_STATE_ACTIVE &&
          sim_reference_reaches (&sim.reference, slot->index, other->index))
        return other->object;
    }

  return NULL;
}

static void
change (SimSlot       *slot,
        const SimLink *link)
{
  SimObject *other = find_other (slot, link);
  char name[] = "dep0";

  if (other == NULL && sim_part_get_setter (slot->part, link->property) == SIM_SETTER_KEEPS)
    return;

  sim_coverage_reach (slot->state, SIM_EVENT_CHANGE);
  name[3] += link->property;
  slot->is_changing = TRUE;
  g_object_set (slot->object, name, other, NULL);
  slot->is_changing = FALSE;
}

/* Sets what the conductor has injected, on the first from @slot on that has something. */
void
sim_user_change (SimSlot *slot)
{
  for (int i = 0; i < sim.plan->n_parts; i++)
    {
      SimSlot *other = &sim.slots[(slot->index + i) % sim.plan->n_parts];

      if (other->state != CDR_STATE_ACTIVE || other->object == NULL || other->is_disposed)
        continue;

      for (int l = 0; l < sim.reference.n_links[other->index]; l++)
        {
          const SimLink *link = &sim.reference.links[other->index][l];

          if (!link->is_wired && (other->mask & (1u << l)))
            {
              change (other, link);
              return;
            }
        }
    }
}

/* Not of one that the user has wired: that would be another graph. */
void
sim_user_dispose_part (SimSlot *slot)
{
  for (int e = 0; e < slot->part->n_edges; e++)
    {
      if (slot->part->edges[e].wired != SIM_NEVER)
        return;
    }

  if (slot->object == NULL || slot->is_gone)
    return;

  sim_coverage_reach (slot->state, SIM_EVENT_DISPOSE_PART);
  slot->is_disposed = TRUE;
  g_object_run_dispose (G_OBJECT (slot->object));
}
