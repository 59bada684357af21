#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Runs the jobs example as its users do: as a process, over HTTP, with signals.

test-jobs.py PROGRAM [TEST...] prints TAP. SEED in the environment chooses the
moments of the kills.
"""

import hashlib
import http.client
import json
import os
import random
import re
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import traceback

DEADLINE = 20  # s; nothing here should take nearly as long
SIGNAL_GAP = 0.15  # s; a second signal counts 0.1 s after the first
MIB = 1024 * 1024

SEED = int(os.environ.get('SEED', '1'))
STATE_LINE = re.compile(r' *\d+\.\d{3}  (\w+) +([a-z-]+)')
ADDRESS_LINE = re.compile(r'.* http://127\.0\.0\.1:(\d+)/')
BAD_LINE = re.compile(r'CRITICAL|(?<!Conductor-)WARNING|Sanitizer|runtime error')

ORDINARY = {'Database', 'MessageQueue', 'WebApi', 'BackgroundWorkers'}


def limit_file_size(size):
    """Returns what makes a process run out of disk space."""
    def set_limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return {'preexec_fn': set_limit}


def until(predicate, what):
    """Waits for a condition that nobody announces."""
    end = time.monotonic() + DEADLINE
    while not predicate():
        assert time.monotonic() < end, f'waited in vain for {what}'
        time.sleep(0.005)


class Program:
    """A running jobs program, and what it has printed so far."""

    def __init__(self, database, *options, **popen):
        self.changed = threading.Condition()
        self.lines = []
        self.errors = []
        self.bad_line = BAD_LINE
        self.n_open = 2
        self.process = subprocess.Popen(
            [PROGRAM, '--database', database, *options],
            env={**os.environ, 'LC_ALL': 'C.UTF-8'}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **popen)
        for pipe, lines in ((self.process.stdout, self.lines),
                            (self.process.stderr, self.errors)):
            threading.Thread(target=self.read, args=(pipe, lines), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.wait_for(lambda: self.n_open == 0, 'the end of its output')
        if sys.exc_info()[0] is None:
            assert not self.bad_line.search(self.error_text()), self.error_text()
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
            assert self.changed.wait_for(predicate, DEADLINE), f'waited in vain for {what}'

    def states(self):
        """All (name, state) so far, in order."""
        return [match.groups() for match in map(STATE_LINE.fullmatch, self.lines) if match]

    def wait_for_state(self, name, state):
        self.wait_for(lambda: (name, state) in self.states(), f'{name} {state}')

    def port(self):
        matches = [match for match in map(ADDRESS_LINE.match, self.lines) if match]
        return int(matches[0].group(1)) if matches else None

    def wait_until_ready(self):
        self.wait_for(self.port, 'the address')
        return self

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self):
        """Returns the exit status, once everything it printed has been read."""
        status = self.process.wait(DEADLINE)
        self.wait_for(lambda: self.n_open == 0, 'the end of its output')
        return status

    def stop(self):
        self.signal(signal.SIGTERM)
        status = self.wait()
        assert status == 0, status

    def error_text(self):
        return '\n'.join(self.errors)

    def request(self, method, path, body=None, headers={}):
        """Returns status, headers and body of the answer."""
        connection = http.client.HTTPConnection('127.0.0.1', self.port(), timeout=DEADLINE)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def post(self, text):
        """Returns the id of the job, or None if nothing was promised."""
        try:
            status, _, body = self.request('POST', '/jobs', text.encode())
        except (OSError, http.client.HTTPException):
            return None
        assert status == 201, (status, body)
        return json.loads(body)['id']

    def get_job(self, job):
        status, _, body = self.request('GET', f'/jobs/{job}')
        assert status == 200, (status, body)
        return json.loads(body)


class Client:
    """Posts different texts, and keeps what it was promised."""

    def __init__(self):
        self.lock = threading.Lock()
        self.n_texts = 0
        self.promised = {}  # id: text

    def new_text(self):
        with self.lock:
            self.n_texts += 1
            return f'job {self.n_texts}:' + ' word\nWörter' * (self.n_texts % 7)

    def post(self, program):
        text = self.new_text()
        job = program.post(text)
        if job is None:
            return False
        with self.lock:
            assert job not in self.promised
            self.promised[job] = text
        return True

    def post_many(self, program, n_jobs):
        """Posts until so many are promised, or the program is gone."""
        first = len(self.promised)
        while len(self.promised) < first + n_jobs and self.post(program):
            pass

    def check_over_http(self, program):
        """Waits for all results, and compares them with its own."""
        for job, text in self.promised.items():
            until(lambda: program.get_job(job)['state'] == 'done', f'job {job}')
            assert program.get_job(job) == {
                'id': job,
                'state': 'done',
                'words': len(text.split()),
                'sha256': hashlib.sha256(text.encode()).hexdigest(),
            }

    def check_database(self, path):
        """Looks into the file of a program that is gone."""
        assert os.listdir(os.path.dirname(path)) == [os.path.basename(path)]
        database = sqlite3.connect(path)
        rows = database.execute('SELECT id, state, text, times_done FROM jobs').fetchall()
        assert database.execute('PRAGMA integrity_check').fetchone() == ('ok',)
        database.close()
        stored = {row[0]: row[2] for row in rows}
        assert self.promised.items() <= stored.items()
        assert len(set(stored.values())) == len(rows), 'a text was stored twice'
        for job, state, _, times_done in rows:
            assert (state, times_done) == ('done', 1), (job, state, times_done)


def test_order(directory):
    """They start and stop in the order of their dependencies."""
    with Program(f'{directory}/jobs.db').wait_until_ready() as program:
        program.stop()
        states = program.states()

    def at(name, state):
        assert states.count((name, state)) == 1, (name, state)
        return states.index((name, state))

    for below in 'Database', 'MessageQueue':
        for above in 'WebApi', 'BackgroundWorkers':
            assert at(below, 'active') < at(above, 'setting-up')
            assert at(above, 'inactive') < at(below, 'shutting-down')
    for one, other in ('Database', 'MessageQueue'), ('WebApi', 'BackgroundWorkers'):
        assert at(one, 'setting-up') < at(other, 'active')
        assert at(other, 'setting-up') < at(one, 'active')
        assert at(one, 'shutting-down') < at(other, 'inactive')
        assert at(other, 'shutting-down') < at(one, 'inactive')
    assert {name for name, _ in states} == ORDINARY
    assert program.errors == [], program.errors


def test_results(directory):
    """A person can follow a job from the page to its result."""
    client = Client()
    with Program(f'{directory}/jobs.db').wait_until_ready() as program:
        status, headers, body = program.request('POST', '/jobs', 'one two\tthree')
        assert status == 201 and headers['Location'] == f'/jobs/{json.loads(body)["id"]}'
        client.promised[json.loads(body)['id']] = 'one two\tthree'
        client.promised[program.post('x' * MIB)] = 'x' * MIB
        client.check_over_http(program)

        status, headers, body = program.request('GET', '/jobs')
        assert status == 200 and headers['Content-Type'] == 'application/json'
        assert [job['id'] for job in json.loads(body)['jobs']] == [2, 1]
        status, headers, body = program.request('GET', '/')
        assert status == 200 and headers['Content-Type'] == 'text/html'
        assert hashlib.sha256(b'x' * MIB).hexdigest() in body.decode()
        status, headers, body = program.request('HEAD', '/jobs')
        assert status == 200 and body == b''
        program.stop()
    client.check_database(f'{directory}/jobs.db')


def test_bad_input(directory):
    """Bad input gets a 4xx with a JSON error, and changes nothing."""
    with Program(f'{directory}/jobs.db').wait_until_ready() as program:
        for expected, method, path, body, headers in (
                (404, 'GET', '/nothing', None, {}),
                (404, 'GET', '/jobs/', None, {}),
                (404, 'GET', '/jobs/1', None, {}),
                (404, 'GET', '/jobs/one', None, {}),
                (404, 'GET', '/jobs/-1', None, {}),
                (404, 'GET', '/jobs/99999999999999999999', None, {}),
                (404, 'POST', '/job', 'text', {}),
                (405, 'DELETE', '/jobs', None, {}),
                (405, 'PUT', '/jobs/1', 'text', {}),
                (405, 'POST', '/', 'text', {}),
                (400, 'POST', '/jobs', b'', {}),
                (400, 'POST', '/jobs', b'caf\xe9', {}),
                (400, 'POST', '/jobs', b'a\0b', {}),
                (413, 'POST', '/jobs', b'x' * (MIB + 1), {}),
                (413, 'POST', '/jobs', b'x' * (8 * MIB), {}),
                (413, 'POST', '/jobs', iter([b'x' * MIB, b'x']), {}),
                (413, 'POST', '/jobs', iter([b'x' * MIB] * 8), {}),
                (403, 'GET', '/jobs', None, {'Host': 'example.com'}),
                (403, 'POST', '/jobs', 'text', {'Origin': 'http://example.com'}),
                (403, 'POST', '/jobs', 'text', {'Origin': 'null'})):
            what = (expected, method, path)
            status, answer_headers, answer = program.request(method, path, body, headers)
            assert status == expected, (what, status)
            assert answer_headers['Content-Type'] == 'application/json', what
            assert list(json.loads(answer)) == ['error'], what
            assert (status == 405) == ('Allow' in answer_headers), what

        for raw in (b'nonsense\r\n\r\n',
                    b'POST /jobs HTTP/1.1\r\n',
                    b'GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n',
                    b'POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc',
                    b'POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n'
                    b'Expect: 100-continue\r\n\r\n',
                    b''):
            with socket.create_connection(('127.0.0.1', program.port()), DEADLINE) as client:
                client.sendall(raw)
                client.shutdown(socket.SHUT_WR)
                with client.makefile('rb') as file:
                    answer = file.read()
            # Where the client closes too early nobody is left to answer.
            assert re.fullmatch(rb'|HTTP/1\.[01] 4\d\d .*\r\n\r\n{"error": "[^"]+"}\n',
                                answer, re.DOTALL), (raw, answer)

        assert json.loads(program.request('GET', '/jobs')[2]) == {'jobs': []}
        program.stop()


def test_terminated_in_the_middle(directory):
    """SIGTERM in the middle of 200 jobs loses none and does none twice."""
    path = f'{directory}/jobs.db'
    client = Client()

    with Program(path, '--workers', '4', '--job-time', '5').wait_until_ready() as program:
        threads = [threading.Thread(target=client.post_many, args=(program, 10000))
                   for _ in range(4)]
        for thread in threads:
            thread.start()
        until(lambda: len(client.promised) >= 100, '100 jobs')
        program.stop()
        for thread in threads:
            thread.join()

    with Program(path, '--workers', '4').wait_until_ready() as program:
        client.post_many(program, 200 - len(client.promised))
        assert len(client.promised) >= 200
        client.check_over_http(program)
        program.stop()
    client.check_database(path)


def kill_during_setup(path, client, moment):
    n_lines = moment.randrange(8)
    with Program(path) as program:
        program.wait_for(lambda: len(program.states()) >= n_lines, 'setup')
        time.sleep(moment.uniform(0, 0.005))
        program.signal(signal.SIGKILL)


def kill_during_work(path, client, moment):
    n_jobs = moment.randrange(1, 20)
    with Program(path, '--workers', '4', '--job-time', '10').wait_until_ready() as program:
        first = len(client.promised)
        threads = [threading.Thread(target=client.post_many, args=(program, 100))
                   for _ in range(2)]
        for thread in threads:
            thread.start()
        until(lambda: len(client.promised) >= first + n_jobs, 'jobs')
        program.signal(signal.SIGKILL)
        for thread in threads:
            thread.join()
        assert program.wait() == -signal.SIGKILL


def kill_during_stop(path, client, moment):
    n_lines = 8 + moment.randrange(9)
    with Program(path, '--workers', '4', '--job-time', '10').wait_until_ready() as program:
        client.post_many(program, 10)
        program.signal(signal.SIGTERM)
        program.wait_for(lambda: len(program.states()) >= n_lines, 'stop')
        time.sleep(moment.uniform(0, 0.005))
        program.signal(signal.SIGKILL)


def test_killed(directory):
    """SIGKILL at 20 moments loses no job and does none twice."""
    path = f'{directory}/jobs.db'
    client = Client()
    moment = random.Random(SEED)

    for i in range(20):
        kill = (kill_during_setup, kill_during_work, kill_during_stop)[i % 3]
        kill(path, client, moment)

    with Program(path).wait_until_ready() as program:
        client.check_over_http(program)
        until(lambda: all(job['state'] == 'done' for job in
                          json.loads(program.request('GET', '/jobs')[2])['jobs']),
              'jobs that were not promised')
        program.stop()
    client.check_database(path)


def test_put_back(directory):
    """What is held at a hurried stop is put back, and done after the next start."""
    path = f'{directory}/jobs.db'
    client = Client()

    with Program(path, '--workers', '2', '--job-time', '3600000').wait_until_ready() as program:
        client.post_many(program, 3)
        until(lambda: [program.get_job(job)['state'] for job in client.promised] ==
              ['running', 'running', 'queued'], 'two jobs to run')
        program.signal(signal.SIGTERM)
        program.wait_for_state('WebApi', 'inactive')
        time.sleep(SIGNAL_GAP)
        program.signal(signal.SIGTERM)
        assert program.wait() == 0

    database = sqlite3.connect(path)
    assert database.execute('SELECT state, times_done FROM jobs').fetchall() == [('queued', 0)] * 3
    database.close()

    with Program(path).wait_until_ready() as program:
        client.check_over_http(program)
        program.stop()
    client.check_database(path)


def test_in_flight(directory):
    """At shutdown no connection is accepted, and what is in flight answered."""
    path = f'{directory}/jobs.db'
    with Program(path).wait_until_ready() as program:
        idle = socket.create_connection(('127.0.0.1', program.port()), DEADLINE)
        slow = http.client.HTTPConnection('127.0.0.1', program.port(), timeout=DEADLINE)
        slow.putrequest('POST', '/jobs')
        slow.putheader('Content-Length', '8')
        slow.putheader('Expect', '100-continue')
        slow.endheaders()
        # Its answer says that the headers have been read.
        assert slow.sock.recv(4096).startswith(b'HTTP/1.1 100 ')
        slow.send(b'one ')

        program.signal(signal.SIGTERM)
        program.wait_for_state('BackgroundWorkers', 'inactive')
        assert program.post('too late') is None
        assert ('WebApi', 'inactive') not in program.states()

        slow.send(b'two ')
        response = slow.getresponse()
        assert response.status == 201, response.status
        assert json.loads(response.read()) == {'id': 1}
        assert program.wait() == 0
        assert idle.recv(1) == b''
        idle.close()
        slow.close()

    database = sqlite3.connect(path)
    assert database.execute('SELECT text, state FROM jobs').fetchall() == [('one two ', 'queued')]
    database.close()


def test_patience(directory):
    """A client that stalls, or a job that takes for ever, is not waited for."""
    path = f'{directory}/jobs.db'
    with Program(path, '--job-time', '3600000').wait_until_ready() as program:
        job = program.post('takes for ever')
        until(lambda: program.get_job(job)['state'] == 'running', 'the job to run')
        with socket.create_connection(('127.0.0.1', program.port()), DEADLINE) as client:
            client.sendall(b'POST /jobs HTTP/1.1\r\nHost: localhost\r\n'
                           b'Expect: 100-continue\r\nContent-Length: 9\r\n\r\n')
            assert client.recv(4096).startswith(b'HTTP/1.1 100 ')
            client.sendall(b'stalls')
            start = time.monotonic()
            program.stop()
            assert time.monotonic() - start < 8
            assert client.recv(4096) == b''

    database = sqlite3.connect(path)
    assert database.execute('SELECT text, state FROM jobs').fetchall() == [
        ('takes for ever', 'queued')]
    database.close()


def test_setup_fails(directory):
    """A setup that fails names component and cause, and leaves nothing behind."""
    with open(f'{directory}/file', 'w', encoding='ascii') as file:
        file.write('This is not a database. ' * 100)

    for path, cause, popen in (
            (f'{directory}/file/jobs.db', 'Not a directory', {}),
            (f'{directory}/nowhere/jobs.db', 'No such file or directory', {}),
            (f'{directory}', '', {}),
            (f'{directory}/file', 'not a database', {}),
            (f'{directory}/new.db', 'disk I/O error', limit_file_size(8192))):
        with Program(path, **popen) as program:
            assert program.wait() == 1, path
            assert re.search(rf'^jobs: Database \(setup\): .*{re.escape(path)}: .*{cause}$',
                             program.error_text(), re.MULTILINE), program.errors
            final = dict(program.states())
            assert final.pop('Database') == 'failed'
            assert set(final.values()) <= {'inactive'}, final
        assert os.listdir(directory) == ['file'], path
    assert os.path.getsize(f'{directory}/file') == 2400


def test_disk_full(directory):
    """A disk that is full loses nothing that was promised."""
    path = f'{directory}/jobs.db'
    client = Client()
    with Program(path, **limit_file_size(200 * 1024)).wait_until_ready() as program:
        program.bad_line = re.compile('CRITICAL|Sanitizer|runtime error')
        status = 201
        while status == 201:
            text = client.new_text() * 1000
            try:
                status, _, body = program.request('POST', '/jobs', text.encode())
            except (OSError, http.client.HTTPException):
                break
            if status == 201:
                client.promised[json.loads(body)['id']] = text
        assert status in (201, 500), status
        program.signal(signal.SIGTERM)
        assert program.wait() in (0, 1)

    assert client.promised
    with Program(path).wait_until_ready() as program:
        client.check_over_http(program)
        program.stop()
    client.check_database(path)


def test_port_in_use(directory):
    """A setup that fails half way shuts down what was up."""
    with socket.create_server(('127.0.0.1', 0)) as other:
        port = other.getsockname()[1]
        with Program(f'{directory}/jobs.db', '--port', str(port)) as program:
            assert program.wait() == 1
            assert f'jobs: WebApi (setup): can\'t listen on port {port}: ' in program.error_text()
            assert program.states()[-1] in (('Database', 'inactive'), ('MessageQueue', 'inactive'))
            assert ('Database', 'inactive') in program.states()
    assert os.listdir(directory) == ['jobs.db']


def test_bad_options(directory):
    """Options that make no sense are refused before anything is made."""
    for options in (['--port', '65536'], ['--workers', '0'], ['--port', '1x'], ['--nothing'],
                    ['argument']):
        with Program(f'{directory}/jobs.db', *options) as program:
            assert program.wait() == 1, options
            assert program.error_text().startswith('jobs: '), program.errors
    assert os.listdir(directory) == []


def write(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def test_config(directory):
    """A file says where the jobs are kept; the command line wins, and mistakes are named."""
    config = f'{directory}/jobs.conf'
    with open(f'{os.path.dirname(__file__)}/../../examples/jobs/jobs.conf',
              encoding='utf-8') as file:
        example = file.read()
    port = re.search(r'^port=(\d+)$', example, re.MULTILINE).group(1)
    write(config, example.replace(f'port={port}', 'port=0'))
    with Program(f'{directory}/a.db', '--config', config).wait_until_ready() as program:
        program.stop()
        assert program.errors == [], program.errors
    assert sorted(os.listdir(directory)) == ['a.db', 'jobs.conf']

    write(config, '[WebApi]\nprot=1\n[BackgroundWorkers]\nn-workers=9\n')
    with Program(f'{directory}/b.db', '--config', config) as program:
        assert program.wait() == 1
        assert program.errors == [
            f'jobs: {config}:2: [WebApi] prot: DemoWebApi has no such setting; '
            'did you mean "port"?',
            f'{config}:4: [BackgroundWorkers] n-workers=9: must be a whole number from 1 to 8',
        ], program.errors
    assert sorted(os.listdir(directory)) == ['a.db', 'jobs.conf']


def test_reload(directory):
    """SIGHUP gives the workers another time for each job, and names what it can't change."""
    path, config = f'{directory}/data/jobs.db', f'{directory}/jobs.conf'
    client = Client()
    os.mkdir(os.path.dirname(path))
    write(config, '[BackgroundWorkers]\njob-time=1 h\nn-workers=2\n')
    with Program(path, '--config', config).wait_until_ready() as program:
        client.post_many(program, 1)
        until(lambda: program.get_job(1)['state'] == 'running', 'the job to be begun')
        program.bad_line = re.compile('CRITICAL|Sanitizer|runtime error')
        write(config, '[BackgroundWorkers]\njob-time=0\nn-workers=x\n')
        program.signal(signal.SIGHUP)
        program.wait_for(lambda: 'Not reloaded: ' in program.error_text(), 'the complaint')
        write(config, '[BackgroundWorkers]\njob-time=0\nn-workers=2\n[WebApi]\nport=1\n')
        program.signal(signal.SIGHUP)
        program.wait_for(lambda: 'WebApi needs a restart for: port' in program.error_text(),
                         'the restart to be named')
        client.post_many(program, 1)
        until(lambda: program.get_job(2)['state'] == 'done', 'the second job')
        assert program.get_job(1)['state'] == 'running'
        program.stop()
    write(config, '')
    with Program(path, '--config', config).wait_until_ready() as program:
        client.check_over_http(program)
        program.stop()
    client.check_database(path)


