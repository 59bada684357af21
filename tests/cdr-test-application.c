/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-application.h"

#include "cdr-test-choice.h"
#include "cdr-test-types.h"

#include "cdr-resolver-private.h"

/* The types. */

static Pool pools[N_APPLICATION_POOLS];

/* One of the first @n types: mostly what can be made, so that not everything is an error. */
static GType
random_type (Pool  *pool,
             guint  n)
{
  gboolean can_be_made = n > N_INTERFACES + N_ABSTRACT && cdr_test_choose (pool->calm) > 0;
  guint first = can_be_made ? N_INTERFACES + N_ABSTRACT : 0;

  return pool->kinds[first + cdr_test_choose (n - first)].type;
}

static void
class_init (gpointer klass,
            gpointer class_data)
{
  Kind *kind = class_data;

  cdr_test_keep_properties (klass);
  for (guint i = 0; i < kind->n_properties; i++)
    {
      Property *property = &kind->properties[i];

      if (property->owner == G_TYPE_FROM_CLASS (klass))
        g_object_class_install_property (klass, i + 1,
                                         cdr_test_pspec (property->name, property->value_type));
    }
}

static const Kind *
find_kind (const Pool *pool,
           GType       type)
{
  for (guint i = 0; i < N_TYPES; i++)
    {
      if (pool->kinds[i].type == type)
        return &pool->kinds[i];
    }

  return NULL;
}

static void
make_properties (Pool  *pool,
                 guint  index)
{
  Kind *kind = &pool->kinds[index];
  guint n = index < N_INTERFACES + N_ABSTRACT + 3 ? 0 : cdr_test_choose (MAX_OWN_PROPERTIES + 1);

  /* The first ones ask for nothing, the others for what was there before them, or rarely
   * for something that comes later.
   */
  for (guint i = 0; i < n && kind->n_properties < MAX_DEPENDENCIES; i++)
    {
      GType asked = random_type (pool, cdr_test_choose (40) == 0 ? N_TYPES : index);
      GType value = cdr_test_choose (4) == 0 ? CDR_TYPE_COMPONENT : asked;

      if (asked == G_TYPE_INVALID) /* not there yet */
        continue;

      kind->properties[kind->n_properties++] = (Property) {
        .name = g_strdup_printf ("p%u-%u", index, i),
        .value_type = value,
        .asked_type = asked,
        .owner = kind->type,
      };
    }
}

static void
make_class (Pool  *pool,
            guint  pool_number,
            guint  index)
{
  Kind *kind = &pool->kinds[index];
  gboolean is_abstract = index < N_INTERFACES + N_ABSTRACT;
  g_autofree char *name = g_strdup_printf ("%s%u-%u", is_abstract ? "Abstract" : "Class",
                                           pool_number, index);
  GTypeQuery query;

  kind->parent = CDR_TEST_TYPE_COMPONENT;
  if (index > N_INTERFACES && cdr_test_choose (2) == 0)
    {
      const Kind *parent = &pool->kinds[N_INTERFACES + cdr_test_choose (index - N_INTERFACES)];

      kind->parent = parent->type;
      kind->n_properties = parent->n_properties;
      memcpy (kind->properties, parent->properties, sizeof (parent->properties));
    }

  g_type_query (kind->parent, &query);
  kind->type = g_type_register_static (kind->parent, name,
                                       &(GTypeInfo) {
                                         .class_size = query.class_size,
                                         .class_init = class_init,
                                         .class_data = kind,
                                         .instance_size = query.instance_size,
                                       },
                                       is_abstract ? G_TYPE_FLAG_ABSTRACT : 0);

  for (guint i = 0; i < N_INTERFACES; i++)
    {
      if (cdr_test_choose (8) == 0 && !g_type_is_a (kind->type, pool->kinds[i].type))
        cdr_test_type_implement (kind->type, pool->kinds[i].type);
    }

  make_properties (pool, index);
}

