#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Ends applications of every kind in every way, as processes.

test-application.py GIO-PROGRAM GTK-PROGRAM [TEST | c | python | javascript...] prints TAP.
Each case has a bus of its own, or none; all share one Xvfb.
"""

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback

DEADLINE = 15  # s; nothing here should take nearly as long
SIGNAL_GAP = 0.15  # s; a second signal counts 0.1 s after the first
BAD_LINE = re.compile(r'CRITICAL|WARNING|Sanitizer|runtime error|Traceback|JS ERROR')
HERE = pathlib.Path(__file__).parent
OBJECT = '/org/example/Ended'
NO_BUS = 'unix:path=/nonexistent/bus'

UP = ['Store setup', 'Store up', 'Web setup', 'Web up']
DOWN = ['Web shutdown', 'Web down', 'Store shutdown', 'Store down']
END = ['shutdown inactive', 'ran 0', 'left 0 0 0']
FAILED = ['startup', 'Store setup', 'setup-failed Store (setup): no route', 'shutdown failed',
          *END[1:]]
LIFE = ['startup', *UP, 'activate active', *DOWN, *END]


class Program:
    """A running application, and what it has said so far."""

    def __init__(self, command, *arguments, **environment):
        self.changed = threading.Condition()
        self.lines = []
        self.errors = []
        self.n_open = 2
        self.bad_line = BAD_LINE
        self.process = subprocess.Popen(
            [*command, *arguments], env={**BASE, **environment}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for pipe, lines in ((self.process.stdout, self.lines),
                            (self.process.stderr, self.errors)):
            threading.Thread(target=self.read, args=(pipe, lines), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.wait_for(lambda: self.n_open == 0, 'the end of its output')
        if sys.exc_info()[0] is None:
            errors = '\n'.join(self.errors)
            assert not (self.bad_line and self.bad_line.search(errors)), self.errors
        else:
            print(''.join(f'# {line}\n' for line in self.lines + self.errors), end='')

    def read(self, pipe, lines):
        with pipe:
            for line in pipe:
                with self.changed:
                    lines.append(line.rstrip('\n'))
                    self.changed.notify_all()
        with self.changed:
            self.n_open -= 1
            self.changed.notify_all()

    def wait_for(self, predicate, what):
        with self.changed:
            self.changed.wait_for(lambda: predicate() or self.n_open == 0, DEADLINE)
            assert predicate(), f'waited in vain for {what}'

    def expect(self, line):
        self.wait_for(lambda: line in self.lines, line)
        return self

    def say(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()

    def ask(self, pattern):
        """Asks who is waiting until the answer is this; the answers are no longer there."""
        while True:
            self.say('waiting')
            self.wait_for(lambda: self.lines[-1].startswith('waiting'), 'the answer')
            with self.changed:
                answer = self.lines.pop()
            if re.search(pattern, answer):
                return

    def signal(self, number):
        self.process.send_signal(number)

    def ends(self, status=0, lines=None):
        """It ends with this status, and has said just that."""
        assert self.process.wait(DEADLINE) == status, self.process.returncode
        self.wait_for(lambda: self.n_open == 0, 'the end of its output')
        if lines is not None:
            assert self.lines == lines, self.lines

    def logged(self, pattern):
        assert re.search(pattern, '\n'.join(self.errors)), self.errors


@contextlib.contextmanager
def bus():
    """Gives all programs a bus."""
    daemon = subprocess.Popen(['dbus-daemon', '--session', '--print-address', '--nofork'],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    BASE['DBUS_SESSION_BUS_ADDRESS'] = daemon.stdout.readline().strip()
    try:
        yield
    finally:
        BASE['DBUS_SESSION_BUS_ADDRESS'] = NO_BUS
        daemon.kill()
        daemon.wait()
        daemon.stdout.close()


def call(method, *arguments):
    """Calls the application over D-Bus, and waits for its answer."""
    subprocess.run(['gdbus', 'call', '--session', '--dest', 'org.example.Ended',
                    '--object-path', OBJECT, '--method', f'org.freedesktop.Application.{method}',
                    *arguments], env=BASE, check=True, timeout=DEADLINE,
                   stdout=subprocess.DEVNULL)


def activate():
    call('Activate', '{}')


def active(program):
    return program.expect('activate active')


def gio(*arguments, **environment):
    return Program([GIO], *arguments, **environment)


# How an application is ended once everything is active.

ENDINGS = {
    'quit': lambda program: program.say('quit'),
    'conductor-quit': lambda program: program.say('conductor-quit'),
    'action-quit': lambda program: program.say('action quit'),
    'last-window': lambda program: program.say('close'),
    'int': lambda program: program.signal(signal.SIGINT),
    'term': lambda program: program.signal(signal.SIGTERM),
    'hup': lambda program: program.signal(signal.SIGHUP),
}
KINDS = {
    'gio': lambda: [GIO],
    # GTK's leaks are not ours: that nothing of ours is left the program says itself.
    'gtk': lambda: ['env', 'APP_KIND=gtk', 'ASAN_OPTIONS=detect_leaks=0', GTK],
    'adw': lambda: ['env', 'APP_KIND=adw', 'ASAN_OPTIONS=detect_leaks=0', GTK],
}
TESTS = {}


def test(function):
    TESTS[function.__name__.replace('_', '-')] = function
    return function


def add_endings(kind, command):
    for name, end in ENDINGS.items():
        def case(end=end):
            with Program(command()) as program:
                active(program)
                end(program)
                program.ends(0)
                assert [line for line in program.lines if 'quit' not in line] == LIFE

        def case_on_bus(case=case):
            with bus():
                case()
        TESTS[f'{kind}/{name}'] = case_on_bus
        if name in ('quit', 'last-window', 'term'):
            TESTS[f'{kind}/{name}/no-bus'] = case


for kind_name, kind_command in KINDS.items():
    add_endings(kind_name, kind_command)


@test
def handlers_before():
    with gio(APP_LATE='1') as program:
        active(program).say('quit')
        # Its own ::shutdown handler came first, when everything was up.
        program.ends(0, ['startup', *UP, 'activate active', 'shutdown active', *DOWN, *END[1:]])


@test
def attached_in_startup():
    with gio(APP_IN_STARTUP='1') as program:
        active(program).say('quit')
        program.ends(0, ['startup', *UP, 'activate active', 'shutdown active', *DOWN, *END[1:]])


@test
def no_display():
    with gio(DISPLAY='') as program:
        active(program).say('quit')
        program.ends(0, LIFE)


@test
def setup_fails():
    with gio(APP_STORE='fail') as program:
        program.ends(1, FAILED)
        program.logged(r"The application can't start: Store \(setup\): no route")


@test
def setup_fails_retry():
    with gio(APP_STORE='fail', APP_HANDLE='1') as program:
        program.expect('setup-failed Store (setup): no route')
        program.say('retry')
        active(program).signal(signal.SIGTERM)
        program.ends(0, ['startup', 'Store setup', 'setup-failed Store (setup): no route',
                         *LIFE[1:]])


@test
def setup_fails_given_up():
    for end in (signal.SIGTERM, 'quit', 'close'):
        with gio(APP_STORE='fail', APP_HANDLE='1') as program:
            program.expect('setup-failed Store (setup): no route')
            program.signal(end) if end == signal.SIGTERM else program.say(end)
            program.ends(1, FAILED)


@test
def component_fails():
    with gio() as program:
        active(program).say('fail')
        program.ends(1, LIFE)
        program.logged(r'The application ends: Web \(active\): it died')


@test
def component_fails_drops_requests():
    with bus(), gio(APP_STORE='wait') as program:
        program.expect('Store setup').say('go')
        active(program).say('fail')
        program.expect('Store shutdown')
        activate()
        call('ActivateAction', 'ping', '[]', '{}')
        program.say('go')
        program.ends(1, LIFE)


@test
def ended_during_setup():
    for name, end in ENDINGS.items():
        if name == 'last-window':
            continue
        with gio(APP_STORE='wait') as program:
            program.expect('Store setup')
            end(program)
            program.ask('setting up for .* cancelled')
            program.say('go')
            program.expect('Store shutdown').say('go')
            program.wait_for(lambda: program.n_open == 0, 'the end')
            lines = [line for line in program.lines if not line.startswith('action')]
            program.ends(0)
            assert lines == ['startup', 'Store setup', 'Store up', 'Store shutdown', 'Store down',
                             *END], lines


def stuck(**environment):
    program = gio(APP_STORE='stuck', **environment)
    active(program).signal(signal.SIGTERM)
    return program.expect('Store shutdown')


@test
def second_signal():
    with stuck() as program:
        time.sleep(SIGNAL_GAP)
        program.signal(signal.SIGHUP)
        program.ends(1)
        program.logged('In a hurry: Store, shutting down for')
        program.logged('The application ends: 1 component did not shut down cleanly: Store')
        assert 'shutdown inactive' in program.lines


@test
def third_signal():
    for last in (signal.SIGHUP, signal.SIGINT):
        with stuck() as program:
            time.sleep(SIGNAL_GAP)
            program.signal(signal.SIGTERM)
            program.wait_for(lambda: any('In a hurry' in line for line in program.errors), 'hurry')
            time.sleep(SIGNAL_GAP)
            program.signal(last)
            program.ends(-last)


@test
def nohup():
    with Program(['nohup', GIO]) as program:
        active(program).signal(signal.SIGHUP)
        for _ in range(3):
            program.ask("''")
        program.say('quit')
        program.ends(0, LIFE)


@test
def second_launch():
    with bus(), gio() as program:
        active(program)
        with gio() as second:
            second.ends(0, ['ran 0', 'left 0 0 0'])
        program.wait_for(lambda: program.lines.count('activate active') == 2, 'its activation')
        program.say('quit')
        program.ends(0)


@test
def non_unique():
    with bus(), gio(APP_FLAGS='non-unique') as program, gio(APP_FLAGS='non-unique') as second:
        for each in (program, second):
            active(each).say('quit')
            each.ends(0, LIFE)


@test
def second_launch_waits():
    with bus(), gio(APP_STORE='wait') as program:
        program.expect('Store setup')
        with gio() as second:
            second.ends(0)
        program.say('go')
        program.wait_for(lambda: program.lines.count('activate active') == 2, 'both')
        program.say('quit')
        program.expect('Store shutdown').say('go')
        program.ends(0, ['startup', *UP, 'activate active', 'activate active', *DOWN, *END])


@test
def requests_in_order():
    with bus(), gio(APP_STORE='wait', APP_FLAGS='open') as program:
        program.expect('Store setup')
        call('ActivateAction', 'ping', '[]', '{}')
        call('Open', "['file:///tmp/a.txt', 'file:///tmp/b.txt']", '{}')
        activate()
        call('ActivateAction', 'count', '[<5>]', '{}')
        program.say('add-late')
        program.say('action late')
        program.say('toggle')
        program.expect('toggled 0')
        assert 'action ping 0 active' not in program.lines
        program.say('go')
        program.expect('action late 0 active')
        program.say('toggle')
        program.expect('toggled 0')
        program.say('quit')
        program.expect('Store shutdown').say('go')
        program.ends(0, [
            'startup', 'Store setup', 'toggled 0', *UP[1:], 'activate active',
            'action ping 0 active', "open a.txt of 2, hint '', active", 'activate active',
            'action count 5 active', 'action late 0 active', 'toggled 0', *DOWN, *END])


@test
def open_waits():
    with gio('/tmp/a.txt', '/tmp/b.txt', APP_STORE='wait', APP_FLAGS='open') as program:
        program.expect('Store setup').say('go')
        # Nothing keeps it then.
        program.expect('Store shutdown').say('go')
        program.ends(0, ['startup', *UP, "open a.txt of 2, hint '', active", *DOWN, *END])


@test
def command_line():
    with gio('7', 'x', APP_FLAGS='command-line') as program:
        program.ends(7, ['startup', *UP, "command-line '7 x' active", *DOWN, *END])


@test
def command_line_remote():
    with bus(), gio(APP_FLAGS='command-line', APP_STORE='wait') as program:
        program.expect('Store setup')
        with gio('9', APP_FLAGS='command-line') as second:
            wait_for_name_count(3)
            program.say('go')
            second.ends(9, ['ran 9', 'left 0 0 0'])
        program.expect('Store shutdown').say('go')
        program.ends(0, ['startup', *UP, "command-line '' active", "command-line '9' active",
                         *DOWN, *END])


def wait_for_name_count(n):
    """Until so many are connected to the bus, gdbus itself included."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        names = subprocess.run(
            ['gdbus', 'call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path', '/',
             '--method', 'org.freedesktop.DBus.ListNames'], env=BASE, check=True,
            timeout=DEADLINE, capture_output=True, text=True).stdout
        if names.count("':") >= n:
            return
    raise AssertionError(names)


