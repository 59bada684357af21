/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

/* Running one function between setup and shutdown. */

static GType database, web;

#define ALL_UP "Database.setup Database.up Web.setup Web.up"
#define ALL_DOWN "Web.shutdown Web.down Database.shutdown Database.down"

static guint
count_sources (GMainContext *context)
{
  g_autoptr (GSource) probe = g_idle_source_new ();
  guint last = g_source_attach (probe, context);
  guint n = 0;

  for (guint id = 1; id < last; id++)
    n += g_main_context_find_source_by_id (context, id) != NULL;

  g_source_destroy (probe);
  return n;
}

/* Nothing is left to come but for the conductor's own source. */
static void
assert_quiet (Fixture *fixture)
{
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
  g_assert_cmpuint (count_sources (fixture->context), ==, 1);
}

static void
fail (Fixture *fixture,
      GType    type)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "it died");

  cdr_component_fail (cdr_test_get (fixture, type), error);
}

static void
quit_hook (CdrComponent *component,
           CdrPhase      phase,
           gpointer      user_data)
{
  if (phase == CDR_PHASE_SETUP)
    cdr_conductor_quit (cdr_component_get_conductor (component));
}

typedef enum
{
  FUNC_OK,         /* after 10 ms */
  FUNC_INSIDE,
  FUNC_FAIL,       /* after 10 ms */
  FUNC_FALSE,
  FUNC_DROP,
  FUNC_POLITE,     /* returns CANCELLED when cancelled */
  FUNC_LATE_OK,    /* returns TRUE 10 ms after having been cancelled */
  FUNC_LATE_FAIL,
  FUNC_HANG,       /* until the test releases it */
} FuncKind;

/* One function, and the run that it is in. */
typedef struct
{
  Fixture      *fixture;
  FuncKind      kind;
  GTask        *task;
  GSource      *source;
  GCancellable *cancellable; /* of the run */
  void        (*act) (Fixture *fixture); /* 50 ms after the function began */
} Func;

static void
func_return (Func *func)
{
  g_autoptr (GTask) task = g_steal_pointer (&func->task);

  cdr_test_log_add ("func.end");

  if (func->kind == FUNC_FAIL || func->kind == FUNC_LATE_FAIL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, "the work failed");
  else if (func->kind == FUNC_POLITE)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "gave up");
  else
    g_task_return_boolean (task, func->kind != FUNC_FALSE);
}

static gboolean
func_return_cb (gpointer user_data)
{
  func_return (user_data);
  return G_SOURCE_REMOVE;
}

static void
func_return_later (Func *func)
{
  g_autoptr (GSource) source = g_timeout_source_new (10);

  g_source_set_callback (source, func_return_cb, func, NULL);
  g_source_attach (source, func->fixture->context);
}

static gboolean
func_cancelled_cb (GCancellable *cancellable,
                   gpointer      user_data)
{
  Func *func = user_data;

  cdr_test_log_add ("func.cancelled");
  if (func->kind == FUNC_POLITE)
    func_return (func);
  else if (func->kind == FUNC_LATE_OK || func->kind == FUNC_LATE_FAIL)
    func_return_later (func);

  return G_SOURCE_REMOVE;
}

static gboolean
act_cb (gpointer user_data)
{
  Func *func = user_data;

  func->act (func->fixture);
  return G_SOURCE_REMOVE;
}

static void
func_cb (CdrConductor *conductor,
         GTask        *task,
         gpointer      user_data)
{
  Func *func = user_data;

  g_assert_cmpint (cdr_conductor_get_state (conductor), ==, CDR_STATE_ACTIVE);
  cdr_test_log_add ("func.begin");

  if (func->act != NULL)
    {
      g_autoptr (GSource) source = g_timeout_source_new (50);

      g_source_set_callback (source, act_cb, func, NULL);
      g_source_attach (source, func->fixture->context);
    }

  if (func->kind == FUNC_DROP)
    return;

  func->task = g_object_ref (task);
  if (func->kind == FUNC_INSIDE)
    {
      func_return (func);
      return;
    }

  func->source = g_cancellable_source_new (g_task_get_cancellable (task));
  g_source_set_callback (func->source, G_SOURCE_FUNC (func_cancelled_cb), func, NULL);
  g_source_attach (func->source, func->fixture->context);

  if (func->kind == FUNC_OK || func->kind == FUNC_FAIL || func->kind == FUNC_FALSE)
    func_return_later (func);
}

