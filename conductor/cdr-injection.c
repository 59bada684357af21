/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-injection-private.h"

#include "cdr-error.h"
#include "cdr-text-private.h"
#include "cdr-type-names-private.h"

/* Setting a dependency, and clearing it. GObject stores NULL without a word for
 * a value of the wrong class, and a setter may do what it likes: so the type is
 * checked before, and what the property holds is read back after.
 */

static G_DEFINE_QUARK (cdr-injection-stuck, cdr_injection_stuck)

/* Looking a property up by its name costs more than what its setter does. GObject gives
 * no class its parent's setter and getter: so where the classes from the component's up
 * to the one that has the property have none of their own, none of them can have
 * overridden it, and the pspec at hand is the one that a look-up would find.
 *
 * Returns: (nullable): the class to call; NULL where GObject must find out, as for
 *   properties of interfaces
 */
static GObjectClass *
get_owner_class (CdrComponent *component,
                 GParamSpec   *pspec)
{
  GObjectClass *owner = g_type_class_peek (pspec->owner_type);
  GObjectClass *klass = G_OBJECT_GET_CLASS (component);

  if (owner == NULL)
    return NULL;

  while (klass != owner)
    {
      if (klass->set_property != NULL || klass->get_property != NULL)
        return NULL;
      klass = g_type_class_peek_parent (klass);
    }

  return owner;
}

static void
read_value (CdrComponent *component,
            GParamSpec   *pspec,
            GObjectClass *owner,
            GValue       *value)
{
  g_value_init (value, G_PARAM_SPEC_VALUE_TYPE (pspec));
  if (owner != NULL)
    owner->get_property (G_OBJECT (component), pspec->param_id, value, pspec);
  else
    g_object_get_property (G_OBJECT (component), pspec->name, value);
}

/* Returns: (transfer full) (nullable): what a readable property holds */
GObject *
cdr_injection_read (CdrComponent *component,
                    GParamSpec   *pspec)
{
  g_auto (GValue) value = G_VALUE_INIT;

  read_value (component, pspec, get_owner_class (component, pspec), &value);

  return g_value_dup_object (&value);
}

/* GObject holds back what a setter notifies until it has returned. Where nobody listens
 * there is nothing to hold back.
 */
static gboolean
is_watched (CdrComponent *component)
{
  static gsize notify;
  GObjectClass *klass = G_OBJECT_GET_CLASS (component);

  if (g_once_init_enter (&notify))
    g_once_init_leave (&notify, g_signal_lookup ("notify", G_TYPE_OBJECT));

  return klass->notify != NULL ||
         g_signal_handler_find (component, G_SIGNAL_MATCH_ID, (guint) notify, 0, NULL, NULL,
                                NULL) != 0;
}

static void
write_property (CdrComponent *component,
                GParamSpec   *pspec,
                GObjectClass *owner,
                CdrComponent *dependency)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_PARAM_SPEC_VALUE_TYPE (pspec));
  g_value_set_object (&value, dependency);

  if (owner == NULL || is_watched (component))
    {
      g_object_set_property (G_OBJECT (component), pspec->name, &value);
      return;
    }

  owner->set_property (G_OBJECT (component), pspec->param_id, &value, pspec);
  if (!(pspec->flags & G_PARAM_EXPLICIT_NOTIFY))
    g_object_notify_by_pspec (G_OBJECT (component), pspec);
}

static gboolean
holds (CdrComponent *component,
       GParamSpec   *pspec,
       GObjectClass *owner,
       gpointer      expected)
{
  g_auto (GValue) value = G_VALUE_INIT;

  read_value (component, pspec, owner, &value);

  return g_value_get_object (&value) == expected;
}

