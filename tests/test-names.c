/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-types.h"

/* GObject takes names of types and properties of any length. Whatever names them is as
 * long as a person reads, and as many of them as come together.
 */

#define LONG 100000
#define MANY 100        /* in one message */
#define MAX_NAME 200    /* bytes of one name */
#define MAX_NAMED 40    /* names in one message */
#define MAX_WORDS 300   /* what a message has besides names */

static GType dependency; /* nothing but a long name */
static GType cycle[MANY];
static GType fits[MANY]; /* each of them is a: */
static GType role;       /* an interface */
static GType link_types[MANY];

static const char *
long_name (const char *stem,
           guint       number)
{
  g_autofree char *tail = g_strnfill (LONG, 'x');
  g_autofree char *name = g_strdup_printf ("%s%u%s", stem, number, tail);

  return g_intern_string (name);
}

/* It begins as the name does, and ends where a person has understood. */
static void
assert_short (const char *message,
              const char *stem,
              guint       n_names)
{
  g_assert_nonnull (strstr (message, stem));
  g_assert_true (g_utf8_validate (message, -1, NULL));
  g_assert_cmpuint (strlen (message), <=, n_names * (MAX_NAME + 4) + MAX_WORDS);
}

/* Returns: (transfer full): what validate says, which setup says too */
static char *
refusal (Fixture *fixture,
         int      code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cdr_conductor_validate (fixture->conductor, &error));
  g_assert_error (error, CDR_ERROR, code);
  cdr_test_setup_fails (fixture, CDR_ERROR, code, error->message);
  return g_strdup (error->message);
}

