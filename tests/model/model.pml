/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The two rules over every graph of N components, with everything that components
 * and callers may do, in every order. What the conductor does, and when, is in
 * table.h; here are the components, those who call, and the promises. What there is to
 * do may be done as late as can be and in any order, and things happen in between: so
 * this holds for any pump and for any max-concurrent.
 *
 * N      how many components: 1 to 4
 * BRIEF  1: fewer states for the same: no silence, but every wait is seen to have a
 *        deadline; no late ends, which change nothing; and how a component came down
 *        is forgotten once everything is stopping, when nobody looks at it any more
 *
 * There are no clocks: a deadline may pass at any moment. Deadlines are there because
 * of silence, which may fall at any moment too: from then on nobody answers or asks for
 * anything until a deadline has passed. Who waits without one waits for ever, and that
 * is an invalid end state.
 */

#ifndef N
#define N 4
#endif
#ifndef BRIEF
#define BRIEF 0
#endif

/* States, and needs. */
#define INACTIVE      0
#define SETTING_UP    1
#define ACTIVE        2
#define SHUTTING_DOWN 3
#define FAILED        4
#define ABANDONED     5

#define NONE     0
#define WANTED   1
#define REQUIRED 2

/* What happens: first what the conductor does of itself, last what its clock does. */
#define NO_EVENT                 0
#define EVENT_SKIPPED            1
#define EVENT_CANCELLED          2
#define EVENT_SHUTDOWN_BEGIN     3
#define EVENT_SETUP_BEGIN        4
#define EVENT_SETUP_SUCCEEDED    5
#define EVENT_SETUP_FAILED       6
#define EVENT_SETUP_GAVE_UP      7
#define EVENT_SHUTDOWN_SUCCEEDED 8
#define EVENT_SHUTDOWN_FAILED    9
#define EVENT_FAULT              10
#define EVENT_LATE_END           11
#define EVENT_TIMED_OUT          12
#define EVENT_ABANDONED          13

#define IS_ACT(event)      (event <= EVENT_SETUP_BEGIN)
#define IS_DEADLINE(event) (event >= EVENT_TIMED_OUT)

/* What follows. */
#define NOTHING 0
#define FAIL    1
#define STOP    2

/* The graph: what component c needs d for, and on the diagonal what it is a root for.
 * Components depend on those with lower numbers only.
 */
int needs;
unsigned essential : 4;

#define NEED(c, d)    ((needs >> (8 * (c) + 2 * (d))) & 3)
#define ROOT(c)       NEED (c, c)
#define NEEDS(c, d)   (NEED (c, d) != NONE)

/* What the conductor knows. */
byte state[4];
unsigned wanted : 4;
unsigned doomed : 4;
unsigned cancelled : 4;
unsigned late : 4;
unsigned overdue : 4;
bit is_stopping;
bit is_hurried;

/* What is so, seen from inside the components: a call is under way; a shutdown is owed
 * to it; and, by dependent and dependency, what its setup found active.
 */
unsigned busy : 4;
unsigned owed : 4;
unsigned held : 16;

/* What was told to those who asked; and whether everybody is silent. */
bit is_up;
bit is_silent;

#define BIT(c)       (1 << (c))
#define HAS(bits, c) ((bits >> (c)) & 1)
#define HOLDS(c, d)  HAS (held, 4 * (c) + (d))

/* What the table asks for. */
#define ALWAYS           true
#define IN(c, x)         (state[c] == x)
#define NEED_IS(c, d, x) (NEED (c, d) == x)
#define IS_WANTED(c)     HAS (wanted, c)
#define IS_DOOMED(c)     HAS (doomed, c)
#define IS_CANCELLED(c)  HAS (cancelled, c)
#define IS_LATE(c)       HAS (late, c)
#define IS_OVERDUE(c)    HAS (overdue, c)
#define IS_BUSY(c)       HAS (busy, c)
#define IS_STOPPING      is_stopping
#define IS_HURRIED       is_hurried

