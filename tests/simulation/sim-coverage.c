/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-coverage.h"

#include "sim-run.h"

static SimCoverage *current;

/* What there is: by state, in the order of the events. */
static const struct
{
  const char *name;
  const char *can_be; /* 'x': must have been reached; 'r': too, but is rare */
} table[SIM_N_EVENTS] = {
  /*                        inactive, setting up, active, shutting down, failed, abandoned */
  { "returns success",         ".x.x.x" },
  { "returns an error",        ".x.x.x" },
  { "returns FALSE",           ".x.x.x" },
  { "drops its task",          ".x.x.x" },
  { "returns twice",           ".x.x.x" },
  { "returns cancelled",       ".x.x.x" },
  { "is cancelled",            ".x.x.." },
  { "times out",               ".x.x.." },
  { "is skipped",              "x....." },
  { "says that it failed",     "xxxxxr" },
  { "extends its timeout",     "xxxxxr" },
  { "shutdown is called",      "xxxxxx" },
  { "setup is called",         "xxxxxx" },
  { "setup is cancelled",      "xxxxxx" },
  { "shutdown is cancelled",   "xxxxxr" },
  { "last reference dropped",  "xxxxxr" },
  { "add is called",           "xxxxxr" },
  { "patch is called",         "xxxxxr" },
  { "conductor disposed",      "xxxxxr" },
  { "its pair is called",      ".x.x.." },
  { "setup cancel, thread",    "xxxxxr" },
  { "shutdown cancel, thread", "xxxxxr" },
  { "setter ignores",          "x....." },
  { "setter keeps",            "rx.x.x" },
  { "property changed",        "..x..." },
  { "component disposed",      "xxxxrr" },
  { "one of two of a type",    ".x...." },
};

void
sim_coverage_use (SimCoverage *counts)
{
  current = counts;
}

void
sim_coverage_reach (CdrState state,
                    SimEvent event)
{
  if (current != NULL)
    (*current)[state][event]++;
}

/* What the user does happens to every component. */
void
sim_coverage_reach_all (SimEvent event)
{
  for (int n = 0; n < sim.reference.n_nodes; n++)
    {
      SimSlot *slot = &sim.slots[sim.reference.nodes[n]];

      if (slot->object != NULL)
        sim_coverage_reach (slot->state, event);
    }
}

/* Returns: FALSE if something was not reached that can be */
gboolean
sim_coverage_report (const SimCoverage counts,
                     gboolean          with_rare)
{
  gboolean is_complete = TRUE;

  g_print ("%-24s%10s%10s%10s%10s%10s%10s\n", "", "inactive", "setting", "active", "shutting",
           "failed", "abandoned");

  for (int event = 0; event < SIM_N_EVENTS; event++)
    {
      g_print ("%-24s", table[event].name);
      for (int state = 0; state < SIM_N_STATES; state++)
        {
          char can_be = table[event].can_be[state];
          gboolean is_missing = (can_be == 'x' || (can_be == 'r' && with_rare)) &&
                                counts[state][event] == 0;
          gboolean is_impossible = can_be == '.' && counts[state][event] > 0;

          g_print ("%9u%s", counts[state][event], is_missing || is_impossible ? "!" : " ");
          is_complete = is_complete && !is_missing && !is_impossible;
        }
      g_print ("\n");
    }

  return is_complete;
}
