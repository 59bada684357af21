/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "sim-random.h"

G_BEGIN_DECLS

/* Everything that the simulation itself makes happen, from one source: of what is
 * due the seed picks one in each iteration.
 */
typedef void (*SimEventFunc) (gpointer data,
                              int      number);

void     sim_schedule_attach (GMainContext *context);
void     sim_schedule_reset  (guint64       seed);
void     sim_schedule_add    (gint64        due,
                              SimEventFunc  func,
                              gpointer      data,
                              int           number);
void     sim_schedule_remove (gpointer      data);
gboolean sim_schedule_is_empty (void);

G_END_DECLS
