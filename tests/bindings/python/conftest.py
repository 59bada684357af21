# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import asyncio
import os
import subprocess
import sys
import textwrap

import pytest
from gi.repository import GLib
from gi.repository.Conductor import Component


def make_loop():
    """Makes a loop of asyncio on the default main context, as a user would."""
    try:
        from gi.events import GLibEventLoop
        return GLibEventLoop(GLib.MainContext.default())
    except ImportError:
        from gbulb import GLibEventLoop
        return GLibEventLoop(context=GLib.MainContext.default())


@pytest.fixture
def run():
    """Runs a coroutine where asyncio and GLib share a loop."""
    with asyncio.Runner(loop_factory=make_loop) as runner:
        yield runner.run


@pytest.fixture
def log():
    return []


@pytest.fixture
def make(log):
    """Makes the class of a component that writes down its setup and its shutdown."""
    def make_class(name, _bases=(Component,), _setup=None, _shutdown=None, **annotations):
        async def setup(self):
            if _setup:
                await _setup(self)
            log.append(f"{name} up")

        async def shutdown(self):
            if _shutdown:
                await _shutdown(self)
            log.append(f"{name} down")

        namespace = {"__annotations__": annotations, "setup": setup, "shutdown": shutdown}
        return type(Component)(name, _bases, namespace)
    return make_class


@pytest.fixture
def script():
    """Runs a program, and returns what subprocess.run does; before is called meanwhile."""
    def run_script(text, meanwhile=None, **kwargs):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(text)], text=True, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"}, **kwargs)
        with process:
            if meanwhile:
                meanwhile(process)
            out, err = process.communicate(timeout=20)
        return subprocess.CompletedProcess("script", process.returncode, out, err)
    return run_script
