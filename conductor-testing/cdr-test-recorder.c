/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-recorder-private.h"

#include "cdr-test-error-private.h"
#include "cdr-virtual-time-private.h"

typedef struct
{
  CdrTestRecorder *recorder; /* not owned: it removes the reference to this */
  char            *name;
  gpointer         object;   /* weak; NULL once it is gone */
  CdrState         state;
} Watched;

struct _CdrTestRecorder
{
  GObject       parent_instance;
  CdrConductor *conductor; /* weak */
  GPtrArray    *watched;
  GArray       *events;
  gint64        start_us;
  GMutex        lock;      /* a component may be finalized in any thread */
};

G_DEFINE_FINAL_TYPE (CdrTestRecorder, cdr_test_recorder, G_TYPE_OBJECT)

static GQuark recorder_quark (void);
G_DEFINE_QUARK (cdr-test-recorder, recorder)

static GPtrArray *recorders; /* all that live; not owned */

static void
gone_cb (gpointer  user_data,
         GObject  *object)
{
  Watched *watched = user_data;
  CdrTestRecorder *self = watched->recorder;

  g_mutex_lock (&self->lock);
  watched->object = NULL;
  g_mutex_unlock (&self->lock);
}

static void
watched_free (gpointer data)
{
  Watched *watched = data;

  if (watched->object != NULL)
    g_object_weak_unref (watched->object, gone_cb, watched);
  g_free (watched->name);
  g_free (watched);
}

static void
cdr_test_recorder_finalize (GObject *object)
{
  CdrTestRecorder *self = CDR_TEST_RECORDER (object);

  g_ptr_array_remove (recorders, self);
  g_clear_weak_pointer (&self->conductor);
  g_clear_pointer (&self->watched, g_ptr_array_unref);
  g_clear_pointer (&self->events, g_array_unref);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (cdr_test_recorder_parent_class)->finalize (object);
}

static void
cdr_test_recorder_class_init (CdrTestRecorderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cdr_test_recorder_finalize;
}

static void
cdr_test_recorder_init (CdrTestRecorder *self)
{
  if (recorders == NULL)
    recorders = g_ptr_array_new ();
  cdr_virtual_time_set_hang_func (cdr_test_recorders_to_waiting);
  g_ptr_array_add (recorders, self);

  g_mutex_init (&self->lock);
  self->watched = g_ptr_array_new_with_free_func (watched_free);
  self->events = g_array_new (FALSE, FALSE, sizeof (CdrTestEvent));
  self->start_us = g_get_monotonic_time ();
}

static Watched *
get_watched (CdrTestRecorder *self,
             guint            component)
{
  return g_ptr_array_index (self->watched, component);
}

static void
state_cb (CdrComponent    *component,
          GParamSpec      *pspec,
          CdrTestRecorder *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    {
      CdrTestEvent event = { i, cdr_component_get_state (component),
                             g_get_monotonic_time () - self->start_us };

      if (get_watched (self, i)->object == component)
        {
          get_watched (self, i)->state = event.state;
          g_array_append_val (self->events, event);
        }
    }
}

static void
watch (CdrTestRecorder *self,
       CdrComponent    *component)
{
  Watched *watched;

  for (guint i = 0; i < self->watched->len; i++)
    {
      if (get_watched (self, i)->object == component)
        return;
    }

  watched = g_new0 (Watched, 1);
  watched->recorder = self;
  watched->name = g_strdup (cdr_component_get_name (component));
  watched->object = component;
  watched->state = cdr_component_get_state (component);
  g_object_weak_ref (G_OBJECT (component), gone_cb, watched);
  g_ptr_array_add (self->watched, watched);
  g_signal_connect_object (component, "notify::state", G_CALLBACK (state_cb), self, 0);
}

static void
created_cb (CdrConductor    *conductor,
            CdrComponent    *component,
            CdrTestRecorder *self)
{
  watch (self, component);
}

static void
items_changed_cb (GListModel      *model,
                  guint            position,
                  guint            n_removed,
                  guint            n_added,
                  CdrTestRecorder *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (CdrComponent) component = g_list_model_get_item (model, i);

      watch (self, component);
    }
}

CdrTestRecorder *
cdr_test_recorder_get (CdrConductor *conductor)
{
  CdrTestRecorder *self = g_object_get_qdata (G_OBJECT (conductor), recorder_quark ());

  if (self != NULL)
    return self;

  self = g_object_new (CDR_TYPE_TEST_RECORDER, NULL);
  g_set_weak_pointer (&self->conductor, conductor);
  g_object_set_qdata_full (G_OBJECT (conductor), recorder_quark (), self, g_object_unref);
  g_signal_connect_object (conductor, "component-created", G_CALLBACK (created_cb), self, 0);
  g_signal_connect_object (conductor, "items-changed", G_CALLBACK (items_changed_cb), self, 0);
  items_changed_cb (G_LIST_MODEL (conductor), 0, 0,
                    g_list_model_get_n_items (G_LIST_MODEL (conductor)), self);

  return self;
}

