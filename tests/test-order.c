/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

/* The order of setup and shutdown, with delays that would show a wrong one. */

#define MAX_NODES 10

static GType database, queue, web, workers;
static GType base, left, right, top; /* a diamond */
static GType ends[6];                /* independent of each other */
static GType hub, fan;               /* all of them need hub; fan needs them all */
static GType spokes[8];
static GType chain[6];
static GType cache, page;            /* page wants cache, and requires database */

/* At every call of a virtual method, what the component depends on is there and up. */
static void
check_dependencies_cb (CdrComponent *component,
                       CdrPhase      phase,
                       gpointer      user_data)
{
  g_autofree GParamSpec **pspecs = NULL;
  guint n;

  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (component), &n);

  for (guint i = 0; i < n; i++)
    {
      GObject *dependency;

      if (!g_type_is_a (pspecs[i]->value_type, CDR_TYPE_COMPONENT))
        continue;

      dependency = cdr_test_component_peek (CDR_TEST_COMPONENT (component), pspecs[i]->name);
      g_assert_nonnull (dependency);
      g_assert_true (cdr_test_component_is_up (CDR_TEST_COMPONENT (dependency)));
      g_assert_cmpint (cdr_component_get_state (CDR_COMPONENT (dependency)), ==, CDR_STATE_ACTIVE);
    }
}

static void
script (GType type,
        guint setup_ms,
        guint shutdown_ms)
{
  cdr_test_script (type, CDR_PHASE_SETUP, CDR_TEST_OK, setup_ms);
  cdr_test_script (type, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, shutdown_ms);
  cdr_test_hook (type, check_dependencies_cb, NULL);
}

/* What a blocking call takes, in virtual milliseconds. */
static guint
measure_setup (Fixture *fixture)
{
  gint64 begun_us = cdr_test_clock_now ();

  cdr_test_setup_ok (fixture);
  return (guint) ((cdr_test_clock_now () - begun_us) / 1000);
}

static guint
measure_shutdown (Fixture *fixture)
{
  gint64 begun_us = cdr_test_clock_now ();

  cdr_test_shutdown_ok (fixture);
  return (guint) ((cdr_test_clock_now () - begun_us) / 1000);
}

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

static void
test_empty (Fixture *fixture)
{
  Outcome set_up = { 0 };
  Outcome shut_down = { 0 };

  cdr_test_setup_begin (fixture, NULL, &set_up);
  cdr_test_wait (fixture, &set_up);
  g_assert_no_error (set_up.error);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_ACTIVE);

  cdr_test_shutdown_begin (fixture, NULL, &shut_down);
  cdr_test_wait (fixture, &shut_down);
  g_assert_no_error (shut_down.error);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
}

static void
test_diamond (Fixture *fixture)
{
  script (base, 3, 1);
  script (left, 50, 5);
  script (right, 7, 40);
  script (top, 2, 9);
  cdr_conductor_add (fixture->conductor, top);

  g_assert_cmpuint (measure_setup (fixture), ==, 3 + 50 + 2);
  cdr_test_assert_log ("Base.setup Base.up Left.setup Right.setup Right.up Left.up "
                       "Top.setup Top.up");

  g_assert_cmpuint (measure_shutdown (fixture), ==, 9 + 40 + 1);
  cdr_test_assert_log ("Top.shutdown Top.down Right.shutdown Left.shutdown Left.down Right.down "
                       "Base.shutdown Base.down");
}

/* The slow half of it does not hold up what does not need it. */
static void
test_nothing_waits_needlessly (Fixture *fixture)
{
  script (database, 100, 1);
  script (queue, 1, 100);
  script (base, 1, 1);
  script (left, 1, 1);
  cdr_conductor_add (fixture->conductor, web);
  cdr_conductor_add (fixture->conductor, left);

  g_assert_cmpuint (measure_setup (fixture), ==, 100 + 1);
  cdr_test_assert_before ("Left.up", "Database.up");
  cdr_test_assert_before ("Database.up", "Web.setup");
  cdr_test_log_clear ();

  g_assert_cmpuint (measure_shutdown (fixture), ==, 1 + 100);
  cdr_test_assert_before ("Base.down", "Queue.down");
  cdr_test_log_clear ();
}

