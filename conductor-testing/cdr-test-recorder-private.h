/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <conductor/conductor.h>

G_BEGIN_DECLS

/* Writes down what every component of a conductor goes through, as anybody could who
 * watches its property: it knows nothing of what the conductor has in its books. It
 * outlives both, for as long as somebody asks.
 */
#define CDR_TYPE_TEST_RECORDER (cdr_test_recorder_get_type ())
G_DECLARE_FINAL_TYPE (CdrTestRecorder, cdr_test_recorder, CDR, TEST_RECORDER, GObject)

typedef struct
{
  guint    component; /* its number */
  CdrState state;
  gint64   time_us;   /* since the recorder began */
} CdrTestEvent;

/* The conductor's own; begins one if there is none. */
CdrTestRecorder    *cdr_test_recorder_get           (CdrConductor    *conductor);

guint               cdr_test_recorder_get_n_events  (CdrTestRecorder *self);
const CdrTestEvent *cdr_test_recorder_get_event     (CdrTestRecorder *self,
                                                     guint            event);

guint               cdr_test_recorder_get_n         (CdrTestRecorder *self);
const char         *cdr_test_recorder_get_name      (CdrTestRecorder *self,
                                                     guint            component);
gboolean            cdr_test_recorder_is_alive      (CdrTestRecorder *self,
                                                     guint            component);
CdrState            cdr_test_recorder_get_state     (CdrTestRecorder *self,
                                                     guint            component);
gboolean            cdr_test_recorder_has_conductor (CdrTestRecorder *self);
gboolean            cdr_test_recorder_find          (CdrTestRecorder *self,
                                                     const char      *name,
                                                     guint           *component,
                                                     GError         **error);
guint               cdr_test_recorder_count         (CdrTestRecorder *self,
                                                     guint            component,
                                                     CdrState         state);
/* The last one, or -1. */
int                 cdr_test_recorder_find_last     (CdrTestRecorder *self,
                                                     guint            component,
                                                     CdrState         state);

/* What happened, as lines, for the end of a message. */
char               *cdr_test_recorder_to_text       (CdrTestRecorder *self);
/* What all living conductors that are watched wait for, as lines. */
char               *cdr_test_recorders_to_waiting   (void);

/* What stands in messages. */
const char         *cdr_test_state_to_text          (CdrState         state);

G_END_DECLS
