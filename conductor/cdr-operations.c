/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-conductor-private.h"
#include "cdr-error.h"
#include "cdr-failure-private.h"
#include "cdr-task-private.h"

/* Setup and shutdown as operations that callers ask for, join and cancel. A public
 * call decides and records; what follows happens in the pump.
 */

#define MAX_NAMED 20

typedef struct
{
  GTask   *task;
  GQueue  *queue;  /* the one of the conductor's that it is in */
  GSource *source; /* of its cancellable, or NULL */
  GList    link;
} Caller;

static void failed_cb       (gpointer      user_data,
                             CdrComponent *component,
                             CdrPhase      phase,
                             const GError *error);
static void let_go_cb       (gpointer      user_data,
                             guint         node);
static void wake_cb         (gpointer      user_data);

static const CdrReconcilerFuncs reconciler_funcs = {
  .wake = wake_cb,
  .failed = failed_cb,
  .let_go = let_go_cb,
};

static void
wake_cb (gpointer user_data)
{
  CdrConductor *self = user_data;

  if (self->pump != NULL)
    cdr_pump_wake (self->pump);
}

CdrComponent *
cdr_operations_get_oldest (CdrConductor *self)
{
  return self->reconciler != NULL ? cdr_reconciler_get_oldest (self->reconciler) : NULL;
}

/* Callers. */

static void
caller_free (Caller *caller)
{
  g_queue_unlink (caller->queue, &caller->link);
  if (caller->source != NULL)
    {
      g_source_destroy (caller->source);
      g_source_unref (caller->source);
    }
  g_object_unref (caller->task);
  g_free (caller);
}

static void
request_stop (CdrConductor *self)
{
  self->stop_requested = TRUE;
  if (self->reconciler != NULL)
    cdr_reconciler_stop (self->reconciler);
  cdr_pump_wake (self->pump);
}

/* One of several callers is told at once, which says nothing of the operation. The
 * last one cancels it, and is told how it ended.
 */
static gboolean
caller_cancelled_cb (GCancellable *cancellable,
                     gpointer      user_data)
{
  Caller *caller = user_data;
  g_autoptr (GTask) task = g_object_ref (caller->task);
  CdrConductor *self = g_task_get_source_object (task);

  if (caller->queue->length > 1)
    {
      caller_free (caller);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                               "The call was cancelled; the operation goes on for others");
    }
  else if (caller->queue == &self->setup_callers)
    request_stop (self);
  else
    cdr_operations_hurry (self);

  return G_SOURCE_REMOVE;
}

static void
add_caller (CdrConductor *self,
            GQueue       *queue,
            GTask        *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Caller *caller = g_new0 (Caller, 1);

  caller->task = g_object_ref (task);
  caller->queue = queue;
  caller->link.data = caller;
  g_queue_push_tail_link (queue, &caller->link);

  if (cancellable == NULL)
    return;

  caller->source = g_cancellable_source_new (cancellable);
  g_source_set_static_name (caller->source, "CdrConductor caller");
  g_source_set_callback (caller->source, G_SOURCE_FUNC (caller_cancelled_cb), caller, NULL);
  g_source_attach (caller->source, self->context);
}

/* Answers everyone; what they do in their callbacks finds nobody waiting any more. */
static void
answer_callers (GQueue       *queue,
                const GError *error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  GList *link;

  while ((link = g_queue_peek_head_link (queue)) != NULL)
    {
      Caller *caller = link->data;

      g_ptr_array_add (tasks, g_object_ref (caller->task));
      caller_free (caller);
    }

  for (guint i = 0; i < tasks->len; i++)
    {
      if (error != NULL)
        g_task_return_error (g_ptr_array_index (tasks, i), g_error_copy (error));
      else
        g_task_return_boolean (g_ptr_array_index (tasks, i), TRUE);
    }
}

/* What components report. */

