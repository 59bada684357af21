/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

#include "cdr-conductor-private.h"
#include "cdr-timeline-private.h"

#include <string.h>

/* Timelines: of real components in virtual time, down to the microsecond; and of random
 * traces against a slow reference.
 */

static GType database, queue, web, workers; /* web and workers need both */
static GType ends[5];                       /* independent of each other */
static GType base, cache, page;             /* cache needs base; page wants cache */

static void
script (GType type,
        guint setup_ms,
        guint shutdown_ms)
{
  cdr_test_script (type, CDR_PHASE_SETUP, CDR_TEST_OK, setup_ms);
  cdr_test_script (type, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, shutdown_ms);
}

static void
script_application (void)
{
  script (database, 40, 8);
  script (queue, 15, 5);
  script (web, 10, 3);
  script (workers, 30, 12);
}

static void
add_application (Fixture *fixture)
{
  script_application ();
  cdr_conductor_add (fixture->conductor, web);
  cdr_conductor_add (fixture->conductor, workers);
}

static guint
find (CdrTimeline *timeline,
      GType        type)
{
  guint node;

  g_assert_true (cdr_graph_find_type (cdr_timeline_get_graph (timeline), type, &node));
  return node;
}

/* Times in ms; -1 is never. */
static void
assert_span (CdrTimeline *timeline,
             GType        type,
             CdrPhase     phase,
             double       wanted,
             double       ready,
             double       begin,
             double       end,
             CdrOutcome   outcome)
{
  const double expected[] = { wanted, ready, begin, end };
  gint64 found[4];
  CdrOutcome found_outcome;

  cdr_timeline_get_span (timeline, find (timeline, type), phase,
                         &found[0], &found[1], &found[2], &found[3], &found_outcome);

  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (found[i], ==, expected[i] < 0 ? -1 : (gint64) (expected[i] * 1000));
  g_assert_cmpint (found_outcome, ==, outcome);
}

#define assert_up(timeline, type, ready, begin, end) \
  assert_span ((timeline), (type), CDR_PHASE_SETUP, 0, (ready), (begin), (end), \
               CDR_OUTCOME_SUCCEEDED)
#define assert_down(timeline, type, wanted, ready, begin, end) \
  assert_span ((timeline), (type), CDR_PHASE_SHUTDOWN, (wanted), (ready), (begin), (end), \
               CDR_OUTCOME_SUCCEEDED)
#define assert_never_down(timeline, type) \
  assert_span ((timeline), (type), CDR_PHASE_SHUTDOWN, -1, -1, -1, -1, CDR_OUTCOME_NONE)

/* @expected: names, held one by the next. */
static void
assert_path (CdrTimeline *timeline,
             CdrPhase     phase,
             const char  *expected)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree guint *path = NULL;
  gsize n;

  path = cdr_timeline_dup_critical_path (timeline, phase, &n);
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "",
                            cdr_graph_get_node_name (cdr_timeline_get_graph (timeline), path[i]));
  g_assert_cmpstr (names->str, ==, expected);
}

static void
assert_holder (CdrTimeline *timeline,
               GType        type,
               CdrPhase     phase,
               GType        holder,
               gboolean     is_for_turn)
{
  guint found;
  gboolean found_turn;

  if (holder == G_TYPE_INVALID)
    {
      g_assert_false (cdr_timeline_get_holder (timeline, find (timeline, type), phase, NULL, NULL));
      return;
    }

  g_assert_true (cdr_timeline_get_holder (timeline, find (timeline, type), phase,
                                          &found, &found_turn));
  g_assert_cmpuint (found, ==, find (timeline, holder));
  g_assert_cmpint (found_turn, ==, is_for_turn);
}

static gint64
get_gain (CdrTimeline *timeline,
          GType        type,
          CdrPhase     phase)
{
  return cdr_timeline_get_gain (timeline, find (timeline, type), phase);
}

/* Checks. */

