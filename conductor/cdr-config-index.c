/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-index-private.h"

#include "cdr-class-check-private.h"
#include "cdr-component-private.h"
#include "cdr-config-names-private.h"
#include "cdr-kebab-private.h"

#include <string.h>

/* Which components a group is for, by the names of components and types. Everything is
 * found through a table: configurations may be as large as applications.
 */

/* What has one name. */
typedef struct
{
  GArray *types; /* GType */
  GArray *nodes; /* guint: only where the component's name is not its type's */
} Named;

struct _CdrConfigIndex
{
  const CdrTopology *graph;      /* not owned */
  CdrManifest       *manifest;   /* not owned */
  GHashTable        *own_groups; /* not owned; NULL if there are none */
  GHashTable        *exact;      /* name -> Named */
  GHashTable        *folded;
  GHashTable        *spare_exact; /* the same of types that are not used; NULL until asked for */
  GHashTable        *spare_folded;
  GHashTable        *by_type;    /* GType -> GArray of nodes */
  GHashTable        *matches;    /* group -> CdrConfigMatch */
  GHashTable        *folded_matches;
};

static void
named_free (gpointer data)
{
  Named *named = data;

  g_array_unref (named->types);
  g_array_unref (named->nodes);
  g_free (named);
}

static void
match_free (gpointer data)
{
  CdrConfigMatch *match = data;

  g_array_unref (match->targets);
  g_free (match->ambiguity);
  g_free (match);
}

static GHashTable *
names_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, named_free);
}

/* Takes @name. */
static Named *
get_named (GHashTable *table,
           char       *name)
{
  Named *named = g_hash_table_lookup (table, name);

  if (named != NULL)
    {
      g_free (name);
      return named;
    }

  named = g_new (Named, 1);
  named->types = g_array_new (FALSE, FALSE, sizeof (GType));
  named->nodes = g_array_new (FALSE, FALSE, sizeof (guint));
  g_hash_table_insert (table, name, named);
  return named;
}

static void
add_type_to (Named *named,
             GType  type)
{
  for (guint i = 0; i < named->types->len; i++)
    {
      if (g_array_index (named->types, GType, i) == type)
        return;
    }

  g_array_append_val (named->types, type);
}

static void
add_type (GHashTable *exact,
          GHashTable *folded,
          GType       type)
{
  const char *names[] = { g_type_name (type), cdr_component_default_name (type) };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      add_type_to (get_named (exact, g_strdup (names[i])), type);
      add_type_to (get_named (folded, cdr_kebab (names[i])), type);
    }
}

static void
add_patched (GType    type,
             GType    replacement,
             gpointer user_data)
{
  CdrConfigIndex *self = user_data;

  add_type (self->exact, self->folded, type);
}

static void
add_node (CdrConfigIndex *self,
          guint           node)
{
  const CdrTopologyNode *it = &self->graph->nodes[node];
  GArray *nodes = g_hash_table_lookup (self->by_type, GSIZE_TO_POINTER (it->type));
  const char *name;

  if (nodes == NULL)
    {
      nodes = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (self->by_type, GSIZE_TO_POINTER (it->type), nodes);
      add_type (self->exact, self->folded, it->type);
    }
  g_array_append_val (nodes, node);

  name = it->component != NULL ? cdr_component_get_name (it->component) : NULL;
  if (name == NULL || g_str_equal (name, cdr_component_default_name (it->type)))
    return;

  g_array_append_val (get_named (self->exact, g_strdup (name))->nodes, node);
  g_array_append_val (get_named (self->folded, cdr_kebab (name))->nodes, node);
}

CdrConfigIndex *
cdr_config_index_new (const CdrTopology *graph,
                      CdrManifest       *manifest,
                      GHashTable        *own_groups)
{
  CdrConfigIndex *self = g_new0 (CdrConfigIndex, 1);

  self->graph = graph;
  self->manifest = manifest;
  self->own_groups = own_groups;
  self->exact = names_new ();
  self->folded = names_new ();
  self->by_type = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  self->matches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, match_free);
  self->folded_matches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, match_free);

  for (guint n = 0; n < graph->n_nodes; n++)
    add_node (self, n);
  cdr_manifest_foreach_patch (manifest, add_patched, self);

  return self;
}

void
cdr_config_index_free (CdrConfigIndex *self)
{
  g_hash_table_unref (self->exact);
  g_hash_table_unref (self->folded);
  g_clear_pointer (&self->spare_exact, g_hash_table_unref);
  g_clear_pointer (&self->spare_folded, g_hash_table_unref);
  g_hash_table_unref (self->by_type);
  g_hash_table_unref (self->matches);
  g_hash_table_unref (self->folded_matches);
  g_free (self);
}

static void
add_descendants (CdrConfigIndex *self,
                 GType           parent)
{
  g_autofree GType *children = g_type_children (parent, NULL);

  for (guint i = 0; children[i] != G_TYPE_INVALID; i++)
    {
      add_type (self->spare_exact, self->spare_folded, children[i]);
      add_descendants (self, children[i]);
    }
}

static Named *
look_up (GHashTable *exact,
         GHashTable *folded,
         const char *group,
         gboolean    is_folded)
{
  Named *named = NULL;

  if (!is_folded)
    named = g_hash_table_lookup (exact, group);
  if (named == NULL && (is_folded || cdr_config_is_folded (group)))
    named = g_hash_table_lookup (folded, group);

  return named;
}

