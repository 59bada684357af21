/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-source-private.h"

#include "cdr-error.h"
#include "cdr-text-private.h"

#include <string.h>

/* Settings as they were found: a group, a key, and a text or a GVariant. */

static void
entry_clear (gpointer data)
{
  CdrConfigEntry *entry = data;

  g_free (entry->group);
  g_free (entry->key);
  g_free (entry->text);
  g_clear_pointer (&entry->value, g_variant_unref);
  g_free (entry->label);
}

CdrConfigSource *
cdr_config_source_new (CdrConfigKind kind)
{
  CdrConfigSource *self = g_new0 (CdrConfigSource, 1);

  g_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->entries = g_array_new (FALSE, FALSE, sizeof (CdrConfigEntry));
  g_array_set_clear_func (self->entries, entry_clear);

  return self;
}

CdrConfigSource *
cdr_config_source_ref (CdrConfigSource *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
cdr_config_source_unref (CdrConfigSource *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;

  g_free (self->origin);
  g_free (self->path);
  g_free (self->folder);
  g_array_unref (self->entries);
  g_free (self);
}

/* Takes what @entry points to. */
void
cdr_config_source_take (CdrConfigSource *self,
                        CdrConfigEntry   entry)
{
  g_array_append_val (self->entries, entry);
}

static void
take_settings (CdrConfigSource *self,
               const char      *group,
               GVariant        *settings)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, settings);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &value))
    {
      cdr_config_source_take (self, (CdrConfigEntry) {
        .group = g_strdup (group),
        .key = g_strdup (key),
        .value = value,
      });
    }
}

/* @groups is an a{sa{sv}}. */
CdrConfigSource *
cdr_config_source_from_variant (GVariant *groups)
{
  CdrConfigSource *self = cdr_config_source_new (CDR_CONFIG_VARIANT);
  GVariantIter iter;
  const char *group;
  GVariant *settings;

  g_variant_iter_init (&iter, groups);
  while (g_variant_iter_next (&iter, "{&s@a{sv}}", &group, &settings))
    {
      cdr_config_source_take (self, (CdrConfigEntry) { .group = g_strdup (group) });
      take_settings (self, group, settings);
      g_variant_unref (settings);
    }

  return self;
}

/* @settings is the a{sv} of one component. */
CdrConfigSource *
cdr_config_source_from_settings (GVariant *settings)
{
  CdrConfigSource *self = cdr_config_source_new (CDR_CONFIG_FUNC);

  take_settings (self, "", settings);
  return self;
}

static char *
shorten (const char *text)
{
  return cdr_text_to_line (text != NULL ? text : "", CDR_TEXT_MAX_SHOWN);
}

/* "group.key=value". A group may have dots in its name, a key has none. The value may be
 * a secret: errors don't quote it.
 */
CdrConfigSource *
cdr_config_source_from_assignment (const char  *assignment,
                                   GError     **error)
{
  const char *equals = strchr (assignment, '=');
  const char *dot = equals != NULL ? g_strrstr_len (assignment, equals - assignment, ".") : NULL;
  g_autoptr (CdrConfigSource) self = NULL;

  if (dot == NULL || dot == assignment || dot + 1 == equals ||
      !g_utf8_validate (assignment, -1, NULL))
    {
      g_autofree char *start = g_strndup (assignment, strcspn (assignment, "= "));
      g_autofree char *line = shorten (start);

      g_set_error (error, CDR_ERROR, CDR_ERROR_BAD_CONFIG,
                   "“%s”: a setting is written GROUP.KEY=VALUE, in valid UTF-8", line);
      return NULL;
    }

  self = cdr_config_source_new (CDR_CONFIG_ASSIGNMENT);
  cdr_config_source_take (self, (CdrConfigEntry) {
    .group = g_strndup (assignment, dot - assignment),
    .key = g_strndup (dot + 1, equals - dot - 1),
    .text = g_strdup (equals + 1),
  });

  return g_steal_pointer (&self);
}

/* Where an entry is, for the beginning of a message; @value is NULL where it is not to be
 * shown.
 */
char *
cdr_config_source_describe (const CdrConfigSource *self,
                            const CdrConfigEntry  *entry,
                            const char            *value)
{
  g_autofree char *group = shorten (entry->group);
  g_autofree char *key = shorten (entry->key);
  g_autofree char *label = shorten (entry->label);
  g_autofree char *shown = shorten (value);
  const char *equals = value != NULL ? "=" : "";
  const char *space = entry->key != NULL ? " " : "";

  switch (self->kind)
    {
    case CDR_CONFIG_FILE:
      return g_strdup_printf ("%s:%u: [%s]%s%s%s%s", self->origin, entry->line, group, space, key,
                              equals, shown);

    case CDR_CONFIG_VARIANT:
      return g_strdup_printf ("variant: [%s]%s%s%s%s", group, space, key, equals, shown);

    case CDR_CONFIG_ENVIRONMENT:
      return g_strdup_printf ("environment: %s%s%s", label, equals, shown);

    case CDR_CONFIG_ASSIGNMENT:
      return g_strdup_printf ("assignment: %s.%s%s%s", group, key, equals, shown);

    case CDR_CONFIG_FUNC:
      return g_strdup_printf ("function: %s%s%s", key, equals, shown);

    default:
      g_assert_not_reached ();
    }
}

/* Returns: (transfer full): the value, for people */
char *
cdr_config_entry_print (const CdrConfigEntry *entry)
{
  if (entry->text != NULL)
    return g_strdup (entry->text);
  if (g_variant_is_of_type (entry->value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (entry->value, NULL);

  return g_variant_print (entry->value, FALSE);
}
