/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (CDR_INSIDE) && !defined (CDR_COMPILATION)
# error "Only <conductor/conductor.h> can be included directly."
#endif

#include <gio/gio.h>

#include "cdr-component.h"
#include "cdr-enums.h"
#include "cdr-graph.h"
#include "cdr-types.h"

G_BEGIN_DECLS

#define CDR_TYPE_CONDUCTOR (cdr_conductor_get_type ())

CDR_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CdrConductor, cdr_conductor, CDR, CONDUCTOR, GObject)

/**
 * CdrRunFunc:
 * @conductor: the conductor, active
 * @task: what the function returns through, a boolean or an error, now or later
 * @user_data: what was passed to [method@Conductor.run]
 *
 * The work that [method@Conductor.run] does between setup and shutdown.
 *
 * Keep a reference to @task to return later. Its cancellable is cancelled when
 * a signal, [method@Conductor.quit] or a failing component asks for an end.
 */
typedef void (*CdrRunFunc) (CdrConductor *conductor,
                            GTask        *task,
                            gpointer      user_data);

/**
 * CdrConfigFunc:
 * @component: a component that is about to be set up
 * @user_data: what was passed to [method@Conductor.set_config_func]
 * @error: where to put an error, which fails the setup
 *
 * Says what a component is configured with, beyond what the sources say.
 *
 * Returns: (transfer full) (nullable): an `a{sv}` of settings, which may be floating, or
 *   %NULL for none, or with @error set
 */
typedef GVariant *(*CdrConfigFunc) (CdrComponent  *component,
                                    gpointer       user_data,
                                    GError       **error);

CDR_AVAILABLE_IN_ALL
CdrConductor *cdr_conductor_new                   (void) G_GNUC_WARN_UNUSED_RESULT;

/* What there is to conduct. */
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_add                   (CdrConductor         *self,
                                                   GType                 type);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_add_full              (CdrConductor         *self,
                                                   GType                 type,
                                                   CdrNeed               need);
CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_add_component         (CdrConductor         *self,
                                                   CdrComponent         *component,
                                                   CdrNeed               need,
                                                   GError              **error);
CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_patch                 (CdrConductor         *self,
                                                   GType                 type,
                                                   GType                 replacement,
                                                   GError              **error);
CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_validate              (CdrConductor         *self,
                                                   GError              **error);

/* Configuration. */
CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_add_config_file       (CdrConductor         *self,
                                                   const char           *path,
                                                   GError              **error);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_add_config_variant    (CdrConductor         *self,
                                                   GVariant             *groups);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_add_config_environment (CdrConductor        *self,
                                                   const char           *prefix);
CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_add_config_assignment (CdrConductor         *self,
                                                   const char           *assignment,
                                                   GError              **error);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_set_config_func       (CdrConductor         *self,
                                                   CdrConfigFunc         func,
                                                   gpointer              user_data,
                                                   GDestroyNotify        destroy);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_add_config_group      (CdrConductor         *self,
                                                   const char           *group);
CDR_AVAILABLE_IN_ALL
GVariant     *cdr_conductor_dup_config            (CdrConductor         *self,
                                                   const char           *group);
CDR_AVAILABLE_IN_ALL
char         *cdr_conductor_dup_config_template   (CdrConductor         *self,
                                                   GError              **error);
CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_write_config_template (CdrConductor         *self,
                                                   GOutputStream        *stream,
                                                   GCancellable         *cancellable,
                                                   GError              **error);
CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_reload_config         (CdrConductor         *self,
                                                   char               ***restart,
                                                   GError              **error);
CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_get_lenient_config    (CdrConductor         *self);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_set_lenient_config    (CdrConductor         *self,
                                                   gboolean              lenient);

