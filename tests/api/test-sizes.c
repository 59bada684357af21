/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor/conductor.h>

/* What a subclass was compiled with: class structs neither grow nor move. A new virtual
 * method takes the place of a padding pointer.
 */

static void
test_component (void)
{
  const gsize pointer = sizeof (gpointer);
  const gsize n_methods = 6;
  const gsize n_padding = 8;

  g_assert_cmpuint (G_STRUCT_OFFSET (CdrComponentClass, parent_class), ==, 0);
  g_assert_cmpuint (G_STRUCT_OFFSET (CdrComponentClass, setup), ==, sizeof (GObjectClass));
  g_assert_cmpuint (G_STRUCT_OFFSET (CdrComponentClass, shutdown_finish), ==,
                    sizeof (GObjectClass) + (n_methods - 1) * pointer);
  g_assert_cmpuint (G_STRUCT_OFFSET (CdrComponentClass, padding), ==,
                    sizeof (GObjectClass) + n_methods * pointer);
  g_assert_cmpuint (sizeof (CdrComponentClass), ==,
                    sizeof (GObjectClass) + (n_methods + n_padding) * pointer);
  g_assert_cmpuint (sizeof (CdrComponent), ==, sizeof (GObject));
}

static void
test_component_lp64 (void)
{
  if (sizeof (gpointer) != 8)
    {
      g_test_message ("Not of this platform");
      return;
    }

  g_assert_cmpuint (sizeof (CdrComponentClass), ==, 248);
  g_assert_cmpuint (G_STRUCT_OFFSET (CdrComponentClass, setup), ==, 136);
  g_assert_cmpuint (G_STRUCT_OFFSET (CdrComponentClass, shutdown), ==, 144);
  g_assert_cmpuint (G_STRUCT_OFFSET (CdrComponentClass, setup_async), ==, 152);
  g_assert_cmpuint (G_STRUCT_OFFSET (CdrComponentClass, setup_finish), ==, 160);
  g_assert_cmpuint (G_STRUCT_OFFSET (CdrComponentClass, shutdown_async), ==, 168);
  g_assert_cmpuint (G_STRUCT_OFFSET (CdrComponentClass, shutdown_finish), ==, 176);
  g_assert_cmpuint (G_STRUCT_OFFSET (CdrComponentClass, padding), ==, 184);
  g_assert_cmpuint (sizeof (CdrComponent), ==, 24);
}

/* The type system believes the same. */
static void
test_type_system (void)
{
  GTypeQuery query;

  g_type_query (CDR_TYPE_COMPONENT, &query);
  g_assert_cmpuint (query.class_size, ==, sizeof (CdrComponentClass));
  g_assert_cmpuint (query.instance_size, ==, sizeof (CdrComponent));
  g_assert_true (G_TYPE_IS_FINAL (CDR_TYPE_CONDUCTOR));
  g_assert_true (G_TYPE_IS_FINAL (CDR_TYPE_FAILURE));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sizes/component", test_component);
  g_test_add_func ("/sizes/component/lp64", test_component_lp64);
  g_test_add_func ("/sizes/type-system", test_type_system);

  return g_test_run ();
}
