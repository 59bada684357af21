/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (CDR_INSIDE) && !defined (CDR_COMPILATION)
# error "Only <conductor/conductor.h> can be included directly."
#endif

#include <glib-object.h>

#include "cdr-enums.h"
#include "cdr-types.h"

G_BEGIN_DECLS

#define CDR_TYPE_GRAPH (cdr_graph_get_type ())

CDR_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CdrGraph, cdr_graph, CDR, GRAPH, GObject)

CDR_AVAILABLE_IN_ALL
guint       cdr_graph_get_n_nodes      (CdrGraph    *self);

CDR_AVAILABLE_IN_ALL
GType       cdr_graph_get_node_type    (CdrGraph    *self,
                                        guint        node);
CDR_AVAILABLE_IN_ALL
const char *cdr_graph_get_node_name    (CdrGraph    *self,
                                        guint        node);
CDR_AVAILABLE_IN_ALL
CdrState    cdr_graph_get_node_state   (CdrGraph    *self,
                                        guint        node);
CDR_AVAILABLE_IN_ALL
const char *cdr_graph_get_node_error   (CdrGraph    *self,
                                        guint        node);
CDR_AVAILABLE_IN_ALL
gboolean    cdr_graph_is_root          (CdrGraph    *self,
                                        guint        node,
                                        CdrNeed     *need);

CDR_AVAILABLE_IN_ALL
guint       cdr_graph_get_n_edges      (CdrGraph    *self);

CDR_AVAILABLE_IN_ALL
const char *cdr_graph_get_edge         (CdrGraph    *self,
                                        guint        edge,
                                        guint       *dependent,
                                        guint       *dependency,
                                        CdrNeed     *need);

CDR_AVAILABLE_IN_ALL
gboolean    cdr_graph_find_name        (CdrGraph    *self,
                                        const char  *name,
                                        guint       *node);
CDR_AVAILABLE_IN_ALL
gboolean    cdr_graph_find_type        (CdrGraph    *self,
                                        GType        type,
                                        guint       *node);

CDR_AVAILABLE_IN_ALL
guint      *cdr_graph_dup_roots        (CdrGraph    *self,
                                        gsize       *n_nodes);
CDR_AVAILABLE_IN_ALL
guint      *cdr_graph_dup_dependencies (CdrGraph    *self,
                                        guint        node,
                                        gboolean     is_transitive,
                                        gsize       *n_nodes);
CDR_AVAILABLE_IN_ALL
guint      *cdr_graph_dup_dependents   (CdrGraph    *self,
                                        guint        node,
                                        gboolean     is_transitive,
                                        gsize       *n_nodes);
CDR_AVAILABLE_IN_ALL
guint      *cdr_graph_dup_path         (CdrGraph    *self,
                                        guint        from,
                                        guint        to,
                                        gsize       *n_nodes);

CDR_AVAILABLE_IN_ALL
char       *cdr_graph_to_dot           (CdrGraph    *self) G_GNUC_WARN_UNUSED_RESULT;
CDR_AVAILABLE_IN_ALL
char       *cdr_graph_to_json          (CdrGraph    *self) G_GNUC_WARN_UNUSED_RESULT;
CDR_AVAILABLE_IN_ALL
char       *cdr_graph_to_mermaid       (CdrGraph    *self) G_GNUC_WARN_UNUSED_RESULT;
CDR_AVAILABLE_IN_ALL
char       *cdr_graph_to_svg           (CdrGraph    *self) G_GNUC_WARN_UNUSED_RESULT;
CDR_AVAILABLE_IN_ALL
char       *cdr_graph_to_text          (CdrGraph    *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
