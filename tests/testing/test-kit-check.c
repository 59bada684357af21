/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor-testing/conductor-testing.h>

/* Assertions that hold; and each of them where it must fail, in a process of its own. */

static GType lower, upper;
static GObject *kept;

/* The upper one depends on the lower one. */

static void
upper_set_property (GObject      *object,
                    guint         id,
                    const GValue *value,
                    GParamSpec   *pspec)
{
  g_object_set_data_full (object, "lower", g_value_dup_object (value), g_object_unref);
}

static void
upper_get_property (GObject    *object,
                    guint       id,
                    GValue     *value,
                    GParamSpec *pspec)
{
  g_value_set_object (value, g_object_get_data (object, "lower"));
}

static void
upper_class_init (gpointer klass,
                  gpointer data)
{
  G_OBJECT_CLASS (klass)->set_property = upper_set_property;
  G_OBJECT_CLASS (klass)->get_property = upper_get_property;
  g_object_class_install_property (klass, 1,
                                   g_param_spec_object ("lower", NULL, NULL, lower,
                                                        G_PARAM_READWRITE));
}

static void
test_holds (CdrTestFixture *fixture,
            gconstpointer   user_data)
{
  g_autofree char *text = NULL;

  cdr_conductor_add (fixture->conductor, upper);
  cdr_fake_type_script (upper, CDR_PHASE_SETUP, CDR_FAKE_SUCCEED, 1500, NULL);
  cdr_test_setup (fixture->conductor);
  cdr_test_assert_order (fixture->conductor, "Lower", "Upper");
  cdr_test_shutdown (fixture->conductor);
  cdr_test_assert_order (fixture->conductor, "Lower", "Upper");
  cdr_test_assert_set_up_once (fixture->conductor, "Lower");
  cdr_test_assert_shut_down_once (fixture->conductor, "Upper");
  cdr_test_assert_nothing_running (fixture->conductor);

  text = cdr_test_describe (fixture->conductor);
  g_assert_nonnull (strstr (text, "1.500 s  Upper is active\n"));
  cdr_test_assert_finalized (g_steal_pointer (&fixture->conductor));
}

/* Each fails in its own way. */

static void
up (CdrTestFixture *fixture)
{
  cdr_conductor_add (fixture->conductor, upper);
  cdr_test_setup (fixture->conductor);
}

static void
wrong_order (CdrTestFixture *fixture)
{
  up (fixture);
  cdr_test_assert_order (fixture->conductor, "Upper", "Lower");
}

static void
unknown_name (CdrTestFixture *fixture)
{
  up (fixture);
  cdr_test_assert_order (fixture->conductor, "Lower", "Web");
}

static void
set_up_twice (CdrTestFixture *fixture)
{
  up (fixture);
  cdr_test_shutdown (fixture->conductor);
  cdr_test_setup (fixture->conductor);
  cdr_test_assert_set_up_once (fixture->conductor, "Lower");
}

static void
not_shut_down (CdrTestFixture *fixture)
{
  up (fixture);
  cdr_test_assert_shut_down_once (fixture->conductor, "Lower");
}

static void
still_running (CdrTestFixture *fixture)
{
  up (fixture);
  cdr_test_assert_nothing_running (fixture->conductor);
}

static void
leaks (CdrTestFixture *fixture)
{
  up (fixture);
  kept = g_object_ref (G_OBJECT (cdr_conductor_get_component (fixture->conductor, lower)));
  cdr_test_shutdown (fixture->conductor);
  cdr_test_assert_finalized (g_steal_pointer (&fixture->conductor));
}

static void
leaks_at_the_end (CdrTestFixture *fixture)
{
  up (fixture);
  kept = g_object_ref (G_OBJECT (cdr_conductor_get_component (fixture->conductor, lower)));
}

static void
leaks_conductor (CdrTestFixture *fixture)
{
  kept = g_object_ref (G_OBJECT (fixture->conductor));
}

static void
setup_fails (CdrTestFixture *fixture)
{
  cdr_fake_type_script (lower, CDR_PHASE_SETUP, CDR_FAKE_FAIL, 10, NULL);
  up (fixture);
}

