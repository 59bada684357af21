/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (CDR_INSIDE) && !defined (CDR_COMPILATION)
# error "Only <conductor/conductor.h> can be included directly."
#endif

#include <gio/gio.h>

#include "cdr-enums.h"
#include "cdr-types.h"

G_BEGIN_DECLS

#define CDR_TYPE_COMPONENT (cdr_component_get_type ())

CDR_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (CdrComponent, cdr_component, CDR, COMPONENT, GObject)

/**
 * CdrLogDomainFunc:
 * @component: a component
 * @user_data: what was passed to [method@Conductor.set_log_domain_func]
 *
 * Names the log domain of a component.
 *
 * Returns: (transfer full) (nullable): the domain, or %NULL for the conductor's
 */
typedef char *(*CdrLogDomainFunc) (CdrComponent *component,
                                   gpointer      user_data);

/**
 * CdrComponentClass:
 * @setup: what a conductor calls to set the component up: return a boolean or
 *   an error through the task, now or later, from any thread. The default calls
 *   @setup_async and @setup_finish and answers with their outcome
 * @shutdown: what a conductor calls to shut the component down; the default
 *   calls @shutdown_async and @shutdown_finish
 * @setup_async: the same as an asynchronous pair, for C and Vala; the default
 *   succeeds at once
 * @setup_finish: ends @setup_async; may be left out where that answers with a
 *   [class@Gio.Task] of a boolean
 * @shutdown_async: shuts the component down; the default succeeds at once
 * @shutdown_finish: ends @shutdown_async; may be left out likewise
 *
 * The virtual methods of a component.
 *
 * A class overrides either @setup or the pair, and either @shutdown or its
 * pair. A pair below an ancestor's @setup would never be called, and is refused
 * with %CDR_ERROR_INVALID_TYPE when the graph is resolved.
 */
struct _CdrComponentClass
{
  GObjectClass parent_class;

  void     (*setup)           (CdrComponent         *self,
                               GTask                *task);
  void     (*shutdown)        (CdrComponent         *self,
                               GTask                *task);

  void     (*setup_async)     (CdrComponent         *self,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data);
  gboolean (*setup_finish)    (CdrComponent         *self,
                               GAsyncResult         *result,
                               GError              **error);
  void     (*shutdown_async)  (CdrComponent         *self,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data);
  gboolean (*shutdown_finish) (CdrComponent         *self,
                               GAsyncResult         *result,
                               GError              **error);

  /*< private >*/
  gpointer padding[8];
};

/* For subclasses: a name, and marks on properties. */
CDR_AVAILABLE_IN_ALL
void          cdr_component_class_set_name            (CdrComponentClass    *klass,
                                                       const char           *name);

CDR_AVAILABLE_IN_ALL
void          cdr_component_class_set_need            (CdrComponentClass    *klass,
                                                       const char           *property_name,
                                                       CdrNeed               need);
CDR_AVAILABLE_IN_ALL
void          cdr_component_class_set_ignored         (CdrComponentClass    *klass,
                                                       const char           *property_name,
                                                       gboolean              ignored);
CDR_AVAILABLE_IN_ALL
void          cdr_component_class_set_dependency_type (CdrComponentClass    *klass,
                                                       const char           *property_name,
                                                       GType                 type);

CDR_AVAILABLE_IN_ALL
void          cdr_component_class_set_secret          (CdrComponentClass    *klass,
                                                       const char           *property_name,
                                                       gboolean              is_secret);
CDR_AVAILABLE_IN_ALL
void          cdr_component_class_set_reloadable      (CdrComponentClass    *klass,
                                                       const char           *property_name,
                                                       gboolean              is_reloadable);
CDR_AVAILABLE_IN_ALL
void          cdr_component_class_set_settings_schema (CdrComponentClass    *klass,
                                                       const char           *schema_id,
                                                       const char           *path);
CDR_AVAILABLE_IN_ALL
void          cdr_component_class_set_unit            (CdrComponentClass    *klass,
                                                       const char           *property_name,
                                                       CdrUnit               unit);

/* Configuration. */
CDR_AVAILABLE_IN_ALL
GVariant     *cdr_component_get_config                (CdrComponent         *self);

/* Properties. */
CDR_AVAILABLE_IN_ALL
CdrConductor *cdr_component_get_conductor             (CdrComponent         *self);

CDR_AVAILABLE_IN_ALL
const GError *cdr_component_get_error                 (CdrComponent         *self);

CDR_AVAILABLE_IN_ALL
const char   *cdr_component_get_name                  (CdrComponent         *self);

CDR_AVAILABLE_IN_ALL
int           cdr_component_get_setup_timeout         (CdrComponent         *self);
CDR_AVAILABLE_IN_ALL
void          cdr_component_set_setup_timeout         (CdrComponent         *self,
                                                       int                   timeout_ms);

