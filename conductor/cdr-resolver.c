/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-resolver-private.h"

#include "cdr-candidates-private.h"
#include "cdr-class-check-private.h"
#include "cdr-component-private.h"
#include "cdr-dependency-private.h"
#include "cdr-error.h"
#include "cdr-text-private.h"
#include "cdr-type-names-private.h"
#include "cdr-wiring-private.h"

/* From what the application asked for to a graph. Works on types: nothing is
 * created, and the whole graph is refused if any part of it is bad.
 *
 * Nodes are reached breadth first from the roots, each dependency in the order of
 * the properties; the array of nodes is the queue.
 */

#define NO_NODE G_MAXUINT

typedef struct
{
  CdrCandidates      *candidates;
  GHashTable         *made;      /* GType -> what the conductor made earlier */
  const CdrConductor *conductor;
  GArray             *nodes;     /* CdrTopologyNode */
  GArray             *edges;     /* CdrTopologyEdge */
  GHashTable         *places;    /* GType or component -> place in nodes, plus one */
  GHashTable         *targets;   /* GType asked for -> place in nodes, plus one */
  GArray             *of_root;   /* the node of each root */
} Resolver;

/* A getter may hand out something that nobody else holds: nodes hold theirs. */
static void
node_clear (gpointer data)
{
  CdrTopologyNode *node = data;

  g_clear_object (&node->component);
}

static void
resolver_clear (Resolver *self)
{
  cdr_candidates_free (self->candidates);
  g_array_unref (self->nodes);
  g_array_unref (self->edges);
  g_array_unref (self->of_root);
  g_hash_table_unref (self->places);
  g_hash_table_unref (self->targets);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Resolver, resolver_clear)

static gboolean
find_node (Resolver *self,
           gpointer  key,
           guint    *node)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, key));

  *node = place - 1;
  return place != 0;
}

static guint
append_node (Resolver     *self,
             gpointer      key,
             CdrTopologyNode  node)
{
  if (node.component != NULL)
    g_object_ref (node.component);
  g_array_append_val (self->nodes, node);
  g_hash_table_insert (self->places, key, GUINT_TO_POINTER (self->nodes->len));

  return self->nodes->len - 1;
}

/* The node of the one instance of @type that the conductor makes. */
static gboolean
get_made_node (Resolver  *self,
               GType      type,
               guint     *node,
               GError   **error)
{
  CdrComponent *component = g_hash_table_lookup (self->made, GSIZE_TO_POINTER (type));

  if (find_node (self, GSIZE_TO_POINTER (type), node))
    return TRUE;

  if (!cdr_type_can_be_made (type))
    {
      g_autoptr (CdrTypeNames) names = cdr_type_names_new (1, type);

      g_set_error (error, CDR_ERROR, CDR_ERROR_INVALID_TYPE,
                   "%s was added, but is %s: add a type that can be instantiated, or patch it",
                   cdr_type_names_get (names, type),
                   cdr_type_is_component (type) ? "abstract" : "no component");
      return FALSE;
    }

  *node = append_node (self, GSIZE_TO_POINTER (type),
                       (CdrTopologyNode) { .type = type, .component = component });
  return TRUE;
}

static gboolean
check_is_free (Resolver      *self,
               CdrComponent  *component,
               GError       **error)
{
  CdrConductor *conductor = cdr_component_get_conductor (component);
  CdrState state = cdr_component_get_state (component);

  if (conductor != NULL && conductor != self->conductor)
    {
      g_set_error (error, CDR_ERROR, CDR_ERROR_ALREADY_OWNED,
                   "%s (%s) belongs to another conductor",
                   cdr_component_get_name (component), cdr_text_type_of (component));
      return FALSE;
    }

  if (state != CDR_STATE_INACTIVE && state != CDR_STATE_FAILED)
    {
      g_set_error (error, CDR_ERROR, CDR_ERROR_WRONG_STATE,
                   "%s (%s) is %s already",
                   cdr_component_get_name (component), cdr_text_type_of (component),
                   cdr_state_to_string (state));
      return FALSE;
    }

  return TRUE;
}

/* The node of an object that the application made, or of one that the conductor
 * made earlier and the application wired.
 */
static gboolean
get_object_node (Resolver      *self,
                 CdrComponent  *component,
                 guint         *node,
                 GError       **error)
{
  GType type = G_OBJECT_TYPE (component);

  if (g_hash_table_lookup (self->made, GSIZE_TO_POINTER (type)) == component)
    return get_made_node (self, type, node, error);

  if (find_node (self, component, node))
    return TRUE;

  if (!check_is_free (self, component, error))
    return FALSE;

  *node = append_node (self, component,
                       (CdrTopologyNode) {
                         .type = type, .component = component, .is_ready_made = TRUE
                       });
  return TRUE;
}

