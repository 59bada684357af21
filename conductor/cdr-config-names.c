/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-names-private.h"

#include "cdr-kebab-private.h"
#include "cdr-text-private.h"

#include <string.h>

/* How names in a configuration are spelled, and what a misspelled one may mean. */

#define MAX_LENGTH 64 /* of what is compared: the work grows with its square */

gboolean
cdr_config_is_folded (const char *name)
{
  g_autofree char *folded = cdr_kebab (name);

  return g_str_equal (name, folded);
}

/* As GObject spells property names. */
char *
cdr_config_canonical (const char *key)
{
  return g_strdelimit (g_strdup (key), "_", '-');
}

static gboolean
is_same (char a,
         char b)
{
  return g_ascii_tolower (a) == g_ascii_tolower (b);
}

/* How many characters were added, dropped, replaced or swapped with the next. */
static guint
get_distance (const char *a,
              const char *b)
{
  guint rows[3][MAX_LENGTH + 1];
  guint *before = rows[0];
  guint *above = rows[1];
  guint *row = rows[2];
  gsize n_a = strlen (a);
  gsize n_b = strlen (b);

  for (guint j = 0; j <= n_b; j++)
    above[j] = j;

  for (guint i = 1; i <= n_a; i++)
    {
      guint *spare = before;

      row[0] = i;
      for (guint j = 1; j <= n_b; j++)
        {
          row[j] = MIN (MIN (above[j], row[j - 1]) + 1,
                        above[j - 1] + !is_same (a[i - 1], b[j - 1]));
          if (i > 1 && j > 1 && is_same (a[i - 1], b[j - 2]) && is_same (a[i - 2], b[j - 1]))
            row[j] = MIN (row[j], before[j - 2] + 1);
        }

      before = above;
      above = row;
      row = spare;
    }

  return above[n_b];
}

void
cdr_suggestion_consider (CdrSuggestion *self,
                         const char    *candidate)
{
  gsize length = strnlen (self->wanted, MAX_LENGTH + 1);
  guint distance;

  if (length == 0 || length > MAX_LENGTH || strnlen (candidate, MAX_LENGTH + 1) > MAX_LENGTH)
    return;

  distance = get_distance (self->wanted, candidate);
  if (distance > MAX (length / 3, 1))
    return;

  /* Of two that are as near, the first in the alphabet. */
  if (self->best == NULL || distance < self->distance ||
      (distance == self->distance && strcmp (candidate, self->best) < 0))
    {
      self->best = candidate;
      self->distance = distance;
    }
}

/* Returns: (transfer full): what to append to a message, maybe nothing */
char *
cdr_suggestion_to_string (CdrSuggestion *self)
{
  g_autofree char *line = NULL;

  if (self->best == NULL)
    return g_strdup ("");

  line = cdr_text_to_line (self->best, CDR_TEXT_MAX_NAME);
  return g_strdup_printf ("; did you mean \"%s\"?", line);
}
