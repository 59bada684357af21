#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""The library exports what is on the list, and nothing else.

symbols.py LIST LIBRARY NM prints TAP; with --write it makes the list.
"""

import subprocess
import sys


def read_exported(library, nm):
    lines = subprocess.run([nm, '--dynamic', '--defined-only', '--format=posix', library],
                           check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    names = {line.split()[0] for line in lines}
    # Sanitizers add some of their own.
    return {name for name in names if not name.startswith(('__asan', '__odr_asan', '__ubsan'))}


def main(arguments):
    write = '--write' in arguments
    path, library, nm = (a for a in arguments if a != '--write')
    exported = read_exported(library, nm)

    if write:
        with open(path, 'w', encoding='utf-8') as file:
            file.writelines(f'{name}\n' for name in sorted(exported))
        return 0

    with open(path, encoding='utf-8') as file:
        lines = file.read().splitlines()
    problems = [f'{name} is not exported any more' for name in sorted(set(lines) - exported)]
    problems += [f'{name} is exported, and not on the list' for name in
                 sorted(exported - set(lines))]
    if lines != sorted(set(lines)):
        problems.append('the list is not sorted')

    print('1..1')
    print('not ok' if problems else 'ok', 1, f'{len(exported)} symbols')
    print(*(f'# {problem}\n' for problem in problems), sep='', end='')
    return bool(problems)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
