/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-component-private.h"
#include "cdr-log-naming-private.h"
#include "cdr-log-private.h"
#include "cdr-text-private.h"

/* What a component logs itself: through GLib's structured logging, from any thread. */

typedef struct
{
  const char *file;
  const char *line;
  const char *function;
} Place;

/**
 * cdr_component_get_log_domain:
 * @self: a component
 *
 * Gets the domain that the component logs in.
 *
 * Its conductor says which: see [property@Conductor:log-policy]. Without a conductor it
 * is `Conductor`.
 *
 * May be called from any thread.
 *
 * Returns: (transfer none): the domain, which lives for ever
 */
const char *
cdr_component_get_log_domain (CdrComponent *self)
{
  g_autoptr (CdrLogNaming) naming = NULL;
  const char *domain;
  guint serial;

  g_return_val_if_fail (CDR_IS_COMPONENT (self), NULL);

  naming = cdr_component_ref_log_naming (self, &domain, &serial);
  if (naming == NULL)
    return CDR_LOG_DEFAULT_DOMAIN;

  if (serial != cdr_log_naming_get_serial (naming))
    {
      domain = cdr_log_naming_name (naming, self, &serial);
      cdr_component_remember_log_domain (self, domain, serial);
    }

  return domain;
}

/* Asks the application's function, if there is one, in the conductor's context, where it
 * may touch what it likes.
 */
void
cdr_component_settle_log_domain (CdrComponent *self)
{
  g_autoptr (CdrLogNaming) naming = NULL;
  const char *domain;
  guint serial;

  naming = cdr_component_ref_log_naming (self, &domain, &serial);
  if (naming != NULL && cdr_log_naming_has_func (naming))
    cdr_component_get_log_domain (self);
}

static void
send (CdrComponent   *self,
      GLogLevelFlags  level,
      const char     *domain,
      const Place    *place,
      const char     *text)
{
  g_autofree char *message = cdr_text_to_lines (text);
  CdrLogFields fields = { 0 };

  cdr_log_fields_add (&fields, "MESSAGE", message);
  cdr_log_fields_add (&fields, "PRIORITY", cdr_log_get_priority (level));
  cdr_log_fields_add (&fields, "GLIB_DOMAIN", domain);
  cdr_log_fields_add (&fields, "CONDUCTOR_COMPONENT", cdr_component_get_name (self));
  cdr_log_fields_add (&fields, "CONDUCTOR_TYPE", cdr_text_type_of (self));
  cdr_log_fields_add (&fields, "CONDUCTOR_STATE",
                      cdr_log_get_state_nick (cdr_component_get_state (self)));

  if (place != NULL)
    {
      cdr_log_fields_add (&fields, "CODE_FILE", place->file);
      cdr_log_fields_add (&fields, "CODE_LINE", place->line);
      cdr_log_fields_add (&fields, "CODE_FUNC", place->function);
    }

  g_log_structured_array (level, fields.items, fields.n_items);
}

static void send_format (CdrComponent   *self,
                         GLogLevelFlags  level,
                         const Place    *place,
                         const char     *format,
                         va_list         arguments) G_GNUC_PRINTF (4, 0);

static void
send_format (CdrComponent   *self,
             GLogLevelFlags  level,
             const Place    *place,
             const char     *format,
             va_list         arguments)
{
  const char *domain = cdr_component_get_log_domain (self);
  g_autofree char *text = NULL;

  /* What nobody hears is not even put into words. */
  if (g_log_writer_default_would_drop (level, domain))
    return;

  text = g_strdup_vprintf (format, arguments);
  send (self, level, domain, place, text);
}

/**
 * cdr_component_log: (skip)
 * @self: a component
 * @level: one level, without flags
 * @format: a format as of [func@GLib.strdup_printf]
 * @...: what to put into it
 *
 * Logs what the component has to say.
 *
 * It goes through GLib's structured logging, in [method@Component.get_log_domain], with
 * the fields `CONDUCTOR_COMPONENT`, `CONDUCTOR_TYPE` and `CONDUCTOR_STATE`. The text may
 * have several lines; other control characters and invalid UTF-8 become U+FFFD.
 *
 * What GLib's writers would drop is not even formatted: info and debug messages, unless
 * `G_MESSAGES_DEBUG` names the domain or [func@GLib.log_set_debug_enabled] was called.
 * As everywhere in GLib, %G_LOG_LEVEL_ERROR ends the process.
 *
 * In C the macros [func@Conductor.component_info] and its like add the place in the
 * source.
 *
 * May be called from any thread.
 */
void
cdr_component_log (CdrComponent   *self,
                   GLogLevelFlags  level,
                   const char     *format,
                   ...)
{
  va_list arguments;

  g_return_if_fail (CDR_IS_COMPONENT (self));
  g_return_if_fail (cdr_log_get_priority (level) != NULL);
  g_return_if_fail (format != NULL);

  va_start (arguments, format);
  send_format (self, level, NULL, format, arguments);
  va_end (arguments);
}

/**
 * cdr_component_log_at: (skip)
 * @self: a component
 * @level: one level, without flags
 * @file: the file of the source
 * @line: the line in it, as text
 * @function: the function
 * @format: a format as of [func@GLib.strdup_printf]
 * @...: what to put into it
 *
 * Logs what the component has to say, with where: in the fields `CODE_FILE`, `CODE_LINE`
 * and `CODE_FUNC`.
 *
 * This is what the macros call; otherwise it is [method@Component.log_message].
 *
 * May be called from any thread.
 */
void
cdr_component_log_at (CdrComponent   *self,
                      GLogLevelFlags  level,
                      const char     *file,
                      const char     *line,
                      const char     *function,
                      const char     *format,
                      ...)
{
  const Place place = { file, line, function };
  va_list arguments;

  g_return_if_fail (CDR_IS_COMPONENT (self));
  g_return_if_fail (cdr_log_get_priority (level) != NULL);
  g_return_if_fail (file != NULL && line != NULL && function != NULL);
  g_return_if_fail (format != NULL);

  va_start (arguments, format);
  send_format (self, level, &place, format, arguments);
  va_end (arguments);
}

/**
 * cdr_component_log_message:
 * @self: a component
 * @level: one level, without flags
 * @message: the text, as it is
 *
 * Logs what the component has to say.
 *
 * It goes through GLib's structured logging, in [method@Component.get_log_domain], with
 * the fields `CONDUCTOR_COMPONENT`, `CONDUCTOR_TYPE` and `CONDUCTOR_STATE`. The text may
 * have several lines; other control characters and invalid UTF-8 become U+FFFD.
 *
 * GLib's writers drop info and debug messages, unless `G_MESSAGES_DEBUG` names the
 * domain or [func@GLib.log_set_debug_enabled] was called. As everywhere in GLib,
 * %G_LOG_LEVEL_ERROR ends the process.
 *
 * In Python there is `self.logger`, in JavaScript `this.log`.
 *
 * May be called from any thread.
 */
void
cdr_component_log_message (CdrComponent   *self,
                           GLogLevelFlags  level,
                           const char     *message)
{
  const char *domain;

  g_return_if_fail (CDR_IS_COMPONENT (self));
  g_return_if_fail (cdr_log_get_priority (level) != NULL);
  g_return_if_fail (message != NULL);

  domain = cdr_component_get_log_domain (self);
  if (!g_log_writer_default_would_drop (level, domain))
    send (self, level, domain, NULL, message);
}
