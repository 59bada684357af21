/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-conductor-private.h"

/* In which domains the components log. */

/**
 * cdr_conductor_get_log_domain: (get-property log-domain)
 * @self: a conductor
 *
 * Gets the domain that components log in, or that theirs begin with.
 *
 * Returns: (transfer none): the domain
 */
const char *
cdr_conductor_get_log_domain (CdrConductor *self)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), NULL);

  return cdr_log_naming_get_domain (self->owner.log_naming);
}

/**
 * cdr_conductor_set_log_domain: (set-property log-domain)
 * @self: a conductor
 * @domain: (nullable): a domain, or %NULL for `Conductor`
 *
 * Sets the domain that components log in, or that theirs begin with.
 *
 * It holds at once, for all its components. Spaces, which stand between the domains in
 * `G_MESSAGES_DEBUG`, become hyphens.
 */
void
cdr_conductor_set_log_domain (CdrConductor *self,
                              const char   *domain)
{
  g_return_if_fail (CDR_IS_CONDUCTOR (self));

  if (cdr_log_naming_set_domain (self->owner.log_naming, domain))
    cdr_conductor_notify (self, CDR_CONDUCTOR_PROP_LOG_DOMAIN);
}

/**
 * cdr_conductor_get_log_policy: (get-property log-policy)
 * @self: a conductor
 *
 * Gets which components share a log domain.
 *
 * Returns: the policy
 */
CdrLogPolicy
cdr_conductor_get_log_policy (CdrConductor *self)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), CDR_LOG_POLICY_ONE);

  return cdr_log_naming_get_policy (self->owner.log_naming);
}

/**
 * cdr_conductor_set_log_policy: (set-property log-policy)
 * @self: a conductor
 * @policy: a policy
 *
 * Sets which components share a log domain.
 *
 * It holds at once, for all its components; but not where there is a function:
 * see [method@Conductor.set_log_domain_func].
 */
void
cdr_conductor_set_log_policy (CdrConductor *self,
                              CdrLogPolicy  policy)
{
  g_return_if_fail (CDR_IS_CONDUCTOR (self));
  g_return_if_fail (policy >= CDR_LOG_POLICY_ONE && policy <= CDR_LOG_POLICY_COMPONENT);

  if (cdr_log_naming_set_policy (self->owner.log_naming, policy))
    cdr_conductor_notify (self, CDR_CONDUCTOR_PROP_LOG_POLICY);
}

/**
 * cdr_conductor_set_log_domain_func:
 * @self: a conductor
 * @func: (nullable) (scope notified) (closure user_data) (destroy destroy): what names
 *   the domains, or %NULL for [property@Conductor:log-policy] again
 * @user_data: what to pass to @func
 * @destroy: what to call when @func is not needed any more
 *
 * Sets a function that names the components' log domains, instead of the policy.
 *
 * It is asked once for each component: before its setup, or earlier if the component
 * logs earlier, from the thread that it does so from. What was set later than that is
 * asked when a component logs next. What @func itself logs for a component is in
 * [property@Conductor:log-domain], and so is a component for which it returns %NULL.
 *
 * A function that holds the conductor makes a circle, which only another call ends.
 */
void
cdr_conductor_set_log_domain_func (CdrConductor     *self,
                                   CdrLogDomainFunc  func,
                                   gpointer          user_data,
                                   GDestroyNotify    destroy)
{
  g_return_if_fail (CDR_IS_CONDUCTOR (self));

  cdr_log_naming_set_func (self->owner.log_naming, func, user_data, destroy);
}
