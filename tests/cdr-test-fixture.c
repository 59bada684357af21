/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

static Fixture *current; /* whose log a hang prints */

static void
hang_cb (void)
{
  g_autofree char *log = cdr_test_log_to_string ();

  g_printerr ("Hang: %s\n%s\n",
              current->conductor != NULL ? cdr_conductor_get_status (current->conductor) : "",
              log);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  current = fixture;
  fixture->context = g_main_context_new ();
  g_main_context_push_thread_default (fixture->context);
  cdr_test_clock_install (fixture->context);
  cdr_test_clock_set_hang_func (hang_cb);
  cdr_test_messages_install ();
  cdr_test_scripts_reset ();
  cdr_test_log_clear ();
  fixture->conductor = cdr_conductor_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  cdr_test_wait_for_threads ();
  if (fixture->conductor != NULL)
    g_assert_finalize_object (fixture->conductor);

  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
  g_assert_false (g_main_context_pending (fixture->context));
  cdr_test_assert_logged ();

  g_main_context_pop_thread_default (fixture->context);
  g_main_context_unref (fixture->context);
  cdr_test_log_clear ();
}

static void
run_case (Fixture       *fixture,
          gconstpointer  user_data)
{
  CdrTestCase test_case = (CdrTestCase) user_data;

  test_case (fixture);
}

void
cdr_test_add (const char  *path,
              CdrTestCase  test_case)
{
  g_test_add (path, Fixture, (gconstpointer) test_case, set_up, run_case, tear_down);
}

void
cdr_test_assert_error (const GError *error,
                       GQuark        domain,
                       int           code,
                       const char   *message_part)
{
  g_assert_error (error, domain, code);
  if (message_part != NULL && strstr (error->message, message_part) == NULL)
    {
      g_autofree char *text = g_strdup_printf ("“%s” is not in “%s”", message_part,
                                               error->message);

      g_assertion_message (G_LOG_DOMAIN, __FILE__, __LINE__, G_STRFUNC, text);
    }
}

void
cdr_test_setup_ok (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gboolean success = cdr_conductor_setup (fixture->conductor, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (success);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_ACTIVE);
}

void
cdr_test_setup_fails (Fixture    *fixture,
                      GQuark      domain,
                      int         code,
                      const char *message_part)
{
  g_autoptr (GError) error = NULL;
  gboolean success = cdr_conductor_setup (fixture->conductor, NULL, &error);

  g_assert_false (success);
  cdr_test_assert_error (error, domain, code, message_part);
}

void
cdr_test_shutdown_ok (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gboolean success = cdr_conductor_shutdown (fixture->conductor, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (success);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
}

void
cdr_test_shutdown_fails (Fixture    *fixture,
                         const char *message_part)
{
  g_autoptr (GError) error = NULL;
  gboolean success = cdr_conductor_shutdown (fixture->conductor, NULL, &error);

  g_assert_false (success);
  cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_SHUTDOWN_INCOMPLETE, message_part);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
}

/* validate and setup say the same, and make nothing. */
void
cdr_test_invalid (Fixture    *fixture,
                  int         code,
                  const char *message_part)
{
  g_autoptr (GError) error = NULL;
  guint n_alive = cdr_test_n_alive ();

  g_assert_false (cdr_conductor_validate (fixture->conductor, &error));
  cdr_test_assert_error (error, CDR_ERROR, code, message_part);
  cdr_test_setup_fails (fixture, CDR_ERROR, code, message_part);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_FAILED);
  g_assert_cmpuint (cdr_test_n_alive (), ==, n_alive);
}

void
outcome_clear (Outcome *outcome)
{
  g_clear_error (&outcome->error);
  outcome->is_done = FALSE;
}

static void
take (Outcome  *outcome,
      gboolean  success)
{
  g_assert_false (outcome->is_done);
  outcome->is_done = TRUE;
  outcome->success = success;
  outcome->time_us = cdr_test_clock_now ();
  g_assert_true (success == (outcome->error == NULL));
}

static void
set_up_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Outcome *outcome = user_data;

  take (outcome, cdr_conductor_setup_finish (CDR_CONDUCTOR (object), result, &outcome->error));
}

static void
shut_down_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Outcome *outcome = user_data;

  take (outcome, cdr_conductor_shutdown_finish (CDR_CONDUCTOR (object), result, &outcome->error));
}

/* Callbacks never come from inside the call that started them. */
void
cdr_test_setup_begin (Fixture      *fixture,
                      GCancellable *cancellable,
                      Outcome      *outcome)
{
  cdr_conductor_setup_async (fixture->conductor, cancellable, set_up_cb, outcome);
  g_assert_false (outcome->is_done);
}

void
cdr_test_shutdown_begin (Fixture      *fixture,
                         GCancellable *cancellable,
                         Outcome      *outcome)
{
  cdr_conductor_shutdown_async (fixture->conductor, cancellable, shut_down_cb, outcome);
  g_assert_false (outcome->is_done);
}

void
cdr_test_wait (Fixture *fixture,
               Outcome *outcome)
{
  while (!outcome->is_done)
    g_main_context_iteration (fixture->context, TRUE);
}

static gboolean
over_cb (gpointer user_data)
{
  gboolean *is_over = user_data;

  *is_over = TRUE;
  return G_SOURCE_REMOVE;
}

void
cdr_test_run_for (Fixture *fixture,
                  guint    ms)
{
  g_autoptr (GSource) source = g_timeout_source_new (ms);
  gboolean is_over = FALSE;

  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_set_callback (source, over_cb, &is_over, NULL);
  g_source_attach (source, fixture->context);

  while (!is_over)
    g_main_context_iteration (fixture->context, TRUE);
}

void
cdr_test_run_until (Fixture    *fixture,
                    const char *entry)
{
  while (cdr_test_log_index_of (entry) < 0)
    g_main_context_iteration (fixture->context, TRUE);
}

CdrComponent *
cdr_test_get (Fixture *fixture,
              GType    type)
{
  CdrComponent *component = cdr_conductor_get_component (fixture->conductor, type);

  g_assert_nonnull (component);
  return component;
}

void
cdr_test_assert_log (const char *expected)
{
  g_autofree char *log = cdr_test_log_to_string ();

  g_assert_cmpstr (log, ==, expected);
  cdr_test_log_clear ();
}

void
cdr_test_assert_before (const char *first,
                        const char *second)
{
  int first_index = cdr_test_log_index_of (first);
  int second_index = cdr_test_log_index_of (second);

  g_assert_cmpint (first_index, >=, 0);
  g_assert_cmpint (second_index, >=, 0);
  g_assert_cmpint (first_index, <, second_index);
}

void
cdr_test_assert_state (Fixture  *fixture,
                       GType     type,
                       CdrState  state)
{
  g_assert_cmpint (cdr_component_get_state (cdr_test_get (fixture, type)), ==, state);
}

void
cdr_test_assert_failures (Fixture    *fixture,
                          const char *expected)
{
  static const char *const phases[] = { "setup", "active", "shutdown" };
  GListModel *failures = cdr_conductor_get_failures (fixture->conductor);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (failures); i++)
    {
      g_autoptr (CdrFailure) failure = g_list_model_get_item (failures, i);
      CdrComponent *component = cdr_failure_get_component (failure);

      g_string_append_printf (text, "%s%s/%s", i > 0 ? " " : "",
                              component != NULL ? cdr_component_get_name (component) : "(gone)",
                              phases[cdr_failure_get_phase (failure)]);
      g_assert_nonnull (cdr_failure_get_error (failure));
    }

  g_assert_cmpstr (text->str, ==, expected);
}
