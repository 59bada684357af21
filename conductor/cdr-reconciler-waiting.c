/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-reconciler-internal.h"

#include "cdr-log-private.h"
#include "cdr-text-private.h"

/* Who waits for whom, for people. A chain begins at a setup or shutdown under way, and
 * leads to what can't begin because of it: upward to dependents that are to come up,
 * or downward to dependencies that are to go down. It is followed without recursion,
 * and no further than MAX_WALK: many chains may share a long way.
 */

#define MAX_LINES 10
#define MAX_LINKS 8    /* of a chain that are shown */
#define MAX_WALK  1000

typedef struct
{
  const CdrTopologyEdge *links[MAX_WALK]; /* from the one that all wait for */
  guint                  n_links;
  guint                  n_others;        /* that wait for the same, but are not in it */
  gboolean               is_downward;
} Chain;

static gboolean
waits_to_come_up (CdrReconciler *self,
                  guint          node)
{
  return cdr_rules_is_wanted (self->rules, node) &&
         cdr_rules_get_state (self->rules, node) == CDR_STATE_INACTIVE;
}

static gboolean
waits_to_go_down (CdrReconciler *self,
                  guint          node)
{
  return !cdr_rules_is_wanted (self->rules, node) &&
         cdr_rules_get_state (self->rules, node) == CDR_STATE_ACTIVE;
}

/* The dependent that comes next in the order is the one with the most behind it.
 *
 * @n_others: (nullable): where to put how many more there are
 */
static const CdrTopologyEdge *
find_dependent (CdrReconciler *self,
                guint          node,
                guint         *n_others)
{
  const CdrTopology *graph = self->graph;
  const CdrTopologyEdge *found = NULL;

  cdr_topology_foreach_dependent (graph, node, place)
    {
      const CdrTopologyEdge *edge = &graph->edges[graph->dependents[place]];

      if (!waits_to_come_up (self, edge->from))
        continue;

      if (found == NULL)
        found = edge;
      else if (n_others != NULL)
        *n_others += 1;

      if (n_others == NULL)
        break;
    }

  return found;
}

/* Likewise the dependency that comes last. */
static const CdrTopologyEdge *
find_dependency (CdrReconciler *self,
                 guint          node,
                 guint         *n_others)
{
  const CdrTopologyEdge *found = NULL;
  guint n_found = 0;

  cdr_topology_foreach_edge (self->graph, node, edge)
    {
      if (!waits_to_go_down (self, edge->to))
        continue;

      n_found++;
      if (found == NULL || edge->to > found->to)
        found = edge;
    }

  if (n_others != NULL && n_found > 0)
    *n_others = n_found - 1;

  return found;
}

static void
chain_follow (Chain         *chain,
              CdrReconciler *self,
              guint          node)
{
  const CdrTopologyEdge *edge;

  chain->n_links = 0;
  chain->n_others = 0;
  chain->is_downward = FALSE;

  edge = find_dependent (self, node, &chain->n_others);
  if (edge == NULL)
    {
      edge = find_dependency (self, node, &chain->n_others);
      chain->is_downward = TRUE;
    }

  while (edge != NULL && chain->n_links < MAX_WALK)
    {
      chain->links[chain->n_links++] = edge;
      edge = chain->is_downward ? find_dependency (self, edge->to, NULL)
                                : find_dependent (self, edge->from, NULL);
    }
}

static const char *
get_waiter_name (CdrReconciler *self,
                 const Chain   *chain,
                 guint          link)
{
  const CdrTopologyEdge *edge = chain->links[link];
  guint node = chain->is_downward ? edge->to : edge->from;

  return cdr_component_get_name (cdr_reconciler_get_component (self, node));
}

