/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-types.h"

/* What errors call types: by the names that stand in the source, as long as these tell
 * them from each other.
 */

static GType
type_new (const char *name,
          const char *property_name)
{
  return cdr_test_type_new_with (name, CDR_TEST_TYPE_COMPONENT,
                                 cdr_test_pspec (property_name, CDR_TYPE_COMPONENT), NULL);
}

/* Each needs the next, and the last the first. */
static void
make_cycle (Fixture *fixture,
            GType    first,
            GType    second,
            GType    third)
{
  cdr_test_set_dependency (first, "next", second);
  cdr_test_set_dependency (second, "next", third);
  cdr_test_set_dependency (third, "next", first);
  cdr_conductor_add (fixture->conductor, first);
}

/* Just this is said: "Web:db" would be found in "shop+Web:db" too. */
static void
assert_invalid (Fixture    *fixture,
                int         code,
                const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cdr_conductor_validate (fixture->conductor, &error));
  g_assert_error (error, CDR_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
patch_fails (Fixture    *fixture,
             GType       type,
             GType       replacement,
             const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cdr_conductor_patch (fixture->conductor, type, replacement, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_BAD_PATCH);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_cycle (Fixture *fixture)
{
  make_cycle (fixture, type_new ("cycle+CycleWeb", "next"),
              type_new ("__main__+CycleDatabase-v2", "next"), type_new ("Gjs_CycleCache", "next"));
  assert_invalid (fixture, CDR_ERROR_CYCLE,
                  "CycleWeb:next -> CycleDatabase:next -> CycleCache:next -> CycleWeb");
}

/* Two modules have a class of the same name, a third class is like no other. */
static void
test_cycle_same (Fixture *fixture)
{
  make_cycle (fixture, type_new ("same+Web", "next"), type_new ("same+Cache", "next"),
              type_new ("other+Web", "next"));
  assert_invalid (fixture, CDR_ERROR_CYCLE,
                  "same+Web:next -> Cache:next -> other+Web:next -> same+Web");
}

/* The last of a name to come is told from the first, though there are others. */
static void
test_cycle_versions (Fixture *fixture)
{
  make_cycle (fixture, type_new ("version+Web", "next"), type_new ("version+Web-v2", "next"),
              type_new ("Gjs_Web", "next"));
  assert_invalid (fixture, CDR_ERROR_CYCLE,
                  "version+Web:next -> version+Web-v2:next -> Gjs_Web:next -> version+Web");
}

/* A name for components says nothing of their type. */
static void
test_given (Fixture *fixture)
{
  GType type = type_new ("given+Given", "next");
  g_autoptr (CdrComponentClass) klass = g_type_class_ref (type);

  cdr_component_class_set_name (klass, "the given one");
  cdr_test_set_dependency (type, "next", type);
  cdr_conductor_add (fixture->conductor, type);
  assert_invalid (fixture, CDR_ERROR_CYCLE, "Given:next -> Given");
}

static void
test_unresolved (Fixture *fixture)
{
  GType store = cdr_test_interface_new ("Gjs_Store");
  GType reader = cdr_test_type_new ("shop+Reader", "store", store, NULL);

  cdr_conductor_add (fixture->conductor, reader);
  assert_invalid (fixture, CDR_ERROR_UNRESOLVED,
                  "Reader:store needs a Store, and none was added; "
                  "and no known component type is a Store");

  cdr_test_type_implement (cdr_test_type_new ("shop+File-v3", NULL), store);
  assert_invalid (fixture, CDR_ERROR_UNRESOLVED,
                  "Reader:store needs a Store, and none was added; "
                  "File would fit: add one, or patch Store with it");

  /* Whatever the message is about counts. */
  cdr_test_type_implement (cdr_test_type_new ("mock+Store", NULL), store);
  cdr_test_type_implement (cdr_test_type_new ("mock+Reader", NULL), store);
  assert_invalid (fixture, CDR_ERROR_UNRESOLVED,
                  "shop+Reader:store needs a Gjs_Store, and none was added; "
                  "File, mock+Store, mock+Reader would fit: "
                  "add one, or patch Gjs_Store with it");
}

static void
test_ambiguous (Fixture *fixture)
{
  GType drive = cdr_test_interface_new ("Gjs_Drive");
  GType reader = cdr_test_type_new ("shop+DriveReader", "drive", drive, NULL);
  GType types[] = {
    cdr_test_type_new ("shop+Disk", NULL),
    cdr_test_type_new ("shop+Tape", NULL),
    cdr_test_type_new ("old+Tape", NULL),
  };

  cdr_conductor_add (fixture->conductor, reader);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      cdr_test_type_implement (types[i], drive);
      cdr_conductor_add (fixture->conductor, types[i]);
    }

  assert_invalid (fixture, CDR_ERROR_AMBIGUOUS,
                  "DriveReader:drive could be any of Disk, shop+Tape, old+Tape: "
                  "choose one by patching Drive with it");
}

static void
test_patch (Fixture *fixture)
{
  GType clock = cdr_test_type_new ("shop+Clock", NULL);
  GType mock = cdr_test_type_new ("shop+ClockMock-v7", NULL);
  GType other = cdr_test_type_new ("test+Clock", NULL);
  g_autoptr (GError) error = NULL;

  patch_fails (fixture, clock, clock, "Clock can't be patched with itself");
  patch_fails (fixture, clock, G_TYPE_INVALID, "(invalid) can't replace Clock: "
               "it is no component type that can be instantiated");
  g_assert_true (cdr_conductor_patch (fixture->conductor, clock, mock, &error));
  patch_fails (fixture, mock, clock,
               "patching ClockMock with Clock closes a loop: ClockMock -> Clock -> ClockMock");
  g_assert_true (cdr_conductor_patch (fixture->conductor, mock, other, &error));
  patch_fails (fixture, other, clock,
               "patching test+Clock with shop+Clock closes a loop: "
               "test+Clock -> shop+Clock -> ClockMock -> test+Clock");
  g_assert_no_error (error);
}

static void
test_bad_dependency (Fixture *fixture)
{
  GParamSpec *pspec = cdr_test_pspec_full ("clock", CDR_TYPE_COMPONENT,
                                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY);
  GType type = cdr_test_type_new_with ("shop+Strict", CDR_TEST_TYPE_COMPONENT, pspec, NULL);

  cdr_test_set_dependency (type, "clock", CDR_TEST_TYPE_COMPONENT);
  cdr_conductor_add (fixture->conductor, type);
  assert_invalid (fixture, CDR_ERROR_BAD_DEPENDENCY,
                  "Strict:clock is construct-only, and can't be injected: "
                  "make it writable, or set_ignored");
}

static void
test_does_not_fit (Fixture *fixture)
{
  GType database = cdr_test_type_new ("fit+Database", NULL);
  GType mock = cdr_test_type_new ("fit+Mock", NULL);
  GType web = cdr_test_type_new ("fit+Web", "database", database, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (cdr_conductor_patch (fixture->conductor, database, mock, &error));
  g_assert_no_error (error);
  cdr_conductor_add (fixture->conductor, web);
  assert_invalid (fixture, CDR_ERROR_BAD_PATCH,
                  "Web:database holds a Database, and the replacement Mock is none");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  cdr_test_add ("/type-names/cycle", test_cycle);
  cdr_test_add ("/type-names/cycle/same", test_cycle_same);
  cdr_test_add ("/type-names/cycle/versions", test_cycle_versions);
  cdr_test_add ("/type-names/given", test_given);
  cdr_test_add ("/type-names/unresolved", test_unresolved);
  cdr_test_add ("/type-names/ambiguous", test_ambiguous);
  cdr_test_add ("/type-names/patch", test_patch);
  cdr_test_add ("/type-names/bad-dependency", test_bad_dependency);
  cdr_test_add ("/type-names/does-not-fit", test_does_not_fit);

  return g_test_run ();
}
