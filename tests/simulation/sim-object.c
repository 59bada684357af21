/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-object-private.h"

#include "sim-clock.h"
#include "sim-coverage.h"
#include "sim-log.h"
#include "sim-oracle.h"
#include "sim-run.h"
#include "sim-schedule.h"
#include "sim-types.h"

#include <string.h>

/* What a component does when it is called, by its plan. It tells the oracle what
 * it does and what it sees, before the library can know.
 */

G_DEFINE_ABSTRACT_TYPE (SimObject, sim_object, CDR_TYPE_COMPONENT)

/* Returning. */

static gpointer
return_in_thread (gpointer data)
{
  SimCall *call = data;
  g_autoptr (GTask) task = g_steal_pointer (&call->task);

  switch ((SimOutcome) call->outcome)
    {
    case SIM_OUTCOME_OK:
    case SIM_OUTCOME_TWICE:
      g_task_return_boolean (task, TRUE);
      break;

    case SIM_OUTCOME_FAIL:
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "It broke");
      break;

    case SIM_OUTCOME_CANCELLED:
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "It gave up");
      break;

    case SIM_OUTCOME_FALSE:
      g_task_return_boolean (task, FALSE);
      break;

    case SIM_OUTCOME_DROP:
    case SIM_N_OUTCOMES:
    default:
      break;
    }

  if (call->outcome == SIM_OUTCOME_TWICE)
    {
      sim.n_expected_again++;
      g_task_return_boolean (task, TRUE);
    }

  return NULL;
}

/* An active component dies. */
static void
die_cb (gpointer data,
        int      number)
{
  SimSlot *slot = data;
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "It died");

  if (slot->object == NULL || sim.is_disposed)
    return;

  sim_log_add (SIM_LOG_FAILS, slot->index, 0);
  sim_oracle_says_failed (slot);
  cdr_component_fail (CDR_COMPONENT (slot->object), error);
}

static void
end_call (SimCall *call)
{
  int fail_after = call->slot->part->fail_after[sim.round];

  sim_schedule_remove (call);
  sim_log_add (SIM_LOG_RETURN, call->slot->index, call->outcome);
  sim_oracle_returned (call);
  if (call->phase == 0 && call->slot->is_up && fail_after != SIM_NEVER)
    sim_schedule_add (sim_clock_now () + fail_after, die_cb, call->slot, 0);

  if (call->behaviour->place == SIM_PLACE_THREAD && call->outcome != SIM_OUTCOME_TWICE)
    g_thread_join (g_thread_new ("return", return_in_thread, call));
  else
    return_in_thread (call);
}

static void
end_call_cb (gpointer data,
             int      number)
{
  end_call (data);
}

/* Everything that still hangs ends. */
void
sim_object_end_all (void)
{
  for (int i = 0; i < sim.plan->n_parts; i++)
    {
      for (int k = 0; k < 2 * SIM_N_ROUNDS; k++)
        {
          SimCall *call = &sim.slots[i].calls[k / 2][k % 2];

          if (call->is_begun && call->task != NULL)
            end_call (call);
        }
    }
}

/* Being cancelled. */

static void
end_differently (SimCall    *call,
                 SimOutcome  outcome,
                 int         delay)
{
  sim_schedule_remove (call);
  call->outcome = outcome;
  sim_schedule_add (sim_clock_now () + delay, end_call_cb, call, 0);
}

static void
react (SimCall *call)
{
  int delay = call->behaviour->cancel_delay;

  switch ((SimOnCancel) call->behaviour->on_cancel)
    {
    case SIM_ON_CANCEL_OBEY:
      call->outcome = SIM_OUTCOME_CANCELLED;
      end_call (call);
      break;

    case SIM_ON_CANCEL_OBEY_LATER:
      end_differently (call, SIM_OUTCOME_CANCELLED, delay);
      break;

    case SIM_ON_CANCEL_SUCCEED_LATER:
      end_differently (call, SIM_OUTCOME_OK, delay);
      break;

    case SIM_ON_CANCEL_FAIL_LATER:
      end_differently (call, SIM_OUTCOME_FAIL, delay);
      break;

    case SIM_ON_CANCEL_IGNORE:
    case SIM_N_ON_CANCEL:
    default:
      break;
    }
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  SimCall *call = user_data;

  if (call->task == NULL || call->cancellable != cancellable)
    return;

  sim_oracle_cancelled (call);
  sim_run_act_inside ();
  if (call->task != NULL)
    react (call);
}

/* Calling back into the conductor. */

static void
fail_early (SimSlot *slot)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "It is dead");

  sim_oracle_says_failed (slot);
  cdr_component_fail (CDR_COMPONENT (slot->object), error);
}

