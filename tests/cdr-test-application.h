/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-test-component.h"

G_BEGIN_DECLS

/* Applications of any kind for the resolver, made of choices, and the answer that it must
 * give: a second resolver, slow and written down straight from the rules. The types they
 * are made of are in pools, each of which is made once.
 */

#define N_APPLICATION_POOLS 8
#define N_INTERFACES 4
#define N_ABSTRACT 4
#define N_CLASSES 16
#define N_TYPES (N_INTERFACES + N_ABSTRACT + N_CLASSES)
#define MAX_OWN_PROPERTIES 2
#define MAX_DEPENDENCIES 8
#define MAX_ADDED 6
#define MAX_PATCHES 3

typedef struct
{
  char    *name;
  GType    value_type;
  GType    asked_type;
  GType    owner;
} Property;

typedef struct
{
  GType    type;
  GType    parent;
  guint    n_properties; /* inherited ones first */
  Property properties[MAX_DEPENDENCIES];
} Kind;

typedef struct
{
  Kind  kinds[N_TYPES];
  guint calm; /* one in so many asks for what can't be made */
} Pool;

typedef struct
{
  GType         type;
  CdrComponent *component; /* or NULL */
} Added;

typedef struct
{
  GType type;
  GType replacement;
} Patch;

typedef struct
{
  const Pool *pool;
  guint       n_added;
  Added       added[MAX_ADDED];
  guint       n_patches;
  Patch       patches[MAX_PATCHES];
  CdrNeed     needs[N_TYPES][MAX_DEPENDENCIES];
} Application;

/* An answer: the codes of the errors, or the edges as sorted lines of text. */
typedef struct
{
  guint  errors; /* bits; 0: the graph is valid */
  char  *edges;
} Answer;

void application_make_pool         (guint              number);

void application_init              (Application       *self,
                                    guint              pool_number);
void application_clear             (Application       *self);

void application_compute_reference (const Application *application,
                                    Answer            *answer);
void application_compute_answer    (const Application *application,
                                    const guint       *order,
                                    Answer            *answer);

void answer_check                  (const Answer      *answer,
                                    const Answer      *reference);
void answer_clear                  (Answer            *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Application, application_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

G_END_DECLS
