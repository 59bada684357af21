/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-plan-private.h"

#include "cdr-config-gsettings-private.h"
#include "cdr-config-index-private.h"
#include "cdr-config-names-private.h"
#include "cdr-kebab-private.h"
#include "cdr-config-report-private.h"
#include "cdr-error.h"
#include "cdr-text-private.h"

/* Looks at every entry of every source, against the components that there are, and says
 * all that is wrong at once.
 */

#define N_LEVELS (CDR_CONFIG_OF_ONE + 1)

typedef struct
{
  CdrConfigIndex        *index;
  CdrConfigPlan         *plan;
  CdrConfigReport        errors;
  CdrConfigReport        warnings;
  gboolean               is_lenient;

  /* Where it is. */
  const CdrConfigSource *source;
  guint                  place;     /* of the source among all */
  GHashTable            *lines;     /* of a file: group and key -> line */
  gboolean               is_folded; /* names are spelled as in the environment */
} Check;

static gboolean
has_headers (const CdrConfigSource *source)
{
  return source->kind == CDR_CONFIG_FILE || source->kind == CDR_CONFIG_VARIANT;
}

/* @value is NULL where it is not to be shown. */
static void
complain (Check                *check,
          CdrConfigReport      *report,
          const CdrConfigEntry *entry,
          const char           *value,
          const char           *reason)
{
  g_autofree char *where = cdr_config_source_describe (check->source, entry, value);

  cdr_config_report_add (report, where, reason);
}

static CdrConfigReport *
get_report_of_unknown (Check *check)
{
  return check->is_lenient ? &check->warnings : &check->errors;
}

/* A group that does not say whom it is for, once. */
static void
refuse_group (Check                *check,
              const CdrConfigEntry *entry,
              const char           *group,
              const CdrConfigMatch *match)
{
  CdrConfigReport *report = match->ambiguity != NULL ? &check->errors
                                                     : get_report_of_unknown (check);
  g_autofree char *meant = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *shown = NULL;

  if (entry->key != NULL && has_headers (check->source))
    return;

  if (cdr_config_report_is_full (report))
    {
      cdr_config_report_add (report, "", "");
      return;
    }

  if (match->ambiguity != NULL)
    reason = g_strdup_printf ("may mean %s: use the name of one", match->ambiguity);
  else
    {
      shown = cdr_text_to_line (group, CDR_TEXT_MAX_SHOWN);
      meant = cdr_config_index_suggest (check->index, group, check->is_folded);
      reason = g_strdup_printf ("no component \"%s\"%s", shown, meant);
    }
  complain (check, report, entry, NULL, reason);
}

static void
refuse_key (Check                *check,
            const CdrConfigEntry *entry,
            const CdrConfigMatch *match)
{
  CdrConfigReport *report = get_report_of_unknown (check);
  const CdrConfigTarget *target = &g_array_index (match->targets, CdrConfigTarget, 0);
  g_autofree char *meant = NULL;
  g_autofree char *reason = NULL;

  if (cdr_config_report_is_full (report))
    {
      cdr_config_report_add (report, "", "");
      return;
    }

  meant = cdr_config_suggest_key (target->named, target->used, entry->key);
  reason = g_strdup_printf ("%s has no such setting%s", g_type_name (target->named), meant);
  complain (check, report, entry, NULL, reason);
}

static void
refuse_value (Check                    *check,
              const CdrConfigEntry     *entry,
              const CdrConfigJudgement *judgement,
              gboolean                  is_secret)
{
  g_autofree char *value = NULL;

  if (judgement->is_about_value && !cdr_config_report_is_full (&check->errors))
    value = is_secret ? g_strdup ("(secret)") : cdr_config_entry_print (entry);

  complain (check, &check->errors, entry, value, judgement->reason);
}

static void
give (Check                 *check,
      const CdrConfigTarget *target,
      CdrConfigSetting      *setting)
{
  setting->rank = check->place * N_LEVELS + target->level;

  if (target->level == CDR_CONFIG_OF_ONE)
    cdr_config_table_take (&check->plan->nodes[target->node], cdr_config_setting_ref (setting));

  for (guint i = 0; target->nodes != NULL && i < target->nodes->len; i++)
    {
      guint node = g_array_index (target->nodes, guint, i);

      cdr_config_table_take (&check->plan->nodes[node], cdr_config_setting_ref (setting));
    }
}

/* What a replacement has no property for is checked all the same, and left at that.
 *
 * Returns: whether the type, or what replaces it, knows the key
 */
