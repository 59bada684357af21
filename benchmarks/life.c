/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor/conductor.h>
#include <stdlib.h>

/* life N LIVES: sets up and shuts down N components in layers of ten, each of which needs
 * two of the layer below, and prints microseconds a component and life. The types are
 * there before the clock starts, and one life goes before.
 *
 * life.py, life.js and orchestrator.py do the same with the same graph.
 */

#define WIDTH 10

#define TYPE_UNIT (unit_get_type ())
G_DECLARE_DERIVABLE_TYPE (Unit, unit, BENCHMARK, UNIT, CdrComponent)

struct _UnitClass
{
  CdrComponentClass parent_class;
};

typedef struct
{
  Unit    *needs[2];
  gboolean is_up;
} UnitPrivate;

typedef enum
{
  PROP_A = 1,
  PROP_B,
} UnitProperty;

G_DEFINE_TYPE_WITH_PRIVATE (Unit, unit, CDR_TYPE_COMPONENT)

static guint n_setups;
static guint n_shutdowns;

static void
check_is_up (Unit *needed)
{
  UnitPrivate *priv;

  if (needed == NULL)
    return;

  priv = unit_get_instance_private (needed);
  if (!priv->is_up)
    g_error ("a dependency is not up");
}

static void
unit_setup (CdrComponent *component,
            GTask        *task)
{
  UnitPrivate *priv = unit_get_instance_private (BENCHMARK_UNIT (component));

  check_is_up (priv->needs[0]);
  check_is_up (priv->needs[1]);
  priv->is_up = TRUE;
  n_setups++;
  g_task_return_boolean (task, TRUE);
}

static void
unit_shutdown (CdrComponent *component,
               GTask        *task)
{
  UnitPrivate *priv = unit_get_instance_private (BENCHMARK_UNIT (component));

  check_is_up (priv->needs[0]);
  check_is_up (priv->needs[1]);
  priv->is_up = FALSE;
  n_shutdowns++;
  g_task_return_boolean (task, TRUE);
}

static void
unit_dispose (GObject *object)
{
  UnitPrivate *priv = unit_get_instance_private (BENCHMARK_UNIT (object));

  g_clear_object (&priv->needs[0]);
  g_clear_object (&priv->needs[1]);

  G_OBJECT_CLASS (unit_parent_class)->dispose (object);
}

static void
unit_class_init (UnitClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = unit_dispose;
  CDR_COMPONENT_CLASS (klass)->setup = unit_setup;
  CDR_COMPONENT_CLASS (klass)->shutdown = unit_shutdown;
}

static void
unit_init (Unit *self)
{
}

/* Those above the first layer. */

static void
link_get_property (GObject    *object,
                   guint       prop_id,
                   GValue     *value,
                   GParamSpec *pspec)
{
  UnitPrivate *priv = unit_get_instance_private (BENCHMARK_UNIT (object));

  g_value_set_object (value, priv->needs[prop_id - PROP_A]);
}

static void
link_set_property (GObject      *object,
                   guint         prop_id,
                   const GValue *value,
                   GParamSpec   *pspec)
{
  UnitPrivate *priv = unit_get_instance_private (BENCHMARK_UNIT (object));

  g_set_object (&priv->needs[prop_id - PROP_A], g_value_get_object (value));
}

static void
link_class_init (gpointer klass,
                 gpointer class_data)
{
  static const char *const names[] = { NULL, "a", "b" };
  GObjectClass *object_class = klass;

  object_class->get_property = link_get_property;
  object_class->set_property = link_set_property;
  for (guint id = PROP_A; id <= PROP_B; id++)
    g_object_class_install_property (object_class, id,
                                     g_param_spec_object (names[id], NULL, NULL, TYPE_UNIT,
                                                          G_PARAM_READWRITE |
                                                          G_PARAM_STATIC_STRINGS));
}

/* The properties are inherited: with one of its own in each class GLib would look through
 * all of them to list those of one.
 */
static GType
type_new (const char     *name,
          GType           parent,
          GClassInitFunc  class_init)
{
  return g_type_register_static (parent, name,
                                 &(GTypeInfo) {
                                   .class_size = sizeof (UnitClass),
                                   .class_init = class_init,
                                   .instance_size = sizeof (Unit),
                                 }, 0);
}

static GType *
make_types (guint n)
{
  GType *types = g_new (GType, n);
  GType link = type_new ("Link", TYPE_UNIT, link_class_init);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("Unit%u", i);
      guint below = i - i % WIDTH - WIDTH;
      CdrComponentClass *klass;

      types[i] = type_new (name, i < WIDTH ? TYPE_UNIT : link, NULL);
      if (i < WIDTH)
        continue;

      klass = g_type_class_ref (types[i]);
      cdr_component_class_set_dependency_type (klass, "a", types[below + i % WIDTH]);
      cdr_component_class_set_dependency_type (klass, "b", types[below + (i + 1) % WIDTH]);
    }

  return types;
}

static void
live (const GType *types,
      guint        n)
{
  g_autoptr (CdrConductor) conductor = cdr_conductor_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = n - WIDTH; i < n; i++)
    cdr_conductor_add (conductor, types[i]);

  if (!cdr_conductor_setup (conductor, NULL, &error) ||
      !cdr_conductor_shutdown (conductor, NULL, &error))
    g_error ("%s", error->message);
}

int
main (int    argc,
      char **argv)
{
  guint n = argc == 3 ? (guint) atoi (argv[1]) : 0;
  guint n_lives = argc == 3 ? (guint) atoi (argv[2]) : 0;
  g_autofree GType *types = NULL;
  gint64 start;

  if (n < WIDTH || n % WIDTH != 0 || n_lives == 0)
    {
      g_printerr ("usage: life N LIVES; N is a multiple of %u\n", WIDTH);
      return EXIT_FAILURE;
    }

  types = make_types (n);
  live (types, n);

  start = g_get_monotonic_time ();
  for (guint i = 0; i < n_lives; i++)
    live (types, n);
  g_print ("%.3f\n", (double) (g_get_monotonic_time () - start) / n / n_lives);

  if (n_setups != n * (n_lives + 1) || n_shutdowns != n_setups)
    g_error ("%u setups and %u shutdowns", n_setups, n_shutdowns);

  return EXIT_SUCCESS;
}
