/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

/* What a failure means: for those in flight, for what is up, for the caller. */

static GType base, left, right, top; /* a diamond */
static GType chain[4];
static GType slow;                   /* depends on nothing */
static GType store, cache, database;
static GType page;                   /* wants cache, requires database */
static GType report;                 /* requires cache */

static void
set_up_behaves (GType            type,
                CdrTestBehaviour behaviour,
                guint            delay_ms)
{
  cdr_test_script (type, CDR_PHASE_SETUP, behaviour, delay_ms);
}

static void
shut_down_behaves (GType            type,
                   CdrTestBehaviour behaviour,
                   guint            delay_ms)
{
  cdr_test_script (type, CDR_PHASE_SHUTDOWN, behaviour, delay_ms);
}

static void
setup_breaks (Fixture    *fixture,
              const char *message)
{
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, message);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_FAILED);
}

static const GError *
get_error (Fixture *fixture,
           GType    type)
{
  return cdr_component_get_error (cdr_test_get (fixture, type));
}

static void
assert_property (Fixture    *fixture,
                 GType       type,
                 const char *property_name,
                 gpointer    expected)
{
  CdrComponent *component = cdr_test_get (fixture, type);

  g_assert_true (cdr_test_component_peek (CDR_TEST_COMPONENT (component), property_name) ==
                 expected);
}

/* At each position of a diamond. */

static void
test_diamond_base (Fixture *fixture)
{
  set_up_behaves (base, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, top);

  setup_breaks (fixture, "Base (setup): it broke");

  cdr_test_assert_log ("Base.setup Base.failed");
  cdr_test_assert_failures (fixture, "Base/setup");
  cdr_test_assert_state (fixture, base, CDR_STATE_FAILED);
  cdr_test_assert_state (fixture, left, CDR_STATE_INACTIVE);
  cdr_test_assert_state (fixture, right, CDR_STATE_INACTIVE);
  cdr_test_assert_state (fixture, top, CDR_STATE_INACTIVE);
  g_assert_null (get_error (fixture, left));
  cdr_test_assert_error (get_error (fixture, base), G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE,
                         "Base (setup): it broke");
}

static void
test_diamond_left (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_FAIL, 10);
  set_up_behaves (right, CDR_TEST_POLITE, 0);
  cdr_conductor_add (fixture->conductor, top);

  setup_breaks (fixture, "Left (setup): it broke");

  cdr_test_assert_log ("Base.setup Base.up Left.setup Right.setup Left.failed "
                       "Right.cancelled Right.failed Base.shutdown Base.down");
  cdr_test_assert_failures (fixture, "Left/setup");
  cdr_test_assert_state (fixture, left, CDR_STATE_FAILED);
  cdr_test_assert_state (fixture, right, CDR_STATE_INACTIVE);
  cdr_test_assert_state (fixture, base, CDR_STATE_INACTIVE);
  g_assert_null (get_error (fixture, right));
}

static void
test_diamond_right (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_OK, 3);
  set_up_behaves (right, CDR_TEST_FAIL, 10);
  cdr_conductor_add (fixture->conductor, top);

  setup_breaks (fixture, "Right (setup): it broke");

  cdr_test_assert_log ("Base.setup Base.up Left.setup Right.setup Left.up Right.failed "
                       "Left.shutdown Left.down Base.shutdown Base.down");
  cdr_test_assert_failures (fixture, "Right/setup");
}

static void
test_diamond_top (Fixture *fixture)
{
  set_up_behaves (top, CDR_TEST_FAIL_INSIDE, 0);
  shut_down_behaves (right, CDR_TEST_OK, 20);
  cdr_conductor_add (fixture->conductor, top);

  setup_breaks (fixture, "Top (setup): it broke");

  cdr_test_assert_log ("Base.setup Base.up Left.setup Right.setup Left.up Right.up "
                       "Top.setup Top.failed Right.shutdown Left.shutdown Left.down Right.down "
                       "Base.shutdown Base.down");
  cdr_test_assert_failures (fixture, "Top/setup");
}