/* What was recorded is what is told: no event is lost, none is made up. */
static void
check_events (CdrTimeline          *timeline,
              const CdrTraceRecord *records,
              guint                 n_records)
{
  guint n_told = 1 + (timeline->stop >= 0) + (timeline->hurry >= 0);
  guint n_full = 0;

  for (guint i = 0; i < n_records; i++)
    n_full += records[i].event == CDR_TRACE_FULL;

  for (guint s = 0; s < 2 * timeline->graph->n_nodes; s++)
    {
      const CdrSpan *span = &timeline->spans[s];

      n_told += (span->begin >= 0) + (span->end >= 0) + (span->cancelled >= 0) +
                (span->timed_out >= 0);
    }
  for (guint n = 0; n < timeline->graph->n_nodes; n++)
    n_told += (timeline->faults[n] >= 0) + (timeline->late_ends[n] >= 0);

  g_assert_cmpuint (n_told + n_full, ==, n_records);
  g_assert_cmpuint (n_records, <=, CDR_TRACE_MAX (timeline->graph->n_nodes));
}

static void
check_order (gint64 *times,
             guint   n_times)
{
  gint64 last = 0;

  for (guint i = 0; i < n_times; i++)
    {
      if (times[i] < 0)
        continue;
      g_assert_cmpint (times[i], >=, last);
      last = times[i];
    }
}

/* Each stage follows the one before, and what holds ends before what is held begins. */
static void
check_nesting (CdrTimeline *timeline)
{
  for (guint n = 0; n < timeline->graph->n_nodes; n++)
    {
      const CdrSpan *up = &timeline->spans[CDR_SPAN (n, FALSE)];
      const CdrSpan *down = &timeline->spans[CDR_SPAN (n, TRUE)];
      gint64 times[] = {
        up->wanted, up->ready, up->begin, up->end,
        down->wanted, down->ready, down->begin, down->end, timeline->taken,
      };

      check_order (times, G_N_ELEMENTS (times));

      for (guint s = 2 * n; s < 2 * n + 2; s++)
        {
          const CdrSpan *span = &timeline->spans[s];

          if (span->begin >= 0)
            g_assert_cmpint (span->ready, >=, 0);
          if (span->ready >= 0)
            g_assert_cmpint (span->wanted, >=, 0);
          if (span->holder != CDR_SPAN_NONE && span->begin >= 0)
            g_assert_cmpint (timeline->spans[span->holder].end, <=, span->begin);
        }
    }
}

static CdrTimeline *
take (Fixture *fixture)
{
  CdrTimeline *timeline = cdr_conductor_dup_timeline (fixture->conductor);
  const CdrTraceRecord *records;
  guint n_records;

  g_assert_nonnull (timeline);
  records = cdr_reconciler_get_trace (fixture->conductor->reconciler, &n_records);
  check_events (timeline, records, n_records);
  check_nesting (timeline);

  return timeline;
}

/* Real components. */

static void
test_before (Fixture *fixture)
{
  g_assert_null (cdr_conductor_dup_timeline (fixture->conductor));
  add_application (fixture);
  g_assert_null (cdr_conductor_dup_timeline (fixture->conductor));
}

