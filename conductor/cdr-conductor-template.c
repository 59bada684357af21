/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-conductor-private.h"
#include "cdr-config-template-private.h"
#include "cdr-resolver-private.h"

#include <string.h>

/**
 * cdr_conductor_dup_config_template:
 * @self: a conductor
 * @error: where to put an error
 *
 * Writes a key file that has every setting of every component, each in a comment.
 *
 * ```
 * [Database]
 *
 * # The file that keeps the jobs
 * # path: a text
 * #path=jobs.db
 * ```
 *
 * Types, ranges, units, defaults and descriptions are those of the properties; what secret
 * properties have by default is left out. Where a class is bound to GSettings, see
 * [method@ComponentClass.set_settings_schema], that is said. The groups of the application's own
 * are not there: only it knows their keys.
 *
 * While nothing is up everything that was added is resolved as by
 * [method@Conductor.validate], and nothing is made. The sources of settings do not matter.
 *
 * Returns: (transfer full) (nullable): the text, for [method@Conductor.add_config_file], or
 *   %NULL with @error set if the graph is bad
 */
char *
cdr_conductor_dup_config_template (CdrConductor  *self,
                                   GError       **error)
{
  g_autoptr (CdrTopology) next = NULL;
  CdrTopology *present;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), NULL);
  g_return_val_if_fail (!self->is_disposed, NULL);
  g_return_val_if_fail (cdr_conductor_is_in_context (self), NULL);

  present = cdr_conductor_get_present (self);
  if (present == NULL)
    {
      next = cdr_resolve (self->manifest, self->made, self, error);
      present = next;
    }

  return present != NULL ? cdr_config_write_template (present, self->manifest) : NULL;
}

/**
 * cdr_conductor_write_config_template:
 * @self: a conductor
 * @stream: where to write it
 * @cancellable: (nullable): what ends the writing
 * @error: where to put an error
 *
 * Writes what [method@Conductor.dup_config_template] makes into a stream, which stays
 * open.
 *
 * It blocks while the stream does. Fails as that function, and as the stream does; a part
 * of it may have been written then.
 *
 * Returns: %TRUE if all of it was written
 */
gboolean
cdr_conductor_write_config_template (CdrConductor   *self,
                                     GOutputStream  *stream,
                                     GCancellable   *cancellable,
                                     GError        **error)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (CDR_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (G_IS_OUTPUT_STREAM (stream), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);

  text = cdr_conductor_dup_config_template (self, error);

  return text != NULL &&
         g_output_stream_write_all (stream, text, strlen (text), NULL, cancellable, error);
}
