/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-topology-private.h"
#include "cdr-trace-private.h"

G_BEGIN_DECLS

/* The transition table of the model, in C: the graph as it is, states as they are, and
 * the guards of table.h looked up in them, without counters or queues.
 */

typedef enum
{
  MODEL_NONE,
  MODEL_WANTED,
  MODEL_REQUIRED,
} ModelNeed;

typedef struct
{
  guint     from; /* the dependent */
  guint     to;   /* the dependency: a lower number */
  ModelNeed need;
} ModelEdge;

typedef struct
{
  CdrState  state;
  ModelNeed root;
  guint     cause;        /* of a skip */
  guint     first_edge;
  guint     first_dependent;
  guint     is_essential : 1;
  guint     is_dropped : 1; /* failed, timed out or doomed: never wanted again */
  guint     is_wanted : 1;
  guint     is_doomed : 1;
  guint     is_cancelled : 1;
  guint     is_late : 1;
  guint     is_overdue : 1;
  guint     is_busy : 1;
} ModelNode;

typedef struct
{
  guint      n_nodes;
  guint      n_edges;
  ModelNode *nodes;      /* and a sentinel */
  ModelEdge *edges;      /* by dependent */
  guint     *dependents; /* places in edges, by dependency */
  gboolean   is_stopping;
  gboolean   is_hurried;
  guint64    rows_taken; /* a bit for each */
} Model;

typedef struct
{
  CdrState      from;
  CdrTraceEvent event;
  const char   *guard; /* its text */
  CdrState      to;
  guint         follows;
} ModelRow;

Model          *model_new             (guint            n_nodes,
                                       const ModelEdge *edges,
                                       guint            n_edges,
                                       const ModelNeed *roots);
void            model_free            (Model           *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Model, model_free)

const ModelRow *model_get_rows        (guint           *n_rows);
gboolean        model_row_holds       (Model           *self,
                                       guint            node,
                                       const ModelRow  *row);
const ModelRow *model_find_row        (Model           *self,
                                       guint            node,
                                       CdrTraceEvent    event);
gboolean        model_may_stop        (Model           *self);
gboolean        model_may_hurry       (Model           *self);
gboolean        model_may_report      (Model           *self);

void            model_take            (Model           *self,
                                       guint            node,
                                       const ModelRow  *row);
void            model_stop            (Model           *self);
void            model_hurry           (Model           *self);

gboolean        model_is_to_set_up    (Model           *self,
                                       guint            node);
gboolean        model_is_to_shut_down (Model           *self,
                                       guint            node);
gboolean        model_is_to_skip      (Model           *self,
                                       guint            node);
gboolean        model_is_to_cancel    (Model           *self,
                                       guint            node);
gboolean        model_is_running      (Model           *self,
                                       guint            node);
gboolean        model_is_flying       (Model           *self,
                                       guint            node);

const char     *model_state_to_string (CdrState         state);
const char     *model_event_to_string (CdrTraceEvent    event);

G_END_DECLS
