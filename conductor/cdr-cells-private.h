/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text in a terminal, where a character takes none, one or two cells. */

guint cdr_cells_measure       (const char *text);
void  cdr_cells_append        (GString    *line,
                               const char *text);
void  cdr_cells_append_padded (GString    *line,
                               const char *text,
                               guint       width);

G_END_DECLS
