/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-enums.h"

G_BEGIN_DECLS

/* A whole number, or with a unit also a broken one. */
typedef struct
{
  gboolean is_negative;
  gboolean is_whole;    /* else magnitude says nothing */
  gboolean is_too_large; /* for magnitude */
  guint64  magnitude;
  double   real;
} CdrConfigNumber;

gboolean    cdr_config_number_parse      (const char            *text,
                                          CdrUnit                unit,
                                          CdrConfigNumber       *number);
gboolean    cdr_config_number_store      (const CdrConfigNumber *number,
                                          GValue                *value);
gboolean    cdr_config_number_is_integer (GType                  type);
gboolean    cdr_config_parse_real        (const char            *text,
                                          double                *real);
char       *cdr_config_describe_number   (GParamSpec            *pspec,
                                          CdrUnit                unit);

/* A text, and what it means. */
typedef struct
{
  const char *text;
  const char *folder;     /* which relative paths begin in, or NULL */
  gboolean    is_escaped; /* as in key files */
} CdrConfigText;

/* Each returns what is wrong, as "must be a whole number from 1 to 65535", or NULL.
 * @value is initialized to the property's type.
 */
gboolean  cdr_config_is_convertible (GParamSpec          *pspec);
char     *cdr_config_expect         (GParamSpec          *pspec,
                                     CdrUnit              unit);
char     *cdr_config_from_text      (GParamSpec          *pspec,
                                     CdrUnit              unit,
                                     const CdrConfigText *text,
                                     gboolean             is_secret,
                                     GValue              *value);
char     *cdr_config_from_variant   (GParamSpec          *pspec,
                                     CdrUnit              unit,
                                     GVariant            *variant,
                                     gboolean             is_secret,
                                     GValue              *value);
GVariant *cdr_config_to_variant     (const GValue        *value);
char     *cdr_config_write          (GParamSpec          *pspec,
                                     const GValue        *value);
char     *cdr_config_unescape       (const char          *text);

G_END_DECLS
