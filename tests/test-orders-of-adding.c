/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cdr-test-application.h"
#include "cdr-test-choice.h"
#include "cdr-test-fixture.h"

/* What is injected is a function of the types, the patches and the set of what was added,
 * never of the order of adding. Random applications are resolved in every order, and
 * compared with a second resolver.
 */

#define N_APPLICATIONS 2000 /* over all pools */

/* All orders of @order[first...last], by exchanging. */
static void
for_all_orders (const Application *application,
                const Answer      *reference,
                guint             *order,
                guint              first,
                guint              last)
{
  if (first >= last)
    {
      g_auto (Answer) answer = { 0 };

      application_compute_answer (application, order, &answer);
      answer_check (&answer, reference);
      return;
    }

  for (guint i = first; i <= last; i++)
    {
      guint chosen = order[i];

      order[i] = order[first];
      order[first] = chosen;
      for_all_orders (application, reference, order, first + 1, last);
      order[first] = order[i];
      order[i] = chosen;
    }
}

static void
shuffle (guint *order,
         guint  n)
{
  for (guint i = n; i > 1; i--)
    {
      guint j = cdr_test_choose (i);
      guint other = order[i - 1];

      order[i - 1] = order[j];
      order[j] = other;
    }
}

static void
check_application (const Application *application,
                   const Answer      *reference)
{
  guint order[MAX_ADDED + MAX_PATCHES];
  guint n_added = application->n_added;
  guint n = n_added + application->n_patches;

  /* Every order of adding, before the patches; every order of patching; and both mixed. */
  for (guint i = 0; i < n; i++)
    order[i] = i;
  for_all_orders (application, reference, order, 0, n_added - 1);
  if (application->n_patches > 0)
    for_all_orders (application, reference, order, n_added, n - 1);

  for (guint i = 0; i < 20; i++)
    {
      g_auto (Answer) answer = { 0 };

      shuffle (order, n);
      application_compute_answer (application, order, &answer);
      answer_check (&answer, reference);
    }
}

static void
test_random (Fixture *fixture)
{
  guint n_valid = 0;
  guint n_with_edges = 0;
  guint counts[CDR_ERROR_BAD_CONFIG + 1] = { 0 };

  for (guint i = 0; i < N_APPLICATIONS; i++)
    {
      g_auto (Application) application = { 0 };
      g_auto (Answer) reference = { 0 };

      application_init (&application, i % N_APPLICATION_POOLS);
      application_compute_reference (&application, &reference);
      check_application (&application, &reference);

      n_valid += reference.errors == 0;
      n_with_edges += reference.errors == 0 && strchr (reference.edges, ':') != NULL;
      for (guint code = 0; code < G_N_ELEMENTS (counts); code++)
        counts[code] += (reference.errors >> code) & 1;
    }

  g_test_message ("%u valid, %u of them with edges; %u invalid types, %u unresolved, "
                  "%u ambiguous, %u cycles, %u bad patches",
                  n_valid, n_with_edges, counts[CDR_ERROR_INVALID_TYPE],
                  counts[CDR_ERROR_UNRESOLVED], counts[CDR_ERROR_AMBIGUOUS],
                  counts[CDR_ERROR_CYCLE], counts[CDR_ERROR_BAD_PATCH]);

  /* Not just one kind of answer. */
  g_assert_cmpuint (n_with_edges, >, N_APPLICATIONS / 20);
  g_assert_cmpuint (counts[CDR_ERROR_AMBIGUOUS], >, 0);
  g_assert_cmpuint (counts[CDR_ERROR_UNRESOLVED], >, 0);
  g_assert_cmpuint (counts[CDR_ERROR_BAD_PATCH], >, 0);
}

/* The same through what users call: one application, all orders, who gets what. */
static void
test_injected (Fixture *fixture)
{
  GType base = cdr_test_type_new ("OrdersBase", NULL);
  GType below = cdr_test_type_new_below ("OrdersBelow", base, 0, NULL);
  GType mock = cdr_test_type_new_below ("OrdersMock", base, 0, NULL);
  GType dependent = cdr_test_type_new ("OrdersDependent", "base", base, "below", below, NULL);
  GType types[3] = { base, below, dependent };
  static const guint orders[6][3] = {
    { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autoptr (CdrConductor) conductor = cdr_conductor_new ();
      g_autoptr (GError) error = NULL;
      CdrComponent *component;

      for (guint j = 0; j < 3; j++)
        {
          if (j == i % 3)
            cdr_conductor_patch (conductor, below, mock, &error);
          cdr_conductor_add (conductor, types[orders[i][j]]);
        }
      g_assert_no_error (error);

      /* The replacement does not fit, in any order. */
      g_assert_false (cdr_conductor_validate (conductor, &error));
      cdr_test_assert_error (error, CDR_ERROR, CDR_ERROR_BAD_PATCH, "OrdersDependent:below");
      g_clear_error (&error);

      cdr_conductor_patch (conductor, below, cdr_test_type_new_below (
                             ((const char *[]) { "OrdersFits0", "OrdersFits1", "OrdersFits2",
                                                 "OrdersFits3", "OrdersFits4", "OrdersFits5" })[i],
                             below, 0, NULL), &error);
      g_assert_no_error (error);
      cdr_conductor_setup (conductor, NULL, &error);
      g_assert_no_error (error);

      component = cdr_conductor_get_component (conductor, dependent);
      g_assert_true (cdr_test_component_peek (CDR_TEST_COMPONENT (component), "base") ==
                     (GObject *) cdr_conductor_get_component (conductor, base));
      g_assert_true (cdr_test_component_peek (CDR_TEST_COMPONENT (component), "below") ==
                     (GObject *) cdr_conductor_get_component (conductor, below));

      cdr_conductor_shutdown (conductor, NULL, &error);
      g_assert_no_error (error);
      g_assert_finalize_object (g_steal_pointer (&conductor));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < N_APPLICATION_POOLS; i++)
    application_make_pool (i);

  cdr_test_add ("/orders-of-adding/random", test_random);
  cdr_test_add ("/orders-of-adding/injected", test_injected);

  return g_test_run ();
}
