/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-types.h"

#include "cdr-graph-private.h"

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

#define MAX_NODES 10
#define MAX_PROPERTIES 4

static GType node_types[MAX_NODES];
static GParamSpec *node_pspecs[MAX_PROPERTIES];

typedef struct
{
  guint   n;
  guint   n_edges;
  guint   from[MAX_NODES * MAX_PROPERTIES];
  guint   to[MAX_NODES * MAX_PROPERTIES];
  guint   pspec[MAX_NODES * MAX_PROPERTIES];
  CdrNeed need[MAX_NODES * MAX_PROPERTIES];
  gboolean is_root[MAX_NODES];
  CdrNeed  root_need[MAX_NODES];
} Random;

static void
random_init (Random *self)
{
  gboolean is_acyclic = g_test_rand_bit ();
  int density = g_test_rand_int_range (0, MAX_PROPERTIES + 1);

  *self = (Random) { .n = (guint) g_test_rand_int_range (0, MAX_NODES + 1) };

  for (guint i = 0; i < self->n; i++)
    {
      self->is_root[i] = g_test_rand_bit ();
      self->root_need[i] = g_test_rand_bit () ? CDR_NEED_REQUIRED : CDR_NEED_WANTED;

      for (guint p = 0; p < MAX_PROPERTIES; p++)
        {
          guint to = (guint) g_test_rand_int_range (0, (int) self->n);

          if (g_test_rand_int_range (0, 2 * MAX_PROPERTIES) >= density)
            continue;
          if (is_acyclic && to <= i)
            continue;

          self->from[self->n_edges] = i;
          self->to[self->n_edges] = to;
          self->pspec[self->n_edges] = p;
          self->need[self->n_edges] = (CdrNeed) g_test_rand_int_range (0, 3);
          self->n_edges++;
        }
    }

  /* Acyclic, and yet not in order: turn all of it around half of the time. */
  if (is_acyclic && g_test_rand_bit ())
    {
      Random old = *self;

      self->n_edges = 0;
      for (guint i = 0; i < self->n; i++)
        {
          for (guint e = 0; e < old.n_edges; e++)
            {
              if (self->n - 1 - old.from[e] != i)
                continue;

              self->from[self->n_edges] = i;
              self->to[self->n_edges] = self->n - 1 - old.to[e];
              self->pspec[self->n_edges] = old.pspec[e];
              self->need[self->n_edges] = old.need[e];
              self->n_edges++;
            }
        }
    }
}

static CdrGraph *
random_to_graph (const Random  *self,
                 GError       **error)
{
  g_autoptr (GArray) nodes = g_array_new (FALSE, TRUE, sizeof (CdrGraphNode));
  g_autoptr (GArray) edges = g_array_new (FALSE, TRUE, sizeof (CdrGraphEdge));
  guint e = 0;

  for (guint i = 0; i < self->n; i++)
    {
      CdrGraphNode node = {
        .type = node_types[i],
        .first_edge = e,
        .is_root = self->is_root[i] != FALSE,
        .need = self->root_need[i],
      };

      g_array_append_val (nodes, node);
      for (; e < self->n_edges && self->from[e] == i; e++)
        {
          CdrGraphEdge edge = {
            .from = i,
            .to = self->to[e],
            .pspec = node_pspecs[self->pspec[e]],
            .need = self->need[e],
          };

          g_array_append_val (edges, edge);
        }
    }
  g_assert_cmpuint (e, ==, self->n_edges);

  return cdr_graph_new (nodes, edges, error);
}

/* The number of edges from one to another, at least one; 0: no way. */
static void
compute_distances (const Random *self,
                   gboolean      only_required,
                   guint         distances[MAX_NODES][MAX_NODES])
{
  memset (distances, 0, sizeof (guint) * MAX_NODES * MAX_NODES);
  for (guint e = 0; e < self->n_edges; e++)
    {
      if (!only_required || self->need[e] == CDR_NEED_REQUIRED)
        distances[self->from[e]][self->to[e]] = 1;
    }

  for (guint k = 0; k < self->n; k++)
    for (guint i = 0; i < self->n; i++)
      for (guint j = 0; j < self->n; j++)
        {
          guint sum = distances[i][k] + distances[k][j];

          if (distances[i][k] > 0 && distances[k][j] > 0 &&
              (distances[i][j] == 0 || sum < distances[i][j]))
            distances[i][j] = sum;
        }
}

