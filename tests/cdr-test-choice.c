/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-choice.h"

#include <string.h>

static GRand *seeded;
static gboolean has_bytes;
static const guint8 *bytes;
static gsize n_bytes;

guint
cdr_test_choose (guint n)
{
  guint32 value = 0;

  g_assert_cmpuint (n, >=, 1);

  if (seeded != NULL)
    return (guint) g_rand_int_range (seeded, 0, (gint32) n);
  if (!has_bytes)
    return (guint) g_test_rand_int_range (0, (gint32) n);

  /* As many bytes as it takes, so that each counts. */
  for (guint64 range = 1; range < n && n_bytes > 0; range <<= 8)
    {
      value = value << 8 | *bytes++;
      n_bytes--;
    }

  return value % n;
}

gboolean
cdr_test_choose_is_over (void)
{
  return has_bytes && n_bytes == 0;
}

void
cdr_test_choose_from_bytes (const guint8 *data,
                            gsize         size)
{
  cdr_test_choose_from_test ();
  has_bytes = TRUE;
  bytes = data;
  n_bytes = size;
}

void
cdr_test_choose_from_seed (guint32 seed)
{
  cdr_test_choose_from_test ();
  seeded = g_rand_new_with_seed (seed);
}

void
cdr_test_choose_from_test (void)
{
  g_clear_pointer (&seeded, g_rand_free);
  has_bytes = FALSE;
}

char *
cdr_test_choose_string (gsize max_size)
{
  gsize size = 0;
  char *string;

  g_assert_true (has_bytes);

  while (size < n_bytes && size < max_size && bytes[size] != '\0')
    size++;
  string = g_strndup ((const char *) bytes, size);

  size = MIN (size + 1, n_bytes);
  bytes += size;
  n_bytes -= size;

  return string;
}
