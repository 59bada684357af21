#!/usr/bin/env -S gjs -m
// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The jobs application with its background workers in JavaScript, side by side with C.
//
// Everything else is the C of this directory, by introspection as "Demo". To try it in a
// build directory: meson devenv -C BUILD examples/jobs/application.js (from the sources).

import Conductor from 'gi://Conductor?version=1';
import Demo from 'gi://Demo?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import {exit} from 'system';

const PATIENCE = 3000; // ms, with the jobs that are being done

Gio._promisify(Demo.Database.prototype, 'take_up_jobs_async');
Gio._promisify(Demo.MessageQueue.prototype, 'acknowledge_async');
Gio._promisify(Demo.MessageQueue.prototype, 'pop_async');
Gio._promisify(Demo, 'work_async', 'work_finish');

// Does the jobs, several at once: demo-background-workers.c in JavaScript.
//
// The queue says what there may be to do, the database what is: a job has to be claimed
// there, so one that is queued twice is done once.
const BackgroundWorkers = GObject.registerClass(
class BackgroundWorkers extends Conductor.Component {
    static dependencies = {database: Demo.Database, queue: Demo.MessageQueue};

    async setup(cancellable) {
        const ids = await this.database.take_up_jobs_async(cancellable);
        for (const id of ids)
            this.queue.push_async(`${id}`, null, null);

        this._stopping = new Gio.Cancellable(); // the wait for the next job
        this._hurrying = new Gio.Cancellable(); // the job itself
        this._workers = Array.from({length: this.nWorkers}, () => this._work());
    }

    async _work() {
        try {
            for (;;) {
                const message = await this._next();
                if (message === null)
                    break;
                await Demo.work_async(this.database, Number(message), this.jobTime,
                    this._hurrying);
                // One that was put back stays unacknowledged.
                if (!this._hurrying.is_cancelled())
                    await this.queue.acknowledge_async(message, null);
            }
        } catch (error) {
            // Without its database the program can't go on: the next start will.
            this.fail(error);
        }
    }

    // A message that comes too late is dropped: the job is in the database.
    async _next() {
        try {
            const message = await this.queue.pop_async(this._stopping);
            return this._stopping.is_cancelled() ? null : message;
        } catch (error) {
            if (this._stopping.is_cancelled())
                return null;
            throw error;
        }
    }

    // Workers that wait end at once, the others with their job, which is put back when
    // patience runs out.
    async shutdown(cancellable) {
        const hurry = () => this._hurrying.cancel();
        const patience = setTimeout(hurry, PATIENCE);
        const handler = cancellable.connect(hurry);

        this._stopping.cancel();
        await Promise.all(this._workers);
        cancellable.disconnect(handler);
        clearTimeout(patience);
    }
});

function parseOptions(args) {
    const options = {database: 'jobs.db', port: '0', workers: '2', 'job-time': '0'};
    for (let i = 0; i < args.length; i += 2) {
        const name = args[i].replace(/^--/, '');
        if (!Object.hasOwn(options, name) || args[i + 1] === undefined)
            throw new Error(`[--${Object.keys(options).join(' VALUE] [--')} VALUE]`);
        options[name] = args[i + 1];
    }
    return options;
}

function serve(options) {
    const start = GLib.get_monotonic_time();
    const say = text => {
        const seconds = (GLib.get_monotonic_time() - start) / 1e6;
        print(`${seconds.toFixed(3).padStart(8)}  ${text}`);
    };
    const nickOf = state => GObject.enum_to_string(Conductor.State, state)
        .replace('CDR_STATE_', '').replace('_', '-').toLowerCase();

    const conductor = new Conductor.Conductor();
    conductor.add(Demo.WebApi);
    conductor.add(BackgroundWorkers);
    conductor.add(Demo.LocalQueue);

    conductor.connect('component-created', (_conductor, component) => {
        component.connect('notify::state', () => {
            say(`${component.get_name().padEnd(18)} ${nickOf(component.get_state())}`);
        });
        if (component instanceof Demo.Database)
            component.path = options.database;
        else if (component instanceof Demo.WebApi)
            component.port = Number(options.port);
        else if (component instanceof BackgroundWorkers)
            Object.assign(component, {nWorkers: +options.workers, jobTime: +options['job-time']});
    });
    conductor.connect('notify::state', () => {
        if (conductor.get_state() === Conductor.State.ACTIVE)
            say(`Open ${conductor.get(Demo.WebApi).get_uri()} - Ctrl-C stops`);
    });
    conductor.serve(null);
}

try {
    serve(parseOptions(ARGV));
} catch (error) {
    printerr(`jobs: ${error.message}`);
    exit(1);
}
