/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor-testing/conductor-testing.h>

/* What fakes are made from, and what they do. */

/* An interface to fake: it requires another, and has properties of several kinds. */

#define STORE_TYPE_NAMED (store_named_get_type ())
G_DECLARE_INTERFACE (StoreNamed, store_named, STORE, NAMED, GObject)
struct _StoreNamedInterface { GTypeInterface parent_interface; };
G_DEFINE_INTERFACE (StoreNamed, store_named, G_TYPE_OBJECT)

static void
store_named_default_init (StoreNamedInterface *interface)
{
  g_object_interface_install_property (interface,
                                       g_param_spec_string ("label", NULL, NULL, "none",
                                                            G_PARAM_READWRITE));
}

#define STORE_TYPE_STORE (store_store_get_type ())
G_DECLARE_INTERFACE (StoreStore, store_store, STORE, STORE, CdrComponent)
struct _StoreStoreInterface
{
  GTypeInterface parent_interface;
  int (*count) (StoreStore *self);
};
G_DEFINE_INTERFACE_WITH_CODE (StoreStore, store_store, CDR_TYPE_COMPONENT,
                              g_type_interface_add_prerequisite (g_define_type_id,
                                                                 STORE_TYPE_NAMED);)

static void
store_store_default_init (StoreStoreInterface *interface)
{
  g_object_interface_install_property (interface,
                                       g_param_spec_int ("size", NULL, NULL, 0, 100, 7,
                                                         G_PARAM_READWRITE));
  g_object_interface_install_property (interface,
                                       g_param_spec_object ("disk", NULL, NULL,
                                                            CDR_TYPE_COMPONENT,
                                                            G_PARAM_READWRITE));
}

/* A class that is abstract and has no shutdown of its own. */

#define STORE_TYPE_DISK (store_disk_get_type ())
G_DECLARE_DERIVABLE_TYPE (StoreDisk, store_disk, STORE, DISK, CdrComponent)
struct _StoreDiskClass { CdrComponentClass parent_class; };
G_DEFINE_ABSTRACT_TYPE (StoreDisk, store_disk, CDR_TYPE_COMPONENT)

static void
store_disk_setup (CdrComponent *component,
                  GTask        *task)
{
  g_assert_not_reached ();
}

static void
store_disk_class_init (StoreDiskClass *klass)
{
  CDR_COMPONENT_CLASS (klass)->setup = store_disk_setup;
}

static void
store_disk_init (StoreDisk *self)
{
}

/* Its user, which is final, and depends on the two. */

#define STORE_TYPE_USER (store_user_get_type ())
G_DECLARE_FINAL_TYPE (StoreUser, store_user, STORE, USER, CdrComponent)
struct _StoreUser
{
  CdrComponent  parent_instance;
  StoreStore   *store;
};
G_DEFINE_FINAL_TYPE (StoreUser, store_user, CDR_TYPE_COMPONENT)

static void
store_user_set_property (GObject      *object,
                         guint         id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  g_set_object (&STORE_USER (object)->store, g_value_get_object (value));
}

static void
store_user_get_property (GObject    *object,
                         guint       id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  g_value_set_object (value, STORE_USER (object)->store);
}

static void
store_user_class_init (StoreUserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = store_user_set_property;
  object_class->get_property = store_user_get_property;
  g_object_class_install_property (object_class, 1,
                                   g_param_spec_object ("store", NULL, NULL, STORE_TYPE_STORE,
                                                        G_PARAM_READWRITE));
}

static void
store_user_init (StoreUser *self)
{
}

/* Types. */

static GType fake_store, fake_disk;

static void
use_fakes (CdrTestFixture *fixture)
{
  cdr_conductor_add (fixture->conductor, STORE_TYPE_USER);
  cdr_conductor_patch (fixture->conductor, STORE_TYPE_STORE, fake_store, NULL);
  cdr_conductor_patch (fixture->conductor, CDR_TYPE_COMPONENT, fake_disk, NULL);
}

static CdrFake *
get_fake (CdrTestFixture *fixture,
          GType           type)
{
  return CDR_FAKE (cdr_conductor_get_component (fixture->conductor, type));
}

