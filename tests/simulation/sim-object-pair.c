/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-object-private.h"

#include "sim-coverage.h"
#include "sim-run.h"
#include "sim-types.h"

/* Components in the classic form: setup_async and setup_finish. Some leave the finish
 * function out, and one has a setup too, which does its part and chains up.
 */

/* The last one has that of its parent. */
static gboolean
has_finish (int number)
{
  return number % 2 == 0 || sim_types_chains_up (number);
}

static int
get_number (SimObject *self)
{
  return ((SimObjectClass *) G_OBJECT_GET_CLASS (self))->number;
}

static void
begin (SimObject           *self,
       CdrPhase             phase,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  SimCall *call = &self->slot->calls[sim.round][phase == CDR_PHASE_SETUP ? 0 : 1];

  g_task_set_task_data (task, call, NULL);
  sim_coverage_reach (self->slot->state, SIM_EVENT_PAIR);
  if (sim_types_chains_up (get_number (self)) != self->is_chaining_up)
    sim_violation ("3", "the pair of %d is called past its setup", self->slot->index);

  sim_object_begin_call (self, phase, task);
}

static void
setup_async (CdrComponent        *component,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  begin ((SimObject *) component, CDR_PHASE_SETUP, cancellable, callback, user_data);
}

static void
shutdown_async (CdrComponent        *component,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  begin ((SimObject *) component, CDR_PHASE_SHUTDOWN, cancellable, callback, user_data);
}

static gboolean
finish (CdrComponent  *component,
        GAsyncResult  *result,
        GError       **error)
{
  SimCall *call = g_task_get_task_data (G_TASK (result));

  if (!g_task_is_valid (result, component) || call->is_finished)
    sim_violation ("3", "%d is to finish what it has not begun", call->slot->index);

  call->is_finished = TRUE;
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
sim_object_check_finished (SimCall *call)
{
  int type = call->is_begun ? call->slot->part->type : 0;

  if (sim_types_has_pair (type) && has_finish (type) && !call->is_finished)
    sim_violation ("3", "the pair of %d was not finished", call->slot->index);
}

static CdrComponentClass *
get_parent_class (CdrComponent *component)
{
  return g_type_class_peek_parent (CDR_COMPONENT_GET_CLASS (component));
}

static void
setup (CdrComponent *component,
       GTask        *task)
{
  ((SimObject *) component)->is_chaining_up = TRUE;
  get_parent_class (component)->setup (component, task);
  ((SimObject *) component)->is_chaining_up = FALSE;
}

static void
shutdown (CdrComponent *component,
          GTask        *task)
{
  ((SimObject *) component)->is_chaining_up = TRUE;
  get_parent_class (component)->shutdown (component, task);
  ((SimObject *) component)->is_chaining_up = FALSE;
}

void
sim_object_class_use_pair (CdrComponentClass *klass,
                           int                number)
{
  if (sim_types_chains_up (number))
    {
      klass->setup = setup;
      klass->shutdown = shutdown;
      return;
    }

  klass->setup_async = setup_async;
  klass->shutdown_async = shutdown_async;
  if (has_finish (number))
    klass->setup_finish = klass->shutdown_finish = finish;
}
