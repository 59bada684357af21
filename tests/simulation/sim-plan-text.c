/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-plan.h"

#include <stddef.h>
#include <string.h>

/* Plans as text, a line for each thing, and only what is not the default. */

#define NAMES(...) (const char *const[]) { __VA_ARGS__, NULL }

typedef struct
{
  const char        *name;
  size_t             offset;
  const char *const *values; /* NULL: a number */
} Field;

#define FIELD(Type, field) { #field, offsetof (Type, field), NULL }
#define WORDS(Type, field, ...) { #field, offsetof (Type, field), NAMES (__VA_ARGS__) }

static const Field plan_fields[] = {
  FIELD (SimPlan, schedule),
  WORDS (SimPlan, shape, "random", "chain", "star", "layered", "lattice"),
  WORDS (SimPlan, defect, "none", "cycle", "missing", "ambiguous", "misfit", "patch-loop"),
  FIELD (SimPlan, setup_timeout),
  FIELD (SimPlan, shutdown_timeout),
  FIELD (SimPlan, shutdown_deadline),
  FIELD (SimPlan, grace),
  FIELD (SimPlan, slow_threshold),
  FIELD (SimPlan, max_concurrent),
  FIELD (SimPlan, n_rounds),
  FIELD (SimPlan, active_time),
  FIELD (SimPlan, validates),
  FIELD (SimPlan, again_inside),
  FIELD (SimPlan, late_end),
  { NULL }
};

static const Field part_fields[] = {
  FIELD (SimPart, type),
  WORDS (SimPart, root, "no", "required", "wanted"),
  FIELD (SimPart, is_ready),
  { "setup_timeout", offsetof (SimPart, timeout[0]), NULL },
  { "shutdown_timeout", offsetof (SimPart, timeout[1]), NULL },
  { "fail_after", offsetof (SimPart, fail_after[0]), NULL },
  { "fail_again_after", offsetof (SimPart, fail_after[1]), NULL },
  { NULL }
};

static const Field edge_fields[] = {
  FIELD (SimEdge, property),
  FIELD (SimEdge, ask),
  WORDS (SimEdge, need, "required", "wanted", "if-added"),
  FIELD (SimEdge, wired),
  WORDS (SimEdge, setter, "good", "ignores", "keeps"),
  { NULL }
};

static const Field behaviour_fields[] = {
  WORDS (SimBehaviour, outcome, "ok", "fail", "false", "drop", "twice", "cancelled"),
  WORDS (SimBehaviour, place, "later", "inside", "nested", "thread"),
  WORDS (SimBehaviour, on_cancel, "ignore", "obey", "obey-later", "succeed-later", "fail-later"),
  WORDS (SimBehaviour, deed, "none", "shutdown", "setup", "add", "add-other", "get", "quit",
         "extend", "fail", "validate"),
  FIELD (SimBehaviour, delay),
  FIELD (SimBehaviour, cancel_delay),
  FIELD (SimBehaviour, extend),
  { NULL }
};

static const Field patch_fields[] = {
  FIELD (SimPatch, ask),
  FIELD (SimPatch, type),
  FIELD (SimPatch, round),
  { NULL }
};

static const Field action_fields[] = {
  WORDS (SimAction, kind, "none", "shutdown", "shutdown-cancelled", "setup", "cancel-one",
         "cancel-setup", "cancel-shutdown", "drop", "add", "add-other", "add-component", "patch",
         "quit", "fail", "extend", "validate", "dispose", "change", "dispose-part"),
  FIELD (SimAction, at),
  FIELD (SimAction, after),
  FIELD (SimAction, inside),
  FIELD (SimAction, target),
  FIELD (SimAction, is_in_thread),
  { NULL }
};

static const char *const call_words[SIM_N_ROUNDS][2] = {
  { "setup", "shutdown" },
  { "setup-again", "shutdown-again" },
};

const SimBehaviour sim_behaviour_default = { 0 };

SimPart
sim_part_default (void)
{
  return (SimPart) {
    .timeout = { SIM_NEVER, SIM_NEVER },
    .fail_after = { SIM_NEVER, SIM_NEVER },
  };
}

static const SimEdge edge_default = { .wired = SIM_NEVER };
static const SimPatch patch_default = { 0 };
static const SimAction action_default = { .at = SIM_NEVER };
static const SimPlan plan_default = { .n_rounds = 1 };

static int
get (gconstpointer  base,
     const Field   *field)
{
  return *(const int *) (gconstpointer) ((const char *) base + field->offset);
}

static void
print (GString       *text,
       const char    *word,
       const Field   *fields,
       gconstpointer  base,
       gconstpointer  defaults)
{
  g_string_append (text, word);

  for (const Field *field = fields; field->name != NULL; field++)
    {
      int value = get (base, field);

      if (value == get (defaults, field))
        continue;
      if (field->values != NULL)
        g_string_append_printf (text, " %s=%s", field->name, field->values[value]);
      else
        g_string_append_printf (text, " %s=%d", field->name, value);
    }

  g_string_append_c (text, '\n');
}

