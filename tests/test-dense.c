/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-conductor-private.h"
#include "cdr-test-clock.h"

#include <malloc.h>

/* Two layers, and everyone above depends on everyone below: a million dependencies of two
 * thousand components. What is allocated and what is done grows no faster than that. Both
 * are counted.
 */

#ifdef __SANITIZE_ADDRESS__
# define WIDTH 200 /* each allocation costs more */

size_t __sanitizer_get_current_allocated_bytes (void);

/* GLib forgets its old table of quarks when it grows. What is looked for here are
 * components, and those are counted.
 */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}

static gsize
get_allocated (void)
{
  return __sanitizer_get_current_allocated_bytes ();
}
#else
# define WIDTH 1000

static gsize
get_allocated (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}
#endif

/* Calls of the library's own functions, counted by the linker's --wrap. */

static guint64 n_calls;

#define COUNT(type, name, parameters, arguments) \
  type __real_##name parameters; \
  type __wrap_##name parameters; \
  type __wrap_##name parameters \
  { \
    n_calls++; \
    return __real_##name arguments; \
  }

/* What is asked for in all, so that the peak is no more. */
static guint64 n_asked;

#define COUNT_BYTES(name, parameters, arguments, bytes) \
  gpointer __real_##name parameters; \
  gpointer __wrap_##name parameters; \
  gpointer __wrap_##name parameters \
  { \
    n_asked += bytes; \
    return __real_##name arguments; \
  }

COUNT_BYTES (g_malloc, (gsize size), (size), size)
COUNT_BYTES (g_malloc0, (gsize size), (size), size)
COUNT_BYTES (g_malloc_n, (gsize n, gsize size), (n, size), n * size)
COUNT_BYTES (g_malloc0_n, (gsize n, gsize size), (n, size), n * size)

COUNT (gpointer, g_hash_table_lookup, (GHashTable *table, gconstpointer key), (table, key))
COUNT (GArray *, g_array_append_vals, (GArray *array, gconstpointer data, guint n),
       (array, data, n))
COUNT (CdrState, cdr_rules_get_state, (gpointer rules, guint node), (rules, node))
COUNT (gboolean, cdr_rules_next, (gpointer rules, guint max, gpointer step), (rules, max, step))

/* The components: one type that depends on nothing, of which each below is a subclass, and
 * one whose @width properties each ask for another of them. What they hold, they hold in
 * their own memory, which is not the conductor's.
 */

static GType lower_types[WIDTH];
static guint n_alive, n_set_up, n_shut_down;
static guint n_held; /* properties that are not NULL */

typedef struct
{
  CdrComponent parent_instance;
  guint        number;
} Part;

typedef struct
{
  Part     part;
  gpointer held[WIDTH];
} Upper;

typedef struct
{
  CdrComponentClass parent_class;
  guint             width;
} UpperClass;

static GType part_type;

static void
part_setup (CdrComponent *component,
            GTask        *task)
{
  n_set_up++;
  g_task_return_boolean (task, TRUE);
}

static void
part_shutdown (CdrComponent *component,
               GTask        *task)
{
  n_shut_down++;
  g_task_return_boolean (task, TRUE);
}

static void
part_finalize (GObject *object)
{
  n_alive--;
  G_OBJECT_CLASS (g_type_class_peek (CDR_TYPE_COMPONENT))->finalize (object);
}

static void
part_class_init (gpointer klass,
                 gpointer class_data)
{
  G_OBJECT_CLASS (klass)->finalize = part_finalize;
  CDR_COMPONENT_CLASS (klass)->setup = part_setup;
  CDR_COMPONENT_CLASS (klass)->shutdown = part_shutdown;
}

static void
part_init (GTypeInstance *instance,
           gpointer       klass)
{
  n_alive++;
}

static void
upper_set_property (GObject      *object,
                    guint         prop_id,
                    const GValue *value,
                    GParamSpec   *pspec)
{
  Upper *self = (Upper *) object;

  n_held -= self->held[prop_id - 1] != NULL;
  self->held[prop_id - 1] = g_value_get_object (value); /* the conductor holds it as long */
  n_held += self->held[prop_id - 1] != NULL;
}

static void
upper_get_property (GObject    *object,
                    guint       prop_id,
                    GValue     *value,
                    GParamSpec *pspec)
{
  g_value_set_object (value, ((Upper *) object)->held[prop_id - 1]);
}

