#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Runs the jobs example with its queue in a real Redis, which gets killed.

test-redis.py TEST_JOBS PROGRAM REDIS [TEST...] prints TAP. REDIS is redis-server, or
redis-check-rdb, which is the same program: Debian has it in a package that starts no
daemon. Each test has a server of its own, on the loopback interface, that writes each
change to its disk before it answers.

A message is delivered at least once. That a job is done just once, whatever happens, is
the database's doing, and checked there.
"""

import contextlib
import ctypes
import importlib.util
import json
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback

PR_SET_PDEATHSIG = 1
LISTS = ('jobs:queued', 'jobs:taken')
# A job that is accepted after its queue is gone waits for the next start.
BAD_LINE_WHEN_LOST = re.compile(
    r'CRITICAL|(?<!Conductor-)WARNING(?!.*: A new job has to wait )|Sanitizer|runtime error')
# Of test-jobs.py, what a queue could spoil.
OF_JOBS = ('test_order', 'test_results', 'test_terminated_in_the_middle', 'test_killed',
           'test_put_back', 'test_in_flight', 'test_patience', 'test_second_instance',
           'test_terminated_at_any_moment')


def free_port():
    with socket.create_server(('127.0.0.1', 0)) as other:
        return other.getsockname()[1]


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Server:
    """A Redis that can be killed and started again, each time on another port."""

    def __init__(self, *options):
        self.options = options
        self.directory = tempfile.TemporaryDirectory(prefix='test-redis-')
        self.start()

    def start(self):
        for _ in range(10):
            self.port = free_port()
            self.process = subprocess.Popen(
                ['redis-server', '--port', str(self.port), '--bind', '127.0.0.1', '--save', '',
                 '--appendonly', 'yes', '--appendfsync', 'always', '--daemonize', 'no',
                 '--dir', self.directory.name, *self.options],
                executable=REDIS, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                preexec_fn=die_with_parent)
            # Somebody else may have taken the port.
            jobs.until(lambda: self.answers() or self.process.poll() is not None, 'Redis')
            if self.process.poll() is None:
                return
        raise AssertionError('Redis does not start')

    def answers(self):
        try:
            return self.call('PING').startswith(('+PONG', '-NOAUTH'))
        except OSError:
            return False

    def call(self, command):
        """Returns the reply as it comes."""
        with socket.create_connection(('127.0.0.1', self.port), jobs.DEADLINE) as client:
            client.sendall(f'{command}\r\nQUIT\r\n'.encode())
            with client.makefile('r', newline='\r\n') as file:
                return file.read()

    def lists(self):
        """Returns what is queued, and what is taken."""
        return [re.findall(r'\$\d+\r\n(.*?)\r\n', self.call(f'LRANGE {name} 0 -1'))
                for name in LISTS]

    def address(self):
        return f'127.0.0.1:{self.port}'

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        self.directory.cleanup()


def on_redis(path, address, *options):
    """The queue is chosen in a file, which is gone once the program has read it."""
    with tempfile.NamedTemporaryFile('w', prefix='test-redis-', suffix='.conf') as file:
        file.write(f'[Jobs]\nqueue=redis\n[DemoRedisQueue]\naddress={address}\n')
        file.flush()
        program = PLAIN_PROGRAM(path, '--config', file.name, *options)
        # It is read by the time that the first component, or an error, is told of.
        program.wait_for(lambda: program.lines or program.errors, 'the file to be read')
    return program


@contextlib.contextmanager
def listener(answer):
    """A server that is no Redis. Yields its address."""
    with socket.create_server(('127.0.0.1', 0)) as server:
        def serve():
            with contextlib.suppress(OSError):
                while True:
                    clients.append(server.accept()[0])
                    clients[-1].sendall(answer)
        clients = []
        threading.Thread(target=serve, daemon=True).start()
        yield f'127.0.0.1:{server.getsockname()[1]}'
        server.shutdown(socket.SHUT_RDWR)
        for client in clients:
            client.close()


def check_lost(program, address):
    """The program has said why it stopped, and stopped in order."""
    assert program.wait() == 1
    assert re.search(rf'^jobs: MessageQueue \(active\): lost the connection to Redis at '
                     rf'{address}: .', program.error_text(), re.MULTILINE), program.errors
    states = program.states()
    for above in 'WebApi', 'BackgroundWorkers':
        for below in 'MessageQueue', 'Database':
            assert (states.index((above, 'inactive')) <
                    states.index((below, 'shutting-down'))), states
    assert set(dict(states).values()) == {'inactive'}, states


def finish(server, path, client):
    """What was promised is done after the next start, and nothing else is left."""
    with on_redis(path, server.address(), '--workers', '4').wait_until_ready() as program:
        client.check_over_http(program)
        jobs.until(lambda: all(job['state'] == 'done' for job in
                               json.loads(program.request('GET', '/jobs')[2])['jobs']),
                   'jobs that were not promised')
        jobs.until(lambda: server.lists() == [[], []], 'an empty queue')
        program.stop()
        assert program.errors == [], program.errors
    client.check_database(path)


def test_lost(directory):
    """Without its server the program stops in order, and says why; nothing is lost."""
    path = f'{directory}/jobs.db'
    client = jobs.Client()
    with Server() as server:
        with on_redis(path, server.address(), '--workers', '1',
                      '--job-time', '3600000').wait_until_ready() as program:
            client.post_many(program, 3)
            jobs.until(lambda: server.lists() == [['2', '3'], ['1']], 'the first to be taken')
            server.kill()
            check_lost(program, server.address())

        server.start()
        assert server.lists() == [['2', '3'], ['1']]
        finish(server, path, client)


def test_lost_while_idle(directory):
    """It is noticed at once, also when nothing is to be done."""
    with Server() as server, \
         on_redis(f'{directory}/jobs.db', server.address()).wait_until_ready() as program:
        server.kill()
        check_lost(program, server.address())


def test_lost_unacknowledged(directory):
    """A job that is done, but not known to be, is delivered again, and not done again."""
    path = f'{directory}/jobs.db'
    client = jobs.Client()
    with Server() as server:
        with on_redis(path, server.address(), '--workers', '1',
                      '--job-time', '500').wait_until_ready() as program:
            client.post_many(program, 1)
            jobs.until(lambda: server.lists() == [[], ['1']], 'the job to be taken')
            server.process.send_signal(signal.SIGSTOP)
            client.check_over_http(program)
            server.kill()
            check_lost(program, server.address())

        server.start()
        assert server.lists() == [[], ['1']]
        finish(server, path, client)


def test_cause(directory):
    """It is the queue that is named, not who waits for its answer just then."""
    path = f'{directory}/jobs.db'
    client = jobs.Client()
    with Server() as server:
        def acknowledging():
            return re.findall(r'^id=(\d+) .* cmd=lrem ', server.call('CLIENT LIST'), re.MULTILINE)

        with on_redis(path, server.address(), '--workers', '1',
                      '--job-time', '500').wait_until_ready() as program:
            client.post_many(program, 1)
            jobs.until(lambda: server.lists() == [[], ['1']], 'the job to be taken')
            server.call('CLIENT PAUSE 3600000 WRITE')
            jobs.until(acknowledging, 'the acknowledgement')
            server.call(f'CLIENT KILL ID {acknowledging()[0]}')
            check_lost(program, server.address())

        server.call('CLIENT UNPAUSE')
        assert server.lists() == [[], ['1']]
        finish(server, path, client)


def test_lost_at_any_moment(directory):
    """Ten times killed while jobs come in, the server loses none of them."""
    path = f'{directory}/jobs.db'
    client = jobs.Client()
    moment = random.Random(jobs.SEED)
    with Server() as server:
        for _ in range(10):
            with on_redis(path, server.address(), '--workers', '4',
                          '--job-time', '5').wait_until_ready() as program:
                program.bad_line = BAD_LINE_WHEN_LOST
                first = len(client.promised)
                n_jobs = moment.randrange(1, 20)
                threads = [threading.Thread(target=client.post_many, args=(program, 10000))
                           for _ in range(2)]
                for thread in threads:
                    thread.start()
                jobs.until(lambda: len(client.promised) >= first + n_jobs, 'jobs')
                server.kill()
                for thread in threads:
                    thread.join()
                check_lost(program, server.address())
            server.start()
        finish(server, path, client)


def test_killed_at_work(directory):
    """What a program had taken when it was killed is delivered again."""
    path = f'{directory}/jobs.db'
    client = jobs.Client()
    with Server() as server:
        with on_redis(path, server.address(), '--workers', '2',
                      '--job-time', '3600000').wait_until_ready() as program:
            client.post_many(program, 3)
            jobs.until(lambda: server.lists() == [['3'], ['1', '2']], 'two to be taken')
            program.signal(signal.SIGKILL)
            assert program.wait() == -signal.SIGKILL
        assert server.lists() == [['3'], ['1', '2']]
        finish(server, path, client)


def test_not_acknowledged(directory):
    """A job that was put back at a hurried stop stays in the queue."""
    path = f'{directory}/jobs.db'
    client = jobs.Client()
    with Server() as server:
        with on_redis(path, server.address(),
                      '--job-time', '3600000').wait_until_ready() as program:
            client.post_many(program, 1)
            jobs.until(lambda: server.lists() == [[], ['1']], 'the job to be taken')
            program.stop()
        assert server.lists() == [[], ['1']]
        finish(server, path, client)


def test_leftovers(directory):
    """Messages that nobody knows any more are delivered, and got rid of."""
    with Server() as server:
        server.call('RPUSH jobs:taken 999 nonsense 0')
        server.call('RPUSH jobs:queued -1')
        finish(server, f'{directory}/jobs.db', jobs.Client())


def test_both_queues(directory):
    """Jobs that wait in one queue are done by way of the other."""
    path = f'{directory}/jobs.db'
    client = jobs.Client()
    with Server() as server:
        with PLAIN_PROGRAM(path, '--job-time', '3600000').wait_until_ready() as program:
            client.post_many(program, 5)
            program.stop()
        finish(server, path, client)
        with PLAIN_PROGRAM(path, '--queue', 'local').wait_until_ready() as program:
            client.post_many(program, 5)
            client.check_over_http(program)
            program.stop()
        client.check_database(path)


def test_no_server(directory):
    """A setup without a server, or with another one, says what is wrong."""
    path = f'{directory}/jobs.db'

    def fails(address, message):
        with on_redis(path, address) as program:
            assert program.wait() == 1
            assert re.search(rf'^jobs: MessageQueue \(setup\): {message}', program.error_text(),
                             re.MULTILINE), program.errors
            assert ('MessageQueue', 'failed') in program.states()
            assert program.port() is None

    address = f'127.0.0.1:{free_port()}'
    fails(address, f'can\'t connect to Redis at {address}: .*refused')
    fails('127.0.0.1:65536', 'can\'t connect to Redis at 127.0.0.1:65536: ')
    fails('', 'can\'t connect to Redis at : ')
    for answer in b'HTTP/1.1 400 Bad\r\n\r\n', b'$99999999999\r\n', b'*1\r\n$1\r\nx\r\n', b'\r\n':
        with listener(answer) as address:
            fails(address, f'lost the connection to Redis at {address}: it says what is not')
    with listener(b'-ERR max number of clients reached\r\n') as address:
        fails(address, r'.*Redis at .*(it )?says: ERR max number of clients reached')
    with listener(b'') as address:
        fails(address, f'Redis at {address} has not answered for 5 s')
    with Server('--requirepass', 'secret') as server:
        fails(server.address(), f'Redis at {server.address()} says: NOAUTH ')


def test_error_while_active(directory):
    """A server that refuses what is asked of it is no use, and named."""
    with Server() as server:
        server.call('SET jobs:queued text')
        with on_redis(f'{directory}/jobs.db', server.address()) as program:
            assert program.wait() == 1
            assert (f'jobs: MessageQueue (active): Redis at {server.address()} says: WRONGTYPE'
                    in program.error_text()), program.errors


def test_terminated_during_setup(directory):
    """SIGTERM does not wait for a server that does not answer."""
    with listener(b'') as address, on_redis(f'{directory}/jobs.db', address) as program:
        program.wait_for_state('MessageQueue', 'setting-up')
        program.wait_for_state('Database', 'active')
        program.stop()
        assert program.errors == [], program.errors


def test_flushed(directory):
    """A shutdown waits until what was pushed has arrived."""
    path = f'{directory}/jobs.db'
    client = jobs.Client()
    with Server() as server:
        with on_redis(path, server.address()).wait_until_ready() as program:
            server.process.send_signal(signal.SIGSTOP)
            client.post_many(program, 1)
            program.signal(signal.SIGTERM)
            program.wait_for_state('Database', 'inactive')
            assert program.states()[-1] != ('MessageQueue', 'inactive')
            server.process.send_signal(signal.SIGCONT)
            assert program.wait() == 0
            assert program.errors == [], program.errors
        assert sum(server.lists(), []) == ['1']
        finish(server, path, client)


def test_server_hangs(directory):
    """A second signal hurries a shutdown whose server does not answer."""
    path = f'{directory}/jobs.db'
    client = jobs.Client()
    with Server() as server:
        with on_redis(path, server.address()).wait_until_ready() as program:
            client.post_many(program, 1)
            client.check_over_http(program)
            jobs.until(lambda: server.lists() == [[], []], 'the acknowledgement')
            server.process.send_signal(signal.SIGSTOP)
            program.signal(signal.SIGTERM)
            program.wait_for_state('Database', 'inactive')
            time.sleep(jobs.SIGNAL_GAP)
            assert ('MessageQueue', 'inactive') not in program.states()
            program.signal(signal.SIGTERM)
            assert program.wait() == 0
            assert program.states()[-1] == ('MessageQueue', 'inactive')
        server.process.send_signal(signal.SIGCONT)
        finish(server, path, client)


def test_bad_options(directory):
    """A queue that there is not is refused before anything is made."""
    with PLAIN_PROGRAM(f'{directory}/jobs.db', '--queue', 'nothing') as program:
        assert program.wait() == 1
        assert program.errors == ['jobs: there is no queue "nothing", only "local" and "redis"']
        assert program.lines == []


def on_server(test):
    """The same test of test-jobs.py, all its programs on one server."""
    def run(directory):
        with Server() as server:
            jobs.Program = lambda path, *options, **_: on_redis(path, server.address(), *options)
            try:
                test(directory)
            finally:
                jobs.Program = PLAIN_PROGRAM
    run.__name__ = test.__name__.replace('test_', 'test_jobs_', 1)
    run.__doc__ = f'On Redis: {test.__doc__}'
    return run


def load(path):
    spec = importlib.util.spec_from_file_location('test_jobs', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    tests = [test for name, test in globals().items() if name.startswith('test_')]
    tests += [on_server(getattr(jobs, name)) for name in OF_JOBS]
    if len(sys.argv) > 4:
        tests = [test for test in tests if test.__name__ in sys.argv[4:]]
    failed = False

    print(f'1..{len(tests)}')
    print(f'# SEED={jobs.SEED}')
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
    jobs = load(sys.argv[1])
    jobs.PROGRAM, REDIS = sys.argv[2:4]
    PLAIN_PROGRAM = jobs.Program
    main()