static void
test_setup (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;

  add_application (fixture);
  cdr_test_setup_ok (fixture);
  timeline = take (fixture);

  assert_up (timeline, database, 0, 0, 40);
  assert_up (timeline, queue, 0, 0, 15);
  assert_up (timeline, web, 40, 40, 50);
  assert_up (timeline, workers, 40, 40, 70);
  assert_never_down (timeline, database);
  assert_never_down (timeline, web);
  assert_holder (timeline, database, CDR_PHASE_SETUP, G_TYPE_INVALID, FALSE);
  assert_holder (timeline, web, CDR_PHASE_SETUP, database, FALSE);
  assert_path (timeline, CDR_PHASE_SETUP, "Database Workers");
  assert_path (timeline, CDR_PHASE_SHUTDOWN, "");

  g_assert_cmpint (cdr_timeline_get_duration (timeline, CDR_PHASE_SETUP), ==, 70000);
  g_assert_cmpint (cdr_timeline_get_duration (timeline, CDR_PHASE_SHUTDOWN), ==, -1);
  g_assert_cmpint (cdr_timeline_get_stop (timeline), ==, -1);
  g_assert_cmpint (cdr_timeline_get_hurry (timeline), ==, -1);
  g_assert_cmpint (cdr_timeline_get_blame (timeline, find (timeline, web), CDR_PHASE_SETUP),
                   ==, 10000);

  /* Without Database, Queue is what is waited for; without Workers, Web is. */
  g_assert_cmpint (get_gain (timeline, database, CDR_PHASE_SETUP), ==, 25000);
  g_assert_cmpint (get_gain (timeline, workers, CDR_PHASE_SETUP), ==, 20000);
  g_assert_cmpint (get_gain (timeline, queue, CDR_PHASE_SETUP), ==, 0);
  g_assert_cmpint (get_gain (timeline, web, CDR_PHASE_SETUP), ==, 0);

  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

static void
test_under_way (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;
  g_auto (Outcome) outcome = { 0 };

  add_application (fixture);
  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 45);
  timeline = take (fixture);

  assert_up (timeline, database, 0, 0, 40);
  assert_span (timeline, web, CDR_PHASE_SETUP, 0, 40, 40, -1, CDR_OUTCOME_UNDER_WAY);
  g_assert_cmpint (cdr_timeline_get_taken (timeline), ==, 45000);
  g_assert_cmpint (cdr_timeline_get_blame (timeline, find (timeline, web), CDR_PHASE_SETUP),
                   ==, 5000);
  g_assert_cmpint (cdr_timeline_get_duration (timeline, CDR_PHASE_SETUP), ==, -1);

  cdr_test_wait (fixture, &outcome);
  /* The picture stays as it was taken. */
  assert_span (timeline, web, CDR_PHASE_SETUP, 0, 40, 40, -1, CDR_OUTCOME_UNDER_WAY);
  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

static void
test_shutdown (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;

  add_application (fixture);
  cdr_test_setup_ok (fixture);
  cdr_test_run_for (fixture, 30);
  cdr_test_shutdown_ok (fixture);
  timeline = take (fixture);

  g_assert_cmpint (cdr_timeline_get_stop (timeline), ==, 100000);
  assert_down (timeline, web, 100, 100, 100, 103);
  assert_down (timeline, workers, 100, 100, 100, 112);
  assert_down (timeline, database, 100, 112, 112, 120);
  assert_down (timeline, queue, 100, 112, 112, 117);
  assert_holder (timeline, database, CDR_PHASE_SHUTDOWN, workers, FALSE);
  assert_path (timeline, CDR_PHASE_SETUP, "Database Workers");
  assert_path (timeline, CDR_PHASE_SHUTDOWN, "Workers Database");
  g_assert_cmpint (cdr_timeline_get_duration (timeline, CDR_PHASE_SETUP), ==, 70000);
  g_assert_cmpint (cdr_timeline_get_duration (timeline, CDR_PHASE_SHUTDOWN), ==, 20000);
  g_assert_cmpint (get_gain (timeline, workers, CDR_PHASE_SHUTDOWN), ==, 9000);
  g_assert_cmpint (get_gain (timeline, database, CDR_PHASE_SHUTDOWN), ==, 3000);
  cdr_test_log_clear ();
}

/* It is of the last setup, and stays until the next. */
static void
test_again (Fixture *fixture)
{
  g_autoptr (CdrTimeline) first = NULL;
  g_autoptr (CdrTimeline) second = NULL;
  g_autoptr (CdrTimeline) third = NULL;

  add_application (fixture);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  first = take (fixture);
  assert_up (first, web, 40, 40, 50);

  cdr_test_script (database, CDR_PHASE_SETUP, CDR_TEST_OK, 60);
  cdr_conductor_add (fixture->conductor, ends[0]);
  second = take (fixture);
  g_assert_cmpuint (cdr_graph_get_n_nodes (cdr_timeline_get_graph (second)), ==, 4);

  cdr_test_setup_ok (fixture);
  third = take (fixture);
  g_assert_cmpuint (cdr_graph_get_n_nodes (cdr_timeline_get_graph (third)), ==, 5);
  assert_up (third, web, 60, 60, 70);
  assert_never_down (third, web);

  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

static void
test_not_kept (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;

  add_application (fixture);
  g_assert_true (cdr_conductor_get_keep_timeline (fixture->conductor));
  g_object_set (fixture->conductor, "keep-timeline", FALSE, NULL);
  cdr_test_setup_ok (fixture);
  cdr_conductor_set_keep_timeline (fixture->conductor, TRUE);
  g_assert_null (cdr_conductor_dup_timeline (fixture->conductor));
  cdr_test_shutdown_ok (fixture);
  g_assert_null (cdr_conductor_dup_timeline (fixture->conductor));

  cdr_test_setup_ok (fixture);
  cdr_conductor_set_keep_timeline (fixture->conductor, FALSE);
  timeline = take (fixture);
  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

static void
test_turns (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      script (ends[i], 10 * (i + 1), 1);
      cdr_conductor_add (fixture->conductor, ends[i]);
    }
  cdr_conductor_set_max_concurrent (fixture->conductor, 2);
  cdr_test_setup_ok (fixture);
  timeline = take (fixture);

  assert_up (timeline, ends[0], 0, 0, 10);
  assert_up (timeline, ends[1], 0, 0, 20);
  assert_up (timeline, ends[2], 0, 10, 40);
  assert_up (timeline, ends[3], 0, 20, 60);
  assert_up (timeline, ends[4], 0, 40, 90);
  assert_holder (timeline, ends[0], CDR_PHASE_SETUP, G_TYPE_INVALID, FALSE);
  assert_holder (timeline, ends[2], CDR_PHASE_SETUP, ends[0], TRUE);
  assert_holder (timeline, ends[3], CDR_PHASE_SETUP, ends[1], TRUE);
  assert_holder (timeline, ends[4], CDR_PHASE_SETUP, ends[2], TRUE);
  assert_path (timeline, CDR_PHASE_SETUP, "End0 End2 End4");
  g_assert_cmpint (get_gain (timeline, ends[4], CDR_PHASE_SETUP), ==, 30000);

  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

/* Without a limit nobody waits for a turn, though many end at once. */
static void
test_no_turns (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;

  add_application (fixture);
  cdr_test_script (queue, CDR_PHASE_SETUP, CDR_TEST_OK, 40);
  cdr_test_setup_ok (fixture);
  timeline = take (fixture);

  for (guint n = 0; n < 4; n++)
    g_assert_cmpuint (timeline->spans[CDR_SPAN (n, FALSE)].slot, ==, CDR_SPAN_NONE);
  /* Whichever of the two is taken away, the other one is waited for. */
  g_assert_cmpint (get_gain (timeline, database, CDR_PHASE_SETUP), ==, 0);
  g_assert_cmpint (get_gain (timeline, queue, CDR_PHASE_SETUP), ==, 0);

  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

static void
block_cb (CdrComponent *component,
          CdrPhase      phase,
          gpointer      user_data)
{
  if (phase == CDR_PHASE_SETUP)
    cdr_test_clock_advance (25000);
}

/* One that keeps the main loop to itself has everybody else wait, but not for its end. */
static void
test_blocking (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;

  cdr_test_script (ends[0], CDR_PHASE_SETUP, CDR_TEST_INSIDE, 0);
  cdr_test_hook (ends[0], block_cb, NULL);
  script (ends[1], 10, 1);
  cdr_conductor_add (fixture->conductor, ends[0]);
  cdr_conductor_add (fixture->conductor, ends[1]);
  cdr_test_setup_ok (fixture);
  timeline = take (fixture);

  assert_up (timeline, ends[0], 0, 0, 25);
  assert_up (timeline, ends[1], 0, 25, 35);
  assert_holder (timeline, ends[1], CDR_PHASE_SETUP, G_TYPE_INVALID, FALSE);
  assert_path (timeline, CDR_PHASE_SETUP, "End1");
  g_assert_cmpint (get_gain (timeline, ends[1], CDR_PHASE_SETUP), ==, 10000);

  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

static void
test_rollback (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;

  add_application (fixture);
  cdr_conductor_add (fixture->conductor, page);
  script (base, 5, 4);
  script (cache, 100, 1);
  cdr_test_script (cache, CDR_PHASE_SETUP, CDR_TEST_SLOW_GIVE_UP, 6);
  cdr_test_script (web, CDR_PHASE_SETUP, CDR_TEST_FAIL, 10);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "Web (setup)");
  timeline = take (fixture);

  g_assert_cmpint (cdr_timeline_get_stop (timeline), ==, 50000);
  assert_span (timeline, web, CDR_PHASE_SETUP, 0, 40, 40, 50, CDR_OUTCOME_FAILED);
  assert_span (timeline, cache, CDR_PHASE_SETUP, 0, 5, 5, 56, CDR_OUTCOME_CANCELLED);
  assert_span (timeline, page, CDR_PHASE_SETUP, 0, -1, -1, -1, CDR_OUTCOME_NONE);
  assert_down (timeline, base, 50, 56, 56, 60);
  assert_holder (timeline, base, CDR_PHASE_SHUTDOWN, cache, FALSE);
  assert_never_down (timeline, web);
  assert_never_down (timeline, cache);
  assert_path (timeline, CDR_PHASE_SETUP, "Database Web");
  g_assert_cmpint (cdr_timeline_get_duration (timeline, CDR_PHASE_SETUP), ==, 50000);
  cdr_test_log_clear ();
}

/* What only a failed one wanted goes down while the rest goes on. */
static void
test_tolerated (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;

  cdr_conductor_add (fixture->conductor, page);
  script (base, 5, 4);
  script (page, 7, 1);
  cdr_test_script (cache, CDR_PHASE_SETUP, CDR_TEST_FAIL, 10);
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "Cache (setup)*(tolerated)");
  cdr_test_setup_ok (fixture);
  g_test_assert_expected_messages ();
  timeline = take (fixture);

  assert_span (timeline, cache, CDR_PHASE_SETUP, 0, 5, 5, 15, CDR_OUTCOME_FAILED);
  assert_up (timeline, page, 15, 15, 22);
  assert_holder (timeline, page, CDR_PHASE_SETUP, cache, FALSE);
  assert_down (timeline, base, 15, 15, 15, 19);
  assert_holder (timeline, base, CDR_PHASE_SHUTDOWN, cache, FALSE);
  g_assert_cmpint (cdr_timeline_get_duration (timeline, CDR_PHASE_SETUP), ==, 22000);

  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

static void
test_skipped (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;

  cdr_conductor_add (fixture->conductor, page);
  script (page, 7, 1);
  cdr_test_script (base, CDR_PHASE_SETUP, CDR_TEST_FAIL, 5);
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "Base (setup)*(tolerated)");
  cdr_test_setup_ok (fixture);
  g_test_assert_expected_messages ();
  timeline = take (fixture);

  assert_span (timeline, cache, CDR_PHASE_SETUP, 0, -1, -1, 5, CDR_OUTCOME_SKIPPED);
  assert_up (timeline, page, 5, 5, 12);
  assert_path (timeline, CDR_PHASE_SETUP, "Base Cache Page");

  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

static void
test_timed_out (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;

  cdr_conductor_set_setup_timeout (fixture->conductor, 50);
  cdr_conductor_set_grace (fixture->conductor, 20);
  add_application (fixture);
  cdr_test_script (database, CDR_PHASE_SETUP, CDR_TEST_SLOW_GIVE_UP, 7);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, "Database");
  timeline = take (fixture);

  assert_span (timeline, database, CDR_PHASE_SETUP, 0, 0, 0, 57, CDR_OUTCOME_TIMED_OUT);
  assert_path (timeline, CDR_PHASE_SETUP, "Database");
  g_assert_cmpint (cdr_timeline_get_duration (timeline, CDR_PHASE_SETUP), ==, 50000);
  assert_down (timeline, queue, 50, 50, 50, 55);
  g_assert_cmpint (cdr_timeline_get_duration (timeline, CDR_PHASE_SHUTDOWN), ==, 7000);
  cdr_test_log_clear ();
}

/* It came up too late, and whoever only wanted it waits until it is down again. */
static void
test_late (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;

  cdr_conductor_set_setup_timeout (fixture->conductor, 50);
  cdr_conductor_set_grace (fixture->conductor, 20);
  cdr_conductor_add (fixture->conductor, page);
  script (base, 5, 4);
  script (page, 7, 1);
  cdr_test_script (cache, CDR_PHASE_SETUP, CDR_TEST_LATE_SUCCESS, 6);
  cdr_test_script (cache, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 3);
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "Cache (setup)*(tolerated)");
  cdr_test_setup_ok (fixture);
  g_test_assert_expected_messages ();
  timeline = take (fixture);

  assert_span (timeline, cache, CDR_PHASE_SETUP, 0, 5, 5, 61, CDR_OUTCOME_TIMED_OUT);
  assert_down (timeline, cache, 61, 61, 61, 64);
  assert_down (timeline, base, 55, 64, 64, 68);
  assert_up (timeline, page, 64, 64, 71);
  assert_path (timeline, CDR_PHASE_SETUP, "Base Cache Page");

  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

static void
test_abandoned (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;
  g_autoptr (CdrTimeline) later = NULL;
  guint node;

  cdr_conductor_set_setup_timeout (fixture->conductor, 50);
  cdr_conductor_set_grace (fixture->conductor, 20);
  add_application (fixture);
  cdr_test_script (database, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "*is abandoned");
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, "Database");
  timeline = take (fixture);
  node = find (timeline, database);

  assert_span (timeline, database, CDR_PHASE_SETUP, 0, 0, 0, 70, CDR_OUTCOME_ABANDONED);
  g_assert_cmpint (timeline->late_ends[node], ==, -1);
  g_assert_cmpint (cdr_graph_get_node_state (timeline->graph, node), ==, CDR_STATE_ABANDONED);

  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "*has ended after*");
  cdr_test_run_for (fixture, 30);
  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 10);
  g_test_assert_expected_messages ();
  later = take (fixture);
  g_assert_cmpint (later->late_ends[node], ==, 100000);
  cdr_test_log_clear ();
}

