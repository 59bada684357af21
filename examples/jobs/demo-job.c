/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-job.h"

/* A job as everybody sees it: plain data, and how it is written. */

static const char page_head[] =
  "<!DOCTYPE html>\n"
  "<html lang=\"en\">\n"
  "<meta charset=\"utf-8\">\n"
  "<title>Jobs</title>\n"
  "<h1>Jobs</h1>\n"
  "<form onsubmit=\"fetch ('/jobs', { method: 'POST', body: this.text.value })"
  ".then (() => location.reload ()); return false\">\n"
  "<p><textarea name=\"text\" rows=\"8\" cols=\"72\" required></textarea></p>\n"
  "<p><button>Count its words</button> <a href=\"/\">Look again</a></p>\n"
  "</form>\n"
  "<table border=\"1\" cellpadding=\"4\">\n"
  "<tr><th>Job</th><th>State</th><th>Words</th><th>SHA-256</th></tr>\n";

DemoJob *
demo_job_new (gint64      id,
              const char *state)
{
  DemoJob *self = g_new0 (DemoJob, 1);

  self->id = id;
  self->state = g_strdup (state);

  return self;
}

void
demo_job_free (DemoJob *self)
{
  g_free (self->state);
  g_free (self->text);
  g_free (self->sha256);
  g_free (self);
}

/* Nothing in it needs escaping: numbers, words of our own and hex digits. */
static void
append_json (GString *json,
             DemoJob *self)
{
  g_string_append_printf (json, "{\"id\": %" G_GINT64_FORMAT ", \"state\": \"%s\"",
                          self->id, self->state);
  if (self->sha256 != NULL)
    g_string_append_printf (json, ", \"words\": %" G_GINT64_FORMAT ", \"sha256\": \"%s\"",
                            self->words, self->sha256);
  g_string_append_c (json, '}');
}

char *
demo_job_to_json (DemoJob *self)
{
  GString *json = g_string_new (NULL);

  append_json (json, self);
  g_string_append_c (json, '\n');

  return g_string_free (json, FALSE);
}

char *
demo_job_list_to_json (GPtrArray *jobs)
{
  GString *json = g_string_new ("{\"jobs\": [");

  for (guint i = 0; i < jobs->len; i++)
    {
      g_string_append (json, i == 0 ? "\n  " : ",\n  ");
      append_json (json, g_ptr_array_index (jobs, i));
    }
  g_string_append (json, "\n]}\n");

  return g_string_free (json, FALSE);
}

char *
demo_job_list_to_html (GPtrArray *jobs)
{
  GString *html = g_string_new (page_head);

  for (guint i = 0; i < jobs->len; i++)
    {
      DemoJob *job = g_ptr_array_index (jobs, i);

      g_string_append_printf (html, "<tr><td>%" G_GINT64_FORMAT "</td><td>%s</td>",
                              job->id, job->state);
      if (job->sha256 != NULL)
        g_string_append_printf (html, "<td>%" G_GINT64_FORMAT "</td><td><code>%s</code></td>",
                                job->words, job->sha256);
      g_string_append (html, "</tr>\n");
    }
  g_string_append (html, "</table>\n</html>\n");

  return g_string_free (html, FALSE);
}
