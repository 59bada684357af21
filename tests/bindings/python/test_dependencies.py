# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Annotations that are dependencies: their forms, inheritance, mixins, patches."""

from __future__ import annotations

import typing
from typing import Annotated, Any, ClassVar, List, Optional, Union  # noqa: F401

import pytest
from gi.repository import GLib, GObject
from gi.repository import Conductor as C
from gi.repository.Conductor import Component, Conductor


class Database(Component):
    pass


class FastDatabase(Database):
    pass


class Cache(Component):
    pass


class Mock(Component):
    """Nothing but a component."""


class WithDatabase:
    """A mixin that is no component."""

    db: Database


class WithCache(Component):
    """One that is."""

    cache: Optional[Cache]


def set_up(run, *types, patches=()):
    """Returns the components, by class, of a setup that has ended again."""
    async def main():
        conductor = Conductor()
        for type_ in types:
            conductor.add(type_)
        for original, replacement in patches:
            conductor.patch(original, replacement)
        await conductor.setup()
        found = {}
        for component in conductor:
            found[type(component)] = {
                pspec.name: type(component.get_property(pspec.name))
                for pspec in component.list_properties()
                if pspec.value_type.is_a(Component) and component.get_property(pspec.name)}
        await conductor.shutdown()
        return found

    return run(main())


def fails(run, code, text, *types, patches=()):
    with pytest.raises(GLib.Error) as caught:
        set_up(run, *types, patches=patches)
    assert caught.value.matches(C.error_quark(), code), caught.value
    assert text in caught.value.message


@pytest.mark.parametrize("annotation", [
    "Database", Database, typing.ForwardRef("Database"), "Annotated[Database, 'the big one']",
])
def test_required(run, annotation):
    class Web(Component):
        __annotations__ = {"db": annotation}

    assert set_up(run, Web)[Web] == {"db": Database}


@pytest.mark.parametrize("annotation", [
    "Optional[Database]", Optional[Database], Optional["Database"], "Database | None",
    Database | None, Union[None, Database], "Annotated[Optional[Database], 1]",
])
def test_optional(run, annotation):
    class Web(Component):
        __annotations__ = {"db": annotation}

    assert set_up(run, Web) == {Web: {}}
    assert set_up(run, Web, Database)[Web] == {"db": Database}
    assert set_up(run, Web, FastDatabase)[Web] == {"db": FastDatabase}
    assert set_up(run, Web, patches=[(Database, Mock)])[Web] == {"db": Mock}


def test_local_names(run):
    """Strings see what the class statement sees."""
    class Local(Component):
        pass

    class Outer:
        class Inner(Component):
            local: Local

        class Web(Component):
            inner: Inner

    assert set_up(run, Outer.Web) == {
        Local: {}, Outer.Inner: {"local": Local}, Outer.Web: {"inner": Outer.Inner}}


def test_others_are_ignored(run):
    class Web(Component):
        port: int
        names: List[Database]
        anything: Any
        kind: ClassVar[str] = "web"
        either: Union[int, str]
        label: GObject.Object
        _private: Database
        ready: Database = "a value of its own"

    assert set_up(run, Web) == {Web: {}}
    assert Web.find_property("port") is None
    assert Web().ready == "a value of its own"


def test_underscores_in_names(run):
    class Web(Component):
        main_database: Database

    assert set_up(run, Web)[Web] == {"main-database": Database}


def test_inherited(run):
    class Base(Component):
        db: Database

    class Web(Base):
        cache: Cache

    assert set_up(run, Web)[Web] == {"db": Database, "cache": Cache}


def test_overridden(run):
    class Base(Component):
        db: Database
        cache: Optional[Cache]

    class Web(Base):
        db: FastDatabase
        cache: Cache

    class Loose(Web):
        db: Optional[Database]
        cache: str

    assert set_up(run, Base)[Base] == {"db": Database}
    assert set_up(run, Web)[Web] == {"db": FastDatabase, "cache": Cache}
    assert set_up(run, Loose)[Loose] == {}


def test_overridden_property(run):
    class Base(Component):
        db = GObject.Property(type=Component)

    Base.set_dependency_type("db", Database)

    class Web(Base):
        db: FastDatabase

    assert set_up(run, Base)[Base] == {"db": Database}
    assert set_up(run, Web)[Web] == {"db": FastDatabase}


def test_property_with_annotation(run):
    class Web(Component):
        db: Optional[Database] = GObject.Property(type=Database)

    assert Web.find_property("db").value_type == Database.__gtype__
    assert set_up(run, Web) == {Web: {}}
    assert set_up(run, Web, Database)[Web] == {"db": Database}


def test_mixins(run):
    class Web(WithDatabase, Component):
        pass

    class Narrow(WithDatabase, Component):
        db: FastDatabase

    class Both(Web, WithCache):
        pass

    class First(WithCache, WithDatabase):
        cache: Cache

    assert set_up(run, Web)[Web] == {"db": Database}
    assert set_up(run, Narrow)[Narrow] == {"db": FastDatabase}
    assert set_up(run, Both, Cache)[Both] == {"db": Database, "cache": Cache}
    assert set_up(run, First)[First] == {"db": Database, "cache": Cache}


