#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""The n-th call that makes a file descriptor fails, for every n from start to end.

test-descriptors.py TEST_JOBS PROGRAM SHIM prints TAP. Each run of the jobs example ends
in success or with an error that says so, within its time; what it had accepted is done
once it runs again. Only a dependency may abort, and once a setup has begun not because
Conductor or the example has just called it: such an abort is printed with its stack.
"""

import collections
import http.client
import importlib.util
import json
import os
import re
import signal
import sys
import tempfile
import traceback

N_JOBS = 3
MAX_CALLS = 200  # it never makes as many
TIMEOUT = 2      # s; what nobody can accept is not answered

# What an abort goes through before one comes to who is to blame.
MACHINERY = re.compile(r'nth-descriptor|libc\.so|libpthread|ld-linux|'
                       r'lib(glib|gobject|gio|gmodule|gthread)-2\.0|^\[')
OURS = re.compile(r'libconductor-1|/jobs\(')

Result = collections.namedtuple('Result', 'failed stack abort has_begun status error n_promised')


def load(path):
    spec = importlib.util.spec_from_file_location('test_jobs', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def post(program, client):
    """Posts a job, which may be promised, refused, or not heard at all."""
    text = client.new_text()
    try:
        connection = http.client.HTTPConnection('127.0.0.1', program.port(), timeout=TIMEOUT)
        try:
            connection.request('POST', '/jobs', text.encode())
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
    except (OSError, http.client.HTTPException):
        return
    if response.status == 201:
        client.promised[json.loads(body)['id']] = text
    else:
        assert response.status >= 500, (response.status, body)


def read_report(path):
    with open(path, encoding='utf-8') as file:
        text = file.read()
    failed = re.search(r'^failed: (\d+ \w+)\n(.*?)^end\n', text, re.M | re.S)
    abort = re.search(r'^abort:\n(.*)', text, re.M | re.S)
    return (failed and failed[1], failed[2].splitlines() if failed else [],
            abort[1].splitlines() if abort else None)


def run_once(path, client, settings):
    """Runs from start to end with a descriptor that can't be made."""
    with tempfile.NamedTemporaryFile() as report:
        changed = {'LD_PRELOAD': SHIM, 'REPORT_FD': str(report.fileno()), **settings}
        os.environ.update(changed)
        try:
            program = jobs.Program(path, pass_fds=[report.fileno()])
        finally:
            for name in changed:
                del os.environ[name]
        program.bad_line = re.compile(r'CRITICAL|Conductor-WARNING')
        with program:
            program.wait_for(lambda: program.port() or program.n_open == 0,
                             'the address or the end')
            if program.port():
                for _ in range(N_JOBS):
                    post(program, client)
                program.signal(signal.SIGTERM)
            status = program.wait()
        failed, stack, abort = read_report(report.name)
        if abort is None and status in (-signal.SIGABRT, -signal.SIGTRAP):
            abort = stack  # with all signals blocked, as GLib does when it makes a thread
        return Result(failed, stack, abort, bool(program.states()), status,
                      program.error_text(), len(client.promised))


def is_caused_by_us(stack):
    """Whether the first frame that is neither GLib's nor the C library's is ours."""
    frames = [frame for frame in stack if not MACHINERY.search(frame)]
    return bool(frames) and bool(OURS.search(frames[0]))


def check(result):
    """Returns what is wrong with a run, or None."""
    if result.abort is not None:
        if result.has_begun and is_caused_by_us(result.abort):
            return 'aborted in our code, or in what it called'
        return None
    if result.status not in (0, 1):
        return f'ended with status {result.status}'
    if result.status == 1 and not re.search(r'^jobs: .', result.error, re.M):
        return 'failed and did not say why'
    return None


def check_nothing_lost(path, client):
    """Runs again, with descriptors, until everything is done."""
    with jobs.Program(path).wait_until_ready() as program:
        client.check_over_http(program)
        jobs.until(lambda: all(job['state'] == 'done' for job in
                               json.loads(program.request('GET', '/jobs')[2])['jobs']),
                   'jobs that were not promised')
        program.stop()
    client.check_database(path)


def describe(result):
    if result.abort is not None:
        outcome = f'an abort {"after" if result.has_begun else "before"} the setup began'
    else:
        outcome = ('success' if result.status == 0 else
                   (re.findall(r'^jobs: .*', result.error, re.M) or ['?'])[0])
    return f'{outcome}; {result.n_promised} of {N_JOBS} jobs accepted'


def print_stack(stack):
    for frame in stack[:12]:
        print('#  ', re.sub(r'^.*/', '', frame))


def run(name, settings):
    """Runs one test, whose failure is a line of TAP. Returns whether there is another."""
    result = None
    problem = None
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, 'jobs.db')
        client = jobs.Client()
        try:
            result = run_once(path, client, settings)
            problem = check(result)
            check_nothing_lost(path, client)
        except Exception:  # a failed assertion, or what it prevented
            problem = traceback.format_exc()
    if result is not None and result.failed is None and problem is None:
        return False, True
    call = result.failed if result is not None else '?'
    print('ok' if problem is None else 'not ok', run.number, f'{name}: {call}')
    run.number += 1
    if result is not None:
        print('#', describe(result))
        if result.abort is not None or problem is not None:
            print('# what failed:')
            print_stack(result.stack)
        if result.abort is not None:
            print('# where it aborted:')
            print_stack(result.abort)
    if problem is not None:
        print(''.join(f'# {line}\n' for line in problem.splitlines()), end='')
    sys.stdout.flush()
    return True, problem is None


def main():
    run.number = 1
    all_well = True
    for name, more in ('once', {}), ('from then on', {'FAIL_FROM': '1'}):
        for n in range(1, MAX_CALLS):
            go_on, well = run(name, {'FAIL_NTH': str(n), **more})
            all_well = all_well and well
            if not go_on:
                break
    print(f'1..{run.number - 1}')
    return 0 if all_well and run.number > 2 else 1


if __name__ == '__main__':
    _, TEST_JOBS, PROGRAM, SHIM = sys.argv
    jobs = load(TEST_JOBS)
    jobs.PROGRAM = PROGRAM
    sys.exit(main())
