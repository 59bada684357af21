/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-types.h"

#include "sim-object.h"

static GType types[SIM_N_ASKS];
static gpointer classes[SIM_N_ASKS];

/* What was last said of each property of each type. */
static struct
{
  gboolean is_known;
  gboolean is_used;
  int      need;
  int      ask;
} marks[SIM_N_ASKS][SIM_N_PROPERTIES];

/* The pool. */

gboolean
sim_types_has_pair (int type)
{
  return type >= SIM_PAIR_TYPES;
}

gboolean
sim_types_chains_up (int type)
{
  return sim_types_has_pair (type) && type % 10 == 9;
}

gboolean
sim_types_can_be_made (int ask)
{
  return ask < SIM_N_TYPES || ask >= SIM_PAIR_TYPES;
}

int
sim_types_parent (int type)
{
  if (type % 10 == 9)
    return type - 1;
  if (type % 10 == 5 || type % 10 == 6)
    return SIM_ASK_BASE + type / 10 % 4;

  return SIM_ASK_ANY;
}

static int
get_interface (int type)
{
  return type % 10 == 2 || type % 10 == 6 ? SIM_ASK_INTERFACE + type / 10 % 4 : SIM_ASK_ANY;
}

/* For a type of the pool. */
gboolean
sim_types_is_a (int type,
                int ask)
{
  return type == ask || ask == SIM_ASK_ANY ||
         sim_types_parent (type) == ask || get_interface (type) == ask;
}

GType
sim_types_get (int ask)
{
  return types[ask];
}

const char *
sim_types_name (int ask)
{
  return g_type_name (types[ask]);
}

static GType
register_interface (const char *name)
{
  const GTypeInfo info = { .class_size = sizeof (GTypeInterface) };
  GType type = g_type_register_static (G_TYPE_INTERFACE, name, &info, 0);

  g_type_interface_add_prerequisite (type, CDR_TYPE_COMPONENT);
  return type;
}

static GType
register_class (const char *name,
                int         parent,
                GTypeFlags  flags,
                int         number)
{
  const GTypeInfo info = {
    .class_size = sizeof (SimObjectClass),
    .class_init = sim_object_class_set_number,
    .class_data = GINT_TO_POINTER (number),
    .instance_size = sizeof (SimObject),
  };

  return g_type_register_static (parent == SIM_ASK_ANY ? SIM_TYPE_OBJECT : types[parent],
                                 name, &info, flags);
}

void
sim_types_register (void)
{
  const GInterfaceInfo interface_info = { 0 };

  types[SIM_ASK_ANY] = CDR_TYPE_COMPONENT;
  types[SIM_ASK_NOBODY] = register_interface ("SimNobody");

  for (int i = 0; i < 4; i++)
    {
      g_autofree char *base = g_strdup_printf ("SimBase%d", i);
      g_autofree char *interface = g_strdup_printf ("SimInterface%d", i);

      types[SIM_ASK_BASE + i] = register_class (base, SIM_ASK_ANY, G_TYPE_FLAG_ABSTRACT, -1);
      types[SIM_ASK_INTERFACE + i] = register_interface (interface);
    }

  for (int i = 0; i < SIM_N_ASKS; i++)
    {
      g_autofree char *name = g_strdup_printf ("Part%d", i);

      if (!sim_types_can_be_made (i))
        continue;

      types[i] = register_class (name, sim_types_parent (i), 0, i);
      if (get_interface (i) != SIM_ASK_ANY)
        g_type_add_interface_static (types[i], types[get_interface (i)], &interface_info);
    }

  for (int i = 0; i < SIM_N_ASKS; i++)
    {
      if (sim_types_can_be_made (i))
        classes[i] = g_type_class_ref (types[i]);
    }
}

/* Marks. */

static void
mark (int            type,
      int            property,
      const SimEdge *edge)
{
  CdrComponentClass *klass = classes[type];
  gboolean is_known = marks[type][property].is_known;
  char name[] = "dep0";

  name[3] += property;

  if (!is_known || marks[type][property].is_used != (edge != NULL))
    cdr_component_class_set_ignored (klass, name, edge == NULL);

  marks[type][property].is_known = TRUE;
  marks[type][property].is_used = edge != NULL;
  if (edge == NULL)
    {
      /* The next edge says everything again. */
      if (!is_known)
        marks[type][property].need = marks[type][property].ask = -1;
      return;
    }

  if (!is_known || marks[type][property].need != edge->need)
    cdr_component_class_set_need (klass, name, edge->need);
  if (!is_known || marks[type][property].ask != edge->ask)
    cdr_component_class_set_dependency_type (klass, name,
                                             edge->ask == SIM_ASK_ANY ? G_TYPE_INVALID
                                                                      : types[edge->ask]);
  marks[type][property].need = edge->need;
  marks[type][property].ask = edge->ask;
}

/* Makes the classes of the plan ask for what it says. */
void
sim_types_mark (const SimPlan *plan)
{
  for (int i = 0; i < plan->n_parts; i++)
    {
      const SimPart *part = &plan->parts[i];
      const SimEdge *edges[SIM_N_PROPERTIES] = { NULL };

      for (int e = 0; e < part->n_edges; e++)
        edges[part->edges[e].property] = &part->edges[e];
      for (int property = 0; property < SIM_N_PROPERTIES; property++)
        mark (part->type, property, edges[property]);
    }
}
