#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the programs of docs/first-component.md, and stops each with Ctrl-C.

first-component.py SOURCE-ROOT BUILD-ROOT LANGUAGE...: prints TAP.
"""

import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading

SUFFIXES = {'c': 'c', 'vala': 'vala', 'python': 'py', 'js': 'js'}


def build_c(source, root, build):
    flags = subprocess.run(['pkg-config', '--cflags', '--libs', 'gio-2.0'], check=True,
                           stdout=subprocess.PIPE, text=True).stdout.split()
    subprocess.run(['cc', '-Wall', '-Werror', source, '-o', source.with_suffix(''), f'-I{root}',
                    f'-I{build}', f'-L{build}/conductor', '-lconductor-1', *flags], check=True)
    return [source.with_suffix('')]


def build_vala(source, root, build):
    # The C that valac writes has warnings of its own.
    subprocess.run(['valac', source, '-o', source.with_suffix(''), '--directory', source.parent,
                    '--pkg', 'gio-2.0', '--pkg', 'conductor-1', '--vapidir',
                    f'{build}/conductor', '-X', '-w', '-X', f'-I{root}', '-X', f'-I{build}',
                    '-X', f'-L{build}/conductor', '-X', '-lconductor-1'], check=True)
    return [source.with_suffix('')]


COMMANDS = {
    'c': build_c,
    'vala': build_vala,
    'python': lambda source, *_: ['/usr/bin/python3', '-u', source],
    'js': lambda source, *_: ['gjs', '-m', source],
}


def run(command):
    """Returns the first line, and the status after a Ctrl-C."""
    program = subprocess.Popen(['stdbuf', '-oL', *command], stdout=subprocess.PIPE, text=True)
    # One that says nothing is not waited for.
    watch = threading.Timer(20, program.kill)
    watch.start()
    line = program.stdout.readline()
    program.send_signal(signal.SIGINT)
    status = program.wait()
    watch.cancel()
    return line, status


def main(root, build, *languages):
    page = pathlib.Path(root, 'docs/first-component.md').read_text(encoding='utf-8')
    os.environ['PYTHONPATH'] = f'{root}/bindings/python'
    os.environ['GJS_PATH'] = f'{root}/bindings/javascript'
    failed = False

    print(f'1..{len(languages)}')
    for number, language in enumerate(languages, 1):
        program = re.search(rf'^```{language}\n(.*?)^```', page, re.M | re.S)[1]
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder, f'greeter.{SUFFIXES[language]}')
            source.write_text(program, encoding='utf-8')
            line, status = run(COMMANDS[language](source, root, build))
        is_good = re.fullmatch(r'Hello, with (My)?Clock\n', line) and status == 0
        print('ok' if is_good else 'not ok', number, language)
        if not is_good:
            print(f'# it said {line!r} and ended with {status}')
        failed |= not is_good
    return failed


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
