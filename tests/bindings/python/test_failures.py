# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What goes wrong in a component, and what the caller, the log and the others get."""

import asyncio
import logging

import pytest
from gi.repository import Gio, GLib
from gi.repository import Conductor as C
from gi.repository.Conductor import Component, Conductor

CANCELLED = Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED
FAILED = Gio.io_error_quark(), Gio.IOErrorEnum.FAILED


def fail_to_set_up(run, *types, **properties):
    """Returns the error of the setup, and the conductor."""
    async def main():
        conductor = Conductor(**properties)
        for type_ in types:
            conductor.add(type_)
        with pytest.raises(GLib.Error) as caught:
            await conductor.setup()
        assert conductor.get_state() == C.State.FAILED
        return caught.value, conductor

    return run(main())


async def raise_value_error(self):
    await asyncio.sleep(0)
    raise ValueError("nope")


def test_exception(run, make, log, caplog):
    error, _ = fail_to_set_up(run, make("Web", _setup=raise_value_error))
    assert error.matches(*FAILED)
    assert error.message == "Web (setup): ValueError: nope"
    (record,) = caplog.records
    assert record.name == "conductor" and record.levelno == logging.ERROR
    assert record.getMessage() == "Web (setup) failed"
    assert "raise_value_error" in caplog.text and "Traceback" in caplog.text


def test_exception_without_text(run, make):
    async def fail(self):
        raise KeyError

    assert fail_to_set_up(run, make("Web", _setup=fail))[0].message == "Web (setup): KeyError"


@pytest.mark.parametrize("name", ["setup", "do_setup"])
def test_exception_of_a_plain_method(run, name, caplog):
    class Web(Component):
        locals()[name] = lambda self, *task: 1 / 0

    error, _ = fail_to_set_up(run, Web)
    assert error.matches(*FAILED)
    assert error.message == "Web (setup): ZeroDivisionError: division by zero"
    assert "Traceback" in caplog.text


@pytest.mark.parametrize("is_async", [True, False])
def test_gerror_is_kept(run, is_async, caplog):
    full = GLib.Error.new_literal(Gio.io_error_quark(), "full", Gio.IOErrorEnum.NO_SPACE)

    class Web(Component):
        if is_async:
            async def setup(self):
                raise full
        else:
            def setup(self):
                raise full

    error, _ = fail_to_set_up(run, Web)
    assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.NO_SPACE)
    assert error.message == "Web (setup): full"
    assert not caplog.records


def test_rollback(run, make, log):
    """What is up is shut down; what is under way is cancelled and waited for."""
    async def dawdle(self):
        try:
            await asyncio.sleep(10)
        finally:
            log.append("Slow gave up")

    database = make("Database")
    broken = make("Broken", db=database, _setup=raise_value_error)
    slow = make("Slow", db=database, _setup=dawdle)
    web = make("Web", broken=broken)

    _, conductor = fail_to_set_up(run, web, slow)
    assert log == ["Database up", "Slow gave up", "Database down"]
    (failure,) = conductor.get_failures()
    assert failure.get_component().get_name() == "Broken"
    assert failure.get_phase() == C.Phase.SETUP
    assert conductor[web].get_state() == C.State.INACTIVE


def test_works_again_after_a_failure(run, make, log):
    async def fail_once(self):
        if not log:
            log.append("failed")
            raise OSError("once")

    async def main():
        conductor = Conductor()
        conductor.add(make("Web", _setup=fail_once))
        with pytest.raises(GLib.Error, match="OSError: once"):
            await conductor.setup()
        await conductor.setup()
        await conductor.shutdown()

    run(main())
    assert log == ["failed", "Web up", "Web down"]


def test_shutdown_fails(run, make, log):
    database = make("Database")
    web = make("Web", db=database, _shutdown=raise_value_error)

    async def main():
        conductor = Conductor()
        conductor.add(web)
        await conductor.setup()
        with pytest.raises(GLib.Error) as caught:
            await conductor.shutdown()
        assert caught.value.matches(C.error_quark(), C.Error.SHUTDOWN_INCOMPLETE)
        assert "Web" in caught.value.message and "ValueError: nope" in caught.value.message

    run(main())
    assert log == ["Database up", "Web up", "Database down"]


def test_cancelled_unasked(run, make):
    async def give_up(self):
        raise asyncio.CancelledError

    error, _ = fail_to_set_up(run, make("Web", _setup=give_up))
    assert error.matches(C.error_quark(), C.Error.FAILED)


