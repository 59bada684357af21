/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-log-naming-private.h"

#include "cdr-kebab-private.h"
#include "cdr-text-private.h"

#include <string.h>

typedef struct
{
  CdrLogDomainFunc func;
  gpointer         user_data;
  GDestroyNotify   destroy;
} Function;

struct _CdrLogNaming
{
  gatomicrefcount  ref_count;

  GMutex           lock;
  const char      *domain; /* interned */
  CdrLogPolicy     policy;
  Function        *function;
  guint            serial; /* atomic: which settings these are, among those of all */
};

static guint last_serial;

/* Whether this thread is in an application's function: what that logs must not ask again. */
static GPrivate is_asking;

static void
function_clear (gpointer data)
{
  Function *self = data;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
}

static void
function_unref (Function *self)
{
  g_atomic_rc_box_release_full (self, function_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Function, function_unref)

static void
touch (CdrLogNaming *self)
{
  g_atomic_int_set (&self->serial, g_atomic_int_add (&last_serial, 1) + 1);
}

CdrLogNaming *
cdr_log_naming_new (void)
{
  CdrLogNaming *self = g_new0 (CdrLogNaming, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->domain = g_intern_static_string (CDR_LOG_DEFAULT_DOMAIN);
  touch (self);

  return self;
}

CdrLogNaming *
cdr_log_naming_ref (CdrLogNaming *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
cdr_log_naming_unref (CdrLogNaming *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->function, function_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* G_MESSAGES_DEBUG is a list of domains with spaces between them.
 *
 * Returns: (nullable): a domain that lives for ever
 */
static const char *
intern_domain (const char *text)
{
  g_autofree char *domain = cdr_text_to_line (text, CDR_TEXT_MAX_NAME);

  g_strdelimit (domain, " ", '-');
  return *domain != '\0' ? g_intern_string (domain) : NULL;
}

const char *
cdr_log_naming_get_domain (CdrLogNaming *self)
{
  const char *domain;

  g_mutex_lock (&self->lock);
  domain = self->domain;
  g_mutex_unlock (&self->lock);

  return domain;
}

/* @domain: (nullable): NULL or empty for the default
 *
 * Returns: whether it is another one now
 */
gboolean
cdr_log_naming_set_domain (CdrLogNaming *self,
                           const char   *domain)
{
  const char *interned = intern_domain (domain != NULL ? domain : "");
  gboolean is_new;

  if (interned == NULL)
    interned = g_intern_static_string (CDR_LOG_DEFAULT_DOMAIN);

  g_mutex_lock (&self->lock);
  is_new = self->domain != interned;
  self->domain = interned;
  touch (self);
  g_mutex_unlock (&self->lock);

  return is_new;
}

CdrLogPolicy
cdr_log_naming_get_policy (CdrLogNaming *self)
{
  CdrLogPolicy policy;

  g_mutex_lock (&self->lock);
  policy = self->policy;
  g_mutex_unlock (&self->lock);

  return policy;
}

gboolean
cdr_log_naming_set_policy (CdrLogNaming *self,
                           CdrLogPolicy  policy)
{
  gboolean is_new;

  g_mutex_lock (&self->lock);
  is_new = self->policy != policy;
  self->policy = policy;
  touch (self);
  g_mutex_unlock (&self->lock);

  return is_new;
}

/* @func: (nullable): NULL for the policy's names again */
void
cdr_log_naming_set_func (CdrLogNaming     *self,
                         CdrLogDomainFunc  func,
                         gpointer          user_data,
                         GDestroyNotify    destroy)
{
  Function *function = g_atomic_rc_box_new0 (Function);
  g_autoptr (Function) old = NULL; /* released without the lock: its destroy is the user's */

  *function = (Function) { func, user_data, destroy };

  g_mutex_lock (&self->lock);
  old = self->function;
  self->function = function;
  touch (self);
  g_mutex_unlock (&self->lock);
}

gboolean
cdr_log_naming_has_func (CdrLogNaming *self)
{
  gboolean has_func;

  g_mutex_lock (&self->lock);
  has_func = self->function != NULL && self->function->func != NULL;
  g_mutex_unlock (&self->lock);

  return has_func;
}

guint
cdr_log_naming_get_serial (CdrLogNaming *self)
{
  return g_atomic_int_get (&self->serial);
}

/* "pkg.mod" of Python's "pkg+mod+Web"; the module that was loaded with the type; or NULL. */
static const char *
get_module (GType type)
{
  const char *name = g_type_name (type);
  const char *end = strrchr (name, '+');
  GTypePlugin *plugin = g_type_get_plugin (type);
  g_autofree char *module = NULL;

  if (end != NULL)
    {
      module = g_strdelimit (g_strndup (name, end - name), "+", '.');
      return intern_domain (module);
    }

  if (plugin != NULL && G_IS_TYPE_MODULE (plugin) && G_TYPE_MODULE (plugin)->name != NULL)
    return intern_domain (G_TYPE_MODULE (plugin)->name);

  return NULL;
}

static const char *
get_child (const char *domain,
           const char *name)
{
  g_autofree char *kebab = cdr_kebab (name);
  g_autofree char *child = NULL;

  if (*kebab == '\0')
    return domain;

  child = g_strconcat (domain, "-", kebab, NULL);
  return g_intern_string (child);
}

/* @serial: (inout): 0 where the answer is not to be remembered */
static const char *
ask (const Function *function,
     CdrComponent   *component,
     guint          *serial)
{
  g_autofree char *domain = NULL;

  if (g_private_get (&is_asking) != NULL)
    {
      *serial = 0;
      return NULL;
    }

  g_private_set (&is_asking, GINT_TO_POINTER (TRUE));
  domain = function->func (component, function->user_data);
  g_private_set (&is_asking, NULL);

  return domain != NULL ? intern_domain (domain) : NULL;
}

/* @serial: (out): of the settings that it was named by; 0 if not by them
 *
 * Returns: the component's domain; it lives for ever
 */
const char *
cdr_log_naming_name (CdrLogNaming *self,
                     CdrComponent *component,
                     guint        *serial)
{
  g_autoptr (Function) function = NULL;
  const char *name = NULL;
  const char *domain;
  CdrLogPolicy policy;

  g_mutex_lock (&self->lock);
  *serial = g_atomic_int_get (&self->serial);
  domain = self->domain;
  policy = self->policy;
  if (self->function != NULL)
    function = g_atomic_rc_box_acquire (self->function);
  g_mutex_unlock (&self->lock);

  if (function != NULL && function->func != NULL)
    name = ask (function, component, serial);
  else if (policy == CDR_LOG_POLICY_MODULE)
    name = get_module (G_OBJECT_TYPE (component));
  else if (policy == CDR_LOG_POLICY_COMPONENT)
    name = get_child (domain, cdr_component_get_name (component));

  return name != NULL ? name : domain;
}
