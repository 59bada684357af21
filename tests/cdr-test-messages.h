/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the library and components log with fields goes past g_test_expect_message () and past
 * g_log_set_handler (). Here it is expected, or written down. Everything else takes its
 * usual way: warnings and criticals stay fatal unless expected with GLib's own.
 */
typedef struct
{
  GLogLevelFlags  level;
  GHashTable     *fields; /* of strings */
} CdrTestMessage;

/* For the whole program, once however often it is called: a fixture does it. */
void           cdr_test_messages_install (void);

/* The next message above info must be this; @pattern is a glob. */
void           cdr_test_expect_logged    (GLogLevelFlags        level,
                                          const char           *pattern);
/* All that were expected have come. */
void           cdr_test_assert_logged    (void);

/* From begin to end everything is written down, debug messages too. */
typedef void (*CdrTestMessageFunc) (const char *message,
                                    gpointer    user_data);

void           cdr_test_messages_hook    (CdrTestMessageFunc    func,
                                          gpointer              user_data);

void           cdr_test_messages_begin   (void);
GPtrArray     *cdr_test_messages_end     (void);

const char    *cdr_test_message_get      (const CdrTestMessage *message,
                                          const char           *key);
/* The texts of one level, a line each. */
char          *cdr_test_messages_to_text (GPtrArray            *messages,
                                          GLogLevelFlags        level);

G_END_DECLS
