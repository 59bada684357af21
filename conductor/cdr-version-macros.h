/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (CDR_INSIDE) && !defined (CDR_COMPILATION)
# error "Only <conductor/conductor.h> can be included directly."
#endif

#include <glib.h>

#include <conductor/cdr-version.h>

#ifndef _CDR_EXTERN
# if defined (CDR_COMPILATION) && defined (__GNUC__)
#  define _CDR_EXTERN __attribute__ ((visibility ("default"))) extern
# else
#  define _CDR_EXTERN extern
# endif
#endif

#define CDR_VERSION_1_0 (G_ENCODE_VERSION (1, 0))

/* What a program may use: CDR_VERSION_MAX_ALLOWED, by default everything.
 * Each later version adds its pair of macros here.
 */
#ifndef CDR_VERSION_MAX_ALLOWED
# define CDR_VERSION_MAX_ALLOWED CDR_VERSION_1_0
#endif

#ifndef CDR_VERSION_MIN_REQUIRED
# define CDR_VERSION_MIN_REQUIRED CDR_VERSION_1_0
#endif

#if CDR_VERSION_MAX_ALLOWED < CDR_VERSION_MIN_REQUIRED
# error "CDR_VERSION_MAX_ALLOWED must be >= CDR_VERSION_MIN_REQUIRED"
#endif

#if CDR_VERSION_MIN_REQUIRED < CDR_VERSION_1_0
# error "CDR_VERSION_MIN_REQUIRED must be >= CDR_VERSION_1_0"
#endif

#define CDR_AVAILABLE_IN_ALL _CDR_EXTERN
