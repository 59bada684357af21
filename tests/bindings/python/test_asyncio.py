# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Coroutines on the GLib main loop, and loops that are not."""

import asyncio
import importlib.util

import pytest
from gi.repository import Gio, GLib
from gi.repository import Conductor as C
from gi.repository.Conductor import Component, Conductor


def conduct(run, *types):
    async def main():
        conductor = Conductor()
        for type_ in types:
            conductor.add(type_)
        await conductor.setup()
        components = list(conductor)
        await conductor.shutdown()
        return components

    return run(main())


def test_sleep_and_gather(run):
    class Web(Component):
        async def setup(self):
            await asyncio.gather(asyncio.sleep(0.01), asyncio.sleep(0.02))
            self.found = await asyncio.gather(*[self.find(i) for i in range(3)])

        async def find(self, i):
            await asyncio.sleep(0)
            return i

    assert conduct(run, Web)[0].found == [0, 1, 2]


def test_subprocess(run):
    class Web(Component):
        async def setup(self):
            process = await asyncio.create_subprocess_exec(
                "sh", "-c", "echo hello; exit 3", stdout=asyncio.subprocess.PIPE)
            self.output, _ = await process.communicate()
            self.code = process.returncode

    (web,) = conduct(run, Web)
    assert (web.output, web.code) == (b"hello\n", 3)


def test_threads_events_and_timeouts(run):
    class Web(Component):
        async def setup(self):
            event = asyncio.Event()
            task = asyncio.create_task(self.tell(event))
            await asyncio.wait_for(event.wait(), 5)
            await task
            self.sum = await asyncio.to_thread(sum, [1, 2])
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(asyncio.sleep(10), 0.01)

        async def tell(self, event):
            await asyncio.sleep(0.01)
            event.set()

    assert conduct(run, Web)[0].sum == 3


def test_background_task(run, log):
    """A task of a component lives between its setup and its shutdown."""
    class Ticker(Component):
        async def setup(self):
            self.task = asyncio.create_task(self.tick())

        async def tick(self):
            while True:
                log.append("tick")
                await asyncio.sleep(0.001)

        async def shutdown(self):
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
            log.append("stopped")

    async def main():
        conductor = Conductor()
        conductor.add(Ticker)
        await conductor.setup()
        while len(log) < 3:
            await asyncio.sleep(0.001)
        await conductor.shutdown()

    run(main())
    assert log[-1] == "stopped"


def test_awaitable_of_a_plain_method(run, log):
    class Web(Component):
        def setup(self):
            return asyncio.gather(self.note("one"), self.note("two"))

        async def note(self, text):
            log.append(text)

    conduct(run, Web)
    assert log == ["one", "two"]


def test_chaining_up(run, log):
    class Raw(Component):
        def do_setup(self, task):
            log.append("raw")
            GLib.timeout_add(1, lambda: task.return_boolean(True))

    class Middle(Raw):
        async def setup(self):
            await super().setup()
            log.append("middle")

    class Web(Middle):
        async def setup(self):
            await super().setup()
            log.append("web")

    class RawAgain(Raw):
        def do_setup(self, task):
            log.append("again")
            Raw.do_setup(self, task)

    conduct(run, Web, RawAgain)
    assert log.count("raw") == 2 and log.index("middle") < log.index("web") and "again" in log


def test_chaining_up_to_an_error(run):
    class Raw(Component):
        def do_setup(self, task):
            task.return_error(GLib.Error.new_literal(Gio.io_error_quark(), "full",
                                                     Gio.IOErrorEnum.NO_SPACE))

    class Web(Raw):
        async def setup(self):
            with pytest.raises(GLib.Error, match="full"):
                await super().setup()

    conduct(run, Web)


def test_native_components_are_untouched(run):
    """The override has no vfunc of its own that would land in the base class."""
    assert "do_setup" not in vars(Component)
    assert type(Component.do_setup).__name__ == "VFuncInfo"


def test_gio(run, tmp_path):
    path = tmp_path / "file"
    path.write_text("hello\n")
    file = Gio.File.new_for_path(str(path))

    class Web(Component):
        async def setup(self):
            _, self.contents, _ = await C.gio(file.load_contents_async)
            info = await C.gio(file.query_info_async, "standard::size",
                               Gio.FileQueryInfoFlags.NONE, GLib.PRIORITY_DEFAULT)
            self.size = info.get_size()
            self.connection = await C.gio(Gio.DBusConnection.new_for_address,
                                          "unix:path=/nowhere", 0, None)

    class Loader(Web):
        async def setup(self):
            with pytest.raises(GLib.Error):
                await super().setup()

    (loader,) = conduct(run, Loader)
    assert loader.contents == b"hello\n" and loader.size == 6


