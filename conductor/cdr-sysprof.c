/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-sysprof-private.h"

#ifdef CDR_HAVE_SYSPROF
# include <sysprof-capture.h>
#endif

/* Tells the profiler that this process runs under, if it does, of a stretch of time.
 * Monotonic microseconds. Without a profiler it costs the look at a variable.
 */
void
cdr_sysprof_mark (gint64      begin_us,
                  gint64      end_us,
                  const char *name,
                  const char *message)
{
#ifdef CDR_HAVE_SYSPROF
  if (sysprof_collector_is_active ())
    sysprof_collector_mark (begin_us * 1000, (end_us - begin_us) * 1000,
                            "Conductor", name, message);
#endif
}
