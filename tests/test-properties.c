/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

/* Properties as GObject sees them, names, and the types of the enumerations. */

static GType base, left;

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  guint *n = user_data;

  (*n)++;
}

static int
get_number (gpointer    object,
            const char *name)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) number = G_VALUE_INIT;

  g_object_get_property (object, name, &value);
  g_value_init (&number, G_TYPE_INT);
  g_assert_true (g_value_transform (&value, &number));
  return g_value_get_int (&number);
}

/* The conductor's settings. */

typedef struct
{
  const char *name;
  int         default_value;
  int       (*get) (CdrConductor *);
  void      (*set) (CdrConductor *, int);
} Setting;

static int
get_max_concurrent (CdrConductor *conductor)
{
  return (int) cdr_conductor_get_max_concurrent (conductor);
}

static void
set_max_concurrent (CdrConductor *conductor,
                    int           value)
{
  cdr_conductor_set_max_concurrent (conductor, (guint) value);
}

static const Setting settings[] = {
  { "setup-timeout", 30000,
    cdr_conductor_get_setup_timeout, cdr_conductor_set_setup_timeout },
  { "shutdown-timeout", 10000,
    cdr_conductor_get_shutdown_timeout, cdr_conductor_set_shutdown_timeout },
  { "shutdown-deadline", 20000,
    cdr_conductor_get_shutdown_deadline, cdr_conductor_set_shutdown_deadline },
  { "grace", 1000, cdr_conductor_get_grace, cdr_conductor_set_grace },
  { "slow-threshold", 2000,
    cdr_conductor_get_slow_threshold, cdr_conductor_set_slow_threshold },
  { "max-concurrent", 0, get_max_concurrent, set_max_concurrent },
};

static void
test_settings_defaults (Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_assert_cmpint (settings[i].get (fixture->conductor), ==, settings[i].default_value);
      g_assert_cmpint (get_number (fixture->conductor, settings[i].name), ==,
                       settings[i].default_value);
    }
}

/* Each alone: the others stay as they are, and nobody hears of them. */
static void
test_settings_set (Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autoptr (CdrConductor) conductor = cdr_conductor_new ();
      g_autofree char *detailed = g_strconcat ("notify::", settings[i].name, NULL);
      guint n_own = 0, n_any = 0;

      g_signal_connect (conductor, detailed, G_CALLBACK (count_cb), &n_own);
      g_signal_connect (conductor, "notify", G_CALLBACK (count_cb), &n_any);

      settings[i].set (conductor, settings[i].default_value);
      g_object_set (conductor, settings[i].name, settings[i].default_value, NULL);
      g_assert_cmpuint (n_any, ==, 0);

      settings[i].set (conductor, 17);
      g_assert_cmpuint (n_own, ==, 1);
      g_assert_cmpint (get_number (conductor, settings[i].name), ==, 17);

      g_object_set (conductor, settings[i].name, 18, NULL);
      g_assert_cmpuint (n_own, ==, 2);
      g_assert_cmpint (settings[i].get (conductor), ==, 18);

      settings[i].set (conductor, G_MAXINT);
      settings[i].set (conductor, 0);
      g_assert_cmpint (settings[i].get (conductor), ==, 0);
      g_assert_cmpuint (n_own, ==, 4);
      g_assert_cmpuint (n_any, ==, 4);

      for (guint j = 0; j < G_N_ELEMENTS (settings); j++)
        {
          if (j != i)
            g_assert_cmpint (settings[j].get (conductor), ==, settings[j].default_value);
        }
    }
}

static void
test_settings_wrong (Fixture *fixture)
{
  guint n = 0;

  g_signal_connect (fixture->conductor, "notify", G_CALLBACK (count_cb), &n);

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      if (settings[i].set == set_max_concurrent)
        continue;

      g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*_ms >= 0*failed*");
      settings[i].set (fixture->conductor, -1);
      g_test_assert_expected_messages ();
      g_assert_cmpint (settings[i].get (fixture->conductor), ==, settings[i].default_value);
    }

  g_assert_cmpuint (n, ==, 0);
}

