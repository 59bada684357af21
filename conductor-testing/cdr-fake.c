/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-fake.h"

#include "cdr-fake-private.h"

/**
 * CdrFake:
 *
 * A component that does what a script says, and writes down what it saw.
 *
 * A fake stands in for a component that a test does not want: for one that talks to a
 * database, or for one that has to fail. [func@Fake.type_new] makes the type, from a
 * component class or from an interface, and [method@Conductor.Conductor.patch] puts it in:
 *
 * ```c
 * GType queue = cdr_fake_type_new ("FakeQueue", DEMO_TYPE_MESSAGE_QUEUE, NULL);
 *
 * cdr_fake_type_script (queue, CDR_PHASE_SETUP, CDR_FAKE_FAIL, 100, NULL);
 * cdr_conductor_patch (conductor, DEMO_TYPE_MESSAGE_QUEUE, queue, NULL);
 * ```
 *
 * Without a script it succeeds at once. The setup and the shutdown of the class that it was
 * made from are never called.
 */

struct _CdrFakeInterface
{
  GTypeInterface parent_interface;
};

G_DEFINE_INTERFACE (CdrFake, cdr_fake, CDR_TYPE_COMPONENT)

G_DEFINE_ENUM_TYPE (CdrFakeOutcome, cdr_fake_outcome,
                    G_DEFINE_ENUM_VALUE (CDR_FAKE_SUCCEED, "succeed"),
                    G_DEFINE_ENUM_VALUE (CDR_FAKE_FAIL, "fail"),
                    G_DEFINE_ENUM_VALUE (CDR_FAKE_HANG, "hang"),
                    G_DEFINE_ENUM_VALUE (CDR_FAKE_HANG_FOREVER, "hang-forever"),
                    G_DEFINE_ENUM_VALUE (CDR_FAKE_DROP, "drop"),
                    G_DEFINE_ENUM_VALUE (CDR_FAKE_RETURN_TWICE, "return-twice"),
                    G_DEFINE_ENUM_VALUE (CDR_FAKE_BLOCK, "block"))

static GQuark record_quark (void);
G_DEFINE_QUARK (cdr-fake-record, record)

static GHashTable *type_scripts; /* of CdrFakeScript[], by type */

static void
cdr_fake_default_init (CdrFakeInterface *interface)
{
}

static void
clear_scripts (CdrFakeScript *scripts)
{
  for (guint i = 0; i <= CDR_PHASE_SHUTDOWN; i++)
    {
      g_clear_error (&scripts[i].error);
      scripts[i].is_set = FALSE;
    }
}

static void
scripts_free (gpointer data)
{
  clear_scripts (data);
  g_free (data);
}

static void
record_free (gpointer data)
{
  CdrFakeRecord *record = data;

  clear_scripts (record->scripts);
  g_clear_pointer (&record->values, g_hash_table_unref);
  g_free (record);
}

CdrFakeRecord *
cdr_fake_get_record (CdrFake *self)
{
  CdrFakeRecord *record = g_object_get_qdata (G_OBJECT (self), record_quark ());

  if (record == NULL)
    {
      record = g_new0 (CdrFakeRecord, 1);
      g_object_set_qdata_full (G_OBJECT (self), record_quark (), record, record_free);
    }

  return record;
}

void
cdr_fake_find_script (CdrFake       *self,
                      CdrPhase       phase,
                      CdrFakeScript *script)
{
  CdrFakeScript *found = &cdr_fake_get_record (self)->scripts[phase];

  for (GType type = G_OBJECT_TYPE (self); !found->is_set && type != G_TYPE_INVALID;
       type = g_type_parent (type))
    {
      CdrFakeScript *scripts = type_scripts != NULL
        ? g_hash_table_lookup (type_scripts, GSIZE_TO_POINTER (type)) : NULL;

      if (scripts != NULL)
        found = &scripts[phase];
    }

  *script = *found;
  if (script->error != NULL)
    script->error = g_error_copy (script->error);
}

static void
set_script (CdrFakeScript  *script,
            CdrFakeOutcome  outcome,
            guint           ms,
            const GError   *error)
{
  g_clear_error (&script->error);
  script->is_set = TRUE;
  script->outcome = outcome;
  script->ms = ms;
  script->error = error != NULL ? g_error_copy (error) : NULL;
}

/**
 * cdr_fake_type_script:
 * @type: a type that [func@Fake.type_new] made, or one below it
 * @phase: %CDR_PHASE_SETUP or %CDR_PHASE_SHUTDOWN
 * @outcome: how it ends
 * @ms: after how many milliseconds; 0: at once, inside of the call
 * @error: (nullable): for %CDR_FAKE_FAIL, what to fail with; %NULL: %G_IO_ERROR_FAILED,
 *   "it was told to fail"
 *
 * Says what fakes of a type do, from the next call on.
 *
 * A script of an instance goes before that of its type. The fixture takes all scripts of
 * types back when a case has ended.
 */
