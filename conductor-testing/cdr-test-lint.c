/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-error-private.h"
#include "cdr-test-schedule.h"

/**
 * cdr_test_try_lint:
 * @conductor: a conductor to which the application has been added
 * @error: where to put an error, or %NULL to end the test with its message
 *
 * Looks whether a conductor could be set up, and makes nothing: no cycle, nothing that is
 * missing or ambiguous, no property with flags that a dependency can't have, no patch that
 * does not fit.
 *
 * The graph goes to the output of the test, as a picture in the language of Graphviz.
 *
 * Returns: whether it could be; the error is the conductor's own
 */
gboolean
cdr_test_try_lint (CdrConductor  *conductor,
                   GError       **error)
{
  g_autoptr (CdrGraph) graph = NULL;
  g_autoptr (GError) wrong = NULL;
  g_autofree char *dot = NULL;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (conductor), FALSE);

  graph = cdr_conductor_dup_graph (conductor, &wrong);
  if (graph == NULL && error == NULL)
    cdr_test_throw (NULL, CDR_TEST_ERROR_FAILED, g_strdup (wrong->message));
  if (graph == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&wrong));
      return FALSE;
    }

  dot = cdr_graph_to_dot (graph);
  g_test_message ("%s", dot);
  return TRUE;
}
