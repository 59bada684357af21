/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-campaign.h"

#include "sim-coverage.h"
#include "sim-log.h"
#include "sim-run.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Many runs, in processes of their own: one that breaks a promise, or crashes, ends
 * its process, and what it was doing is in memory that is shared.
 */

#define EXIT_VIOLATION 10 /* and up to 99 more, to tell one from another */
#define ONE_IN_IS_RUN_TWICE 16
#define ONE_IN_COUNTS_DESCRIPTORS 500
#define MIN_SEEDS_FOR_COUNTS 2000
#define MIN_SEEDS_FOR_COVERAGE 20000
#define MIN_SEEDS_FOR_RARE 200000

typedef struct
{
  guint64     seed;       /* under way */
  guint64     n_runs;
  guint64     n_events;
  guint64     n_parts;
  guint64     n_small;    /* up to 8 components */
  guint64     n_medium;   /* up to 20 */
  guint64     n_faulty;
  guint64     n_active;   /* with a user action */
  guint64     n_shape[SIM_N_SHAPES];
  guint64     n_invalid;
  guint64     n_twice;
  SimCoverage coverage;
} Job;

static Job *jobs;
static gboolean is_quiet;

/* In the process that runs. */

void
sim_violation (const char *promise,
               const char *format,
               ...)
{
  if (!is_quiet)
    {
      g_autofree char *text = NULL;
      va_list args;

      va_start (args, format);
      text = g_strdup_vprintf (format, args);
      va_end (args);
      g_print ("VIOLATION of %s: %s\n", promise, text);
    }

  fflush (NULL);
  _exit (EXIT_VIOLATION + (int) (g_str_hash (format) % 100));
}

static void
count_run (Job           *job,
           const SimPlan *plan)
{
  job->n_runs++;
  job->n_events += sim.n_events;
  job->n_parts += (guint64) plan->n_parts;
  job->n_small += plan->n_parts <= 8;
  job->n_medium += plan->n_parts > 8 && plan->n_parts <= 20;
  job->n_faulty += sim_plan_has_fault (plan);
  job->n_active += plan->n_actions > 0;
  job->n_shape[plan->shape]++;
  job->n_invalid += !sim.reference.is_valid;
}

