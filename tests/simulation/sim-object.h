/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <conductor/conductor.h>

#include "sim-plan.h"

G_BEGIN_DECLS

typedef struct _SimSlot SimSlot;

/* The component of the simulation: eight dependencies, and does as its plan says. */
typedef struct
{
  CdrComponent  parent_instance;
  CdrComponent *held[SIM_N_PROPERTIES];
  SimSlot      *slot;
  gboolean      is_chaining_up; /* from its setup to its parent's pair */
} SimObject;

typedef struct
{
  CdrComponentClass parent_class;
  int               number; /* of the type in the pool */
} SimObjectClass;

#define SIM_TYPE_OBJECT (sim_object_get_type ())

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimObject, g_object_unref)

GType sim_object_get_type         (void);
void  sim_object_class_set_number (gpointer klass,
                                   gpointer class_data);
void  sim_object_hold             (SimObject *self,
                                   int        property,
                                   SimObject *dependency);
void  sim_object_end_all          (void);

G_END_DECLS
