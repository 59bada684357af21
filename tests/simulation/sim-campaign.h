/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIM_MAX_JOBS 16

typedef struct
{
  guint64  first_seed;
  guint64  n_seeds;
  int      seconds;  /* 0: n_seeds is all */
  int      n_jobs;
  gboolean shrinks;
} SimCampaign;

gboolean sim_campaign_run         (const SimCampaign *campaign);
gboolean sim_campaign_replay_seed (guint64            seed,
                                   gboolean           shrinks);
gboolean sim_campaign_replay_file (const char        *path,
                                   gboolean           is_loud);

G_END_DECLS
