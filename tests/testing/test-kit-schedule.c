/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor-testing/conductor-testing.h>

/* Applications that survive every schedule, and each kind that must not. */

/* A component of a final class, with a thread, that counts what it holds. */

#define PART_TYPE_PART (part_part_get_type ())
G_DECLARE_FINAL_TYPE (PartPart, part_part, PART, PART, CdrComponent)
struct _PartPart { CdrComponent parent_instance; CdrComponent *needed; };
G_DEFINE_FINAL_TYPE (PartPart, part_part, CDR_TYPE_COMPONENT)

static guint n_setups, n_shutdowns, n_checks;
static gboolean leaks, breaks_down, fails_now_and_then, never_answers, hangs;
static GType disk, cache;

static void
in_thread (GTask        *task,
           gpointer      source_object,
           gpointer      task_data,
           GCancellable *cancellable)
{
  g_task_return_boolean (task, TRUE);
}

static void
part_part_setup (CdrComponent *component,
                 GTask        *task)
{
  n_setups++;
  if (leaks)
    g_object_ref (component);

  if (hangs)
    g_object_set_data_full (G_OBJECT (component), "task", g_object_ref (task), g_object_unref);
  else if (never_answers)
    return;
  else if (fails_now_and_then && n_setups == 3)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, "not today");
  else
    g_task_run_in_thread (task, in_thread);
}

static void
part_part_shutdown (CdrComponent *component,
                    GTask        *task)
{
  n_shutdowns++;
  if (breaks_down)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, "stuck");
  else
    g_task_return_boolean (task, TRUE);
}

static void
part_part_set_property (GObject      *object,
                        guint         id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  g_set_object (&PART_PART (object)->needed, g_value_get_object (value));
}

static void
part_part_get_property (GObject    *object,
                        guint       id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  g_value_set_object (value, PART_PART (object)->needed);
}

static void
part_part_class_init (PartPartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = part_part_set_property;
  object_class->get_property = part_part_get_property;
  CDR_COMPONENT_CLASS (klass)->setup = part_part_setup;
  CDR_COMPONENT_CLASS (klass)->shutdown = part_part_shutdown;
  g_object_class_install_property (object_class, 1,
                                   g_param_spec_object ("disk", NULL, NULL, disk,
                                                        G_PARAM_READWRITE));
}

static void
part_part_init (PartPart *self)
{
}

static CdrConductor *
make (gpointer user_data)
{
  CdrConductor *conductor = cdr_conductor_new ();

  cdr_conductor_add (conductor, PART_TYPE_PART);
  cdr_conductor_add_full (conductor, cache, CDR_NEED_WANTED);
  return conductor;
}

static gboolean
check (CdrConductor  *conductor,
       gpointer       user_data,
       GError       **error)
{
  n_checks++;
  g_assert_true (CDR_IS_FAKE (cdr_conductor_get_component (conductor, disk)));
  return TRUE;
}

static gboolean
refuse (CdrConductor  *conductor,
        gpointer       user_data,
        GError       **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "not what was promised");
  return FALSE;
}

static void
test_survives (void)
{
  cdr_test_assert_survives (make);
  g_assert_cmpuint (n_setups, >, 20);
  g_assert_cmpuint (n_shutdowns, >, 10);
}

static void
test_each (void)
{
  cdr_test_foreach_schedule (make, 7, 40, check);
  g_assert_cmpuint (n_checks, >, 10);
  g_assert_cmpuint (n_checks, <, 40);
}

/* Two names: 2 + 6 * 3 kinds of lives; an order of events for a seed, and another for another. */
static char *
run_one (guint seed)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (cdr_test_try_schedules (make, NULL, refuse, NULL, seed, 1, &error));
  g_string_append (text, error->message);
  return g_string_free (text, FALSE);
}

static void
test_seed (void)
{
  g_autofree char *first = run_one (3);
  g_autofree char *again = run_one (3);
  guint n_other = 0;

  g_assert_cmpstr (first, ==, again);
  for (guint seed = 4; seed < 12; seed++)
    {
      g_autofree char *other = run_one (seed);

      n_other += strcmp (strstr (other, "What happened"), strstr (first, "What happened")) != 0;
    }
  g_assert_cmpuint (n_other, >, 0);
}

