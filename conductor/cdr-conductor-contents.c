/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-conductor-private.h"
#include "cdr-error.h"
#include "cdr-resolver-private.h"
#include "cdr-text-private.h"
#include "cdr-type-names-private.h"
#include "cdr-wiring-private.h"

/* What there is to conduct: adding, patching, validating and looking up. */

static gboolean
is_changeable (CdrConductor *self)
{
  return self->state == CDR_STATE_INACTIVE || self->state == CDR_STATE_FAILED;
}

/**
 * cdr_conductor_add:
 * @self: a conductor
 * @type: a component type
 *
 * Adds a type as a required root of the application.
 *
 * Nothing is created yet: types are resolved first, and instances are made once the
 * whole graph is valid, when the setup begins. So adding and patching come in any
 * order, and a type that can't be made is reported by [method@Conductor.validate]
 * and the setup. Adding twice is adding once.
 *
 * After a setup has begun and until it has failed or everything is shut down again,
 * a type that is in the graph already is ignored; any other is a critical.
 */
void
cdr_conductor_add (CdrConductor *self,
                   GType         type)
{
  cdr_conductor_add_full (self, type, CDR_NEED_REQUIRED);
}

/**
 * cdr_conductor_add_full:
 * @self: a conductor
 * @type: a component type
 * @need: %CDR_NEED_REQUIRED, or %CDR_NEED_WANTED for a root whose failure is
 *   tolerated
 *
 * Adds a type as a root of the application, and says how much it is needed.
 *
 * Of a type that is added twice the stronger need holds. See
 * [method@Conductor.add].
 */
void
cdr_conductor_add_full (CdrConductor *self,
                        GType         type,
                        CdrNeed       need)
{
  g_return_if_fail (CDR_IS_CONDUCTOR (self));
  g_return_if_fail (need == CDR_NEED_REQUIRED || need == CDR_NEED_WANTED);
  g_return_if_fail (!self->is_disposed);
  g_return_if_fail (cdr_conductor_is_in_context (self));

  if (!is_changeable (self))
    {
      if (!cdr_manifest_has_type (self->manifest, type) &&
          cdr_conductor_get_component (self, type) == NULL)
        g_critical ("%s can't be added once a setup has begun",
                    cdr_text_type (type));
      return;
    }

  cdr_manifest_add_type (self->manifest, type, need);
  g_clear_pointer (&self->candidates, cdr_candidates_free);
}

static gboolean
check_can_own (CdrConductor  *self,
               CdrComponent  *component,
               GError       **error)
{
  CdrState state = cdr_component_get_state (component);

  if (cdr_component_get_conductor (component) != NULL)
    {
      g_set_error (error, CDR_ERROR, CDR_ERROR_ALREADY_OWNED,
                   "%s (%s) belongs to a conductor already",
                   cdr_component_get_name (component), cdr_text_type_of (component));
      return FALSE;
    }

  if (!is_changeable (self) || (state != CDR_STATE_INACTIVE && state != CDR_STATE_FAILED))
    {
      g_set_error (error, CDR_ERROR, CDR_ERROR_WRONG_STATE,
                   "%s (%s) can't be added: %s",
                   cdr_component_get_name (component), cdr_text_type_of (component),
                   is_changeable (self) ? "it is in use" : "a setup has begun");
      return FALSE;
    }

  return TRUE;
}

/**
 * cdr_conductor_add_component:
 * @self: a conductor
 * @component: a component that is inactive and belongs to no conductor
 * @need: %CDR_NEED_REQUIRED, or %CDR_NEED_WANTED for a root whose failure is
 *   tolerated
 * @error: where to put an error
 *
 * Adds a ready-made component as a root of the application.
 *
 * Dependencies that the application has set on it are left as they are: what they
 * hold joins the graph, and so on. The others are injected. A ready-made component
 * is never patched.
 *
 * Fails with %CDR_ERROR_ALREADY_OWNED if it belongs to a conductor,
 * %CDR_ERROR_WRONG_STATE if it is not inactive or a setup has begun,
 * %CDR_ERROR_AMBIGUOUS if one of its type and name was added, and
 * %CDR_ERROR_BAD_PATCH if just its type is patched. Nothing is changed then.
 *
 * Returns: %TRUE if it was added
 */
gboolean
cdr_conductor_add_component (CdrConductor  *self,
                             CdrComponent  *component,
                             CdrNeed        need,
                             GError       **error)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (CDR_IS_COMPONENT (component), FALSE);
  g_return_val_if_fail (need == CDR_NEED_REQUIRED || need == CDR_NEED_WANTED, FALSE);
  g_return_val_if_fail (!self->is_disposed, FALSE);
  g_return_val_if_fail (cdr_conductor_is_in_context (self), FALSE);

  if (!check_can_own (self, component, error) ||
      !cdr_manifest_add_component (self->manifest, component, need, error))
    return FALSE;

  g_clear_pointer (&self->candidates, cdr_candidates_free);
  cdr_component_set_index (component, G_MAXUINT);
  cdr_wiring_follow (component, self->kept, self->known);
  cdr_component_set_owner (component, &self->owner);
  if (!self->is_disposed)
    cdr_conductor_list_append (self, component);

  return TRUE;
}

