/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-graph.h"
#include "cdr-test-types.h"

#include "cdr-topology-private.h"

/* Cycles and order: as users see them, and of random graphs against a slow reference. */

/* A type with a dependency per name; what they ask for is said later, so that types can
 * ask for each other.
 */
static GType
type_new (const char *name,
          ...)
{
  GPtrArray *pspecs = g_ptr_array_new ();
  const char *property_name;
  GType type;
  va_list args;

  va_start (args, name);
  while ((property_name = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (pspecs, cdr_test_pspec (property_name, CDR_TYPE_COMPONENT));
  va_end (args);

  g_assert_cmpuint (pspecs->len, <=, 3);
  g_ptr_array_set_size (pspecs, 4); /* NULL: ends the list */
  type = cdr_test_type_new_with (name, CDR_TEST_TYPE_COMPONENT,
                                 g_ptr_array_index (pspecs, 0), g_ptr_array_index (pspecs, 1),
                                 g_ptr_array_index (pspecs, 2), NULL);
  g_ptr_array_unref (pspecs);

  return type;
}

static void
ask (GType       type,
     const char *property_name,
     GType       dependency)
{
  cdr_test_set_dependency (type, property_name, dependency);
}

static void
assert_message (gboolean    success,
                GError     *error,
                const char *expected)
{
  g_assert_false (success);
  g_assert_error (error, CDR_ERROR, CDR_ERROR_CYCLE);
  g_assert_cmpstr (error->message, ==, expected);
}

/* Just this cycle is named, and nothing was made. */
static void
assert_cycle (Fixture    *fixture,
              const char *expected)
{
  g_autoptr (GError) validate_error = NULL;
  g_autoptr (GError) setup_error = NULL;
  guint n_alive = cdr_test_n_alive ();
  gboolean success;

  success = cdr_conductor_validate (fixture->conductor, &validate_error);
  assert_message (success, validate_error, expected);

  success = cdr_conductor_setup (fixture->conductor, NULL, &setup_error);
  assert_message (success, setup_error, expected);

  g_assert_cmpuint (cdr_test_n_alive (), ==, n_alive);
  cdr_test_assert_log ("");
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_FAILED);
}

/* Cycles. */

static void
test_cycle_self (Fixture *fixture)
{
  GType a = type_new ("SelfA", "a", NULL);

  ask (a, "a", a);
  cdr_conductor_add (fixture->conductor, a);
  assert_cycle (fixture, "SelfA:a -> SelfA");
}

/* It asks for what it is. */
static void
test_cycle_self_is_a (Fixture *fixture)
{
  GType any = cdr_test_type_new ("SelfAny", NULL);
  GType a = cdr_test_type_new_below ("SelfIsA", any, 0, "any", any, NULL);

  cdr_conductor_add (fixture->conductor, a);
  assert_cycle (fixture, "SelfIsA:any -> SelfIsA");
}

static void
test_cycle_two (Fixture *fixture)
{
  GType a = type_new ("TwoA", "b", NULL);
  GType b = type_new ("TwoB", "a", NULL);

  ask (a, "b", b);
  ask (b, "a", a);
  cdr_conductor_add (fixture->conductor, b);
  cdr_conductor_add (fixture->conductor, a);
  assert_cycle (fixture, "TwoB:a -> TwoA:b -> TwoB");
}

static void
test_cycle_three (Fixture *fixture)
{
  GType a = type_new ("CycleA", "b", NULL);
  GType b = type_new ("CycleB", "c", NULL);
  GType c = type_new ("CycleC", "a", NULL);

  ask (a, "b", b);
  ask (b, "c", c);
  ask (c, "a", a);
  cdr_conductor_add (fixture->conductor, a);
  assert_cycle (fixture, "CycleA:b -> CycleB:c -> CycleC:a -> CycleA");
}

/* Neither what leads to it nor what it leads to is named. */
static void
test_cycle_with_tails (Fixture *fixture)
{
  GType leaf = type_new ("TailLeaf", NULL);
  GType a = type_new ("TailA", "leaf", "b", NULL);
  GType b = type_new ("TailB", "leaf", "a", NULL);
  GType middle = type_new ("TailMiddle", "leaf", "b", NULL);
  GType top = type_new ("TailTop", "middle", "leaf", NULL);

  ask (a, "leaf", leaf);
  ask (a, "b", b);
  ask (b, "leaf", leaf);
  ask (b, "a", a);
  ask (middle, "leaf", leaf);
  ask (middle, "b", b);
  ask (top, "middle", middle);
  ask (top, "leaf", leaf);
  cdr_conductor_add (fixture->conductor, top);
  assert_cycle (fixture, "TailB:a -> TailA:b -> TailB");
}

/* Two cycles that share a component: the shorter one, though it is reached later. */
static void
test_cycle_shortest (Fixture *fixture)
{
  GType a = type_new ("ShortA", "b", NULL);
  GType b = type_new ("ShortB", "c", NULL);
  GType c = type_new ("ShortC", "a", "d", NULL);
  GType d = type_new ("ShortD", "c", NULL);

  ask (a, "b", b);
  ask (b, "c", c);
  ask (c, "a", a);
  ask (c, "d", d);
  ask (d, "c", c);
  cdr_conductor_add (fixture->conductor, a);
  assert_cycle (fixture, "ShortC:d -> ShortD:c -> ShortC");
}

static void
test_cycle_via_patch (Fixture *fixture)
{
  GType a = type_new ("PatchA", "b", NULL);
  GType b = type_new ("PatchB", NULL);
  GType mock = type_new ("PatchMock", "a", NULL);

  ask (a, "b", b);
  ask (mock, "a", a);
  cdr_conductor_add (fixture->conductor, a);
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
  g_assert_true (cdr_conductor_patch (fixture->conductor, b, mock, NULL));
  assert_cycle (fixture, "PatchA:b -> PatchMock:a -> PatchA");
}

static void
test_cycle_via_interface (Fixture *fixture)
{
  GType interface = cdr_test_interface_new ("GraphStore");
  GType a = type_new ("InterfaceA", "store", NULL);
  GType b = type_new ("InterfaceB", "a", NULL);

  cdr_test_type_implement (b, interface);
  ask (a, "store", interface);
  ask (b, "a", a);
  cdr_conductor_add (fixture->conductor, a);
  cdr_conductor_add (fixture->conductor, b);
  assert_cycle (fixture, "InterfaceA:store -> InterfaceB:a -> InterfaceA");
}

static void
test_cycle_via_wiring (Fixture *fixture)
{
  GType a = type_new ("WiredA", "b", NULL);
  GType b = type_new ("WiredB", "a", NULL);
  g_autoptr (CdrComponent) component_a = g_object_new (a, NULL);
  g_autoptr (CdrComponent) component_b = g_object_new (b, NULL);

  g_object_set (component_a, "b", component_b, NULL);
  g_object_set (component_b, "a", component_a, NULL);
  g_assert_true (cdr_conductor_add_component (fixture->conductor, component_a, CDR_NEED_REQUIRED,
                                              NULL));
  assert_cycle (fixture, "WiredA:b -> WiredB:a -> WiredA");

  /* The references go round too: that is for whoever made them to undo. */
  g_object_set (component_a, "b", NULL, NULL);
}

/* Half of it is wired, the other half injected. */
static void
test_cycle_via_both (Fixture *fixture)
{
  GType a = type_new ("BothA", "b", NULL);
  GType b = type_new ("BothB", "a", NULL);
  g_autoptr (CdrComponent) component_b = g_object_new (b, NULL);
  g_autoptr (CdrComponent) component_a = g_object_new (a, "b", component_b, NULL);

  ask (b, "a", a);
  g_assert_true (cdr_conductor_add_component (fixture->conductor, component_a, CDR_NEED_REQUIRED,
                                              NULL));
  assert_cycle (fixture, "BothA:b -> BothB:a -> BothA");
}

/* Not required is an edge all the same. */
static void
test_cycle_wanted (Fixture *fixture)
{
  GType a = type_new ("WantedA", "b", NULL);
  GType b = type_new ("WantedB", "a", NULL);

  ask (a, "b", b);
  ask (b, "a", a);
  cdr_test_set_need (a, "b", CDR_NEED_WANTED);
  cdr_test_set_need (b, "a", CDR_NEED_IF_ADDED);
  cdr_conductor_add (fixture->conductor, a);
  assert_cycle (fixture, "WantedA:b -> WantedB:a -> WantedA");
}

static void
test_cycle_long (Fixture *fixture)
{
  enum { N = 1000 };
  GType types[N];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N; i++)
    {
      g_autofree char *name = g_strdup_printf ("Long%u", i);

      types[i] = type_new (name, "next", NULL);
    }
  for (guint i = 0; i < N; i++)
    ask (types[i], "next", types[(i + 1) % N]);

  cdr_conductor_add (fixture->conductor, types[0]);
  g_assert_false (cdr_conductor_validate (fixture->conductor, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_CYCLE);
  g_assert_true (g_str_has_prefix (error->message, "Long0:next -> Long1:next -> Long2:next -> "));
  g_assert_true (g_str_has_suffix (error->message, "(960 more) -> Long0"));
  g_assert_cmpuint (strlen (error->message), <, 2000);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
}

/* The last that is spelled out, and the first that is not. */
static void
test_cycle_bound (Fixture *fixture)
{
  for (guint n = 40; n <= 43; n++)
    {
      g_autoptr (CdrConductor) conductor = cdr_conductor_new ();
      g_autoptr (GError) error = NULL;
      g_autofree GType *types = g_new (GType, n);
      g_autofree char *end = g_strdup_printf (" -> Bound%u0", n);

      for (guint i = 0; i < n; i++)
        {
          g_autofree char *name = g_strdup_printf ("Bound%u%u", n, i);

          types[i] = type_new (name, "next", NULL);
        }
      for (guint i = 0; i < n; i++)
        ask (types[i], "next", types[(i + 1) % n]);

      cdr_conductor_add (conductor, types[0]);
      g_assert_false (cdr_conductor_validate (conductor, &error));
      g_assert_true (g_str_has_suffix (error->message, end));
      if (n <= 41)
        g_assert_null (strstr (error->message, "more"));
      else
        g_assert_nonnull (strstr (error->message, n == 42 ? "(2 more)" : "(3 more)"));
      g_assert_finalize_object (g_steal_pointer (&conductor));
    }
}

/* The way out, when the cycle is broken. */
static void
test_cycle_broken (Fixture *fixture)
{
  GType a = type_new ("BrokenA", "b", NULL);
  GType b = type_new ("BrokenB", "a", NULL);
  GType mock = type_new ("BrokenMock", NULL);

  ask (a, "b", b);
  ask (b, "a", a);
  cdr_conductor_add (fixture->conductor, a);
  assert_cycle (fixture, "BrokenA:b -> BrokenB:a -> BrokenA");

  g_assert_true (cdr_conductor_patch (fixture->conductor, b, mock, NULL));
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
}

/* Order: ties go by the order of adding, and of properties. */

static void
assert_items (Fixture    *fixture,
              const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->conductor)); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (fixture->conductor), i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", G_OBJECT_TYPE_NAME (item));
    }

  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_order_of_adding (Fixture *fixture)
{
  GType a = type_new ("AddA", NULL);
  GType b = type_new ("AddB", NULL);
  GType c = type_new ("AddC", NULL);

  cdr_conductor_add (fixture->conductor, b);
  cdr_conductor_add (fixture->conductor, c);
  cdr_conductor_add (fixture->conductor, a);
  cdr_test_setup_ok (fixture);
  assert_items (fixture, "AddB AddC AddA");
  cdr_test_assert_log ("AddB.setup AddC.setup AddA.setup AddB.up AddC.up AddA.up");
  cdr_test_shutdown_ok (fixture);
}

