/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-component-private.h"
#include "cdr-error.h"
#include "cdr-text-private.h"

/* What the virtual methods do where a class does not override them. */

/* The default of `setup` and `shutdown`: calls the pair and answers with its
 * outcome.
 */

static void setup_pair_cb    (GObject      *object,
                              GAsyncResult *result,
                              gpointer      user_data);
static void shutdown_pair_cb (GObject      *object,
                              GAsyncResult *result,
                              gpointer      user_data);

void
cdr_component_real_setup (CdrComponent *self,
                          GTask        *task)
{
  CDR_COMPONENT_GET_CLASS (self)->setup_async (self, g_task_get_cancellable (task),
                                               setup_pair_cb, g_object_ref (task));
}

void
cdr_component_real_shutdown (CdrComponent *self,
                             GTask        *task)
{
  CDR_COMPONENT_GET_CLASS (self)->shutdown_async (self, g_task_get_cancellable (task),
                                                  shutdown_pair_cb, g_object_ref (task));
}

/* A success that came after the cancel must not be turned into "cancelled" by
 * the finish function: what came up would never be shut down. (A task with a thread
 * that was left behind on cancel knows of no success, and can't be told.)
 */
static void
keep_late_success (GAsyncResult *result)
{
  if (!G_IS_TASK (result))
    return;

  if (g_task_set_return_on_cancel (G_TASK (result), FALSE))
    g_task_set_check_cancellable (G_TASK (result), FALSE);
}

static void
return_outcome (GTask    *task,
                gboolean  success,
                GError   *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, success);
}

static void
setup_pair_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  CdrComponent *self = CDR_COMPONENT (object);
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  gboolean success;

  keep_late_success (result);
  success = CDR_COMPONENT_GET_CLASS (self)->setup_finish (self, result, &error);
  return_outcome (task, success, error);
}

static void
shutdown_pair_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  CdrComponent *self = CDR_COMPONENT (object);
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  gboolean success;

  keep_late_success (result);
  success = CDR_COMPONENT_GET_CLASS (self)->shutdown_finish (self, result, &error);
  return_outcome (task, success, error);
}

/* The default of both pairs: succeeds at once. */

void
cdr_component_real_pair_async (CdrComponent        *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cdr_component_real_pair_async);
  g_task_set_name (task, "cdr_component_real_pair_async");
  g_task_return_boolean (task, TRUE);
}

gboolean
cdr_component_real_pair_finish (CdrComponent  *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  if (!G_IS_TASK (result))
    {
      g_set_error (error, CDR_ERROR, CDR_ERROR_INVALID_TYPE,
                   "%s answers with a %s, and so must implement the finish function of its pair",
                   cdr_text_type_of (self), cdr_text_type_of (result));
      return FALSE;
    }

  return g_task_propagate_boolean (G_TASK (result), error);
}
