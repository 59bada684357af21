/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-config-source-private.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* One setting of a component, converted and checked. */
typedef struct
{
  grefcount   ref_count;
  char       *key;
  GParamSpec *pspec;   /* borrowed from the class; NULL: no property takes it */
  GValue      value;   /* where there is one */
  GVariant   *variant; /* else */
  guint       rank;    /* of two, the higher wins */
} CdrConfigSetting;

/* Everything that an entry means for one type. */
typedef enum
{
  CDR_CONFIG_UNKNOWN, /* no property of this name */
  CDR_CONFIG_BAD,
  CDR_CONFIG_GOOD,
} CdrConfigVerdict;

typedef struct
{
  CdrConfigVerdict  verdict;
  gboolean          is_secret;
  gboolean          is_about_value; /* what is bad is the value, not the property */
  char             *reason;         /* why it is bad */
  CdrConfigSetting *setting;        /* if good */
} CdrConfigJudgement;

void              cdr_config_judge           (GType                  type,
                                              const CdrConfigSource *source,
                                              const CdrConfigEntry  *entry,
                                              CdrConfigJudgement    *judgement);
void              cdr_config_judgement_clear (CdrConfigJudgement    *self);
char             *cdr_config_refuse_property (GType                 type,
                                              GParamSpec            *pspec);
GParamSpec      **cdr_config_list_properties (GType                 type,
                                              guint                 *n_properties);
char             *cdr_config_suggest_key     (GType                  type,
                                              GType                  other,
                                              const char            *key);
GVariant         *cdr_config_entry_to_variant (const CdrConfigSource *source,
                                              const CdrConfigEntry  *entry);

CdrConfigSetting *cdr_config_setting_new_raw (const CdrConfigSource *source,
                                              const CdrConfigEntry  *entry);
CdrConfigSetting *cdr_config_setting_ref     (CdrConfigSetting      *self);
void              cdr_config_setting_unref   (CdrConfigSetting      *self);
char             *cdr_config_setting_get_id  (CdrConfigSetting      *self);
GVariant         *cdr_config_setting_export  (CdrConfigSetting      *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CdrConfigJudgement, cdr_config_judgement_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CdrConfigSetting, cdr_config_setting_unref)

G_END_DECLS
