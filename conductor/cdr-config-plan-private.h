/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-config-private.h"
#include "cdr-config-setting-private.h"

G_BEGIN_DECLS

/* Shared by cdr-config-check.c, which makes a plan, and cdr-config-plan.c, which says
 * what it has for whom.
 */
struct _CdrConfigPlan
{
  guint        n_nodes;
  GHashTable **nodes; /* by node: id -> CdrConfigSetting, or NULL */
};

CdrConfigPlan *cdr_config_plan_new       (guint              n_nodes);
void           cdr_config_table_take     (GHashTable       **table,
                                          CdrConfigSetting  *setting);

typedef struct
{
  GPtrArray *sources;    /* CdrConfigSource, those that win last */
  GHashTable *own_groups; /* or NULL */
  gboolean   is_lenient;
} CdrConfigInput;

gboolean       cdr_config_check          (const CdrConfigInput  *input,
                                          const CdrTopology     *graph,
                                          CdrManifest           *manifest,
                                          CdrConfigPlan         *plan,
                                          GError               **error);

G_END_DECLS