/* "waits for Database (property database)" */
static void
append_link (GString       *text,
             CdrReconciler *self,
             const Chain   *chain,
             guint          link,
             const char    *end)
{
  const CdrTopologyEdge *edge = chain->links[link];
  g_autofree char *property = cdr_text_to_line (g_param_spec_get_name (edge->pspec),
                                                CDR_TEXT_MAX_NAME);

  g_string_append_printf (text, "waits for %s (%sproperty %s)",
                          link > 0 ? get_waiter_name (self, chain, link - 1) : end,
                          chain->is_downward ? "its " : "", property);
}

/* From who waits most to @end, for which all of them wait: "Ui waits for WebApi
 * (property api), which waits for Database (property database)". What is too long is
 * left out in the middle.
 */
static void
append_chain (GString       *text,
              CdrReconciler *self,
              const Chain   *chain,
              const char    *end)
{
  guint n_left_out = chain->n_links > MAX_LINKS ? chain->n_links - MAX_LINKS : 0;

  g_string_append_printf (text, "%s ", get_waiter_name (self, chain, chain->n_links - 1));
  append_link (text, self, chain, chain->n_links - 1, end);

  for (guint i = chain->n_links - 1; i > 0; i--)
    {
      guint link = i - 1;

      if (n_left_out > 0 && link == MAX_LINKS / 2 + n_left_out - 1)
        {
          i -= n_left_out;
          link -= n_left_out;
          g_string_append_printf (text, ", and so on for %u more to %s", n_left_out,
                                  get_waiter_name (self, chain, link));
        }

      g_string_append (text, ", which ");
      append_link (text, self, chain, link, end);
    }
}

static void
append_others (GString     *text,
               const Chain *chain)
{
  if (chain->n_others > 0)
    g_string_append_printf (text, "; %u more wait%s for it", chain->n_others,
                            chain->n_others == 1 ? "s" : "");
}

static double
get_seconds_until (gint64 time_us)
{
  gint64 left_us = time_us - g_get_monotonic_time ();

  return MAX (left_us, 0) / (double) G_USEC_PER_SEC;
}

/* ", 25.8 s before its deadline": whichever comes first */
static void
append_deadline (GString         *text,
                 CdrReconciler   *self,
                 const CdrFlight *flight)
{
  gint64 stop_us = self->stop_deadline_us;

  if (flight->is_cancelled)
    g_string_append (text, ", cancelled");

  if (flight->is_in_grace)
    g_string_append_printf (text, ", %.1f s before it is abandoned",
                            get_seconds_until (flight->deadline_us));
  else if (stop_us != 0 && (flight->deadline_us == 0 || stop_us < flight->deadline_us))
    g_string_append_printf (text, ", %.1f s before the deadline of the whole shutdown",
                            get_seconds_until (stop_us));
  else if (flight->deadline_us != 0)
    g_string_append_printf (text, ", %.1f s before its deadline",
                            get_seconds_until (flight->deadline_us));
}

/* One line: who waits for a setup or shutdown under way, since when it has been, and
 * how long it has.
 */
char *
cdr_reconciler_describe_flight (CdrReconciler *self,
                                CdrFlight     *flight)
{
  const char *name = cdr_component_get_name (cdr_reconciler_get_component (self, flight->node));
  GString *text = g_string_new (NULL);
  Chain chain;

  chain_follow (&chain, self, flight->node);

  if (chain.n_links > 0)
    append_chain (text, self, &chain, name);
  else
    g_string_append (text, name);

  g_string_append_printf (text, ", %s for %.1f s", cdr_flight_get_doing (flight),
                          cdr_flight_get_seconds (flight, g_get_monotonic_time ()));
  append_deadline (text, self, flight);
  append_others (text, &chain);

  return g_string_free (text, FALSE);
}

/* For the end of a sentence about the component: "; WebApi waits for it (property
 * database)", or nothing.
 */
char *
cdr_reconciler_describe_waiters (CdrReconciler *self,
                                 guint          node)
{
  GString *text = g_string_new (NULL);
  Chain chain;

  chain_follow (&chain, self, node);

  if (chain.n_links > 0)
    {
      g_string_append (text, "; ");
      append_chain (text, self, &chain, "it");
      append_others (text, &chain);
    }

  return g_string_free (text, FALSE);
}

