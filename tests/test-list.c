/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-types.h"

/* The conductor as a list of its components, and what it says of changes. */

static GType database, mock, queue;
static GType web; /* database, queue */

/* A view of the list that follows what it is told, and what it was told. */
typedef struct
{
  GListModel *model; /* not owned */
  GPtrArray  *items; /* not owned */
  GString    *text;
} View;

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  gpointer    user_data)
{
  View *view = user_data;

  g_string_append_printf (view->text, "%s%u-%u+%u", view->text->len > 0 ? " " : "",
                          position, n_removed, n_added);

  if (n_removed > 0)
    g_ptr_array_remove_range (view->items, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, position + i);

      g_assert_true (CDR_IS_COMPONENT (item));
      g_ptr_array_insert (view->items, (int) (position + i), item);
    }

  /* What is told is the case already. */
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, view->items->len);
}

static void
n_items_cb (GObject    *object,
            GParamSpec *pspec,
            gpointer    user_data)
{
  View *view = user_data;
  guint n_items;

  g_object_get (object, "n-items", &n_items, NULL);
  g_assert_cmpuint (n_items, ==, g_list_model_get_n_items (G_LIST_MODEL (object)));
  g_string_append_printf (view->text, " n=%u", n_items);
}

static void
view_init (View    *self,
           Fixture *fixture)
{
  self->model = G_LIST_MODEL (fixture->conductor);
  self->items = g_ptr_array_new ();
  self->text = g_string_new (NULL);
  g_signal_connect (self->model, "items-changed", G_CALLBACK (items_changed_cb), self);
  g_signal_connect (self->model, "notify::n-items", G_CALLBACK (n_items_cb), self);
}

static void
view_clear (View *self)
{
  g_signal_handlers_disconnect_by_data (self->model, self);
  g_ptr_array_unref (self->items);
  g_string_free (self->text, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (View, view_clear)

/* What was told since the last time; and the list is what the view made of it. */
static void
assert_told (View       *view,
             const char *expected,
             const char *expected_names)
{
  g_autoptr (GString) names = g_string_new (NULL);

  g_assert_cmpstr (view->text->str, ==, expected);
  g_string_set_size (view->text, 0);

  g_assert_cmpuint (g_list_model_get_n_items (view->model), ==, view->items->len);
  for (guint i = 0; i < view->items->len; i++)
    {
      g_autoptr (CdrComponent) item = g_list_model_get_item (view->model, i);

      g_assert_true (item == g_ptr_array_index (view->items, i));
      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", cdr_component_get_name (item));
    }
  g_assert_cmpstr (names->str, ==, expected_names);
}

static void
add_component (Fixture      *fixture,
               CdrComponent *component)
{
  g_autoptr (GError) error = NULL;

  cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_REQUIRED, &error);
  g_assert_no_error (error);
}

static void
test_types (Fixture *fixture)
{
  GListModel *model = G_LIST_MODEL (fixture->conductor);
  GType item_type;
  guint n_items;

  g_object_get (fixture->conductor, "item-type", &item_type, "n-items", &n_items, NULL);
  g_assert_true (item_type == CDR_TYPE_COMPONENT);
  g_assert_true (g_list_model_get_item_type (model) == CDR_TYPE_COMPONENT);
  g_assert_cmpuint (n_items, ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  g_assert_null (g_list_model_get_item (model, 0));
}

/* Of types nothing is there before a setup has resolved them. */
static void
test_before_setup (Fixture *fixture)
{
  g_auto (View) view = { 0 };

  view_init (&view, fixture);
  cdr_conductor_add (fixture->conductor, web);
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
  assert_told (&view, "", "");
}

static void
test_ready_made (Fixture *fixture)
{
  g_autoptr (CdrComponent) first = g_object_new (web, "name", "First", NULL);
  g_autoptr (CdrComponent) second = g_object_new (database, "name", "Second", NULL);
  g_auto (View) view = { 0 };

  view_init (&view, fixture);

  /* As they were added. */
  add_component (fixture, first);
  assert_told (&view, "0-0+1 n=1", "First");
  cdr_conductor_add (fixture->conductor, queue);
  add_component (fixture, second);
  assert_told (&view, "1-0+1 n=2", "First Second");

  /* One that is refused is no change. */
  g_assert_false (cdr_conductor_add_component (fixture->conductor, second, CDR_NEED_REQUIRED,
                                               NULL));
  assert_told (&view, "", "First Second");

  /* All in topological order, at once. */
  cdr_test_setup_ok (fixture);
  assert_told (&view, "0-2+3 n=3", "Second Queue First");
  cdr_test_shutdown_ok (fixture);
  assert_told (&view, "", "Second Queue First");
}

/* Told before the first setup begins. */
static void
hook (CdrComponent *component,
      CdrPhase      phase,
      gpointer      user_data)
{
  View *view = user_data;

  g_assert_cmpuint (view->items->len, ==, 3);
}

static void
test_setup (Fixture *fixture)
{
  g_auto (View) view = { 0 };

  view_init (&view, fixture);
  cdr_test_hook (database, hook, &view);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  assert_told (&view, "0-0+3 n=3", "Database Queue Web");

  cdr_test_shutdown_ok (fixture);
  assert_told (&view, "", "Database Queue Web");
}

static void
test_setup_again (Fixture *fixture)
{
  g_auto (View) view = { 0 };

  view_init (&view, fixture);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  assert_told (&view, "0-0+3 n=3", "Database Queue Web");

  /* The same content is no change. */
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  assert_told (&view, "", "Database Queue Web");
}

/* Between two setups: stable until the next. */
static void
test_other_content (Fixture *fixture)
{
  g_auto (View) view = { 0 };

  view_init (&view, fixture);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  assert_told (&view, "0-0+3 n=3", "Database Queue Web");

  g_assert_true (cdr_conductor_patch (fixture->conductor, database, mock, NULL));
  assert_told (&view, "", "Database Queue Web");

  /* As many as before: their number has not changed. */
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  assert_told (&view, "0-3+3", "Mock Queue Web");
}

static void
test_more_content (Fixture *fixture)
{
  g_autoptr (CdrComponent) ready = g_object_new (database, "name", "Ready", NULL);
  g_auto (View) view = { 0 };

  view_init (&view, fixture);
  cdr_conductor_add (fixture->conductor, queue);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  assert_told (&view, "0-0+1 n=1", "Queue");

  cdr_conductor_add (fixture->conductor, web);
  assert_told (&view, "", "Queue");
  add_component (fixture, ready);
  assert_told (&view, "1-0+1 n=2", "Queue Ready");
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  assert_told (&view, "0-2+3 n=3", "Queue Ready Web");
}

/* A graph that can't be resolved leaves the list as it was. */
static void
test_bad_graph (Fixture *fixture)
{
  GType abstract = cdr_test_type_new_below ("Abstract", CDR_TEST_TYPE_COMPONENT,
                                            G_TYPE_FLAG_ABSTRACT, NULL);
  GType bad = cdr_test_type_new ("Bad", "abstract", abstract, NULL);
  g_auto (View) view = { 0 };

  view_init (&view, fixture);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);
  assert_told (&view, "0-0+3 n=3", "Database Queue Web");

  cdr_conductor_add (fixture->conductor, bad);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_UNRESOLVED, "Bad:abstract");
  assert_told (&view, "", "Database Queue Web");
}

