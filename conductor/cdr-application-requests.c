/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-application-requests-private.h"

#include "cdr-gate-private.h"
#include "cdr-log-private.h"

/* What is asked of an application before it can answer, from this process or over D-Bus:
 * kept, in order, until it can. Works on the application's signals and those of its
 * actions, for whatever class, and whoever connected when.
 */

typedef enum
{
  REQUEST_ACTIVATE,
  REQUEST_OPEN,
  REQUEST_COMMAND_LINE,
  REQUEST_ACTION,
  REQUEST_STATE,
} RequestKind;

typedef struct
{
  RequestKind               kind;
  GPtrArray                *files;
  char                     *hint;
  GApplicationCommandLine  *command_line;
  GAction                  *action;
  GVariant                 *value; /* nullable for REQUEST_ACTION */
} Request;

struct _CdrRequests
{
  GApplication *application;   /* a weak pointer */
  GQueue        waiting;       /* Request */
  CdrGate      *gates[REQUEST_COMMAND_LINE + 1];
  GPtrArray    *action_gates;  /* of GSimpleAction */
  gulong        added_handler;
  guint         is_closed : 1;
  guint         is_refusing : 1;
};

static void
request_free (Request *request)
{
  g_clear_pointer (&request->files, g_ptr_array_unref);
  g_free (request->hint);
  g_clear_object (&request->command_line);
  g_clear_object (&request->action);
  g_clear_pointer (&request->value, g_variant_unref);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static const char *
describe (Request *request)
{
  switch (request->kind)
    {
    case REQUEST_ACTIVATE:
      return "activation";

    case REQUEST_OPEN:
      return "request to open files";

    case REQUEST_COMMAND_LINE:
      return "command line";

    case REQUEST_ACTION:
    case REQUEST_STATE:
    default:
      return "action";
    }
}

/* A second instance that sent a command line is told with this that it was in vain. */
static void
refuse (Request *request)
{
  cdr_log (CDR_LOG_IGNORED, NULL, CDR_LOG_NO_STATE, CDR_LOG_NO_DURATION,
           "The application is ending: %s %s is ignored",
           request->kind == REQUEST_ACTIVATE || request->kind >= REQUEST_ACTION ? "an" : "a",
           describe (request));

  if (request->command_line != NULL)
    g_application_command_line_set_exit_status (request->command_line, 1);
  request_free (request);
}

static Request *
add (CdrRequests *self,
     RequestKind  kind)
{
  Request *request = g_new0 (Request, 1);

  request->kind = kind;
  g_queue_push_tail (&self->waiting, request);

  return request;
}

/* One has been added, and is complete. */
static void
added (CdrRequests *self)
{
  if (self->is_refusing)
    refuse (g_queue_pop_tail (&self->waiting));
}

/* Catching. */

static void
activate_cb (GApplication *application,
             gpointer      user_data)
{
  CdrRequests *self = user_data;

  cdr_gate_stop (self->gates[REQUEST_ACTIVATE]);
  add (self, REQUEST_ACTIVATE);
  added (self);
}

static void
open_cb (GApplication *application,
         gpointer      files,
         int           n_files,
         const char   *hint,
         gpointer      user_data)
{
  CdrRequests *self = user_data;
  Request *request;

  cdr_gate_stop (self->gates[REQUEST_OPEN]);
  request = add (self, REQUEST_OPEN);
  request->hint = g_strdup (hint);
  request->files = g_ptr_array_new_with_free_func (g_object_unref);
  for (int i = 0; i < n_files; i++)
    g_ptr_array_add (request->files, g_object_ref (((GFile **) files)[i]));
  added (self);
}

/* The other instance waits for the last reference to go. */
static int
command_line_cb (GApplication            *application,
                 GApplicationCommandLine *command_line,
                 gpointer                 user_data)
{
  CdrRequests *self = user_data;

  cdr_gate_stop (self->gates[REQUEST_COMMAND_LINE]);
  add (self, REQUEST_COMMAND_LINE)->command_line = g_object_ref (command_line);
  added (self);

  return self->is_refusing ? 1 : 0;
}

static void
add_action (CdrRequests *self,
            RequestKind  kind,
            gpointer     action,
            GVariant    *value)
{
  Request *request = add (self, kind);

  g_signal_stop_emission_by_name (action, kind == REQUEST_ACTION ? "activate" : "change-state");
  request->action = g_object_ref (action);
  request->value = value != NULL ? g_variant_ref (value) : NULL;
  added (self);
}

static void
action_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  add_action (user_data, REQUEST_ACTION, action, parameter);
}

static void
state_cb (GSimpleAction *action,
          GVariant      *value,
          gpointer       user_data)
{
  add_action (user_data, REQUEST_STATE, action, value);
}

