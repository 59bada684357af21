/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-campaign.h"
#include "sim-run.h"

#include <stdlib.h>

/* Runs plans drawn from seeds: simulation [--seeds N] [--from S] [--campaign MINUTES]
 * [--jobs N] [--no-shrink] [FILE...]. CDR_SIM_SEED=N replays just that one, loudly;
 * a file is a plan, and is replayed likewise.
 */

#define DEFAULT_SEEDS 20000

static int n_seeds = DEFAULT_SEEDS;
static gint64 first_seed;
static int minutes;
static int n_jobs = 1;
static gboolean no_shrink;
static char **files;

static const GOptionEntry entries[] = {
  { "seeds", 0, 0, G_OPTION_ARG_INT, &n_seeds, "How many seeds to run", "N" },
  { "from", 0, 0, G_OPTION_ARG_INT64, &first_seed, "The first seed", "SEED" },
  { "campaign", 0, 0, G_OPTION_ARG_INT, &minutes, "Go on for so long", "MINUTES" },
  { "jobs", 0, 0, G_OPTION_ARG_INT, &n_jobs, "How many processes", "N" },
  { "no-shrink", 0, 0, G_OPTION_ARG_NONE, &no_shrink, "Print a failing plan as it is", NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "PLAN..." },
  { NULL }
};

/* What failed once is tried first ever after. */
static gboolean
replay_graveyard (void)
{
  g_autoptr (GDir) dir = g_dir_open (SIM_GRAVEYARD, 0, NULL);
  const char *name;
  int n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (SIM_GRAVEYARD, name, NULL);

      if (!g_str_has_suffix (name, ".plan"))
        continue;
      n++;
      if (!sim_campaign_replay_file (file, FALSE))
        return FALSE;
    }

  g_print ("graveyard: %d plans pass\n", n);
  return TRUE;
}

static gboolean
replay_files (void)
{
  for (guint i = 0; files[i] != NULL; i++)
    {
      if (!sim_campaign_replay_file (files[i], TRUE))
        return FALSE;
    }

  return TRUE;
}

static gboolean
run (void)
{
  const char *seed = g_getenv ("CDR_SIM_SEED");
  SimCampaign campaign = {
    .first_seed = (guint64) first_seed,
    .n_seeds = (guint64) n_seeds,
    .seconds = minutes * 60,
    .n_jobs = CLAMP (n_jobs, 1, SIM_MAX_JOBS),
    .shrinks = !no_shrink,
  };

  if (seed != NULL)
    return sim_campaign_replay_seed (g_ascii_strtoull (seed, NULL, 10), !no_shrink);
  if (files != NULL)
    return replay_files ();

  return replay_graveyard () && sim_campaign_run (&campaign);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  sim_run_init ();

  return run () ? EXIT_SUCCESS : EXIT_FAILURE;
}
