/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-test-component.h"

G_BEGIN_DECLS

/* Graphs of any kind, made of choices, and what a slow reference says of them. */

#define MAX_GRAPH_NODES 10
#define MAX_GRAPH_PROPERTIES 4

void        cdr_test_graph_init      (void);
gboolean    cdr_test_graph_check     (void);

GType       cdr_test_graph_get_type  (guint node);
GParamSpec *cdr_test_graph_get_pspec (guint property);

G_END_DECLS
