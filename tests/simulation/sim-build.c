/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-log.h"
#include "sim-oracle.h"
#include "sim-run.h"
#include "sim-types.h"

/* Building what the plan says, up to the first setup. */

static void
gone_cb (gpointer  user_data,
         GObject  *where_the_object_was)
{
  sim_log_add (SIM_LOG_GONE, -1, 0);
  sim.conductor = NULL;
  sim.is_disposed = TRUE;
  sim_run_tick ();
}

static void
state_changed_cb (GObject    *object,
                  GParamSpec *pspec,
                  gpointer    user_data)
{
  sim_oracle_conductor_changed ();
  sim_run_tick ();
  sim_run_act_inside ();
}

static void
progress_changed_cb (GObject    *object,
                     GParamSpec *pspec,
                     gpointer    user_data)
{
  sim_oracle_progress_changed ();
  sim_run_act_inside ();
}

static void
failures_changed_cb (GListModel *list,
                     guint       position,
                     guint       n_removed,
                     guint       n_added,
                     gpointer    user_data)
{
  for (guint i = 0; i < n_added && !sim.is_disposed; i++)
    {
      g_autoptr (CdrFailure) failure = g_list_model_get_item (list, position + i);

      sim_oracle_failed (failure);
    }
  sim_run_act_inside ();
}

static void
make_conductor (const SimPlan *plan)
{
  CdrConductor *conductor = cdr_conductor_new ();

  sim.conductor = sim.owned = conductor;
  sim.has_ref = TRUE;
  g_object_weak_ref (G_OBJECT (conductor), gone_cb, NULL);
  g_signal_connect (conductor, "notify::state", G_CALLBACK (state_changed_cb), NULL);
  g_signal_connect (conductor, "notify::progress", G_CALLBACK (progress_changed_cb), NULL);

  g_signal_connect (cdr_conductor_get_failures (conductor), "items-changed",
                    G_CALLBACK (failures_changed_cb), NULL);

  cdr_conductor_set_setup_timeout (conductor, plan->setup_timeout);
  cdr_conductor_set_shutdown_timeout (conductor, plan->shutdown_timeout);
  cdr_conductor_set_shutdown_deadline (conductor, plan->shutdown_deadline);
  cdr_conductor_set_grace (conductor, plan->grace);
  cdr_conductor_set_slow_threshold (conductor, plan->slow_threshold);
  cdr_conductor_set_max_concurrent (conductor, (guint) plan->max_concurrent);
}

static void
make_ready (const SimPlan *plan,
            SimObject    **ready)
{
  for (int i = 0; i < plan->n_parts; i++)
    {
      g_autofree char *name = NULL;

      if (!plan->parts[i].is_ready)
        continue;

      name = g_strdup_printf ("ready%d", i);
      sim.next_slot = &sim.slots[i];
      ready[i] = g_object_new (sim_types_get (plan->parts[i].type), "name", name, NULL);
      sim.next_slot = NULL;
    }

  for (int i = 0; i < plan->n_parts; i++)
    {
      for (int e = 0; ready[i] != NULL && e < plan->parts[i].n_edges; e++)
        {
          const SimEdge *edge = &plan->parts[i].edges[e];

          if (edge->wired != SIM_NEVER)
            sim_object_hold (ready[i], edge->property, ready[edge->wired]);
        }
    }
}

static void
add_roots (const SimPlan *plan)
{
  SimObject *ready[SIM_MAX_PARTS] = { NULL };

  make_ready (plan, ready);

  for (int i = 0; i < plan->n_parts; i++)
    {
      CdrNeed need = plan->parts[i].root == SIM_ROOT_WANTED ? CDR_NEED_WANTED : CDR_NEED_REQUIRED;
      g_autoptr (GError) error = NULL;

      if (plan->parts[i].root == SIM_ROOT_NO)
        continue;
      if (ready[i] == NULL)
        cdr_conductor_add_full (sim.conductor, sim_types_get (plan->parts[i].type), need);
      else if (!cdr_conductor_add_component (sim.conductor, CDR_COMPONENT (ready[i]), need, &error))
        sim_violation ("I15", "%d can't be added: %s", i, error->message);
    }

  for (int i = 0; i < plan->n_parts; i++)
    g_clear_object (&ready[i]);
}

/* Those that come with this round. */
void
sim_build_patches (int round)
{
  for (int i = 0; i < sim.plan->n_patches; i++)
    {
      const SimPatch *patch = &sim.plan->patches[i];
      g_autoptr (GError) error = NULL;
      gboolean success;

      if (patch->round != round)
        continue;

      success = cdr_conductor_patch (sim.conductor, sim_types_get (patch->ask),
                                     sim_types_get (patch->type), &error);
      if (success == sim.reference.is_refused[i])
        sim_violation ("I15", "patch %d: %s", i, error != NULL ? error->message : "taken");
      if (error != NULL && !g_error_matches (error, CDR_ERROR, CDR_ERROR_BAD_PATCH))
        sim_violation ("I15", "patch %d: %s", i, error->message);
    }
}

void
sim_build (const SimPlan *plan)
{
  make_conductor (plan);
  add_roots (plan);
}
