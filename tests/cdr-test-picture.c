/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-picture.h"

#include "cdr-component-private.h"
#include "cdr-text-private.h"

void
picture_init (Picture *self)
{
  self->nodes = g_array_new (FALSE, TRUE, sizeof (CdrGraphNode));
  self->edges = g_array_new (FALSE, TRUE, sizeof (CdrGraphEdge));
}

static GType
get_type (const char *name)
{
  GType type = g_type_from_name (name);

  if (type == 0)
    {
      const GTypeInfo info = {
        .class_size = sizeof (CdrComponentClass),
        .instance_size = sizeof (CdrComponent),
      };

      type = g_type_register_static (CDR_TYPE_COMPONENT, name, &info, 0);
    }

  return type;
}

/* Texts are cleaned as a component cleans them. */
guint
picture_add (Picture    *self,
             const char *type,
             const char *name,
             CdrState    state,
             const char *error)
{
  CdrGraphNode node = {
    .type = get_type (type),
    .name = cdr_text_to_line (name, CDR_TEXT_MAX_NAME),
    .error = error != NULL ? cdr_text_to_message (error) : NULL,
    .state = state,
  };

  g_array_append_val (self->nodes, node);
  return self->nodes->len - 1;
}

void
picture_add_root (Picture *self,
                  guint    node,
                  CdrNeed  need)
{
  g_array_index (self->nodes, CdrGraphNode, node).is_root = TRUE;
  g_array_index (self->nodes, CdrGraphNode, node).need = need;
}

void
picture_add_edge (Picture    *self,
                  guint       dependent,
                  const char *property,
                  guint       dependency,
                  CdrNeed     need)
{
  CdrGraphEdge edge = { g_intern_string (property), dependent, dependency, need };

  g_assert_cmpuint (dependency, <, dependent);
  g_assert_true (self->edges->len == 0 ||
                 g_array_index (self->edges, CdrGraphEdge, self->edges->len - 1).from <= dependent);
  g_array_append_val (self->edges, edge);
}

/* In linear time, as the graphs it is for are large. */
static void
group (CdrGraph *graph)
{
  for (guint e = 0; e < graph->n_edges; e++)
    {
      graph->nodes[graph->edges[e].from + 1].first_edge++;
      graph->nodes[graph->edges[e].to].first_dependent++;
    }

  for (guint n = 0, sum = 0, dependents = 0; n <= graph->n_nodes; n++)
    {
      graph->nodes[n].first_edge = sum += graph->nodes[n].first_edge;
      graph->nodes[n].first_dependent = dependents += graph->nodes[n].first_dependent;
    }

  for (guint e = graph->n_edges; e-- > 0;)
    graph->dependents[--graph->nodes[graph->edges[e].to].first_dependent] = e;
}

CdrGraph *
picture_finish (Picture *self)
{
  CdrGraph *graph = g_object_new (CDR_TYPE_GRAPH, NULL);

  graph->n_nodes = self->nodes->len;
  graph->n_edges = self->edges->len;
  g_array_set_size (self->nodes, self->nodes->len + 1); /* the sentinel */
  g_array_set_size (self->edges, self->edges->len + 1);
  graph->nodes = (CdrGraphNode *) (gpointer) g_array_free (self->nodes, FALSE);
  graph->edges = (CdrGraphEdge *) (gpointer) g_array_free (self->edges, FALSE);
  graph->dependents = g_new0 (guint, graph->n_edges + 1);
  group (graph);

  return graph;
}

