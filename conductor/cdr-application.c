/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-application-requests-private.h"
#include "cdr-conductor-private.h"
#include "cdr-log-private.h"
#include "cdr-signals-private.h"

/* A conductor inside a GApplication: serving, between the application's ::startup and
 * ::shutdown. GApplication waits for nobody once its loop has ended; what it does is
 * emit ::shutdown, class handler last. So that is where its main context is turned until
 * everything is down, and everything that asks for an end leads there by way of
 * g_application_quit ().
 */

/* As long as GApplication itself lets a service wait for its first request. */
#define LINGER_MSEC 10000

struct _CdrApplication
{
  CdrConductor *conductor;   /* until the application has shut down */
  GApplication *application; /* a weak pointer; it holds this as data */
  CdrRequests  *requests;
  CdrSignals   *signals;

  gulong        startup_handler;
  gulong        shutdown_handler;
  gulong        state_handler;
  GSource      *replay;      /* or a service that lingers */

  guint         has_begun : 1;
  guint         has_hold : 1;
  guint         is_serving : 1;
  guint         was_active : 1; /* since it serves */
  guint         was_asked : 1;
  guint         is_shutting_down : 1;
  guint         is_ending : 1;
};

static GQuark quark;

static void
clear_source (CdrApplication *self)
{
  if (self->replay == NULL)
    return;

  g_source_destroy (self->replay);
  g_clear_pointer (&self->replay, g_source_unref);
}

static void
hold (CdrApplication *self)
{
  if (self->has_hold)
    return;

  self->has_hold = TRUE;
  g_application_hold (self->application);
}

static void
release (CdrApplication *self)
{
  if (!self->has_hold)
    return;

  self->has_hold = FALSE;
  g_application_release (self->application);
}

/* From then on the conductor and the application know nothing of each other. */
static void
detach (CdrApplication *self)
{
  if (self->conductor == NULL)
    return;

  clear_source (self);
  g_clear_pointer (&self->signals, cdr_signals_free);
  g_clear_pointer (&self->requests, cdr_requests_free);
  if (self->application != NULL)
    {
      g_clear_signal_handler (&self->startup_handler, self->application);
      g_clear_signal_handler (&self->shutdown_handler, self->application);
    }
  g_clear_weak_pointer (&self->application);
  g_clear_signal_handler (&self->state_handler, self->conductor);
  self->conductor->application = NULL;
  g_clear_object (&self->conductor);
}

static void
application_unref (gpointer data)
{
  g_rc_box_release_full (data, (GDestroyNotify) detach);
}

static void
application_gone_cb (gpointer data)
{
  detach (data);
  application_unref (data);
}

static void
end (CdrApplication *self)
{
  if (self->application != NULL && !self->is_ending)
    g_application_quit (self->application);
}

/* What waited. */

static gboolean
linger_cb (gpointer user_data)
{
  CdrApplication *self = user_data;

  clear_source (self);
  release (self);

  return G_SOURCE_REMOVE;
}

static void
attach_source (CdrApplication *self,
               GSource        *source,
               const char     *name,
               GSourceFunc     func)
{
  clear_source (self);
  self->replay = source;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, name);
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, self->conductor->context);
}

/* A service that has not been asked for anything yet has some time. */
static void
let_go (CdrApplication *self)
{
  gboolean is_service = (g_application_get_flags (self->application) &
                         G_APPLICATION_IS_SERVICE) != 0;

  if (is_service && !self->was_asked &&
      g_application_get_inactivity_timeout (self->application) == 0)
    attach_source (self, g_timeout_source_new (LINGER_MSEC), "CdrApplication linger", linger_cb);
  else
    release (self);
}

/* From a source of its own: what happens now may wait for the conductor, or turn the main
 * loop. One at a time, since each may have asked for an end.
 */
static gboolean
replay_cb (gpointer user_data)
{
  CdrApplication *self = user_data;
  g_autoptr (CdrConductor) conductor = g_object_ref (self->conductor);
  g_autoptr (GApplication) application G_GNUC_UNUSED = g_object_ref (self->application);

  if (cdr_conductor_get_state (conductor) != CDR_STATE_ACTIVE)
    {
      clear_source (self);
      return G_SOURCE_REMOVE;
    }

  if (cdr_requests_replay_next (self->requests, &conductor->exit_status))
    {
      self->was_asked = TRUE;
      return G_SOURCE_CONTINUE;
    }

  clear_source (self);
  let_go (self);

  return G_SOURCE_REMOVE;
}

