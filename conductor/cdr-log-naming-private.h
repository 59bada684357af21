/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-component.h"

G_BEGIN_DECLS

/* How a conductor has its components' log domains named. It outlives the conductor while
 * another thread asks, and may be asked from any.
 */
typedef struct _CdrLogNaming CdrLogNaming;

#define CDR_LOG_DEFAULT_DOMAIN "Conductor"

CdrLogNaming *cdr_log_naming_new        (void);
CdrLogNaming *cdr_log_naming_ref        (CdrLogNaming     *self);
void          cdr_log_naming_unref      (CdrLogNaming     *self);

const char   *cdr_log_naming_get_domain (CdrLogNaming     *self);
gboolean      cdr_log_naming_set_domain (CdrLogNaming     *self,
                                         const char       *domain);
CdrLogPolicy  cdr_log_naming_get_policy (CdrLogNaming     *self);
gboolean      cdr_log_naming_set_policy (CdrLogNaming     *self,
                                         CdrLogPolicy      policy);
void          cdr_log_naming_set_func   (CdrLogNaming     *self,
                                         CdrLogDomainFunc  func,
                                         gpointer          user_data,
                                         GDestroyNotify    destroy);
gboolean      cdr_log_naming_has_func   (CdrLogNaming     *self);

guint         cdr_log_naming_get_serial (CdrLogNaming     *self);
const char   *cdr_log_naming_name       (CdrLogNaming     *self,
                                         CdrComponent     *component,
                                         guint            *serial);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CdrLogNaming, cdr_log_naming_unref)

G_END_DECLS
