# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The graph of life.c: what components of Python do, and how the clock is read."""

import time

WIDTH = 10
counts = {"setups": 0, "shutdowns": 0}


class Root:
    """What those in the first layer do."""

    is_up = False

    async def setup(self):
        self.is_up = True
        counts["setups"] += 1

    async def shutdown(self):
        self.is_up = False
        counts["shutdowns"] += 1


class Link:
    """What those above do."""

    is_up = False

    async def setup(self):
        assert self.a.is_up and self.b.is_up
        self.is_up = True
        counts["setups"] += 1

    async def shutdown(self):
        assert self.a.is_up and self.b.is_up
        self.is_up = False
        counts["shutdowns"] += 1


def make_types(n, root, link):
    """Makes the classes: layers of ten, each of which needs two of the layer below."""
    types = []
    for i in range(n):
        base, needs = root, {}
        if i >= WIDTH:
            below = i - i % WIDTH - WIDTH
            base = link
            needs = {"a": types[below + i % WIDTH], "b": types[below + (i + 1) % WIDTH]}
        types.append(type(base)(f"Unit{i}", (base,), {"__annotations__": needs}))
    return types


def measure(live, types, n_lives):
    """Prints microseconds a component and life; one life goes before."""
    live(types[-WIDTH:])
    start = time.perf_counter()
    for _ in range(n_lives):
        live(types[-WIDTH:])
    seconds = time.perf_counter() - start
    print(f"{seconds * 1e6 / len(types) / n_lives:.3f}")
    n_calls = len(types) * (n_lives + 1)
    assert counts == {"setups": n_calls, "shutdowns": n_calls}, counts