static void
test_cancelled (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CdrTimeline) timeline = NULL;
  g_auto (Outcome) outcome = { 0 };

  add_application (fixture);
  cdr_test_script (database, CDR_PHASE_SETUP, CDR_TEST_POLITE, 0);
  cdr_test_setup_begin (fixture, cancellable, &outcome);
  cdr_test_run_for (fixture, 20);
  g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &outcome);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  timeline = take (fixture);

  assert_span (timeline, database, CDR_PHASE_SETUP, 0, 0, 0, 20, CDR_OUTCOME_CANCELLED);
  assert_span (timeline, web, CDR_PHASE_SETUP, 0, -1, -1, -1, CDR_OUTCOME_NONE);
  assert_down (timeline, queue, 20, 20, 20, 25);
  assert_path (timeline, CDR_PHASE_SETUP, "Queue");
  cdr_test_log_clear ();
}

static void
test_hurry (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;

  add_application (fixture);
  cdr_conductor_set_shutdown_deadline (fixture->conductor, 30);
  cdr_conductor_set_grace (fixture->conductor, 50);
  cdr_test_setup_ok (fixture);
  cdr_test_script (workers, CDR_PHASE_SHUTDOWN, CDR_TEST_POLITE, 0);
  cdr_test_shutdown_ok (fixture);
  timeline = take (fixture);

  g_assert_cmpint (cdr_timeline_get_stop (timeline), ==, 70000);
  g_assert_cmpint (cdr_timeline_get_hurry (timeline), ==, 100000);
  assert_down (timeline, workers, 70, 70, 70, 100);
  g_assert_cmpint (timeline->spans[CDR_SPAN (find (timeline, workers), TRUE)].cancelled,
                   ==, 100000);
  cdr_test_log_clear ();
}

