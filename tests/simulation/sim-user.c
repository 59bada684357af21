/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-clock.h"
#include "sim-coverage.h"
#include "sim-log.h"
#include "sim-oracle.h"
#include "sim-run.h"
#include "sim-types.h"

/* What the user does, at any time. */

/* Callers. */

static void
set_up_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  SimCaller *caller = user_data;
  g_autoptr (GError) error = NULL;
  gboolean success = cdr_conductor_setup_finish (CDR_CONDUCTOR (object), result, &error);

  sim_oracle_answered (caller, success, error);
  sim_run_was_answered ();
}

static void
shut_down_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  SimCaller *caller = user_data;
  g_autoptr (GError) error = NULL;
  gboolean success = cdr_conductor_shutdown_finish (CDR_CONDUCTOR (object), result, &error);

  sim_oracle_answered (caller, success, error);
  sim_run_was_answered ();
}

static int
count_waiting (gboolean is_setup)
{
  int n = 0;

  for (int i = 0; i < sim.n_callers; i++)
    n += sim_caller_waits (&sim.callers[i], is_setup);

  return n;
}

/* One who has just cancelled may find that there is another one now. */
static void
join_others (gboolean is_setup)
{
  for (int i = 0; i < sim.n_callers; i++)
    {
      if (sim_caller_waits (&sim.callers[i], is_setup) &&
          sim.callers[i].cancelled == sim_clock_now ())
        sim.callers[i].is_alone = TRUE;
    }
}

static void
expect_hurry (void)
{
  if (sim.is_hurry_pending)
    return;

  sim.is_hurry_pending = TRUE;
  sim.hurry_pending_since = sim_clock_now ();
}

static void
begin_call (gboolean      is_setup,
            GCancellable *cancellable,
            int           must)
{
  SimCaller *caller = &sim.callers[sim.n_callers];

  sim_log_add (is_setup ? SIM_LOG_SET_UP : SIM_LOG_SHUT_DOWN, -1, sim.n_callers);
  if (must == SIM_ANSWER_ANY)
    join_others (is_setup);
  sim.n_callers++;

  *caller = (SimCaller) {
    .is_setup = is_setup, .begun = sim_clock_now (), .cancelled = SIM_NEVER,
    .is_calling = TRUE, .is_waiting = TRUE, .must = must, .operation = sim.operation,
    .cancellable = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new (),
  };

  if (g_cancellable_is_cancelled (caller->cancellable))
    {
      caller->cancelled = sim_clock_now ();
      caller->is_alone = count_waiting (is_setup) > 1;
      if (!is_setup && must == SIM_ANSWER_ANY)
        expect_hurry ();
      if (sim.is_hurry_pending && !caller->is_alone && sim.hurry == SIM_NEVER)
        sim.hurry = sim.last_hurry = sim_clock_now ();
    }

  if (is_setup)
    cdr_conductor_setup_async (sim.conductor, caller->cancellable, set_up_cb, caller);
  else
    cdr_conductor_shutdown_async (sim.conductor, caller->cancellable, shut_down_cb, caller);
  caller->is_calling = FALSE;
}

static gboolean
may_call (void)
{
  return sim.has_ref && !sim.is_disposed && sim.n_callers < SIM_MAX_CALLERS &&
         !sim.is_finishing;
}

void
sim_run_call_setup (GCancellable *cancellable)
{
  CdrState state;

  if (!may_call ())
    return;

  sim_coverage_reach_all (SIM_EVENT_SETUP);
  state = cdr_conductor_get_state (sim.conductor);

  if (state == CDR_STATE_SHUTTING_DOWN)
    begin_call (TRUE, cancellable, CDR_ERROR_WRONG_STATE);
  else if (state == CDR_STATE_ACTIVE)
    begin_call (TRUE, cancellable, SIM_ANSWER_OK);
  else if (state == CDR_STATE_SETTING_UP)
    begin_call (TRUE, cancellable, SIM_ANSWER_ANY);
  else if (sim_run_is_blocked ())
    begin_call (TRUE, cancellable, CDR_ERROR_WRONG_STATE);
  else if (sim_run_begin_round ())
    begin_call (TRUE, cancellable, SIM_ANSWER_ANY);
}

void
sim_run_call_shutdown (GCancellable *cancellable)
{
  CdrState state;

  /* Whether the one that cancels just now still waits is for the conductor to say. */
  if (!may_call () || sim.is_hurry_pending)
    return;

  sim_coverage_reach_all (SIM_EVENT_SHUTDOWN);
  state = cdr_conductor_get_state (sim.conductor);

  if (state == CDR_STATE_INACTIVE || state == CDR_STATE_FAILED)
    {
      begin_call (FALSE, cancellable, SIM_ANSWER_OK);
      return;
    }

  if (state != CDR_STATE_SHUTTING_DOWN)
    sim_oracle_stop_asked ();
  begin_call (FALSE, cancellable, SIM_ANSWER_ANY);
}

