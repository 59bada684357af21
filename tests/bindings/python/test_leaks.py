# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Nothing stays behind: neither wrappers nor objects, nor what hangs on them."""

import asyncio
import gc
import os
import weakref

import pytest
from gi.repository import GLib
from gi.repository import Conductor as C
from gi.repository.Conductor import Component, Conductor

N_ROUNDS = 300


class Census:
    """Who is alive, of the wrappers and of the objects behind them."""

    def __init__(self):
        self.wrappers = []
        self.objects = []

    def watch(self, *things):
        for thing in things:
            self.wrappers.append(weakref.ref(thing))
            self.objects.append(thing.weak_ref())

    def count(self):
        for _ in range(3):
            gc.collect()
        return (sum(ref() is not None for ref in self.wrappers),
                sum(ref() is not None for ref in self.objects))


class Database(Component):
    async def setup(self):
        await asyncio.sleep(0)
        self.task = asyncio.create_task(asyncio.sleep(100))

    async def shutdown(self):
        self.task.cancel()


class Cache(Component):
    def setup(self):
        raise OSError("not today")


class Web(Component):
    db: Database
    cache: Cache

    async def setup(self):
        # Cycles in Python: through a handler, a closure, an exception.
        self.handler = self.db.connect("notify::state", self.note)
        self.me = lambda: self
        try:
            await C.gio(self.db.setup_async)
        except GLib.Error as error:
            self.error = error

    def note(self, *_):
        pass

    async def shutdown(self):
        self.db.disconnect(self.handler)
        await asyncio.gather(asyncio.sleep(0), asyncio.sleep(0))


Web.set_need("cache", C.Need.WANTED)


class Leaking(Web):
    async def shutdown(self):
        await super().shutdown()
        self.conductor = self.get_conductor()


class Failing(Component):
    web: Web

    async def setup(self):
        raise ValueError("nope")


async def go_round(census, type_, ends):
    conductor = Conductor(config={"round": object()})
    conductor.add(type_)
    census.watch(conductor)
    try:
        await conductor.setup()
    except GLib.Error:
        assert type_ is Failing
    census.watch(*conductor)
    if ends:
        await conductor.shutdown()


@pytest.fixture(autouse=True)
def quiet(caplog):
    caplog.set_level("CRITICAL", "conductor")


@pytest.mark.parametrize("type_", [Web, Failing])
def test_rounds(run, type_):
    census = Census()

    async def main():
        for _ in range(N_ROUNDS):
            await go_round(census, type_, True)

    run(main())
    assert len(census.wrappers) >= 4 * N_ROUNDS
    assert census.count() == (0, 0)


def test_rounds_of_blocking_calls():
    census = Census()
    n_fds = len(os.listdir("/proc/self/fd"))
    for _ in range(N_ROUNDS):
        conductor = Conductor()
        conductor.add(Web)
        census.watch(conductor)
        conductor.run(lambda: census.watch(*conductor))
        conductor = None
    assert census.count() == (0, 0)
    assert len(os.listdir("/proc/self/fd")) <= n_fds + 2


def test_a_leak_is_seen(run):
    """A component that keeps its conductor makes a cycle that no collector sees."""
    census = Census()

    async def main():
        for number in range(5):
            await go_round(census, Leaking if number == 2 else Web, True)

    run(main())
    # The cache has no attributes, so its wrapper may come and go.
    assert census.count() == (3, 4)

    leaked = next(ref() for ref in census.wrappers if isinstance(ref(), Leaking))
    del leaked.conductor, leaked
    assert census.count() == (0, 0)


def test_never_set_up():
    census = Census()
    for _ in range(10):
        conductor = Conductor()
        conductor.add(Web)
        ready = Database()
        conductor.add(ready)
        census.watch(conductor, ready)
    conductor = ready = None
    assert census.count() == (0, 0)


def test_cancelled_setups(run):
    census = Census()

    class Slow(Component):
        db: Database

        async def setup(self):
            await asyncio.sleep(10)

    async def main():
        for _ in range(20):
            conductor = Conductor()
            conductor.add(Slow)
            census.watch(conductor)
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(conductor.setup(), 0.005)
            census.watch(*conductor)

    run(main())
    assert census.count() == (0, 0)


def test_dropped_while_active(run, capfd):
    """Nothing is called while the garbage is collected."""
    census = Census()
    calls = []

    class Plain(Component):
        def setup(self):
            calls.append("setup")

        def shutdown(self):
            calls.append("shutdown")

    class Upper(Component):
        plain: Plain

        def notice(self, *_):
            calls.append("notify")

        def setup(self):
            self.connect("notify", self.notice)

    async def main():
        await go_round(census, Upper, False)
        calls.clear()
        census.count()

    run(main())
    assert census.count() == (0, 0)
    assert calls == []
    assert "while 2 components were up" in capfd.readouterr().err
