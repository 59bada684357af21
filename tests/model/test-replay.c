/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-conductor-private.h"
#include "cdr-test-fixture.h"
#include "model-replay.h"

/* Traces against the table of the model: right ones, wrong ones, and those of
 * conductors.
 */

/* Written by hand. Web requires Database and Queue, and wants Cache; Cache requires
 * Queue.
 */

enum
{
  DATABASE,
  QUEUE,
  CACHE,
  WEB,
  N_NODES,
};

static const ModelEdge edges[] = {
  { WEB, DATABASE, MODEL_REQUIRED },
  { WEB, QUEUE, MODEL_REQUIRED },
  { WEB, CACHE, MODEL_WANTED },
  { CACHE, QUEUE, MODEL_REQUIRED },
};

static const ModelNeed roots[N_NODES] = { [WEB] = MODEL_REQUIRED };

static CdrTraceEvent
parse_event (const char *name)
{
  for (CdrTraceEvent event = 0; event <= CDR_TRACE_LATE_END; event++)
    {
      if (g_str_equal (name, model_event_to_string (event)))
        return event;
    }

  g_error ("There is no event %s", name);
}

static ModelReplay *
replay_text (const char *text)
{
  ModelReplay *replay = model_replay_new (N_NODES, edges, G_N_ELEMENTS (edges), roots);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *name = words[i];
      guint node = CDR_TRACE_WHOLE;

      if (g_ascii_isdigit (name[0]))
        node = g_ascii_strtoull (name, &name, 10), name++;

      model_replay_event (replay, node, parse_event (name));
    }

  return replay;
}

#define UP_TO_WEB \
  "SETUP_WANTED 0.SETUP_BEGIN 1.SETUP_BEGIN 1.SETUP_SUCCEEDED 2.SETUP_BEGIN " \
  "0.SETUP_SUCCEEDED 2.SETUP_SUCCEEDED 3.SETUP_BEGIN"
#define UP UP_TO_WEB " 3.SETUP_SUCCEEDED"
#define WEB_DOWN UP " STOP_WANTED 3.SHUTDOWN_BEGIN 3.SHUTDOWN_SUCCEEDED"
#define CACHE_LATE \
  "SETUP_WANTED 1.SETUP_BEGIN 0.SETUP_BEGIN 1.SETUP_SUCCEEDED 0.SETUP_SUCCEEDED " \
  "2.SETUP_BEGIN 2.TIMED_OUT 2.CANCELLED"