@test
def command_line_during_shutdown():
    with bus(), gio(APP_FLAGS='command-line', APP_STORE='wait') as program:
        program.expect('Store setup').say('go')
        program.expect('Store shutdown')
        with gio('0', APP_FLAGS='command-line') as second:
            second.ends(1, ['ran 1', 'left 0 0 0'])
        program.say('go')
        program.ends(0, ['startup', *UP, "command-line '' active", *DOWN, *END])


@test
def service():
    with bus(), gio(APP_FLAGS='service', APP_IDLE='300') as program:
        program.expect('Web up')
        activate()
        program.ends(0, LIFE)


@test
def service_setup_outlasts_timeout():
    with bus(), gio(APP_FLAGS='service', APP_IDLE='1', APP_STORE='wait') as program:
        program.expect('Store setup')
        activate()
        time.sleep(0.1)  # a hundred times what would end it
        program.say('go')
        program.expect('Store shutdown').say('go')
        program.ends(0, LIFE)


@test
def service_lingers():
    with bus(), gio(APP_FLAGS='service') as program:
        program.expect('Web up')
        begun = time.monotonic()
        program.ends(0, ['startup', *UP, *DOWN, *END])
        assert time.monotonic() - begun > 9


@test
def inhibitor():
    with gio() as program:
        active(program).say('inhibit')
        program.say('quit')
        program.ask(r"'The shutdown waits for: saving report\.odt \(\d\.\d s, "
                    r"\d+\.\d s before the deadline of the whole shutdown\)'")
        program.say('uninhibit')
        program.ends(0, LIFE)


