/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-stubborn.h"

#include "demo-database.h"
#include "demo-patience.h"

/* A component for showing what the second and the third Ctrl-C do, and what the
 * first does while there is still something to set up. No part of the
 * application: it is added on request only.
 */

#define MAX_SECONDS 3600

struct _DemoStubborn
{
  CdrComponent  parent_instance;

  DemoDatabase *database;      /* so that there is somebody who has to wait */
  guint         setup_seconds;
  guint         block_seconds; /* of shutdown, with the main loop */
  gboolean      hangs;         /* at shutdown, until it is told to hurry */
};

typedef enum
{
  PROP_DATABASE = 1,
  PROP_SETUP_SECONDS,
  PROP_BLOCK_SECONDS,
  PROP_HANGS,
} DemoStubbornProperty;

static GParamSpec *properties[PROP_HANGS + 1];

G_DEFINE_FINAL_TYPE (DemoStubborn, demo_stubborn, CDR_TYPE_COMPONENT)

static void
demo_stubborn_dispose (GObject *object)
{
  DemoStubborn *self = DEMO_STUBBORN (object);

  g_clear_object (&self->database);

  G_OBJECT_CLASS (demo_stubborn_parent_class)->dispose (object);
}

static void
demo_stubborn_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  DemoStubborn *self = DEMO_STUBBORN (object);

  switch ((DemoStubbornProperty) prop_id)
    {
    case PROP_DATABASE:
      g_value_set_object (value, self->database);
      break;

    case PROP_SETUP_SECONDS:
      g_value_set_uint (value, self->setup_seconds);
      break;

    case PROP_BLOCK_SECONDS:
      g_value_set_uint (value, self->block_seconds);
      break;

    case PROP_HANGS:
      g_value_set_boolean (value, self->hangs);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
demo_stubborn_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  DemoStubborn *self = DEMO_STUBBORN (object);

  switch ((DemoStubbornProperty) prop_id)
    {
    case PROP_DATABASE:
      if (g_set_object (&self->database, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;

    case PROP_SETUP_SECONDS:
      self->setup_seconds = g_value_get_uint (value);
      break;

    case PROP_BLOCK_SECONDS:
      self->block_seconds = g_value_get_uint (value);
      break;

    case PROP_HANGS:
      self->hangs = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
waited_cb (gpointer user_data)
{
  GTask *task = G_TASK (user_data);

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

static void
demo_stubborn_setup (CdrComponent *component,
                     GTask        *task)
{
  DemoStubborn *self = DEMO_STUBBORN (component);

  g_source_unref (demo_patience_start (task, self->setup_seconds, waited_cb));
}

static void
demo_stubborn_shutdown (CdrComponent *component,
                        GTask        *task)
{
  DemoStubborn *self = DEMO_STUBBORN (component);

  /* What one must not do: nothing else happens meanwhile. */
  for (guint i = 0; i < self->block_seconds; i++)
    g_usleep (G_USEC_PER_SEC);

  g_source_unref (demo_patience_start (task, self->hangs ? MAX_SECONDS : 0, waited_cb));
}

static void
demo_stubborn_class_init (DemoStubbornClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  CdrComponentClass *component_class = CDR_COMPONENT_CLASS (klass);

  object_class->dispose = demo_stubborn_dispose;
  object_class->get_property = demo_stubborn_get_property;
  object_class->set_property = demo_stubborn_set_property;

  component_class->setup = demo_stubborn_setup;
  component_class->shutdown = demo_stubborn_shutdown;
  cdr_component_class_set_name (component_class, "Stubborn");

  properties[PROP_DATABASE] =
    g_param_spec_object ("database", NULL, NULL,
                         DEMO_TYPE_DATABASE,
                         G_PARAM_READWRITE |
                         G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);

  properties[PROP_SETUP_SECONDS] =
    g_param_spec_uint ("setup-seconds", NULL, NULL,
                       0, MAX_SECONDS, 0,
                       G_PARAM_READWRITE |
                       G_PARAM_STATIC_STRINGS);

  properties[PROP_BLOCK_SECONDS] =
    g_param_spec_uint ("block-seconds", NULL, NULL,
                       0, MAX_SECONDS, 0,
                       G_PARAM_READWRITE |
                       G_PARAM_STATIC_STRINGS);

  properties[PROP_HANGS] =
    g_param_spec_boolean ("hangs", NULL, NULL,
                          FALSE,
                          G_PARAM_READWRITE |
                          G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
demo_stubborn_init (DemoStubborn *self)
{
}