/* Those that could begin, were there not so many under way. */
static char *
describe_turns (CdrReconciler *self)
{
  guint limit = self->settings->max_concurrent;
  guint n;

  if (self->is_closed || limit == 0 || cdr_rules_get_n_flying (self->rules) < limit)
    return NULL;

  n = cdr_rules_count_ready (self->rules);
  if (n == 0)
    return NULL;

  return g_strdup_printf (n == 1 ? "%u component waits for its turn: no more than %u at a time"
                                 : "%u components wait for their turn: no more than %u at a time",
                          n, limit);
}

/* Calls @func with each line of the whole, and the flight that it is about or NULL. */
static void
foreach_line (CdrReconciler *self,
              void         (*func) (CdrReconciler *self,
                                    CdrFlight     *flight,
                                    const char    *line,
                                    gpointer       user_data),
              gpointer       user_data)
{
  g_autofree char *turns = describe_turns (self);
  guint n = 0;

  for (GList *l = self->in_flight.head; l != NULL && n < MAX_LINES; l = l->next, n++)
    {
      g_autofree char *line = cdr_reconciler_describe_flight (self, l->data);

      func (self, l->data, line, user_data);
    }

  if (n < self->in_flight.length)
    {
      g_autofree char *rest = g_strdup_printf ("and %u more", self->in_flight.length - n);

      func (self, NULL, rest, user_data);
    }

  if (turns != NULL)
    func (self, NULL, turns, user_data);
}

static void
append_line (CdrReconciler *self,
             CdrFlight     *flight,
             const char    *line,
             gpointer       user_data)
{
  GString *text = user_data;

  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

/* A line for each component that is setting up or shutting down, the oldest first. */
char *
cdr_reconciler_describe_waiting (CdrReconciler *self)
{
  GString *text = g_string_new (NULL);

  foreach_line (self, append_line, text);

  return g_string_free (text, FALSE);
}

void
cdr_reconciler_log_flight (CdrReconciler *self,
                           CdrFlight     *flight,
                           CdrLogEvent    event,
                           const char    *line)
{
  CdrComponent *component = cdr_reconciler_get_component (self, flight->node);

  cdr_log (event, component, cdr_component_get_state (component),
           g_get_monotonic_time () - flight->begun_us, "%s", line);
}

typedef struct
{
  char         *text;
  CdrComponent *component; /* owned; NULL: about none */
  gint64        duration_us;
} HurryLine;

static void
hurry_line_clear (gpointer data)
{
  HurryLine *line = data;

  g_free (line->text);
  g_clear_object (&line->component);
}

static void
collect_line (CdrReconciler *self,
              CdrFlight     *flight,
              const char    *line,
              gpointer       user_data)
{
  HurryLine collected = { g_strconcat ("In a hurry: ", line, NULL), NULL, CDR_LOG_NO_DURATION };

  if (flight != NULL)
    {
      collected.component = g_object_ref (cdr_reconciler_get_component (self, flight->node));
      collected.duration_us = g_get_monotonic_time () - flight->begun_us;
    }

  g_array_append_val (user_data, collected);
}

/* What a hurry is about to cut short. All is written before any of it is logged: who
 * reads the log may turn the main loop.
 */
void
cdr_reconciler_log_hurry (CdrReconciler *self)
{
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (HurryLine));

  g_array_set_clear_func (lines, hurry_line_clear);
  foreach_line (self, collect_line, lines);

  for (guint i = 0; i < lines->len; i++)
    {
      const HurryLine *line = &g_array_index (lines, HurryLine, i);

      cdr_log (CDR_LOG_HURRY, line->component,
               line->component != NULL ? (int) cdr_component_get_state (line->component)
                                       : CDR_LOG_NO_STATE,
               line->duration_us, "%s", line->text);
    }
}
