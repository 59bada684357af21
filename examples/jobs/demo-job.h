/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One row of the table of jobs. */
typedef struct
{
  gint64  id;
  char   *state;  /* "queued", "running" or "done" */
  char   *text;   /* NULL unless the job was claimed */
  gint64  words;  /* with state "done" */
  char   *sha256; /* with state "done" */
} DemoJob;

DemoJob *demo_job_new          (gint64      id,
                                const char *state);
void     demo_job_free         (DemoJob    *self);

char    *demo_job_to_json      (DemoJob    *self);
char    *demo_job_list_to_json (GPtrArray  *jobs);
char    *demo_job_list_to_html (GPtrArray  *jobs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoJob, demo_job_free)

G_END_DECLS