static gboolean
add_roots (Resolver     *self,
           CdrManifest  *manifest,
           GError      **error)
{
  for (guint i = 0; i < cdr_candidates_get_n_roots (self->candidates); i++)
    {
      const CdrRoot *root = cdr_candidates_get_root (self->candidates, i);
      CdrTopologyNode *known;
      guint node;

      if (root->component != NULL)
        {
          if (!get_object_node (self, root->component, &node, error))
            return FALSE;
        }
      else
        {
          if (!get_made_node (self, root->type, &node, error))
            return FALSE;

          if (cdr_manifest_has_name (manifest, root->type,
                                     cdr_component_default_name (root->type)))
            {
              g_autoptr (CdrTypeNames) names = cdr_type_names_new (1, root->type);

              g_set_error (error, CDR_ERROR, CDR_ERROR_AMBIGUOUS,
                           "%s was added both as a type and ready-made under the same name: "
                           "give the ready-made one a name of its own",
                           cdr_type_names_get (names, root->type));
              return FALSE;
            }
        }

      known = &g_array_index (self->nodes, CdrTopologyNode, node);
      known->is_root = TRUE;
      known->need = root->need;
      g_array_append_val (self->of_root, node);
    }

  return TRUE;
}

/* Names registered types that could be made and would do: for an error message. */
static char *
suggest (GType         type,
         CdrTypeNames *names)
{
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (GType));
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (GType));
  g_autoptr (GString) text = g_string_new (NULL);
  GType base = CDR_TYPE_COMPONENT;

  g_array_append_val (queue, base);

  for (guint i = 0; i < queue->len && found->len < 8; i++)
    {
      GType t = g_array_index (queue, GType, i);
      guint n_children;
      g_autofree GType *children = g_type_children (t, &n_children);

      g_array_append_vals (queue, children, n_children);
      if (cdr_type_can_be_made (t) && g_type_is_a (t, type))
        {
          g_array_append_val (found, t);
          cdr_type_names_add (names, t);
        }
    }

  if (found->len == 0)
    return g_strdup_printf ("and no known component type is a %s",
                            cdr_type_names_get (names, type));

  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            cdr_type_names_get (names, g_array_index (found, GType, i)));
  g_string_append_printf (text, " would fit: add one, or patch %s with it",
                          cdr_type_names_get (names, type));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
set_unresolved (const CdrDependency  *dependency,
                GType                 owner,
                GType                 type,
                GError              **error)
{
  g_autoptr (CdrTypeNames) names = cdr_type_names_new (2, owner, type);
  g_autofree char *suggestion = suggest (type, names);

  g_set_error (error, CDR_ERROR, CDR_ERROR_UNRESOLVED,
               "%s:%s needs a %s, and none was added; %s",
               cdr_type_names_get (names, owner), cdr_text_name (dependency->pspec->name),
               cdr_type_names_get (names, type), suggestion);
}

static void
set_ambiguous (Resolver             *self,
               const CdrDependency  *dependency,
               GType                 owner,
               GType                 type,
               GError              **error)
{
  g_autoptr (CdrTypeNames) names = cdr_type_names_new (2, owner, type);
  g_autofree char *all = cdr_candidates_describe (self->candidates, type, names);

  g_set_error (error, CDR_ERROR, CDR_ERROR_AMBIGUOUS,
               "%s:%s could be any of %s: choose one by patching %s with it",
               cdr_type_names_get (names, owner), cdr_text_name (dependency->pspec->name), all,
               cdr_type_names_get (names, type));
}

static gboolean
check_fits (Resolver             *self,
            const CdrDependency  *dependency,
            GType                 owner,
            guint                 target,
            gboolean              is_patched,
            GError              **error)
{
  GType value_type = G_PARAM_SPEC_VALUE_TYPE (dependency->pspec);
  GType type = g_array_index (self->nodes, CdrTopologyNode, target).type;
  g_autoptr (CdrTypeNames) names = NULL;

  if (g_type_is_a (type, value_type))
    return TRUE;

  names = cdr_type_names_new (3, owner, value_type, type);
  g_set_error (error, CDR_ERROR,
               is_patched ? CDR_ERROR_BAD_PATCH : CDR_ERROR_BAD_DEPENDENCY,
               "%s:%s holds a %s, and %s%s is none",
               cdr_type_names_get (names, owner), cdr_text_name (dependency->pspec->name),
               cdr_type_names_get (names, value_type),
               is_patched ? "the replacement " : "", cdr_type_names_get (names, type));
  return FALSE;
}