/* Serving. */

/* Returns: whether it is the application's to go on */
static gboolean
take_failure (CdrApplication *self,
              const GError   *error)
{
  g_autoptr (CdrConductor) conductor = g_object_ref (self->conductor);
  gboolean is_setup = !self->was_active && !self->is_ending;

  conductor->exit_status = 1;
  cdr_log (CDR_LOG_APPLICATION_ENDS, NULL, cdr_conductor_get_state (conductor),
           CDR_LOG_NO_DURATION, "%s: %s",
           is_setup ? "The application can't start" : "The application ends", error->message);

  return is_setup && cdr_conductor_emit_setup_failed (conductor, error);
}

static void
served_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  CdrApplication *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_over = TRUE;

  self->is_serving = FALSE;
  cdr_conductor_serve_finish (CDR_CONDUCTOR (object), result, &error);

  if (self->conductor != NULL && error != NULL)
    is_over = !take_failure (self, error);

  /* A handler may have begun anew. */
  if (self->conductor != NULL && !self->is_serving)
    {
      if (is_over)
        end (self);
      else
        release (self);
    }

  application_unref (self);
}

static void
begin_serve (CdrApplication *self)
{
  self->is_serving = TRUE;
  self->was_active = FALSE;
  self->was_asked = FALSE;
  self->conductor->exit_status = 0;
  hold (self);
  cdr_requests_close (self->requests);
  cdr_conductor_serve_async (self->conductor, NULL, served_cb, g_rc_box_acquire (self));
}

static void
become_active (CdrApplication *self)
{
  self->was_active = TRUE;
  attach_source (self, g_idle_source_new (), "CdrApplication requests", replay_cb);
}

static void
state_changed_cb (CdrConductor *conductor,
                  GParamSpec   *pspec,
                  gpointer      user_data)
{
  CdrApplication *self = user_data;
  CdrState state = cdr_conductor_get_state (conductor);

  if (self->is_ending)
    return;

  /* Somebody tries again. */
  if (state == CDR_STATE_SETTING_UP && !self->is_serving)
    begin_serve (self);
  else if (state == CDR_STATE_ACTIVE)
    become_active (self);
  else if (state == CDR_STATE_SHUTTING_DOWN)
    end (self);
}

/* Beginning and end. */

/* The second and the third are for whoever serves, and for the handler itself. */
static void
signal_cb (guint    count,
           gpointer user_data)
{
  end (user_data);
}

static void
begin (CdrApplication *self)
{
  g_autoptr (GError) error = NULL;

  if (self->has_begun)
    return;

  self->has_begun = TRUE;
  self->signals = cdr_signals_new (self->conductor->context, signal_cb, NULL, TRUE, self,
                                   &error);
  if (self->signals == NULL)
    {
      take_failure (self, error);
      end (self);
      return;
    }

  self->state_handler = g_signal_connect (self->conductor, "notify::state",
                                          G_CALLBACK (state_changed_cb), self);
  begin_serve (self);
  if (cdr_conductor_get_state (self->conductor) == CDR_STATE_ACTIVE)
    become_active (self);
}

static void
startup_cb (GApplication *application,
            gpointer      user_data)
{
  begin (user_data);
}

static void
shut_down_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  CdrApplication *self = user_data;
  g_autoptr (GError) error = NULL;

  self->is_shutting_down = FALSE;
  if (!cdr_conductor_shutdown_finish (CDR_CONDUCTOR (object), result, &error))
    take_failure (self, error);
}

static void
shutdown_cb (GApplication *application,
             gpointer      user_data)
{
  CdrApplication *self = user_data;
  GMainContext *context = self->conductor->context;

  self->is_ending = TRUE;
  clear_source (self);
  cdr_requests_close (self->requests);
  cdr_requests_refuse (self->requests);

  if (self->is_serving)
    cdr_conductor_quit (self->conductor);
  else
    {
      self->is_shutting_down = TRUE;
      cdr_conductor_shutdown_async (self->conductor, NULL, shut_down_cb, self);
    }

  while (self->is_serving || self->is_shutting_down)
    g_main_context_iteration (context, TRUE);

  release (self);
  detach (self);
}