static void
func_end (Func *func)
{
  if (func->source != NULL)
    g_source_destroy (func->source);
  g_clear_pointer (&func->source, g_source_unref);
}

static void
run_ok (Func *func)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cdr_conductor_run (func->fixture->conductor, func_cb, func,
                                    func->cancellable, &error));
  g_assert_no_error (error);
  g_assert_cmpint (cdr_conductor_get_state (func->fixture->conductor), ==, CDR_STATE_INACTIVE);
  func_end (func);
  assert_quiet (func->fixture);
}

static void
run_fails (Func       *func,
           GQuark      domain,
           int         code,
           const char *message_part)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cdr_conductor_run (func->fixture->conductor, func_cb, func,
                                     func->cancellable, &error));
  cdr_test_assert_error (error, domain, code, message_part);
  func_end (func);
}

static void
act_quit (Fixture *fixture)
{
  cdr_conductor_quit (fixture->conductor);
}

static void
act_fail (Fixture *fixture)
{
  fail (fixture, database);
}

static void
act_shut_down (Fixture *fixture)
{
  cdr_conductor_shutdown_async (fixture->conductor, NULL, NULL, NULL);
}

static void
test_run_ok (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_OK };

  cdr_conductor_add (fixture->conductor, web);
  run_ok (&func);
  cdr_test_assert_log (ALL_UP " func.begin func.end " ALL_DOWN);

  func.kind = FUNC_INSIDE;
  run_ok (&func);
  cdr_test_assert_log (ALL_UP " func.begin func.end " ALL_DOWN);
}

static void
test_run_active_already (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_OK };

  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  run_ok (&func);
  cdr_test_assert_log (ALL_UP " func.begin func.end " ALL_DOWN);
}

static void
test_run_fails (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_FAIL };

  cdr_conductor_add (fixture->conductor, web);
  run_fails (&func, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, "the work failed");
  cdr_test_assert_log (ALL_UP " func.begin func.end " ALL_DOWN);
}

static void
test_run_fails_first (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_FAIL };

  cdr_test_script (web, CDR_PHASE_SHUTDOWN, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, web);
  run_fails (&func, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, "the work failed");
  g_assert_cmpuint (cdr_test_log_count ("Database.down"), ==, 1);
}

static void
test_run_shutdown_incomplete (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_OK };

  cdr_test_script (web, CDR_PHASE_SHUTDOWN, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, web);
  run_fails (&func, CDR_ERROR, CDR_ERROR_SHUTDOWN_INCOMPLETE, "Web");
}

static void
test_run_never_returned (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_DROP };

  cdr_conductor_add (fixture->conductor, web);
  run_fails (&func, CDR_ERROR, CDR_ERROR_NEVER_RETURNED, "task");
  cdr_test_assert_log (ALL_UP " func.begin " ALL_DOWN);

  func.kind = FUNC_FALSE;
  run_fails (&func, CDR_ERROR, CDR_ERROR_NEVER_RETURNED, "FALSE");
  cdr_test_assert_log (ALL_UP " func.begin func.end " ALL_DOWN);
}

static void
test_run_quit (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_POLITE, .act = act_quit };

  cdr_conductor_add (fixture->conductor, web);
  run_fails (&func, G_IO_ERROR, G_IO_ERROR_CANCELLED, NULL);
  cdr_test_assert_log (ALL_UP " func.begin func.cancelled func.end " ALL_DOWN);
}

/* The function had its way. */
static void
test_run_quit_late_success (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_LATE_OK, .act = act_quit };

  cdr_conductor_add (fixture->conductor, web);
  run_ok (&func);
  cdr_test_assert_log (ALL_UP " func.begin func.cancelled func.end " ALL_DOWN);
}

static void
test_run_quit_late_failure (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_LATE_FAIL, .act = act_quit };

  cdr_conductor_add (fixture->conductor, web);
  run_fails (&func, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, "the work failed");
  cdr_test_assert_log (ALL_UP " func.begin func.cancelled func.end " ALL_DOWN);
}