/* At each position of a chain, next to a sibling that takes its time to give up. */
static void
test_chain (Fixture *fixture)
{
  g_clear_object (&fixture->conductor);

  for (guint position = 0; position < G_N_ELEMENTS (chain); position++)
    {
      g_autofree char *message = g_strdup_printf ("Link%u (setup): it broke", position);
      g_autofree char *failures = g_strdup_printf ("Link%u/setup", position);
      gint64 begun_us = cdr_test_clock_now ();

      cdr_test_scripts_reset ();
      cdr_test_log_clear ();
      set_up_behaves (slow, CDR_TEST_SLOW_GIVE_UP, 50);
      set_up_behaves (chain[position], CDR_TEST_FAIL, 10);
      fixture->conductor = cdr_conductor_new ();
      cdr_conductor_add (fixture->conductor, chain[3]);
      cdr_conductor_add (fixture->conductor, slow);

      setup_breaks (fixture, message);

      /* Reported when the sibling has given up, and not before. */
      g_assert_cmpint (cdr_test_clock_now () - begun_us, ==, (position + 10 + 50) * 1000);
      g_assert_cmpuint (cdr_test_log_count ("Slow.cancelled"), ==, 1);
      g_assert_cmpuint (cdr_test_log_count ("Slow.shutdown"), ==, 0);
      cdr_test_assert_state (fixture, slow, CDR_STATE_INACTIVE);
      cdr_test_assert_failures (fixture, failures);

      for (guint i = 0; i < G_N_ELEMENTS (chain); i++)
        {
          g_autofree char *set_up = g_strdup_printf ("Link%u.setup", i);
          g_autofree char *shut_down = g_strdup_printf ("Link%u.shutdown", i);

          g_assert_cmpuint (cdr_test_log_count (set_up), ==, i <= position);
          g_assert_cmpuint (cdr_test_log_count (shut_down), ==, i < position);
        }
      for (guint i = 1; i < position; i++)
        {
          g_autofree char *down = g_strdup_printf ("Link%u.down", i);
          g_autofree char *next = g_strdup_printf ("Link%u.shutdown", i - 1);

          cdr_test_assert_before (down, next);
        }

      g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
    }
}

/* Nothing new is begun after a fatal failure, also what was ready and had to queue. */
static void
test_stops_queue (Fixture *fixture)
{
  set_up_behaves (chain[0], CDR_TEST_FAIL, 5);
  cdr_conductor_set_max_concurrent (fixture->conductor, 1);
  cdr_conductor_add (fixture->conductor, chain[0]);
  cdr_conductor_add (fixture->conductor, slow);
  cdr_conductor_add (fixture->conductor, database);

  setup_breaks (fixture, "Link0 (setup): it broke");
  cdr_test_assert_log ("Link0.setup Link0.failed");
}

/* During the rollback. */

static void
test_second_failure (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_FAIL, 10);
  set_up_behaves (right, CDR_TEST_LATE_FAILURE, 20);
  cdr_conductor_add (fixture->conductor, top);

  setup_breaks (fixture, "Left (setup): it broke");

  cdr_test_assert_failures (fixture, "Left/setup Right/setup");
  cdr_test_assert_state (fixture, right, CDR_STATE_FAILED);
  cdr_test_assert_error (get_error (fixture, right), G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE,
                         "Right (setup): it broke");
  g_assert_cmpuint (cdr_test_log_count ("Right.shutdown"), ==, 0);
  cdr_test_assert_before ("Right.failed", "Base.shutdown");
}

/* In the same millisecond: the first that answered is the one that is reported. */
static void
test_both_at_once (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_FAIL, 10);
  set_up_behaves (right, CDR_TEST_FAIL, 10);
  cdr_conductor_add (fixture->conductor, top);

  setup_breaks (fixture, "Left (setup): it broke");

  cdr_test_assert_log ("Base.setup Base.up Left.setup Right.setup Left.failed Right.failed "
                       "Base.shutdown Base.down");
  cdr_test_assert_failures (fixture, "Left/setup Right/setup");
}