#define ABOVE(c, P, d)       (d > c && NEEDS (d, c) && P (c, d))
#define BELOW(c, P, d)       (d < c && NEEDS (c, d) && P (c, d))
#define ANY_DEPENDENT(c, P)  (ABOVE (c, P, 1) || ABOVE (c, P, 2) || ABOVE (c, P, 3))
#define ANY_DEPENDENCY(c, P) (BELOW (c, P, 0) || BELOW (c, P, 1) || BELOW (c, P, 2))
#define ANY(P)               (P (0) || P (1) || P (2) || P (3))

#include "table.h"

/* What happens next, and to whom; and counters. All are 0 between steps. */
unsigned at : 2;
unsigned what : 4;
unsigned next : 3;
unsigned follows : 2;
unsigned i : 3;
unsigned j : 3;
unsigned k : 3;

inline forget ()
{
#if BRIEF
  i = 0;
  do
  :: i >= N || !is_stopping || doomed != 0 -> break
  :: else ->
     overdue = overdue & ~BIT (i);
     if
     :: state[i] == FAILED || state[i] == ABANDONED ->
        state[i] = INACTIVE;
        busy = busy & ~BIT (i)
     :: else
     fi;
     i++
  od;
#endif
  at = 0;
  what = NO_EVENT;
  next = 0;
  follows = 0;
  i = 0;
  j = 0;
  k = 0
}

/* Choosing a graph. */

#define CHOOSE(c, d) \
  if \
  :: c < N -> needs = needs | (WANTED << (8 * (c) + 2 * (d))) \
  :: c < N -> needs = needs | (REQUIRED << (8 * (c) + 2 * (d))) \
  :: true \
  fi

/* Two neighbours of which neither depends on the other can change places. Of the two
 * graphs that are the same but for that, only the one with the lower number counts.
 */
#define SWAPPED(c) (c == k -> k + 1 : (c == k + 1 -> k : c))

inline drop_if_twin ()
{
  int twin;

  k = 0;
  do
  :: k >= N - 1 -> break
  :: else ->
     if
     :: NEEDS (k + 1, k) -> skip
     :: else ->
        twin = 0;
        i = 0;
        do
        :: i >= N -> break
        :: else ->
           j = 0;
           do
           :: j > i -> break
           :: else ->
              twin = twin | (NEED (SWAPPED (i), SWAPPED (j)) << (8 * i + 2 * j));
              j++
           od;
           i++
        od;
        if
        :: twin < needs -> is_kept = false
        :: else
        fi
     fi;
     k++
  od;
  twin = 0
}

inline drop_if_loose ()
{
  i = 0;
  do
  :: i >= N -> break
  :: else ->
     j = i + 1;
     do
     :: ROOT (i) != NONE -> break
     :: j >= N -> is_kept = false; break
     :: ROOT (i) == NONE && j < N && NEEDS (j, i) -> break
     :: else -> j++
     od;
     i++
  od
}

inline find_essential ()
{
  i = N;
  do
  :: i == 0 -> break
  :: else ->
     i--;
     if
     :: ROOT (i) == REQUIRED -> essential = essential | BIT (i)
     :: else
     fi;
     j = 0;
     do
     :: j >= i || !HAS (essential, i) -> break
     :: else ->
        if
        :: NEED (i, j) == REQUIRED -> essential = essential | BIT (j)
        :: else
        fi;
        j++
     od
  od
}

/* The goals. */

inline lower (c)
{
  wanted = wanted & ~BIT (c);
  i = N - 1;
  do
  :: i == 0 -> break
  :: else ->
     i--;
     j = i + 1;
     do
     :: !HAS (wanted, i) || ROOT (i) != NONE -> break
     :: else ->
        if
        :: j >= N -> wanted = wanted & ~BIT (i)
        :: j < N && NEEDS (j, i) && HAS (wanted, j) -> break
        :: else -> j++
        fi
     od
  od
}

inline stop ()
{
  is_stopping = true;
  is_up = false;
  wanted = 0
}

/* What the components see, and what was promised to each. */

