# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What Python adds to Conductor: coroutines, annotations, and the usual operators."""

import inspect
import os
import sys
from collections.abc import Mapping

import gi
from gi.module import get_introspection_module
from gi.overrides import _conductor_asyncio as aio
from gi.overrides import _conductor_dependencies as dependencies
from gi.overrides import _conductor_logging as logs
from gi.overrides import override
from gi.repository import Gio, GLib

# There is but one version, so programs need not ask for it.
gi.require_version("Conductor", "1")

core = get_introspection_module("Conductor")

gio = aio.gio

LoggingPolicy = logs.LoggingPolicy
SimpleLoggingPolicy = logs.SimpleLoggingPolicy
ModuleLoggingPolicy = logs.ModuleLoggingPolicy
ComponentLoggingPolicy = logs.ComponentLoggingPolicy
GLibHandler = logs.GLibHandler

__all__ = ["Component", "Conductor", "Inhibitor", "gio", "LoggingPolicy",
           "SimpleLoggingPolicy", "ModuleLoggingPolicy", "ComponentLoggingPolicy", "GLibHandler"]

PHASES = ("setup", "shutdown")


# What the conductor calls.

def _is_native(klass):
    return klass.__module__.startswith(("gi.repository.", "gi.overrides."))


def _make_vfunc(phase):
    """Makes the vfunc of classes that have a `setup` or `shutdown`, plain or async."""
    def call(self, task):
        who = f"{self.get_name()} ({phase})"
        try:
            outcome = getattr(self, phase)()
            if inspect.isawaitable(outcome):
                aio.start(task, outcome, who)
            else:
                task.return_boolean(True)
        except Exception as error:
            aio.fail(task, error, who)
    return call


_VFUNCS = {phase: _make_vfunc(phase) for phase in PHASES}


def _guard(raw, phase):
    """Makes a vfunc of a raw one, that answers also if an exception leaves it."""
    def call(self, task):
        try:
            raw(self, task)
        except Exception as error:
            aio.fail(task, error, f"{self.get_name()} ({phase})")
    return call


def _choose_vfunc(cls, parent, phase):
    """Returns what to put into the slot of the class, or None to inherit."""
    for klass in cls.__mro__:
        if issubclass(parent, klass):
            return None
        if "do_" + phase in vars(klass):
            return _guard(vars(klass)["do_" + phase], phase)
        if phase in vars(klass):
            return _VFUNCS[phase]
    return None


class _Nothing:
    """What there is to await where nothing is to be done."""

    def __await__(self):
        return iter(())


def _chain_up(self, phase):
    """What `super().setup()` is where no class above has one: its vfunc."""
    vfunc = "do_" + phase
    above = next(klass for klass in type(self).__mro__ if _is_native(klass) or vfunc in vars(klass))
    if above is Component:
        return _Nothing()

    def begin(cancellable, callback):
        task = Gio.Task.new(self, cancellable, callback, None)
        task.set_check_cancellable(False)
        getattr(above, vfunc)(self, task)

    return aio.wait(begin, finish=lambda _, task: task.propagate_boolean())


class _ComponentMeta(type(core.Component)):
    """Makes the class of a component, and marks it once it has its GType."""

    def __init__(cls, name, bases, namespace):
        # A class from a typelib, or the base below.
        if _is_native(cls):
            super().__init__(name, bases, namespace)
            return

        # The one whose GType is the parent's; any others are mixins.
        parent = next(klass for klass in cls.__mro__[1:] if issubclass(klass, core.Component))
        found = dependencies.read(cls, core.Component, parent, sys._getframe(1))
        dependencies.declare(cls, core.Component, found)

        # PyGObject looks for vfuncs in the class, where subclasses that chain up should
        # rather find the raw ones.
        vfuncs = {"do_" + phase: _choose_vfunc(cls, parent, phase) for phase in PHASES}
        raw = {vfunc: vars(cls).get(vfunc) for vfunc, call in vfuncs.items() if call}
        for vfunc in raw:
            setattr(cls, vfunc, vfuncs[vfunc])
        super().__init__(name, bases, namespace)
        for vfunc, call in raw.items():
            if call:
                setattr(cls, vfunc, call)
            else:
                delattr(cls, vfunc)

        dependencies.mark(cls, core.Component, found, core.Need)


