/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-graph.h"
#include "cdr-timeline.h"

G_BEGIN_DECLS

gboolean cdr_export_check    (const char   *path,
                              gboolean      is_graph,
                              GError      **error);
gboolean cdr_export_graph    (CdrGraph     *graph,
                              const char   *path,
                              GError      **error);
gboolean cdr_export_timeline (CdrTimeline  *timeline,
                              const char   *path,
                              guint         number,
                              GError      **error);

G_END_DECLS
