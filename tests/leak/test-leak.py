#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""A component that is leaked on purpose is reported, by name; and nothing else is.

test-leak.py PROGRAM prints TAP.
"""

import os
import subprocess
import sys

CULPRIT = 'make_a_component_for_nobody'


def run(program, *arguments):
    env = dict(os.environ, G_SLICE='always-malloc')
    env['ASAN_OPTIONS'] = (env.get('ASAN_OPTIONS', '') +
                           ':detect_leaks=1:exitcode=23:fast_unwind_on_malloc=0')
    return subprocess.run([program, *arguments], env=env, stderr=subprocess.PIPE, text=True,
                          timeout=100, check=False)


def report(number, is_ok, name, text):
    print('ok' if is_ok else 'not ok', number, name)
    if not is_ok:
        print(*(f'# {line}' for line in text.splitlines()), sep='\n')
    return is_ok


def main(program):
    print('1..2')
    with_leak = run(program, '--leak')
    without = run(program)
    blocks = [block for block in with_leak.stderr.split('\n\n') if 'leak of' in block]
    is_found = (with_leak.returncode == 23 and
                'LeakSanitizer: detected memory leaks' in with_leak.stderr and
                any('Direct leak' in block and CULPRIT in block for block in blocks) and
                all(CULPRIT in block for block in blocks))
    results = [
        report(1, is_found, 'the leak is found', with_leak.stderr),
        report(2, without.returncode == 0 and not without.stderr, 'and nothing else is',
               without.stderr),
    ]
    return not all(results)


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
