#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compares programs of this directory by turns, and prints a table and JSON.

compare.py [--rounds N] [--json PATH] BUILD
compare.py --check BUILD runs each once, on a small graph, and prints TAP.

A program prints one number, which is better the smaller it is. Each round runs all
programs once, in turn, so that what else the machine does at the time hits them alike;
a ratio is of two numbers of one round.
"""

import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys
import time

import shapes

HERE = pathlib.Path(__file__).resolve().parent

# name: its command, for a graph of so many components, set up and shut down so many times
PROGRAMS = {
    "C": ["{build}/benchmarks/life"],
    "Python": ["/usr/bin/python3", "{here}/life.py"],
    "JavaScript": ["gjs", "-m", "{here}/life.js"],
    "asyncio": ["/usr/bin/python3", "{here}/orchestrator.py"],
    "asyncio on gbulb": ["/usr/bin/python3", "{here}/orchestrator.py"],
}
LAST_ARGUMENTS = {"asyncio on gbulb": ["gbulb"]}

# What is divided by what.
COMPARISONS = [
    ("Python", "C"),
    ("JavaScript", "C"),
    ("Python", "asyncio"),
    ("Python", "asyncio on gbulb"),
]

# components: lives
GRAPHS = {100: 50, 1000: 5}


def make_environment(build):
    """Says where the library is that was built, and its overrides."""
    library = str(build / "conductor")
    variables = {
        "GI_TYPELIB_PATH": library,
        "LD_LIBRARY_PATH": library,
        "GJS_PATH": str(HERE.parent / "bindings/javascript"),
        "PYTHONPATH": str(HERE.parent / "bindings/python"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return {**os.environ, **variables}


def run(build, name, n_components, n_lives):
    """Returns microseconds a component and life."""
    command = [part.format(build=build, here=HERE) for part in PROGRAMS[name]]
    command += [str(n_components), str(n_lives), *LAST_ARGUMENTS.get(name, [])]
    result = subprocess.run(command, env=make_environment(build), check=True, timeout=60,
                            text=True, stdout=subprocess.PIPE)
    return float(result.stdout)


def check(build):
    print(f"1..{len(PROGRAMS) + 1}")
    failed = False
    for number, name in enumerate(PROGRAMS, 1):
        try:
            ok = run(build, name, 30, 2) > 0
        except (subprocess.SubprocessError, ValueError) as error:
            print(f"# {error}")
            ok = False
        print("ok" if ok else "not ok", number, name)
        failed |= not ok
    try:
        problems = shapes.check(build)
    except (subprocess.SubprocessError, ValueError, KeyError, RuntimeError) as error:
        problems = [error]
    for problem in problems:
        print(f"# {problem}")
    print("not ok" if problems else "ok", len(PROGRAMS) + 1, "shapes, scheduling, start")
    sys.exit(failed or bool(problems))


def measure(build, n_rounds):
    """Returns all numbers of all programs: (components, program): one a round."""
    numbers = {(n, name): [] for n in GRAPHS for name in PROGRAMS}
    for number in range(n_rounds):
        print(f"Round {number + 1} of {n_rounds}", file=sys.stderr)
        for n, name in numbers:
            numbers[n, name].append(run(build, name, n, GRAPHS[n]))
    return numbers


def tell(summary, unit=""):
    return (f"{summary['median']:9.2f}{unit}   "
            f"{summary['min']:9.2f} to {summary['max']:.2f}")


def report(numbers, n_rounds):
    """Prints the table, and returns the same for JSON."""
    costs = {key: shapes.summarize(values) for key, values in numbers.items()}
    ratios = {}
    print(f"{n_rounds} rounds; medians, smallest and largest\n")
    print("Microseconds a component, set up and shut down")
    for (n, name), cost in costs.items():
        print(f"{name:>30} {n:5} components {tell(cost)}")
    print("\nHow many times as long")
    for one, other in COMPARISONS:
        for n in GRAPHS:
            ratio = shapes.summarize([a / b for a, b in zip(numbers[n, one], numbers[n, other])])
            ratios[f"{one} / {other}, {n}"] = ratio
            print(f"{one + ' / ' + other:>30} {n:5} components {tell(ratio)}")
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "system": platform.platform(),
        "date": time.strftime("%Y-%m-%d"),
        "rounds": n_rounds,
        "microseconds": {f"{name}, {n}": cost for (n, name), cost in costs.items()},
        "ratios": ratios,
    }


def main():
    parser = argparse.ArgumentParser(description="Compare what it costs in each language.")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("build", type=pathlib.Path)
    options = parser.parse_args()

    if options.check:
        check(options.build.resolve())
    build = options.build.resolve()
    by_shape = shapes.measure(build)
    result = report(measure(build, options.rounds), options.rounds)
    shapes.report(by_shape)
    result["by_shape"] = by_shape
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
        print(f"\nThe same as JSON: {options.json}")


if __name__ == "__main__":
    main()
