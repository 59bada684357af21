/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-picture.h"
#include "cdr-test-types.h"

/* Looking at the graph: queries against a transitive closure found by brute force, and
 * the pictures that a conductor gives at any time.
 */

#define MAX_NODES 12
#define N_GRAPHS  400

static GType database, mock, queue, web, unused;

/* closure[a][b]: a needs b, directly or not. */
typedef struct
{
  guint    n;
  gboolean direct[MAX_NODES][MAX_NODES];
  gboolean closure[MAX_NODES][MAX_NODES];
} Reference;

static void
reference_close (Reference *self)
{
  for (guint k = 0; k < self->n; k++)
    for (guint a = 0; a < self->n; a++)
      for (guint b = 0; b < self->n; b++)
        self->closure[a][b] |= self->closure[a][k] && self->closure[k][b];
}

static CdrGraph *
make_random (GRand     *rand,
             Reference *reference)
{
  static const char *const properties[] = { "first", "second", "third" };
  Picture picture;

  *reference = (Reference) { .n = (guint) g_rand_int_range (rand, 1, MAX_NODES + 1) };
  picture_init (&picture);
  for (guint n = 0; n < reference->n; n++)
    {
      /* Few names: some are there twice. */
      g_autofree char *name = g_strdup_printf ("Part %d", g_rand_int_range (rand, 0, 9));
      g_autofree char *type = g_strdup_printf ("QueryPart%d", g_rand_int_range (rand, 0, 9));

      picture_add (&picture, type, name, (CdrState) g_rand_int_range (rand, 0, 6), NULL);
      if (g_rand_boolean (rand))
        picture_add_root (&picture, n, (CdrNeed) g_rand_int_range (rand, 0, 2));
    }

  for (guint n = 1; n < reference->n; n++)
    {
      for (int i = g_rand_int_range (rand, 0, 4); i-- > 0;)
        {
          guint to = (guint) g_rand_int_range (rand, 0, (int) n);

          picture_add_edge (&picture, n, properties[i], to,
                            (CdrNeed) g_rand_int_range (rand, 0, 3));
          reference->direct[n][to] = reference->closure[n][to] = TRUE;
        }
    }
  reference_close (reference);

  return picture_finish (&picture);
}

/* Those for which the matrix says so, each once and in order. */
static void
check_set (guint          *nodes,
           gsize           n_nodes,
           const gboolean *row,
           guint           stride,
           guint           n)
{
  gsize found = 0;

  for (guint i = 0; i < n; i++)
    {
      if (!row[i * stride])
        continue;
      g_assert_cmpuint (found, <, n_nodes);
      g_assert_cmpuint (nodes[found++], ==, i);
    }

  g_assert_cmpuint (found, ==, n_nodes);
  g_free (nodes);
}

static void
check_path (CdrGraph        *graph,
            const Reference *reference,
            guint            from,
            guint            to)
{
  gsize n_nodes;
  g_autofree guint *path = cdr_graph_dup_path (graph, from, to, &n_nodes);

  if (from != to && !reference->closure[from][to])
    {
      g_assert_null (path);
      g_assert_cmpuint (n_nodes, ==, 0);
      return;
    }

  g_assert_nonnull (path);
  g_assert_cmpuint (path[0], ==, from);
  g_assert_cmpuint (path[n_nodes - 1], ==, to);
  for (gsize i = 0; i + 1 < n_nodes; i++)
    g_assert_true (reference->direct[path[i]][path[i + 1]]);
}

static void
check_lookup (CdrGraph *graph,
              guint     node)
{
  guint n_names = 0, n_types = 0, found = G_MAXUINT;
  const char *name = cdr_graph_get_node_name (graph, node);
  GType type = cdr_graph_get_node_type (graph, node);

  for (guint n = 0; n < cdr_graph_get_n_nodes (graph); n++)
    {
      n_names += g_str_equal (cdr_graph_get_node_name (graph, n), name);
      n_types += cdr_graph_get_node_type (graph, n) == type;
    }

  g_assert_cmpint (cdr_graph_find_name (graph, name, &found), ==, n_names == 1);
  g_assert_cmpuint (found, ==, n_names == 1 ? node : 0);
  g_assert_cmpint (cdr_graph_find_type (graph, type, &found), ==, n_types == 1);
  g_assert_cmpuint (found, ==, n_types == 1 ? node : 0);
  g_assert_true (cdr_graph_find_name (graph, name, NULL) == (n_names == 1));
}

