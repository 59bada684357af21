/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fuzz.h"

/* A fuzz target as a plain test: one case for each file of the corpus, and one for bytes
 * made by the test's seed. The last argument is the folder of the corpus.
 */

#define N_RANDOM 300
#define MAX_RANDOM 400

static void
test_file (gconstpointer user_data)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (user_data, &data, &size, &error);
  g_assert_no_error (error);
  LLVMFuzzerTestOneInput ((const uint8_t *) data, size);
}

static void
test_random (void)
{
  for (guint i = 0; i < N_RANDOM; i++)
    {
      gsize size = (gsize) g_test_rand_int_range (0, MAX_RANDOM);
      g_autofree uint8_t *data = g_malloc (size + 1);

      for (gsize j = 0; j < size; j++)
        data[j] = (uint8_t) g_test_rand_int_range (0, 256);
      LLVMFuzzerTestOneInput (data, size);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  LLVMFuzzerInitialize (&argc, &argv);

  dir = g_dir_open (argv[1], 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_strdup_printf ("/fuzz/corpus/%s", name);

      g_test_add_data_func_full (path, g_build_filename (argv[1], name, NULL), test_file, g_free);
    }
  g_test_add_func ("/fuzz/random", test_random);

  return g_test_run ();
}