static void
test_order_of_properties (Fixture *fixture)
{
  GType a = type_new ("PropertyA", NULL);
  GType b = type_new ("PropertyB", NULL);
  GType c = type_new ("PropertyC", NULL);
  GType top = type_new ("PropertyTop", "second", "first", "third", NULL);

  ask (top, "second", c);
  ask (top, "first", a);
  ask (top, "third", b);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  assert_items (fixture, "PropertyC PropertyA PropertyB PropertyTop");
  cdr_test_shutdown_ok (fixture);
}

static void
test_order_diamond (Fixture *fixture)
{
  GType bottom = type_new ("Bottom", NULL);
  GType left = type_new ("Left", "bottom", NULL);
  GType right = type_new ("Right", "bottom", NULL);
  GType top = type_new ("Top", "left", "right", NULL);

  ask (left, "bottom", bottom);
  ask (right, "bottom", bottom);
  ask (top, "left", left);
  ask (top, "right", right);
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  assert_items (fixture, "Bottom Left Right Top");
  cdr_test_assert_log ("Bottom.setup Bottom.up Left.setup Right.setup Left.up Right.up "
                       "Top.setup Top.up");
  cdr_test_shutdown_ok (fixture);
}

/* Random graphs against a reference. */
static void
test_random (Fixture *fixture)
{
  guint n_cyclic = 0;
  guint n_acyclic = 0;

  for (guint i = 0; i < 5000; i++)
    {
      if (cdr_test_graph_check ())
        n_acyclic++;
      else
        n_cyclic++;
    }

  /* Both kinds were tried. */
  g_assert_cmpuint (n_cyclic, >, 500);
  g_assert_cmpuint (n_acyclic, >, 500);
}

