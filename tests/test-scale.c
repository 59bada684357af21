/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-conductor-private.h"
#include "cdr-error.h"
#include "cdr-test-clock.h"

#include <sys/resource.h>

/* A hundred thousand components, in a stack of 1 MiB: nothing may recurse along the
 * graph, and work and sources grow no faster than the graph does. That is counted,
 * not timed; time stands still, so that no deadline passes.
 */

#define STACK_SIZE (1024 * 1024)

#ifdef __SANITIZE_ADDRESS__
# define MANY 20000 /* each allocation costs more; the stack is as small */

/* GLib forgets its table of quarks on purpose when it grows, as it does for so many
 * types. What is looked for here are components, and those are counted.
 */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}
#else
# define MANY 100000
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

COUNT (gpointer, g_hash_table_lookup, (GHashTable *table, gconstpointer key), (table, key))
COUNT (gboolean, g_type_is_a, (GType type, GType is_a), (type, is_a))
COUNT (GArray *, g_array_append_vals, (GArray *array, gconstpointer data, guint n),
       (array, data, n))
COUNT (gpointer, g_ptr_array_remove_index, (GPtrArray *array, guint index), (array, index))
COUNT (CdrState, cdr_rules_get_state, (gpointer rules, guint node), (rules, node))
COUNT (gboolean, cdr_rules_next, (gpointer rules, guint max, gpointer step), (rules, max, step))
COUNT (void, cdr_heap_push, (gpointer heap, gint64 key, guint value), (heap, key, value))
COUNT (void, cdr_heap_pop, (gpointer heap), (heap))
COUNT (gboolean, cdr_heap_peek, (gpointer heap, gpointer entry), (heap, entry))
COUNT (guint, cdr_component_get_index, (CdrComponent *component), (component))
COUNT (void, cdr_component_set_index, (CdrComponent *component, guint index), (component, index))
COUNT (void, cdr_component_set_state, (CdrComponent *component, CdrState state),
       (component, state))
COUNT (char *, cdr_kebab, (const char *name), (name))
COUNT (void, cdr_suggestion_consider, (gpointer suggestion, const char *candidate),
       (suggestion, candidate))
COUNT (gpointer, cdr_dependency_list_get, (GType type, GError **error), (type, error))

/* What is put into words for the log. */
static guint n_worded;

void __real_cdr_log_component_state (CdrComponent *component, CdrState state, gint64 duration_us);
void __wrap_cdr_log_component_state (CdrComponent *component, CdrState state, gint64 duration_us);

void
__wrap_cdr_log_component_state (CdrComponent *component,
                                CdrState      state,
                                gint64        duration_us)
{
  n_worded++;
  __real_cdr_log_component_state (component, state, duration_us);
}

/* The components. */

#define TYPE_UNIT (unit_get_type ())
G_DECLARE_DERIVABLE_TYPE (Unit, unit, TEST, UNIT, CdrComponent)

struct _UnitClass
{
  CdrComponentClass parent_class;
};

typedef struct
{
  GObject *next;
} UnitPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (Unit, unit, CDR_TYPE_COMPONENT)

static guint n_alive;
static guint n_set_up;
static guint n_shut_down;
static guint fail_at;      /* the number of the setup that fails; 0: none */
static GPtrArray *held;    /* tasks, where they are answered later */

static void
answer (GTask *task)
{
  if (held != NULL)
    g_ptr_array_add (held, g_object_ref (task));
  else
    g_task_return_boolean (task, TRUE);
}

static void
unit_setup (CdrComponent *component,
            GTask        *task)
{
  if (++n_set_up == fail_at)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "it broke");
  else
    answer (task);
}

static void
unit_shutdown (CdrComponent *component,
               GTask        *task)
{
  n_shut_down++;
  answer (task);
}