/* Disposed of, it still keeps what it is told, and does nothing with it. */
static void
test_settings_disposed (Fixture *fixture)
{
  g_object_run_dispose (G_OBJECT (fixture->conductor));

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      settings[i].set (fixture->conductor, 3);
      g_assert_cmpint (settings[i].get (fixture->conductor), ==, 3);
    }

  g_assert_false (g_main_context_pending (fixture->context));
}

/* What the conductor only tells. */

static void
test_observables (Fixture *fixture)
{
  g_autofree char *idle = NULL;
  g_autofree char *active = NULL;
  CdrState state;
  double progress;
  GType item_type;
  guint n_items;

  cdr_conductor_add (fixture->conductor, left);
  g_object_get (fixture->conductor, "state", &state, "progress", &progress, "status", &idle,
                "item-type", &item_type, "n-items", &n_items, NULL);
  g_assert_cmpint (state, ==, CDR_STATE_INACTIVE);
  g_assert_cmpfloat (progress, ==, 0.0);
  g_assert_cmpstr (idle, ==, cdr_conductor_get_status (fixture->conductor));
  g_assert_true (item_type == CDR_TYPE_COMPONENT);
  g_assert_cmpuint (n_items, ==, 0);

  cdr_test_setup_ok (fixture);
  g_object_get (fixture->conductor, "state", &state, "progress", &progress, "status", &active,
                "n-items", &n_items, NULL);
  g_assert_cmpint (state, ==, CDR_STATE_ACTIVE);
  g_assert_cmpfloat (progress, ==, 1.0);
  g_assert_cmpstr (active, ==, cdr_conductor_get_status (fixture->conductor));
  g_assert_cmpstr (active, !=, idle);
  g_assert_cmpuint (n_items, ==, 2);
  cdr_test_shutdown_ok (fixture);
}

/* Read-only is read-only. */
static void
test_read_only (Fixture *fixture)
{
  static const char *const names[] = { "state", "progress", "status", "item-type", "n-items" };
  static const char *const of_component[] = { "state", "error", "conductor" };
  g_autoptr (CdrComponent) component = g_object_new (base, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (fixture->conductor),
                                                        names[i]);

      g_assert_nonnull (pspec);
      g_assert_cmpint (pspec->flags & (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY), ==,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY);
    }

  for (guint i = 0; i < G_N_ELEMENTS (of_component); i++)
    {
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (component),
                                                        of_component[i]);

      g_assert_nonnull (pspec);
      g_assert_cmpint (pspec->flags & (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY), ==,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY);
    }
}

/* An id that is nobody's, as a subclass or a binding that errs would pass it on. */

static void
expect_invalid_id (const char *type_name)
{
  g_autofree char *text = g_strdup_printf ("*invalid property id 999*\"%s\"*", type_name);

  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, text);
}

static void
ask_for_invalid_id (GObject    *object,
                    GType       type,
                    const char *property_name,
                    gboolean    is_settable)
{
  GObjectClass *klass = g_type_class_peek (type);
  GParamSpec *pspec = g_object_class_find_property (klass, property_name);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_PARAM_SPEC_VALUE_TYPE (pspec));

  expect_invalid_id (pspec->name);
  klass->get_property (object, 999, &value, pspec);
  if (is_settable)
    {
      expect_invalid_id (pspec->name);
      klass->set_property (object, 999, &value, pspec);
    }
  g_test_assert_expected_messages ();
}

static void
test_invalid_id (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (left, NULL);
  g_autoptr (CdrFailure) failure = NULL;

  ask_for_invalid_id (G_OBJECT (fixture->conductor), CDR_TYPE_CONDUCTOR, "grace", TRUE);
  g_assert_cmpint (cdr_conductor_get_grace (fixture->conductor), ==, 1000);

  ask_for_invalid_id (G_OBJECT (component), CDR_TYPE_COMPONENT, "setup-timeout", TRUE);
  g_assert_cmpint (cdr_component_get_setup_timeout (component), ==, -1);

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  g_assert_true (cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_WANTED,
                                              NULL));
  cdr_test_setup_ok (fixture);
  failure = g_list_model_get_item (cdr_conductor_get_failures (fixture->conductor), 0);
  ask_for_invalid_id (G_OBJECT (failure), CDR_TYPE_FAILURE, "phase", FALSE);
  g_assert_cmpint (cdr_failure_get_phase (failure), ==, CDR_PHASE_SETUP);
  cdr_test_shutdown_ok (fixture);
}

