/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-call-private.h"
#include "cdr-conductor-private.h"
#include "cdr-error.h"
#include "cdr-failure.h"
#include "cdr-log-private.h"
#include "cdr-signals-private.h"

/* A whole life: set up, serve or run a function, shut down. Signals, quit, a cancel, a
 * component that fails and somebody else's shutdown all lead to the same stop.
 */

struct _CdrServe
{
  GTask        *task;         /* holds the conductor */
  CdrSignals   *signals;
  GSource      *cancelled;    /* of the caller's cancellable, or NULL */
  gulong        state_handler;

  CdrRunFunc    func;         /* NULL: serve */
  gpointer      func_data;
  CdrCall      *call;         /* while the function runs */
  GCancellable *func_cancellable;
  GSource      *func_timeout; /* once it was cancelled */
  gint64        func_stopped_us;
  GError       *func_error;

  GError       *error;        /* the first thing that went wrong */
  guint         n_pending;    /* setup and shutdown under way */
  guint         is_stopping : 1;
  guint         is_joined : 1; /* to a shutdown */
  guint         is_cancelled : 1;
  guint         has_run : 1;   /* the function */
};

static void func_ended_cb (CdrCall      *call,
                           GError       *error,
                           gpointer      user_data);
static void set_up_cb     (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data);
static void shut_down_cb  (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data);

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static CdrConductor *
get_conductor (CdrServe *serve)
{
  return g_task_get_source_object (serve->task);
}

static void
serve_free (CdrServe *serve)
{
  g_assert (serve->call == NULL && serve->n_pending == 0);

  g_clear_signal_handler (&serve->state_handler, get_conductor (serve));
  g_clear_pointer (&serve->signals, cdr_signals_free);
  clear_source (&serve->cancelled);
  clear_source (&serve->func_timeout);
  g_clear_object (&serve->func_cancellable);
  g_clear_error (&serve->func_error);
  g_clear_error (&serve->error);
  g_object_unref (serve->task);
  g_free (serve);
}

static void
take_error (CdrServe *serve,
            GError   *error)
{
  if (serve->error == NULL)
    serve->error = error;
  else
    g_error_free (error);
}

