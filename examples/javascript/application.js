#!/usr/bin/env -S gjs -m
// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// An application of four components. Each line that is sent to its port is a job, which is
// written down in the database, announced in the queue and done by one of the workers:
//
//     gjs -m application.js [PORT [FILE]] &
//     echo 'stir the soup' > /dev/tcp/localhost/8080
//
// Ctrl-C stops it in order: no more is accepted, the workers finish what they have begun, and
// the database saves what is left for the next time.

import Conductor from 'gi://Conductor?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';

const [port = '8080', path = 'jobs.json'] = ARGV;

Gio._promisify(Gio.File.prototype, 'load_contents_async');
Gio._promisify(Gio.File.prototype, 'replace_contents_bytes_async', 'replace_contents_finish');
Gio._promisify(Gio.DataInputStream.prototype, 'read_line_async', 'read_line_finish_utf8');

const Database = GObject.registerClass(class Database extends Conductor.Component {
    async setup(cancellable) {
        this._file = Gio.File.new_for_path(path);
        try {
            const [contents] = await this._file.load_contents_async(cancellable);
            this._jobs = JSON.parse(new TextDecoder().decode(contents));
        } catch (error) {
            if (!error.matches?.(Gio.IOErrorEnum, Gio.IOErrorEnum.NOT_FOUND))
                throw error;
            this._jobs = [];
        }
    }

    async shutdown(cancellable) {
        const contents = new TextEncoder().encode(JSON.stringify(this._jobs));
        await this._file.replace_contents_bytes_async(contents, null, false,
            Gio.FileCreateFlags.NONE, cancellable);
        print(`${this._jobs.length} jobs are left`);
    }

    get jobs() {
        return [...this._jobs];
    }

    insert(job) {
        this._jobs.push(job);
    }

    remove(job) {
        this._jobs.splice(this._jobs.indexOf(job), 1);
    }
});

const MessageQueue = GObject.registerClass(class MessageQueue extends Conductor.Component {
    setup() {
        this._messages = [];
        this._waiting = [];
    }

    push(message) {
        if (this._waiting.length > 0)
            this._waiting.shift()(message);
        else
            this._messages.push(message);
    }

    async pop() {
        if (this._messages.length > 0)
            return this._messages.shift();
        return new Promise(resolve => {
            this._waiting.push(resolve);
        });
    }

    // Whoever waits gets null: there is no more to come.
    close() {
        this._waiting.splice(0).forEach(resolve => resolve(null));
    }
});

const WebApi = GObject.registerClass(class WebApi extends Conductor.Component {
    static dependencies = {db: Database, queue: MessageQueue};

    setup() {
        this._service = new Gio.SocketService();
        this._service.add_inet_port(Number(port), null);
        this._service.connect('incoming', (_service, connection) => {
            this._serve(connection).catch(error => logError(error, 'A client was lost'));
        });
        print(`Listening on port ${port}`);
    }

    shutdown() {
        this._service.stop();
        this._service.close();
        this._service = null;
    }

    async _serve(connection) {
        const lines = new Gio.DataInputStream({base_stream: connection.get_input_stream()});
        for (;;) {
            const [job] = await lines.read_line_async(GLib.PRIORITY_DEFAULT, null);
            if (job === null || this._service === null)
                break;
            this.db.insert(job);
            this.queue.push(job);
        }
        connection.close(null);
    }
});

const BackgroundWorkers = GObject.registerClass(
class BackgroundWorkers extends Conductor.Component {
    static dependencies = {db: Database, queue: MessageQueue};

    setup() {
        this._isStopping = false;
        this.db.jobs.forEach(job => this.queue.push(job));
        this._workers = [1, 2].map(number => this._work(number));
        for (const worker of this._workers)
            worker.catch(error => this.fail(error));
    }

    async shutdown() {
        this._isStopping = true;
        this.queue.close();
        await Promise.allSettled(this._workers);
    }

    async _work(number) {
        while (!this._isStopping) {
            const job = await this.queue.pop();
            if (job === null)
                break;
            await new Promise(resolve => setTimeout(resolve, 100));
            this.db.remove(job);
            print(`Worker ${number}: ${job}`);
        }
    }
});

const conductor = new Conductor.Conductor();
conductor.add(WebApi);
conductor.add(BackgroundWorkers);
conductor.serve(null);
