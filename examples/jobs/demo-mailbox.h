/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  GQueue messages; /* of char * */
  GQueue waits;    /* GTasks, each for a message */
} DemoMailbox;

void     demo_mailbox_init      (DemoMailbox  *self);
void     demo_mailbox_clear     (DemoMailbox  *self);

void     demo_mailbox_put       (DemoMailbox  *self,
                                 char         *message);
void     demo_mailbox_wait      (DemoMailbox  *self,
                                 GTask        *task);
void     demo_mailbox_fail      (DemoMailbox  *self,
                                 const GError *error);
gboolean demo_mailbox_is_wanted (DemoMailbox  *self);

G_END_DECLS
