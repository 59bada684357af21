/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-convert-private.h"

#include <math.h>
#include <string.h>

/* Numbers, plain or with a unit: "0x10", "64 kB", "1.5 s". Integers are computed with
 * integers: what does not fit is refused, never rounded.
 */

#define MAX_FRACTION 9 /* digits after the point */

typedef struct
{
  const char *name;
  guint64     size; /* in bytes, or microseconds */
} Suffix;

static const Suffix byte_suffixes[] = {
  { "B", 1 },
  { "kB", 1000 },
  { "MB", 1000 * 1000 },
  { "GB", 1000 * 1000 * 1000 },
  { "TB", G_GUINT64_CONSTANT (1000) * 1000 * 1000 * 1000 },
  { "KiB", G_GUINT64_CONSTANT (1) << 10 },
  { "MiB", G_GUINT64_CONSTANT (1) << 20 },
  { "GiB", G_GUINT64_CONSTANT (1) << 30 },
  { "TiB", G_GUINT64_CONSTANT (1) << 40 },
  { NULL, 0 },
};

static const Suffix time_suffixes[] = {
  { "us", 1 },
  { "µs", 1 },
  { "ms", 1000 },
  { "s", 1000 * 1000 },
  { "min", 60 * 1000 * 1000 },
  { "h", G_GUINT64_CONSTANT (3600) * 1000 * 1000 },
  { "d", G_GUINT64_CONSTANT (86400) * 1000 * 1000 },
  { NULL, 0 },
};

/* How large one of the property's own unit is. */
static guint64
get_unit_size (CdrUnit unit)
{
  switch (unit)
    {
    case CDR_UNIT_MILLISECONDS:
      return 1000;

    case CDR_UNIT_SECONDS:
      return 1000 * 1000;

    case CDR_UNIT_NONE:
    case CDR_UNIT_BYTES:
    case CDR_UNIT_MICROSECONDS:
    default:
      return 1;
    }
}

static const char *
get_unit_name (CdrUnit unit)
{
  static const char *const names[] = {
    "", " bytes", " microseconds", " milliseconds", " seconds",
  };

  return names[unit];
}

static guint64
find_suffix (CdrUnit     unit,
             const char *name)
{
  const Suffix *suffix = unit == CDR_UNIT_BYTES ? byte_suffixes : time_suffixes;

  for (; suffix->name != NULL; suffix++)
    {
      if (g_str_equal (suffix->name, name))
        return suffix->size;
    }

  return 0;
}

/* @text is digits only. */
static void
parse_digits (const char      *text,
              guint            base,
              CdrConfigNumber *number)
{
  number->is_whole = TRUE;

  for (const char *c = text; *c != '\0'; c++)
    {
      guint64 digit = (guint64) g_ascii_xdigit_value (*c);

      if (!g_uint64_checked_mul (&number->magnitude, number->magnitude, base) ||
          !g_uint64_checked_add (&number->magnitude, number->magnitude, digit))
        number->is_too_large = TRUE;
      number->real = number->real * base + (double) digit;
    }
}

static gboolean
parse_plain (const char      *text,
             CdrConfigNumber *number)
{
  if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
    {
      text += 2;
      if (*text == '\0' || text[strspn (text, "0123456789abcdefABCDEF")] != '\0')
        return FALSE;
      parse_digits (text, 16, number);
      return TRUE;
    }

  if (*text == '\0' || text[strspn (text, "0123456789")] != '\0')
    return FALSE;

  parse_digits (text, 10, number);
  return TRUE;
}

static guint64
power_of_ten (gsize exponent)
{
  guint64 result = 1;

  while (exponent-- > 0)
    result *= 10;

  return result;
}

/* @digits are those before and after the point, @n_fraction of them after it. */
static void
scale (const char      *digits,
       gsize            n_fraction,
       guint64          suffix_size,
       CdrUnit          unit,
       CdrConfigNumber *number)
{
  guint64 divisor = power_of_ten (n_fraction) * get_unit_size (unit);

  parse_digits (digits, 10, number);
  if (!g_uint64_checked_mul (&number->magnitude, number->magnitude, suffix_size))
    number->is_too_large = TRUE;

  number->is_whole = number->magnitude % divisor == 0;
  number->magnitude /= divisor;
  number->real = number->real * (double) suffix_size / (double) divisor;
}

static gboolean
parse_with_suffix (const char      *text,
                   CdrUnit          unit,
                   CdrConfigNumber *number)
{
  gsize n_whole = strspn (text, "0123456789");
  const char *rest = text + n_whole;
  const char *fraction = *rest == '.' ? rest + 1 : NULL;
  gsize n_fraction = fraction != NULL ? strspn (fraction, "0123456789") : 0;
  guint64 suffix_size;
  g_autofree char *digits = NULL;

  if (n_whole == 0 || (fraction != NULL && n_fraction == 0) || n_fraction > MAX_FRACTION)
    return FALSE;

  rest = fraction != NULL ? fraction + n_fraction : rest;
  suffix_size = find_suffix (unit, rest + strspn (rest, " "));
  if (suffix_size == 0)
    return FALSE;

  digits = g_strdup_printf ("%.*s%.*s", (int) n_whole, text,
                            (int) n_fraction, fraction != NULL ? fraction : "");
  scale (digits, n_fraction, suffix_size, unit, number);
  return TRUE;
}

/* A bare number is in the property's own unit. */
gboolean
cdr_config_number_parse (const char      *text,
                         CdrUnit          unit,
                         CdrConfigNumber *number)
{
  *number = (CdrConfigNumber) { .is_negative = *text == '-' };
  text += number->is_negative;

  return parse_plain (text, number) ||
         (unit != CDR_UNIT_NONE && parse_with_suffix (text, unit, number));
}

