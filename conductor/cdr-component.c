/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-component.h"

#include "cdr-component-private.h"
#include "cdr-conductor.h"
#include "cdr-text-private.h"

/**
 * CdrComponent:
 *
 * One part of an application that is set up and shut down as a whole.
 *
 * A database, a message queue, a server, a pool of workers: each is a subclass
 * that says how it comes up and goes down, and what it needs. What it needs are
 * ordinary object properties whose type is another component; a
 * [class@Conductor] sets them before the setup and clears them after the
 * shutdown.
 *
 * ```c
 * static void
 * demo_web_api_setup (CdrComponent *component,
 *                     GTask        *task)
 * {
 *   DemoWebApi *self = DEMO_WEB_API (component);
 *
 *   // self->database was injected, and is active
 *   self->task = g_object_ref (task);
 *   listen_async (self, g_task_get_cancellable (task), listening_cb, self);
 * }
 * ```
 *
 * ## The task
 *
 * The virtual methods `setup` and `shutdown` get a [class@Gio.Task]. Return a
 * boolean or an error through it, once, now or later, from any thread; with
 * [method@Gio.Task.run_in_thread] a blocking setup is one line. To return
 * later keep a reference, and drop it when returning: the task holds the
 * component. A task that is dropped without being returned is noticed and
 * reported as %CDR_ERROR_NEVER_RETURNED.
 *
 * Data, tag, name and priority of the task are the component's own. Its
 * cancellable asks for a quick end: a setup should give up, release what it had
 * half acquired and return an error; a shutdown should hurry. A success that
 * comes all the same counts as one. Do not call
 * [method@Gio.Task.propagate_boolean], [method@Gio.Task.set_return_on_cancel]
 * or [method@Gio.Task.set_check_cancellable] on it.
 *
 * In C and Vala the pair `setup_async` and `setup_finish` can be overridden
 * instead.
 *
 * ## References
 *
 * A component that keeps a reference to its conductor makes a cycle: use
 * [method@Component.get_conductor]. After the shutdown has ended, callbacks
 * that were left behind must expect their dependencies to be %NULL.
 */

typedef struct
{
  char           *name; /* NULL: made from the type's name */
  GError         *error;
  const CdrOwner *owner; /* part of the conductor, which clears it */
  int             setup_timeout;
  int             shutdown_timeout;
  guint           index; /* the owner's number for this component */
  guint           n_setups; /* atomic: messages are of the setup that they follow */
  int             state; /* atomic: what other threads log says it */
  const char     *log_domain;
  guint           log_serial; /* of the settings that it was named by */
  guint           is_disposed : 1;
} CdrComponentPrivate;

typedef enum
{
  PROP_CONDUCTOR = 1,
  PROP_ERROR,
  PROP_NAME,
  PROP_SETUP_TIMEOUT,
  PROP_SHUTDOWN_TIMEOUT,
  PROP_STATE,
} CdrComponentProperty;

static GParamSpec *properties[PROP_STATE + 1];

const CdrComponentClass *cdr_component_base_class;

/* Guards the owner and the log domain of every component, which other threads may ask
 * for.
 */
static GMutex owner_lock;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CdrComponent, cdr_component, G_TYPE_OBJECT)

static void
cdr_component_dispose (GObject *object)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (CDR_COMPONENT (object));

  priv->is_disposed = TRUE;

  G_OBJECT_CLASS (cdr_component_parent_class)->dispose (object);
}

static void
cdr_component_finalize (GObject *object)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (CDR_COMPONENT (object));

  g_clear_pointer (&priv->name, g_free);
  g_clear_error (&priv->error);

  G_OBJECT_CLASS (cdr_component_parent_class)->finalize (object);
}

