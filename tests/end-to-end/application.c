/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor/conductor.h>

#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef WITH_GTK
# include <adwaita.h>
#endif

/* An application to be ended in every way. It says on standard output what happens, one
 * line each, and does what standard input says. The environment says what it is:
 *
 *   APP_KIND    gio, gtk or adw
 *   APP_FLAGS   service, open, command-line, non-unique
 *   APP_IDLE    the inactivity timeout, in milliseconds
 *   APP_STORE   wait: setup and shutdown end when told to; fail: the setup fails;
 *               stuck: the shutdown never ends
 *   APP_HANDLE  setup-failed is handled, and the application goes on
 *   APP_IN_STARTUP  the conductor is attached in ::startup
 *   APP_LATE    the conductor is attached after the handlers were connected
 */

static guint n_alive;
static GApplication *the_application;
static CdrConductor *the_conductor;
static gboolean is_kept; /* once it was activated; GTK has windows for that */

G_GNUC_PRINTF (1, 2)
static void
say (const char *format,
     ...)
{
  va_list arguments;

  va_start (arguments, format);
  vprintf (format, arguments);
  va_end (arguments);
  putchar ('\n');
  fflush (stdout);
}

static gboolean
has (const char *variable,
     const char *word)
{
  const char *value = g_getenv (variable);

  return value != NULL && strstr (value, word) != NULL;
}

/* The components: Web needs Store. */

typedef struct
{
  CdrComponent  parent_instance;
  GTask        *task;
  CdrComponent *store;
} Part;

typedef struct
{
  CdrComponentClass parent_class;
} PartClass;

GType part_get_type (void);
G_DEFINE_ABSTRACT_TYPE (Part, part, CDR_TYPE_COMPONENT)

static Part *waiting;

static void
part_finish (Part *part)
{
  gboolean is_setup = cdr_component_get_state (CDR_COMPONENT (part)) == CDR_STATE_SETTING_UP;
  g_autoptr (GTask) task = g_steal_pointer (&part->task);

  say ("%s %s", cdr_component_get_name (CDR_COMPONENT (part)), is_setup ? "up" : "down");
  g_task_return_boolean (task, TRUE);
}

static gboolean
part_finish_cb (gpointer user_data)
{
  part_finish (user_data);
  return G_SOURCE_REMOVE;
}

static void
part_begin (CdrComponent *component,
            GTask        *task,
            const char   *phase)
{
  Part *part = (Part *) component;
  gboolean is_store = g_str_equal (cdr_component_get_name (component), "Store");

  say ("%s %s", cdr_component_get_name (component), phase);
  part->task = g_object_ref (task);

  if (is_store && (has ("APP_STORE", "wait") ||
                   (has ("APP_STORE", "stuck") && g_str_equal (phase, "shutdown"))))
    waiting = part;
  else if (is_store && has ("APP_STORE", "fail") && g_str_equal (phase, "setup"))
    {
      g_clear_object (&part->task);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, "no route");
    }
  else
    g_idle_add (part_finish_cb, part);
}

static void
part_setup (CdrComponent *component,
            GTask        *task)
{
  part_begin (component, task, "setup");
}

static void
part_shutdown (CdrComponent *component,
               GTask        *task)
{
  part_begin (component, task, "shutdown");
}

static void
part_finalize (GObject *object)
{
  g_clear_object (&((Part *) object)->store);
  n_alive--;
  G_OBJECT_CLASS (part_parent_class)->finalize (object);
}

static void
part_class_init (PartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = part_finalize;
  CDR_COMPONENT_CLASS (klass)->setup = part_setup;
  CDR_COMPONENT_CLASS (klass)->shutdown = part_shutdown;
}

static void
part_init (Part *part)
{
  n_alive++;
}

typedef Part Store;
typedef PartClass StoreClass;
GType store_get_type (void);
G_DEFINE_TYPE (Store, store, part_get_type ())

static void
store_class_init (StoreClass *klass)
{
}

static void
store_init (Store *store)
{
}

typedef Part Web;
typedef PartClass WebClass;
GType web_get_type (void);
G_DEFINE_TYPE (Web, web, part_get_type ())

static void
web_set_property (GObject      *object,
                  guint         prop_id,
                  const GValue *value,
                  GParamSpec   *pspec)
{
  g_set_object (&((Web *) object)->store, g_value_get_object (value));
}

static void
web_get_property (GObject    *object,
                  guint       prop_id,
                  GValue     *value,
                  GParamSpec *pspec)
{
  g_value_set_object (value, ((Web *) object)->store);
}

static void
web_class_init (WebClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = web_set_property;
  object_class->get_property = web_get_property;
  g_object_class_install_property (object_class, 1,
                                   g_param_spec_object ("store", NULL, NULL, store_get_type (),
                                                        G_PARAM_READWRITE));
}

