/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _CdrTypeNames CdrTypeNames;

const char   *cdr_type_name_strip  (const char         *name);

CdrTypeNames *cdr_type_names_new   (guint               n_types,
                                    ...);
void          cdr_type_names_free  (CdrTypeNames       *self);
void          cdr_type_names_add   (CdrTypeNames       *self,
                                    GType               type);
const char   *cdr_type_names_get   (const CdrTypeNames *self,
                                    GType               type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CdrTypeNames, cdr_type_names_free)

G_END_DECLS
