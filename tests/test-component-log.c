/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-fixture.h"
#include "cdr-test-types.h"

#include <string.h>

/* What components log themselves: with which fields, in which domain. */

static GType database, web_api, python, nested, nobody;

/* How often a message was put into words, and how often it was sent. */
static guint n_formatted, n_sent; /* atomic */

char *__real_g_strdup_vprintf         (const char       *format,
                                       va_list           arguments) G_GNUC_PRINTF (1, 0);
char *__wrap_g_strdup_vprintf         (const char       *format,
                                       va_list           arguments) G_GNUC_PRINTF (1, 0);
void  __real_g_log_structured_array   (GLogLevelFlags    level,
                                       const GLogField  *fields,
                                       gsize             n_fields);
void  __wrap_g_log_structured_array   (GLogLevelFlags    level,
                                       const GLogField  *fields,
                                       gsize             n_fields);

char *
__wrap_g_strdup_vprintf (const char *format,
                         va_list     arguments)
{
  g_atomic_int_inc (&n_formatted);
  return __real_g_strdup_vprintf (format, arguments);
}

void
__wrap_g_log_structured_array (GLogLevelFlags   level,
                               const GLogField *fields,
                               gsize            n_fields)
{
  g_atomic_int_inc (&n_sent);
  __real_g_log_structured_array (level, fields, n_fields);
}

static CdrComponent *
add (Fixture    *fixture,
     GType       type,
     const char *name)
{
  g_autoptr (CdrComponent) component = g_object_new (type, "name", name, NULL);
  g_autoptr (GError) error = NULL;

  cdr_conductor_add_component (fixture->conductor, component, CDR_NEED_REQUIRED, &error);
  g_assert_no_error (error);

  return component; /* the conductor holds it */
}

static void
assert_domain (CdrComponent *component,
               const char   *domain)
{
  g_assert_cmpstr (cdr_component_get_log_domain (component), ==, domain);
}

/* The message is the only one that was written down. */
static void
assert_message (GPtrArray      *messages,
                GLogLevelFlags  level,
                ...)
{
  const CdrTestMessage *message;
  const char *key;
  guint n_fields = 0;
  va_list fields;

  g_assert_cmpuint (messages->len, ==, 1);
  message = g_ptr_array_index (messages, 0);
  g_assert_cmpuint (message->level, ==, level);

  va_start (fields, level);
  while ((key = va_arg (fields, const char *)) != NULL)
    {
      g_assert_cmpstr (cdr_test_message_get (message, key), ==, va_arg (fields, const char *));
      n_fields++;
    }
  va_end (fields);

  g_assert_cmpuint (g_hash_table_size (message->fields), ==, n_fields);
}

static void
test_levels (Fixture *fixture)
{
  static const struct
  {
    GLogLevelFlags  level;
    const char     *priority;
  } levels[] = {
    { G_LOG_LEVEL_CRITICAL, "4" }, { G_LOG_LEVEL_WARNING, "4" }, { G_LOG_LEVEL_MESSAGE, "5" },
    { G_LOG_LEVEL_INFO, "6" }, { G_LOG_LEVEL_DEBUG, "7" },
  };
  CdrComponent *component = add (fixture, web_api, "The API");

  for (guint i = 0; i < 2 * G_N_ELEMENTS (levels); i++)
    {
      GLogLevelFlags level = levels[i / 2].level;
      g_autoptr (GPtrArray) messages = NULL;

      cdr_test_messages_begin ();
      if (level < G_LOG_LEVEL_INFO)
        cdr_test_expect_logged (level, "7 of 100%");
      if (i % 2 == 0)
        cdr_component_log (component, level, "%d of %s", 7, "100%");
      else
        cdr_component_log_message (component, level, "7 of 100%");
      messages = cdr_test_messages_end ();

      assert_message (messages, level,
                      "MESSAGE", "7 of 100%",
                      "PRIORITY", levels[i / 2].priority,
                      "GLIB_DOMAIN", "Conductor",
                      "CONDUCTOR_COMPONENT", "The API",
                      "CONDUCTOR_TYPE", "WebAPI",
                      "CONDUCTOR_STATE", "inactive",
                      NULL);
    }
}

