# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where the override and the stubs are found: after an installation, and before it."""

import os
import subprocess
import sys

import pytest

BUILD = os.environ["BUILD_ROOT"]

PROGRAM = """
import asyncio
from gi.repository.Conductor import Component, Conductor

class Database(Component):
    async def setup(self):
        await asyncio.sleep(0)

class Web(Component):
    db: Database

conductor = Conductor(config={})
conductor.add(Web)
print(conductor.run(lambda: len(conductor)))
"""


def clean_environment(**changes):
    gone = ("GI_TYPELIB_PATH", "LD_LIBRARY_PATH", "PYTHONPATH")
    return {**{name: value for name, value in os.environ.items() if name not in gone}, **changes}


def meson(*arguments, **kwargs):
    return subprocess.run(["meson", *arguments], check=True, text=True, stdout=subprocess.PIPE,
                          **kwargs).stdout


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    """Installs, and returns the directory that has lib and the rest."""
    root = tmp_path_factory.mktemp("root")
    meson("install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", str(root))
    (typelib,) = root.rglob("Conductor-1.typelib")
    return next(parent for parent in typelib.parents if parent.name == "lib").parent


def test_installed(prefix):
    (override,) = prefix.rglob("gi/overrides/Conductor.py")
    (library,) = prefix.rglob("libconductor-1.so")
    (typelib,) = prefix.rglob("Conductor-1.typelib")
    environment = clean_environment(
        PYTHONPATH=str(override.parents[2]), LD_LIBRARY_PATH=str(library.parent),
        GI_TYPELIB_PATH=str(typelib.parent))
    output = subprocess.check_output([sys.executable, "-c", PROGRAM], text=True, env=environment)
    assert output == "2\n"


def test_installed_stubs(prefix):
    found = [str(path.relative_to(stubs)) for stubs in prefix.rglob("gi-stubs")
             for path in stubs.rglob("*.*")]
    assert sorted(found) == ["__init__.pyi", "repository/Conductor.pyi", "repository/__init__.pyi"]


def test_development_environment():
    output = meson("devenv", "-C", BUILD, sys.executable, "-c", PROGRAM, env=clean_environment())
    assert output.splitlines()[-1] == "2"