void
cdr_fake_type_script (GType           type,
                      CdrPhase        phase,
                      CdrFakeOutcome  outcome,
                      guint           ms,
                      const GError   *error)
{
  CdrFakeScript *scripts;

  g_return_if_fail (g_type_is_a (type, CDR_TYPE_FAKE));
  g_return_if_fail (phase == CDR_PHASE_SETUP || phase == CDR_PHASE_SHUTDOWN);

  if (type_scripts == NULL)
    type_scripts = g_hash_table_new_full (NULL, NULL, NULL, scripts_free);

  scripts = g_hash_table_lookup (type_scripts, GSIZE_TO_POINTER (type));
  if (scripts == NULL)
    {
      scripts = g_new0 (CdrFakeScript, CDR_PHASE_SHUTDOWN + 1);
      g_hash_table_insert (type_scripts, GSIZE_TO_POINTER (type), scripts);
    }

  set_script (&scripts[phase], outcome, ms, error);
}

/**
 * cdr_fake_script:
 * @self: a fake
 * @phase: %CDR_PHASE_SETUP or %CDR_PHASE_SHUTDOWN
 * @outcome: how it ends
 * @ms: after how many milliseconds; 0: at once, inside of the call
 * @error: (nullable): for %CDR_FAKE_FAIL, what to fail with; %NULL: %G_IO_ERROR_FAILED,
 *   "it was told to fail"
 *
 * Says what one fake does, from the next call on.
 */
void
cdr_fake_script (CdrFake        *self,
                 CdrPhase        phase,
                 CdrFakeOutcome  outcome,
                 guint           ms,
                 const GError   *error)
{
  g_return_if_fail (CDR_IS_FAKE (self));
  g_return_if_fail (phase == CDR_PHASE_SETUP || phase == CDR_PHASE_SHUTDOWN);

  set_script (&cdr_fake_get_record (self)->scripts[phase], outcome, ms, error);
}

/**
 * cdr_fake_reset_all:
 *
 * Takes back the scripts of all types: their fakes succeed at once again.
 */
void
cdr_fake_reset_all (void)
{
  g_clear_pointer (&type_scripts, g_hash_table_unref);
}

/**
 * cdr_fake_get_n_setups:
 * @self: a fake
 *
 * Gets how often its setup was called.
 *
 * Returns: how often
 */
guint
cdr_fake_get_n_setups (CdrFake *self)
{
  g_return_val_if_fail (CDR_IS_FAKE (self), 0);

  return cdr_fake_get_record (self)->n_calls[CDR_PHASE_SETUP];
}

/**
 * cdr_fake_get_n_shutdowns:
 * @self: a fake
 *
 * Gets how often its shutdown was called.
 *
 * Returns: how often
 */
guint
cdr_fake_get_n_shutdowns (CdrFake *self)
{
  g_return_val_if_fail (CDR_IS_FAKE (self), 0);

  return cdr_fake_get_record (self)->n_calls[CDR_PHASE_SHUTDOWN];
}

/**
 * cdr_fake_get_n_cancelled:
 * @self: a fake
 * @phase: %CDR_PHASE_SETUP or %CDR_PHASE_SHUTDOWN
 *
 * Gets how many of its calls were cancelled before they had ended.
 *
 * Returns: how many
 */
guint
cdr_fake_get_n_cancelled (CdrFake  *self,
                          CdrPhase  phase)
{
  g_return_val_if_fail (CDR_IS_FAKE (self), 0);
  g_return_val_if_fail (phase <= CDR_PHASE_SHUTDOWN, 0);

  return cdr_fake_get_record (self)->n_cancelled[phase];
}

/**
 * cdr_fake_had_dependencies:
 * @self: a fake
 * @phase: %CDR_PHASE_SETUP or %CDR_PHASE_SHUTDOWN
 *
 * Tells whether everything that the fake was given was active, at the beginning and at the
 * end of each of its calls.
 *
 * Returns: %FALSE if it ever was not
 */
gboolean
cdr_fake_had_dependencies (CdrFake  *self,
                           CdrPhase  phase)
{
  g_return_val_if_fail (CDR_IS_FAKE (self), FALSE);
  g_return_val_if_fail (phase <= CDR_PHASE_SHUTDOWN, FALSE);

  return !cdr_fake_get_record (self)->lacked[phase];
}