def test_second_instance(directory):
    """A database that another instance has open is refused by its name."""
    path = f'{directory}/jobs.db'
    client = Client()
    with Program(path).wait_until_ready() as program:
        client.post_many(program, 3)
        with Program(path) as other:
            assert other.wait() == 1
            assert f'jobs: Database (setup): {path} is open in another program' in other.errors
        client.check_over_http(program)
        program.stop()
    client.check_database(path)


def test_terminated_during_setup(directory):
    """SIGTERM during setup ends it in order, and with success."""
    with Program(f'{directory}/jobs.db', '--slow-setup', '25') as program:
        program.wait_for_state('Stubborn', 'setting-up')
        program.wait_for_state('WebApi', 'active')
        program.wait_for_state('BackgroundWorkers', 'active')
        start = time.monotonic()
        program.stop()
        assert time.monotonic() - start < 10
        states = program.states()
    assert program.port() is None
    assert {name for name, state in states if state == 'inactive'} >= ORDINARY
    assert states[-1] in (('Database', 'inactive'), ('MessageQueue', 'inactive'))


def test_terminated_at_any_moment(directory):
    """SIGTERM at whatever moment of setup leaves nothing up, and is no failure."""
    for n_lines in range(1, 9):
        with Program(f'{directory}/jobs.db') as program:
            program.wait_for(lambda: len(program.states()) >= n_lines, 'setup')
            program.stop()
            assert set(dict(program.states()).values()) <= {'inactive', 'failed'}
            assert program.errors == [], program.errors
        assert set(os.listdir(directory)) <= {'jobs.db'}


