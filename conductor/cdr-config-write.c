/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-convert-private.h"

#include <math.h>
#include <string.h>

/* Values become what a key file has for them. */

/* The other way round is read_item () of cdr-config-convert.c. */
static void
append_escaped (GString    *text,
                const char *value,
                char        separator)
{
  gsize size = strlen (value);

  for (gsize i = 0; i < size; i++)
    {
      char c = value[i];

      if (c == '\n')
        g_string_append (text, "\\n");
      else if (c == '\t')
        g_string_append (text, "\\t");
      else if (c == '\r')
        g_string_append (text, "\\r");
      else if (c == ' ' && (i == 0 || i == size - 1))
        g_string_append (text, "\\s");
      else if (c == '\\' || (separator != '\0' && c == separator))
        g_string_append_printf (text, "\\%c", c);
      else
        g_string_append_c (text, c);
    }
}

static char *
escape (const char *value)
{
  GString *text = g_string_new (NULL);

  append_escaped (text, value, '\0');
  return g_string_free (text, FALSE);
}

static char *
write_list (GVariant *variant)
{
  GString *text = g_string_new (NULL);
  GVariantIter iter;
  const char *item;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "&s", &item))
    {
      append_escaped (text, item, ';');
      g_string_append_c (text, ';');
    }

  return g_string_free (text, FALSE);
}

static char *
write_character (const GValue *value)
{
  gunichar character = g_value_get_uint (value);
  char text[7] = { 0 };

  if (character == 0)
    return NULL;

  g_unichar_to_utf8 (character, text);
  return escape (text);
}

static gboolean
is_nothing (const GValue *value)
{
  if (G_VALUE_HOLDS_VARIANT (value))
    return g_value_get_variant (value) == NULL;
  if (G_VALUE_HOLDS_DOUBLE (value))
    return !isfinite (g_value_get_double (value));
  if (G_VALUE_HOLDS_FLOAT (value))
    return !isfinite (g_value_get_float (value));

  return g_value_fits_pointer (value) && g_value_peek_pointer (value) == NULL;
}

/* Returns: (transfer full) (nullable): NULL if there is no text for it, as for no text */
char *
cdr_config_write (GParamSpec   *pspec,
                  const GValue *value)
{
  g_autoptr (GVariant) variant = NULL;
  g_autofree char *text = NULL;

  if (G_IS_PARAM_SPEC_UNICHAR (pspec))
    return write_character (value);
  if (is_nothing (value))
    return NULL;

  variant = g_variant_ref_sink (cdr_config_to_variant (value));
  if (!G_VALUE_HOLDS_VARIANT (value) && g_variant_is_of_type (variant, G_VARIANT_TYPE_STRING))
    return escape (g_variant_get_string (variant, NULL));
  if (!G_VALUE_HOLDS_VARIANT (value) &&
      g_variant_is_of_type (variant, G_VARIANT_TYPE_STRING_ARRAY))
    return write_list (variant);

  text = g_variant_print (variant, G_VALUE_HOLDS_VARIANT (value));
  return escape (text);
}
