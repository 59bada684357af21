/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-schedule.h"

#include <stdlib.h>

#include "cdr-fake.h"
#include "cdr-test-check.h"
#include "cdr-test-drive-private.h"
#include "cdr-test-error-private.h"
#include "cdr-test-recorder-private.h"
#include "cdr-test-scene-private.h"
#include "cdr-virtual-time-private.h"

/* What is made to go wrong in one component. */
#define N_FAULTS 3
#define N_CASES (2 * N_FAULTS) /* in either phase */
#define N_PLAIN 2              /* nothing goes wrong; the setup is cancelled */
#define MAX_CANCEL_MS 100

typedef struct
{
  CdrTestFactory   factory;
  gpointer         factory_data;
  CdrTestCheckFunc check;
  gpointer         check_data;
  guint            seed;
  GPtrArray       *names; /* of all components */
} Campaign;

typedef struct
{
  Campaign     *campaign;
  CdrScenePlan  plan;
  CdrScene     *scene;
  CdrConductor *conductor;
  GMainContext *context;
} Life;

typedef struct
{
  gboolean is_done;
  GError  *error;
} Outcome;

static char *running; /* what a hang is about */

/* A plan for a number. */

static CdrScenePlan
make_plan (Campaign *self,
           guint     number)
{
  guint variant = number % (N_PLAIN + N_CASES * self->names->len);
  CdrScenePlan plan = { .number = number, .seed = self->seed };

  plan.cancels = variant == 1;
  if (variant >= N_PLAIN)
    {
      variant -= N_PLAIN;
      plan.victim = g_ptr_array_index (self->names, variant / N_CASES);
      plan.phase = variant % N_CASES < N_FAULTS ? CDR_PHASE_SETUP : CDR_PHASE_SHUTDOWN;
      plan.fault = CDR_FAULT_FAIL + variant % N_FAULTS;
    }

  return plan;
}

static char *
describe_plan (const CdrScenePlan *plan)
{
  static const char *const faults[] = { "goes well", "fails", "hangs", "answers too late" };
  g_autofree char *what = NULL;

  if (plan->cancels)
    what = g_strdup ("the setup is cancelled");
  else if (plan->victim == NULL)
    what = g_strdup ("nothing is made to go wrong");
  else
    what = g_strdup_printf ("the %s of %s %s",
                            plan->phase == CDR_PHASE_SETUP ? "setup" : "shutdown",
                            plan->victim, faults[plan->fault]);

  return g_strdup_printf ("In schedule %u, where %s (to see it again: CDR_TEST_SCHEDULE=%u:%u)",
                          plan->number, what, plan->seed, plan->number);
}

static char *
hang_text_cb (void)
{
  g_autofree char *waiting = cdr_test_recorders_to_waiting ();

  return g_strdup_printf ("\n%s%s", running, waiting);
}

/* Operations. */

static void
set_up_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Outcome *outcome = user_data;

  cdr_conductor_setup_finish (CDR_CONDUCTOR (object), result, &outcome->error);
  outcome->is_done = TRUE;
}

static void
shut_down_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Outcome *outcome = user_data;

  cdr_conductor_shutdown_finish (CDR_CONDUCTOR (object), result, &outcome->error);
  outcome->is_done = TRUE;
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
wait_for (Life    *life,
          Outcome *outcome)
{
  while (!outcome->is_done)
    g_main_context_iteration (life->context, TRUE);
}

static void
check_active (Life *life)
{
  Campaign *campaign = life->campaign;
  g_autoptr (GError) error = NULL;

  if (cdr_conductor_get_state (life->conductor) != CDR_STATE_ACTIVE)
    cdr_scene_add_problem (life->scene, "the setup succeeded, but the conductor is not active");

  if (campaign->check != NULL && !campaign->check (life->conductor, campaign->check_data, &error))
    cdr_scene_add_problem (life->scene, "the check failed: %s",
                           error != NULL ? error->message : "it returned FALSE");
}

/* Returns: whether it is active */
static gboolean
set_up (Life *life)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GSource) source = g_timeout_source_new (cdr_scene_choose (life->scene,
                                                                       MAX_CANCEL_MS));
  g_autoptr (GError) error = NULL;
  Outcome outcome = { FALSE, NULL };

  g_source_set_callback (source, cancel_cb, cancellable, NULL);
  if (life->plan.cancels)
    g_source_attach (source, life->context);

  cdr_conductor_setup_async (life->conductor, cancellable, set_up_cb, &outcome);
  wait_for (life, &outcome);
  g_source_destroy (source);
  error = outcome.error;

  if (error == NULL)
    {
      check_active (life);
      return TRUE;
    }

  if (!life->plan.cancels && (life->plan.victim == NULL || life->plan.phase != CDR_PHASE_SETUP))
    cdr_scene_add_problem (life->scene, "the setup failed: %s", error->message);
  cdr_scene_check_is_down (life->scene, "when the setup had failed");
  return FALSE;
}

static void
shut_down (Life *life)
{
  g_autoptr (GError) error = NULL;
  Outcome outcome = { FALSE, NULL };

  cdr_conductor_shutdown_async (life->conductor, NULL, shut_down_cb, &outcome);
  wait_for (life, &outcome);
  error = outcome.error;

  if (error != NULL && (life->plan.victim == NULL || life->plan.phase != CDR_PHASE_SHUTDOWN))
    cdr_scene_add_problem (life->scene, "the shutdown failed: %s", error->message);
  cdr_scene_check_is_down (life->scene, "when the shutdown had ended");
}

