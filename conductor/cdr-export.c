/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-export-private.h"

#include "cdr-timeline-private.h"

#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

/* Pictures as files: the name's end says which. */

typedef struct
{
  const char *suffix;
  char     *(*write_graph)    (CdrGraph *graph);
  char     *(*write_timeline) (CdrTimeline *timeline); /* NULL: that of its graph */
} Format;

/* The longer of two that fit comes first. */
static const Format formats[] = {
  { ".trace.json", NULL, cdr_timeline_to_chrome_trace },
  { ".json", cdr_graph_to_json, cdr_timeline_to_json },
  { ".svg", cdr_graph_to_svg, cdr_timeline_to_svg },
  { ".txt", cdr_graph_to_text, cdr_timeline_to_text },
  { ".dot", cdr_graph_to_dot, NULL },
  { ".mmd", cdr_graph_to_mermaid, NULL },
};

static const Format *
find_format (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      if (g_str_has_suffix (path, formats[i].suffix))
        return &formats[i];
    }

  return NULL;
}

static gboolean
is_syscap (const char *path)
{
  return g_str_has_suffix (path, ".syscap");
}

static void
set_unknown (const char  *path,
             gboolean     is_graph,
             GError     **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               "“%s” does not say what to write: let it end in .svg, .json, .txt, .dot or .mmd%s",
               name,
               is_graph ? "; the others are for timelines" : ", or in .trace.json or .syscap");
}

/* Whether a name says what to write, before there is anything to be written. */
gboolean
cdr_export_check (const char  *path,
                  gboolean     is_graph,
                  GError     **error)
{
  const Format *format = find_format (path);

  if (format != NULL ? !is_graph || format->write_graph != NULL : !is_graph && is_syscap (path))
    return TRUE;

  set_unknown (path, is_graph, error);
  return FALSE;
}

/* `%p` is the number of the process; a second timeline of one process is told from the
 * first by a number before the end of its name.
 */
static char *
expand (const char *path,
        guint       number)
{
  g_autoptr (GString) expanded = g_string_new (path);
  g_autofree char *pid = g_strdup_printf ("%d", (int) getpid ());
  const char *suffix;

  g_string_replace (expanded, "%p", pid, 0);

  if (number > 1)
    {
      g_autofree char *mark = g_strdup_printf ("-%u", number);
      const Format *format = find_format (path);

      suffix = format != NULL ? format->suffix : ".syscap";
      g_string_insert (expanded, (gssize) (expanded->len - strlen (suffix)), mark);
    }

  return g_string_free (g_steal_pointer (&expanded), FALSE);
}

static gboolean
save (const char  *path,
      char        *text,
      GError     **error)
{
  g_autofree char *owned = text;

  return g_file_set_contents (path, owned, -1, error);
}

/* @path says how it is written; "-" is a table for the terminal. */
gboolean
cdr_export_graph (CdrGraph    *graph,
                  const char  *path,
                  GError     **error)
{
  const Format *format = find_format (path);
  g_autofree char *expanded = NULL;

  if (strcmp (path, "-") == 0)
    {
      g_autofree char *text = cdr_graph_to_text (graph);

      g_print ("%s", text);
      return TRUE;
    }

  if (!cdr_export_check (path, TRUE, error))
    return FALSE;

  expanded = expand (path, 1);
  return save (expanded, format->write_graph (graph), error);
}

/* @number is that of the conductor among those of the process that write one. */
gboolean
cdr_export_timeline (CdrTimeline  *timeline,
                     const char   *path,
                     guint         number,
                     GError      **error)
{
  const Format *format = find_format (path);
  g_autofree char *expanded = NULL;

  if (!cdr_export_check (path, FALSE, error))
    return FALSE;

  expanded = expand (path, number);

  if (format == NULL)
    return cdr_timeline_write_sysprof (timeline, expanded, error);

  if (format->write_timeline != NULL)
    return save (expanded, format->write_timeline (timeline), error);

  return save (expanded, format->write_graph (cdr_timeline_get_graph (timeline)), error);
}
