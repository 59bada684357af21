# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Coroutines on the GLib main loop, for the override of Conductor.

A coroutine becomes an asyncio task that answers a Gio.Task, and a GIO pair becomes
something to await. The asyncio loop is the running one, if that turns the main
context; else one of our own, which is no policy's business.
"""

import asyncio
import atexit
import contextlib
import importlib
import logging
import threading

from gi.repository import Gio, GLib

_MISSING = ("asyncio on the GLib main loop needs either PyGObject 3.50 or newer (gi.events) "
            "or gbulb (Debian: python3-gbulb)")

_log = logging.getLogger("conductor")
_thread = threading.local()


def _get_context():
    return GLib.MainContext.get_thread_default() or GLib.MainContext.default()


def get_running_loop():
    """Returns the running asyncio loop, or None; refuses one that is not GLib's."""
    loop = asyncio._get_running_loop()
    if loop is not None and getattr(loop, "_context", None) != _get_context():
        raise RuntimeError(
            f"{type(loop).__name__} is running, which does not turn the conductor's main context: "
            "call conductor.run() or conductor.serve() outside of it, or give asyncio a loop of "
            "gi.events or gbulb")
    return loop


def _make_gbulb_loop(context):
    import gbulb

    class GLibEventLoop(gbulb.GLibEventLoop):
        """Counts as running inside its callbacks, whoever turns the main context."""

        def is_running(self):
            return asyncio._get_running_loop() is self

        def _call(self, callback, *args):
            with contextlib.ExitStack() as stack:
                if asyncio._get_running_loop() is None:
                    asyncio._set_running_loop(self)
                    stack.callback(asyncio._set_running_loop, None)
                callback(*args)

        def call_soon(self, callback, *args, context=None):
            return super().call_soon(self._call, callback, *args, context=context)

        call_soon_threadsafe = call_soon

        def call_later(self, delay, callback, *args, context=None):
            return super().call_later(delay, self._call, callback, *args, context=context)

        def add_reader(self, fd, callback, *args):
            super().add_reader(fd, self._call, callback, *args)

        def add_writer(self, fd, callback, *args):
            super().add_writer(fd, self._call, callback, *args)

        def add_signal_handler(self, number, callback, *args):
            super().add_signal_handler(number, self._call, callback, *args)

    return GLibEventLoop(context=context)


def _make_loop(context):
    try:
        events = importlib.import_module("gi.events")
    except ImportError:
        try:
            return _make_gbulb_loop(context)
        except ImportError:
            raise RuntimeError(_MISSING) from None
    return events.GLibEventLoop(context)


def _get_own_loop():
    context = _get_context()
    loop = getattr(_thread, "loop", None)
    if loop is None or loop.is_closed() or loop._context != context:
        loop = _thread.loop = _make_loop(context)
    return loop


@atexit.register
def _close_loop():
    """Closes the loop of the main thread, while its sources can still be destroyed."""
    loop = getattr(_thread, "loop", None)
    if loop and not loop.is_running():
        loop.close()


@contextlib.contextmanager
def running(quit_func):
    """While a call into C turns the main context, asyncio knows that its loop runs."""
    from gi._ossighelper import wakeup_on_signal

    with contextlib.ExitStack() as stack:
        stack.enter_context(wakeup_on_signal())
        # Without a loop plain methods still work; the first coroutine says what is missing.
        loop = None
        with contextlib.suppress(RuntimeError):
            loop = _get_own_loop()
        # Only gi.events wants to be told.
        if hasattr(loop, "running"):
            stack.enter_context(loop.running(quit_func))
        yield


def _get_usable_loop():
    loop = get_running_loop() or _get_own_loop()
    if hasattr(loop, "running") and not loop.is_running():
        raise RuntimeError("gi.events does not know that the main context is being turned: call "
                           "asyncio.set_event_loop_policy(gi.events.GLibEventLoopPolicy()) first")
    return loop


# What answers a Gio.Task.

def to_gerror(error):
    if isinstance(error, GLib.Error):
        return error
    if isinstance(error, asyncio.CancelledError):
        text, code = "Cancelled", Gio.IOErrorEnum.CANCELLED
    else:
        text, code = f"{type(error).__name__}: {error}".removesuffix(": "), Gio.IOErrorEnum.FAILED
    return GLib.Error.new_literal(Gio.io_error_quark(), text, code)


def fail(task, error, who=None):
    """Answers with an exception; the traceback is logged if somebody is to blame."""
    if who and not isinstance(error, (GLib.Error, asyncio.CancelledError)):
        _log.error("%s failed", who, exc_info=error)
    task.return_error(to_gerror(error))


def start(task, awaitable, who=None):
    """Runs an awaitable as an asyncio task whose outcome answers the Gio.Task."""
    try:
        loop = _get_usable_loop()
    except RuntimeError:
        # It will never be awaited, and Python need not complain of that too.
        if asyncio.iscoroutine(awaitable):
            awaitable.close()
        raise
    job = asyncio.ensure_future(awaitable, loop=loop)
    cancellable = task.get_cancellable()
    # Through the loop, so that even a task that is cancelled from the beginning gets as
    # far as its first await: a shutdown in a hurry.
    handler = cancellable and cancellable.connect(
        lambda *_: loop.call_soon_threadsafe(job.cancel))

    def done(job):
        if handler:
            cancellable.disconnect(handler)
        error = asyncio.CancelledError() if job.cancelled() else job.exception()
        if error is None:
            task.return_boolean(True)
        else:
            fail(task, error, who)

    job.add_done_callback(done)


# What is awaited.

async def wait(begin, *args, cancellable=None, finish, takes_late=True):
    """Calls begin(*args, cancellable, callback), waits, and returns finish(object, result).

    A cancel of the coroutine is passed on, and the end is waited for. A success that
    comes all the same is one, if a late one is taken.
    """
    loop = get_running_loop()
    future = loop.create_future()
    cancellable = cancellable or Gio.Cancellable()
    is_cancelled = False

    begin(*args, cancellable, lambda source, result, *_: future.set_result((source, result)))
    while not future.done():
        try:
            await asyncio.wait([future])
        except asyncio.CancelledError:
            is_cancelled = True
            cancellable.cancel()

    try:
        value = finish(*future.result())
    except GLib.Error as error:
        # Who keeps the exception should not keep the result, and so its source, with it.
        future = None
        if is_cancelled and error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED):
            raise asyncio.CancelledError from None
        raise error.with_traceback(None)
    if is_cancelled and not takes_late:
        raise asyncio.CancelledError
    return value


def _get_finish(begin, source):
    """Returns the other half of a pair, as introspection knows it."""
    owner = source
    if hasattr(begin, "__self__"):
        owner = begin.__self__
    elif not begin.is_method():
        owner = importlib.import_module("gi.repository." + begin.get_namespace())
        if begin.get_container():
            owner = getattr(owner, begin.get_container().get_name())
    return getattr(owner, begin.__name__.removesuffix("_async") + "_finish")


async def gio(begin, *args):
    """Awaits a pair of GIO: `contents = await Conductor.gio(file.load_contents_async)`.

    The arguments are those in front of the cancellable and the callback. A cancel of the
    coroutine cancels the operation.
    """
    return await wait(begin, *args, takes_late=False,
                      finish=lambda source, result: _get_finish(begin, source)(result))
