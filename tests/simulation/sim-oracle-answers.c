/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-oracle.h"

#include "sim-clock.h"
#include "sim-log.h"
#include "sim-types.h"

#include <string.h>

/* What the conductor says, against what happened. */

void
sim_oracle_operation_begins (void)
{
  sim.operation++;
  sim.began = sim_clock_now ();
  sim.stop = sim.user_stop = sim.hurry = SIM_NEVER;
  sim.is_primary_set = FALSE;
  sim.is_stop_pending = sim.is_hurry_pending = FALSE;
  sim.n_failures = 0;
  for (int i = 0; i < sim.plan->n_parts; i++)
    {
      sim.slots[i].mask = 0;
      sim.slots[i].said_failed = SIM_NEVER;
      sim.slots[i].is_dead = FALSE;
      sim.slots[i].is_refused = sim.slots[i].has_ignored = FALSE;
    }
}

/* A shutdown is asked for, which holds from that instant on. */
void
sim_oracle_stop_asked (void)
{
  gint64 now = sim_clock_now ();

  if (cdr_conductor_get_state (sim.conductor) == CDR_STATE_ACTIVE)
    {
      sim.operation++;
      sim.began = now;
      sim.n_failures = 0;
    }

  if (sim.user_stop == SIM_NEVER)
    sim.user_stop = sim.is_stop_pending ? sim.pending_since : now;
  if (sim.stop == SIM_NEVER)
    sim.stop = sim.user_stop;
}

/* I11 */
static void
check_nothing_runs (const char *when)
{
  for (int i = 0; i < sim.plan->n_parts; i++)
    {
      if (sim_slot_is_running (&sim.slots[i]))
        sim_violation ("I11", "%d is running when %s", i, when);
    }
}

static void
check_everything_runs (void)
{
  for (int n = 0; n < sim.reference.n_nodes; n++)
    {
      SimSlot *slot = &sim.slots[sim.reference.nodes[n]];

      if (sim.reference.is_essential[slot->index] &&
          (!slot->is_up || slot->state != CDR_STATE_ACTIVE))
        sim_violation ("I11", "the setup succeeded, but %d is not active", slot->index);
    }
}

/* I12: each failure once, in the order in which they were told. */
static void
check_failures (void)
{
  GListModel *list = cdr_conductor_get_failures (sim.conductor);

  if ((int) g_list_model_get_n_items (list) != sim.n_failures)
    sim_violation ("I12", "%u failures are listed, not %d", g_list_model_get_n_items (list),
                   sim.n_failures);

  for (int i = 0; i < sim.n_failures; i++)
    {
      g_autoptr (CdrFailure) failure = g_list_model_get_item (list, i);
      const GError *error = cdr_failure_get_error (failure);
      CdrComponent *component = cdr_failure_get_component (failure);

      if (cdr_failure_get_phase (failure) != sim.failures[i].phase ||
          error->domain != sim.failures[i].domain || error->code != sim.failures[i].code ||
          (component != NULL && component != (CdrComponent *) sim.failures[i].slot->object))
        sim_violation ("I12", "failure %d is another one: %s", i, error->message);
    }
}

/* What did not come down, as it is when that is reported: not as it is when the
 * answer arrives.
 */
static void
mark_incomplete (void)
{
  for (int i = 0; i < sim.n_failures; i++)
    {
      SimFailure *failure = &sim.failures[i];

      failure->is_incomplete = failure->phase == CDR_PHASE_SHUTDOWN ||
                               (failure->slot->state == CDR_STATE_ABANDONED &&
                                !failure->slot->is_gone);
    }
}

/* The list of components: dependencies first. */
static void
check_list (void)
{
  gboolean is_seen[SIM_MAX_PARTS] = { FALSE };
  guint n = g_list_model_get_n_items (G_LIST_MODEL (sim.conductor));
  int n_gone = 0;

  for (int i = 0; i < sim.reference.n_nodes; i++)
    n_gone += sim.slots[sim.reference.nodes[i]].is_gone;
  if ((int) n + n_gone != sim.reference.n_nodes)
    sim_violation ("I15", "%u components are listed, not %d", n, sim.reference.n_nodes - n_gone);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SimObject) object = g_list_model_get_item (G_LIST_MODEL (sim.conductor), i);
      int part = object->slot->index;

      for (int l = 0; l < sim.reference.n_links[part]; l++)
        {
          int to = sim.reference.links[part][l].to;

          if (to != SIM_NEVER && !is_seen[to] && !sim.slots[to].is_gone)
            sim_violation ("I15", "%d is listed before %d", part, to);
        }
      is_seen[part] = TRUE;
    }
}