static void
print_part (GString       *text,
            const SimPart *part)
{
  SimPart defaults = sim_part_default ();

  defaults.type = -1;
  print (text, "part", part_fields, part, &defaults);

  for (int e = 0; e < part->n_edges; e++)
    print (text, " needs", edge_fields, &part->edges[e], &edge_default);

  for (int round = 0; round < SIM_N_ROUNDS; round++)
    {
      for (int phase = 0; phase < 2; phase++)
        {
          const SimBehaviour *behaviour = &part->behaviour[round][phase];
          g_autofree char *word = g_strdup_printf (" %s", call_words[round][phase]);

          if (memcmp (behaviour, &sim_behaviour_default, sizeof *behaviour) != 0)
            print (text, word, behaviour_fields, behaviour, &sim_behaviour_default);
        }
    }
}

char *
sim_plan_to_string (const SimPlan *plan)
{
  GString *text = g_string_new (NULL);

  print (text, "plan", plan_fields, plan, &plan_default);

  for (int i = 0; i < plan->n_parts; i++)
    {
      g_string_append_printf (text, "# %d\n", i);
      print_part (text, &plan->parts[i]);
    }
  for (int i = 0; i < plan->n_patches; i++)
    print (text, "patch", patch_fields, &plan->patches[i], &patch_default);
  for (int i = 0; i < plan->n_actions; i++)
    print (text, "action", action_fields, &plan->actions[i], &action_default);

  return g_string_free (text, FALSE);
}

/* Reading. */

static gboolean
parse_value (const Field *field,
             const char  *word,
             int         *value)
{
  gint64 number;

  if (field->values == NULL)
    {
      if (!g_ascii_string_to_signed (word, 10, G_MININT, G_MAXINT, &number, NULL))
        return FALSE;
      *value = (int) number;
      return TRUE;
    }

  for (*value = 0; field->values[*value] != NULL; (*value)++)
    {
      if (g_str_equal (field->values[*value], word))
        return TRUE;
    }

  return FALSE;
}

static gboolean
parse_assignment (const Field *fields,
                  gpointer     base,
                  const char  *word)
{
  for (const Field *field = fields; field->name != NULL; field++)
    {
      size_t length = strlen (field->name);

      if (strncmp (word, field->name, length) == 0 && word[length] == '=')
        return parse_value (field, word + length + 1,
                            (int *) (gpointer) ((char *) base + field->offset));
    }

  return FALSE;
}

static gboolean
parse_fields (const Field *fields,
              gpointer     base,
              char       **words)
{
  for (; *words != NULL; words++)
    {
      if (**words != '\0' && !parse_assignment (fields, base, *words))
        return FALSE;
    }

  return TRUE;
}

/* What belongs to the part that was begun last. */
static gboolean
parse_detail (SimPart  *part,
              char    **words)
{
  if (g_str_equal (words[0], "needs") && part->n_edges < SIM_N_PROPERTIES)
    {
      SimEdge *edge = &part->edges[part->n_edges++];

      *edge = edge_default;
      return parse_fields (edge_fields, edge, words + 1);
    }

  for (int round = 0; round < SIM_N_ROUNDS; round++)
    {
      for (int phase = 0; phase < 2; phase++)
        {
          if (g_str_equal (words[0], call_words[round][phase]))
            return parse_fields (behaviour_fields, &part->behaviour[round][phase], words + 1);
        }
    }

  return FALSE;
}

static gboolean
parse_line (SimPlan  *plan,
            char    **words)
{
  if (g_str_equal (words[0], "plan"))
    return parse_fields (plan_fields, plan, words + 1);

  if (g_str_equal (words[0], "part") && plan->n_parts < SIM_MAX_PARTS)
    {
      plan->parts[plan->n_parts] = sim_part_default ();
      return parse_fields (part_fields, &plan->parts[plan->n_parts++], words + 1);
    }

  if (g_str_equal (words[0], "patch") && plan->n_patches < SIM_MAX_PATCHES)
    return parse_fields (patch_fields, &plan->patches[plan->n_patches++], words + 1);

  if (g_str_equal (words[0], "action") && plan->n_actions < SIM_MAX_ACTIONS)
    {
      plan->actions[plan->n_actions] = action_default;
      return parse_fields (action_fields, &plan->actions[plan->n_actions++], words + 1);
    }

  return plan->n_parts > 0 && parse_detail (&plan->parts[plan->n_parts - 1], words);
}

/* Returns: FALSE after a message if @text is no plan */
gboolean
sim_plan_parse (SimPlan    *plan,
                const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  *plan = plan_default;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (g_strstrip (lines[i]), " ", -1);

      if (words[0] == NULL || *words[0] == '\0' || *words[0] == '#')
        continue;
      if (!parse_line (plan, words))
        {
          g_printerr ("Not a line of a plan: %s\n", lines[i]);
          return FALSE;
        }
    }

  return TRUE;
}
