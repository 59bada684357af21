/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-oracle.h"

#include "sim-clock.h"

/* When things happen. Whatever may happen must happen at once, and what has a
 * deadline just then: so it is enough to look each time when the conductor has
 * nothing more to do.
 */

/* A component that turns a main loop holds up everything else. */
void
sim_oracle_was_blocked (gint64 from)
{
  if (sim.n_blocks == SIM_MAX_BLOCKS)
    return;

  sim.blocks[sim.n_blocks][0] = from;
  sim.blocks[sim.n_blocks][1] = sim_clock_now ();
  sim.n_blocks++;
}

/* When the conductor could hear of what was due at @time. */
gint64
sim_oracle_heard (gint64 time)
{
  for (int i = 0; i < sim.n_blocks; i++)
    {
      if (sim.blocks[i][0] <= time && time < sim.blocks[i][1])
        time = sim.blocks[i][1];
    }

  return time;
}

/* When the stop as a whole has taken too long, at the earliest; SIM_NEVER */
static gint64
get_stop_deadline (void)
{
  gint64 stop = sim.stop;

  if (stop == SIM_NEVER && sim.is_stop_pending)
    stop = sim.pending_since;
  if (stop == SIM_NEVER || sim.plan->shutdown_deadline == 0)
    return SIM_NEVER;

  return stop + sim.plan->shutdown_deadline;
}

/* Since when there may be a hurry, at the earliest; SIM_NEVER. Where a component holds
 * up everything else, the deadline may have been heard of before the user was.
 */
static gint64
get_hurry (void)
{
  gint64 deadline = get_stop_deadline ();
  gint64 time = sim.hurry;

  if (time == SIM_NEVER && sim.is_hurry_pending)
    time = sim.hurry_pending_since;
  if (deadline != SIM_NEVER && deadline <= sim_clock_now () &&
      (time == SIM_NEVER || deadline < time))
    return deadline;

  return time;
}

gboolean
sim_oracle_may_hurry (void)
{
  return get_hurry () != SIM_NEVER;
}

/* The earliest time that could be right. */
gint64
sim_oracle_grace_ends (SimCall *call)
{
  gint64 begins = call->deadline != SIM_NEVER ? call->deadline : G_MAXINT32;
  gint64 hurry = get_hurry ();

  if (hurry != SIM_NEVER)
    begins = MIN (begins, MAX (hurry, call->begun));

  return begins + sim.plan->grace;
}

/* The latest time that is right. */
static gint64
get_grace_begin (SimCall *call)
{
  gint64 begins = call->deadline != SIM_NEVER ? sim_oracle_heard (call->last_deadline)
                                              : G_MAXINT32;

  if (sim.hurry != SIM_NEVER)
    begins = MIN (begins, MAX (sim_oracle_heard (sim.last_hurry), call->begun));

  return begins;
}

/* What is wanted. */

