/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

/* References that others hold on components and on the conductor: circles of the user's
 * own making, toggle references as bindings have them, and components that come back from
 * their dispose. The conductor adds no circle, and drops exactly what it took.
 */

static GType base, top;    /* top depends on base */
static GType resurrecting;

static CdrComponent *saved; /* what came back */
static guint n_disposed;

static void
set_up_and_down (Fixture *fixture)
{
  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

static void
hold (gpointer object,
      gpointer held)
{
  g_object_set_data_full (object, "held", g_object_ref (held), g_object_unref);
}

static void
let_go (gpointer object)
{
  g_object_set_data (object, "held", NULL);
}

static void
drop_conductor (Fixture *fixture)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
}

/* Two components that hold each other by hand: the circle is all that is left of them, and
 * breaking it is enough.
 */
static void
test_circle (Fixture *fixture)
{
  GObject *lower, *upper;

  set_up_and_down (fixture);
  lower = G_OBJECT (cdr_test_get (fixture, base));
  upper = G_OBJECT (cdr_test_get (fixture, top));
  hold (lower, upper);
  hold (upper, lower);
  drop_conductor (fixture);

  g_assert_cmpuint (cdr_test_n_alive (), ==, 2);
  g_assert_cmpuint (lower->ref_count, ==, 1);
  g_assert_cmpuint (upper->ref_count, ==, 1);
  g_assert_null (cdr_component_get_conductor (CDR_COMPONENT (lower)));
  let_go (lower);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
}

/* The same through the dependency: what was injected is taken back, so that one reference
 * in the other direction makes no circle.
 */
static void
test_no_circle (Fixture *fixture)
{
  set_up_and_down (fixture);
  hold (cdr_test_get (fixture, base), cdr_test_get (fixture, top));
  drop_conductor (fixture);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
}

/* While they are active there is one. It goes with the conductor, which takes nothing back
 * when it is dropped: the user breaks it.
 */
static void
test_circle_while_active (Fixture *fixture)
{
  GObject *lower;

  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  lower = G_OBJECT (cdr_test_get (fixture, base));
  hold (lower, cdr_test_get (fixture, top));
  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, "*2 components were up*");
  drop_conductor (fixture);
  g_test_assert_expected_messages ();

  g_assert_cmpuint (cdr_test_n_alive (), ==, 2);
  let_go (lower);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
}

/* A component that keeps the conductor that keeps it: neither goes before the component
 * lets go, and then both do.
 */
static void
test_conductor_kept (Fixture *fixture)
{
  CdrConductor *conductor = fixture->conductor;
  CdrComponent *component;

  set_up_and_down (fixture);
  component = cdr_test_get (fixture, base);
  hold (component, cdr_component_get_conductor (component));
  g_object_add_weak_pointer (G_OBJECT (conductor), (gpointer *) &conductor);

  g_object_unref (g_steal_pointer (&fixture->conductor));
  g_assert_nonnull (conductor);
  g_assert_cmpuint (G_OBJECT (conductor)->ref_count, ==, 1);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 2);

  let_go (component);
  g_assert_null (conductor);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
}

/* Or the application disposes of it. */
static void
test_conductor_kept_and_disposed (Fixture *fixture)
{
  CdrConductor *conductor = fixture->conductor;

  set_up_and_down (fixture);
  hold (cdr_test_get (fixture, base), conductor);
  g_object_add_weak_pointer (G_OBJECT (conductor), (gpointer *) &conductor);

  g_object_run_dispose (G_OBJECT (conductor));
  g_object_unref (g_steal_pointer (&fixture->conductor));
  g_assert_null (conductor);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
}

/* Toggle references, as wrappers have them. */

typedef struct
{
  guint    n_last; /* times that it became the last one */
  gboolean is_last;
} Toggle;

static void
toggle_cb (gpointer  user_data,
           GObject  *object,
           gboolean  is_last_ref)
{
  Toggle *toggle = user_data;

  toggle->is_last = is_last_ref;
  toggle->n_last += is_last_ref ? 1 : 0;
}

/* The wrapper outlives the conductor, and the component the wrapper's wish. */
static void
test_toggle (Fixture *fixture)
{
  Toggle toggle = { 0 };
  GObject *component;

  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  component = G_OBJECT (cdr_test_get (fixture, base));
  g_object_add_toggle_ref (component, toggle_cb, &toggle);
  cdr_test_shutdown_ok (fixture);
  g_assert_false (toggle.is_last);

  drop_conductor (fixture);
  g_assert_true (toggle.is_last);
  g_assert_cmpuint (toggle.n_last, ==, 1);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 1);
  g_assert_cmpint (cdr_component_get_state (CDR_COMPONENT (component)), ==, CDR_STATE_INACTIVE);

  g_object_remove_toggle_ref (component, toggle_cb, &toggle);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
  cdr_test_log_clear ();
}

/* The wrapper goes first, while the component is up. */
static void
test_toggle_removed (Fixture *fixture)
{
  Toggle toggle = { 0 };
  GObject *component;

  cdr_conductor_add (fixture->conductor, top);
  cdr_test_setup_ok (fixture);
  component = G_OBJECT (cdr_test_get (fixture, base));
  g_object_add_toggle_ref (component, toggle_cb, &toggle);
  g_object_remove_toggle_ref (component, toggle_cb, &toggle);
  g_assert_false (toggle.is_last);
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("Base.setup Base.up Top.setup Top.up Top.shutdown Top.down "
                       "Base.shutdown Base.down");
}

/* Dropped once, it comes back, and is nobody's component; then it goes for good. */

static void
resurrecting_dispose (GObject *object)
{
  n_disposed++;
  if (n_disposed == 1)
    saved = CDR_COMPONENT (g_object_ref (object));

  G_OBJECT_CLASS (g_type_class_peek (g_type_parent (G_OBJECT_TYPE (object))))->dispose (object);
}

static void
test_resurrected (Fixture *fixture)
{
  n_disposed = 0;
  cdr_conductor_add (fixture->conductor, resurrecting);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
  drop_conductor (fixture);

  g_assert_cmpuint (cdr_test_n_alive (), ==, 1);
  g_assert_cmpuint (G_OBJECT (saved)->ref_count, ==, 1);
  g_assert_null (cdr_component_get_conductor (saved));
  g_assert_cmpint (cdr_component_get_state (saved), ==, CDR_STATE_INACTIVE);

  g_clear_object (&saved);
  g_assert_cmpuint (n_disposed, ==, 2);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
  cdr_test_assert_log ("");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  base = cdr_test_type_new ("Base", NULL);
  top = cdr_test_type_new ("Top", "base", base, NULL);
  resurrecting = cdr_test_type_new ("Resurrecting", NULL);
  G_OBJECT_CLASS (g_type_class_ref (resurrecting))->dispose = resurrecting_dispose;

  cdr_test_add ("/references/circle", test_circle);
  cdr_test_add ("/references/circle/none", test_no_circle);
  cdr_test_add ("/references/circle/while-active", test_circle_while_active);
  cdr_test_add ("/references/conductor-kept", test_conductor_kept);
  cdr_test_add ("/references/conductor-kept/disposed", test_conductor_kept_and_disposed);
  cdr_test_add ("/references/toggle", test_toggle);
  cdr_test_add ("/references/toggle/removed", test_toggle_removed);
  cdr_test_add ("/references/resurrected", test_resurrected);

  return g_test_run ();
}
