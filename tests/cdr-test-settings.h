/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-test-component.h"

G_BEGIN_DECLS

/* A component type with properties of every kind that a configuration may set, and some
 * that it may not; they keep what they are set to, and assert that it is within range.
 */
GType  cdr_test_settings_type_new (const char   *name,
                                   GType         parent);

/* For a class_init: properties of this class keep what they are set to. */
void   cdr_test_settings_keep     (gpointer      klass);

/* Returns: (transfer full): the value, as a person would read it */
char  *cdr_test_settings_print    (CdrComponent *component,
                                   const char   *property_name);

G_END_DECLS