static gboolean
check_target (Check                 *check,
              const CdrConfigEntry  *entry,
              const CdrConfigTarget *target)
{
  g_auto (CdrConfigJudgement) named = { 0 };
  g_auto (CdrConfigJudgement) used = { 0 };
  g_autoptr (CdrConfigSetting) raw = NULL;

  cdr_config_judge (target->used, check->source, entry, &used);
  if (target->named != target->used)
    cdr_config_judge (target->named, check->source, entry, &named);

  if (named.verdict == CDR_CONFIG_BAD || used.verdict == CDR_CONFIG_BAD)
    refuse_value (check, entry, named.verdict == CDR_CONFIG_BAD ? &named : &used,
                  named.is_secret || used.is_secret);
  else if (used.verdict == CDR_CONFIG_GOOD)
    give (check, target, used.setting);
  else
    {
      raw = cdr_config_setting_new_raw (check->source, entry);
      give (check, target, raw);
    }

  return named.verdict != CDR_CONFIG_UNKNOWN || used.verdict != CDR_CONFIG_UNKNOWN;
}

static void
check_is_first (Check                *check,
                const CdrConfigEntry *entry,
                const char           *group)
{
  g_autofree char *key = NULL;
  g_autofree char *id = NULL;
  g_autofree char *reason = NULL;
  guint line;

  if (check->source->kind != CDR_CONFIG_FILE)
    return;

  key = cdr_config_canonical (entry->key);
  id = g_strconcat (group, "\n", key, NULL);
  line = GPOINTER_TO_UINT (g_hash_table_lookup (check->lines, id));
  if (line == 0)
    {
      g_hash_table_insert (check->lines, g_steal_pointer (&id), GUINT_TO_POINTER (entry->line));
      return;
    }

  reason = g_strdup_printf ("is in line %u too", line);
  complain (check, get_report_of_unknown (check), entry, NULL, reason);
}

static void
check_entry (Check                *check,
             const CdrConfigEntry *entry)
{
  g_autofree char *folded = check->is_folded ? cdr_kebab (entry->group) : NULL;
  const char *group = folded != NULL ? folded : entry->group;
  const CdrConfigMatch *match = cdr_config_index_find (check->index, group, check->is_folded);
  gboolean is_known = match->is_own;

  if (entry->key != NULL)
    check_is_first (check, entry, group);

  if (match->ambiguity != NULL || (match->targets->len == 0 && !match->is_own))
    {
      refuse_group (check, entry, group, match);
      return;
    }
  if (entry->key == NULL)
    return;

  if (entry->text != NULL && !g_utf8_validate (entry->text, -1, NULL))
    {
      complain (check, &check->errors, entry, NULL, "is not valid UTF-8");
      return;
    }

  for (guint i = 0; i < match->targets->len; i++)
    is_known |= check_target (check, entry, &g_array_index (match->targets, CdrConfigTarget, i));

  if (!is_known)
    refuse_key (check, entry, match);
}

static void
check_source (Check                 *check,
              const CdrConfigSource *source,
              guint                  place)
{
  g_autoptr (GHashTable) lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  check->source = source;
  check->place = place;
  check->lines = lines;
  check->is_folded = source->kind == CDR_CONFIG_ENVIRONMENT ||
                     source->kind == CDR_CONFIG_ASSIGNMENT;

  for (guint i = 0; i < source->entries->len; i++)
    check_entry (check, &g_array_index (source->entries, CdrConfigEntry, i));
}

static void
warn (CdrConfigReport *report)
{
  g_autofree char *text = cdr_config_report_end (report);
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    g_warning ("%s", lines[i]);
}

/* Fills @plan. */
gboolean
cdr_config_check (const CdrConfigInput  *input,
                  const CdrTopology     *graph,
                  CdrManifest           *manifest,
                  CdrConfigPlan         *plan,
                  GError               **error)
{
  g_autoptr (CdrConfigIndex) index = cdr_config_index_new (graph, manifest, input->own_groups);
  Check check = { .index = index, .plan = plan, .is_lenient = input->is_lenient };
  g_autofree char *text = NULL;

  for (guint i = 0; i < input->sources->len; i++)
    check_source (&check, g_ptr_array_index (input->sources, i), i);
  cdr_config_gsettings_check (graph, &check.errors);

  warn (&check.warnings);
  text = cdr_config_report_end (&check.errors);
  if (text == NULL)
    return TRUE;

  g_set_error_literal (error, CDR_ERROR, CDR_ERROR_BAD_CONFIG, text);
  return FALSE;
}
