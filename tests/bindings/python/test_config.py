# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Settings: properties that are set before the setup, and the mapping of each component."""

import asyncio

import pytest
from gi.repository import GLib, GObject
from gi.repository import Conductor as C
from gi.repository.Conductor import Component, Conductor


class Store(Component):
    port = GObject.Property(type=int, minimum=1, maximum=65535, default=1)
    cache_size = GObject.Property(type=int, minimum=0, maximum=2**30, default=0)
    password = GObject.Property(type=str)

    async def setup(self):
        self.seen = (self.port, self.config)


Store.set_unit("cache-size", C.Unit.BYTES)
Store.set_secret("password", True)
Store.set_reloadable("cache-size", True)


async def go_through(conductor):
    """Returns what the store saw in its setup."""
    await conductor.setup()
    seen = conductor[Store].seen
    await conductor.shutdown()
    return seen


@pytest.fixture
def conductor():
    conductor = Conductor()
    conductor.add(Store)
    return conductor


def test_sources(run, conductor, tmp_path, monkeypatch):
    path = tmp_path / "jobs.conf"
    path.write_text("[Store]\nport=1\ncache-size=1 KiB\n[Jobs]\nname=x\n")
    monkeypatch.setenv("JOBS_STORE__PORT", "3")
    GLib.setenv("JOBS_STORE__PORT", "3", True)
    conductor.add_config_file(str(path))
    conductor.add_config({"store": {"port": 2}})
    assert conductor.dup_config("Jobs") == {"name": "x"}
    assert run(go_through(conductor)) == (2, {"port": 2, "cache-size": 1024})
    conductor.add_config_environment("JOBS")
    assert run(go_through(conductor)) == (3, {"port": 3, "cache-size": 1024})
    conductor.add_config_assignment("Store.port=4")
    assert run(go_through(conductor)) == (4, {"port": 4, "cache-size": 1024})
    GLib.unsetenv("JOBS_STORE__PORT")


def test_function(run, conductor):
    asked = []

    def ask(component):
        asked.append(component)
        return {"port": 5, "any_thing": [1, "a", {"b": 1.5}], "names": ["x"], "on": True}

    conductor.set_config_func(ask)
    assert run(go_through(conductor)) == (
        5, {"port": 5, "any_thing": [1, "a", {"b": 1.5}], "names": ["x"], "on": True})
    assert asked == [conductor[Store]]
    conductor.set_config_func(lambda component: None)
    assert run(go_through(conductor)) == (1, {})
    conductor.set_config_func(None)
    assert run(go_through(conductor)) == (1, {})


@pytest.mark.parametrize("settings, text", [
    ({"port": 0}, "function: port=0: must be a whole number from 1 to 65535"),
    ({"password": ["hunter2"]}, "function: password=(secret): must be"),
    ({"port": object()}, "TypeError: a object can't be a setting"),
])
def test_bad_function(run, conductor, settings, text):
    conductor.set_config_func(lambda component: settings)
    with pytest.raises(GLib.Error) as caught:
        run(conductor.setup())
    assert text in caught.value.message and "Store (setup): " in caught.value.message
    assert "hunter2" not in caught.value.message


def test_function_raises(run, conductor):
    def ask(component):
        raise KeyError("nothing")

    conductor.set_config_func(ask)
    with pytest.raises(GLib.Error, match="KeyError: 'nothing'"):
        run(conductor.setup())


def test_mistakes(conductor, tmp_path):
    path = tmp_path / "jobs.conf"
    path.write_text("[Store]\nprot=1\npassword=hunter2\\q\n[Strore]\n")
    conductor.add_config_file(str(path))
    with pytest.raises(GLib.Error) as caught:
        conductor.validate()
    assert caught.value.matches(C.error_quark(), C.Error.BAD_CONFIG)
    lines = caught.value.message.splitlines()
    assert [line.split("jobs.conf:")[1].split(":")[0] for line in lines] == ["2", "3", "4"]
    assert 'did you mean "port"?' in lines[0]
    assert "(secret)" in lines[1] and "hunter2" not in caught.value.message
    assert 'no component "Strore"; did you mean "Store"?' in lines[2]
    with pytest.raises(GLib.Error, match="No such file"):
        conductor.add_config_file(str(tmp_path / "none"))


def test_reload(run, conductor, tmp_path):
    path = tmp_path / "jobs.conf"
    path.write_text("[Store]\ncache-size=1\n")
    conductor.add_config_file(str(path))

    async def main():
        await conductor.setup()
        store = conductor[Store]
        path.write_text("[Store]\ncache-size=1 KiB\n")
        assert conductor.reload_config() == []
        assert (store.cache_size, store.config) == (1024, {"cache-size": 1024})
        path.write_text("[Store]\nport=2\n")
        assert conductor.reload_config() == ["Store"]
        assert (store.port, store.cache_size) == (1, 1024)
        path.write_text("[Store]\nport=x\n")
        with pytest.raises(GLib.Error, match="must be a whole number from 1 to 65535"):
            conductor.reload_config()
        await conductor.shutdown()
        await conductor.setup()
        assert (store.port, store.cache_size) == (2, 0)
        await conductor.shutdown()

    run(main())


def test_template(conductor):
    text = conductor.dup_config_template()
    assert "[Store]\n" in text
    assert "\n# port: a whole number from 1 to 65535\n#port=1\n" in text
    assert "\n# password: a text; secret\n#password=\n" in text


def test_common_mapping(run):
    """What all components have in common stays as in AIOConductor; their own wins."""
    conductor = Conductor(config={"port": 80, "name": "x"})
    conductor.add(Store)
    assert run(go_through(conductor)) == (1, {"port": 80, "name": "x"})
    assert conductor[Store].config is conductor.config
    conductor.add_config({"Store": {"port": 81}})
    assert run(go_through(conductor)) == (81, {"port": 81, "name": "x"})

    # Any object will do, if there is nothing else.
    conductor = Conductor(config=asyncio)
    conductor.add(Store)
    assert run(go_through(conductor)) == (1, asyncio)
