/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-candidates-private.h"

#include "cdr-class-check-private.h"
#include "cdr-text-private.h"

/* Which component a type stands for. The answer is a function of the type, the
 * patches and the set of added components: nothing here knows in which order
 * they were added, or what else is in the graph.
 *
 * Each added component is indexed under its own type, and under every ancestor
 * and interface, so that asking costs a look-up however many there are.
 */

typedef struct
{
  guint root;  /* the first one */
  guint count;
} Entry;

struct _CdrCandidates
{
  CdrManifest *manifest; /* not owned */
  GArray      *roots;    /* CdrRoot; the components are the manifest's */
  GArray      *entries;  /* Entry */
  GHashTable  *exact;    /* GType -> place in entries, plus one */
  GHashTable  *fitting;  /* GType -> place in entries, plus one */
};

static void
count (CdrCandidates *self,
       GHashTable    *table,
       GType          type,
       guint          root)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (table, GSIZE_TO_POINTER (type)));
  Entry entry = { root, 1 };

  if (place != 0)
    {
      g_array_index (self->entries, Entry, place - 1).count++;
      return;
    }

  g_array_append_val (self->entries, entry);
  g_hash_table_insert (table, GSIZE_TO_POINTER (type), GUINT_TO_POINTER (self->entries->len));
}

static Entry
look_up (CdrCandidates *self,
         GHashTable    *table,
         GType          type)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (table, GSIZE_TO_POINTER (type)));

  return place != 0 ? g_array_index (self->entries, Entry, place - 1) : (Entry) { 0, 0 };
}

static void
index_root (CdrCandidates *self,
            const CdrRoot *root)
{
  g_autofree GType *interfaces = NULL;
  guint number = self->roots->len;
  guint n_interfaces;

  g_array_append_val (self->roots, *root);
  count (self, self->exact, root->type, number);

  /* What can't be a component is refused later, by name. */
  if (!cdr_type_is_component (root->type) || G_TYPE_IS_INTERFACE (root->type))
    return;

  for (GType t = root->type; t != CDR_TYPE_COMPONENT; t = g_type_parent (t))
    count (self, self->fitting, t, number);
  count (self, self->fitting, CDR_TYPE_COMPONENT, number);

  interfaces = g_type_interfaces (root->type, &n_interfaces);
  for (guint i = 0; i < n_interfaces; i++)
    count (self, self->fitting, interfaces[i], number);
}

/* The only ready-made component of just this type, or NULL. */
static CdrComponent *
find_ready_made (CdrCandidates *self,
                 GHashTable    *ready_made,
                 GType          type)
{
  Entry entry = look_up (self, ready_made, type);

  return entry.count == 1 ? cdr_manifest_get_root (self->manifest, entry.root)->component : NULL;
}

/* What a root stands for once the patches are applied. A patched type whose
 * replacement was added ready-made is that component.
 */
static CdrRoot
apply_patches (CdrCandidates *self,
               GHashTable    *ready_made,
               const CdrRoot *root)
{
  CdrRoot result = *root;

  if (root->component != NULL)
    return result;

  result.type = cdr_manifest_follow_patches (self->manifest, root->type);
  if (result.type != root->type)
    result.component = find_ready_made (self, ready_made, result.type);

  return result;
}

/* The manifest must outlive the result, and not grow meanwhile. */
CdrCandidates *
cdr_candidates_new (CdrManifest *manifest)
{
  CdrCandidates *self = g_new0 (CdrCandidates, 1);
  guint n_roots = cdr_manifest_get_n_roots (manifest);
  g_autoptr (GHashTable) ready_made = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);

  self->manifest = manifest;
  self->roots = g_array_new (FALSE, TRUE, sizeof (CdrRoot));
  self->entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  self->exact = g_hash_table_new (NULL, NULL);
  self->fitting = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < n_roots; i++)
    {
      const CdrRoot *root = cdr_manifest_get_root (manifest, i);

      if (root->component != NULL)
        count (self, ready_made, root->type, i);
    }

  for (guint i = 0; i < n_roots; i++)
    {
      CdrRoot root = apply_patches (self, ready_made, cdr_manifest_get_root (manifest, i));
      gpointer key = root.component != NULL ? (gpointer) root.component
                                            : GSIZE_TO_POINTER (root.type);
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, key));

      if (place != 0)
        {
          CdrRoot *known = &g_array_index (self->roots, CdrRoot, place - 1);

          known->need = MIN (known->need, root.need);
          continue;
        }

      index_root (self, &root);
      g_hash_table_insert (places, key, GUINT_TO_POINTER (self->roots->len));
    }

  return self;
}

void
cdr_candidates_free (CdrCandidates *self)
{
  g_array_unref (self->roots);
  g_array_unref (self->entries);
  g_hash_table_unref (self->exact);
  g_hash_table_unref (self->fitting);
  g_free (self);
}

guint
cdr_candidates_get_n_roots (CdrCandidates *self)
{
  return self->roots->len;
}

const CdrRoot *
cdr_candidates_get_root (CdrCandidates *self,
                         guint          index)
{
  g_assert (index < self->roots->len);

  return &g_array_index (self->roots, CdrRoot, index);
}

/* The added components that decide: those of exactly the type, else those that
 * are one.
 */
static GHashTable *
choose_table (CdrCandidates *self,
              GType          type)
{
  return look_up (self, self->exact, type).count > 0 ? self->exact : self->fitting;
}

CdrAnswer
cdr_candidates_ask (CdrCandidates *self,
                    GType          type)
{
  CdrAnswer answer = { .type = cdr_manifest_follow_patches (self->manifest, type) };
  Entry entry = look_up (self, choose_table (self, answer.type), answer.type);

  answer.is_patched = answer.type != type;
  answer.root = entry.root;

  if (entry.count == 1)
    answer.kind = CDR_ANSWER_ADDED;
  else if (entry.count > 1)
    answer.kind = CDR_ANSWER_AMBIGUOUS;
  else if (cdr_type_can_be_made (answer.type))
    answer.kind = CDR_ANSWER_TO_MAKE;
  else
    answer.kind = CDR_ANSWER_NONE;

  return answer;
}

static gboolean
fits (const CdrRoot *root,
      GType          type,
      gboolean       is_exact)
{
  return is_exact ? root->type == type : g_type_is_a (root->type, type);
}

/* Names the added components that fit: "A, B “second”, C", but not too many. For
 * error messages: linear.
 */
char *
cdr_candidates_describe (CdrCandidates *self,
                         GType          type,
                         CdrTypeNames  *names)
{
  gboolean is_exact = choose_table (self, type) == self->exact;
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < self->roots->len; i++)
    {
      const CdrRoot *root = &g_array_index (self->roots, CdrRoot, i);

      if (fits (root, type, is_exact))
        cdr_type_names_add (names, root->type);
    }

  for (guint i = 0; i < self->roots->len; i++)
    {
      const CdrRoot *root = &g_array_index (self->roots, CdrRoot, i);

      if (!fits (root, type, is_exact))
        continue;
      if (n++ >= CDR_TEXT_MAX_NAMED)
        continue;

      g_string_append_printf (text, "%s%s", n > 1 ? ", " : "",
                              cdr_type_names_get (names, root->type));
      if (root->component != NULL)
        g_string_append_printf (text, " “%s”", cdr_component_get_name (root->component));
    }

  if (n > CDR_TEXT_MAX_NAMED)
    g_string_append_printf (text, ", and %u more", n - CDR_TEXT_MAX_NAMED);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