static void
test_late_success (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_FAIL, 10);
  set_up_behaves (right, CDR_TEST_LATE_SUCCESS, 20);
  shut_down_behaves (right, CDR_TEST_OK, 30);
  cdr_conductor_add (fixture->conductor, top);

  setup_breaks (fixture, "Left (setup): it broke");

  cdr_test_assert_log ("Base.setup Base.up Left.setup Right.setup Left.failed "
                       "Right.cancelled Right.up Right.shutdown Right.down "
                       "Base.shutdown Base.down");
  cdr_test_assert_failures (fixture, "Left/setup");
  cdr_test_assert_state (fixture, right, CDR_STATE_INACTIVE);
  g_assert_null (get_error (fixture, right));
}

/* A failure of shutdown never replaces one of setup. */
static void
test_shutdown_fails_too (Fixture *fixture)
{
  set_up_behaves (top, CDR_TEST_FAIL, 1);
  shut_down_behaves (left, CDR_TEST_FAIL, 1);
  shut_down_behaves (base, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, top);

  setup_breaks (fixture, "Top (setup): it broke");

  cdr_test_assert_failures (fixture, "Top/setup Left/shutdown Base/shutdown");
  cdr_test_assert_state (fixture, left, CDR_STATE_INACTIVE);
  cdr_test_assert_error (get_error (fixture, left), G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE,
                         "Left (shutdown): it broke");
}

/* Tolerated. */

static gboolean had_cache, had_database;

static void
look_cb (CdrComponent *component,
         CdrPhase      phase,
         gpointer      user_data)
{
  CdrTestComponent *self = CDR_TEST_COMPONENT (component);

  had_cache = cdr_test_component_peek (self, "cache") != NULL;
  had_database = cdr_test_component_peek (self, "database") != NULL;
}

static void
test_wanted_fails (Fixture *fixture)
{
  set_up_behaves (cache, CDR_TEST_FAIL, 30);
  cdr_test_hook (page, look_cb, NULL);
  cdr_conductor_add (fixture->conductor, page);

  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "*Cache (setup): it broke*");
  cdr_test_setup_ok (fixture);
  cdr_test_assert_logged ();

  g_assert_false (had_cache);
  g_assert_true (had_database);
  cdr_test_assert_before ("Cache.failed", "Page.setup");
  cdr_test_assert_failures (fixture, "Cache/setup");
  cdr_test_assert_state (fixture, cache, CDR_STATE_FAILED);
  cdr_test_assert_state (fixture, page, CDR_STATE_ACTIVE);
  cdr_test_assert_error (get_error (fixture, cache), G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE,
                         "Cache (setup): it broke");

  /* Only Cache needed it. */
  cdr_test_assert_state (fixture, store, CDR_STATE_INACTIVE);
  g_assert_cmpuint (cdr_test_log_count ("Store.down"), ==, 1);

  cdr_test_log_clear ();
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("Page.shutdown Page.down Database.shutdown Database.down");
  cdr_test_assert_failures (fixture, "");
}

/* What was wanted is skipped because of something further down. */
static void
test_wanted_is_skipped (Fixture *fixture)
{
  set_up_behaves (store, CDR_TEST_FAIL, 30);
  cdr_test_hook (page, look_cb, NULL);
  cdr_conductor_add (fixture->conductor, page);

  cdr_test_setup_ok (fixture);

  g_assert_false (had_cache);
  g_assert_true (had_database);
  cdr_test_assert_log ("Store.setup Database.setup Database.up Store.failed Page.setup Page.up");
  cdr_test_assert_failures (fixture, "Store/setup");
  cdr_test_assert_state (fixture, cache, CDR_STATE_FAILED);
  cdr_test_assert_error (get_error (fixture, cache), CDR_ERROR, CDR_ERROR_SKIPPED,
                         "Store (setup): it broke");

  cdr_test_shutdown_ok (fixture);
  g_assert_cmpuint (cdr_test_log_count ("Cache.shutdown"), ==, 0);
}