static gpointer
cancel_in_thread (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

/* The thread has ended before anything else happens: a run is always the same. */
static void
cancel_from_thread (SimCaller *caller)
{
  sim_coverage_reach_all (caller->is_setup ? SIM_EVENT_CANCEL_SETUP_THREAD
                                           : SIM_EVENT_CANCEL_SHUTDOWN_THREAD);
  g_thread_join (g_thread_new ("cancel", cancel_in_thread, caller->cancellable));
}

void
sim_user_cancel (SimCaller *caller,
                 gboolean   in_thread)
{
  gboolean all_cancelled = TRUE;

  if (!caller->is_waiting || caller->cancelled != SIM_NEVER)
    return;

  sim_coverage_reach_all (caller->is_setup ? SIM_EVENT_CANCEL_SETUP
                                           : SIM_EVENT_CANCEL_SHUTDOWN);
  caller->cancelled = sim_clock_now ();
  caller->is_alone = count_waiting (caller->is_setup) > 1;

  for (int i = 0; i < sim.n_callers; i++)
    all_cancelled = all_cancelled && (!sim_caller_waits (&sim.callers[i], caller->is_setup) ||
                                      sim.callers[i].cancelled != SIM_NEVER);
  if (!sim_caller_waits (caller, caller->is_setup))
    all_cancelled = FALSE;

  if (all_cancelled && caller->is_setup)
    {
      if (!sim.is_stop_pending)
        sim.pending_since = sim_clock_now ();
      sim.is_stop_pending = TRUE;
    }
  else if (all_cancelled)
    expect_hurry ();

  if (in_thread)
    cancel_from_thread (caller);
  else
    g_cancellable_cancel (caller->cancellable);
}

static void
cancel_all (gboolean is_setup,
            gboolean in_thread)
{
  for (int i = 0; i < sim.n_callers; i++)
    {
      if (sim.callers[i].is_setup == is_setup)
        sim_user_cancel (&sim.callers[i], in_thread);
    }
}

/* Changing what must not be changed. */

static gboolean
is_up (CdrConductor *conductor)
{
  CdrState state = cdr_conductor_get_state (conductor);

  return state != CDR_STATE_INACTIVE && state != CDR_STATE_FAILED;
}

/* A type that is in the graph is ignored. */
void
sim_user_add_known (CdrConductor *conductor,
                    SimSlot      *slot)
{
  if (!is_up (conductor) || slot->part->is_ready || !sim_slot_is_running (slot))
    return;

  sim_coverage_reach_all (SIM_EVENT_ADD);
  cdr_conductor_add (conductor, G_OBJECT_TYPE (slot->object));
}

void
sim_user_add_other (CdrConductor *conductor)
{
  if (!is_up (conductor))
    return;

  sim_coverage_reach_all (SIM_EVENT_ADD);
  sim.n_expected_add++;
  cdr_conductor_add (conductor, sim_types_get (SIM_ASK_NOBODY));
}

static void
add_component (SimSlot *slot)
{
  g_autoptr (GError) error = NULL;
  CdrComponent *component = (CdrComponent *) slot->object;

  if (component == NULL || cdr_component_get_conductor (component) == NULL)
    return;

  sim_coverage_reach_all (SIM_EVENT_ADD);
  if (cdr_conductor_add_component (sim.conductor, component, CDR_NEED_REQUIRED, &error) ||
      !g_error_matches (error, CDR_ERROR, CDR_ERROR_ALREADY_OWNED))
    sim_violation ("3", "a component could be added twice");
}

static void
patch (SimSlot *slot)
{
  g_autoptr (GError) error = NULL;

  sim_coverage_reach_all (SIM_EVENT_PATCH);
  if (!is_up (sim.conductor))
    return;

  if (cdr_conductor_patch (sim.conductor, sim_types_get (SIM_ASK_NOBODY),
                           sim_types_get (slot->part->type), &error) ||
      !g_error_matches (error, CDR_ERROR, CDR_ERROR_WRONG_STATE))
    sim_violation ("8", "a patch was taken while up");
}

/* Asking. */

void
sim_user_look_up (CdrConductor *conductor)
{
  for (int n = 0; n < sim.reference.n_nodes; n++)
    {
      SimSlot *slot = &sim.slots[sim.reference.nodes[n]];
      CdrComponent *found = cdr_conductor_get_component (conductor,
                                                         sim_types_get (slot->part->type));

      if (slot->part->is_ready || slot->is_gone)
        continue;
      if (found != (CdrComponent *) slot->object)
        sim_violation ("I15", "%d is not found by its type", slot->index);
    }
}

static void
validate (void)
{
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < sim.plan->n_parts; i++)
    {
      if (sim.slots[i].state == CDR_STATE_ABANDONED)
        return;
    }
  if (is_up (sim.conductor) && !sim.reference.is_valid)
    return;

  if (cdr_conductor_validate (sim.conductor, &error) != sim.reference.is_valid)
    sim_violation ("I15", "validate says %s", error != NULL ? error->message : "yes");
  if (error != NULL)
    sim_oracle_check_graph_error (error);
}

