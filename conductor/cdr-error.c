/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-error.h"

/**
 * cdr_error_quark:
 *
 * Gets the quark of the error domain `CDR_ERROR`.
 *
 * Returns: the quark
 */
G_DEFINE_QUARK (cdr-error-quark, cdr_error)

G_DEFINE_ENUM_TYPE (CdrError, cdr_error,
                    G_DEFINE_ENUM_VALUE (CDR_ERROR_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (CDR_ERROR_INVALID_TYPE, "invalid-type"),
                    G_DEFINE_ENUM_VALUE (CDR_ERROR_BAD_DEPENDENCY, "bad-dependency"),
                    G_DEFINE_ENUM_VALUE (CDR_ERROR_UNRESOLVED, "unresolved"),
                    G_DEFINE_ENUM_VALUE (CDR_ERROR_AMBIGUOUS, "ambiguous"),
                    G_DEFINE_ENUM_VALUE (CDR_ERROR_CYCLE, "cycle"),
                    G_DEFINE_ENUM_VALUE (CDR_ERROR_BAD_PATCH, "bad-patch"),
                    G_DEFINE_ENUM_VALUE (CDR_ERROR_WRONG_STATE, "wrong-state"),
                    G_DEFINE_ENUM_VALUE (CDR_ERROR_ALREADY_OWNED, "already-owned"),
                    G_DEFINE_ENUM_VALUE (CDR_ERROR_TIMED_OUT, "timed-out"),
                    G_DEFINE_ENUM_VALUE (CDR_ERROR_NEVER_RETURNED, "never-returned"),
                    G_DEFINE_ENUM_VALUE (CDR_ERROR_SKIPPED, "skipped"),
                    G_DEFINE_ENUM_VALUE (CDR_ERROR_SHUTDOWN_INCOMPLETE, "shutdown-incomplete"),
                    G_DEFINE_ENUM_VALUE (CDR_ERROR_DISPOSED, "disposed"),
                    G_DEFINE_ENUM_VALUE (CDR_ERROR_BAD_CONFIG, "bad-config"))
