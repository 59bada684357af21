/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-component.h"

#include "cdr-test-clock.h"

#define MAX_DEPENDENCIES 16

/* What is known of one type; made with it, and never freed, like the type. */
typedef struct
{
  guint             n_dependencies;
  const char       *names[MAX_DEPENDENCIES];
  GType             types[MAX_DEPENDENCIES];
  CdrTestBehaviour  behaviours[3];
  guint             delays_ms[3];
  CdrTestHook       hook;
  gpointer          hook_data;
  CdrTestVirtual    override;
  gpointer          override_data;
} Script;

/* One call of setup or shutdown. */
typedef struct
{
  GTask            *task;
  CdrTestComponent *component; /* not owned: the task holds it */
  CdrPhase          phase;
  CdrTestBehaviour  behaviour;
  guint             delay_ms;
  gulong            cancelled_handler;
  GSource          *source;
} Act;

typedef struct
{
  GObject *dependencies[MAX_DEPENDENCIES];
  gboolean is_up;
  int      n_acting;
} CdrTestComponentPrivate;

typedef struct
{
  char  *text;
  gint64 time_us;
} Entry;

static GMutex lock; /* guards the log, which threads write too */
static GArray *log_entries;
static GPtrArray *scripts;
static GPtrArray *hanging;
static guint n_alive;
static int n_thread_tasks; /* atomic */

static void act_later (Act *act);

G_DEFINE_TYPE_WITH_PRIVATE (CdrTestComponent, cdr_test_component, CDR_TYPE_COMPONENT)

/* The log. */

void
cdr_test_log_add (const char *text)
{
  Entry entry = { g_strdup (text), cdr_test_clock_now () };

  g_mutex_lock (&lock);
  if (log_entries == NULL)
    log_entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_append_val (log_entries, entry);
  g_mutex_unlock (&lock);
}

static void
note (CdrTestComponent *self,
      const char       *what)
{
  g_autofree char *text = g_strdup_printf ("%s.%s", cdr_component_get_name (CDR_COMPONENT (self)),
                                           what);

  cdr_test_log_add (text);
}

void
cdr_test_log_clear (void)
{
  for (guint i = 0; log_entries != NULL && i < log_entries->len; i++)
    g_free (g_array_index (log_entries, Entry, i).text);
  g_clear_pointer (&log_entries, g_array_unref);
}

char *
cdr_test_log_to_string (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; log_entries != NULL && i < log_entries->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            g_array_index (log_entries, Entry, i).text);

  return g_string_free (text, FALSE);
}

int
cdr_test_log_index_of (const char *entry)
{
  for (guint i = 0; log_entries != NULL && i < log_entries->len; i++)
    {
      if (g_str_equal (g_array_index (log_entries, Entry, i).text, entry))
        return (int) i;
    }

  return -1;
}

gint64
cdr_test_log_time_of (const char *entry)
{
  int index = cdr_test_log_index_of (entry);

  g_assert_cmpint (index, >=, 0);
  return g_array_index (log_entries, Entry, index).time_us;
}

guint
cdr_test_log_count (const char *entry)
{
  guint n = 0;

  for (guint i = 0; log_entries != NULL && i < log_entries->len; i++)
    n += g_str_equal (g_array_index (log_entries, Entry, i).text, entry);

  return n;
}

/* Acting. */

static void
act_free (Act *act)
{
  if (act->cancelled_handler != 0)
    g_cancellable_disconnect (g_task_get_cancellable (act->task), act->cancelled_handler);
  if (act->source != NULL)
    {
      g_source_destroy (act->source);
      g_source_unref (act->source);
    }
  g_clear_object (&act->task);
  g_free (act);
}

static void
note_end (Act      *act,
          gboolean  success)
{
  CdrTestComponentPrivate *priv = cdr_test_component_get_instance_private (act->component);

  g_assert_cmpint (priv->n_acting, ==, 1);
  priv->n_acting--;

  if (act->phase == CDR_PHASE_SETUP)
    priv->is_up = success;
  else
    priv->is_up = FALSE;

  if (act->phase == CDR_PHASE_SETUP)
    note (act->component, success ? "up" : "failed");
  else
    note (act->component, success ? "down" : "broken");
}

static void
finish (Act    *act,
        GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&act->task);
  gboolean is_twice = act->behaviour == CDR_TEST_TWICE;

  if (act->cancelled_handler != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), act->cancelled_handler);
  act->cancelled_handler = 0;

  note_end (act, error == NULL);
  act_free (act);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);

  if (is_twice)
    g_task_return_boolean (task, TRUE);
}

