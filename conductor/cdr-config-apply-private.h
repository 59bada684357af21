/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cdr-component.h"

G_BEGIN_DECLS

/* How what a component is to be given differs from what it was. */
typedef enum
{
  CDR_CONFIG_SAME,
  CDR_CONFIG_MAY_CHANGE,    /* while it is active */
  CDR_CONFIG_NEEDS_RESTART,
} CdrConfigDifference;

void                cdr_config_apply   (CdrComponent  *component,
                                        GHashTable    *given);
CdrConfigDifference cdr_config_compare (CdrComponent  *component,
                                        GHashTable    *given,
                                        char         **keys);

G_END_DECLS