/* A setup that fails changes nothing either: they are all still there. */
static void
test_failed_setup (Fixture *fixture)
{
  g_auto (View) view = { 0 };

  view_init (&view, fixture);
  cdr_test_script (queue, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "Queue (setup): it broke");
  assert_told (&view, "0-0+3 n=3", "Database Queue Web");
}

/* Each component is in it once, however many depend on it. */
static void
test_once (Fixture *fixture)
{
  GType twice = cdr_test_type_new ("Twice", "a", database, "b", database, "web", web, NULL);
  g_auto (View) view = { 0 };

  view_init (&view, fixture);
  cdr_conductor_add (fixture->conductor, database);
  cdr_conductor_add (fixture->conductor, twice);
  cdr_test_setup_ok (fixture);
  assert_told (&view, "0-0+4 n=4", "Database Queue Web Twice");
  cdr_test_shutdown_ok (fixture);
}

/* One that was abandoned leaves when it has ended. */
static void
test_abandoned (Fixture *fixture)
{
  g_auto (View) view = { 0 };

  view_init (&view, fixture);
  cdr_test_script (queue, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  cdr_conductor_add (fixture->conductor, web);

  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "*Queue*");           /* slow */
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "*Queue*abandoned*");
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, "Queue");
  cdr_test_assert_logged ();
  assert_told (&view, "0-0+3 n=3", "Database Queue Web");

  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "*Queue*has ended*");
  cdr_test_release_hanging ();
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
  cdr_test_assert_logged ();
  assert_told (&view, "1-1+0 n=2", "Database Web");
}

static void
test_get_item (Fixture *fixture)
{
  GListModel *model = G_LIST_MODEL (fixture->conductor);
  g_autoptr (CdrComponent) item = NULL;

  cdr_conductor_add (fixture->conductor, web);
  cdr_test_setup_ok (fixture);
  item = g_list_model_get_item (model, 2);
  g_assert_true (item == cdr_conductor_get_component (fixture->conductor, web));
  g_assert_null (g_list_model_get_item (model, 3));
  g_assert_null (g_list_model_get_item (model, G_MAXUINT));
  cdr_test_shutdown_ok (fixture);

  /* The reference is the caller's: it holds on alone. */
  g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
  g_assert_finalize_object (g_steal_pointer (&item));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  database = cdr_test_type_new ("Database", NULL);
  mock = cdr_test_type_new_below ("Mock", database, 0, NULL);
  queue = cdr_test_type_new ("Queue", NULL);
  web = cdr_test_type_new ("Web", "database", database, "queue", queue, NULL);

  cdr_test_add ("/list/types", test_types);
  cdr_test_add ("/list/before-setup", test_before_setup);
  cdr_test_add ("/list/ready-made", test_ready_made);
  cdr_test_add ("/list/setup", test_setup);
  cdr_test_add ("/list/setup-again", test_setup_again);
  cdr_test_add ("/list/other-content", test_other_content);
  cdr_test_add ("/list/more-content", test_more_content);
  cdr_test_add ("/list/bad-graph", test_bad_graph);
  cdr_test_add ("/list/failed-setup", test_failed_setup);
  cdr_test_add ("/list/once", test_once);
  cdr_test_add ("/list/abandoned", test_abandoned);
  cdr_test_add ("/list/get-item", test_get_item);

  return g_test_run ();
}