/* A type that the program has, but this application does not use, is no mistake in a file
 * that several share.
 */
static Named *
look_up_spare (CdrConfigIndex *self,
               const char     *group,
               gboolean        is_folded)
{
  if (self->spare_exact == NULL)
    {
      self->spare_exact = names_new ();
      self->spare_folded = names_new ();
      add_descendants (self, CDR_TYPE_COMPONENT);
    }

  return look_up (self->spare_exact, self->spare_folded, group, is_folded);
}

/* Several types are one thing if they are all replaced by one. */
static gboolean
is_one_thing (CdrConfigIndex *self,
              const Named    *named)
{
  GType first;

  if (named->types->len == 0 || named->nodes->len > 0)
    return named->types->len + named->nodes->len == 1;

  first = cdr_manifest_follow_patches (self->manifest, g_array_index (named->types, GType, 0));
  for (guint i = 1; i < named->types->len; i++)
    {
      GType type = g_array_index (named->types, GType, i);

      if (cdr_manifest_follow_patches (self->manifest, type) != first)
        return FALSE;
    }

  return TRUE;
}

#define MAX_MEANINGS 5

static void
append_meaning (GString *text,
                guint    n,
                GType    type)
{
  if (n < MAX_MEANINGS)
    g_string_append_printf (text, "%s%s", n > 0 ? ", " : "", g_type_name (type));
  else if (n == MAX_MEANINGS)
    g_string_append (text, ", …");
}

/* Returns: (transfer full): the types that a name may mean */
static char *
describe_all (CdrConfigIndex *self,
              const Named    *named)
{
  GString *text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < named->types->len; i++)
    append_meaning (text, n++, g_array_index (named->types, GType, i));
  for (guint i = 0; i < named->nodes->len; i++)
    append_meaning (text, n++,
                    self->graph->nodes[g_array_index (named->nodes, guint, i)].type);

  return g_string_free (text, FALSE);
}

static void
add_type_targets (CdrConfigIndex *self,
                  CdrConfigMatch *match,
                  GType           type)
{
  GType end = cdr_manifest_follow_patches (self->manifest, type);
  CdrConfigTarget target = {
    .named = type,
    .used = type,
    .level = CDR_CONFIG_OF_TYPE,
    .nodes = g_hash_table_lookup (self->by_type, GSIZE_TO_POINTER (type)),
  };

  if (end != type)
    {
      CdrConfigTarget patched = {
        .named = type,
        .used = end,
        .level = CDR_CONFIG_OF_PATCHED,
        .nodes = g_hash_table_lookup (self->by_type, GSIZE_TO_POINTER (end)),
      };

      g_array_append_val (match->targets, patched);
      if (target.nodes == NULL)
        return;
    }

  g_array_append_val (match->targets, target);
}

static CdrConfigMatch *
make_match (CdrConfigIndex *self,
            const Named    *named)
{
  CdrConfigMatch *match = g_new0 (CdrConfigMatch, 1);

  match->targets = g_array_new (FALSE, FALSE, sizeof (CdrConfigTarget));
  if (named == NULL)
    return match;

  for (guint i = 0; i < named->types->len; i++)
    add_type_targets (self, match, g_array_index (named->types, GType, i));
  for (guint i = 0; i < named->nodes->len; i++)
    {
      CdrConfigTarget target = {
        .level = CDR_CONFIG_OF_ONE,
        .node = g_array_index (named->nodes, guint, i),
      };

      target.named = target.used = self->graph->nodes[target.node].type;
      g_array_append_val (match->targets, target);
    }

  return match;
}

/* @is_folded: the group was spelled as in the environment, and is given as folded.
 *
 * Returns: (transfer none): what the group is for; with neither targets nor ambiguity,
 *   nor being the application's own, it is unknown
 */
const CdrConfigMatch *
cdr_config_index_find (CdrConfigIndex *self,
                       const char     *group,
                       gboolean        is_folded)
{
  GHashTable *matches = is_folded ? self->folded_matches : self->matches;
  CdrConfigMatch *match = g_hash_table_lookup (matches, group);
  gboolean is_own;
  gboolean is_clear = TRUE;
  Named *named;

  if (match != NULL)
    return match;

  is_own = self->own_groups != NULL && g_hash_table_contains (self->own_groups, group);
  named = look_up (self->exact, self->folded, group, is_folded);
  if (named != NULL)
    is_clear = is_one_thing (self, named);
  else if (!is_own)
    named = look_up_spare (self, group, is_folded);

  match = make_match (self, is_clear ? named : NULL);
  match->is_own = is_own;
  if (!is_clear)
    match->ambiguity = describe_all (self, named);
  g_hash_table_insert (matches, g_strdup (group), match);

  return match;
}

/* Returns: (transfer full): what to append to a message, maybe nothing */
char *
cdr_config_index_suggest (CdrConfigIndex *self,
                          const char     *group,
                          gboolean        is_folded)
{
  CdrSuggestion suggestion = { .wanted = group };
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, is_folded ? self->folded : self->exact);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    cdr_suggestion_consider (&suggestion, name);

  if (self->own_groups != NULL)
    {
      g_hash_table_iter_init (&iter, self->own_groups);
      while (g_hash_table_iter_next (&iter, &name, NULL))
        cdr_suggestion_consider (&suggestion, name);
    }

  return cdr_suggestion_to_string (&suggestion);
}