/* The function's own error comes first; that it was cancelled comes last. */
static GError *
choose_error (CdrServe *serve)
{
  gboolean gave_up = (serve->is_stopping || !serve->has_run) &&
                     g_error_matches (serve->func_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (serve->func_error != NULL && !gave_up)
    return g_steal_pointer (&serve->func_error);
  if (serve->error != NULL)
    return g_steal_pointer (&serve->error);
  if (serve->func_error != NULL)
    return g_steal_pointer (&serve->func_error);
  if (serve->is_cancelled)
    return g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Serving was cancelled");

  return NULL;
}

static void
finish_if_over (CdrServe *serve)
{
  CdrConductor *self = get_conductor (serve);
  g_autoptr (GTask) task = NULL;
  GError *error;

  if (serve->n_pending > 0 || serve->call != NULL)
    return;

  task = g_object_ref (serve->task);
  error = choose_error (serve);
  self->serve = NULL;
  serve_free (serve);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* Stopping. */

static void
join_shutdown (CdrServe *serve)
{
  if (serve->is_joined)
    return;

  serve->is_joined = TRUE;
  serve->n_pending++;
  cdr_conductor_shutdown_async (get_conductor (serve), NULL, shut_down_cb, serve);
}

static gboolean
func_timeout_cb (gpointer user_data)
{
  CdrServe *serve = user_data;
  GError *error = NULL;

  g_set_error (&error, CDR_ERROR, CDR_ERROR_TIMED_OUT,
               "The function did not end within %.1f s of being cancelled",
               (g_get_monotonic_time () - serve->func_stopped_us) / (double) G_USEC_PER_SEC);
  cdr_call_detach (serve->call);
  func_ended_cb (serve->call, error, serve);

  return G_SOURCE_REMOVE;
}

static void
give_up_func (CdrServe *serve)
{
  if (serve->call != NULL)
    func_timeout_cb (serve);
}

/* The function has as long as a component's shutdown. */
static void
stop_func (CdrServe *serve)
{
  CdrConductor *self = get_conductor (serve);

  serve->func_stopped_us = g_get_monotonic_time ();

  if (self->settings.shutdown_timeout > 0)
    {
      serve->func_timeout = g_timeout_source_new (self->settings.shutdown_timeout);
      g_source_set_static_name (serve->func_timeout, "CdrServe function");
      g_source_set_callback (serve->func_timeout, func_timeout_cb, serve, NULL);
      g_source_attach (serve->func_timeout, self->context);
    }

  g_cancellable_cancel (serve->func_cancellable);
}

/* A shutdown that has begun elsewhere does not wait for the function. */
static void
stop (CdrServe *serve)
{
  CdrState state = cdr_conductor_get_state (get_conductor (serve));

  if (serve->is_stopping)
    return;

  serve->is_stopping = TRUE;

  if (serve->call == NULL || state == CDR_STATE_SHUTTING_DOWN)
    join_shutdown (serve);
  if (serve->call != NULL)
    stop_func (serve);
}

static void
log_func (CdrServe *serve)
{
  gint64 duration_us = g_get_monotonic_time () - serve->func_stopped_us;

  cdr_log (CDR_LOG_HURRY, NULL, CDR_LOG_NO_STATE, duration_us,
           "In a hurry: the function has been stopping for %.1f s",
           duration_us / (double) G_USEC_PER_SEC);
}

/* Who reads the log may do anything, and so end the serving. */
static void
hurry (CdrServe *serve)
{
  g_autoptr (CdrConductor) self = g_object_ref (get_conductor (serve));

  if (self->reconciler != NULL)
    cdr_reconciler_log_hurry (self->reconciler);
  if (!self->is_disposed)
    cdr_inhibitors_log_hurry (self);
  if (self->serve == serve && serve->call != NULL)
    log_func (serve);

  if (!self->is_disposed)
    cdr_operations_hurry (self);
  if (self->serve == serve)
    give_up_func (serve);
}

/* One that began to serve between the first signal and the second stops in a hurry. */
static void
signal_cb (guint    count,
           gpointer user_data)
{
  CdrServe *serve = user_data;
  g_autoptr (CdrConductor) self = g_object_ref (get_conductor (serve));

  stop (serve);
  if (count >= 2 && self->serve == serve)
    hurry (serve);
}

/* The program goes on with what it has if there is anything wrong. */
static void
reload_cb (gpointer user_data)
{
  CdrServe *serve = user_data;
  g_autoptr (GError) error = NULL;

  if (serve->is_stopping)
    return;
  if (!cdr_conductor_reload_config (get_conductor (serve), NULL, &error))
    cdr_conductor_log_not_reloaded (error);
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  CdrServe *serve = user_data;

  if (serve->is_stopping)
    {
      cdr_operations_hurry (get_conductor (serve));
      give_up_func (serve);
      return G_SOURCE_REMOVE;
    }

  serve->is_cancelled = TRUE;
  stop (serve);

  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (CdrServe     *serve,
                   GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;

  serve->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_static_name (serve->cancelled, "CdrServe cancelled");
  g_source_set_callback (serve->cancelled, G_SOURCE_FUNC (cancelled_cb), serve, NULL);
  g_source_attach (serve->cancelled, get_conductor (serve)->context);
}

/* Somebody else's shutdown, or a component's failure. */
static void
state_changed_cb (CdrConductor *self,
                  GParamSpec   *pspec,
                  gpointer      user_data)
{
  if (cdr_conductor_get_state (self) == CDR_STATE_SHUTTING_DOWN)
    stop (user_data);
}

/* The life, in order. */

static void
begin_func (CdrServe *serve)
{
  CdrConductor *self = get_conductor (serve);
  g_autoptr (GTask) task = NULL;

  serve->has_run = TRUE;
  g_clear_error (&serve->func_error);
  serve->call = cdr_call_new (func_ended_cb, serve);
  serve->func_cancellable = g_cancellable_new ();
  task = cdr_call_make_task (serve->call, self, serve->func_cancellable);

  serve->func (self, task, serve->func_data);
}

static void
set_up_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  CdrServe *serve = user_data;
  GError *error = NULL;

  serve->n_pending--;

  if (cdr_conductor_setup_finish (CDR_CONDUCTOR (object), result, &error))
    {
      if (serve->is_stopping)
        return;
      if (serve->func != NULL)
        begin_func (serve);
      return;
    }

  if ((serve->is_stopping || cdr_conductor_only_looks (get_conductor (serve))) &&
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_error (&error);
  else
    take_error (serve, error);

  finish_if_over (serve);
}

static void
func_ended_cb (CdrCall  *call,
               GError   *error,
               gpointer  user_data)
{
  CdrServe *serve = user_data;

  clear_source (&serve->func_timeout);
  g_clear_pointer (&serve->call, cdr_call_unref);
  serve->func_error = error;

  join_shutdown (serve);
  finish_if_over (serve);
}

/* Why an active component failed is the reason for the shutdown that followed. */
static void
take_fault (CdrServe *serve)
{
  GListModel *failures = cdr_conductor_get_failures (get_conductor (serve));

  for (guint i = 0; failures != NULL && i < g_list_model_get_n_items (failures); i++)
    {
      g_autoptr (CdrFailure) failure = g_list_model_get_item (failures, i);

      if (cdr_failure_get_phase (failure) == CDR_PHASE_ACTIVE)
        {
          take_error (serve, g_error_copy (cdr_failure_get_error (failure)));
          return;
        }
    }
}

static void
shut_down_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  CdrServe *serve = user_data;
  GError *error = NULL;

  serve->n_pending--;
  take_fault (serve);

  if (!cdr_conductor_shutdown_finish (CDR_CONDUCTOR (object), result, &error))
    take_error (serve, error);

  finish_if_over (serve);
}

/* Returns: FALSE if the task was answered at once */
static gboolean
check_can_serve (CdrConductor *self,
                 GTask        *task,
                 gboolean      is_run)
{
  gboolean is_down = self->state == CDR_STATE_INACTIVE || self->state == CDR_STATE_FAILED;

  if (self->serve != NULL)
    g_task_return_new_error (task, CDR_ERROR, CDR_ERROR_WRONG_STATE,
                             "The conductor is serving already");
  else if (g_task_return_error_if_cancelled (task))
    return FALSE;
  else if (!is_down || !g_atomic_int_compare_and_exchange (&self->quit_requested, TRUE, FALSE))
    return TRUE;
  else if (is_run)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                             "The function was not run: an end had been asked for");
  else
    g_task_return_boolean (task, TRUE);

  return FALSE;
}

/* Begins to serve, or to run @func, for @task, which is answered at the end. */
void
cdr_serve_begin (CdrConductor *self,
                 CdrRunFunc    func,
                 gpointer      func_data,
                 GTask        *task)
{
  gboolean has_files = self->config != NULL && cdr_config_has_files (self->config);
  CdrServe *serve;
  CdrSignals *signals;
  GError *error = NULL;

  if (!check_can_serve (self, task, func != NULL))
    return;

  serve = g_new0 (CdrServe, 1);
  signals = cdr_signals_new (self->context, signal_cb, has_files ? reload_cb : NULL, FALSE, serve,
                             &error);
  if (signals == NULL)
    {
      g_free (serve);
      g_task_return_error (task, error);
      return;
    }

  serve->task = g_object_ref (task);
  serve->signals = signals;
  serve->func = func;
  serve->func_data = func_data;
  if (func != NULL && !cdr_conductor_only_looks (self))
    serve->func_error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                     "The function was not run: the setup was stopped");
  self->serve = serve;

  watch_cancellable (serve, g_task_get_cancellable (task));
  serve->state_handler = g_signal_connect (self, "notify::state",
                                           G_CALLBACK (state_changed_cb), serve);
  serve->n_pending++;
  cdr_conductor_setup_async (self, NULL, set_up_cb, serve);

  if (g_atomic_int_compare_and_exchange (&self->quit_requested, TRUE, FALSE))
    stop (serve);
}

/* A request, in the conductor's context. */
void
cdr_serve_stop (CdrConductor *self)
{
  if (self->serve != NULL)
    stop (self->serve);
}

/* Nobody will answer any more: the calls under way have been. */
void
cdr_serve_dispose (CdrConductor *self)
{
  CdrServe *serve = self->serve;

  if (serve == NULL)
    return;

  take_error (serve, g_error_new (CDR_ERROR, CDR_ERROR_DISPOSED,
                                  "The conductor was disposed of"));
  serve->is_stopping = TRUE;
  serve->is_joined = TRUE;
  g_clear_signal_handler (&serve->state_handler, self);
  if (serve->call != NULL)
    cdr_call_detach (serve->call);
  g_clear_pointer (&serve->call, cdr_call_unref);
  finish_if_over (serve);
}
