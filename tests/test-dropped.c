/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

/* A conductor whose last reference is dropped in a handler, and one whose loop nobody
 * turns any more.
 */

static GType base, top; /* top depends on base */

/* Whose signal, which one, and in which of the conductor's states. */
typedef struct
{
  const char *who; /* a component's name, or NULL for the conductor */
  const char *signal;
  CdrState    state;
  guint       n_up; /* when it is gone at once */
} Place;

typedef struct
{
  Fixture *fixture;
  Place    place;
  gboolean is_done;
} Dropping;

static Dropping dropping;
static gpointer weak;

static void
drop_cb (GObject *object)
{
  Fixture *fixture = dropping.fixture;

  if (dropping.is_done ||
      cdr_conductor_get_state (fixture->conductor) != dropping.place.state)
    return;

  dropping.is_done = TRUE;
  g_object_unref (g_steal_pointer (&fixture->conductor));
}

static void
created_cb (CdrConductor *conductor,
            CdrComponent *component,
            gpointer      user_data)
{
  if (g_str_equal (dropping.place.who, cdr_component_get_name (component)))
    g_signal_connect (component, dropping.place.signal, G_CALLBACK (drop_cb), NULL);
}

static void
ended_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  gboolean *is_done = user_data;

  *is_done = TRUE;
}

/* Whoever waits is answered first; then the conductor is gone, and has called nobody. */
static void
drop_at (Fixture       *fixture,
         gconstpointer  data)
{
  const Place *place = data;
  gboolean is_set_up = FALSE, is_shut_down = FALSE;

  dropping = (Dropping) { fixture, *place, FALSE };
  weak = fixture->conductor;
  g_object_add_weak_pointer (weak, &weak);
  if (place->who != NULL)
    g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (created_cb), NULL);
  else
    g_signal_connect (fixture->conductor, place->signal, G_CALLBACK (drop_cb), NULL);
  if (place->n_up > 0)
    g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*disposed of while 2 components*");

  cdr_conductor_add (fixture->conductor, top);
  cdr_conductor_setup_async (fixture->conductor, NULL, ended_cb, &is_set_up);
  while (!is_set_up)
    g_main_context_iteration (fixture->context, TRUE);
  if (fixture->conductor != NULL)
    {
      cdr_conductor_shutdown_async (fixture->conductor, NULL, ended_cb, &is_shut_down);
      while (!is_shut_down)
        g_main_context_iteration (fixture->context, TRUE);
    }

  g_assert_true (dropping.is_done);
  cdr_test_run_for (fixture, 100);
  g_assert_null (weak);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
  g_test_assert_expected_messages ();
}

static const Place places[] = {
  { NULL, "component-created", CDR_STATE_SETTING_UP, 2 },
  { NULL, "items-changed", CDR_STATE_SETTING_UP, 2 },
  { NULL, "notify::progress", CDR_STATE_SETTING_UP, 2 },
  { NULL, "notify::status", CDR_STATE_SETTING_UP, 2 },
  { NULL, "notify::state", CDR_STATE_ACTIVE, 2 },
  { NULL, "notify::state", CDR_STATE_SHUTTING_DOWN, 0 },
  { NULL, "notify::state", CDR_STATE_INACTIVE, 0 },
  { "Base", "notify::state", CDR_STATE_SETTING_UP, 2 },
  { "Top", "notify::base", CDR_STATE_SETTING_UP, 2 },
  { "Top", "notify::base", CDR_STATE_SHUTTING_DOWN, 0 },
  { "Base", "notify::state", CDR_STATE_SHUTTING_DOWN, 0 },
};

static void
test_places (Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_test_message ("%s %s %d", places[i].who, places[i].signal, places[i].state);
      if (fixture->conductor == NULL)
        fixture->conductor = cdr_conductor_new ();
      drop_at (fixture, &places[i]);
      g_assert_null (fixture->conductor);
    }
  cdr_test_log_clear ();
}

/* A component fails, and nobody waits for the shutdown that follows: the conductor holds
 * itself until it has ended, and its handlers may drop the last reference of others.
 */
