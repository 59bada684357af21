/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-component.h"

#include "cdr-call-private.h"
#include "cdr-component-private.h"
#include "cdr-error.h"
#include "cdr-task-private.h"

/* Driving one component by hand, as a unit test does: no graph, no deadline, no
 * injection. The caller is in the conductor's place.
 */

static void setup_ended_cb    (CdrCall  *call,
                               GError   *error,
                               gpointer  user_data);
static void shutdown_ended_cb (CdrCall  *call,
                               GError   *error,
                               gpointer  user_data);

/* Returns: FALSE if the task has been answered already. */
static gboolean
check_can_begin (CdrComponent *self,
                 GTask        *task,
                 gboolean      is_in_state)
{
  if (cdr_component_get_conductor (self) != NULL)
    {
      g_task_return_new_error (task, CDR_ERROR, CDR_ERROR_WRONG_STATE,
                               "%s belongs to a conductor, which sets it up and shuts it down",
                               cdr_component_get_name (self));
      return FALSE;
    }

  if (!is_in_state)
    {
      g_task_return_new_error (task, CDR_ERROR, CDR_ERROR_WRONG_STATE,
                               "%s is %s", cdr_component_get_name (self),
                               cdr_state_to_string (cdr_component_get_state (self)));
      return FALSE;
    }

  return TRUE;
}

/* Takes ownership of @task, which @ended_cb gets. */
static void
begin (CdrComponent *self,
       CdrPhase      phase,
       CdrState      state,
       CdrCallFunc   ended_cb,
       GTask        *task)
{
  g_autoptr (CdrCall) call = cdr_call_new (ended_cb, task);
  g_autoptr (GTask) handed_out = cdr_call_make_task (call, self, g_task_get_cancellable (task));

  cdr_component_set_state (self, state);
  cdr_component_call (self, phase, handed_out);
}

/**
 * cdr_component_setup_async: (virtual setup_async)
 * @self: a component that belongs to no conductor
 * @cancellable: (nullable): what asks the component to give up
 * @callback: (scope async): what to call when the setup has ended
 * @user_data: what to pass to @callback
 *
 * Sets one component up by hand, without a conductor: for unit tests.
 *
 * Its virtual method `setup` is called; nothing is injected, and no deadline
 * runs. On a component that belongs to a conductor, and on one that is not
 * inactive or failed, it fails with %CDR_ERROR_WRONG_STATE.
 */
void
cdr_component_setup_async (CdrComponent        *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  CdrState state;

  g_return_if_fail (CDR_IS_COMPONENT (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (task, FALSE);
  cdr_task_set_tag (task, cdr_component_setup_async);

  state = cdr_component_get_state (self);
  if (!check_can_begin (self, task, state == CDR_STATE_INACTIVE || state == CDR_STATE_FAILED))
    return;

  cdr_component_take_error (self, NULL);
  begin (self, CDR_PHASE_SETUP, CDR_STATE_SETTING_UP, setup_ended_cb, g_steal_pointer (&task));
}

static void
setup_ended_cb (CdrCall  *call,
                GError   *error,
                gpointer  user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  CdrComponent *self = g_task_get_source_object (task);

  if (error != NULL)
    {
      cdr_component_take_error (self, g_error_copy (error));
      cdr_component_set_state (self, CDR_STATE_FAILED);
      g_task_return_error (task, error);
      return;
    }

  cdr_component_set_state (self, CDR_STATE_ACTIVE);
  g_task_return_boolean (task, TRUE);
}

/**
 * cdr_component_setup_finish:
 * @self: a component
 * @result: what the callback got
 * @error: where to put an error
 *
 * Ends [method@Component.setup_async].
 *
 * When it fails the component is in %CDR_STATE_FAILED, and must have released
 * what it had half acquired. The error is the component's own, or
 * %CDR_ERROR_NEVER_RETURNED, or %CDR_ERROR_WRONG_STATE.
 *
 * Returns: %TRUE if the component is active
 */
gboolean
cdr_component_setup_finish (CdrComponent  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (CDR_IS_COMPONENT (self), FALSE);
  g_return_val_if_fail (cdr_task_is_valid (result, self, cdr_component_setup_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cdr_component_shutdown_async: (virtual shutdown_async)
 * @self: a component that belongs to no conductor
 * @cancellable: (nullable): what asks the component to hurry
 * @callback: (scope async): what to call when the shutdown has ended
 * @user_data: what to pass to @callback
 *
 * Shuts one component down by hand, without a conductor: for unit tests.
 *
 * Its virtual method `shutdown` is called. On a component that belongs to a
 * conductor, and on one that is not active, it fails with
 * %CDR_ERROR_WRONG_STATE.
 */
void
cdr_component_shutdown_async (CdrComponent        *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CDR_IS_COMPONENT (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (task, FALSE);
  cdr_task_set_tag (task, cdr_component_shutdown_async);

  if (!check_can_begin (self, task, cdr_component_get_state (self) == CDR_STATE_ACTIVE))
    return;

  begin (self, CDR_PHASE_SHUTDOWN, CDR_STATE_SHUTTING_DOWN, shutdown_ended_cb,
         g_steal_pointer (&task));
}

static void
shutdown_ended_cb (CdrCall  *call,
                   GError   *error,
                   gpointer  user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  CdrComponent *self = g_task_get_source_object (task);

  if (error != NULL)
    {
      cdr_component_take_error (self, g_error_copy (error));
      cdr_component_set_state (self, CDR_STATE_INACTIVE);
      g_task_return_error (task, error);
      return;
    }

  cdr_component_set_state (self, CDR_STATE_INACTIVE);
  g_task_return_boolean (task, TRUE);
}

/**
 * cdr_component_shutdown_finish:
 * @self: a component
 * @result: what the callback got
 * @error: where to put an error
 *
 * Ends [method@Component.shutdown_async].
 *
 * Whatever the outcome, the component is inactive afterwards, unless the error
 * is %CDR_ERROR_WRONG_STATE, which changes nothing.
 *
 * Returns: %TRUE if the shutdown succeeded
 */
gboolean
cdr_component_shutdown_finish (CdrComponent  *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (CDR_IS_COMPONENT (self), FALSE);
  g_return_val_if_fail (cdr_task_is_valid (result, self, cdr_component_shutdown_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
