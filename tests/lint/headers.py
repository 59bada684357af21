#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Every public header stands alone, refuses to be included directly, and the umbrella
compiles as C and as C++. Prints TAP.
"""

import argparse
import shlex
import subprocess
import sys

MESSAGE = 'Only <{umbrella}> can be included directly.'
STRICT = ['-Wall', '-Wextra', '-Werror', '-Wno-unused-parameter']


def glib_flags():
    return subprocess.run(['pkg-config', '--cflags', 'gio-2.0'], check=True,
                          stdout=subprocess.PIPE, text=True).stdout.split()


def compile_text(compiler, language, text, flags):
    """Returns whether it compiles, and what the compiler says."""
    result = subprocess.run([*compiler, '-fsyntax-only', '-x', language, *flags, '-'],
                            input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            text=True, check=False)
    return result.returncode == 0, result.stdout


def cases(args):
    """Yields a name, whether it is well, and what to say if not."""
    flags = [*STRICT, *(f'-I{folder}' for folder in args.include), *glib_flags()]
    cc, cxx = shlex.split(args.cc), shlex.split(args.cxx)
    folder = args.umbrella.rsplit('/', 1)[0]
    message = MESSAGE.format(umbrella=args.umbrella)

    for header in args.headers:
        name = header.rsplit('/', 1)[-1]
        text = f'#include <{folder}/{name}>\n'
        yield f'{name} stands alone', *compile_text(cc, 'c', text, [*flags, '-DCDR_COMPILATION'])

        # By itself, and not by what it includes.
        is_allowed, output = compile_text(cc, 'c', text, flags)
        is_refused = any(f'/{name}:' in line and 'error: ' in line and message in line
                         for line in output.splitlines())
        yield f'{name} refuses direct inclusion', not is_allowed and is_refused, output

        text = f'#include <{args.umbrella}>\n#include <{folder}/{name}>\n'
        yield f'{name} may follow the umbrella', *compile_text(cc, 'c', text, flags)

    text = f'#include <{args.umbrella}>\nint main (void) {{ return CDR_MAJOR_VERSION - 1; }}\n'
    for standard in ['gnu11', 'gnu17']:
        yield f'the umbrella as C ({standard})', *compile_text(
            cc, 'c', text, [*flags, '-Wpedantic', '-Wstrict-prototypes', f'-std={standard}'])
    for standard in ['gnu++11', 'gnu++17', 'gnu++20']:
        yield f'the umbrella as C++ ({standard})', *compile_text(
            cxx, 'c++', text, [*flags, f'-std={standard}'])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--cc', required=True)
    parser.add_argument('--cxx', required=True)
    parser.add_argument('--include', action='append', default=[])
    parser.add_argument('--umbrella', required=True)
    parser.add_argument('headers', nargs='+')

    failed = False
    number = 0
    for number, (name, is_ok, output) in enumerate(cases(parser.parse_args()), 1):
        print('ok' if is_ok else 'not ok', number, name)
        if not is_ok:
            failed = True
            print(*(f'# {line}' for line in output.splitlines()[:20]), sep='\n')
    print(f'1..{number}')
    return failed


if __name__ == '__main__':
    sys.exit(main())