#define assert_macro(macro, level_, component) \
  G_STMT_START { \
    g_autoptr (GPtrArray) messages_ = NULL; \
    cdr_test_messages_begin (); \
    if ((level_) < G_LOG_LEVEL_INFO) \
      cdr_test_expect_logged (level_, "it said hello 3 times"); \
    macro (component, "it %s %d times", "said hello", 3); messages_ = cdr_test_messages_end (); \
    assert_message (messages_, level_, \
                    "MESSAGE", "it said hello 3 times", \
                    "PRIORITY", (level_) > G_LOG_LEVEL_INFO ? "7" \
                                : (level_) == G_LOG_LEVEL_INFO ? "6" \
                                : (level_) == G_LOG_LEVEL_MESSAGE ? "5" : "4", \
                    "GLIB_DOMAIN", "Conductor", \
                    "CONDUCTOR_COMPONENT", "Database", \
                    "CONDUCTOR_TYPE", "Database", \
                    "CONDUCTOR_STATE", "inactive", \
                    "CODE_FILE", __FILE__, \
                    "CODE_LINE", G_STRINGIFY (__LINE__), \
                    "CODE_FUNC", "test_macros", \
                    NULL); \
  } G_STMT_END

/* They take a pointer to whatever the component's own type is. */
static void
test_macros (Fixture *fixture)
{
  CdrTestComponent *component = CDR_TEST_COMPONENT (add (fixture, database, NULL));

  assert_macro (cdr_component_debug, G_LOG_LEVEL_DEBUG, component);
  assert_macro (cdr_component_info, G_LOG_LEVEL_INFO, component);
  assert_macro (cdr_component_message, G_LOG_LEVEL_MESSAGE, component);
  assert_macro (cdr_component_warning, G_LOG_LEVEL_WARNING, component);
  assert_macro (cdr_component_critical, G_LOG_LEVEL_CRITICAL, component);
}

static void
log_phase_cb (CdrComponent *component,
              CdrPhase      phase,
              gpointer      user_data)
{
  cdr_component_message (component, "now");
}

static char *
take_states (void)
{
  g_autoptr (GPtrArray) messages = cdr_test_messages_end ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < messages->len; i++)
    {
      const CdrTestMessage *message = g_ptr_array_index (messages, i);

      if (cdr_test_message_get (message, "CONDUCTOR_TYPE") != NULL)
        g_string_append_printf (text, "%s ", cdr_test_message_get (message, "CONDUCTOR_STATE"));
    }

  return g_string_free (text, FALSE);
}

static void
test_states (Fixture *fixture)
{
  g_autofree char *states = NULL;

  cdr_test_hook (database, log_phase_cb, NULL);
  cdr_conductor_add (fixture->conductor, database);

  cdr_test_messages_begin ();
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "now");
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "in between");
  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "now");
  cdr_test_setup_ok (fixture);
  cdr_component_message (cdr_test_get (fixture, database), "in between");
  cdr_test_shutdown_ok (fixture);

  states = take_states ();
  g_assert_cmpstr (states, ==, "setting-up active shutting-down ");
}

static void
test_hostile (Fixture *fixture)
{
  CdrComponent *component = add (fixture, database, "Data\nbase\x1b");
  g_autoptr (GPtrArray) messages = NULL;

  cdr_test_messages_begin ();
  cdr_component_log_message (component, G_LOG_LEVEL_DEBUG,
                             "one\n\ttwo %s\r\x1b[31m\xff\xe2\x80\xa9x\x7f");
  messages = cdr_test_messages_end ();

  assert_message (messages, G_LOG_LEVEL_DEBUG,
                  "MESSAGE", "one\n\ttwo %s\xef\xbf\xbd\xef\xbf\xbd[31m\xef\xbf\xbd x\xef\xbf\xbd",
                  "PRIORITY", "7",
                  "GLIB_DOMAIN", "Conductor",
                  "CONDUCTOR_COMPONENT", "Data base\xef\xbf\xbd",
                  "CONDUCTOR_TYPE", "Database",
                  "CONDUCTOR_STATE", "inactive",
                  NULL);
}

