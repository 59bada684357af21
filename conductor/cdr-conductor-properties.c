/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-conductor-private.h"
#include "cdr-log-naming-private.h"

/* What the conductor's properties are, and what they mean. */

/* What users set. */
void
cdr_conductor_make_settings (void)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /**
   * CdrConductor:grace: (getter get_grace) (setter set_grace)
   *
   * How long a component has to answer once it was cancelled for being late, in
   * milliseconds; 0 abandons it at once.
   */
  cdr_conductor_properties[CDR_CONDUCTOR_PROP_GRACE] =
    g_param_spec_int ("grace", NULL, NULL, 0, G_MAXINT, 1000, flags);

  /**
   * CdrConductor:keep-timeline: (getter get_keep_timeline) (setter set_keep_timeline)
   *
   * Whether to write down when each component's setup and shutdown begin and end, for
   * [method@Conductor.dup_timeline].
   *
   * It takes some hundred bytes a component, which are reused by the next setup.
   */
  cdr_conductor_properties[CDR_CONDUCTOR_PROP_KEEP_TIMELINE] =
    g_param_spec_boolean ("keep-timeline", NULL, NULL, TRUE, flags);

  /**
   * CdrConductor:lenient-config: (getter get_lenient_config) (setter set_lenient_config)
   *
   * Whether a group for nobody, a key for nothing, and a key that a file has twice are
   * but warnings, where they are errors by default.
   *
   * It is read when the graph is resolved.
   */
  cdr_conductor_properties[CDR_CONDUCTOR_PROP_LENIENT_CONFIG] =
    g_param_spec_boolean ("lenient-config", NULL, NULL, FALSE, flags);

  /**
   * CdrConductor:log-domain: (getter get_log_domain) (setter set_log_domain)
   *
   * The domain that components log in, or that theirs begin with: see
   * [property@Conductor:log-policy].
   *
   * What the conductor logs itself is in the domain `Conductor`, whatever this is.
   */
  cdr_conductor_properties[CDR_CONDUCTOR_PROP_LOG_DOMAIN] =
    g_param_spec_string ("log-domain", NULL, NULL, CDR_LOG_DEFAULT_DOMAIN, flags);

  /**
   * CdrConductor:log-policy: (getter get_log_policy) (setter set_log_policy)
   *
   * Which components share a log domain.
   */
  cdr_conductor_properties[CDR_CONDUCTOR_PROP_LOG_POLICY] =
    g_param_spec_enum ("log-policy", NULL, NULL, CDR_TYPE_LOG_POLICY, CDR_LOG_POLICY_ONE,
                       flags);

  /**
   * CdrConductor:max-concurrent: (getter get_max_concurrent) (setter set_max_concurrent)
   *
   * How many components may be setting up or shutting down at once; 0 is no limit,
   * 1 is one at a time, in topological order.
   */
  cdr_conductor_properties[CDR_CONDUCTOR_PROP_MAX_CONCURRENT] =
    g_param_spec_uint ("max-concurrent", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * CdrConductor:setup-timeout: (getter get_setup_timeout) (setter set_setup_timeout)
   *
   * How long each component's setup may take, in milliseconds; 0 is for ever.
   *
   * It counts from the component's own beginning.
   */
  cdr_conductor_properties[CDR_CONDUCTOR_PROP_SETUP_TIMEOUT] =
    g_param_spec_int ("setup-timeout", NULL, NULL, 0, G_MAXINT, 30000, flags);

  /**
   * CdrConductor:shutdown-deadline: (getter get_shutdown_deadline) (setter set_shutdown_deadline)
   *
   * How long a shutdown or rollback may take as a whole, in milliseconds, before it
   * hurries; 0 is for ever.
   *
   * In a hurry everything under way is cancelled, and so is every shutdown that
   * begins from then on; each component has its [property@Conductor:grace].
   */
  cdr_conductor_properties[CDR_CONDUCTOR_PROP_SHUTDOWN_DEADLINE] =
    g_param_spec_int ("shutdown-deadline", NULL, NULL, 0, G_MAXINT, 20000, flags);

  /**
   * CdrConductor:shutdown-timeout: (getter get_shutdown_timeout) (setter set_shutdown_timeout)
   *
   * How long each component's shutdown may take, in milliseconds; 0 is for ever.
   *
   * It counts from the component's own beginning.
   */
  cdr_conductor_properties[CDR_CONDUCTOR_PROP_SHUTDOWN_TIMEOUT] =
    g_param_spec_int ("shutdown-timeout", NULL, NULL, 0, G_MAXINT, 10000, flags);

  /**
   * CdrConductor:slow-threshold: (getter get_slow_threshold) (setter set_slow_threshold)
   *
   * After how long a setup or shutdown is logged as slow, in milliseconds; 0 is
   * never.
   */
  cdr_conductor_properties[CDR_CONDUCTOR_PROP_SLOW_THRESHOLD] =
    g_param_spec_int ("slow-threshold", NULL, NULL, 0, G_MAXINT, 2000, flags);
}

/* What they see. */
void
cdr_conductor_make_observables (void)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /**
   * CdrConductor:item-type:
   *
   * The type of the list's items: [class@Component].
   */
  cdr_conductor_properties[CDR_CONDUCTOR_PROP_ITEM_TYPE] =
    g_param_spec_gtype ("item-type", NULL, NULL, CDR_TYPE_COMPONENT, flags);

  /**
   * CdrConductor:n-items:
   *
   * The number of components in the list.
   */
  cdr_conductor_properties[CDR_CONDUCTOR_PROP_N_ITEMS] =
    g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * CdrConductor:progress: (getter get_progress)
   *
   * How far the setup or shutdown is: from 0, inactive, to 1, active.
   */
  cdr_conductor_properties[CDR_CONDUCTOR_PROP_PROGRESS] =
    g_param_spec_double ("progress", NULL, NULL, 0.0, 1.0, 0.0, flags);

  /**
   * CdrConductor:state: (getter get_state)
   *
   * The state of the whole.
   */
  cdr_conductor_properties[CDR_CONDUCTOR_PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, CDR_TYPE_STATE, CDR_STATE_INACTIVE, flags);

  /**
   * CdrConductor:status: (getter get_status)
   *
   * One line for a person: "Setting up: 3 of 9, waiting for Database".
   */
  cdr_conductor_properties[CDR_CONDUCTOR_PROP_STATUS] =
    g_param_spec_string ("status", NULL, NULL, NULL, flags);
}
