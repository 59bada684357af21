/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-apply-private.h"

#include "cdr-component-private.h"
#include "cdr-component-settings-private.h"
#include "cdr-config-gsettings-private.h"
#include "cdr-config-setting-private.h"
#include "cdr-marks-private.h"

#include <string.h>

/* Sets a component's properties, and takes back what is no longer given. */

/* What a component was given, kept with those that were given anything. */
typedef struct
{
  GHashTable *given;  /* id -> CdrConfigSetting, or NULL */
  GHashTable *before; /* name of a property -> GValue: what it was before any was given */
} State;

static G_DEFINE_QUARK (cdr-config-state, cdr_config_state)

static void
value_free (gpointer data)
{
  GValue *value = data;

  g_value_unset (value);
  g_free (value);
}

static void
state_free (gpointer data)
{
  State *state = data;

  g_clear_pointer (&state->given, g_hash_table_unref);
  g_hash_table_unref (state->before);
  g_free (state);
}

static State *
peek_state (CdrComponent *component)
{
  return g_object_get_qdata (G_OBJECT (component), cdr_config_state_quark ());
}

static State *
get_state (CdrComponent *component)
{
  State *state = peek_state (component);

  if (state == NULL)
    {
      state = g_new0 (State, 1);
      state->before = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, value_free);
      g_object_set_qdata_full (G_OBJECT (component), cdr_config_state_quark (), state, state_free);
    }

  return state;
}

/* In the order of their names. */
static GList *
list_ids (GHashTable *given)
{
  return given != NULL ? g_list_sort (g_hash_table_get_keys (given), (GCompareFunc) strcmp) : NULL;
}

static CdrConfigSetting *
look_up (GHashTable *given,
         const char *id)
{
  return given != NULL ? g_hash_table_lookup (given, id) : NULL;
}

static void
tell_component (CdrComponent *component,
                GHashTable   *given,
                GList        *ids)
{
  g_autoptr (GVariant) config = NULL;
  GVariantBuilder builder;

  if (given != NULL)
    {
      g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
      for (GList *l = ids; l != NULL; l = l->next)
        {
          CdrConfigSetting *setting = look_up (given, l->data);
          g_autoptr (GVariant) value = cdr_config_setting_export (setting);

          g_variant_builder_add (&builder, "{sv}", setting->key, value);
        }
      config = g_variant_ref_sink (g_variant_builder_end (&builder));
    }

  cdr_component_set_config (component, config);
}

/* One that can't be read goes back to its default. */
static void
remember (State        *state,
          CdrComponent *component,
          GParamSpec   *pspec)
{
  GValue *value;

  if (g_hash_table_contains (state->before, pspec->name))
    return;

  value = g_new0 (GValue, 1);
  g_value_init (value, G_PARAM_SPEC_VALUE_TYPE (pspec));
  if (pspec->flags & G_PARAM_READABLE)
    g_object_get_property (G_OBJECT (component), pspec->name, value);
  else
    g_value_copy (g_param_spec_get_default_value (pspec), value);

  g_hash_table_insert (state->before, (gpointer) pspec->name, value);
}

static void
take_back (State        *state,
           CdrComponent *component,
           GParamSpec   *pspec)
{
  gpointer value;

  if (!g_hash_table_steal_extended (state->before, pspec->name, NULL, &value))
    return;

  g_object_set_property (G_OBJECT (component), pspec->name, value);
  value_free (value);
}

static void
take_back_missing (State        *state,
                   CdrComponent *component,
                   GHashTable   *old,
                   GHashTable   *given)
{
  g_autoptr (GList) ids = list_ids (old);

  for (GList *l = ids; l != NULL; l = l->next)
    {
      CdrConfigSetting *setting = look_up (old, l->data);

      if (setting->pspec != NULL && look_up (given, l->data) == NULL)
        take_back (state, component, setting->pspec);
    }
}

