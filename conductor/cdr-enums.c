/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-enums.h"

G_DEFINE_ENUM_TYPE (CdrState, cdr_state,
                    G_DEFINE_ENUM_VALUE (CDR_STATE_INACTIVE, "inactive"),
                    G_DEFINE_ENUM_VALUE (CDR_STATE_SETTING_UP, "setting-up"),
                    G_DEFINE_ENUM_VALUE (CDR_STATE_ACTIVE, "active"),
                    G_DEFINE_ENUM_VALUE (CDR_STATE_SHUTTING_DOWN, "shutting-down"),
                    G_DEFINE_ENUM_VALUE (CDR_STATE_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (CDR_STATE_ABANDONED, "abandoned"))

G_DEFINE_ENUM_TYPE (CdrNeed, cdr_need,
                    G_DEFINE_ENUM_VALUE (CDR_NEED_REQUIRED, "required"),
                    G_DEFINE_ENUM_VALUE (CDR_NEED_WANTED, "wanted"),
                    G_DEFINE_ENUM_VALUE (CDR_NEED_IF_ADDED, "if-added"))

G_DEFINE_ENUM_TYPE (CdrPhase, cdr_phase,
                    G_DEFINE_ENUM_VALUE (CDR_PHASE_SETUP, "setup"),
                    G_DEFINE_ENUM_VALUE (CDR_PHASE_ACTIVE, "active"),
                    G_DEFINE_ENUM_VALUE (CDR_PHASE_SHUTDOWN, "shutdown"))

G_DEFINE_ENUM_TYPE (CdrOutcome, cdr_outcome,
                    G_DEFINE_ENUM_VALUE (CDR_OUTCOME_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (CDR_OUTCOME_UNDER_WAY, "under-way"),
                    G_DEFINE_ENUM_VALUE (CDR_OUTCOME_SUCCEEDED, "succeeded"),
                    G_DEFINE_ENUM_VALUE (CDR_OUTCOME_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (CDR_OUTCOME_TIMED_OUT, "timed-out"),
                    G_DEFINE_ENUM_VALUE (CDR_OUTCOME_CANCELLED, "cancelled"),
                    G_DEFINE_ENUM_VALUE (CDR_OUTCOME_SKIPPED, "skipped"),
                    G_DEFINE_ENUM_VALUE (CDR_OUTCOME_ABANDONED, "abandoned"))

G_DEFINE_ENUM_TYPE (CdrUnit, cdr_unit,
                    G_DEFINE_ENUM_VALUE (CDR_UNIT_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (CDR_UNIT_BYTES, "bytes"),
                    G_DEFINE_ENUM_VALUE (CDR_UNIT_MICROSECONDS, "microseconds"),
                    G_DEFINE_ENUM_VALUE (CDR_UNIT_MILLISECONDS, "milliseconds"),
                    G_DEFINE_ENUM_VALUE (CDR_UNIT_SECONDS, "seconds"))

G_DEFINE_ENUM_TYPE (CdrLogPolicy, cdr_log_policy,
                    G_DEFINE_ENUM_VALUE (CDR_LOG_POLICY_ONE, "one"),
                    G_DEFINE_ENUM_VALUE (CDR_LOG_POLICY_MODULE, "module"),
                    G_DEFINE_ENUM_VALUE (CDR_LOG_POLICY_COMPONENT, "component"))
