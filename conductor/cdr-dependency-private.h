/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-component.h"

G_BEGIN_DECLS

typedef struct
{
  GParamSpec *pspec; /* borrowed: the list keeps its class */
  GType       type;  /* what to ask the conductor for */
  CdrNeed     need;
} CdrDependency;

/* The dependencies of one class, in the order of its properties. Immutable. */
typedef struct
{
  gatomicrefcount ref_count;
  guint           serial; /* of the marks when it was read */
  guint           n_items;
  CdrDependency   items[];
} CdrDependencyList;

CdrDependencyList *cdr_dependency_list_get   (GType               type,
                                              GError            **error);
void               cdr_dependency_list_unref (CdrDependencyList  *list);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CdrDependencyList, cdr_dependency_list_unref)

G_END_DECLS
