/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-check.h"

#include "cdr-test-error-private.h"
#include "cdr-test-recorder-private.h"

/**
 * cdr_test_watch:
 * @conductor: a conductor
 *
 * Begins to write down what every component of a conductor goes through.
 *
 * That is what the checks look at. [func@test_try_setup] and the fixture do it too: it is
 * for conductors that are set up in another way, before they are.
 */
void
cdr_test_watch (CdrConductor *conductor)
{
  g_return_if_fail (CDR_IS_CONDUCTOR (conductor));

  cdr_test_recorder_get (conductor);
}

/**
 * cdr_test_describe:
 * @conductor: a conductor that is watched
 *
 * Says what happened to every component so far, for a person: a line for each change of
 * state, with the time.
 *
 * Returns: (transfer full): the text
 */
char *
cdr_test_describe (CdrConductor *conductor)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (conductor), NULL);

  return cdr_test_recorder_to_text (cdr_test_recorder_get (conductor));
}

static gboolean
fail (CdrTestRecorder  *recorder,
      GError          **error,
      char             *message) /* taken */
{
  g_autofree char *what = message;
  g_autofree char *text = cdr_test_recorder_to_text (recorder);

  cdr_test_throw (error, CDR_TEST_ERROR_FAILED, g_strdup_printf ("%s\n%s", what, text));
  return FALSE;
}

/* Of the last setup and the last shutdown. */
static gboolean
check_pair (CdrTestRecorder  *recorder,
            guint             first,
            guint             second,
            GError          **error)
{
  const char *first_name = cdr_test_recorder_get_name (recorder, first);
  const char *second_name = cdr_test_recorder_get_name (recorder, second);
  int first_up = cdr_test_recorder_find_last (recorder, first, CDR_STATE_ACTIVE);
  int second_begin = cdr_test_recorder_find_last (recorder, second, CDR_STATE_SETTING_UP);
  int first_stop = cdr_test_recorder_find_last (recorder, first, CDR_STATE_SHUTTING_DOWN);
  int second_stop = cdr_test_recorder_find_last (recorder, second, CDR_STATE_SHUTTING_DOWN);
  int second_down = cdr_test_recorder_find_last (recorder, second, CDR_STATE_INACTIVE);

  if (first_up < 0)
    return fail (recorder, error, g_strdup_printf ("%s was never active", first_name));
  if (second_begin < 0)
    return fail (recorder, error, g_strdup_printf ("%s was never set up", second_name));
  if (second_begin < first_up)
    return fail (recorder, error, g_strdup_printf ("The setup of %s began before %s was active",
                                                   second_name, first_name));
  if (first_stop > first_up && second_stop > second_begin &&
      (second_down < second_stop || second_down > first_stop))
    return fail (recorder, error,
                 g_strdup_printf ("The shutdown of %s began before that of %s had ended",
                                  first_name, second_name));

  return TRUE;
}

/**
 * cdr_test_check_order:
 * @conductor: a conductor that is watched
 * @names: (array zero-terminated=1): names of components
 * @error: where to put an error, or %NULL to end the test with its message
 *
 * Checks that each component was active before the setup of the next began, and that it
 * was not shut down before the next had ended.
 *
 * It is about the last setup and the last shutdown, if there was one.
 *
 * Returns: whether they were; the error says what happened instead
 */