static void
upper_class_init (gpointer klass,
                  gpointer class_data)
{
  GObjectClass *object_class = klass;
  guint width = GPOINTER_TO_UINT (class_data);

  object_class->set_property = upper_set_property;
  object_class->get_property = upper_get_property;
  for (guint i = 0; i < width; i++)
    {
      g_autofree char *name = g_strdup_printf ("lower-%u", i);

      g_object_class_install_property (object_class, i + 1,
                                       g_param_spec_object (name, NULL, NULL, lower_types[i],
                                                            G_PARAM_READWRITE));
    }
}

static GType
type_new (const char     *stem,
          guint           number,
          GType           parent,
          GClassInitFunc  class_init,
          guint           width)
{
  g_autofree char *name = g_strdup_printf ("%s%u", stem, number);
  GTypeInfo info = {
    .class_size = sizeof (UpperClass),
    .class_init = class_init,
    .class_data = GUINT_TO_POINTER (width),
    .instance_size = width > 0 ? sizeof (Upper) : sizeof (Part),
    .instance_init = parent == CDR_TYPE_COMPONENT ? part_init : NULL,
  };

  return g_type_register_static (parent, name, &info, 0);
}

typedef struct
{
  guint64 n_calls;
  guint64 n_asked; /* bytes, in the whole life */
  gsize   n_bytes; /* more, for what a conductor that is active holds */
} Cost;

static CdrConductor *
make (GType upper_type,
      guint width)
{
  CdrConductor *conductor = cdr_conductor_new ();

  for (guint i = 0; i < width; i++)
    {
      g_autofree char *name = g_strdup_printf ("upper-%u", i);
      g_autoptr (CdrComponent) upper = g_object_new (upper_type, "name", name, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (cdr_conductor_add_component (conductor, upper, CDR_NEED_REQUIRED, &error));
      g_assert_no_error (error);
    }

  return conductor;
}

static Cost
live (GType upper_type,
      guint width)
{
  CdrConductor *conductor = make (upper_type, width);
  g_autoptr (GError) error = NULL;
  gsize before;
  Cost cost;

  n_set_up = n_shut_down = 0;
  n_calls = n_asked = 0;
  before = get_allocated ();
  g_assert_true (cdr_conductor_setup (conductor, NULL, &error));
  g_assert_no_error (error);
  cost.n_bytes = get_allocated () - before;
  g_assert_cmpuint (n_set_up, ==, 2 * width);
  g_assert_cmpuint (conductor->graph->n_edges, ==, width * width);
  g_assert_cmpuint (n_held, ==, width * width);

  g_assert_true (cdr_conductor_shutdown (conductor, NULL, &error));
  g_assert_no_error (error);
  cost.n_calls = n_calls;
  cost.n_asked = n_asked;
  g_assert_cmpuint (n_shut_down, ==, 2 * width);
  g_assert_cmpuint (n_held, ==, 0);

  g_assert_finalize_object (conductor);
  g_assert_cmpuint (n_alive, ==, 0);
  return cost;
}

/* A hundred times the dependencies, a hundred times the cost at most. */
static void
test_linear (void)
{
  GType few_type = type_new ("Few", 0, part_type, upper_class_init, WIDTH / 10);
  GType many_type = type_new ("Many", 0, part_type, upper_class_init, WIDTH);
  Cost few, many;

  /* Classes are read once: not what is counted. */
  live (few_type, WIDTH / 10);
  few = live (few_type, WIDTH / 10);
  live (many_type, WIDTH);
  many = live (many_type, WIDTH);

  g_test_message ("calls: %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT "; bytes: %"
                  G_GSIZE_FORMAT ", %" G_GSIZE_FORMAT "; asked for: %" G_GUINT64_FORMAT ", %"
                  G_GUINT64_FORMAT,
                  few.n_calls, many.n_calls, few.n_bytes, many.n_bytes, few.n_asked,
                  many.n_asked);
  g_assert_cmpuint (many.n_calls, <=, 100 * few.n_calls);
  g_assert_cmpuint (many.n_asked, <=, 100 * few.n_asked);
  g_assert_cmpuint (many.n_bytes, <=, 100 * few.n_bytes);

  /* An edge and its place among the dependents, and as much again for the rest. */
  g_assert_cmpuint (many.n_bytes, <=, 2 * (sizeof (CdrTopologyEdge) + sizeof (guint)) *
                                      (gsize) WIDTH * WIDTH);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  int status;

  g_test_init (&argc, &argv, NULL);
  g_main_context_push_thread_default (context);
  cdr_test_clock_install (context);
  part_type = type_new ("Part", 0, CDR_TYPE_COMPONENT, part_class_init, 0);
  for (guint i = 0; i < WIDTH; i++)
    lower_types[i] = type_new ("Lower", i, part_type, NULL, 0);

  g_test_add_func ("/dense/linear", test_linear);

  status = g_test_run ();
  g_main_context_pop_thread_default (context);
  return status;
}
