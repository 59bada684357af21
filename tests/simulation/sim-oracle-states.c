/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-oracle.h"

#include "sim-clock.h"
#include "sim-coverage.h"
#include "sim-log.h"

#include <string.h>

/* What is notified of components, against what they did. */

/* I6, and why. */

static gboolean
is_success (SimCall *call)
{
  return call->ended != SIM_NEVER &&
         (call->outcome == SIM_OUTCOME_OK || call->outcome == SIM_OUTCOME_TWICE);
}

/* It was cancelled before it said so, or at least before that was heard. */
static gboolean
gave_up (SimCall *call)
{
  if (call->ended == SIM_NEVER || call->outcome != SIM_OUTCOME_CANCELLED)
    return FALSE;

  sim_oracle_compute_wanted ();
  return call->cancelled != SIM_NEVER || sim.stop != SIM_NEVER || sim.is_stop_pending ||
         !call->slot->is_wanted;
}

/* What is returned in the same iteration in which its time is over comes in time;
 * later at the same time, it depends.
 */
static gboolean
came_late (SimCall *call,
           gint64   time)
{
  gboolean must_win = call->is_in_time && (call->cancelled == SIM_NEVER || sim.plan->grace > 0);

  return must_win ? call->ended > time : call->ended >= time;
}

static gboolean
may_be_abandoned (SimSlot *slot)
{
  SimCall *call = slot->call;

  if (call == NULL || (call->ended == SIM_NEVER && call->cancelled == SIM_NEVER))
    return FALSE;

  if (call->ended != SIM_NEVER && (sim_oracle_heard (call->ended) < sim_clock_now () ||
                                   !came_late (call, sim_oracle_grace_ends (call))))
    return FALSE;

  return sim_clock_now () >= sim_oracle_grace_ends (call);
}

static gboolean
may_end_setup (SimSlot  *slot,
               CdrState  state)
{
  SimCall *call = &slot->calls[sim.round][0];

  switch (state)
    {
    case CDR_STATE_ACTIVE:
      return is_success (call) && slot->is_up && !slot->is_disposed;

    case CDR_STATE_INACTIVE: /* it gave up, or a stop came while it was being injected */
      return call->is_begun ? gave_up (call) && !call->has_failed
                            : sim.stop != SIM_NEVER || sim.is_stop_pending;

    case CDR_STATE_FAILED:
      return call->ended != SIM_NEVER && call->has_failed &&
             (!slot->is_up || slot->is_disposed);

    case CDR_STATE_ABANDONED:
      return may_be_abandoned (slot);

    case CDR_STATE_SETTING_UP:
    case CDR_STATE_SHUTTING_DOWN:
    default:
      return FALSE;
    }
}

static gboolean
may_end_shutdown (SimSlot  *slot,
                  CdrState  state)
{
  CdrState expected = slot->calls[sim.round][0].has_timed_out ? CDR_STATE_FAILED
                                                              : CDR_STATE_INACTIVE;

  if (state == CDR_STATE_ABANDONED)
    return may_be_abandoned (slot);

  return state == expected && !sim_slot_is_in_call (slot) && !slot->is_up;
}

static gboolean
may_change (SimSlot  *slot,
            CdrState  state)
{
  switch (slot->state)
    {
    case CDR_STATE_INACTIVE:
      return (state == CDR_STATE_SETTING_UP && !slot->is_disposed) ||
             (state == CDR_STATE_FAILED && (slot->is_refused || sim_oracle_is_dead (slot)));

    case CDR_STATE_SETTING_UP:
      return may_end_setup (slot, state);

    case CDR_STATE_ACTIVE:
      return state == CDR_STATE_SHUTTING_DOWN && slot->is_up;

    case CDR_STATE_SHUTTING_DOWN:
      return may_end_shutdown (slot, state);

    case CDR_STATE_FAILED:
      return state == CDR_STATE_INACTIVE && !slot->calls[sim.round][0].is_begun;

    case CDR_STATE_ABANDONED:
    default:
      return FALSE;
    }
}

static void
check_cleared (SimSlot *slot)
{
  for (int l = 0; l < sim.reference.n_links[slot->index]; l++)
    {
      const SimLink *link = &sim.reference.links[slot->index][l];

      if (!link->is_wired && !slot->is_kept[link->property] &&
          slot->object->held[link->property] != NULL)
        sim_violation ("I5", "%d: dep%d was not cleared", slot->index, link->property);
    }
}

/* It came up, but was disposed of since: nothing more is called. */
static void
never_shut_down (SimSlot *slot)
{
  if (slot->is_up)
    slot->n_orphaned++;
  slot->is_up = FALSE;
}

