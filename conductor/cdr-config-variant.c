/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-convert-private.h"

#include <gio/gio.h>
#include <math.h>

/* GVariants become values of a property's type, and such values GVariants. */

static void
take_signed (CdrConfigNumber *number,
             gint64           integer)
{
  number->is_negative = integer < 0;
  number->magnitude = integer < 0 ? -(guint64) integer : (guint64) integer;
}

static gboolean
get_number (GVariant        *variant,
            CdrConfigNumber *number)
{
  *number = (CdrConfigNumber) { .is_whole = TRUE };

  switch ((char) g_variant_classify (variant))
    {
    case G_VARIANT_CLASS_BYTE:
      number->magnitude = g_variant_get_byte (variant);
      break;
    case G_VARIANT_CLASS_UINT16:
      number->magnitude = g_variant_get_uint16 (variant);
      break;
    case G_VARIANT_CLASS_UINT32:
      number->magnitude = g_variant_get_uint32 (variant);
      break;
    case G_VARIANT_CLASS_UINT64:
      number->magnitude = g_variant_get_uint64 (variant);
      break;
    case G_VARIANT_CLASS_INT16:
      take_signed (number, g_variant_get_int16 (variant));
      break;
    case G_VARIANT_CLASS_INT32:
      take_signed (number, g_variant_get_int32 (variant));
      break;
    case G_VARIANT_CLASS_INT64:
      take_signed (number, g_variant_get_int64 (variant));
      break;
    default:
      return FALSE;
    }

  number->real = (double) number->magnitude;
  return TRUE;
}

static gboolean
real_from_variant (GVariant *variant,
                   GValue   *value)
{
  CdrConfigNumber number;
  double real;

  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_DOUBLE))
    real = g_variant_get_double (variant);
  else if (get_number (variant, &number))
    real = number.is_negative ? -number.real : number.real;
  else
    return FALSE;

  if (!isfinite (real))
    return FALSE;

  if (G_VALUE_HOLDS_DOUBLE (value))
    g_value_set_double (value, real);
  else if (real >= -G_MAXFLOAT && real <= G_MAXFLOAT)
    g_value_set_float (value, (float) real);
  else
    return FALSE;

  return TRUE;
}

static gboolean
enum_from_variant (GParamSpec *pspec,
                   GVariant   *variant,
                   GValue     *value)
{
  CdrConfigNumber number;
  g_auto (GValue) integer = G_VALUE_INIT;

  g_value_init (&integer, G_TYPE_INT);
  if (!get_number (variant, &number) || !cdr_config_number_store (&number, &integer) ||
      g_enum_get_value (G_PARAM_SPEC_ENUM (pspec)->enum_class, g_value_get_int (&integer)) == NULL)
    return FALSE;

  g_value_set_enum (value, g_value_get_int (&integer));
  return TRUE;
}

static gboolean
flags_from_variant (GParamSpec *pspec,
                    GVariant   *variant,
                    GValue     *value)
{
  CdrConfigNumber number;

  if (!get_number (variant, &number) || number.is_negative ||
      (number.magnitude & ~(guint64) G_PARAM_SPEC_FLAGS (pspec)->flags_class->mask) != 0)
    return FALSE;

  g_value_set_flags (value, (guint) number.magnitude);
  return TRUE;
}

static gboolean
take_variant (GParamSpec *pspec,
              GVariant   *variant,
              GValue     *value)
{
  CdrConfigNumber number;

  switch (G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value)))
    {
    case G_TYPE_BOOLEAN:
      if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_BOOLEAN))
        return FALSE;
      g_value_set_boolean (value, g_variant_get_boolean (variant));
      return TRUE;

    case G_TYPE_FLOAT:
    case G_TYPE_DOUBLE:
      return real_from_variant (variant, value);

    case G_TYPE_ENUM:
      return enum_from_variant (pspec, variant, value);

    case G_TYPE_FLAGS:
      return flags_from_variant (pspec, variant, value);

    case G_TYPE_BOXED:
      if (!G_VALUE_HOLDS (value, G_TYPE_STRV) ||
          !g_variant_is_of_type (variant, G_VARIANT_TYPE_STRING_ARRAY))
        return FALSE;
      g_value_take_boxed (value, g_variant_dup_strv (variant, NULL));
      return TRUE;

    default:
      return get_number (variant, &number) && cdr_config_number_store (&number, value);
    }
}

