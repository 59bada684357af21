/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-manifest-private.h"

#include "cdr-class-check-private.h"
#include "cdr-error.h"
#include "cdr-text-private.h"
#include "cdr-type-names-private.h"

/* What the application asked for: its roots, in the order of adding, and its
 * patches. It grows; what it means is the resolver's business.
 */

struct _CdrManifest
{
  GArray     *roots;   /* CdrRoot */
  GHashTable *types;   /* GType -> its place in roots, plus one */
  GHashTable *names;   /* the type and name of each ready-made root */
  GHashTable *exact;   /* GType -> number of ready-made roots of just that type */
  GHashTable *patches; /* GType -> GType */
};

static void
root_clear (gpointer data)
{
  CdrRoot *root = data;

  g_clear_object (&root->component);
}

CdrManifest *
cdr_manifest_new (void)
{
  CdrManifest *self = g_new0 (CdrManifest, 1);

  self->roots = g_array_new (FALSE, TRUE, sizeof (CdrRoot));
  g_array_set_clear_func (self->roots, root_clear);
  self->types = g_hash_table_new (NULL, NULL);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->exact = g_hash_table_new (NULL, NULL);
  self->patches = g_hash_table_new (NULL, NULL);

  return self;
}

void
cdr_manifest_free (CdrManifest *self)
{
  g_array_unref (self->roots);
  g_hash_table_unref (self->types);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->exact);
  g_hash_table_unref (self->patches);
  g_free (self);
}

/* Adding a type twice is adding it once; the stronger need holds. */
void
cdr_manifest_add_type (CdrManifest *self,
                       GType        type,
                       CdrNeed      need)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->types, GSIZE_TO_POINTER (type)));
  CdrRoot root = { .type = type, .need = need };

  if (place != 0)
    {
      CdrRoot *known = &g_array_index (self->roots, CdrRoot, place - 1);

      known->need = MIN (known->need, need);
      return;
    }

  g_array_append_val (self->roots, root);
  g_hash_table_insert (self->types, GSIZE_TO_POINTER (type), GUINT_TO_POINTER (self->roots->len));
}

gboolean
cdr_manifest_has_type (CdrManifest *self,
                       GType        type)
{
  return g_hash_table_contains (self->types, GSIZE_TO_POINTER (type));
}

static char *
name_key (GType       type,
          const char *name)
{
  return g_strconcat (g_type_name (type), "\n", name, NULL);
}

gboolean
cdr_manifest_has_name (CdrManifest *self,
                       GType        type,
                       const char  *name)
{
  g_autofree char *key = NULL;

  if (!g_hash_table_contains (self->exact, GSIZE_TO_POINTER (type)))
    return FALSE;

  key = name_key (type, name);
  return g_hash_table_contains (self->names, key);
}

static void
count_exact (CdrManifest *self,
             GType        type,
             int          change)
{
  gpointer key = GSIZE_TO_POINTER (type);
  int count = GPOINTER_TO_INT (g_hash_table_lookup (self->exact, key)) + change;

  g_assert (count >= 0);

  if (count > 0)
    g_hash_table_insert (self->exact, key, GINT_TO_POINTER (count));
  else
    g_hash_table_remove (self->exact, key);
}

gboolean
cdr_manifest_add_component (CdrManifest   *self,
                            CdrComponent  *component,
                            CdrNeed        need,
                            GError       **error)
{
  GType type = G_OBJECT_TYPE (component);
  const char *name = cdr_component_get_name (component);
  CdrRoot root = { .type = type, .need = need };

  if (g_hash_table_contains (self->patches, GSIZE_TO_POINTER (type)))
    {
      g_autoptr (CdrTypeNames) names = cdr_type_names_new (1, type);

      g_set_error (error, CDR_ERROR, CDR_ERROR_BAD_PATCH,
                   "%s is patched, and a ready-made component is never replaced: "
                   "patch nothing of which one is added",
                   cdr_type_names_get (names, type));
      return FALSE;
    }

  if (cdr_manifest_has_name (self, type, name))
    {
      g_autoptr (CdrTypeNames) names = cdr_type_names_new (1, type);

      g_set_error (error, CDR_ERROR, CDR_ERROR_AMBIGUOUS,
                   "another %s named “%s” was added: give this one a name of its own",
                   cdr_type_names_get (names, type), name);
      return FALSE;
    }

  root.component = g_object_ref (component);
  g_array_append_val (self->roots, root);
  g_hash_table_add (self->names, name_key (type, name));
  count_exact (self, type, +1);

  return TRUE;
}

/* Linear, and rare: for a component that was abandoned and has ended. */
void
cdr_manifest_remove_component (CdrManifest  *self,
                               CdrComponent *component)
{
  for (guint i = 0; i < self->roots->len; i++)
    {
      CdrRoot *root = &g_array_index (self->roots, CdrRoot, i);
      g_autofree char *key = NULL;

      if (root->component != component)
        continue;

      key = name_key (root->type, cdr_component_get_name (component));
      g_hash_table_remove (self->names, key);
      count_exact (self, root->type, -1);
      g_array_remove_index (self->roots, i);
      break;
    }

  g_hash_table_remove_all (self->types);
  for (guint i = 0; i < self->roots->len; i++)
    {
      CdrRoot *root = &g_array_index (self->roots, CdrRoot, i);

      if (root->component == NULL)
        g_hash_table_insert (self->types, GSIZE_TO_POINTER (root->type), GUINT_TO_POINTER (i + 1));
    }
}

