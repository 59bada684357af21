/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"

/* A type of a module that can be unloaded: not while a conductor has read it. */

#define TYPE_MODULE (module_get_type ())
G_DECLARE_FINAL_TYPE (Module, module, TEST, MODULE, GTypeModule)

struct _Module
{
  GTypeModule parent_instance;
  guint       n_loads;
  guint       n_unloads;
};

G_DEFINE_FINAL_TYPE (Module, module, G_TYPE_TYPE_MODULE)

/* What a dlclose () would take away. */
typedef struct
{
  CdrComponent parent_instance;
} Part;

static Module *module;
static GType part_type;
static guint n_alive;
static GParamSpec *words; /* of the class, as long as the class is there */

static void
part_setup (CdrComponent *component,
            GTask        *task)
{
  g_assert_cmpuint (module->n_loads - module->n_unloads, ==, 1);
  cdr_test_log_add ("setup");
  g_task_return_boolean (task, TRUE);
}

static void
part_shutdown (CdrComponent *component,
               GTask        *task)
{
  g_assert_cmpuint (module->n_loads - module->n_unloads, ==, 1);
  cdr_test_log_add ("shutdown");
  g_task_return_boolean (task, TRUE);
}

static void
part_finalize (GObject *object)
{
  n_alive--;
  G_OBJECT_CLASS (g_type_class_peek (CDR_TYPE_COMPONENT))->finalize (object);
}

static void
part_set_property (GObject      *object,
                   guint         prop_id,
                   const GValue *value,
                   GParamSpec   *pspec)
{
}

static void
part_get_property (GObject    *object,
                   guint       prop_id,
                   GValue     *value,
                   GParamSpec *pspec)
{
}

static void
part_class_init (gpointer klass,
                 gpointer class_data)
{
  GObjectClass *object_class = klass;

  CDR_COMPONENT_CLASS (klass)->setup = part_setup;
  CDR_COMPONENT_CLASS (klass)->shutdown = part_shutdown;
  object_class->finalize = part_finalize;
  object_class->set_property = part_set_property;
  object_class->get_property = part_get_property;
  words = g_param_spec_string ("words", NULL, NULL, NULL, G_PARAM_READWRITE);
  g_object_class_install_property (object_class, 1, words);
}

static void
part_init (GTypeInstance *instance,
           gpointer       klass)
{
  n_alive++;
}

static gboolean
module_load (GTypeModule *type_module)
{
  Module *self = TEST_MODULE (type_module);
  GTypeInfo info = {
    .class_size = sizeof (CdrComponentClass),
    .class_init = part_class_init,
    .instance_size = sizeof (Part),
    .instance_init = part_init,
  };

  self->n_loads++;
  part_type = g_type_module_register_type (type_module, CDR_TYPE_COMPONENT, "ModulePart", &info, 0);
  return TRUE;
}

static void
module_unload (GTypeModule *type_module)
{
  Module *self = TEST_MODULE (type_module);

  self->n_unloads++;
}

static void
module_class_init (ModuleClass *klass)
{
  GTypeModuleClass *type_module_class = G_TYPE_MODULE_CLASS (klass);

  type_module_class->load = module_load;
  type_module_class->unload = module_unload;
}

static void
module_init (Module *self)
{
}

static void
use (void)
{
  g_assert_true (g_type_module_use (G_TYPE_MODULE (module)));
}

static void
unuse (void)
{
  g_type_module_unuse (G_TYPE_MODULE (module));
}

/* As long as nobody has asked for its class, the module is told to go. (From then on GLib
 * itself keeps the class: it ignores whoever drops the last reference.)
 */
static void
test_unloads (Fixture *fixture)
{
  use ();
  g_assert_cmpuint (module->n_loads, ==, 1);
  unuse ();
  g_assert_cmpuint (module->n_unloads, ==, 1);
  g_assert_null (g_type_class_peek (part_type));
}

/* By the policy that is about modules. */
static void
assert_log_domain (Fixture *fixture)
{
  CdrComponent *part = cdr_test_get (fixture, part_type);

  g_assert_cmpstr (cdr_component_get_log_domain (part), ==, "Conductor");
  cdr_conductor_set_log_policy (fixture->conductor, CDR_LOG_POLICY_MODULE);
  g_assert_cmpstr (cdr_component_get_log_domain (part), ==, "the-parts");
}

/* Added, and gone before anybody asked what it is: it is loaded again. */
static void
test_unloaded_before (Fixture *fixture)
{
  guint n_loads;

  use ();
  cdr_conductor_add (fixture->conductor, part_type);
  unuse ();
  n_loads = module->n_loads;
  g_assert_cmpuint (module->n_unloads, ==, n_loads);

  cdr_test_setup_ok (fixture);
  g_assert_cmpuint (module->n_loads, ==, n_loads + 1);
  assert_log_domain (fixture);
  g_assert_cmpuint (module->n_unloads, ==, n_loads);
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("setup shutdown");
}

/* Once the graph was resolved, the class stays, from one setup to the next and on, as
 * its dependencies are known from then on.
 */
static void
test_stays (Fixture *fixture)
{
  guint n_unloads = module->n_unloads;

  use ();
  cdr_conductor_add (fixture->conductor, part_type);
  g_assert_true (cdr_conductor_validate (fixture->conductor, NULL));
  unuse ();
  g_assert_cmpuint (module->n_unloads, ==, n_unloads);
  g_assert_true (g_type_class_peek (part_type) != NULL);

  cdr_test_setup_ok (fixture);
  g_assert_cmpuint (module->n_unloads, ==, n_unloads);
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("setup shutdown");
  g_assert_finalize_object (g_steal_pointer (&fixture->conductor));
  g_assert_cmpuint (n_alive, ==, 0);
  g_assert_cmpuint (module->n_unloads, ==, n_unloads);

  fixture->conductor = cdr_conductor_new ();
  cdr_conductor_add (fixture->conductor, part_type);
  cdr_test_setup_ok (fixture);
  g_assert_true (g_object_class_find_property (g_type_class_peek (part_type), "words") == words);
  cdr_test_shutdown_ok (fixture);
  cdr_test_assert_log ("setup shutdown");
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  module = g_object_new (TYPE_MODULE, NULL); /* for ever: type modules can't go */
  g_type_module_set_name (G_TYPE_MODULE (module), "the parts");

  /* In this order: what has stayed once stays. */
  cdr_test_add ("/module/unloads", test_unloads);
  cdr_test_add ("/module/unloaded-before", test_unloaded_before);
  cdr_test_add ("/module/stays", test_stays);

  status = g_test_run ();
  return status;
}