static void
assert_dies (gboolean   *defect,
             const char *pattern)
{
  g_autoptr (GError) error = NULL;

  n_setups = 0;
  *defect = TRUE;
  g_assert_false (cdr_test_try_schedules (make, NULL, NULL, NULL, 5, 0, &error));
  *defect = FALSE;
  g_assert_error (error, CDR_TEST_ERROR, CDR_TEST_ERROR_FAILED);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("%s", error->message);
}

static void
test_breaks_down (void)
{
  assert_dies (&breaks_down, "In schedule 0, where nothing is made to go wrong (to see it again: "
                             "CDR_TEST_SCHEDULE=5:0): the shutdown failed: *PartPart*stuck*"
                             "What happened:*PartPart is active*");
}

static void
test_now_and_then (void)
{
  assert_dies (&fails_now_and_then, "In schedule *: the setup failed: PartPart*not today*");
}

static void
test_never_answers (void)
{
  assert_dies (&never_answers, "In schedule 0*: the setup failed: PartPart*");
}

static void
test_check_fails (void)
{
  g_autofree char *text = run_one (1);

  g_assert_nonnull (strstr (text, "the check failed: not what was promised"));
}

/* In a process of its own, for what leaks. */
static void
test_leaks (void)
{
  if (g_test_subprocess ())
    {
      leaks = TRUE;
      cdr_test_assert_survives (make);
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*test_leaks*In schedule 0*Somebody still holds: PartPart*");
}

static CdrConductor *
make_patient (gpointer user_data)
{
  CdrConductor *conductor = make (NULL);

  cdr_conductor_set_setup_timeout (conductor, 0);
  return conductor;
}

static void
test_hangs (void)
{
  if (g_test_subprocess ())
    {
      hangs = TRUE;
      cdr_test_assert_survives (make_patient);
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*a hang\nIn schedule 0*CDR_TEST_SCHEDULE=*:0*PartPart, setting up*");
}

/* The one that the environment names, and no other. */
static void
test_environment (void)
{
  g_autoptr (GError) error = NULL;

  breaks_down = TRUE;
  g_setenv ("CDR_TEST_SCHEDULE", "9:20", TRUE);
  g_assert_false (cdr_test_try_schedules (make, NULL, NULL, NULL, 5, 0, &error));
  g_unsetenv ("CDR_TEST_SCHEDULE");
  breaks_down = FALSE;
  g_assert_nonnull (strstr (error->message, "In schedule 20, "));
  g_assert_nonnull (strstr (error->message, "CDR_TEST_SCHEDULE=9:20"));
}

/* Classes are what they were. */
static void
test_unwrapped (void)
{
  CdrComponentClass *klass = g_type_class_peek (PART_TYPE_PART);

  g_assert_true (klass->setup == part_part_setup);
  g_assert_true (klass->shutdown == part_part_shutdown);
}

static void
test_lint (void)
{
  g_autoptr (CdrConductor) good = make (NULL);
  g_autoptr (CdrConductor) bad = cdr_conductor_new ();
  g_autoptr (GError) error = NULL;

  cdr_test_lint (good);
  cdr_conductor_add (bad, CDR_TYPE_COMPONENT);
  g_assert_false (cdr_test_try_lint (bad, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_INVALID_TYPE);
}

int
main (int   argc,
      char *argv[])
{
  cdr_test_virtual_time_init (NULL);
  g_test_init (&argc, &argv, NULL);

  disk = cdr_fake_type_new ("Disk", CDR_TYPE_COMPONENT, NULL);
  cache = cdr_fake_type_new ("Cache", CDR_TYPE_COMPONENT, NULL);

  g_test_add_func ("/kit/schedule/survives", test_survives);
  g_test_add_func ("/kit/schedule/each", test_each);
  g_test_add_func ("/kit/schedule/seed", test_seed);
  g_test_add_func ("/kit/schedule/breaks-down", test_breaks_down);
  g_test_add_func ("/kit/schedule/now-and-then", test_now_and_then);
  g_test_add_func ("/kit/schedule/never-answers", test_never_answers);
  g_test_add_func ("/kit/schedule/check-fails", test_check_fails);
  g_test_add_func ("/kit/schedule/leaks", test_leaks);
  g_test_add_func ("/kit/schedule/hangs", test_hangs);
  g_test_add_func ("/kit/schedule/environment", test_environment);
  g_test_add_func ("/kit/schedule/unwrapped", test_unwrapped);
  g_test_add_func ("/kit/lint", test_lint);

  return g_test_run ();
}
