/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-oracle.h"

#include "sim-clock.h"
#include "sim-coverage.h"
#include "sim-log.h"
#include "sim-types.h"

/* What components see when they are called, and what they are given. */

/* I5: what the properties hold is what the reference says, of what was there when
 * the setup began.
 */
static void
check_held (SimSlot *slot)
{
  if (slot->is_disposed)
    return;

  for (int l = 0; l < sim.reference.n_links[slot->index]; l++)
    {
      const SimLink *link = &sim.reference.links[slot->index][l];
      gboolean is_given = (slot->mask & (1u << l)) != 0;
      SimObject *expected = is_given ? sim.slots[link->to].object : NULL;

      /* A setup gets what it is due, whatever was left there. */
      if (slot->is_kept[link->property] && (!is_given || slot->call->phase == 1))
        continue;

      if (slot->object->held[link->property] != (CdrComponent *) expected)
        sim_violation ("I5", "%d: dep%d does not hold what it should", slot->index,
                       link->property);
    }
}

/* I1: what it gets is up, and what it does not get has failed. */
static void
take_links (SimSlot *slot)
{
  slot->mask = 0;

  for (int l = 0; l < sim.reference.n_links[slot->index]; l++)
    {
      const SimLink *link = &sim.reference.links[slot->index][l];
      SimSlot *to = link->to != SIM_NEVER ? &sim.slots[link->to] : NULL;

      if (to == NULL)
        continue;

      if (to->state == CDR_STATE_ACTIVE && to->is_up && !sim_slot_is_in_call (to))
        slot->mask |= 1u << l;
      else if (link->need == CDR_NEED_REQUIRED)
        sim_violation ("I1", "%d is set up, but its dependency %d is not up", slot->index,
                       to->index);
      else if (to->state != CDR_STATE_FAILED && to->state != CDR_STATE_ABANDONED)
        sim_violation ("I1", "%d is set up before its dependency %d is settled", slot->index,
                       to->index);
      else if (link->is_wired)
        slot->mask |= 1u << l;
    }
}

static void
check_concurrency (SimSlot *slot)
{
  int n = 0;

  for (int i = 0; i < sim.plan->n_parts; i++)
    n += sim_slot_is_in_call (&sim.slots[i]) && !sim.slots[i].call->is_abandoned;

  if (n > sim.plan->max_concurrent)
    sim_violation ("max-concurrent", "%d begins as number %d at once", slot->index, n);
}

static gboolean
has_twin (SimSlot *slot)
{
  for (int i = 0; i < sim.plan->n_parts && slot->part->is_ready; i++)
    {
      if (i != slot->index && sim.plan->parts[i].type == slot->part->type)
        return TRUE;
    }

  return FALSE;
}

static void
check_may_set_up (SimSlot *slot)
{
  if (sim.stop != SIM_NEVER)
    sim_violation ("I4", "%d is set up after the stop", slot->index);
  if (slot->state != CDR_STATE_SETTING_UP || cdr_conductor_get_state (sim.conductor) != slot->state)
    sim_violation ("I6", "%d is set up in the wrong state", slot->index);
  if (slot->is_up)
    sim_violation ("I9", "%d is set up, but is up", slot->index);

  take_links (slot);
  if (has_twin (slot))
    sim_coverage_reach (slot->state, SIM_EVENT_TWIN);
}

/* I1, from the other side. */
static void
check_dependents (SimSlot *slot)
{
  for (int n = 0; n < sim.reference.n_nodes; n++)
    {
      SimSlot *dependent = &sim.slots[sim.reference.nodes[n]];

      if (!sim_slot_is_running (dependent))
        continue;

      for (int l = 0; l < sim.reference.n_links[dependent->index]; l++)
        {
          if (sim.reference.links[dependent->index][l].to == slot->index &&
              dependent->mask & (1u << l))
            sim_violation ("I1", "%d is shut down before its dependent %d", slot->index,
                           dependent->index);
        }
    }
}

