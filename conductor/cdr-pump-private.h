/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CdrPump CdrPump;

/* @due_us: deadlines up to this one are over; 0 where none is */
typedef void (*CdrPumpFunc) (gpointer user_data,
                             gint64   due_us);

CdrPump  *cdr_pump_new          (GMainContext *context,
                                 CdrPumpFunc   func,
                                 gpointer      user_data);
void      cdr_pump_free         (CdrPump      *self);
void      cdr_pump_wake         (CdrPump      *self);
void      cdr_pump_set_deadline (CdrPump      *self,
                                 gint64        deadline_us);

G_END_DECLS
