/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-conductor-private.h"
#include "cdr-export-private.h"

#include <string.h>
#include <sys/auxv.h>

/* What whoever starts the program may ask of its conductor, on the command line and in
 * the environment: pictures, and a look without a setup.
 */

/* Not what the environment of another user's program says. */
static const char *
get_path_from_environment (void)
{
  const char *path = getauxval (AT_SECURE) == 0 ? g_getenv ("CONDUCTOR_TIMELINE") : NULL;

  return path != NULL && *path != '\0' ? path : NULL;
}

/* At the end of everything that was set up, also if not all of it was. */
void
cdr_conductor_save_timeline (CdrConductor *self)
{
  static int n_writing; /* atomic */
  const char *path = self->timeline_path != NULL ? self->timeline_path
                                                 : get_path_from_environment ();
  g_autoptr (CdrTimeline) timeline = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;

  timeline = cdr_conductor_dup_timeline (self);
  if (timeline == NULL)
    return;

  if (self->timeline_number == 0)
    self->timeline_number = (guint) g_atomic_int_add (&n_writing, 1) + 1;

  if (!cdr_export_timeline (timeline, path, self->timeline_number, &error))
    g_warning ("The timeline can't be written: %s", error->message);
}

/* Whether it was only asked what a setup would find. */
gboolean
cdr_conductor_only_looks (CdrConductor *self)
{
  return self->graph_path != NULL || self->only_validates || self->only_writes_template;
}

static gboolean
print_template (CdrConductor  *self,
                GError       **error)
{
  g_autofree char *text = cdr_conductor_dup_config_template (self, error);

  if (text != NULL)
    g_print ("%s", text);
  return text != NULL;
}

/* Does what was asked for in place of a setup, which always fails: with what is wrong, or
 * with CANCELLED if nothing is.
 */
GError *
cdr_conductor_look (CdrConductor *self)
{
  g_autoptr (CdrGraph) graph = NULL;
  GError *error = NULL;

  graph = cdr_conductor_dup_graph (self, &error);
  if (graph == NULL)
    return error;

  if (self->only_writes_template && !print_template (self, &error))
    return error;

  if (self->only_validates && !cdr_conductor_check_config (self, &error))
    return error;

  if (self->graph_path != NULL && !cdr_export_graph (graph, self->graph_path, &error))
    return error;

  if (self->only_validates)
    g_print ("Valid: %u components, %u dependencies\n",
             cdr_graph_get_n_nodes (graph), cdr_graph_get_n_edges (graph));

  return g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                      "Nothing was set up: the command line only asked for %s",
                      self->only_writes_template ? "the template" : "the graph");
}

static gboolean
graph_cb (const char  *option_name,
          const char  *value,
          gpointer     user_data,
          GError     **error)
{
  CdrConductor *self = user_data;

  if (strcmp (value, "-") != 0 && !cdr_export_check (value, TRUE, error))
    return FALSE;

  g_free (self->graph_path);
  self->graph_path = g_strdup (value);
  return TRUE;
}

static gboolean
timeline_cb (const char  *option_name,
             const char  *value,
             gpointer     user_data,
             GError     **error)
{
  CdrConductor *self = user_data;

  if (!cdr_export_check (value, FALSE, error))
    return FALSE;

  g_free (self->timeline_path);
  self->timeline_path = g_strdup (value);
  return TRUE;
}

static gboolean
validate_cb (const char  *option_name,
             const char  *value,
             gpointer     user_data,
             GError     **error)
{
  CDR_CONDUCTOR (user_data)->only_validates = TRUE;
  return TRUE;
}

static gboolean
template_cb (const char  *option_name,
             const char  *value,
             gpointer     user_data,
             GError     **error)
{
  CDR_CONDUCTOR (user_data)->only_writes_template = TRUE;
  return TRUE;
}

static gboolean
config_cb (const char  *option_name,
           const char  *value,
           gpointer     user_data,
           GError     **error)
{
  return cdr_conductor_add_config_file (user_data, value, error);
}

static gboolean
set_cb (const char  *option_name,
        const char  *value,
        gpointer     user_data,
        GError     **error)
{
  return cdr_conductor_add_config_assignment (user_data, value, error);
}

/**
 * cdr_conductor_get_option_group:
 * @self: a conductor
 *
 * Makes a group of command line options that let whoever starts the program look at
 * its components.
 *
 * - `--conductor-graph FILE` writes which component needs which, as
 *   [method@Conductor.dup_graph] sees it. The name's end says how: `.svg`, `.json`,
 *   `.txt`, `.dot` or `.mmd`; `-` is a table on the terminal.
 * - `--conductor-validate` says whether the graph and the configuration are valid, and how
 *   large the graph is.
 * - `--conductor-config-template` prints [method@Conductor.dup_config_template].
 * - `--conductor-config FILE`, as often as there are files, is
 *   [method@Conductor.add_config_file].
 * - `--set GROUP.KEY=VALUE`, as often as there are settings, is
 *   [method@Conductor.add_config_assignment].
 * - `--conductor-timeline FILE` writes what happened when, once everything is down
 *   again or the setup has failed: `.svg`, `.json`, `.txt`, `.trace.json` for Perfetto,
 *   `.syscap` for Sysprof, and the graph's `.dot` and `.mmd`.
 *
 * With `--conductor-graph`, `--conductor-validate` and `--conductor-config-template`
 * nothing is made and nothing set up. The setup fails with
 * %G_IO_ERROR_CANCELLED in its place, or with what is wrong;
 * [method@Conductor.serve] and [method@Conductor.run] return %TRUE in the first case.
 *
 * In the name of a file `%p` is the number of the process. The environment variable
 * `CONDUCTOR_TIMELINE` does for every program what `--conductor-timeline` does, if it is
 * not set-user-ID or the like; of a second conductor in the process the name gets `-2`
 * before its end.
 *
 * ```c
 * g_autoptr (GOptionContext) context = g_option_context_new (NULL);
 *
 * g_option_context_add_group (context, cdr_conductor_get_option_group (conductor));
 * ```
 *
 * Returns: (transfer full): a new group, for [method@GLib.OptionContext.add_group]; it
 *   holds the conductor
 */
GOptionGroup *
cdr_conductor_get_option_group (CdrConductor *self)
{
  const GOptionEntry entries[] = {
    { "conductor-config", 0, G_OPTION_FLAG_FILENAME, G_OPTION_ARG_CALLBACK, config_cb,
      "Read settings from a key file; may be repeated", "FILE" },
    { "conductor-config-template", 0, G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, template_cb,
      "Print a key file with all settings, and set nothing up", NULL },
    { "conductor-graph", 0, G_OPTION_FLAG_FILENAME, G_OPTION_ARG_CALLBACK, graph_cb,
      "Write which component needs which, and set nothing up", "FILE" },
    { "conductor-timeline", 0, G_OPTION_FLAG_FILENAME, G_OPTION_ARG_CALLBACK, timeline_cb,
      "Write what happened when, at the end", "FILE" },
    { "conductor-validate", 0, G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, validate_cb,
      "Say whether the components fit together, and set nothing up", NULL },
    { "set", 0, 0, G_OPTION_ARG_CALLBACK, set_cb,
      "Change one setting, over all files; may be repeated", "GROUP.KEY=VALUE" },
    G_OPTION_ENTRY_NULL
  };
  GOptionGroup *group;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), NULL);

  group = g_option_group_new ("conductor", "Conductor Options:", "Show Conductor options",
                              g_object_ref (self), g_object_unref);
  g_option_group_add_entries (group, entries);

  return group;
}