static gboolean
ask_for_target (Resolver             *self,
             const CdrDependency  *dependency,
             GType                 owner,
             guint                *target,
             GError              **error)
{
  CdrAnswer answer = cdr_candidates_ask (self->candidates, dependency->type);

  *target = NO_NODE;

  switch (answer.kind)
    {
    case CDR_ANSWER_ADDED:
      *target = g_array_index (self->of_root, guint, answer.root);
      break;

    case CDR_ANSWER_TO_MAKE:
      if (dependency->need == CDR_NEED_IF_ADDED && !answer.is_patched)
        return TRUE;
      if (!get_made_node (self, answer.type, target, error))
        return FALSE;
      break;

    case CDR_ANSWER_AMBIGUOUS:
      set_ambiguous (self, dependency, owner, answer.type, error);
      return FALSE;

    case CDR_ANSWER_NONE:
    default:
      if (dependency->need != CDR_NEED_REQUIRED)
        return TRUE;
      set_unresolved (dependency, owner, answer.type, error);
      return FALSE;
    }

  if (!answer.is_patched)
    g_hash_table_insert (self->targets, GSIZE_TO_POINTER (dependency->type),
                         GUINT_TO_POINTER (*target + 1));

  return check_fits (self, dependency, owner, *target, answer.is_patched, error);
}

/* Finds what a dependency that is not wired stands for; *@target is NO_NODE where
 * it stays NULL. Most types are asked for again and again: one that was asked for and
 * not patched is answered in the same way, except to who wants only what was added.
 */
static gboolean
find_target (Resolver             *self,
             const CdrDependency  *dependency,
             GType                 owner,
             guint                *target,
             GError              **error)
{
  gpointer key = GSIZE_TO_POINTER (dependency->type);
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->targets, key));

  if (place != 0 && dependency->need != CDR_NEED_IF_ADDED)
    {
      *target = place - 1;
      return check_fits (self, dependency, owner, *target, FALSE, error);
    }

  return ask_for_target (self, dependency, owner, target, error);
}

static gboolean
add_edge (Resolver             *self,
          guint                 from,
          const CdrDependency  *dependency,
          GError              **error)
{
  const CdrTopologyNode node = g_array_index (self->nodes, CdrTopologyNode, from);
  g_autoptr (CdrComponent) wired = NULL;
  CdrTopologyEdge edge = { .from = from, .pspec = dependency->pspec, .need = dependency->need };

  if (node.is_ready_made)
    wired = cdr_wiring_read (node.component, dependency);

  if (wired != NULL)
    {
      edge.is_wired = TRUE;
      if (!get_object_node (self, wired, &edge.to, error))
        {
          g_autoptr (CdrTypeNames) names = cdr_type_names_new (1, node.type);

          g_prefix_error (error, "%s:%s can't be wired: ",
                          cdr_type_names_get (names, node.type),
                          cdr_text_name (dependency->pspec->name));
          return FALSE;
        }
    }
  else if (!find_target (self, dependency, node.type, &edge.to, error))
    return FALSE;

  if (edge.to != NO_NODE)
    g_array_append_val (self->edges, edge);

  return TRUE;
}

static gboolean
expand (Resolver  *self,
        guint      node,
        GError   **error)
{
  GType type = g_array_index (self->nodes, CdrTopologyNode, node).type;
  g_autoptr (CdrDependencyList) list = cdr_dependency_list_get (type, error);

  if (list == NULL)
    return FALSE;

  g_array_index (self->nodes, CdrTopologyNode, node).first_edge = self->edges->len;

  for (guint i = 0; i < list->n_items; i++)
    {
      if (!add_edge (self, node, &list->items[i], error))
        return FALSE;
    }

  return TRUE;
}

/* Resolves everything that was added, for @conductor, which has made the instances
 * in @made (GType -> CdrComponent) earlier.
 *
 * Returns: (transfer full): the graph, or NULL with @error set
 */
CdrTopology *
cdr_resolve (CdrManifest         *manifest,
             GHashTable          *made,
             const CdrConductor  *conductor,
             GError             **error)
{
  g_auto (Resolver) self = {
    .candidates = cdr_candidates_new (manifest),
    .made = made,
    .conductor = conductor,
    .nodes = g_array_new (FALSE, TRUE, sizeof (CdrTopologyNode)),
    .edges = g_array_new (FALSE, TRUE, sizeof (CdrTopologyEdge)),
    .places = g_hash_table_new (NULL, NULL),
    .targets = g_hash_table_new (NULL, NULL),
    .of_root = g_array_new (FALSE, FALSE, sizeof (guint)),
  };

  g_array_set_clear_func (self.nodes, node_clear);

  if (!add_roots (&self, manifest, error))
    return NULL;

  for (guint i = 0; i < self.nodes->len; i++)
    {
      if (!expand (&self, i, error))
        return NULL;
    }

  return cdr_topology_new (self.nodes, self.edges, error);
}
