/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-svg-private.h"

/* What all pictures look like, in light and in dark. Classes are spelt out for both,
 * without CSS variables, which librsvg knows nothing of; what knows nothing of media
 * queries shows the light one.
 *
 * Colour is never alone in saying something: dashes, patterns or words say it too.
 */

/* A class of areas: filled, and with an outline. */
typedef struct
{
  const char *name;
  const char *light_fill;
  const char *light_stroke;
  const char *dark_fill;
  const char *dark_stroke;
} Area;

static const Area areas[] = {
  /* The states of a component, as their nicks. */
  { "inactive",      "#f3f4f6", "#9aa0a8", "#2b2e33", "#7d848d" },
  { "setting-up",    "#fff4d1", "#c98a00", "#453815", "#e5b341" },
  { "active",        "#dff5e6", "#2b9a55", "#1b3d2a", "#57c785" },
  { "shutting-down", "#efe6fc", "#8757cf", "#372a50", "#b693ee" },
  { "failed",        "#fde3e1", "#cf3328", "#4d2020", "#f2827a" },
  { "abandoned",     "#fae7d6", "#b25c1c", "#46301e", "#e39a5f" },
  /* Spans of time. */
  { "waiting",       "#eceef1", "#b3b8c0", "#2f3338", "#666d76" },
  { "running",       "#b9d6f7", "#2f72c4", "#1f4673", "#6aa9ee" },
  { "critical",      "#ffd0a1", "#d96a00", "#7a4310", "#ff9f47" },
  { "broken",        "#f6aea7", "#cf3328", "#8c2f29", "#f2827a" },
  { "rollback",      "#e0cff8", "#8757cf", "#4a3570", "#b693ee" },
  /* What stands for many. */
  { "folded",        "#ffffff", "#9aa0a8", "#1c1e22", "#7d848d" },
};

static void
append_area (GString    *text,
             const char *name,
             const char *fill,
             const char *stroke)
{
  g_string_append_printf (text, ".%s{fill:%s;stroke:%s}\n", name, fill, stroke);
}

/* Names of classes of text begin with their use: "head", "name", "note". */
static const char common[] =
  "\ntext{font-family:system-ui,'Cantarell','Segoe UI','DejaVu Sans',sans-serif}\n"
  ".head{font-size:16px;font-weight:600}\n"
  ".name{font-size:13px;font-weight:600}\n"
  ".note{font-size:11px}\n"
  ".middle{text-anchor:middle}\n"
  ".end{text-anchor:end}\n"
  "rect{stroke-width:1.2}\n"
  ".root{stroke-width:2.6}\n"
  ".edge{fill:none;stroke-width:1.4}\n"
  ".optional{stroke-dasharray:5 4}\n"
  ".folded,.abandoned{stroke-dasharray:4 3}\n"
    ".grid{stroke-width:1}\n"
  ".panel{stroke:none}\n"
  ".bar{stroke-width:1}\n"
  ".waiting{stroke:none}\n"
  ".queued{fill:url(#conductor-hatch);stroke:none}\n"
  ".cancelled{stroke-dasharray:3 2}\n"
  ".held,.link,.fault,.cut{stroke-width:2}\n"
  ".moment{stroke-width:1.5;stroke-dasharray:5 3}\n";

static const char light[] =
  ".paper{fill:#ffffff;stroke:none}\n"
  ".head,.name{fill:#1d2025}\n"
  ".note{fill:#565d66}\n"
  ".edge{stroke:#8d949d}\n"
  ".tip{fill:#8d949d}\n"
  ".grid{stroke:#e3e5e9}\n"
  ".panel{fill:#fafbfc}\n"
  ".hatch-ground{fill:#eceef1}\n"
  ".hatch{fill:#8d949d}\n"
  ".cancelled{fill:#f3f4f6;stroke:#8d949d}\n"
  ".inside{fill:#1d2025}\n"
  ".link{stroke:#d96a00}\n"
  ".back{stroke:#8757cf}\n"
  ".moment,.fault,.cut{stroke:#cf3328}\n"
  ".flag{fill:#cf3328}\n"
  ".flagged{fill:#ffffff}\n";

static const char dark[] =
  ".paper{fill:#1c1e22}\n"
  ".head,.name{fill:#f1f2f4}\n"
  ".note{fill:#b0b6be}\n"
  ".edge{stroke:#7f8791}\n"
  ".tip{fill:#7f8791}\n"
  ".grid{stroke:#33373d}\n"
  ".panel{fill:#212429}\n"
  ".hatch-ground{fill:#2f3338}\n"
  ".hatch{fill:#8b929b}\n"
  ".cancelled{fill:#2b2e33;stroke:#8b929b}\n"
  ".inside{fill:#f1f2f4}\n"
  ".link{stroke:#ff9f47}\n"
  ".back{stroke:#b693ee}\n"
  ".moment,.fault,.cut{stroke:#f2827a}\n"
  ".flag{fill:#f2827a}\n"
  ".flagged{fill:#1c1e22}\n";

void
cdr_svg_append_styles (GString *text)
{
  g_string_append (text, common);

  g_string_append (text, light);
  for (gsize i = 0; i < G_N_ELEMENTS (areas); i++)
    append_area (text, areas[i].name, areas[i].light_fill, areas[i].light_stroke);

  g_string_append (text, "@media (prefers-color-scheme:dark){\n");
  g_string_append (text, dark);
  for (gsize i = 0; i < G_N_ELEMENTS (areas); i++)
    append_area (text, areas[i].name, areas[i].dark_fill, areas[i].dark_stroke);
  g_string_append (text, "}");
}
