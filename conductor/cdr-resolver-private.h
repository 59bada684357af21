/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-topology-private.h"
#include "cdr-manifest-private.h"

G_BEGIN_DECLS

CdrTopology *cdr_resolve (CdrManifest         *manifest,
                          GHashTable          *made,
                          const CdrConductor  *conductor,
                          GError             **error);

G_END_DECLS
