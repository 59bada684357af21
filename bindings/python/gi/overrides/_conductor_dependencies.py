# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Dependencies by annotation, for the override of Conductor.

`db: Database` becomes a property that can hold any component, so that a test can put
a mock there that is nothing but a component, with Database as its dependency type.
"""

import inspect
import sys
import types
import typing

from gi.repository import GObject


def _get_news(cls, parent):
    """Yields what is annotated here and not yet in the parent: class, name, annotation.

    The parent is the one class whose properties GObject inherits; the others are mixins.
    """
    seen = set()
    for klass in cls.__mro__:
        for name, annotation in inspect.get_annotations(klass).items():
            # A name with an underscore is private, and can't be that of a property.
            if name not in seen and not name.startswith("_") and not issubclass(parent, klass):
                yield klass, name, annotation
            seen.add(name)


def _get_locals(frame):
    """Returns the names around a class statement, inside out of nested classes."""
    names = dict(frame.f_locals)
    while "__qualname__" in frame.f_locals and frame.f_back:
        frame = frame.f_back
        names = {**frame.f_locals, **names}
    return names


def _resolve(klass, name, annotation, frame):
    """Evaluates one annotation as typing.get_type_hints does, also inside functions."""
    module = sys.modules.get(klass.__module__)
    namespace = vars(module) if module else frame.f_globals
    # A class may name itself, if only to be told that this is a cycle.
    local = {klass.__name__: klass, **vars(klass)}
    if frame.f_globals.get("__name__") == klass.__module__:
        local = {**_get_locals(frame), **local}
    holder = type(klass.__name__, (), {"__annotations__": {name: annotation}})
    try:
        return typing.get_type_hints(holder, namespace, local)[name]
    except Exception as error:
        raise TypeError(f"{klass.__qualname__}.{name}: can't resolve the annotation "
                        f"{annotation!r}: {error}") from error


def _is_component(base, hint):
    return hasattr(hint, "__gtype__") and hint.__gtype__.is_a(base)


def read(cls, base, parent, frame):
    """Returns name -> (type, is optional); the type is None where there is no component."""
    found = {}
    for klass, name, annotation in _get_news(cls, parent):
        hint = _resolve(klass, name, annotation, frame)
        choices = [hint]
        if typing.get_origin(hint) in (typing.Union, types.UnionType):
            choices = typing.get_args(hint)
        components = [choice for choice in choices if _is_component(base, choice)]
        if not isinstance(vars(klass).get(name), (types.NoneType, GObject.Property)):
            # An attribute with a value of its own.
            components = []
        is_optional = types.NoneType in choices
        if components and len(choices) > 1 + is_optional:
            raise TypeError(f"{klass.__qualname__}.{name}: a dependency is one component, "
                            "or Optional of one")
        found[name] = components[0] if components else None, is_optional
    return found


def declare(cls, base, found):
    """Makes properties, before the class has its GType."""
    for name, (component, _) in found.items():
        if component and not cls.find_property(name.replace("_", "-")):
            if not isinstance(vars(cls).get(name), GObject.Property):
                setattr(cls, name, GObject.Property(type=base))


def mark(cls, base, found, need):
    """Marks them, once it has one."""
    for name, (component, is_optional) in found.items():
        if component:
            cls.set_ignored(name, False)
            cls.set_dependency_type(name, component)
            cls.set_need(name, need.IF_ADDED if is_optional else need.REQUIRED)
            continue
        # A dependency of the parent that is something else here.
        pspec = cls.find_property(name.replace("_", "-"))
        if pspec and pspec.value_type.is_a(base):
            cls.set_ignored(name, True)