static guint
find_number (const char *type_name)
{
  for (guint i = 0; i < MAX_NODES; i++)
    {
      if (g_str_equal (g_type_name (node_types[i]), type_name))
        return i;
    }

  g_assert_not_reached ();
}

static gboolean
has_edge (const Random *self,
          guint         from,
          guint         to,
          const char   *property_name)
{
  for (guint e = 0; e < self->n_edges; e++)
    {
      if (self->from[e] == from && self->to[e] == to &&
          g_str_equal (node_pspecs[self->pspec[e]]->name, property_name))
        return TRUE;
    }

  return FALSE;
}

/* It is a cycle of the graph, no other is shorter, and it begins where it was reached. */
static void
check_cycle (const Random *self,
             const char   *message,
             guint         shortest)
{
  g_auto (GStrv) steps = g_strsplit (message, " -> ", -1);
  guint n_steps = g_strv_length (steps);
  guint first = find_number (steps[n_steps - 1]);

  g_assert_cmpuint (n_steps - 1, ==, shortest);
  g_assert_cmpuint (n_steps, >=, 2);

  for (guint i = 0; i + 1 < n_steps; i++)
    {
      g_auto (GStrv) here = g_strsplit (steps[i], ":", 2);
      g_auto (GStrv) next = g_strsplit (steps[i + 1], ":", 2);
      guint from = find_number (here[0]);

      g_assert_true (has_edge (self, from, find_number (next[0]), here[1]));
      g_assert_cmpuint (from, >=, first);
      if (i == 0)
        g_assert_cmpuint (from, ==, first);
    }
}

/* Depth first, as one would write it down. */
static void
visit (const Random *self,
       guint         node,
       gboolean     *is_seen,
       GArray       *order)
{
  if (is_seen[node])
    return;

  is_seen[node] = TRUE;
  for (guint e = 0; e < self->n_edges; e++)
    {
      if (self->from[e] == node)
        visit (self, self->to[e], is_seen, order);
    }
  g_array_append_val (order, node);
}

static void
check_order (const Random   *self,
             const CdrGraph *graph)
{
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean is_seen[MAX_NODES] = { FALSE };

  for (guint i = 0; i < self->n; i++)
    visit (self, i, is_seen, order);

  g_assert_cmpuint (graph->n_nodes, ==, self->n);
  for (guint i = 0; i < self->n; i++)
    {
      guint number = g_array_index (order, guint, i);

      g_assert_cmpstr (g_type_name (graph->nodes[i].type), ==, g_type_name (node_types[number]));
      g_assert_cmpint (graph->nodes[i].is_root, ==, self->is_root[number] != FALSE);
      g_assert_cmpuint (graph->nodes[i].need, ==, self->root_need[number]);
    }
}

/* Every edge is there, once, in the order of properties, and points back. */
static void
check_edges (const Random   *self,
             const CdrGraph *graph)
{
  guint n_edges = 0;
  guint n_dependents = 0;

  g_assert_cmpuint (graph->n_edges, ==, self->n_edges);

  for (guint i = 0; i < graph->n_nodes; i++)
    {
      guint number = find_number (g_type_name (graph->nodes[i].type));
      guint e = 0;
      guint last = 0;
      gboolean is_first = TRUE;

      while (e < self->n_edges && self->from[e] != number)
        e++;

      cdr_graph_foreach_edge (graph, i, edge)
        {
          g_assert_cmpuint (edge->from, ==, i);
          g_assert_cmpuint (edge->to, <, i);
          g_assert_cmpuint (self->from[e], ==, number);
          g_assert_cmpstr (g_type_name (graph->nodes[edge->to].type), ==,
                           g_type_name (node_types[self->to[e]]));
          g_assert_true (edge->pspec == node_pspecs[self->pspec[e]]);
          g_assert_cmpuint (edge->need, ==, self->need[e]);
          n_edges++;
          e++;
        }

      cdr_graph_foreach_dependent (graph, i, place)
        {
          guint edge = graph->dependents[place];

          g_assert_cmpuint (graph->edges[edge].to, ==, i);
          g_assert_true (is_first || edge > last);
          is_first = FALSE;
          last = edge;
          n_dependents++;
        }
    }

  g_assert_cmpuint (n_edges, ==, self->n_edges);
  g_assert_cmpuint (n_dependents, ==, self->n_edges);
}

