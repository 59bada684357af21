#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Draws time per component against the number of components, for floor and conductor.

plot.py RESULTS SVG [SHAPE]; RESULTS is what benchmarks/run --json writes. A line joins the
medians, and a bar reaches from the smallest to the largest.
"""

import json
import math
import pathlib
import sys

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 70, 110, 30, 50
LINES = {"floor": "#1a5fb4", "conductor": "#c64600"}


def make_scales(points):
    """Returns functions from components and nanoseconds to places."""
    sizes = [math.log10(n) for values in points.values() for n, _ in values]
    low, high = min(sizes), max(sizes)
    top = max(cost["max"] for values in points.values() for _, cost in values)
    step = 10 ** math.floor(math.log10(top))
    step = step if top / step >= 4 else step / 4
    top = math.ceil(top / step) * step

    def place_size(n):
        return LEFT + (math.log10(n) - low) / ((high - low) or 1) * (WIDTH - LEFT - RIGHT)

    def place_cost(cost):
        return HEIGHT - BOTTOM - cost / top * (HEIGHT - TOP - BOTTOM)

    return place_size, place_cost, [i * step for i in range(round(top / step) + 1)]


def draw_line(name, values, place_size, place_cost):
    color = LINES[name]
    places = [(place_size(n), place_cost(cost["median"])) for n, cost in values]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    yield f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>'
    for (x, y), (_, cost) in zip(places, values):
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>'
        yield (f'<path d="M{x:.1f} {place_cost(cost["min"]):.1f}V{place_cost(cost["max"]):.1f}" '
               f'stroke="{color}"/>')
    x, y = places[-1]
    yield f'<text x="{x + 10:.1f}" y="{y + 4:.1f}" fill="{color}">{name}</text>'


def draw(points, shape):
    place_size, place_cost, costs = make_scales(points)
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
           'font-family="sans-serif" font-size="12">')
    yield "<!-- SPDX-FileCopyrightText: 2026 The Conductor authors -->"
    yield "<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->"
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
    yield f'<text x="{LEFT}" y="18">nanoseconds a component and life, {shape}</text>'
    for cost in costs:
        y = place_cost(cost)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{cost:,.0f}</text>'
    for n in sorted({n for values in points.values() for n, _ in values}):
        yield (f'<text x="{place_size(n):.1f}" y="{HEIGHT - BOTTOM + 20}" '
               f'text-anchor="middle">{n:,}</text>')
    yield (f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.1f}" y="{HEIGHT - 10}" '
           'text-anchor="middle">components</text>')
    for name, values in points.items():
        yield from draw_line(name, values, place_size, place_cost)
    yield "</svg>"


def main(results, svg, shape="layered"):
    rows = json.loads(pathlib.Path(results).read_text(encoding="utf-8"))["by_shape"]["shapes"]
    points = {name: [(row["components"], row["nanoseconds"][name]["total"])
                     for row in rows if row["shape"] == shape] for name in LINES}
    pathlib.Path(svg).write_text("\n".join(draw(points, shape)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
