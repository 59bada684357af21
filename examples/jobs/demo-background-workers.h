/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <conductor/conductor.h>

G_BEGIN_DECLS

#define DEMO_TYPE_BACKGROUND_WORKERS (demo_background_workers_get_type ())

G_DECLARE_FINAL_TYPE (DemoBackgroundWorkers, demo_background_workers,
                      DEMO, BACKGROUND_WORKERS, CdrComponent)

G_END_DECLS
