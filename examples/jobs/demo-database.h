/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <conductor/conductor.h>

#include "demo-job.h"

G_BEGIN_DECLS

#define DEMO_TYPE_DATABASE (demo_database_get_type ())

/* Derivable, so that a test can patch in one of its own: the path ":memory:" in
 * its init is enough.
 */
G_DECLARE_DERIVABLE_TYPE (DemoDatabase, demo_database, DEMO, DATABASE, CdrComponent)

struct _DemoDatabaseClass
{
  CdrComponentClass parent_class;
};

const char *demo_database_get_path     (DemoDatabase  *self);
void        demo_database_set_path     (DemoDatabase  *self,
                                        const char    *path);

/* These block until the file has it: they are for worker threads, any number
 * of them at a time.
 */
gint64      demo_database_add_job      (DemoDatabase  *self,
                                        const char    *text,
                                        GError       **error);

void        demo_database_take_up_jobs_async  (DemoDatabase         *self,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
GArray     *demo_database_take_up_jobs_finish (DemoDatabase         *self,
                                               GAsyncResult         *result,
                                               GError              **error);

#ifndef __GI_SCANNER__ /* DemoJob is for C alone */

DemoJob    *demo_database_get_job      (DemoDatabase  *self,
                                        gint64         id,
                                        GError       **error);
GPtrArray  *demo_database_list_jobs    (DemoDatabase  *self,
                                        guint          limit,
                                        GError       **error);

/* What a worker does with a job. */
DemoJob    *demo_database_claim_job    (DemoDatabase  *self,
                                        gint64         id,
                                        GError       **error);
gboolean    demo_database_finish_job   (DemoDatabase  *self,
                                        DemoJob       *job,
                                        GError       **error);
gboolean    demo_database_put_back_job (DemoDatabase  *self,
                                        DemoJob       *job,
                                        GError       **error);

#endif

G_END_DECLS
