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
 * CdrError:
 * @CDR_ERROR_FAILED: a component answered "cancelled" though nobody had
 *   cancelled it, or failed in a way that has no code of its own
 * @CDR_ERROR_INVALID_TYPE: a type can't be a component of a conductor
 * @CDR_ERROR_BAD_DEPENDENCY: a property can't serve as the dependency that it
 *   is, or did not keep what was injected
 * @CDR_ERROR_UNRESOLVED: nothing was added that fits a required dependency, and
 *   the conductor can't make it
 * @CDR_ERROR_AMBIGUOUS: several added components fit
 * @CDR_ERROR_CYCLE: components depend on each other in a circle
 * @CDR_ERROR_BAD_PATCH: a replacement that can't stand in for what it replaces
 * @CDR_ERROR_WRONG_STATE: not possible in the present state
 * @CDR_ERROR_ALREADY_OWNED: the component belongs to a conductor already
 * @CDR_ERROR_TIMED_OUT: a component did not answer before its deadline
 * @CDR_ERROR_NEVER_RETURNED: a component dropped its task without returning it,
 *   or returned %FALSE without an error
 * @CDR_ERROR_SKIPPED: not set up, because a component that it requires failed
 * @CDR_ERROR_SHUTDOWN_INCOMPLETE: some components did not shut down cleanly
 * @CDR_ERROR_DISPOSED: the object was disposed of while it was in use
 * @CDR_ERROR_BAD_CONFIG: a configuration that does not fit the components
 *
 * Errors of the conductor.
 *
 * Cancellation is always %G_IO_ERROR_CANCELLED. A component's own error keeps
 * its domain and code.
 *
 * New values may be added.
 */
typedef enum
{
  CDR_ERROR_FAILED,
  CDR_ERROR_INVALID_TYPE,
  CDR_ERROR_BAD_DEPENDENCY,
  CDR_ERROR_UNRESOLVED,
  CDR_ERROR_AMBIGUOUS,
  CDR_ERROR_CYCLE,
  CDR_ERROR_BAD_PATCH,
  CDR_ERROR_WRONG_STATE,
  CDR_ERROR_ALREADY_OWNED,
  CDR_ERROR_TIMED_OUT,
  CDR_ERROR_NEVER_RETURNED,
  CDR_ERROR_SKIPPED,
  CDR_ERROR_SHUTDOWN_INCOMPLETE,
  CDR_ERROR_DISPOSED,
  CDR_ERROR_BAD_CONFIG,
} CdrError;

/**
 * CDR_ERROR:
 *
 * The error domain of the conductor; its codes are [error@Error].
 */
#define CDR_ERROR (cdr_error_quark ())

#define CDR_TYPE_ERROR (cdr_error_get_type ())

CDR_AVAILABLE_IN_ALL
GQuark cdr_error_quark (void);
CDR_AVAILABLE_IN_ALL
GType cdr_error_get_type (void);

G_END_DECLS
