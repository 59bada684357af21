/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-sysprof-private.h"

#ifdef CDR_HAVE_SYSPROF
# include <sysprof-capture.h>
#endif

/* Whether this process runs under a profiler: ask now and then, not for each mark. */
gboolean
cdr_sysprof_is_active (void)
{
#ifdef CDR_HAVE_SYSPROF
  return sysprof_collector_is_active ();
#else
  return FALSE;
#endif
}

/* Tells the profiler of a stretch of time. Monotonic microseconds. */
void
cdr_sysprof_mark (gint64      begin_us,
                  gint64      end_us,
                  const char *name,
                  const char *message)
{
#ifdef CDR_HAVE_SYSPROF
  sysprof_collector_mark (begin_us * 1000, (end_us - begin_us) * 1000,
                          "Conductor", name, message);
#endif
}