static void
check_roots (CdrGraph *graph)
{
  gsize n_roots;
  g_autofree guint *roots = cdr_graph_dup_roots (graph, &n_roots);
  gsize found = 0;

  for (guint n = 0; n < cdr_graph_get_n_nodes (graph); n++)
    {
      CdrNeed need;

      if (!cdr_graph_is_root (graph, n, &need))
        {
          g_assert_cmpint (need, ==, CDR_NEED_REQUIRED);
          continue;
        }
      g_assert_cmpuint (found, <, n_roots);
      g_assert_cmpuint (roots[found++], ==, n);
    }

  g_assert_cmpuint (found, ==, n_roots);
}

static void
check_edges (CdrGraph        *graph,
             const Reference *reference)
{
  Reference seen = { 0 };

  for (guint e = 0; e < cdr_graph_get_n_edges (graph); e++)
    {
      guint dependent, dependency;
      CdrNeed need;
      const char *property = cdr_graph_get_edge (graph, e, &dependent, &dependency, &need);

      g_assert_true (g_str_equal (property, "first") || g_str_equal (property, "second") ||
                     g_str_equal (property, "third"));
      g_assert_true (reference->direct[dependent][dependency]);
      g_assert_cmpint (need, <=, CDR_NEED_IF_ADDED);
      seen.direct[dependent][dependency] = TRUE;
    }

  g_assert_cmpmem (seen.direct, sizeof seen.direct, reference->direct, sizeof seen.direct);
}

static void
check_queries (CdrGraph        *graph,
               const Reference *reference)
{
  const gsize stride = MAX_NODES;
  guint n = reference->n;
  gsize n_found;
  guint *found;

  for (guint a = 0; a < n; a++)
    {
      found = cdr_graph_dup_dependencies (graph, a, FALSE, &n_found);
      check_set (found, n_found, reference->direct[a], 1, n);
      found = cdr_graph_dup_dependencies (graph, a, TRUE, &n_found);
      check_set (found, n_found, reference->closure[a], 1, n);
      found = cdr_graph_dup_dependents (graph, a, FALSE, &n_found);
      check_set (found, n_found, &reference->direct[0][a], stride, n);
      found = cdr_graph_dup_dependents (graph, a, TRUE, &n_found);
      check_set (found, n_found, &reference->closure[0][a], stride, n);
      check_lookup (graph, a);

      for (guint b = 0; b < n; b++)
        check_path (graph, reference, a, b);
    }

  check_roots (graph);
  check_edges (graph, reference);
}

static void
test_queries (Fixture *fixture)
{
  GRand *rand = g_rand_new_with_seed (20);

  for (guint i = 0; i < N_GRAPHS; i++)
    {
      Reference reference;
      CdrGraph *graph = make_random (rand, &reference);

      check_queries (graph, &reference);
      g_assert_finalize_object (graph);
    }

  g_rand_free (rand);
}

/* The conductor's. "Name state <-needed by name" would be long: "Web:active>Queue,Database". */
static char *
describe (CdrGraph *graph)
{
  GString *text = g_string_new (NULL);

  for (guint n = 0; n < cdr_graph_get_n_nodes (graph); n++)
    {
      g_autoptr (GEnumClass) states = g_type_class_ref (CDR_TYPE_STATE);
      gsize n_dependencies;
      g_autofree guint *dependencies = cdr_graph_dup_dependencies (graph, n, FALSE,
                                                                   &n_dependencies);

      g_string_append_printf (text, "%s%s%s:%s", n > 0 ? " " : "",
                              cdr_graph_is_root (graph, n, NULL) ? "*" : "",
                              cdr_graph_get_node_name (graph, n),
                              g_enum_get_value (states, (int) cdr_graph_get_node_state (graph, n))
                                ->value_nick);
      for (gsize i = 0; i < n_dependencies; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? "," : ">",
                                cdr_graph_get_node_name (graph, dependencies[i]));
    }

  return g_string_free (text, FALSE);
}

static void
assert_graph (Fixture    *fixture,
              const char *expected)
{
  g_autoptr (GError) error = NULL;
  CdrGraph *graph = cdr_conductor_dup_graph (fixture->conductor, &error);
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  found = describe (graph);
  g_assert_cmpstr (found, ==, expected);
  g_assert_finalize_object (graph);
}

#define DOWN "Database:inactive Queue:inactive>Database *Web:inactive>Database,Queue"

static void
test_before (Fixture *fixture)
{
  guint n_alive = cdr_test_n_alive ();

  assert_graph (fixture, "");
  cdr_conductor_add (fixture->conductor, web);
  assert_graph (fixture, DOWN);
  g_assert_cmpuint (cdr_test_n_alive (), ==, n_alive);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->conductor)), ==, 0);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
  cdr_test_assert_log ("");
}

