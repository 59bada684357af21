/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where settings come from; later ones win. */
typedef enum
{
  CDR_CONFIG_FILE,
  CDR_CONFIG_VARIANT,
  CDR_CONFIG_ENVIRONMENT,
  CDR_CONFIG_ASSIGNMENT,
  CDR_CONFIG_FUNC,
} CdrConfigKind;

typedef struct
{
  char     *group;
  char     *key;   /* NULL: that a file has the group, and no more */
  char     *text;  /* NULL: value */
  GVariant *value;
  char     *label; /* in the environment, the variable's name */
  guint     line;  /* in a file, from 1 */
} CdrConfigEntry;

/* What was read, and not looked at yet. */
typedef struct
{
  grefcount      ref_count;
  CdrConfigKind  kind;
  char          *origin; /* one line for people: a file's path */
  char          *path;   /* of a file, absolute */
  char          *folder; /* of a file, which relative paths begin in */
  GArray        *entries; /* CdrConfigEntry */
} CdrConfigSource;

CdrConfigSource *cdr_config_source_new             (CdrConfigKind         kind);
CdrConfigSource *cdr_config_source_ref             (CdrConfigSource      *self);
void             cdr_config_source_unref           (CdrConfigSource      *self);
void             cdr_config_source_take            (CdrConfigSource      *self,
                                                    CdrConfigEntry        entry);

CdrConfigSource *cdr_config_source_from_variant    (GVariant             *groups);
CdrConfigSource *cdr_config_source_from_settings   (GVariant             *settings);
CdrConfigSource *cdr_config_source_from_assignment (const char           *assignment,
                                                    GError              **error);
CdrConfigSource *cdr_config_source_from_environment (const char          *prefix,
                                                    const char *const    *environment);
CdrConfigSource *cdr_config_source_from_file       (const char           *path,
                                                    GError              **error);
CdrConfigSource *cdr_config_source_reread           (const CdrConfigSource *self,
                                                    GError              **error);
CdrConfigSource *cdr_config_source_from_data       (const char           *path,
                                                    const char           *data,
                                                    gsize                 size,
                                                    GError              **error);

char            *cdr_config_source_describe        (const CdrConfigSource *self,
                                                    const CdrConfigEntry *entry,
                                                    const char           *value);
char            *cdr_config_entry_print            (const CdrConfigEntry *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CdrConfigSource, cdr_config_source_unref)

G_END_DECLS