static const char *const good[] = {
  UP,
  UP " STOP_WANTED 3.SHUTDOWN_BEGIN 3.SHUTDOWN_FAILED 2.SHUTDOWN_BEGIN 0.SHUTDOWN_BEGIN "
     "0.SHUTDOWN_SUCCEEDED 2.SHUTDOWN_SUCCEEDED 1.SHUTDOWN_BEGIN 1.SHUTDOWN_SUCCEEDED",
  /* A fault; a hurry; one is abandoned, and ends. */
  UP " 0.FAULT STOP_WANTED 3.SHUTDOWN_BEGIN HURRY 3.CANCELLED 3.TIMED_OUT 3.ABANDONED "
     "2.SHUTDOWN_BEGIN 2.CANCELLED 0.SHUTDOWN_BEGIN 0.CANCELLED 2.SHUTDOWN_SUCCEEDED "
     "0.SHUTDOWN_SUCCEEDED 1.SHUTDOWN_BEGIN 1.CANCELLED 1.SHUTDOWN_FAILED 3.LATE_END",
  /* What was only wanted fails. */
  "SETUP_WANTED 0.SETUP_BEGIN 1.SETUP_BEGIN 1.SETUP_SUCCEEDED 2.SETUP_BEGIN "
  "0.SETUP_SUCCEEDED 2.SETUP_FAILED 3.SETUP_BEGIN 3.SETUP_SUCCEEDED",
  /* The same, before it was called. */
  "SETUP_WANTED 0.SETUP_BEGIN 1.SETUP_BEGIN 1.SETUP_SUCCEEDED 2.SETUP_FAILED "
  "0.SETUP_SUCCEEDED 3.SETUP_BEGIN 3.SETUP_SUCCEEDED",
  /* It times out, and then comes up: down it goes. */
  CACHE_LATE " 2.SETUP_SUCCEEDED 2.SHUTDOWN_BEGIN 2.SHUTDOWN_SUCCEEDED 3.SETUP_BEGIN "
             "3.SETUP_SUCCEEDED",
  CACHE_LATE " 2.ABANDONED 3.SETUP_BEGIN 3.SETUP_SUCCEEDED 2.LATE_END",
  /* A rollback. One gives up, another succeeds nevertheless. */
  "SETUP_WANTED 0.SETUP_BEGIN 1.SETUP_BEGIN 1.SETUP_SUCCEEDED 2.SETUP_BEGIN "
  "0.SETUP_FAILED STOP_WANTED 2.CANCELLED 2.SETUP_SUCCEEDED 2.SHUTDOWN_BEGIN "
  "2.SHUTDOWN_SUCCEEDED 1.SHUTDOWN_BEGIN 1.SHUTDOWN_SUCCEEDED",
  "SETUP_WANTED 0.SETUP_BEGIN 1.SETUP_BEGIN STOP_WANTED 0.CANCELLED 1.CANCELLED "
  "1.SETUP_GAVE_UP 0.SETUP_GAVE_UP",
  "SETUP_WANTED STOP_WANTED",
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (ModelReplay) replay = replay_text (good[i]);

      g_assert_cmpstr (model_replay_end (replay), ==, NULL);
    }
}

