/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <conductor/conductor.h>

#define CDR_TESTING_INSIDE
# include "cdr-fake.h"
# include "cdr-test-check.h"
# include "cdr-test-error.h"
# include "cdr-test-fixture.h"
# include "cdr-test-schedule.h"
# include "cdr-virtual-time.h"
#undef CDR_TESTING_INSIDE
