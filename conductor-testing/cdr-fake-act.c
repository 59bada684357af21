/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-fake-private.h"

#include "cdr-test-given-private.h"
#include "cdr-virtual-time.h"

/* One call of setup or shutdown. */
typedef struct
{
  GTask         *task;
  CdrFake       *fake; /* not owned: the task holds it */
  CdrPhase       phase;
  CdrFakeScript  script;
  GSource       *source;
  gulong         cancelled_handler;
} Act;

static GPtrArray *acts; /* those under way; not owned */

static void
act_free (Act *act)
{
  if (acts != NULL)
    g_ptr_array_remove_fast (acts, act);
  if (act->source != NULL)
    {
      g_source_destroy (act->source);
      g_source_unref (act->source);
    }
  g_clear_error (&act->script.error);
  g_clear_object (&act->task);
  g_free (act);
}

static gboolean
has_dependencies (CdrFake *self)
{
  g_autoptr (GPtrArray) given = cdr_test_dup_given (CDR_COMPONENT (self));
  gboolean is_good = TRUE;

  for (guint i = 0; i < given->len; i++)
    is_good &= cdr_component_get_state (given->pdata[i]) == CDR_STATE_ACTIVE;

  return is_good;
}

static void
note (Act *act)
{
  if (!has_dependencies (act->fake))
    cdr_fake_get_record (act->fake)->lacked[act->phase] = TRUE;
}

static void
disconnect (Act *act)
{
  if (act->cancelled_handler != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (act->task), act->cancelled_handler);
  act->cancelled_handler = 0;
}

static GError *
make_error (Act      *act,
            gboolean  is_release)
{
  if (act->script.outcome == CDR_FAKE_HANG && !is_release)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "gave up");
  if (act->script.outcome == CDR_FAKE_FAIL && act->script.error == NULL)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "it was told to fail");
  if (act->script.outcome == CDR_FAKE_FAIL)
    return g_steal_pointer (&act->script.error);

  return NULL;
}

static void
finish (Act      *act,
        gboolean  is_release)
{
  g_autoptr (GTask) task = g_object_ref (act->task);
  GError *error = make_error (act, is_release);
  CdrFakeOutcome outcome = act->script.outcome;

  note (act);
  disconnect (act);
  act_free (act);

  if (outcome == CDR_FAKE_DROP)
    return;

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);

  if (outcome == CDR_FAKE_RETURN_TWICE)
    g_task_return_boolean (task, TRUE);
}

static gboolean
finish_cb (gpointer user_data)
{
  finish (user_data, FALSE);
  return G_SOURCE_REMOVE;
}

static void
finish_later (Act *act)
{
  act->source = g_timeout_source_new (act->script.ms);
  g_source_set_callback (act->source, finish_cb, act, NULL);
  g_source_attach (act->source, g_task_get_context (act->task));
}

static void
cancelled_cb (GCancellable *cancellable,
              Act          *act)
{
  cdr_fake_get_record (act->fake)->n_cancelled[act->phase]++;
  if (act->script.outcome == CDR_FAKE_HANG && act->source == NULL)
    finish_later (act);
}

static void
watch_cancel (Act *act)
{
  GCancellable *cancellable = g_task_get_cancellable (act->task);

  if (g_cancellable_is_cancelled (cancellable))
    cancelled_cb (cancellable, act);
  else if (cancellable != NULL)
    act->cancelled_handler = g_signal_connect (cancellable, "cancelled",
                                               G_CALLBACK (cancelled_cb), act);
}

static void
begin (CdrFake  *self,
       CdrPhase  phase,
       GTask    *task)
{
  Act *act = g_new0 (Act, 1);

  if (acts == NULL)
    acts = g_ptr_array_new ();
  g_ptr_array_add (acts, act);

  act->task = g_object_ref (task);
  act->fake = self;
  act->phase = phase;
  cdr_fake_find_script (self, phase, &act->script);
  cdr_fake_get_record (self)->n_calls[phase]++;
  note (act);
  watch_cancel (act);

  if (act->script.outcome == CDR_FAKE_HANG || act->script.outcome == CDR_FAKE_HANG_FOREVER)
    return;

  if (act->script.outcome == CDR_FAKE_BLOCK)
    {
      cdr_test_virtual_time_advance ((guint64) act->script.ms * 1000);
      finish (act, FALSE);
    }
  else if (act->script.ms == 0)
    finish (act, FALSE);
  else
    finish_later (act);
}

void
cdr_fake_setup (CdrComponent *component,
                GTask        *task)
{
  begin (CDR_FAKE (component), CDR_PHASE_SETUP, task);
}

void
cdr_fake_shutdown (CdrComponent *component,
                   GTask        *task)
{
  begin (CDR_FAKE (component), CDR_PHASE_SHUTDOWN, task);
}

/**
 * cdr_fake_release_all:
 *
 * Lets every fake that has not answered yet do so at once: those that hang succeed.
 *
 * Without it, a task that hangs for ever would never be freed. The fixture does it when a
 * case has ended.
 */
void
cdr_fake_release_all (void)
{
  while (acts != NULL && acts->len > 0)
    finish (g_ptr_array_index (acts, 0), TRUE);
}