/* What one root only wants, another one requires. */
static void
test_wanted_and_required (Fixture *fixture)
{
  set_up_behaves (cache, CDR_TEST_FAIL, 30);
  cdr_conductor_add (fixture->conductor, page);
  cdr_conductor_add (fixture->conductor, report);

  setup_breaks (fixture, "Cache (setup): it broke");
  cdr_test_assert_state (fixture, database, CDR_STATE_INACTIVE);
  g_assert_cmpuint (cdr_test_log_count ("Page.setup"), ==, 0);
}

/* A required edge of something that is only wanted is not fatal. */
static void
test_required_by_wanted (Fixture *fixture)
{
  set_up_behaves (cache, CDR_TEST_FAIL, 5);
  cdr_conductor_add_full (fixture->conductor, report, CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, page);

  cdr_test_setup_ok (fixture);

  cdr_test_assert_failures (fixture, "Cache/setup");
  cdr_test_assert_state (fixture, page, CDR_STATE_ACTIVE);
  cdr_test_assert_error (get_error (fixture, report), CDR_ERROR, CDR_ERROR_SKIPPED,
                         "Report (setup): skipped because of Cache (setup): it broke");
  cdr_test_shutdown_ok (fixture);
}

static void
test_wanted_root (Fixture *fixture)
{
  set_up_behaves (top, CDR_TEST_FAIL, 5);
  cdr_conductor_add_full (fixture->conductor, top, CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, slow);
  cdr_conductor_add (fixture->conductor, right);

  cdr_test_setup_ok (fixture);

  cdr_test_assert_failures (fixture, "Top/setup");
  cdr_test_assert_state (fixture, top, CDR_STATE_FAILED);

  /* Left was there for it alone; it may still be on its way down. */
  cdr_test_assert_state (fixture, left, CDR_STATE_INACTIVE);
  g_assert_cmpuint (cdr_test_log_count ("Left.down"), ==, 1);
  cdr_test_assert_state (fixture, right, CDR_STATE_ACTIVE);
  cdr_test_assert_state (fixture, base, CDR_STATE_ACTIVE);
  cdr_test_assert_state (fixture, slow, CDR_STATE_ACTIVE);

  cdr_test_log_clear ();
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("Slow.shutdown Right.shutdown Slow.down Right.down "
                       "Base.shutdown Base.down");
}

static void
test_only_wanted_roots (Fixture *fixture)
{
  set_up_behaves (slow, CDR_TEST_FAIL, 5);
  set_up_behaves (database, CDR_TEST_FAIL, 2);
  cdr_conductor_add_full (fixture->conductor, slow, CDR_NEED_WANTED);
  cdr_conductor_add_full (fixture->conductor, database, CDR_NEED_WANTED);

  cdr_test_setup_ok (fixture);
  cdr_test_assert_failures (fixture, "Database/setup Slow/setup");
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("Slow.setup Database.setup Database.failed Slow.failed");
}

static void
test_skipped_transitively (Fixture *fixture)
{
  set_up_behaves (chain[0], CDR_TEST_FAIL, 5);
  cdr_conductor_add_full (fixture->conductor, chain[3], CDR_NEED_WANTED);

  cdr_test_setup_ok (fixture);

  cdr_test_assert_log ("Link0.setup Link0.failed");
  cdr_test_assert_failures (fixture, "Link0/setup");
  for (guint i = 1; i < G_N_ELEMENTS (chain); i++)
    {
      g_autofree char *message = g_strdup_printf ("Link%u (setup): skipped because of "
                                                  "Link0 (setup): it broke", i);

      cdr_test_assert_state (fixture, chain[i], CDR_STATE_FAILED);
      cdr_test_assert_error (get_error (fixture, chain[i]), CDR_ERROR, CDR_ERROR_SKIPPED, message);
    }
  cdr_test_shutdown_ok (fixture);
}

