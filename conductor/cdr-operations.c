/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-callers-private.h"
#include "cdr-conductor-private.h"
#include "cdr-config-gsettings-private.h"
#include "cdr-error.h"
#include "cdr-failure-private.h"
#include "cdr-log-private.h"

/* Setup and shutdown as operations that callers ask for, join and cancel. A public
 * call decides and records; what follows happens in the pump.
 */

#define MAX_NAMED 20

static void failed_cb       (gpointer      user_data,
                             CdrComponent *component,
                             CdrPhase      phase,
                             const GError *error);
static gboolean configure_cb (gpointer      user_data,
                             guint         node,
                             CdrComponent *component,
                             GError      **error);
static void unconfigure_cb  (gpointer      user_data,
                             CdrComponent *component);
static void let_go_cb       (gpointer      user_data,
                             guint         node);
static void wake_cb         (gpointer      user_data);

static const CdrReconcilerFuncs reconciler_funcs = {
  .wake = wake_cb,
  .failed = failed_cb,
  .configure = configure_cb,
  .hold = cdr_inhibitors_hold,
  .unconfigure = unconfigure_cb,
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

/* The pump does it. */
void
cdr_operations_request_stop (CdrConductor *self)
{
  self->stop_requested = TRUE;
  if (self->reconciler != NULL)
    cdr_reconciler_stop (self->reconciler);
  cdr_pump_wake (self->pump);
}

/* What components report. Whoever watches the list may dispose of the conductor. */

static void
clear_failures (CdrConductor *self)
{
  g_autoptr (GListStore) failures = g_object_ref (self->failures);

  /* An empty list would tell of a change that is none. */
  if (g_list_model_get_n_items (G_LIST_MODEL (failures)) > 0)
    g_list_store_remove_all (failures);
}

static void
add_failure (CdrConductor *self,
             CdrFailure   *failure)
{
  g_autoptr (GListStore) failures = g_object_ref (self->failures);

  g_list_store_append (failures, failure);
}

/* A shutdown is an operation of its own, whenever it was asked for. */
static void
tell_of_shutdown (CdrConductor *self)
{
  if (self->state != CDR_STATE_SHUTTING_DOWN || self->told.state != CDR_STATE_ACTIVE)
    return;

  clear_failures (self);
  if (!self->is_disposed)
    cdr_conductor_tell (self);
}

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
    }

  tell_of_shutdown (self);
  if (self->is_disposed)
    return;

  add_failure (self, failure);
}

static gboolean
configure_cb (gpointer      user_data,
              guint         node,
              CdrComponent *component,
              GError      **error)
{
  return cdr_conductor_configure (user_data, node, component, error);
}

static void
unconfigure_cb (gpointer      user_data,
                CdrComponent *component)
{
  cdr_config_gsettings_unbind (component);
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

/* The answers are on their way before anything is told: who calls again from a
 * handler waits for something else. They arrive later, from a source of their own.
 */
static void
end_setup (CdrConductor *self,
           const GError *error)
{
  gboolean is_cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  self->stop_requested = FALSE;
  if (error == NULL)
    {
      self->state = CDR_STATE_ACTIVE;
      self->was_active = TRUE;
    }
  else
    self->state = is_cancelled ? CDR_STATE_INACTIVE : CDR_STATE_FAILED;

  cdr_callers_answer (self, &self->setup_callers, error);
  if (error != NULL)
    cdr_conductor_save_timeline (self);
  if (!self->is_disposed)
    cdr_conductor_tell (self);
}

static void
end_shutdown (CdrConductor *self,
              const GError *setup_error)
{
  g_autoptr (GError) error = get_shutdown_error (self);

  self->stop_requested = FALSE;
  self->state = CDR_STATE_INACTIVE;
  g_atomic_int_set (&self->quit_requested, FALSE);

  cdr_callers_answer (self, &self->setup_callers, setup_error);
  cdr_callers_answer (self, &self->shutdown_callers, error);
  cdr_conductor_save_timeline (self);
  if (!self->is_disposed)
    cdr_conductor_tell (self);
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
  clear_failures (self);
}

/* Everything before the first setup; or what was asked for in place of it. */
static gboolean
prepare (CdrConductor  *self,
         GError       **error)
{
  if (!cdr_conductor_only_looks (self))
    return cdr_conductor_make (self, error);

  g_propagate_error (error, cdr_conductor_look (self));
  return FALSE;
}

/* Resolves, makes, and wants everything up; unless a stop came first. */
static void
begin_setup (CdrConductor *self)
{
  g_autoptr (GError) error = NULL;

  self->setup_requested = FALSE;
  self->was_active = FALSE;
  forget_last_time (self);

  if (self->is_disposed || self->stop_requested)
    return;

  if (!prepare (self, &error))
    {
      if (self->is_disposed)
        return;
      if (self->state == CDR_STATE_SETTING_UP)
        end_setup (self, error);
      else
        end_shutdown (self, error);
      return;
    }

  if (self->stop_requested)
    return;

  self->reconciler = cdr_reconciler_new (self->graph, &self->settings, &reconciler_funcs, self);
}

static void
pump (CdrConductor *self,
      gint64        due_us)
{
  tell_of_shutdown (self);

  if (!self->is_disposed)
    cdr_conductor_tell (self);

  if (!self->is_disposed && self->setup_requested)
    begin_setup (self);

  if (!self->is_disposed && self->reconciler != NULL)
    {
      cdr_inhibitors_pump (self, due_us);
      cdr_reconciler_pump (self->reconciler, due_us);
    }
  if (!self->is_disposed)
    cdr_inhibitors_pump (self, 0);

  if (self->is_disposed || self->setup_requested)
    return;

  tell_of_shutdown (self);

  if (!self->is_disposed)
    cdr_conductor_tell (self);

  if (!self->is_disposed &&
      (self->reconciler == NULL || cdr_reconciler_is_at_rest (self->reconciler)))
    end_operation (self);
}

/* When to look next, though nothing happens; -1: never. */
static gint64
get_deadline (CdrConductor *self)
{
  gint64 deadline_us = self->reconciler != NULL ? cdr_reconciler_get_deadline (self->reconciler)
                                                : -1;
  gint64 other_us = cdr_inhibitors_get_deadline (self);

  return other_us >= 0 && (deadline_us < 0 || other_us < deadline_us) ? other_us : deadline_us;
}

void
cdr_operations_pump_cb (gpointer user_data,
                        gint64   due_us)
{
  g_autoptr (CdrConductor) self = g_object_ref (CDR_CONDUCTOR (user_data));

  /* What callers are about to be told must still hold then. */
  if (self->n_answers > 0)
    return;

  self->is_pumping = TRUE;
  pump (self, due_us);
  self->is_pumping = FALSE;

  if (self->is_disposed)
    return;

  if (self->setup_requested)
    cdr_pump_wake (self->pump);
  cdr_pump_set_deadline (self->pump, get_deadline (self));
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
  cdr_inhibitors_clear (self);

  cdr_callers_answer (self, &self->setup_callers, error);
  cdr_callers_answer (self, &self->shutdown_callers, error);
  g_clear_object (&self->self_ref);
}
