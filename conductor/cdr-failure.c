/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-failure-private.h"

/**
 * CdrFailure:
 *
 * One thing that went wrong: which component, in which phase, and how.
 *
 * [method@Conductor.get_failures] lists those of the last setup or shutdown.
 */

struct _CdrFailure
{
  GObject       parent_instance;

  CdrComponent *component;
  GError       *error;
  CdrPhase      phase;
};

typedef enum
{
  PROP_COMPONENT = 1,
  PROP_ERROR,
  PROP_PHASE,
} CdrFailureProperty;

static GParamSpec *properties[PROP_PHASE + 1];

G_DEFINE_FINAL_TYPE (CdrFailure, cdr_failure, G_TYPE_OBJECT)

static void
cdr_failure_finalize (GObject *object)
{
  CdrFailure *self = CDR_FAILURE (object);

  g_clear_object (&self->component);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (cdr_failure_parent_class)->finalize (object);
}

static void
cdr_failure_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  CdrFailure *self = CDR_FAILURE (object);

  switch ((CdrFailureProperty) prop_id)
    {
    case PROP_COMPONENT:
      g_value_set_object (value, cdr_failure_get_component (self));
      break;

    case PROP_ERROR:
      g_value_set_boxed (value, cdr_failure_get_error (self));
      break;

    case PROP_PHASE:
      g_value_set_enum (value, cdr_failure_get_phase (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cdr_failure_class_init (CdrFailureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cdr_failure_finalize;
  object_class->get_property = cdr_failure_get_property;

  /**
   * CdrFailure:component: (getter get_component)
   *
   * The component that failed.
   */
  properties[PROP_COMPONENT] =
    g_param_spec_object ("component", NULL, NULL,
                         CDR_TYPE_COMPONENT,
                         G_PARAM_READABLE |
                         G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);

  /**
   * CdrFailure:error: (getter get_error)
   *
   * What went wrong.
   */
  properties[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL,
                        G_TYPE_ERROR,
                        G_PARAM_READABLE |
                        G_PARAM_EXPLICIT_NOTIFY |
                        G_PARAM_STATIC_STRINGS);

  /**
   * CdrFailure:phase: (getter get_phase)
   *
   * What the component was doing.
   */
  properties[PROP_PHASE] =
    g_param_spec_enum ("phase", NULL, NULL,
                       CDR_TYPE_PHASE, CDR_PHASE_SETUP,
                       G_PARAM_READABLE |
                       G_PARAM_EXPLICIT_NOTIFY |
                       G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cdr_failure_init (CdrFailure *self)
{
}

CdrFailure *
cdr_failure_new (CdrComponent *component,
                 CdrPhase      phase,
                 const GError *error)
{
  CdrFailure *self = g_object_new (CDR_TYPE_FAILURE, NULL);

  self->component = g_object_ref (component);
  self->phase = phase;
  self->error = g_error_copy (error);

  return self;
}

/* A component that was abandoned is let go when it has ended at last. */
void
cdr_failure_let_go (CdrFailure *self)
{
  g_clear_object (&self->component);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPONENT]);
}

/**
 * cdr_failure_get_component: (get-property component)
 * @self: a failure
 *
 * Gets the component that failed.
 *
 * Returns: (transfer none) (nullable): the component; %NULL once it was
 *   abandoned, has ended at last, and the conductor has let it go
 */
CdrComponent *
cdr_failure_get_component (CdrFailure *self)
{
  g_return_val_if_fail (CDR_IS_FAILURE (self), NULL);

  return self->component;
}

/**
 * cdr_failure_get_phase: (get-property phase)
 * @self: a failure
 *
 * Gets what the component was doing.
 *
 * Returns: the phase
 */
CdrPhase
cdr_failure_get_phase (CdrFailure *self)
{
  g_return_val_if_fail (CDR_IS_FAILURE (self), CDR_PHASE_SETUP);

  return self->phase;
}

/**
 * cdr_failure_get_error: (get-property error)
 * @self: a failure
 *
 * Gets what went wrong.
 *
 * Domain and code are the component's own; the message begins with its name and
 * the phase.
 *
 * Returns: (transfer none): the error
 */
const GError *
cdr_failure_get_error (CdrFailure *self)
{
  g_return_val_if_fail (CDR_IS_FAILURE (self), NULL);

  return self->error;
}
