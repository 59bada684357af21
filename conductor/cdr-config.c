/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-private.h"

#include "cdr-config-names-private.h"
#include "cdr-kebab-private.h"
#include "cdr-config-plan-private.h"

/* All sources of one application, in the order in which they win. */

struct _CdrConfig
{
  GPtrArray  *sources;
  GHashTable *own_groups; /* as written, and folded; shared by what is read again */
};

CdrConfig *
cdr_config_new (void)
{
  CdrConfig *self = g_new0 (CdrConfig, 1);

  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) cdr_config_source_unref);
  self->own_groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
cdr_config_free (CdrConfig *self)
{
  g_ptr_array_unref (self->sources);
  g_hash_table_unref (self->own_groups);
  g_free (self);
}

/* Takes @source: after all of its kind, and before those that win over it. */
void
cdr_config_take_source (CdrConfig       *self,
                        CdrConfigSource *source)
{
  guint place = self->sources->len;

  while (place > 0)
    {
      CdrConfigSource *before = g_ptr_array_index (self->sources, place - 1);

      if (before->kind <= source->kind)
        break;
      place--;
    }

  g_ptr_array_insert (self->sources, (int) place, source);
}

gboolean
cdr_config_has_files (CdrConfig *self)
{
  /* They come first. */
  return self->sources->len > 0 &&
         ((CdrConfigSource *) g_ptr_array_index (self->sources, 0))->kind == CDR_CONFIG_FILE;
}

guint
cdr_config_get_n_sources (CdrConfig *self)
{
  return self->sources->len;
}

/* Returns: (transfer full) (nullable): the same with its files as they are by now, or NULL
 *   with @error set if one can't be read
 */
CdrConfig *
cdr_config_reread (CdrConfig  *self,
                   GError    **error)
{
  g_autoptr (CdrConfig) fresh = cdr_config_new ();

  g_hash_table_unref (fresh->own_groups);
  fresh->own_groups = g_hash_table_ref (self->own_groups);

  for (guint i = 0; i < self->sources->len; i++)
    {
      CdrConfigSource *source = g_ptr_array_index (self->sources, i);
      CdrConfigSource *again = source->kind == CDR_CONFIG_FILE
                                 ? cdr_config_source_reread (source, error)
                                 : cdr_config_source_ref (source);

      if (again == NULL)
        return NULL;
      g_ptr_array_add (fresh->sources, again);
    }

  return g_steal_pointer (&fresh);
}

void
cdr_config_add_group (CdrConfig  *self,
                      const char *group)
{
  g_hash_table_add (self->own_groups, g_strdup (group));
  g_hash_table_add (self->own_groups, cdr_kebab (group));
}

static gboolean
is_of_group (const CdrConfigSource *source,
             const CdrConfigEntry  *entry,
             const char            *group,
             const char            *folded)
{
  g_autofree char *entry_folded = NULL;

  if (g_str_equal (entry->group, group) || g_str_equal (entry->group, folded))
    return TRUE;
  if (source->kind != CDR_CONFIG_ENVIRONMENT && source->kind != CDR_CONFIG_ASSIGNMENT)
    return FALSE;

  entry_folded = cdr_kebab (entry->group);
  return g_str_equal (entry_folded, folded);
}

/* Returns: (transfer full): an a{sv}, not floating */
GVariant *
cdr_config_dup_group (CdrConfig  *self,
                      const char *group)
{
  g_autofree char *folded = cdr_kebab (group);
  g_autoptr (GHashTable) table = NULL;
  GVariantDict dict;
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < self->sources->len; i++)
    {
      const CdrConfigSource *source = g_ptr_array_index (self->sources, i);

      for (guint j = 0; j < source->entries->len; j++)
        {
          const CdrConfigEntry *entry = &g_array_index (source->entries, CdrConfigEntry, j);

          if (entry->key != NULL && is_of_group (source, entry, group, folded))
            cdr_config_table_take (&table, cdr_config_setting_new_raw (source, entry));
        }
    }

  g_variant_dict_init (&dict, NULL);
  if (table != NULL)
    {
      g_hash_table_iter_init (&iter, table);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        {
          g_autoptr (GVariant) variant = cdr_config_setting_export (value);

          g_variant_dict_insert_value (&dict, ((CdrConfigSetting *) value)->key, variant);
        }
    }

  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/* Returns: (transfer full): NULL with @error set if anything is wrong, and then with all
 *   that is wrong
 */
CdrConfigPlan *
cdr_config_make_plan (CdrConfig          *self,
                      const CdrTopology  *graph,
                      CdrManifest        *manifest,
                      gboolean            is_lenient,
                      GError            **error)
{
  g_autoptr (CdrConfigPlan) plan = cdr_config_plan_new (graph->n_nodes);
  CdrConfigInput input = {
    .sources = self->sources,
    .own_groups = self->own_groups,
    .is_lenient = is_lenient,
  };

  return cdr_config_check (&input, graph, manifest, plan, error) ? g_steal_pointer (&plan) : NULL;
}
