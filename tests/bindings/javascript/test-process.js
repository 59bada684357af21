// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Whole processes: what they say, and how signals end them. Its argument is the folder of the
// example.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';

import {within} from './parts.js';
import {assert, assertEqual, run} from './tap.js';

Gio._promisify(Gio.Subprocess.prototype, 'communicate_utf8_async');
Gio._promisify(Gio.Subprocess.prototype, 'wait_async');
Gio._promisify(Gio.DataInputStream.prototype, 'read_line_async', 'read_line_finish_utf8');

const [here] = GLib.filename_from_uri(import.meta.url.replace(/[^/]*$/, ''));
const [examples] = ARGV;

function start(...argv) {
    const launcher = new Gio.SubprocessLauncher({
        flags: Gio.SubprocessFlags.STDOUT_PIPE | Gio.SubprocessFlags.STDERR_PIPE,
    });
    launcher.unsetenv('G_DEBUG');
    return launcher.spawnv(['gjs', '-m', ...argv]);
}

async function endOf(process) {
    const [out, err] = await within(10000, process.communicate_utf8_async(null, null));
    return {out, err, status: process.get_if_exited() ? process.get_exit_status() : 'killed'};
}

function scenario(name) {
    return start(`${here}scenarios.js`, name);
}

function freePort() {
    const listener = new Gio.SocketListener();
    const port = listener.add_any_inet_port(null);
    listener.close();
    return port;
}

// Runs the application until @nJobs are done, and returns what it said.
async function application(port, path, nJobs, jobs = []) {
    const process = start(`${examples}/application.js`, `${port}`, path);
    const lines = new Gio.DataInputStream({base_stream: process.get_stdout_pipe()});
    const said = [];
    const read = async () => {
        const [line] = await within(10000, lines.read_line_async(GLib.PRIORITY_DEFAULT, null));
        said.push(line);
        return line;
    };

    assertEqual(await read(), `Listening on port ${port}`);
    if (jobs.length > 0) {
        const connection = new Gio.SocketClient().connect_to_host('localhost', port, null);
        connection.get_output_stream().write_all(jobs.map(job => `${job}\n`).join(''), null);
        connection.close(null);
    }
    for (let i = 0; i < nJobs; i++)
        await read();
    process.send_signal(2);
    while (await read() !== null) /* until the end */;
    await process.wait_async(null);
    assertEqual(process.get_exit_status(), 0);
    return said.join('\n');
}

const tests = {
    async 'the stack of what was thrown is logged'() {
        const {err, status} = await endOf(scenario('throws'));
        assertEqual(status, 1);
        assert(err.includes('JS ERROR: Thrower (setup): Error: no such host\n'), err);
        assert(/_connect@.*scenarios\.js:\d+/.test(err), err);
    },

    async 'a call from the collector would be seen'() {
        const {err} = await endOf(scenario('haunted'));
        assert(err.includes('during garbage collection'), err);
    },

    async 'a signal ends a program in order'() {
        for (const signal of [2, 15]) {
            const process = scenario('serves');
            const lines = new Gio.DataInputStream({base_stream: process.get_stdout_pipe()});
            const line = lines.read_line_async(GLib.PRIORITY_DEFAULT, null);
            assertEqual(await within(10000, line), 'active,6');
            process.send_signal(signal);
            const {out, status} = await endOf(process);
            assertEqual([out.trim(), status], 'served,0');
        }
    },

    async 'the example does its jobs, and keeps those it could not do'() {
        const directory = GLib.dir_make_tmp('conductor-XXXXXX');
        const path = `${directory}/jobs.json`;
        const port = freePort();
        const jobs = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];
        const first = await application(port, path, 2, jobs);
        const left = Number(/^(\d+) jobs are left$/m.exec(first)[1]);
        assert(left > 0 && left < jobs.length, first);

        const second = await application(port, path, left);
        assert(second.includes('\n0 jobs are left'), second);
        for (const job of jobs)
            assertEqual(`${first}\n${second}`.split(`: ${job}\n`).length, 2);
        GLib.unlink(path);
        GLib.rmdir(directory);
    },
};

await run(tests);