guint
cdr_test_recorder_get_n_events (CdrTestRecorder *self)
{
  return self->events->len;
}

const CdrTestEvent *
cdr_test_recorder_get_event (CdrTestRecorder *self,
                             guint            event)
{
  return &g_array_index (self->events, CdrTestEvent, event);
}

guint
cdr_test_recorder_get_n (CdrTestRecorder *self)
{
  return self->watched->len;
}

const char *
cdr_test_recorder_get_name (CdrTestRecorder *self,
                            guint            component)
{
  return get_watched (self, component)->name;
}

gboolean
cdr_test_recorder_is_alive (CdrTestRecorder *self,
                            guint            component)
{
  gboolean is_alive;

  g_mutex_lock (&self->lock);
  is_alive = get_watched (self, component)->object != NULL;
  g_mutex_unlock (&self->lock);

  return is_alive;
}

CdrState
cdr_test_recorder_get_state (CdrTestRecorder *self,
                             guint            component)
{
  return get_watched (self, component)->state;
}

gboolean
cdr_test_recorder_has_conductor (CdrTestRecorder *self)
{
  return self->conductor != NULL;
}

static char *
list_names (CdrTestRecorder *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->watched->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", get_watched (self, i)->name);
  if (text->len == 0)
    g_string_append (text, "nobody: it has not been set up while it was watched");

  return g_string_free (text, FALSE);
}

gboolean
cdr_test_recorder_find (CdrTestRecorder  *self,
                        const char       *name,
                        guint            *component,
                        GError          **error)
{
  guint n_found = 0;

  for (guint i = 0; i < self->watched->len; i++)
    {
      if (!g_str_equal (get_watched (self, i)->name, name))
        continue;
      *component = i;
      n_found++;
    }

  if (n_found != 1)
    {
      g_autofree char *names = list_names (self);

      cdr_test_throw (error, CDR_TEST_ERROR_WRONG_USE,
                      g_strdup_printf ("%s is called “%s”; there are %s",
                                       n_found == 0 ? "No component" : "More than one component",
                                       name, names));
    }

  return n_found == 1;
}

guint
cdr_test_recorder_count (CdrTestRecorder *self,
                         guint            component,
                         CdrState         state)
{
  guint n = 0;

  for (guint i = 0; i < self->events->len; i++)
    {
      const CdrTestEvent *event = cdr_test_recorder_get_event (self, i);

      n += event->component == component && event->state == state;
    }

  return n;
}

int
cdr_test_recorder_find_last (CdrTestRecorder *self,
                             guint            component,
                             CdrState         state)
{
  for (guint i = self->events->len; i > 0; i--)
    {
      const CdrTestEvent *event = cdr_test_recorder_get_event (self, i - 1);

      if (event->component == component && event->state == state)
        return (int) i - 1;
    }

  return -1;
}

const char *
cdr_test_state_to_text (CdrState state)
{
  static const char *const texts[] = {
    [CDR_STATE_INACTIVE] = "inactive",
    [CDR_STATE_SETTING_UP] = "setting up",
    [CDR_STATE_ACTIVE] = "active",
    [CDR_STATE_SHUTTING_DOWN] = "shutting down",
    [CDR_STATE_FAILED] = "failed",
    [CDR_STATE_ABANDONED] = "abandoned",
  };

  return (guint) state < G_N_ELEMENTS (texts) ? texts[state] : "in a state that is new";
}

/* The one place for a better picture of what happened. */
char *
cdr_test_recorder_to_text (CdrTestRecorder *self)
{
  GString *text = g_string_new ("What happened:");

  for (guint i = 0; i < self->events->len; i++)
    {
      const CdrTestEvent *event = cdr_test_recorder_get_event (self, i);

      g_string_append_printf (text, "\n  %8.3f s  %s is %s", (double) event->time_us / 1e6,
                              get_watched (self, event->component)->name,
                              cdr_test_state_to_text (event->state));
    }
  if (self->events->len == 0)
    g_string_append (text, "\n  nothing that was watched");

  return g_string_free (text, FALSE);
}

char *
cdr_test_recorders_to_waiting (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; recorders != NULL && i < recorders->len; i++)
    {
      CdrTestRecorder *self = g_ptr_array_index (recorders, i);
      g_autofree char *waiting = NULL;

      if (self->conductor == NULL)
        continue;

      waiting = cdr_conductor_describe_waiting (self->conductor);
      g_strchomp (waiting);
      g_string_append_printf (text, "\n%s%s%s", cdr_conductor_get_status (self->conductor),
                              *waiting != '\0' ? "\n" : "", waiting);
    }

  return g_string_free (text, FALSE);
}
