/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor-testing/conductor-testing.h>

#include "cdr-test-scene-private.h"

/* What the components saw, told by hand as no conductor would do it. */

static CdrScene *scene;
static CdrActor *lower, *upper;
static CdrComponent *objects[2];

static void
begin (void)
{
  const CdrScenePlan plan = { .seed = 1 };
  GType type = cdr_fake_type_new ("Scene", CDR_TYPE_COMPONENT, NULL);

  scene = cdr_scene_new (&plan);
  for (guint i = 0; i < 2; i++)
    objects[i] = g_object_new (type, "name", i == 0 ? "Lower" : "Upper", NULL);
  lower = cdr_scene_get_actor (scene, objects[0]);
  upper = cdr_scene_get_actor (scene, objects[1]);
}

static void
end (const char *problem)
{
  g_assert_cmpstr (cdr_scene_get_problem (scene), ==, problem);
  cdr_scene_free (scene);
  g_assert_finalize_object (objects[0]);
  g_assert_finalize_object (objects[1]);
}

static void
act (CdrActor *actor,
     CdrPhase  phase)
{
  cdr_scene_begin (scene, actor, phase);
  cdr_scene_end (scene, actor, phase, TRUE);
}

static void
test_good (void)
{
  begin ();
  act (lower, CDR_PHASE_SETUP);
  act (upper, CDR_PHASE_SETUP);
  g_ptr_array_add (upper->dependencies, lower);
  act (upper, CDR_PHASE_SHUTDOWN);
  act (lower, CDR_PHASE_SHUTDOWN);
  cdr_scene_check_is_down (scene, "at the end");
  end (NULL);
}

static void
test_too_early_down (void)
{
  begin ();
  act (lower, CDR_PHASE_SETUP);
  act (upper, CDR_PHASE_SETUP);
  g_ptr_array_add (upper->dependencies, lower);
  act (lower, CDR_PHASE_SHUTDOWN);
  end ("Lower was shut down before Upper, which depends on it, was down");
}

static void
test_twice (void)
{
  begin ();
  act (lower, CDR_PHASE_SETUP);
  act (lower, CDR_PHASE_SETUP);
  end ("Lower was set up though it was up");
}

static void
test_not_up (void)
{
  begin ();
  act (lower, CDR_PHASE_SETUP);
  act (lower, CDR_PHASE_SHUTDOWN);
  act (lower, CDR_PHASE_SHUTDOWN);
  end ("Lower was shut down though it was not up");
}

static void
test_at_once (void)
{
  begin ();
  cdr_scene_begin (scene, lower, CDR_PHASE_SETUP);
  cdr_scene_begin (scene, lower, CDR_PHASE_SHUTDOWN);
  end ("Lower was called before it had ended what it did");
}

static void
test_left_up (void)
{
  begin ();
  act (lower, CDR_PHASE_SETUP);
  cdr_scene_check_is_down (scene, "at the end");
  end ("Lower was still up at the end");
}

static void
test_left_working (void)
{
  begin ();
  cdr_scene_begin (scene, lower, CDR_PHASE_SETUP);
  cdr_scene_check_is_down (scene, "at the end");
  end ("Lower was still at work at the end");
}

/* What it depends on is in a property, as the conductor would have put it there. */
static void
set_property (GObject      *object,
              guint         id,
              const GValue *value,
              GParamSpec   *pspec)
{
  g_object_set_data_full (object, "lower", g_value_dup_object (value), g_object_unref);
}

static void
get_property (GObject    *object,
              guint       id,
              GValue     *value,
              GParamSpec *pspec)
{
  g_value_set_object (value, g_object_get_data (object, "lower"));
}

static void
class_init (gpointer klass,
            gpointer data)
{
  G_OBJECT_CLASS (klass)->set_property = set_property;
  G_OBJECT_CLASS (klass)->get_property = get_property;
  g_object_class_install_property (klass, 1,
                                   g_param_spec_object ("lower", NULL, NULL, CDR_TYPE_COMPONENT,
                                                        G_PARAM_READWRITE));
}

static void
test_too_early_up (void)
{
  GType type = cdr_fake_type_new_full ("SceneAbove", CDR_TYPE_COMPONENT, class_init, NULL, NULL);
  CdrComponent *above;

  begin ();
  above = g_object_new (type, "lower", objects[0], NULL);
  act (cdr_scene_get_actor (scene, above), CDR_PHASE_SETUP);
  g_assert_finalize_object (above);
  end ("SceneAbove was set up before Lower, on which it depends, was up");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kit/scene/good", test_good);
  g_test_add_func ("/kit/scene/too-early-up", test_too_early_up);
  g_test_add_func ("/kit/scene/too-early-down", test_too_early_down);
  g_test_add_func ("/kit/scene/twice", test_twice);
  g_test_add_func ("/kit/scene/not-up", test_not_up);
  g_test_add_func ("/kit/scene/at-once", test_at_once);
  g_test_add_func ("/kit/scene/left-up", test_left_up);
  g_test_add_func ("/kit/scene/left-working", test_left_working);

  return g_test_run ();
}
