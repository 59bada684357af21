/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor/conductor.h>

/* An application that does nothing, to be watched doing it. It says when it is active,
 * and as what process. With --tick it has a timer, which must be noticed.
 */

#define IDLE_TYPE_DATABASE (idle_database_get_type ())
G_DECLARE_FINAL_TYPE (IdleDatabase, idle_database, IDLE, DATABASE, CdrComponent)

struct _IdleDatabase
{
  CdrComponent parent_instance;
};

G_DEFINE_FINAL_TYPE (IdleDatabase, idle_database, CDR_TYPE_COMPONENT)

static void
idle_database_class_init (IdleDatabaseClass *klass)
{
}

static void
idle_database_init (IdleDatabase *self)
{
}

/* Both that need it; it comes up a little later, so that there was a timer once. */
#define IDLE_TYPE_SERVER (idle_server_get_type ())
G_DECLARE_DERIVABLE_TYPE (IdleServer, idle_server, IDLE, SERVER, CdrComponent)

struct _IdleServerClass
{
  CdrComponentClass parent_class;
};

typedef struct
{
  IdleDatabase *database;
} IdleServerPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (IdleServer, idle_server, CDR_TYPE_COMPONENT)

static gboolean
return_cb (gpointer user_data)
{
  g_task_return_boolean (user_data, TRUE);
  return G_SOURCE_REMOVE;
}

static void
idle_server_setup (CdrComponent *component,
                   GTask        *task)
{
  g_timeout_add_full (G_PRIORITY_DEFAULT, 10, return_cb, g_object_ref (task), g_object_unref);
}

static void
idle_server_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  IdleServerPrivate *priv = idle_server_get_instance_private (IDLE_SERVER (object));

  g_set_object (&priv->database, g_value_get_object (value));
}

static void
idle_server_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  IdleServerPrivate *priv = idle_server_get_instance_private (IDLE_SERVER (object));

  g_value_set_object (value, priv->database);
}

static void
idle_server_class_init (IdleServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = idle_server_set_property;
  object_class->get_property = idle_server_get_property;
  CDR_COMPONENT_CLASS (klass)->setup = idle_server_setup;

  g_object_class_install_property (object_class, 1,
                                   g_param_spec_object ("database", NULL, NULL,
                                                        IDLE_TYPE_DATABASE,
                                                        G_PARAM_READWRITE |
                                                        G_PARAM_STATIC_STRINGS));
}

static void
idle_server_init (IdleServer *self)
{
}

#define IDLE_TYPE_WORKERS (idle_workers_get_type ())
G_DECLARE_FINAL_TYPE (IdleWorkers, idle_workers, IDLE, WORKERS, IdleServer)

struct _IdleWorkers
{
  IdleServer parent_instance;
};

G_DEFINE_FINAL_TYPE (IdleWorkers, idle_workers, IDLE_TYPE_SERVER)

static void
idle_workers_class_init (IdleWorkersClass *klass)
{
}

static void
idle_workers_init (IdleWorkers *self)
{
}

static void
state_cb (CdrConductor *conductor,
          GParamSpec   *pspec,
          gpointer      user_data)
{
  if (cdr_conductor_get_state (conductor) == CDR_STATE_ACTIVE)
    g_print ("ACTIVE\n");
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (CdrConductor) conductor = cdr_conductor_new ();
  g_autoptr (GError) error = NULL;

  g_signal_connect (conductor, "notify::state", G_CALLBACK (state_cb), NULL);
  cdr_conductor_add (conductor, IDLE_TYPE_SERVER);
  cdr_conductor_add (conductor, IDLE_TYPE_WORKERS);
  if (argc > 1 && g_str_equal (argv[1], "--tick"))
    g_timeout_add (1000, tick_cb, NULL);

  if (cdr_conductor_serve (conductor, NULL, &error))
    return 0;

  g_printerr ("%s\n", error->message);
  return 1;
}