static void
setup_hangs (CdrTestFixture *fixture)
{
  cdr_conductor_set_setup_timeout (fixture->conductor, 0);
  cdr_conductor_set_slow_threshold (fixture->conductor, 0);
  cdr_fake_type_script (lower, CDR_PHASE_SETUP, CDR_FAKE_HANG, 0, NULL);
  up (fixture);
}

static void
setup_times_out (CdrTestFixture *fixture)
{
  cdr_fake_type_script (lower, CDR_PHASE_SETUP, CDR_FAKE_HANG, 0, NULL);
  up (fixture);
}

static void
shutdown_fails (CdrTestFixture *fixture)
{
  cdr_fake_type_script (lower, CDR_PHASE_SHUTDOWN, CDR_FAKE_FAIL, 10, NULL);
  up (fixture);
  cdr_test_shutdown (fixture->conductor);
}

static void
shutdown_fails_at_the_end (CdrTestFixture *fixture)
{
  cdr_fake_type_script (lower, CDR_PHASE_SHUTDOWN, CDR_FAKE_FAIL, 10, NULL);
  up (fixture);
}

static void
nothing_to_happen (CdrTestFixture *fixture)
{
  g_main_context_iteration (fixture->context, TRUE);
}

static void
final_type (CdrTestFixture *fixture)
{
  cdr_fake_type_new ("FakeConductor", CDR_TYPE_CONDUCTOR, NULL);
}

typedef struct
{
  const char *path;
  void      (*func) (CdrTestFixture *fixture);
  const char *pattern;
} Failing;

static const Failing failing[] = {
  { "wrong-order", wrong_order,
    "*test-kit-check.c*wrong_order*The setup of Lower began before Upper was active*"
    "What happened:*Lower is active*" },
  { "unknown-name", unknown_name, "*No component is called *Web*; there are Lower, Upper*" },
  { "set-up-twice", set_up_twice, "*Lower was set up 2 times, not once*" },
  { "not-shut-down", not_shut_down, "*Lower was shut down 0 times, not once*" },
  { "still-running", still_running, "*Lower is active, Upper is active*What happened:*" },
  { "leaks", leaks, "*leaks*Somebody still holds: Lower\n*" },
  { "leaks-at-the-end", leaks_at_the_end, "*Somebody still holds: Lower\n*" },
  { "leaks-conductor", leaks_conductor, "*Somebody still holds: the conductor itself\n*" },
  { "setup-fails", setup_fails,
    "*The setup failed: Lower (setup): it was told to fail*Lower is failed*" },
  { "setup-hangs", setup_hangs,
    "*The setup does not end*Who was waiting:*Upper waits for Lower (property lower)*" },
  { "setup-times-out", setup_times_out,
    "*The setup failed: Lower*Who was waiting:*Upper waits for Lower (property lower)*" },
  { "shutdown-fails", shutdown_fails, "*The shutdown failed: *Lower*told to fail*" },
  { "shutdown-fails-at-the-end", shutdown_fails_at_the_end,
    "*The shutdown failed: *Lower*told to fail*" },
  { "nothing-to-happen", nothing_to_happen, "*Nothing is ready, and no timeout is pending*" },
  { "final-type", final_type, "*CdrConductor can't be faked*" },
};

static void
test_failing (CdrTestFixture *fixture,
              gconstpointer   user_data)
{
  const Failing *self = user_data;

  if (g_test_subprocess ())
    {
      self->func (fixture);
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr (self->pattern);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  cdr_test_virtual_time_init (NULL);

  lower = cdr_fake_type_new ("Lower", CDR_TYPE_COMPONENT, NULL);
  upper = cdr_fake_type_new_full ("Upper", CDR_TYPE_COMPONENT, upper_class_init, NULL, NULL);

  cdr_test_fixture_add ("/kit/check/holds", NULL, test_holds);
  for (guint i = 0; i < G_N_ELEMENTS (failing); i++)
    {
      g_autofree char *path = g_strconcat ("/kit/check/fails/", failing[i].path, NULL);

      cdr_test_fixture_add (path, &failing[i], test_failing);
    }

  return g_test_run ();
}
