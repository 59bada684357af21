/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-conductor-private.h"
#include "cdr-log-private.h"

/* State, progress and status: what the conductor tells of itself. They are told
 * from the pump, and only if they have changed since they were told last.
 */

/* That of the present operation: a setup that has not begun has none yet. */
static CdrReconciler *
get_reconciler (CdrConductor *self)
{
  return self->setup_requested ? NULL : self->reconciler;
}

static guint
get_n_settled (CdrConductor *self)
{
  CdrReconciler *reconciler = get_reconciler (self);

  return reconciler != NULL ? cdr_reconciler_get_n_settled (reconciler) : 0;
}

static guint
get_n_running (CdrConductor *self)
{
  CdrReconciler *reconciler = get_reconciler (self);

  return reconciler != NULL ? cdr_reconciler_get_n_running (reconciler) : 0;
}

static gboolean
is_stopping (CdrConductor *self)
{
  CdrReconciler *reconciler = get_reconciler (self);

  return reconciler != NULL && cdr_reconciler_is_stopping (reconciler);
}

static guint
get_n_components (CdrConductor *self)
{
  return self->graph != NULL ? self->graph->n_nodes : 0;
}

/* A rollback is part of the setup, and stays where it turned; a shutdown begins
 * where the setup was.
 */
static double
compute_progress (CdrConductor *self)
{
  guint n = MAX (get_n_components (self), 1);

  switch (self->state)
    {
    case CDR_STATE_SETTING_UP:
      return MAX (self->told.state == CDR_STATE_SETTING_UP ? self->told.progress : 0.0,
                  get_n_settled (self) / (double) n);

    case CDR_STATE_ACTIVE:
      return 1.0;

    case CDR_STATE_SHUTTING_DOWN:
      return MIN (self->told.progress, get_n_running (self) / (double) n);

    case CDR_STATE_INACTIVE:
    case CDR_STATE_FAILED:
    case CDR_STATE_ABANDONED: /* never a conductor's */
    default:
      return 0.0;
    }
}

/* What ended with the new state has a duration. */
static void
log_state (CdrState state,
           gint64   since_us)
{
  gboolean has_begun = state == CDR_STATE_SETTING_UP || state == CDR_STATE_SHUTTING_DOWN;

  cdr_log_conductor_state (state, has_begun ? CDR_LOG_NO_DURATION
                                            : g_get_monotonic_time () - since_us);
}

void
cdr_conductor_tell (CdrConductor *self)
{
  CdrTold old = self->told;
  CdrTold now = {
    .state = self->state,
    .since_us = self->state != old.state ? g_get_monotonic_time () : old.since_us,
    .progress = compute_progress (self),
    .n_settled = get_n_settled (self),
    .n_running = get_n_running (self),
    .oldest = cdr_operations_get_oldest (self),
    .n_held_by = cdr_inhibitors_get_n_held_by (self),
    .is_stopping = is_stopping (self),
  };

  self->told = now;
  if (now.state != old.state)
    log_state (now.state, old.since_us);

  g_object_freeze_notify (G_OBJECT (self));

  if (now.state != old.state)
    cdr_conductor_notify (self, CDR_CONDUCTOR_PROP_STATE);
  if (now.progress != old.progress)
    cdr_conductor_notify (self, CDR_CONDUCTOR_PROP_PROGRESS);
  if (now.state != old.state || now.n_settled != old.n_settled ||
      now.n_running != old.n_running || now.oldest != old.oldest ||
      now.n_held_by != old.n_held_by || now.is_stopping != old.is_stopping)
    cdr_conductor_notify (self, CDR_CONDUCTOR_PROP_STATUS);

  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * cdr_conductor_get_state: (get-property state)
 * @self: a conductor
 *
 * Gets the state of the whole.
 *
 * A setup or shutdown that was asked for counts as begun; the property notifies in
 * a later iteration of the main loop.
 *
 * Returns: the state
 */
CdrState
cdr_conductor_get_state (CdrConductor *self)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), CDR_STATE_INACTIVE);

  return self->state;
}