static void
validate (CdrConductor *conductor)
{
  g_autoptr (GError) error = NULL;

  if (!cdr_conductor_validate (conductor, &error))
    sim_violation ("I15", "validate fails while up: %s", error->message);
}

static void
do_deed (SimCall *call)
{
  CdrComponent *component = CDR_COMPONENT (call->slot->object);
  CdrConductor *conductor = cdr_component_get_conductor (component);
  SimDeed deed = call->behaviour->deed;

  if (deed == SIM_DEED_NONE)
    return;

  sim_log_add (SIM_LOG_DEED, call->slot->index, deed);

  if (deed == SIM_DEED_SHUTDOWN)
    sim_run_call_shutdown (NULL);
  else if (deed == SIM_DEED_SETUP)
    sim_run_call_setup (NULL);
  else if (deed == SIM_DEED_ADD)
    sim_user_add_known (conductor, call->slot);
  else if (deed == SIM_DEED_ADD_OTHER)
    sim_user_add_other (conductor);
  else if (deed == SIM_DEED_GET)
    sim_user_look_up (conductor);
  else if (deed == SIM_DEED_QUIT)
    cdr_conductor_quit (conductor);
  else if (deed == SIM_DEED_FAIL)
    fail_early (call->slot);
  else if (deed == SIM_DEED_VALIDATE)
    validate (conductor);
  else if (deed == SIM_DEED_EXTEND)
    {
      sim_oracle_extend (call->slot, call->behaviour->extend);
      cdr_component_extend_timeout (component, (guint) call->behaviour->extend);
    }
}

/* The virtual methods. */

static void
turn_loop (SimCall *call)
{
  gint64 from = sim_clock_now ();

  sim.n_nested++;
  while (call->task != NULL)
    g_main_context_iteration (sim.context, TRUE);
  sim.n_nested--;

  if (sim.n_nested == 0 && sim_clock_now () > from)
    sim_oracle_was_blocked (from);
}

void
sim_object_begin_call (SimObject *self,
                       CdrPhase   cdr_phase,
                       GTask     *task)
{
  SimSlot *slot = self->slot;
  int phase = cdr_phase == CDR_PHASE_SETUP ? 0 : 1;
  SimCall *call = &slot->calls[sim.round][phase];
  const SimBehaviour *behaviour = &slot->part->behaviour[sim.round][phase];

  sim_log_add (phase == 0 ? SIM_LOG_SETUP : SIM_LOG_SHUTDOWN, slot->index, 0);
  if (call->is_begun)
    sim_violation ("I2", "%d is called twice in one round", slot->index);

  *call = (SimCall) {
    .slot = slot, .phase = phase, .behaviour = behaviour, .task = g_object_ref (task),
    .cancellable = g_task_get_cancellable (task), .outcome = behaviour->outcome,
    .begun = sim_clock_now (), .deadline = SIM_NEVER, .cancelled = SIM_NEVER,
    .ended = SIM_NEVER, .is_begun = TRUE,
  };
  sim_oracle_begun (call);
  if (g_cancellable_is_cancelled (call->cancellable))
    sim_oracle_cancelled (call);
  do_deed (call);
  sim_run_act_inside ();

  if (behaviour->place == SIM_PLACE_INSIDE)
    {
      end_call (call);
      return;
    }

  if (behaviour->delay != SIM_NEVER)
    sim_schedule_add (sim_clock_now () + behaviour->delay, end_call_cb, call, 0);
  if (call->cancelled != SIM_NEVER)
    react (call);
  else
    g_signal_connect (call->cancellable, "cancelled", G_CALLBACK (cancelled_cb), call);

  if (behaviour->place == SIM_PLACE_NESTED)
    turn_loop (call);
}

static void
sim_object_setup (CdrComponent *component,
                  GTask        *task)
{
  sim_object_begin_call ((SimObject *) component, CDR_PHASE_SETUP, task);
}

static void
sim_object_shutdown (CdrComponent *component,
                     GTask        *task)
{
  sim_object_begin_call ((SimObject *) component, CDR_PHASE_SHUTDOWN, task);
}

/* The object. */

void
sim_object_hold (SimObject *self,
                 int        property,
                 SimObject *dependency)
{
  g_set_object (&self->held[property], (CdrComponent *) dependency);
}

static void
sim_object_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  g_value_set_object (value, ((SimObject *) object)->held[prop_id - 1]);
}

