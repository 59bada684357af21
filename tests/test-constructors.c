/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-types.h"

/* Components that add to their conductor while it makes them: a critical, and the setup is
 * that of the graph that was resolved.
 */

static GType late;        /* what is added too late */
static GType plain;       /* without any property of its own */

static CdrConductor *target;
static CdrComponent *ready_made;
static guint n_tried;

typedef void (*Trick) (void);

static Trick trick_of_init, trick_of_class;

static void
play (Trick *trick)
{
  Trick func = *trick;

  *trick = NULL; /* once */
  if (func != NULL)
    {
      n_tried++;
      func ();
    }
}

static void
tricky_init (GTypeInstance *instance,
             gpointer       klass)
{
  play (&trick_of_init);
}

static void
tricky_class_init (gpointer klass,
                   gpointer class_data)
{
  play (&trick_of_class);
}

/* A class of its own each time, as class_init runs once. */
static GType
tricky_type (void)
{
  static guint n_types;
  g_autofree char *name = g_strdup_printf ("Tricky%u", n_types++);
  GTypeQuery query;

  g_type_query (plain, &query);
  return g_type_register_static (plain, name,
                                 &(GTypeInfo) {
                                   .class_size = query.class_size,
                                   .class_init = tricky_class_init,
                                   .instance_size = query.instance_size,
                                   .instance_init = tricky_init,
                                 },
                                 0);
}

static void
add_type (void)
{
  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "Late can't be added once *");
  cdr_conductor_add (target, late);
  g_test_assert_expected_messages ();
}

static void
add_type_quietly (void)
{
  cdr_conductor_add (target, late);
}

static void
add_plain_again (void)
{
  cdr_conductor_add (target, plain);
}

static void
add_instance (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cdr_conductor_add_component (target, ready_made, CDR_NEED_REQUIRED, &error));
  cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_WRONG_STATE, "a setup has begun");
}

static void
patch (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cdr_conductor_patch (target, plain, late, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_WRONG_STATE);
}

/* The one that plays the trick, and one beside it. */
static GType
add (Fixture *fixture)
{
  GType type = tricky_type ();

  target = fixture->conductor;
  n_tried = 0;
  cdr_conductor_add (fixture->conductor, type);
  cdr_conductor_add (fixture->conductor, plain);

  return type;
}

/* Just these two were set up, and nothing is left of what was tried. */
static void
assert_as_resolved (Fixture *fixture,
                    GType    type)
{
  GListModel *list = G_LIST_MODEL (fixture->conductor);

  cdr_test_setup_ok (fixture);
  g_assert_cmpuint (n_tried, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 2);
  cdr_test_assert_state (fixture, type, CDR_STATE_ACTIVE);
  cdr_test_assert_state (fixture, plain, CDR_STATE_ACTIVE);
  g_assert_null (cdr_conductor_get_component (fixture->conductor, late));
  cdr_test_shutdown_ok (fixture);
  cdr_test_setup_ok (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 2);
  cdr_test_shutdown_ok (fixture);
  g_assert_cmpint (cdr_test_log_index_of ("Late.setup"), <, 0);
  cdr_test_log_clear ();
}

static void
test_init_adds (Fixture *fixture)
{
  GType type = add (fixture);

  trick_of_init = add_type;
  assert_as_resolved (fixture, type);
}

/* What is in the graph already may be added again. */
static void
test_init_adds_again (Fixture *fixture)
{
  GType type = add (fixture);

  trick_of_init = add_plain_again;
  assert_as_resolved (fixture, type);
}

static void
test_init_adds_component (Fixture *fixture)
{
  GType type = add (fixture);

  ready_made = g_object_new (late, NULL);
  trick_of_init = add_instance;
  assert_as_resolved (fixture, type);
  g_assert_null (cdr_component_get_conductor (ready_made));
  g_clear_object (&ready_made);
}

static void
test_init_patches (Fixture *fixture)
{
  GType type = add (fixture);

  trick_of_init = patch;
  assert_as_resolved (fixture, type);
}

/* The class is made when the graph is resolved. */
static void
test_class_init_adds (Fixture *fixture)
{
  GType type = add (fixture);

  trick_of_class = add_type;
  assert_as_resolved (fixture, type);
}

/* Before a setup it is only early: validate has looked at what was there, and the next
 * one, and the setup, at all of it.
 */
static void
test_class_init_adds_in_validate (Fixture *fixture)
{
  GType type = add (fixture);

  trick_of_class = add_type_quietly;
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
  g_assert_cmpuint (n_tried, ==, 1);
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));

  cdr_test_setup_ok (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->conductor)), ==, 3);
  cdr_test_assert_state (fixture, late, CDR_STATE_ACTIVE);
  cdr_test_assert_state (fixture, type, CDR_STATE_ACTIVE);
  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

/* It may shut down, though: nothing comes up. */
static void
shut_down (void)
{
  cdr_conductor_shutdown_async (target, NULL, NULL, NULL);
}

static void
test_init_shuts_down (Fixture *fixture)
{
  add (fixture);
  trick_of_init = shut_down;
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED, NULL);
  g_assert_cmpuint (n_tried, ==, 1);
  cdr_test_run_for (fixture, 1);
  g_assert_cmpint (cdr_conductor_get_state (fixture->conductor), ==, CDR_STATE_INACTIVE);
  cdr_test_assert_log ("");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  late = cdr_test_type_new ("Late", NULL);
  plain = cdr_test_type_new ("Plain", NULL);

  cdr_test_add ("/constructors/init/adds", test_init_adds);
  cdr_test_add ("/constructors/init/adds-again", test_init_adds_again);
  cdr_test_add ("/constructors/init/adds-component", test_init_adds_component);
  cdr_test_add ("/constructors/init/patches", test_init_patches);
  cdr_test_add ("/constructors/init/shuts-down", test_init_shuts_down);
  cdr_test_add ("/constructors/class-init/adds", test_class_init_adds);
  cdr_test_add ("/constructors/class-init/adds-in-validate", test_class_init_adds_in_validate);

  return g_test_run ();
}
