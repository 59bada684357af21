/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-run.h"

#include "sim-clock.h"
#include "sim-log.h"
#include "sim-oracle.h"
#include "sim-schedule.h"
#include "sim-types.h"

#include <string.h>

/* One run: builds what the plan says, and plays the user's part from the first
 * setup to the last reference.
 */

/* Later than anything that a plan brings about by itself. */
#define GIVE_UP_AT 1000000

SimRun sim;

enum
{
  STEP_DRIVE,
  STEP_STOP,
  STEP_GIVE_UP,
  STEP_END_LATE,
  STEP_LET_GO,
  STEP_OVER,
};

static void step_cb (gpointer data,
                     int      number);

static void
step_at (gint64 due,
         int    step)
{
  sim_schedule_add (due, step_cb, &sim, step);
}

/* Looks at what there is to do, in an event of its own. */
void
sim_run_tick (void)
{
  if (sim.is_ticking || sim.is_finishing)
    return;

  sim.is_ticking = TRUE;
  step_at (sim_clock_now (), STEP_DRIVE);
}

/* Messages: none of level WARNING and above, but for those that are announced. */

#define KEPT_MESSAGE "does not accept NULL"

static gboolean
is_expected (const char *message)
{
  if (strstr (message, "can't be added once a setup has begun") != NULL)
    return sim.n_expected_add-- > 0;
  if (strstr (message, "!task->ever_returned") != NULL)
    return sim.n_expected_again-- > 0;
  if (strstr (message, KEPT_MESSAGE) != NULL)
    return sim.n_expected_kept-- > 0;
  if (strstr (message, "A conductor was disposed of while") != NULL)
    return sim.is_lax || !sim.has_ref;

  return FALSE;
}

static void
log_cb (const char     *domain,
        GLogLevelFlags  level,
        const char     *message,
        gpointer        user_data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) == 0)
    return;

  if (level & G_LOG_LEVEL_ERROR)
    g_printerr ("%s\n", message);
  /* It comes only once, and so not again in the same run. */
  if (strstr (message, KEPT_MESSAGE) == NULL)
    sim_log_add (SIM_LOG_MESSAGE, -1, level);
  if (!is_expected (message))
    sim_violation ("I19", "%s", message);
}

/* Rounds. */

/* What was abandoned and has not ended prevents the next setup. */
gboolean
sim_run_is_blocked (void)
{
  for (int i = 0; i < sim.plan->n_parts; i++)
    {
      if (sim.slots[i].object != NULL && sim.slots[i].state == CDR_STATE_ABANDONED &&
          !sim.slots[i].is_gone)
        return TRUE;
    }

  return FALSE;
}

static gboolean
may_begin_round (void)
{
  if (sim.round + 1 >= sim.plan->n_rounds)
    return FALSE;

  for (int i = 0; i < sim.plan->n_parts; i++)
    {
      if (sim.slots[i].part->is_ready && sim.slots[i].state == CDR_STATE_ABANDONED)
        return FALSE;
    }

  return TRUE;
}

/* Returns: FALSE if the plan has no other one */
gboolean
sim_run_begin_round (void)
{
  if (!may_begin_round ())
    return FALSE;

  sim.round++;
  if (sim.round > 0)
    {
      sim_reference_compute (&sim.reference, sim.plan, sim.round);
      sim_build_patches (sim.round);
    }

  sim.n_made_before = sim.n_made;
  sim_oracle_operation_begins ();
  return TRUE;
}

/* What the callback of a call does next. */
void
sim_run_was_answered (void)
{
  if (sim.plan->again_inside && sim.has_ref && !sim.is_disposed &&
      sim.state != CDR_STATE_SETTING_UP && sim.state != CDR_STATE_SHUTTING_DOWN &&
      cdr_conductor_get_state (sim.conductor) != CDR_STATE_ACTIVE && may_begin_round ())
    sim_run_call_setup (NULL);

  sim_run_tick ();
}

/* The script. */

