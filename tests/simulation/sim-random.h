/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The same numbers everywhere and always: a seed means a run. */
typedef struct
{
  guint64 state;
} SimRandom;

/* Whoever wants to choose instead sets this: a number below @n. Zero is the plain case:
 * no chance is taken.
 */
typedef guint (*SimChooseFunc) (guint n);

extern SimChooseFunc sim_random_choose;

static inline guint32
sim_random_next (SimRandom *self)
{
  guint64 z = (self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return (guint32) ((z ^ (z >> 31)) >> 32);
}

/* From 0 to @n - 1. */
static inline int
sim_random_below (SimRandom *self,
                  int        n)
{
  if (sim_random_choose != NULL)
    return (int) sim_random_choose ((guint) n);

  return (int) (((guint64) sim_random_next (self) * (guint64) n) >> 32);
}

static inline gboolean
sim_random_chance (SimRandom *self,
                   int        percent)
{
  if (sim_random_choose != NULL)
    return sim_random_below (self, 100) >= 100 - percent;

  return sim_random_below (self, 100) < percent;
}

#define sim_random_pick(random, array) \
  ((array)[sim_random_below ((random), (int) G_N_ELEMENTS (array))])

G_END_DECLS
