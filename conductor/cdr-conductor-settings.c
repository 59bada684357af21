/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-conductor-private.h"

/* How long things may take, and how many at once. */

static void
set_ms (CdrConductor         *self,
        int                  *setting,
        int                   ms,
        CdrConductorProperty  property)
{
  if (*setting == ms)
    return;

  *setting = ms;
  cdr_conductor_notify (self, property);
}

/**
 * cdr_conductor_get_grace: (get-property grace)
 * @self: a conductor
 *
 * Gets how long a component has to answer once it was cancelled for being late.
 *
 * Returns: milliseconds; 0 abandons it at once
 */
int
cdr_conductor_get_grace (CdrConductor *self)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), 0);

  return self->settings.grace;
}

/**
 * cdr_conductor_set_grace: (set-property grace)
 * @self: a conductor
 * @grace_ms: milliseconds; 0 abandons it at once
 *
 * Sets how long a component has to answer once it was cancelled for being late.
 *
 * It is read when something begins that it applies to.
 */
void
cdr_conductor_set_grace (CdrConductor *self,
                         int           grace_ms)
{
  g_return_if_fail (CDR_IS_CONDUCTOR (self));
  g_return_if_fail (grace_ms >= 0);

  set_ms (self, &self->settings.grace, grace_ms, CDR_CONDUCTOR_PROP_GRACE);
}

/**
 * cdr_conductor_get_keep_timeline: (get-property keep-timeline)
 * @self: a conductor
 *
 * Gets whether a timeline is kept.
 *
 * Returns: %TRUE if it is
 */
gboolean
cdr_conductor_get_keep_timeline (CdrConductor *self)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);

  return self->settings.keep_timeline;
}

/**
 * cdr_conductor_set_keep_timeline: (set-property keep-timeline)
 * @self: a conductor
 * @keep_timeline: whether to keep one
 *
 * Sets whether to keep a timeline.
 *
 * It is read when a setup begins, and then holds until the next one.
 */
void
cdr_conductor_set_keep_timeline (CdrConductor *self,
                                 gboolean      keep_timeline)
{
  g_return_if_fail (CDR_IS_CONDUCTOR (self));

  keep_timeline = !!keep_timeline;
  if (self->settings.keep_timeline == keep_timeline)
    return;

  self->settings.keep_timeline = keep_timeline;
  cdr_conductor_notify (self, CDR_CONDUCTOR_PROP_KEEP_TIMELINE);
}

/**
 * cdr_conductor_get_max_concurrent: (get-property max-concurrent)
 * @self: a conductor
 *
 * Gets how many components may be setting up or shutting down at once.
 *
 * Returns: a number; 0 is no limit
 */
guint
cdr_conductor_get_max_concurrent (CdrConductor *self)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), 0);

  return self->settings.max_concurrent;
}

/**
 * cdr_conductor_set_max_concurrent: (set-property max-concurrent)
 * @self: a conductor
 * @max_concurrent: a number; 0 is no limit
 *
 * Sets how many components may be setting up or shutting down at once.
 *
 * It is read whenever a component could begin.
 */
void
cdr_conductor_set_max_concurrent (CdrConductor *self,
                                  guint         max_concurrent)
{
  g_return_if_fail (CDR_IS_CONDUCTOR (self));

  if (self->settings.max_concurrent == max_concurrent)
    return;

  self->settings.max_concurrent = max_concurrent;
  cdr_conductor_notify (self, CDR_CONDUCTOR_PROP_MAX_CONCURRENT);

  if (self->pump != NULL)
    cdr_pump_wake (self->pump);
}

/**
 * cdr_conductor_get_setup_timeout: (get-property setup-timeout)
 * @self: a conductor
 *
 * Gets how long each component's setup may take.
 *
 * Returns: milliseconds; 0 is for ever
 */
int
cdr_conductor_get_setup_timeout (CdrConductor *self)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), 0);

  return self->settings.setup_timeout;
}

