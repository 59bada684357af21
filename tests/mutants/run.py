#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Breaks the library on purpose, and sees that a test says so.

run.py [--count N] [--mechanical N] [--seed S] [NAME...]

Each file *.patch here breaks one promise. Its first lines name the promise and the
test that must notice: "kills: PROGRAM PATH". The tests are built once in a copy of
the tree; for each mutant the library is patched there and built again, without a
warning, and the named test must end with a failed assertion: a crash or a time-out
does not count. Where the promise is that something ends, the patch says
"verdict: hang", which the virtual clock gives at once. Mechanical mutants negate a
condition or drop a statement at places drawn by the seed; for those any failing test
counts.

The last line is "N passed, N failed"; a mutant that survives has failed.
"""

import argparse
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent

ASSERTION = re.compile(r"^(not ok|.*ERROR:.*(assertion failed|should be|code should not))", re.M)
HANG = re.compile(r"no timeout is pending: a hang")
SUITES = ("completion", "cancel", "deadline", "failure", "fault", "notify", "order",
          "resolver", "graph", "dependency", "component", "list", "serve")
CORE = ("cdr-rules.c", "cdr-reconciler.c", "cdr-reconciler-acts.c",
        "cdr-reconciler-deadlines.c", "cdr-operations.c", "cdr-resolver.c",
        "cdr-candidates.c", "cdr-topology.c")


def command(*args, **kwargs):
    return subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          stdin=subprocess.DEVNULL, check=False, **kwargs)


class Copy:
    """A copy of the tree with the tests built."""

    def __init__(self, directory):
        self.top = pathlib.Path(directory) / "conductor"
        self.build = pathlib.Path(directory) / "build"
        shutil.copytree(TOP, self.top, ignore=shutil.ignore_patterns("_build", ".git"))
        self.must("meson", "setup", self.build, self.top, "-Dwerror=true", "-Dexamples=disabled",
                  "-Dintrospection=disabled", "-Dvapi=disabled", "-Dbuildtype=debug")
        self.must("ninja", "-C", self.build)

    @staticmethod
    def must(*args):
        result = command(*args)
        if result.returncode != 0:
            sys.exit(result.stdout)

    def compile(self):
        return command("ninja", "-C", self.build).returncode == 0

    def test(self, program, path=None, verdict=ASSERTION):
        """Returns whether the test ended as the verdict says, and what it said."""
        args = [self.build / "tests" / f"test-{program}"] + (["-p", path] if path else [])
        environment = {"G_DEBUG": "fatal-warnings", "G_SLICE": "always-malloc"}
        try:
            result = command(*args, env=environment, timeout=60)
        except subprocess.TimeoutExpired:
            return False, "timed out"
        if result.returncode == 0:
            return False, "passed"
        return bool(verdict.search(result.stdout)), result.stdout.strip()[-400:]


def read_patch(path):
    """Returns the program and the path of the test that a patch names, and the verdict."""
    text = path.read_text()
    kills = re.search(r"^kills: (\S+) (\S+)$", text, re.M)
    if kills is None:
        sys.exit(f"{path.name} does not say what kills it")
    return kills[1], kills[2], HANG if re.search(r"^verdict: hang$", text, re.M) else ASSERTION


def run_patch(copy, path):
    program, test_path, verdict = read_patch(path)
    with open(path, encoding="utf-8") as patch:
        applied = subprocess.run(["patch", "-p1", "-s", "-d", copy.top], stdin=patch, check=False)
    if applied.returncode != 0:
        return False, "does not apply"
    try:
        if not copy.compile():
            return False, "does not compile"
        return copy.test(program, test_path, verdict)
    finally:
        with open(path, encoding="utf-8") as patch:
            subprocess.run(["patch", "-p1", "-R", "-s", "-d", copy.top], stdin=patch, check=True)


def mechanical_places():
    """Every place where a condition can be negated, or a call dropped."""
    places = []
    for name in CORE:
        for number, line in enumerate((TOP / "conductor" / name).read_text().splitlines()):
            condition = re.fullmatch(r"(\s+(?:else )?if )\((.*)\)", line)
            if condition and condition[2].count("(") == condition[2].count(")"):
                places.append((name, number, f"{condition[1]}(!({condition[2]}))"))
            elif re.fullmatch(r"\s+(cdr_rules_\w+|consider_\w+|count_settled|clear_injected|"
                              r"release_dependencies|schedule) \(.*\);", line):
                places.append((name, number, re.match(r"\s+", line)[0] + ";"))
    return places


def run_mechanical(copy, name, number, replacement):
    path = copy.top / "conductor" / name
    text = path.read_text()
    lines = text.split("\n")
    lines[number] = replacement
    path.write_text("\n".join(lines))
    try:
        if not copy.compile():
            return None, "does not compile"
        for program in SUITES:
            killed, said = copy.test(program)
            if said != "passed":
                return True, f"{program}: {'assertion' if killed else 'crash or time-out'}"
        return False, "passed everywhere"
    finally:
        path.write_text(text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=0, help="how many patches; 0: all")
    parser.add_argument("--mechanical", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()

    chance = random.Random(options.seed)
    patches = sorted(path for path in HERE.glob("*.patch")
                     if not options.names or path.stem in options.names)
    if options.count:
        patches = sorted(chance.sample(patches, min(options.count, len(patches))))
    passed = failed = 0

    with tempfile.TemporaryDirectory() as directory:
        copy = Copy(directory)

        for path in patches:
            killed, said = run_patch(copy, path)
            passed, failed = passed + killed, failed + (not killed)
            print(f"{path.stem}: {'killed' if killed else 'NOT killed: ' + said}", flush=True)

        places = mechanical_places()
        chance.shuffle(places)
        wanted = options.mechanical
        while wanted > 0 and places:
            name, number, replacement = places.pop()
            killed, said = run_mechanical(copy, name, number, replacement)
            if killed is None:
                continue
            wanted -= 1
            passed, failed = passed + killed, failed + (not killed)
            print(f"{name}:{number + 1} {replacement.strip()}: "
                  f"{'killed by ' + said if killed else 'SURVIVED'}", flush=True)

    print(f"{passed} passed, {failed} failed")
    return 0 if passed > 0 and failed == 0 else 1


sys.exit(main())
