/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-conductor-private.h"

/* The conductor as a list of its components. */

static GType
get_item_type (GListModel *model)
{
  return CDR_TYPE_COMPONENT;
}

static guint
get_n_items (GListModel *model)
{
  return CDR_CONDUCTOR (model)->items->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  GPtrArray *items = CDR_CONDUCTOR (model)->items;

  return position < items->len ? g_object_ref (g_ptr_array_index (items, position)) : NULL;
}

void
cdr_conductor_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
tell (CdrConductor *self,
      guint         position,
      guint         n_removed,
      guint         n_added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
  if (n_removed != n_added)
    cdr_conductor_notify (self, CDR_CONDUCTOR_PROP_N_ITEMS);
}

void
cdr_conductor_list_append (CdrConductor *self,
                           CdrComponent *component)
{
  g_ptr_array_add (self->items, component);
  tell (self, self->items->len - 1, 0, 1);
}

/* It is there no more if the conductor was disposed of meanwhile. */
void
cdr_conductor_list_remove (CdrConductor *self,
                           CdrComponent *component)
{
  guint position;

  if (!g_ptr_array_find (self->items, component, &position))
    return;

  g_ptr_array_remove_index (self->items, position);
  tell (self, position, 1, 0);
}

/* Everything that the graph has, in its order. */
void
cdr_conductor_list_splice (CdrConductor *self)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->items);
  gboolean is_same = old->len == self->graph->n_nodes;

  self->items = g_ptr_array_sized_new (self->graph->n_nodes);

  for (guint n = 0; n < self->graph->n_nodes; n++)
    {
      CdrComponent *component = self->graph->nodes[n].component;

      is_same = is_same && g_ptr_array_index (old, n) == component;
      g_ptr_array_add (self->items, component);
    }

  if (!is_same)
    tell (self, 0, old->len, self->items->len);
}