gboolean
cdr_injection_set (CdrComponent  *component,
                   GParamSpec    *pspec,
                   CdrComponent  *dependency,
                   GError       **error)
{
  GType type = G_OBJECT_TYPE (dependency); /* which a setter may let go */
  GObjectClass *owner_class = get_owner_class (component, pspec);

  g_assert (g_type_is_a (type, G_PARAM_SPEC_VALUE_TYPE (pspec)));

  write_property (component, pspec, owner_class, dependency);

  if ((pspec->flags & G_PARAM_READABLE) && !holds (component, pspec, owner_class, dependency))
    {
      GType owner = G_OBJECT_TYPE (component);
      g_autoptr (CdrTypeNames) names = cdr_type_names_new (2, owner, type);

      g_set_error (error, CDR_ERROR, CDR_ERROR_BAD_DEPENDENCY,
                   "%s:%s did not keep the %s that was injected: "
                   "its setter ignores or replaces the value",
                   cdr_type_names_get (names, owner), cdr_text_name (pspec->name),
                   cdr_type_names_get (names, type));
      return FALSE;
    }

  return TRUE;
}

/* What a setter would not let go is remembered on the component, so that the next
 * setup does not take it for something that the application wired.
 */
typedef struct
{
  GParamSpec *pspec;
  gpointer    value; /* only compared with what the property holds */
} Stuck;

static GArray *
get_stuck (CdrComponent *component)
{
  return g_object_get_qdata (G_OBJECT (component), cdr_injection_stuck_quark ());
}

static void
warn_once (CdrComponent *component,
           GParamSpec   *pspec)
{
  g_autofree char *name = g_strconcat (G_OBJECT_TYPE_NAME (component), ":", pspec->name, NULL);
  static GMutex lock;
  static GHashTable *warned; /* one warning per class and property */
  gboolean is_new;

  g_mutex_lock (&lock);
  if (warned == NULL)
    warned = g_hash_table_new (NULL, NULL);
  is_new = g_hash_table_add (warned, (gpointer) g_intern_string (name));
  g_mutex_unlock (&lock);

  if (is_new)
    g_warning ("%s:%s does not accept NULL: the dependency can't be taken back after the shutdown",
               cdr_text_type_of (component), cdr_text_name (pspec->name));
}

static void
remember_stuck (CdrComponent *component,
                GParamSpec   *pspec,
                gpointer      value)
{
  Stuck stuck = { pspec, value };
  GArray *all = get_stuck (component);

  if (all == NULL)
    {
      all = g_array_new (FALSE, FALSE, sizeof (Stuck));
      g_object_set_qdata_full (G_OBJECT (component), cdr_injection_stuck_quark (), all,
                               (GDestroyNotify) g_array_unref);
    }

  for (guint i = 0; i < all->len; i++)
    {
      if (g_array_index (all, Stuck, i).pspec == pspec)
        {
          g_array_index (all, Stuck, i).value = value;
          return;
        }
    }

  g_array_append_val (all, stuck);
}

/* Whether @value is there only because the setter would not let it go. */
gboolean
cdr_injection_is_stuck (CdrComponent *component,
                        GParamSpec   *pspec,
                        gpointer      value)
{
  GArray *all = get_stuck (component);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      Stuck *stuck = &g_array_index (all, Stuck, i);

      if (stuck->pspec == pspec)
        return stuck->value == value;
    }

  return FALSE;
}

/* Takes back what was injected; what somebody else has set since is left alone.
 * @injected may be gone: it is only compared with what the property holds.
 */
void
cdr_injection_clear (CdrComponent *component,
                     GParamSpec   *pspec,
                     gpointer      injected)
{
  gboolean is_readable = (pspec->flags & G_PARAM_READABLE) != 0;
  GObjectClass *owner = get_owner_class (component, pspec);

  if (is_readable && !holds (component, pspec, owner, injected))
    return;

  write_property (component, pspec, owner, NULL);

  if (is_readable)
    {
      g_auto (GValue) left = G_VALUE_INIT;

      read_value (component, pspec, owner, &left);
      if (g_value_get_object (&left) != NULL)
        {
          remember_stuck (component, pspec, g_value_get_object (&left));
          warn_once (component, pspec);
        }
    }
}
