/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-wiring-private.h"

#include "cdr-injection-private.h"

/* What the application wired by hand: the dependencies that it set on
 * ready-made components.
 */

/* Returns: (transfer full) (nullable): what the application set the property to;
 *   NULL also where what is left there is something that the conductor injected
 *   once and the setter would not let go.
 */
CdrComponent *
cdr_wiring_read (CdrComponent        *component,
                 const CdrDependency *dependency)
{
  GObject *value;

  if (!(dependency->pspec->flags & G_PARAM_READABLE))
    return NULL;

  value = cdr_injection_read (component, dependency->pspec);
  if (value != NULL &&
      (!CDR_IS_COMPONENT (value) ||
       cdr_injection_is_stuck (component, dependency->pspec, value)))
    g_clear_object (&value);

  return (CdrComponent *) value;
}

/* One step of the walk: a component, its dependencies, and how far it got. */
typedef struct
{
  CdrComponent      *component; /* owned */
  CdrDependencyList *list;      /* NULL where the class can't be read */
  guint              next;
} Step;

static void
push (GArray       *stack,
      CdrComponent *component)
{
  Step step = { component, cdr_dependency_list_get (G_OBJECT_TYPE (component), NULL), 0 };

  g_array_append_val (stack, step);
}

/* Appends to @kept a reference to @component and to all that is wired to it, each
 * after what it holds. Released from the end, no one's last reference is dropped
 * while it still holds the last one to another: releasing a long chain takes no
 * stack. @known has what is in @kept already.
 */
void
cdr_wiring_follow (CdrComponent *component,
                   GPtrArray    *kept,
                   GHashTable   *known)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Step));

  if (!g_hash_table_add (known, component))
    return;

  push (stack, g_object_ref (component));

  while (stack->len > 0)
    {
      Step *step = &g_array_index (stack, Step, stack->len - 1);
      g_autoptr (CdrComponent) wired = NULL;

      if (step->list == NULL || step->next == step->list->n_items)
        {
          g_clear_pointer (&step->list, cdr_dependency_list_unref);
          g_ptr_array_add (kept, step->component);
          g_array_set_size (stack, stack->len - 1);
          continue;
        }

      wired = cdr_wiring_read (step->component, &step->list->items[step->next++]);
      if (wired != NULL && g_hash_table_add (known, wired))
        push (stack, g_steal_pointer (&wired));
    }
}
