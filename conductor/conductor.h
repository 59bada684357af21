/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#define CDR_INSIDE
# include "cdr-component.h"
# include "cdr-conductor.h"
# include "cdr-enums.h"
# include "cdr-error.h"
# include "cdr-failure.h"
# include "cdr-graph.h"
# include "cdr-inhibitor.h"
# include "cdr-timeline.h"
# include "cdr-types.h"
# include "cdr-version-macros.h"
# include <conductor/cdr-version.h>
#undef CDR_INSIDE
