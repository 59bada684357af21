/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor-testing/conductor-testing.h>

#include "demo-background-workers.h"
#include "demo-database.h"
#include "demo-local-queue.h"
#include "demo-web-api.h"

/* How an application tests its components: one at a time, among stand-ins for the others;
 * and all of them, in whatever order they may end what they do.
 */

/* A queue in which there is never anything. */

static void
empty_push_async (DemoMessageQueue    *queue,
                  const char          *message,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  g_assert_not_reached ();
}

static void
give_up_cb (GCancellable *cancellable,
            gpointer      user_data)
{
  g_task_return_error_if_cancelled (user_data);
  g_signal_handlers_disconnect_by_data (cancellable, user_data);
}

static void
empty_pop_async (DemoMessageQueue    *queue,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  GTask *task = g_task_new (queue, cancellable, callback, user_data);

  g_signal_connect_data (cancellable, "cancelled", G_CALLBACK (give_up_cb), task,
                         (GClosureNotify) (void (*) (void)) g_object_unref, 0);
}

static char *
empty_pop_finish (DemoMessageQueue  *queue,
                  GAsyncResult      *result,
                  GError           **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
empty_queue_init (gpointer interface,
                  gpointer data)
{
  DemoMessageQueueInterface *iface = interface;

  iface->push_async = empty_push_async;
  iface->pop_async = empty_pop_async;
  iface->pop_finish = empty_pop_finish;
}

/* Cases. */

static void
configure_cb (CdrConductor *conductor,
              CdrComponent *component,
              gpointer      user_data)
{
  if (DEMO_IS_DATABASE (component))
    demo_database_set_path (DEMO_DATABASE (component), ":memory:");
}

static CdrConductor *
make_application (gpointer user_data)
{
  CdrConductor *conductor = cdr_conductor_new ();

  cdr_conductor_add (conductor, DEMO_TYPE_WEB_API);
  cdr_conductor_add (conductor, DEMO_TYPE_BACKGROUND_WORKERS);
  cdr_conductor_add (conductor, DEMO_TYPE_LOCAL_QUEUE);
  g_signal_connect (conductor, "component-created", G_CALLBACK (configure_cb), NULL);
  return conductor;
}

static void
test_graph (void)
{
  g_autoptr (CdrConductor) conductor = make_application (NULL);

  cdr_test_lint (conductor);
}

static void
test_mock_queue (CdrTestFixture *fixture,
                 gconstpointer   user_data)
{
  GType queue = cdr_fake_type_new_full ("EmptyQueue", DEMO_TYPE_MESSAGE_QUEUE, NULL,
                                        empty_queue_init, NULL);

  cdr_conductor_add (fixture->conductor, DEMO_TYPE_BACKGROUND_WORKERS);
  cdr_conductor_patch (fixture->conductor, DEMO_TYPE_MESSAGE_QUEUE, queue, NULL);
  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (configure_cb), NULL);

  cdr_test_setup (fixture->conductor);
  cdr_test_fixture_run_for (fixture, 60 * 60 * 1000);
  cdr_test_shutdown (fixture->conductor);
  cdr_test_assert_order (fixture->conductor, "EmptyQueue", "BackgroundWorkers");
  cdr_test_assert_order (fixture->conductor, "Database", "BackgroundWorkers");
}

/* The port is not even opened. */
static void
test_failing_database (CdrTestFixture *fixture,
                       gconstpointer   user_data)
{
  GType database = cdr_fake_type_new ("FailingDatabase", DEMO_TYPE_DATABASE, NULL);
  g_autoptr (GError) full = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "disk full");
  g_autoptr (GError) error = NULL;

  cdr_fake_type_script (database, CDR_PHASE_SETUP, CDR_FAKE_FAIL, 5000, full);
  cdr_conductor_add (fixture->conductor, DEMO_TYPE_WEB_API);
  cdr_conductor_add (fixture->conductor, DEMO_TYPE_LOCAL_QUEUE);
  cdr_conductor_patch (fixture->conductor, DEMO_TYPE_DATABASE, database, NULL);

  g_assert_false (cdr_conductor_setup (fixture->conductor, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_null (demo_web_api_get_uri (DEMO_WEB_API (
    cdr_conductor_get_component (fixture->conductor, DEMO_TYPE_WEB_API))));
  cdr_test_assert_nothing_running (fixture->conductor);
}

static gboolean
check_is_open (CdrConductor  *conductor,
               gpointer       user_data,
               GError       **error)
{
  CdrComponent *web_api = cdr_conductor_get_component (conductor, DEMO_TYPE_WEB_API);

  g_assert_nonnull (demo_web_api_get_uri (DEMO_WEB_API (web_api)));
  return TRUE;
}

static void
test_every_schedule (void)
{
  cdr_test_foreach_schedule (make_application, 0, 30, check_is_open);
}

int
main (int    argc,
      char **argv)
{
  cdr_test_virtual_time_init (NULL);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/jobs/graph", test_graph);
  cdr_test_fixture_add ("/jobs/mock-queue", NULL, test_mock_queue);
  cdr_test_fixture_add ("/jobs/failing-database", NULL, test_failing_database);
  g_test_add_func ("/jobs/every-schedule", test_every_schedule);

  return g_test_run ();
}
