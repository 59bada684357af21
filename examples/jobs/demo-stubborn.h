/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <conductor/conductor.h>

G_BEGIN_DECLS

#define DEMO_TYPE_STUBBORN (demo_stubborn_get_type ())

G_DECLARE_FINAL_TYPE (DemoStubborn, demo_stubborn, DEMO, STUBBORN, CdrComponent)

G_END_DECLS
