/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-generate-private.h"

#include <conductor/conductor.h>

/* Graphs of several shapes. Edges lead to parts with a lower number; for now @ask is
 * that number.
 */

static gboolean
add_edge (SimPlan *plan,
          int      from,
          int      to)
{
  SimPart *part = &plan->parts[from];

  for (int e = 0; e < part->n_edges; e++)
    {
      if (part->edges[e].ask == to)
        return FALSE;
    }
  if (from == to || part->n_edges == SIM_N_PROPERTIES - 2)
    return FALSE;

  part->edges[part->n_edges] = (SimEdge) { part->n_edges, to, CDR_NEED_REQUIRED, SIM_NEVER,
                                           SIM_SETTER_GOOD };
  part->n_edges++;
  return TRUE;
}

static void
draw_random (SimPlan   *plan,
             SimRandom *random)
{
  int percent = 5 + sim_random_below (random, 55);

  for (int i = 1; i < plan->n_parts; i++)
    {
      for (int tries = 0; tries < SIM_N_PROPERTIES - 2; tries++)
        {
          if (sim_random_chance (random, percent))
            add_edge (plan, i, sim_random_below (random, i));
        }
    }
}

static void
draw_chain (SimPlan   *plan,
            SimRandom *random)
{
  for (int i = 1; i < plan->n_parts; i++)
    {
      add_edge (plan, i, i - 1);
      if (i > 1 && sim_random_chance (random, 10))
        add_edge (plan, i, sim_random_below (random, i - 1));
    }
}

/* One that everybody needs, or one that needs as many as it can hold. */
static void
draw_star (SimPlan   *plan,
           SimRandom *random)
{
  gboolean is_inward = sim_random_chance (random, 50);

  for (int i = 1; i < plan->n_parts; i++)
    {
      if (is_inward)
        add_edge (plan, i, 0);
      else
        add_edge (plan, plan->n_parts - 1 - (i - 1) / 6, (i - 1) % plan->n_parts);
    }

  for (int i = 0; i < plan->n_parts; i++)
    {
      SimPart *part = &plan->parts[i];

      for (int e = part->n_edges - 1; e >= 0; e--)
        {
          if (part->edges[e].ask >= i)
            sim_plan_remove_edge (part, e);
        }
    }
}

static void
draw_layered (SimPlan   *plan,
              SimRandom *random)
{
  int width = 1 + sim_random_below (random, 6);

  for (int i = width; i < plan->n_parts; i++)
    {
      int layer = i / width * width;

      for (int j = layer - width; j < layer; j++)
        {
          if (sim_random_chance (random, 60))
            add_edge (plan, i, j);
        }
    }
}

/* Rows of two, each needing both of the row below: diamonds upon diamonds. */
static void
draw_lattice (SimPlan   *plan,
              SimRandom *random)
{
  int width = 2 + sim_random_below (random, 3);

  for (int i = width; i < plan->n_parts; i++)
    {
      int below = i - width;

      add_edge (plan, i, below);
      add_edge (plan, i, below - below % width + (below + 1) % width);
    }
}

void
sim_generate_graph (SimPlan   *plan,
                    SimRandom *random)
{
  static void (*const draw[]) (SimPlan *, SimRandom *) = {
    draw_random, draw_chain, draw_star, draw_layered, draw_lattice
  };
  int size = sim_random_below (random, 6);

  if (size < 3)
    plan->n_parts = 2 + sim_random_below (random, 7);
  else if (size < 5)
    plan->n_parts = 9 + sim_random_below (random, 12);
  else
    plan->n_parts = 21 + sim_random_below (random, SIM_MAX_PARTS - 20);

  for (int i = 0; i < plan->n_parts; i++)
    plan->parts[i] = sim_part_default ();

  plan->shape = sim_random_below (random, SIM_N_SHAPES);
  draw[plan->shape] (plan, random);
}