static const struct
{
  const char *trace;
  const char *complaint;
} bad[] = {
  { "", "nothing has begun" },
  { "0.SETUP_BEGIN", "no setup was wanted" },
  { "SETUP_WANTED SETUP_WANTED", "not the first record" },
  { "SETUP_WANTED TIMED_OUT", "to components only" },
  { "SETUP_WANTED 7.SETUP_BEGIN", "there are 4 components" },
  { "SETUP_WANTED", "0 is INACTIVE and was to be set up" },
  { "SETUP_WANTED 0.SETUP_BEGIN", "0 is SETTING_UP and is still under way" },
  { "SETUP_WANTED 3.SETUP_BEGIN", "it is INACTIVE and not: MAY_SET_UP (c)" },
  /* While a dependency sets up; while one that is only wanted does. */
  { "SETUP_WANTED 0.SETUP_BEGIN 1.SETUP_BEGIN 2.SETUP_BEGIN", "MAY_SET_UP (c)" },
  { "SETUP_WANTED 0.SETUP_BEGIN 1.SETUP_BEGIN 1.SETUP_SUCCEEDED 2.SETUP_BEGIN "
    "0.SETUP_SUCCEEDED 3.SETUP_BEGIN", "MAY_SET_UP (c)" },
  { UP " 3.SETUP_BEGIN", "it is ACTIVE" },
  { UP " 3.SHUTDOWN_BEGIN", "MAY_SHUT_DOWN (c)" },
  { UP " STOP_WANTED", "was to be shut down" },
  { UP " STOP_WANTED STOP_WANTED", "stopping already" },
  { UP " HURRY", "nothing is stopping" },
  { UP " STOP_WANTED HURRY HURRY", "hurries already" },
  { UP " 0.FAULT 3.SHUTDOWN_BEGIN", "stop everything first" },
  { UP " 0.FAULT", "had to stop everything" },
  { UP " STOP_WANTED 1.SHUTDOWN_BEGIN", "MAY_SHUT_DOWN (c)" },
  { UP " STOP_WANTED 0.SHUTDOWN_BEGIN", "MAY_SHUT_DOWN (c)" },
  { WEB_DOWN " 3.SHUTDOWN_BEGIN", "it is INACTIVE" },
  { WEB_DOWN " 3.SETUP_BEGIN", "MAY_SET_UP (c)" },
  { WEB_DOWN, "was to be shut down" },
  { UP_TO_WEB " STOP_WANTED 3.SETUP_GAVE_UP", "IS_CANCELLED (c)" },
  { UP_TO_WEB " 3.CANCELLED", "IS_TO_CANCEL (c)" },
  { UP_TO_WEB " STOP_WANTED 3.CANCELLED 3.CANCELLED", "IS_TO_CANCEL (c)" },
  { UP_TO_WEB " STOP_WANTED 3.CANCELLED 3.ABANDONED", "IS_LATE (c)" },
  { UP_TO_WEB " STOP_WANTED 0.SHUTDOWN_BEGIN", "MAY_SHUT_DOWN (c)" },
  { UP_TO_WEB " 3.SETUP_FAILED 2.SHUTDOWN_BEGIN", "stop everything first" },
  { CACHE_LATE " 2.SETUP_FAILED", "!IS_LATE (c)" },
  { CACHE_LATE " 2.TIMED_OUT", "!IS_LATE (c)" },
  { CACHE_LATE " 2.SETUP_SUCCEEDED 3.SETUP_BEGIN", "MAY_SET_UP (c)" },
  { CACHE_LATE " 2.SETUP_SUCCEEDED", "2 is ACTIVE and was to be shut down" },
  { CACHE_LATE " 2.ABANDONED 2.LATE_END 2.LATE_END", "IS_BUSY (c)" },
  { CACHE_LATE " 2.ABANDONED 2.SHUTDOWN_BEGIN", "it is ABANDONED" },
  { "SETUP_WANTED 1.SETUP_BEGIN 1.SETUP_FAILED 0.SETUP_BEGIN", "stop everything first" },
  { "SETUP_WANTED 1.SKIPPED", "IS_DOOMED (c)" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (ModelReplay) replay = bad[i].trace[0] != '\0'
        ? replay_text (bad[i].trace)
        : model_replay_new (N_NODES, edges, G_N_ELEMENTS (edges), roots);
      const char *wrong = model_replay_end (replay);

      if (wrong == NULL || strstr (wrong, bad[i].complaint) == NULL)
        g_error ("%s: “%s” is not in “%s”", bad[i].trace, bad[i].complaint, wrong);
    }
}

/* Where nothing is essential: skipped, one after the other, and what only they needed
 * goes down.
 */
static void
test_skipped (void)
{
  static const ModelEdge chain[] = {
    { 2, 0, MODEL_REQUIRED }, { 2, 1, MODEL_REQUIRED }, { 3, 2, MODEL_REQUIRED },
  };
  static const ModelNeed wanted_roots[] = {
    MODEL_NONE, MODEL_NONE, MODEL_NONE, MODEL_WANTED,
  };
  static const CdrTraceRecord records[] = {
    { 0, CDR_TRACE_WHOLE, CDR_TRACE_SETUP_WANTED },
    { 0, 0, CDR_TRACE_SETUP_BEGIN },
    { 0, 1, CDR_TRACE_SETUP_BEGIN },
    { 0, 0, CDR_TRACE_SETUP_SUCCEEDED },
    { 0, 1, CDR_TRACE_SETUP_FAILED },
    { 0, 2, CDR_TRACE_SKIPPED },
    { 0, 3, CDR_TRACE_SKIPPED },
    { 0, 0, CDR_TRACE_SHUTDOWN_BEGIN },
    { 0, 0, CDR_TRACE_SHUTDOWN_SUCCEEDED },
  };

  for (guint n = 1; n <= G_N_ELEMENTS (records); n++)
    {
      g_autoptr (ModelReplay) replay = model_replay_new (4, chain, G_N_ELEMENTS (chain),
                                                         wanted_roots);

      g_assert_cmpstr (model_replay_trace (replay, records, n, FALSE), ==, NULL);
      if (n < G_N_ELEMENTS (records))
        g_assert_nonnull (model_replay_end (replay));
      else
        g_assert_cmpstr (model_replay_end (replay), ==, NULL);
    }
}

