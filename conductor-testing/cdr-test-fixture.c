/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

#include "cdr-fake.h"
#include "cdr-test-check.h"
#include "cdr-test-drive-private.h"
#include "cdr-virtual-time.h"

G_DEFINE_POINTER_TYPE (CdrTestFixture, cdr_test_fixture)

static void
begin (CdrTestFixture *self)
{
  g_autoptr (GError) error = NULL;

  /* Where it is not possible, time is real. */
  cdr_test_virtual_time_init (&error);

  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);
  self->conductor = cdr_conductor_new ();
  cdr_test_watch (self->conductor);
}

/**
 * cdr_test_fixture_new: (skip)
 *
 * Makes what a case needs, and makes its main context the thread's default.
 *
 * Free it with cdr_test_fixture_free(), or let g_autoptr do so.
 *
 * Returns: the fixture
 */
CdrTestFixture *
cdr_test_fixture_new (void)
{
  CdrTestFixture *self = g_new0 (CdrTestFixture, 1);

  begin (self);
  return self;
}

static gboolean
shut_down (CdrTestFixture  *self,
           GError         **error)
{
  CdrState state = cdr_conductor_get_state (self->conductor);

  return state == CDR_STATE_INACTIVE || state == CDR_STATE_FAILED ||
         cdr_test_try_shutdown (self->conductor, 0, error);
}

/**
 * cdr_test_fixture_end: (skip)
 * @self: a fixture
 * @error: where to put an error, or %NULL to end the test with its message
 *
 * Ends a case: shuts the conductor down, lets fakes that hang go, and drops the conductor.
 *
 * Returns: whether the shutdown succeeded and everything was finalized
 */
gboolean
cdr_test_fixture_end (CdrTestFixture  *self,
                      GError         **error)
{
  gboolean is_good;

  g_return_val_if_fail (self != NULL && self->context != NULL, FALSE);

  is_good = self->conductor == NULL || shut_down (self, error);
  cdr_fake_release_all ();
  cdr_test_drain (self->context);
  if (is_good && self->conductor != NULL)
    is_good = cdr_test_check_finalized (g_steal_pointer (&self->conductor), error);
  g_clear_object (&self->conductor);

  cdr_fake_reset_all ();
  g_main_context_pop_thread_default (self->context);
  g_clear_pointer (&self->context, g_main_context_unref);
  return is_good;
}

/**
 * cdr_test_fixture_free: (skip)
 * @self: (transfer full): a fixture
 *
 * Ends a case, if that was not done, and frees the fixture; what is wrong fails the test.
 */
void
cdr_test_fixture_free (CdrTestFixture *self)
{
  g_return_if_fail (self != NULL);

  if (self->context != NULL)
    cdr_test_fixture_end (self, NULL);
  g_free (self);
}

static gboolean
over_cb (gpointer user_data)
{
  gboolean *is_over = user_data;

  *is_over = TRUE;
  return G_SOURCE_REMOVE;
}

/**
 * cdr_test_fixture_run_for: (skip)
 * @self: a fixture
 * @ms: milliseconds
 *
 * Turns the main loop for some time: virtual, if it is.
 */
void
cdr_test_fixture_run_for (CdrTestFixture *self,
                          guint           ms)
{
  g_autoptr (GSource) source = NULL;
  gboolean is_over = FALSE;

  g_return_if_fail (self != NULL && self->context != NULL);

  source = g_timeout_source_new (ms);
  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_set_callback (source, over_cb, &is_over, NULL);
  g_source_attach (source, self->context);

  while (!is_over)
    g_main_context_iteration (self->context, TRUE);
}

/* As GLib wants it. */

typedef struct
{
  CdrTestFunc   func;
  gconstpointer user_data;
} Case;

static GPtrArray *cases; /* they stay as long as the program */

static void
begin_case (gpointer      fixture,
            gconstpointer data)
{
  begin (fixture);
}

static void
run_case (gpointer      fixture,
          gconstpointer data)
{
  const Case *test_case = data;

  test_case->func (fixture, test_case->user_data);
}

static void
end_case (gpointer      fixture,
          gconstpointer data)
{
  cdr_test_fixture_end (fixture, NULL);
}

/**
 * cdr_test_fixture_add: (skip)
 * @path: the path of the case
 * @user_data: (nullable): data for @func
 * @func: the case
 *
 * Adds a case to the test program that is given a fixture, as g_test_add() does.
 */
void
cdr_test_fixture_add (const char    *path,
                      gconstpointer  user_data,
                      CdrTestFunc    func)
{
  Case *test_case;

  g_return_if_fail (path != NULL);
  g_return_if_fail (func != NULL);

  if (cases == NULL)
    cases = g_ptr_array_new ();

  test_case = g_new0 (Case, 1);
  test_case->func = func;
  test_case->user_data = user_data;
  g_ptr_array_add (cases, test_case);
  g_test_add_vtable (path, sizeof (CdrTestFixture), test_case, begin_case, run_case, end_case);
}
