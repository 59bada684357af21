/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <conductor/conductor.h>

#include "sim-object.h"
#include "sim-plan.h"
#include "sim-reference.h"

G_BEGIN_DECLS

/* One run of a plan: what there is, and what the components and the user know of
 * it. The oracle judges from this.
 */

#define SIM_MAX_CALLERS 24
#define SIM_MAX_FAILURES (4 * SIM_MAX_PARTS)
#define SIM_MAX_BLOCKS 512
#define SIM_USER_EXTENDS 5 /* ms */

/* A virtual method that was called. */
typedef struct
{
  SimSlot            *slot;
  int                 phase;
  const SimBehaviour *behaviour;
  GTask              *task;        /* NULL once returned or dropped */
  GCancellable       *cancellable; /* not owned: the task has it */
  int                 outcome;     /* what it will return */
  gint64              begun;
  gint64              deadline;    /* SIM_NEVER: none */
  gint64              last_deadline; /* the latest that is right */
  gint64              cancelled;   /* when; SIM_NEVER */
  gint64              ended;       /* when; SIM_NEVER */
  gboolean            is_begun;
  gboolean            is_finished; /* by the class's own finish function */
  gboolean            is_abandoned;
  gboolean            has_failed;  /* its failure was reported */
  gboolean            has_timed_out;
  gboolean            is_in_time;  /* ended in the first iteration of that time */
} SimCall;

struct _SimSlot
{
  int          index;
  const SimPart *part;
  SimObject   *object;    /* not owned; NULL before it is made, and when it is gone */
  CdrState     state;     /* as it was notified */
  gboolean     is_up;     /* what the component itself thinks */
  gboolean     is_wanted; /* as computed when everything was at rest */
  gboolean     is_asked_for; /* the same, whatever became of it */
  gboolean     is_gone;   /* was abandoned, and has ended */
  gboolean     is_disposed; /* by the user */
  gboolean     has_ignored; /* what it was given, in this operation */
  gboolean     is_refused;  /* its setup failed before it was called, in this operation */
  gboolean     is_changing; /* the user sets a property */
  gboolean     is_kept[SIM_N_PROPERTIES]; /* holds what is not for the conductor to clear */
  gint64       said_failed; /* when it called cdr_component_fail (); SIM_NEVER */
  gboolean     is_dead;     /* and was heard */
  gint64       extended_at; /* when it asked for more time, and until when */
  gint64       extended_until;
  gboolean     was_active;  /* when it said so */
  guint        mask;      /* of the links that it was set up with */
  guint        n_set_up;  /* successes */
  guint        n_shut_down;
  guint        n_orphaned; /* successes that came after it was abandoned */
  SimCall     *call;      /* the last one */
  SimCall      calls[SIM_N_ROUNDS][2];
};

typedef struct
{
  gboolean      is_setup;
  GCancellable *cancellable;
  gint64        begun;
  gint64        cancelled;  /* SIM_NEVER */
  gboolean      is_calling; /* inside the call */
  gboolean      is_waiting;
  gboolean      is_alone;   /* cancelled while others waited */
  int           must;       /* the answer: a CdrError, SIM_ANSWER_... */
  int           operation;
} SimCaller;

enum
{
  SIM_ANSWER_OK = -1,
  SIM_ANSWER_CANCELLED = -2,
  SIM_ANSWER_ANY = -3,
};

typedef struct
{
  SimSlot  *slot;
  CdrPhase  phase;
  GQuark    domain;
  int       code;
  gint64    time;
  gboolean  is_incomplete; /* it did not come down */
} SimFailure;

