/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-test-component.h"

G_BEGIN_DECLS

/* Component types that are unlike the usual ones: with properties of any kind, whose
 * values are kept by name, or with a class_init of their own.
 */

/* GParamSpecs up to NULL; a parent may have properties of its own. */
GType cdr_test_type_new_with   (const char     *name,
                                GType           parent,
                                ...) G_GNUC_NULL_TERMINATED;
GType cdr_test_type_new_custom (const char     *name,
                                GType           parent,
                                GClassInitFunc  class_init,
                                gconstpointer   class_data);

/* For a class_init: the properties of the class keep what they are set to. */
void  cdr_test_keep_properties (gpointer        klass);

/* An object property: read-write, or as the flags say. */
GParamSpec *cdr_test_pspec      (const char     *name,
                                 GType           type);
GParamSpec *cdr_test_pspec_full (const char     *name,
                                 GType           type,
                                 GParamFlags     flags);

/* Marks on a type that exists. */
void  cdr_test_set_need        (GType           type,
                                const char     *property_name,
                                CdrNeed         need);
void  cdr_test_set_ignored     (GType           type,
                                const char     *property_name,
                                gboolean        ignored);
void  cdr_test_set_dependency  (GType           type,
                                const char     *property_name,
                                GType           dependency_type);

G_END_DECLS
