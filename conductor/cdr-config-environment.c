/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-source-private.h"

#include <string.h>

/* Settings from environment variables: PREFIX_GROUP__KEY. */

static int
compare_variables (gconstpointer a,
                   gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
read_variable (CdrConfigSource *self,
               const char      *variable,
               gsize            prefix_size)
{
  const char *equals = strchr (variable, '=');
  const char *group = variable + prefix_size;
  const char *separator = equals != NULL ? g_strstr_len (group, equals - group, "__") : NULL;

  /* Without a key it is something else: JOBS_HOME. */
  if (separator == NULL)
    return;

  cdr_config_source_take (self, (CdrConfigEntry) {
    .group = g_strndup (group, separator - group),
    .key = g_ascii_strdown (separator + 2, equals - separator - 2),
    .text = g_strdup (equals + 1),
    .label = g_strndup (variable, equals - variable),
  });
}

/* @environment is what g_get_environ () gives. */
CdrConfigSource *
cdr_config_source_from_environment (const char        *prefix,
                                    const char *const *environment)
{
  CdrConfigSource *self = cdr_config_source_new (CDR_CONFIG_ENVIRONMENT);
  g_autofree char *start = g_strconcat (prefix, "_", NULL);
  g_autoptr (GPtrArray) variables = g_ptr_array_new ();

  for (guint i = 0; environment[i] != NULL; i++)
    {
      if (g_str_has_prefix (environment[i], start))
        g_ptr_array_add (variables, (gpointer) environment[i]);
    }

  g_ptr_array_sort (variables, compare_variables);
  for (guint i = 0; i < variables->len; i++)
    read_variable (self, g_ptr_array_index (variables, i), strlen (start));

  return self;
}
