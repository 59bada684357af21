# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Loggers of components, for the override of Conductor.

Python's logging decides what becomes of the records; with a GLibHandler they go on to
GLib's structured logging.
"""

import functools
import logging
import re

from gi.repository import GLib


# Which logger a component has.

class LoggingPolicy:
    """Returns the logger for a class of components; any callable can stand for it."""

    def __call__(self, component_class):
        raise NotImplementedError


class SimpleLoggingPolicy(LoggingPolicy):
    """One logger for all."""

    def __init__(self, logger):
        self.logger = logger

    def __call__(self, component_class):
        return self.logger


class ModuleLoggingPolicy(LoggingPolicy):
    """One logger for each module: `jobs.web`."""

    def __call__(self, component_class):
        return logging.getLogger(component_class.__module__)


class ComponentLoggingPolicy(LoggingPolicy):
    """One logger for each class, below that of its module: `jobs.web.http_server`."""

    def __call__(self, component_class):
        name = to_snake(component_class.__name__)
        return logging.getLogger(f"{component_class.__module__}.{name}")


def to_snake(name):
    """Converts a name as the library does, but for the hyphens."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])(?!.v[0-9])", "_", name)
    return re.sub(r"[^a-z0-9\x80-\U0010ffff]+", "_", words.lower()).strip("_")


# What a component has as self.logger.

class _OfComponent:
    """A logger that says in each record which component it is from."""

    __slots__ = ("_component",)  # all else is shared with the logger of this name

    def makeRecord(self, *args, **kwargs):
        record = super().makeRecord(*args, **kwargs)
        # Texts: a record that somebody keeps must not keep the component.
        record.conductor_component = self._component.get_name()
        record.conductor_type = self._component.__gtype__.name
        record.conductor_state = self._component.get_state().value_nick
        return record

    def __reduce__(self):
        return logging.getLogger, (self.name,)


@functools.cache
def _get_class(logger_class):
    return type(logger_class.__name__, (_OfComponent, logger_class), {})


def get_logger(component, policy):
    """Returns the logger of the policy, with the component as the one who speaks."""
    if policy:
        logger = policy(type(component))
    else:
        logger = logging.getLogger(component.get_log_domain())
    if not isinstance(logger, logging.Logger):
        return logger
    klass = _get_class(type(logger))
    own = klass.__new__(klass)
    own.__dict__ = logger.__dict__
    own._component = component
    return own


# The way to GLib.

_LEVELS = (
    (logging.ERROR, GLib.LogLevelFlags.LEVEL_CRITICAL),
    (logging.WARNING, GLib.LogLevelFlags.LEVEL_WARNING),
    (logging.INFO + 1, GLib.LogLevelFlags.LEVEL_MESSAGE),
    (logging.INFO, GLib.LogLevelFlags.LEVEL_INFO),
)

_FIELDS = {
    "CODE_FILE": "pathname",
    "CODE_LINE": "lineno",
    "CODE_FUNC": "funcName",
    "CONDUCTOR_COMPONENT": "conductor_component",
    "CONDUCTOR_TYPE": "conductor_type",
    "CONDUCTOR_STATE": "conductor_state",
}


def _clean(text):
    """Makes control characters harmless, but for tabs and line ends."""
    text = re.sub("[\u2028\u2029]", " ", text)
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", text)


class GLibHandler(logging.Handler):
    """Passes records on to GLib's structured logging, in the domain of the logger's name.

    Errors and what is worse become criticals: an error of GLib ends the process.
    """

    def emit(self, record):
        try:
            level = next((level for number, level in _LEVELS if record.levelno >= number),
                         GLib.LogLevelFlags.LEVEL_DEBUG)
            domain = _clean(record.name).replace(" ", "-")
            if GLib.log_writer_default_would_drop(level, domain):
                return
            fields = {"MESSAGE": self.format(record)}
            for key, attribute in _FIELDS.items():
                value = getattr(record, attribute, None)
                if value is not None:
                    fields[key] = str(value)
            GLib.log_variant(domain, level, GLib.Variant("a{sv}", {
                key: GLib.Variant("s", _clean(value)) for key, value in fields.items()}))
        except Exception:
            self.handleError(record)