static void
drop (Act *act)
{
  note_end (act, FALSE);
  act_free (act);
}

static void
carry_out (Act *act)
{
  GError *error = NULL;

  switch (act->behaviour)
    {
    case CDR_TEST_FAIL:
    case CDR_TEST_FAIL_INSIDE:
    case CDR_TEST_LATE_FAILURE:
      error = g_error_new (G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "it broke");
      break;

    case CDR_TEST_UNASKED:
    case CDR_TEST_POLITE:
    case CDR_TEST_SLOW_GIVE_UP:
      error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "gave up");
      break;

    case CDR_TEST_DROP:
    case CDR_TEST_DROP_LATER:
      drop (act);
      return;

    case CDR_TEST_FALSE:
      {
        g_autoptr (GTask) task = g_object_ref (act->task);

        drop (act);
        g_task_return_boolean (task, FALSE);
        return;
      }

    case CDR_TEST_OK:
    case CDR_TEST_INSIDE:
    case CDR_TEST_HANG:
    case CDR_TEST_LATE_SUCCESS:
    case CDR_TEST_TWICE:
    case CDR_TEST_THREAD:
    case CDR_TEST_NESTED:
    case CDR_TEST_PAIR:
    default:
      break;
    }

  finish (act, error);
}

static gboolean
act_cb (gpointer user_data)
{
  carry_out (user_data);
  return G_SOURCE_REMOVE;
}

static void
act_later (Act *act)
{
  g_assert (act->source == NULL);
  act->source = g_timeout_source_new (act->delay_ms);
  g_source_set_callback (act->source, act_cb, act, NULL);
  g_source_attach (act->source, g_task_get_context (act->task));
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  Act *act = user_data;

  note (act->component, "cancelled");

  if (act->behaviour == CDR_TEST_POLITE)
    carry_out (act);
  else if (act->behaviour == CDR_TEST_SLOW_GIVE_UP ||
           act->behaviour == CDR_TEST_LATE_SUCCESS ||
           act->behaviour == CDR_TEST_LATE_FAILURE)
    act_later (act);
}

static void
task_gone_cb (gpointer user_data)
{
  g_atomic_int_add (&n_thread_tasks, -1);
}

static void
completed_cb (GTask      *task,
              GParamSpec *pspec,
              gpointer    user_data)
{
  cdr_test_clock_expect_thread (-1);
}

void
cdr_test_thread_task (GTask *task)
{
  cdr_test_clock_expect_thread (1);
  g_signal_connect (task, "notify::completed", G_CALLBACK (completed_cb), NULL);
  g_atomic_int_inc (&n_thread_tasks);
  g_task_set_task_data (task, &n_thread_tasks, task_gone_cb); /* after its component */
}

void
cdr_test_wait_for_threads (void)
{
  while (g_atomic_int_get (&n_thread_tasks) > 0)
    g_thread_yield ();
}

static void
thread_func (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_task_return_boolean (task, TRUE);
}

static void
begin_thread (Act *act)
{
  g_autoptr (GTask) task = g_steal_pointer (&act->task);

  note_end (act, TRUE);
  g_signal_handler_disconnect (g_task_get_cancellable (task), act->cancelled_handler);
  act->cancelled_handler = 0;
  act_free (act);
  cdr_test_thread_task (task);
  g_task_run_in_thread (task, thread_func);
}

static void
begin_nested (Act *act)
{
  GMainContext *context = g_task_get_context (act->task);
  CdrTestComponentPrivate *priv = cdr_test_component_get_instance_private (act->component);

  act_later (act);
  while (priv->n_acting > 0)
    g_main_context_iteration (context, TRUE);
}