static void
cdr_component_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  CdrComponent *self = CDR_COMPONENT (object);

  switch ((CdrComponentProperty) prop_id)
    {
    case PROP_CONDUCTOR:
      g_value_set_object (value, cdr_component_get_conductor (self));
      break;

    case PROP_ERROR:
      g_value_set_boxed (value, cdr_component_get_error (self));
      break;

    case PROP_NAME:
      g_value_set_string (value, cdr_component_get_name (self));
      break;

    case PROP_SETUP_TIMEOUT:
      g_value_set_int (value, cdr_component_get_setup_timeout (self));
      break;

    case PROP_SHUTDOWN_TIMEOUT:
      g_value_set_int (value, cdr_component_get_shutdown_timeout (self));
      break;

    case PROP_STATE:
      g_value_set_enum (value, cdr_component_get_state (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cdr_component_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  CdrComponent *self = CDR_COMPONENT (object);
  CdrComponentPrivate *priv = cdr_component_get_instance_private (self);

  switch ((CdrComponentProperty) prop_id)
    {
    case PROP_NAME: /* construct-only */
      if (g_value_get_string (value) != NULL)
        priv->name = cdr_text_to_line (g_value_get_string (value), CDR_TEXT_MAX_NAME);
      break;

    case PROP_SETUP_TIMEOUT:
      cdr_component_set_setup_timeout (self, g_value_get_int (value));
      break;

    case PROP_SHUTDOWN_TIMEOUT:
      cdr_component_set_shutdown_timeout (self, g_value_get_int (value));
      break;

    case PROP_CONDUCTOR: /* read-only */
    case PROP_ERROR:
    case PROP_STATE:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* PyGObject and GJS can't override a virtual method that takes a callback: they see
 * only the form with a task.
 */

/**
 * CdrComponent::setup_async: (skip)
 * @self: a component
 * @cancellable: (nullable): what asks it to give up
 * @callback: what to call when it is set up
 * @user_data: what to pass to @callback
 *
 * Sets the component up.
 */

/**
 * CdrComponent::setup_finish: (skip)
 * @self: a component
 * @result: what the callback got
 * @error: where to put an error
 *
 * Ends `setup_async`.
 *
 * Returns: %TRUE if the component is set up
 */

/**
 * CdrComponent::shutdown_async: (skip)
 * @self: a component
 * @cancellable: (nullable): what asks it to hurry
 * @callback: what to call when it is shut down
 * @user_data: what to pass to @callback
 *
 * Shuts the component down.
 */

/**
 * CdrComponent::shutdown_finish: (skip)
 * @self: a component
 * @result: what the callback got
 * @error: where to put an error
 *
 * Ends `shutdown_async`.
 *
 * Returns: %TRUE if the component is shut down
 */

static void
cdr_component_class_init (CdrComponentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cdr_component_dispose;
  object_class->finalize = cdr_component_finalize;
  object_class->get_property = cdr_component_get_property;
  object_class->set_property = cdr_component_set_property;

  klass->setup = cdr_component_real_setup;
  klass->shutdown = cdr_component_real_shutdown;
  klass->setup_async = cdr_component_real_pair_async;
  klass->setup_finish = cdr_component_real_pair_finish;
  klass->shutdown_async = cdr_component_real_pair_async;
  klass->shutdown_finish = cdr_component_real_pair_finish;

  cdr_component_base_class = klass;

  /**
   * CdrComponent:conductor: (getter get_conductor)
   *
   * The conductor that the component belongs to.
   *
   * A plain pointer, which the conductor clears when it lets the component go.
   */
  properties[PROP_CONDUCTOR] =
    g_param_spec_object ("conductor", NULL, NULL,
                         CDR_TYPE_CONDUCTOR,
                         G_PARAM_READABLE |
                         G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);

  /**
   * CdrComponent:error: (getter get_error)
   *
   * What went wrong with the component, or %NULL; cleared when the next setup
   * begins.
   */
  properties[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL,
                        G_TYPE_ERROR,
                        G_PARAM_READABLE |
                        G_PARAM_EXPLICIT_NOTIFY |
                        G_PARAM_STATIC_STRINGS);

  /**
   * CdrComponent:name: (getter get_name)
   *
   * What the component is called in messages, errors and pictures.
   *
   * The default is what its class was given with [method@ComponentClass.set_name],
   * or else the name of its type, without the prefix that GJS and PyGObject give it.
   *
   * It is one line for people: line ends become spaces, other control characters and
   * invalid UTF-8 U+FFFD, and beyond 200 bytes it is cut.
   */
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL,
                         NULL,
                         G_PARAM_READWRITE |
                         G_PARAM_CONSTRUCT_ONLY |
                         G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);

  /**
   * CdrComponent:setup-timeout: (getter get_setup_timeout) (setter set_setup_timeout)
   *
   * How long a setup may take, in milliseconds: 0 for ever, -1 as long as the
   * conductor's [property@Conductor:setup-timeout] says.
   *
   * It is read when the setup begins, and counted from then.
   */
  properties[PROP_SETUP_TIMEOUT] =
    g_param_spec_int ("setup-timeout", NULL, NULL,
                      -1, G_MAXINT, -1,
                      G_PARAM_READWRITE |
                      G_PARAM_EXPLICIT_NOTIFY |
                      G_PARAM_STATIC_STRINGS);

  /**
   * CdrComponent:shutdown-timeout: (getter get_shutdown_timeout) (setter set_shutdown_timeout)
   *
   * How long a shutdown may take, in milliseconds: 0 for ever, -1 as long as the
   * conductor's [property@Conductor:shutdown-timeout] says.
   *
   * It is read when the shutdown begins, and counted from then.
   */
  properties[PROP_SHUTDOWN_TIMEOUT] =
    g_param_spec_int ("shutdown-timeout", NULL, NULL,
                      -1, G_MAXINT, -1,
                      G_PARAM_READWRITE |
                      G_PARAM_EXPLICIT_NOTIFY |
                      G_PARAM_STATIC_STRINGS);

  /**
   * CdrComponent:state: (getter get_state)
   *
   * The state of the component.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL,
                       CDR_TYPE_STATE, CDR_STATE_INACTIVE,
                       G_PARAM_READABLE |
                       G_PARAM_EXPLICIT_NOTIFY |
                       G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cdr_component_init (CdrComponent *self)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (self);

  priv->setup_timeout = -1;
  priv->shutdown_timeout = -1;
}

/**
 * cdr_component_get_conductor: (get-property conductor)
 * @self: a component
 *
 * Gets the conductor that the component belongs to.
 *
 * The conductor holds its components, so a component that keeps a reference to it in
 * turn makes a circle: neither is freed before the component drops that reference, or
 * the conductor is disposed of explicitly. There is no need to keep one: this is the
 * way to the conductor whenever it is wanted.
 *
 * Returns: (transfer none) (nullable): the conductor, or %NULL if the component
 *   was not added to one, its setup has not been resolved yet, or the conductor
 *   has let it go
 */
CdrConductor *
cdr_component_get_conductor (CdrComponent *self)
{
  CdrComponentPrivate *priv;

  g_return_val_if_fail (CDR_IS_COMPONENT (self), NULL);

  priv = cdr_component_get_instance_private (self);
  return priv->owner != NULL ? priv->owner->conductor : NULL;
}

/**
 * cdr_component_get_error: (get-property error)
 * @self: a component
 *
 * Gets what went wrong with the component.
 *
 * That is the error of its setup, of [method@Component.fail] or of its
 * shutdown, or %CDR_ERROR_SKIPPED with the cause.
 *
 * Returns: (transfer none) (nullable): the error, or %NULL if nothing went wrong
 *   since the last setup began
 */
const GError *
cdr_component_get_error (CdrComponent *self)
{
  CdrComponentPrivate *priv;

  g_return_val_if_fail (CDR_IS_COMPONENT (self), NULL);

  priv = cdr_component_get_instance_private (self);
  return priv->error;
}

/**
 * cdr_component_get_name: (get-property name)
 * @self: a component
 *
 * Gets what the component is called in messages, errors and pictures.
 *
 * Returns: (transfer none): the name
 */
const char *
cdr_component_get_name (CdrComponent *self)
{
  CdrComponentPrivate *priv;

  g_return_val_if_fail (CDR_IS_COMPONENT (self), NULL);

  priv = cdr_component_get_instance_private (self);
  return priv->name != NULL ? priv->name : cdr_component_default_name (G_OBJECT_TYPE (self));
}

/**
 * cdr_component_get_setup_timeout: (get-property setup-timeout)
 * @self: a component
 *
 * Gets how long a setup may take.
 *
 * Returns: milliseconds; 0 for ever, -1 as long as the conductor says
 */
int
cdr_component_get_setup_timeout (CdrComponent *self)
{
  CdrComponentPrivate *priv;

  g_return_val_if_fail (CDR_IS_COMPONENT (self), -1);

  priv = cdr_component_get_instance_private (self);
  return priv->setup_timeout;
}

/**
 * cdr_component_set_setup_timeout: (set-property setup-timeout)
 * @self: a component
 * @timeout_ms: milliseconds; 0 for ever, -1 as long as the conductor says
 *
 * Sets how long a setup may take, from the next one on.
 */
void
cdr_component_set_setup_timeout (CdrComponent *self,
                                 int           timeout_ms)
{
  CdrComponentPrivate *priv;

  g_return_if_fail (CDR_IS_COMPONENT (self));
  g_return_if_fail (timeout_ms >= -1);

  priv = cdr_component_get_instance_private (self);
  if (priv->setup_timeout == timeout_ms)
    return;

  priv->setup_timeout = timeout_ms;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SETUP_TIMEOUT]);
}

/**
 * cdr_component_get_shutdown_timeout: (get-property shutdown-timeout)
 * @self: a component
 *
 * Gets how long a shutdown may take.
 *
 * Returns: milliseconds; 0 for ever, -1 as long as the conductor says
 */
int
cdr_component_get_shutdown_timeout (CdrComponent *self)
{
  CdrComponentPrivate *priv;

  g_return_val_if_fail (CDR_IS_COMPONENT (self), -1);

  priv = cdr_component_get_instance_private (self);
  return priv->shutdown_timeout;
}

/**
 * cdr_component_set_shutdown_timeout: (set-property shutdown-timeout)
 * @self: a component
 * @timeout_ms: milliseconds; 0 for ever, -1 as long as the conductor says
 *
 * Sets how long a shutdown may take, from the next one on.
 */
void
cdr_component_set_shutdown_timeout (CdrComponent *self,
                                    int           timeout_ms)
{
  CdrComponentPrivate *priv;

  g_return_if_fail (CDR_IS_COMPONENT (self));
  g_return_if_fail (timeout_ms >= -1);

  priv = cdr_component_get_instance_private (self);
  if (priv->shutdown_timeout == timeout_ms)
    return;

  priv->shutdown_timeout = timeout_ms;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHUTDOWN_TIMEOUT]);
}