static void
test_fault (Fixture *fixture)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "gone");
  g_autoptr (CdrTimeline) timeline = NULL;

  add_application (fixture);
  cdr_test_setup_ok (fixture);
  cdr_test_run_for (fixture, 10);
  cdr_component_fail (cdr_test_get (fixture, database), error);
  cdr_test_run_for (fixture, 50);
  timeline = take (fixture);

  g_assert_cmpint (cdr_timeline_get_fault (timeline, find (timeline, database)), ==, 80000);
  g_assert_cmpint (cdr_timeline_get_fault (timeline, find (timeline, web)), ==, -1);
  g_assert_cmpint (cdr_timeline_get_stop (timeline), ==, 80000);
  assert_down (timeline, web, 80, 80, 80, 83);
  cdr_test_log_clear ();
}

/* What is promised by a gain is what one gets. */
static void
test_gain_holds (Fixture *fixture)
{
  const GType types[] = { database, queue, web, workers };

  add_application (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (CdrTimeline) before = NULL;
      g_autoptr (CdrTimeline) after = NULL;

      script_application ();
      cdr_test_setup_ok (fixture);
      cdr_test_shutdown_ok (fixture);
      before = take (fixture);

      cdr_test_script (types[i], CDR_PHASE_SETUP, CDR_TEST_INSIDE, 0);
      cdr_test_setup_ok (fixture);
      cdr_test_shutdown_ok (fixture);
      after = take (fixture);

      g_assert_cmpint (cdr_timeline_get_duration (before, CDR_PHASE_SETUP) -
                       cdr_timeline_get_duration (after, CDR_PHASE_SETUP),
                       ==, get_gain (before, types[i], CDR_PHASE_SETUP));
    }
  cdr_test_log_clear ();
}