/**
 * cdr_conductor_patch:
 * @self: a conductor
 * @type: a component type or an interface
 * @replacement: a component type that can be instantiated
 * @error: where to put an error
 *
 * Makes @replacement be used wherever @type is asked for.
 *
 * For mocks in tests, and for binding an interface or abstract type to an
 * implementation. Patches may form chains. Two types that are patched by one share
 * one instance of it. A patch may come before or after what it concerns is added,
 * and holds from the next setup on; another one for the same type replaces it.
 *
 * Fails with %CDR_ERROR_BAD_PATCH if the replacement can't be instantiated, is the
 * type itself or closes a loop, or if a ready-made instance of just @type was
 * added, and with %CDR_ERROR_WRONG_STATE unless the conductor is inactive or
 * failed. That the replacement fits the properties is checked when the graph is
 * resolved.
 *
 * Returns: %TRUE if the patch was taken
 */
gboolean
cdr_conductor_patch (CdrConductor  *self,
                     GType          type,
                     GType          replacement,
                     GError       **error)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (!self->is_disposed, FALSE);
  g_return_val_if_fail (cdr_conductor_is_in_context (self), FALSE);

  if (!is_changeable (self))
    {
      g_autoptr (CdrTypeNames) names = cdr_type_names_new (1, type);

      g_set_error (error, CDR_ERROR, CDR_ERROR_WRONG_STATE,
                   "%s can't be patched once a setup has begun: shut down first",
                   cdr_type_names_get (names, type));
      return FALSE;
    }

  g_clear_pointer (&self->candidates, cdr_candidates_free);
  return cdr_manifest_patch (self->manifest, type, replacement, error);
}

/* Against what the next setup would find. */
gboolean
cdr_conductor_check_config (CdrConductor  *self,
                            GError       **error)
{
  g_autoptr (CdrTopology) graph = cdr_resolve (self->manifest, self->made, self, error);
  g_autoptr (CdrConfigPlan) plan = NULL;

  return graph != NULL &&
         cdr_conductor_plan_config (self, cdr_conductor_get_sources (self), graph, &plan, error);
}

/**
 * cdr_conductor_validate:
 * @self: a conductor
 * @error: where to put an error
 *
 * Resolves everything that was added, and creates nothing: for tests and CI.
 *
 * It is the first step of a setup, alone. The error names the component's type and
 * the property; a cycle is spelled out property by property: `A:b -> B:a -> A`.
 * Types go by the names that their languages have for them, `Web` for `module+Web-v2`
 * of Python and `Gjs_Web` of JavaScript, unless one error is about several of that name.
 * If the graph is valid, the configuration is compared with it: %CDR_ERROR_BAD_CONFIG has
 * a line for each mistake.
 *
 * Returns: %TRUE if a setup would find the graph valid
 */
gboolean
cdr_conductor_validate (CdrConductor  *self,
                        GError       **error)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (!self->is_disposed, FALSE);
  g_return_val_if_fail (cdr_conductor_is_in_context (self), FALSE);

  /* What is up was valid, and what it holds by now is not wiring. */
  if (!is_changeable (self) && self->graph != NULL)
    return TRUE;

  return cdr_conductor_check_config (self, error);
}

/**
 * cdr_conductor_get_component:
 * @self: a conductor
 * @type: a component type or an interface
 *
 * Gets the instance that is used where @type is asked for.
 *
 * Follows patches, and has no side effect. A component that is there only because
 * the application wired it is not found.
 *
 * Returns: (transfer none) (nullable): the component, or %NULL if no setup has
 *   resolved the graph yet, there is none, or several fit
 */
CdrComponent *
cdr_conductor_get_component (CdrConductor *self,
                             GType         type)
{
  CdrAnswer answer;
  CdrComponent *component = NULL;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), NULL);

  if (self->graph == NULL || self->is_disposed)
    return NULL;

  if (self->candidates == NULL)
    self->candidates = cdr_candidates_new (self->manifest);

  answer = cdr_candidates_ask (self->candidates, type);

  if (answer.kind == CDR_ANSWER_ADDED)
    {
      const CdrRoot *root = cdr_candidates_get_root (self->candidates, answer.root);

      component = root->component;
      answer.type = root->type;
    }

  if (component == NULL &&
      (answer.kind == CDR_ANSWER_ADDED || answer.kind == CDR_ANSWER_TO_MAKE))
    component = g_hash_table_lookup (self->made, GSIZE_TO_POINTER (answer.type));

  /* One that an earlier setup made may not be in the present graph. */
  if (component != NULL && cdr_component_get_index (component) == G_MAXUINT)
    return NULL;

  return component;
}

/**
 * cdr_conductor_get_failures:
 * @self: a conductor
 *
 * Gets what went wrong in the last setup or shutdown, in the order in which it was
 * reported.
 *
 * Failures that were tolerated and components that were abandoned are in it;
 * components that were skipped, and those that gave up because they were cancelled,
 * are not. The list is emptied when the next setup or shutdown begins; the shutdown
 * that is part of a failed setup, or that [method@Component.fail] causes, is no new
 * one.
 *
 * Returns: (transfer none) (nullable): a list of [class@Failure], always the same;
 *   %NULL only after the conductor was disposed of explicitly
 */
GListModel *
cdr_conductor_get_failures (CdrConductor *self)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), NULL);

  return (GListModel *) self->failures;
}