static void
set_properties (State        *state,
                CdrComponent *component,
                GHashTable   *given,
                GList        *ids)
{
  for (GList *l = ids; l != NULL; l = l->next)
    {
      CdrConfigSetting *setting = look_up (given, l->data);

      if (setting->pspec == NULL)
        continue;

      remember (state, component, setting->pspec);
      g_object_set_property (G_OBJECT (component), setting->pspec->name, &setting->value);
    }
}

/* Gives a component all of @given, an id -> CdrConfigSetting or NULL, and nothing else: all
 * is told of together. Calls out.
 */
void
cdr_config_apply (CdrComponent *component,
                  GHashTable   *given)
{
  g_autoptr (GList) ids = list_ids (given);
  State *state = given != NULL ? get_state (component) : peek_state (component);
  CdrState was = cdr_component_get_state (component);
  g_autoptr (GHashTable) old = NULL;

  /* Most components have no settings, and pay for none. */
  if (state == NULL && !cdr_settings_mark_is_used ())
    return;

  if (state != NULL)
    {
      old = g_steal_pointer (&state->given);
      state->given = given != NULL ? g_hash_table_ref (given) : NULL;
      tell_component (component, given, ids);
    }

  g_object_freeze_notify (G_OBJECT (component));
  if (state != NULL)
    {
      cdr_config_gsettings_unbind (component);
      take_back_missing (state, component, old, given);
      set_properties (state, component, given, ids);
    }
  /* One that a setter has shut down is bound no more. */
  if (cdr_component_get_state (component) == was)
    cdr_config_gsettings_bind (component, given);
  g_object_thaw_notify (G_OBJECT (component));
}

/* Comparing. */

static gboolean
is_same (CdrConfigSetting *a,
         CdrConfigSetting *b)
{
  g_autoptr (GVariant) variant_a = NULL;
  g_autoptr (GVariant) variant_b = NULL;

  if (a == NULL || b == NULL)
    return a == b;

  variant_a = cdr_config_setting_export (a);
  variant_b = cdr_config_setting_export (b);
  return g_variant_equal (variant_a, variant_b);
}

/* Nobody tells a component that its mapping has changed. */
static gboolean
is_reloadable (CdrComponent     *component,
               CdrConfigSetting *setting)
{
  CdrMark mark;

  if (setting->pspec == NULL)
    return FALSE;

  cdr_marks_look_up (G_OBJECT_TYPE (component), setting->pspec->name, &mark);
  return mark.is_reloadable;
}

static void
compare_one (CdrComponent        *component,
             CdrConfigSetting    *old,
             CdrConfigSetting    *now,
             CdrConfigDifference *difference,
             GString             *keys)
{
  CdrConfigSetting *either = now != NULL ? now : old;

  if (is_same (old, now))
    return;

  *difference = MAX (*difference, is_reloadable (component, either) ? CDR_CONFIG_MAY_CHANGE
                                                                    : CDR_CONFIG_NEEDS_RESTART);
  g_string_append_printf (keys, "%s%s", keys->len > 0 ? ", " : "", either->key);
}

/* @keys: (out): those that differ, for people */
CdrConfigDifference
cdr_config_compare (CdrComponent  *component,
                    GHashTable    *given,
                    char         **keys)
{
  State *state = peek_state (component);
  GHashTable *old = state != NULL ? state->given : NULL;
  g_autoptr (GList) old_ids = list_ids (old);
  g_autoptr (GList) ids = list_ids (given);
  CdrConfigDifference difference = CDR_CONFIG_SAME;
  GString *text = g_string_new (NULL);

  for (GList *l = ids; l != NULL; l = l->next)
    compare_one (component, look_up (old, l->data), look_up (given, l->data), &difference, text);
  for (GList *l = old_ids; l != NULL; l = l->next)
    {
      if (look_up (given, l->data) == NULL)
        compare_one (component, look_up (old, l->data), NULL, &difference, text);
    }

  *keys = g_string_free (text, FALSE);
  return difference;
}
