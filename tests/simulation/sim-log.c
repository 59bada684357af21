/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-log.h"

#include "sim-clock.h"
#include "sim-run.h"
#include "sim-types.h"

#include <string.h>

typedef struct
{
  gint32 time;
  gint16 kind;
  gint16 part;
  gint32 value;
} Record;

static GArray *records;
static GArray *kept;
static gboolean echoes;

void
sim_log_echo (gboolean echo)
{
  echoes = echo;
}

void
sim_log_clear (void)
{
  if (records == NULL)
    {
      records = g_array_new (FALSE, FALSE, sizeof (Record));
      kept = g_array_new (FALSE, FALSE, sizeof (Record));
    }
  g_array_set_size (records, 0);
}

static void
print (const Record *record)
{
  static const char *const words[] = {
    "setup", "shutdown", "returns", "returns again", "is cancelled", "is", "has error",
    "has failed", "gets", "loses", "does", "says that it failed", "is finalized", "conductor is",
    "user does",
    "setup is called", "shutdown is called", "is answered", "message", "conductor is gone"
  };
  static const char *const states[] = {
    "inactive", "setting up", "active", "shutting down", "failed", "abandoned"
  };
  g_autofree char *who = g_strdup_printf ("%d", record->part);

  g_print ("%6d  %3s  %s", record->time, record->part >= 0 ? who : "", words[record->kind]);
  if (record->kind == SIM_LOG_STATE || record->kind == SIM_LOG_CONDUCTOR)
    g_print (" %s\n", states[record->value]);
  else if (record->kind >= SIM_LOG_RETURN)
    g_print (" %d\n", record->value);
  else
    g_print ("\n");
}

void
sim_log_add (SimLogKind kind,
             int        part,
             int        value)
{
  Record record = { (gint32) sim_clock_now (), kind, part, value };

  /* A task that is dropped elsewhere may take its component along. */
  if (kind != SIM_LOG_FINALIZED && !g_main_context_is_owner (sim.context) && sim.n_events > 0)
    sim_violation ("I10", "something happens in another thread");

  g_array_append_val (records, record);
  sim_run_count_event ();

  if (echoes)
    print (&record);
}

/* For telling whether the next run is the same. */
void
sim_log_keep (void)
{
  g_array_set_size (kept, 0);
  g_array_append_vals (kept, records->data, records->len);
}

gboolean
sim_log_is_kept (void)
{
  return kept->len == records->len &&
         memcmp (kept->data, records->data, records->len * sizeof (Record)) == 0;
}