def test_second_signal(directory):
    """The second Ctrl-C names what hangs and since when, and hurries it."""
    with Program(f'{directory}/jobs.db', '--hang').wait_until_ready() as program:
        start = time.monotonic()
        program.signal(signal.SIGINT)
        program.wait_for_state('Stubborn', 'shutting-down')
        program.wait_for_state('WebApi', 'inactive')
        time.sleep(SIGNAL_GAP)
        assert ('Database', 'shutting-down') not in program.states()
        program.signal(signal.SIGINT)
        assert program.wait() == 0
        assert time.monotonic() - start < 8, 'it was not hurried'
        assert re.search(r'Stubborn.* \d+\.\d s', program.error_text()), program.errors
        assert ('Database', 'inactive') in program.states()


def test_third_signal(directory):
    """The third Ctrl-C ends a program whose main loop is blocked."""
    with Program(f'{directory}/jobs.db', '--block', '60').wait_until_ready() as program:
        program.signal(signal.SIGINT)
        program.wait_for_state('Stubborn', 'shutting-down')
        for _ in range(2):
            time.sleep(SIGNAL_GAP)
            assert program.process.poll() is None
            program.signal(signal.SIGINT)
        assert program.wait() == -signal.SIGINT


def main():
    tests = [test for name, test in globals().items() if name.startswith('test_')]
    if len(sys.argv) > 2:
        tests = [test for test in tests if test.__name__ in sys.argv[2:]]
    failed = False

    print(f'1..{len(tests)}')
    print(f'# SEED={SEED}')
    for number, test in enumerate(tests, 1):
        start = time.monotonic()
        result = 'ok'
        try:
            with tempfile.TemporaryDirectory(prefix='test-jobs-') as directory:
                test(directory)
        except Exception:  # pylint: disable=broad-except
            result = 'not ok'
            failed = True
            print(''.join(f'# {line}\n' for line in traceback.format_exc().splitlines()), end='')
        print(f'{result} {number} {test.__name__} - {test.__doc__}')
        print(f'# took {time.monotonic() - start:.1f} s', flush=True)
    sys.exit(failed)


if __name__ == '__main__':
    PROGRAM = sys.argv[1]
    main()
