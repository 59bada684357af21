/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fuzz.h"

#include "cdr-test-clock.h"
#include "cdr-test-settings.h"

#include "cdr-conductor-private.h"
#include "cdr-config-private.h"
#include "cdr-config-source-private.h"

#include <string.h>

/* Bytes are a key file for a component that has properties of every kind; the component
 * itself asserts that what it is set to is within range. What is taken here GKeyFile must
 * take for the same, and the other way round, but for what is refused on purpose. What
 * is said is clean and of bounded length.
 */

#define MAX_TEXT (50 * 1200)

static GType type;

static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  if (level & (G_LOG_FLAG_FATAL | G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return g_log_writer_default (level, fields, n_fields, user_data);

  return G_LOG_WRITER_HANDLED;
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  g_log_set_writer_func (write_log, NULL, NULL);
  type = cdr_test_settings_type_new ("Store", CDR_TEST_TYPE_COMPONENT);

  return 0;
}

static void
check_message (const char *message)
{
  g_assert_true (g_utf8_validate (message, -1, NULL));
  g_assert_cmpuint (strlen (message), <, MAX_TEXT);

  for (const char *c = message; *c != '\0'; c = g_utf8_next_char (c))
    g_assert_true (*c == '\n' || !g_unichar_iscntrl (g_utf8_get_char (c)));
}

/* GKeyFile has keys that this refuses, and refuses encodings other than UTF-8. */
static gboolean
is_special (GKeyFile *file)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (file, groups[i], NULL, NULL);

      for (guint j = 0; keys[j] != NULL; j++)
        {
          if (strchr (keys[j], '[') != NULL)
            return TRUE;
        }
    }

  return FALSE;
}

static void
compare_entry (GKeyFile             *file,
               CdrConfigSource      *source,
               const CdrConfigEntry *entry)
{
  g_autofree char *value = g_key_file_get_value (file, entry->group, entry->key, NULL);
  const char *last = NULL;

  for (guint i = 0; i < source->entries->len; i++)
    {
      const CdrConfigEntry *it = &g_array_index (source->entries, CdrConfigEntry, i);

      if (it->key != NULL && g_str_equal (it->group, entry->group) &&
          g_str_equal (it->key, entry->key))
        last = it->text;
    }

  g_assert_cmpstr (last, ==, value);
}

static void
compare (const char *data,
         gsize       size)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CdrConfigSource) source = cdr_config_source_from_data ("/x", data, size, &error);
  gboolean has_bom = size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0;
  gboolean is_text = g_utf8_validate (data, (gssize) size, NULL);
  gboolean is_loaded = !has_bom && is_text &&
                       g_key_file_load_from_data (file, data, size, G_KEY_FILE_KEEP_TRANSLATIONS,
                                                  NULL);

  if (source == NULL)
    {
      check_message (error->message);
      g_assert_true (g_str_has_prefix (error->message, "/x:"));
      g_assert_true (!is_loaded || is_special (file));
      return;
    }

  g_assert_true (is_text);
  if (has_bom || g_strstr_len (data, (gssize) size, "Encoding") != NULL)
    return;

  g_assert_true (is_loaded);
  for (guint i = 0; i < source->entries->len && i < 50; i++)
    {
      const CdrConfigEntry *entry = &g_array_index (source->entries, CdrConfigEntry, i);

      g_assert_true (g_key_file_has_group (file, entry->group));
      if (entry->key != NULL)
        compare_entry (file, source, entry);
    }
}

static void
run (const char *data,
     gsize       size,
     gboolean    is_lenient)
{
  g_autoptr (CdrConductor) conductor = cdr_conductor_new ();
  CdrConfigSource *source = cdr_config_source_from_data ("/x", data, size, NULL);
  g_autoptr (GError) error = NULL;

  if (source == NULL)
    return;

  conductor->config = cdr_config_new ();
  cdr_config_take_source (conductor->config, source);
  cdr_conductor_set_lenient_config (conductor, is_lenient);
  cdr_conductor_add (conductor, type);

  if (!cdr_conductor_setup (conductor, NULL, &error))
    {
      g_assert_error (error, CDR_ERROR, CDR_ERROR_BAD_CONFIG);
      check_message (error->message);
      g_assert_cmpuint (cdr_test_n_alive (), ==, 0);
      return;
    }

  cdr_conductor_shutdown (conductor, NULL, NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  GMainContext *context = g_main_context_new ();
  g_autofree char *text = g_malloc (size + 1);

  memcpy (text, data, size);
  text[size] = '\0';

  g_main_context_push_thread_default (context);
  cdr_test_clock_install (context);
  cdr_test_scripts_reset ();
  cdr_test_log_clear ();

  compare (text, size);
  run (text, size, FALSE);
  run (text, size, TRUE);
  g_assert_cmpuint (cdr_test_n_alive (), ==, 0);

  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);

  return 0;
}
