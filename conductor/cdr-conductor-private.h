/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-candidates-private.h"
#include "cdr-component-private.h"
#include "cdr-conductor.h"
#include "cdr-config-private.h"
#include "cdr-inhibitors-private.h"
#include "cdr-manifest-private.h"
#include "cdr-pump-private.h"
#include "cdr-reconciler-private.h"

G_BEGIN_DECLS

typedef struct _CdrServe CdrServe;
typedef struct _CdrApplication CdrApplication;

typedef enum
{
  CDR_CONDUCTOR_PROP_GRACE = 1,
  CDR_CONDUCTOR_PROP_ITEM_TYPE,
  CDR_CONDUCTOR_PROP_KEEP_TIMELINE,
  CDR_CONDUCTOR_PROP_LENIENT_CONFIG,
  CDR_CONDUCTOR_PROP_LOG_DOMAIN,
  CDR_CONDUCTOR_PROP_LOG_POLICY,
  CDR_CONDUCTOR_PROP_MAX_CONCURRENT,
  CDR_CONDUCTOR_PROP_N_ITEMS,
  CDR_CONDUCTOR_PROP_PROGRESS,
  CDR_CONDUCTOR_PROP_SETUP_TIMEOUT,
  CDR_CONDUCTOR_PROP_SHUTDOWN_DEADLINE,
  CDR_CONDUCTOR_PROP_SHUTDOWN_TIMEOUT,
  CDR_CONDUCTOR_PROP_SLOW_THRESHOLD,
  CDR_CONDUCTOR_PROP_STATE,
  CDR_CONDUCTOR_PROP_STATUS,
} CdrConductorProperty;

/* What was last told of the progress, so that only changes are. */
typedef struct
{
  CdrState      state;
  gint64        since_us; /* when the state was told */
  double        progress;
  guint         n_settled;
  guint         n_running;
  CdrComponent *oldest; /* only compared */
  guint         n_held_by;
  gboolean      is_stopping;
} CdrTold;

struct _CdrConductor
{
  GObject         parent_instance;

  GMainContext   *context;
  CdrPump        *pump;
  CdrOwner        owner;      /* what the components point to */
  CdrSettings     settings;

  /* What the application asked for. */
  CdrManifest    *manifest;
  CdrCandidates  *candidates; /* of the manifest as it was resolved, on demand */
  GPtrArray      *kept;       /* wired to roots that no setup has resolved yet */
  GHashTable     *known;      /* what is in kept */

  /* Configuration. */
  CdrConfig      *config;     /* NULL: no sources */
  CdrConfigPlan  *config_plan; /* of them, for the graph */
  CdrConfigFunc   config_func;
  gpointer        config_func_data;
  GDestroyNotify  config_func_destroy;

  /* What there is. */
  GHashTable     *made;       /* GType -> CdrComponent */
  CdrTopology    *graph;
  CdrReconciler  *reconciler;
  GPtrArray      *items;      /* the list model; the graph or manifest owns them */
  GListStore     *failures;

  /* The operation that is under way. */
  CdrState        state;
  GQueue          setup_callers;
  GQueue          shutdown_callers;
  guint           n_answers;  /* that are on their way to callers */
  CdrTold         told;
  char           *status;     /* what the getter handed out */

  /* What the command line asked for. */
  char           *graph_path;
  char           *timeline_path;
  guint           timeline_number; /* of those that the process writes; 0: none yet */
  gpointer        self_ref;   /* held through a shutdown that nobody waits for */

  CdrInhibitors   inhibitors; /* of the shutdown */

  /* Serving. */
  CdrServe       *serve;
  int             quit_requested; /* atomic */
  CdrApplication *application; /* not owned; NULL: none is attached */
  int             exit_status;

  guint           only_validates : 1;
  guint           only_writes_template : 1;
  guint           lenient_config : 1;
  guint           setup_requested : 1;
  guint           stop_requested : 1; /* before there was anything to stop */
  guint           was_active : 1; /* since the last setup began */
  guint           is_pumping : 1;
  guint           is_reloading : 1;
  guint           is_disposed : 1;
};

extern GParamSpec *cdr_conductor_properties[CDR_CONDUCTOR_PROP_STATUS + 1];

void     cdr_conductor_make_settings     (void);
void     cdr_conductor_make_observables  (void);
gboolean cdr_conductor_is_in_context     (CdrConductor  *self);
void     cdr_conductor_notify            (CdrConductor  *self,
                                          CdrConductorProperty property);
gboolean cdr_conductor_has_created_handler (CdrConductor *self);
void     cdr_conductor_emit_created      (CdrConductor  *self,
                                          CdrComponent  *component);

gboolean cdr_conductor_emit_setup_failed (CdrConductor  *self,
                                          const GError  *error);

/* cdr-conductor-list.c */
void     cdr_conductor_list_model_init   (GListModelInterface *iface);
void     cdr_conductor_list_append       (CdrConductor  *self,
                                          CdrComponent  *component);
void     cdr_conductor_list_remove       (CdrConductor  *self,
                                          CdrComponent  *component);
void     cdr_conductor_list_splice       (CdrConductor  *self);

/* cdr-conductor-make.c */
gboolean cdr_conductor_make              (CdrConductor  *self,
                                          GError       **error);
void     cdr_conductor_let_go            (CdrConductor  *self,
                                          guint          node);
void     cdr_conductor_release           (CdrConductor  *self);

/* cdr-conductor-contents.c */
gboolean cdr_conductor_check_config      (CdrConductor  *self,
                                          GError       **error);

/* cdr-conductor-options.c */
void     cdr_conductor_save_timeline     (CdrConductor  *self);
gboolean cdr_conductor_only_looks        (CdrConductor  *self);
GError  *cdr_conductor_look              (CdrConductor  *self);

/* cdr-conductor-config.c */
CdrConfig *cdr_conductor_get_sources     (CdrConductor  *self);
gboolean cdr_conductor_plan_config       (CdrConductor  *self,
                                          CdrConfig     *config,
                                          const CdrTopology *graph,
                                          CdrConfigPlan **plan,
                                          GError       **error);
gboolean cdr_conductor_gather_config     (CdrConductor  *self,
                                          CdrConfigPlan *plan,
                                          guint          node,
                                          CdrComponent  *component,
                                          GHashTable   **given,
                                          GError       **error);
gboolean cdr_conductor_configure         (CdrConductor  *self,
                                          guint          node,
                                          CdrComponent  *component,
                                          GError       **error);
void     cdr_conductor_drop_config       (CdrConductor  *self);

/* cdr-conductor-views.c */
CdrTopology *cdr_conductor_get_present   (CdrConductor  *self);

/* cdr-conductor-reload.c */
void     cdr_conductor_log_not_reloaded  (const GError  *error);

/* cdr-operations.c */
void     cdr_operations_pump_cb          (gpointer       user_data,
                                          gint64         due_us);
void     cdr_operations_dispose          (CdrConductor  *self);
void     cdr_operations_request_stop     (CdrConductor  *self);
void     cdr_operations_hurry            (CdrConductor  *self);
CdrComponent *cdr_operations_get_oldest  (CdrConductor  *self);

/* cdr-conductor-status.c */
void     cdr_conductor_tell              (CdrConductor  *self);

/* cdr-serve.c */
void     cdr_serve_begin                 (CdrConductor  *self,
                                          CdrRunFunc     func,
                                          gpointer       func_data,
                                          GTask         *task);
void     cdr_serve_stop                  (CdrConductor  *self);
void     cdr_serve_dispose               (CdrConductor  *self);

G_END_DECLS
