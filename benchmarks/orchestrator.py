#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""life.py without the library: what an orchestrator of components needs of asyncio alone.

orchestrator.py N LIVES [gbulb]: on asyncio's own loop, or on the one that life.py uses.
"""

import asyncio
import inspect
import sys

import units


class Orchestrator:
    """Sets up components at once where their dependencies allow it, and shuts down in the
    opposite order. That is all: no failure is rolled back, nothing is cancelled, nobody has
    a deadline or a state, and a cycle waits for ever.
    """

    def __init__(self):
        self.components = {}  # by class
        self.dependencies = {}
        self.dependents = {}

    def add(self, component_class):
        if component_class in self.components:
            return self.components[component_class]
        component = self.components[component_class] = component_class()
        self.dependents[component] = []
        self.dependencies[component] = []
        for name, needed_class in inspect.get_annotations(component_class).items():
            needed = self.add(needed_class)
            setattr(component, name, needed)
            self.dependencies[component].append(needed)
            self.dependents[needed].append(component)
        return component

    async def setup(self):
        await self._for_all(self.dependencies, lambda component: component.setup())

    async def shutdown(self):
        await self._for_all(self.dependents, lambda component: component.shutdown())

    async def _for_all(self, awaited, call):
        """Calls for each component, after all that it awaits."""
        tasks = {}

        async def go_through(component):
            if awaited[component]:
                await asyncio.gather(*(tasks[other] for other in awaited[component]))
            await call(component)

        # A task begins later, when all are there.
        for component in awaited:
            tasks[component] = asyncio.create_task(go_through(component))
        await asyncio.gather(*tasks.values())


def make_loop(name):
    if name == "gbulb":
        import gbulb
        from gi.repository import GLib
        return gbulb.GLibEventLoop(context=GLib.MainContext.default())
    return asyncio.new_event_loop()


def main(n, n_lives, loop_name="asyncio"):
    loop = make_loop(loop_name)

    async def live(types):
        orchestrator = Orchestrator()
        for component in types:
            orchestrator.add(component)
        await orchestrator.setup()
        await orchestrator.shutdown()

    types = units.make_types(int(n), units.Root, units.Link)
    units.measure(lambda roots: loop.run_until_complete(live(roots)), types, int(n_lives))
    loop.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
