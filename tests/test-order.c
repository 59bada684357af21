/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

/* The order of setup and shutdown, with delays that would show a wrong one. */

static GType database, queue, web, workers;

static void
test_application (Fixture *fixture)
{
  cdr_test_script (database, CDR_PHASE_SETUP, CDR_TEST_OK, 20);
  cdr_test_script (queue, CDR_PHASE_SETUP, CDR_TEST_OK, 5);
  cdr_test_script (web, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 7);
  cdr_test_script (workers, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 30);

  cdr_conductor_add (fixture->conductor, web);
  cdr_conductor_add (fixture->conductor, workers);

  cdr_test_setup_ok (fixture);
  cdr_test_assert_log ("Database.setup Queue.setup Queue.up Database.up "
                       "Web.setup Workers.setup Web.up Workers.up");

  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("Workers.shutdown Web.shutdown Web.down Workers.down "
                       "Queue.shutdown Database.shutdown Queue.down Database.down");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  database = cdr_test_type_new ("Database", NULL);
  queue = cdr_test_type_new ("Queue", NULL);
  web = cdr_test_type_new ("Web", "database", database, "queue", queue, NULL);
  workers = cdr_test_type_new ("Workers", "database", database, "queue", queue, NULL);

  cdr_test_add ("/order/application", test_application);

  return g_test_run ();
}