/* Whether something that it requires will never be up. */
gboolean
sim_oracle_is_dead (SimSlot *slot)
{
  for (int l = 0; l < sim.reference.n_links[slot->index]; l++)
    {
      const SimLink *link = &sim.reference.links[slot->index][l];

      if (link->to != SIM_NEVER && link->need == CDR_NEED_REQUIRED &&
          (sim.slots[link->to].state == CDR_STATE_FAILED ||
           sim.slots[link->to].state == CDR_STATE_ABANDONED))
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_given_up (SimSlot *slot)
{
  SimCall *call = &slot->calls[sim.round][0];

  return (call->is_begun && call->has_failed) || slot->is_refused ||
         slot->state == CDR_STATE_FAILED ||
         slot->state == CDR_STATE_ABANDONED ||
         (slot->state == CDR_STATE_INACTIVE && sim_oracle_is_dead (slot));
}

/* Roots, and whatever one that is wanted depends on; from the dependents down. */
void
sim_oracle_compute_wanted (void)
{
  for (int n = 0; n < sim.reference.n_nodes; n++)
    {
      int part = sim.reference.order[n];

      sim.slots[part].is_wanted = sim.reference.root[part] != SIM_ROOT_NO;
    }

  for (int n = sim.reference.n_nodes - 1; n >= 0; n--)
    {
      SimSlot *slot = &sim.slots[sim.reference.order[n]];

      slot->is_asked_for = slot->is_wanted;
      if (slot->is_wanted && has_given_up (slot))
        slot->is_wanted = FALSE;
      if (!slot->is_wanted)
        continue;

      for (int l = 0; l < sim.reference.n_links[slot->index]; l++)
        {
          int to = sim.reference.links[slot->index][l].to;

          if (to != SIM_NEVER)
            sim.slots[to].is_wanted = TRUE;
        }
    }
}

/* At rest. */

/* Cancels that were on their way have been heard by now. */
static gint64
get_all_cancelled (gboolean is_setup)
{
  gint64 last = SIM_NEVER;

  for (int i = 0; i < sim.n_callers; i++)
    {
      SimCaller *caller = &sim.callers[i];

      if (!sim_caller_waits (caller, is_setup))
        continue;
      if (caller->cancelled == SIM_NEVER)
        return SIM_NEVER;
      last = MAX (last, caller->cancelled);
    }

  return last;
}

/* Who is answered at once must have been, and nobody waits for nothing. */
static void
check_callers (CdrState state)
{
  gboolean is_busy = state == CDR_STATE_SETTING_UP || state == CDR_STATE_SHUTTING_DOWN;

  for (int i = 0; i < sim.n_callers; i++)
    {
      SimCaller *caller = &sim.callers[i];

      if (!caller->is_waiting)
        continue;
      if (!is_busy || caller->must != SIM_ANSWER_ANY)
        sim_violation ("I10", "caller %d waits for nothing", i);
      for (int j = 0; j < sim.n_callers; j++)
        {
          if (sim.callers[j].is_waiting && sim.callers[j].is_setup == caller->is_setup &&
              sim.callers[j].cancelled == SIM_NEVER && sim.callers[j].begun < caller->cancelled)
            sim_violation ("8", "caller %d has cancelled, and still waits", i);
        }
    }
}

/* When the user stopped the setup by cancelling. Where somebody else joined in the
 * same instant, only the conductor knows which came first.
 */
static gint64
get_user_stop (void)
{
  gint64 time = get_all_cancelled (TRUE);

  if (time == SIM_NEVER && sim.is_stop_pending &&
      g_str_has_prefix (cdr_conductor_get_status (sim.conductor), "Rolling back"))
    time = sim.pending_since;

  return time;
}

static void
settle_requests (CdrState state)
{
  gint64 deadline;

  if (state == CDR_STATE_SETTING_UP && sim.user_stop == SIM_NEVER)
    {
      sim.user_stop = get_user_stop ();
      if (sim.user_stop != SIM_NEVER && sim.stop == SIM_NEVER)
        sim.stop = sim.user_stop;
    }

  if (state == CDR_STATE_SHUTTING_DOWN && sim.hurry == SIM_NEVER)
    sim.hurry = sim.last_hurry = get_all_cancelled (FALSE);

  sim.is_stop_pending = FALSE;
  sim.is_hurry_pending = FALSE;
  deadline = get_stop_deadline ();
  if (sim.hurry == SIM_NEVER && deadline != SIM_NEVER && deadline <= sim_clock_now ())
    {
      sim.hurry = deadline;
      sim.last_hurry = sim_oracle_heard (sim.stop) + sim.plan->shutdown_deadline;
    }
}

static void
check_call (SimSlot *slot)
{
  SimCall *call = slot->call;
  gint64 now = sim_clock_now ();
  gint64 grace_begins;

  if (!sim_slot_is_in_call (slot))
    sim_violation ("I13", "%d has ended, but is still in state %d", slot->index, slot->state);

  grace_begins = get_grace_begin (call);
  if (grace_begins <= now && call->cancelled == SIM_NEVER)
    sim_violation ("6", "%d is late, but was not cancelled", slot->index);
  if (sim_oracle_heard (grace_begins + sim.plan->grace) <= now)
    sim_violation ("6", "%d should have been abandoned", slot->index);
  if (call->deadline != SIM_NEVER && sim_oracle_heard (call->last_deadline) <= now &&
      (sim.hurry == SIM_NEVER ||
       sim_oracle_heard (call->last_deadline) < MAX (sim.hurry, call->begun)) &&
      !call->has_failed)
    sim_violation ("6", "%d has not been said to be late", slot->index);

  if (call->phase == 0 && call->cancelled == SIM_NEVER &&
      (sim.stop != SIM_NEVER || !slot->is_wanted))
    sim_violation ("3", "the setup of %d should have been cancelled", slot->index);
}

static gboolean
may_begin_setup (SimSlot *slot)
{
  if (!slot->is_wanted || sim.stop != SIM_NEVER)
    return FALSE;

  for (int l = 0; l < sim.reference.n_links[slot->index]; l++)
    {
      const SimLink *link = &sim.reference.links[slot->index][l];
      CdrState state = link->to != SIM_NEVER ? sim.slots[link->to].state : CDR_STATE_ACTIVE;

      if (state != CDR_STATE_ACTIVE &&
          (link->need == CDR_NEED_REQUIRED ||
           (state != CDR_STATE_FAILED && state != CDR_STATE_ABANDONED)))
        return FALSE;
    }

  return TRUE;
}

static void
mark_held (gboolean *is_held)
{
  for (int n = 0; n < sim.reference.n_nodes; n++)
    {
      SimSlot *slot = &sim.slots[sim.reference.nodes[n]];

      if (slot->state != CDR_STATE_SETTING_UP && slot->state != CDR_STATE_ACTIVE &&
          slot->state != CDR_STATE_SHUTTING_DOWN)
        continue;

      for (int l = 0; l < sim.reference.n_links[slot->index]; l++)
        {
          if (slot->mask & (1u << l))
            is_held[sim.reference.links[slot->index][l].to] = TRUE;
        }
    }
}

static void
check_idle (SimSlot        *slot,
            const gboolean *is_held,
            gboolean        is_full)
{
  if (slot->state == CDR_STATE_INACTIVE && !is_full && may_begin_setup (slot))
    sim_violation ("I14", "%d could be set up, but is not", slot->index);

  /* What nobody wants any more goes down instead. */
  if (slot->state == CDR_STATE_INACTIVE && sim.stop == SIM_NEVER && slot->is_asked_for &&
      sim_oracle_is_dead (slot))
    sim_violation ("4", "%d should have been skipped", slot->index);

  if (slot->state == CDR_STATE_ACTIVE && !is_full && !is_held[slot->index] &&
      (sim.stop != SIM_NEVER || !slot->is_wanted))
    sim_violation ("I14", "%d could be shut down, but is not", slot->index);

  if (slot->said_failed != SIM_NEVER && slot->was_active && !slot->is_dead &&
      slot->state == CDR_STATE_ACTIVE)
    sim_violation ("3", "%d says that it failed, and nobody hears", slot->index);
  slot->said_failed = SIM_NEVER;
}

static gboolean
is_flying (SimSlot *slot)
{
  return slot->state == CDR_STATE_SETTING_UP || slot->state == CDR_STATE_SHUTTING_DOWN;
}

static void
check_parts (CdrState state)
{
  gboolean is_held[SIM_MAX_PARTS] = { FALSE };
  int n_flying = 0;

  sim_oracle_compute_wanted ();
  mark_held (is_held);
  for (int n = 0; n < sim.reference.n_nodes; n++)
    n_flying += is_flying (&sim.slots[sim.reference.nodes[n]]);

  for (int n = 0; n < sim.reference.n_nodes; n++)
    {
      SimSlot *slot = &sim.slots[sim.reference.nodes[n]];

      if (is_flying (slot))
        check_call (slot);
      else
        check_idle (slot, is_held,
                    sim.plan->max_concurrent > 0 && n_flying >= sim.plan->max_concurrent);
    }

  if (n_flying == 0 && (state == CDR_STATE_SETTING_UP || state == CDR_STATE_SHUTTING_DOWN))
    sim_violation ("I13", "nothing is under way, and nothing is reported");
  if (n_flying > 0 && state != CDR_STATE_SETTING_UP && state != CDR_STATE_SHUTTING_DOWN)
    sim_violation ("I11", "something is under way in state %d", state);
}

/* Nothing more will happen at this time. */
void
sim_oracle_at_rest (void)
{
  CdrState state;

  if (sim.n_nested > 0 || sim.is_disposed || sim.conductor == NULL || sim.is_over)
    return;

  state = cdr_conductor_get_state (sim.conductor);
  check_callers (state);
  settle_requests (state);
  if (sim.reference.is_valid && sim.operation > 0)
    {
      if (state == CDR_STATE_INACTIVE || state == CDR_STATE_FAILED)
        return;
      check_parts (state);
    }
}