static void
test_chain (Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (chain); i++)
    script (chain[i], 10 * (G_N_ELEMENTS (chain) - i), 10 * i);
  cdr_conductor_add (fixture->conductor, chain[5]);

  g_assert_cmpuint (measure_setup (fixture), ==, 60 + 50 + 40 + 30 + 20 + 10);
  cdr_test_assert_log ("Link0.setup Link0.up Link1.setup Link1.up Link2.setup Link2.up "
                       "Link3.setup Link3.up Link4.setup Link4.up Link5.setup Link5.up");

  g_assert_cmpuint (measure_shutdown (fixture), ==, 50 + 40 + 30 + 20 + 10);
  cdr_test_assert_log ("Link5.shutdown Link5.down Link4.shutdown Link4.down "
                       "Link3.shutdown Link3.down Link2.shutdown Link2.down "
                       "Link1.shutdown Link1.down Link0.shutdown Link0.down");
}

static void
test_wide (Fixture *fixture)
{
  script (hub, 5, 5);
  for (guint i = 0; i < G_N_ELEMENTS (spokes); i++)
    script (spokes[i], 10 + 3 * (i % 4), 10 + 3 * (i % 3));
  script (fan, 5, 5);
  cdr_conductor_add (fixture->conductor, fan);

  g_assert_cmpuint (measure_setup (fixture), ==, 5 + 19 + 5);
  g_assert_cmpuint (cdr_test_log_count ("Hub.setup"), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (spokes); i++)
    {
      g_autofree char *set_up = g_strdup_printf ("Spoke%u.setup", i);
      g_autofree char *up = g_strdup_printf ("Spoke%u.up", i);

      cdr_test_assert_before ("Hub.up", set_up);
      cdr_test_assert_before (up, "Fan.setup");
      g_assert_cmpuint (cdr_test_log_count (set_up), ==, 1);
    }

  g_assert_cmpuint (measure_shutdown (fixture), ==, 5 + 16 + 5);
  for (guint i = 0; i < G_N_ELEMENTS (spokes); i++)
    {
      g_autofree char *shut_down = g_strdup_printf ("Spoke%u.shutdown", i);
      g_autofree char *down = g_strdup_printf ("Spoke%u.down", i);

      cdr_test_assert_before ("Fan.down", shut_down);
      cdr_test_assert_before (down, "Hub.shutdown");
      g_assert_cmpuint (cdr_test_log_count (shut_down), ==, 1);
    }
  cdr_test_log_clear ();
}

/* Random graphs: the time is that of the longest path, both ways. */

typedef struct
{
  GType    type;
  guint    n_dependencies;
  guint    dependencies[4];
  guint    setup_ms;
  guint    shutdown_ms;
} Node;

static void
make_graph (Node  *nodes,
            guint  n_nodes)
{
  static guint n_made;

  for (guint i = 0; i < n_nodes; i++)
    {
      g_autofree char *name = g_strdup_printf ("Random%u", n_made++);
      Node *node = &nodes[i];
      GType types[4] = { 0 };

      *node = (Node) { 0 };
      for (guint j = 0; j < i && node->n_dependencies < 4; j++)
        {
          if (g_test_rand_int_range (0, 3) != 0)
            continue;
          types[node->n_dependencies] = nodes[j].type;
          node->dependencies[node->n_dependencies++] = j;
        }

      node->type = cdr_test_type_new (name, node->n_dependencies > 0 ? "a" : NULL, types[0],
                                      node->n_dependencies > 1 ? "b" : NULL, types[1],
                                      node->n_dependencies > 2 ? "c" : NULL, types[2],
                                      node->n_dependencies > 3 ? "d" : NULL, types[3], NULL);
      node->setup_ms = (guint) g_test_rand_int_range (0, 30);
      node->shutdown_ms = (guint) g_test_rand_int_range (0, 30);
      script (node->type, node->setup_ms, node->shutdown_ms);
    }
}

