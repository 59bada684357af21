/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-picture.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* graph-texts FORMAT GRAPH [N] writes a graph of cdr-test-picture.h to the standard
 * output, for real parsers to read. The format "names" is what they should find: a
 * name a line.
 * "comma" says how the locale writes a decimal point.
 * graph-texts time GRAPH N says how long each format takes.
 */

typedef char *(*Writer) (CdrGraph *graph);

static char *
write_names (CdrGraph *graph)
{
  GString *text = g_string_new (NULL);

  for (guint n = 0; n < cdr_graph_get_n_nodes (graph); n++)
    g_string_append_printf (text, "%s\n", cdr_graph_get_node_name (graph, n));

  return g_string_free (text, FALSE);
}

static char *
write_comma (CdrGraph *graph)
{
  return g_strdup_printf ("%.1f\n", 1.5);
}

static const struct
{
  const char *name;
  Writer      writer;
} formats[] = {
  { "dot", cdr_graph_to_dot },
  { "json", cdr_graph_to_json },
  { "mermaid", cdr_graph_to_mermaid },
  { "svg", cdr_graph_to_svg },
  { "text", cdr_graph_to_text },
  { "names", write_names },
  { "comma", write_comma },
};

static void
write_time (CdrGraph *graph,
            guint     format)
{
  gint64 best = G_MAXINT64;
  gsize size = 0;

  for (guint i = 0; i < 3; i++)
    {
      gint64 begin = g_get_monotonic_time ();
      g_autofree char *text = formats[format].writer (graph);

      best = MIN (best, g_get_monotonic_time () - begin);
      size = strlen (text);
    }

  printf ("%-8s %6u nodes %6u edges: %8.1f ms, %6.2f us a node, %" G_GSIZE_FORMAT " bytes\n",
          formats[format].name, graph->n_nodes, graph->n_edges, best / 1000.0,
          (double) best / MAX (1, graph->n_nodes), size);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (CdrGraph) graph = NULL;
  gboolean is_known = FALSE;

  setlocale (LC_ALL, "");

  if (argc < 3)
    {
      fprintf (stderr, "usage: graph-texts FORMAT GRAPH [N]\n");
      return 2;
    }

  graph = picture_new_by_name (argv[2], argc > 3 ? (guint) strtoul (argv[3], NULL, 10) : 0);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      if (g_str_equal (argv[1], "time"))
        {
          write_time (graph, i);
          is_known = TRUE;
        }
      else if (g_str_equal (argv[1], formats[i].name))
        {
          g_autofree char *text = formats[i].writer (graph);

          fputs (text, stdout);
          is_known = TRUE;
        }
    }

  return is_known ? 0 : 2;
}