static void
test_graph (CdrTestFixture *fixture,
            gconstpointer   user_data)
{
  CdrFake *store;
  CdrComponent *disk = NULL;

  use_fakes (fixture);
  cdr_test_setup (fixture->conductor);

  store = get_fake (fixture, STORE_TYPE_STORE);
  g_assert_true (STORE_IS_STORE (store));
  g_object_get (store, "disk", &disk, NULL);
  g_assert_true (STORE_IS_DISK (disk) && CDR_IS_FAKE (disk));
  g_clear_object (&disk);
  cdr_test_assert_order (fixture->conductor, "FakeDisk", "FakeStore", "StoreUser");
  g_assert_cmpuint (cdr_fake_get_n_setups (store), ==, 1);

  cdr_test_shutdown (fixture->conductor);
  cdr_test_assert_order (fixture->conductor, "FakeDisk", "FakeStore", "StoreUser");
  g_assert_cmpuint (cdr_fake_get_n_shutdowns (store), ==, 1);
  g_assert_true (cdr_fake_had_dependencies (store, CDR_PHASE_SETUP));
  g_assert_true (cdr_fake_had_dependencies (store, CDR_PHASE_SHUTDOWN));
  g_object_get (store, "disk", &disk, NULL);
  g_assert_null (disk);
}

static void
test_properties (void)
{
  g_autoptr (GObject) store = g_object_new (fake_store, NULL);
  g_autofree char *label = NULL;
  int size;

  g_object_get (store, "label", &label, "size", &size, NULL);
  g_assert_cmpstr (label, ==, "none");
  g_assert_cmpint (size, ==, 7);
  g_clear_pointer (&label, g_free);

  g_object_set (store, "label", "here", "size", 9, NULL);
  g_object_get (store, "label", &label, "size", &size, NULL);
  g_assert_cmpstr (label, ==, "here");
  g_assert_cmpint (size, ==, 9);
}

static int
count_four (StoreStore *self)
{
  return 4;
}

static void
fill_in (gpointer interface,
         gpointer data)
{
  ((StoreStoreInterface *) interface)->count = count_four;
}

static void
test_methods (void)
{
  GType type = cdr_fake_type_new_full ("CountingStore", STORE_TYPE_STORE, NULL, fill_in, NULL);
  g_autoptr (GObject) store = g_object_new (type, NULL);

  g_assert_cmpint (G_TYPE_INSTANCE_GET_INTERFACE (store, STORE_TYPE_STORE, StoreStoreInterface)
                     ->count (STORE_STORE (store)), ==, 4);
}

static void
test_again (void)
{
  g_assert_cmpuint (cdr_fake_type_new ("FakeStore", STORE_TYPE_STORE, NULL), ==, fake_store);
}

static void
assert_refused (const char *name,
                GType       base,
                const char *pattern)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (cdr_fake_type_new (name, base, &error), ==, G_TYPE_INVALID);
  g_assert_error (error, CDR_TEST_ERROR, CDR_TEST_ERROR_WRONG_USE);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("%s", error->message);
}

static void
test_refused (void)
{
  assert_refused ("FakeUser", STORE_TYPE_USER, "StoreUser can't be faked: it is a final class*ask "
                                               "for an interface*");
  assert_refused ("FakeObject", G_TYPE_OBJECT, "GObject can't be faked: it is neither*");
  assert_refused ("FakeStore", STORE_TYPE_DISK, "There is a type “FakeStore” already*StoreDisk*");
  assert_refused ("StoreUser", STORE_TYPE_DISK, "There is a type “StoreUser” already*");
}

/* Scripts. */

static void
assert_setup_fails (CdrTestFixture *fixture,
                    GQuark          domain,
                    int             code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cdr_conductor_setup (fixture->conductor, NULL, &error));
  g_assert_error (error, domain, code);
}

static gint64
measure_setup (CdrTestFixture *fixture)
{
  gint64 start = g_get_monotonic_time ();

  cdr_test_setup (fixture->conductor);
  return (g_get_monotonic_time () - start) / 1000;
}

static void
test_succeed (CdrTestFixture *fixture,
              gconstpointer   user_data)
{
  use_fakes (fixture);
  cdr_fake_type_script (fake_store, CDR_PHASE_SETUP, CDR_FAKE_SUCCEED, 20000, NULL);
  g_assert_cmpint (measure_setup (fixture), ==, 20000);
}

static void
test_block (CdrTestFixture *fixture,
            gconstpointer   user_data)
{
  use_fakes (fixture);
  cdr_fake_type_script (fake_store, CDR_PHASE_SETUP, CDR_FAKE_BLOCK, 20000, NULL);
  g_assert_cmpint (measure_setup (fixture), ==, 20000);
}

static void
test_fail (CdrTestFixture *fixture,
           gconstpointer   user_data)
{
  g_autoptr (GError) broken = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "no disk");

  use_fakes (fixture);
  cdr_fake_type_script (fake_store, CDR_PHASE_SETUP, CDR_FAKE_FAIL, 5, broken);
  assert_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  cdr_test_assert_shut_down_once (fixture->conductor, "FakeDisk");
  cdr_test_assert_nothing_running (fixture->conductor);

  cdr_fake_type_script (fake_store, CDR_PHASE_SETUP, CDR_FAKE_FAIL, 0, NULL);
  assert_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_FAILED);
}