/* In flight, and not wanted any more by anyone: cancelled, and no failure. */
static void
test_not_wanted_any_more (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_FAIL, 5);
  set_up_behaves (right, CDR_TEST_SLOW_GIVE_UP, 40);
  cdr_conductor_add_full (fixture->conductor, top, CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, slow);

  cdr_test_setup_ok (fixture);

  cdr_test_assert_failures (fixture, "Left/setup");
  cdr_test_assert_state (fixture, right, CDR_STATE_INACTIVE);
  cdr_test_assert_state (fixture, base, CDR_STATE_INACTIVE);
  cdr_test_assert_error (get_error (fixture, top), CDR_ERROR, CDR_ERROR_SKIPPED, "Left (setup)");
  g_assert_null (get_error (fixture, right));
  cdr_test_assert_before ("Right.failed", "Base.shutdown");
  g_assert_cmpuint (cdr_test_log_count ("Right.shutdown"), ==, 0);
  cdr_test_shutdown_ok (fixture);
}

/* The same, and it succeeds all the same: its one shutdown, and nothing else. */
static void
test_not_wanted_and_up (Fixture *fixture)
{
  set_up_behaves (left, CDR_TEST_FAIL, 5);
  set_up_behaves (right, CDR_TEST_LATE_SUCCESS, 40);
  cdr_conductor_add_full (fixture->conductor, top, CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, slow);

  cdr_test_setup_ok (fixture);

  g_assert_cmpuint (cdr_test_log_count ("Right.shutdown"), ==, 1);
  cdr_test_assert_state (fixture, right, CDR_STATE_INACTIVE);
  cdr_test_assert_before ("Right.down", "Base.shutdown");
  cdr_test_shutdown_ok (fixture);
  g_assert_cmpuint (cdr_test_log_count ("Right.shutdown"), ==, 1);
}

/* A tolerated failure first, and a fatal one later: only that is reported. */
static void
test_tolerated_then_fatal (Fixture *fixture)
{
  set_up_behaves (cache, CDR_TEST_FAIL, 5);
  set_up_behaves (page, CDR_TEST_FAIL, 5);
  cdr_conductor_add (fixture->conductor, page);

  setup_breaks (fixture, "Page (setup): it broke");
  cdr_test_assert_failures (fixture, "Cache/setup Page/setup");
}

/* Shutdown. */

static void
test_shutdown_goes_on (Fixture *fixture)
{
  GListModel *failures = cdr_conductor_get_failures (fixture->conductor);
  g_autoptr (CdrFailure) failure = NULL;
  g_autoptr (GError) error = NULL;

  shut_down_behaves (chain[3], CDR_TEST_FAIL, 5);
  shut_down_behaves (chain[1], CDR_TEST_FAIL_INSIDE, 0);
  cdr_conductor_add (fixture->conductor, chain[3]);
  cdr_test_setup_ok (fixture);
  cdr_test_log_clear ();

  g_assert_false (cdr_conductor_shutdown (fixture->conductor, NULL, &error));

  cdr_test_assert_log ("Link3.shutdown Link3.broken Link2.shutdown Link2.down "
                       "Link1.shutdown Link1.broken Link0.shutdown Link0.down");
  cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_SHUTDOWN_INCOMPLETE,
                         "Link3 (shutdown): it broke");
  g_assert_nonnull (strstr (error->message, "Link1 (shutdown): it broke"));
  g_assert_null (strstr (error->message, "Link2"));
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
  cdr_test_assert_state (fixture, chain[3], CDR_STATE_INACTIVE);
  cdr_test_assert_error (get_error (fixture, chain[3]), G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE,
                         "Link3 (shutdown): it broke");
  assert_property (fixture, chain[3], "dependency", NULL);

  g_assert_true (failures == cdr_conductor_get_failures (fixture->conductor));
  cdr_test_assert_failures (fixture, "Link3/shutdown Link1/shutdown");
  failure = g_list_model_get_item (failures, 0);
  g_assert_true (cdr_failure_get_component (failure) == cdr_test_get (fixture, chain[3]));
  cdr_test_assert_error (cdr_failure_get_error (failure), G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE,
                         "Link3 (shutdown): it broke");
}

/* Answers "cancelled", though nobody cancelled it. */

static void
test_unasked (Fixture *fixture)
{
  set_up_behaves (base, CDR_TEST_UNASKED, 1);
  cdr_conductor_add (fixture->conductor, left);

  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_FAILED, "Base (setup): gave up");
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_FAILED);
  cdr_test_assert_failures (fixture, "Base/setup");
  cdr_test_assert_error (get_error (fixture, base), CDR_ERROR, CDR_ERROR_FAILED, "gave up");
}

