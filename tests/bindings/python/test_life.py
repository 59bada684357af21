# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""serve and run, blocking and awaited, and what ends them."""

import asyncio
import json
import re
import signal
import time

import pytest
from gi.repository import Gio, GLib
from gi.repository import Conductor as C
from gi.repository.Conductor import Component, Conductor

CANCELLED = Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED


@pytest.fixture
def conductor(make, log):
    result = Conductor()
    result.add(make("Web", db=make("Database")))
    return result


UP = ["Database up", "Web up"]
DOWN = ["Web down", "Database down"]


def fail_when_active(conductor):
    def fail(*_):
        if conductor.get_state() == C.State.ACTIVE:
            conductor[1].fail(GLib.Error.new_literal(Gio.io_error_quark(), "gone",
                                                     Gio.IOErrorEnum.BROKEN_PIPE))

    conductor.connect("notify::state", fail)


def test_serve(conductor, log):
    GLib.timeout_add(50, conductor.quit)
    assert conductor.serve() is None
    assert log == UP + DOWN


def test_describe_waiting(run, make, log):
    async def main():
        described = []

        async def look(self):
            described.append(conductor.describe_waiting())

        conductor = Conductor(setup_timeout=0)
        conductor.add(make("Web", db=make("Database", _setup=look)))
        assert conductor.describe_waiting() == ""
        await conductor.setup()
        (text,) = described
        assert re.fullmatch(r"Web waits for Database \(property db\), setting up for [\d.]+ s",
                            text)
        assert conductor.describe_waiting() == ""
        await conductor.shutdown()

    run(main())
    assert log == UP + DOWN


def test_serve_twice(conductor, log):
    for _ in range(2):
        GLib.timeout_add(20, conductor.quit)
        conductor.serve()
    assert log == (UP + DOWN) * 2


def test_serve_setup_fails(make, log):
    async def fail(self):
        raise ValueError("nope")

    conductor = Conductor()
    conductor.add(make("Web", db=make("Database"), _setup=fail))
    with pytest.raises(GLib.Error, match="ValueError: nope"):
        conductor.serve()
    assert log == ["Database up", "Database down"]


def test_serve_component_fails(conductor, log):
    fail_when_active(conductor)
    with pytest.raises(GLib.Error) as caught:
        conductor.serve()
    assert caught.value.matches(Gio.io_error_quark(), Gio.IOErrorEnum.BROKEN_PIPE)
    assert log == UP + DOWN


def test_serve_cancelled(conductor, log):
    cancellable = Gio.Cancellable()
    GLib.timeout_add(20, cancellable.cancel)
    with pytest.raises(GLib.Error) as caught:
        conductor.serve(cancellable)
    assert caught.value.matches(*CANCELLED)
    assert log == UP + DOWN


def test_quit_from_a_component(run):
    class Web(Component):
        async def setup(self):
            asyncio.get_running_loop().call_later(0.01, self.get_conductor().quit)

    conductor = Conductor()
    conductor.add(Web)
    conductor.serve()
    assert conductor.get_state() == C.State.INACTIVE


def test_awaited_serve(run, conductor, log):
    async def main():
        serving = asyncio.ensure_future(conductor.serve())
        while conductor.get_state() != C.State.ACTIVE:
            await asyncio.sleep(0.001)
        conductor.quit()
        await serving

    run(main())
    assert log == UP + DOWN


def test_run_function(conductor, log):
    async def work(one, two):
        await asyncio.sleep(0.01)
        log.append("work")
        return one + two

    assert conductor.run(work, 1, 2) == 3
    assert log == [*UP, "work", *DOWN]


def test_run_coroutine(conductor, log):
    async def work():
        log.append("work")
        return "done"

    assert conductor.run(work()) == "done"
    assert log == [*UP, "work", *DOWN]


def test_run_plain_function(conductor, log):
    assert conductor.run(log.append, "work") is None
    assert log == [*UP, "work", *DOWN]


def test_run_with_the_conductor(conductor):
    async def work(conductor):
        return [component.get_state() for component in conductor]

    assert conductor.run(work, conductor) == [C.State.ACTIVE] * 2


class Custom(Exception):
    pass


def test_run_raises_the_very_exception(conductor, log):
    async def work():
        raise exception

    exception = Custom("mine")
    with pytest.raises(Custom) as caught:
        conductor.run(work())
    assert caught.value is exception
    assert log == UP + DOWN


def test_run_setup_fails(make, recwarn):
    async def fail(self):
        raise ValueError("nope")

    async def work():
        pass

    conductor = Conductor()
    conductor.add(make("Web", _setup=fail))
    with pytest.raises(GLib.Error, match="ValueError: nope"):
        conductor.run(work())
    assert not [warning for warning in recwarn if "never awaited" in str(warning.message)]


def test_run_component_fails(conductor, log):
    """The function is cancelled, and the error is the component's."""
    async def work():
        try:
            await asyncio.sleep(10)
        finally:
            log.append("cancelled")

    fail_when_active(conductor)
    with pytest.raises(GLib.Error, match="gone"):
        conductor.run(work())
    assert "cancelled" in log and log[-1] == "Database down"


def test_run_quit_cancels_the_function_first(conductor, log):
    async def work():
        GLib.timeout_add(10, conductor.quit)
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(0.02)
            log.append("cancelled")

    with pytest.raises(GLib.Error) as caught:
        conductor.run(work())
    assert caught.value.matches(*CANCELLED)
    assert log == [*UP, "cancelled", *DOWN]


def test_awaited_run(run, conductor, log):
    async def work(text):
        log.append(text)
        return text

    async def main():
        assert await conductor.run(work, "function") == "function"
        assert await conductor.run(work("coroutine")) == "coroutine"

    run(main())
    assert log == [*UP, "function", *DOWN, *UP, "coroutine", *DOWN]