static void
check_may_shut_down (SimSlot *slot)
{
  if (!slot->is_up)
    sim_violation ("I9", "%d is shut down, but is not up", slot->index);
  if (slot->state != CDR_STATE_SHUTTING_DOWN)
    sim_violation ("I6", "%d is shut down in the wrong state", slot->index);

  if (sim.stop == SIM_NEVER && !sim.is_stop_pending)
    {
      sim_oracle_compute_wanted ();
      if (slot->is_wanted)
        sim_violation ("I4", "%d is shut down for no reason", slot->index);
    }

  if (slot->is_disposed)
    sim_violation ("I6", "%d is shut down, but was disposed of", slot->index);

  check_dependents (slot);
  slot->n_shut_down++;
}

static void
set_deadline (SimCall *call)
{
  int timeout = call->slot->part->timeout[call->phase];

  if (timeout == SIM_NEVER)
    timeout = call->phase == 0 ? sim.plan->setup_timeout : sim.plan->shutdown_timeout;
  if (timeout == 0)
    return;

  /* What it asked for just before may still be on its way. */
  call->deadline = call->last_deadline = call->begun + timeout;
  if (call->slot->extended_at != SIM_NEVER &&
      sim_oracle_heard (call->slot->extended_at) >= call->begun)
    call->last_deadline = MAX (call->deadline, call->slot->extended_until);
}

void
sim_oracle_begun (SimCall *call)
{
  SimSlot *slot = call->slot;

  if (sim.is_disposed || sim.conductor == NULL)
    sim_violation ("I17", "%d is called after the conductor is gone", slot->index);
  if (sim_slot_is_in_call (slot))
    sim_violation ("I2", "%d is called while in a call", slot->index);
  if (!sim.reference.is_valid || !sim.reference.is_in[slot->index])
    sim_violation ("I15", "%d is called, but is not in the graph", slot->index);

  if (call->phase == 0)
    check_may_set_up (slot);
  else
    check_may_shut_down (slot);

  slot->call = call;
  set_deadline (call);
  check_held (slot);
  if (sim.plan->max_concurrent > 0)
    check_concurrency (slot);
  if (call->phase == 1 && sim.hurry != SIM_NEVER &&
      sim_oracle_heard (sim.last_hurry) < call->begun &&
      !g_cancellable_is_cancelled (call->cancellable))
    sim_violation ("hurry", "%d is shut down in a hurry, but not cancelled", slot->index);
}

static SimEvent
get_return_event (SimCall *call)
{
  static const SimEvent events[] = {
    SIM_EVENT_OK, SIM_EVENT_FAIL, SIM_EVENT_FALSE, SIM_EVENT_DROP, SIM_EVENT_TWICE,
    SIM_EVENT_GIVE_UP
  };

  return events[call->outcome];
}

/* GTask calls back one iteration later if it was cancelled, or has just begun, and in
 * a pair there are two of them.
 */
static gboolean
is_held_up (SimCall *call)
{
  return sim_types_has_pair (call->slot->part->type) &&
         (call->cancelled != SIM_NEVER || call->begun == call->ended);
}

/* It is about to return. */
void
sim_oracle_returned (SimCall *call)
{
  SimSlot *slot = call->slot;
  gboolean is_success = call->outcome == SIM_OUTCOME_OK || call->outcome == SIM_OUTCOME_TWICE;

  sim_coverage_reach (slot->state, get_return_event (call));

  call->ended = sim_clock_now ();
  call->is_in_time = sim_clock_is_fresh () && sim.n_nested == 0 && !is_held_up (call);

  if (sim.is_disposed || sim.conductor == NULL)
    {
      slot->is_up = FALSE;
      return;
    }

  check_held (slot);

  if (call->phase == 1)
    slot->is_up = FALSE;
  else if (is_success)
    {
      slot->n_set_up++;
      if (call->is_abandoned)
        slot->n_orphaned++;
      else
        slot->is_up = TRUE;
    }
}

/* It was cancelled: by its own deadline, by a hurry, or, while setting up, because
 * nobody wants it any more.
 */
