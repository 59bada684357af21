/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CdrGate CdrGate;

CdrGate *cdr_gate_new  (gpointer     object,
                        const char  *signal_name,
                        GCallback    catcher,
                        gpointer     user_data);
void     cdr_gate_open (CdrGate     *self);
void     cdr_gate_stop (CdrGate     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CdrGate, cdr_gate_open)

G_END_DECLS
