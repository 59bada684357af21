/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-heap-private.h"

/* A binary heap in an array. Entries of the same key come by value, so that the
 * order never depends on what else was in the heap.
 */

#define ENTRY(self, place) g_array_index ((self)->entries, CdrHeapEntry, place)

void
cdr_heap_clear (CdrHeap *self)
{
  g_clear_pointer (&self->entries, g_array_unref);
}

static gboolean
is_before (const CdrHeapEntry *a,
           const CdrHeapEntry *b)
{
  return a->key < b->key || (a->key == b->key && a->value < b->value);
}

void
cdr_heap_push (CdrHeap *self,
               gint64   key,
               guint    value)
{
  CdrHeapEntry entry = { key, value };
  guint place;

  if (self->entries == NULL)
    self->entries = g_array_new (FALSE, FALSE, sizeof (CdrHeapEntry));

  g_array_append_val (self->entries, entry);

  for (place = self->entries->len - 1; place > 0; place = (place - 1) / 2)
    {
      if (!is_before (&entry, &ENTRY (self, (place - 1) / 2)))
        break;
      ENTRY (self, place) = ENTRY (self, (place - 1) / 2);
    }

  ENTRY (self, place) = entry;
}

gboolean
cdr_heap_peek (CdrHeap      *self,
               CdrHeapEntry *entry)
{
  if (self->entries == NULL)
    return FALSE;

  *entry = ENTRY (self, 0);
  return TRUE;
}

void
cdr_heap_pop (CdrHeap *self)
{
  CdrHeapEntry last = ENTRY (self, self->entries->len - 1);
  guint len = self->entries->len - 1;
  guint place = 0;

  if (len == 0)
    {
      cdr_heap_clear (self);
      return;
    }

  g_array_set_size (self->entries, len);

  for (guint child = 1; child < len; child = 2 * place + 1)
    {
      if (child + 1 < len && is_before (&ENTRY (self, child + 1), &ENTRY (self, child)))
        child++;
      if (!is_before (&ENTRY (self, child), &last))
        break;
      ENTRY (self, place) = ENTRY (self, child);
      place = child;
    }

  ENTRY (self, place) = last;
}