@test
def inhibitor_second_signal():
    with gio() as program:
        active(program).say('inhibit')
        program.signal(signal.SIGINT)
        program.ask('The shutdown waits for: saving')
        time.sleep(SIGNAL_GAP)
        program.signal(signal.SIGINT)
        program.wait_for(lambda: program.n_open == 0, 'the end')
        program.logged(r'In a hurry: The shutdown waits for: saving report\.odt \(')
        program.logged('does not wait any longer for: saving report')
        assert 'Store shutdown' in program.lines


@test
def session_end():
    with bus(), Program(['/usr/bin/python3', str(HERE / 'session.py')]) as session:
        session.expect('owned')
        with Program(KINDS['gtk']()) as program:
            session.expect('RegisterClient')
            active(program)
            session.say('end')
            program.ends(0, LIFE)
        session.expect('Stop')
        assert 'EndSessionResponse True' in session.lines


@test
def gtk_second_launch():
    for kind in ('gtk', 'adw'):
        with bus(), Program(KINDS[kind](), APP_STORE='wait') as program:
            program.expect('Store setup')
            with Program(KINDS[kind]()) as second:
                second.ends(0, ['ran 0', 'left 0 0 0'])
            program.say('go')
            program.wait_for(lambda: program.lines.count('activate active') == 2, 'both')
            program.say('quit')
            program.expect('Store shutdown').say('go')
            program.ends(0, ['startup', *UP, 'activate active', 'activate active', *DOWN, *END])


