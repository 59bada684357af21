/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-graph-private.h"
#include "cdr-manifest-private.h"

G_BEGIN_DECLS

CdrGraph *cdr_resolve (CdrManifest         *manifest,
                       GHashTable          *made,
                       const CdrConductor  *conductor,
                       GError             **error);

G_END_DECLS
