# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Tests of components, for pytest: pytest -p pytest_conductor, or pytest_plugins.

The fixture `conductor` is a conductor that is watched, and shut down when the test has
ended. A test that uses it may be a coroutine function. The fixture `fake` makes classes
that stand in for components. With --virtual-time hours pass at once.
"""

import asyncio
import inspect
import os
import sys

import gi
import pytest

gi.require_version("ConductorTesting", "1")
from gi.repository import Conductor, ConductorTesting, Gio, GLib  # noqa: E402

LIBRARY = "libconductor-testing-1.so.0"

Outcome = ConductorTesting.FakeOutcome


def pytest_addoption(parser):
    parser.getgroup("conductor").addoption(
        "--virtual-time", action="store_true",
        help="let timeouts pass at once; Python is started again for it")


def pytest_configure(config):
    if not config.getoption("--virtual-time"):
        return
    try:
        ConductorTesting.test_virtual_time_init()
    except GLib.Error as error:
        if LIBRARY in os.environ.get("LD_PRELOAD", ""):
            raise pytest.UsageError(error.message) from None
        preload = " ".join(filter(None, [LIBRARY, os.environ.get("LD_PRELOAD")]))
        capture = config.pluginmanager.getplugin("capturemanager")
        if capture:
            capture.stop_global_capturing()
        os.execve(sys.executable, sys.orig_argv, {**os.environ, "LD_PRELOAD": preload})


def _make_loop():
    try:
        from gi.events import GLibEventLoop
        return GLibEventLoop(GLib.MainContext.default())
    except ImportError:
        from gbulb import GLibEventLoop
        return GLibEventLoop(context=GLib.MainContext.default())


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Runs a coroutine function where asyncio and the conductor share a loop."""
    if "conductor" not in pyfuncitem.fixturenames or not inspect.iscoroutinefunction(
            pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    with asyncio.Runner(loop_factory=_make_loop) as runner:
        runner.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture
def conductor():
    self = Conductor.Conductor()
    ConductorTesting.test_watch(self)
    yield self
    try:
        if self.props.state not in (Conductor.State.INACTIVE, Conductor.State.FAILED):
            ConductorTesting.test_try_shutdown(self, 0)
    finally:
        ConductorTesting.fake_release_all()
        ConductorTesting.fake_reset_all()


def _set_script(gtype, phase, outcome, ms=0, error=None):
    if error is None:
        error = GLib.Error.new_literal(Gio.io_error_quark(), "it was told to fail",
                                       Gio.IOErrorEnum.FAILED)
    ConductorTesting.fake_type_script(gtype, phase, outcome, ms, error)


@pytest.fixture
def fake(conductor):
    """fake(Database, setup=(Outcome.FAIL, 100)) makes the class of a fake.

    A script is an outcome, or a tuple of it, milliseconds and a GLib.Error.
    """
    def make(base, name=None, setup=Outcome.SUCCEED, shutdown=Outcome.SUCCEED):
        gtype = ConductorTesting.fake_type_new(name or f"Fake{base.__name__}", base.__gtype__)
        for phase, script in [(Conductor.Phase.SETUP, setup),
                              (Conductor.Phase.SHUTDOWN, shutdown)]:
            _set_script(gtype, phase, *(script if isinstance(script, tuple) else (script,)))
        return gtype.pytype or gtype
    return make


@pytest.fixture
def assert_order(conductor):
    """assert_order("Database", "WebApi"): that one was up before, and down after."""
    def check(*names):
        try:
            ConductorTesting.test_check_order(conductor, names)
        except GLib.Error as error:
            pytest.fail(error.message, pytrace=False)
    return check
