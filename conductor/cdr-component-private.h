/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-component.h"
#include "cdr-log-naming-private.h"

G_BEGIN_DECLS

/* Whom a component belongs to, and what it may tell there. The functions are
 * called in @context.
 */
typedef struct
{
  CdrConductor *conductor;
  GMainContext *context;
  CdrLogNaming *log_naming;

  void (*component_failed)  (CdrConductor *conductor,
                             CdrComponent *component,
                             const GError *error);
  void (*deadline_extended) (CdrConductor *conductor,
                             CdrComponent *component,
                             gint64        until_us);
} CdrOwner;

const CdrOwner *cdr_component_get_owner   (CdrComponent   *self);
GMainContext   *cdr_component_ref_context (CdrComponent   *self);
void        cdr_component_set_owner    (CdrComponent   *self,
                                        const CdrOwner *owner);
void        cdr_component_disown       (CdrComponent   *self);
void        cdr_component_set_index    (CdrComponent   *self,
                                        guint           index);
guint       cdr_component_get_index    (CdrComponent   *self);
void        cdr_component_set_state    (CdrComponent   *self,
                                        CdrState        state);
void        cdr_component_take_error   (CdrComponent   *self,
                                        GError         *error);
void        cdr_component_call         (CdrComponent   *self,
                                        CdrPhase        phase,
                                        GTask          *task);
guint       cdr_component_get_n_setups (CdrComponent   *self);
gboolean    cdr_component_is_disposed  (CdrComponent   *self);
void        cdr_component_set_config   (CdrComponent   *self,
                                        GVariant       *config);

const char *cdr_state_to_string        (CdrState        state);
const char *cdr_component_default_name (GType           type);
GError     *cdr_component_prefix_error (CdrComponent   *self,
                                        CdrPhase        phase,
                                        const GError   *error);

CdrLogNaming *cdr_component_ref_log_naming      (CdrComponent  *self,
                                                 const char   **domain,
                                                 guint         *serial);
void          cdr_component_remember_log_domain (CdrComponent  *self,
                                                 const char    *domain,
                                                 guint          serial);

void          cdr_component_settle_log_domain   (CdrComponent  *self);

/* The virtual methods' defaults. */
void        cdr_component_real_setup       (CdrComponent         *self,
                                            GTask                *task);
void        cdr_component_real_shutdown    (CdrComponent         *self,
                                            GTask                *task);
void        cdr_component_real_pair_async  (CdrComponent         *self,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean    cdr_component_real_pair_finish (CdrComponent         *self,
                                            GAsyncResult         *result,
                                            GError              **error);

/* The base class, for telling whether a class overrides them. */
extern const CdrComponentClass *cdr_component_base_class;

G_END_DECLS
