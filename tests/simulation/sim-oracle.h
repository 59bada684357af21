/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-run.h"

G_BEGIN_DECLS

/* The promises, checked against what the components themselves saw and did. */

/* sim-oracle.c: what components tell. */
void     sim_oracle_begun           (SimCall      *call);
void     sim_oracle_returned        (SimCall      *call);
void     sim_oracle_cancelled       (SimCall      *call);
void     sim_oracle_extend          (SimSlot      *slot,
                                     int           ms);
void     sim_oracle_injected        (SimSlot      *slot,
                                     int           property,
                                     gpointer      dependency);
void     sim_oracle_ignored         (SimSlot      *slot);
void     sim_oracle_kept            (SimSlot      *slot,
                                     int           property);

/* sim-oracle-states.c: what is notified of components. */
void     sim_oracle_state_changed   (SimSlot      *slot);
void     sim_oracle_error_changed   (SimSlot      *slot);
void     sim_oracle_failed          (CdrFailure   *failure);
void     sim_oracle_owner_changed   (SimSlot      *slot);
void     sim_oracle_says_failed     (SimSlot      *slot);

/* sim-oracle-answers.c: what the conductor tells. */
void     sim_oracle_operation_begins (void);
void     sim_oracle_stop_asked      (void);
void     sim_oracle_conductor_changed (void);
void     sim_oracle_progress_changed (void);
void     sim_oracle_answered        (SimCaller    *caller,
                                     gboolean      success,
                                     const GError *error);
void     sim_oracle_check_graph_error (const GError *error);
void     sim_oracle_end             (void);

/* sim-oracle-times.c: when. */
gint64   sim_oracle_heard           (gint64        time);
void     sim_oracle_was_blocked     (gint64        from);
gint64   sim_oracle_grace_ends      (SimCall      *call);
gboolean sim_oracle_may_hurry       (void);
void     sim_oracle_compute_wanted  (void);
gboolean sim_oracle_is_dead         (SimSlot      *slot);
void     sim_oracle_at_rest         (void);
void     sim_oracle_check_makespan  (void);

G_END_DECLS