def test_mixin_behind_the_parent(run):
    """The first class in the order of resolution decides."""
    class Base(Component):
        db: FastDatabase

    class Behind(Base, WithDatabase):
        pass

    class Before(WithDatabase, Base):
        pass

    assert set_up(run, Behind)[Behind] == {"db": FastDatabase}
    assert set_up(run, Before)[Before] == {"db": Database}


def test_mixin_with_setup(run, log):
    class Loud:
        async def setup(self):
            log.append("loud")
            await super().setup()

    class Web(Loud, Component):
        pass

    class Base(Component):
        def setup(self):
            log.append("base")
            super().setup()

    class Quiet(Base):
        async def setup(self):
            log.append("quiet")
            super().setup()

    set_up(run, Web, Quiet)
    assert sorted(log) == ["base", "loud", "quiet"]


@pytest.mark.parametrize("annotation, reason", [
    ("Nowhere", "name 'Nowhere' is not defined"),
    ("typing.Nothing", "has no attribute 'Nothing'"),
    ("Optional[", "must be an expression"),
])
def test_unresolvable(annotation, reason):
    with pytest.raises(TypeError) as caught:
        class Web(Component):
            __annotations__ = {"db": annotation}

    text = str(caught.value)
    assert text.startswith("test_unresolvable.<locals>.Web.db: can't resolve the annotation")
    assert reason in text


def test_unresolvable_in_a_mixin():
    class Bad:
        db: Nowhere  # noqa: F821

    with pytest.raises(TypeError, match=r"Bad\.db: can't resolve"):
        class Web(Bad, Component):
            pass


def test_two_components_in_one():
    with pytest.raises(TypeError, match=r"Web\.db: a dependency is one component"):
        class Web(Component):
            db: Union[Database, Cache]


def test_patch_with_a_component(run):
    """The mock need not be a Database."""
    class Web(Component):
        db: Database

    assert set_up(run, Web, patches=[(Database, Mock)]) == {Mock: {}, Web: {"db": Mock}}


def test_patch_of_a_narrow_property(run):
    class Web(Component):
        db = GObject.Property(type=Database)

    assert set_up(run, Web, patches=[(Database, FastDatabase)])[Web] == {"db": FastDatabase}
    fails(run, C.Error.BAD_PATCH, "db", Web, patches=[(Database, Mock)])


def test_bad_patch():
    conductor = Conductor()
    with pytest.raises(GLib.Error) as caught:
        conductor.patch(Database, Database)
    assert caught.value.matches(C.error_quark(), C.Error.BAD_PATCH)


def test_cycle(run):
    class A(Component):
        b = GObject.Property(type=Component)

    class B(Component):
        a: A

    A.set_dependency_type("b", B)
    fails(run, C.Error.CYCLE, "b -> ", B)
    conductor = Conductor()
    conductor.add(A)
    with pytest.raises(GLib.Error) as caught:
        conductor.validate()
    assert caught.value.message == "A:b -> B:a -> A"


def test_cycle_of_one_name():
    """Two classes of one name are told from each other."""
    def make():
        class Web(Component):
            other = GObject.Property(type=Component)
        return Web

    webs = make(), make()
    for web, other in zip(webs, reversed(webs)):
        web.set_dependency_type("other", other)
    conductor = Conductor()
    conductor.add(webs[0])
    with pytest.raises(GLib.Error) as caught:
        conductor.validate()
    first, second = (web.__gtype__.name for web in webs)
    assert caught.value.message == f"{first}:other -> {second}:other -> {first}"


def test_itself(run):
    class Web(Component):
        other: Web

    fails(run, C.Error.CYCLE, ":other -> ", Web)


def test_ambiguous(run):
    class Other(Database):
        pass

    class Web(Component):
        db: Database

    fails(run, C.Error.AMBIGUOUS, ":db could be any of", Web, FastDatabase, Other)


def test_abstract(run):
    fails(run, C.Error.INVALID_TYPE, "CdrComponent", Component)


def test_wanted(run):
    class Broken(Component):
        def setup(self):
            raise OSError("no")

    class Web(Component):
        broken: Broken

    Web.set_need("broken", C.Need.WANTED)
    assert set_up(run, Web)[Web] == {}


def test_ignored(run):
    class Web(Component):
        db: Database

    Web.set_ignored("db", True)
    assert set_up(run, Web) == {Web: {}}


def test_marks_stay_with_their_class(run):
    """A mark made too early would land on the parent."""
    class One(Component):
        thing: Database

    class Two(Component):
        thing: Cache

    assert set_up(run, One, Two)[One] == {"thing": Database}
    assert set_up(run, One, Two)[Two] == {"thing": Cache}