void
application_make_pool (guint number)
{
  Pool *pool = &pools[number];

  pool->calm = number % 2 == 0 ? 4 : 30;

  for (guint i = 0; i < N_INTERFACES; i++)
    {
      g_autofree char *name = g_strdup_printf ("Interface%u-%u", number, i);

      pool->kinds[i].type = cdr_test_interface_new (name);
    }

  for (guint i = N_INTERFACES; i < N_TYPES; i++)
    make_class (pool, number, i);

  for (guint i = N_INTERFACES; i < N_TYPES; i++)
    {
      Kind *kind = &pool->kinds[i];

      for (guint p = 0; p < kind->n_properties; p++)
        {
          Property *property = &kind->properties[p];

          if (property->owner == kind->type && property->value_type != property->asked_type)
            cdr_test_set_dependency (kind->type, property->name, property->asked_type);
        }
    }
}

/* Applications. */

static gboolean
is_patched (const Application *self,
            GType              type)
{
  for (guint i = 0; i < self->n_patches; i++)
    {
      if (self->patches[i].type == type)
        return TRUE;
    }

  return FALSE;
}

/* What a subclass inherits it may mark for itself: each class says what it wants. */
static void
randomize_needs (Application *self)
{
  for (guint i = N_INTERFACES; i < N_TYPES; i++)
    {
      const Kind *kind = &self->pool->kinds[i];

      for (guint p = 0; p < kind->n_properties; p++)
        {
          CdrNeed need = CDR_NEED_REQUIRED;

          if (cdr_test_choose (4) == 0)
            need = cdr_test_choose (2) == 0 ? CDR_NEED_WANTED : CDR_NEED_IF_ADDED;

          self->needs[i][p] = need;
          cdr_test_set_need (kind->type, kind->properties[p].name, need);
        }
    }
}

void
application_init (Application *self,
                  guint        pool_number)
{
  Pool *pool = &pools[pool_number];
  guint n_added = 1 + cdr_test_choose (MAX_ADDED);
  guint n_patches = cdr_test_choose (MAX_PATCHES + 1);

  *self = (Application) { .pool = pool };
  randomize_needs (self);

  for (guint i = 0; i < n_patches; i++)
    {
      Patch patch = { .type = pool->kinds[cdr_test_choose (N_TYPES)].type };

      /* One that fits, if it is easily found. */
      for (guint tries = 0; tries < 8; tries++)
        {
          patch.replacement =
            pool->kinds[N_INTERFACES + N_ABSTRACT + cdr_test_choose (N_CLASSES)].type;
          if (g_type_is_a (patch.replacement, patch.type))
            break;
        }

      if (patch.type != patch.replacement && !is_patched (self, patch.type))
        self->patches[self->n_patches++] = patch;
    }

  for (guint i = 0; i < n_added; i++)
    {
      guint first = cdr_test_choose (12) == 0 ? 0 : N_INTERFACES + N_ABSTRACT;
      guint kind = first + cdr_test_choose (N_TYPES - first);
      Added added = { .type = pool->kinds[kind].type };

      if (kind >= N_INTERFACES + N_ABSTRACT && cdr_test_choose (6) == 0)
        {
          g_autofree char *name = cdr_test_choose (3) > 0 ? g_strdup_printf ("Ready%u", i) : NULL;

          added.component = g_object_new (added.type, "name", name, NULL);
        }

      self->added[self->n_added++] = added;
    }
}

void
application_clear (Application *self)
{
  for (guint i = 0; i < self->n_added; i++)
    g_clear_object (&self->added[i].component);
}