static void
begin (CdrTestComponent *self,
       CdrPhase          phase,
       GTask            *task)
{
  CdrTestComponentPrivate *priv = cdr_test_component_get_instance_private (self);
  Script *script = (Script *) CDR_TEST_COMPONENT_GET_CLASS (self)->script;
  Act *act;

  g_assert_cmpint (priv->n_acting, ==, 0);
  note (self, phase == CDR_PHASE_SETUP ? "setup" : "shutdown");

  if (script->override != NULL)
    {
      script->override (CDR_COMPONENT (self), phase, task, script->override_data);
      return;
    }

  priv->n_acting++;
  act = g_new0 (Act, 1);
  act->task = g_object_ref (task);
  act->component = self;
  act->phase = phase;
  act->behaviour = script->behaviours[phase];
  act->delay_ms = script->delays_ms[phase];

  if (script->hook != NULL)
    script->hook (CDR_COMPONENT (self), phase, script->hook_data);

  /* Connected also where it is not obeyed: what was seen is written down. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      gboolean is_polite = act->behaviour == CDR_TEST_POLITE; /* that frees it */

      cancelled_cb (g_task_get_cancellable (task), act);
      if (is_polite || act->source != NULL)
        return;
    }
  else
    act->cancelled_handler = g_signal_connect (g_task_get_cancellable (task), "cancelled",
                                               G_CALLBACK (cancelled_cb), act);

  switch (act->behaviour)
    {
    case CDR_TEST_HANG:
    case CDR_TEST_POLITE:
    case CDR_TEST_SLOW_GIVE_UP:
    case CDR_TEST_LATE_SUCCESS:
    case CDR_TEST_LATE_FAILURE:
      if (hanging == NULL)
        hanging = g_ptr_array_new ();
      if (act->behaviour == CDR_TEST_HANG)
        g_ptr_array_add (hanging, act);
      break;

    case CDR_TEST_INSIDE:
    case CDR_TEST_FAIL_INSIDE:
    case CDR_TEST_DROP:
      carry_out (act);
      break;

    case CDR_TEST_THREAD:
      begin_thread (act);
      break;

    case CDR_TEST_NESTED:
      begin_nested (act);
      break;

    case CDR_TEST_OK:
    case CDR_TEST_FAIL:
    case CDR_TEST_DROP_LATER:
    case CDR_TEST_TWICE:
    case CDR_TEST_FALSE:
    case CDR_TEST_UNASKED:
    case CDR_TEST_PAIR:
    default:
      act_later (act);
      break;
    }
}

/* What hangs answers after all: TRUE. */
void
cdr_test_release_hanging (void)
{
  g_autoptr (GPtrArray) acts = g_steal_pointer (&hanging);

  for (guint i = 0; acts != NULL && i < acts->len; i++)
    carry_out (g_ptr_array_index (acts, i));
}

static void
cdr_test_component_setup (CdrComponent *component,
                          GTask        *task)
{
  begin (CDR_TEST_COMPONENT (component), CDR_PHASE_SETUP, task);
}

static void
cdr_test_component_shutdown (CdrComponent *component,
                             GTask        *task)
{
  begin (CDR_TEST_COMPONENT (component), CDR_PHASE_SHUTDOWN, task);
}

static void
cdr_test_component_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  CdrTestComponentPrivate *priv =
    cdr_test_component_get_instance_private (CDR_TEST_COMPONENT (object));

  if (g_set_object (&priv->dependencies[prop_id - 1], g_value_get_object (value)))
    g_object_notify_by_pspec (object, pspec);
}

static void
cdr_test_component_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  CdrTestComponentPrivate *priv =
    cdr_test_component_get_instance_private (CDR_TEST_COMPONENT (object));

  g_value_set_object (value, priv->dependencies[prop_id - 1]);
}

static void
cdr_test_component_finalize (GObject *object)
{
  CdrTestComponentPrivate *priv =
    cdr_test_component_get_instance_private (CDR_TEST_COMPONENT (object));

  for (guint i = 0; i < MAX_DEPENDENCIES; i++)
    g_clear_object (&priv->dependencies[i]);
  n_alive--;

  G_OBJECT_CLASS (cdr_test_component_parent_class)->finalize (object);
}

static Script *
script_new (void)
{
  Script *script = g_new0 (Script, 1);

  script->delays_ms[CDR_PHASE_SETUP] = 1;
  script->delays_ms[CDR_PHASE_SHUTDOWN] = 1;

  if (scripts == NULL)
    scripts = g_ptr_array_new ();
  g_ptr_array_add (scripts, script);

  return script;
}

static void
cdr_test_component_class_init (CdrTestComponentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  CdrComponentClass *component_class = CDR_COMPONENT_CLASS (klass);

  object_class->finalize = cdr_test_component_finalize;
  component_class->setup = cdr_test_component_setup;
  component_class->shutdown = cdr_test_component_shutdown;
  klass->script = script_new ();
}

static void
cdr_test_component_init (CdrTestComponent *self)
{
  n_alive++;
}

guint
cdr_test_n_alive (void)
{
  return n_alive;
}

gboolean
cdr_test_component_is_up (CdrTestComponent *self)
{
  CdrTestComponentPrivate *priv = cdr_test_component_get_instance_private (self);

  return priv->is_up;
}

