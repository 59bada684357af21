/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-graph-private.h"
#include "cdr-timeline.h"
#include "cdr-trace-private.h"

G_BEGIN_DECLS

/* A setup or shutdown is a span, numbered by node and phase. */
#define CDR_SPAN_NONE G_MAXUINT
#define CDR_SPAN(node, is_shutdown) (2 * (node) + !!(is_shutdown))
#define CDR_SPAN_NODE(span) ((span) / 2)
#define CDR_SPAN_IS_SHUTDOWN(span) ((span) % 2)

/* Microseconds since the setup was wanted; -1: did not happen. */
typedef struct
{
  gint64 wanted;
  gint64 ready;
  gint64 begin;
  gint64 end;         /* of one that was skipped: when that was known */
  gint64 cancelled;
  gint64 timed_out;
  gint64 gain;
  guint  holder;      /* the span that held it last */
  guint  slot;        /* the span whose end gave it its turn */
  guint  first;       /* the place in the trace of its begin, or else of its end */
  guint  last;        /* that of its end; G_MAXUINT: none */
  guint  outcome : 8; /* CdrOutcome */
  guint  is_critical : 1;
} CdrSpan;

struct _CdrTimeline
{
  GObject   parent_instance;

  CdrGraph *graph;
  CdrSpan  *spans;      /* two a node */
  gint64   *faults;     /* by node: when it said that it is dead; -1: never */
  gint64   *late_ends;  /* by node: when it ended after it was abandoned; -1: did not */
  guint8   *held;       /* by edge: the dependency was there for the dependent */
  guint    *settled;    /* by node: the span at whose end it was settled */

  gint64    begun_real; /* what the clock on the wall said, since 1970 */
  gint64    taken;
  gint64    stop;
  gint64    hurry;
  guint     stop_place; /* in the trace; G_MAXUINT: none */

  GArray   *paths[2];   /* guint: spans; by whether it is the shutdown's */
  gint64    durations[2];
};

CdrTimeline *cdr_timeline_new           (CdrGraph             *graph,
                                         const CdrTraceRecord *records,
                                         guint                 n_records,
                                         gint64                taken_us,
                                         gint64                begun_real_us);

void         cdr_timeline_replay        (CdrTimeline          *self,
                                         const CdrTraceRecord *records,
                                         guint                 n_records);
void         cdr_timeline_find_paths    (CdrTimeline          *self,
                                         gboolean              is_shutdown);

typedef void (*CdrTimelineHoldFunc)     (guint                 span,
                                         guint                 by,
                                         gpointer              user_data);
void         cdr_timeline_foreach_hold  (CdrTimeline          *self,
                                         guint                 span,
                                         CdrTimelineHoldFunc   func,
                                         gpointer              user_data);

gint64       cdr_timeline_get_end_in    (CdrTimeline          *self,
                                         guint                 span,
                                         gboolean              is_shutdown);
guint       *cdr_timeline_dup_by_begin  (CdrTimeline          *self,
                                         guint                *n_nodes);
guint       *cdr_timeline_dup_by_blame  (CdrTimeline          *self,
                                         gboolean              is_shutdown,
                                         guint                *n_nodes);
const char  *cdr_timeline_get_nick      (GType                 type,
                                         int                   value);

gboolean     cdr_timeline_write_sysprof (CdrTimeline          *self,
                                         const char           *path,
                                         GError              **error);

G_END_DECLS