class Component(core.Component, metaclass=_ComponentMeta):
    """One part of an application: override `setup` and `shutdown`, plain or async.

    What it needs are annotations: `db: Database`, or `Optional[Database]` for what is
    there only if the application added it.
    """

    def setup(self):
        return _chain_up(self, "setup")

    def shutdown(self):
        return _chain_up(self, "shutdown")

    @property
    def depends_on(self):
        """The components that this one depends on, once a setup has found them."""
        conductor = self.get_conductor()
        return tuple(conductor.dup_dependencies(self)) if conductor else ()

    @property
    def required_by(self):
        """The components that depend on this one, once a setup has found them."""
        conductor = self.get_conductor()
        return tuple(conductor.dup_dependents(self)) if conductor else ()

    @property
    def config(self):
        """The settings for this component over what the conductor was given as config.

        Unless it was set here.
        """
        if hasattr(self, "_config"):
            return self._config
        conductor = self.get_conductor()
        common = conductor.config if conductor else None
        own = self.get_config().unpack()
        if own and isinstance(common, Mapping):
            return {**common, **own}
        return own or common

    @config.setter
    def config(self, config):
        self._config = config

    @property
    def logger(self):
        """The logger that the conductor's policy says, unless one was set here."""
        if hasattr(self, "_logger"):
            return self._logger
        conductor = self.get_conductor()
        return logs.get_logger(self, conductor.logging_policy if conductor else None)

    @logger.setter
    def logger(self, logger):
        self._logger = logger


Component = override(Component)


def _pack(value):
    """Makes a variant of what a configuration may have."""
    if isinstance(value, GLib.Variant):
        return value
    if isinstance(value, bool):
        return GLib.Variant("b", value)
    if isinstance(value, int):
        return GLib.Variant("x" if value < 2**63 else "t", value)
    if isinstance(value, float):
        return GLib.Variant("d", value)
    if isinstance(value, (str, os.PathLike)):
        return GLib.Variant("s", os.fspath(value))
    if isinstance(value, Mapping):
        return GLib.Variant("a{sv}", _pack_settings(value))
    if isinstance(value, (list, tuple)):
        if all(isinstance(item, str) for item in value):
            return GLib.Variant("as", value)
        return GLib.Variant("av", [_pack(item) for item in value])
    raise TypeError(f"a {type(value).__name__} can't be a setting")


def _pack_settings(settings):
    return {key: _pack(value) for key, value in settings.items()}