static void
finish (void)
{
  sim.is_finishing = TRUE;
  step_at (sim_clock_now (), STEP_END_LATE);
}

static void
drive (void)
{
  CdrState state;

  sim.is_ticking = FALSE;
  if (sim.conductor == NULL)
    {
      finish ();
      return;
    }
  if (!sim.has_ref)
    return;

  state = cdr_conductor_get_state (sim.conductor);

  if (state == CDR_STATE_ACTIVE && sim.stop_operation != sim.operation)
    {
      sim.stop_operation = sim.operation;
      step_at (sim_clock_now () + sim.plan->active_time, STEP_STOP);
    }
  else if (state == CDR_STATE_INACTIVE || state == CDR_STATE_FAILED)
    {
      gboolean can_go_on = may_begin_round () && !sim_run_is_blocked ();

      sim_run_call_setup (NULL);
      if (!can_go_on)
        finish ();
    }
}

/* What has no deadline is never given up by the conductor: the user hurries it, and
 * then the component ends.
 */
static void
give_up (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  if (sim.has_given_up++ > 20)
    sim_violation ("I13", "it does not end");

  step_at (sim_clock_now () + 1000, STEP_GIVE_UP);

  if (!sim.has_ref || sim.has_given_up > 1)
    {
      sim_object_end_all ();
      return;
    }

  for (int i = 0; i < sim.n_callers; i++)
    sim_user_cancel (&sim.callers[i], FALSE);
  g_cancellable_cancel (cancellable);
  sim_run_call_shutdown (cancellable);
}

static void
let_go (void)
{
  for (int i = 0; i < sim.plan->n_parts && !sim.plan->late_end && !sim.is_disposed; i++)
    {
      if (sim.slots[i].state == CDR_STATE_ABANDONED && sim.slots[i].object != NULL &&
          !sim.slots[i].is_gone)
        sim_violation ("6", "%d has ended, but is not let go", i);
    }

  sim_oracle_end ();
  sim_user_drop ();
  if (sim.conductor != NULL)
    sim_violation ("I17", "somebody else holds the conductor");

  sim_object_end_all ();
  step_at (sim_clock_now () + 1, STEP_OVER);
}

static void
step_cb (gpointer data,
         int      number)
{
  switch (number)
    {
    case STEP_DRIVE:
      drive ();
      break;

    case STEP_STOP:
      if (sim.has_ref && !sim.is_disposed &&
          cdr_conductor_get_state (sim.conductor) == CDR_STATE_ACTIVE)
        sim_run_call_shutdown (NULL);
      break;

    case STEP_GIVE_UP:
      give_up ();
      break;

    case STEP_END_LATE:
      if (!sim.plan->late_end)
        sim_object_end_all ();
      step_at (sim_clock_now () + 1, STEP_LET_GO);
      break;

    case STEP_LET_GO:
      let_go ();
      break;

    case STEP_OVER:
    default:
      sim.is_over = TRUE;
      break;
    }
}

static void
reset (const SimPlan *plan)
{
  GMainContext *context = sim.context;

  memset (&sim, 0, offsetof (SimRun, reference));
  memset (sim.slots, 0, (gsize) plan->n_parts * sizeof (SimSlot));
  memset (sim.slot_of_type, 0xff, sizeof sim.slot_of_type);

  sim.context = context;
  sim.plan = plan;
  sim.round = -1;
  sim.stop = sim.user_stop = sim.hurry = SIM_NEVER;

  for (int i = 0; i < plan->n_parts; i++)
    {
      sim.slots[i].index = i;
      sim.slots[i].part = &plan->parts[i];
      sim.slots[i].said_failed = sim.slots[i].extended_at = SIM_NEVER;
      if (!plan->parts[i].is_ready)
        sim.slot_of_type[plan->parts[i].type] = i;
    }

  sim_clock_reset ();
  sim_log_clear ();
  sim_schedule_reset ((guint64) plan->schedule);
}

static void
act_cb (gpointer data,
        int      number)
{
  sim_user_act (&sim.plan->actions[number]);
}