CDR_AVAILABLE_IN_ALL
int           cdr_component_get_shutdown_timeout      (CdrComponent         *self);
CDR_AVAILABLE_IN_ALL
void          cdr_component_set_shutdown_timeout      (CdrComponent         *self,
                                                       int                   timeout_ms);

CDR_AVAILABLE_IN_ALL
CdrState      cdr_component_get_state                 (CdrComponent         *self);

/* What a component says to its conductor, from any thread. */
CDR_AVAILABLE_IN_ALL
void          cdr_component_extend_timeout            (CdrComponent         *self,
                                                       guint                 ms);
CDR_AVAILABLE_IN_ALL
void          cdr_component_fail                      (CdrComponent         *self,
                                                       const GError         *error);

/* What a component logs, from any thread. */
CDR_AVAILABLE_IN_ALL
const char   *cdr_component_get_log_domain            (CdrComponent         *self);

CDR_AVAILABLE_IN_ALL
void          cdr_component_log                       (CdrComponent         *self,
                                                       GLogLevelFlags        level,
                                                       const char           *format,
                                                       ...) G_GNUC_PRINTF (3, 4);
CDR_AVAILABLE_IN_ALL
void          cdr_component_log_at                    (CdrComponent         *self,
                                                       GLogLevelFlags        level,
                                                       const char           *file,
                                                       const char           *line,
                                                       const char           *function,
                                                       const char           *format,
                                                       ...) G_GNUC_PRINTF (6, 7);
CDR_AVAILABLE_IN_ALL
void          cdr_component_log_message               (CdrComponent         *self,
                                                       GLogLevelFlags        level,
                                                       const char           *message);

/**
 * cdr_component_debug:
 * @self: a component, as a pointer of any type
 * @...: a format as of [func@GLib.strdup_printf], and what to put into it
 *
 * Logs a debug message, with the place in the source.
 *
 * See [method@Component.log_message].
 */
#define cdr_component_debug(self, ...) \
  cdr_component_log_at (CDR_COMPONENT (self), G_LOG_LEVEL_DEBUG, \
                        __FILE__, G_STRINGIFY (__LINE__), G_STRFUNC, __VA_ARGS__)

/**
 * cdr_component_info:
 * @self: a component, as a pointer of any type
 * @...: a format as of [func@GLib.strdup_printf], and what to put into it
 *
 * Logs an informational message, with the place in the source.
 *
 * See [method@Component.log_message].
 */
#define cdr_component_info(self, ...) \
  cdr_component_log_at (CDR_COMPONENT (self), G_LOG_LEVEL_INFO, \
                        __FILE__, G_STRINGIFY (__LINE__), G_STRFUNC, __VA_ARGS__)

/**
 * cdr_component_message:
 * @self: a component, as a pointer of any type
 * @...: a format as of [func@GLib.strdup_printf], and what to put into it
 *
 * Logs a message, with the place in the source.
 *
 * See [method@Component.log_message].
 */
#define cdr_component_message(self, ...) \
  cdr_component_log_at (CDR_COMPONENT (self), G_LOG_LEVEL_MESSAGE, \
                        __FILE__, G_STRINGIFY (__LINE__), G_STRFUNC, __VA_ARGS__)

/**
 * cdr_component_warning:
 * @self: a component, as a pointer of any type
 * @...: a format as of [func@GLib.strdup_printf], and what to put into it
 *
 * Logs a warning, with the place in the source.
 *
 * See [method@Component.log_message].
 */
#define cdr_component_warning(self, ...) \
  cdr_component_log_at (CDR_COMPONENT (self), G_LOG_LEVEL_WARNING, \
                        __FILE__, G_STRINGIFY (__LINE__), G_STRFUNC, __VA_ARGS__)

/**
 * cdr_component_critical:
 * @self: a component, as a pointer of any type
 * @...: a format as of [func@GLib.strdup_printf], and what to put into it
 *
 * Logs a critical warning, with the place in the source.
 *
 * See [method@Component.log_message].
 */
#define cdr_component_critical(self, ...) \
  cdr_component_log_at (CDR_COMPONENT (self), G_LOG_LEVEL_CRITICAL, \
                        __FILE__, G_STRINGIFY (__LINE__), G_STRFUNC, __VA_ARGS__)

/* Driving one component by hand, without a conductor. */
CDR_AVAILABLE_IN_ALL
void          cdr_component_setup_async               (CdrComponent         *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
CDR_AVAILABLE_IN_ALL
gboolean      cdr_component_setup_finish              (CdrComponent         *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
CDR_AVAILABLE_IN_ALL
void          cdr_component_shutdown_async            (CdrComponent         *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
CDR_AVAILABLE_IN_ALL
gboolean      cdr_component_shutdown_finish           (CdrComponent         *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

G_END_DECLS