void
sim_oracle_state_changed (SimSlot *slot)
{
  CdrState state = cdr_component_get_state (CDR_COMPONENT (slot->object));

  sim_log_add (SIM_LOG_STATE, slot->index, state);

  if (sim.is_disposed || sim.conductor == NULL)
    sim_violation ("I17", "%d changes after the conductor is gone", slot->index);
  if (!may_change (slot, state))
    sim_violation ("I6", "%d goes from state %d to %d", slot->index, slot->state, state);

  slot->state = state;
  if (slot->is_disposed && state == CDR_STATE_FAILED)
    never_shut_down (slot);

  if (state == CDR_STATE_INACTIVE || state == CDR_STATE_FAILED)
    check_cleared (slot);
  if (state == CDR_STATE_ABANDONED)
    {
      slot->call->is_abandoned = TRUE;
      if (slot->call->phase == 0 && slot->is_up)
        slot->n_orphaned++;
      if (slot->call->ended != SIM_NEVER)
        slot->is_up = FALSE;
    }
}

/* An abandoned one that has ended is let go. */
void
sim_oracle_owner_changed (SimSlot *slot)
{
  if (cdr_component_get_conductor (CDR_COMPONENT (slot->object)) != NULL)
    return;

  if (slot->state != CDR_STATE_ABANDONED || sim_slot_is_in_call (slot))
    {
      if (sim.reference.is_in[slot->index])
        sim_violation ("6", "%d is let go", slot->index);
      return;
    }

  check_cleared (slot);
  slot->is_gone = TRUE;
  slot->is_up = FALSE;
}

/* Failures. */

static gboolean
is_timed_out (const GError *error)
{
  return g_error_matches (error, CDR_ERROR, CDR_ERROR_TIMED_OUT);
}

static gboolean
is_disposed (SimSlot      *slot,
             const GError *error)
{
  return slot->is_disposed && g_error_matches (error, CDR_ERROR, CDR_ERROR_DISPOSED);
}

/* Whether this is what should be said of how the call ended. */
static gboolean
is_right_error (SimCall      *call,
                const GError *error)
{
  gint64 now = sim_clock_now ();

  if (call->ended == SIM_NEVER)
    return is_timed_out (error) &&
           ((call->deadline != SIM_NEVER && now >= call->deadline) ||
            now >= sim_oracle_grace_ends (call));

  if (is_timed_out (error))
    return (call->deadline != SIM_NEVER && came_late (call, call->deadline)) ||
           came_late (call, sim_oracle_grace_ends (call));

  switch ((SimOutcome) call->outcome)
    {
    case SIM_OUTCOME_FAIL:
      return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);

    case SIM_OUTCOME_FALSE:
    case SIM_OUTCOME_DROP:
      return g_error_matches (error, CDR_ERROR, CDR_ERROR_NEVER_RETURNED);

    case SIM_OUTCOME_CANCELLED:
      return call->cancelled == SIM_NEVER && g_error_matches (error, CDR_ERROR, CDR_ERROR_FAILED);

    case SIM_OUTCOME_OK:
    case SIM_OUTCOME_TWICE:
      return call->phase == 0 && is_disposed (call->slot, error);

    case SIM_N_OUTCOMES:
    default:
      return FALSE;
    }
}

static void
check_prefix (SimSlot      *slot,
              CdrPhase      phase,
              const GError *error)
{
  static const char *const words[] = { "setup", "active", "shutdown" };
  g_autofree char *prefix = g_strdup_printf ("%s (%s): ",
                                             cdr_component_get_name (CDR_COMPONENT (slot->object)),
                                             words[phase]);

  if (!g_str_has_prefix (error->message, prefix))
    sim_violation ("I12", "the error of %d does not say so: %s", slot->index, error->message);
}

static void
add_failure (SimSlot      *slot,
             CdrPhase      phase,
             const GError *error)
{
  gint64 now = sim_clock_now ();
  SimFailure failure = { slot, phase, error->domain, error->code, now, FALSE };

  sim.failures[sim.n_failures++] = failure;
  check_prefix (slot, phase, error);

  if (phase == CDR_PHASE_SHUTDOWN ||
      (phase == CDR_PHASE_SETUP && !sim.reference.is_essential[slot->index]))
    return;

  if (!sim.is_primary_set && (sim.stop == SIM_NEVER || sim_oracle_heard (sim.stop) >= now))
    {
      sim.is_primary_set = TRUE;
      sim.primary = failure;
    }
  if (sim.stop == SIM_NEVER)
    sim.stop = sim.is_stop_pending ? sim.pending_since : now;
}