/* At the end of everything that the conductor calls. */
void
sim_run_act_inside (void)
{
  int action = sim.inside;

  sim.inside = 0;
  if (action > 0)
    sim_user_act (&sim.plan->actions[action - 1]);
}

/* Actions that wait for a number of events. */
void
sim_run_count_event (void)
{
  sim.n_events++;
  for (int i = 0; i < sim.plan->n_actions; i++)
    {
      const SimAction *action = &sim.plan->actions[i];

      if (action->at != SIM_NEVER || (guint) action->after != sim.n_events)
        continue;
      if (action->inside)
        sim.inside = i + 1;
      else
        sim_schedule_add (sim_clock_now (), act_cb, &sim.n_events, i);
    }
}

static void
begin (const SimPlan *plan)
{
  g_autoptr (GError) error = NULL;

  sim_types_mark (plan);
  sim_reference_compute (&sim.reference, plan, 0);
  sim_build (plan);
  sim_build_patches (0);

  if (plan->validates)
    {
      if (cdr_conductor_validate (sim.conductor, &error) != sim.reference.is_valid)
        sim_violation ("I15", "validate says %s", error != NULL ? error->message : "yes");
      if (error != NULL)
        sim_oracle_check_graph_error (error);
    }

  for (int i = 0; i < plan->n_actions; i++)
    {
      if (plan->actions[i].at != SIM_NEVER)
        sim_schedule_add (plan->actions[i].at, act_cb, &sim.n_events, i);
    }

  step_at (GIVE_UP_AT, STEP_GIVE_UP);
  sim_run_tick ();
}

/* I17 */
static guint
next_source_id (void)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  guint id = g_source_attach (source, sim.context);

  g_source_destroy (source);
  return id;
}

static void
check_nothing_is_left (guint first_id)
{
  guint last_id = next_source_id ();

  for (guint id = first_id; id < last_id; id++)
    {
      GSource *source = g_main_context_find_source_by_id (sim.context, id);

      if (source != NULL)
        sim_violation ("I17", "a source is left: %s", g_source_get_name (source));
    }

  for (int i = 0; i < sim.n_callers; i++)
    {
      if (sim.callers[i].is_waiting)
        sim_violation ("I10", "a call was never answered");
      g_clear_object (&sim.callers[i].cancellable);
    }

  for (int i = 0; i < sim.plan->n_parts; i++)
    {
      for (int k = 0; k < 2 * SIM_N_ROUNDS; k++)
        sim_object_check_finished (&sim.slots[i].calls[k / 2][k % 2]);
    }

  if (sim.n_alive > 0)
    sim_violation ("I17", "%u components are left", sim.n_alive);
  if (sim.n_expected_add > 0 || sim.n_expected_again > 0 || sim.n_expected_kept > 0)
    sim_violation ("I19", "a message did not come");
}

void
sim_run (const SimPlan *plan)
{
  guint first_id;

  reset (plan);
  first_id = next_source_id ();
  begin (plan);

  while (!sim.is_over)
    g_main_context_iteration (sim.context, TRUE);

  check_nothing_is_left (first_id);
}

static void
hang_cb (void)
{
  sim_violation ("I13", "nothing will ever happen");
}

/* What is logged with fields comes here alone, and is of no interest. */
static GLogWriterOutput
write_cb (GLogLevelFlags   level,
          const GLogField *fields,
          gsize            n_fields,
          gpointer         user_data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) == 0)
    return G_LOG_WRITER_HANDLED;

  return g_log_writer_default (level, fields, n_fields, user_data);
}

void
sim_run_init (void)
{
  static const SimClockFuncs funcs = { sim_oracle_at_rest, hang_cb };

  sim_types_register ();
  sim.context = g_main_context_new ();
  g_main_context_push_thread_default (sim.context);
  sim_clock_install (sim.context, &funcs);
  sim_schedule_attach (sim.context);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR);
  g_log_set_default_handler (log_cb, NULL);
  g_log_set_writer_func (write_cb, NULL, NULL);
}
