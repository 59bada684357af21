#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checks model.pml with spin, and that a broken rule is found: prints TAP.

check.py SPIN CC DIRECTORY: of the model; N components each, in every graph that there
is, in every order of events. Each rule in BROKEN is then broken on purpose.
"""

import os
import re
import subprocess
import sys
import tempfile

# Name, definitions of the model, memory in MiB.
SEARCHES = [
    ("3 components, with silence and late ends", ["-DN=3"], 512),
    ("4 components", ["-DN=4", "-DBRIEF=1"], 2048),
]
BROKEN_SEARCH = ["-DN=3"]

# What is broken, the file, the text that stands in it once, and what it becomes.
BROKEN = [
    ("a setup begins while a dependency is still setting up", "table.h",
     "#define IS_UP(c)      (IN (c, ACTIVE) && IS_WANTED (c))",
     "#define IS_UP(c) ((IN (c, ACTIVE) || IN (c, SETTING_UP)) && IS_WANTED (c))"),
    ("a setup does not wait for what is only wanted", "table.h",
     "(NEED_IS (c, d, WANTED) && !IS_UP (d) && !IS_GONE (d))",
     "false"),
    ("a setup waits for ever for what was only wanted and failed", "table.h",
     "(NEED_IS (c, d, WANTED) && !IS_UP (d) && !IS_GONE (d))",
     "(NEED_IS (c, d, WANTED) && !IS_UP (d))"),
    ("a success after the timeout is as good as any", "table.h",
     "#define IS_UP(c)      (IN (c, ACTIVE) && IS_WANTED (c))",
     "#define IS_UP(c) IN (c, ACTIVE)"),
    ("a shutdown does not wait for dependents", "table.h",
     "(!IS_WANTED (c) && !ANY_DEPENDENT (c, HELD_BY))",
     "(!IS_WANTED (c))"),
    ("a shutdown forgets dependents that are setting up", "table.h",
     "#define HELD_BY(c, d) IS_RUNNING (d)",
     "#define HELD_BY(c, d) (IN (d, ACTIVE) || IN (d, SHUTTING_DOWN))"),
    ("a shutdown waits for abandoned dependents", "table.h",
     "#define HELD_BY(c, d) IS_RUNNING (d)",
     "#define HELD_BY(c, d) (IS_RUNNING (d) || IN (d, ABANDONED))"),
    ("a success that comes after the cancel is lost", "table.h",
     "ROW (c, SETTING_UP, SETUP_SUCCEEDED, ALWAYS, ACTIVE, NOTHING)",
     "ROW (c, SETTING_UP, SETUP_SUCCEEDED, !IS_CANCELLED (c), ACTIVE, NOTHING) "
     "ROW (c, SETTING_UP, SETUP_SUCCEEDED, IS_CANCELLED (c), INACTIVE, NOTHING)"),
    ("a shutdown that failed is tried again", "table.h",
     "!IS_LATE (c) && !IS_OVERDUE (c), INACTIVE, NOTHING)",
     "!IS_LATE (c) && !IS_OVERDUE (c), ACTIVE, NOTHING)"),
    ("a setup that timed out is not failed once it was shut down", "table.h",
     "ROW (c, SHUTTING_DOWN, SHUTDOWN_SUCCEEDED, IS_OVERDUE (c), FAILED, NOTHING)",
     "ROW (c, SHUTTING_DOWN, SHUTDOWN_SUCCEEDED, IS_OVERDUE (c), INACTIVE, NOTHING)"),
    ("a setup that gave up after its timeout is not failed", "table.h",
     "ROW (c, SETTING_UP, SETUP_GAVE_UP, IS_LATE (c), FAILED, NOTHING)",
     "ROW (c, SETTING_UP, SETUP_GAVE_UP, IS_LATE (c), INACTIVE, NOTHING)"),
    ("a shutdown has no timeout unless there is a hurry", "table.h",
     "ROW (c, SHUTTING_DOWN, TIMED_OUT, !IS_LATE (c), SHUTTING_DOWN, NOTHING)",
     "ROW (c, SHUTTING_DOWN, TIMED_OUT, IS_HURRIED && !IS_LATE (c), SHUTTING_DOWN, NOTHING)"),
    ("a setup that is wanted no more is not cancelled", "table.h",
     "((IN (c, SETTING_UP) && !IS_WANTED (c)) ||",
     "((IN (c, SETTING_UP) && IS_LATE (c) && false) ||"),
    ("a report comes before the rest", "table.h",
     "WHOLE (REPORT, !ANY (IS_UNREST))",
     "WHOLE (REPORT, !ANY (IS_UNDONE))"),
    ("those that require what failed are not skipped", "model.pml",
     "doomed = doomed | BIT (k);",
     "skip;"),
    ("those that only want what failed are skipped as well", "model.pml",
     "NEED (k, at) == REQUIRED && HAS (wanted, k) ->",
     "NEEDS (k, at) && HAS (wanted, k) ->"),
    ("setups go on after a stop", "model.pml",
     "is_up = false;\n  wanted = 0",
     "is_up = false"),
    ("a fatal failure is tolerated", "model.pml",
     ":: ROOT (i) == REQUIRED -> essential = essential | BIT (i)",
     ":: ROOT (i) == REQUIRED && N == 1 -> essential = essential | BIT (i)"),
    ("what nobody wants any more stays up", "model.pml",
     ":: j >= N -> wanted = wanted & ~BIT (i)",
     ":: j >= N -> break"),
]


class Problem(Exception):
    pass


def run(arguments, directory):
    process = subprocess.run(arguments, cwd=directory, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True, check=False)
    if process.returncode != 0:
        raise Problem(f"{' '.join(arguments)}: {process.returncode}\n{process.stdout}")
    return process.stdout


class Checker:
    def __init__(self, spin, compiler, directory):
        self.spin = spin
        self.compiler = compiler
        self.texts = {}
        for name in ("model.pml", "table.h"):
            with open(os.path.join(directory, name), encoding="utf-8") as file:
                self.texts[name] = file.read()

    def search(self, definitions, texts, memory=512):
        """Returns what the search says, which ends at the first error."""
        with tempfile.TemporaryDirectory(prefix="conductor-model-") as directory:
            for name, text in texts.items():
                with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
                    file.write(text)
            said = run([self.spin, *definitions, "-a", "model.pml"], directory)
            if "Error" in said or "warning" in said:
                raise Problem(said)
            # No reduction: there is one process, and so no order of processes.
            run([self.compiler, "-O2", "-w", "-DSAFETY", "-DNOREDUCE", f"-DMEMLIM={memory}",
                 "-o", "pan", "pan.c"], directory)
            return run(["./pan", "-m1000", "-w24"], directory)

    def check(self, definitions, memory):
        said = self.search(definitions, self.texts, memory)
        for words in ("errors: 0", "Full statespace search", "State-vector"):
            if words not in said:
                raise Problem(said)
        for words in ("Search not completed", "max search depth too small", "out of memory",
                      "BITSTATE", "hash-compact"):
            if words in said:
                raise Problem(said)
        # A line that nothing reaches would show that the search is not what it seems.
        if not re.search(r"^\s*\(0 of \d+ states\)", said, re.MULTILINE):
            raise Problem(said)
        states = re.search(r"(\S+) states, stored", said).group(1)
        memory = re.search(r"(\S+)\s+total actual memory usage", said).group(1)
        seconds = re.search(r"elapsed time (\S+) seconds", said).group(1)
        return f"{float(states):.0f} states, {seconds} s, {float(memory):.0f} MiB"

    def check_broken(self, name, old, new):
        text = self.texts[name]
        if text.count(old) != 1:
            raise Problem(f"{name} has {text.count(old)} times: {old}")
        said = self.search(BROKEN_SEARCH, {**self.texts, name: text.replace(old, new)})
        if "errors: 1" not in said:
            raise Problem(f"not found\n{said}")
        return re.search(r"^pan:1: (.*)", said, re.MULTILINE).group(1)


def main():
    checker = Checker(*sys.argv[1:4])
    tests = [(name, checker.check, arguments) for name, *arguments in SEARCHES]
    tests += [(f"found: {name}", checker.check_broken, arguments)
              for name, *arguments in BROKEN]

    print(f"1..{len(tests)}", flush=True)
    failed = False
    for number, (name, function, arguments) in enumerate(tests, 1):
        try:
            comment = function(*arguments)
            result = "ok"
        except Problem as problem:
            comment = str(problem)
            result = "not ok"
            failed = True
        print(f"{result} {number} - {name}")
        for line in comment.splitlines():
            print(f"#   {line}", flush=True)
    return 1 if failed else 0


sys.exit(main())