class Conductor(core.Conductor):
    """Sets up, runs and shuts down the components that were added."""

    config = None
    _logging_policy = None

    def __init__(self, *, config=None, logging_policy=None, logger=None, **properties):
        super().__init__(**properties)
        self.config = {} if config is None else config
        if logger:
            if logging_policy:
                raise TypeError("there is either a logger or a logging_policy")
            logging_policy = SimpleLoggingPolicy(logger)
        if logging_policy:
            self.logging_policy = logging_policy

    @property
    def logging_policy(self):
        """What returns the logger for a class of components, or None.

        Without one each logger has the name of the component's log domain.
        """
        return self._logging_policy

    @logging_policy.setter
    def logging_policy(self, policy):
        self._logging_policy = policy
        # What components log that are not in Python.
        self.set_log_domain_func(policy and (lambda component, *_: policy(type(component)).name))

    # What there is to conduct.

    def add(self, component, need=core.Need.REQUIRED):
        """Adds a type, or a component that was made already."""
        if isinstance(component, core.Component):
            self.add_component(component, need)
        else:
            self.add_full(component, need)

    def get(self, type):
        """Returns the component that stands for a type, or None; known after a setup."""
        return self.get_component(type)

    def __bool__(self):
        return True

    def __contains__(self, item):
        if isinstance(item, type):
            return self.get_component(item) is not None
        return any(component is item for component in self)

    def __getitem__(self, key):
        if not isinstance(key, type):
            return super().__getitem__(key)
        component = self.get_component(key)
        if component is None:
            raise KeyError(key)
        return component

    # Configuration.

    def add_config(self, groups):
        """Adds settings as a mapping of mappings: by group, and by key."""
        self.add_config_variant(GLib.Variant("a{sa{sv}}", {
            group: _pack_settings(settings) for group, settings in groups.items()}))

    def set_config_func(self, func):
        """Sets what is asked, with a component, for its settings: a mapping or None."""
        def call(component, *_):
            try:
                settings = func(component)
                return None if settings is None else GLib.Variant("a{sv}",
                                                                  _pack_settings(settings))
            except GLib.Error:
                raise
            except Exception as error:
                raise aio.to_gerror(error) from error

        super().set_config_func(call if func else None)

    def dup_config(self, group):
        """Returns the settings of a group of the application's own."""
        return super().dup_config(group).unpack()

    def reload_config(self):
        """Reads the files again. Returns the names of what has to be restarted."""
        return super().reload_config()[1]

    # Setup and shutdown.

    async def setup(self, cancellable=None):
        """Sets everything up. Cancelling the coroutine rolls back, and waits for that."""
        await aio.wait(self.setup_async, cancellable=cancellable,
                       finish=lambda _, result: self.setup_finish(result))

    async def shutdown(self, cancellable=None):
        """Shuts everything down. Cancelling the coroutine makes it hurry."""
        await aio.wait(self.shutdown_async, cancellable=cancellable,
                       finish=lambda _, result: self.shutdown_finish(result))

    # A whole life.

    def serve(self, cancellable=None):
        """Sets up, serves until an end is asked for, and shuts down.

        It blocks; where an asyncio loop is running it is to be awaited.
        """
        if aio.get_running_loop():
            return self._serve_inside(cancellable)
        try:
            with aio.running(self.quit):
                super().serve(cancellable)
        finally:
            del self  # See run().
        return None

    async def _serve_inside(self, cancellable):
        await aio.wait(self.serve_async, cancellable=cancellable,
                       finish=lambda _, result: self.serve_finish(result))

    def run(self, work, *args):
        """Sets up, does the work, a coroutine or a function, and shuts down.

        It blocks, and returns what the work returns; where an asyncio loop is running it
        is to be awaited.
        """
        work = _Work(work, args)
        if aio.get_running_loop():
            return self._run_inside(work)
        try:
            with work, aio.running(self.quit):
                super().run(work.begin, None, None)
            return work.result
        finally:
            # A task that was cancelled keeps its traceback, and with that the frames it ran
            # in: this one too. A component that keeps the task would keep its conductor.
            del self, work

    async def _run_inside(self, work):
        with work:
            await aio.wait(self.run_async, work.begin,
                           finish=lambda _, result: self.run_finish(result))
        return work.result


class _Work:
    """What to run, and what came of it: its own exception, not what C made of that."""

    def __init__(self, work, args):
        self.work = work
        self.args = args
        self.result = None
        self.error = None

    def begin(self, conductor, task, *_):
        try:
            aio.start(task, self.do())
        except Exception as error:
            self.error = error
            aio.fail(task, error)

    async def do(self):
        try:
            outcome = self.work if inspect.isawaitable(self.work) else self.work(*self.args)
            self.result = await outcome if inspect.isawaitable(outcome) else outcome
        except Exception as error:
            self.error = error
            raise

    def __enter__(self):
        return self

    def __exit__(self, _, error, __):
        # Python need not complain of a coroutine that was not reached.
        if (inspect.iscoroutine(self.work) and
                inspect.getcoroutinestate(self.work) == inspect.CORO_CREATED):
            self.work.close()
        if self.error and isinstance(error, GLib.Error):
            raise self.error from None


Conductor = override(Conductor)


class Inhibitor(core.Inhibitor):
    """What a shutdown waits for: `with conductor.inhibit("saving report.odt", 5000):`."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.release()


Inhibitor = override(Inhibitor)