gboolean
cdr_test_check_order (CdrConductor       *conductor,
                      const char *const  *names,
                      GError            **error)
{
  CdrTestRecorder *recorder;
  guint first;
  guint second;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (conductor), FALSE);
  g_return_val_if_fail (names != NULL && names[0] != NULL, FALSE);

  recorder = cdr_test_recorder_get (conductor);
  if (!cdr_test_recorder_find (recorder, names[0], &first, error))
    return FALSE;

  for (guint i = 1; names[i] != NULL; i++, first = second)
    {
      if (!cdr_test_recorder_find (recorder, names[i], &second, error) ||
          !check_pair (recorder, first, second, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_counts (CdrConductor  *conductor,
              const char    *name,
              CdrState       begin,
              CdrState       end,
              const char    *what,
              GError       **error)
{
  CdrTestRecorder *recorder = cdr_test_recorder_get (conductor);
  guint component;
  guint n_begun;

  if (!cdr_test_recorder_find (recorder, name, &component, error))
    return FALSE;

  n_begun = cdr_test_recorder_count (recorder, component, begin);
  if (n_begun != 1)
    return fail (recorder, error, g_strdup_printf ("%s was %s %u times, not once", name, what,
                                                   n_begun));
  if (cdr_test_recorder_count (recorder, component, end) != 1)
    return fail (recorder, error, g_strdup_printf ("%s was %s, but has not become %s", name, what,
                                                   cdr_test_state_to_text (end)));

  return TRUE;
}

/**
 * cdr_test_check_set_up_once:
 * @conductor: a conductor that is watched
 * @name: the name of a component
 * @error: where to put an error, or %NULL to end the test with its message
 *
 * Checks that a component was set up once, and that it succeeded.
 *
 * Returns: whether it was; the error says what happened instead
 */
gboolean
cdr_test_check_set_up_once (CdrConductor  *conductor,
                            const char    *name,
                            GError       **error)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (conductor), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return check_counts (conductor, name, CDR_STATE_SETTING_UP, CDR_STATE_ACTIVE, "set up", error);
}

/**
 * cdr_test_check_shut_down_once:
 * @conductor: a conductor that is watched
 * @name: the name of a component
 * @error: where to put an error, or %NULL to end the test with its message
 *
 * Checks that a component was shut down once, and that the shutdown has ended.
 *
 * Returns: whether it was; the error says what happened instead
 */
gboolean
cdr_test_check_shut_down_once (CdrConductor  *conductor,
                               const char    *name,
                               GError       **error)
{
  g_return_val_if_fail (CDR_IS_CONDUCTOR (conductor), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return check_counts (conductor, name, CDR_STATE_SHUTTING_DOWN, CDR_STATE_INACTIVE, "shut down",
                       error);
}

/**
 * cdr_test_check_nothing_running:
 * @conductor: a conductor that is watched
 * @error: where to put an error, or %NULL to end the test with its message
 *
 * Checks that no component is setting up, active, shutting down or abandoned.
 *
 * Returns: whether none is; the error names those that are
 */
gboolean
cdr_test_check_nothing_running (CdrConductor  *conductor,
                                GError       **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  CdrTestRecorder *recorder;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (conductor), FALSE);

  recorder = cdr_test_recorder_get (conductor);
  for (guint i = 0; i < cdr_test_recorder_get_n (recorder); i++)
    {
      CdrState state = cdr_test_recorder_get_state (recorder, i);

      if (state != CDR_STATE_INACTIVE && state != CDR_STATE_FAILED)
        g_string_append_printf (text, "%s%s is %s", text->len > 0 ? ", " : "",
                                cdr_test_recorder_get_name (recorder, i),
                                cdr_test_state_to_text (state));
    }

  return text->len == 0 || fail (recorder, error, g_strdup (text->str));
}

/**
 * cdr_test_check_finalized:
 * @conductor: (transfer full): a conductor that is watched
 * @error: where to put an error, or %NULL to end the test with its message
 *
 * Drops a conductor, and checks that it and every component that it has had are gone.
 *
 * Components that the test itself holds are to be let go first.
 *
 * Returns: whether they are gone; the error names those that are not
 */
gboolean
cdr_test_check_finalized (CdrConductor  *conductor,
                          GError       **error)
{
  g_autoptr (CdrTestRecorder) recorder = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (CDR_IS_CONDUCTOR (conductor), FALSE);

  recorder = g_object_ref (cdr_test_recorder_get (conductor));
  g_object_unref (conductor);

  if (cdr_test_recorder_has_conductor (recorder))
    g_string_append (text, "the conductor itself");
  for (guint i = 0; i < cdr_test_recorder_get_n (recorder); i++)
    {
      if (cdr_test_recorder_is_alive (recorder, i))
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
                                cdr_test_recorder_get_name (recorder, i));
    }

  return text->len == 0 ||
         fail (recorder, error, g_strdup_printf ("Somebody still holds: %s", text->str));
}
