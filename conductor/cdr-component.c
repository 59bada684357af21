/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-component.h"

#include "cdr-component-private.h"
#include "cdr-conductor.h"
#include "cdr-error.h"

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
  guint           state : 8;
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

/* Guards the owner of every component, which other threads may ask for. */
static GMutex owner_lock;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CdrComponent, cdr_component, G_TYPE_OBJECT)

static G_DEFINE_QUARK (cdr-component-class-name, class_name)

/* What a person calls a type: what its class says, or else the type's name without
 * what the languages add to it. The result lives as long as the type.
 */
const char *
cdr_component_default_name (GType type)
{
  const char *given = g_type_get_qdata (type, class_name_quark ());
  const char *name = given != NULL ? given : g_type_name (type);
  const char *module_end = strrchr (name, '+');
  const char *version;

  if (given != NULL)
    return given;

  if (module_end != NULL)
    name = module_end + 1;
  else if (g_str_has_prefix (name, "Gjs_"))
    name += strlen ("Gjs_");

  version = g_strrstr (name, "-v");
  if (version != NULL && version[2] != '\0' && strspn (version + 2, "0123456789") == strlen (version + 2))
    {
      g_autofree char *stem = g_strndup (name, version - name);

      return g_intern_string (stem);
    }

  return name;
}

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
      priv->name = g_value_dup_string (value);
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

/* The default of `setup` and `shutdown`: calls the pair and answers with its
 * outcome.
 */

static void setup_pair_cb    (GObject      *object,
                              GAsyncResult *result,
                              gpointer      user_data);
static void shutdown_pair_cb (GObject      *object,
                              GAsyncResult *result,
                              gpointer      user_data);

static void
cdr_component_real_setup (CdrComponent *self,
                          GTask        *task)
{
  CDR_COMPONENT_GET_CLASS (self)->setup_async (self, g_task_get_cancellable (task),
                                               setup_pair_cb, g_object_ref (task));
}

static void
cdr_component_real_shutdown (CdrComponent *self,
                             GTask        *task)
{
  CDR_COMPONENT_GET_CLASS (self)->shutdown_async (self, g_task_get_cancellable (task),
                                                  shutdown_pair_cb, g_object_ref (task));
}

/* A success that came after the cancel must not be turned into "cancelled" by
 * the finish function: what came up would never be shut down. (A task that returns
 * on cancel does not wait for the success, and can't be told.)
 */
static void
keep_late_success (GAsyncResult *result)
{
  if (G_IS_TASK (result) && !g_task_get_return_on_cancel (G_TASK (result)))
    g_task_set_check_cancellable (G_TASK (result), FALSE);
}

static void
return_outcome (GTask    *task,
                gboolean  success,
                GError   *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, success);
}

static void
setup_pair_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  CdrComponent *self = CDR_COMPONENT (object);
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  gboolean success;

  keep_late_success (result);
  success = CDR_COMPONENT_GET_CLASS (self)->setup_finish (self, result, &error);
  return_outcome (task, success, error);
}

static void
shutdown_pair_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  CdrComponent *self = CDR_COMPONENT (object);
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  gboolean success;

  keep_late_success (result);
  success = CDR_COMPONENT_GET_CLASS (self)->shutdown_finish (self, result, &error);
  return_outcome (task, success, error);
}

/* The default of both pairs: succeeds at once. */

static void
cdr_component_real_pair_async (CdrComponent        *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cdr_component_real_pair_async);
  g_task_set_name (task, "cdr_component_real_pair_async");
  g_task_return_boolean (task, TRUE);
}

static gboolean
cdr_component_real_pair_finish (CdrComponent  *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  if (!G_IS_TASK (result))
    {
      g_set_error (error, CDR_ERROR, CDR_ERROR_INVALID_TYPE,
                   "%s answers with a %s, and so must implement the finish function of its pair",
                   G_OBJECT_TYPE_NAME (self), G_OBJECT_TYPE_NAME (result));
      return FALSE;
    }

  return g_task_propagate_boolean (G_TASK (result), error);
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
 * cdr_component_class_set_name:
 * @klass: the class of a component, once it has its type
 * @name: what to call its instances
 *
 * Sets what components of just this class are called, if they are not given a name.
 *
 * Subclasses do not inherit it: a mock goes by its own name. Call it from
 * `class_init` in C, `class construct` in Vala, a metaclass in Python, and after
 * `registerClass` in JavaScript. On [class@Component] itself it is a critical.
 */
void
cdr_component_class_set_name (CdrComponentClass *klass,
                              const char        *name)
{
  g_return_if_fail (CDR_IS_COMPONENT_CLASS (klass));
  g_return_if_fail (G_TYPE_FROM_CLASS (klass) != CDR_TYPE_COMPONENT);
  g_return_if_fail (name != NULL);

  g_type_set_qdata (G_TYPE_FROM_CLASS (klass), class_name_quark (),
                    (gpointer) g_intern_string (name));
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
  return priv->state;
}

void
cdr_component_set_state (CdrComponent *self,
                         CdrState      state)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (self);

  if (priv->state == state)
    return;

  priv->state = state;
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
    klass->setup (self, task);
  else
    klass->shutdown (self, task);
}