/* Conductors. */

#define N_GRAPHS             50
#define CONDUCTORS_PER_GRAPH 40

static guint64 rows_taken;

static void
assert_trace_is_right (Fixture *fixture)
{
  CdrReconciler *reconciler = fixture->conductor->reconciler;
  g_autoptr (ModelReplay) replay = model_replay_new_for_graph (fixture->conductor->graph);
  guint n_records;
  const CdrTraceRecord *records = cdr_reconciler_get_trace (reconciler, &n_records);
  const char *wrong = model_replay_trace (replay, records, n_records,
                                          cdr_reconciler_is_at_rest (reconciler));

  rows_taken |= model_replay_get_rows (replay);
  if (wrong == NULL)
    return;

  for (guint i = 0; i < n_records; i++)
    g_printerr ("%u: %d %s\n", i + 1, (int) records[i].node,
                model_event_to_string (records[i].event));
  g_error ("%s", wrong);
}

static guint n_made;

static GType
make_type (const GType *dependencies,
           guint        n_dependencies)
{
  static const char *const names[] = { "a", "b", "c", "d" };
  const char *name[5] = { NULL };
  GType type[5] = { 0 };
  g_autofree char *type_name = g_strdup_printf ("Replayed%u", n_made++);
  GType made;

  for (guint i = 0; i < n_dependencies; i++)
    {
      name[i] = names[i];
      type[i] = dependencies[i];
    }

  made = cdr_test_type_new (type_name, name[0], type[0], name[1], type[1],
                            name[2], type[2], name[3], type[3], NULL);

  for (guint i = 0; i < n_dependencies; i++)
    {
      if (g_test_rand_bit ())
        cdr_test_type_set_need (made, names[i], CDR_NEED_WANTED);
    }

  return made;
}

static void
script_type (GType    type,
             CdrPhase phase)
{
  static const CdrTestBehaviour behaviours[] = {
    CDR_TEST_FAIL, CDR_TEST_FAIL_INSIDE, CDR_TEST_HANG, CDR_TEST_POLITE,
    CDR_TEST_SLOW_GIVE_UP, CDR_TEST_LATE_SUCCESS, CDR_TEST_LATE_FAILURE, CDR_TEST_DROP,
    CDR_TEST_FALSE, CDR_TEST_UNASKED, CDR_TEST_NESTED, CDR_TEST_INSIDE,
  };
  CdrTestBehaviour behaviour = CDR_TEST_OK;

  if (g_test_rand_int_range (0, 5) == 0)
    behaviour = behaviours[g_test_rand_int_range (0, G_N_ELEMENTS (behaviours))];

  cdr_test_script (type, phase, behaviour, g_test_rand_int_range (0, 40));
}

/* Types that depend on each other. GLib never lets go of a type, so there are few. */
static GType *
make_types (guint *n_types)
{
  GType *types;

  *n_types = g_test_rand_int_range (1, 7);
  types = g_new (GType, *n_types);

  for (guint n = 0; n < *n_types; n++)
    {
      GType dependencies[4];
      guint n_dependencies = 0;

      for (guint to = 0; to < n && n_dependencies < G_N_ELEMENTS (dependencies); to++)
        {
          if (g_test_rand_int_range (0, 3) != 0)
            dependencies[n_dependencies++] = types[to];
        }

      types[n] = make_type (dependencies, n_dependencies);
    }

  return types;
}

static void
add_types (Fixture     *fixture,
           const GType *types,
           guint        n_types)
{
  for (guint n = 0; n < n_types; n++)
    {
      script_type (types[n], CDR_PHASE_SETUP);
      script_type (types[n], CDR_PHASE_SHUTDOWN);

      if (n == n_types - 1 || g_test_rand_bit ())
        cdr_conductor_add_full (fixture->conductor, types[n],
                                g_test_rand_bit () ? CDR_NEED_REQUIRED : CDR_NEED_WANTED);
    }
}

