/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-component.h"

G_BEGIN_DECLS

GObject  *cdr_injection_read     (CdrComponent  *component,
                                  GParamSpec    *pspec);
gboolean  cdr_injection_set      (CdrComponent  *component,
                                  GParamSpec    *pspec,
                                  CdrComponent  *dependency,
                                  GError       **error);
void      cdr_injection_clear    (CdrComponent  *component,
                                  GParamSpec    *pspec,
                                  gpointer       injected);
gboolean  cdr_injection_is_stuck (CdrComponent  *component,
                                  GParamSpec    *pspec,
                                  gpointer       value);

G_END_DECLS
