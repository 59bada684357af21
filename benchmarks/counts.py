#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Counts instructions with callgrind, and compares them with counts.json.

counts.py BUILD [--write]; BUILD is optimized, with the target "benchmarks" built.

A count that differs by more than TOLERANCE, be it more or less, is a failure: it is to be
seen as a change of counts.json. Counts are those of the thread that conducts, GLib's
included: another release of GLib or of the compiler may change them.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

FILE = pathlib.Path(__file__).resolve().parent / "counts.json"
TOLERANCE = 0.02

# shape, components, program
CASES = [(shape, 1000, program)
         for shape in ["chain", "wide", "layered", "random"]
         for program in ["floor", "conductor", "validate"]]


def count(build, shape, n, program):
    """Returns instructions a component of a life after one that warms up."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out",
                   "--toggle-collect=bench_counted", str(build / "benchmarks/shapes"), "count",
                   shape, str(n), program]
        # Nothing of the caller's environment, which is in memory and so moves it.
        result = subprocess.run(command, check=True, timeout=120, text=True,
                                env={"PATH": "/usr/bin:/bin"}, stderr=subprocess.PIPE)
    return int(re.search(r"Collected : (\d+)", result.stderr)[1]) / n


def compare(name, counted, kept):
    """Prints one line of the table; returns whether it is as it was."""
    if kept is None:
        print(f"{name:30} {counted:9.0f}, and none before")
        return False
    ratio = counted / kept
    ok = abs(ratio - 1) <= TOLERANCE
    print(f"{name:30} {counted:9.0f} {kept:9.0f} {100 * (ratio - 1):+7.2f} %"
          f"{'' if ok else '  CHANGED'}")
    return ok


def main():
    parser = argparse.ArgumentParser(description="Compare instruction counts.")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("build", type=pathlib.Path)
    options = parser.parse_args()

    counts = {f"{shape} {n}, {program}": round(count(options.build.resolve(), shape, n, program))
              for shape, n, program in CASES}
    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    failed = [name for name in counts if not compare(name, counts[name], kept.get(name))]
    gone = sorted(kept.keys() - counts.keys())

    if options.write:
        FILE.write_text(json.dumps(counts, indent=2) + "\n", encoding="utf-8")
        print(f"Written: {FILE}")
        return
    if failed or gone:
        print(f"Not within {TOLERANCE:.0%}: {', '.join(failed + gone)}. If that is meant:\n"
              f"  benchmarks/counts.py --write {options.build}")
    print(f"{len(counts) - len(failed)} passed, {len(failed + gone)} failed")
    sys.exit(bool(failed or gone))


if __name__ == "__main__":
    main()