static gboolean
judge (Life    *life,
       GError **error)
{
  g_autofree char *text = cdr_test_describe (life->conductor);
  g_autoptr (GError) leak = NULL;

  cdr_test_check_finalized (g_steal_pointer (&life->conductor), &leak);
  if (leak != NULL && cdr_scene_get_problem (life->scene) == NULL)
    cdr_test_throw (error, CDR_TEST_ERROR_FAILED,
                    g_strdup_printf ("%s: %s", running, leak->message));
  else if (cdr_scene_get_problem (life->scene) != NULL)
    cdr_test_throw (error, CDR_TEST_ERROR_FAILED,
                    g_strdup_printf ("%s: %s\n%s", running,
                                     cdr_scene_get_problem (life->scene), text));
  else
    return TRUE;

  return FALSE;
}

static gboolean
live (Campaign  *campaign,
      guint      number,
      GError   **error)
{
  Life life = { campaign, make_plan (campaign, number), NULL, NULL, g_main_context_new () };
  gboolean is_good;

  running = describe_plan (&life.plan);
  g_main_context_push_thread_default (life.context);
  life.scene = cdr_scene_new (&life.plan);
  life.conductor = campaign->factory (campaign->factory_data);
  cdr_conductor_set_slow_threshold (life.conductor, 0);
  cdr_test_watch (life.conductor);
  cdr_scene_watch (life.scene, life.conductor);
  cdr_virtual_time_set_hang_func (hang_text_cb);
  cdr_wrap_set_scene (life.scene);

  if (set_up (&life))
    shut_down (&life);
  cdr_fake_release_all ();
  cdr_test_drain (life.context);
  cdr_wrap_set_scene (NULL);
  is_good = judge (&life, error);

  cdr_wrap_undo ();
  cdr_virtual_time_set_hang_func (cdr_test_recorders_to_waiting);
  cdr_scene_free (life.scene);
  g_main_context_pop_thread_default (life.context);
  g_main_context_unref (life.context);
  g_clear_pointer (&running, g_free);
  return is_good;
}

/* Campaigns. */

static GPtrArray *
read_names (Campaign  *self,
            GError   **error)
{
  g_autoptr (CdrConductor) conductor = self->factory (self->factory_data);
  g_autoptr (CdrGraph) graph = cdr_conductor_dup_graph (conductor, error);
  GPtrArray *names;

  if (graph == NULL)
    return NULL;

  names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < cdr_graph_get_n_nodes (graph); i++)
    g_ptr_array_add (names, g_strdup (cdr_graph_get_node_name (graph, i)));

  return names;
}

/* Returns: whether the environment asks for one schedule alone */
static gboolean
read_environment (guint *seed,
                  guint *number)
{
  const char *text = g_getenv ("CDR_TEST_SCHEDULE");
  char *end = NULL;

  if (text == NULL)
    return FALSE;

  *seed = (guint) strtoul (text, &end, 10);
  *number = *end == ':' ? (guint) strtoul (end + 1, NULL, 10) : 0;
  return TRUE;
}

static gboolean
run_campaign (Campaign  *self,
              guint      n_schedules,
              GError   **error)
{
  guint number;

  if (self->seed == 0)
    self->seed = g_random_int ();
  if (n_schedules == 0)
    n_schedules = MAX (2 * (N_PLAIN + N_CASES * self->names->len), 20);

  if (read_environment (&self->seed, &number))
    return live (self, number, error);

  for (number = 0; number < n_schedules; number++)
    {
      if (!live (self, number, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * cdr_test_try_schedules:
 * @factory: (scope call) (closure factory_data): makes the application
 * @factory_data: data for @factory
 * @check: (scope call) (closure check_data) (nullable): what else it promises when it is up
 * @check_data: data for @check
 * @seed: what chance begins with; 0: another one each time
 * @n_schedules: how many; 0: two for each thing that can go wrong
 * @error: where to put an error, or %NULL to end the test with its message
 *
 * Lets an application live many times, whose components end what they do in ever another
 * order; and makes each of them, in turn, fail, hang or answer too late, in its setup and
 * in its shutdown. In some lives the setup is cancelled.
 *
 * In each life it checks, from the components' point of view, that each was set up when all
 * it depends on was up, and shut down when nothing that depends on it was; that each setup
 * that succeeded had one shutdown; that nothing was left up when an operation had ended; that
 * nothing else failed than what was made to; and that everything was finalized.
 *
 * The components are the real ones: their methods run, but for a setup that is made to fail
 * or to hang. They need not know, and may be of final classes or of another language. Time has
 * to be virtual.
 *
 * The error names the seed and the schedule; with them in the environment variable
 * `CDR_TEST_SCHEDULE` that one runs again, and no other. In C there are
 * `cdr_test_foreach_schedule (factory, seed, n, check)` and
 * `cdr_test_assert_survives (factory)`, which fail the test.
 *
 * Returns: whether it kept every promise in every life
 */
gboolean
cdr_test_try_schedules (CdrTestFactory     factory,
                        gpointer           factory_data,
                        CdrTestCheckFunc   check,
                        gpointer           check_data,
                        guint              seed,
                        guint              n_schedules,
                        GError           **error)
{
  Campaign campaign = { factory, factory_data, check, check_data, seed, NULL };
  gboolean is_good;

  g_return_val_if_fail (factory != NULL, FALSE);

  if (!cdr_test_virtual_time_init (error))
    return FALSE;

  campaign.names = read_names (&campaign, error);
  if (campaign.names == NULL)
    return FALSE;

  is_good = run_campaign (&campaign, n_schedules, error);
  g_ptr_array_unref (campaign.names);
  return is_good;
}
