/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-component.h"

G_BEGIN_DECLS

gboolean cdr_type_is_component    (GType               type);
gboolean cdr_type_can_be_made     (GType               type);
gboolean cdr_class_check          (CdrComponentClass  *klass,
                                   GError            **error);

G_END_DECLS