gboolean
cdr_component_is_disposed (CdrComponent *self)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (self);

  return priv->is_disposed;
}

/* For sentences: "is shutting down". */
const char *
cdr_state_to_string (CdrState state)
{
  static const char *const words[] = {
    "inactive", "setting up", "active", "shutting down", "failed", "abandoned"
  };

  return words[state];
}

/* "WebApi (setup): message", in the domain and with the code of @error. */
GError *
cdr_component_prefix_error (CdrComponent *self,
                            CdrPhase      phase,
                            const GError *error)
{
  static const char *const words[] = { "setup", "active", "shutdown" };
  GError *result = g_error_copy (error);

  g_prefix_error (&result, "%s (%s): ", cdr_component_get_name (self), words[phase]);
  return result;
}

/* What a component says to its conductor is posted to the conductor's context,
 * so that it may come from any thread.
 */

typedef struct
{
  CdrComponent *component;
  GError       *error;    /* a failure; or */
  gint64        until_us; /* a new deadline */
} Message;

static void
message_free (Message *message)
{
  g_object_unref (message->component);
  g_clear_error (&message->error);
  g_free (message);
}

static gboolean
deliver_message_cb (gpointer user_data)
{
  Message *message = user_data;
  CdrComponentPrivate *priv = cdr_component_get_instance_private (message->component);
  const CdrOwner *owner = priv->owner;

  if (owner == NULL)
    g_debug ("%s: no conductor is left to hear of it", cdr_component_get_name (message->component));
  else if (message->error != NULL)
    owner->component_failed (owner->conductor, message->component, message->error);
  else
    owner->deadline_extended (owner->conductor, message->component, message->until_us);

  return G_SOURCE_REMOVE;
}

static void
post_message (CdrComponent *self,
              GError       *error,
              gint64        until_us)
{
  CdrComponentPrivate *priv = cdr_component_get_instance_private (self);
  g_autoptr (GMainContext) context = NULL;
  g_autoptr (GSource) source = NULL;
  Message *message;

  g_mutex_lock (&owner_lock);
  if (priv->owner != NULL)
    context = g_main_context_ref (priv->owner->context);
  g_mutex_unlock (&owner_lock);

  if (context == NULL)
    {
      g_debug ("%s belongs to no conductor", cdr_component_get_name (self));
      g_clear_error (&error);
      return;
    }

  message = g_new0 (Message, 1);
  message->component = g_object_ref (self);
  message->error = error;
  message->until_us = until_us;

  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "cdr_component");
  g_source_set_callback (source, deliver_message_cb, message, (GDestroyNotify) message_free);
  g_source_attach (source, context);
}

/**
 * cdr_component_extend_timeout:
 * @self: a component that is setting up or shutting down
 * @ms: milliseconds from now
 *
 * Asks for more time: the running deadline becomes the later of what it is and
 * now plus @ms.
 *
 * Once the call has been cancelled for being late, or because a stop is in a
 * hurry, its grace can't be extended. Nothing happens if no deadline is running.
 *
 * May be called from any thread.
 */
void
cdr_component_extend_timeout (CdrComponent *self,
                              guint         ms)
{
  g_return_if_fail (CDR_IS_COMPONENT (self));

  post_message (self, NULL, g_get_monotonic_time () + (gint64) ms * 1000);
}

/**
 * cdr_component_fail:
 * @self: a component that is active
 * @error: why it can't go on
 *
 * Says that the component is dead: the conductor stops everything in order.
 *
 * Dependents are shut down first, then the component itself: its own `shutdown`
 * is called too. [method@Conductor.serve] and [method@Conductor.run] return
 * %FALSE with this error; elsewhere [property@Component:error] tells.
 *
 * In any other state, and without a conductor, this is logged and ignored.
 *
 * May be called from any thread.
 */
void
cdr_component_fail (CdrComponent *self,
                    const GError *error)
{
  g_return_if_fail (CDR_IS_COMPONENT (self));
  g_return_if_fail (error != NULL);

  post_message (self, g_error_copy (error), 0);
}