def test_timeout_cancels_the_coroutine(run, make, log):
    async def dawdle(self):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            log.append("cancelled")
            raise

    error, _ = fail_to_set_up(run, make("Web", _setup=dawdle), setup_timeout=20)
    assert error.matches(C.error_quark(), C.Error.TIMED_OUT)
    assert "Web" in error.message
    assert log == ["cancelled"]


def test_own_timeout_and_extension(run, make):
    async def work(self):
        self.extend_timeout(5000)
        await asyncio.sleep(0.1)

    async def main():
        conductor = Conductor()
        conductor.add(make("Web", _setup=work)(setup_timeout=30))
        await conductor.setup()
        await conductor.shutdown()

    run(main())


def test_late_success_is_shut_down(run, make, log):
    async def persist(self):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            await asyncio.sleep(0.01)

    error, _ = fail_to_set_up(run, make("Web", _setup=persist), setup_timeout=20)
    assert error.matches(C.error_quark(), C.Error.TIMED_OUT)
    assert log == ["Web up", "Web down"]


def test_abandoned(run, make):
    async def ignore(self):
        while not released:
            try:
                await asyncio.sleep(0.001)
            except asyncio.CancelledError:
                pass

    released = []
    error, conductor = fail_to_set_up(run, make("Web", _setup=ignore), setup_timeout=10, grace=10)
    assert error.matches(C.error_quark(), C.Error.TIMED_OUT)
    assert conductor[0].get_state() == C.State.ABANDONED
    released.append(True)

    async def until_it_has_ended():
        await asyncio.sleep(0.05)

    run(until_it_has_ended())


def test_forgotten_task(run):
    class Web(Component):
        def do_setup(self, task):
            pass

    error, _ = fail_to_set_up(run, Web)
    assert error.matches(C.error_quark(), C.Error.NEVER_RETURNED)


def test_cancelling_setup_rolls_back(run, make, log):
    """The await ends when nothing is up any more."""
    async def dawdle(self):
        await asyncio.sleep(10)

    async def main():
        conductor = Conductor()
        conductor.add(make("Web", db=make("Database"), _setup=dawdle))
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(conductor.setup(), 0.05)
        assert log == ["Database up", "Database down"]
        assert conductor[0].get_state() == C.State.INACTIVE

    run(main())


def test_cancelling_shutdown_hurries(run, make, log):
    async def linger(self):
        log.append("lingers")
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            log.append("hurries")

    async def main():
        conductor = Conductor()
        conductor.add(make("Web", db=make("Database", _shutdown=linger), _shutdown=linger))
        await conductor.setup()
        task = asyncio.ensure_future(conductor.shutdown())
        await asyncio.sleep(0.05)
        task.cancel()
        await task
        assert conductor.get_state() == C.State.INACTIVE

    run(main())
    # The second one begins in a hurry, and still gets to its first await.
    assert log == ["Database up", "Web up", "lingers", "hurries", "Web down", "lingers",
                   "hurries", "Database down"]


def test_cancellable(run, make):
    async def dawdle(self):
        await asyncio.sleep(10)

    async def main():
        cancellable = Gio.Cancellable()
        conductor = Conductor()
        conductor.add(make("Web", _setup=dawdle))
        asyncio.get_running_loop().call_later(0.01, cancellable.cancel)
        with pytest.raises(GLib.Error) as caught:
            await conductor.setup(cancellable)
        assert caught.value.matches(*CANCELLED)

    run(main())


def test_calls_are_joined(run, make, log):
    async def main():
        conductor = Conductor()
        conductor.add(make("Web"))
        await asyncio.gather(conductor.setup(), conductor.setup())
        await conductor.setup()
        await asyncio.gather(conductor.shutdown(), conductor.shutdown())

    run(main())
    assert log == ["Web up", "Web down"]


def test_shutdown_during_setup(run, make, log):
    async def dawdle(self):
        await asyncio.sleep(10)

    async def main():
        conductor = Conductor()
        conductor.add(make("Web", _setup=dawdle))
        setup = asyncio.ensure_future(conductor.setup())
        await asyncio.sleep(0.01)
        await conductor.shutdown()
        with pytest.raises(GLib.Error) as caught:
            await setup
        assert caught.value.matches(*CANCELLED)

    run(main())
    assert log == []
