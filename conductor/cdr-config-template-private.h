/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-config-private.h"

G_BEGIN_DECLS

char *cdr_config_write_template (const CdrTopology *graph,
                                 CdrManifest       *manifest);

G_END_DECLS