static gboolean
may_follow (CdrState from,
            CdrState to)
{
  switch (from)
    {
    case CDR_STATE_INACTIVE:
    case CDR_STATE_FAILED:
      return to == CDR_STATE_SETTING_UP || to == CDR_STATE_SHUTTING_DOWN;

    case CDR_STATE_SETTING_UP:
      return to != CDR_STATE_ABANDONED;

    case CDR_STATE_ACTIVE:
      return to == CDR_STATE_SHUTTING_DOWN;

    case CDR_STATE_SHUTTING_DOWN:
      return to == CDR_STATE_INACTIVE || to == CDR_STATE_FAILED;

    case CDR_STATE_ABANDONED:
    default:
      return FALSE;
    }
}

/* An active component that fails while nothing is going on begins a shutdown. */
static void
begin_own_shutdown (void)
{
  sim.operation++;
  sim.n_failures = 0;
  sim.began = sim.stop = sim_clock_now ();
}

void
sim_oracle_conductor_changed (void)
{
  CdrState state = cdr_conductor_get_state (sim.conductor);

  sim_log_add (SIM_LOG_CONDUCTOR, -1, state);

  if (sim.is_disposed)
    sim_violation ("I17", "the conductor changes after it is gone");
  if (!may_follow (sim.state, state))
    sim_violation ("I6", "the conductor goes from state %d to %d", sim.state, state);

  if (sim.state == CDR_STATE_ACTIVE && sim.stop == SIM_NEVER)
    begin_own_shutdown ();

  sim.state = state;
  sim.progress = state == CDR_STATE_SHUTTING_DOWN ? 1.0 : 0.0;
  if (state == CDR_STATE_SETTING_UP || state == CDR_STATE_SHUTTING_DOWN)
    return;

  if (state == CDR_STATE_ACTIVE)
    {
      check_everything_runs ();
      check_list ();
    }
  else
    check_nothing_runs ("the conductor is down");

  check_failures ();
  mark_incomplete ();
  sim_oracle_check_makespan ();
}

/* It grows in a setup, and falls in a shutdown. */
void
sim_oracle_progress_changed (void)
{
  double progress = cdr_conductor_get_progress (sim.conductor);

  /* The state is notified after it. */
  if (cdr_conductor_get_state (sim.conductor) != sim.state)
    return;

  if (progress < 0.0 || progress > 1.0 ||
      (sim.state == CDR_STATE_SETTING_UP && progress < sim.progress) ||
      (sim.state == CDR_STATE_SHUTTING_DOWN && progress > sim.progress))
    sim_violation ("progress", "from %f to %f", sim.progress, progress);

  sim.progress = progress;
}

/* Graphs. */

static const char *
get_type_name (int part)
{
  return sim_types_name (sim.plan->parts[part].type);
}

/* When it was reached; of two of one type the one that fits better. */
static int
get_place (const char *name,
           gboolean    is_first)
{
  int place = SIM_NEVER;

  for (int n = 0; n < sim.reference.n_nodes; n++)
    {
      if (g_str_equal (get_type_name (sim.reference.nodes[n]), name) &&
          (place == SIM_NEVER || !is_first))
        place = n;
    }

  if (place == SIM_NEVER)
    sim_violation ("I15", "the cycle names %s", name);
  return place;
}

static gboolean
is_step (const char *from,
         int         property,
         const char *to)
{
  for (int n = 0; n < sim.reference.n_nodes; n++)
    {
      int part = sim.reference.nodes[n];

      for (int l = 0; l < sim.reference.n_links[part]; l++)
        {
          const SimLink *link = &sim.reference.links[part][l];

          if (link->to != SIM_NEVER && link->property == property &&
              g_str_equal (get_type_name (part), from) &&
              g_str_equal (get_type_name (link->to), to))
            return TRUE;
        }
    }

  return FALSE;
}

/* "A:dep0 -> B:dep1 -> A", a cycle that there is, and none is shorter. */
static void
check_cycle (const char *message)
{
  g_auto (GStrv) steps = g_strsplit (message, " -> ", -1);
  int length = (int) g_strv_length (steps) - 1;
  int first_reached = SIM_MAX_PARTS;

  if (sim.reference.n_cycle > 40)
    return;
  if (length != sim.reference.n_cycle)
    sim_violation ("I15", "the shortest cycle has %d steps: %s", sim.reference.n_cycle, message);

  for (int i = 0; i < length; i++)
    {
      g_auto (GStrv) from = g_strsplit (steps[i], ":", 2);
      g_auto (GStrv) to = g_strsplit (steps[i + 1], ":", 2);
      int place = get_place (from[0], i == 0);

      if (!is_step (from[0], from[1][3] - '0', to[0]))
        sim_violation ("I15", "%s is no step of a cycle", steps[i]);
      if (place < first_reached && i > 0)
        sim_violation ("I15", "the cycle does not begin where it was reached: %s", message);
      first_reached = MIN (first_reached, place);
    }
}