/* Failures. */

static void
test_failure (Fixture *fixture)
{
  g_autoptr (CdrFailure) failure = NULL;
  g_autoptr (CdrComponent) component = NULL;
  g_autoptr (GError) error = NULL;
  CdrPhase phase;

  cdr_test_script (left, CDR_PHASE_SHUTDOWN, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_fails (fixture, "it broke");

  failure = g_list_model_get_item (cdr_conductor_get_failures (fixture->conductor), 0);
  g_object_get (failure, "component", &component, "error", &error, "phase", &phase, NULL);
  g_assert_true (component == cdr_test_get (fixture, left));
  g_assert_true (component == cdr_failure_get_component (failure));
  cdr_test_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "Left (shutdown): it broke");
  g_assert_cmpstr (error->message, ==, cdr_failure_get_error (failure)->message);
  g_assert_cmpint (phase, ==, CDR_PHASE_SHUTDOWN);
}

/* A failure that is kept outlives its conductor and its component's abandonment. */
static void
test_failure_let_go (Fixture *fixture)
{
  g_autoptr (CdrFailure) failure = NULL;
  g_autoptr (CdrComponent) component = NULL;
  guint n = 0;

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_HANG, 0);
  cdr_conductor_add (fixture->conductor, left);
  cdr_test_setup_fails (fixture, CDR_ERROR, CDR_ERROR_TIMED_OUT, "Left");
  failure = g_list_model_get_item (cdr_conductor_get_failures (fixture->conductor), 0);
  g_signal_connect (failure, "notify::component", G_CALLBACK (count_cb), &n);
  g_object_get (failure, "component", &component, NULL);
  g_assert_nonnull (component);
  g_clear_object (&component);

  cdr_test_release_hanging ();
  cdr_test_run_for (fixture, 1);
  g_object_get (failure, "component", &component, NULL);
  g_assert_null (component);
  g_assert_cmpuint (n, ==, 1);
  g_assert_error (cdr_failure_get_error (failure), CDR_ERROR, CDR_ERROR_TIMED_OUT);

  g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
  g_assert_error (cdr_failure_get_error (failure), CDR_ERROR, CDR_ERROR_TIMED_OUT);
}

/* Components: the rest of their properties is with the component's own tests. */

static void
test_component (Fixture *fixture)
{
  g_autoptr (CdrConductor) conductor = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  CdrState state;

  cdr_test_script (left, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_conductor_add_full (fixture->conductor, left, CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, base);
  cdr_test_setup_ok (fixture);

  g_object_get (cdr_test_get (fixture, left), "conductor", &conductor, "error", &error,
                "name", &name, "state", &state, NULL);
  g_assert_true (conductor == fixture->conductor);
  cdr_test_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "Left (setup): it broke");
  g_assert_cmpstr (name, ==, "Left");
  g_assert_cmpint (state, ==, CDR_STATE_FAILED);

  g_clear_object (&conductor);
  cdr_test_shutdown_ok (fixture);
}

/* Names that a class was given. */

static void
test_class_name (Fixture *fixture)
{
  GType named = cdr_test_type_new ("NamedAtFirst", NULL);
  GType below = cdr_test_type_new_below ("BelowNamed", named, 0, NULL);
  g_autoptr (CdrComponent) before = g_object_new (named, NULL);
  g_autoptr (CdrComponent) own = g_object_new (named, "name", "Mine", NULL);
  g_autoptr (CdrComponent) sub = g_object_new (below, NULL);
  char name[] = "The Store";

  cdr_component_class_set_name (CDR_COMPONENT_GET_CLASS (before), name);
  name[0] = '!'; /* it is copied */

  g_assert_cmpstr (cdr_component_get_name (before), ==, "The Store");
  g_assert_cmpstr (cdr_component_get_name (own), ==, "Mine");
  g_assert_cmpstr (cdr_component_get_name (sub), ==, "BelowNamed");

  /* As it is, also where a type's name would be cut. */
  cdr_component_class_set_name (CDR_COMPONENT_GET_CLASS (before), "a+Gjs_b-v2");
  g_assert_cmpstr (cdr_component_get_name (before), ==, "a+Gjs_b-v2");
}

