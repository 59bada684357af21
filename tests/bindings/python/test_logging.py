# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Loggers: whose they are, which names they have, where their records go."""

import copy
import gc
import logging
import pickle
import weakref

import pytest
from gi.repository import Conductor as C
from gi.repository import GLib
from gi.repository.Conductor import Component, Conductor

LEVELS = GLib.LogLevelFlags


class HTTPServer(Component):
    pass


class Web(Component):
    def setup(self):
        self.logger.info("up: %d", 1)


@pytest.fixture
def add():
    """Adds one made already to a conductor, and returns it."""
    conductors = []

    def add_to(conductor, component):
        conductors.append(conductor)
        conductor.add(component)
        return component
    return add_to


def test_alone(caplog):
    server = HTTPServer()
    assert isinstance(server.logger, logging.Logger)
    assert server.logger.name == "Conductor" == server.get_log_domain()
    server.logger.warning("it is %s", "late")
    [record] = caplog.records
    assert record.getMessage() == "it is late" and record.funcName == "test_alone"
    assert (record.conductor_component, record.conductor_state) == ("HTTPServer", "inactive")
    assert record.conductor_type.endswith("+HTTPServer")


@pytest.mark.parametrize("policy, name", [
    (C.LogPolicy.ONE, "Jobs"),
    (C.LogPolicy.COMPONENT, "Jobs-http-server"),
    (C.LogPolicy.MODULE, HTTPServer.__module__),
])
def test_properties(add, policy, name):
    server = add(Conductor(log_domain="Jobs", log_policy=policy), HTTPServer())
    assert server.get_log_domain() == server.logger.name == name


@pytest.mark.parametrize("policy, name", [
    (C.SimpleLoggingPolicy(logging.getLogger("jobs.all")), "jobs.all"),
    (C.ModuleLoggingPolicy(), HTTPServer.__module__),
    (C.ComponentLoggingPolicy(), HTTPServer.__module__ + ".http_server"),
    (lambda klass: logging.getLogger("my." + klass.__name__), "my.HTTPServer"),
])
def test_policies(add, policy, name):
    conductor = Conductor(logging_policy=policy)
    server = add(conductor, HTTPServer())
    assert server.get_log_domain() == server.logger.name == name
    conductor.logging_policy = None
    assert server.get_log_domain() == server.logger.name == "Conductor"


def test_logger(add):
    server = add(Conductor(logger=logging.getLogger("mine")), HTTPServer())
    assert server.logger.name == server.get_log_domain() == "mine"
    with pytest.raises(TypeError):
        Conductor(logger=logging.getLogger("mine"), logging_policy=C.ModuleLoggingPolicy())


@pytest.mark.parametrize("name", [
    "Database", "WebAPI", "HTTPClient", "HTTPSClientV2", "IPv6Listener", "MyIPv6", "OAuth2", "A",
    "Http2Server", "HTTP2Server", "S3Store", "AbC", "_Private", "Größe", "a__b", "IView", "IPvX",
])
def test_same_conversion(add, name):
    """As the library converts, but for the hyphens."""
    server = add(Conductor(log_domain="x", log_policy=C.LogPolicy.COMPONENT),
                 HTTPServer(name=name))
    klass = type(name, (), {"__module__": "m"})
    ours = C.ComponentLoggingPolicy()(klass).name
    assert ours.replace("_", "-") == server.get_log_domain().replace("x-", "m.", 1)


def test_set_by_hand(add):
    server = add(Conductor(), HTTPServer())
    server.logger = logging.getLogger("own")
    assert server.logger is logging.getLogger("own")


def test_other_loggers(add):
    """What is no logger of the standard library is left as it is."""
    adapter = logging.LoggerAdapter(logging.getLogger("x"), {})
    server = add(Conductor(logging_policy=lambda klass: adapter), HTTPServer())
    assert server.logger is adapter


def test_shares_everything(add, caplog):
    """It is the logger of its name: level, handlers, filters and the rest."""
    named = logging.getLogger("shared")
    server = add(Conductor(logger=named), HTTPServer())
    log = server.logger
    assert not log.isEnabledFor(logging.DEBUG)
    named.setLevel(logging.DEBUG)
    assert log.isEnabledFor(logging.DEBUG)
    log.setLevel(logging.ERROR)
    assert named.level == logging.ERROR and not named.isEnabledFor(logging.WARNING)
    log.setLevel(logging.NOTSET)
    named.addFilter(lambda record: "secret" not in record.getMessage())
    log.warning("secret")
    log.warning("public")
    assert [record.getMessage() for record in caplog.records] == ["public"]
    assert log.getChild("x") is logging.getLogger("shared.x")
    assert pickle.loads(pickle.dumps(log)) is named and copy.copy(log) is named


def test_logger_class(add, caplog):
    class Loud(logging.Logger):
        def shout(self, text):
            self.warning(text.upper())

    loud = Loud("loud")
    loud.parent = logging.getLogger()
    server = add(Conductor(logger=loud), HTTPServer())
    server.logger.shout("hello")
    assert caplog.messages == ["HELLO"]
    assert caplog.records[0].conductor_component == "HTTPServer"