void
answer_clear (Answer *self)
{
  g_clear_pointer (&self->edges, g_free);
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
join_lines (GPtrArray *lines)
{
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static char *
describe_node (GType         type,
               CdrComponent *component)
{
  return component != NULL ? g_strdup_printf ("%s@%p", g_type_name (type), (void *) component)
                           : g_strdup (g_type_name (type));
}

/* The reference: the rules, read aloud. */

typedef struct
{
  GType         type;
  CdrComponent *component;
} Node;

typedef struct
{
  const Application *application;
  GArray            *added; /* Node: what was added, once patches are applied, each once */
  GArray            *nodes; /* Node: what is in the graph */
  GArray            *from;  /* guint: edges */
  GArray            *to;
  GPtrArray         *lines;
  guint              errors;
} Reference;

static void
reference_clear (Reference *self)
{
  g_array_unref (self->added);
  g_array_unref (self->nodes);
  g_array_unref (self->from);
  g_array_unref (self->to);
  g_ptr_array_unref (self->lines);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reference, reference_clear)

static void
fail (Reference *self,
      CdrError   code)
{
  self->errors |= 1u << code;
}

/* Rule 2: patches, followed to their end. */
static GType
follow (const Application *application,
        GType              type)
{
  for (guint i = 0; i < application->n_patches; i++)
    {
      if (application->patches[i].type == type)
        return follow (application, application->patches[i].replacement);
    }

  return type;
}

static guint
find_or_append (GArray *nodes,
                Node    node)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      Node *known = &g_array_index (nodes, Node, i);

      if (known->type == node.type && known->component == node.component)
        return i;
    }

  g_array_append_val (nodes, node);
  return nodes->len - 1;
}

static gboolean
can_be_made (GType type)
{
  return g_type_is_a (type, CDR_TYPE_COMPONENT) && !G_TYPE_IS_INTERFACE (type) &&
         !G_TYPE_IS_ABSTRACT (type);
}

/* What patch () and add_component () refuse, whichever comes last. */
static void
reference_check_calls (Reference *self)
{
  const Application *application = self->application;

  /* A loop: from somewhere one comes back, in as many steps as there are patches. */
  for (guint i = 0; i < application->n_patches; i++)
    {
      GType type = application->patches[i].type;

      for (guint steps = 0; steps <= application->n_patches; steps++)
        {
          for (guint p = 0; p < application->n_patches; p++)
            {
              if (application->patches[p].type == type)
                {
                  type = application->patches[p].replacement;
                  break;
                }
            }
          if (type == application->patches[i].type)
            fail (self, CDR_ERROR_BAD_PATCH);
        }
    }

  for (guint i = 0; i < application->n_added; i++)
    {
      const Added *added = &application->added[i];

      if (added->component == NULL)
        continue;

      if (is_patched (application, added->type))
        fail (self, CDR_ERROR_BAD_PATCH);

      for (guint j = 0; j < i; j++)
        {
          const Added *other = &application->added[j];

          if (other->component != NULL && other->type == added->type &&
              g_str_equal (cdr_component_get_name (other->component),
                           cdr_component_get_name (added->component)))
            fail (self, CDR_ERROR_AMBIGUOUS);
        }
    }
}

static void
reference_add (Reference *self)
{
  const Application *application = self->application;

  for (guint i = 0; i < application->n_added; i++)
    {
      const Added *added = &application->added[i];
      Node node = { added->type, added->component };

      if (added->component == NULL)
        {
          CdrComponent *ready_made = NULL;
          guint n_ready_made = 0;

          node.type = follow (application, added->type);
          if (!can_be_made (node.type))
            {
              fail (self, CDR_ERROR_INVALID_TYPE);
              continue;
            }

          /* A patch that leads to a ready-made component means that one. */
          for (guint j = 0; j < application->n_added; j++)
            {
              if (application->added[j].component != NULL &&
                  application->added[j].type == node.type)
                {
                  ready_made = application->added[j].component;
                  n_ready_made++;
                }
            }
          if (node.type != added->type && n_ready_made == 1)
            node.component = ready_made;
        }

      find_or_append (self->added, node);
    }

  /* By type and ready-made under one name. */
  for (guint i = 0; i < self->added->len; i++)
    {
      Node *made = &g_array_index (self->added, Node, i);

      for (guint j = 0; made->component == NULL && j < self->added->len; j++)
        {
          Node *other = &g_array_index (self->added, Node, j);

          if (other->component != NULL && other->type == made->type &&
              g_str_equal (cdr_component_get_name (other->component), g_type_name (made->type)))
            fail (self, CDR_ERROR_AMBIGUOUS);
        }
    }
}

