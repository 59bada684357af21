/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-component-private.h"

#include "cdr-text-private.h"
#include "cdr-type-names-private.h"

/* What components, states and phases are called. */

static G_DEFINE_QUARK (cdr-component-class-name, class_name)

/* What a person calls a type: what its class says, or else the type's name without
 * what the languages add to it. The result lives as long as the type.
 */
const char *
cdr_component_default_name (GType type)
{
  const char *given = g_type_get_qdata (type, class_name_quark ());

  return given != NULL ? given : cdr_text_name (cdr_type_name_strip (g_type_name (type)));
}

/**
 * cdr_component_class_set_name:
 * @klass: the class of a component, once it has its type
 * @name: what to call its instances
 *
 * Sets what components of just this class are called, if they are not given a name.
 *
 * A name is one line for people: see [property@Component:name].
 *
 * Subclasses do not inherit it: a mock goes by its own name. Call it from
 * `class_init` in C, `class construct` in Vala, a metaclass in Python, and after
 * `registerClass` in JavaScript. On [class@Component] itself it is a critical.
 */
void
cdr_component_class_set_name (CdrComponentClass *klass,
                              const char        *name)
{
  g_autofree char *line = NULL;

  g_return_if_fail (CDR_IS_COMPONENT_CLASS (klass));
  g_return_if_fail (G_TYPE_FROM_CLASS (klass) != CDR_TYPE_COMPONENT);
  g_return_if_fail (name != NULL);

  line = cdr_text_to_line (name, CDR_TEXT_MAX_NAME);
  g_type_set_qdata (G_TYPE_FROM_CLASS (klass), class_name_quark (),
                    (gpointer) g_intern_string (line));
}

/* For sentences: "is shutting down". */
const char *
cdr_state_to_string (CdrState state)
{
  static const char *const words[] = {
    "inactive", "setting up", "active", "shutting down", "failed", "abandoned"
  };

  return words[state];
}

/* "WebApi (setup): message", in the domain and with the code of @error. The message
 * may have several lines, but no other control characters, and is cut if very long.
 */
GError *
cdr_component_prefix_error (CdrComponent *self,
                            CdrPhase      phase,
                            const GError *error)
{
  static const char *const words[] = { "setup", "active", "shutdown" };
  g_autofree char *message = cdr_text_to_message (error->message);
  GError *result = g_error_copy (error); /* with what else it carries */

  g_free (result->message);
  result->message = g_strdup_printf ("%s (%s): %s", cdr_component_get_name (self), words[phase],
                                     message);
  return result;
}