static void
web_init (Web *self)
{
}

/* The application. */

#ifdef WITH_GTK
static const char *
get_kind (void)
{
  const char *kind = g_getenv ("APP_KIND");

  return kind != NULL ? kind : "gio";
}
#endif

static const char *
get_state_nick (void)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (CDR_TYPE_STATE);

  return g_enum_get_value (klass, cdr_conductor_get_state (the_conductor))->value_nick;
}

static void
startup_cb (GApplication *application)
{
  say ("startup");
  if (g_getenv ("APP_IN_STARTUP") != NULL)
    cdr_conductor_attach_application (the_conductor, application);
}

static void
activate_cb (GApplication *application)
{
  say ("activate %s", get_state_nick ());
#ifdef WITH_GTK
  if (!g_str_equal (get_kind (), "gio"))
    {
      GtkWidget *window = g_str_equal (get_kind (), "adw")
                            ? adw_application_window_new (GTK_APPLICATION (application))
                            : gtk_application_window_new (GTK_APPLICATION (application));
      gtk_window_present (GTK_WINDOW (window));
      return;
    }
#endif
  if (!has ("APP_FLAGS", "service") && !is_kept)
    {
      is_kept = TRUE;
      g_application_hold (application);
    }
}

static void
open_cb (GApplication *application,
         gpointer      files,
         int           n_files,
         const char   *hint)
{
  g_autofree char *name = g_file_get_basename (((GFile **) files)[0]);

  say ("open %s of %d, hint '%s', %s", name, n_files, hint, get_state_nick ());
}

static int
command_line_cb (GApplication            *application,
                 GApplicationCommandLine *command_line)
{
  g_auto (GStrv) arguments = g_application_command_line_get_arguments (command_line, NULL);
  g_autofree char *text = g_strjoinv (" ", arguments + 1);

  say ("command-line '%s' %s", text, get_state_nick ());
  return arguments[1] != NULL ? atoi (arguments[1]) : 0;
}

static void
shutdown_cb (GApplication *application)
{
  say ("shutdown %s", get_state_nick ());
}

static void
action_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  say ("action %s %d %s", g_action_get_name (G_ACTION (action)),
       parameter != NULL ? g_variant_get_int32 (parameter) : 0, get_state_nick ());
  if (g_str_equal (g_action_get_name (G_ACTION (action)), "quit"))
    g_application_quit (the_application);
}

static void
add_action (const char         *name,
            const GVariantType *type)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, type);

  g_action_map_add_action (G_ACTION_MAP (the_application), G_ACTION (action));
  g_signal_connect (action, "activate", G_CALLBACK (action_cb), NULL);
}

/* One without any handler: activating it turns it over. */
static void
add_toggle (void)
{
  g_autoptr (GSimpleAction) action =
    g_simple_action_new_stateful ("toggle", NULL, g_variant_new_boolean (FALSE));

  g_action_map_add_action (G_ACTION_MAP (the_application), G_ACTION (action));
}

static gboolean
setup_failed_cb (CdrConductor *conductor,
                 GError       *error,
                 gpointer      user_data)
{
  say ("setup-failed %s", error->message);
  if (g_getenv ("APP_HANDLE") == NULL)
    return FALSE;

  g_application_hold (the_application);
  return TRUE;
}

/* What standard input says. */

static void
close_window (void)
{
#ifdef WITH_GTK
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (the_application));

  gtk_window_close (windows->data);
#else
  g_application_release (the_application);
#endif
}

static void
fail_web (void)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_CLOSED, "it died");

  cdr_component_fail (cdr_conductor_get_component (the_conductor, web_get_type ()), error);
}

static void
toggle (void)
{
  g_autoptr (GVariant) state = NULL;

  g_action_group_activate_action (G_ACTION_GROUP (the_application), "toggle", NULL);
  state = g_action_group_get_action_state (G_ACTION_GROUP (the_application), "toggle");
  say ("toggled %d", g_variant_get_boolean (state));
}

