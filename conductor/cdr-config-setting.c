/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-setting-private.h"

#include "cdr-class-check-private.h"
#include "cdr-config-convert-private.h"
#include "cdr-config-names-private.h"
#include "cdr-dependency-private.h"
#include "cdr-marks-private.h"

/* What one entry means for components of one type: a value for one of their properties,
 * or what is wrong with it.
 */

static CdrConfigSetting *
setting_new (const char *key)
{
  CdrConfigSetting *self = g_new0 (CdrConfigSetting, 1);

  g_ref_count_init (&self->ref_count);
  self->key = g_strdup (key);

  return self;
}

CdrConfigSetting *
cdr_config_setting_ref (CdrConfigSetting *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
cdr_config_setting_unref (CdrConfigSetting *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;

  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  g_clear_pointer (&self->variant, g_variant_unref);
  g_free (self->key);
  g_free (self);
}

/* Returns: (transfer full): an entry's value as it is; what is no text stays so */
GVariant *
cdr_config_entry_to_variant (const CdrConfigSource *source,
                             const CdrConfigEntry  *entry)
{
  g_autofree char *text = NULL;
  g_autofree char *valid = NULL;

  if (entry->value != NULL)
    return g_variant_ref (entry->value);

  if (source->kind == CDR_CONFIG_FILE)
    text = cdr_config_unescape (entry->text);
  valid = g_utf8_make_valid (text != NULL ? text : entry->text, -1);

  return g_variant_ref_sink (g_variant_new_string (valid));
}

/* One that no property takes. */
CdrConfigSetting *
cdr_config_setting_new_raw (const CdrConfigSource *source,
                            const CdrConfigEntry  *entry)
{
  CdrConfigSetting *self = setting_new (entry->key);

  self->variant = cdr_config_entry_to_variant (source, entry);
  return self;
}

/* Returns: (transfer full): the same for settings that override each other */
char *
cdr_config_setting_get_id (CdrConfigSetting *self)
{
  g_autofree char *canonical = NULL;
  g_autofree char *lower = NULL;

  if (self->pspec != NULL)
    return g_strdup (self->pspec->name);

  canonical = cdr_config_canonical (self->key);
  lower = g_ascii_strdown (canonical, -1);
  return g_strconcat ("=", lower, NULL);
}

/* Returns: (transfer full): not floating */
GVariant *
cdr_config_setting_export (CdrConfigSetting *self)
{
  return g_variant_ref_sink (self->variant != NULL ? self->variant
                                                   : cdr_config_to_variant (&self->value));
}

/* @type may also be an interface. */
GParamSpec **
cdr_config_list_properties (GType  type,
                            guint *n_properties)
{
  g_autoptr (GTypeClass) klass = NULL;
  gpointer interface;
  GParamSpec **pspecs;

  if (!G_TYPE_IS_INTERFACE (type))
    {
      klass = g_type_class_ref (type);
      return g_object_class_list_properties (G_OBJECT_CLASS (klass), n_properties);
    }

  interface = g_type_default_interface_ref (type);
  pspecs = g_object_interface_list_properties (interface, n_properties);
  g_type_default_interface_unref (interface);
  return pspecs;
}

static GParamSpec *
find_exactly (GType       type,
              const char *name)
{
  g_autoptr (GTypeClass) klass = NULL;
  gpointer interface;
  GParamSpec *pspec;

  if (!G_TYPE_IS_INTERFACE (type))
    {
      klass = g_type_class_ref (type);
      return g_object_class_find_property (G_OBJECT_CLASS (klass), name);
    }

  interface = g_type_default_interface_ref (type);
  pspec = g_object_interface_find_property (interface, name);
  g_type_default_interface_unref (interface);
  return pspec;
}

/* @is_folded: in the environment there is no case. */
static GParamSpec *
find_property (GType       type,
               const char *key,
               gboolean    is_folded)
{
  g_autofree char *name = cdr_config_canonical (key);
  g_autofree GParamSpec **pspecs = NULL;
  GParamSpec *pspec = find_exactly (type, name);
  guint n_pspecs = 0;

  if (pspec != NULL || !is_folded)
    return pspec;

  pspecs = cdr_config_list_properties (type, &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    {
      if (g_ascii_strcasecmp (pspecs[i]->name, name) == 0)
        return pspecs[i];
    }

  return NULL;
}

static gboolean
is_dependency (GType       type,
               GParamSpec *pspec)
{
  g_autoptr (CdrDependencyList) list = NULL;

  if (!G_IS_PARAM_SPEC_OBJECT (pspec))
    return FALSE;
  if (cdr_type_is_component (G_PARAM_SPEC_VALUE_TYPE (pspec)))
    return TRUE;
  if (!G_TYPE_IS_INTERFACE (type))
    list = cdr_dependency_list_get (type, NULL);

  for (guint i = 0; list != NULL && i < list->n_items; i++)
    {
      if (list->items[i].pspec == pspec)
        return TRUE;
    }

  return FALSE;
}

/* Returns: (transfer full) (nullable): why no setting can be for this property */
char *
cdr_config_refuse_property (GType       type,
                            GParamSpec *pspec)
{
  if (is_dependency (type, pspec))
    return g_strdup ("is a dependency, which the conductor sets");
  if (!(pspec->flags & G_PARAM_WRITABLE))
    return g_strdup ("is read-only");
  if (pspec->flags & G_PARAM_CONSTRUCT_ONLY)
    return g_strdup ("can be set only when the component is made");
  if (!cdr_config_is_convertible (pspec))
    return g_strdup_printf ("is a %s, which can't be written in a configuration",
                            g_type_name (G_PARAM_SPEC_VALUE_TYPE (pspec)));

  return NULL;
}

static char *
convert (const CdrConfigSource *source,
         const CdrConfigEntry  *entry,
         const CdrMark         *mark,
         CdrConfigSetting      *setting)
{
  CdrConfigText text = {
    .text = entry->text,
    .folder = source->folder,
    .is_escaped = source->kind == CDR_CONFIG_FILE,
  };

  g_value_init (&setting->value, G_PARAM_SPEC_VALUE_TYPE (setting->pspec));

  return entry->value != NULL
           ? cdr_config_from_variant (setting->pspec, mark->unit, entry->value, mark->is_secret,
                                      &setting->value)
           : cdr_config_from_text (setting->pspec, mark->unit, &text, mark->is_secret,
                                   &setting->value);
}

/* Says what an entry, which has a key, means for components of @type, which may also be an
 * interface.
 */
void
cdr_config_judge (GType                  type,
                  const CdrConfigSource *source,
                  const CdrConfigEntry  *entry,
                  CdrConfigJudgement    *judgement)
{
  gboolean is_folded = source->kind == CDR_CONFIG_ENVIRONMENT ||
                       source->kind == CDR_CONFIG_ASSIGNMENT;
  GParamSpec *pspec = find_property (type, entry->key, is_folded);
  g_autoptr (CdrConfigSetting) setting = NULL;
  CdrMark mark;

  *judgement = (CdrConfigJudgement) { .verdict = CDR_CONFIG_UNKNOWN };
  if (pspec == NULL)
    return;

  cdr_marks_look_up (type, pspec->name, &mark);
  judgement->verdict = CDR_CONFIG_BAD;
  judgement->is_secret = mark.is_secret;
  judgement->reason = cdr_config_refuse_property (type, pspec);
  if (judgement->reason != NULL)
    return;

  setting = setting_new (pspec->name);
  setting->pspec = pspec;
  judgement->is_about_value = TRUE;
  judgement->reason = convert (source, entry, &mark, setting);
  if (judgement->reason != NULL)
    return;

  judgement->verdict = CDR_CONFIG_GOOD;
  judgement->setting = g_steal_pointer (&setting);
}

void
cdr_config_judgement_clear (CdrConfigJudgement *self)
{
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->setting, cdr_config_setting_unref);
}

static void
consider_properties (CdrSuggestion *suggestion,
                     GType          type)
{
  guint n_pspecs;
  g_autofree GParamSpec **pspecs = cdr_config_list_properties (type, &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++)
    {
      g_autofree char *reason = cdr_config_refuse_property (type, pspecs[i]);

      if (reason == NULL)
        cdr_suggestion_consider (suggestion, pspecs[i]->name);
    }
}

/* Returns: (transfer full): what to append to a message, maybe nothing */
char *
cdr_config_suggest_key (GType       type,
                        GType       other,
                        const char *key)
{
  g_autofree char *name = cdr_config_canonical (key);
  CdrSuggestion suggestion = { .wanted = name };

  consider_properties (&suggestion, type);
  if (other != type)
    consider_properties (&suggestion, other);

  return cdr_suggestion_to_string (&suggestion);
}
