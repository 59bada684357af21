/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-messages.h"

#include <string.h>

typedef struct
{
  GLogLevelFlags  level;
  char           *pattern;
} Expected;

static GMutex lock;
static GQueue expected = G_QUEUE_INIT;
static CdrTestMessageFunc hook; /* what a writer may do besides */
static gpointer hook_data;
static GPtrArray *written; /* while it is written down */

static void
expected_free (Expected *self)
{
  g_free (self->pattern);
  g_free (self);
}

static void
message_free (CdrTestMessage *message)
{
  g_hash_table_unref (message->fields);
  g_free (message);
}

static CdrTestMessage *
message_new (GLogLevelFlags   level,
             const GLogField *fields,
             gsize            n_fields)
{
  CdrTestMessage *message = g_new0 (CdrTestMessage, 1);

  message->level = level;
  message->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (gsize i = 0; i < n_fields; i++)
    {
      const char *value = fields[i].value;
      gsize length = fields[i].length < 0 ? strlen (value) : (gsize) fields[i].length;

      g_assert_true (g_hash_table_insert (message->fields, g_strdup (fields[i].key),
                                          g_strndup (value, length)));
    }

  return message;
}

static const char *
get_field (const GLogField *fields,
           gsize            n_fields,
           const char      *key)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, key))
        return fields[i].value;
    }

  return NULL;
}

/* Returns: whether it was waited for */
static gboolean
take_expected (GLogLevelFlags  level,
               const char     *text)
{
  Expected *next = g_queue_peek_head (&expected);
  gboolean is_it;

  if (next == NULL)
    return FALSE;

  is_it = next->level == level && g_pattern_match_simple (next->pattern, text);
  if (!is_it && (level & (G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG)) == 0)
    {
      g_autofree char *what = g_strdup_printf ("expected “%s”, logged was “%s”",
                                               next->pattern, text);

      g_assertion_message (G_LOG_DOMAIN, __FILE__, __LINE__, G_STRFUNC, what);
    }
  if (is_it)
    expected_free (g_queue_pop_head (&expected));

  return is_it;
}

static GLogWriterOutput
write_cb (GLogLevelFlags   level,
          const GLogField *fields,
          gsize            n_fields,
          gpointer         user_data)
{
  const char *domain = get_field (fields, n_fields, "GLIB_DOMAIN");
  gboolean is_done = written != NULL && (level & (G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG)) != 0;

  if ((g_strcmp0 (domain, "Conductor") == 0 &&
       get_field (fields, n_fields, "GLIB_OLD_LOG_API") == NULL) ||
      get_field (fields, n_fields, "CONDUCTOR_TYPE") != NULL)
    {
      g_mutex_lock (&lock);
      if (written != NULL)
        g_ptr_array_add (written, message_new (level, fields, n_fields));
      is_done = take_expected (level, get_field (fields, n_fields, "MESSAGE")) || written != NULL;
      g_mutex_unlock (&lock);

      if (hook != NULL)
        hook (get_field (fields, n_fields, "MESSAGE"), hook_data);
    }

  return is_done ? G_LOG_WRITER_HANDLED
                 : g_log_writer_default (level, fields, n_fields, user_data);
}

void
cdr_test_messages_install (void)
{
  static gboolean is_installed;

  if (!is_installed)
    g_log_set_writer_func (write_cb, NULL, NULL);
  is_installed = TRUE;
}

void
cdr_test_expect_logged (GLogLevelFlags  level,
                        const char     *pattern)
{
  Expected *next = g_new0 (Expected, 1);

  next->level = level;
  next->pattern = g_strdup (pattern);

  g_mutex_lock (&lock);
  g_queue_push_tail (&expected, next);
  g_mutex_unlock (&lock);
}

void
cdr_test_assert_logged (void)
{
  Expected *next;

  g_mutex_lock (&lock);
  next = g_queue_peek_head (&expected);
  g_mutex_unlock (&lock);

  if (next != NULL)
    {
      g_autofree char *what = g_strdup_printf ("“%s” was not logged", next->pattern);

      g_assertion_message (G_LOG_DOMAIN, __FILE__, __LINE__, G_STRFUNC, what);
    }
}

/* Calls @func from the writer, for each structured message of the conductor; NULL: no more. */
void
cdr_test_messages_hook (CdrTestMessageFunc func,
                        gpointer           user_data)
{
  hook = func;
  hook_data = user_data;
}

void
cdr_test_messages_begin (void)
{
  g_assert_null (written);
  written = g_ptr_array_new_with_free_func ((GDestroyNotify) message_free);
  g_log_set_debug_enabled (TRUE);
}

GPtrArray *
cdr_test_messages_end (void)
{
  g_log_set_debug_enabled (FALSE);
  return g_steal_pointer (&written);
}

const char *
cdr_test_message_get (const CdrTestMessage *message,
                      const char           *key)
{
  return g_hash_table_lookup (message->fields, key);
}

char *
cdr_test_messages_to_text (GPtrArray      *messages,
                           GLogLevelFlags  level)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < messages->len; i++)
    {
      const CdrTestMessage *message = g_ptr_array_index (messages, i);

      if (message->level == level)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "",
                                cdr_test_message_get (message, "MESSAGE"));
    }

  return g_string_free (text, FALSE);
}
