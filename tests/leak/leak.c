/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <conductor/conductor.h>

/* Leaks one component, if asked to. Whoever looks for leaks has to find it: otherwise
 * finding none elsewhere means nothing.
 */

#define LEAK_TYPE_COMPONENT (leak_component_get_type ())
G_DECLARE_FINAL_TYPE (LeakComponent, leak_component, LEAK, COMPONENT, CdrComponent)

struct _LeakComponent
{
  CdrComponent parent_instance;
};

G_DEFINE_FINAL_TYPE (LeakComponent, leak_component, CDR_TYPE_COMPONENT)

static void
leak_component_class_init (LeakComponentClass *klass)
{
}

static void
leak_component_init (LeakComponent *self)
{
}

static CdrComponent *volatile place;

/* Its name is in the report. */
static G_GNUC_NO_INLINE void
make_a_component_for_nobody (void)
{
  place = g_object_new (LEAK_TYPE_COMPONENT, NULL);
}

/* A life in which nothing is leaked. */
static void
live (void)
{
  g_autoptr (CdrConductor) conductor = cdr_conductor_new ();
  g_autoptr (GError) error = NULL;

  cdr_conductor_add (conductor, LEAK_TYPE_COMPONENT);
  if (!cdr_conductor_setup (conductor, NULL, &error) ||
      !cdr_conductor_shutdown (conductor, NULL, &error))
    g_error ("%s", error->message);
}

int
main (int    argc,
      char **argv)
{
  live ();

  make_a_component_for_nobody ();
  if (argc < 2 || !g_str_equal (argv[1], "--leak"))
    g_object_unref (place);
  place = NULL;

  return 0;
}
