/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor-testing/conductor-testing.h>

/* A test of somebody else's: a component that takes an hour. */

static void
test_hour (CdrTestFixture *fixture,
           gconstpointer   user_data)
{
  GType type = cdr_fake_type_new ("ProgramFake", CDR_TYPE_COMPONENT, NULL);

  cdr_conductor_set_setup_timeout (fixture->conductor, 0);
  cdr_fake_type_script (type, CDR_PHASE_SETUP, CDR_FAKE_SUCCEED, 60 * 60 * 1000, NULL);
  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup (fixture->conductor);
  cdr_test_shutdown (fixture->conductor);
  cdr_test_assert_set_up_once (fixture->conductor, "ProgramFake");
}

int
main (int   argc,
      char *argv[])
{
  cdr_test_virtual_time_init (NULL);
  g_test_init (&argc, &argv, NULL);
  cdr_test_fixture_add ("/program/hour", NULL, test_hour);
  return g_test_run ();
}
