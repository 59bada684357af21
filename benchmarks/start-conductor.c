/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor/conductor.h>

/* One empty component, set up and shut down again. */

#define EMPTY_TYPE_UNIT (empty_unit_get_type ())
G_DECLARE_FINAL_TYPE (EmptyUnit, empty_unit, EMPTY, UNIT, CdrComponent)

struct _EmptyUnit
{
  CdrComponent parent_instance;
};

G_DEFINE_FINAL_TYPE (EmptyUnit, empty_unit, CDR_TYPE_COMPONENT)

static void
empty_unit_class_init (EmptyUnitClass *klass)
{
}

static void
empty_unit_init (EmptyUnit *self)
{
}

static void
run_cb (CdrConductor *conductor,
        GTask        *task,
        gpointer      user_data)
{
  g_task_return_boolean (task, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (CdrConductor) conductor = cdr_conductor_new ();
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (conductor, EMPTY_TYPE_UNIT);

  return cdr_conductor_run (conductor, run_cb, NULL, NULL, &error) ? 0 : 1;
}