static void
test_unasked_in_shutdown (Fixture *fixture)
{
  shut_down_behaves (base, CDR_TEST_UNASKED, 1);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);

  cdr_test_shutdown_fails (fixture, "Base (shutdown): gave up");
  cdr_test_assert_failures (fixture, "Base/shutdown");
  cdr_test_assert_error (get_error (fixture, base), CDR_ERROR, CDR_ERROR_FAILED, "gave up");
}

/* Disposed of under the conductor's hands. */

static void
dispose_cb (CdrComponent *component,
            CdrPhase      phase,
            gpointer      user_data)
{
  if (phase == CDR_PHASE_SETUP)
    g_object_run_dispose (G_OBJECT (component));
}

static void
dispose_created_cb (CdrConductor *conductor,
                    CdrComponent *component,
                    gpointer      user_data)
{
  if (G_OBJECT_TYPE (component) == left)
    g_object_run_dispose (G_OBJECT (component));
}

static void
test_disposed_before (Fixture *fixture)
{
  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (dispose_created_cb), NULL);
  cdr_conductor_add (fixture->conductor, left);

  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_DISPOSED, "Left (setup): ");
  cdr_test_assert_log ("Base.setup Base.up Base.shutdown Base.down");
  cdr_test_assert_failures (fixture, "Left/setup");
}

/* While it is being injected: what its property does not hold then is no setter's fault. */
static void
dispose_injected_cb (GObject    *object,
                     GParamSpec *pspec,
                     gpointer    user_data)
{
  if (cdr_test_component_peek (CDR_TEST_COMPONENT (object), "base") == NULL)
    return;

  g_object_run_dispose (object);
  g_object_set (object, "base", NULL, NULL);
}

static void
watch_created_cb (CdrConductor *conductor,
                  CdrComponent *component,
                  gpointer      user_data)
{
  if (G_OBJECT_TYPE (component) == left)
    g_signal_connect (component, "notify::base", G_CALLBACK (dispose_injected_cb), NULL);
}

static void
test_disposed_in_setter (Fixture *fixture)
{
  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (watch_created_cb), NULL);
  cdr_conductor_add (fixture->conductor, left);

  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_DISPOSED, "Left (setup): ");
  cdr_test_assert_log ("Base.setup Base.up Base.shutdown Base.down");
  cdr_test_assert_failures (fixture, "Left/setup");
}

static void
test_disposed_during (Fixture *fixture)
{
  cdr_test_hook (left, dispose_cb, NULL);
  cdr_conductor_add (fixture->conductor, left);

  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_DISPOSED, "Left (setup): ");
  cdr_test_assert_failures (fixture, "Left/setup");
  g_assert_cmpuint (cdr_test_log_count ("Left.shutdown"), <=, 1);
  cdr_test_assert_state (fixture, base, CDR_STATE_INACTIVE);
  assert_property (fixture, left, "base", NULL);
}

static void
test_disposed_while_active (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  g_object_run_dispose (G_OBJECT (cdr_test_get (fixture, left)));

  cdr_test_shutdown_fails (fixture, "Left (shutdown): ");
  cdr_test_assert_failures (fixture, "Left/shutdown");
  cdr_test_assert_error (get_error (fixture, left), CDR_ERROR, CDR_ERROR_DISPOSED, NULL);
  g_assert_cmpuint (cdr_test_log_count ("Left.shutdown"), <=, 1);
  cdr_test_assert_state (fixture, base, CDR_STATE_INACTIVE);
  g_assert_cmpuint (cdr_test_log_count ("Base.down"), ==, 1);
}

/* What is injected, and when. */

static gboolean was_seen[3];

static void
injected_cb (CdrComponent *component,
             CdrPhase      phase,
             gpointer      user_data)
{
  GObject *value = cdr_test_component_peek (CDR_TEST_COMPONENT (component), "base");

  g_assert_nonnull (value);
  g_assert_cmpint (cdr_component_get_state (CDR_COMPONENT (value)), ==, CDR_STATE_ACTIVE);
  was_seen[phase] = TRUE;
}