static void
drop_after_failure (Fixture  *fixture,
                    CdrState  state)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "dead");

  dropping = (Dropping) { fixture, { .state = state }, FALSE };
  weak = fixture->conductor;
  g_object_add_weak_pointer (weak, &weak);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();

  g_signal_connect (fixture->conductor, "notify::state", G_CALLBACK (drop_cb), NULL);
  cdr_component_fail (cdr_test_get (fixture, base), error);
  cdr_test_run_for (fixture, 100);
  g_assert_true (dropping.is_done);
  g_assert_null (weak);
  cdr_test_assert_log ("Top.shutdown Top.down Base.shutdown Base.down");
}

static void
test_nobody_waits (Fixture *fixture)
{
  drop_after_failure (fixture, CDR_STATE_SHUTTING_DOWN);
}

static void
test_nobody_waits_at_the_end (Fixture *fixture)
{
  drop_after_failure (fixture, CDR_STATE_INACTIVE);
}

/* A loop that was left in the middle of a shutdown. */

static void
leave_in_shutdown (Fixture *fixture,
                   Outcome *outcome)
{
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();
  cdr_test_shutdown_begin (fixture, NULL, outcome);
  cdr_test_run_until (fixture, "Top.shutdown");
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_SHUTTING_DOWN);
}

/* Somebody turns it again after all, an hour later: the stop as a whole is late then, and
 * goes on in a hurry.
 */
static void
test_later (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  leave_in_shutdown (fixture, &outcome);
  cdr_test_clock_advance (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC);
  cdr_test_wait (fixture, &outcome);
  g_assert_no_error (outcome.error);
  cdr_test_assert_log ("Top.shutdown Top.down Base.shutdown Base.cancelled Base.down");
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
}

/* A blocking call turns it, and ends what was begun. */
static void
test_blocking (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  leave_in_shutdown (fixture, &outcome);
  cdr_test_shutdown_ok (fixture);
  cdr_test_wait (fixture, &outcome);
  g_assert_no_error (outcome.error);
  cdr_test_assert_log ("Top.shutdown Top.down Base.shutdown Base.down");
}

/* The user's own reference goes; the operation's stays until the loop is turned. */
static void
test_dropped (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  leave_in_shutdown (fixture, &outcome);
  weak = fixture->conductor;
  g_object_add_weak_pointer (weak, &weak);
  g_object_unref (g_steal_pointer (&fixture->conductor));
  g_assert_nonnull (weak);
  cdr_test_assert_log ("Top.shutdown");

  cdr_test_wait (fixture, &outcome);
  g_assert_no_error (outcome.error);
  cdr_test_run_for (fixture, 1);
  g_assert_null (weak);
  cdr_test_assert_log ("Top.down Base.shutdown Base.down");
}

static void
finalized_cb (gpointer user_data)
{
  cdr_test_log_add ("finalized");
}

/* Nobody turns it, and the application disposes of the conductor: that calls nobody. What
 * GTask has on its way waits for the loop, as it always does, and nothing else does.
 */
static void
test_disposed (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };

  cdr_test_script (top, CDR_PHASE_SHUTDOWN, CDR_TEST_HANG, 0);
  leave_in_shutdown (fixture, &outcome);
  g_object_set_data_full (G_OBJECT (fixture->conductor), "flag", fixture, finalized_cb);

  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*disposed of while 2 components*");
  g_object_run_dispose (G_OBJECT (fixture->conductor));
  g_test_assert_expected_messages ();
  g_object_unref (g_steal_pointer (&fixture->conductor));
  cdr_test_release_hanging ();
  cdr_test_assert_log ("Top.shutdown Top.down");
  g_assert_false (outcome.is_done);

  while (g_main_context_pending (fixture->context))
    g_main_context_iteration (fixture->context, FALSE);
  g_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_DISPOSED);
  cdr_test_assert_log ("finalized");
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  base = cdr_test_type_new ("Base", NULL);
  top = cdr_test_type_new ("Top", "base", base, NULL);

  cdr_test_add ("/dropped/in-handler", test_places);
  cdr_test_add ("/dropped/in-handler/nobody-waits", test_nobody_waits);
  cdr_test_add ("/dropped/in-handler/nobody-waits-at-the-end", test_nobody_waits_at_the_end);
  cdr_test_add ("/dropped/loop-left/later", test_later);
  cdr_test_add ("/dropped/loop-left/blocking", test_blocking);
  cdr_test_add ("/dropped/loop-left/dropped", test_dropped);
  cdr_test_add ("/dropped/loop-left/disposed", test_disposed);

  return g_test_run ();
}