/* The script of an instance goes before that of its type. */
static void
test_instance (CdrTestFixture *fixture,
               gconstpointer   user_data)
{
  use_fakes (fixture);
  cdr_fake_type_script (fake_store, CDR_PHASE_SETUP, CDR_FAKE_FAIL, 0, NULL);
  assert_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_FAILED);

  cdr_fake_script (get_fake (fixture, STORE_TYPE_STORE), CDR_PHASE_SETUP, CDR_FAKE_SUCCEED, 0,
                   NULL);
  cdr_test_setup (fixture->conductor);
  g_assert_cmpuint (cdr_fake_get_n_setups (get_fake (fixture, STORE_TYPE_STORE)), ==, 2);
}

static void
test_hang (CdrTestFixture *fixture,
           gconstpointer   user_data)
{
  use_fakes (fixture);
  cdr_fake_type_script (fake_store, CDR_PHASE_SETUP, CDR_FAKE_HANG, 10, NULL);
  assert_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT);
  g_assert_cmpuint (cdr_fake_get_n_cancelled (get_fake (fixture, STORE_TYPE_STORE),
                                              CDR_PHASE_SETUP), ==, 1);
  cdr_test_assert_nothing_running (fixture->conductor);
}

static void
test_hang_forever (CdrTestFixture *fixture,
                   gconstpointer   user_data)
{
  use_fakes (fixture);
  cdr_fake_type_script (fake_store, CDR_PHASE_SETUP, CDR_FAKE_HANG_FOREVER, 0, NULL);
  assert_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT);
  g_assert_cmpint (cdr_component_get_state (CDR_COMPONENT (get_fake (fixture, STORE_TYPE_STORE))),
                   ==, CDR_STATE_ABANDONED);
}

static void
test_drop (CdrTestFixture *fixture,
           gconstpointer   user_data)
{
  use_fakes (fixture);
  cdr_fake_type_script (fake_store, CDR_PHASE_SETUP, CDR_FAKE_DROP, 10, NULL);
  assert_setup_fails (fixture, CDR_ERROR, CDR_ERROR_NEVER_RETURNED);
}

static void
test_twice (CdrTestFixture *fixture,
            gconstpointer   user_data)
{
  use_fakes (fixture);
  cdr_fake_type_script (fake_store, CDR_PHASE_SETUP, CDR_FAKE_RETURN_TWICE, 10, NULL);
  g_test_expect_message ("GLib-GIO", G_LOG_LEVEL_CRITICAL, "*ever_returned*");
  cdr_test_setup (fixture->conductor);
  g_test_assert_expected_messages ();
}

/* A fake that is driven by hand, below a component that is not active. */
static void
by_hand_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(gboolean *) user_data = cdr_component_setup_finish (CDR_COMPONENT (object), result, NULL);
}

static void
test_lacks_dependency (CdrTestFixture *fixture,
                       gconstpointer   user_data)
{
  g_autoptr (CdrComponent) store = g_object_new (fake_store, NULL);
  g_autoptr (CdrComponent) disk = g_object_new (fake_disk, NULL);
  gboolean is_done = FALSE;

  g_object_set (store, "disk", disk, NULL);
  cdr_component_setup_async (store, NULL, by_hand_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (fixture->context, TRUE);
  g_assert_false (cdr_fake_had_dependencies (CDR_FAKE (store), CDR_PHASE_SETUP));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  fake_store = cdr_fake_type_new ("FakeStore", STORE_TYPE_STORE, NULL);
  fake_disk = cdr_fake_type_new ("FakeDisk", STORE_TYPE_DISK, NULL);

  cdr_test_fixture_add ("/kit/fake/graph", NULL, test_graph);
  g_test_add_func ("/kit/fake/properties", test_properties);
  g_test_add_func ("/kit/fake/methods", test_methods);
  g_test_add_func ("/kit/fake/again", test_again);
  g_test_add_func ("/kit/fake/refused", test_refused);
  cdr_test_fixture_add ("/kit/fake/succeed", NULL, test_succeed);
  cdr_test_fixture_add ("/kit/fake/block", NULL, test_block);
  cdr_test_fixture_add ("/kit/fake/fail", NULL, test_fail);
  cdr_test_fixture_add ("/kit/fake/instance", NULL, test_instance);
  cdr_test_fixture_add ("/kit/fake/hang", NULL, test_hang);
  cdr_test_fixture_add ("/kit/fake/hang-forever", NULL, test_hang_forever);
  cdr_test_fixture_add ("/kit/fake/drop", NULL, test_drop);
  cdr_test_fixture_add ("/kit/fake/twice", NULL, test_twice);
  cdr_test_fixture_add ("/kit/fake/lacks-dependency", NULL, test_lacks_dependency);

  return g_test_run ();
}