static void
test_class_name_in_messages (Fixture *fixture)
{
  GType named = cdr_test_type_new ("Store", NULL);

  cdr_component_class_set_name (g_type_class_ref (named), "The Store");
  cdr_test_script (named, CDR_PHASE_SETUP, CDR_TEST_FAIL, 1);
  cdr_conductor_add (fixture->conductor, named);
  cdr_test_setup_fails (fixture, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "The Store (setup): it broke");
}

static void
test_class_name_wrong (Fixture *fixture)
{
  CdrComponentClass *klass = g_type_class_peek (base);
  g_autoptr (CdrComponent) component = NULL;

  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*set_name*CDR_TYPE_COMPONENT*");
  cdr_component_class_set_name (g_type_class_peek (CDR_TYPE_COMPONENT), "Any");
  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*set_name*name != NULL*");
  cdr_component_class_set_name (klass, NULL);
  g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*set_name*CDR_IS_COMPONENT_CLASS*");
  cdr_component_class_set_name (g_type_class_peek (CDR_TYPE_CONDUCTOR), "Any");
  g_test_assert_expected_messages ();

  component = g_object_new (base, NULL);
  g_assert_cmpstr (cdr_component_get_name (component), ==, "Base");
}

/* The enumerations, as bindings and GSettings see them. */

static void
assert_nick (GType       type,
             int         value,
             const char *nick)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (klass, value);

  g_assert_nonnull (found);
  g_assert_cmpstr (found->value_nick, ==, nick);
  g_assert_true (g_enum_get_value_by_nick (klass, nick) == found);
}

static void
test_enums (Fixture *fixture)
{
  assert_nick (CDR_TYPE_STATE, CDR_STATE_SETTING_UP, "setting-up");
  assert_nick (CDR_TYPE_STATE, CDR_STATE_ABANDONED, "abandoned");
  assert_nick (CDR_TYPE_NEED, CDR_NEED_REQUIRED, "required");
  assert_nick (CDR_TYPE_NEED, CDR_NEED_IF_ADDED, "if-added");
  assert_nick (CDR_TYPE_PHASE, CDR_PHASE_SHUTDOWN, "shutdown");
  assert_nick (CDR_TYPE_ERROR, CDR_ERROR_FAILED, "failed");
  assert_nick (CDR_TYPE_ERROR, CDR_ERROR_BAD_CONFIG, "bad-config");
  g_assert_cmpstr (g_quark_to_string (CDR_ERROR), ==, "cdr-error-quark");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  base = cdr_test_type_new ("Base", NULL);
  left = cdr_test_type_new ("Left", "base", base, NULL);

  cdr_test_add ("/properties/settings/defaults", test_settings_defaults);
  cdr_test_add ("/properties/settings/set", test_settings_set);
  cdr_test_add_misuse ("/properties/settings/wrong", test_settings_wrong);
  cdr_test_add ("/properties/settings/disposed", test_settings_disposed);
  cdr_test_add ("/properties/observables", test_observables);
  cdr_test_add ("/properties/read-only", test_read_only);
  cdr_test_add ("/properties/invalid-id", test_invalid_id);
  cdr_test_add ("/properties/failure", test_failure);
  cdr_test_add ("/properties/failure/let-go", test_failure_let_go);
  cdr_test_add ("/properties/component", test_component);
  cdr_test_add ("/properties/class-name", test_class_name);
  cdr_test_add ("/properties/class-name/in-messages", test_class_name_in_messages);
  cdr_test_add_misuse ("/properties/class-name/wrong", test_class_name_wrong);
  cdr_test_add ("/properties/enums", test_enums);

  return g_test_run ();
}