static void
test_run_ignores_cancel (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_HANG, .act = act_quit };
  gint64 begin_us = cdr_test_clock_now ();
  gint64 us;

  cdr_conductor_set_shutdown_timeout (fixture->conductor, 3000);
  cdr_conductor_add (fixture->conductor, web);
  run_fails (&func, CDR_ERROR, CDR_ERROR_TIMED_OUT, "function");
  us = cdr_test_clock_now () - begin_us;
  g_assert_cmpint (us, >, 3 * G_USEC_PER_SEC);
  g_assert_cmpint (us, <, 32 * G_USEC_PER_SEC / 10);
  cdr_test_assert_log (ALL_UP " func.begin func.cancelled " ALL_DOWN);

  /* Late, and heard by nobody. */
  func_return (&func);
  assert_quiet (fixture);
  cdr_test_log_clear ();
  func.kind = FUNC_OK;
  func.act = NULL;
  run_ok (&func);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_run_cancel (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Func func = { .fixture = fixture, .kind = FUNC_POLITE, .cancellable = cancellable };
  g_autoptr (GSource) source = g_timeout_source_new (50);

  g_source_set_callback (source, cancel_cb, cancellable, NULL);
  g_source_attach (source, fixture->context);

  cdr_conductor_add (fixture->conductor, web);
  run_fails (&func, G_IO_ERROR, G_IO_ERROR_CANCELLED, NULL);
  cdr_test_assert_log (ALL_UP " func.begin func.cancelled func.end " ALL_DOWN);
}

/* Cancelling what is stopping already means hurry, for the function as well. */
static void
test_run_cancel_while_stopping (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Func func = {
    .fixture = fixture, .kind = FUNC_HANG, .act = act_quit, .cancellable = cancellable,
  };
  g_autoptr (GSource) source = g_timeout_source_new (200);
  gint64 begin_us = cdr_test_clock_now ();

  g_source_set_callback (source, cancel_cb, cancellable, NULL);
  g_source_attach (source, fixture->context);

  cdr_conductor_add (fixture->conductor, web);
  run_fails (&func, CDR_ERROR, CDR_ERROR_TIMED_OUT, "function");
  g_assert_cmpint (cdr_test_clock_now () - begin_us, <, 2 * G_USEC_PER_SEC);
  func_return (&func);
  assert_quiet (fixture);
}

/* A dead component is no company: the shutdown does not wait for the function. */
static void
test_run_component_fails (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_POLITE, .act = act_fail };

  cdr_conductor_add (fixture->conductor, web);
  run_fails (&func, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "it died");
  g_assert_cmpuint (cdr_test_log_count ("func.cancelled"), ==, 1);
  cdr_test_assert_before ("Web.down", "Database.shutdown");
}

static void
test_run_component_fails_hanging (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_HANG, .act = act_fail };
  gint64 begin_us = cdr_test_clock_now ();

  cdr_conductor_add (fixture->conductor, web);
  run_fails (&func, CDR_ERROR, CDR_ERROR_TIMED_OUT, "function");
  g_assert_cmpint (cdr_test_log_time_of ("Database.down") - begin_us, <, G_USEC_PER_SEC / 10);
  g_assert_cmpint (cdr_test_clock_now () - begin_us, <, 11 * G_USEC_PER_SEC);
  func_return (&func);
  assert_quiet (fixture);
}

/* The function's error comes first. */
static void
test_run_component_fails_late_failure (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_LATE_FAIL, .act = act_fail };

  cdr_conductor_add (fixture->conductor, web);
  run_fails (&func, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, "the work failed");
  g_assert_cmpuint (cdr_test_log_count ("Database.down"), ==, 1);
}

static void
test_run_shutdown_elsewhere (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_POLITE, .act = act_shut_down };

  cdr_conductor_add (fixture->conductor, web);
  run_fails (&func, G_IO_ERROR, G_IO_ERROR_CANCELLED, NULL);
  cdr_test_assert_before ("func.cancelled", "Database.down");
}