/**
 * cdr_component_get_state: (get-property state)
 * @self: a component
 *
 * Gets the state of the component.
 *
 * Returns: the state
 */
CdrState
cdr_component_get_state (CdrComponent *self)
{
  CdrComponentPrivate *priv;

  g_return_val_if_fail (CDR_IS_COMPONENT (self), CDR_STATE_INACTIVE);

  priv = cdr_component_get_instance_private (self);
  return g_atomic_int_get (&priv->state);
}

void
cdr_component_set_state (CdrComponent *self,
                         CdrState      state)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (self);

  if (g_atomic_int_get (&priv->state) == (int) state)
    return;

  if (state == CDR_STATE_SETTING_UP)
    g_atomic_int_inc (&priv->n_setups);

  g_atomic_int_set (&priv->state, state);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/* Takes ownership of @error, which may be NULL. */
void
cdr_component_take_error (CdrComponent *self,
                          GError       *error)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (self);

  if (priv->error == error)
    return;

  g_clear_error (&priv->error);
  priv->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

/* In the owner's context. */
const CdrOwner *
cdr_component_get_owner (CdrComponent *self)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (self);

  return priv->owner;
}

/* From any thread.
 *
 * Returns: (transfer full) (nullable): where the owner is to be told something
 */
GMainContext *
cdr_component_ref_context (CdrComponent *self)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (self);
  GMainContext *context = NULL;

  g_mutex_lock (&owner_lock);
  if (priv->owner != NULL)
    context = g_main_context_ref (priv->owner->context);
  g_mutex_unlock (&owner_lock);

  return context;
}

