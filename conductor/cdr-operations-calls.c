/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-callers-private.h"
#include "cdr-conductor-private.h"
#include "cdr-error.h"
#include "cdr-task-private.h"

/* The public side of setup and shutdown: decides, and records. */

static gboolean
check_can_set_up (CdrConductor *self,
                  GTask        *task)
{
  CdrComponent *abandoned = self->reconciler != NULL && !self->is_disposed
                              ? cdr_reconciler_get_abandoned (self->reconciler) : NULL;

  if (self->is_disposed)
    g_task_return_new_error (task, CDR_ERROR, CDR_ERROR_DISPOSED,
                             "The conductor was disposed of");
  else if (self->state == CDR_STATE_SHUTTING_DOWN)
    g_task_return_new_error (task, CDR_ERROR, CDR_ERROR_WRONG_STATE,
                             "No setup while shutting down: wait for the shutdown");
  else if (abandoned != NULL && self->state != CDR_STATE_SETTING_UP &&
           self->state != CDR_STATE_ACTIVE)
    g_task_return_new_error (task, CDR_ERROR, CDR_ERROR_WRONG_STATE,
                             "No setup while %s, which was abandoned, has not ended",
                             cdr_component_get_name (abandoned));
  else
    return TRUE;

  return FALSE;
}

/**
 * cdr_conductor_setup_async:
 * @self: a conductor
 * @cancellable: (nullable): what cancels the setup
 * @callback: (scope async): what to call when the setup has ended
 * @user_data: what to pass to @callback
 *
 * Sets everything up, in dependency order and at once where that allows it.
 *
 * First the graph is resolved; if it is bad nothing is created. Then the first
 * failure that matters stops the setup, and everything is rolled back before it is
 * reported.
 *
 * Calls are joined: a second one waits for the setup that is under way, and one on a
 * conductor that is active succeeds. The setup is cancelled, and rolled back, when
 * every caller that waits for it has cancelled; one that cancels alone gets
 * %G_IO_ERROR_CANCELLED at once. One that joins a setup that is being rolled back
 * hears how that ends.
 */
void
cdr_conductor_setup_async (CdrConductor        *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CDR_IS_CONDUCTOR (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));
  g_return_if_fail (cdr_conductor_is_in_context (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (task, FALSE);
  cdr_task_set_tag (task, cdr_conductor_setup_async);

  if (g_task_return_error_if_cancelled (task) || !check_can_set_up (self, task))
    return;

  if (self->state == CDR_STATE_ACTIVE)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (self->state != CDR_STATE_SETTING_UP)
    {
      self->state = CDR_STATE_SETTING_UP;
      self->setup_requested = TRUE;
      cdr_pump_wake (self->pump);
    }

  cdr_callers_add (&self->setup_callers, task, cdr_operations_request_stop);
}

/**
 * cdr_conductor_setup_finish:
 * @self: a conductor
 * @result: what the callback got
 * @error: where to put an error
 *
 * Ends [method@Conductor.setup_async].
 *
 * On failure nothing is running any more, except for components that were abandoned.
 * The error is that of the graph, the first fatal failure with its component's name
 * in front, %G_IO_ERROR_CANCELLED if a caller cancelled or a shutdown came first, or
 * %CDR_ERROR_WRONG_STATE. All failures are in [method@Conductor.get_failures].
 *
 * Returns: %TRUE if every required root, and all that it requires, is active
 */
gboolean
cdr_conductor_setup_finish (CdrConductor  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (cdr_task_is_valid (result, self, cdr_conductor_setup_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cdr_conductor_shutdown_async:
 * @self: a conductor
 * @cancellable: (nullable): what makes the shutdown hurry
 * @callback: (scope async): what to call when the shutdown has ended
 * @user_data: what to pass to @callback
 *
 * Shuts everything down, dependents before what they depend on.
 *
 * A shutdown never stops half way: errors are collected, and the rest goes on. While
 * a setup is under way it is stopped first, and reports %G_IO_ERROR_CANCELLED. Calls
 * are joined; one on a conductor that is down succeeds and calls nobody.
 *
 * When every caller has cancelled, the shutdown hurries: what is under way is
 * cancelled, and each component has its [property@Conductor:grace]. It is still
 * carried out, in order, and reports how it went.
 */
void
cdr_conductor_shutdown_async (CdrConductor        *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CDR_IS_CONDUCTOR (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));
  g_return_if_fail (cdr_conductor_is_in_context (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (task, FALSE);
  cdr_task_set_tag (task, cdr_conductor_shutdown_async);

  if (self->is_disposed)
    {
      g_task_return_new_error (task, CDR_ERROR, CDR_ERROR_DISPOSED,
                               "The conductor was disposed of");
      return;
    }

  if (self->state == CDR_STATE_INACTIVE || self->state == CDR_STATE_FAILED)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (self->state != CDR_STATE_SHUTTING_DOWN)
    {
      self->state = CDR_STATE_SHUTTING_DOWN;
      cdr_operations_request_stop (self);
    }

  cdr_callers_add (&self->shutdown_callers, task, cdr_operations_hurry);

  if (g_cancellable_is_cancelled (cancellable) && self->shutdown_callers.length == 1)
    cdr_operations_hurry (self);
}

/**
 * cdr_conductor_shutdown_finish:
 * @self: a conductor
 * @result: what the callback got
 * @error: where to put an error
 *
 * Ends [method@Conductor.shutdown_async].
 *
 * Whatever the outcome, nothing is running any more, except for components that were
 * abandoned. The error is %CDR_ERROR_SHUTDOWN_INCOMPLETE, which names every component
 * that did not come down cleanly; see [method@Conductor.get_failures].
 *
 * Returns: %TRUE if everything came down
 */
gboolean
cdr_conductor_shutdown_finish (CdrConductor  *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (cdr_task_is_valid (result, self, cdr_conductor_shutdown_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
