/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-heap-private.h"

/* A binary heap in an array. Entries of the same key come by value, so that the
 * order never depends on what else was in the heap.
 */

/* What is kept for the next entries when there are none: a chain of components fills
 * and empties its heaps at every link, and a wide graph must not hold what it needed
 * once for as long as it is up.
 */
#define N_KEPT 16

void
cdr_heap_clear (CdrHeap *self)
{
  g_free (self->entries);
  *self = (CdrHeap) { NULL };
}

/* Forgets all entries. */
void
cdr_heap_empty (CdrHeap *self)
{
  self->n_entries = 0;
  if (self->n_allocated > N_KEPT)
    cdr_heap_clear (self);
}

static gboolean
is_before (const CdrHeapEntry *a,
           const CdrHeapEntry *b)
{
  return a->key < b->key || (a->key == b->key && a->value < b->value);
}

static void
grow (CdrHeap *self)
{
  self->n_allocated = MAX (N_KEPT, 2 * self->n_allocated);
  self->entries = g_renew (CdrHeapEntry, self->entries, self->n_allocated);
}

void
cdr_heap_push (CdrHeap *self,
               gint64   key,
               guint    value)
{
  CdrHeapEntry entry = { key, value };
  gsize place = self->n_entries++;

  if (self->n_entries > self->n_allocated)
    grow (self);

  for (; place > 0; place = (place - 1) / 2)
    {
      if (!is_before (&entry, &self->entries[(place - 1) / 2]))
        break;
      self->entries[place] = self->entries[(place - 1) / 2];
    }

  self->entries[place] = entry;
}

gboolean
cdr_heap_is_empty (CdrHeap *self)
{
  return self->n_entries == 0;
}

gboolean
cdr_heap_peek (CdrHeap      *self,
               CdrHeapEntry *entry)
{
  if (cdr_heap_is_empty (self))
    return FALSE;

  *entry = self->entries[0];
  return TRUE;
}

void
cdr_heap_pop (CdrHeap *self)
{
  gsize len = --self->n_entries;
  CdrHeapEntry *entries = self->entries;
  CdrHeapEntry last = entries[len];
  gsize place = 0;

  if (len == 0)
    {
      cdr_heap_empty (self);
      return;
    }

  for (gsize child = 1; child < len; child = 2 * place + 1)
    {
      if (child + 1 < len && is_before (&entries[child + 1], &entries[child]))
        child++;
      if (!is_before (&entries[child], &last))
        break;
      entries[place] = entries[child];
      place = child;
    }

  entries[place] = last;
}
