/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-config-source-private.h"
#include "cdr-manifest-private.h"
#include "cdr-topology-private.h"

G_BEGIN_DECLS

/* All sources of an application, and what they come to for the components of a graph. */

typedef struct _CdrConfig CdrConfig;
typedef struct _CdrConfigPlan CdrConfigPlan;

CdrConfig     *cdr_config_new         (void);
void           cdr_config_free        (CdrConfig         *self);
void           cdr_config_take_source (CdrConfig         *self,
                                       CdrConfigSource   *source);
gboolean       cdr_config_has_files   (CdrConfig         *self);
guint          cdr_config_get_n_sources (CdrConfig       *self);
CdrConfig     *cdr_config_reread      (CdrConfig         *self,
                                       GError           **error);
void           cdr_config_add_group   (CdrConfig         *self,
                                       const char        *group);
GVariant      *cdr_config_dup_group   (CdrConfig         *self,
                                       const char        *group);

CdrConfigPlan *cdr_config_make_plan   (CdrConfig         *self,
                                       const CdrTopology *graph,
                                       CdrManifest       *manifest,
                                       gboolean           is_lenient,
                                       GError           **error);
void           cdr_config_plan_free   (CdrConfigPlan     *self);
gboolean       cdr_config_plan_gather (CdrConfigPlan     *self,
                                       guint              node,
                                       CdrComponent      *component,
                                       GVariant          *extra,
                                       GHashTable       **given,
                                       GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CdrConfig, cdr_config_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CdrConfigPlan, cdr_config_plan_free)

G_END_DECLS