inline see ()
{
  if
  :: what == EVENT_SETUP_BEGIN ->
     assert (!HAS (busy, at) && !HAS (owed, at));
     assert (!is_stopping && !is_up);
     busy = busy | BIT (at);
     j = 0;
     do
     :: j >= at -> break
     :: else ->
        if
        :: !NEEDS (at, j) -> skip
        :: else ->
           if
           :: state[j] == ACTIVE ->
              assert (!HAS (overdue, j));
              held = held | BIT (4 * at + j)
           :: else ->
              assert (NEED (at, j) == WANTED);
              assert (state[j] == FAILED || state[j] == ABANDONED)
           fi
        fi;
        j++
     od

  :: what == EVENT_SETUP_SUCCEEDED ->
     assert (HAS (busy, at) && !HAS (owed, at));
     busy = busy & ~BIT (at);
     owed = owed | BIT (at)

  :: what == EVENT_SHUTDOWN_BEGIN ->
     assert (HAS (owed, at) && !HAS (busy, at));
     owed = owed & ~BIT (at);
     busy = busy | BIT (at);
     j = at + 1;
     do
     :: j >= N -> break
     :: else ->
        assert (!NEEDS (j, at) || !(state[j] >= SETTING_UP && state[j] <= SHUTTING_DOWN));
        j++
     od

  :: what == EVENT_SETUP_FAILED || what == EVENT_SETUP_GAVE_UP ||
     what == EVENT_SHUTDOWN_SUCCEEDED || what == EVENT_SHUTDOWN_FAILED ||
     what == EVENT_LATE_END ->
     busy = busy & ~BIT (at)

  :: what == EVENT_SKIPPED ->
     assert (!HAS (busy, at) && !HAS (owed, at));
     j = 0;
     do
     :: NEED (at, j) == REQUIRED && (state[j] == FAILED || state[j] == ABANDONED) -> break
     :: else -> j++; assert (j < at)
     od

  :: else
  fi
}

/* What the conductor makes of it. */

inline conclude ()
{
  if
  :: what == EVENT_CANCELLED -> cancelled = cancelled | BIT (at)
  :: what == EVENT_TIMED_OUT ->
     late = late | BIT (at);
     is_silent = false;
     if
     :: state[at] == SETTING_UP -> overdue = overdue | BIT (at)
     :: else
     fi
  :: what == EVENT_ABANDONED -> is_silent = false
  :: what == EVENT_SKIPPED -> doomed = doomed & ~BIT (at)
  :: else
  fi;

  if
  :: follows == STOP || (follows == FAIL && HAS (essential, at)) -> stop ()
  :: follows == FAIL && !HAS (essential, at) -> lower (at)
  :: else
  fi
}

inline move ()
{
  assert ((state[at] == INACTIVE && (next == SETTING_UP || next == FAILED)) ||
          (state[at] == SETTING_UP && next != SHUTTING_DOWN) ||
          (state[at] == ACTIVE && next == SHUTTING_DOWN) ||
          (state[at] == SHUTTING_DOWN && next != SETTING_UP && next != ACTIVE));
  state[at] = next;

  if
  :: next == FAILED || next == ABANDONED ->
     k = at + 1;
     do
     :: k >= N -> break
     :: else ->
        if
        :: NEED (k, at) == REQUIRED && HAS (wanted, k) ->
           assert (state[k] == INACTIVE);
           doomed = doomed | BIT (k);
           lower (k)
        :: else
        fi;
        k++
     od
  :: else
  fi;

  cancelled = cancelled & ~BIT (at);
  late = late & ~BIT (at);
  if
  :: next != SETTING_UP && next != ACTIVE && next != SHUTTING_DOWN ->
     overdue = overdue & ~BIT (at);
     held = held & ~(15 << (4 * at))
  :: else
  fi
}