static guint
get_setup_path (const Node *nodes,
                guint       n_nodes)
{
  guint ends_ms[MAX_NODES] = { 0 };
  guint result = 0;

  for (guint i = 0; i < n_nodes; i++)
    {
      for (guint d = 0; d < nodes[i].n_dependencies; d++)
        ends_ms[i] = MAX (ends_ms[i], ends_ms[nodes[i].dependencies[d]]);
      ends_ms[i] += nodes[i].setup_ms;
      result = MAX (result, ends_ms[i]);
    }

  return result;
}

static guint
get_shutdown_path (const Node *nodes,
                   guint       n_nodes)
{
  guint ends_ms[MAX_NODES] = { 0 };
  guint result = 0;

  for (guint i = n_nodes; i > 0; i--)
    {
      const Node *node = &nodes[i - 1];

      ends_ms[i - 1] += node->shutdown_ms;
      result = MAX (result, ends_ms[i - 1]);
      for (guint d = 0; d < node->n_dependencies; d++)
        ends_ms[node->dependencies[d]] = MAX (ends_ms[node->dependencies[d]], ends_ms[i - 1]);
    }

  return result;
}

static void
test_longest_path (Fixture *fixture)
{
  g_clear_object (&fixture->conductor);

  for (guint round = 0; round < 100; round++)
    {
      Node nodes[MAX_NODES];
      guint n_nodes = (guint) g_test_rand_int_range (2, MAX_NODES + 1);
      guint first = (guint) g_test_rand_int_range (0, (int) n_nodes);

      make_graph (nodes, n_nodes);
      fixture->conductor = cdr_conductor_new ();
      for (guint i = 0; i < n_nodes; i++)
        cdr_conductor_add (fixture->conductor, nodes[(first + i) % n_nodes].type);

      g_assert_cmpuint (measure_setup (fixture), ==, get_setup_path (nodes, n_nodes));
      g_assert_cmpuint (measure_shutdown (fixture), ==, get_shutdown_path (nodes, n_nodes));

      g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
      cdr_test_log_clear ();
    }
}

/* One at a time: the list's order, and its reverse. */

static char *
list_to_log (Fixture *fixture,
             gboolean is_up)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->conductor));

  for (guint i = 0; i < n; i++)
    {
      guint position = is_up ? i : n - 1 - i;
      g_autoptr (CdrComponent) component = g_list_model_get_item (G_LIST_MODEL (fixture->conductor),
                                                                  position);
      const char *name = cdr_component_get_name (component);

      g_string_append_printf (text, "%s%s.%s %s.%s", i > 0 ? " " : "",
                              name, is_up ? "setup" : "shutdown", name, is_up ? "up" : "down");
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_one_at_a_time (Fixture *fixture)
{
  script (database, 20, 1);
  script (queue, 5, 40);
  cdr_conductor_set_max_concurrent (fixture->conductor, 1);
  cdr_conductor_add (fixture->conductor, web);
  cdr_conductor_add (fixture->conductor, workers);

  cdr_test_setup_ok (fixture);
  cdr_test_assert_log ("Database.setup Database.up Queue.setup Queue.up "
                       "Web.setup Web.up Workers.setup Workers.up");

  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("Workers.shutdown Workers.down Web.shutdown Web.down "
                       "Queue.shutdown Queue.down Database.shutdown Database.down");
}

static void
test_one_at_a_time_random (Fixture *fixture)
{
  g_clear_object (&fixture->conductor);

  for (guint round = 0; round < 20; round++)
    {
      Node nodes[MAX_NODES];
      g_autofree char *up = NULL;
      g_autofree char *down = NULL;

      make_graph (nodes, MAX_NODES);
      fixture->conductor = cdr_conductor_new ();
      cdr_conductor_set_max_concurrent (fixture->conductor, 1);
      for (guint i = MAX_NODES; i > 0; i--)
        cdr_conductor_add (fixture->conductor, nodes[i - 1].type);

      cdr_test_setup_ok (fixture);
      up = list_to_log (fixture, TRUE);
      cdr_test_assert_log (up);

      cdr_test_shutdown_ok (fixture);
      down = list_to_log (fixture, FALSE);
      cdr_test_assert_log (down);

      g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
    }
}

static int n_flying, max_flying;

static void
count_cb (CdrComponent *component,
          GParamSpec   *pspec,
          gpointer      user_data)
{
  CdrState state = cdr_component_get_state (component);

  if (state == CDR_STATE_SETTING_UP || state == CDR_STATE_SHUTTING_DOWN)
    n_flying++;
  else
    n_flying--;
  max_flying = MAX (max_flying, n_flying);
}

static void
created_cb (CdrConductor *conductor,
            CdrComponent *component,
            gpointer      user_data)
{
  g_signal_connect (component, "notify::state", G_CALLBACK (count_cb), NULL);
}

static void
test_two_at_a_time (Fixture *fixture)
{
  n_flying = max_flying = 0;
  g_signal_connect (fixture->conductor, "component-created", G_CALLBACK (created_cb), NULL);
  cdr_conductor_set_max_concurrent (fixture->conductor, 2);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      script (ends[i], 10, 20);
      cdr_conductor_add (fixture->conductor, ends[i]);
    }

  g_assert_cmpuint (measure_setup (fixture), ==, 3 * 10);
  g_assert_cmpint (max_flying, ==, 2);
  g_assert_cmpint (n_flying, ==, 0);
  cdr_test_assert_log ("End0.setup End1.setup End0.up End1.up End2.setup End3.setup "
                       "End2.up End3.up End4.setup End5.setup End4.up End5.up");

  max_flying = 0;
  g_assert_cmpuint (measure_shutdown (fixture), ==, 3 * 20);
  g_assert_cmpint (max_flying, ==, 2);
  cdr_test_assert_log ("End5.shutdown End4.shutdown End5.down End4.down End3.shutdown "
                       "End2.shutdown End3.down End2.down End1.shutdown End0.shutdown "
                       "End1.down End0.down");
}

