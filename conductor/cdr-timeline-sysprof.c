/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-timeline-private.h"

#include <gio/gio.h>

#ifdef CDR_HAVE_SYSPROF

# include <errno.h>
# include <sysprof-capture.h>
# include <unistd.h>

/* Sysprof's own format: a mark for each setup and each shutdown. Its clock starts with
 * the setup; nanoseconds.
 */

static gboolean
add_span (CdrTimeline          *self,
          SysprofCaptureWriter *writer,
          guint                 number,
          int                   pid)
{
  const CdrSpan *span = &self->spans[number];
  gint64 end = span->end >= 0 ? span->end : self->taken;
  g_autofree char *message = NULL;

  if (span->begin < 0)
    return TRUE;

  message = g_strdup_printf ("%s, waited %.3f ms, queued %.3f ms",
                             cdr_timeline_get_nick (CDR_TYPE_OUTCOME, span->outcome),
                             (span->ready - span->wanted) / 1000.0,
                             (span->begin - span->ready) / 1000.0);

  return sysprof_capture_writer_add_mark (writer, span->begin * 1000, -1, pid,
                                          (end - span->begin) * 1000,
                                          CDR_SPAN_IS_SHUTDOWN (number) ? "shutdown" : "setup",
                                          self->graph->nodes[CDR_SPAN_NODE (number)].name,
                                          message);
}

gboolean
cdr_timeline_write_sysprof (CdrTimeline  *self,
                            const char   *path,
                            GError      **error)
{
  SysprofCaptureWriter *writer = sysprof_capture_writer_new (path, 0);
  int pid = getpid ();
  gboolean is_written = writer != NULL;
  int saved_errno = errno;

  for (guint s = 0; is_written && s < 2 * self->graph->n_nodes; s++)
    {
      is_written = add_span (self, writer, s, pid);
      saved_errno = errno;
    }
  if (is_written)
    {
      is_written = sysprof_capture_writer_flush (writer);
      saved_errno = errno;
    }
  g_clear_pointer (&writer, sysprof_capture_writer_unref);

  if (!is_written)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
                 "%s could not be written: %s", path, g_strerror (saved_errno));
  return is_written;
}

#else

gboolean
cdr_timeline_write_sysprof (CdrTimeline  *self,
                            const char   *path,
                            GError      **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               "Conductor was built without Sysprof, which %s is for", path);
  return FALSE;
}

#endif