static void
failed_cb (gpointer      user_data,
           CdrComponent *component,
           CdrPhase      phase,
           const GError *error)
{
  CdrConductor *self = user_data;
  g_autoptr (CdrFailure) failure = cdr_failure_new (component, phase, error);

  /* An active component that fails begins a shutdown that nobody waits for yet. */
  if (self->state == CDR_STATE_ACTIVE)
    {
      self->state = CDR_STATE_SHUTTING_DOWN;
      self->self_ref = g_object_ref (self);
      g_list_store_remove_all (self->failures);
      cdr_conductor_tell (self);
      if (self->is_disposed)
        return;
    }

  g_list_store_append (self->failures, failure);
}

static void
let_go_cb (gpointer user_data,
           guint    node)
{
  cdr_conductor_let_go (user_data, node);
}

/* Ending. */

static GError *
get_setup_error (CdrConductor *self)
{
  const GError *error = self->reconciler != NULL ? cdr_reconciler_get_error (self->reconciler)
                                                 : NULL;

  if (error != NULL)
    return g_error_copy (error);

  return g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                      self->state == CDR_STATE_SHUTTING_DOWN
                        ? "The setup was stopped by a shutdown"
                        : "The setup was cancelled");
}

static gboolean
is_incomplete (CdrFailure *failure)
{
  CdrComponent *component = cdr_failure_get_component (failure);

  return cdr_failure_get_phase (failure) == CDR_PHASE_SHUTDOWN ||
         (component != NULL && cdr_component_get_state (component) == CDR_STATE_ABANDONED);
}

/* Names all that did not come down cleanly; NULL if there are none. */
static GError *
get_shutdown_error (CdrConductor *self)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n_failures = g_list_model_get_n_items (G_LIST_MODEL (self->failures));
  guint n = 0;

  for (guint i = 0; i < n_failures; i++)
    {
      g_autoptr (CdrFailure) failure = g_list_model_get_item (G_LIST_MODEL (self->failures), i);

      if (!is_incomplete (failure))
        continue;
      if (n++ < MAX_NAMED)
        g_string_append_printf (names, "%s%s", n > 1 ? "; " : "",
                                cdr_failure_get_error (failure)->message);
    }

  if (n == 0)
    return NULL;
  if (n > MAX_NAMED)
    g_string_append_printf (names, "; and %u more", n - MAX_NAMED);

  return g_error_new (CDR_ERROR, CDR_ERROR_SHUTDOWN_INCOMPLETE,
                      "%u component%s did not shut down cleanly: %s",
                      n, n > 1 ? "s" : "", names->str);
}

/* State first, then everyone is told, then answered: in their callbacks they find
 * what they were told.
 */
static void
end_setup (CdrConductor *self,
           const GError *error)
{
  gboolean is_cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  self->stop_requested = FALSE;
  if (error == NULL)
    self->state = CDR_STATE_ACTIVE;
  else
    self->state = is_cancelled ? CDR_STATE_INACTIVE : CDR_STATE_FAILED;

  cdr_conductor_tell (self);
  answer_callers (&self->setup_callers, error);
}

static void
end_shutdown (CdrConductor *self,
              const GError *setup_error)
{
  g_autoptr (GError) error = get_shutdown_error (self);

  self->stop_requested = FALSE;
  self->state = CDR_STATE_INACTIVE;
  g_atomic_int_set (&self->quit_requested, FALSE);

  cdr_conductor_tell (self);
  answer_callers (&self->setup_callers, setup_error);
  answer_callers (&self->shutdown_callers, error);
  g_clear_object (&self->self_ref);
}

/* Everything that was under way is at rest. */
static void
end_operation (CdrConductor *self)
{
  g_autoptr (GError) error = NULL;

  switch (self->state)
    {
    case CDR_STATE_SETTING_UP:
      if (self->stop_requested ||
          (self->reconciler != NULL && cdr_reconciler_is_stopping (self->reconciler)))
        error = get_setup_error (self);
      end_setup (self, error);
      break;

    case CDR_STATE_SHUTTING_DOWN:
      error = get_setup_error (self);
      end_shutdown (self, error);
      break;

    case CDR_STATE_INACTIVE:
    case CDR_STATE_ACTIVE:
    case CDR_STATE_FAILED:
    case CDR_STATE_ABANDONED: /* never a conductor's */
    default:
      break;
    }
}

