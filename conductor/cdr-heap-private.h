/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A queue that gives the entry with the lowest key first. Entries can't be taken
 * back: whoever pops one checks whether it still holds.
 */
typedef struct
{
  gint64 key;
  guint  value;
} CdrHeapEntry;

typedef struct
{
  CdrHeapEntry *entries;
  gsize         n_entries;
  gsize         n_allocated;
} CdrHeap;

void     cdr_heap_clear    (CdrHeap      *self);
void     cdr_heap_empty    (CdrHeap      *self);
void     cdr_heap_push     (CdrHeap      *self,
                            gint64        key,
                            guint         value);
gboolean cdr_heap_is_empty (CdrHeap      *self);
gboolean cdr_heap_peek     (CdrHeap      *self,
                            CdrHeapEntry *entry);
void     cdr_heap_pop      (CdrHeap      *self);

G_END_DECLS