/* Who waits for a slow setup may want to leave. */
static void
close_action (CdrRequests *self,
              const char  *name)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->application), name);

  if (!G_IS_SIMPLE_ACTION (action) || g_str_equal (name, "quit"))
    return;

  g_ptr_array_add (self->action_gates,
                   cdr_gate_new (action, "activate", G_CALLBACK (action_cb), self));
  g_ptr_array_add (self->action_gates,
                   cdr_gate_new (action, "change-state", G_CALLBACK (state_cb), self));
}

static void
action_added_cb (GActionGroup *group,
                 const char   *name,
                 gpointer      user_data)
{
  close_action (user_data, name);
}

/* Only once it is registered does the application tell of its actions. */
static void
close_actions (CdrRequests *self)
{
  g_auto (GStrv) names = NULL;

  if (self->added_handler != 0 || !g_application_get_is_registered (self->application))
    return;

  names = g_action_group_list_actions (G_ACTION_GROUP (self->application));
  for (guint i = 0; names[i] != NULL; i++)
    close_action (self, names[i]);
  self->added_handler = g_signal_connect (self->application, "action-added",
                                          G_CALLBACK (action_added_cb), self);
}

/* From now on everything waits. Called before the application is registered, it is to be
 * called again then.
 */
void
cdr_requests_close (CdrRequests *self)
{
  if (!self->is_closed)
    {
      self->is_closed = TRUE;
      self->gates[REQUEST_ACTIVATE] = cdr_gate_new (self->application, "activate",
                                                    G_CALLBACK (activate_cb), self);
      self->gates[REQUEST_OPEN] = cdr_gate_new (self->application, "open",
                                                G_CALLBACK (open_cb), self);
      self->gates[REQUEST_COMMAND_LINE] = cdr_gate_new (self->application, "command-line",
                                                        G_CALLBACK (command_line_cb), self);
    }

  close_actions (self);
}

static void
open_gates (CdrRequests *self)
{
  if (!self->is_closed)
    return;

  self->is_closed = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (self->gates); i++)
    g_clear_pointer (&self->gates[i], cdr_gate_open);
  g_ptr_array_set_size (self->action_gates, 0);
  if (self->application != NULL)
    g_clear_signal_handler (&self->added_handler, self->application);
}

CdrRequests *
cdr_requests_new (GApplication *application)
{
  CdrRequests *self = g_new0 (CdrRequests, 1);

  g_set_weak_pointer (&self->application, application);
  self->action_gates = g_ptr_array_new_with_free_func ((GDestroyNotify) cdr_gate_open);
  g_queue_init (&self->waiting);

  return self;
}

void
cdr_requests_free (CdrRequests *self)
{
  cdr_requests_refuse (self);
  open_gates (self);
  g_clear_weak_pointer (&self->application);
  g_ptr_array_unref (self->action_gates);
  g_free (self);
}

/* Nothing happens any more, now or later. */
void
cdr_requests_refuse (CdrRequests *self)
{
  Request *request;

  self->is_refusing = TRUE;
  while ((request = g_queue_pop_head (&self->waiting)) != NULL)
    refuse (request);
}

/* Happening at last. */

static void
replay_command_line (CdrRequests *self,
                     Request     *request,
                     int         *exit_status)
{
  int status = 0;

  g_signal_emit_by_name (self->application, "command-line", request->command_line, &status);
  g_application_command_line_set_exit_status (request->command_line, status);
  if (!g_application_command_line_get_is_remote (request->command_line))
    *exit_status = status;
}

static void
replay (CdrRequests *self,
        Request     *request,
        int         *exit_status)
{
  switch (request->kind)
    {
    case REQUEST_ACTIVATE:
      g_application_activate (self->application);
      break;

    case REQUEST_OPEN:
      g_application_open (self->application, (GFile **) request->files->pdata,
                          (int) request->files->len, request->hint);
      break;

    case REQUEST_COMMAND_LINE:
      replay_command_line (self, request, exit_status);
      break;

    case REQUEST_ACTION:
      g_action_activate (request->action, request->value);
      break;

    case REQUEST_STATE:
    default:
      g_action_change_state (request->action, request->value);
      break;
    }
}

/* Lets the oldest happen. What is asked for from inside happens at once. Open once there
 * is none left.
 *
 * Returns: whether there was one
 */
gboolean
cdr_requests_replay_next (CdrRequests *self,
                          int         *exit_status)
{
  g_autoptr (Request) request = g_queue_pop_head (&self->waiting);

  open_gates (self);
  if (request == NULL)
    return FALSE;

  replay (self, request, exit_status);
  if (self->waiting.length > 0)
    cdr_requests_close (self);

  return TRUE;
}