CdrGraph *
picture_new_fixed (void)
{
  Picture self;
  guint settings, journal, database, cache, queue, mailer, workers, web, metrics, backup;

  picture_init (&self);
  settings = picture_add (&self, "Settings", "Settings", CDR_STATE_ACTIVE, NULL);
  journal = picture_add (&self, "AppJournal", "Journal", CDR_STATE_ACTIVE, NULL);
  database = picture_add (&self, "SqliteDatabase", "Database", CDR_STATE_ACTIVE, NULL);
  cache = picture_add (&self, "Cache", "Cache", CDR_STATE_FAILED,
                       "Can't connect to [::1]:6379: Connection refused\nIs it running?");
  queue = picture_add (&self, "JobQueue", "Job queue", CDR_STATE_SETTING_UP, NULL);
  mailer = picture_add (&self, "Mailer", "Mailer", CDR_STATE_ABANDONED,
                        "Mailer (setup): timed out after 30 s");
  workers = picture_add (&self, "WorkerPool", "Workers", CDR_STATE_INACTIVE, NULL);
  web = picture_add (&self, "WebApi", "Web API", CDR_STATE_INACTIVE, NULL);
  metrics = picture_add (&self, "Metrics", "Metrics", CDR_STATE_SHUTTING_DOWN, NULL);
  backup = picture_add (&self, "Backup", "Backup", CDR_STATE_ACTIVE, NULL);

  picture_add_root (&self, web, CDR_NEED_REQUIRED);
  picture_add_root (&self, workers, CDR_NEED_REQUIRED);
  picture_add_root (&self, metrics, CDR_NEED_WANTED);
  picture_add_root (&self, backup, CDR_NEED_REQUIRED);
  picture_add_edge (&self, database, "settings", settings, CDR_NEED_REQUIRED);
  picture_add_edge (&self, database, "journal", journal, CDR_NEED_WANTED);
  picture_add_edge (&self, cache, "settings", settings, CDR_NEED_REQUIRED);
  picture_add_edge (&self, queue, "database", database, CDR_NEED_REQUIRED);
  picture_add_edge (&self, mailer, "settings", settings, CDR_NEED_REQUIRED);
  picture_add_edge (&self, workers, "queue", queue, CDR_NEED_REQUIRED);
  picture_add_edge (&self, workers, "mailer", mailer, CDR_NEED_WANTED);
  picture_add_edge (&self, web, "cache", cache, CDR_NEED_IF_ADDED);
  picture_add_edge (&self, web, "database", database, CDR_NEED_REQUIRED);
  picture_add_edge (&self, web, "replica", database, CDR_NEED_WANTED);
  picture_add_edge (&self, web, "queue", queue, CDR_NEED_REQUIRED);
  picture_add_edge (&self, metrics, "settings", settings, CDR_NEED_REQUIRED);

  return picture_finish (&self);
}

CdrGraph *
picture_new_hostile (void)
{
  static const char *const texts[] = {
    "a\"b\\c", "\\", "\\\"", "\"];evil[label=\"", "\\N\\G\\l", "two\nlines\r\n", "<b>bold</b>",
    "<<table><tr><td>x</td></tr></table>>", "<script>alert(1)</script>", "]]>", "<![CDATA[",
    "<!--", "-->", "&amp;", "&", "&lt;script&gt;", "&#60;", "#35;", "#quot;", "#", ";", "end",
    "subgraph", "style a:b#c;", "classDef x:y#z;", "click n0 \"javascript:alert(1)\"", "`code`",
    "**bold**", "1. list", "- list", "_under_", "snake_case-kebab.dot", "fa:fa-bomb", "$$x^2$$",
    "%%{init: {}}%%", "%% comment", "(round) [square] {curly} |bar|", "-->|x| n1", "a --- b",
    "\xef\xac\x82\xc2\xb0\xc2\xb0" "35\xc2\xb6\xc3\x9f", "\x01\x02\x1b[31mred\x7f",
    "\xff\xfe\xc3", "\xed\xa0\x80", "\xef\xbf\xbe\xef\xbf\xbf", "line\xe2\x80\xa8sep\xe2\x80\xa9",
    "\xc2\x85\xc2\x9b" "31m", "\xe2\x80\xaeoverride\xe2\x81\xa6",
    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85",
    "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", "e\xcc\x81\xcc\x82\xcc\x83", "\xf0\x9f\x92\xa5", "",
    " ", " padded ", "'single'", "{\"json\": 1}", "\xef\xbb\xbf" "bom", "NaN", "null",
    "\xc3\xa9t\xc3\xa9",
    "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
  };
  Picture self;

  picture_init (&self);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    picture_add (&self, "Hostile", texts[i], CDR_STATE_FAILED, texts[i]);
  for (guint i = 1; i < G_N_ELEMENTS (texts); i++)
    picture_add_edge (&self, i, "property", i / 2, CDR_NEED_REQUIRED);

  return picture_finish (&self);
}

