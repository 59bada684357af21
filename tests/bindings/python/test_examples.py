# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Programs as users write them."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import urllib.request

import pytest

EXAMPLES = pathlib.Path(__file__).parents[3] / "examples/python"

# The contract: this runs as it stands, once Database and MessageQueue are there.
CONTRACT = """
from gi.repository.Conductor import Component, Conductor

class WebAPI(Component):
    db: Database
    queue: MessageQueue
    async def setup(self): ...
    async def shutdown(self): ...

conductor = Conductor(config={})
conductor.add(WebAPI)
conductor.serve()
"""

BEFORE = """
import asyncio
from gi.repository.Conductor import Component

class Database(Component):
    async def setup(self):
        await asyncio.sleep(0.01)
        print("Database up")

    async def shutdown(self):
        print("Database down")

class MessageQueue(Component):
    def setup(self):
        self.get_conductor().connect("notify::state", self.tell)

    def tell(self, conductor, _):
        print(conductor.get_state().value_nick)
"""

AFTER = """
assert [type(component) for component in conductor] == [Database, MessageQueue, WebAPI]
"""


@pytest.mark.parametrize("first_line", ["", "from __future__ import annotations\n"],
                         ids=["now", "later"])
def test_contract(script, first_line):
    def interrupt(process):
        assert process.stdout.readline() == "Database up\n"
        assert process.stdout.readline() == "active\n"
        process.send_signal(signal.SIGINT)

    result = script(first_line + BEFORE + CONTRACT + AFTER, interrupt)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines() == ["shutting-down", "Database down", "inactive"]


@pytest.mark.parametrize("mock", [
    "class MessageQueueMock(Component): pass",
    "class MessageQueueMock(MessageQueue): pass",
], ids=["component", "subclass"])
def test_contract_with_a_mock(script, mock):
    result = script(BEFORE + mock + CONTRACT.replace("conductor.serve()", """
conductor.patch(MessageQueue, MessageQueueMock)
print(type(conductor.run(lambda: conductor[WebAPI].queue)).__name__)
"""))
    assert (result.returncode, result.stderr) == (0, "")
    assert "MessageQueueMock" in result.stdout.splitlines()


def test_application(tmp_path):
    database = str(tmp_path / "words.db")
    for expected in ("1: 3\n2: 1\n", "1: 3\n2: 1\n3: 3\n4: 1\n"):
        with subprocess.Popen([sys.executable, EXAMPLES / "application.py", database],
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            uri = re.match(r"Open (\S+) ", process.stdout.readline()).group(1)

            def get(path):
                with urllib.request.urlopen(uri + path, timeout=5) as answer:
                    return answer.read().decode()

            get("add?one+two+three")
            get("add?four")
            found = ""
            while not re.fullmatch(expected, found):
                found = get("")
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=10)
            assert (process.returncode, out, err) == (0, "", "")
    assert os.listdir(tmp_path) == ["words.db"]


def test_application_fails(tmp_path):
    result = subprocess.run([sys.executable, EXAMPLES / "application.py", tmp_path / "no/file"],
                            text=True, capture_output=True, timeout=10)
    assert result.returncode == 1
    assert "application.py: Database (setup): OperationalError: unable to open" in result.stderr
    assert "Traceback" in result.stderr
