/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor/conductor.h>

/* A program of somebody else's: one component, one conductor. */

#define PROGRAM_TYPE_COMPONENT (program_component_get_type ())
G_DECLARE_FINAL_TYPE (ProgramComponent, program_component, PROGRAM, COMPONENT, CdrComponent)

struct _ProgramComponent
{
  CdrComponent parent_instance;
};

G_DEFINE_FINAL_TYPE (ProgramComponent, program_component, CDR_TYPE_COMPONENT)

static void
program_component_setup (CdrComponent *component,
                         GTask        *task)
{
  g_print ("up\n");
  g_task_return_boolean (task, TRUE);
}

static void
program_component_shutdown (CdrComponent *component,
                            GTask        *task)
{
  g_print ("down\n");
  g_task_return_boolean (task, TRUE);
}

static void
program_component_class_init (ProgramComponentClass *klass)
{
  CDR_COMPONENT_CLASS (klass)->setup = program_component_setup;
  CDR_COMPONENT_CLASS (klass)->shutdown = program_component_shutdown;
}

static void
program_component_init (ProgramComponent *self)
{
}

int
main (void)
{
  g_autoptr (CdrConductor) conductor = cdr_conductor_new ();
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (conductor, PROGRAM_TYPE_COMPONENT);

  if (!cdr_conductor_setup (conductor, NULL, &error) ||
      !cdr_conductor_shutdown (conductor, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  return 0;
}