static void
unit_finalize (GObject *object)
{
  UnitPrivate *priv = unit_get_instance_private (TEST_UNIT (object));

  g_clear_object (&priv->next);
  n_alive--;

  G_OBJECT_CLASS (unit_parent_class)->finalize (object);
}

static void
unit_class_init (UnitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = unit_finalize;
  CDR_COMPONENT_CLASS (klass)->setup = unit_setup;
  CDR_COMPONENT_CLASS (klass)->shutdown = unit_shutdown;
}

static void
unit_init (Unit *self)
{
  n_alive++;
}

static void
link_set_property (GObject      *object,
                   guint         prop_id,
                   const GValue *value,
                   GParamSpec   *pspec)
{
  UnitPrivate *priv = unit_get_instance_private (TEST_UNIT (object));

  g_set_object (&priv->next, g_value_get_object (value));
}

static void
link_get_property (GObject    *object,
                   guint       prop_id,
                   GValue     *value,
                   GParamSpec *pspec)
{
  UnitPrivate *priv = unit_get_instance_private (TEST_UNIT (object));

  g_value_set_object (value, priv->next);
}

static void
link_class_init (gpointer klass,
                 gpointer class_data)
{
  GObjectClass *object_class = klass;

  object_class->set_property = link_set_property;
  object_class->get_property = link_get_property;
  g_object_class_install_property (object_class, 1,
                                   g_param_spec_object ("next", NULL, NULL, TYPE_UNIT,
                                                        G_PARAM_READWRITE |
                                                        G_PARAM_STATIC_STRINGS));
}

/* One for all the types, which inherit one property, and each ask for another type:
 * with a property of its own for each, GLib looks at all of them to list those of
 * one class.
 */
static void
chain_class_init (gpointer klass,
                  gpointer class_data)
{
  cdr_component_class_set_dependency_type (klass, "next", GPOINTER_TO_SIZE (class_data));
}

static GType
type_new (const char     *stem,
          guint           number,
          GType           parent,
          GClassInitFunc  class_init,
          GType           class_data)
{
  g_autofree char *name = g_strdup_printf ("%s%u", stem, number);

  return g_type_register_static (parent, name,
                                 &(GTypeInfo) {
                                   .class_size = sizeof (UnitClass),
                                   .class_init = class_init,
                                   .class_data = GSIZE_TO_POINTER (class_data),
                                   .instance_size = sizeof (Unit),
                                 }, 0);
}

static GType link_type;
static GType chain_types[MANY];
static GType single_types[MANY];

/* Types are for ever: the short chains are the beginnings of the long one. */
static void
make_types (void)
{
  link_type = type_new ("Link", 0, TYPE_UNIT, link_class_init, G_TYPE_INVALID);

  chain_types[0] = type_new ("Chain", 0, TYPE_UNIT, NULL, G_TYPE_INVALID);
  for (guint i = 1; i < MANY; i++)
    chain_types[i] = type_new ("Chain", i, link_type, chain_class_init, chain_types[i - 1]);
  for (guint i = 0; i < MANY; i++)
    single_types[i] = type_new ("Single", i, TYPE_UNIT, NULL, G_TYPE_INVALID);
}

/* Graphs. */

typedef enum
{
  CHAIN_BY_TYPE,
  CHAIN_BY_HEAD,               /* wired, and only the head added */
  CHAIN_OF_INSTANCES,          /* wired, and all added: what is depended on first */
  CHAIN_OF_INSTANCES_REVERSED, /* the same, dependents first */
  SINGLES_BY_TYPE,
  SINGLE_INSTANCES,
  N_SHAPES
} Shape;

static const char *shape_names[N_SHAPES] = {
  "chain-by-type", "chain-by-head", "chain-of-instances", "chain-of-instances-reversed",
  "singles-by-type", "single-instances",
};

static void
add_instance (CdrConductor *conductor,
              CdrComponent *component)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cdr_conductor_add_component (conductor, component, CDR_NEED_REQUIRED, &error));
  g_assert_no_error (error);
}