static void
test_during (Fixture *fixture)
{
  g_auto (Outcome) up = { 0 };
  g_auto (Outcome) down = { 0 };

  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_begin (fixture, NULL, &up);
  cdr_test_run_until (fixture, "Queue.setup");
  assert_graph (fixture, "Database:active Queue:setting-up>Database *Web:inactive>Database,Queue");
  cdr_test_wait (fixture, &up);
  g_assert_true (up.success);
  assert_graph (fixture, "Database:active Queue:active>Database *Web:active>Database,Queue");

  cdr_test_shutdown_begin (fixture, NULL, &down);
  cdr_test_run_until (fixture, "Queue.shutdown");
  assert_graph (fixture,
                "Database:active Queue:shutting-down>Database *Web:inactive>Database,Queue");
  cdr_test_wait (fixture, &down);
  g_assert_true (down.success);
  assert_graph (fixture, DOWN);
  cdr_test_log_clear ();
}

/* A picture stays what it was, also when there is no conductor any more. */
static void
test_outlives (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  CdrGraph *graph;
  g_autofree char *found = NULL;

  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  graph = cdr_conductor_dup_graph (fixture->conductor, &error);
  g_assert_no_error (error);
  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
  g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);

  found = describe (graph);
  g_assert_cmpstr (found, ==, "Database:active Queue:active>Database *Web:active>Database,Queue");
  g_assert_finalize_object (graph);
}

static void
test_patched (Fixture *fixture)
{
  guint node;
  CdrGraph *graph;

  cdr_conductor_add (fixture->conductor, web);
  g_assert_true (cdr_conductor_patch (fixture->conductor, database, mock, NULL));
  assert_graph (fixture, "Mock:inactive Queue:inactive>Mock *Web:inactive>Mock,Queue");

  graph = cdr_conductor_dup_graph (fixture->conductor, NULL);
  g_assert_true (cdr_graph_find_type (graph, mock, &node));
  g_assert_false (cdr_graph_find_type (graph, database, NULL));
  g_assert_finalize_object (graph);
}

static void
test_failed (Fixture *fixture)
{
  g_auto (Outcome) up = { 0 };
  CdrGraph *graph;
  guint node;

  cdr_test_script (queue, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_begin (fixture, NULL, &up);
  cdr_test_run_until (fixture, "Database.shutdown");
  assert_graph (fixture, "Database:shutting-down Queue:failed>Database "
                         "*Web:inactive>Database,Queue");

  graph = cdr_conductor_dup_graph (fixture->conductor, NULL);
  g_assert_true (cdr_graph_find_name (graph, "Queue", &node));
  g_assert_cmpstr (cdr_graph_get_node_error (graph, node), ==, "Queue (setup): it broke");
  g_assert_true (cdr_graph_find_name (graph, "Database", &node));
  g_assert_null (cdr_graph_get_node_error (graph, node));
  g_assert_finalize_object (graph);

  cdr_test_wait (fixture, &up);
  g_assert_false (up.success);
  cdr_test_log_clear ();
}

/* One that hangs is in the picture as long as others are up. */
static void
test_abandoned (Fixture *fixture)
{
  g_auto (Outcome) down = { 0 };

  cdr_test_script (queue, CDR_PHASE_SHUTDOWN, CDR_TEST_HANG, 0);
  cdr_test_script (database, CDR_PHASE_SHUTDOWN, CDR_TEST_OK, 1000);
  cdr_conductor_set_shutdown_timeout (fixture->conductor, 2000);
  cdr_conductor_set_grace (fixture->conductor, 500);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);

  cdr_test_shutdown_begin (fixture, NULL, &down);
  cdr_test_run_until (fixture, "Database.shutdown");
  assert_graph (fixture,
                "Database:shutting-down Queue:abandoned>Database *Web:inactive>Database,Queue");

  /* It answers after all, and is let go; its place stays. */
  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 10);
  assert_graph (fixture,
                "Database:shutting-down Queue:abandoned>Database *Web:inactive>Database,Queue");
  cdr_test_wait (fixture, &down);
  cdr_test_log_clear ();
}

static void
test_bad (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GType lost = cdr_test_type_new ("ViewsLost", "missing", CDR_TYPE_COMPONENT, NULL);

  cdr_conductor_add (fixture->conductor, lost);
  g_assert_null (cdr_conductor_dup_graph (fixture->conductor, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == CDR_ERROR);
  g_assert_null (cdr_conductor_dup_graph (fixture->conductor, NULL));
}

/* "Database Queue", each once. */
static void
assert_names (GPtrArray  *components,
              const char *expected)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < components->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            cdr_component_get_name (g_ptr_array_index (components, i)));
  g_assert_cmpstr (text->str, ==, expected);
  g_string_free (text, TRUE);
  g_ptr_array_unref (components);
}