static void
test_injected (Fixture *fixture)
{
  memset (was_seen, 0, sizeof was_seen);
  cdr_test_hook (left, injected_cb, NULL);
  cdr_conductor_add (fixture->conductor, left);

  cdr_test_setup_ok (fixture);
  g_assert_true (was_seen[CDR_PHASE_SETUP]);
  assert_property (fixture, left, "base", cdr_test_get (fixture, base));

  cdr_test_shutdown_ok (fixture);
  g_assert_true (was_seen[CDR_PHASE_SHUTDOWN]);
  assert_property (fixture, left, "base", NULL);
}

/* A component whose setup has not begun yet has not been given anything. */
static void
test_injected_late (Fixture *fixture)
{
  Outcome outcome = { 0 };

  set_up_behaves (left, CDR_TEST_OK, 5);
  set_up_behaves (right, CDR_TEST_OK, 50);
  cdr_conductor_add (fixture->conductor, top);

  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_until (fixture, "Left.up");
  assert_property (fixture, top, "left", NULL);
  cdr_test_wait (fixture, &outcome);
  assert_property (fixture, top, "left", cdr_test_get (fixture, left));

  cdr_test_shutdown_ok (fixture);
  assert_property (fixture, top, "left", NULL);
}

static void
test_injected_then_failed (Fixture *fixture)
{
  memset (was_seen, 0, sizeof was_seen);
  set_up_behaves (left, CDR_TEST_FAIL, 5);
  set_up_behaves (right, CDR_TEST_POLITE, 0);
  cdr_test_hook (left, injected_cb, NULL);
  cdr_conductor_add (fixture->conductor, top);

  setup_breaks (fixture, "Left (setup): it broke");
  g_assert_true (was_seen[CDR_PHASE_SETUP]);
  g_assert_false (was_seen[CDR_PHASE_SHUTDOWN]);
  assert_property (fixture, left, "base", NULL);
  assert_property (fixture, right, "base", NULL);
  assert_property (fixture, top, "left", NULL);
}

/* What the user has put there meanwhile is the user's. */
static void
test_property_replaced (Fixture *fixture)
{
  CdrComponent *other = g_object_new (base, NULL);

  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  g_object_set (cdr_test_get (fixture, left), "base", other, NULL);

  cdr_test_shutdown_ok (fixture);
  assert_property (fixture, left, "base", other);
  g_assert_cmpint (cdr_component_get_state (other), ==, CDR_STATE_INACTIVE);

  g_object_set (cdr_test_get (fixture, left), "base", NULL, NULL);
  g_assert_finalize_object (other);
}

static void
test_property_cleared (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  g_object_set (cdr_test_get (fixture, left), "base", NULL, NULL);

  cdr_test_shutdown_ok (fixture);
  assert_property (fixture, left, "base", NULL);
  cdr_test_setup_ok (fixture);
  assert_property (fixture, left, "base", cdr_test_get (fixture, base));
  cdr_test_shutdown_ok (fixture);
}

static void
make_types (void)
{
  base = cdr_test_type_new ("Base", NULL);
  left = cdr_test_type_new ("Left", "base", base, NULL);
  right = cdr_test_type_new ("Right", "base", base, NULL);
  top = cdr_test_type_new ("Top", "left", left, "right", right, NULL);
  slow = cdr_test_type_new ("Slow", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (chain); i++)
    {
      g_autofree char *name = g_strdup_printf ("Link%u", i);

      chain[i] = cdr_test_type_new (name, i > 0 ? "dependency" : NULL, i > 0 ? chain[i - 1] : 0,
                                    NULL);
    }

  store = cdr_test_type_new ("Store", NULL);
  cache = cdr_test_type_new ("Cache", "store", store, NULL);
  database = cdr_test_type_new ("Database", NULL);
  page = cdr_test_type_new ("Page", "cache", cache, "database", database, NULL);
  cdr_test_type_set_need (page, "cache", CDR_NEED_WANTED);
  report = cdr_test_type_new ("Report", "cache", cache, NULL);
}

