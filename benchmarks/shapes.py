# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a life costs beside one written by hand, for several shapes and sizes; how close
scheduling comes to the longest path; and what a start costs.

The part of compare.py that runs C programs.
"""

import json
import os
import statistics
import subprocess
import sys
import time

# shape, components, programs by turns
ALL = ["bare", "floor", "conductor", "without-timeline", "validate"]
SHAPES = [
    *((shape, n, ALL) for shape in ["chain", "wide", "layered", "lattice", "random"]
      for n in [1000, 10000]),
    # The types of so many take long: only what the ratio is of.
    ("layered", 100000, ["floor", "conductor"]),
]
N_ROUNDS = 7
N_SCHEDULED = 200
N_STARTS = 41


def summarize(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def call(build, name, *arguments, slices=False):
    """Returns what a program of the build says, from JSON."""
    environment = os.environ | ({} if slices else {"G_SLICE": "always-malloc"})
    command = [str(build / "benchmarks" / name), *map(str, arguments)]
    result = subprocess.run(command, env=environment, check=True, timeout=300, text=True,
                            stdout=subprocess.PIPE)
    return json.loads(result.stdout)


def divide(samples, one, other):
    return summarize([a / b for a, b in zip(samples[one]["total"], samples[other]["total"])])


def measure_shape(build, shape, n, programs):
    result = call(build, "shapes", "time", shape, n, N_ROUNDS, *programs, slices=True)
    samples = result.pop("samples")
    result["nanoseconds"] = {
        program: {phase: summarize(values) for phase, values in phases.items()}
        for program, phases in samples.items()}
    result["ratios"] = {
        f"{one} / {other}": divide(samples, one, other)
        for one, other in [("conductor", "floor"), ("floor", "bare"),
                           ("without-timeline", "floor")]
        if one in samples and other in samples}
    memory = call(build, "shapes", "memory", shape, n)
    result["bytes"] = {key: value for key, value in memory.items()
                       if key not in {"shape", "components", "edges"}}
    return result


def measure_scheduling(build):
    """Divides the time from the first begin to the last end by the longest path."""
    runs = [call(build, "schedule", N_SCHEDULED, slices=True) for _ in range(N_ROUNDS)]
    return {phase: {"path_ms": summarize([run[phase]["path"] for run in runs]),
                    "elapsed / path": summarize([run[phase]["elapsed"] / run[phase]["path"]
                                                 for run in runs]),
                    "call / path": summarize([run[phase]["call"] / run[phase]["path"]
                                              for run in runs])}
            for phase in ["setup", "shutdown"]}


def take_start(build, name):
    """Returns milliseconds of time, and of processor time."""
    command = [str(build / "benchmarks" / name)]
    start = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{name}: {process.returncode}")
    return elapsed * 1000, (usage.ru_utime + usage.ru_stime) * 1000


def measure_start(build):
    names = ["start-bare", "start-conductor"]
    runs = [[take_start(build, name) for name in names] for _ in range(N_STARTS)]
    result = {}
    for index, kind in enumerate(["elapsed_ms", "processor_ms"]):
        bare, conductor = ([run[which][index] for run in runs] for which in range(2))
        result[kind] = {"bare": summarize(bare), "conductor": summarize(conductor),
                        "more": summarize([a - b for a, b in zip(conductor, bare)]),
                        "more, by the least of each": min(conductor) - min(bare)}
    return result


def measure(build):
    shapes = []
    for shape, n, programs in SHAPES:
        print(f"{shape} {n}", file=sys.stderr)
        shapes.append(measure_shape(build, shape, n, programs))
    print("scheduling, start-up", file=sys.stderr)
    return {"rounds": N_ROUNDS, "shapes": shapes, "scheduling": measure_scheduling(build),
            "start": measure_start(build)}


def get(row, program, phase="total"):
    return row["nanoseconds"].get(program, {}).get(phase, {}).get("median", 0)


def report_shapes(rows):
    print("\nNanoseconds of processor time a component, the whole life; and how many times that "
          "of the floor")
    print(f"{'shape':>8} {'components':>10} {'bare':>7} {'floor':>7} {'conductor':>9} "
          f"{'an edge':>7}   {'conductor / floor':26} {'floor / bare':12} no timeline / floor")
    for row in rows:
        cost = get(row, "conductor")
        ratio = row["ratios"]["conductor / floor"]
        others = [f"{row['ratios'][key]['median']:.2f}" if key in row["ratios"] else "-"
                  for key in ["floor / bare", "without-timeline / floor"]]
        edge = cost * row["components"] / row["edges"] if row["edges"] else 0
        print(f"{row['shape']:>8} {row['components']:10} {get(row, 'bare'):7.0f} "
              f"{get(row, 'floor'):7.0f} {cost:9.0f} {edge:7.0f}   "
              f"{ratio['median']:.2f} ({ratio['min']:.2f} to {ratio['max']:.2f})"
              f"{'':10} {others[0]:12} {others[1]}")

    phases = ["make", "resolve", "setup", "shutdown", "release"]
    print("\nThe same by phase; floor, then conductor, which resolves and makes when it sets up")
    print(f"{'shape':>8} {'components':>10} " +
          " ".join(f"{phase:>14}" for phase in [*phases, "validate alone"]))
    for row in rows:
        pairs = [f"{get(row, 'floor', p):6.0f}, {get(row, 'conductor', p):6.0f}" for p in phases]
        print(f"{row['shape']:>8} {row['components']:10} " +
              " ".join(f"{pair:>14}" for pair in [*pairs, f"{get(row, 'validate'):.0f}"]))

    print("\nBytes a component above the object itself; allowed: 256, and 32 an edge")
    for row in rows:
        used = row["bytes"]
        on, off = (used["component_members"] + used[key]
                   for key in ["conductor", "conductor_without_timeline"])
        allowed = 256 + 32 * row["edges"] / row["components"]
        print(f"{row['shape']:>8} {row['components']:10} {on:7.0f} of {allowed:.0f}, "
              f"{off:.0f} without a timeline")


def report(result):
    """Prints tables."""
    report_shapes(result["shapes"])

    print(f"\nA random graph of {N_SCHEDULED} components that take 1 to 20 ms, "
          "beside its longest path")
    for phase, numbers in result["scheduling"].items():
        for key in ["elapsed / path", "call / path"]:
            ratio = numbers[key]
            print(f"{phase:>8} {numbers['path_ms']['median']:6.1f} ms   {key:14} "
                  f"{ratio['median']:.4f} ({ratio['min']:.4f} to {ratio['max']:.4f})")

    print("\nMilliseconds of a process with one empty component, and of one with a bare main loop")
    for kind, numbers in result["start"].items():
        print(f"{kind:>14} {numbers['conductor']['median']:.2f} and "
              f"{numbers['bare']['median']:.2f}: {numbers['more']['median']:.2f} more "
              f"({numbers['more']['min']:.2f} to {numbers['more']['max']:.2f}); "
              f"by the least of each {numbers['more, by the least of each']:.2f}")


def check(build):
    """Returns what doesn't run, in words."""
    problems = []
    for shape in ["chain", "wide", "layered", "lattice", "random"]:
        result = call(build, "shapes", "time", shape, 30, 1, *ALL)
        if not all(result["samples"][program]["total"][0] > 0 for program in ALL):
            problems.append(f"{shape}: {result}")
        if not call(build, "shapes", "memory", shape, 30)["conductor"] > 0:
            problems.append(f"{shape}: no memory")
    for phase, numbers in call(build, "schedule", 20).items():
        if not 0 < numbers["path"] <= numbers["elapsed"] <= numbers["call"]:
            problems.append(f"{phase}: {numbers}")
    for name in ["start-bare", "start-conductor"]:
        take_start(build, name)
    return problems