/* What an author has to say is not cut. */
static void
test_long (Fixture *fixture)
{
  CdrComponent *component = add (fixture, database, NULL);
  g_autofree char *text = g_strnfill (300000, 'x');
  g_autoptr (GPtrArray) messages = NULL;

  cdr_test_messages_begin ();
  cdr_component_debug (component, "%s", text);
  messages = cdr_test_messages_end ();

  g_assert_cmpuint (messages->len, ==, 1);
  g_assert_cmpstr (cdr_test_message_get (g_ptr_array_index (messages, 0), "MESSAGE"), ==, text);
}

/* Debug messages that nobody hears are not formatted, and their domain is looked up only. */
static void
test_dropped (Fixture *fixture)
{
  CdrComponent *component = add (fixture, database, NULL);

  n_formatted = n_sent = 0;
  cdr_component_debug (component, "%d", 1);
  cdr_component_info (component, "%d", 2);
  cdr_component_log (component, G_LOG_LEVEL_DEBUG, "%d", 3);
  cdr_component_log_message (component, G_LOG_LEVEL_INFO, "4");
  g_assert_cmpuint (n_formatted, ==, 0);
  g_assert_cmpuint (n_sent, ==, 0);

  cdr_test_expect_logged (G_LOG_LEVEL_MESSAGE, "5");
  cdr_component_message (component, "%d", 5);
  g_assert_cmpuint (n_formatted, ==, 1);
  g_assert_cmpuint (n_sent, ==, 1);
}

static void
test_wrong_level (Fixture *fixture)
{
  CdrComponent *component = add (fixture, database, NULL);

  for (guint i = 0; i < 3; i++)
    {
      static const GLogLevelFlags levels[] = {
        0, G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO, G_LOG_LEVEL_DEBUG | G_LOG_FLAG_FATAL,
      };

      g_test_expect_message ("Conductor", G_LOG_LEVEL_CRITICAL, "*cdr_log_get_priority*");
      cdr_component_log_message (component, levels[i], "x");
      g_test_assert_expected_messages ();
    }
}

static void
test_domain_one (Fixture *fixture)
{
  CdrComponent *component = add (fixture, web_api, NULL);
  g_autofree char *domain = NULL;
  CdrLogPolicy policy;

  g_object_get (fixture->conductor, "log-domain", &domain, "log-policy", &policy, NULL);
  g_assert_cmpstr (domain, ==, "Conductor");
  g_assert_cmpint (policy, ==, CDR_LOG_POLICY_ONE);
  assert_domain (component, "Conductor");

  cdr_conductor_set_log_domain (fixture->conductor, "Jobs");
  g_assert_cmpstr (cdr_conductor_get_log_domain (fixture->conductor), ==, "Jobs");
  assert_domain (component, "Jobs");

  cdr_conductor_set_log_domain (fixture->conductor, "all my\njobs\x1b");
  assert_domain (component, "all-my-jobs\xef\xbf\xbd");

  cdr_conductor_set_log_domain (fixture->conductor, "");
  assert_domain (component, "Conductor");
  cdr_conductor_set_log_domain (fixture->conductor, "Jobs");
  cdr_conductor_set_log_domain (fixture->conductor, NULL);
  assert_domain (component, "Conductor");
}

static void
test_domain_component (Fixture *fixture)
{
  CdrComponent *component = add (fixture, web_api, NULL);
  CdrComponent *worker = add (fixture, database, "Worker 1");
  CdrComponent *unnamed = add (fixture, nobody, "...");
  g_autoptr (GPtrArray) messages = NULL;

  assert_domain (component, "Conductor");
  g_object_set (fixture->conductor, "log-domain", "Jobs",
                "log-policy", CDR_LOG_POLICY_COMPONENT, NULL);
  assert_domain (component, "Jobs-web-api");
  assert_domain (worker, "Jobs-worker-1");
  assert_domain (unnamed, "Jobs");

  cdr_test_messages_begin ();
  cdr_component_debug (component, "hello");
  messages = cdr_test_messages_end ();
  g_assert_cmpuint (messages->len, ==, 1);
  g_assert_cmpstr (cdr_test_message_get (g_ptr_array_index (messages, 0), "GLIB_DOMAIN"), ==,
                   "Jobs-web-api");

  cdr_conductor_set_log_policy (fixture->conductor, CDR_LOG_POLICY_ONE);
  assert_domain (component, "Jobs");
}