static void
add_random_edges (Picture *self,
                  GRand   *rand,
                  guint    n_nodes,
                  guint    n_layers,
                  guint    n_dependencies)
{
  guint per_layer = MAX (1, n_nodes / MAX (1, n_layers));

  for (guint n = per_layer; n < n_nodes; n++)
    {
      guint n_edges = (guint) g_rand_int_range (rand, 1, (int) n_dependencies * 2 + 1);
      guint begin = n - n % per_layer; /* of its own layer */

      for (guint i = 0; i < n_edges; i++)
        {
          guint reach = MIN (begin, g_rand_int_range (rand, 0, 4) == 0 ? begin : per_layer);
          guint to = begin - 1 - (guint) g_rand_int_range (rand, 0, (int) reach);

          picture_add_edge (self, n, i == 0 ? "first" : i == 1 ? "second" : "other", to,
                            g_rand_int_range (rand, 0, 5) > 0 ? CDR_NEED_REQUIRED
                                                              : CDR_NEED_WANTED);
        }
    }
}

CdrGraph *
picture_new_random (guint   n_nodes,
                    guint   n_layers,
                    guint   n_dependencies,
                    guint32 seed)
{
  static const char *const words[] = {
    "Database", "Cache", "Mailer", "WebApi", "Scheduler", "Session store", "Search", "Log",
  };
  GRand *rand = g_rand_new_with_seed (seed);
  Picture self;

  picture_init (&self);
  for (guint n = 0; n < n_nodes; n++)
    {
      g_autofree char *name = g_strdup_printf ("%s %u", words[g_rand_int_range (rand, 0, 8)], n);
      int state = g_rand_int_range (rand, 0, 40);

      picture_add (&self, n % 3 == 0 ? "Part" : "ServiceComponent", name,
                   state > CDR_STATE_ABANDONED ? CDR_STATE_ACTIVE : (CdrState) state, NULL);
      if (n + n_nodes / MAX (1, n_layers) >= n_nodes)
        picture_add_root (&self, n, CDR_NEED_REQUIRED);
    }
  add_random_edges (&self, rand, n_nodes, n_layers, n_dependencies);
  g_rand_free (rand);

  return picture_finish (&self);
}

static CdrGraph *
new_star (guint n_nodes)
{
  Picture self;

  picture_init (&self);
  for (guint n = 0; n < n_nodes; n++)
    picture_add (&self, "Part", "Part", CDR_STATE_ACTIVE, NULL);
  for (guint n = 1; n < n_nodes; n++)
    picture_add_edge (&self, n, "centre", 0, CDR_NEED_REQUIRED);

  return picture_finish (&self);
}

CdrGraph *
picture_new_by_name (const char *name,
                     guint       n_nodes)
{
  if (g_str_equal (name, "fixed"))
    return picture_new_fixed ();
  if (g_str_equal (name, "hostile"))
    return picture_new_hostile ();
  if (g_str_equal (name, "random"))
    return picture_new_random (n_nodes, n_nodes < 8 ? 3 : n_nodes < 40 ? 4 : n_nodes < 200 ? 6 : 9,
                               1, n_nodes);
  if (g_str_equal (name, "dense"))
    return picture_new_random (n_nodes, 12, 4, n_nodes);
  if (g_str_equal (name, "chain"))
    return picture_new_random (n_nodes, n_nodes, 1, n_nodes);
  if (g_str_equal (name, "star"))
    return new_star (n_nodes);
  if (g_str_equal (name, "alone"))
    return picture_new_random (n_nodes, 1, 1, n_nodes);

  return picture_new_random (0, 1, 1, 0);
}