static GPtrArray *
make_instances (gboolean is_chain,
                guint    n)
{
  GPtrArray *instances = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("unit-%u", i);

      if (is_chain && i > 0)
        g_ptr_array_add (instances, g_object_new (link_type, "name", name, "next",
                                                  g_ptr_array_index (instances, i - 1), NULL));
      else
        g_ptr_array_add (instances, g_object_new (TYPE_UNIT, "name", name, NULL));
    }

  return instances;
}

/* The conductor has the last reference to each; the test has none that could help. */
static void
add_instances (CdrConductor *conductor,
               Shape         shape,
               guint         n)
{
  g_autoptr (GPtrArray) instances = make_instances (shape != SINGLE_INSTANCES, n);

  for (guint i = 0; i < n; i++)
    {
      guint place = shape == CHAIN_OF_INSTANCES_REVERSED ? n - 1 - i : i;

      if (shape != CHAIN_BY_HEAD || i == n - 1)
        add_instance (conductor, g_ptr_array_index (instances, place));
    }

  for (guint i = n; i > 0; i--)
    g_object_unref (g_ptr_array_index (instances, i - 1));
}

static CdrConductor *
make (Shape shape,
      guint n)
{
  CdrConductor *conductor = cdr_conductor_new ();

  n_set_up = n_shut_down = fail_at = 0;

  if (shape == CHAIN_BY_TYPE)
    cdr_conductor_add (conductor, chain_types[n - 1]);
  for (guint i = 0; i < n && shape == SINGLES_BY_TYPE; i++)
    cdr_conductor_add (conductor, single_types[i]);
  if (shape != CHAIN_BY_TYPE && shape != SINGLES_BY_TYPE)
    add_instances (conductor, shape, n);

  return conductor;
}

static void
drop (CdrConductor *conductor)
{
  g_assert_finalize_object (conductor);
  g_assert_cmpuint (n_alive, ==, 0);
}

static void
drop_while_up (CdrConductor *conductor,
               guint         n)
{
  g_autofree char *warning = g_strdup_printf ("*%u components were up*", n);

  g_test_expect_message ("Conductor", G_LOG_LEVEL_WARNING, warning);
  drop (conductor);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (n_shut_down, ==, 0);
}

static void
set_up (CdrConductor *conductor,
        guint         n)
{
  g_autoptr (GError) error = NULL;

  n_set_up = n_shut_down = 0;
  g_assert_true (cdr_conductor_setup (conductor, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_set_up, ==, n);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (conductor)), ==, n);
}

static void
shut_down (CdrConductor *conductor,
           guint         n)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cdr_conductor_shutdown (conductor, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_shut_down, ==, n);
}

/* The cases. */

/* A limit that was not set would prove nothing. */
static void
test_stack (void)
{
  struct rlimit limit;

  g_assert_no_errno (getrlimit (RLIMIT_STACK, &limit));
  g_assert_cmpuint (limit.rlim_cur, ==, STACK_SIZE);
}

static void
test_life (gconstpointer data)
{
  Shape shape = GPOINTER_TO_UINT (data);
  CdrConductor *conductor = make (shape, MANY);
  g_autoptr (GError) error = NULL;

  g_assert_true (cdr_conductor_validate (conductor, &error));
  g_assert_no_error (error);
  set_up (conductor, MANY);
  shut_down (conductor, MANY);
  drop (conductor);
}

/* The same instances, which the conductor has resolved before. */
static void
test_again (void)
{
  CdrConductor *conductor = make (CHAIN_BY_HEAD, MANY);

  set_up (conductor, MANY);
  shut_down (conductor, MANY);
  set_up (conductor, MANY);
  shut_down (conductor, MANY);
  drop (conductor);
}

static void
test_dropped (gconstpointer data)
{
  CdrConductor *conductor = make (GPOINTER_TO_UINT (data), MANY);

  drop (conductor);
}