/* Walks to the end of a chain; there are no loops, because none is let in. */
GType
cdr_manifest_follow_patches (CdrManifest *self,
                             GType        type)
{
  gpointer next;

  while ((next = g_hash_table_lookup (self->patches, GSIZE_TO_POINTER (type))) != NULL)
    type = GPOINTER_TO_SIZE (next);

  return type;
}

static GType
get_patch (CdrManifest *self,
           GType        type)
{
  return GPOINTER_TO_SIZE (g_hash_table_lookup (self->patches, GSIZE_TO_POINTER (type)));
}

static gboolean
refuse_loop (CdrManifest  *self,
             GType         type,
             GType         replacement,
             GError      **error)
{
  g_autoptr (CdrTypeNames) names = cdr_type_names_new (1, type);
  g_autoptr (GString) loop = g_string_new (NULL);
  guint n = 0;

  for (GType t = replacement; t != type && n < CDR_TEXT_MAX_NAMED; t = get_patch (self, t), n++)
    cdr_type_names_add (names, t);

  n = 0;
  for (GType t = replacement; t != type; t = get_patch (self, t))
    {
      if (n++ < CDR_TEXT_MAX_NAMED)
        g_string_append_printf (loop, " -> %s", cdr_type_names_get (names, t));
    }

  if (n > CDR_TEXT_MAX_NAMED)
    g_string_append_printf (loop, " -> (%u more)", n - CDR_TEXT_MAX_NAMED);

  g_set_error (error, CDR_ERROR, CDR_ERROR_BAD_PATCH,
               "patching %s with %s closes a loop: %s%s -> %s",
               cdr_type_names_get (names, type), cdr_type_names_get (names, replacement),
               cdr_type_names_get (names, type), loop->str, cdr_type_names_get (names, type));
  return FALSE;
}

static gboolean
check_can_replace (GType    type,
                   GType    replacement,
                   GError **error)
{
  g_autoptr (CdrTypeNames) names = cdr_type_names_new (2, type, replacement);

  if (!cdr_type_is_component (type) && !G_TYPE_IS_INTERFACE (type))
    {
      g_set_error (error, CDR_ERROR, CDR_ERROR_BAD_PATCH,
                   "%s can't be patched: it is neither a component nor an interface",
                   cdr_type_names_get (names, type));
      return FALSE;
    }

  if (type == replacement)
    {
      g_set_error (error, CDR_ERROR, CDR_ERROR_BAD_PATCH,
                   "%s can't be patched with itself", cdr_type_names_get (names, type));
      return FALSE;
    }

  if (!cdr_type_can_be_made (replacement))
    {
      g_set_error (error, CDR_ERROR, CDR_ERROR_BAD_PATCH,
                   "%s can't replace %s: it is no component type that can be instantiated",
                   cdr_type_names_get (names, replacement), cdr_type_names_get (names, type));
      return FALSE;
    }

  return TRUE;
}

gboolean
cdr_manifest_patch (CdrManifest  *self,
                    GType         type,
                    GType         replacement,
                    GError      **error)
{
  if (!check_can_replace (type, replacement, error))
    return FALSE;

  if (g_hash_table_contains (self->exact, GSIZE_TO_POINTER (type)))
    {
      g_autoptr (CdrTypeNames) names = cdr_type_names_new (2, type, replacement);

      g_set_error (error, CDR_ERROR, CDR_ERROR_BAD_PATCH,
                   "a ready-made %s was added, which is never replaced by %s: "
                   "add the one that is wanted instead",
                   cdr_type_names_get (names, type), cdr_type_names_get (names, replacement));
      return FALSE;
    }

  /* What follows from the replacement must not lead back. The end of that chain
   * is @type only if @type is not patched itself: look at each step.
   */
  for (GType t = replacement; t != G_TYPE_INVALID; t = get_patch (self, t))
    {
      if (t == type)
        return refuse_loop (self, type, replacement, error);
    }

  g_hash_table_insert (self->patches, GSIZE_TO_POINTER (type), GSIZE_TO_POINTER (replacement));
  return TRUE;
}

/* Calls @func for each patch, in no order. */
void
cdr_manifest_foreach_patch (CdrManifest  *self,
                            CdrPatchFunc  func,
                            gpointer      user_data)
{
  GHashTableIter iter;
  gpointer type;
  gpointer replacement;

  g_hash_table_iter_init (&iter, self->patches);
  while (g_hash_table_iter_next (&iter, &type, &replacement))
    func (GPOINTER_TO_SIZE (type), GPOINTER_TO_SIZE (replacement), user_data);
}

guint
cdr_manifest_get_n_roots (CdrManifest *self)
{
  return self->roots->len;
}

const CdrRoot *
cdr_manifest_get_root (CdrManifest *self,
                       guint        index)
{
  g_assert (index < self->roots->len);

  return &g_array_index (self->roots, CdrRoot, index);
}
