/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <conductor/conductor.h>

G_BEGIN_DECLS

/* One life of an application, whose components are made to end their calls in an order
 * that chance decides, and one of which may be made to fail. Everything is seen from
 * between the conductor and the components.
 */

typedef enum
{
  CDR_FAULT_NONE,
  CDR_FAULT_FAIL,      /* a setup fails without having begun, a shutdown after its end */
  CDR_FAULT_HANG,      /* a setup, or the answer of a shutdown, waits to be cancelled */
  CDR_FAULT_LATE,      /* does its work, and says so only when it has been cancelled */
} CdrFault;

typedef struct
{
  guint       number;  /* of the schedule */
  guint       seed;
  CdrFault    fault;
  CdrPhase    phase;   /* of the fault */
  const char *victim;  /* its name; NULL: nobody */
  gboolean    cancels; /* the setup, at some moment */
} CdrScenePlan;

typedef struct _CdrScene CdrScene;

CdrScene   *cdr_scene_new           (const CdrScenePlan *plan);
void        cdr_scene_free          (CdrScene           *self);
void        cdr_scene_watch         (CdrScene           *self,
                                     CdrConductor       *conductor);

guint       cdr_scene_choose        (CdrScene           *self,
                                     guint               below);
void        cdr_scene_add_problem   (CdrScene           *self,
                                     const char         *format,
                                     ...) G_GNUC_PRINTF (2, 3);
/* The first that was found, or NULL. */
const char *cdr_scene_get_problem   (CdrScene           *self);
/* Whatever was set up is down again, but for what was abandoned. */
void        cdr_scene_check_is_down (CdrScene           *self,
                                     const char         *when);

/* What the components themselves have seen. */
typedef struct
{
  CdrComponent *component; /* not owned */
  char         *name;
  GPtrArray    *dependencies; /* of actors; not owned */
  gboolean      is_up;
  gboolean      is_acting;
  GType         class_type; /* whose method is being called */
} CdrActor;

CdrActor   *cdr_scene_get_actor     (CdrScene           *self,
                                     CdrComponent       *component);
void        cdr_scene_begin         (CdrScene           *self,
                                     CdrActor           *actor,
                                     CdrPhase            phase);
void        cdr_scene_end           (CdrScene           *self,
                                     CdrActor           *actor,
                                     CdrPhase            phase,
                                     gboolean            success);
CdrFault    cdr_scene_get_fault     (CdrScene           *self,
                                     CdrActor           *actor,
                                     CdrPhase            phase);

/* The virtual methods of a class go through the scene that is on. */
void        cdr_wrap_set_scene      (CdrScene           *scene);
void        cdr_wrap_class          (GType               type);
void        cdr_wrap_undo           (void);

G_END_DECLS
