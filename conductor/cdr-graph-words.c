/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-graph-words-private.h"

/* The words that all texts of a graph share. They are English and never translated:
 * texts are the same everywhere.
 */

static const char *const state_nicks[] = {
  "inactive", "setting-up", "active", "shutting-down", "failed", "abandoned",
};

static const char *const state_words[] = {
  "inactive", "setting up", "active", "shutting down", "failed", "abandoned",
};

static const char *const need_nicks[] = { "required", "wanted", "if-added" };

/* As in the GEnum; for programs. */
const char *
cdr_graph_state_to_nick (guint state)
{
  g_assert (state < G_N_ELEMENTS (state_nicks));

  return state_nicks[state];
}

/* For people. */
const char *
cdr_graph_state_to_word (guint state)
{
  g_assert (state < G_N_ELEMENTS (state_words));

  return state_words[state];
}

const char *
cdr_graph_need_to_nick (guint need)
{
  g_assert (need < G_N_ELEMENTS (need_nicks));

  return need_nicks[need];
}

/* What there is to say below a name: its state, and its type if that is another word. */
char *
cdr_graph_node_to_line (const CdrGraphNode *node)
{
  const char *type = g_type_name (node->type);
  const char *word = cdr_graph_state_to_word (node->state);

  if (g_str_equal (type, node->name))
    return g_strdup (word);

  return g_strconcat (word, " \xc2\xb7 ", type, NULL);
}

/* In groups of three digits. */
void
cdr_graph_append_count (GString *text,
                        guint    n)
{
  char digits[16];
  int n_digits = g_snprintf (digits, sizeof digits, "%u", n);

  for (int i = 0; i < n_digits; i++)
    {
      if (i > 0 && (n_digits - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
}

void
cdr_graph_append_things (GString    *text,
                         guint       n,
                         const char *one,
                         const char *many)
{
  cdr_graph_append_count (text, n);
  g_string_append_printf (text, " %s", n == 1 ? one : many);
}
