/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor/conductor.h>
#include <locale.h>
#include <stdlib.h>

#include "demo-background-workers.h"
#include "demo-database.h"
#include "demo-local-queue.h"
#include "demo-redis-queue.h"
#include "demo-stubborn.h"
#include "demo-web-api.h"

/* Counts the words of texts that are sent to it over HTTP, and loses none of them.
 *
 * The application names its components; on what they depend they say themselves, and
 * their properties are set by the key files that --config names: jobs.conf is one.
 * To read on: demo-database.c sets up and shuts down in a
 * thread, demo-message-queue.h is an interface to depend on, demo-web-api.c and
 * demo-background-workers.c have dependencies, and work to end at shutdown, and
 * demo-redis-queue.c has a server that may vanish.
 *
 * To see that, with Debian's package redis-server, run this:
 *   redis-server --port 7000 --appendonly yes --appendfsync always
 * and in another terminal:
 *   examples/run --queue redis --redis 127.0.0.1:7000
 * Then kill the server: the program stops in order, says why, and exits with 1.
 * What it had accepted is done once both are there again: delivered at least once,
 * done just once.
 */

typedef struct
{
  int      setup_seconds;
  int      block_seconds;
  gboolean hangs;

  gint64        start_time;
  CdrConductor *conductor;
} Application;

/* Settings that have an option of their own: what it sets wins over the files. */
static const struct
{
  const char *long_name;
  const char *short_name;
  const char *setting;
} shortcuts[] = {
  { "--database", "-d", "Database.path" },
  { "--queue", NULL, "Jobs.queue" },
  { "--redis", NULL, "DemoRedisQueue.address" },
  { "--port", "-p", "WebApi.port" },
  { "--workers", "-w", "BackgroundWorkers.n-workers" },
  { "--job-time", NULL, "BackgroundWorkers.job-time" },
};

static gboolean
check_range (const char  *option,
             int          value,
             int          minimum,
             int          maximum,
             GError     **error)
{
  if (value >= minimum && value <= maximum)
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "%s takes a number from %d to %d", option, minimum, maximum);
  return FALSE;
}

static gboolean
config_cb (const char  *option_name,
           const char  *value,
           gpointer     user_data,
           GError     **error)
{
  Application *self = user_data;

  return cdr_conductor_add_config_file (self->conductor, value, error);
}

static gboolean
shortcut_cb (const char  *option_name,
             const char  *value,
             gpointer     user_data,
             GError     **error)
{
  Application *self = user_data;

  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    {
      g_autofree char *assignment = NULL;

      if (g_strcmp0 (option_name, shortcuts[i].long_name) != 0 &&
          g_strcmp0 (option_name, shortcuts[i].short_name) != 0)
        continue;

      assignment = g_strconcat (shortcuts[i].setting, "=", value, NULL);
      return cdr_conductor_add_config_assignment (self->conductor, assignment, error);
    }

  g_assert_not_reached ();
}

static GOptionGroup *
make_main_group (Application *self)
{
  const GOptionEntry entries[] = {
    { "config", 'c', G_OPTION_FLAG_FILENAME, G_OPTION_ARG_CALLBACK, config_cb,
      "A key file with settings, such as jobs.conf; SIGHUP reads it again", "FILE" },
    { "database", 'd', 0, G_OPTION_ARG_CALLBACK, shortcut_cb,
      "The file that keeps the jobs; default: jobs.db", "PATH" },
    { "queue", 0, 0, G_OPTION_ARG_CALLBACK, shortcut_cb,
      "Where jobs wait to be done: \"local\", in the program, which is the default, or \"redis\"",
      "QUEUE" },
    { "redis", 0, 0, G_OPTION_ARG_CALLBACK, shortcut_cb,
      "The server for --queue=redis; default: 127.0.0.1:6379", "HOST:PORT" },
    { "port", 'p', 0, G_OPTION_ARG_CALLBACK, shortcut_cb,
      "The port to listen on; default: any that is free", "N" },
    { "workers", 'w', 0, G_OPTION_ARG_CALLBACK, shortcut_cb,
      "How many jobs are done at once; default: 2", "N" },
    { "job-time", 0, 0, G_OPTION_ARG_CALLBACK, shortcut_cb,
      "Let each job take longer, as harder ones would", "MS" },
    G_OPTION_ENTRY_NULL
  };
  GOptionGroup *group = g_option_group_new ("jobs", "", "", self, NULL);

  g_option_group_add_entries (group, entries);
  return group;
}

static GOptionContext *
make_option_context (Application *self)
{
  const GOptionEntry stubborn_entries[] = {
    { "slow-setup", 0, 0, G_OPTION_ARG_INT, &self->setup_seconds,
      "Its setup takes so long, unless it is cancelled", "SECONDS" },
    { "hang", 0, 0, G_OPTION_ARG_NONE, &self->hangs,
      "Its shutdown never ends, unless it is cancelled", NULL },
    { "block", 0, 0, G_OPTION_ARG_INT, &self->block_seconds,
      "Its shutdown blocks the main loop for so long", "SECONDS" },
    G_OPTION_ENTRY_NULL
  };
  GOptionContext *context = g_option_context_new ("- count words over HTTP");
  GOptionGroup *stubborn = NULL;

  g_option_context_set_main_group (context, make_main_group (self));

  stubborn = g_option_group_new ("stubborn", "For showing what Ctrl-C does, add a component:",
                                 "Show the options of the stubborn component", NULL, NULL);
  g_option_group_add_entries (stubborn, stubborn_entries);
  g_option_context_add_group (context, stubborn);
  g_option_context_add_group (context, cdr_conductor_get_option_group (self->conductor));

  return context;
}