void
sim_oracle_cancelled (SimCall *call)
{
  SimSlot *slot = call->slot;
  gint64 now = sim_clock_now ();

  sim_log_add (SIM_LOG_CANCELLED, slot->index, 0);
  sim_coverage_reach (slot->state, SIM_EVENT_CANCELLED);

  if (sim.is_disposed)
    sim_violation ("I17", "%d is cancelled after the conductor is gone", slot->index);
  if (call->cancelled != SIM_NEVER)
    sim_violation ("I2", "%d is cancelled twice", slot->index);

  call->cancelled = now;

  if ((call->deadline != SIM_NEVER && now >= call->deadline) || sim_oracle_may_hurry ())
    return;

  if (call->phase == 0)
    {
      if (sim.stop != SIM_NEVER || sim.is_stop_pending)
        return;
      sim_oracle_compute_wanted ();
      if (!slot->is_wanted)
        return;
    }

  sim_violation ("6", "%d is cancelled for no reason", slot->index);
}

/* The component asks for more time. It asks in time: nothing has passed yet. */
void
sim_oracle_extend (SimSlot *slot,
                   int      ms)
{
  gint64 now = sim_clock_now ();

  sim_coverage_reach (slot->state, SIM_EVENT_EXTEND);

  slot->extended_at = now;
  slot->extended_until = now + ms;
  if (slot->call == NULL || slot->call->ended != SIM_NEVER || slot->call->deadline == SIM_NEVER)
    return;

  slot->call->deadline = MAX (slot->call->deadline, now + ms);
  slot->call->last_deadline = MAX (slot->call->last_deadline, now + ms);
}

/* Injecting and clearing. */

static const SimLink *
find_link (SimSlot *slot,
           int      property)
{
  for (int l = 0; l < sim.reference.n_links[slot->index]; l++)
    {
      const SimLink *link = &sim.reference.links[slot->index][l];

      if (link->property == property && !link->is_wired && link->to != SIM_NEVER)
        return link;
    }

  sim_violation ("I5", "%d: dep%d is touched, but nothing is injected there", slot->index,
                 property);
}

void
sim_oracle_injected (SimSlot  *slot,
                     int       property,
                     gpointer  dependency)
{
  const SimLink *link;
  SimSlot *to;

  if (sim.is_disposed || sim.conductor == NULL)
    sim_violation ("I17", "%d: dep%d is set after the conductor is gone", slot->index, property);

  link = find_link (slot, property);
  to = &sim.slots[link->to];

  if (dependency == NULL)
    {
      if (slot->is_up || sim_slot_is_in_call (slot))
        sim_violation ("I5", "%d: dep%d is cleared too early", slot->index, property);
      if (slot->is_kept[property])
        sim_violation ("I5", "%d: dep%d is cleared, but somebody else has set it", slot->index,
                       property);
      return;
    }

  if (dependency != (gpointer) to->object)
    sim_violation ("I15", "%d: dep%d gets something else than %d", slot->index, property,
                   to->index);
  if (slot->is_up || sim_slot_is_in_call (slot) || slot->state != CDR_STATE_INACTIVE)
    sim_violation ("I5", "%d: dep%d is injected at the wrong time", slot->index, property);
  if (to->state != CDR_STATE_ACTIVE || !to->is_up)
    sim_violation ("I1", "%d: dep%d gets %d, which is not up", slot->index, property, to->index);
}

/* Its setter does nothing: it must not be set up. */
void
sim_oracle_ignored (SimSlot *slot)
{
  sim_coverage_reach (slot->state, SIM_EVENT_IGNORES);
  slot->has_ignored = TRUE;
}

/* Its setter does not take NULL, which is a warning for each class and property, once
 * in a process.
 */
void
sim_oracle_kept (SimSlot *slot,
                 int      property)
{
  static gboolean is_known[SIM_N_ASKS][SIM_N_PROPERTIES];
  gboolean *is_this_known = &is_known[slot->part->type][property];

  sim_coverage_reach (slot->state, SIM_EVENT_KEEPS);
  slot->is_kept[property] = TRUE;
  if (!*is_this_known)
    sim.n_expected_kept++;
  *is_this_known = TRUE;
}
