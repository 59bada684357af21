/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-conductor.h"

#include "cdr-conductor-private.h"
#include "cdr-failure.h"
#include "cdr-log-private.h"

/**
 * CdrConductor:
 *
 * Sets an application's components up and shuts them down, in order.
 *
 * Starting components one by one is slow, starting them all at once is wrong, and
 * stopping them is hardest when something failed half way. A conductor reads from
 * the components' object properties which of them needs which, makes what is
 * missing, injects the instances, sets up everything at once that can be, and
 * shuts it down in the opposite order.
 *
 * ```c
 * g_autoptr (CdrConductor) conductor = cdr_conductor_new ();
 * g_autoptr (GError) error = NULL;
 *
 * cdr_conductor_add (conductor, DEMO_TYPE_WEB_API);
 * cdr_conductor_add (conductor, DEMO_TYPE_BACKGROUND_WORKERS);
 *
 * if (!cdr_conductor_serve (conductor, NULL, &error))
 *   g_printerr ("%s\n", error->message);
 * ```
 *
 * ## What may go wrong
 *
 * A graph that can't be resolved is refused as a whole, before anything is made.
 * The first failure that matters stops the setup: what is under way is cancelled
 * and waited for, what is active is shut down, and only then the error is
 * reported. Every wait has a deadline. A component that does not answer even after
 * it was cancelled is abandoned: it stays in %CDR_STATE_ABANDONED until its task
 * ends, and is then let go without another call.
 *
 * ## Lists
 *
 * A conductor is a [iface@Gio.ListModel] of its components: the ready-made ones as
 * they were added, and from the moment a setup has resolved the graph all of them,
 * dependencies first. It then stays as it is until the next setup, but for an
 * abandoned component, which leaves when it has ended.
 *
 * ## Limits
 *
 * Components and dependencies may be as many as there is memory for: what a conductor
 * allocates grows with their number alone. Without memory GLib ends the process. What
 * comes from elsewhere is cut before it is kept: in names and messages, a name at 200
 * bytes, the message of a component's error at 4096, and a list of names after 40.
 *
 * ## Threads
 *
 * A conductor belongs to the thread-default main context in which it was created.
 * Components run there, signals and callbacks come from there, and it is used from
 * there; [method@Conductor.quit], [method@Component.fail],
 * [method@Component.extend_timeout] and what a component logs with may be called from
 * any thread.
 */

typedef enum
{
  SIGNAL_COMPONENT_CREATED,
  SIGNAL_SETUP_FAILED,
} CdrConductorSignal;

static guint signals[SIGNAL_SETUP_FAILED + 1];

GParamSpec *cdr_conductor_properties[CDR_CONDUCTOR_PROP_STATUS + 1];

G_DEFINE_FINAL_TYPE_WITH_CODE (CdrConductor, cdr_conductor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      cdr_conductor_list_model_init))

void
cdr_conductor_notify (CdrConductor         *self,
                      CdrConductorProperty  property)
{
  g_object_notify_by_pspec (G_OBJECT (self), cdr_conductor_properties[property]);
}

gboolean
cdr_conductor_is_in_context (CdrConductor *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  return context == self->context;
}

static void
component_failed (CdrConductor *self,
                  CdrComponent *component,
                  const GError *error)
{
  guint node = cdr_component_get_index (component);

  if (self->reconciler != NULL && node != G_MAXUINT)
    cdr_reconciler_fault (self->reconciler, node, error);
  else
    cdr_log (CDR_LOG_IGNORED, component, cdr_component_get_state (component),
             CDR_LOG_NO_DURATION, "%s says that it failed, but is not active: %s",
             cdr_component_get_name (component), error->message);
}

static void
deadline_extended (CdrConductor *self,
                   CdrComponent *component,
                   gint64        until_us)
{
  guint node = cdr_component_get_index (component);

  if (self->reconciler != NULL && node != G_MAXUINT)
    cdr_reconciler_extend (self->reconciler, node, until_us);
}

static void
cdr_conductor_dispose (GObject *object)
{
  CdrConductor *self = CDR_CONDUCTOR (object);

  if (!self->is_disposed)
    {
      self->is_disposed = TRUE;
      cdr_serve_dispose (self);
      cdr_operations_dispose (self);
      cdr_conductor_release (self);
      g_clear_pointer (&self->pump, cdr_pump_free);
    }

  G_OBJECT_CLASS (cdr_conductor_parent_class)->dispose (object);
}