/* Not what strtod () takes besides: words, hexadecimal, spaces. */
gboolean
cdr_config_parse_real (const char *text,
                       double     *real)
{
  char *end;

  if (*text == '\0' || text[strspn (text, "0123456789+-.eE")] != '\0')
    return FALSE;

  *real = g_ascii_strtod (text, &end);
  return *end == '\0' && isfinite (*real);
}

gboolean
cdr_config_number_is_integer (GType type)
{
  switch (type)
    {
    case G_TYPE_CHAR:
    case G_TYPE_UCHAR:
    case G_TYPE_INT:
    case G_TYPE_UINT:
    case G_TYPE_LONG:
    case G_TYPE_ULONG:
    case G_TYPE_INT64:
    case G_TYPE_UINT64:
      return TRUE;

    default:
      return FALSE;
    }
}

static gboolean
fits_signed (const CdrConfigNumber *number,
             gint64                 min,
             gint64                 max)
{
  return number->is_negative ? number->magnitude <= (guint64) -(min + 1) + 1
                             : number->magnitude <= (guint64) max;
}

static gint64
to_signed (const CdrConfigNumber *number)
{
  return (gint64) (number->is_negative ? -number->magnitude : number->magnitude);
}

#define STORE_SIGNED(type_name, min, max) \
  (fits_signed (number, (min), (max)) && \
   (g_value_set_ ## type_name (value, to_signed (number)), TRUE))

#define STORE_UNSIGNED(type_name, max) \
  ((!number->is_negative || number->magnitude == 0) && number->magnitude <= (max) && \
   (g_value_set_ ## type_name (value, number->magnitude), TRUE))

/* Returns: FALSE if the number does not fit into the type */
gboolean
cdr_config_number_store (const CdrConfigNumber *number,
                         GValue                *value)
{
  if (number->is_too_large || !number->is_whole)
    return FALSE;

  switch (G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value)))
    {
    case G_TYPE_CHAR:
      return STORE_SIGNED (schar, G_MININT8, G_MAXINT8);
    case G_TYPE_UCHAR:
      return STORE_UNSIGNED (uchar, G_MAXUINT8);
    case G_TYPE_INT:
      return STORE_SIGNED (int, G_MININT, G_MAXINT);
    case G_TYPE_UINT:
      return STORE_UNSIGNED (uint, G_MAXUINT);
    case G_TYPE_LONG:
      return STORE_SIGNED (long, G_MINLONG, G_MAXLONG);
    case G_TYPE_ULONG:
      return STORE_UNSIGNED (ulong, G_MAXULONG);
    case G_TYPE_INT64:
      return STORE_SIGNED (int64, G_MININT64, G_MAXINT64);
    case G_TYPE_UINT64:
      return STORE_UNSIGNED (uint64, G_MAXUINT64);
    default:
      return FALSE;
    }
}

/* The limits of an integer property, as a person reads them. */

static char *
signed_range (gint64      min,
              gint64      max,
              const char *unit)
{
  return g_strdup_printf ("a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT "%s",
                          min, max, unit);
}

static char *
unsigned_range (guint64     min,
                guint64     max,
                const char *unit)
{
  return g_strdup_printf ("a whole number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT "%s",
                          min, max, unit);
}

static char *
real_range (double      min,
            double      max,
            double      limit,
            const char *unit)
{
  char min_text[G_ASCII_DTOSTR_BUF_SIZE];
  char max_text[G_ASCII_DTOSTR_BUF_SIZE];

  if (min <= -limit && max >= limit)
    return g_strdup_printf ("a number%s%s", *unit != '\0' ? " of" : "", unit);

  return g_strdup_printf ("a number from %s to %s%s",
                          g_ascii_formatd (min_text, sizeof min_text, "%g", min),
                          g_ascii_formatd (max_text, sizeof max_text, "%g", max), unit);
}

#define RANGE(kind, SPEC) \
  kind ## _range (G_PARAM_SPEC_ ## SPEC (pspec)->minimum, G_PARAM_SPEC_ ## SPEC (pspec)->maximum, \
                  get_unit_name (unit))

/* Returns: (transfer full): "a whole number from 1 to 65535" */
char *
cdr_config_describe_number (GParamSpec *pspec,
                            CdrUnit     unit)
{
  if (G_IS_PARAM_SPEC_CHAR (pspec))
    return RANGE (signed, CHAR);
  if (G_IS_PARAM_SPEC_UCHAR (pspec))
    return RANGE (unsigned, UCHAR);
  if (G_IS_PARAM_SPEC_INT (pspec))
    return RANGE (signed, INT);
  if (G_IS_PARAM_SPEC_UINT (pspec))
    return RANGE (unsigned, UINT);
  if (G_IS_PARAM_SPEC_LONG (pspec))
    return RANGE (signed, LONG);
  if (G_IS_PARAM_SPEC_ULONG (pspec))
    return RANGE (unsigned, ULONG);
  if (G_IS_PARAM_SPEC_INT64 (pspec))
    return RANGE (signed, INT64);
  if (G_IS_PARAM_SPEC_UINT64 (pspec))
    return RANGE (unsigned, UINT64);
  if (G_IS_PARAM_SPEC_FLOAT (pspec))
    return real_range (G_PARAM_SPEC_FLOAT (pspec)->minimum, G_PARAM_SPEC_FLOAT (pspec)->maximum,
                       G_MAXFLOAT, get_unit_name (unit));
  if (G_IS_PARAM_SPEC_DOUBLE (pspec))
    return real_range (G_PARAM_SPEC_DOUBLE (pspec)->minimum, G_PARAM_SPEC_DOUBLE (pspec)->maximum,
                       G_MAXDOUBLE, get_unit_name (unit));

  return g_strdup ("a number");
}
