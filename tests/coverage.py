#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Says how much of the core the tests reach, and fails where it is too little.

usage: coverage.py SOURCE_DIR BUILD_DIR

The build was configured with -Db_coverage=true, and its tests were run. Branches that
only a macro has are left out, by the patterns below; lines may be left out by hand, few
and each with its reason: GCOVR_EXCL_LINE, or GCOVR_EXCL_START to GCOVR_EXCL_STOP,
followed by ": " and why.
"""

import json
import pathlib
import re
import subprocess
import sys

LEAST_LINES = 98.0
LEAST_BRANCHES = 95.0
MOST_EXCLUDED = 2.0

# How a line begins whose branches are the macro's and not ours.
PATTERNS = [
    (r"^\s*g_return(_val)?_if_(fail|reached)\s*\(", "checks of arguments"),
    (r"^\s*g_assert\w*\s*\(", "assertions"),
    (r".*\bG_DEFINE_\w+", "definitions of types and quarks"),
    (r"^\s*(static\s+)?g_auto(ptr|free)?\b", "cleanup at the end of a scope"),
    (r"^\s*g_clear_\w+\s*\(", "clearing what may be NULL"),
    (r".*\b(G|CDR)_IS_\w+\s*\(", "checks of an object's type"),
    (r".*\b(G|CDR)_\w+_(GET_)?CLASS\s*\(", "casts of classes"),
    (r".*\b(g|cdr)_task_set_(source_)?tag\s*\(", "the name that goes with a task's tag"),
    (r".*\bg_(once_init_enter|atomic_\w+)\s*\(", "atomic operations"),
    (r".*\b(MIN|MAX)\s*\(", "the larger and the smaller, which evaluate twice"),
]

# What is around the core, and is shown but not judged: what reads it to draw or write,
# what configures and logs, and what hosts it but serve.
AROUND = re.compile(
    r"cdr-(application|cells|config|export|gate|graph-(layout|to|words)|inhibit|json|kebab|log|svg"
    r"|sysprof|timeline)"
    r"|cdr-(component|conductor)-(config|log|options|properties|reload|template|views)\."
    r"|cdr-component-settings\.")

MARK = re.compile(r"GCOVR_EXCL_(?:BR_)?(LINE|START|STOP)(.*)")


def count_by_hand(path):
    """The lines of a file that are left out by hand; those without a reason."""
    count = 0
    bad = []
    inside = False
    for number, line in enumerate(path.read_text().splitlines(), 1):
        mark = MARK.search(line)
        kind = mark[1] if mark else None
        if kind in ("LINE", "START") and not re.match(r": \w+", mark[2]):
            bad.append(f"{path.name}:{number}")
        if kind == "START":
            inside = True
        if kind == "LINE" or inside:
            count += 1
        if kind == "STOP":
            inside = False
    return count, bad


def measure(top, build):
    command = [
        "gcovr", "--root", top, "--object-directory", build,
        "--filter", re.escape(str(top)) + r"/conductor/.*\.c$",
        "--exclude-branches-by-pattern", "|".join(f"({pattern})" for pattern, _ in PATTERNS),
        build, "--json", "-",
    ]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def share(part, whole):
    return 100.0 * part / whole if whole else 100.0


def ranges(numbers):
    """1, 2, 3, 7 as "1-3 7"."""
    result = []
    for number in numbers:
        if result and result[-1][1] == number - 1:
            result[-1][1] = number
        else:
            result.append([number, number])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in result)


def main():
    top, build = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    totals = [0, 0, 0, 0]
    everything = [0, 0, 0, 0]
    n_by_hand = 0
    bad = []

    print("Branches of lines that match one of these are not counted:")
    for pattern, what in PATTERNS:
        print(f"  {pattern:52} {what}")

    print(f"\n{'file':34} {'lines':>13} {'branches':>13}  not reached (lines; branches at)")
    for file in sorted(measure(str(top), str(build))["files"], key=lambda f: f["file"]):
        lines = [line for line in file["lines"] if not line.get("gcovr/noncode")]
        branches = [(line["line_number"], branch) for line in lines for branch in line["branches"]]
        missed = [line["line_number"] for line in lines if line["count"] == 0]
        cold = sorted({number for number, branch in branches if branch["count"] == 0})
        taken = sum(branch["count"] > 0 for _, branch in branches)
        counts = [len(lines) - len(missed), len(lines), taken, len(branches)]
        everything = [a + b for a, b in zip(everything, counts)]
        if not AROUND.match(pathlib.Path(file["file"]).name):
            totals = [a + b for a, b in zip(totals, counts)]
        by_hand, bad_here = count_by_hand(top / file["file"])
        n_by_hand += by_hand
        bad += bad_here
        name = pathlib.Path(file["file"]).name
        print(f"{name:34} {counts[0]:5} of {counts[1]:4} {counts[2]:5} of {counts[3]:4}  "
              f"{ranges(missed)}; {ranges(cold)}".rstrip("; "))

    figures = [
        ("lines reached", share(totals[0], totals[1]), LEAST_LINES, True),
        ("branches taken", share(totals[2], totals[3]), LEAST_BRANCHES, True),
        ("lines left out by hand", share(n_by_hand, totals[1] + n_by_hand), MOST_EXCLUDED, False),
    ]
    failed = 0
    print(f"\nall: {everything[0]} of {everything[1]} lines, "
          f"{everything[2]} of {everything[3]} branches")
    print(f"core: {totals[0]} of {totals[1]} lines, {totals[2]} of {totals[3]} branches; "
          f"{n_by_hand} lines left out by hand")
    for what, value, limit, is_least in figures:
        good = value >= limit if is_least else value <= limit
        failed += not good
        print(f"{'ok' if good else 'not ok'}: {what} {value:.1f} %, "
              f"{'at least' if is_least else 'at most'} {limit:.0f} %")
    failed += bool(bad)
    print("not ok: left out without a reason: " + " ".join(bad) if bad else
          "ok: each line that is left out has its reason")

    print(f"{len(figures) + 1 - failed} passed, {failed} failed")
    return 0 if failed == 0 else 1


sys.exit(main())
