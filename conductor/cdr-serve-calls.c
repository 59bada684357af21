/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-blocking-private.h"
#include "cdr-conductor-private.h"
#include "cdr-task-private.h"

/* The public side of serving and running. */

/**
 * cdr_conductor_serve_async:
 * @self: a conductor
 * @cancellable: (nullable): what ends it, and, if cancelled while shutting down,
 *   makes it hurry
 * @callback: (scope async): what to call at the end
 * @user_data: what to pass to @callback
 *
 * Sets everything up, serves until an end is asked for, and shuts everything down:
 * inside a main loop that runs already.
 *
 * See [method@Conductor.serve] for what ends it, and how.
 */
void
cdr_conductor_serve_async (CdrConductor        *self,
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
  cdr_task_set_tag (task, cdr_conductor_serve_async);

  cdr_serve_begin (self, NULL, NULL, task);
}

/**
 * cdr_conductor_serve_finish:
 * @self: a conductor
 * @result: what the callback got
 * @error: where to put an error
 *
 * Ends [method@Conductor.serve_async].
 *
 * Nothing is running any more, except for components that were abandoned. For the
 * errors see [method@Conductor.serve].
 *
 * Returns: %TRUE if the stop was asked for and everything came down
 */
gboolean
cdr_conductor_serve_finish (CdrConductor  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (cdr_task_is_valid (result, self, cdr_conductor_serve_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
begin_serve (CdrConductor        *self,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data,
             gpointer             begin_data)
{
  cdr_conductor_serve_async (self, cancellable, callback, user_data);
}

/**
 * cdr_conductor_serve:
 * @self: a conductor
 * @cancellable: (nullable): what ends it, and, if cancelled while shutting down,
 *   makes it hurry
 * @error: where to put an error
 *
 * Sets everything up, serves until an end is asked for, and shuts everything down:
 * most programs' `main`.
 *
 * SIGINT, SIGTERM, [method@Conductor.quit], a cancel, a shutdown from elsewhere and
 * an active component's [method@Component.fail] all lead to the same orderly
 * shutdown, also during the setup. The handlers are installed before the setup; what
 * was there before is back at the end. A second signal, at least 100 ms later, logs
 * what [method@Conductor.describe_waiting] says, and makes the shutdown hurry. A third
 * one ends the process as it would without a handler, even if the main thread is
 * blocked.
 *
 * SIGHUP reads the key files again, see [method@Conductor.reload_config], if any had been
 * added when this was called; what is wrong with them is logged, and nothing changes.
 * Without key files SIGHUP is left alone. Mind that a terminal sends it when it is closed:
 * a program with key files, started from one, goes on then.
 *
 * The error is the first fatal failure, %CDR_ERROR_SHUTDOWN_INCOMPLETE,
 * %G_IO_ERROR_CANCELLED if @cancellable was cancelled, or %CDR_ERROR_WRONG_STATE if
 * the conductor is serving already. In each case nothing is running any more, except
 * for components that were abandoned.
 *
 * The idea is that of AIOConductor's `serve`.
 *
 * Returns: %TRUE if the stop was asked for and everything came down
 */
gboolean
cdr_conductor_serve (CdrConductor  *self,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (cdr_conductor_is_in_context (self), FALSE);

  return cdr_block_on (self, begin_serve, NULL, cdr_conductor_serve_finish, cancellable, error);
}

/* A closure in the place of a CdrRunFunc. */
static void
run_closure (CdrConductor *self,
             GTask        *task,
             gpointer      user_data)
{
  GValue params[] = { G_VALUE_INIT, G_VALUE_INIT };

  g_value_init (&params[0], CDR_TYPE_CONDUCTOR);
  g_value_set_object (&params[0], self);
  g_value_init (&params[1], G_TYPE_TASK);
  g_value_set_object (&params[1], task);

  g_closure_invoke (user_data, NULL, G_N_ELEMENTS (params), params, NULL);

  g_value_unset (&params[1]);
  g_value_unset (&params[0]);
}

/**
 * cdr_conductor_run_async:
 * @self: a conductor
 * @func: a closure that takes the conductor and a task, as [callback@RunFunc] does
 * @cancellable: (nullable): what ends it, and, if cancelled while shutting down,
 *   makes it hurry
 * @callback: (scope async): what to call at the end
 * @user_data: what to pass to @callback
 *
 * Sets everything up, runs one asynchronous function, and shuts everything down:
 * inside a main loop that runs already.
 *
 * A closure, because languages other than C can't pass two functions in one call.
 * See [method@Conductor.run] for the rest.
 */
void
cdr_conductor_run_async (CdrConductor        *self,
                         GClosure            *func,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CDR_IS_CONDUCTOR (self));
  g_return_if_fail (func != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));
  g_return_if_fail (cdr_conductor_is_in_context (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (task, FALSE);
  cdr_task_set_tag (task, cdr_conductor_run_async);

  g_closure_ref (func);
  g_closure_sink (func);
  if (G_CLOSURE_NEEDS_MARSHAL (func))
    g_closure_set_marshal (func, g_cclosure_marshal_generic);
  g_task_set_task_data (task, func, (GDestroyNotify) g_closure_unref);

  cdr_serve_begin (self, run_closure, func, task);
}

/**
 * cdr_conductor_run_finish:
 * @self: a conductor
 * @result: what the callback got
 * @error: where to put an error
 *
 * Ends [method@Conductor.run_async].
 *
 * Nothing is running any more, except for components that were abandoned. For the
 * errors see [method@Conductor.run].
 *
 * Returns: %TRUE if the function succeeded and everything came down
 */
gboolean
cdr_conductor_run_finish (CdrConductor  *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (cdr_task_is_valid (result, self, cdr_conductor_run_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct
{
  CdrRunFunc func;
  gpointer   user_data;
} RunData;

static void
begin_run (CdrConductor        *self,
           GCancellable        *cancellable,
           GAsyncReadyCallback  callback,
           gpointer             user_data,
           gpointer             begin_data)
{
  RunData *data = begin_data;
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_check_cancellable (task, FALSE);
  cdr_task_set_tag (task, begin_run);

  cdr_serve_begin (self, data->func, data->user_data, task);
}

static gboolean
finish_run (CdrConductor  *self,
            GAsyncResult  *result,
            GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cdr_conductor_run:
 * @self: a conductor
 * @func: (scope call) (closure user_data): what to do in between
 * @user_data: what to pass to @func
 * @cancellable: (nullable): what ends it, and, if cancelled while shutting down,
 *   makes it hurry
 * @error: where to put an error
 *
 * Sets everything up, runs one asynchronous function, and shuts everything down, also
 * if the function fails.
 *
 * The function gets a [class@Gio.Task] to return through. What ends
 * [method@Conductor.serve] cancels the function's task first, and the shutdown begins
 * when it has returned; it has [property@Conductor:shutdown-timeout] for that. A
 * component that fails does not wait for it.
 *
 * The function's own error comes first, then the first fatal failure of a component,
 * then %CDR_ERROR_SHUTDOWN_INCOMPLETE. A function that answers
 * %G_IO_ERROR_CANCELLED because it was cancelled, or that was not run because the
 * setup was stopped, makes this that error.
 *
 * The idea is that of AIOConductor's `run`.
 *
 * Returns: %TRUE if the function succeeded and everything came down
 */
gboolean
cdr_conductor_run (CdrConductor  *self,
                   CdrRunFunc     func,
                   gpointer       user_data,
                   GCancellable  *cancellable,
                   GError       **error)
{
  RunData data = { func, user_data };

  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (cdr_conductor_is_in_context (self), FALSE);

  return cdr_block_on (self, begin_run, &data, finish_run, cancellable, error);
}

static gboolean
quit_cb (gpointer user_data)
{
  CdrConductor *self = user_data;

  if (self->serve != NULL &&
      g_atomic_int_compare_and_exchange (&self->quit_requested, TRUE, FALSE))
    cdr_serve_stop (self);

  return G_SOURCE_REMOVE;
}

/**
 * cdr_conductor_quit:
 * @self: a conductor
 *
 * Asks for an end of [method@Conductor.serve] or [method@Conductor.run].
 *
 * During the setup it means roll back, while active shut down, and during the
 * shutdown nothing. With neither of the two in progress the next one remembers it,
 * unless a shutdown ends in between.
 *
 * May be called from any thread, any number of times.
 */
void
cdr_conductor_quit (CdrConductor *self)
{
  g_autoptr (GSource) source = NULL;

  g_return_if_fail (CDR_IS_CONDUCTOR (self));

  if (!g_atomic_int_compare_and_exchange (&self->quit_requested, FALSE, TRUE))
    return;

  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "cdr_conductor_quit");
  g_source_set_callback (source, quit_cb, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}