def test_gio_errors_and_cancel(run):
    listener = Gio.SocketListener()
    listener.add_any_inet_port(None)

    async def main():
        with pytest.raises(GLib.Error) as caught:
            await C.gio(Gio.File.new_for_path("/nowhere").load_contents_async)
        assert caught.value.matches(Gio.io_error_quark(), Gio.IOErrorEnum.NOT_FOUND)

        accepting = asyncio.create_task(C.gio(listener.accept_async))
        await asyncio.sleep(0.01)
        accepting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await accepting

    run(main())
    listener.close()


FOREIGN = """
    import asyncio
    from gi.repository import Conductor as C, Gio
    from gi.repository.Conductor import Component, Conductor

    class Plain(Component):
        def setup(self):
            pass

    async def main():
        conductor = Conductor()
        conductor.add(Plain)
        for call in (conductor.setup, conductor.shutdown, conductor.serve,
                     lambda: conductor.run(print),
                     lambda: C.gio(Gio.File.new_for_path("/etc").load_contents_async)):
            try:
                await call()
            except RuntimeError as error:
                print(error)

    asyncio.run(main())
"""


def test_foreign_loop(script):
    """A loop that does not turn GLib's context is refused at once."""
    result = script(FOREIGN)
    lines = result.stdout.splitlines()
    assert result.returncode == 0 and result.stderr == ""
    assert len(lines) == 5 and len(set(lines)) == 1
    assert lines[0].startswith("_UnixSelectorEventLoop is running, which does not turn")
    assert "conductor.run()" in lines[0] and "gbulb" in lines[0] and "gi.events" in lines[0]


def test_coroutine_in_a_foreign_loop(script):
    """A component's coroutine too, whoever turns the context."""
    result = script("""
        import asyncio
        from gi.repository import GLib
        from gi.repository.Conductor import Component, Conductor

        class Web(Component):
            async def setup(self):
                pass

        async def main():
            conductor = Conductor()
            conductor.add(Web)
            conductor.setup_async(None, done)
            while not results:
                GLib.MainContext.default().iteration(True)

        def done(conductor, result):
            try:
                conductor.setup_finish(result)
            except GLib.Error as error:
                results.append(error.message)

        results = []
        asyncio.run(main())
        print(results[0])
    """)
    assert result.stdout.startswith("Web (setup): RuntimeError: _UnixSelectorEventLoop is running")
    assert "never awaited" not in result.stderr


def test_nothing_to_run_coroutines(script):
    """The first coroutine says what is missing; plain methods work without."""
    result = script("""
        import sys
        sys.modules["gbulb"] = sys.modules["gi.events"] = None
        from gi.repository import GLib
        from gi.repository.Conductor import Component, Conductor

        class Plain(Component):
            def setup(self):
                print("up")
                GLib.idle_add(self.get_conductor().quit)

        class Web(Component):
            async def setup(self):
                pass

        def attempt(*types):
            conductor = Conductor()
            for type_ in types:
                conductor.add(type_)
            return conductor

        attempt(Plain).serve()
        try:
            attempt(Web).serve()
        except GLib.Error as error:
            print(error.message)
        try:
            attempt().run(Web().setup())
        except RuntimeError as error:
            print(error)
    """)
    up, *messages = result.stdout.splitlines()
    assert up == "up" and len(messages) == 2, result
    for message in messages:
        assert "gi.events" in message and "gbulb" in message and "python3-gbulb" in message
    assert "never awaited" not in result.stderr


@pytest.mark.skipif(importlib.util.find_spec("gi.events") is not None,
                    reason="gi.events wants to be told who turns the context")
def test_plain_main_loop(run, log):
    """Somebody else turns the context, say a C program: asyncio works all the same."""
    class Web(Component):
        async def setup(self):
            await asyncio.gather(asyncio.sleep(0.01), asyncio.to_thread(log.append, "thread"))
            self.task = asyncio.create_task(self.work())

        async def work(self):
            await asyncio.sleep(0.01)
            log.append("task")
            loop.quit()

    def done(conductor, result):
        log.append(conductor.setup_finish(result))

    loop = GLib.MainLoop()
    conductor = Conductor()
    conductor.add(Web)
    conductor.setup_async(None, done)
    loop.run()
    conductor.shutdown_async(None, lambda *_: loop.quit())
    loop.run()
    assert log == ["thread", True, "task"]
    assert asyncio._get_running_loop() is None


def test_no_version_asked_for(script):
    """Importing without gi.require_version does not warn: there is but one."""
    result = script("from gi.repository.Conductor import Component, Conductor")
    assert (result.returncode, result.stderr) == (0, "")