/**
 * cdr_conductor_set_setup_timeout: (set-property setup-timeout)
 * @self: a conductor
 * @timeout_ms: milliseconds; 0 is for ever
 *
 * Sets how long each component's setup may take.
 *
 * It is read when something begins that it applies to.
 */
void
cdr_conductor_set_setup_timeout (CdrConductor *self,
                                 int           timeout_ms)
{
  g_return_if_fail (CDR_IS_CONDUCTOR (self));
  g_return_if_fail (timeout_ms >= 0);

  set_ms (self, &self->settings.setup_timeout, timeout_ms, CDR_CONDUCTOR_PROP_SETUP_TIMEOUT);
}

/**
 * cdr_conductor_get_shutdown_deadline: (get-property shutdown-deadline)
 * @self: a conductor
 *
 * Gets how long a shutdown or rollback may take before it hurries.
 *
 * Returns: milliseconds; 0 is for ever
 */
int
cdr_conductor_get_shutdown_deadline (CdrConductor *self)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), 0);

  return self->settings.shutdown_deadline;
}

/**
 * cdr_conductor_set_shutdown_deadline: (set-property shutdown-deadline)
 * @self: a conductor
 * @deadline_ms: milliseconds; 0 is for ever
 *
 * Sets how long a shutdown or rollback may take before it hurries.
 *
 * It is read when something begins that it applies to.
 */
void
cdr_conductor_set_shutdown_deadline (CdrConductor *self,
                                     int           deadline_ms)
{
  g_return_if_fail (CDR_IS_CONDUCTOR (self));
  g_return_if_fail (deadline_ms >= 0);

  set_ms (self, &self->settings.shutdown_deadline, deadline_ms,
          CDR_CONDUCTOR_PROP_SHUTDOWN_DEADLINE);
}

/**
 * cdr_conductor_get_shutdown_timeout: (get-property shutdown-timeout)
 * @self: a conductor
 *
 * Gets how long each component's shutdown may take.
 *
 * Returns: milliseconds; 0 is for ever
 */
int
cdr_conductor_get_shutdown_timeout (CdrConductor *self)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), 0);

  return self->settings.shutdown_timeout;
}

/**
 * cdr_conductor_set_shutdown_timeout: (set-property shutdown-timeout)
 * @self: a conductor
 * @timeout_ms: milliseconds; 0 is for ever
 *
 * Sets how long each component's shutdown may take.
 *
 * It is read when something begins that it applies to.
 */
void
cdr_conductor_set_shutdown_timeout (CdrConductor *self,
                                    int           timeout_ms)
{
  g_return_if_fail (CDR_IS_CONDUCTOR (self));
  g_return_if_fail (timeout_ms >= 0);

  set_ms (self, &self->settings.shutdown_timeout, timeout_ms, CDR_CONDUCTOR_PROP_SHUTDOWN_TIMEOUT);
}

/**
 * cdr_conductor_get_slow_threshold: (get-property slow-threshold)
 * @self: a conductor
 *
 * Gets after how long a setup or shutdown is logged as slow.
 *
 * Returns: milliseconds; 0 is never
 */
int
cdr_conductor_get_slow_threshold (CdrConductor *self)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), 0);

  return self->settings.slow_threshold;
}

/**
 * cdr_conductor_set_slow_threshold: (set-property slow-threshold)
 * @self: a conductor
 * @threshold_ms: milliseconds; 0 is never
 *
 * Sets after how long a setup or shutdown is logged as slow, and who waits for it: see
 * [method@Conductor.describe_waiting].
 *
 * It is read when something begins that it applies to.
 */
void
cdr_conductor_set_slow_threshold (CdrConductor *self,
                                  int           threshold_ms)
{
  g_return_if_fail (CDR_IS_CONDUCTOR (self));
  g_return_if_fail (threshold_ms >= 0);

  set_ms (self, &self->settings.slow_threshold, threshold_ms, CDR_CONDUCTOR_PROP_SLOW_THRESHOLD);
}