static void
test_run_setup_fails (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_OK };

  cdr_test_script (web, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, web);
  run_fails (&func, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "Web (setup): it broke");
  cdr_test_assert_log ("Database.setup Database.up Web.setup Web.failed "
                       "Database.shutdown Database.down");
}

static void
test_run_quit_in_setup (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_OK };

  cdr_test_hook (database, quit_hook, NULL);
  cdr_conductor_add (fixture->conductor, web);
  run_fails (&func, G_IO_ERROR, G_IO_ERROR_CANCELLED, "not run");
  cdr_test_assert_log ("Database.setup Database.cancelled Database.up "
                       "Database.shutdown Database.down");
}

static void
test_run_quit_before (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_OK };

  cdr_conductor_add (fixture->conductor, web);
  cdr_conductor_quit (fixture->conductor);
  run_fails (&func, G_IO_ERROR, G_IO_ERROR_CANCELLED, "not run");
  cdr_test_assert_log ("");
  run_ok (&func);
  cdr_test_assert_log (ALL_UP " func.begin func.end " ALL_DOWN);
}

static void
test_run_while_serving (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_OK };

  cdr_conductor_add (fixture->conductor, web);
  cdr_conductor_serve_async (fixture->conductor, NULL, NULL, NULL);
  cdr_test_run_until (fixture, "Web.up");
  cdr_test_run_for (fixture, 100);

  run_fails (&func, CDR_ERROR, CDR_ERROR_WRONG_STATE, "serving");
  cdr_test_run_for (fixture, 100);
  cdr_test_assert_log (ALL_UP);
  cdr_conductor_quit (fixture->conductor);
  cdr_test_run_until (fixture, "Database.down");
  assert_quiet (fixture);
  cdr_test_assert_log (ALL_DOWN);
}

static void
act_dispose (Fixture *fixture)
{
  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING,
                         "*disposed of while 2 components were up*");
  g_object_run_dispose (G_OBJECT (fixture->conductor));
  g_test_assert_expected_messages ();
}

static void
test_run_disposed (Fixture *fixture)
{
  Func func = { .fixture = fixture, .kind = FUNC_HANG, .act = act_dispose };
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (fixture->conductor, web);
  g_assert_false (cdr_conductor_run (fixture->conductor, func_cb, &func, NULL, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_DISPOSED);
  func_end (&func);
  func_return (&func);
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
  g_assert_cmpuint (count_sources (fixture->context), ==, 0);
  g_assert_cmpint (cdr_test_log_index_of ("Web.shutdown"), ==, -1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  database = cdr_test_type_new ("Database", NULL);
  web = cdr_test_type_new ("Web", "database", database, NULL);

  cdr_test_add ("/run/ok", test_run_ok);
  cdr_test_add ("/run/active-already", test_run_active_already);
  cdr_test_add ("/run/fails", test_run_fails);
  cdr_test_add ("/run/fails/first", test_run_fails_first);
  cdr_test_add ("/run/shutdown-incomplete", test_run_shutdown_incomplete);
  cdr_test_add ("/run/never-returned", test_run_never_returned);
  cdr_test_add ("/run/quit", test_run_quit);
  cdr_test_add ("/run/quit/before", test_run_quit_before);
  cdr_test_add ("/run/quit/in-setup", test_run_quit_in_setup);
  cdr_test_add ("/run/quit/late-success", test_run_quit_late_success);
  cdr_test_add ("/run/quit/late-failure", test_run_quit_late_failure);
  cdr_test_add ("/run/ignores-cancel", test_run_ignores_cancel);
  cdr_test_add ("/run/cancel", test_run_cancel);
  cdr_test_add ("/run/cancel/while-stopping", test_run_cancel_while_stopping);
  cdr_test_add ("/run/component-fails", test_run_component_fails);
  cdr_test_add ("/run/component-fails/hanging", test_run_component_fails_hanging);
  cdr_test_add ("/run/component-fails/late-failure", test_run_component_fails_late_failure);
  cdr_test_add ("/run/shutdown-elsewhere", test_run_shutdown_elsewhere);
  cdr_test_add ("/run/setup-fails", test_run_setup_fails);
  cdr_test_add ("/run/while-serving", test_run_while_serving);
  cdr_test_add ("/run/disposed", test_run_disposed);

  return g_test_run ();
}
