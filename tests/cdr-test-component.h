/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <conductor/conductor.h>

G_BEGIN_DECLS

/* A component that does what a script says, and writes down what it saw. Types of it
 * are made at run time, with a dependency property for each name that is given.
 */
#define CDR_TEST_TYPE_COMPONENT (cdr_test_component_get_type ())
G_DECLARE_DERIVABLE_TYPE (CdrTestComponent, cdr_test_component, CDR_TEST, COMPONENT, CdrComponent)

struct _CdrTestComponentClass
{
  CdrComponentClass parent_class;
  gconstpointer     script; /* of this type */
};

typedef enum
{
  CDR_TEST_OK,
  CDR_TEST_INSIDE,        /* returns TRUE from inside the virtual method */
  CDR_TEST_FAIL,          /* returns G_IO_ERROR_BROKEN_PIPE "it broke" */
  CDR_TEST_FAIL_INSIDE,
  CDR_TEST_HANG,          /* never answers, and keeps the task */
  CDR_TEST_POLITE,        /* never answers unless cancelled: then CANCELLED, at once */
  CDR_TEST_SLOW_GIVE_UP,  /* as polite, but takes the delay after the cancel */
  CDR_TEST_LATE_SUCCESS,  /* waits for the cancel, then succeeds after the delay */
  CDR_TEST_LATE_FAILURE,  /* waits for the cancel, then fails after the delay */
  CDR_TEST_DROP,          /* drops the task */
  CDR_TEST_DROP_LATER,
  CDR_TEST_TWICE,         /* returns TRUE twice */
  CDR_TEST_FALSE,         /* returns FALSE without an error */
  CDR_TEST_UNASKED,       /* returns CANCELLED though nobody cancelled */
  CDR_TEST_THREAD,        /* returns TRUE from a thread */
  CDR_TEST_NESTED,        /* turns the main loop inside until it has returned */
  CDR_TEST_PAIR,          /* as OK, through the asynchronous pair */
} CdrTestBehaviour;

typedef void (*CdrTestHook) (CdrComponent *component,
                             CdrPhase      phase,
                             gpointer      user_data);

typedef void (*CdrTestVirtual) (CdrComponent *component,
                                CdrPhase      phase,
                                GTask        *task,
                                gpointer      user_data);

/* The names and types of dependency properties, as "name", type, ..., NULL. */
GType     cdr_test_type_new        (const char       *name,
                                    ...) G_GNUC_NULL_TERMINATED;
GType     cdr_test_type_new_below  (const char       *name,
                                    GType             parent,
                                    GTypeFlags        flags,
                                    ...) G_GNUC_NULL_TERMINATED;
GType     cdr_test_interface_new   (const char       *name);
void      cdr_test_type_implement  (GType             type,
                                    GType             interface);

/* Marks a dependency property, for good. */
void      cdr_test_type_set_need   (GType             type,
                                    const char       *property_name,
                                    CdrNeed           need);

/* What instances of a type do from now on. The default is to succeed after 1 ms. */
void      cdr_test_script          (GType             type,
                                    CdrPhase          phase,
                                    CdrTestBehaviour  behaviour,
                                    guint             delay_ms);
/* Called inside the virtual method, before anything else. */
void      cdr_test_hook            (GType             type,
                                    CdrTestHook       hook,
                                    gpointer          user_data);
/* Called instead of what the script says; it may do with the task what it likes. */
void      cdr_test_override        (GType             type,
                                    CdrTestVirtual    func,
                                    gpointer          user_data);
void      cdr_test_scripts_reset   (void);

/* Releases everything that hangs: what a test does before it ends. */
void      cdr_test_release_hanging (void);

/* The log of all components: "Web.setup", "Web.up", "Web.failed", "Web.shutdown",
 * "Web.down", "Web.cancelled", in the order in which they saw it.
 */
char     *cdr_test_log_to_string   (void);
void      cdr_test_log_clear       (void);
void      cdr_test_log_add         (const char       *text);
gint64    cdr_test_log_time_of     (const char       *entry);
int       cdr_test_log_index_of    (const char       *entry);
guint     cdr_test_log_count       (const char       *entry);

/* What this component believes: it was set up, and not shut down since. */
gboolean  cdr_test_component_is_up (CdrTestComponent *self);
GObject  *cdr_test_component_peek  (CdrTestComponent *self,
                                    const char       *property_name);

/* Says that a task goes to a thread: the clock waits for its answer, and the end of the
 * case for its last reference. Takes the task's data for it.
 */
void      cdr_test_thread_task     (GTask            *task);
void      cdr_test_wait_for_threads (void);

/* Instances alive. */
guint     cdr_test_n_alive         (void);

G_END_DECLS