/* Ending. */

void
sim_user_drop (void)
{
  if (!sim.has_ref)
    return;

  sim.has_ref = FALSE;
  g_object_unref (sim.owned);
}

static void
dispose (void)
{
  sim_coverage_reach_all (SIM_EVENT_DISPOSE);
  sim.is_lax = TRUE;
  g_object_run_dispose (G_OBJECT (sim.owned));
}

static void
say_failed (SimSlot *slot)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "It died");

  if (slot->object == NULL)
    return;

  sim_oracle_says_failed (slot);
  cdr_component_fail (CDR_COMPONENT (slot->object), error);
}

static void
extend (SimSlot *slot)
{
  if (slot->object == NULL)
    return;
  if (sim_slot_is_in_call (slot) && slot->call->deadline <= sim_clock_now ())
    return;

  sim_oracle_extend (slot, SIM_USER_EXTENDS);
  cdr_component_extend_timeout (CDR_COMPONENT (slot->object), SIM_USER_EXTENDS);
}

/* Returns: FALSE if it is none of these */
static gboolean
act_on_calls (const SimAction *action)
{
  g_autoptr (GCancellable) cancellable = NULL;

  if (action->kind == SIM_ACTION_SHUTDOWN)
    sim_run_call_shutdown (NULL);
  else if (action->kind == SIM_ACTION_SHUTDOWN_CANCELLED)
    {
      cancellable = g_cancellable_new ();
      g_cancellable_cancel (cancellable);
      sim_run_call_shutdown (cancellable);
    }
  else if (action->kind == SIM_ACTION_SETUP)
    sim_run_call_setup (NULL);
  else if (action->kind == SIM_ACTION_CANCEL_ONE)
    sim_user_cancel (&sim.callers[action->target % MAX (sim.n_callers, 1)],
                     action->is_in_thread);
  else if (action->kind == SIM_ACTION_CANCEL_SETUP)
    cancel_all (TRUE, action->is_in_thread);
  else if (action->kind == SIM_ACTION_CANCEL_SHUTDOWN)
    cancel_all (FALSE, action->is_in_thread);
  else
    return FALSE;

  return TRUE;
}

/* Whom an action is about; often one that was abandoned, of which there are few. */
static SimSlot *
get_target (const SimAction *action)
{
  for (int i = 0; i < sim.plan->n_parts && action->target % 2 == 0; i++)
    {
      if (sim.slots[i].state == CDR_STATE_ABANDONED && sim.slots[i].object != NULL)
        return &sim.slots[i];
    }

  return &sim.slots[action->target % sim.plan->n_parts];
}

/* Returns: FALSE if it is none of these */
static gboolean
act_on_parts (const SimAction *action)
{
  SimSlot *slot = get_target (action);

  if (action->kind == SIM_ACTION_ADD)
    sim_user_add_known (sim.conductor, slot);
  else if (action->kind == SIM_ACTION_ADD_OTHER)
    sim_user_add_other (sim.conductor);
  else if (action->kind == SIM_ACTION_ADD_COMPONENT)
    add_component (slot);
  else if (action->kind == SIM_ACTION_PATCH)
    patch (slot);
  else if (action->kind == SIM_ACTION_FAIL)
    say_failed (slot);
  else if (action->kind == SIM_ACTION_EXTEND)
    extend (slot);
  else if (action->kind == SIM_ACTION_CHANGE)
    sim_user_change (slot);
  else if (action->kind == SIM_ACTION_DISPOSE_PART)
    sim_user_dispose_part (slot);
  else
    return FALSE;

  return TRUE;
}

void
sim_user_act (const SimAction *action)
{
  if (!may_call () || sim.operation == 0)
    return;

  sim_log_add (SIM_LOG_ACTION, -1, action->kind);
  if (act_on_calls (action) || act_on_parts (action))
    return;

  if (action->kind == SIM_ACTION_QUIT)
    cdr_conductor_quit (sim.conductor);
  else if (action->kind == SIM_ACTION_VALIDATE)
    validate ();
  else if (action->kind == SIM_ACTION_DISPOSE)
    dispose ();
  else if (action->kind == SIM_ACTION_DROP)
    {
      sim_coverage_reach_all (SIM_EVENT_DROP_REF);
      sim_user_drop ();
    }
}