static void
test_domain_module (Fixture *fixture)
{
  cdr_conductor_set_log_domain (fixture->conductor, "Jobs");
  cdr_conductor_set_log_policy (fixture->conductor, CDR_LOG_POLICY_MODULE);

  assert_domain (add (fixture, python, NULL), "__main__");
  assert_domain (add (fixture, nested, NULL), "jobs.parts");
  assert_domain (add (fixture, database, NULL), "Jobs");
}

static char *
name_domain_cb (CdrComponent *component,
                gpointer      user_data)
{
  guint *n_calls = user_data;

  ++*n_calls;
  /* What it logs must not ask it. */
  g_assert_cmpstr (cdr_component_get_log_domain (component), ==, "Jobs");
  if (G_OBJECT_TYPE (component) == nobody)
    return NULL;

  return g_strdup_printf ("x %s", cdr_component_get_name (component));
}

static void
count_cb (gpointer user_data)
{
  guint *n_calls = user_data;

  *n_calls += 100;
}

static void
test_domain_func (Fixture *fixture)
{
  CdrComponent *component = add (fixture, database, NULL);
  CdrComponent *other = add (fixture, nobody, NULL);
  guint n_calls = 0;

  g_object_set (fixture->conductor, "log-domain", "Jobs",
                "log-policy", CDR_LOG_POLICY_COMPONENT, NULL);
  cdr_conductor_set_log_domain_func (fixture->conductor, name_domain_cb, &n_calls, count_cb);
  assert_domain (component, "x-Database");
  assert_domain (other, "Jobs");
  assert_domain (component, "x-Database");
  assert_domain (other, "Jobs");
  g_assert_cmpuint (n_calls, ==, 2);

  cdr_conductor_set_log_domain_func (fixture->conductor, NULL, NULL, NULL);
  g_assert_cmpuint (n_calls, ==, 102);
  assert_domain (component, "Jobs-database");
}

static char *
ask_another_cb (CdrComponent *component,
                gpointer      user_data)
{
  CdrComponent *other = user_data;

  g_assert_cmpstr (cdr_component_get_log_domain (other), ==, "Jobs");
  return g_strdup (cdr_component_get_name (component));
}

/* What was said in between of another one is not remembered. */
static void
test_domain_func_other (Fixture *fixture)
{
  CdrComponent *component = add (fixture, database, NULL);
  CdrComponent *other = add (fixture, nobody, NULL);

  cdr_conductor_set_log_domain (fixture->conductor, "Jobs");
  cdr_conductor_set_log_domain_func (fixture->conductor, ask_another_cb, other, NULL);
  assert_domain (component, "Database");
  assert_domain (other, "Nobody");
}

/* Before the setup, so that other threads need not ask. */
static void
test_domain_func_settled (Fixture *fixture)
{
  guint n_calls = 0;

  cdr_conductor_add (fixture->conductor, database);
  cdr_conductor_set_log_domain (fixture->conductor, "Jobs");
  cdr_conductor_set_log_domain_func (fixture->conductor, name_domain_cb, &n_calls, NULL);
  cdr_test_setup_ok (fixture);
  g_assert_cmpuint (n_calls, ==, 1);
  assert_domain (cdr_test_get (fixture, database), "x-Database");
  g_assert_cmpuint (n_calls, ==, 1);
  cdr_test_shutdown_ok (fixture);
}

static void
test_domain_alone (Fixture *fixture)
{
  g_autoptr (CdrComponent) component = g_object_new (web_api, NULL);
  g_autoptr (CdrConductor) other = cdr_conductor_new ();
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;

  assert_domain (component, "Conductor");
  cdr_test_messages_begin ();
  cdr_component_debug (component, "alone");
  messages = cdr_test_messages_end ();
  g_assert_cmpuint (messages->len, ==, 1);

  cdr_conductor_set_log_domain (other, "Jobs");
  cdr_conductor_add_component (other, component, CDR_NEED_REQUIRED, &error);
  g_assert_no_error (error);
  assert_domain (component, "Jobs");
  g_assert_finalize_object (g_steal_pointer (&other));
  assert_domain (component, "Conductor");
}

