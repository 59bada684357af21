/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-call-private.h"

#include "cdr-error.h"

/* One task that is handed to somebody else, who says through it how a call ended;
 * also when it is dropped without an answer. GLib 2.74 says nothing of such a task,
 * and never calls back.
 */

struct _CdrCall
{
  gatomicrefcount  ref_count;
  GMainContext    *context;
  CdrCallFunc      func;        /* NULL once called, or detached */
  gpointer         user_data;
};

/* What is said when a task is finalized; half the price of a weak reference. */
static G_DEFINE_QUARK (cdr-call, cdr_call)

static void dropped_cb  (gpointer      user_data);
static void returned_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data);

CdrCall *
cdr_call_new (CdrCallFunc func,
              gpointer    user_data)
{
  CdrCall *call = g_new0 (CdrCall, 1);

  g_atomic_ref_count_init (&call->ref_count);
  call->context = g_main_context_ref_thread_default ();
  call->func = func;
  call->user_data = user_data;

  return call;
}

CdrCall *
cdr_call_ref (CdrCall *call)
{
  g_atomic_ref_count_inc (&call->ref_count);
  return call;
}

void
cdr_call_unref (CdrCall *call)
{
  if (!g_atomic_ref_count_dec (&call->ref_count))
    return;

  g_main_context_unref (call->context);
  g_free (call);
}

/* Nobody wants to know any more. */
void
cdr_call_detach (CdrCall *call)
{
  call->func = NULL;
}

/* Makes a call that has ended as good as new.
 *
 * Returns: FALSE if somebody else still holds it
 */
gboolean
cdr_call_reuse (CdrCall     *call,
                CdrCallFunc  func,
                gpointer     user_data)
{
  if (!g_atomic_ref_count_compare (&call->ref_count, 1))
    return FALSE;

  call->func = func;
  call->user_data = user_data;
  return TRUE;
}

/* Makes the task, once, which belongs to whoever is called from then on: only its
 * address is known here. It carries one reference to the call, which either of the
 * two callbacks below takes over.
 *
 * Returns: (transfer full): the task
 */
GTask *
cdr_call_make_task (CdrCall      *call,
                    gpointer      source_object,
                    GCancellable *cancellable)
{
  GTask *task = g_task_new (source_object, cancellable, returned_cb, cdr_call_ref (call));

  g_task_set_check_cancellable (task, FALSE);
  g_object_set_qdata_full (G_OBJECT (task), cdr_call_quark (), call, dropped_cb);

  return task;
}

static void
end (CdrCall *call,
     GError  *error)
{
  CdrCallFunc func = g_steal_pointer (&call->func);

  if (func != NULL)
    func (call, error, call->user_data);
  else
    g_clear_error (&error);
}

static void
returned_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (CdrCall) call = user_data;
  GError *error = NULL;

  g_object_steal_qdata (G_OBJECT (result), cdr_call_quark ());

  if (!g_task_propagate_boolean (G_TASK (result), &error) && error == NULL)
    g_set_error (&error, CDR_ERROR, CDR_ERROR_NEVER_RETURNED,
                 "returned FALSE without an error (or its thread function "
                 "forgot to return through the task)");

  end (call, error);
}

/* The other way for the task to end. */

static gboolean
dropped_in_context_cb (gpointer user_data)
{
  CdrCall *call = user_data;
  GError *error = NULL;

  g_set_error (&error, CDR_ERROR, CDR_ERROR_NEVER_RETURNED,
               "dropped its task without returning it: keep a reference, "
               "and return a boolean or an error through it");
  end (call, error);

  return G_SOURCE_REMOVE;
}

/* Runs in whatever thread dropped the last reference. */
static void
dropped_cb (gpointer user_data)
{
  CdrCall *call = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "cdr_call_dropped");
  g_source_set_callback (source, dropped_in_context_cb, call, (GDestroyNotify) cdr_call_unref);
  g_source_attach (source, call->context);
}
