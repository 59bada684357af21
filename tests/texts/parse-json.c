/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <json-glib/json-glib.h>

#include <stdio.h>

/* parse-json reads a graph in JSON from the standard input with json-glib, and writes the
 * names of its nodes, one a line.
 */

int
main (int    argc,
      char **argv)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  JsonArray *nodes;
  char buffer[4096];
  size_t n_read;

  while ((n_read = fread (buffer, 1, sizeof buffer, stdin)) > 0)
    g_string_append_len (text, buffer, (gssize) n_read);

  if (!json_parser_load_from_data (parser, text->str, (gssize) text->len, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }

  nodes = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                        argc > 1 ? argv[1] : "nodes");
  for (guint i = 0; i < json_array_get_length (nodes); i++)
    {
      JsonObject *node = json_array_get_object_element (nodes, i);

      printf ("%s\n", json_object_get_string_member (node, "name"));
    }

  return 0;
}
