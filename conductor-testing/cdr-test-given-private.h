/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <conductor/conductor.h>

G_BEGIN_DECLS

/* The components that a component has been given: those in its properties that its
 * conductor counts as dependencies; or all of them, if it has no conductor.
 *
 * Returns: (transfer full): of components
 */
GPtrArray *cdr_test_dup_given (CdrComponent *component);

G_END_DECLS
