/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-timeline-private.h"

/* For writers. */

typedef struct
{
  guint  node;
  gint64 key;
} Sorted;

static gint
compare_sorted (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const Sorted *left = a;
  const Sorted *right = b;

  if (left->key != right->key)
    return left->key < right->key ? -1 : 1;

  return left->node < right->node ? -1 : left->node > right->node;
}

static guint *
sort (Sorted *nodes,
      guint   n_nodes)
{
  guint *result = g_new (guint, n_nodes + 1);

  g_qsort_with_data (nodes, (gint) n_nodes, sizeof *nodes, compare_sorted, NULL);
  for (guint i = 0; i < n_nodes; i++)
    result[i] = nodes[i].node;

  return result;
}

/* All components in the order in which their setups began; those that did not, last. */
guint *
cdr_timeline_dup_by_begin (CdrTimeline *self,
                           guint       *n_nodes)
{
  g_autofree Sorted *nodes = g_new (Sorted, self->graph->n_nodes + 1);

  *n_nodes = self->graph->n_nodes;
  for (guint n = 0; n < *n_nodes; n++)
    {
      const CdrSpan *span = &self->spans[CDR_SPAN (n, FALSE)];

      nodes[n] = (Sorted) { n, span->begin >= 0 ? span->first : G_MAXUINT };
    }

  return sort (nodes, *n_nodes);
}

/* Those that ran, the longest first. */
guint *
cdr_timeline_dup_by_blame (CdrTimeline *self,
                           gboolean     is_shutdown,
                           guint       *n_nodes)
{
  g_autofree Sorted *nodes = g_new (Sorted, self->graph->n_nodes + 1);
  CdrPhase phase = is_shutdown ? CDR_PHASE_SHUTDOWN : CDR_PHASE_SETUP;

  *n_nodes = 0;
  for (guint n = 0; n < self->graph->n_nodes; n++)
    {
      if (self->spans[CDR_SPAN (n, is_shutdown)].begin >= 0)
        nodes[(*n_nodes)++] = (Sorted) { n, -cdr_timeline_get_blame (self, n, phase) };
    }

  return sort (nodes, *n_nodes);
}

const char *
cdr_timeline_get_nick (GType type,
                       int   value)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  const GEnumValue *found = g_enum_get_value (G_ENUM_CLASS (klass), value);

  g_assert (found != NULL);
  return found->value_nick;
}
