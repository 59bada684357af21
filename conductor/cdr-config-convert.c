/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-convert-private.h"

#include "cdr-config-names-private.h"

#include <gio/gio.h>
#include <string.h>

/* Texts become values of a property's type. No message quotes the text: it may be a
 * secret.
 */

#define MAX_NICKS 20 /* that a message lists */
#define BAD_ESCAPE "has an escape that means nothing: a backslash is written \\\\"

static gboolean
is_file (GParamSpec *pspec)
{
  return G_PARAM_SPEC_VALUE_TYPE (pspec) == G_TYPE_FILE;
}

gboolean
cdr_config_is_convertible (GParamSpec *pspec)
{
  GType type = G_PARAM_SPEC_VALUE_TYPE (pspec);

  if (G_IS_PARAM_SPEC_UNICHAR (pspec) || is_file (pspec) ||
      type == G_TYPE_STRV || type == G_TYPE_DATE_TIME)
    return TRUE;
  if (G_IS_PARAM_SPEC_GTYPE (pspec))
    return FALSE;

  switch (G_TYPE_FUNDAMENTAL (type))
    {
    case G_TYPE_BOOLEAN:
    case G_TYPE_FLOAT:
    case G_TYPE_DOUBLE:
    case G_TYPE_STRING:
    case G_TYPE_ENUM:
    case G_TYPE_FLAGS:
    case G_TYPE_VARIANT:
      return TRUE;

    default:
      return cdr_config_number_is_integer (G_TYPE_FUNDAMENTAL (type));
    }
}

