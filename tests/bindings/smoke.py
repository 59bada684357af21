#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The library as introspection shows it, from Python, without an override: prints TAP."""

import gi

gi.require_version("Conductor", "1")
from gi.repository import Conductor, Gio, GLib, GObject  # noqa: E402

LOG = []


class Database(Conductor.Component):
    def do_setup(self, task):
        LOG.append("database up")
        task.return_boolean(True)

    def do_shutdown(self, task):
        LOG.append("database down")
        task.return_boolean(True)


class Cache(Conductor.Component):
    def do_setup(self, task):
        task.return_error(GLib.Error("no memory", GLib.quark_to_string(Gio.io_error_quark()),
                                     Gio.IOErrorEnum.NO_SPACE))


class Web(Conductor.Component):
    database = GObject.Property(type=Database)
    cache = GObject.Property(type=Cache)

    def do_setup(self, task):
        assert self.database.get_state() == Conductor.State.ACTIVE
        assert self.cache is None
        LOG.append("web up")
        GLib.timeout_add(5, self.finish, task)

    def finish(self, task):
        task.return_boolean(True)
        return GLib.SOURCE_REMOVE

    def do_shutdown(self, task):
        assert self.database is not None
        LOG.append("web down")
        task.return_boolean(True)


Web.set_need("cache", Conductor.Need.WANTED)


class Forgetful(Conductor.Component):
    def do_setup(self, task):
        pass


class Mock(Database):
    def do_setup(self, task):
        LOG.append("mock up")
        task.return_boolean(True)


def test_order():
    conductor = Conductor.Conductor()
    created = []
    conductor.connect("component-created", lambda _, made: created.append(made.get_name()))
    conductor.add(Web)
    assert conductor.setup(None)
    assert [c.get_name() for c in conductor][-1] == "Web" and len(conductor) == 3
    assert conductor.get_component(Database).get_conductor() is conductor
    assert sorted(created) == ["Cache", "Database", "Web"]
    (failure,) = conductor.get_failures()
    assert failure.get_error().matches(Gio.io_error_quark(), Gio.IOErrorEnum.NO_SPACE)
    assert conductor.shutdown(None)
    assert LOG == ["database up", "web up", "web down", "database down"], LOG


def test_patch():
    conductor = Conductor.Conductor()
    conductor.add(Web)
    assert conductor.patch(Database, Mock)
    conductor.setup(None)
    assert isinstance(conductor.get_component(Database), Mock)
    conductor.shutdown(None)
    assert LOG == ["mock up", "web up", "web down", "database down"], LOG


def test_forgotten_task():
    conductor = Conductor.Conductor()
    conductor.add(Forgetful)
    try:
        conductor.setup(None)
    except GLib.Error as error:
        assert error.matches(Conductor.error_quark(), Conductor.Error.NEVER_RETURNED), error
        assert "Forgetful (setup)" in error.message
    else:
        raise AssertionError("a dropped task was not noticed")


def test_errors():
    conductor = Conductor.Conductor()
    conductor.add(Conductor.Component)
    try:
        conductor.validate()
    except GLib.Error as error:
        assert error.matches(Conductor.error_quark(), Conductor.Error.INVALID_TYPE)
    else:
        raise AssertionError("an abstract type is valid")


def test_serve_and_run():
    conductor = Conductor.Conductor()
    conductor.add(Database)
    GLib.idle_add(lambda: conductor.quit())
    assert conductor.serve(None)
    ran = []

    def work(conductor, task, *user_data):
        ran.append(conductor.get_state())
        task.return_boolean(True)

    assert conductor.run(work, None)
    assert ran == [Conductor.State.ACTIVE]
    assert LOG == ["database up", "database down"] * 2, LOG


def test_by_hand():
    database = Database()
    loop = GLib.MainLoop()
    results = []

    def done(component, result):
        results.append(component.setup_finish(result))
        loop.quit()

    database.setup_async(None, done)
    loop.run()
    assert results == [True]
    assert database.get_state() == Conductor.State.ACTIVE


TESTS = [test_order, test_patch, test_forgotten_task, test_errors, test_serve_and_run, test_by_hand]

if __name__ == "__main__":
    print(f"1..{len(TESTS)}")
    for number, test in enumerate(TESTS, 1):
        LOG.clear()
        test()
        print(f"ok {number} {test.__name__}")