static void
test_dropped_active (gconstpointer data)
{
  CdrConductor *conductor = make (GPOINTER_TO_UINT (data), MANY);

  set_up (conductor, MANY);
  drop_while_up (conductor, MANY);
}

static void
test_dropped_failed (gconstpointer data)
{
  CdrConductor *conductor = make (GPOINTER_TO_UINT (data), MANY);
  g_autoptr (GError) error = NULL;

  fail_at = MANY; /* the last one: all others come up, and down */
  g_assert_false (cdr_conductor_setup (conductor, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  g_assert_cmpuint (n_set_up, ==, MANY);
  g_assert_cmpuint (n_shut_down, ==, MANY - 1);
  drop (conductor);
}

/* Nothing was resolved, so that nobody knows the order but the wiring. */
static void
test_dropped_unresolved (gconstpointer data)
{
  CdrConductor *conductor = make (GPOINTER_TO_UINT (data), MANY);
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (conductor, CDR_TYPE_COMPONENT); /* abstract */
  g_assert_false (cdr_conductor_setup (conductor, NULL, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_INVALID_TYPE);
  g_assert_cmpuint (n_set_up, ==, 0);
  drop (conductor);
}

/* One that all others require, directly or not, fails: they are all skipped. */
static void
test_skipped (void)
{
  CdrConductor *conductor = cdr_conductor_new ();

  cdr_conductor_add_full (conductor, chain_types[MANY - 1], CDR_NEED_WANTED);
  n_set_up = n_shut_down = 0;
  fail_at = 1;
  g_assert_true (cdr_conductor_setup (conductor, NULL, NULL));
  g_assert_cmpuint (n_set_up, ==, 1);
  g_assert_true (cdr_conductor_shutdown (conductor, NULL, NULL));
  g_assert_cmpuint (n_shut_down, ==, 0);
  drop (conductor);
}

/* A cycle through all of them: found, and spelled within bounds. */
static void
test_cycle (void)
{
  CdrConductor *conductor = cdr_conductor_new ();
  g_autoptr (GPtrArray) instances = make_instances (TRUE, MANY);
  g_autoptr (GError) error = NULL;
  CdrComponent *last = g_object_new (link_type, "name", "last", "next",
                                     g_ptr_array_index (instances, MANY - 1), NULL);

  g_object_set (g_ptr_array_index (instances, 1), "next", last, NULL);
  add_instance (conductor, last);
  g_assert_false (cdr_conductor_setup (conductor, NULL, &error));
  g_assert_error (error, CDR_ERROR, CDR_ERROR_CYCLE);
  g_assert_cmpuint (strlen (error->message), <, 10000);

  g_object_set (g_ptr_array_index (instances, 1), "next", NULL, NULL);
  g_object_unref (last);
  for (guint i = 0; i < MANY; i++)
    g_object_unref (g_ptr_array_index (instances, i));
  drop (conductor);
}

/* Counting. */

typedef struct
{
  guint64 n_calls;
  guint   n_iterations;
  guint   n_sources; /* attached, in all */
  guint   n_records; /* of the trace */
} Counts;

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  gboolean *is_done = user_data;

  *is_done = TRUE;
}

static guint
iterate (GMainContext *context,
         gboolean     *is_done)
{
  guint n = 0;

  for (; !*is_done; n++)
    g_main_context_iteration (context, TRUE);
  *is_done = FALSE;

  return n;
}

/* Sources are numbered as they are attached. */
static guint
get_next_source_id (GMainContext *context)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  guint id = g_source_attach (source, context);

  g_source_destroy (source);
  return id;
}

static Counts
count_life (GMainContext *context,
            Shape         shape,
            guint         n)
{
  Counts counts = { 0 };
  guint first_source = get_next_source_id (context);
  gboolean is_done = FALSE;
  CdrConductor *conductor;

  n_calls = 0;
  conductor = make (shape, n);
  cdr_conductor_setup_async (conductor, NULL, done_cb, &is_done);
  counts.n_iterations += iterate (context, &is_done);
  cdr_conductor_shutdown_async (conductor, NULL, done_cb, &is_done);
  counts.n_iterations += iterate (context, &is_done);
  g_assert_cmpuint (n_shut_down, ==, n);
  cdr_reconciler_get_trace (conductor->reconciler, &counts.n_records);
  drop (conductor);

  counts.n_calls = n_calls;
  counts.n_sources = get_next_source_id (context) - first_source - 1;
  return counts;
}

/* Ten times as many cost ten times as much: exactly, but for what is there once. */
static void
assert_linear (guint64     few,
               guint64     many,
               const char *what)
{
  g_test_message ("%s: %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT, what, few, many);
  if (many > 10 * few + few / 20 + 100)
    g_error ("%s: %" G_GUINT64_FORMAT " became %" G_GUINT64_FORMAT, what, few, many);
}

static void
test_linear (gconstpointer data)
{
  GMainContext *context = g_main_context_get_thread_default ();
  Shape shape = GPOINTER_TO_UINT (data);
  Counts few = count_life (context, shape, MANY / 100);
  Counts many = count_life (context, shape, MANY / 10);

  assert_linear (few.n_calls, many.n_calls, "calls");
  assert_linear (few.n_iterations, many.n_iterations, "iterations");
  assert_linear (few.n_sources, many.n_sources, "sources");
  assert_linear (few.n_records, many.n_records, "records");

  /* Per component: a setup and a shutdown that begin and succeed, each answered by
   * a task, which takes one source; and what the conductor's own calls take.
   */
  g_assert_cmpuint (many.n_records, ==, 4 * (MANY / 10) + 2);
  g_assert_cmpuint (many.n_sources, <=, 2 * (MANY / 10) + 8);
  g_assert_cmpuint (many.n_iterations, <=, 4 * (MANY / 10) + 8);

  /* Nobody listens. */
  g_assert_cmpuint (n_worded, ==, 0);
}

/* Settings for each, and for nobody. */
static guint64
count_config (guint n)
{
  CdrConductor *conductor = cdr_conductor_new ();
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sa{sv}}"));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("Unit %u", i);
      g_autoptr (CdrComponent) component = g_object_new (TYPE_UNIT, "name", name, NULL);
      g_autoptr (GError) error = NULL;

      cdr_conductor_add_component (conductor, component, CDR_NEED_REQUIRED, &error);
      g_assert_no_error (error);
      g_variant_builder_add_parsed (&builder, "{%s, {'setup-timeout': <1>}}", name);
      g_variant_builder_add_parsed (&builder, "{%s, {'setup-timeout': <1>}}", "nobody");
    }

  cdr_conductor_add_config_variant (conductor, g_variant_builder_end (&builder));
  n_calls = 0;
  g_assert_false (cdr_conductor_validate (conductor, NULL));
  g_object_unref (conductor);

  return n_calls;
}

