/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-check.h"

#include "cdr-test-drive-private.h"
#include "cdr-test-error-private.h"
#include "cdr-test-recorder-private.h"
#include "cdr-virtual-time.h"

/* Turns the main loop until an operation is done. */

#define REAL_LIMIT_MS (60 * 1000)
#define VIRTUAL_LIMIT_MS (24 * 60 * 60 * 1000)
#define DRAIN_MS 20

typedef gboolean (*FinishFunc) (CdrConductor  *conductor,
                                GAsyncResult  *result,
                                GError       **error);

/* Shared with the callback, which may come after nobody waits any more. */
typedef struct
{
  CdrConductor *conductor; /* not owned: who waits has it */
  FinishFunc    finish;
  GMainContext *context;   /* not owned */
  GSource      *looks;
  guint         look_ms;
  char         *waiting;   /* who was seen to wait for whom, the last time */
  GError       *error;
  gboolean      is_done;
  gboolean      is_late;
} Drive;

static void
drive_clear (gpointer data)
{
  Drive *drive = data;

  g_free (drive->waiting);
  g_clear_error (&drive->error);
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Drive *drive = user_data;

  drive->finish (CDR_CONDUCTOR (object), result, &drive->error);
  drive->is_done = TRUE;
  g_rc_box_release_full (drive, drive_clear);
}

static void
look (Drive *drive)
{
  g_autofree char *waiting = cdr_conductor_describe_waiting (drive->conductor);

  if (*waiting == '\0')
    return;

  g_free (drive->waiting);
  drive->waiting = g_steal_pointer (&waiting);
}

static GSource *
attach (GMainContext *context,
        guint         ms,
        GSourceFunc   func,
        Drive        *drive)
{
  GSource *source = g_timeout_source_new (ms);

  g_source_set_callback (source, func, drive, NULL);
  g_source_attach (source, context);
  return source;
}

static void
destroy (GSource *source)
{
  if (source == NULL)
    return;

  g_source_destroy (source);
  g_source_unref (source);
}

static gboolean look_cb (gpointer user_data);

/* Rarer and rarer, because in virtual time each look may cost some real time. */
static void
look_later (Drive *drive)
{
  destroy (drive->looks);
  drive->looks = attach (drive->context, drive->look_ms, look_cb, drive);
  drive->look_ms = MIN (drive->look_ms * 2, G_MAXINT / 4);
}

static gboolean
look_cb (gpointer user_data)
{
  look (user_data);
  look_later (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
late_cb (gpointer user_data)
{
  Drive *drive = user_data;

  look (drive);
  drive->is_late = TRUE;
  return G_SOURCE_CONTINUE;
}

static gboolean
judge (Drive       *drive,
       const char  *operation,
       GError     **error)
{
  g_autofree char *text = NULL;
  g_autofree char *what = NULL;
  CdrTestRecorder *recorder = cdr_test_recorder_get (drive->conductor);

  if (drive->is_done && drive->error == NULL)
    return TRUE;

  text = cdr_test_recorder_to_text (recorder);
  if (drive->is_done)
    what = g_strdup_printf ("The %s failed: %s", operation, drive->error->message);
  else
    what = g_strdup_printf ("The %s does not end: %s", operation,
                            cdr_conductor_get_status (drive->conductor));
  if (drive->waiting != NULL)
    g_strchomp (drive->waiting);

  cdr_test_throw (error, drive->is_done ? CDR_TEST_ERROR_FAILED : CDR_TEST_ERROR_HANG,
                  g_strdup_printf ("%s%s%s\n%s", what,
                                   drive->waiting != NULL ? "\nWho was waiting:\n" : "",
                                   drive->waiting != NULL ? drive->waiting : "", text));
  return FALSE;
}

static Drive *
drive_new (CdrConductor *conductor,
           FinishFunc    finish)
{
  Drive *drive = g_rc_box_new0 (Drive);

  cdr_test_watch (conductor);
  drive->conductor = conductor;
  drive->finish = finish;
  drive->look_ms = 100;
  return drive;
}

static gboolean
turn (Drive       *drive,
      guint        limit_ms,
      const char  *operation,
      GError     **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  GSource *limit;
  gboolean is_good;

  drive->context = context;
  look_later (drive);

  if (limit_ms == 0)
    limit_ms = cdr_test_virtual_time_is_on () ? VIRTUAL_LIMIT_MS : REAL_LIMIT_MS;
  limit = attach (context, limit_ms, late_cb, drive);

  while (!drive->is_done && !drive->is_late)
    g_main_context_iteration (context, TRUE);

  destroy (g_steal_pointer (&drive->looks));
  destroy (limit);
  is_good = judge (drive, operation, error);
  g_rc_box_release_full (drive, drive_clear);
  return is_good;
}

/**
 * cdr_test_try_setup:
 * @conductor: a conductor
 * @limit_ms: how long it may take as a whole, in milliseconds; 0 for a minute, or for a day
 *   if time is virtual
 * @error: where to put an error, or %NULL to end the test with its message
 *
 * Sets a conductor up, and turns the main loop until that is done.
 *
 * The error is of the test kit, and says what failed, who waited for whom, and what
 * happened to every component. After %CDR_TEST_ERROR_HANG the setup is still going on.
 * In C there is `cdr_test_setup (conductor)`, which fails the test.
 *
 * Returns: whether everything is active
 */
gboolean
cdr_test_try_setup (CdrConductor  *conductor,
                    guint          limit_ms,
                    GError       **error)
{
  Drive *drive;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (conductor), FALSE);

  drive = drive_new (conductor, cdr_conductor_setup_finish);
  cdr_conductor_setup_async (conductor, NULL, done_cb, g_rc_box_acquire (drive));
  return turn (drive, limit_ms, "setup", error);
}

/**
 * cdr_test_try_shutdown:
 * @conductor: a conductor
 * @limit_ms: how long it may take as a whole, in milliseconds; 0 for a minute, or for a day
 *   if time is virtual
 * @error: where to put an error, or %NULL to end the test with its message
 *
 * Shuts a conductor down, and turns the main loop until that is done.
 *
 * Otherwise it is like [func@test_try_setup].
 *
 * Returns: whether everything came down in order
 */
gboolean
cdr_test_try_shutdown (CdrConductor  *conductor,
                       guint          limit_ms,
                       GError       **error)
{
  Drive *drive;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (conductor), FALSE);

  drive = drive_new (conductor, cdr_conductor_shutdown_finish);
  cdr_conductor_shutdown_async (conductor, NULL, done_cb, g_rc_box_acquire (drive));
  return turn (drive, limit_ms, "shutdown", error);
}

static gboolean
drained_cb (gpointer user_data)
{
  gboolean *is_over = user_data;

  *is_over = TRUE;
  return G_SOURCE_REMOVE;
}

void
cdr_test_drain (GMainContext *context)
{
  GSource *source = g_timeout_source_new (DRAIN_MS);
  gboolean is_over = FALSE;

  g_source_set_callback (source, drained_cb, &is_over, NULL);
  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_attach (source, context);
  while (!is_over)
    g_main_context_iteration (context, TRUE);

  g_source_unref (source);
}