static void
obey (const char *line)
{
  static CdrInhibitor *inhibitor;

  if (g_str_equal (line, "go"))
    part_finish (g_steal_pointer (&waiting));
  else if (g_str_equal (line, "quit"))
    g_application_quit (the_application);
  else if (g_str_equal (line, "conductor-quit"))
    cdr_conductor_quit (the_conductor);
  else if (g_str_equal (line, "close"))
    close_window ();
  else if (g_str_equal (line, "fail"))
    fail_web ();
  else if (g_str_equal (line, "toggle"))
    toggle ();
  else if (g_str_equal (line, "add-late"))
    add_action ("late", NULL);
  else if (g_str_equal (line, "retry"))
    {
      g_setenv ("APP_STORE", "", TRUE);
      cdr_conductor_setup_async (the_conductor, NULL, NULL, NULL);
    }
  else if (g_str_equal (line, "inhibit"))
    inhibitor = cdr_conductor_inhibit (the_conductor, "saving report.odt", 0);
  else if (g_str_equal (line, "uninhibit"))
    g_clear_object (&inhibitor);
  else if (g_str_equal (line, "waiting"))
    {
      g_autofree char *text = cdr_conductor_describe_waiting (the_conductor);

      say ("waiting '%s'", text);
    }
  else if (g_str_has_prefix (line, "action "))
    g_action_group_activate_action (G_ACTION_GROUP (the_application), line + 7, NULL);
  else
    g_error ("What is %s?", line);
}

static gboolean
input_cb (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  static GString *input;
  char buffer[256];
  ssize_t n = read (fd, buffer, sizeof buffer);
  char *end;

  if (n <= 0)
    return G_SOURCE_REMOVE;

  if (input == NULL)
    input = g_string_new (NULL);
  g_string_append_len (input, buffer, n);

  while ((end = strchr (input->str, '\n')) != NULL)
    {
      g_autofree char *line = g_strndup (input->str, end - input->str);

      g_string_erase (input, 0, end - input->str + 1);
      obey (line);
    }

  return G_SOURCE_CONTINUE;
}

static GApplication *
make_application (void)
{
  GApplicationFlags flags = G_APPLICATION_DEFAULT_FLAGS;
  const char *id = "org.example.Ended";

  if (has ("APP_FLAGS", "service"))
    flags |= G_APPLICATION_IS_SERVICE;
  if (has ("APP_FLAGS", "open"))
    flags |= G_APPLICATION_HANDLES_OPEN;
  if (has ("APP_FLAGS", "command-line"))
    flags |= G_APPLICATION_HANDLES_COMMAND_LINE;
  if (has ("APP_FLAGS", "non-unique"))
    flags |= G_APPLICATION_NON_UNIQUE;

#ifdef WITH_GTK
  if (g_str_equal (get_kind (), "adw"))
    return G_APPLICATION (adw_application_new (id, flags));
  if (g_str_equal (get_kind (), "gtk"))
    return g_object_new (GTK_TYPE_APPLICATION, "application-id", id, "flags", flags,
                         "register-session", TRUE, NULL);
#endif
  return g_application_new (id, flags);
}

static void
connect_application (void)
{
  g_signal_connect (the_application, "startup", G_CALLBACK (startup_cb), NULL);
  g_signal_connect (the_application, "activate", G_CALLBACK (activate_cb), NULL);
  g_signal_connect (the_application, "open", G_CALLBACK (open_cb), NULL);
  g_signal_connect (the_application, "command-line", G_CALLBACK (command_line_cb), NULL);
  g_signal_connect (the_application, "shutdown", G_CALLBACK (shutdown_cb), NULL);
  add_action ("ping", NULL);
  add_action ("count", G_VARIANT_TYPE_INT32);
  add_action ("quit", NULL);
  add_toggle ();
}

/* GTK keeps windows that were open at the end, and they the application. */
static void
destroy_windows (void)
{
#ifdef WITH_GTK
  GList *windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_destroy (l->data);
  g_list_free (windows);
#endif
}

int
main (int    argc,
      char **argv)
{
  guint input;
  int status;

  the_application = make_application ();
  the_conductor = cdr_conductor_new ();
  cdr_conductor_add (the_conductor, web_get_type ());
  g_signal_connect (the_conductor, "setup-failed", G_CALLBACK (setup_failed_cb), NULL);
  if (g_getenv ("APP_IDLE") != NULL)
    g_application_set_inactivity_timeout (the_application, atoi (g_getenv ("APP_IDLE")));

  if (g_getenv ("APP_LATE") != NULL)
    connect_application ();
  if (g_getenv ("APP_IN_STARTUP") == NULL)
    cdr_conductor_attach_application (the_conductor, the_application);
  if (g_getenv ("APP_LATE") == NULL)
    connect_application ();

  input = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, input_cb, NULL);
  status = g_application_run (the_application, argc, argv);
  say ("ran %d", status);
  if (status == 0)
    status = cdr_conductor_get_exit_status (the_conductor);

  g_source_remove (input);
  destroy_windows ();
  g_object_add_weak_pointer (G_OBJECT (the_application), (gpointer *) &the_application);
  g_object_add_weak_pointer (G_OBJECT (the_conductor), (gpointer *) &the_conductor);
  g_object_unref (the_conductor);
  g_object_unref (the_application);
  say ("left %d %d %u", the_application != NULL, the_conductor != NULL, n_alive);

  return status;
}