/* A limit that is lifted on the way holds at once. */
static void
test_limit_changed (Fixture *fixture)
{
  Outcome outcome = { 0 };
  gint64 begun_us = cdr_test_clock_now ();

  cdr_conductor_set_max_concurrent (fixture->conductor, 1);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      script (ends[i], 100, 1);
      cdr_conductor_add (fixture->conductor, ends[i]);
    }

  cdr_test_setup_begin (fixture, NULL, &outcome);
  cdr_test_run_for (fixture, 50);
  cdr_test_assert_log ("End0.setup");
  cdr_conductor_set_max_concurrent (fixture->conductor, 0);
  cdr_test_wait (fixture, &outcome);

  g_assert_no_error (outcome.error);
  g_assert_cmpint (outcome.time_us - begun_us, ==, 150 * 1000);
  cdr_test_log_clear ();
  cdr_test_shutdown_ok (fixture);
}

/* The order of adding, and for dependencies that of the properties. */
static void
test_ties (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, ends[3]);
  cdr_conductor_add (fixture->conductor, workers);
  cdr_conductor_add (fixture->conductor, ends[0]);
  cdr_conductor_add (fixture->conductor, ends[3]);
  cdr_conductor_set_max_concurrent (fixture->conductor, 1);

  cdr_test_setup_ok (fixture);
  cdr_test_assert_log ("End3.setup End3.up Database.setup Database.up Queue.setup Queue.up "
                       "Workers.setup Workers.up End0.setup End0.up");
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("End0.shutdown End0.down Workers.shutdown Workers.down "
                       "Queue.shutdown Queue.down Database.shutdown Database.down "
                       "End3.shutdown End3.down");
}

/* The same inputs give the same order, also the second time on the same instances. */
static void
test_repeated (Fixture *fixture)
{
  g_autofree char *first = NULL;

  script (left, 5, 5);
  script (right, 5, 5);
  cdr_conductor_add (fixture->conductor, top);
  cdr_conductor_add (fixture->conductor, web);

  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  first = cdr_test_log_to_string ();
  cdr_test_log_clear ();

  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log (first);
}

/* A dependency that is only wanted is waited for all the same, and goes down last. */
static void
test_wanted (Fixture *fixture)
{
  script (cache, 80, 1);
  script (database, 1, 1);
  script (page, 1, 60);
  cdr_conductor_add (fixture->conductor, page);

  g_assert_cmpuint (measure_setup (fixture), ==, 81);
  cdr_test_assert_log ("Cache.setup Database.setup Database.up Cache.up Page.setup Page.up");
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("Page.shutdown Page.down Database.shutdown Cache.shutdown "
                       "Database.down Cache.down");
}