static char *
list_enum (GParamSpec *pspec)
{
  GEnumClass *klass = G_PARAM_SPEC_ENUM (pspec)->enum_class;
  GString *text = g_string_new ("one of ");

  for (guint i = 0; i < MIN (klass->n_values, MAX_NICKS); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", klass->values[i].value_nick);
  if (klass->n_values > MAX_NICKS)
    g_string_append (text, ", …");

  return g_string_free (text, FALSE);
}

static char *
list_flags (GParamSpec *pspec)
{
  GFlagsClass *klass = G_PARAM_SPEC_FLAGS (pspec)->flags_class;
  GString *text = g_string_new ("any of ");

  for (guint i = 0; i < MIN (klass->n_values, MAX_NICKS); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", klass->values[i].value_nick);
  if (klass->n_values > MAX_NICKS)
    g_string_append (text, ", …");
  g_string_append (text, ", separated by ;");

  return g_string_free (text, FALSE);
}

/* Returns: (transfer full): what "must be ..." goes on with */
char *
cdr_config_expect (GParamSpec *pspec,
                   CdrUnit     unit)
{
  GType type = G_PARAM_SPEC_VALUE_TYPE (pspec);

  if (G_IS_PARAM_SPEC_UNICHAR (pspec))
    return g_strdup ("one character");
  if (is_file (pspec))
    return g_strdup ("a path or a URI");
  if (type == G_TYPE_STRV)
    return g_strdup ("a list of texts, separated by ;");
  if (type == G_TYPE_DATE_TIME)
    return g_strdup ("a date and time such as 2026-01-31T12:00:00Z");
  if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    return g_strdup ("true or false");
  if (G_IS_PARAM_SPEC_ENUM (pspec))
    return list_enum (pspec);
  if (G_IS_PARAM_SPEC_FLAGS (pspec))
    return list_flags (pspec);
  if (G_IS_PARAM_SPEC_STRING (pspec))
    return g_strdup ("a text that the property allows");
  if (G_IS_PARAM_SPEC_VARIANT (pspec))
    {
      g_autofree char *name = g_variant_type_dup_string (G_PARAM_SPEC_VARIANT (pspec)->type);

      return g_strdup_printf ("a GVariant text of type %s", name);
    }

  return cdr_config_describe_number (pspec, unit);
}

static char *
refuse (GParamSpec *pspec,
        CdrUnit     unit)
{
  g_autofree char *expected = cdr_config_expect (pspec, unit);

  return g_strdup_printf ("must be %s", expected);
}

/* Reads up to a separator, or to the end, what a key file has: "\s", "\n", "\t", "\r",
 * "\\", and an escaped separator.
 *
 * Returns: (transfer full) (nullable): NULL if there is another escape
 */
static char *
read_item (const char **cursor,
           char         separator)
{
  static const char escapes[] = "sntr\\";
  static const char characters[] = " \n\t\r\\";
  g_autoptr (GString) result = g_string_new (NULL);
  const char *c;

  for (c = *cursor; *c != '\0' && *c != separator; c++)
    {
      const char *escape;

      if (*c != '\\')
        {
          g_string_append_c (result, *c);
          continue;
        }

      c++;
      escape = *c != '\0' ? strchr (escapes, *c) : NULL;
      if (escape != NULL)
        g_string_append_c (result, characters[escape - escapes]);
      else if (*c != '\0' && *c == separator)
        g_string_append_c (result, separator);
      else
        return NULL;
    }

  *cursor = c;
  return g_string_free (g_steal_pointer (&result), FALSE);
}

char *
cdr_config_unescape (const char *text)
{
  return read_item (&text, '\0');
}

/* What a last separator ends is no empty item: "a;b;" are two. */
static gboolean
list_from_text (const char *text,
                GValue     *value)
{
  g_autoptr (GStrvBuilder) items = g_strv_builder_new ();

  while (*text != '\0')
    {
      g_autofree char *item = read_item (&text, ';');

      if (item == NULL)
        return FALSE;
      g_strv_builder_add (items, item);
      if (*text == ';')
        text++;
    }

  g_value_take_boxed (value, g_strv_builder_end (items));
  return TRUE;
}

static gboolean
boolean_from_text (const char *text,
                   GValue     *value)
{
  static const char *const words[] = {
    "false", "true", "no", "yes", "off", "on", "0", "1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (g_ascii_strcasecmp (text, words[i]) == 0)
        {
          g_value_set_boolean (value, i % 2 == 1);
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
number_from_text (const char *text,
                  CdrUnit     unit,
                  GValue     *value)
{
  GType type = G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value));
  CdrConfigNumber number;
  double real;

  if (cdr_config_number_is_integer (type))
    return cdr_config_number_parse (text, unit, &number) &&
           cdr_config_number_store (&number, value);

  if (!cdr_config_parse_real (text, &real))
    {
      if (unit == CDR_UNIT_NONE || !cdr_config_number_parse (text, unit, &number))
        return FALSE;
      real = number.is_negative ? -number.real : number.real;
    }

  if (type == G_TYPE_DOUBLE)
    g_value_set_double (value, real);
  else if (real >= -G_MAXFLOAT && real <= G_MAXFLOAT)
    g_value_set_float (value, (float) real);
  else
    return FALSE;

  return TRUE;
}

static char *
refuse_nick (GParamSpec *pspec,
             const char *nick,
             gboolean    is_secret)
{
  g_autofree char *reason = refuse (pspec, CDR_UNIT_NONE);
  g_autofree char *meant = NULL;
  CdrSuggestion suggestion = { .wanted = is_secret ? "" : nick };

  if (G_IS_PARAM_SPEC_ENUM (pspec))
    {
      GEnumClass *klass = G_PARAM_SPEC_ENUM (pspec)->enum_class;

      for (guint i = 0; i < klass->n_values; i++)
        cdr_suggestion_consider (&suggestion, klass->values[i].value_nick);
    }
  else
    {
      GFlagsClass *klass = G_PARAM_SPEC_FLAGS (pspec)->flags_class;

      for (guint i = 0; i < klass->n_values; i++)
        cdr_suggestion_consider (&suggestion, klass->values[i].value_nick);
    }

  meant = cdr_suggestion_to_string (&suggestion);
  return g_strconcat (reason, meant, NULL);
}

static char *
enum_from_text (GParamSpec *pspec,
                const char *text,
                gboolean    is_secret,
                GValue     *value)
{
  GEnumValue *found = g_enum_get_value_by_nick (G_PARAM_SPEC_ENUM (pspec)->enum_class, text);

  if (found == NULL)
    return refuse_nick (pspec, text, is_secret);

  g_value_set_enum (value, found->value);
  return NULL;
}

/* Nicks, separated by ";", "|", "," or spaces; none is none. */
static char *
flags_from_text (GParamSpec *pspec,
                 const char *text,
                 gboolean    is_secret,
                 GValue     *value)
{
  g_auto (GStrv) nicks = g_strsplit_set (text, ";|, \t", -1);
  guint flags = 0;

  for (guint i = 0; nicks[i] != NULL; i++)
    {
      GFlagsValue *found;

      if (*nicks[i] == '\0')
        continue;

      found = g_flags_get_value_by_nick (G_PARAM_SPEC_FLAGS (pspec)->flags_class, nicks[i]);
      if (found == NULL)
        return refuse_nick (pspec, nicks[i], is_secret);
      flags |= found->value;
    }

  g_value_set_flags (value, flags);
  return NULL;
}

static gboolean
file_from_text (const char *text,
                const char *folder,
                GValue     *value)
{
  g_autofree char *scheme = g_uri_parse_scheme (text);
  g_autofree char *path = NULL;

  if (*text == '\0')
    return FALSE;

  if (scheme != NULL && g_str_has_prefix (text + strlen (scheme), "://"))
    {
      g_value_take_object (value, g_file_new_for_uri (text));
      return TRUE;
    }

  path = folder != NULL && !g_path_is_absolute (text) ? g_build_filename (folder, text, NULL)
                                                      : g_strdup (text);
  g_value_take_object (value, g_file_new_for_path (path));
  return TRUE;
}

static gboolean
date_time_from_text (const char *text,
                     GValue     *value)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  g_value_take_boxed (value, g_date_time_new_from_iso8601 (text, utc));
  return g_value_get_boxed (value) != NULL;
}

static gboolean
character_from_text (const char *text,
                     GValue     *value)
{
  if (*text == '\0' || *g_utf8_next_char (text) != '\0')
    return FALSE;

  g_value_set_uint (value, g_utf8_get_char (text));
  return TRUE;
}

static gboolean
variant_from_text (GParamSpec *pspec,
                   const char *text,
                   GValue     *value)
{
  const GVariantType *type = G_PARAM_SPEC_VARIANT (pspec)->type;
  gboolean is_definite = g_variant_type_is_definite (type);
  g_autoptr (GVariant) variant = g_variant_parse (is_definite ? type : NULL, text, NULL, NULL,
                                                  NULL);

  if (variant == NULL || !g_variant_is_of_type (variant, type))
    return FALSE;

  g_value_set_variant (value, variant);
  return TRUE;
}

static char *
simple_from_text (GParamSpec          *pspec,
                  CdrUnit              unit,
                  const CdrConfigText *source,
                  const char          *text,
                  gboolean             is_secret,
                  GValue              *value)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));
  gboolean is_good;

  if (G_IS_PARAM_SPEC_ENUM (pspec))
    return enum_from_text (pspec, bare, is_secret, value);
  if (G_IS_PARAM_SPEC_FLAGS (pspec))
    return flags_from_text (pspec, bare, is_secret, value);

  if (G_IS_PARAM_SPEC_UNICHAR (pspec))
    is_good = character_from_text (text, value);
  else if (is_file (pspec))
    is_good = file_from_text (text, source->folder, value);
  else if (G_VALUE_HOLDS (value, G_TYPE_DATE_TIME))
    is_good = date_time_from_text (bare, value);
  else if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    is_good = boolean_from_text (bare, value);
  else if (G_IS_PARAM_SPEC_VARIANT (pspec))
    is_good = variant_from_text (pspec, text, value);
  else
    is_good = number_from_text (bare, unit, value);

  return is_good ? NULL : refuse (pspec, unit);
}

static char *
check_range (GParamSpec *pspec,
             CdrUnit     unit,
             GValue     *value)
{
  return g_param_value_is_valid (pspec, value) ? NULL : refuse (pspec, unit);
}

char *
cdr_config_from_text (GParamSpec          *pspec,
                      CdrUnit              unit,
                      const CdrConfigText *source,
                      gboolean             is_secret,
                      GValue              *value)
{
  g_autofree char *text = NULL;
  char *reason = NULL;

  if (!g_utf8_validate (source->text, -1, NULL))
    return g_strdup ("is not valid UTF-8");

  if (G_VALUE_HOLDS (value, G_TYPE_STRV))
    return list_from_text (source->text, value) ? check_range (pspec, unit, value)
                                                : g_strdup (BAD_ESCAPE);

  text = source->is_escaped ? cdr_config_unescape (source->text) : g_strdup (source->text);
  if (text == NULL)
    return g_strdup (BAD_ESCAPE);

  if (G_VALUE_HOLDS_STRING (value))
    g_value_take_string (value, g_steal_pointer (&text));
  else
    reason = simple_from_text (pspec, unit, source, text, is_secret, value);

  return reason != NULL ? reason : check_range (pspec, unit, value);
}