/* As many groups as components. What is there once is large: for what is unknown all types
 * that the program has are looked through.
 */
static void
test_config (void)
{
  guint64 once = count_config (1);
  guint64 few = count_config (200) - once;
  guint64 many = count_config (2000) - once;

  g_assert_cmpuint (few, >=, 200);
  assert_linear (few, many, "calls");
}

static guint
count_live_sources (GMainContext *context)
{
  guint last = get_next_source_id (context);
  guint n = 0;

  for (guint id = 1; id < last; id++)
    n += g_main_context_find_source_by_id (context, id) != NULL;

  return n;
}

static void
release_held (void)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&held);

  for (guint i = 0; i < tasks->len; i++)
    {
      g_task_return_boolean (g_ptr_array_index (tasks, i), TRUE);
      g_object_unref (g_ptr_array_index (tasks, i));
    }
}

/* Who waits for whom: the text is short, and costs no more than to look at each once. */
static void
test_waiting (gconstpointer data)
{
  GMainContext *context = g_main_context_get_thread_default ();
  Shape shape = GPOINTER_TO_UINT (data);
  CdrConductor *conductor = make (shape, MANY);
  g_autofree char *text = NULL;
  gboolean is_done = FALSE;

  cdr_conductor_set_slow_threshold (conductor, 0);
  held = g_ptr_array_new ();
  cdr_conductor_setup_async (conductor, NULL, done_cb, &is_done);
  while (held->len == 0)
    g_main_context_iteration (context, TRUE);

  n_calls = 0;
  text = cdr_conductor_describe_waiting (conductor);
  g_assert_cmpuint (n_calls, <=, 2 * MANY);
  g_assert_cmpuint (strlen (text), >, 0);
  g_assert_cmpuint (strlen (text), <, 4096);
  g_assert_cmpint (strstr (text, "and so on for 992 more to ") != NULL, ==, held->len == 1);

  release_held ();
  iterate (context, &is_done);
  cdr_conductor_shutdown_async (conductor, NULL, done_cb, &is_done);
  iterate (context, &is_done);
  drop (conductor);
}

