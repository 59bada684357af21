/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-inhibitor.h"

#include "cdr-conductor-private.h"

/**
 * CdrInhibitor:
 *
 * Something that a shutdown waits for: a document that is being saved, an upload.
 *
 * Made by [method@Conductor.inhibit]. It counts until [method@Inhibitor.release], or
 * until the last reference is dropped, whichever comes first.
 */
struct _CdrInhibitor
{
  GObject        parent_instance;

  GWeakRef       conductor;
  CdrInhibition *inhibition;
};

G_DEFINE_FINAL_TYPE (CdrInhibitor, cdr_inhibitor, G_TYPE_OBJECT)

static void
cdr_inhibitor_dispose (GObject *object)
{
  cdr_inhibitor_release (CDR_INHIBITOR (object));

  G_OBJECT_CLASS (cdr_inhibitor_parent_class)->dispose (object);
}

static void
cdr_inhibitor_finalize (GObject *object)
{
  CdrInhibitor *self = CDR_INHIBITOR (object);

  g_weak_ref_clear (&self->conductor);
  g_clear_pointer (&self->inhibition, cdr_inhibition_unref);

  G_OBJECT_CLASS (cdr_inhibitor_parent_class)->finalize (object);
}

static void
cdr_inhibitor_class_init (CdrInhibitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cdr_inhibitor_dispose;
  object_class->finalize = cdr_inhibitor_finalize;
}

static void
cdr_inhibitor_init (CdrInhibitor *self)
{
  g_weak_ref_init (&self->conductor, NULL);
}

CdrInhibitor *
cdr_inhibitor_new (CdrConductor  *conductor,
                   CdrInhibition *inhibition)
{
  CdrInhibitor *self = g_object_new (CDR_TYPE_INHIBITOR, NULL);

  g_weak_ref_set (&self->conductor, conductor);
  self->inhibition = cdr_inhibition_ref (inhibition);

  return self;
}

static gboolean
look_cb (gpointer user_data)
{
  cdr_inhibitors_look (user_data);
  return G_SOURCE_REMOVE;
}

/* Takes the reference along, so that it is not the last one in a foreign thread. */
static void
look_later (CdrConductor *conductor)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "cdr_inhibitor_release");
  g_source_set_callback (source, look_cb, conductor, g_object_unref);
  g_source_attach (source, conductor->context);
}

/**
 * cdr_inhibitor_release:
 * @self: an inhibitor
 *
 * Says that it is done: no shutdown waits for it any longer.
 *
 * A shutdown that waited for this one alone goes on in a later iteration of the main
 * loop. May be called from any thread, any number of times. The last unref does the same.
 */
void
cdr_inhibitor_release (CdrInhibitor *self)
{
  CdrConductor *conductor;

  g_return_if_fail (CDR_IS_INHIBITOR (self));

  /* Without one it was made by g_object_new (). */
  if (self->inhibition == NULL ||
      !g_atomic_int_compare_and_exchange (&self->inhibition->is_over, FALSE, TRUE))
    return;

  conductor = g_weak_ref_get (&self->conductor);
  if (conductor == NULL)
    return;

  if (!cdr_conductor_is_in_context (conductor))
    {
      look_later (conductor);
      return;
    }

  cdr_inhibitors_look (conductor);
  g_object_unref (conductor);
}

/**
 * cdr_inhibitor_get_reason:
 * @self: an inhibitor
 *
 * Gets what the shutdown is said to wait for.
 *
 * Returns: (transfer none): the reason, as one line
 */
const char *
cdr_inhibitor_get_reason (CdrInhibitor *self)
{
  g_return_val_if_fail (CDR_IS_INHIBITOR (self), NULL);

  return self->inhibition != NULL ? self->inhibition->reason : "";
}

/**
 * cdr_inhibitor_is_over:
 * @self: an inhibitor
 *
 * Finds out whether no shutdown waits for it, or will.
 *
 * That is so once it was released, once a shutdown has given up waiting for it, and from
 * the start if it was taken while the components were going down already.
 *
 * Returns: %TRUE if it has no effect any more
 */
gboolean
cdr_inhibitor_is_over (CdrInhibitor *self)
{
  g_return_val_if_fail (CDR_IS_INHIBITOR (self), TRUE);

  return self->inhibition == NULL || g_atomic_int_get (&self->inhibition->is_over);
}