static void
count_notify_cb (GObject    *object,
                 GParamSpec *pspec,
                 gpointer    user_data)
{
  guint *n_notified = user_data;

  ++*n_notified;
}

static void
test_notify (Fixture *fixture)
{
  CdrConductor *conductor = fixture->conductor;
  guint n_notified = 0;

  g_signal_connect (conductor, "notify::log-domain", G_CALLBACK (count_notify_cb), &n_notified);
  g_signal_connect (conductor, "notify::log-policy", G_CALLBACK (count_notify_cb), &n_notified);

  cdr_conductor_set_log_domain (conductor, "Conductor");
  cdr_conductor_set_log_policy (conductor, CDR_LOG_POLICY_ONE);
  g_assert_cmpuint (n_notified, ==, 0);
  cdr_conductor_set_log_domain (conductor, "Jobs");
  cdr_conductor_set_log_policy (conductor, CDR_LOG_POLICY_MODULE);
  g_assert_cmpuint (n_notified, ==, 2);
}

#define N_LOGGED 5000

static gpointer
log_thread_func (gpointer data)
{
  CdrComponent *component = data;

  for (guint i = 0; i < N_LOGGED; i++)
    cdr_component_debug (component, "%u", i);

  return NULL;
}

/* From threads, while the domains and the states change. */
static void
test_threads (Fixture *fixture)
{
  CdrComponent *component = add (fixture, database, NULL);
  g_autoptr (GPtrArray) messages = NULL;
  GThread *threads[2];
  guint n_found = 0;

  cdr_test_messages_begin ();
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("logger", log_thread_func, component);

  for (guint i = 0; i < 100; i++)
    {
      cdr_conductor_set_log_domain (fixture->conductor, i % 2 == 0 ? "Jobs" : "Tasks");
      cdr_conductor_set_log_policy (fixture->conductor, i % 3);
    }
  cdr_test_setup_ok (fixture);
  cdr_test_shutdown_ok (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  messages = cdr_test_messages_end ();

  for (guint i = 0; i < messages->len; i++)
    n_found += cdr_test_message_get (g_ptr_array_index (messages, i), "CONDUCTOR_TYPE") != NULL;
  g_assert_cmpuint (n_found, ==, G_N_ELEMENTS (threads) * N_LOGGED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  database = cdr_test_type_new ("Database", NULL);
  web_api = cdr_test_type_new ("WebAPI", NULL);
  python = cdr_test_type_new ("__main__+Web", NULL);
  nested = cdr_test_type_new ("jobs+parts+Web-v2", NULL);
  nobody = cdr_test_type_new ("Nobody", NULL);

  cdr_test_add ("/component-log/levels", test_levels);
  cdr_test_add ("/component-log/macros", test_macros);
  cdr_test_add ("/component-log/states", test_states);
  cdr_test_add ("/component-log/hostile", test_hostile);
  cdr_test_add ("/component-log/long", test_long);
  cdr_test_add ("/component-log/dropped", test_dropped);
  cdr_test_add_misuse ("/component-log/wrong-level", test_wrong_level);
  cdr_test_add ("/component-log/domain/one", test_domain_one);
  cdr_test_add ("/component-log/domain/component", test_domain_component);
  cdr_test_add ("/component-log/domain/module", test_domain_module);
  cdr_test_add ("/component-log/domain/func", test_domain_func);
  cdr_test_add ("/component-log/domain/func/other", test_domain_func_other);
  cdr_test_add ("/component-log/domain/func/settled", test_domain_func_settled);
  cdr_test_add ("/component-log/domain/alone", test_domain_alone);
  cdr_test_add ("/component-log/notify", test_notify);
  cdr_test_add ("/component-log/threads", test_threads);

  return g_test_run ();
}
