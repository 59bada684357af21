/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (CDR_INSIDE) && !defined (CDR_COMPILATION)
# error "Only <conductor/conductor.h> can be included directly."
#endif

#include <gio/gio.h>

#include "cdr-version-macros.h"

G_BEGIN_DECLS

typedef struct _CdrComponent CdrComponent;
typedef struct _CdrComponentClass CdrComponentClass;
typedef struct _CdrConductor CdrConductor;
typedef struct _CdrFailure CdrFailure;
typedef struct _CdrGraph CdrGraph;
typedef struct _CdrInhibitor CdrInhibitor;
typedef struct _CdrTimeline CdrTimeline;

G_END_DECLS
