# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The plugin for pytest, in a pytest of its own."""

import os
import subprocess
import sys
import textwrap

import pytest

PARTS = """
    import pytest
    from gi.repository import GLib
    from gi.repository.Conductor import Component
    from pytest_conductor import Outcome

    class Database(Component):
        async def setup(self):
            raise RuntimeError("the real one")

    class Web(Component):
        db: Database
        async def setup(self):
            pass
"""


@pytest.fixture
def run_suite(tmp_path):
    def run(text, *arguments):
        path = tmp_path / "test_suite.py"
        path.write_text(textwrap.dedent(PARTS) + textwrap.dedent(text), encoding="utf-8")
        result = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
             "-p", "pytest_conductor", *arguments, path],
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=50,
            env={name: value for name, value in os.environ.items() if name != "LD_PRELOAD"})
        return result.returncode, result.stdout
    return run


def test_good_suite(run_suite):
    status, text = run_suite("""
        async def test_up(conductor, fake, assert_order):
            conductor.patch(Database, fake(Database))
            conductor.add(Web)
            await conductor.setup()
            assert_order("FakeDatabase", "Web")
            await conductor.shutdown()
            assert conductor[Database].get_n_shutdowns() == 1

        async def test_fails(conductor, fake):
            conductor.patch(Database, fake(Database, setup=(Outcome.FAIL, 10)))
            conductor.add(Web)
            with pytest.raises(GLib.Error, match="told to fail"):
                await conductor.setup()

        async def test_left_up(conductor, fake):
            conductor.patch(Database, fake(Database))
            conductor.add(Web)
            await conductor.setup()
    """)
    assert "3 passed" in text and status == 0, text


def test_virtual_time(run_suite):
    status, text = run_suite("""
        async def test_hours(conductor, fake):
            conductor.patch(Database, fake(Database, setup=(Outcome.SUCCEED, 3600 * 1000)))
            conductor.add(Web)
            conductor.props.setup_timeout = 0
            start = GLib.get_monotonic_time()
            await conductor.setup()
            assert GLib.get_monotonic_time() - start >= 3600 * 10**6
    """, "--virtual-time")
    assert "1 passed" in text and status == 0, text


def test_bad_suite(run_suite):
    status, text = run_suite("""
        async def test_wrong_order(conductor, fake, assert_order):
            conductor.patch(Database, fake(Database))
            conductor.add(Web)
            await conductor.setup()
            assert_order("Web", "FakeDatabase")

        async def test_broken(conductor):
            conductor.add(Web)
            await conductor.setup()

        async def test_bad_end(conductor, fake):
            conductor.patch(Database, fake(Database, shutdown=Outcome.FAIL))
            conductor.add(Web)
            await conductor.setup()
    """)
    assert status == 1
    assert "The setup of FakeDatabase began before Web was active" in text
    assert "the real one" in text
    assert "The shutdown failed" in text
    assert "2 failed, 1 passed, 1 error" in text, text
