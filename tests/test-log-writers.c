/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-clock.h"
#include "cdr-test-component.h"
#include "cdr-test-fixture.h"
#include "cdr-test-messages.h"

#include <string.h>

/* Who reads the log may do anything, even dispose of the conductor. */

static GType quick, slow, broken;

typedef struct
{
  Fixture    *fixture;
  const char *part; /* of the message at which to act */
  gboolean    is_done;
} Reader;

static void
dispose_cb (const char *message,
            gpointer    user_data)
{
  Reader *reader = user_data;

  if (reader->is_done || strstr (message, reader->part) == NULL)
    return;

  reader->is_done = TRUE;
  g_object_run_dispose (G_OBJECT (reader->fixture->conductor));
}

static void
nest_cb (const char *message,
         gpointer    user_data)
{
  Reader *reader = user_data;

  if (reader->is_done || strstr (message, reader->part) == NULL)
    return;

  reader->is_done = TRUE;
  cdr_test_run_for (reader->fixture, 5000);
}

/* A life in which everything is logged that there is to log: one component is slow, is
 * late, abandoned, and ends at last; another's failure is tolerated.
 */
static void
live (Fixture            *fixture,
      const char         *part,
      CdrTestMessageFunc  func)
{
  Reader reader = { fixture, part, FALSE };
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (slow, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  cdr_test_script (broken, CDR_PHASE_SETUP, CDR_TEST_FAIL, 10);
  cdr_conductor_add (fixture->conductor, quick);
  cdr_conductor_add_full (fixture->conductor, slow, CDR_NEED_WANTED);
  cdr_conductor_add_full (fixture->conductor, broken, CDR_NEED_WANTED);

  cdr_test_messages_begin ();
  cdr_test_messages_hook (func, &reader);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 40000);
  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1000);
  cdr_test_messages_hook (NULL, NULL);
  g_ptr_array_unref (cdr_test_messages_end ());

  g_assert_true (reader.is_done);
  g_assert_true (outcome.is_done);
}

static const char *const parts[] = {
  "Quick is setting up",
  "Quick is active",
  "Slow, setting up for",
  "(tolerated)",
  "is abandoned",
  "has ended after",
};

static void
test_disposes (Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_test_message ("at \"%s\"", parts[i]);
      g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*was disposed of while*");
      live (fixture, parts[i], dispose_cb);
      g_test_assert_expected_messages ();

      g_object_unref (fixture->conductor);
      fixture->conductor = cdr_conductor_new ();
    }
}

static void
test_nests (Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_test_message ("at \"%s\"", parts[i]);
      live (fixture, parts[i], nest_cb);
      g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_ACTIVE);
      cdr_test_shutdown_ok (fixture);

      g_object_unref (fixture->conductor);
      fixture->conductor = cdr_conductor_new ();
    }
}

/* Weak pointers to a cancellable see it go, and not come again with somebody else. */
static void
keep_cb (CdrComponent *component,
         CdrPhase      phase,
         GTask        *task,
         gpointer      user_data)
{
  gpointer *weak = user_data;

  if (phase == CDR_PHASE_SETUP)
    g_set_weak_pointer (weak, g_task_get_cancellable (task));
  g_task_return_boolean (task, TRUE);
}

static void
check_cb (CdrComponent *component,
          CdrPhase      phase,
          GTask        *task,
          gpointer      user_data)
{
  gpointer *weak = user_data;

  g_assert_true (*weak == NULL || *weak != g_task_get_cancellable (task));
  g_task_return_boolean (task, TRUE);
}

static void
test_weak_pointer (Fixture *fixture)
{
  GType low = cdr_test_type_new ("Low", NULL);
  GType top = cdr_test_type_new ("Top", "low", low, NULL);
  gpointer weak = NULL;

  cdr_test_override (low, keep_cb, &weak);
  cdr_test_override (top, check_cb, &weak);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  g_assert_null (weak);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  quick = cdr_test_type_new ("Quick", NULL);
  slow = cdr_test_type_new ("Slow", NULL);
  broken = cdr_test_type_new ("Broken", NULL);

  cdr_test_add ("/log-writers/dispose", test_disposes);
  cdr_test_add ("/log-writers/nest", test_nests);
  cdr_test_add ("/log-writers/weak-pointer", test_weak_pointer);

  return g_test_run ();
}
