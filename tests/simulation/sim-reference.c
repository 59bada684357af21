/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-reference.h"

#include "sim-types.h"

#include <conductor/conductor.h>
#include <string.h>

/* For things that are computed and forgotten: too large for the stack. */
SimReference *
sim_reference_scratch (void)
{
  static SimReference scratch;

  return &scratch;
}

static void
add_error (SimReference *self,
           CdrError      code)
{
  self->codes |= 1u << code;
}

/* Patches: where they lead, and which are refused. */

static gboolean
has_ready_root (const SimPlan *plan,
                int            type)
{
  for (int i = 0; i < plan->n_parts; i++)
    {
      if (plan->parts[i].is_ready && plan->parts[i].root && plan->parts[i].type == type)
        return TRUE;
    }

  return FALSE;
}

static int
follow (const SimReference *self,
        int                 ask)
{
  while (self->patched[ask] != SIM_NEVER)
    ask = self->patched[ask];

  return ask;
}

static void
apply_patches (SimReference  *self,
               const SimPlan *plan,
               int            round)
{
  for (int ask = 0; ask < SIM_N_ASKS; ask++)
    self->patched[ask] = SIM_NEVER;

  for (int k = 0; k < plan->n_patches * (round + 1); k++)
    {
      int i = k % plan->n_patches;
      const SimPatch *patch = &plan->patches[i];
      gboolean is_loop = FALSE;

      if (patch->round != k / plan->n_patches)
        continue;
      for (int t = patch->type; t != SIM_NEVER; t = self->patched[t])
        is_loop |= t == patch->ask;

      self->is_refused[i] = is_loop || has_ready_root (plan, patch->ask);
      if (!self->is_refused[i])
        self->patched[patch->ask] = patch->type;
    }
}

/* Roots. */

static int
find_made (SimReference  *self,
           const SimPlan *plan,
           int            type)
{
  for (int i = 0; i < plan->n_parts; i++)
    {
      if (!plan->parts[i].is_ready && plan->parts[i].type == type)
        return i;
    }

  self->is_unknown = TRUE;
  return SIM_NEVER;
}

/* What a root comes to stand for: a ready-made component is never patched, and one
 * that was added is what a patch to its type means.
 */
static int
find_root (SimReference  *self,
           const SimPlan *plan,
           int            part)
{
  int type = plan->parts[part].type;
  int found = SIM_NEVER;
  int n_found = 0;

  if (plan->parts[part].is_ready || follow (self, type) == type)
    return part;

  type = follow (self, type);
  for (int i = 0; i < plan->n_parts; i++)
    {
      if (plan->parts[i].is_ready && plan->parts[i].root && plan->parts[i].type == type)
        {
          found = i;
          n_found++;
        }
    }

  return n_found == 1 ? found : find_made (self, plan, type);
}

static void
reach_part (SimReference *self,
            int           part)
{
  if (part == SIM_NEVER || self->is_in[part])
    return;

  self->is_in[part] = TRUE;
  self->nodes[self->n_nodes++] = part;
}

static void
find_roots (SimReference  *self,
            const SimPlan *plan)
{
  for (int i = 0; i < plan->n_parts; i++)
    {
      int root;

      if (plan->parts[i].root == SIM_ROOT_NO)
        continue;

      root = find_root (self, plan, i);
      if (root == SIM_NEVER)
        continue;
      if (self->root[root] == SIM_ROOT_NO || plan->parts[i].root < self->root[root])
        self->root[root] = plan->parts[i].root;
      reach_part (self, root);
    }
}

/* Dependencies: what a property gets. */

static gboolean
fits_property (int property,
               int type)
{
  if (property == SIM_PROPERTY_BASE)
    return sim_types_is_a (type, SIM_ASK_BASE);
  if (property == SIM_PROPERTY_INTERFACE)
    return sim_types_is_a (type, SIM_ASK_INTERFACE);

  return TRUE;
}

/* The added components of just the type, or else of that kind. */
static int
count_added (SimReference  *self,
             const SimPlan *plan,
             int            ask,
             gboolean       is_exact,
             int           *found)
{
  int n = 0;

  for (int i = 0; i < plan->n_parts; i++)
    {
      if (self->root[i] == SIM_ROOT_NO)
        continue;
      if (is_exact ? plan->parts[i].type == ask : sim_types_is_a (plan->parts[i].type, ask))
        {
          *found = i;
          n++;
        }
    }

  return n;
}

static int
resolve (SimReference  *self,
         const SimPlan *plan,
         const SimEdge *edge)
{
  int ask = edge->ask;
  int found = SIM_NEVER;
  gboolean is_patched;
  int n;

  if (ask == SIM_ASK_ANY && edge->property == SIM_PROPERTY_BASE)
    ask = SIM_ASK_BASE;
  else if (ask == SIM_ASK_ANY && edge->property == SIM_PROPERTY_INTERFACE)
    ask = SIM_ASK_INTERFACE;

  is_patched = follow (self, ask) != ask;
  ask = follow (self, ask);

  n = count_added (self, plan, ask, TRUE, &found);
  if (n == 0)
    n = count_added (self, plan, ask, FALSE, &found);

  if (n > 1)
    {
      add_error (self, CDR_ERROR_AMBIGUOUS);
      return SIM_NEVER;
    }

  if (n == 0 && !sim_types_can_be_made (ask))
    {
      if (edge->need == CDR_NEED_REQUIRED)
        add_error (self, CDR_ERROR_UNRESOLVED);
      return SIM_NEVER;
    }

  if (n == 0 && edge->need == CDR_NEED_IF_ADDED && !is_patched)
    return SIM_NEVER;
  if (n == 0)
    found = find_made (self, plan, ask);

  if (found != SIM_NEVER && !fits_property (edge->property, plan->parts[found].type))
    add_error (self, is_patched ? CDR_ERROR_BAD_PATCH : CDR_ERROR_BAD_DEPENDENCY);

  return found;
}

