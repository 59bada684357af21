/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-scene-private.h"

/* Stands in the class of a component, in place of its virtual methods: this works for
 * classes that are final, and for those of other languages. Where no scene is on, or for
 * a class that copied its slots from one that was wrapped, it just passes the call on.
 */

#define MAX_DELAY_MS 50

typedef void (*Method) (CdrComponent *self,
                        GTask        *task);

typedef struct
{
  Method   methods[CDR_PHASE_SHUTDOWN + 1];
  gboolean is_wrapped;
} Original;

/* One call: from the conductor's task to the one that the component has. */
typedef struct
{
  CdrScene *scene;
  CdrActor *actor;
  GTask    *task;
  CdrPhase  phase;
  CdrFault  fault;
  GError   *error;
  gulong    handler;
} Call;

static GHashTable *originals; /* by type; they stay, as the types do */
static CdrScene *current;

static GQuark call_quark (void);
G_DEFINE_QUARK (cdr-test-call, call)

static void
call_free (Call *call)
{
  g_clear_object (&call->task);
  g_clear_error (&call->error);
  g_free (call);
}

/* The component has dropped its task: so does this. */
static void
dropped_cb (gpointer data)
{
  Call *call = data;

  if (call->scene == current)
    cdr_scene_end (call->scene, call->actor, call->phase, FALSE);
  call_free (call);
}

static gboolean
answer_cb (gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&call->task);
  GError *error = g_steal_pointer (&call->error);

  if (call->scene == current)
    cdr_scene_end (call->scene, call->actor, call->phase, error == NULL);
  call_free (call);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

/* After some time, and after all that is under way in this one. */
static void
answer_later (Call *call)
{
  guint ms = call->scene == current ? cdr_scene_choose (current, 2 * MAX_DELAY_MS) : 0;
  g_autoptr (GSource) source = g_timeout_source_new (ms > MAX_DELAY_MS ? ms - MAX_DELAY_MS : 0);

  g_source_set_callback (source, answer_cb, call, NULL);
  g_source_attach (source, g_task_get_context (call->task));
}

static void
cancelled_cb (GCancellable *cancellable,
              Call         *call)
{
  if (call->handler != 0)
    g_signal_handler_disconnect (cancellable, call->handler);
  call->handler = 0;

  if (call->fault == CDR_FAULT_HANG && call->error == NULL)
    call->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "gave up");
  answer_later (call);
}

static void
wait_for_cancel (Call *call)
{
  GCancellable *cancellable = g_task_get_cancellable (call->task);

  if (g_cancellable_is_cancelled (cancellable))
    cancelled_cb (cancellable, call);
  else
    call->handler = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), call);
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Call *call = g_object_steal_qdata (G_OBJECT (result), call_quark ());

  if (!g_task_propagate_boolean (G_TASK (result), &call->error) && call->error == NULL)
    call->error = g_error_new_literal (CDR_ERROR, CDR_ERROR_NEVER_RETURNED,
                                       "it returned FALSE without an error");

  if (call->error == NULL && call->fault == CDR_FAULT_FAIL)
    call->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "it was made to fail");

  if (call->error == NULL && (call->fault == CDR_FAULT_LATE || call->fault == CDR_FAULT_HANG))
    wait_for_cancel (call);
  else
    answer_later (call);
}

/* Returns: what the class, or the nearest ancestor that is wrapped, had there */
static Original *
find_original (GType  type,
               GType *found)
{
  for (; type != G_TYPE_INVALID; type = g_type_parent (type))
    {
      Original *original = g_hash_table_lookup (originals, GSIZE_TO_POINTER (type));

      *found = type;
      if (original != NULL)
        return original;
    }

  g_assert_not_reached ();
}

/* A method that chains up comes here again, for the same component. */
static gboolean
chain_up (CdrActor     *actor,
          CdrComponent *component,
          CdrPhase      phase,
          GTask        *task)
{
  GType type = actor->class_type;

  if (type == G_TYPE_INVALID)
    return FALSE;

  find_original (g_type_parent (type), &actor->class_type)->methods[phase] (component, task);
  actor->class_type = type;
  return TRUE;
}

