/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-manifest-private.h"
#include "cdr-topology-private.h"

G_BEGIN_DECLS

/* What a group is for: the more it says, the later it is applied. */
typedef enum
{
  CDR_CONFIG_OF_PATCHED, /* it names a type that the component's replaces */
  CDR_CONFIG_OF_TYPE,
  CDR_CONFIG_OF_ONE,     /* it names the component itself */
} CdrConfigLevel;

typedef struct
{
  GType          named; /* the type that the group is about */
  GType          used;  /* the type that is there, mostly the same */
  CdrConfigLevel level;
  const GArray  *nodes; /* guint: those of the used type; borrowed, may be NULL */
  guint          node;  /* with level OF_ONE */
} CdrConfigTarget;

typedef struct
{
  GArray  *targets;      /* CdrConfigTarget */
  gboolean is_own;       /* a group of the application itself */
  char    *ambiguity;    /* NULL, or which components it may mean */
} CdrConfigMatch;

typedef struct _CdrConfigIndex CdrConfigIndex;

CdrConfigIndex       *cdr_config_index_new     (const CdrTopology *graph,
                                                CdrManifest       *manifest,
                                                GHashTable        *own_groups);
void                  cdr_config_index_free    (CdrConfigIndex    *self);
const CdrConfigMatch *cdr_config_index_find    (CdrConfigIndex    *self,
                                                const char        *group,
                                                gboolean           is_folded);
char                 *cdr_config_index_suggest (CdrConfigIndex    *self,
                                                const char        *group,
                                                gboolean           is_folded);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CdrConfigIndex, cdr_config_index_free)

G_END_DECLS