/* Returns: FALSE where nothing is injected */
static gboolean
reference_ask (Reference      *self,
               const Property *property,
               CdrNeed         need,
               Node           *answer)
{
  GType type = follow (self->application, property->asked_type);
  gboolean was_patched = type != property->asked_type;
  guint n_exact = 0;
  guint n_fitting = 0;
  Node exact = { 0 };
  Node fitting = { 0 };

  for (guint i = 0; i < self->added->len; i++)
    {
      Node *added = &g_array_index (self->added, Node, i);

      if (added->type == type)
        {
          exact = *added;
          n_exact++;
        }
      if (g_type_is_a (added->type, type))
        {
          fitting = *added;
          n_fitting++;
        }
    }

  /* Rules 3 and 4. */
  if (n_exact > 1 || (n_exact == 0 && n_fitting > 1))
    {
      fail (self, CDR_ERROR_AMBIGUOUS);
      return FALSE;
    }

  if (n_exact == 1)
    *answer = exact;
  else if (n_fitting == 1)
    *answer = fitting;
  else if (can_be_made (type) && (need != CDR_NEED_IF_ADDED || was_patched)) /* rule 5 */
    *answer = (Node) { type, NULL };
  else
    {
      if (need == CDR_NEED_REQUIRED)
        fail (self, CDR_ERROR_UNRESOLVED);
      return FALSE;
    }

  if (!g_type_is_a (answer->type, property->value_type))
    {
      fail (self, was_patched ? CDR_ERROR_BAD_PATCH : CDR_ERROR_BAD_DEPENDENCY);
      return FALSE;
    }

  return TRUE;
}

static void
reference_walk (Reference *self)
{
  const Application *application = self->application;

  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node node = g_array_index (self->nodes, Node, i);
      const Kind *kind = find_kind (application->pool, node.type);

      for (guint p = 0; p < kind->n_properties; p++)
        {
          const Property *property = &kind->properties[p];
          CdrNeed need = application->needs[kind - application->pool->kinds][p];
          g_autofree char *from = NULL;
          g_autofree char *to = NULL;
          Node answer;
          guint target;

          if (!reference_ask (self, property, need, &answer))
            continue;

          target = find_or_append (self->nodes, answer);
          g_array_append_val (self->from, i);
          g_array_append_val (self->to, target);

          from = describe_node (node.type, node.component);
          to = describe_node (answer.type, answer.component);
          g_ptr_array_add (self->lines, g_strdup_printf ("%s:%s %u %s", from, property->name,
                                                         need, to));
        }
    }
}

static gboolean
reference_has_cycle (Reference *self)
{
  guint n = self->nodes->len;
  g_autofree guint8 *reaches = g_malloc0 ((gsize) n * n + 1);

  for (guint e = 0; e < self->from->len; e++)
    reaches[g_array_index (self->from, guint, e) * n + g_array_index (self->to, guint, e)] = TRUE;

  for (guint k = 0; k < n; k++)
    for (guint i = 0; i < n; i++)
      for (guint j = 0; j < n; j++)
        reaches[i * n + j] |= reaches[i * n + k] && reaches[k * n + j];

  for (guint i = 0; i < n; i++)
    {
      if (reaches[i * n + i])
        return TRUE;
    }

  return FALSE;
}

static void
add_node_lines (GPtrArray *lines,
                GArray    *nodes)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      Node *node = &g_array_index (nodes, Node, i);

      g_ptr_array_add (lines, describe_node (node->type, node->component));
    }
}