static void
pass_on (Call         *call,
         CdrComponent *component)
{
  g_autoptr (GTask) inner = g_task_new (component, g_task_get_cancellable (call->task), done_cb,
                                        NULL);
  CdrActor *actor = call->actor;
  CdrPhase phase = call->phase;
  Original *original = find_original (G_OBJECT_TYPE (component), &actor->class_type);

  g_task_set_check_cancellable (inner, FALSE);
  g_object_set_qdata_full (G_OBJECT (inner), call_quark (), call, dropped_cb);
  original->methods[phase] (component, inner);
  actor->class_type = G_TYPE_INVALID;
}

static void
call_method (CdrComponent *component,
             CdrPhase      phase,
             GTask        *task)
{
  CdrActor *actor;
  Call *call;

  if (current == NULL)
    {
      GType type;

      find_original (G_OBJECT_TYPE (component), &type)->methods[phase] (component, task);
      return;
    }

  actor = cdr_scene_get_actor (current, component);
  if (chain_up (actor, component, phase, task))
    return;

  call = g_new0 (Call, 1);
  call->scene = current;
  call->actor = actor;
  call->task = g_object_ref (task);
  call->phase = phase;
  call->fault = cdr_scene_get_fault (current, actor, phase);
  cdr_scene_begin (current, actor, phase);

  if (phase == CDR_PHASE_SETUP && call->fault == CDR_FAULT_HANG)
    wait_for_cancel (call);
  else if (phase == CDR_PHASE_SETUP && call->fault == CDR_FAULT_FAIL)
    {
      call->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "it was made to fail");
      answer_later (call);
    }
  else
    pass_on (call, component);
}

static void
wrapped_setup (CdrComponent *component,
               GTask        *task)
{
  call_method (component, CDR_PHASE_SETUP, task);
}

static void
wrapped_shutdown (CdrComponent *component,
                  GTask        *task)
{
  call_method (component, CDR_PHASE_SHUTDOWN, task);
}

/* A class that was initialised after its parent was wrapped has copied what stands there. */
static void
save_method (Original *original,
             GType     type,
             CdrPhase  phase,
             Method    method,
             Method    wrapper)
{
  GType found;

  if (method != wrapper)
    original->methods[phase] = method;
  else if (original->methods[phase] == NULL)
    original->methods[phase] = find_original (g_type_parent (type), &found)->methods[phase];
}

void
cdr_wrap_set_scene (CdrScene *scene)
{
  current = scene;
}

void
cdr_wrap_class (GType type)
{
  CdrComponentClass *klass = g_type_class_ref (type); /* it stays, as wrapped classes do */
  Original *original;

  if (originals == NULL)
    originals = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  original = g_hash_table_lookup (originals, GSIZE_TO_POINTER (type));
  if (original != NULL && original->is_wrapped)
    return;

  if (original == NULL)
    {
      original = g_new0 (Original, 1);
      g_hash_table_insert (originals, GSIZE_TO_POINTER (type), original);
    }

  original->is_wrapped = TRUE;
  save_method (original, type, CDR_PHASE_SETUP, klass->setup, wrapped_setup);
  save_method (original, type, CDR_PHASE_SHUTDOWN, klass->shutdown, wrapped_shutdown);
  klass->setup = wrapped_setup;
  klass->shutdown = wrapped_shutdown;
}

void
cdr_wrap_undo (void)
{
  GHashTableIter iter;
  gpointer type;
  gpointer value;

  if (originals == NULL)
    return;

  g_hash_table_iter_init (&iter, originals);
  while (g_hash_table_iter_next (&iter, &type, &value))
    {
      Original *original = value;
      CdrComponentClass *klass = g_type_class_peek (GPOINTER_TO_SIZE (type));

      if (original->is_wrapped)
        {
          klass->setup = original->methods[CDR_PHASE_SETUP];
          klass->shutdown = original->methods[CDR_PHASE_SHUTDOWN];
        }
      original->is_wrapped = FALSE;
    }
}
