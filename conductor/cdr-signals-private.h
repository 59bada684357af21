/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CdrSignals CdrSignals;

/* @count: the number of the signal, from 1; once for each */
typedef void (*CdrSignalsFunc) (guint    count,
                                gpointer user_data);

/* Several that come before it is called are one. */
typedef void (*CdrSignalsReloadFunc) (gpointer user_data);

CdrSignals *cdr_signals_new  (GMainContext    *context,
                              CdrSignalsFunc   func,
                              CdrSignalsReloadFunc reload_func,
                              gboolean         stops_at_hangup,
                              gpointer         user_data,
                              GError         **error);
void        cdr_signals_free (CdrSignals      *self);

G_END_DECLS