void
application_compute_reference (const Application *application,
                               Answer            *answer)
{
  g_auto (Reference) self = {
    .application = application,
    .added = g_array_new (FALSE, FALSE, sizeof (Node)),
    .nodes = g_array_new (FALSE, FALSE, sizeof (Node)),
    .from = g_array_new (FALSE, FALSE, sizeof (guint)),
    .to = g_array_new (FALSE, FALSE, sizeof (guint)),
    .lines = g_ptr_array_new_with_free_func (g_free),
  };

  reference_check_calls (&self);
  if (self.errors == 0)
    reference_add (&self);

  if (self.errors == 0)
    {
      g_array_append_vals (self.nodes, self.added->data, self.added->len);
      reference_walk (&self);
    }

  /* Looked for last: a graph with another error is not complete. */
  if (self.errors == 0 && reference_has_cycle (&self))
    fail (&self, CDR_ERROR_CYCLE);

  answer->errors = self.errors;
  if (self.errors == 0)
    {
      add_node_lines (self.lines, self.nodes);
      answer->edges = join_lines (self.lines);
    }
}

/* The library, in one order. */

static void
describe_graph (const CdrTopology *graph,
                Answer         *answer)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint n = 0; n < graph->n_nodes; n++)
    {
      const CdrTopologyNode *node = &graph->nodes[n];

      g_ptr_array_add (lines, describe_node (node->type, node->component));
      cdr_topology_foreach_edge (graph, n, edge)
        {
          g_autofree char *from = describe_node (node->type, node->component);
          g_autofree char *to = describe_node (graph->nodes[edge->to].type,
                                               graph->nodes[edge->to].component);

          g_ptr_array_add (lines, g_strdup_printf ("%s:%s %u %s", from, edge->pspec->name,
                                                   edge->need, to));
        }
    }

  answer->edges = join_lines (lines);
}

/* @order has the numbers of what is added, and behind them those of the patches. */
static gboolean
build_manifest (const Application  *application,
                const guint        *order,
                CdrManifest        *manifest,
                GError            **error)
{
  for (guint i = 0; i < application->n_added + application->n_patches; i++)
    {
      guint step = order[i];

      if (step >= application->n_added)
        {
          const Patch *patch = &application->patches[step - application->n_added];

          if (!cdr_manifest_patch (manifest, patch->type, patch->replacement, error))
            return FALSE;
        }
      else if (application->added[step].component == NULL)
        cdr_manifest_add_type (manifest, application->added[step].type, CDR_NEED_REQUIRED);
      else if (!cdr_manifest_add_component (manifest, application->added[step].component,
                                            CDR_NEED_REQUIRED, error))
        return FALSE;
    }

  return TRUE;
}

void
application_compute_answer (const Application *application,
                            const guint       *order,
                            Answer            *answer)
{
  g_autoptr (CdrManifest) manifest = cdr_manifest_new ();
  g_autoptr (GHashTable) made = g_hash_table_new (NULL, NULL);
  g_autoptr (CdrTopology) graph = NULL;
  g_autoptr (GError) error = NULL;

  if (build_manifest (application, order, manifest, &error))
    graph = cdr_resolve (manifest, made, NULL, &error);

  if (graph != NULL)
    describe_graph (graph, answer);
  else
    {
      g_assert_true (error->domain == CDR_ERROR);
      answer->errors = 1u << error->code;
    }
}

/* Where several things are wrong, which one is met first may depend on the order. */
void
answer_check (const Answer *answer,
              const Answer *reference)
{
  if (reference->errors != 0)
    {
      g_assert_cmpuint (answer->errors, !=, 0);
      g_assert_cmphex (answer->errors & reference->errors, ==, answer->errors);
    }
  else
    {
      g_assert_cmphex (answer->errors, ==, 0);
      g_assert_cmpstr (answer->edges, ==, reference->edges);
    }
}
