/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <sqlite3.h>

#include "demo-database.h"

G_BEGIN_DECLS

/* Between the two, the caller has the file for itself. A database that is not
 * set up can't be locked.
 */
sqlite3 *demo_database_lock   (DemoDatabase  *self,
                               GError       **error);
void     demo_database_unlock (DemoDatabase  *self);

G_END_DECLS