/* I16 */
static void
run_twice (Job           *job,
           const SimPlan *plan)
{
  sim_log_keep ();
  sim_coverage_use (NULL);
  sim_run (plan);
  sim_coverage_use (&job->coverage);

  if (!sim_log_is_kept ())
    sim_violation ("I16", "another run is different");
  job->n_twice++;
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

/* I17. What GLib opens for itself it has by the first time. */
static void
check_descriptors (guint *n_before)
{
  guint n = count_descriptors ();

  if (*n_before != 0 && n != *n_before)
    sim_violation ("I17", "%u descriptors, not %u", n, *n_before);
  *n_before = n;
}

static void
run_job (const SimCampaign *campaign,
         int                number)
{
  g_autofree SimPlan *plan = g_new (SimPlan, 1);
  Job *job = &jobs[number];
  gint64 end = g_get_real_time () + (gint64) campaign->seconds * G_USEC_PER_SEC;
  guint n_descriptors = 0;

  sim_coverage_use (&job->coverage);

  for (guint64 i = (guint64) number; ; i += (guint64) campaign->n_jobs)
    {
      if (campaign->seconds == 0 ? i >= campaign->n_seeds : g_get_real_time () > end)
        break;

      job->seed = campaign->first_seed + i;
      sim_plan_generate (plan, job->seed);
      sim_run (plan);
      count_run (job, plan);
      if (i % ONE_IN_IS_RUN_TWICE == 0)
        run_twice (job, plan);
      if (job->n_runs % ONE_IN_COUNTS_DESCRIPTORS == 0)
        check_descriptors (&n_descriptors);
    }
}

/* Trying one plan. */

/* Returns: the exit status, or 128 and more for a crash */
static int
try_plan (const SimPlan *plan,
          gboolean       is_loud)
{
  pid_t pid;
  int status;

  fflush (NULL);
  pid = fork ();

  if (pid == 0)
    {
      is_quiet = !is_loud;
      sim_log_echo (is_loud);
      if (!is_loud && freopen ("/dev/null", "w", stderr) == NULL)
        _exit (1);
      alarm (20);
      sim_run (plan);
      fflush (NULL);
      _exit (0);
    }

  waitpid (pid, &status, 0);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
}

static int failing_status;

static gboolean
fails_too (const SimPlan *plan)
{
  return try_plan (plan, FALSE) == failing_status;
}

static void
report_plan (SimPlan  *plan,
             gboolean  shrinks)
{
  g_autofree char *text = NULL;

  failing_status = try_plan (plan, FALSE);
  if (shrinks && failing_status != 0)
    sim_plan_shrink (plan, fails_too);

  text = sim_plan_to_string (plan);
  g_print ("--- plan%s\n%s--- log\n", shrinks ? ", made smaller" : "", text);
  try_plan (plan, TRUE);
}

gboolean
sim_campaign_replay_seed (guint64  seed,
                          gboolean shrinks)
{
  g_autofree SimPlan *plan = g_new0 (SimPlan, 1);
  int status;

  sim_plan_generate (plan, seed);
  status = try_plan (plan, FALSE);
  g_print ("seed %" G_GUINT64_FORMAT " (generator %d): status %d\n", seed,
           SIM_GENERATOR_VERSION, status);
  report_plan (plan, shrinks && status != 0);

  return status == 0;
}

gboolean
sim_campaign_replay_file (const char *path,
                          gboolean    is_loud)
{
  g_autofree SimPlan *plan = g_new0 (SimPlan, 1);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!g_file_get_contents (path, &text, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return FALSE;
    }
  if (!sim_plan_parse (plan, text))
    return FALSE;

  status = try_plan (plan, is_loud);
  if (status != 0)
    g_print ("%s fails: status %d\n", path, status);

  return status == 0;
}

/* The whole. */

static gboolean
wait_for_jobs (const SimCampaign *campaign,
               const pid_t       *pids,
               guint64           *seed)
{
  gboolean all_pass = TRUE;

  for (int i = 0; i < campaign->n_jobs; i++)
    {
      int status;

      waitpid (pids[i], &status, 0);
      if (WIFEXITED (status) && WEXITSTATUS (status) == 0)
        continue;
      if (all_pass || jobs[i].seed < *seed)
        *seed = jobs[i].seed;
      all_pass = FALSE;
    }

  return all_pass;
}

static void
sum_up (Job       *sum,
        const Job *job)
{
  sum->n_runs += job->n_runs;
  sum->n_events += job->n_events;
  sum->n_parts += job->n_parts;
  sum->n_small += job->n_small;
  sum->n_medium += job->n_medium;
  sum->n_faulty += job->n_faulty;
  sum->n_active += job->n_active;
  sum->n_invalid += job->n_invalid;
  sum->n_twice += job->n_twice;
  for (int i = 0; i < SIM_N_SHAPES; i++)
    sum->n_shape[i] += job->n_shape[i];
  for (int state = 0; state < SIM_N_STATES; state++)
    {
      for (int event = 0; event < SIM_N_EVENTS; event++)
        sum->coverage[state][event] += job->coverage[state][event];
    }
}

static double
percent (guint64 n,
         guint64 of)
{
  return 100.0 * (double) n / (double) MAX (of, 1);
}

static gboolean
report_counts (const Job *sum,
               double     seconds)
{
  g_print ("%" G_GUINT64_FORMAT " seeds in %.1f s: %.0f a second, %.0f events each\n",
           sum->n_runs, seconds, (double) sum->n_runs / seconds,
           (double) sum->n_events / (double) MAX (sum->n_runs, 1));
  g_print ("components: up to 8 in %.1f %%, up to 20 in %.1f %%, more in the rest; %.1f each\n",
           percent (sum->n_small, sum->n_runs), percent (sum->n_medium, sum->n_runs),
           (double) sum->n_parts / (double) MAX (sum->n_runs, 1));
  g_print ("shapes: random %.1f %%, chain %.1f %%, star %.1f %%, layered %.1f %%, "
           "lattice %.1f %%\n",
           percent (sum->n_shape[SIM_SHAPE_RANDOM], sum->n_runs),
           percent (sum->n_shape[SIM_SHAPE_CHAIN], sum->n_runs),
           percent (sum->n_shape[SIM_SHAPE_STAR], sum->n_runs),
           percent (sum->n_shape[SIM_SHAPE_LAYERED], sum->n_runs),
           percent (sum->n_shape[SIM_SHAPE_LATTICE], sum->n_runs));
  g_print ("with a fault %.1f %%, with user actions %.1f %%, invalid %.1f %%, run twice %.1f %%\n",
           percent (sum->n_faulty, sum->n_runs), percent (sum->n_active, sum->n_runs),
           percent (sum->n_invalid, sum->n_runs), percent (sum->n_twice, sum->n_runs));

  return percent (sum->n_small, sum->n_runs) >= 45 &&
         percent (sum->n_medium, sum->n_runs) >= 30 &&
         percent (sum->n_faulty, sum->n_runs) >= 34 && percent (sum->n_active, sum->n_runs) >= 34;
}

static gboolean
report (const SimCampaign *campaign,
        double             seconds)
{
  g_autofree Job *sum = g_new0 (Job, 1);
  gboolean is_mixed;
  gboolean is_complete;

  for (int i = 0; i < campaign->n_jobs; i++)
    sum_up (sum, &jobs[i]);

  is_mixed = report_counts (sum, seconds);
  is_complete = sim_coverage_report (sum->coverage, sum->n_runs >= MIN_SEEDS_FOR_RARE);

  if (sum->n_runs >= MIN_SEEDS_FOR_COUNTS && !is_mixed)
    {
      g_print ("The mix is not what it should be\n");
      return FALSE;
    }
  if (sum->n_runs >= MIN_SEEDS_FOR_COVERAGE && !is_complete)
    {
      g_print ("Something was never reached, or should never have been (marked !)\n");
      return FALSE;
    }

  return TRUE;
}

gboolean
sim_campaign_run (const SimCampaign *campaign)
{
  pid_t pids[SIM_MAX_JOBS];
  gint64 begun = g_get_real_time ();
  guint64 seed = 0;
  gboolean passes;

  jobs = mmap (NULL, SIM_MAX_JOBS * sizeof (Job), PROT_READ | PROT_WRITE,
               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert (jobs != MAP_FAILED);
  fflush (NULL);

  for (int i = 0; i < campaign->n_jobs; i++)
    {
      pids[i] = fork ();
      if (pids[i] == 0)
        {
          run_job (campaign, i);
          exit (EXIT_SUCCESS); /* where a sanitizer looks for leaks */
        }
    }

  passes = wait_for_jobs (campaign, pids, &seed);
  if (!passes)
    {
      g_print ("FAILED: replay with CDR_SIM_SEED=%" G_GUINT64_FORMAT "\n", seed);
      sim_campaign_replay_seed (seed, campaign->shrinks);
    }

  return report (campaign, (double) (g_get_real_time () - begun) / G_USEC_PER_SEC) && passes;
}