/**
 * cdr_conductor_attach_application:
 * @self: a conductor
 * @application: an application of any class
 *
 * Makes the application's life that of the components.
 *
 * Call it before [method@Gio.Application.run], or from `startup`; the conductor must
 * belong to the default main context. From then on:
 *
 * - Setup begins with [signal@Gio.Application::startup], after the class's own handler,
 *   and holds the application. A second instance, which only talks to the first, sets
 *   nothing up.
 * - [signal@Gio.Application::activate], [signal@Gio.Application::open],
 *   [signal@Gio.Application::command-line] and the activation of the application's
 *   actions wait until everything is active, and then happen, in order and once, whether
 *   they come from this process or over D-Bus. An action named `quit` does not wait.
 * - [method@Gio.Application.quit], the last window's closing, the session's end, SIGINT,
 *   SIGTERM, SIGHUP, [method@Conductor.quit], a shutdown from elsewhere and an active
 *   component's [method@Component.fail] all lead to the same orderly shutdown, for which
 *   the process waits in [signal@Gio.Application::shutdown], before the class's own handler.
 *   The main context goes on turning meanwhile. A second and a third signal do what they
 *   do with [method@Conductor.serve]. A SIGHUP that was ignored, as by `nohup`, stays so.
 * - If the setup fails, the error is logged, [signal@Conductor::setup-failed] is emitted,
 *   and unless a handler sees to it the application ends.
 *
 * [method@Gio.Application.run] returns 0 whatever happened in its loop, so the exit status
 * is to be had from [method@Conductor.get_exit_status].
 *
 * What comes while the application is ending is dropped, and a command line answered
 * with 1. Only actions that are [class@Gio.SimpleAction] wait: others, say of a property
 * or a setting, and those of windows, do not.
 *
 * The application holds the conductor until it has shut down. A conductor can have one
 * application at a time, and an application one conductor.
 */
void
cdr_conductor_attach_application (CdrConductor *self,
                                  GApplication *application)
{
  CdrApplication *attached;

  g_return_if_fail (CDR_IS_CONDUCTOR (self));
  g_return_if_fail (G_IS_APPLICATION (application));
  g_return_if_fail (cdr_conductor_is_in_context (self));
  g_return_if_fail (self->context == g_main_context_default ());
  g_return_if_fail (self->application == NULL);

  if (quark == 0)
    quark = g_quark_from_static_string ("cdr-application");
  g_return_if_fail (g_object_get_qdata (G_OBJECT (application), quark) == NULL);

  attached = g_rc_box_new0 (CdrApplication);
  attached->conductor = g_object_ref (self);
  g_set_weak_pointer (&attached->application, application);
  attached->requests = cdr_requests_new (application);
  self->application = attached;
  g_object_set_qdata_full (G_OBJECT (application), quark, attached, application_gone_cb);

  cdr_requests_close (attached->requests);
  attached->startup_handler = g_signal_connect (application, "startup",
                                                G_CALLBACK (startup_cb), attached);
  attached->shutdown_handler = g_signal_connect (application, "shutdown",
                                                 G_CALLBACK (shutdown_cb), attached);

  if (g_application_get_is_registered (application) &&
      !g_application_get_is_remote (application))
    begin (attached);
}

/**
 * cdr_conductor_get_exit_status:
 * @self: a conductor
 *
 * Gets what the process should return, after an application that was given to
 * [method@Conductor.attach_application] has run.
 *
 * ```c
 * status = g_application_run (application, argc, argv);
 * return status != 0 ? status : cdr_conductor_get_exit_status (conductor);
 * ```
 *
 * It is 1 if the setup failed, a component failed while active, or the shutdown was not
 * complete; else what the handler of [signal@Gio.Application::command-line] returned for
 * this process's own command line; else 0.
 *
 * Returns: an exit status
 */
int
cdr_conductor_get_exit_status (CdrConductor *self)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), 1);

  return self->exit_status;
}
