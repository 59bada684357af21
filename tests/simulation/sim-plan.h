/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

#include "sim-random.h"

G_BEGIN_DECLS

/* Everything that is drawn for one run: which components there are, what each of
 * them does when it is called, and what the user does meanwhile. Plain numbers, so
 * that a plan can be printed, read back and made smaller.
 */

#define SIM_MAX_PARTS 100
#define SIM_MAX_PATCHES 8
#define SIM_MAX_ACTIONS 6
#define SIM_N_PROPERTIES 8
#define SIM_N_ROUNDS 2
#define SIM_NEVER -1

typedef enum
{
  SIM_SHAPE_RANDOM,
  SIM_SHAPE_CHAIN,
  SIM_SHAPE_STAR,
  SIM_SHAPE_LAYERED,
  SIM_SHAPE_LATTICE,
  SIM_N_SHAPES
} SimShape;

typedef enum
{
  SIM_DEFECT_NONE,
  SIM_DEFECT_CYCLE,
  SIM_DEFECT_MISSING,
  SIM_DEFECT_AMBIGUOUS,
  SIM_DEFECT_MISFIT,
  SIM_DEFECT_PATCH_LOOP,
  SIM_N_DEFECTS
} SimDefect;

typedef enum
{
  SIM_OUTCOME_OK,
  SIM_OUTCOME_FAIL,
  SIM_OUTCOME_FALSE,     /* and no error */
  SIM_OUTCOME_DROP,      /* the task, without returning it */
  SIM_OUTCOME_TWICE,
  SIM_OUTCOME_CANCELLED, /* unasked, unless it was */
  SIM_N_OUTCOMES
} SimOutcome;

typedef enum
{
  SIM_PLACE_LATER,
  SIM_PLACE_INSIDE, /* the virtual method */
  SIM_PLACE_NESTED, /* in a main loop that the virtual method turns */
  SIM_PLACE_THREAD,
  SIM_N_PLACES
} SimPlace;

typedef enum
{
  SIM_ON_CANCEL_IGNORE,
  SIM_ON_CANCEL_OBEY,
  SIM_ON_CANCEL_OBEY_LATER,
  SIM_ON_CANCEL_SUCCEED_LATER,
  SIM_ON_CANCEL_FAIL_LATER,
  SIM_N_ON_CANCEL
} SimOnCancel;

/* What a component does from inside its virtual method. */
typedef enum
{
  SIM_DEED_NONE,
  SIM_DEED_SHUTDOWN,
  SIM_DEED_SETUP,
  SIM_DEED_ADD,
  SIM_DEED_ADD_OTHER,
  SIM_DEED_GET,
  SIM_DEED_QUIT,
  SIM_DEED_EXTEND,
  SIM_DEED_FAIL,
  SIM_DEED_VALIDATE,
  SIM_N_DEEDS
} SimDeed;

typedef enum
{
  SIM_ACTION_NONE,
  SIM_ACTION_SHUTDOWN,
  SIM_ACTION_SHUTDOWN_CANCELLED, /* with a cancellable that is cancelled already */
  SIM_ACTION_SETUP,
  SIM_ACTION_CANCEL_ONE,
  SIM_ACTION_CANCEL_SETUP,
  SIM_ACTION_CANCEL_SHUTDOWN,
  SIM_ACTION_DROP,
  SIM_ACTION_ADD,
  SIM_ACTION_ADD_OTHER,
  SIM_ACTION_ADD_COMPONENT,
  SIM_ACTION_PATCH,
  SIM_ACTION_QUIT,
  SIM_ACTION_FAIL,
  SIM_ACTION_EXTEND,
  SIM_ACTION_VALIDATE,
  SIM_ACTION_DISPOSE,
  SIM_ACTION_CHANGE,       /* what was injected into an active component */
  SIM_ACTION_DISPOSE_PART, /* one component */
  SIM_N_ACTIONS
} SimActionKind;

/* What the setter of a property does. */
typedef enum
{
  SIM_SETTER_GOOD,
  SIM_SETTER_IGNORES, /* whatever it gets */
  SIM_SETTER_KEEPS,   /* what it has, when it gets NULL */
  SIM_N_SETTERS
} SimSetter;

typedef enum
{
  SIM_ROOT_NO,
  SIM_ROOT_REQUIRED,
  SIM_ROOT_WANTED
} SimRoot;

typedef struct
{
  int property;
  int ask;   /* see sim-types.h */
  int need;  /* CdrNeed */
  int wired; /* to which ready-made component, or SIM_NEVER */
  int setter;
} SimEdge;

typedef struct
{
  int outcome;
  int place;
  int on_cancel;
  int deed;
  int delay;        /* ms, or SIM_NEVER */
  int cancel_delay;
  int extend;       /* by how much the deed EXTEND does */
} SimBehaviour;

typedef struct
{
  int          type;
  int          root;
  int          is_ready;      /* made by the user, not the conductor */
  int          timeout[2];    /* by phase; -1: the conductor's */
  int          fail_after[SIM_N_ROUNDS]; /* ms of being up, or SIM_NEVER */
  int          n_edges;
  SimEdge      edges[SIM_N_PROPERTIES];
  SimBehaviour behaviour[SIM_N_ROUNDS][2];
} SimPart;

typedef struct
{
  int ask;
  int type;
  int round; /* from which on */
} SimPatch;

typedef struct
{
  int kind;
  int at;       /* ms, or SIM_NEVER */
  int after;    /* the n-th event, if not at a time */
  int inside;   /* whatever the conductor calls just then, not after it */
  int target;   /* a component or a caller, modulo how many there are */
  int is_in_thread; /* if it is a cancel */
} SimAction;

typedef struct
{
  guint64   seed;
  int       schedule;   /* the seed of the choice of what comes next */
  int       shape;
  int       defect;
  int       setup_timeout;
  int       shutdown_timeout;
  int       shutdown_deadline;
  int       grace;
  int       slow_threshold;
  int       max_concurrent;
  int       n_rounds;
  int       active_time;
  int       validates;
  int       again_inside; /* the next setup is asked for in the callback */
  int       late_end;     /* what hangs ends after the conductor is gone */
  int       n_parts;
  int       n_patches;
  int       n_actions;
  SimPatch  patches[SIM_MAX_PATCHES];
  SimAction actions[SIM_MAX_ACTIONS];
  SimPart   parts[SIM_MAX_PARTS];
} SimPlan;

/* Bump it whenever a seed comes to mean another plan. */
#define SIM_GENERATOR_VERSION 2

void     sim_plan_generate   (SimPlan       *plan,
                              guint64        seed);
gboolean sim_plan_has_fault  (const SimPlan *plan);
gboolean sim_plan_is_plain   (const SimPlan *plan);
gboolean sim_plan_is_possible (const SimPlan *plan);
char    *sim_plan_to_string  (const SimPlan *plan);
gboolean sim_plan_parse      (SimPlan       *plan,
                              const char    *text);
void     sim_plan_remove_part (SimPlan      *plan,
                               int           part);
void     sim_plan_remove_edge (SimPart      *part,
                               int           edge);
SimPart  sim_part_default    (void);
int      sim_part_get_setter (const SimPart *part,
                              int            property);

/* Makes the plan smaller as long as @fails says that it still fails. */
void     sim_plan_shrink     (SimPlan       *plan,
                              gboolean     (*fails) (const SimPlan *plan));

extern const SimBehaviour sim_behaviour_default;

G_END_DECLS
