/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-plan-private.h"

#include "cdr-config-report-private.h"
#include "cdr-error.h"

/* The settings of each component. */

CdrConfigPlan *
cdr_config_plan_new (guint n_nodes)
{
  CdrConfigPlan *self = g_new (CdrConfigPlan, 1);

  self->n_nodes = n_nodes;
  self->nodes = g_new0 (GHashTable *, n_nodes);

  return self;
}

void
cdr_config_plan_free (CdrConfigPlan *self)
{
  for (guint n = 0; n < self->n_nodes; n++)
    g_clear_pointer (&self->nodes[n], g_hash_table_unref);
  g_free (self->nodes);
  g_free (self);
}

/* Takes @setting, unless what is there wins. */
void
cdr_config_table_take (GHashTable       **table,
                       CdrConfigSetting  *setting)
{
  g_autoptr (CdrConfigSetting) taken = setting;
  g_autofree char *id = cdr_config_setting_get_id (taken);
  CdrConfigSetting *old;

  if (*table == NULL)
    *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                    (GDestroyNotify) cdr_config_setting_unref);

  old = g_hash_table_lookup (*table, id);
  if (old == NULL || old->rank <= taken->rank)
    g_hash_table_replace (*table, g_steal_pointer (&id), g_steal_pointer (&taken));
}

static void
judge_extra (CdrComponent          *component,
             const CdrConfigSource *source,
             const CdrConfigEntry  *entry,
             CdrConfigReport       *report,
             GHashTable           **table)
{
  g_auto (CdrConfigJudgement) judgement = { 0 };
  CdrConfigSetting *setting;

  cdr_config_judge (G_OBJECT_TYPE (component), source, entry, &judgement);

  if (judgement.verdict == CDR_CONFIG_BAD)
    {
      g_autofree char *value = !judgement.is_about_value ? NULL
                               : judgement.is_secret     ? g_strdup ("(secret)")
                                                         : cdr_config_entry_print (entry);
      g_autofree char *where = cdr_config_source_describe (source, entry, value);

      cdr_config_report_add (report, where, judgement.reason);
      return;
    }

  setting = judgement.verdict == CDR_CONFIG_GOOD ? g_steal_pointer (&judgement.setting)
                                                 : cdr_config_setting_new_raw (source, entry);
  setting->rank = G_MAXUINT;
  cdr_config_table_take (table, setting);
}

/* Settings from the application's own function: what no property takes is no mistake, the
 * component may read it.
 */
static gboolean
add_extra (CdrComponent  *component,
           GVariant      *extra,
           GHashTable   **table,
           GError       **error)
{
  g_autoptr (CdrConfigSource) source = cdr_config_source_from_settings (extra);
  CdrConfigReport report = { 0 };
  g_autofree char *text = NULL;

  for (guint i = 0; i < source->entries->len; i++)
    judge_extra (component, source, &g_array_index (source->entries, CdrConfigEntry, i),
                 &report, table);

  text = cdr_config_report_end (&report);
  if (text == NULL)
    return TRUE;

  g_set_error_literal (error, CDR_ERROR, CDR_ERROR_BAD_CONFIG, text);
  return FALSE;
}

static void
copy_table (GHashTable  *from,
            GHashTable **to)
{
  GHashTableIter iter;
  gpointer setting;

  if (from == NULL)
    return;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, NULL, &setting))
    cdr_config_table_take (to, cdr_config_setting_ref (setting));
}

/* All that one component is to be given: @self is NULL where there are no sources, and
 * @extra an a{sv} or NULL.
 *
 * @given: (out) (nullable): id -> CdrConfigSetting, or NULL for nothing
 */
gboolean
cdr_config_plan_gather (CdrConfigPlan  *self,
                        guint           node,
                        CdrComponent   *component,
                        GVariant       *extra,
                        GHashTable    **given,
                        GError        **error)
{
  g_autoptr (GHashTable) table = NULL;

  if (self != NULL)
    copy_table (self->nodes[node], &table);
  if (extra != NULL && !add_extra (component, extra, &table, error))
    return FALSE;

  *given = g_steal_pointer (&table);
  return TRUE;
}
