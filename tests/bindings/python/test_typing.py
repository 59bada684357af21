# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The stubs, as mypy finds them next to other packages, with and without those of GObject."""

import ast
import os
import pathlib
import re
import subprocess
import sys
import sysconfig

import pytest
from gi.repository import Conductor as C

HERE = pathlib.Path(__file__).parent
TOP = HERE.parents[2]
STUBS = TOP / "bindings/python/gi-stubs"
EXAMPLES = sorted(TOP.glob("examples/**/*.py"))


@pytest.fixture(params=["without", "with"])
def others(request):
    return request.param


@pytest.fixture
def mypy(tmp_path, others):
    """Returns what mypy says of a file where the stubs are installed: (line, text)..."""
    packages = pathlib.Path(sysconfig.get_path("purelib", "posix_user", {"userbase": tmp_path}))
    directories = [STUBS] if others == "without" else [STUBS, HERE / "typing/gi-stubs"]
    for directory in directories:
        for path in directory.rglob("*.pyi"):
            target = packages / "gi-stubs" / path.relative_to(directory)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            target.symlink_to(path)

    def check(path, *options):
        # Not in the source tree, where the directory "gi" is another one.
        result = subprocess.run(
            [sys.executable, "-m", "mypy", "--hide-error-codes", "--no-error-summary",
             "--no-incremental", *options, str(path)], cwd=tmp_path, text=True,
            stdout=subprocess.PIPE, env={**os.environ, "PYTHONUSERBASE": str(tmp_path)})
        return [(int(line), text) for line, text in
                re.findall(r"^[^:]+:(\d+): error: (.*)$", result.stdout, re.MULTILINE)]

    return check


def test_right_uses(mypy):
    assert mypy(HERE / "typing/right.py", "--strict", "--allow-subclassing-any") == []


def test_wrong_uses(mypy, others):
    path = HERE / "typing/wrong.py"
    expected = [
        (number, part)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        for kind, parts in re.findall(r"# error( with)?: (.*)", line)
        for part in parts.split("; ")
        if others == "with" or not kind]
    found = mypy(path)
    assert [line for line, _ in found] == [line for line, _ in expected], found
    for (_, text), (line, part) in zip(found, expected):
        assert part in text, (line, text)


@pytest.mark.parametrize("others", ["without"], indirect=True)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_examples(mypy, path):
    assert mypy(path, "--strict", "--allow-subclassing-any") == []


def test_nothing_is_missing():
    """Whatever introspection knows is in the stubs, and the other way round."""
    tree = ast.parse((STUBS / "repository/Conductor.pyi").read_text())
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        known = {member.name for member in node.body if hasattr(member, "name")}
        known |= {member.target.id for member in node.body if isinstance(member, ast.AnnAssign)}
        real = getattr(C, node.name)
        for name in known:
            assert hasattr(real, name), f"{node.name}.{name}"
        if hasattr(real, "__info__"):
            info = real.__info__
            methods = {method.get_name() for method in info.get_methods()}
            if hasattr(info, "get_values"):
                methods = {value.get_name().upper() for value in info.get_values()}
            assert methods <= known, (node.name, methods - known)