# In other languages. Theirs is the class's own ::shutdown, and no weak pointers in C.

SCRIPTS = {
    'python': ([sys.executable, str(HERE / 'application.py')], ['ran 0', 'left 0']),
    'javascript': (['gjs', str(HERE / 'application.js')], ['ran 0']),
}


def add_scripts(language, kind):
    command, last = SCRIPTS[language]
    life = [*LIFE[:-3], 'shutdown inactive', *last]

    def run(end, status=0, lines=life, **environment):
        with Program(command, APP_KIND=kind, **environment) as program:
            if status == 0:
                active(program)
            end(program)
            program.bad_line = BAD_LINE if status == 0 else None
            program.ends(status, lines)

    for name in ('quit', 'conductor-quit', 'last-window', 'int', 'term', 'hup'):
        TESTS[f'{language}/{kind}/{name}'] = lambda name=name: run(ENDINGS[name])

    TESTS[f'{language}/{kind}/inhibitor'] = lambda: run(
        lambda program: program.say('inhibited-quit'),
        lines=[*life[:6], f'saving report.odt {FALSE[language]}', TRUE[language], *life[6:]])
    failed = ['startup', 'Store setup', *(['Store up'] if language == 'python' else
                                          ['setup-failed Store (setup): no route'])]
    TESTS[f'{language}/{kind}/setup-fails'] = lambda: run(
        lambda program: None, 1, [*failed, 'shutdown failed', *last], APP_STORE='fail')