/* Long ones take no stack: a chain, and a cycle. */
static void
test_chain (Fixture *fixture)
{
  enum { N = 100000 };
  g_autoptr (GArray) nodes = g_array_new (FALSE, TRUE, sizeof (CdrTopologyNode));
  g_autoptr (GArray) edges = g_array_new (FALSE, TRUE, sizeof (CdrTopologyEdge));
  g_autoptr (CdrTopology) graph = NULL;
  g_autoptr (CdrTopology) cycle = NULL;
  g_autoptr (GError) error = NULL;
  CdrTopologyEdge back = { .from = N - 1, .to = 0, .pspec = cdr_test_graph_get_pspec (0) };

  for (guint i = 0; i < N; i++)
    {
      CdrTopologyNode node = { .type = cdr_test_graph_get_type (0), .first_edge = i };
      CdrTopologyEdge edge = { .from = i, .to = i + 1, .pspec = cdr_test_graph_get_pspec (0) };

      g_array_append_val (nodes, node);
      if (i + 1 < N)
        g_array_append_val (edges, edge);
    }

  g_array_index (nodes, CdrTopologyNode, 0).is_root = TRUE;
  graph = cdr_topology_new (nodes, edges, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (graph->n_nodes, ==, N);
  g_assert_true (graph->nodes[0].is_essential);
  g_assert_true (graph->nodes[N - 1].is_root);

  g_array_append_val (edges, back);
  cycle = cdr_topology_new (nodes, edges, &error);
  g_assert_null (cycle);
  cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_CYCLE, "(99960 more) -> Node0");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  cdr_test_graph_init ();

  cdr_test_add ("/graph/cycle/self", test_cycle_self);
  cdr_test_add ("/graph/cycle/self-is-a", test_cycle_self_is_a);
  cdr_test_add ("/graph/cycle/two", test_cycle_two);
  cdr_test_add ("/graph/cycle/three", test_cycle_three);
  cdr_test_add ("/graph/cycle/with-tails", test_cycle_with_tails);
  cdr_test_add ("/graph/cycle/shortest", test_cycle_shortest);
  cdr_test_add ("/graph/cycle/via-patch", test_cycle_via_patch);
  cdr_test_add ("/graph/cycle/via-interface", test_cycle_via_interface);
  cdr_test_add ("/graph/cycle/via-wiring", test_cycle_via_wiring);
  cdr_test_add ("/graph/cycle/via-both", test_cycle_via_both);
  cdr_test_add ("/graph/cycle/wanted", test_cycle_wanted);
  cdr_test_add ("/graph/cycle/long", test_cycle_long);
  cdr_test_add ("/graph/cycle/bound", test_cycle_bound);
  cdr_test_add ("/graph/cycle/broken", test_cycle_broken);
  cdr_test_add ("/graph/order/of-adding", test_order_of_adding);
  cdr_test_add ("/graph/order/of-properties", test_order_of_properties);
  cdr_test_add ("/graph/order/diamond", test_order_diamond);
  cdr_test_add ("/graph/random", test_random);
  cdr_test_add ("/graph/chain", test_chain);

  return g_test_run ();
}