static void
sim_object_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  SimObject *self = (SimObject *) object;
  SimSlot *slot = self->slot;
  int property = (int) prop_id - 1;
  gpointer dependency = g_value_get_object (value);
  int setter = sim_part_get_setter (slot->part, property);

  sim_log_add (dependency != NULL ? SIM_LOG_INJECTED : SIM_LOG_CLEARED, slot->index, property);
  if (!slot->is_changing)
    sim_oracle_injected (slot, property, dependency);

  if (setter == SIM_SETTER_IGNORES && dependency != NULL)
    sim_oracle_ignored (slot);
  else if (setter == SIM_SETTER_KEEPS && dependency == NULL && self->held[property] != NULL)
    sim_oracle_kept (slot, property);
  else
    {
      sim_object_hold (self, property, dependency);
      slot->is_kept[property] = slot->is_changing;
    }

  sim_run_act_inside ();
}

static void
sim_object_notify (GObject    *object,
                   GParamSpec *pspec)
{
  SimObject *self = (SimObject *) object;

  if (g_str_equal (pspec->name, "state"))
    sim_oracle_state_changed (self->slot);
  else if (g_str_equal (pspec->name, "error"))
    sim_oracle_error_changed (self->slot);
  else if (g_str_equal (pspec->name, "conductor"))
    sim_oracle_owner_changed (self->slot);
  sim_run_act_inside ();
}

static void
sim_object_constructed (GObject *object)
{
  SimObject *self = (SimObject *) object;
  int number = ((SimObjectClass *) G_OBJECT_GET_CLASS (object))->number;
  int index = sim.slot_of_type[number];

  G_OBJECT_CLASS (sim_object_parent_class)->constructed (object);

  self->slot = sim.next_slot;
  if (self->slot == NULL)
    {
      if (index == SIM_NEVER || (sim.slots[index].object != NULL && !sim.slots[index].is_gone))
        sim_violation ("I15", "%s is made, but should not be", sim_types_name (number));
      self->slot = &sim.slots[index];
      sim.n_made++;
    }

  self->slot->object = self;
  self->slot->state = CDR_STATE_INACTIVE;
  self->slot->is_gone = self->slot->is_disposed = FALSE;
  memset (self->slot->is_kept, 0, sizeof self->slot->is_kept);
  sim.n_alive++;

  cdr_component_set_setup_timeout (CDR_COMPONENT (self), self->slot->part->timeout[0]);
  cdr_component_set_shutdown_timeout (CDR_COMPONENT (self), self->slot->part->timeout[1]);
}

static void
sim_object_dispose (GObject *object)
{
  SimObject *self = (SimObject *) object;

  for (int i = 0; i < SIM_N_PROPERTIES; i++)
    g_clear_object (&self->held[i]);

  G_OBJECT_CLASS (sim_object_parent_class)->dispose (object);
}

static void
sim_object_finalize (GObject *object)
{
  SimObject *self = (SimObject *) object;

  sim_log_add (SIM_LOG_FINALIZED, self->slot->index, 0);
  /* One that was let go may have lived on for somebody who held it. */
  if (self->slot->object == self)
    self->slot->object = NULL;
  sim.n_alive--;

  G_OBJECT_CLASS (sim_object_parent_class)->finalize (object);
}

static void
sim_object_class_init (SimObjectClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = sim_object_constructed;
  object_class->dispose = sim_object_dispose;
  object_class->finalize = sim_object_finalize;
  object_class->get_property = sim_object_get_property;
  object_class->set_property = sim_object_set_property;
  object_class->notify = sim_object_notify;

  for (int i = 0; i < SIM_N_PROPERTIES; i++)
    {
      GType type = i == SIM_PROPERTY_BASE ? sim_types_get (SIM_ASK_BASE)
                                          : i == SIM_PROPERTY_INTERFACE
                                              ? sim_types_get (SIM_ASK_INTERFACE)
                                              : CDR_TYPE_COMPONENT;
      char name[] = "dep0";

      name[3] += i;
      g_object_class_install_property (object_class, i + 1,
                                       g_param_spec_object (name, NULL, NULL, type,
                                                            G_PARAM_READWRITE |
                                                            G_PARAM_EXPLICIT_NOTIFY));
    }
}

static void
sim_object_init (SimObject *self)
{
}

void
sim_object_class_set_number (gpointer klass,
                             gpointer class_data)
{
  CdrComponentClass *component_class = klass;
  int number = GPOINTER_TO_INT (class_data);

  ((SimObjectClass *) klass)->number = number;

  /* The abstract ones leave both forms to those below. */
  if (number < 0)
    return;

  if (sim_types_has_pair (number))
    sim_object_class_use_pair (component_class, number);
  else
    {
      component_class->setup = sim_object_setup;
      component_class->shutdown = sim_object_shutdown;
    }
}
