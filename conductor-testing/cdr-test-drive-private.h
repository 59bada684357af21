/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Turns a main context until what is on its way has come, and threads have let go of what
 * they held. Virtual time passes only when they have.
 */
void cdr_test_drain (GMainContext *context);

G_END_DECLS