typedef struct
{
  const SimPlan *plan;
  GMainContext  *context;
  CdrConductor  *conductor;    /* NULL when it is gone */
  CdrConductor  *owned;        /* the same, as long as has_ref */
  gboolean       has_ref;      /* the user's */
  gboolean       is_disposed;
  gboolean       is_lax;       /* disposed of by hand: the promises have ended */
  gboolean       is_over;
  gboolean       is_finishing;
  gboolean       is_ticking;   /* a step is on its way */
  int            has_given_up; /* how often */
  int            round;
  int            n_nested;
  int            operation;    /* counts them */
  guint          n_events;
  guint          n_alive;
  guint          n_made;
  guint          n_made_before; /* this round */
  int            inside;       /* the action to take before the handler ends; 1 is the first */
  int            stop_operation; /* for which the user has planned a shutdown */
  SimSlot       *next_slot;    /* that is being made by the user */

  SimCaller      callers[SIM_MAX_CALLERS];
  int            n_callers;

  /* The operation. Times are SIM_NEVER if it did not happen. */
  CdrState       state;        /* of the conductor, as it was notified */
  double         progress;
  gint64         began;
  gint64         stop;         /* the first stop, whatever its reason */
  gint64         user_stop;    /* asked for by the user */
  gint64         hurry;        /* at the earliest */
  gint64         last_hurry;   /* at the latest */
  gboolean       is_primary_set;
  SimFailure     primary;
  int            n_failures;
  gboolean       is_stop_pending;  /* cancels that may or may not be heard */
  gint64         pending_since;
  gboolean       is_hurry_pending;
  gint64         hurry_pending_since;
  int            n_blocks;

  /* Messages that must come. */
  int            n_expected_add;
  int            n_expected_again;
  int            n_expected_kept;

  /* Not cleared as a whole before each run. */
  SimReference   reference;
  int            slot_of_type[128];
  SimFailure     failures[SIM_MAX_FAILURES];
  gint64         blocks[SIM_MAX_BLOCKS][2]; /* while a nested loop held up the rest */
  SimSlot        slots[SIM_MAX_PARTS];
} SimRun;

extern SimRun sim;

void     sim_run_init          (void);
void     sim_run               (const SimPlan *plan);
void     sim_run_call_setup    (GCancellable  *cancellable);
void     sim_run_call_shutdown (GCancellable  *cancellable);
void     sim_run_tick          (void);
void     sim_run_count_event   (void);
void     sim_run_act_inside    (void);
void     sim_run_was_answered  (void);
gboolean sim_run_begin_round   (void);
gboolean sim_run_is_blocked    (void);

/* sim-object-pair.c */
void     sim_object_check_finished (SimCall    *call);

/* sim-build.c */
void     sim_build             (const SimPlan *plan);
void     sim_build_patches     (int            round);

/* sim-user.c */
void     sim_user_act          (const SimAction *action);
void     sim_user_cancel       (SimCaller      *caller,
                                gboolean        in_thread);
void     sim_user_add_known    (CdrConductor   *conductor,
                                SimSlot        *slot);
void     sim_user_add_other    (CdrConductor   *conductor);
void     sim_user_look_up      (CdrConductor   *conductor);
void     sim_user_drop         (void);

/* sim-user-parts.c */
void     sim_user_change       (SimSlot        *slot);
void     sim_user_dispose_part (SimSlot        *slot);

/* A broken promise: prints, and ends the process. */
void     sim_violation         (const char    *promise,
                                const char    *format,
                                ...) G_GNUC_PRINTF (2, 3) G_GNUC_NORETURN;

/* Whether it waits for the present operation: not for one whose answer is on its way. */
static inline gboolean
sim_caller_waits (const SimCaller *caller,
                  gboolean         is_setup)
{
  return caller->is_waiting && caller->is_setup == is_setup &&
         caller->operation == sim.operation && caller->must == SIM_ANSWER_ANY;
}

static inline gboolean
sim_slot_is_in_call (const SimSlot *slot)
{
  return slot->call != NULL && slot->call->ended == SIM_NEVER;
}

/* As seen from inside: running, and not abandoned. */
static inline gboolean
sim_slot_is_running (const SimSlot *slot)
{
  return slot->state != CDR_STATE_ABANDONED && (slot->is_up || sim_slot_is_in_call (slot));
}

G_END_DECLS
