#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Components in Python below components in Vala: prints TAP.

ValaParts.Server has async methods, ValaParts.Worker has virtual methods that take a task.
Nothing here needs an override, or is changed by one.
"""

import gi

gi.require_version("Conductor", "1")
gi.require_version("ValaParts", "1")
from gi.repository import Conductor, Gio, GLib, ValaParts  # noqa: E402


class Server(ValaParts.Server):
    def do_setup(self, task):
        ValaParts.note(f"python:{self.props.database is not None}")
        ValaParts.Server.do_setup(self, task)

    def do_shutdown(self, task):
        ValaParts.note("python")
        ValaParts.Server.do_shutdown(self, task)


class Worker(ValaParts.Worker):
    def do_setup(self, task):
        ValaParts.note(f"python:{self.props.database is not None}")
        ValaParts.Worker.do_setup(self, task)

    def do_shutdown(self, task):
        ValaParts.note("python")
        ValaParts.Worker.do_shutdown(self, task)


class Alone(ValaParts.Worker):
    def do_setup(self, task):
        ValaParts.note("python")
        task.return_boolean(True)


def set_up(conductor):
    results = []
    conductor.setup_async(None, lambda source, result: results.append(result))
    while not results:
        GLib.MainContext.default().iteration(True)
    return conductor.setup_finish(results[0])


def shut_down(conductor):
    results = []
    conductor.shutdown_async(None, lambda source, result: results.append(result))
    while not results:
        GLib.MainContext.default().iteration(True)
    return conductor.shutdown_finish(results[0])


def go_through(component_type):
    conductor = Conductor.Conductor()
    conductor.add(component_type)
    set_up(conductor)
    shut_down(conductor)
    return ValaParts.take_log()


def check_rollback(component_type):
    def created(conductor, component):
        if isinstance(component, component_type):
            component.props.fails = True

    conductor = Conductor.Conductor()
    conductor.connect("component-created", created)
    conductor.add(component_type)
    try:
        set_up(conductor)
    except GLib.Error as error:
        assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.NO_SPACE), error
        assert error.message == f"{component_type.__name__} (setup): full", error.message
    else:
        raise AssertionError("a failing setup succeeded")
    assert ValaParts.take_log().endswith("Database-")


def test_below_async_methods():
    log = go_through(Server)
    assert log == "Database python:True Server python Server- Database-", log
    check_rollback(Server)


def test_below_methods_with_a_task():
    log = go_through(Worker)
    assert log == "Database python:True Worker python Worker- Database-", log
    check_rollback(Worker)


def test_instead_of_the_parent():
    log = go_through(Alone)
    assert log == "Database python Worker- Database-", log


TESTS = [test_below_async_methods, test_below_methods_with_a_task, test_instead_of_the_parent]

if __name__ == "__main__":
    print(f"1..{len(TESTS)}")
    for number, test in enumerate(TESTS, 1):
        test()
        print(f"ok {number} {test.__name__}")