static void
test_default_name (Fixture *fixture)
{
  const char *name;

  cdr_conductor_add (fixture->conductor, dependency);
  cdr_test_setup_ok (fixture);
  name = cdr_component_get_name (cdr_test_get (fixture, dependency));
  g_assert_cmpuint (strlen (name), <=, MAX_NAME);
  g_assert_true (g_str_has_prefix (name, "NamesDependency0xxx"));
  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

/* A short name is the name: it is not copied, and not cut. */
static void
test_short_name (Fixture *fixture)
{
  g_autofree char *tail = g_strnfill (MAX_NAME - strlen ("NamesFits"), 'y');
  g_autofree char *name = g_strconcat ("NamesFits", tail, NULL);
  GType type = cdr_test_type_new (name, NULL);

  cdr_conductor_add (fixture->conductor, type);
  cdr_test_setup_ok (fixture);
  g_assert_cmpstr (cdr_component_get_name (cdr_test_get (fixture, type)), ==, name);
  cdr_test_shutdown_ok (fixture);
  cdr_test_log_clear ();
}

/* What says of a class that it won't do. */
static void
test_dependency (Fixture *fixture)
{
  const char *property = long_name ("property", 0);
  GType type = cdr_test_type_new_with (long_name ("NamesConstruct", 0), CDR_TYPE_COMPONENT,
                                       cdr_test_pspec_full (property, dependency,
                                                            G_PARAM_READWRITE |
                                                            G_PARAM_CONSTRUCT_ONLY),
                                       NULL);
  g_autofree char *text = NULL;

  cdr_conductor_add (fixture->conductor, type);
  text = refusal (fixture, CDR_ERROR_BAD_DEPENDENCY);
  assert_short (text, "NamesConstruct0x", 2);
  assert_short (text, ":property0x", 2);
}

static void
test_mark (Fixture *fixture)
{
  GType type = cdr_test_type_new (long_name ("NamesMarked", 0), NULL);
  g_autofree char *text = NULL;

  cdr_test_set_need (type, long_name ("no-such-property", 0), CDR_NEED_WANTED);
  cdr_conductor_add (fixture->conductor, type);
  text = refusal (fixture, CDR_ERROR_BAD_DEPENDENCY);
  assert_short (text, "NamesMarked0x", 2);
  assert_short (text, ":no-such-property0x", 2);
}

static void
test_unresolved (Fixture *fixture)
{
  GType abstract = cdr_test_type_new_below (long_name ("NamesAbstract", 0),
                                            CDR_TEST_TYPE_COMPONENT, G_TYPE_FLAG_ABSTRACT, NULL);
  GType needing = cdr_test_type_new (long_name ("NamesNeeding", 0),
                                     long_name ("abstract", 0), abstract, NULL);
  g_autofree char *text = NULL;

  cdr_conductor_add (fixture->conductor, needing);
  text = refusal (fixture, CDR_ERROR_UNRESOLVED);
  assert_short (text, "NamesNeeding0x", 4);
  assert_short (text, "NamesAbstract0x", 4);
}

/* Those that would fit are named, a few of them. */
static void
test_suggestion (Fixture *fixture)
{
  GType needing = cdr_test_type_new (long_name ("NamesAsking", 0), "role", role, NULL);
  g_autofree char *text = NULL;

  cdr_conductor_add (fixture->conductor, needing);
  text = refusal (fixture, CDR_ERROR_UNRESOLVED);
  assert_short (text, "NamesRole0x", 12);
  assert_short (text, "NamesFit0x", 12);
}

static void
test_ambiguous (Fixture *fixture)
{
  GType needing = cdr_test_type_new (long_name ("NamesChoosing", 0),
                                     long_name ("role", 0), role, NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; i < MANY; i++)
    cdr_conductor_add (fixture->conductor, fits[i]);
  cdr_conductor_add (fixture->conductor, needing);
  text = refusal (fixture, CDR_ERROR_AMBIGUOUS);
  assert_short (text, "NamesFit39x", MAX_NAMED + 3);
  g_assert_null (strstr (text, "NamesFit40x"));
  g_assert_nonnull (strstr (text, ", and 60 more"));
}

static void
test_invalid_type (Fixture *fixture)
{
  GType type = cdr_test_type_new_below (long_name ("NamesAbstract", 1), CDR_TEST_TYPE_COMPONENT,
                                        G_TYPE_FLAG_ABSTRACT, NULL);
  g_autofree char *text = NULL;

  cdr_conductor_add (fixture->conductor, type);
  text = refusal (fixture, CDR_ERROR_INVALID_TYPE);
  assert_short (text, "NamesAbstract1x", 1);
}

static void
test_redefined (Fixture *fixture)
{
  GType type = cdr_test_type_new_with (long_name ("NamesRedefining", 0), CDR_TYPE_COMPONENT,
                                       cdr_test_pspec ("name", dependency), NULL);
  g_autofree char *text = NULL;

  cdr_conductor_add (fixture->conductor, type);
  text = refusal (fixture, CDR_ERROR_INVALID_TYPE);
  assert_short (text, "NamesRedefining0x", 1);
}

static void
test_cycle (Fixture *fixture)
{
  g_autofree char *text = NULL;

  cdr_conductor_add (fixture->conductor, cycle[0]);
  text = refusal (fixture, CDR_ERROR_CYCLE);
  assert_short (text, "NamesCycle0x", 2 * MAX_NAMED + 1);
  assert_short (text, ":next39x", 2 * MAX_NAMED + 1);
  g_assert_nonnull (strstr (text, " -> (60 more) -> NamesCycle0x"));
}

static void
test_patch (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i + 1 < MANY; i++)
    {
      g_assert_true (cdr_conductor_patch (fixture->conductor, link_types[i], link_types[i + 1],
                                          &error));
      g_assert_no_error (error);
    }

  g_assert_false (cdr_conductor_patch (fixture->conductor, link_types[MANY - 1], link_types[0],
                                       &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_BAD_PATCH);
  assert_short (error->message, "NamesLink0x", MAX_NAMED + 4);
  g_assert_nonnull (strstr (error->message, " -> (59 more) -> NamesLink99x"));
  g_clear_error (&error);

  g_assert_false (cdr_conductor_patch (fixture->conductor, dependency, dependency, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_BAD_PATCH);
  assert_short (error->message, "NamesDependency0x", 1);
}

static void
test_does_not_fit (Fixture *fixture)
{
  GType needing = cdr_test_type_new (long_name ("NamesNarrow", 0),
                                     long_name ("link", 0), link_types[0], NULL);
  g_autofree char *text = NULL;

  g_assert_true (cdr_conductor_patch (fixture->conductor, link_types[0], dependency, NULL));
  cdr_conductor_add (fixture->conductor, needing);
  text = refusal (fixture, CDR_ERROR_BAD_PATCH);
  assert_short (text, "NamesNarrow0x", 4);
  assert_short (text, ":link0x", 4);
  assert_short (text, "NamesDependency0x", 4);
}

static void
test_owned (Fixture *fixture)
{
  g_autoptr (CdrConductor) other = cdr_conductor_new ();
  g_autoptr (CdrComponent) component = g_object_new (dependency, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (cdr_conductor_add_component (other, component, CDR_NEED_REQUIRED, NULL));
  g_assert_false (cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_REQUIRED,
                                               &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_ALREADY_OWNED);
  assert_short (error->message, "NamesDependency0x", 2);
}

static void
ignore_value (GObject      *object,
              guint         prop_id,
              const GValue *value,
              GParamSpec   *pspec)
{
}

static void
ignoring_class_init (gpointer klass,
                     gpointer class_data)
{
  cdr_test_keep_properties (klass);
  G_OBJECT_CLASS (klass)->set_property = ignore_value;
  g_object_class_install_property (klass, 1,
                                   cdr_test_pspec (long_name ("ignored", 0), dependency));
}

static void
test_read_back (Fixture *fixture)
{
  GType type = cdr_test_type_new_custom (long_name ("NamesIgnoring", 0), CDR_TYPE_COMPONENT,
                                         ignoring_class_init, NULL);
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (fixture->conductor, type);
  g_assert_false (cdr_conductor_setup (fixture->conductor, NULL, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_BAD_DEPENDENCY);
  assert_short (error->message, "NamesIgnoring0x", 4);
  assert_short (error->message, ":ignored0x", 4);
  cdr_test_log_clear ();
}

/* 64 MiB of a message that a component answers with: nothing grows with it. */
static void
huge_cb (CdrComponent *component,
         CdrPhase      phase,
         GTask        *task,
         gpointer      user_data)
{
  g_autofree char *message = g_strnfill (64 << 20, 'm');

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", message);
}

static void
test_message (Fixture *fixture)
{
  g_autoptr (CdrFailure) failure = NULL;
  g_autoptr (GError) error = NULL;

  cdr_test_override (dependency, huge_cb, NULL);
  cdr_conductor_add (fixture->conductor, dependency);
  g_assert_false (cdr_conductor_setup (fixture->conductor, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpuint (strlen (error->message), <=, 4096 + MAX_NAME + 20);
  g_assert_nonnull (strstr (error->message, "xxx\xe2\x80\xa6 (setup): mmm"));

  failure = g_list_model_get_item (cdr_conductor_get_failures (fixture->conductor), 0);
  g_assert_cmpstr (cdr_failure_get_error (failure)->message, ==, error->message);
  g_assert_cmpuint (strlen (cdr_conductor_get_status (fixture->conductor)), <=,
                    MAX_NAME + MAX_WORDS);
  cdr_test_log_clear ();
}

static void
make_types (void)
{
  dependency = cdr_test_type_new (long_name ("NamesDependency", 0), NULL);
  role = cdr_test_interface_new (long_name ("NamesRole", 0));

  for (guint i = 0; i < MANY; i++)
    {
      fits[i] = cdr_test_type_new (long_name ("NamesFit", i), NULL);
      cdr_test_type_implement (fits[i], role);
      link_types[i] = cdr_test_type_new (long_name ("NamesLink", i), NULL);
    }

  /* Types can't know each other before they are there: an ancestor closes the circle. */
  cycle[0] = cdr_test_type_new (long_name ("NamesCycle", 0),
                                long_name ("next", 0), CDR_TYPE_COMPONENT, NULL);
  for (guint i = MANY - 1; i > 0; i--)
    cycle[i] = cdr_test_type_new (long_name ("NamesCycle", i), long_name ("next", i),
                                  i == MANY - 1 ? cycle[0] : cycle[i + 1], NULL);
  cdr_test_set_dependency (cycle[0], long_name ("next", 0), cycle[1]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_types ();

  cdr_test_add ("/names/default", test_default_name);
  cdr_test_add ("/names/short", test_short_name);
  cdr_test_add ("/names/dependency", test_dependency);
  cdr_test_add ("/names/mark", test_mark);
  cdr_test_add ("/names/unresolved", test_unresolved);
  cdr_test_add ("/names/suggestion", test_suggestion);
  cdr_test_add ("/names/ambiguous", test_ambiguous);
  cdr_test_add ("/names/invalid-type", test_invalid_type);
  cdr_test_add ("/names/redefined", test_redefined);
  cdr_test_add ("/names/cycle", test_cycle);
  cdr_test_add ("/names/patch", test_patch);
  cdr_test_add ("/names/does-not-fit", test_does_not_fit);
  cdr_test_add ("/names/owned", test_owned);
  cdr_test_add ("/names/read-back", test_read_back);
  cdr_test_add ("/names/message", test_message);

  return g_test_run ();
}