GObject *
cdr_test_component_peek (CdrTestComponent *self,
                         const char       *property_name)
{
  g_autoptr (GObject) value = NULL;

  g_object_get (self, property_name, &value, NULL);
  return value; /* held by the property */
}

/* Types. */

static void
class_init (gpointer klass,
            gpointer class_data)
{
  Script *script = class_data;
  GObjectClass *object_class = klass;

  CDR_TEST_COMPONENT_CLASS (klass)->script = script;
  object_class->set_property = cdr_test_component_set_property;
  object_class->get_property = cdr_test_component_get_property;

  for (guint i = 0; i < script->n_dependencies; i++)
    g_object_class_install_property (object_class, i + 1,
                                     g_param_spec_object (script->names[i], NULL, NULL,
                                                          script->types[i],
                                                          G_PARAM_READWRITE |
                                                          G_PARAM_EXPLICIT_NOTIFY |
                                                          G_PARAM_STATIC_STRINGS));
}

static GType
type_new (const char *name,
          GType       parent,
          GTypeFlags  flags,
          va_list     args)
{
  Script *script = script_new ();
  GTypeQuery query;
  const char *property_name;

  while ((property_name = va_arg (args, const char *)) != NULL)
    {
      g_assert_cmpuint (script->n_dependencies, <, MAX_DEPENDENCIES);
      script->names[script->n_dependencies] = g_intern_string (property_name);
      script->types[script->n_dependencies] = va_arg (args, GType);
      script->n_dependencies++;
    }

  g_type_query (parent, &query);

  return g_type_register_static (parent, name,
                                 &(GTypeInfo) {
                                   .class_size = query.class_size,
                                   .class_init = class_init,
                                   .class_data = script,
                                   .instance_size = query.instance_size,
                                 },
                                 flags);
}

GType
cdr_test_type_new (const char *name,
                   ...)
{
  va_list args;
  GType type;

  va_start (args, name);
  type = type_new (name, CDR_TEST_TYPE_COMPONENT, 0, args);
  va_end (args);

  return type;
}

GType
cdr_test_type_new_below (const char *name,
                         GType       parent,
                         GTypeFlags  flags,
                         ...)
{
  va_list args;
  GType type;

  va_start (args, flags);
  type = type_new (name, parent, flags, args);
  va_end (args);

  return type;
}

GType
cdr_test_interface_new (const char *name)
{
  GType type = g_type_register_static (G_TYPE_INTERFACE, name,
                                       &(GTypeInfo) { .class_size = sizeof (GTypeInterface) }, 0);

  g_type_interface_add_prerequisite (type, CDR_TYPE_COMPONENT);
  return type;
}

void
cdr_test_type_implement (GType type,
                         GType interface)
{
  g_type_add_interface_static (type, interface, &(GInterfaceInfo) { 0 });
}

void
cdr_test_type_set_need (GType       type,
                        const char *property_name,
                        CdrNeed     need)
{
  CdrComponentClass *klass = g_type_class_ref (type); /* types stay */

  cdr_component_class_set_need (klass, property_name, need);
}

static Script *
get_script (GType type)
{
  CdrTestComponentClass *klass = g_type_class_ref (type); /* types stay */

  return (Script *) klass->script;
}

void
cdr_test_script (GType            type,
                 CdrPhase         phase,
                 CdrTestBehaviour behaviour,
                 guint            delay_ms)
{
  Script *script = get_script (type);

  script->behaviours[phase] = behaviour;
  script->delays_ms[phase] = delay_ms;
}

void
cdr_test_hook (GType       type,
               CdrTestHook hook,
               gpointer    user_data)
{
  Script *script = get_script (type);

  script->hook = hook;
  script->hook_data = user_data;
}

void
cdr_test_override (GType           type,
                   CdrTestVirtual  func,
                   gpointer        user_data)
{
  Script *script = get_script (type);

  script->override = func;
  script->override_data = user_data;
}

void
cdr_test_scripts_reset (void)
{
  for (guint i = 0; scripts != NULL && i < scripts->len; i++)
    {
      Script *script = g_ptr_array_index (scripts, i);

      script->hook = NULL;
      script->override = NULL;
      for (guint phase = 0; phase < G_N_ELEMENTS (script->behaviours); phase++)
        {
          script->behaviours[phase] = CDR_TEST_OK;
          script->delays_ms[phase] = 1;
        }
    }
}