static void
find_links (SimReference  *self,
            const SimPlan *plan,
            int            from)
{
  const SimPart *part = &plan->parts[from];

  for (int property = 0; property < SIM_N_PROPERTIES; property++)
    {
      for (int e = 0; e < part->n_edges; e++)
        {
          const SimEdge *edge = &part->edges[e];
          SimLink *link = &self->links[from][self->n_links[from]];

          if (edge->property != property)
            continue;

          link->property = property;
          link->need = edge->need;
          link->is_wired = part->is_ready && edge->wired != SIM_NEVER;
          link->to = link->is_wired ? edge->wired : resolve (self, plan, edge);
          self->n_links[from]++;
          reach_part (self, link->to);
        }
    }
}

/* The closure, and what follows from it. */

static void
set_reach (SimReference *self,
           int           from,
           int           to)
{
  self->reach[from][to / 64] |= G_GUINT64_CONSTANT (1) << (to % 64);
}

gboolean
sim_reference_reaches (SimReference *self,
                       int           from,
                       int           to)
{
  return (self->reach[from][to / 64] >> (to % 64)) & 1;
}

static void
close_reach (SimReference *self)
{
  for (int n = 0; n < self->n_nodes; n++)
    {
      int from = self->nodes[n];

      for (int e = 0; e < self->n_links[from]; e++)
        {
          if (self->links[from][e].to != SIM_NEVER)
            set_reach (self, from, self->links[from][e].to);
        }
    }

  for (int k = 0; k < self->n_nodes; k++)
    {
      int via = self->nodes[k];

      for (int n = 0; n < self->n_nodes; n++)
        {
          int from = self->nodes[n];

          if (!sim_reference_reaches (self, from, via))
            continue;
          self->reach[from][0] |= self->reach[via][0];
          self->reach[from][1] |= self->reach[via][1];
        }
    }
}

/* Steps from a part back to itself; SIM_NEVER if there is no way. */
static int
measure_cycle (SimReference *self,
               int           start)
{
  gboolean is_here[SIM_MAX_PARTS] = { FALSE };
  gboolean is_next[SIM_MAX_PARTS];

  if (!sim_reference_reaches (self, start, start))
    return SIM_NEVER;

  is_here[start] = TRUE;

  for (int length = 1; ; length++)
    {
      memset (is_next, 0, sizeof is_next);

      for (int from = 0; from < SIM_MAX_PARTS; from++)
        {
          for (int e = 0; is_here[from] && e < self->n_links[from]; e++)
            {
              if (self->links[from][e].to != SIM_NEVER)
                is_next[self->links[from][e].to] = TRUE;
            }
        }

      if (is_next[start])
        return length;
      memcpy (is_here, is_next, sizeof is_here);
    }
}

static void
find_cycles (SimReference *self)
{
  self->n_cycle = 0;

  for (int n = 0; n < self->n_nodes; n++)
    {
      int length = measure_cycle (self, self->nodes[n]);

      if (length != SIM_NEVER && (self->n_cycle == 0 || length < self->n_cycle))
        self->n_cycle = length;
    }
}

/* Dependencies first: a part that reaches more comes later. */
static void
find_order (SimReference *self)
{
  gboolean is_placed[SIM_MAX_PARTS] = { FALSE };
  int n_placed = 0;

  while (n_placed < self->n_nodes)
    {
      for (int n = 0; n < self->n_nodes; n++)
        {
          int part = self->nodes[n];
          gboolean is_ready = !is_placed[part];

          for (int e = 0; is_ready && e < self->n_links[part]; e++)
            {
              int to = self->links[part][e].to;

              is_ready = to == SIM_NEVER || is_placed[to];
            }

          if (is_ready)
            {
              is_placed[part] = TRUE;
              self->order[n_placed++] = part;
            }
        }
    }
}

static void
find_essential (SimReference *self)
{
  for (int n = self->n_nodes - 1; n >= 0; n--)
    {
      int part = self->order[n];

      if (self->root[part] == SIM_ROOT_REQUIRED)
        self->is_essential[part] = TRUE;

      for (int e = 0; self->is_essential[part] && e < self->n_links[part]; e++)
        {
          const SimLink *link = &self->links[part][e];

          if (link->to != SIM_NEVER && link->need == CDR_NEED_REQUIRED)
            self->is_essential[link->to] = TRUE;
        }
    }
}

void
sim_reference_compute (SimReference  *self,
                       const SimPlan *plan,
                       int            round)
{
  memset (self, 0, sizeof *self);

  apply_patches (self, plan, round);
  find_roots (self, plan);
  for (int n = 0; n < self->n_nodes; n++)
    find_links (self, plan, self->nodes[n]);

  if (self->is_unknown)
    return;

  close_reach (self);
  if (self->codes == 0)
    {
      for (int n = 0; n < self->n_nodes; n++)
        {
          if (sim_reference_reaches (self, self->nodes[n], self->nodes[n]))
            add_error (self, CDR_ERROR_CYCLE);
        }
      if (self->codes != 0)
        find_cycles (self);
    }

  self->is_valid = self->codes == 0;
  if (!self->is_valid)
    return;

  find_order (self);
  find_essential (self);
}