/* From any thread.
 *
 * @domain: (out): the component's log domain, as far as it is known
 * @serial: (out): of the settings that it was named by; 0 where it is not known
 *
 * Returns: (transfer full) (nullable): what names it
 */
CdrLogNaming *
cdr_component_ref_log_naming (CdrComponent  *self,
                              const char   **domain,
                              guint         *serial)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (self);
  CdrLogNaming *naming = NULL;

  g_mutex_lock (&owner_lock);
  if (priv->owner != NULL)
    naming = cdr_log_naming_ref (priv->owner->log_naming);
  *domain = priv->log_domain;
  *serial = priv->log_serial;
  g_mutex_unlock (&owner_lock);

  return naming;
}

void
cdr_component_remember_log_domain (CdrComponent *self,
                                   const char   *domain,
                                   guint         serial)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (self);

  g_mutex_lock (&owner_lock);
  priv->log_domain = domain;
  priv->log_serial = serial;
  g_mutex_unlock (&owner_lock);
}

static gboolean
replace_owner (CdrComponent   *self,
               const CdrOwner *owner)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (self);
  gboolean is_new = priv->owner != owner;

  g_mutex_lock (&owner_lock);
  priv->owner = owner;
  g_mutex_unlock (&owner_lock);

  return is_new;
}

void
cdr_component_set_owner (CdrComponent   *self,
                         const CdrOwner *owner)
{
  if (replace_owner (self, owner))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONDUCTOR]);
}

/* For the owner's dispose, from which nothing is emitted. */
void
cdr_component_disown (CdrComponent *self)
{
  replace_owner (self, NULL);
}

void
cdr_component_set_index (CdrComponent *self,
                         guint         index)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (self);

  priv->index = index;
}

guint
cdr_component_get_index (CdrComponent *self)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (self);

  return priv->index;
}

/* The only place from which the virtual methods are called. */
void
cdr_component_call (CdrComponent *self,
                    CdrPhase      phase,
                    GTask        *task)
{
  CdrComponentClass *klass = CDR_COMPONENT_GET_CLASS (self);

  if (phase == CDR_PHASE_SETUP)
    {
      cdr_component_settle_log_domain (self);
      klass->setup (self, task);
    }
  else
    {
      klass->shutdown (self, task);
    }
}

/* How many setups have begun; from any thread. */
guint
cdr_component_get_n_setups (CdrComponent *self)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (self);

  return g_atomic_int_get (&priv->n_setups);
}

gboolean
cdr_component_is_disposed (CdrComponent *self)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (self);

  return priv->is_disposed;
}