def test_in_setup(run, caplog):
    conductor = Conductor()
    conductor.add(Web)
    caplog.set_level(logging.INFO)
    run(conductor.setup())
    run(conductor.shutdown())
    [record] = [record for record in caplog.records if record.getMessage() == "up: 1"]
    assert record.name == "Conductor" and record.conductor_state == "setting-up"


def test_no_leak():
    server = HTTPServer()
    server.kept = server.logger
    ref = weakref.ref(server.kept), server.weak_ref()
    del server
    gc.collect()
    assert ref[0]() is None and ref[1]() is None


def test_policy_is_let_go():
    policy = C.ModuleLoggingPolicy()
    ref = weakref.ref(policy)
    conductor = Conductor(logging_policy=policy)
    del conductor, policy
    gc.collect()
    assert ref() is None


# Where it goes, in programs of their own.

PROGRAM = """
    import logging
    from gi.repository.Conductor import Component, Conductor, GLibHandler, LogPolicy

    class Web(Component):
        pass

    conductor = Conductor(log_domain="Jobs", log_policy=LogPolicy.COMPONENT)
    web = Web()
    conductor.add(web)
"""


def count(result, text):
    return (result.stdout + result.stderr).count(text)


def test_default(script):
    """Without any set-up warnings are printed, once, by Python."""
    result = script(PROGRAM + """
    web.logger.info("quiet")
    web.logger.warning("loud")
    """)
    assert result.returncode == 0 and result.stderr == "loud\n"


def test_basic_config(script):
    result = script(PROGRAM + """
    logging.basicConfig(level=logging.DEBUG)
    web.logger.debug("quiet")
    web.logger.error("loud")
    """)
    assert result.stderr == "DEBUG:Jobs-web:quiet\nERROR:Jobs-web:loud\n"


@pytest.mark.parametrize("heard", [False, True])
def test_glib(script, monkeypatch, heard):
    """With the handler everything is GLib's: once, and as G_MESSAGES_DEBUG says."""
    monkeypatch.setenv("G_DEBUG", "")
    monkeypatch.setenv("G_MESSAGES_DEBUG", "Jobs-web" if heard else "Other")
    result = script(PROGRAM + """
    logging.basicConfig(level=logging.DEBUG, handlers=[GLibHandler()])
    web.logger.debug("debugged")
    web.logger.info("informed")
    web.logger.log(25, "told")
    web.logger.warning("warned")
    web.logger.error("erred")
    web.logger.critical("broke")
    """)
    for text, word in [("debugged", "DEBUG"), ("informed", "INFO")]:
        assert count(result, text) == count(result, f"Jobs-web-{word}") == int(heard)
    for text in ("told", "warned", "erred", "broke"):
        assert count(result, text) == 1
    assert count(result, "Jobs-web-WARNING") == 1
    assert count(result, "Jobs-web-CRITICAL") == 2


def test_fields(monkeypatch):
    """What GLib gets, of components and of others."""
    sent = []
    monkeypatch.setattr(GLib, "log_variant",
                        lambda domain, level, fields: sent.append((domain, level, fields.unpack())))
    monkeypatch.setattr(GLib, "log_writer_default_would_drop", lambda level, domain: False)
    handler = C.GLibHandler()
    server = HTTPServer(name="the server")
    log = logging.getLogger("a b")
    for logger in (server.logger, log):
        logger.addHandler(handler)
        logger.propagate = False
    try:
        server.logger.warning("one\n\ttwo\x1b\0\udcff\u2028")
        log.error("%d", 3)
    finally:
        for logger in (server.logger, log):
            logger.removeHandler(handler)
            logger.propagate = True

    (domain, level, fields), (other_domain, other_level, other_fields) = sent
    assert (domain, level) == ("Conductor", LEVELS.LEVEL_WARNING)
    assert fields.pop("CODE_LINE").isdigit() and fields.pop("CODE_FILE").endswith(".py")
    assert fields == {
        "MESSAGE": "one\n\ttwo\ufffd\ufffd\ufffd ", "CODE_FUNC": "test_fields",
        "CONDUCTOR_COMPONENT": "the server", "CONDUCTOR_STATE": "inactive",
        "CONDUCTOR_TYPE": HTTPServer.__gtype__.name,
    }
    assert (other_domain, other_level) == ("a-b", LEVELS.LEVEL_CRITICAL)
    assert set(other_fields) == {"MESSAGE", "CODE_FILE", "CODE_LINE", "CODE_FUNC"}
    assert other_fields["MESSAGE"] == "3"


def test_dropped(script):
    """What nobody hears is not put into words."""
    result = script(PROGRAM + """
    class Formatter(logging.Formatter):
        def format(self, record):
            return "formatted " + super().format(record)

    handler = GLibHandler()
    handler.setFormatter(Formatter())
    logging.basicConfig(level=logging.DEBUG, handlers=[handler])
    web.logger.debug("%d", "never formatted")
    web.logger.warning("%d", 1)
    """)
    assert "Error" not in result.stderr and count(result, "formatted 1") == 1


def test_bad_arguments(script):
    """As with every handler of logging: said on the standard error, and nobody dies."""
    result = script(PROGRAM + """
    logging.basicConfig(handlers=[GLibHandler()])
    web.logger.warning("%d", "x")
    print("alive")
    """)
    assert result.stdout == "alive\n" and result.stderr.count("TypeError") == 1