/* Beginning. */

static void
forget_last_time (CdrConductor *self)
{
  if (self->reconciler != NULL)
    cdr_reconciler_close (self->reconciler);
  g_clear_pointer (&self->reconciler, cdr_reconciler_unref);
  g_list_store_remove_all (self->failures);
}

static void
reset_components (CdrConductor *self)
{
  for (guint n = 0; n < self->graph->n_nodes && !self->is_disposed; n++)
    {
      g_autoptr (CdrComponent) component = g_object_ref (self->graph->nodes[n].component);

      cdr_component_take_error (component, NULL);
      cdr_component_set_state (component, CDR_STATE_INACTIVE);
    }
}

/* Resolves, makes, and wants everything up; unless a stop came first. */
static void
begin_setup (CdrConductor *self)
{
  g_autoptr (GError) error = NULL;

  self->setup_requested = FALSE;
  forget_last_time (self);

  if (self->stop_requested)
    return;

  if (!cdr_conductor_make (self, &error))
    {
      if (self->is_disposed)
        return;
      if (self->state == CDR_STATE_SETTING_UP)
        end_setup (self, error);
      else
        end_shutdown (self, error);
      return;
    }

  reset_components (self);
  if (self->is_disposed || self->stop_requested)
    return;

  self->reconciler = cdr_reconciler_new (self->graph, &self->settings, &reconciler_funcs, self);
}

static void
pump (CdrConductor *self,
      gint64        due_us)
{
  /* A shutdown that was asked for is an operation of its own. */
  if (self->state == CDR_STATE_SHUTTING_DOWN && self->told.state == CDR_STATE_ACTIVE)
    g_list_store_remove_all (self->failures);

  cdr_conductor_tell (self);

  if (!self->is_disposed && self->setup_requested)
    begin_setup (self);

  if (!self->is_disposed && self->reconciler != NULL)
    cdr_reconciler_pump (self->reconciler, due_us);

  if (self->is_disposed || self->setup_requested)
    return;

  cdr_conductor_tell (self);

  if (!self->is_disposed &&
      (self->reconciler == NULL || cdr_reconciler_is_at_rest (self->reconciler)))
    end_operation (self);
}

void
cdr_operations_pump_cb (gpointer user_data,
                        gint64   due_us)
{
  g_autoptr (CdrConductor) self = g_object_ref (CDR_CONDUCTOR (user_data));

  self->is_pumping = TRUE;
  pump (self, due_us);
  self->is_pumping = FALSE;

  if (self->is_disposed)
    return;

  if (self->setup_requested)
    cdr_pump_wake (self->pump);
  cdr_pump_set_deadline (self->pump, self->reconciler != NULL
                                       ? cdr_reconciler_get_deadline (self->reconciler)
                                       : -1);
}

/* The cancelling of every caller, and the second signal. */
void
cdr_operations_hurry (CdrConductor *self)
{
  if (self->reconciler != NULL)
    cdr_reconciler_hurry (self->reconciler);
}

void
cdr_operations_dispose (CdrConductor *self)
{
  g_autoptr (GError) error = g_error_new (CDR_ERROR, CDR_ERROR_DISPOSED,
                                          "The conductor was disposed of");
  guint n_up = self->reconciler != NULL ? cdr_reconciler_get_n_running (self->reconciler) : 0;

  if (n_up > 0)
    g_warning ("A conductor was disposed of while %u component%s up: nothing was shut down",
               n_up, n_up > 1 ? "s were" : " was");

  if (self->reconciler != NULL)
    cdr_reconciler_close (self->reconciler);

  answer_callers (&self->setup_callers, error);
  answer_callers (&self->shutdown_callers, error);
  g_clear_object (&self->self_ref);
}

/* Public calls. */

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
 * %G_IO_ERROR_CANCELLED at once.
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

  add_caller (self, &self->setup_callers, task);
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
      request_stop (self);
    }

  add_caller (self, &self->shutdown_callers, task);

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