static void
take_failure (SimSlot      *slot,
              CdrPhase      phase,
              const GError *error)
{
  SimCall *call = slot->call;

  if (call->has_failed || !is_right_error (call, error))
    sim_violation ("I12", "%d is said to have failed: %s", slot->index, error->message);

  call->has_failed = TRUE;
  if (is_timed_out (error))
    {
      call->has_timed_out = TRUE;
      sim_coverage_reach (slot->state, SIM_EVENT_DEADLINE);
    }
  add_failure (slot, phase, error);
}

/* Its setup was not even called: a setter did not take what it got, or the component
 * was disposed of.
 */
static void
take_refusal (SimSlot      *slot,
              const GError *error)
{
  gboolean is_ignored = slot->has_ignored &&
                        g_error_matches (error, CDR_ERROR, CDR_ERROR_BAD_DEPENDENCY);

  if (slot->is_refused || slot->calls[sim.round][0].is_begun ||
      (!is_ignored && !is_disposed (slot, error)))
    sim_violation ("I12", "%d is said to be unfit: %s", slot->index, error->message);

  slot->is_refused = TRUE;
  add_failure (slot, CDR_PHASE_SETUP, error);
}

/* Nor was its shutdown. */
static void
take_disposed (SimSlot      *slot,
               const GError *error)
{
  if (!is_disposed (slot, error) || !slot->is_up)
    sim_violation ("I12", "%d is not shut down: %s", slot->index, error->message);

  never_shut_down (slot);
  add_failure (slot, CDR_PHASE_SHUTDOWN, error);
}

void
sim_oracle_says_failed (SimSlot *slot)
{
  sim_coverage_reach (slot->state, SIM_EVENT_SAYS_FAILED);
  slot->said_failed = sim_clock_now ();
  slot->was_active = slot->state == CDR_STATE_ACTIVE;
}

static void
take_active_failure (SimSlot      *slot,
                     const GError *error)
{
  gint64 now = sim_clock_now ();

  if (slot->is_dead)
    sim_violation ("I12", "%d is listed twice for one death", slot->index);
  if (slot->said_failed == SIM_NEVER || sim_oracle_heard (slot->said_failed) < now)
    sim_violation ("I12", "%d did not fail while active: %s", slot->index, error->message);

  slot->is_dead = TRUE;
  add_failure (slot, CDR_PHASE_ACTIVE, error);
}

/* One that is skipped is in no list. */
void
sim_oracle_error_changed (SimSlot *slot)
{
  const GError *error = cdr_component_get_error (CDR_COMPONENT (slot->object));

  sim_log_add (SIM_LOG_ERROR, slot->index, error != NULL ? error->code : -1);

  if (sim.is_disposed || sim.conductor == NULL)
    sim_violation ("I17", "%d has an error after the conductor is gone", slot->index);
  if (!g_error_matches (error, CDR_ERROR, CDR_ERROR_SKIPPED))
    return;

  sim_coverage_reach (slot->state, SIM_EVENT_SKIP);
  if (slot->state != CDR_STATE_INACTIVE || !sim_oracle_is_dead (slot))
    sim_violation ("4", "%d is skipped: %s", slot->index, error->message);
}

/* A failure is listed. */
void
sim_oracle_failed (CdrFailure *failure)
{
  SimSlot *slot = ((SimObject *) cdr_failure_get_component (failure))->slot;
  CdrPhase phase = cdr_failure_get_phase (failure);
  const GError *error = cdr_failure_get_error (failure);
  CdrState state = phase == CDR_PHASE_SETUP ? CDR_STATE_SETTING_UP
                                            : phase == CDR_PHASE_ACTIVE ? CDR_STATE_ACTIVE
                                                                        : CDR_STATE_SHUTTING_DOWN;

  sim_log_add (SIM_LOG_FAILED, slot->index, error->code);

  if (slot->state != state && (phase != CDR_PHASE_SETUP || slot->state != CDR_STATE_INACTIVE))
    sim_violation ("I12", "%d fails in state %d: %s", slot->index, slot->state, error->message);
  if (cdr_component_get_error (CDR_COMPONENT (slot->object)) == NULL)
    sim_violation ("I12", "%d fails, and has no error", slot->index);

  if (phase == CDR_PHASE_ACTIVE)
    take_active_failure (slot, error);
  else if (slot->state == CDR_STATE_INACTIVE)
    take_refusal (slot, error);
  else if (phase == CDR_PHASE_SHUTDOWN && slot->call->phase == 0)
    take_disposed (slot, error);
  else
    take_failure (slot, phase, error);
}