void
sim_oracle_check_graph_error (const GError *error)
{
  if (error->domain != CDR_ERROR || !(sim.reference.codes & (1u << error->code)))
    sim_violation ("I15", "the graph is refused: %s", error->message);
  if (error->code == CDR_ERROR_CYCLE)
    check_cycle (error->message);
}

/* Answers. */

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
check_setup_error (const GError *error)
{
  gint64 user_stop = sim.user_stop;

  if (user_stop == SIM_NEVER && sim.is_stop_pending)
    user_stop = sim.pending_since;

  if (!sim.reference.is_valid && !is_cancelled (error))
    {
      sim_oracle_check_graph_error (error);
      if (sim.n_made != sim.n_made_before)
        sim_violation ("I15", "a bad graph, but %u were made", sim.n_made - sim.n_made_before);
      return;
    }

  if (is_cancelled (error))
    {
      if (user_stop == SIM_NEVER || (sim.is_primary_set && sim.primary.time < user_stop))
        sim_violation ("I12", "the setup is said to be cancelled");
      return;
    }

  if (!sim.is_primary_set || error->domain != sim.primary.domain ||
      error->code != sim.primary.code)
    sim_violation ("I12", "this is not the first fatal failure: %s", error->message);
  if (user_stop != SIM_NEVER && sim_oracle_heard (user_stop) < sim.primary.time)
    sim_violation ("I12", "the setup was stopped before this: %s", error->message);
}

static void
check_setup_answer (SimCaller    *caller,
                    const GError *error)
{
  /* Another one has begun in somebody else's callback. */
  if (caller->operation != sim.operation)
    return;

  if (error == NULL)
    {
      if (!sim.reference.is_valid)
        sim_violation ("I15", "a bad graph was set up");
      if (sim.user_stop != SIM_NEVER && sim_oracle_heard (sim.user_stop) < sim_clock_now ())
        sim_violation ("9", "the setup succeeded though it was stopped");
      check_everything_runs ();
      return;
    }

  check_nothing_runs ("the setup is said to have failed");
  check_setup_error (error);
}

/* All that did not come down cleanly, by name. */
static void
check_shutdown_answer (const GError *error)
{
  int n_incomplete = 0;

  for (int i = 0; i < sim.n_failures; i++)
    {
      SimFailure *failure = &sim.failures[i];
      g_autofree char *name = NULL;

      if (!failure->is_incomplete)
        continue;

      n_incomplete++;
      if (failure->slot->object == NULL || error == NULL || n_incomplete > 20)
        continue;

      name = g_strdup_printf ("%s (",
                              cdr_component_get_name (CDR_COMPONENT (failure->slot->object)));
      if (strstr (error->message, name) == NULL)
        sim_violation ("5", "%d is not named: %s", failure->slot->index, error->message);
    }

  if ((n_incomplete > 0) != (error != NULL))
    sim_violation ("5", "the shutdown is said to %s, but %d failed",
                   error != NULL ? error->message : "have succeeded", n_incomplete);
  if (error != NULL && !g_error_matches (error, CDR_ERROR, CDR_ERROR_SHUTDOWN_INCOMPLETE))
    sim_violation ("5", "the shutdown gives %s", error->message);
}

static void
check_must (int           must,
            const GError *error)
{
  if (must == SIM_ANSWER_OK ? error == NULL
                            : must == SIM_ANSWER_CANCELLED
                                ? is_cancelled (error)
                                : g_error_matches (error, CDR_ERROR, must))
    return;

  sim_violation ("8", "the answer should be %d, and is %s", must,
                 error != NULL ? error->message : "a success");
}

void
sim_oracle_answered (SimCaller    *caller,
                     gboolean      success,
                     const GError *error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  sim_log_add (SIM_LOG_ANSWER, (int) (caller - sim.callers), error != NULL ? error->code : -1);

  if (!caller->is_waiting)
    sim_violation ("I10", "a call is answered twice");
  if (caller->is_calling)
    sim_violation ("I10", "a call is answered from inside");
  if (context != sim.context)
    sim_violation ("I10", "a call is answered in another context");
  if (success != (error == NULL))
    sim_violation ("I10", "an answer with both or neither");

  caller->is_waiting = FALSE;

  if (sim.is_lax)
    return;
  if (caller->must != SIM_ANSWER_ANY)
    check_must (caller->must, error);
  else if (caller->cancelled != SIM_NEVER && is_cancelled (error) && caller->is_alone)
    return;
  else if (caller->is_setup)
    check_setup_answer (caller, error);
  else if (caller->operation == sim.operation)
    check_shutdown_answer (error);
}
