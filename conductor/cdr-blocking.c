/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-blocking-private.h"

#include "cdr-conductor-private.h"
#include "cdr-error.h"

/* Calls that turn the conductor's main context until something is done. */

static void
store_result_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

/* Inside one of the conductor's own call-outs nothing would go on while waiting. */
static gboolean
check_can_block (CdrConductor  *self,
                 GError       **error)
{
  if (!self->is_pumping)
    return TRUE;

  g_set_error (error, CDR_ERROR, CDR_ERROR_WRONG_STATE,
               "A call that waits can't be made from inside the conductor's own call: "
               "use the asynchronous one");
  return FALSE;
}

gboolean
cdr_block_on (CdrConductor   *self,
              CdrBeginFunc    begin,
              gpointer        begin_data,
              CdrFinishFunc   finish,
              GCancellable   *cancellable,
              GError        **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (!check_can_block (self, error))
    return FALSE;

  begin (self, cancellable, store_result_cb, &result, begin_data);
  while (result == NULL)
    g_main_context_iteration (self->context, TRUE);

  return finish (self, result, error);
}

static void
begin_setup (CdrConductor        *self,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data,
             gpointer             begin_data)
{
  cdr_conductor_setup_async (self, cancellable, callback, user_data);
}

static void
begin_shutdown (CdrConductor        *self,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data,
                gpointer             begin_data)
{
  cdr_conductor_shutdown_async (self, cancellable, callback, user_data);
}

/**
 * cdr_conductor_setup:
 * @self: a conductor
 * @cancellable: (nullable): what cancels the setup
 * @error: where to put an error
 *
 * Sets everything up, and turns the conductor's main context until that has ended.
 *
 * For `main` and for tests; what happens is the same as with
 * [method@Conductor.setup_async]. From inside a component's own virtual method, or
 * a handler that the conductor calls, it fails with %CDR_ERROR_WRONG_STATE.
 *
 * Returns: %TRUE if every required root, and all that it requires, is active
 */
gboolean
cdr_conductor_setup (CdrConductor  *self,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (cdr_conductor_is_in_context (self), FALSE);

  return cdr_block_on (self, begin_setup, NULL, cdr_conductor_setup_finish, cancellable, error);
}

/**
 * cdr_conductor_shutdown:
 * @self: a conductor
 * @cancellable: (nullable): what makes the shutdown hurry
 * @error: where to put an error
 *
 * Shuts everything down, and turns the conductor's main context until that has ended.
 *
 * For `main` and for tests; what happens is the same as with
 * [method@Conductor.shutdown_async]. From inside a component's own virtual method,
 * or a handler that the conductor calls, it fails with %CDR_ERROR_WRONG_STATE.
 *
 * Returns: %TRUE if everything came down
 */
gboolean
cdr_conductor_shutdown (CdrConductor  *self,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (cdr_conductor_is_in_context (self), FALSE);

  return cdr_block_on (self, begin_shutdown, NULL, cdr_conductor_shutdown_finish,
                       cancellable, error);
}