static void
fault_one (Fixture     *fixture,
           const GType *types,
           guint        n_types)
{
  CdrComponent *component = cdr_conductor_get_component (fixture->conductor,
                                                         types[g_test_rand_int_range (0, n_types)]);
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "it died");

  if (component != NULL)
    cdr_component_fail (component, error);
}

/* Up, perhaps with somebody who interferes, and down again. */
static void
run_once (Fixture     *fixture,
          const GType *types,
          guint        n_types)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) setup = { 0 };
  g_auto (Outcome) shutdown = { 0 };

  cdr_test_setup_begin (fixture, cancellable, &setup);
  cdr_test_run_for (fixture, g_test_rand_int_range (0, 150));

  switch (g_test_rand_int_range (0, 5))
    {
    case 0:
      g_cancellable_cancel (cancellable);
      break;

    case 1:
      fault_one (fixture, types, n_types);
      cdr_test_run_for (fixture, g_test_rand_int_range (0, 50));
      break;

    case 2:
      break;

    default:
      cdr_test_wait (fixture, &setup);
      assert_trace_is_right (fixture);
      break;
    }

  g_cancellable_reset (cancellable);
  cdr_test_shutdown_begin (fixture, cancellable, &shutdown);
  cdr_test_run_for (fixture, g_test_rand_int_range (0, 100));
  if (g_test_rand_bit ())
    g_cancellable_cancel (cancellable);
  cdr_test_wait (fixture, &shutdown);
  cdr_test_wait (fixture, &setup);

  if (fixture->conductor->reconciler == NULL)
    return;

  assert_trace_is_right (fixture);
  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1000);
  assert_trace_is_right (fixture);
}

/* One that is disposed of before its setup fails without having been called. */
static void
created_cb (CdrConductor *conductor,
            CdrComponent *component,
            gpointer      user_data)
{
  if (g_test_rand_int_range (0, 40) == 0)
    g_object_run_dispose (G_OBJECT (component));
}

static void
test_conductor (Fixture     *fixture,
                const GType *types,
                guint        n_types)
{
  g_object_set (fixture->conductor,
                "setup-timeout", 30,
                "shutdown-timeout", 30,
                "shutdown-deadline", g_test_rand_int_range (1, 300),
                "grace", g_test_rand_int_range (0, 60),
                "max-concurrent", g_test_rand_int_range (0, 3),
                NULL);
  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (created_cb), NULL);
  add_types (fixture, types, n_types);

  run_once (fixture, types, n_types);
  run_once (fixture, types, n_types);
}

static void
assert_rows_taken (void)
{
  guint n_rows;
  const ModelRow *rows = model_get_rows (&n_rows);

  for (guint i = 0; i < n_rows; i++)
    {
      if ((rows_taken >> i & 1) == 0)
        g_error ("Not taken: %s, %s, %s", model_state_to_string (rows[i].from),
                 model_event_to_string (rows[i].event), rows[i].guard);
    }
}

/* A case of its own for each conductor would be one line each of the report. */
static void
test_conductors (Fixture *fixture)
{
  for (guint i = 0; i < N_GRAPHS; i++)
    {
      guint n_types;
      g_autofree GType *types = make_types (&n_types);

      for (guint j = 0; j < CONDUCTORS_PER_GRAPH; j++)
        {
          g_set_object (&fixture->conductor, NULL);
          cdr_test_scripts_reset ();
          cdr_test_log_clear ();
          fixture->conductor = cdr_conductor_new ();
          test_conductor (fixture, types, n_types);
        }
    }

  assert_rows_taken ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/replay/good", test_good);
  g_test_add_func ("/replay/bad", test_bad);
  g_test_add_func ("/replay/skipped", test_skipped);
  cdr_test_add ("/replay/conductors", test_conductors);

  return g_test_run ();
}
