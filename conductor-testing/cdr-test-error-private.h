/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-test-error.h"

G_BEGIN_DECLS

/* A test that passes NULL for an error wants to end with the message. */
void cdr_test_throw (GError   **error,
                     int        code,
                     char      *message); /* taken */

G_END_DECLS