static void
test_wrong_arguments (Fixture *fixture)
{
  g_autoptr (CdrTimeline) timeline = NULL;
  gint64 wanted = 7;
  CdrOutcome outcome = CDR_OUTCOME_FAILED;

  add_application (fixture);
  cdr_test_setup_ok (fixture);
  timeline = take (fixture);

  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*is_valid*");
  cdr_timeline_get_span (timeline, 4, CDR_PHASE_SETUP, &wanted, NULL, NULL, NULL, &outcome);
  g_test_assert_expected_messages ();
  g_assert_cmpint (wanted, ==, -1);
  g_assert_cmpint (outcome, ==, CDR_OUTCOME_NONE);
  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*is_phase*");
  g_assert_cmpint (cdr_timeline_get_gain (timeline, 0, CDR_PHASE_ACTIVE), ==, 0);
  g_test_assert_expected_messages ();

  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
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
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *name = g_strdup_printf ("End%u", i);

      ends[i] = cdr_test_type_new (name, NULL);
    }
  base = cdr_test_type_new ("Base", NULL);
  cache = cdr_test_type_new ("Cache", "base", base, NULL);
  page = cdr_test_type_new ("Page", "cache", cache, NULL);
  cdr_test_type_set_need (page, "cache", CDR_NEED_WANTED);

  cdr_test_add ("/timeline/before", test_before);
  cdr_test_add ("/timeline/setup", test_setup);
  cdr_test_add ("/timeline/under-way", test_under_way);
  cdr_test_add ("/timeline/shutdown", test_shutdown);
  cdr_test_add ("/timeline/again", test_again);
  cdr_test_add ("/timeline/not-kept", test_not_kept);
  cdr_test_add ("/timeline/turns", test_turns);
  cdr_test_add ("/timeline/no-turns", test_no_turns);
  cdr_test_add ("/timeline/blocking", test_blocking);
  cdr_test_add ("/timeline/rollback", test_rollback);
  cdr_test_add ("/timeline/tolerated", test_tolerated);
  cdr_test_add ("/timeline/skipped", test_skipped);
  cdr_test_add ("/timeline/timed-out", test_timed_out);
  cdr_test_add ("/timeline/late", test_late);
  cdr_test_add ("/timeline/abandoned", test_abandoned);
  cdr_test_add ("/timeline/cancelled", test_cancelled);
  cdr_test_add ("/timeline/hurry", test_hurry);
  cdr_test_add ("/timeline/fault", test_fault);
  cdr_test_add ("/timeline/gain-holds", test_gain_holds);
  cdr_test_add_misuse ("/timeline/wrong-arguments", test_wrong_arguments);

  return g_test_run ();
}
