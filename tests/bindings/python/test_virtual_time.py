# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Virtual time, and where Python can have it."""

import os
import pathlib

PROGRAM = """
    import gi
    gi.require_version("ConductorTesting", "1")
    from gi.repository import ConductorTesting, GLib
    try:
        ConductorTesting.test_virtual_time_init()
    except GLib.Error as error:
        assert error.matches(ConductorTesting.test_error_quark(),
                             ConductorTesting.TestError.NOT_POSSIBLE)
        raise SystemExit(error.message)
    start = GLib.get_monotonic_time()
    loop = GLib.MainLoop()
    GLib.timeout_add(3 * 3600 * 1000, loop.quit)
    loop.run()
    print((GLib.get_monotonic_time() - start) // 3600 // 1000000)
"""


def test_not_preloaded(script):
    result = script(PROGRAM)
    assert result.returncode == 1
    assert "LD_PRELOAD=libconductor-testing-1.so.0" in result.stderr


def test_preloaded(script, monkeypatch):
    library = pathlib.Path(os.environ["BUILD_ROOT"],
                           "conductor-testing/libconductor-testing-1.so.0")
    monkeypatch.setenv("LD_PRELOAD", str(library))
    result = script(PROGRAM)
    assert result.stderr == ""
    assert result.stdout == "3\n"
