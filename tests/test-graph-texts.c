/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-picture.h"

#include "cdr-cells-private.h"
#include "cdr-svg-private.h"

#include <math.h>
#include <string.h>

/* What is written of a graph, byte for byte. With CDR_GOLDEN_WRITE=1 in the environment
 * it is written into the golden files instead, to be looked at and committed.
 */

typedef char *(*Writer) (CdrGraph *graph);

typedef struct
{
  const char *file;
  Writer      writer;
} Golden;

static const Golden goldens[] = {
  { "graph.dot", cdr_graph_to_dot },
  { "graph.json", cdr_graph_to_json },
  { "graph.mmd", cdr_graph_to_mermaid },
  { "graph.svg", cdr_graph_to_svg },
  { "graph.txt", cdr_graph_to_text },
};

static void
golden_file (gconstpointer data)
{
  const Golden *golden = data;
  g_autoptr (CdrGraph) graph = picture_new_fixed ();
  g_autofree char *text = golden->writer (graph);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", golden->file, NULL);
  g_autofree char *expected = NULL;
  g_autoptr (GError) error = NULL;

  if (g_getenv ("CDR_GOLDEN_WRITE") != NULL)
    g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);

  g_file_get_contents (path, &expected, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

/* Anything is valid UTF-8 that ends in a newline, also nothing. */
static void
check_texts (CdrGraph *graph)
{
  for (guint i = 0; i < G_N_ELEMENTS (goldens); i++)
    {
      g_autofree char *text = goldens[i].writer (graph);

      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_true (g_str_has_suffix (text, "\n"));
    }

  g_assert_finalize_object (graph);
}

static void
all_kinds (void)
{
  check_texts (picture_new_by_name ("empty", 0));
  check_texts (picture_new_by_name ("random", 1));
  check_texts (picture_new_by_name ("alone", 300));
  check_texts (picture_new_by_name ("star", 3000));
  check_texts (picture_new_by_name ("chain", 3000));
  check_texts (picture_new_by_name ("dense", 200));
  check_texts (picture_new_by_name ("dense", 2000));
  check_texts (picture_new_hostile ());
}

static void
assert_number (double      value,
               const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  cdr_svg_append_number (text, value);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
numbers (void)
{
  assert_number (0, "0");
  assert_number (-0.0, "0");
  assert_number (-0.001, "0");
  assert_number (100, "100");
  assert_number (1.5, "1.5");
  assert_number (-2.255, "-2.25");
  assert_number (1234567.891, "1234567.89");
  assert_number (1e20, "1.00e+20");
  assert_number (NAN, "0");
  assert_number (INFINITY, "0");
}

static void
assert_escaped (const char *value,
                const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  cdr_svg_append_escaped (text, value);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
escapes (void)
{
  assert_escaped ("plain", "plain");
  assert_escaped ("<a b=\"c\">&'", "&lt;a b=&quot;c&quot;&gt;&amp;&apos;");
  assert_escaped ("]]>", "]]&gt;");
  assert_escaped ("a\x01\x1b[1mb\x7f\xc2\x85" "c", "a[1mbc");
  assert_escaped ("\xef\xbf\xbe\xef\xbf\xbf", "");
  assert_escaped ("\xff", "\xef\xbf\xbd");
  assert_escaped ("a\n\tb", "a\n\tb");
}

static void
assert_elided (const char *text,
               double      width,
               const char *expected)
{
  g_autofree char *elided = cdr_svg_elide (text, 10, width);

  g_assert_cmpstr (elided, ==, expected);
  g_assert_true (width < 10 || cdr_svg_measure (elided, 10) <= width);
}

static void
elisions (void)
{
  assert_elided ("", 0, "");
  assert_elided ("abc", 100, "abc");
  assert_elided ("abcdefgh", 30, "abc\xe2\x80\xa6");
  assert_elided ("\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 25, "\xe6\x97\xa5\xe2\x80\xa6");
  assert_elided ("abc", 1, "\xe2\x80\xa6");
}

static void
assert_padded (const char *text,
               guint       width,
               const char *expected)
{
  g_autoptr (GString) line = g_string_new (NULL);

  cdr_cells_append_padded (line, text, width);
  g_assert_cmpstr (line->str, ==, expected);
  g_assert_cmpuint (cdr_cells_measure (line->str), ==, width);
}

static void
cells (void)
{
  assert_padded ("ab", 4, "ab  ");
  assert_padded ("abcd", 4, "abcd");
  assert_padded ("abcde", 4, "abc\xe2\x80\xa6");
  assert_padded ("\xe6\x97\xa5\xe6\x9c\xac", 5, "\xe6\x97\xa5\xe6\x9c\xac ");
  assert_padded ("\xe6\x97\xa5\xe6\x9c\xac", 3, "\xe6\x97\xa5\xe2\x80\xa6");
  assert_padded ("\xe6\x97\xa5\xe6\x9c\xac", 2, "\xe2\x80\xa6 ");
  assert_padded ("e\xcc\x81t", 3, "e\xcc\x81t ");
  assert_padded ("\xe2\x80\xae" "ab", 3, "\xef\xbf\xbd" "ab");
}

/* Columns begin where the heading says, in every row that is no error. */
static void
table (void)
{
  g_autoptr (CdrGraph) graph = picture_new_hostile ();
  g_autofree char *text = cdr_graph_to_text (graph);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  const char *state = strstr (lines[0], "STATE");
  guint column = (guint) (state - lines[0]);
  guint n_rows = 0;

  g_assert_cmpuint (g_strv_length (lines), ==, 2 * graph->n_nodes + 2);

  for (guint n = 0; n < graph->n_nodes; n++)
    {
      g_autofree char *before = NULL;
      const char *found = strstr (lines[1 + 2 * n], "  failed         ");

      g_assert_nonnull (found);
      before = g_strndup (lines[1 + 2 * n], found + 2 - lines[1 + 2 * n]);
      g_assert_cmpuint (cdr_cells_measure (before), ==, column);
      g_assert_true (g_str_has_prefix (lines[2 + 2 * n], "    "));
      n_rows++;
    }

  g_assert_cmpuint (n_rows, >, 50);
}

/* A picture of any graph is of bounded size, says what is left out, and shows who is in
 * trouble.
 */
static void
assert_folds (CdrGraph   *graph,
              const char *part)
{
  g_autofree char *text = cdr_graph_to_svg (graph);

  g_assert_cmpuint (strlen (text), <, 400 * 1000);
  g_assert_nonnull (strstr (text, part));
  g_assert_finalize_object (graph);
}

static CdrGraph *
new_large (void)
{
  Picture picture;

  picture_init (&picture);
  for (guint n = 0; n < 20000; n++)
    picture_add (&picture, "Part", n == 19998 ? "Culprit" : "Part",
                 n == 19998 ? CDR_STATE_FAILED : CDR_STATE_ACTIVE, NULL);
  for (guint n = 1; n < 20000; n++)
    picture_add_edge (&picture, n, "centre", 0, CDR_NEED_REQUIRED);

  return picture_finish (&picture);
}

static void
folds (void)
{
  assert_folds (picture_new_by_name ("star", 20000), ">and 19,959 more<");
  assert_folds (picture_new_by_name ("star", 20000), "; shown are 41, ");
  assert_folds (picture_new_by_name ("random", 20000), ">and 2,");
  assert_folds (picture_new_by_name ("chain", 20000), " more<");
  assert_folds (new_large (), ">Culprit<");
}

static void
count_parts (CdrGraph   *graph,
             const char *part,
             guint       expected)
{
  g_autofree char *text = cdr_graph_to_svg (graph);
  guint n_found = 0;

  for (const char *c = text; (c = strstr (c, part)) != NULL; c++)
    n_found++;

  g_assert_cmpuint (n_found, ==, expected);
  g_assert_finalize_object (graph);
}

/* All are shown up to a size. */
static void
shows (void)
{
  count_parts (picture_new_by_name ("chain", 200), " rx=\"8\"", 200);
  count_parts (picture_new_by_name ("chain", 200), "more<", 0);
  count_parts (picture_new_by_name ("chain", 201), " more<", 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (goldens); i++)
    {
      g_autofree char *path = g_strconcat ("/graph-texts/golden/", goldens[i].file, NULL);

      g_test_add_data_func (path, &goldens[i], golden_file);
    }
  g_test_add_func ("/graph-texts/all-kinds", all_kinds);
  g_test_add_func ("/graph-texts/numbers", numbers);
  g_test_add_func ("/graph-texts/escapes", escapes);
  g_test_add_func ("/graph-texts/elisions", elisions);
  g_test_add_func ("/graph-texts/cells", cells);
  g_test_add_func ("/graph-texts/table", table);
  g_test_add_func ("/graph-texts/folds", folds);
  g_test_add_func ("/graph-texts/shows", shows);

  return g_test_run ();
}