/* For BRIEF: something but an answer ends every wait. */
#define OR_DEADLINE(c, from, event, guard, to, effect) \
  || (IS_DEADLINE (EVENT_##event) && IN (c, from) && (guard))
#define HAS_DEADLINE(c) (IS_UNDONE (c) TABLE (OR_DEADLINE, c))

/* What is promised at every moment. */

inline check ()
{
#if BRIEF
  assert (!IS_FLYING (0) || HAS_DEADLINE (0));
  assert (!IS_FLYING (1) || HAS_DEADLINE (1));
  assert (!IS_FLYING (2) || HAS_DEADLINE (2));
  assert (!IS_FLYING (3) || HAS_DEADLINE (3));
#endif

  i = 0;
  do
  :: i >= N -> break
  :: else ->
     assert (HAS (owed, i) == (state[i] == ACTIVE));
     assert (HAS (busy, i) || (state[i] != SETTING_UP && state[i] != SHUTTING_DOWN));
     assert (!HAS (busy, i) || (state[i] != INACTIVE && state[i] != ACTIVE &&
                                state[i] != FAILED));
     j = 0;
     do
     :: j >= i -> break
     :: else ->
        assert (!HOLDS (i, j) || state[j] == ACTIVE);
        j++
     od;
     i++
  od
}

/* Told that the setup succeeded: what a required root needs is active; what failed was
 * only wanted, and those that require it were skipped; the rest is up if anybody that
 * is up wants it, and down if not.
 */
inline check_success ()
{
  i = 0;
  do
  :: i >= N -> break
  :: else ->
     assert (state[i] != SETTING_UP && state[i] != SHUTTING_DOWN);
     assert (state[i] == ACTIVE || ROOT (i) != REQUIRED);

     k = (ROOT (i) != NONE -> 1 : 0);
     j = i + 1;
     do
     :: j >= N -> break
     :: else ->
        if
        :: NEEDS (j, i) && state[j] == ACTIVE -> k = 1
        :: else
        fi;
        j++
     od;
     assert (k == 1 || state[i] != ACTIVE);
     assert (k == 0 || state[i] != INACTIVE);

     j = 0;
     do
     :: j >= i || state[i] != ACTIVE -> break
     :: else ->
        assert (!NEEDS (i, j) || state[j] == ACTIVE ||
                (NEED (i, j) == WANTED && (state[j] == FAILED || state[j] == ABANDONED)));
        j++
     od;
     i++
  od
}

/* Told that all is down, or that the setup failed: nothing runs but what was abandoned. */
inline check_down ()
{
  assert (owed == 0);
  i = 0;
  do
  :: i >= N -> break
  :: else ->
     assert (state[i] == INACTIVE || state[i] == FAILED || state[i] == ABANDONED);
     assert (!HAS (busy, i) || state[i] == ABANDONED);
     i++
  od
}

#define HAPPENS(c, event, to, effect) at = c; what = event; next = to; follows = effect

#define ROW(c, from, event, guard, to, effect) \
  :: d_step { \
       (!BRIEF || EVENT_##event != EVENT_LATE_END) && \
       (IS_ACT (EVENT_##event) || IS_DEADLINE (EVENT_##event) || !is_silent) && \
       IN (c, from) && (guard) -> \
       HAPPENS (c, EVENT_##event, to, effect) \
     }

#define WHOLE(event, guard) :: d_step { !is_silent && (guard) -> WHOLE_##event }
#define WHOLE_STOP_WANTED stop ()
#define WHOLE_HURRY       is_hurried = true
#define WHOLE_REPORT \
  if \
  :: is_stopping -> check_down (); is_over = true \
  :: else -> if :: !is_up -> check_success (); is_up = true :: else fi \
  fi

active proctype conductor ()
{
  bool is_kept = true;
  bool is_over;

  atomic {
    CHOOSE (0, 0);
    CHOOSE (1, 0); CHOOSE (1, 1);
    CHOOSE (2, 0); CHOOSE (2, 1); CHOOSE (2, 2);
    CHOOSE (3, 0); CHOOSE (3, 1); CHOOSE (3, 2); CHOOSE (3, 3);
    d_step {
      drop_if_loose ();
      drop_if_twin ();
      find_essential ();
      wanted = BIT (N) - 1;
      forget ()
    }
  };

  do
  :: !is_kept || is_over -> break
  :: atomic {
       is_kept && !is_over;
       if
       :: d_step { !BRIEF && !is_silent && ANY (IS_FLYING) -> is_silent = true }
       TABLE_OF_THE_WHOLE (WHOLE)
       TABLE (ROW, 0)
       TABLE (ROW, 1)
       TABLE (ROW, 2)
       TABLE (ROW, 3)
       fi;

       d_step {
         if
         :: what != NO_EVENT ->
            see ();
            conclude ();
            if
            :: state[at] != next -> move ()
            :: else
            fi;
            check ()
         :: else
         fi;
         forget ()
       }
     }
  od
}