char *
cdr_config_from_variant (GParamSpec *pspec,
                         CdrUnit     unit,
                         GVariant   *variant,
                         gboolean    is_secret,
                         GValue     *value)
{
  g_autofree char *expected = NULL;
  gboolean is_good;

  if (G_IS_PARAM_SPEC_VARIANT (pspec) &&
      g_variant_is_of_type (variant, G_PARAM_SPEC_VARIANT (pspec)->type))
    {
      g_value_set_variant (value, variant);
      is_good = TRUE;
    }
  else if (g_variant_is_of_type (variant, G_VARIANT_TYPE_STRING) ||
           g_variant_is_of_type (variant, G_VARIANT_TYPE_OBJECT_PATH))
    {
      CdrConfigText text = { .text = g_variant_get_string (variant, NULL) };

      return cdr_config_from_text (pspec, unit, &text, is_secret, value);
    }
  else
    is_good = take_variant (pspec, variant, value);

  if (is_good && g_param_value_is_valid (pspec, value))
    return NULL;

  expected = cdr_config_expect (pspec, unit);
  return g_strdup_printf ("must be %s", expected);
}

/* Flags by their nicks. */
static GVariant *
flags_to_variant (const GValue *value)
{
  g_autoptr (GFlagsClass) klass = g_type_class_ref (G_VALUE_TYPE (value));
  guint flags = g_value_get_flags (value);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  while (flags != 0)
    {
      GFlagsValue *found = g_flags_get_first_value (klass, flags);

      if (found == NULL)
        break;
      g_variant_builder_add (&builder, "s", found->value_nick);
      flags &= ~found->value;
    }

  return g_variant_builder_end (&builder);
}

static GVariant *
enum_to_variant (const GValue *value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (G_VALUE_TYPE (value));

  return g_variant_new_string (g_enum_get_value (klass, g_value_get_enum (value))->value_nick);
}

static GVariant *
object_to_variant (const GValue *value)
{
  g_autofree char *text = NULL;

  if (G_VALUE_HOLDS (value, G_TYPE_STRV))
    return g_variant_new_strv (g_value_get_boxed (value), -1);

  text = G_VALUE_HOLDS (value, G_TYPE_DATE_TIME)
           ? g_date_time_format_iso8601 (g_value_get_boxed (value))
           : g_file_get_parse_name (g_value_get_object (value));
  return g_variant_new_string (text);
}

/* Only of values that one of the functions above made.
 *
 * Returns: (transfer none): a floating reference
 */
GVariant *
cdr_config_to_variant (const GValue *value)
{
  switch (G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value)))
    {
    case G_TYPE_BOOLEAN:
      return g_variant_new_boolean (g_value_get_boolean (value));
    case G_TYPE_CHAR:
      return g_variant_new_int16 (g_value_get_schar (value));
    case G_TYPE_UCHAR:
      return g_variant_new_byte (g_value_get_uchar (value));
    case G_TYPE_INT:
      return g_variant_new_int32 (g_value_get_int (value));
    case G_TYPE_UINT:
      return g_variant_new_uint32 (g_value_get_uint (value));
    case G_TYPE_LONG:
      return g_variant_new_int64 (g_value_get_long (value));
    case G_TYPE_ULONG:
      return g_variant_new_uint64 (g_value_get_ulong (value));
    case G_TYPE_INT64:
      return g_variant_new_int64 (g_value_get_int64 (value));
    case G_TYPE_UINT64:
      return g_variant_new_uint64 (g_value_get_uint64 (value));
    case G_TYPE_FLOAT:
      return g_variant_new_double ((double) g_value_get_float (value));
    case G_TYPE_DOUBLE:
      return g_variant_new_double (g_value_get_double (value));
    case G_TYPE_STRING:
      return g_variant_new_string (g_value_get_string (value));
    case G_TYPE_ENUM:
      return enum_to_variant (value);
    case G_TYPE_FLAGS:
      return flags_to_variant (value);
    case G_TYPE_VARIANT:
      return g_value_get_variant (value);
    default:
      return object_to_variant (value);
    }
}
