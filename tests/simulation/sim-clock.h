/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Virtual time for one context in which everything happens in one thread: time
 * stands still while anything does, and then jumps to the next timeout.
 */
typedef struct
{
  void (*at_rest) (void); /* nothing more will happen at this time */
  void (*hang)    (void); /* nothing will ever happen */
} SimClockFuncs;

void   sim_clock_install (GMainContext        *context,
                          const SimClockFuncs *funcs);
gint64 sim_clock_now     (void); /* milliseconds since the last reset */
void   sim_clock_reset   (void);

/* Whether this is the first event of the simulation since time went on: then it
 * comes in the same iteration as the deadlines of this time.
 */
gboolean sim_clock_is_fresh (void);
void     sim_clock_set_stale (void);

G_END_DECLS