def test_awaited_run_raises(run, conductor, log):
    async def work():
        raise Custom

    async def main():
        with pytest.raises(Custom):
            await conductor.run(work)

    run(main())
    assert log == UP + DOWN


def test_awaited_run_cancelled(run, conductor, log):
    async def work():
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(0.01)
            log.append("cancelled")

    async def main():
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(conductor.run(work), 0.1)

    run(main())
    assert log == [*UP, "cancelled", *DOWN]


def test_awaited_run_component_fails(run, conductor, log):
    async def main():
        fail_when_active(conductor)
        with pytest.raises(GLib.Error, match="gone"):
            await conductor.run(asyncio.sleep, 10)

    run(main())
    assert log == UP + DOWN


def test_awaited_run_shut_down_by_another(run, conductor, log):
    async def work():
        asyncio.ensure_future(conductor.shutdown())
        await asyncio.sleep(10)

    async def main():
        with pytest.raises(GLib.Error) as caught:
            await conductor.run(work)
        assert caught.value.matches(*CANCELLED)

    run(main())
    assert log == UP + DOWN


def test_awaited_run_shutdown_fails(run, make):
    async def fail(self):
        raise ValueError("nope")

    async def main():
        conductor = Conductor()
        conductor.add(make("Web", _shutdown=fail))
        with pytest.raises(GLib.Error) as caught:
            await conductor.run(lambda: None)
        assert caught.value.matches(C.error_quark(), C.Error.SHUTDOWN_INCOMPLETE)

    run(main())


SERVING = """
    import asyncio, os, signal, time
    from gi.repository import GLib
    from gi.repository.Conductor import Component, Conductor

    class Web(Component):
        async def setup(self):
            await asyncio.sleep(0.01)
            self.task = asyncio.create_task(self.tell())

        async def tell(self):
            print("up")
            await asyncio.sleep(100)

        async def shutdown(self):
            self.task.cancel()
            await asyncio.sleep(0.01)
            print("down")

    signal.signal(signal.SIGUSR1, lambda *_: print("usr1"))
    conductor = Conductor()
    conductor.add(Web)
"""


def interrupt(process):
    assert process.stdout.readline() == "up\n"
    process.send_signal(signal.SIGINT)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_serve(script, number):
    def stop(process):
        assert process.stdout.readline() == "up\n"
        process.send_signal(number)

    result = script(SERVING + """
    conductor.serve()
    print("served")
    """, stop)
    assert (result.returncode, result.stdout, result.stderr) == (0, "down\nserved\n", "")


def test_keyboard_interrupt_after_serve(script):
    result = script(SERVING + """
    conductor.serve()
    try:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(10)
    except KeyboardInterrupt:
        print("interrupted")
    """, interrupt)
    assert (result.returncode, result.stdout) == (0, "down\ninterrupted\n")


def test_keyboard_interrupt_kills_after_serve(script):
    """Where nobody catches it, the program ends as any other."""
    result = script(SERVING + """
    conductor.serve()
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(10)
    """, interrupt)
    assert result.returncode == -signal.SIGINT and "KeyboardInterrupt" in result.stderr


def test_signal_cancels_run(script):
    def stop(process):
        while process.stdout.readline() != "working\n":
            pass
        process.send_signal(signal.SIGINT)

    result = script(SERVING + """
    async def work():
        print("working", flush=True)
        try:
            await asyncio.sleep(10)
        finally:
            print("cancelled")

    try:
        conductor.run(work())
    except GLib.Error as error:
        print(error.domain, error.code)
    try:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(10)
    except KeyboardInterrupt:
        print("interrupted")
    """, stop)
    assert result.stdout.splitlines() == ["cancelled", "down", "g-io-error-quark 19", "interrupted"]


def test_other_signal_handlers_run_meanwhile(script):
    def poke(process):
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.SIGUSR1)
        assert process.stdout.readline() == "usr1\n"
        process.send_signal(signal.SIGINT)

    assert script(SERVING + "    conductor.serve()\n", poke).stdout == "down\n"


def test_second_signal_hurries(script):
    def stop(process):
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "waiting\n"
        time.sleep(0.15)
        process.send_signal(signal.SIGINT)

    result = script("""
        import asyncio
        from gi.repository.Conductor import Component, Conductor

        class Web(Component):
            async def setup(self):
                print("up")

            async def shutdown(self):
                print("waiting")
                try:
                    await asyncio.sleep(100)
                except asyncio.CancelledError:
                    print("hurried")

        conductor = Conductor()
        conductor.add(Web)
        conductor.serve()
    """, stop)
    assert (result.returncode, result.stdout) == (0, "hurried\n"), result
    assert "Web" in result.stderr


def test_timeline(conductor, log):
    assert conductor.dup_timeline() is None
    conductor.run(lambda: None)
    timeline = conductor.dup_timeline()
    graph = timeline.get_graph()
    found, web = graph.find_name("Web")
    assert found
    wanted, ready, begin, end, outcome = timeline.get_span(web, C.Phase.SETUP)
    assert 0 == wanted <= ready <= begin <= end
    assert outcome == C.Outcome.SUCCEEDED
    names = [graph.get_node_name(n) for n in timeline.dup_critical_path(C.Phase.SETUP)]
    assert names == ["Database", "Web"]
    assert json.loads(timeline.to_json())["format"] == "conductor-timeline"
    assert json.loads(timeline.to_chrome_trace())["traceEvents"]
    assert "</svg>" in timeline.to_svg()
    assert "Web" in timeline.to_text()
    assert log == UP + DOWN
