/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (CDR_INSIDE) && !defined (CDR_COMPILATION)
# error "Only <conductor/conductor.h> can be included directly."
#endif

#include <glib-object.h>

#include "cdr-types.h"

G_BEGIN_DECLS

/**
 * CdrState:
 * @CDR_STATE_INACTIVE: not set up, or shut down again
 * @CDR_STATE_SETTING_UP: a setup is under way
 * @CDR_STATE_ACTIVE: set up successfully and not yet shutting down
 * @CDR_STATE_SHUTTING_DOWN: a shutdown is under way
 * @CDR_STATE_FAILED: the setup failed, or was skipped because one that it
 *   required failed; for a conductor: its setup failed and has been rolled back
 * @CDR_STATE_ABANDONED: cancelled for being late, and silent for the whole
 *   grace time after that; never the state of a conductor
 *
 * The state of a component, or of a conductor as a whole.
 *
 * New values may be added.
 */
typedef enum
{
  CDR_STATE_INACTIVE,
  CDR_STATE_SETTING_UP,
  CDR_STATE_ACTIVE,
  CDR_STATE_SHUTTING_DOWN,
  CDR_STATE_FAILED,
  CDR_STATE_ABANDONED,
} CdrState;

/**
 * CdrNeed:
 * @CDR_NEED_REQUIRED: the dependent can't do without it: its failure is the
 *   dependent's failure
 * @CDR_NEED_WANTED: made like any other, but its failure is tolerated: the
 *   property stays %NULL
 * @CDR_NEED_IF_ADDED: as wanted, but never made by the conductor: the property
 *   is %NULL unless the application added, or patched in, something that fits
 *
 * How much a dependent needs a dependency.
 */
typedef enum
{
  CDR_NEED_REQUIRED,
  CDR_NEED_WANTED,
  CDR_NEED_IF_ADDED,
} CdrNeed;

/**
 * CdrPhase:
 * @CDR_PHASE_SETUP: while setting up
 * @CDR_PHASE_ACTIVE: while active; see [method@Component.fail]
 * @CDR_PHASE_SHUTDOWN: while shutting down
 *
 * What a component was doing when it failed.
 *
 * New values may be added.
 */
typedef enum
{
  CDR_PHASE_SETUP,
  CDR_PHASE_ACTIVE,
  CDR_PHASE_SHUTDOWN,
} CdrPhase;

/**
 * CdrOutcome:
 * @CDR_OUTCOME_NONE: it did not begin
 * @CDR_OUTCOME_UNDER_WAY: it has not ended yet
 * @CDR_OUTCOME_SUCCEEDED: it succeeded
 * @CDR_OUTCOME_FAILED: it failed
 * @CDR_OUTCOME_TIMED_OUT: it took too long, whatever came of it in the end
 * @CDR_OUTCOME_CANCELLED: it gave up because a stop came first
 * @CDR_OUTCOME_SKIPPED: it did not begin, because something that it requires failed
 * @CDR_OUTCOME_ABANDONED: it did not answer even after it was cancelled, and nobody
 *   waited for it any longer
 *
 * What came of a setup or a shutdown.
 *
 * New values may be added.
 */
typedef enum
{
  CDR_OUTCOME_NONE,
  CDR_OUTCOME_UNDER_WAY,
  CDR_OUTCOME_SUCCEEDED,
  CDR_OUTCOME_FAILED,
  CDR_OUTCOME_TIMED_OUT,
  CDR_OUTCOME_CANCELLED,
  CDR_OUTCOME_SKIPPED,
  CDR_OUTCOME_ABANDONED,
} CdrOutcome;

/**
 * CdrUnit:
 * @CDR_UNIT_NONE: a plain number
 * @CDR_UNIT_BYTES: a size, in bytes
 * @CDR_UNIT_MICROSECONDS: a time, in microseconds
 * @CDR_UNIT_MILLISECONDS: a time, in milliseconds
 * @CDR_UNIT_SECONDS: a time, in seconds
 *
 * What a number property counts; see [method@ComponentClass.set_unit].
 *
 * New values may be added.
 */
typedef enum
{
  CDR_UNIT_NONE,
  CDR_UNIT_BYTES,
  CDR_UNIT_MICROSECONDS,
  CDR_UNIT_MILLISECONDS,
  CDR_UNIT_SECONDS,
} CdrUnit;

/**
 * CdrLogPolicy:
 * @CDR_LOG_POLICY_ONE: all log in the conductor's [property@Conductor:log-domain]
 * @CDR_LOG_POLICY_MODULE: the components of a module share a domain, which is the
 *   module's name: the Python module that has the class, as `jobs.web`, or the
 *   [class@GObject.TypeModule] that a dynamic type is from. All others log in the
 *   conductor's
 * @CDR_LOG_POLICY_COMPONENT: each component has its own: the conductor's, a hyphen, and
 *   its name in lower case with hyphens: `Jobs-web-api` of `WebAPI`
 *
 * Which components share a log domain.
 *
 * New values may be added.
 */
typedef enum
{
  CDR_LOG_POLICY_ONE,
  CDR_LOG_POLICY_MODULE,
  CDR_LOG_POLICY_COMPONENT,
} CdrLogPolicy;

#define CDR_TYPE_STATE (cdr_state_get_type ())
#define CDR_TYPE_NEED (cdr_need_get_type ())
#define CDR_TYPE_PHASE (cdr_phase_get_type ())
#define CDR_TYPE_OUTCOME (cdr_outcome_get_type ())
#define CDR_TYPE_UNIT (cdr_unit_get_type ())
#define CDR_TYPE_LOG_POLICY (cdr_log_policy_get_type ())

CDR_AVAILABLE_IN_ALL
GType cdr_state_get_type (void);
CDR_AVAILABLE_IN_ALL
GType cdr_need_get_type (void);
CDR_AVAILABLE_IN_ALL
GType cdr_phase_get_type (void);
CDR_AVAILABLE_IN_ALL
GType cdr_outcome_get_type (void);
CDR_AVAILABLE_IN_ALL
GType cdr_unit_get_type (void);
CDR_AVAILABLE_IN_ALL
GType cdr_log_policy_get_type (void);

G_END_DECLS
