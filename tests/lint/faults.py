#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""The table of faults names tests that there are.

faults.py README SOURCE-DIRECTORY UNIT-TEST...: prints TAP. Paths like `/order/wide` are
asked of the unit tests' programs; `test_x` is looked for in Python's files, and what has
spaces in JavaScript's.
"""

import fnmatch
import pathlib
import re
import subprocess
import sys

ROW = re.compile(r'^\| F(\d+) \| ([^|]+) \| (.*) \|$', re.M)
ROWS = [*range(1, 108), *range(114, 124)]  # the others come with what they are about


def list_unit_cases(programs):
    for program in programs:
        yield from subprocess.run([program, '-l'], check=True, stdout=subprocess.PIPE,
                                  text=True).stdout.split()


def read_cases(directory, suffix, pattern):
    for path in (directory / 'bindings').rglob(f'*.{suffix}'):
        yield from re.findall(pattern, path.read_text(encoding='utf-8'), re.M)


def list_others(directory):
    for path in directory.rglob('test-*.py'):
        yield from re.findall(r'^def (test_\w+)', path.read_text(encoding='utf-8'), re.M)
    for path in (directory / 'lint').glob('*.py'):
        yield f'lint/{path.stem}'
    for path in (directory / 'fuzzing').glob('fuzz-*.c'):
        yield path.stem


def main(readme, directory, *programs):
    directory = pathlib.Path(directory)
    known = {
        *list_unit_cases(programs),
        *read_cases(directory, 'py', r'^def (test_\w+)'),
        *read_cases(directory, 'js', r"^    async '([^']+)'"),
        *list_others(directory),
    }
    rows = ROW.findall(pathlib.Path(readme).read_text(encoding='utf-8'))
    problems = []

    if [int(number) for number, _, _ in rows] != ROWS:
        problems.append('not all of its rows, in order')
    for number, _, held_by in rows:
        names = re.findall(r'`([^`]+)`', held_by)
        if not names and not held_by.startswith('not yet: '):
            problems.append(f'F{number}: held by nothing')
        problems += [f'F{number}: there is no {name}' for name in names
                     if not fnmatch.filter(known, name)]

    print('1..1')
    print('not ok' if problems else 'ok', 1, f'{len(rows)} rows')
    print(*(f'# {problem}\n' for problem in problems), sep='', end='')
    return bool(problems)


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
