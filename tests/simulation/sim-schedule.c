/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-schedule.h"

#include "sim-clock.h"

typedef struct
{
  gint64       due;
  SimEventFunc func;
  gpointer     data;
  int          number;
} Event;

static GArray *events;
static gint64 next_due; /* G_MAXINT64: nothing to do */
static SimRandom choice;

static void
find_next (void)
{
  next_due = G_MAXINT64;
  for (guint i = 0; i < events->len; i++)
    next_due = MIN (next_due, g_array_index (events, Event, i).due);
}

static gboolean
schedule_prepare (GSource *source,
                  int     *timeout)
{
  gint64 wait = next_due - sim_clock_now ();

  sim_clock_set_stale ();
  *timeout = next_due == G_MAXINT64 ? -1 : (int) MAX (wait, 0);
  return wait <= 0;
}

static gboolean
schedule_check (GSource *source)
{
  return next_due <= sim_clock_now ();
}

static gboolean
schedule_dispatch (GSource     *source,
                   GSourceFunc  callback,
                   gpointer     user_data)
{
  gint64 now = sim_clock_now ();
  int n_due = 0;
  int chosen;
  Event event = { 0 };

  for (guint i = 0; i < events->len; i++)
    n_due += g_array_index (events, Event, i).due <= now;
  if (n_due == 0)
    return G_SOURCE_CONTINUE;

  chosen = sim_random_below (&choice, n_due);
  for (guint i = 0; i < events->len; i++)
    {
      event = g_array_index (events, Event, i);
      if (event.due <= now && chosen-- == 0)
        {
          g_array_remove_index_fast (events, i);
          break;
        }
    }

  find_next ();
  event.func (event.data, event.number);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs schedule_funcs = {
  .prepare = schedule_prepare,
  .check = schedule_check,
  .dispatch = schedule_dispatch,
};

/* Events may come from inside events: from a main loop that one of them turns. */
void
sim_schedule_attach (GMainContext *context)
{
  g_autoptr (GSource) source = g_source_new (&schedule_funcs, sizeof (GSource));

  events = g_array_new (FALSE, FALSE, sizeof (Event));
  next_due = G_MAXINT64;
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, context);
}

void
sim_schedule_reset (guint64 seed)
{
  g_array_set_size (events, 0);
  find_next ();
  choice.state = seed;
}

void
sim_schedule_add (gint64        due,
                  SimEventFunc  func,
                  gpointer      data,
                  int           number)
{
  Event event = { due, func, data, number };

  g_array_append_val (events, event);
  next_due = MIN (next_due, due);
}

/* All events with this data. */
void
sim_schedule_remove (gpointer data)
{
  for (guint i = events->len; i > 0; i--)
    {
      if (g_array_index (events, Event, i - 1).data == data)
        g_array_remove_index_fast (events, i - 1);
    }
  find_next ();
}

gboolean
sim_schedule_is_empty (void)
{
  return events->len == 0;
}
