/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-config-report-private.h"
#include "cdr-topology-private.h"

G_BEGIN_DECLS

void     cdr_config_gsettings_check  (const CdrTopology *graph,
                                      CdrConfigReport   *report);
gboolean cdr_config_gsettings_has    (GType              type,
                                      GParamSpec        *pspec);
void     cdr_config_gsettings_bind   (CdrComponent      *component,
                                      GHashTable        *given);
void     cdr_config_gsettings_unbind (CdrComponent      *component);

G_END_DECLS
