/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-kebab-private.h"

#include <string.h>

#define N_NAMES 20000

static void
test_table (void)
{
  static const char *const table[][2] = {
    { "Database", "database" },
    { "WebApi", "web-api" },
    { "WebAPI", "web-api" },
    { "HTTPClient", "http-client" },
    { "HTTPSClientV2", "https-client-v2" },
    { "http_client", "http-client" },
    { "HTTP_CLIENT", "http-client" },
    { "http-client", "http-client" },
    { "httpClient", "http-client" },
    { "IPv6Listener", "ipv6-listener" },
    { "IPv4", "ipv4" },
    { "MyIPv6", "my-ipv6" },
    { "TLSv13Socket", "tlsv13-socket" },
    { "JSView", "js-view" },
    { "IView", "i-view" },
    { "OAuth2Provider", "o-auth2-provider" },
    { "Http2Server", "http2-server" },
    { "HTTP2Server", "http2-server" },
    { "S3Store", "s3-store" },
    { "A", "a" },
    { "ABC", "abc" },
    { "AbC", "ab-c" },
    { "Worker 1", "worker-1" },
    { "Worker (1)", "worker-1" },
    { "_Private", "private" },
    { "__main__", "main" },
    { "a--b", "a-b" },
    { "Größe", "größe" },
    { "42", "42" },
    { "...", "" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *kebab = cdr_kebab (table[i][0]);

      g_assert_cmpstr (kebab, ==, table[i][1]);
    }
}

/* Of the characters that matter, in any order. */
static char *
make_name (void)
{
  static const char characters[] = "ABvVsxyz019-_ .\xc3\xb6";
  GString *name = g_string_new (NULL);

  for (int n = g_test_rand_int_range (0, 12); n > 0; n--)
    g_string_append_c (name, characters[g_test_rand_int_range (0, sizeof characters - 1)]);

  return g_string_free (name, FALSE);
}

static char *
get_letters (const char *name)
{
  GString *letters = g_string_new (NULL);

  for (const char *c = name; *c != '\0'; c++)
    {
      if (g_ascii_isalnum (*c) || (guchar) *c >= 0x80)
        g_string_append_c (letters, g_ascii_tolower (*c));
    }

  return g_string_free (letters, FALSE);
}

/* No letter or digit is lost, added or moved; words are parted by single hyphens; and what
 * is converted stays so.
 */
static void
test_properties (void)
{
  for (guint i = 0; i < N_NAMES; i++)
    {
      g_autofree char *name = make_name ();
      g_autofree char *kebab = cdr_kebab (name);
      g_autofree char *again = cdr_kebab (kebab);
      g_autofree char *letters = get_letters (name);
      g_autofree char *same_letters = get_letters (kebab);

      g_assert_cmpstr (again, ==, kebab);
      g_assert_cmpstr (same_letters, ==, letters);
      g_assert_null (strstr (kebab, "--"));
      g_assert_false (g_str_has_prefix (kebab, "-"));
      g_assert_false (g_str_has_suffix (kebab, "-"));
      g_assert_null (strpbrk (kebab, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_ ."));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kebab/table", test_table);
  g_test_add_func ("/kebab/properties", test_properties);

  return g_test_run ();
}