static void
cdr_conductor_finalize (GObject *object)
{
  CdrConductor *self = CDR_CONDUCTOR (object);

  g_clear_pointer (&self->reconciler, cdr_reconciler_unref);
  cdr_conductor_drop_config (self);
  cdr_log_naming_unref (self->owner.log_naming);
  g_ptr_array_unref (self->items);
  g_free (self->status);
  g_free (self->graph_path);
  g_free (self->timeline_path);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (cdr_conductor_parent_class)->finalize (object);
}

static void
cdr_conductor_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  CdrConductor *self = CDR_CONDUCTOR (object);

  switch ((CdrConductorProperty) prop_id)
    {
    case CDR_CONDUCTOR_PROP_GRACE:
      g_value_set_int (value, cdr_conductor_get_grace (self));
      break;

    case CDR_CONDUCTOR_PROP_ITEM_TYPE:
      g_value_set_gtype (value, CDR_TYPE_COMPONENT);
      break;

    case CDR_CONDUCTOR_PROP_KEEP_TIMELINE:
      g_value_set_boolean (value, cdr_conductor_get_keep_timeline (self));
      break;

    case CDR_CONDUCTOR_PROP_LENIENT_CONFIG:
      g_value_set_boolean (value, cdr_conductor_get_lenient_config (self));
      break;

    case CDR_CONDUCTOR_PROP_LOG_DOMAIN:
      g_value_set_string (value, cdr_conductor_get_log_domain (self));
      break;

    case CDR_CONDUCTOR_PROP_LOG_POLICY:
      g_value_set_enum (value, cdr_conductor_get_log_policy (self));
      break;

    case CDR_CONDUCTOR_PROP_MAX_CONCURRENT:
      g_value_set_uint (value, cdr_conductor_get_max_concurrent (self));
      break;

    case CDR_CONDUCTOR_PROP_N_ITEMS:
      g_value_set_uint (value, self->items->len);
      break;

    case CDR_CONDUCTOR_PROP_PROGRESS:
      g_value_set_double (value, cdr_conductor_get_progress (self));
      break;

    case CDR_CONDUCTOR_PROP_SETUP_TIMEOUT:
      g_value_set_int (value, cdr_conductor_get_setup_timeout (self));
      break;

    case CDR_CONDUCTOR_PROP_SHUTDOWN_DEADLINE:
      g_value_set_int (value, cdr_conductor_get_shutdown_deadline (self));
      break;

    case CDR_CONDUCTOR_PROP_SHUTDOWN_TIMEOUT:
      g_value_set_int (value, cdr_conductor_get_shutdown_timeout (self));
      break;

    case CDR_CONDUCTOR_PROP_SLOW_THRESHOLD:
      g_value_set_int (value, cdr_conductor_get_slow_threshold (self));
      break;

    case CDR_CONDUCTOR_PROP_STATE:
      g_value_set_enum (value, cdr_conductor_get_state (self));
      break;

    case CDR_CONDUCTOR_PROP_STATUS:
      g_value_set_string (value, cdr_conductor_get_status (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cdr_conductor_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  CdrConductor *self = CDR_CONDUCTOR (object);

  switch ((CdrConductorProperty) prop_id)
    {
    case CDR_CONDUCTOR_PROP_GRACE:
      cdr_conductor_set_grace (self, g_value_get_int (value));
      break;

    case CDR_CONDUCTOR_PROP_KEEP_TIMELINE:
      cdr_conductor_set_keep_timeline (self, g_value_get_boolean (value));
      break;

    case CDR_CONDUCTOR_PROP_LENIENT_CONFIG:
      cdr_conductor_set_lenient_config (self, g_value_get_boolean (value));
      break;

    case CDR_CONDUCTOR_PROP_LOG_DOMAIN:
      cdr_conductor_set_log_domain (self, g_value_get_string (value));
      break;

    case CDR_CONDUCTOR_PROP_LOG_POLICY:
      cdr_conductor_set_log_policy (self, g_value_get_enum (value));
      break;

    case CDR_CONDUCTOR_PROP_MAX_CONCURRENT:
      cdr_conductor_set_max_concurrent (self, g_value_get_uint (value));
      break;

    case CDR_CONDUCTOR_PROP_SETUP_TIMEOUT:
      cdr_conductor_set_setup_timeout (self, g_value_get_int (value));
      break;

    case CDR_CONDUCTOR_PROP_SHUTDOWN_DEADLINE:
      cdr_conductor_set_shutdown_deadline (self, g_value_get_int (value));
      break;

    case CDR_CONDUCTOR_PROP_SHUTDOWN_TIMEOUT:
      cdr_conductor_set_shutdown_timeout (self, g_value_get_int (value));
      break;

    case CDR_CONDUCTOR_PROP_SLOW_THRESHOLD:
      cdr_conductor_set_slow_threshold (self, g_value_get_int (value));
      break;

    case CDR_CONDUCTOR_PROP_ITEM_TYPE: /* read-only */
    case CDR_CONDUCTOR_PROP_N_ITEMS:
    case CDR_CONDUCTOR_PROP_PROGRESS:
    case CDR_CONDUCTOR_PROP_STATE:
    case CDR_CONDUCTOR_PROP_STATUS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cdr_conductor_class_init (CdrConductorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cdr_conductor_dispose;
  object_class->finalize = cdr_conductor_finalize;
  object_class->get_property = cdr_conductor_get_property;
  object_class->set_property = cdr_conductor_set_property;

  cdr_conductor_make_settings ();
  cdr_conductor_make_observables ();
  g_object_class_install_properties (object_class, G_N_ELEMENTS (cdr_conductor_properties),
                                     cdr_conductor_properties);

  /**
   * CdrConductor::component-created:
   * @self: the conductor
   * @component: what was made
   *
   * Emitted once for each component that the conductor makes, after the whole graph
   * was found valid and before any setup: the place to configure it.
   */
  signals[SIGNAL_COMPONENT_CREATED] =
    g_signal_new ("component-created",
                  G_TYPE_FROM_CLASS (klass),
                  G_SIGNAL_RUN_LAST,
                  0,
                  NULL, NULL,
                  NULL,
                  G_TYPE_NONE,
                  1, CDR_TYPE_COMPONENT);

  /**
   * CdrConductor::setup-failed:
   * @self: the conductor
   * @error: why
   *
   * Emitted when the setup of an application that was given to
   * [method@Conductor.attach_application] has failed, and was rolled back.
   *
   * A handler that shows the error itself returns %TRUE. The application then goes on as
   * long as something keeps it, a window or a hold; to try again, call
   * [method@Conductor.setup_async]. Otherwise the application ends.
   *
   * Returns: %TRUE if the application is to go on
   */
  signals[SIGNAL_SETUP_FAILED] =
    g_signal_new ("setup-failed",
                  G_TYPE_FROM_CLASS (klass),
                  G_SIGNAL_RUN_LAST,
                  0,
                  g_signal_accumulator_true_handled, NULL,
                  NULL,
                  G_TYPE_BOOLEAN,
                  1, G_TYPE_ERROR);
}

static void
cdr_conductor_init (CdrConductor *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->pump = cdr_pump_new (self->context, cdr_operations_pump_cb, self);

  self->owner = (CdrOwner) {
    .conductor = self,
    .context = self->context,
    .log_naming = cdr_log_naming_new (),
    .component_failed = component_failed,
    .deadline_extended = deadline_extended,
  };

  self->settings = (CdrSettings) {
    .setup_timeout = 30000,
    .shutdown_timeout = 10000,
    .shutdown_deadline = 20000,
    .grace = 1000,
    .slow_threshold = 2000,
    .keep_timeline = TRUE,
  };

  self->manifest = cdr_manifest_new ();
  self->kept = g_ptr_array_new ();
  self->known = g_hash_table_new (NULL, NULL);
  self->made = g_hash_table_new (NULL, NULL);
  self->items = g_ptr_array_new ();
  self->failures = g_list_store_new (CDR_TYPE_FAILURE);

  g_queue_init (&self->setup_callers);
  g_queue_init (&self->shutdown_callers);
}

/**
 * cdr_conductor_new:
 *
 * Creates a conductor that belongs to the thread-default main context.
 *
 * It belongs to that context for good: a call from where another one is the
 * thread's default is a critical, and does nothing.
 *
 * Returns: (transfer full): a new conductor
 */
CdrConductor *
cdr_conductor_new (void)
{
  return g_object_new (CDR_TYPE_CONDUCTOR, NULL);
}

/* Whether anybody wants to be told of what is made. */
gboolean
cdr_conductor_has_created_handler (CdrConductor *self)
{
  return g_signal_has_handler_pending (self, signals[SIGNAL_COMPONENT_CREATED], 0, TRUE);
}

void
cdr_conductor_emit_created (CdrConductor *self,
                            CdrComponent *component)
{
  g_signal_emit (self, signals[SIGNAL_COMPONENT_CREATED], 0, component);
}

/* Returns: TRUE if a handler has seen to it */
gboolean
cdr_conductor_emit_setup_failed (CdrConductor *self,
                                 const GError *error)
{
  gboolean is_handled = FALSE;

  g_signal_emit (self, signals[SIGNAL_SETUP_FAILED], 0, error, &is_handled);

  return is_handled;
}
