/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-template-private.h"

#include "cdr-component-private.h"
#include "cdr-component-settings-private.h"
#include "cdr-config-convert-private.h"
#include "cdr-config-gsettings-private.h"
#include "cdr-config-index-private.h"
#include "cdr-config-setting-private.h"
#include "cdr-marks-private.h"
#include "cdr-text-private.h"

#include <string.h>

/* All settings of all components as a key file, each in a comment. */

static char *
describe (GParamSpec    *pspec,
          const CdrMark *mark)
{
  GString *text = g_string_new (NULL);
  g_autofree char *expected = G_IS_PARAM_SPEC_STRING (pspec)
                                ? g_strdup ("a text")
                                : cdr_config_expect (pspec, mark->unit);

  g_string_append (text, expected);
  if (mark->is_secret)
    g_string_append (text, "; secret");
  if (mark->is_reloadable)
    g_string_append (text, "; may be reloaded");

  return g_string_free (text, FALSE);
}

static void
append_property (GString    *text,
                 GType       type,
                 GParamSpec *pspec)
{
  const char *blurb = g_param_spec_get_blurb (pspec);
  g_autofree char *line = blurb != NULL ? cdr_text_to_line (blurb, CDR_TEXT_MAX_MESSAGE) : NULL;
  g_autofree char *description = NULL;
  g_autofree char *value = NULL;
  CdrMark mark;

  cdr_marks_look_up (type, pspec->name, &mark);
  description = describe (pspec, &mark);
  if (!mark.is_secret)
    value = cdr_config_write (pspec, g_param_spec_get_default_value (pspec));

  g_string_append_c (text, '\n');
  if (line != NULL && *line != '\0')
    g_string_append_printf (text, "# %s\n", line);
  g_string_append_printf (text, "# %s: %s%s\n", pspec->name, description,
                          value == NULL && !mark.is_secret ? "; by default none" : "");
  if (cdr_config_gsettings_has (type, pspec))
    g_string_append_printf (text, "# From GSettings if it is not here: %s\n",
                            cdr_settings_mark_look_up (type).schema_id);
  g_string_append_printf (text, "#%s=%s\n", pspec->name, value != NULL ? value : "");
}

/* Those that all components have come last. */
static void
append_properties (GString  *text,
                   GType     type,
                   gboolean  is_base)
{
  guint n_pspecs;
  g_autofree GParamSpec **pspecs = cdr_config_list_properties (type, &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++)
    {
      g_autofree char *reason = NULL;

      if ((pspecs[i]->owner_type == CDR_TYPE_COMPONENT) != is_base)
        continue;

      reason = cdr_config_refuse_property (type, pspecs[i]);
      if (reason == NULL)
        append_property (text, type, pspecs[i]);
    }
}

/* Whether a key file can have a group of this name, which is for that node, or its type. */
static gboolean
is_group_of (CdrConfigIndex    *index,
             const CdrTopology *graph,
             guint              node,
             const char        *name)
{
  const CdrConfigMatch *match;

  if (*name == '\0' || strpbrk (name, "[]") != NULL)
    return FALSE;
  for (const char *c = name; *c != '\0'; c++)
    {
      if (g_ascii_iscntrl (*c))
        return FALSE;
    }

  match = cdr_config_index_find (index, name, FALSE);
  for (guint i = 0; match->ambiguity == NULL && i < match->targets->len; i++)
    {
      const CdrConfigTarget *target = &g_array_index (match->targets, CdrConfigTarget, i);

      if (target->level == CDR_CONFIG_OF_ONE ? target->node == node
                                             : target->used == graph->nodes[node].type)
        return TRUE;
    }

  return FALSE;
}

/* Returns: (nullable): the name by which people know it, or its type's, or NULL if
 *   neither is clear
 */
static const char *
choose_group (CdrConfigIndex    *index,
              const CdrTopology *graph,
              guint              node)
{
  const CdrTopologyNode *it = &graph->nodes[node];
  const char *names[] = {
    it->component != NULL ? cdr_component_get_name (it->component) : "",
    cdr_component_default_name (it->type),
    g_type_name (it->type),
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (is_group_of (index, graph, node, names[i]))
        return names[i];
    }

  return NULL;
}

static void
append_group (GString    *text,
              const char *group,
              GType       type)
{
  g_string_append_printf (text, "\n[%s]\n", group);
  append_properties (text, type, FALSE);
  append_properties (text, type, TRUE);
}

/* Returns: (transfer full): a text that ends in a newline */
char *
cdr_config_write_template (const CdrTopology *graph,
                           CdrManifest       *manifest)
{
  g_autoptr (CdrConfigIndex) index = cdr_config_index_new (graph, manifest, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GString *text = g_string_new ("# The settings of all components, with their defaults.\n"
                                "# To change one, take away the # before it.\n");

  for (guint n = 0; n < graph->n_nodes; n++)
    {
      const char *group = choose_group (index, graph, n);

      if (group != NULL && g_hash_table_add (seen, (gpointer) group))
        append_group (text, group, graph->nodes[n].type);
    }

  return g_string_free (text, FALSE);
}
