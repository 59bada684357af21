/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-scene-private.h"

#include "cdr-test-given-private.h"

struct _CdrScene
{
  CdrScenePlan  plan;
  GRand        *rand;
  GPtrArray    *actors;
  char         *problem;
};

static void
actor_free (gpointer data)
{
  CdrActor *actor = data;

  g_ptr_array_unref (actor->dependencies);
  g_free (actor->name);
  g_free (actor);
}

CdrScene *
cdr_scene_new (const CdrScenePlan *plan)
{
  CdrScene *self = g_new0 (CdrScene, 1);

  self->plan = *plan;
  self->rand = g_rand_new_with_seed_array ((guint32[]) { plan->seed, plan->number }, 2);
  self->actors = g_ptr_array_new_with_free_func (actor_free);
  return self;
}

void
cdr_scene_free (CdrScene *self)
{
  g_rand_free (self->rand);
  g_ptr_array_unref (self->actors);
  g_free (self->problem);
  g_free (self);
}

static void
created_cb (CdrConductor *conductor,
            CdrComponent *component,
            gpointer      user_data)
{
  cdr_wrap_class (G_OBJECT_TYPE (component));
}

void
cdr_scene_watch (CdrScene     *self,
                 CdrConductor *conductor)
{
  GListModel *ready_made = G_LIST_MODEL (conductor);

  g_signal_connect (conductor, "component-created", G_CALLBACK (created_cb), NULL);
  for (guint i = 0; i < g_list_model_get_n_items (ready_made); i++)
    {
      g_autoptr (CdrComponent) component = g_list_model_get_item (ready_made, i);

      cdr_wrap_class (G_OBJECT_TYPE (component));
    }
}

guint
cdr_scene_choose (CdrScene *self,
                  guint     below)
{
  return (guint) g_rand_int_range (self->rand, 0, (gint32) below);
}

void
cdr_scene_add_problem (CdrScene   *self,
                       const char *format,
                       ...)
{
  va_list args;

  if (self->problem != NULL)
    return;

  va_start (args, format);
  self->problem = g_strdup_vprintf (format, args);
  va_end (args);
}

const char *
cdr_scene_get_problem (CdrScene *self)
{
  return self->problem;
}

void
cdr_scene_check_is_down (CdrScene   *self,
                         const char *when)
{
  for (guint i = 0; i < self->actors->len; i++)
    {
      CdrActor *actor = g_ptr_array_index (self->actors, i);

      if ((actor->is_up || actor->is_acting) &&
          cdr_component_get_state (actor->component) != CDR_STATE_ABANDONED)
        cdr_scene_add_problem (self, "%s %s %s", actor->name,
                               actor->is_acting ? "was still at work" : "was still up", when);
    }
}

CdrActor *
cdr_scene_get_actor (CdrScene     *self,
                     CdrComponent *component)
{
  CdrActor *actor;

  for (guint i = 0; i < self->actors->len; i++)
    {
      actor = g_ptr_array_index (self->actors, i);
      if (actor->component == component)
        return actor;
    }

  actor = g_new0 (CdrActor, 1);
  actor->component = component;
  actor->name = g_strdup (cdr_component_get_name (component));
  actor->dependencies = g_ptr_array_new ();
  g_ptr_array_add (self->actors, actor);
  return actor;
}

static void
read_dependencies (CdrScene *self,
                   CdrActor *actor)
{
  g_autoptr (GPtrArray) given = cdr_test_dup_given (actor->component);

  g_ptr_array_set_size (actor->dependencies, 0);
  for (guint i = 0; i < given->len; i++)
    g_ptr_array_add (actor->dependencies, cdr_scene_get_actor (self, given->pdata[i]));
}

static void
check_setup (CdrScene *self,
             CdrActor *actor)
{
  if (actor->is_up)
    cdr_scene_add_problem (self, "%s was set up though it was up", actor->name);

  read_dependencies (self, actor);
  for (guint i = 0; i < actor->dependencies->len; i++)
    {
      CdrActor *dependency = g_ptr_array_index (actor->dependencies, i);

      if (!dependency->is_up)
        cdr_scene_add_problem (self, "%s was set up before %s, on which it depends, was up",
                               actor->name, dependency->name);
    }
}

static void
check_shutdown (CdrScene *self,
                CdrActor *actor)
{
  if (!actor->is_up)
    cdr_scene_add_problem (self, "%s was shut down though it was not up", actor->name);

  for (guint i = 0; i < self->actors->len; i++)
    {
      CdrActor *other = g_ptr_array_index (self->actors, i);

      if ((other->is_up || other->is_acting) &&
          g_ptr_array_find (other->dependencies, actor, NULL))
        cdr_scene_add_problem (self, "%s was shut down before %s, which depends on it, was down",
                               actor->name, other->name);
    }
}

void
cdr_scene_begin (CdrScene *self,
                 CdrActor *actor,
                 CdrPhase  phase)
{
  if (actor->is_acting)
    cdr_scene_add_problem (self, "%s was called before it had ended what it did", actor->name);
  else if (phase == CDR_PHASE_SETUP)
    check_setup (self, actor);
  else
    check_shutdown (self, actor);

  actor->is_acting = TRUE;
}

void
cdr_scene_end (CdrScene *self,
               CdrActor *actor,
               CdrPhase  phase,
               gboolean  success)
{
  actor->is_acting = FALSE;
  actor->is_up = phase == CDR_PHASE_SETUP && success;
  if (!actor->is_up)
    g_ptr_array_set_size (actor->dependencies, 0);
}

CdrFault
cdr_scene_get_fault (CdrScene *self,
                     CdrActor *actor,
                     CdrPhase  phase)
{
  gboolean is_it = self->plan.victim != NULL && phase == self->plan.phase &&
                   g_str_equal (actor->name, self->plan.victim);

  return is_it ? self->plan.fault : CDR_FAULT_NONE;
}