/* Setup and shutdown. */
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_setup_async           (CdrConductor         *self,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_setup_finish          (CdrConductor         *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_shutdown_async        (CdrConductor         *self,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_shutdown_finish       (CdrConductor         *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_setup                 (CdrConductor         *self,
                                                   GCancellable         *cancellable,
                                                   GError              **error);
CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_shutdown              (CdrConductor         *self,
                                                   GCancellable         *cancellable,
                                                   GError              **error);

/* A whole life. */
CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_serve                 (CdrConductor         *self,
                                                   GCancellable         *cancellable,
                                                   GError              **error);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_serve_async           (CdrConductor         *self,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_serve_finish          (CdrConductor         *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_run                   (CdrConductor         *self,
                                                   CdrRunFunc            func,
                                                   gpointer              user_data,
                                                   GCancellable         *cancellable,
                                                   GError              **error);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_run_async             (CdrConductor         *self,
                                                   GClosure             *func,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_run_finish            (CdrConductor         *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_quit                  (CdrConductor         *self);

/* Inside an application. */
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_attach_application    (CdrConductor         *self,
                                                   GApplication         *application);
CDR_AVAILABLE_IN_ALL
int           cdr_conductor_get_exit_status       (CdrConductor         *self);
CDR_AVAILABLE_IN_ALL
CdrInhibitor *cdr_conductor_inhibit               (CdrConductor         *self,
                                                   const char           *reason,
                                                   int                   deadline_ms)
                                                   G_GNUC_WARN_UNUSED_RESULT;

/* What is there. */
CDR_AVAILABLE_IN_ALL
CdrComponent *cdr_conductor_get_component         (CdrConductor         *self,
                                                   GType                 type);
CDR_AVAILABLE_IN_ALL
GListModel   *cdr_conductor_get_failures          (CdrConductor         *self);
CDR_AVAILABLE_IN_ALL
char         *cdr_conductor_describe_waiting      (CdrConductor         *self);

/* Looking. */
CDR_AVAILABLE_IN_ALL
CdrGraph     *cdr_conductor_dup_graph             (CdrConductor         *self,
                                                   GError              **error);
CDR_AVAILABLE_IN_ALL
CdrTimeline  *cdr_conductor_dup_timeline          (CdrConductor         *self);
CDR_AVAILABLE_IN_ALL
CdrComponent *cdr_conductor_get_component_by_name (CdrConductor         *self,
                                                   const char           *name);
CDR_AVAILABLE_IN_ALL
GPtrArray    *cdr_conductor_dup_dependencies      (CdrConductor         *self,
                                                   CdrComponent         *component);
CDR_AVAILABLE_IN_ALL
GPtrArray    *cdr_conductor_dup_dependents        (CdrConductor         *self,
                                                   CdrComponent         *component);
CDR_AVAILABLE_IN_ALL
GOptionGroup *cdr_conductor_get_option_group      (CdrConductor         *self);

/* Properties. */
CDR_AVAILABLE_IN_ALL
int           cdr_conductor_get_grace             (CdrConductor         *self);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_set_grace             (CdrConductor         *self,
                                                   int                   grace_ms);

CDR_AVAILABLE_IN_ALL
gboolean      cdr_conductor_get_keep_timeline     (CdrConductor         *self);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_set_keep_timeline     (CdrConductor         *self,
                                                   gboolean              keep_timeline);

CDR_AVAILABLE_IN_ALL
const char   *cdr_conductor_get_log_domain        (CdrConductor         *self);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_set_log_domain        (CdrConductor         *self,
                                                   const char           *domain);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_set_log_domain_func   (CdrConductor         *self,
                                                   CdrLogDomainFunc      func,
                                                   gpointer              user_data,
                                                   GDestroyNotify        destroy);

CDR_AVAILABLE_IN_ALL
CdrLogPolicy  cdr_conductor_get_log_policy        (CdrConductor         *self);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_set_log_policy        (CdrConductor         *self,
                                                   CdrLogPolicy          policy);

CDR_AVAILABLE_IN_ALL
guint         cdr_conductor_get_max_concurrent    (CdrConductor         *self);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_set_max_concurrent    (CdrConductor         *self,
                                                   guint                 max_concurrent);

CDR_AVAILABLE_IN_ALL
double        cdr_conductor_get_progress          (CdrConductor         *self);

CDR_AVAILABLE_IN_ALL
int           cdr_conductor_get_setup_timeout     (CdrConductor         *self);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_set_setup_timeout     (CdrConductor         *self,
                                                   int                   timeout_ms);

CDR_AVAILABLE_IN_ALL
int           cdr_conductor_get_shutdown_deadline (CdrConductor         *self);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_set_shutdown_deadline (CdrConductor         *self,
                                                   int                   deadline_ms);

CDR_AVAILABLE_IN_ALL
int           cdr_conductor_get_shutdown_timeout  (CdrConductor         *self);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_set_shutdown_timeout  (CdrConductor         *self,
                                                   int                   timeout_ms);

CDR_AVAILABLE_IN_ALL
int           cdr_conductor_get_slow_threshold    (CdrConductor         *self);
CDR_AVAILABLE_IN_ALL
void          cdr_conductor_set_slow_threshold    (CdrConductor         *self,
                                                   int                   threshold_ms);

CDR_AVAILABLE_IN_ALL
CdrState      cdr_conductor_get_state             (CdrConductor         *self);

CDR_AVAILABLE_IN_ALL
const char   *cdr_conductor_get_status            (CdrConductor         *self);

G_END_DECLS