/**
 * cdr_conductor_get_progress: (get-property progress)
 * @self: a conductor
 *
 * Gets how far the setup or shutdown is.
 *
 * While setting up it is the share of components that are active, or that will not
 * be; while shutting down, the share of those that are still running. It only grows
 * in a setup, and only falls in a shutdown.
 *
 * Returns: from 0, inactive, to 1, active
 */
double
cdr_conductor_get_progress (CdrConductor *self)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), 0.0);

  return compute_progress (self);
}

static char *
describe_way (CdrConductor *self,
              const char   *doing,
              guint         n_done)
{
  CdrComponent *oldest = cdr_operations_get_oldest (self);
  const char *name = oldest != NULL ? cdr_component_get_name (oldest)
                                    : cdr_inhibitors_get_oldest (self);

  return g_strdup_printf ("%s: %u of %u%s%s", doing, n_done, get_n_components (self),
                          name != NULL ? ", waiting for " : "", name != NULL ? name : "");
}

static char *
compute_status (CdrConductor *self)
{
  guint n = get_n_components (self);
  guint n_down = n - MIN (get_n_running (self), n);

  switch (self->state)
    {
    case CDR_STATE_SETTING_UP:
      if (is_stopping (self))
        return describe_way (self, "Rolling back", n_down);
      return describe_way (self, "Setting up", get_n_settled (self));

    case CDR_STATE_ACTIVE:
      return g_strdup ("Active");

    case CDR_STATE_SHUTTING_DOWN:
      return describe_way (self, "Shutting down", n_down);

    case CDR_STATE_FAILED:
      return g_strdup ("Failed");

    case CDR_STATE_INACTIVE:
    case CDR_STATE_ABANDONED: /* never a conductor's */
    default:
      return g_strdup ("Inactive");
    }
}

/**
 * cdr_conductor_get_status: (get-property status)
 * @self: a conductor
 *
 * Gets one line for a person: "Setting up: 3 of 9, waiting for Database".
 *
 * It names the component that has been setting up or shutting down for longest, or the
 * first inhibitor that the shutdown waits for. In English, and not made for parsing.
 *
 * Returns: (transfer none): the line; valid until the next call
 */
const char *
cdr_conductor_get_status (CdrConductor *self)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), NULL);

  g_free (self->status);
  self->status = compute_status (self);

  return self->status;
}

/**
 * cdr_conductor_describe_waiting:
 * @self: a conductor
 *
 * Says who is waiting for whom, for a person who wonders why it takes so long.
 *
 * It has one line for each component that is setting up or shutting down, the oldest
 * first. The line begins with who waits for it, through which property, if anybody
 * does; then comes for how long it has been at it, and how long it has left:
 *
 * ```
 * WebApi waits for Database (property database), setting up for 4.2 s, 25.8 s before its deadline
 * ```
 *
 * A longer chain goes on with ", which waits for". On the way down a dependency waits
 * for its dependents:
 *
 * ```
 * Disk waits for Database (its property disk), shutting down for 3.1 s, 6.9 s before its deadline
 * ```
 *
 * If several wait for one component, the chain of one of them is told, and the others
 * are counted. After ten components comes how many more there are, and the middle of a
 * long chain is left out. Components that only wait for their turn, because of
 * [property@Conductor:max-concurrent], are counted in a line of their own.
 *
 * While a shutdown waits for inhibitors nothing is shutting down yet, and the one line
 * says for what:
 *
 * ```
 * The shutdown waits for: saving report.odt (2.1 s, 7.9 s before its deadline)
 * ```
 *
 * The same is logged of a component once it takes longer than
 * [property@Conductor:slow-threshold], and of all when a second signal makes
 * [method@Conductor.serve] hurry. In English, and not made for parsing. What an active
 * component does is not in it, nor is one that was abandoned.
 *
 * Returns: (transfer full): the lines, with no line end after the last one; empty if
 *   nothing is under way
 */
char *
cdr_conductor_describe_waiting (CdrConductor *self)
{
  CdrReconciler *reconciler;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), NULL);

  reconciler = get_reconciler (self);

  if (cdr_inhibitors_get_n_held_by (self) > 0)
    return cdr_inhibitors_describe (self);

  return reconciler != NULL ? cdr_reconciler_describe_waiting (reconciler) : g_strdup ("");
}
