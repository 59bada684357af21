#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compiles the first component of the README, runs it, and stops it with Ctrl-C.

readme.py SOURCE-ROOT BUILD-ROOT: prints TAP.
"""

import pathlib
import re
import signal
import subprocess
import sys
import tempfile


def main(root, build):
    text = (pathlib.Path(root) / 'README.md').read_text(encoding='utf-8')
    program = re.search(r'^```c\n(.*?)^```', text, re.M | re.S)[1]
    flags = subprocess.run(['pkg-config', '--cflags', '--libs', 'gio-2.0'], check=True,
                           stdout=subprocess.PIPE, text=True).stdout.split()

    with tempfile.TemporaryDirectory() as directory:
        source = pathlib.Path(directory) / 'greeter.c'
        source.write_text(program, encoding='utf-8')
        subprocess.run(['cc', '-Wall', '-Werror', source, '-o', source.with_suffix(''),
                        f'-I{root}', f'-I{build}', f'-L{build}/conductor', '-lconductor-1',
                        f'-Wl,-rpath,{build}/conductor', *flags], check=True)
        greeter = subprocess.Popen(['stdbuf', '-oL', source.with_suffix('')],
                                   stdout=subprocess.PIPE, text=True)
        line = greeter.stdout.readline()
        greeter.send_signal(signal.SIGINT)
        status = greeter.wait(timeout=20)

    print('1..2')
    print('ok' if line == 'Hello\n' else 'not ok', '1 the component is set up')
    print('ok' if status == 0 else 'not ok', '2 Ctrl-C stops it')
    return line != 'Hello\n' or status != 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
