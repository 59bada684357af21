# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Setup and shutdown in order, and what a conductor is like as a collection."""

import asyncio
from typing import Optional

import pytest
from gi.repository import GLib, GObject
from gi.repository import Conductor as C
from gi.repository.Conductor import Component, Conductor


def test_diamond(run, make, log):
    database = make("Database")
    web = make("Web", db=database)
    workers = make("Workers", db=database)
    application = make("Application", web=web, workers=workers)

    async def main():
        conductor = Conductor()
        conductor.add(application)
        await conductor.setup()
        assert log[0] == "Database up" and log[-1] == "Application up"
        assert [component.get_name() for component in conductor][::3] == ["Database", "Application"]
        log.clear()
        await conductor.shutdown()
        assert log[0] == "Application down" and log[-1] == "Database down"
        assert sorted(log[1:3]) == ["Web down", "Workers down"]

    run(main())


def test_at_once(run, make, log):
    """What does not depend on each other is set up at the same time."""
    meeting = []

    async def meet(self):
        meeting.append(self)
        while len(meeting) < 3:
            await asyncio.sleep(0.001)

    async def main():
        conductor = Conductor()
        for name in "ABC":
            conductor.add(make(name, _setup=meet))
        await conductor.setup()
        await conductor.shutdown()

    run(main())
    assert sorted(log[:3]) == ["A up", "B up", "C up"]


def test_plain_methods(run, log):
    class Database(Component):
        def setup(self):
            log.append("Database up")

        def shutdown(self):
            log.append("Database down")

    class Web(Component):
        db: Database

        def do_setup(self, task):
            log.append(f"Web up with {self.db.get_name()}")
            GLib.timeout_add(1, lambda: task.return_boolean(True))

    async def main():
        conductor = Conductor()
        conductor.add(Web)
        await conductor.setup()
        await conductor.shutdown()

    run(main())
    assert log == ["Database up", "Web up with Database", "Database down"]


def test_injected_then_cleared(run):
    class Database(Component):
        pass

    class Web(Component):
        db: Database
        seen = ()

        async def setup(self):
            self.seen = [self.db.get_state()]

        async def shutdown(self):
            self.seen.append(self.db.get_state())

    async def main():
        conductor = Conductor()
        conductor.add(Web)
        await conductor.setup()
        web = conductor[Web]
        await conductor.shutdown()
        assert web.seen == [C.State.ACTIVE, C.State.ACTIVE]
        assert web.db is None

    run(main())


def test_again_on_the_same_instances(run, make, log):
    web = make("Web", db=make("Database"))

    async def main():
        conductor = Conductor()
        conductor.add(web)
        await conductor.setup()
        first = list(conductor)
        await conductor.shutdown()
        await conductor.setup()
        assert list(conductor) == first
        await conductor.shutdown()

    run(main())
    assert log == ["Database up", "Web up", "Web down", "Database down"] * 2


def test_as_a_collection(run, make):
    database = make("Database")
    web = make("Web", db=database)

    class Stranger(Component):
        pass

    async def main():
        conductor = Conductor()
        assert conductor and len(conductor) == 0
        conductor.add(web)
        await conductor.setup()
        assert len(conductor) == 2
        assert web in conductor and database in conductor and Stranger not in conductor
        assert conductor.get(web) is conductor[web] is conductor[1] is conductor[-1]
        assert conductor.get(Stranger) is None
        assert conductor[web] in conductor and Stranger() not in conductor
        assert [type(component) for component in conductor] == [database, web]
        assert conductor[:1] == [conductor[database]]
        with pytest.raises(KeyError):
            conductor[Stranger]
        with pytest.raises(IndexError):
            conductor[2]
        await conductor.shutdown()

    run(main())


def test_config(run):
    class Web(Component):
        async def setup(self):
            self.port = self.config["port"]

    async def main():
        conductor = Conductor(config={"port": 80}, setup_timeout=1234)
        assert conductor.get_setup_timeout() == 1234
        conductor.add(Web)
        await conductor.setup()
        assert conductor[Web].port == 80
        await conductor.shutdown()

    run(main())
    assert Conductor().config == {}
    web = Web()
    assert web.config is None
    web.config = {"port": 81}
    assert web.config == {"port": 81}


def test_ready_made(run, make, log):
    database = make("Database")

    class Web(Component):
        db: database
        extra: Optional[database]

    async def main():
        conductor = Conductor()
        ready = database(name="ready")
        conductor.add(ready)
        conductor.add(Web)
        await conductor.setup()
        assert conductor[Web].db is ready and conductor[Web].extra is ready
        assert ready.get_conductor() is conductor
        await conductor.shutdown()

    run(main())


def test_created_before_any_setup(run, make, log):
    web = make("Web", db=make("Database"))

    async def main():
        conductor = Conductor()
        conductor.connect("component-created",
                          lambda _, component: log.append(component.get_name()))
        conductor.add(web)
        await conductor.setup()
        await conductor.shutdown()

    run(main())
    assert sorted(log[:2]) == ["Database", "Web"]


def test_by_hand(run, make, log):
    """One component without a conductor, as in a unit test."""
    web = make("Web")

    async def main():
        component = web()
        assert await C.gio(component.setup_async)
        assert component.get_state() == C.State.ACTIVE
        assert await C.gio(component.shutdown_async)

    run(main())
    assert log == ["Web up", "Web down"]


def test_gobject_properties(run, make):
    database = make("Database")

    class Web(Component):
        db = GObject.Property(type=database)
        port = GObject.Property(type=int, default=80)

        def setup(self):
            assert isinstance(self.db, database) and self.port == 80

    async def main():
        conductor = Conductor()
        conductor.add(Web)
        await conductor.setup()
        await conductor.shutdown()

    run(main())
