/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The transition table: the two rules, and what may happen to a component in each of
 * its states. Only preprocessor: model.pml includes it and spin explores it;
 * model-table.c includes it and the library is compared with it.
 *
 * Whoever includes it says what these mean, for components c and d:
 *
 * IN (c, X)               its state is X
 * NEED_IS (c, d, X)       c depends on d, and its need is X: REQUIRED or WANTED
 * IS_WANTED (c)           its goal is up
 * IS_DOOMED (c)           what it requires has failed while both were wanted
 * IS_CANCELLED (c)        its setup or shutdown under way was cancelled
 * IS_LATE (c)             its setup or shutdown under way has timed out
 * IS_OVERDUE (c)          its setup had timed out, and succeeded nevertheless
 * IS_BUSY (c)             a task that it was handed has not ended
 * IS_STOPPING             a stop was asked for, or a failure was fatal
 * IS_HURRIED              the stop is in a hurry
 * ANY_DEPENDENCY (c, P)   P (c, d) holds for some dependency d of c
 * ANY_DEPENDENT (c, P)    P (c, d) holds for some dependent d of c
 * ANY (P)                 P (c) holds for some component
 */

#define IS_RUNNING(c) (IN (c, SETTING_UP) || IN (c, ACTIVE) || IN (c, SHUTTING_DOWN))
#define IS_FLYING(c)  (IN (c, SETTING_UP) || IN (c, SHUTTING_DOWN))
#define IS_GONE(c)    (IN (c, FAILED) || IN (c, ABANDONED))
#define IS_UP(c)      (IN (c, ACTIVE) && IS_WANTED (c))

/* Dependency d keeps c waiting; dependent d keeps c up. */
#define AWAITS(c, d) \
  ((NEED_IS (c, d, REQUIRED) && !IS_UP (d)) || \
   (NEED_IS (c, d, WANTED) && !IS_UP (d) && !IS_GONE (d)))
#define HELD_BY(c, d) IS_RUNNING (d)

/* The two rules. */
#define MAY_SET_UP(c)    (IS_WANTED (c) && !ANY_DEPENDENCY (c, AWAITS))
#define MAY_SHUT_DOWN(c) (!IS_WANTED (c) && !ANY_DEPENDENT (c, HELD_BY))

/* What the conductor does of itself, and does not rest before it is done. */
#define IS_TO_SET_UP(c)    (IN (c, INACTIVE) && MAY_SET_UP (c))
#define IS_TO_SHUT_DOWN(c) (IN (c, ACTIVE) && MAY_SHUT_DOWN (c))
#define IS_TO_SKIP(c)      (IN (c, INACTIVE) && IS_DOOMED (c))
#define IS_TO_CANCEL(c) \
  (!IS_CANCELLED (c) && \
   ((IN (c, SETTING_UP) && !IS_WANTED (c)) || \
    (IN (c, SHUTTING_DOWN) && (IS_LATE (c) || IS_HURRIED))))
#define IS_UNDONE(c) \
  (IS_TO_SKIP (c) || IS_TO_CANCEL (c) || IS_TO_SHUT_DOWN (c) || IS_TO_SET_UP (c))
#define IS_UNREST(c) (IS_FLYING (c) || IS_UNDONE (c))

/* ROW (c, state, what happens, if, state after, what follows)
 *
 * What follows: NOTHING, or
 * FAIL: if the component is essential everything stops, else it is wanted no more;
 * STOP: everything stops, if it does not yet.
 * What becomes FAILED or ABANDONED dooms wanted dependents that require it.
 */
#define TABLE(ROW, c) \
  ROW (c, INACTIVE, SETUP_BEGIN, MAY_SET_UP (c), SETTING_UP, NOTHING) \
  /* Disposed of, or it refused what was injected. */ \
  ROW (c, INACTIVE, SETUP_FAILED, MAY_SET_UP (c), FAILED, FAIL) \
  ROW (c, INACTIVE, SKIPPED, IS_DOOMED (c), FAILED, NOTHING) \
  \
  ROW (c, SETTING_UP, SETUP_SUCCEEDED, ALWAYS, ACTIVE, NOTHING) \
  ROW (c, SETTING_UP, SETUP_FAILED, !IS_LATE (c), FAILED, FAIL) \
  ROW (c, SETTING_UP, SETUP_GAVE_UP, !IS_LATE (c) && IS_CANCELLED (c), INACTIVE, NOTHING) \
  ROW (c, SETTING_UP, SETUP_GAVE_UP, IS_LATE (c), FAILED, NOTHING) \
  ROW (c, SETTING_UP, CANCELLED, IS_TO_CANCEL (c), SETTING_UP, NOTHING) \
  ROW (c, SETTING_UP, TIMED_OUT, !IS_LATE (c), SETTING_UP, FAIL) \
  ROW (c, SETTING_UP, ABANDONED, IS_LATE (c) && IS_CANCELLED (c), ABANDONED, NOTHING) \
  \
  ROW (c, ACTIVE, FAULT, ALWAYS, ACTIVE, STOP) \
  ROW (c, ACTIVE, SHUTDOWN_BEGIN, MAY_SHUT_DOWN (c), SHUTTING_DOWN, NOTHING) \
  \
  ROW (c, SHUTTING_DOWN, SHUTDOWN_SUCCEEDED, !IS_OVERDUE (c), INACTIVE, NOTHING) \
  ROW (c, SHUTTING_DOWN, SHUTDOWN_SUCCEEDED, IS_OVERDUE (c), FAILED, NOTHING) \
  ROW (c, SHUTTING_DOWN, SHUTDOWN_FAILED, !IS_LATE (c) && !IS_OVERDUE (c), INACTIVE, NOTHING) \
  ROW (c, SHUTTING_DOWN, SHUTDOWN_FAILED, !IS_LATE (c) && IS_OVERDUE (c), FAILED, NOTHING) \
  ROW (c, SHUTTING_DOWN, CANCELLED, IS_TO_CANCEL (c), SHUTTING_DOWN, NOTHING) \
  ROW (c, SHUTTING_DOWN, TIMED_OUT, !IS_LATE (c), SHUTTING_DOWN, NOTHING) \
  ROW (c, SHUTTING_DOWN, ABANDONED, IS_LATE (c) && IS_CANCELLED (c), ABANDONED, NOTHING) \
  \
  ROW (c, ABANDONED, LATE_END, IS_BUSY (c), ABANDONED, NOTHING)

/* WHOLE (what happens, if): of no component. */
#define TABLE_OF_THE_WHOLE(WHOLE) \
  WHOLE (STOP_WANTED, !IS_STOPPING) \
  WHOLE (HURRY, IS_STOPPING && !IS_HURRIED) \
  WHOLE (REPORT, !ANY (IS_UNREST))
