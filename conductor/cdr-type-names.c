/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-type-names-private.h"

#include "cdr-text-private.h"

#include <string.h>

/* What one message calls the types that it is about: by the names that stand in the
 * user's source, as long as that tells them from each other. Where it doesn't, as with
 * the same class of two modules, each keeps the name that GObject knows.
 *
 * A name that a class was given for its components is for those: it need be nobody's
 * identifier, and is there only once the class is.
 */

struct _CdrTypeNames
{
  GHashTable *types; /* by short name; G_TYPE_INVALID where several share it */
};

/* The name of a type without what the languages add to it: "module+Web-v2" of Python,
 * "Gjs_Web" of JavaScript. It lives for ever.
 */
const char *
cdr_type_name_strip (const char *name)
{
  const char *module_end = strrchr (name, '+');
  const char *version;

  if (module_end != NULL)
    name = module_end + 1;
  else if (g_str_has_prefix (name, "Gjs_"))
    name += strlen ("Gjs_");

  version = g_strrstr (name, "-v");
  if (version != NULL && version[2] != '\0' &&
      strspn (version + 2, "0123456789") == strlen (version + 2))
    {
      g_autofree char *stem = g_strndup (name, version - name);

      return g_intern_string (stem);
    }

  return name;
}

CdrTypeNames *
cdr_type_names_new (guint n_types,
                    ...)
{
  CdrTypeNames *self = g_new0 (CdrTypeNames, 1);
  va_list args;

  self->types = g_hash_table_new (g_str_hash, g_str_equal);

  va_start (args, n_types);
  for (guint i = 0; i < n_types; i++)
    cdr_type_names_add (self, va_arg (args, GType));
  va_end (args);

  return self;
}

void
cdr_type_names_free (CdrTypeNames *self)
{
  g_hash_table_unref (self->types);
  g_free (self);
}

void
cdr_type_names_add (CdrTypeNames *self,
                    GType         type)
{
  const char *name;
  gpointer known;

  if (type == G_TYPE_INVALID)
    return;

  name = cdr_type_name_strip (g_type_name (type));
  if (g_hash_table_lookup_extended (self->types, name, NULL, &known) &&
      known != GSIZE_TO_POINTER (type))
    type = G_TYPE_INVALID;

  g_hash_table_insert (self->types, (gpointer) name, GSIZE_TO_POINTER (type));
}

/* Once all are added: a later one may share a name with this one. The name is cut if it
 * is very long.
 */
const char *
cdr_type_names_get (const CdrTypeNames *self,
                    GType               type)
{
  const char *name;

  if (type == G_TYPE_INVALID)
    return "(invalid)";

  name = cdr_type_name_strip (g_type_name (type));
  if (g_hash_table_lookup (self->types, name) == NULL)
    name = g_type_name (type);

  return cdr_text_name (name);
}