static gboolean
parse_options (Application   *self,
               int           *argc,
               char        ***argv,
               GError       **error)
{
  g_autoptr (GOptionContext) context = make_option_context (self);

  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (*argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                   "unexpected argument: %s", (*argv)[1]);
      return FALSE;
    }

  return check_range ("--slow-setup", self->setup_seconds, 0, 3600, error) &&
         check_range ("--block", self->block_seconds, 0, 3600, error);
}

static void G_GNUC_PRINTF (2, 3)
print_line (Application *self,
            const char  *format,
            ...)
{
  double seconds = (double) (g_get_monotonic_time () - self->start_time) / G_USEC_PER_SEC;
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  g_print ("%8.3f  %s\n", seconds, text);
}

static void
component_state_cb (CdrComponent *component,
                    GParamSpec   *pspec,
                    gpointer      user_data)
{
  g_autoptr (GEnumClass) states = g_type_class_ref (CDR_TYPE_STATE);
  CdrState state = cdr_component_get_state (component);

  print_line (user_data, "%-18s %s", cdr_component_get_name (component),
              g_enum_get_value (states, state)->value_nick);
}

/* The conductor makes the components, so this is the place to configure what no file is to
 * have a say in.
 */
static void
component_created_cb (CdrConductor *conductor,
                      CdrComponent *component,
                      gpointer      user_data)
{
  Application *self = user_data;

  g_signal_connect (component, "notify::state", G_CALLBACK (component_state_cb), self);

  if (DEMO_IS_STUBBORN (component))
    g_object_set (component,
                  "setup-seconds", self->setup_seconds,
                  "block-seconds", self->block_seconds,
                  "hangs", self->hangs,
                  NULL);
}

static void
conductor_state_cb (CdrConductor *conductor,
                    GParamSpec   *pspec,
                    gpointer      user_data)
{
  CdrComponent *web_api = cdr_conductor_get_component (conductor, DEMO_TYPE_WEB_API);

  if (cdr_conductor_get_state (conductor) == CDR_STATE_ACTIVE)
    print_line (user_data, "Open %s - Ctrl-C stops",
                demo_web_api_get_uri (DEMO_WEB_API (web_api)));
}

/* The others ask for the interface; this is what they get. Both types are known to the
 * configuration, whichever is used.
 */
static gboolean
choose_queue (CdrConductor  *conductor,
              GError       **error)
{
  const GType types[] = { DEMO_TYPE_LOCAL_QUEUE, DEMO_TYPE_REDIS_QUEUE };
  g_autoptr (GVariant) settings = cdr_conductor_dup_config (conductor, "Jobs");
  g_autofree char *queue = NULL;
  GType type = G_TYPE_INVALID;

  if (!g_variant_lookup (settings, "queue", "s", &queue) || g_str_equal (queue, "local"))
    type = types[0];
  else if (g_str_equal (queue, "redis"))
    type = types[1];

  if (type != G_TYPE_INVALID)
    return cdr_conductor_patch (conductor, DEMO_TYPE_MESSAGE_QUEUE, type, error);

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "there is no queue \"%s\", only \"local\" and \"redis\"", queue);
  return FALSE;
}

static gboolean
serve (Application  *self,
       GError      **error)
{
  CdrConductor *conductor = self->conductor;

  if (!choose_queue (conductor, error))
    return FALSE;

  /* The database and the queue come by themselves, as these depend on them. */
  cdr_conductor_add (conductor, DEMO_TYPE_WEB_API);
  cdr_conductor_add (conductor, DEMO_TYPE_BACKGROUND_WORKERS);
  if (self->setup_seconds > 0 || self->block_seconds > 0 || self->hangs)
    cdr_conductor_add (conductor, DEMO_TYPE_STUBBORN);

  g_signal_connect (conductor, "component-created", G_CALLBACK (component_created_cb), self);
  g_signal_connect (conductor, "notify::state", G_CALLBACK (conductor_state_cb), self);

  return cdr_conductor_serve (conductor, NULL, error);
}

int
main (int    argc,
      char **argv)
{
  Application self = { .start_time = g_get_monotonic_time () };
  g_autoptr (GError) error = NULL;
  gboolean success;

  /* For paths in messages; numbers and messages stay as they are. */
  setlocale (LC_CTYPE, "");

  self.conductor = cdr_conductor_new ();
  success = parse_options (&self, &argc, &argv, &error) && serve (&self, &error);
  if (!success)
    g_printerr ("jobs: %s\n", error->message);

  g_object_unref (self.conductor);

  return success ? EXIT_SUCCESS : EXIT_FAILURE;
}