FALSE = {'python': 'False', 'javascript': 'false'}
TRUE = {'python': 'True', 'javascript': 'true'}
for script_language in SCRIPTS:
    for script_kind in KINDS:
        add_scripts(script_language, script_kind)


@contextlib.contextmanager
def display():
    """One Xvfb for all."""
    read_end, write_end = os.pipe()
    server = subprocess.Popen(['Xvfb', '-displayfd', str(write_end), '-screen', '0', '800x600x24',
                               '-nolisten', 'tcp'], pass_fds=[write_end],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write_end)
    try:
        with os.fdopen(read_end) as number:
            yield ':' + number.readline().strip()
    finally:
        server.terminate()
        server.wait()


def is_asked_for(name, asked):
    first = name.split('/')[0]
    return name in asked or ('c' if first not in SCRIPTS else first) in asked


def main():
    names = [name for name in TESTS if is_asked_for(name, sys.argv[3:] or ['c'])]
    n_failed = 0
    print(f'1..{len(names)}')
    for number, name in enumerate(names, 1):
        try:
            TESTS[name]()
            print(f'ok {number} {name}', flush=True)
        except Exception:
            n_failed += 1
            print(''.join(f'# {line}\n' for line in traceback.format_exc().splitlines()), end='')
            print(f'not ok {number} {name}', flush=True)
    return n_failed > 0


if __name__ == '__main__':
    GIO, GTK = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder, display() as display_name:
        BASE = {
            **os.environ, 'LC_ALL': 'C.UTF-8', 'DISPLAY': display_name, 'GDK_BACKEND': 'x11',
            'GSK_RENDERER': 'cairo', 'GTK_A11Y': 'none', 'GSETTINGS_BACKEND': 'memory',
            'XDG_RUNTIME_DIR': folder, 'HOME': folder, 'G_DEBUG': 'fatal-criticals,gc-friendly',
            'DBUS_SESSION_BUS_ADDRESS': NO_BUS,
        }
        sys.exit(main())