/* A message has an end. */
static void
test_many_broken (Fixture *fixture)
{
  g_auto (Outcome) outcome = { 0 };
  guint n_named = 0;

  for (guint i = 0; i < 23; i++)
    {
      g_autofree char *name = g_strdup_printf ("Broken%u", i);
      GType type = cdr_test_type_new (name, NULL);

      cdr_test_script (type, CDR_PHASE_SHUTDOWN, CDR_TEST_FAIL, 1);
      cdr_conductor_add (fixture->conductor, type);
    }

  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_begin (fixture, NULL, &outcome);
  cdr_test_wait (fixture, &outcome);

  cdr_test_assert_error (outcome.error, CDR_ERROR, CDR_ERROR_SHUTDOWN_INCOMPLETE,
                         "23 components did not shut down cleanly: Broken");
  g_assert_true (g_str_has_suffix (outcome.error->message, "; and 3 more"));
  for (const char *p = outcome.error->message; (p = strstr (p, "it broke")) != NULL; p++)
    n_named++;
  g_assert_cmpuint (n_named, ==, 20);
  g_assert_cmpuint (g_list_model_get_n_items (cdr_conductor_get_failures (fixture->conductor)),
                    ==, 23);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_types ();

  cdr_test_add ("/failure/diamond/base", test_diamond_base);
  cdr_test_add ("/failure/diamond/left", test_diamond_left);
  cdr_test_add ("/failure/diamond/right", test_diamond_right);
  cdr_test_add ("/failure/diamond/top", test_diamond_top);
  cdr_test_add ("/failure/chain", test_chain);
  cdr_test_add ("/failure/stops-queue", test_stops_queue);

  cdr_test_add ("/failure/rollback/second-failure", test_second_failure);
  cdr_test_add ("/failure/rollback/both-at-once", test_both_at_once);
  cdr_test_add ("/failure/rollback/late-success", test_late_success);
  cdr_test_add ("/failure/rollback/shutdown-fails-too", test_shutdown_fails_too);

  cdr_test_add ("/failure/tolerated/wanted-fails", test_wanted_fails);
  cdr_test_add ("/failure/tolerated/wanted-is-skipped", test_wanted_is_skipped);
  cdr_test_add ("/failure/tolerated/wanted-and-required", test_wanted_and_required);
  cdr_test_add ("/failure/tolerated/required-by-wanted", test_required_by_wanted);
  cdr_test_add ("/failure/tolerated/wanted-root", test_wanted_root);
  cdr_test_add ("/failure/tolerated/only-wanted-roots", test_only_wanted_roots);
  cdr_test_add ("/failure/tolerated/skipped-transitively", test_skipped_transitively);
  cdr_test_add ("/failure/tolerated/not-wanted-any-more", test_not_wanted_any_more);
  cdr_test_add ("/failure/tolerated/not-wanted-and-up", test_not_wanted_and_up);
  cdr_test_add ("/failure/tolerated/then-fatal", test_tolerated_then_fatal);

  cdr_test_add ("/failure/shutdown/goes-on", test_shutdown_goes_on);
  cdr_test_add ("/failure/unasked", test_unasked);
  cdr_test_add ("/failure/unasked/shutdown", test_unasked_in_shutdown);
  cdr_test_add ("/failure/disposed/before", test_disposed_before);
  cdr_test_add ("/failure/disposed/in-setter", test_disposed_in_setter);
  cdr_test_add ("/failure/disposed/during", test_disposed_during);
  cdr_test_add ("/failure/disposed/while-active", test_disposed_while_active);

  cdr_test_add ("/failure/injected", test_injected);
  cdr_test_add ("/failure/injected/late", test_injected_late);
  cdr_test_add ("/failure/injected/then-failed", test_injected_then_failed);
  cdr_test_add ("/failure/property/replaced", test_property_replaced);
  cdr_test_add ("/failure/property/cleared", test_property_cleared);

  cdr_test_add ("/failure/shutdown/many", test_many_broken);

  return g_test_run ();
}