/* All of them under way at once, each with a deadline: one source. */
static void
test_one_source (void)
{
  GMainContext *context = g_main_context_get_thread_default ();
  CdrConductor *conductor = make (SINGLES_BY_TYPE, MANY);
  gboolean is_done = FALSE;

  held = g_ptr_array_new ();
  cdr_conductor_setup_async (conductor, NULL, done_cb, &is_done);
  while (held->len < MANY)
    g_main_context_iteration (context, TRUE);
  g_assert_cmpuint (count_live_sources (context), ==, 1);
  g_assert_cmpint (cdr_reconciler_get_deadline (conductor->reconciler), >=, 0);
  release_held ();
  iterate (context, &is_done);
  g_assert_cmpint (cdr_conductor_get_state (conductor), ==, CDR_STATE_ACTIVE);

  held = g_ptr_array_new ();
  cdr_conductor_shutdown_async (conductor, NULL, done_cb, &is_done);
  while (held->len < MANY)
    g_main_context_iteration (context, TRUE);
  g_assert_cmpuint (count_live_sources (context), ==, 1);
  release_held ();
  iterate (context, &is_done);
  drop (conductor);
  g_assert_cmpuint (count_live_sources (context), ==, 0);
}

static void
add (const char    *name,
     GTestDataFunc  func,
     guint          n_shapes)
{
  for (guint shape = 0; shape < n_shapes; shape++)
    {
      g_autofree char *path = g_strdup_printf ("/scale/%s/%s", name, shape_names[shape]);

      g_test_add_data_func (path, GUINT_TO_POINTER (shape), func);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  int status;

  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("G_MESSAGES_DEBUG");
  g_main_context_push_thread_default (context);
  cdr_test_clock_install (context);
  make_types ();

  g_test_add_func ("/scale/stack", test_stack);
  add ("linear", test_linear, N_SHAPES);
  add ("life", test_life, N_SHAPES);
  add ("waiting", test_waiting, N_SHAPES);
  g_test_add_func ("/scale/again", test_again);
  add ("dropped", test_dropped, N_SHAPES);
  add ("dropped-active", test_dropped_active, CHAIN_OF_INSTANCES_REVERSED);
  add ("dropped-failed", test_dropped_failed, CHAIN_OF_INSTANCES_REVERSED);
  add ("dropped-unresolved", test_dropped_unresolved, SINGLES_BY_TYPE);
  g_test_add_func ("/scale/skipped", test_skipped);
  g_test_add_func ("/scale/cycle", test_cycle);
  g_test_add_func ("/scale/one-source", test_one_source);
  g_test_add_func ("/scale/config", test_config);

  status = g_test_run ();
  g_main_context_pop_thread_default (context);
  return status;
}