static void
check_essential (const Random   *self,
                 const CdrGraph *graph)
{
  guint distances[MAX_NODES][MAX_NODES];

  compute_distances (self, TRUE, distances);

  for (guint i = 0; i < graph->n_nodes; i++)
    {
      guint number = find_number (g_type_name (graph->nodes[i].type));
      gboolean is_essential = FALSE;

      for (guint root = 0; root < self->n; root++)
        {
          if (self->is_root[root] && self->root_need[root] == CDR_NEED_REQUIRED &&
              (root == number || distances[root][number] > 0))
            is_essential = TRUE;
        }

      g_assert_cmpint (graph->nodes[i].is_essential, ==, is_essential);
    }
}

static void
test_random (Fixture *fixture)
{
  guint n_cyclic = 0;
  guint n_acyclic = 0;

  for (guint i = 0; i < 5000; i++)
    {
      Random random;
      guint distances[MAX_NODES][MAX_NODES];
      guint shortest = 0;
      g_autoptr (CdrGraph) graph = NULL;
      g_autoptr (GError) error = NULL;

      random_init (&random);
      compute_distances (&random, FALSE, distances);
      for (guint n = 0; n < random.n; n++)
        {
          if (distances[n][n] > 0 && (shortest == 0 || distances[n][n] < shortest))
            shortest = distances[n][n];
        }

      graph = random_to_graph (&random, &error);
      g_assert_true ((graph == NULL) == (shortest > 0));

      if (graph == NULL)
        {
          g_assert_error (error, CDR_ERROR, CDR_ERROR_CYCLE);
          check_cycle (&random, error->message, shortest);
          n_cyclic++;
        }
      else
        {
          g_assert_no_error (error);
          check_order (&random, graph);
          check_edges (&random, graph);
          check_essential (&random, graph);
          n_acyclic++;
        }
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
  g_autoptr (GArray) nodes = g_array_new (FALSE, TRUE, sizeof (CdrGraphNode));
  g_autoptr (GArray) edges = g_array_new (FALSE, TRUE, sizeof (CdrGraphEdge));
  g_autoptr (CdrGraph) graph = NULL;
  g_autoptr (CdrGraph) cycle = NULL;
  g_autoptr (GError) error = NULL;
  CdrGraphEdge back = { .from = N - 1, .to = 0, .pspec = node_pspecs[0] };

  for (guint i = 0; i < N; i++)
    {
      CdrGraphNode node = { .type = node_types[0], .first_edge = i };
      CdrGraphEdge edge = { .from = i, .to = i + 1, .pspec = node_pspecs[0] };

      g_array_append_val (nodes, node);
      if (i + 1 < N)
        g_array_append_val (edges, edge);
    }

  g_array_index (nodes, CdrGraphNode, 0).is_root = TRUE;
  graph = cdr_graph_new (nodes, edges, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (graph->n_nodes, ==, N);
  g_assert_true (graph->nodes[0].is_essential);
  g_assert_true (graph->nodes[N - 1].is_root);

  g_array_append_val (edges, back);
  cycle = cdr_graph_new (nodes, edges, &error);
  g_assert_null (cycle);
  cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_CYCLE, "(99960 more) -> Node0");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < MAX_NODES; i++)
    {
      g_autofree char *name = g_strdup_printf ("Node%u", i);

      node_types[i] = cdr_test_type_new (name, NULL);
    }
  for (guint i = 0; i < MAX_PROPERTIES; i++)
    {
      g_autofree char *name = g_strdup_printf ("p%u", i);

      node_pspecs[i] = g_param_spec_ref_sink (cdr_test_pspec (name, CDR_TYPE_COMPONENT));
    }

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
