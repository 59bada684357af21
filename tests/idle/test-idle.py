#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""An active conductor costs nothing: no timer, no wake-up, no system call.

test-idle.py STRACE PROGRAM prints TAP.
"""

import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
import time

SETTLE = 1.0  # s after it became active
WATCHED = 3.0  # s from then on
DEADLINE = 60  # s for anything else

LINE = re.compile(r'(\d+) +(\d+\.\d+) (.*)')


def wait_for(predicate, what):
    """Waits for a condition that nobody announces."""
    end = time.monotonic() + DEADLINE
    while not predicate():
        if time.monotonic() > end:
            raise AssertionError(f'waited in vain for {what}')
        time.sleep(0.05)


def watch(strace, program, *arguments):
    """Returns what the program asked of the kernel while it was active and watched."""
    env = dict(os.environ, G_SLICE='always-malloc')
    # A leak sanitizer can't work while it is being traced itself.
    env['ASAN_OPTIONS'] = env.get('ASAN_OPTIONS', '') + ':detect_leaks=0'

    with tempfile.TemporaryDirectory() as folder:
        log_path = os.path.join(folder, 'log')
        with subprocess.Popen(
                [strace, '-f', '-qq', '-ttt', '-o', log_path, program, *arguments],
                stdout=subprocess.PIPE, env=env, text=True) as tracer:
            try:
                assert tracer.stdout.readline() == 'ACTIVE\n', 'it never became active'
                time.sleep(SETTLE + WATCHED + 0.3)
                with open(log_path, encoding='utf-8') as log:
                    pid = int(LINE.match(log.readline())[1])
                os.kill(pid, 15)
                status = tracer.wait(DEADLINE)
            except BaseException:
                tracer.kill()
                raise
        assert status == 0, f'exit status {status}'
        with open(log_path, encoding='utf-8') as log:
            records = [LINE.match(line) for line in log]

    marks = [float(r[2]) for r in records if r and re.match(r'write\(1, "ACTIVE', r[3])]
    assert len(marks) == 1, 'the mark is not in the log'
    begin, end = marks[0] + SETTLE, marks[0] + SETTLE + WATCHED
    assert any(float(r[2]) > end and 'SIGTERM' in r[3] for r in records if r), \
        'the log ends before the time that it was to cover'
    return [r[0] for r in records if r and begin <= float(r[2]) <= end]


def main(strace, program):
    with concurrent.futures.ThreadPoolExecutor() as pool:
        quiet = pool.submit(watch, strace, program)
        ticking = pool.submit(watch, strace, program, '--tick')

    results = [
        ('an active conductor makes no system call', quiet, lambda calls: not calls),
        ('a timer of one second is noticed', ticking, lambda calls: len(calls) >= 2),
    ]
    failed = False
    print(f'1..{len(results)}')
    for number, (name, future, is_right) in enumerate(results, 1):
        try:
            calls = future.result()
            is_ok = is_right(calls)
            notes = calls
        except AssertionError as error:
            is_ok = False
            notes = [str(error)]
        failed |= not is_ok
        print('ok' if is_ok else 'not ok', number, name)
        if not is_ok:
            print(*(f'# {note}' for note in notes[:20]), sep='\n')
    return failed


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
