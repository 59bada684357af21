/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <conductor/conductor.h>

G_BEGIN_DECLS

#define DEMO_TYPE_WEB_API (demo_web_api_get_type ())

G_DECLARE_FINAL_TYPE (DemoWebApi, demo_web_api, DEMO, WEB_API, CdrComponent)

const char *demo_web_api_get_uri (DemoWebApi *self);

G_END_DECLS