static void
test_neighbours (Fixture *fixture)
{
  CdrComponent *alone = g_object_new (unused, NULL);
  CdrConductor *conductor = fixture->conductor;

  cdr_conductor_add (conductor, web);
  cdr_test_setup_ok (fixture);
  assert_names (cdr_conductor_dup_dependencies (conductor, cdr_test_get (fixture, web)),
                "Queue Database");
  assert_names (cdr_conductor_dup_dependents (conductor, cdr_test_get (fixture, web)), "");
  assert_names (cdr_conductor_dup_dependents (conductor, cdr_test_get (fixture, database)),
                "Queue Web");
  assert_names (cdr_conductor_dup_dependencies (conductor, cdr_test_get (fixture, database)), "");
  assert_names (cdr_conductor_dup_dependencies (conductor, alone), "");
  assert_names (cdr_conductor_dup_dependents (conductor, alone), "");

  cdr_test_shutdown_ok (fixture);
  assert_names (cdr_conductor_dup_dependencies (conductor, cdr_test_get (fixture, queue)),
                "Database");
  g_assert_finalize_object (alone);
  cdr_test_log_clear ();
}

static void
test_by_name (Fixture *fixture)
{
  CdrConductor *conductor = fixture->conductor;
  CdrComponent *twin = g_object_new (unused, "name", "Queue", NULL);

  g_assert_null (cdr_conductor_get_component_by_name (conductor, "Queue"));
  cdr_conductor_add (conductor, web);
  cdr_test_setup_ok (fixture);
  g_assert_true (cdr_conductor_get_component_by_name (conductor, "Queue") ==
                 cdr_test_get (fixture, queue));
  g_assert_null (cdr_conductor_get_component_by_name (conductor, "queue"));
  g_assert_null (cdr_conductor_get_component_by_name (conductor, ""));
  cdr_test_shutdown_ok (fixture);

  g_assert_true (cdr_conductor_add_component (conductor, twin, CDR_NEED_REQUIRED, NULL));
  cdr_test_setup_ok (fixture);
  g_assert_null (cdr_conductor_get_component_by_name (conductor, "Queue"));
  cdr_test_shutdown_ok (fixture);
  g_object_unref (twin);
  cdr_test_log_clear ();
}

/* Whoever does not want to know leaves it out. */
static void
test_left_out (Fixture *fixture)
{
  g_autoptr (CdrGraph) graph = NULL;
  g_autofree guint *roots = NULL;
  g_autofree guint *down = NULL;
  g_autofree guint *up = NULL;
  g_autofree guint *path = NULL;
  const char *property;

  cdr_conductor_add (fixture->conductor, web);
  graph = cdr_conductor_dup_graph (fixture->conductor, NULL);
  g_assert_nonnull (graph);

  property = cdr_graph_get_edge (graph, 0, NULL, NULL, NULL);
  g_assert_nonnull (property);
  g_assert_false (cdr_graph_is_root (graph, 0, NULL));
  g_assert_true (cdr_graph_find_name (graph, "Web", NULL));
  g_assert_true (cdr_graph_find_type (graph, web, NULL));
  g_assert_false (cdr_graph_find_type (graph, G_TYPE_OBJECT, NULL));

  roots = cdr_graph_dup_roots (graph, NULL);
  down = cdr_graph_dup_dependencies (graph, cdr_graph_get_n_nodes (graph) - 1, TRUE, NULL);
  up = cdr_graph_dup_dependents (graph, 0, TRUE, NULL);
  path = cdr_graph_dup_path (graph, cdr_graph_get_n_nodes (graph) - 1, 0, NULL);
  g_assert_cmpuint (roots[0], ==, cdr_graph_get_n_nodes (graph) - 1);
  g_assert_cmpuint (down[0], ==, 0);
  g_assert_nonnull (up);
  g_assert_cmpuint (path[0], ==, cdr_graph_get_n_nodes (graph) - 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  database = cdr_test_type_new ("Database", NULL);
  mock = cdr_test_type_new_below ("Mock", database, 0, NULL);
  queue = cdr_test_type_new ("Queue", "database", database, NULL);
  web = cdr_test_type_new ("Web", "queue", queue, "database", database, "replica", database, NULL);
  unused = cdr_test_type_new ("Unused", NULL);

  cdr_test_add ("/graph-views/queries", test_queries);
  cdr_test_add ("/graph-views/before", test_before);
  cdr_test_add ("/graph-views/during", test_during);
  cdr_test_add ("/graph-views/outlives", test_outlives);
  cdr_test_add ("/graph-views/patched", test_patched);
  cdr_test_add ("/graph-views/failed", test_failed);
  cdr_test_add ("/graph-views/abandoned", test_abandoned);
  cdr_test_add ("/graph-views/bad", test_bad);
  cdr_test_add ("/graph-views/neighbours", test_neighbours);
  cdr_test_add ("/graph-views/by-name", test_by_name);
  cdr_test_add ("/graph-views/left-out", test_left_out);

  return g_test_run ();
}
