// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// A whole life: serve, and run.

import Conductor from 'gi://Conductor?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';

import {Database, Part, conductorOf, log, sleep, takeLog, within} from './parts.js';
import {assert, assertEqual, assertFails, assertThrows, run, thrownBy} from './tap.js';

const {Error: ConductorError, State} = Conductor;
const {IOErrorEnum} = Gio;

function later(func) {
    GLib.timeout_add(GLib.PRIORITY_DEFAULT, 20, () => {
        func();
        return GLib.SOURCE_REMOVE;
    });
}

function signalSelf(name) {
    const pid = new Gio.Credentials().get_unix_pid();
    GLib.spawn_command_line_sync(`kill -${name} ${pid}`);
}

const Broken = GObject.registerClass(class Broken extends Part {
    async setup() {
        throw new GLib.Error(IOErrorEnum, IOErrorEnum.NO_SPACE, 'full');
    }
});

const tests = {
    'serve blocks until quit, before any await'() {
        const conductor = conductorOf(Database);
        later(() => conductor.quit());
        assert(conductor.serve(null));
        assertEqual(takeLog(), 'Database+ Database Database-');
    },

    async 'the timeline tells what happened when'() {
        const conductor = conductorOf(Database);
        assertEqual(conductor.dup_timeline(), null);
        later(() => conductor.quit());
        await conductor.serve_async(null);
        const timeline = conductor.dup_timeline();
        const [wanted, ready, begin, end, outcome] =
            timeline.get_span(0, Conductor.Phase.SETUP);
        assert(wanted === 0 && ready <= begin && begin <= end);
        assertEqual(outcome, Conductor.Outcome.SUCCEEDED);
        assertEqual(timeline.dup_critical_path(Conductor.Phase.SETUP).join(), '0');
        assertEqual(JSON.parse(timeline.to_json()).version, 1);
        assertEqual(JSON.parse(timeline.to_json()).components.length, 1);
        assertEqual(takeLog(), 'Database+ Database Database-');
    },

    async 'serve after an await says what to write instead'() {
        await sleep(1);
        await assertThrows(() => conductorOf(Database).serve(null), Error,
            'await conductor.serve_async(null)');
        assertEqual(takeLog(), '');
    },

    async 'serve from an ordinary callback works after an await'() {
        const conductor = conductorOf(Database);
        await within(1000, new Promise(resolve => later(() => {
            later(() => conductor.quit());
            conductor.serve();
            resolve();
        })));
        assertEqual(takeLog(), 'Database+ Database Database-');
    },

    async 'serve_async is awaited, and ended by quit'() {
        const conductor = conductorOf(Database);
        later(() => conductor.quit());
        assert(await within(1000, conductor.serve_async(null)));
        assertEqual(takeLog(), 'Database+ Database Database-');
    },

    async 'serve_async is ended by signals'() {
        for (const name of ['INT', 'TERM']) {
            const conductor = conductorOf(Database);
            later(() => signalSelf(name));
            assert(await within(1000, conductor.serve_async(null)));
            assertEqual(takeLog(), 'Database+ Database Database-');
        }
    },

    async 'serve_async rejects with the first failure'() {
        await assertFails(() => conductorOf(Broken).serve_async(null), IOErrorEnum,
            IOErrorEnum.NO_SPACE, 'Broken (setup): full');
    },

    async 'serve_async is cancelled'() {
        const cancellable = new Gio.Cancellable();
        later(() => cancellable.cancel());
        await assertFails(() => within(1000, conductorOf(Database).serve_async(cancellable)),
            IOErrorEnum, IOErrorEnum.CANCELLED, '');
        assertEqual(takeLog(), 'Database+ Database Database-');
    },

    async 'serve_async rejects when a component fails'() {
        const conductor = conductorOf(Database);
        later(() => conductor.get(Database).fail(new Error('connection lost')));
        await assertFails(() => within(1000, conductor.serve_async(null)), IOErrorEnum,
            IOErrorEnum.FAILED, 'connection lost');
        assertEqual(takeLog(), 'Database+ Database Database-');
    },

    async 'run resolves with what the function returned'() {
        const conductor = conductorOf(Database);
        const value = await conductor.run(async (given, cancellable) => {
            assert(given === conductor && cancellable instanceof Gio.Cancellable);
            assertEqual(conductor.get_state(), State.ACTIVE);
            log.push('work');
            await sleep(2, cancellable);
            return conductor.get(Database).query();
        });
        assertEqual(value, 42);
        assertEqual(conductor.get_state(), State.INACTIVE);
        assertEqual(takeLog(), 'Database+ Database work Database-');
    },

    async 'run takes a plain function'() {
        assertEqual(await conductorOf(Database).run(() => 7), 7);
        assertEqual(takeLog(), 'Database+ Database Database-');
    },

    async 'run rejects with the very error that was thrown'() {
        const error = new RangeError('out of range');
        for (const func of [() => {
            throw error;
        }, async () => {
            await sleep(1);
            throw error;
        }]) {
            assert(await thrownBy(() => conductorOf(Database).run(func)) === error);
            assertEqual(takeLog(), 'Database+ Database Database-');
        }
        await assertFails(() => conductorOf(Database).run(() => {
            throw new GLib.Error(IOErrorEnum, IOErrorEnum.NOT_FOUND, 'gone');
        }), IOErrorEnum, IOErrorEnum.NOT_FOUND, 'gone');
        takeLog();
    },

    async 'run does not call the function after a failed setup'() {
        await assertFails(() => conductorOf(Broken).run(() => log.push('work')), IOErrorEnum,
            IOErrorEnum.NO_SPACE, 'full');
        assertEqual(takeLog(), '');
    },

    async 'quit and signals cancel the function before anything goes down'() {
        for (const stop of [conductor => conductor.quit(), () => signalSelf('TERM')]) {
            const conductor = conductorOf(Database);
            later(() => stop(conductor));
            await assertFails(() => within(1000, conductor.run(async (_conductor, cancellable) => {
                try {
                    await sleep(5000, cancellable);
                } finally {
                    await sleep(5);
                    log.push('ended');
                }
            })), IOErrorEnum, IOErrorEnum.CANCELLED, '');
            assertEqual(takeLog(), 'Database+ Database ended Database-');
        }
    },

    async 'a function that ends well after quit is a success'() {
        const conductor = conductorOf(Database);
        later(() => conductor.quit());
        assertEqual(await within(1000, conductor.run(async (_conductor, cancellable) => {
            await thrownBy(() => sleep(5000, cancellable));
            return 'done';
        })), 'done');
        takeLog();
    },

    async 'a function that never ends is not waited for'() {
        const conductor = conductorOf(Database);
        conductor.shutdown_timeout = 30;
        later(() => conductor.quit());
        await assertFails(() => within(1000, conductor.run(() => new Promise(() => {}))),
            ConductorError, ConductorError.TIMED_OUT, '');
        assertEqual(takeLog(), 'Database+ Database Database-');
    },

    async 'one conductor serves once at a time'() {
        const conductor = conductorOf(Database);
        const first = conductor.serve_async(null);
        await assertFails(() => conductor.run(() => {}), ConductorError,
            ConductorError.WRONG_STATE, '');
        conductor.quit();
        await within(1000, first);
        takeLog();
    },
};

await run(tests);
