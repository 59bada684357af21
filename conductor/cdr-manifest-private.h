/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-component.h"

G_BEGIN_DECLS

/* A component that the application added, by type or ready-made. */
typedef struct
{
  GType         type;
  CdrComponent *component; /* owned; NULL where the conductor makes it */
  CdrNeed       need;
} CdrRoot;

typedef struct _CdrManifest CdrManifest;

typedef void (*CdrPatchFunc) (GType    type,
                              GType    replacement,
                              gpointer user_data);

CdrManifest   *cdr_manifest_new              (void);
void           cdr_manifest_free             (CdrManifest   *self);

void           cdr_manifest_add_type         (CdrManifest   *self,
                                              GType          type,
                                              CdrNeed        need);
gboolean       cdr_manifest_add_component    (CdrManifest   *self,
                                              CdrComponent  *component,
                                              CdrNeed        need,
                                              GError       **error);
void           cdr_manifest_remove_component (CdrManifest   *self,
                                              CdrComponent  *component);
gboolean       cdr_manifest_patch            (CdrManifest   *self,
                                              GType          type,
                                              GType          replacement,
                                              GError       **error);

GType          cdr_manifest_follow_patches   (CdrManifest   *self,
                                              GType          type);
void           cdr_manifest_foreach_patch    (CdrManifest   *self,
                                              CdrPatchFunc   func,
                                              gpointer       user_data);
guint          cdr_manifest_get_n_roots      (CdrManifest   *self);
const CdrRoot *cdr_manifest_get_root         (CdrManifest   *self,
                                              guint          index);
gboolean       cdr_manifest_has_type         (CdrManifest   *self,
                                              GType          type);
gboolean       cdr_manifest_has_name         (CdrManifest   *self,
                                              GType          type,
                                              const char    *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CdrManifest, cdr_manifest_free)

G_END_DECLS
