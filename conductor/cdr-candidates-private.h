/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-manifest-private.h"
#include "cdr-type-names-private.h"

G_BEGIN_DECLS

/* What the rules say of a type that is asked for. */
typedef enum
{
  CDR_ANSWER_ADDED,     /* an added component: number @root */
  CDR_ANSWER_TO_MAKE,   /* an instance of @type, made by the conductor */
  CDR_ANSWER_AMBIGUOUS, /* several added components fit */
  CDR_ANSWER_NONE,      /* nothing was added, and @type can't be made */
} CdrAnswerKind;

typedef struct
{
  CdrAnswerKind kind;
  guint         root;
  GType         type;       /* what was asked for, after patches */
  gboolean      is_patched;
} CdrAnswer;

/* The added components, patches applied, each once. */
typedef struct _CdrCandidates CdrCandidates;

CdrCandidates *cdr_candidates_new         (CdrManifest   *manifest);
void           cdr_candidates_free        (CdrCandidates *self);
guint          cdr_candidates_get_n_roots (CdrCandidates *self);
const CdrRoot *cdr_candidates_get_root    (CdrCandidates *self,
                                           guint          index);
CdrAnswer      cdr_candidates_ask         (CdrCandidates *self,
                                           GType          type);
char          *cdr_candidates_describe    (CdrCandidates *self,
                                           GType          type,
                                           CdrTypeNames  *names);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CdrCandidates, cdr_candidates_free)

G_END_DECLS
