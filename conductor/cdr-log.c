/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-log-private.h"

#include "cdr-text-private.h"

/* What is logged, with fields that a journal can be searched for. Names and foreign
 * messages may hold anything: here, at the way out, all becomes one line.
 */

static const struct
{
  GLogLevelFlags level;
  const char    *message_id;
} events[] = {
  [CDR_LOG_COMPONENT_STATE] = { G_LOG_LEVEL_INFO, "9c369012066644cd9d08efc2316ab444" },
  [CDR_LOG_CONDUCTOR_STATE] = { G_LOG_LEVEL_INFO, "0b6f1a7f7f994dcfaf0f33efd18772ad" },
  [CDR_LOG_SLOW] = { G_LOG_LEVEL_MESSAGE, "3ca5802f5e6a420fabfe6153c5a30194" },
  [CDR_LOG_TOLERATED] = { G_LOG_LEVEL_MESSAGE, "415b0f1efcd64e278f3a58f52a790db0" },
  [CDR_LOG_ABANDONED] = { G_LOG_LEVEL_MESSAGE, "c1b3bdff577d4744bbc76d32c7d527aa" },
  [CDR_LOG_LATE_END] = { G_LOG_LEVEL_MESSAGE, "f278ec11910d40a2bf38339a29d2ffd9" },
  [CDR_LOG_HURRY] = { G_LOG_LEVEL_MESSAGE, "cfc31b709c4648a191beed2b57e74a38" },
  [CDR_LOG_NOT_WAITED] = { G_LOG_LEVEL_MESSAGE, "6b4f1b50c0b544e8a9a7d3fbb2b1e0c7" },
  [CDR_LOG_APPLICATION_ENDS] = { G_LOG_LEVEL_MESSAGE, "d1c8e6f2a77a4c1f9a3f5b0e84d2c963" },
  [CDR_LOG_IGNORED] = { G_LOG_LEVEL_DEBUG, "5a7353fe4123416ab4369eaadd22fafb" },
  [CDR_LOG_RELOADED] = { G_LOG_LEVEL_INFO, "ce932e32f07847e49e0cd453416f9aeb" },
  [CDR_LOG_RECONFIGURED] = { G_LOG_LEVEL_INFO, "767daacea78d473289424f3b2694d3fa" },
  [CDR_LOG_NEEDS_RESTART] = { G_LOG_LEVEL_MESSAGE, "c2e4c75be60d49debb81ac3673ab9cb0" },
  [CDR_LOG_NOT_RELOADED] = { G_LOG_LEVEL_MESSAGE, "716d29f9c20d44d28715b70e5f256534" },
};

void
cdr_log_fields_add (CdrLogFields *fields,
                    const char   *key,
                    const char   *value)
{
  g_assert (fields->n_items < CDR_LOG_MAX_FIELDS);

  fields->items[fields->n_items++] = (GLogField) { key, value, -1 };
}

/* As syslog counts, and as GLib translates to that.
 *
 * Returns: (nullable): NULL if it is not just one level
 */
const char *
cdr_log_get_priority (GLogLevelFlags level)
{
  static const struct
  {
    GLogLevelFlags  level;
    const char     *priority;
  } priorities[] = {
    { G_LOG_LEVEL_ERROR, "3" }, { G_LOG_LEVEL_CRITICAL, "4" }, { G_LOG_LEVEL_WARNING, "4" },
    { G_LOG_LEVEL_MESSAGE, "5" }, { G_LOG_LEVEL_INFO, "6" }, { G_LOG_LEVEL_DEBUG, "7" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      if (priorities[i].level == level)
        return priorities[i].priority;
    }

  return NULL;
}

const char *
cdr_log_get_state_nick (CdrState state)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (CDR_TYPE_STATE);

  return g_enum_get_value (klass, state)->value_nick; /* static, as the type is */
}

/* Whether anybody is there to hear: what nobody hears is not even put into words.
 * A program that writes its logs itself says so with g_log_set_debug_enabled (), or
 * with G_MESSAGES_DEBUG; there is no asking GLib for its writer.
 */
gboolean
cdr_log_is_heard (CdrLogEvent event)
{
  return !g_log_writer_default_would_drop (events[event].level, G_LOG_DOMAIN);
}

/* @component: (nullable): whom it is about
 * @state: its state, or that of the conductor; or CDR_LOG_NO_STATE
 * @duration_us: how long what it is about took, or has lasted; or CDR_LOG_NO_DURATION
 */
void
cdr_log (CdrLogEvent   event,
         CdrComponent *component,
         int           state,
         gint64        duration_us,
         const char   *format,
         ...)
{
  g_autofree char *message = NULL;
  g_autofree char *line = NULL;
  char duration[32];
  CdrLogFields fields = { 0 };
  va_list arguments;

  if (!cdr_log_is_heard (event))
    return;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line = cdr_text_to_line (message, CDR_TEXT_MAX_MESSAGE);

  cdr_log_fields_add (&fields, "MESSAGE", line);
  cdr_log_fields_add (&fields, "PRIORITY", cdr_log_get_priority (events[event].level));
  cdr_log_fields_add (&fields, "GLIB_DOMAIN", G_LOG_DOMAIN);
  cdr_log_fields_add (&fields, "MESSAGE_ID", events[event].message_id);

  if (component != NULL)
    cdr_log_fields_add (&fields, "CONDUCTOR_COMPONENT", cdr_component_get_name (component));
  if (state != CDR_LOG_NO_STATE)
    cdr_log_fields_add (&fields, "CONDUCTOR_STATE", cdr_log_get_state_nick (state));
  if (duration_us != CDR_LOG_NO_DURATION)
    {
      g_snprintf (duration, sizeof duration, "%" G_GINT64_FORMAT, duration_us);
      cdr_log_fields_add (&fields, "CONDUCTOR_DURATION_USEC", duration);
    }

  g_log_structured_array (events[event].level, fields.items, fields.n_items);
}

/* "is active after 1.2 s" */
static char *
describe_change (CdrState state,
                 gint64   duration_us)
{
  static const char *const words[] = {
    "is inactive", "is setting up", "is active", "is shutting down", "has failed", "is abandoned"
  };

  if (duration_us == CDR_LOG_NO_DURATION)
    return g_strdup (words[state]);

  return g_strdup_printf ("%s after %.1f s", words[state],
                          duration_us / (double) G_USEC_PER_SEC);
}

/* @state: the new one
 * @duration_us: what the setup or shutdown that ends with it took
 */
void
cdr_log_component_state (CdrComponent *component,
                         CdrState      state,
                         gint64        duration_us)
{
  const GError *error = state == CDR_STATE_FAILED ? cdr_component_get_error (component) : NULL;
  g_autofree char *change = describe_change (state, duration_us);

  cdr_log (CDR_LOG_COMPONENT_STATE, component, state, duration_us, "%s %s%s%s",
           cdr_component_get_name (component), change,
           error != NULL ? ": " : "",
           error != NULL ? error->message : "");
}

void
cdr_log_conductor_state (CdrState state,
                         gint64   duration_us)
{
  g_autofree char *change = describe_change (state, duration_us);

  cdr_log (CDR_LOG_CONDUCTOR_STATE, NULL, state, duration_us, "The conductor %s", change);
}
