#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compiles and runs the programs of docs/testing.md.

page.py SOURCE-ROOT BUILD-ROOT [python]: prints TAP.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile


def read_blocks(root, language):
    text = pathlib.Path(root, 'docs/testing.md').read_text(encoding='utf-8')
    return re.findall(rf'^```{language}\n(.*?)^```', text, re.M | re.S)


def run_c(root, build, folder):
    """Returns whether all cases of the page passed."""
    source = folder / 'page.c'
    source.write_text('\n'.join(read_blocks(root, 'c')), encoding='utf-8')
    flags = subprocess.run(['pkg-config', '--cflags', '--libs', 'gio-2.0'], check=True,
                           stdout=subprocess.PIPE, text=True).stdout.split()
    folders = [f'{build}/conductor', f'{build}/conductor-testing']
    subprocess.run(['cc', '-Wall', '-Werror', source, '-o', folder / 'page', f'-I{root}',
                    f'-I{build}', *(f'-L{f}' for f in folders), '-lconductor-testing-1',
                    '-lconductor-1', *(f'-Wl,-rpath,{f}' for f in folders), *flags], check=True)
    result = subprocess.run([folder / 'page'], stdout=subprocess.PIPE, text=True, timeout=60,
                            check=False)
    n_cases = len(re.findall(r'_add(?:_func)? \("/shop', source.read_text(encoding='utf-8')))
    n_passed = len(re.findall(r'^ok ', result.stdout, re.M))
    return result.returncode == 0 and n_passed == n_cases > 0


def run_python(root, folder):
    path = folder / 'test_page.py'
    path.write_text('\n'.join(read_blocks(root, 'python')), encoding='utf-8')
    n_cases = len(re.findall(r'^async def test_', path.read_text(encoding='utf-8'), re.M))
    result = subprocess.run([sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider',
                             '-p', 'pytest_conductor', path], stdout=subprocess.PIPE, text=True,
                            timeout=60, check=False, env=os.environ)
    print(*(f'# {line}' for line in result.stdout.splitlines()), sep='\n')
    return result.returncode == 0 and f'{n_cases} passed' in result.stdout


def main(root, build, *languages):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        results = [('the program in C', run_c(root, build, folder))]
        if 'python' in languages:
            results.append(('the suite in Python', run_python(root, folder)))

    print(f'1..{len(results)}')
    for number, (what, is_good) in enumerate(results, 1):
        print('ok' if is_good else 'not ok', number, what)
    return not all(is_good for _, is_good in results)


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