/* What the application wired is an edge like any other. */
static void
test_wired (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  CdrComponent *c0 = g_object_new (chain[0], NULL);
  CdrComponent *c1 = g_object_new (chain[1], "dependency", c0, NULL);

  script (chain[0], 30, 1);
  script (chain[1], 1, 30);
  g_assert_true (cdr_conductor_add_component (fixture->conductor, c1, CDR_NEED_REQUIRED, &error));
  g_assert_no_error (error);

  cdr_test_setup_ok (fixture);
  cdr_test_assert_log ("Link0.setup Link0.up Link1.setup Link1.up");
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("Link1.shutdown Link1.down Link0.shutdown Link0.down");
  g_assert_true (cdr_test_component_peek (CDR_TEST_COMPONENT (c1), "dependency") == (GObject *) c0);

  g_object_unref (c0);
  g_object_unref (c1);
}

/* The shutdown goes by the edge that was recorded, not by what the property holds. */
static void
test_property_changed (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, chain[1]);

  cdr_test_setup_ok (fixture);
  g_object_set (cdr_test_get (fixture, chain[1]), "dependency", NULL, NULL);
  cdr_test_log_clear ();

  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("Link1.shutdown Link1.down Link0.shutdown Link0.down");
}

static void
make_types (void)
{
  database = cdr_test_type_new ("Database", NULL);
  queue = cdr_test_type_new ("Queue", NULL);
  web = cdr_test_type_new ("Web", "database", database, "queue", queue, NULL);
  workers = cdr_test_type_new ("Workers", "database", database, "queue", queue, NULL);

  base = cdr_test_type_new ("Base", NULL);
  left = cdr_test_type_new ("Left", "base", base, NULL);
  right = cdr_test_type_new ("Right", "base", base, NULL);
  top = cdr_test_type_new ("Top", "left", left, "right", right, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *name = g_strdup_printf ("End%u", i);

      ends[i] = cdr_test_type_new (name, NULL);
    }

  hub = cdr_test_type_new ("Hub", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (spokes); i++)
    {
      g_autofree char *name = g_strdup_printf ("Spoke%u", i);

      spokes[i] = cdr_test_type_new (name, "hub", hub, NULL);
    }
  fan = cdr_test_type_new ("Fan", "s0", spokes[0], "s1", spokes[1], "s2", spokes[2],
                           "s3", spokes[3], "s4", spokes[4], "s5", spokes[5],
                           "s6", spokes[6], "s7", spokes[7], NULL);

  for (guint i = 0; i < G_N_ELEMENTS (chain); i++)
    {
      g_autofree char *name = g_strdup_printf ("Link%u", i);

      chain[i] = cdr_test_type_new (name, i > 0 ? "dependency" : NULL, i > 0 ? chain[i - 1] : 0,
                                    NULL);
    }

  cache = cdr_test_type_new ("Cache", NULL);
  page = cdr_test_type_new ("Page", "cache", cache, "database", database, NULL);
  cdr_test_type_set_need (page, "cache", CDR_NEED_WANTED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_types ();

  cdr_test_add ("/order/application", test_application);
  cdr_test_add ("/order/empty", test_empty);
  cdr_test_add ("/order/diamond", test_diamond);
  cdr_test_add ("/order/nothing-waits-needlessly", test_nothing_waits_needlessly);
  cdr_test_add ("/order/chain", test_chain);
  cdr_test_add ("/order/wide", test_wide);
  cdr_test_add ("/order/longest-path", test_longest_path);
  cdr_test_add ("/order/one-at-a-time", test_one_at_a_time);
  cdr_test_add ("/order/one-at-a-time/random", test_one_at_a_time_random);
  cdr_test_add ("/order/two-at-a-time", test_two_at_a_time);
  cdr_test_add ("/order/limit-changed", test_limit_changed);
  cdr_test_add ("/order/ties", test_ties);
  cdr_test_add ("/order/repeated", test_repeated);
  cdr_test_add ("/order/wanted", test_wanted);
  cdr_test_add ("/order/wired", test_wired);
  cdr_test_add ("/order/property-changed", test_property_changed);

  return g_test_run ();
}
