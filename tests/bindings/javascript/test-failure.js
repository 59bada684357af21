// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What goes wrong, and what the caller gets: errors, rollback, cancelling, deadlines,
// promises and tasks that are forgotten.

import Conductor from 'gi://Conductor?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import System from 'system';

import {Database, MessageQueue, Part, WebApi, collect, conductorOf, goThrough, log, sleep, takeLog,
    within} from './parts.js';
import {assert, assertEqual, assertFails, run, thrownBy} from './tap.js';

const {Error: ConductorError, State} = Conductor;
const {IOErrorEnum} = Gio;

// A component whose setup is @setup.
let n = 0;
function partWith(setup, methods = {}) {
    const name = `Part${n++}`;
    const klass = {[name]: class extends Part {
        static dependencies = {db: Database};

        setup(cancellable) {
            return setup.call(this, cancellable);
        }
    }}[name];
    Object.assign(klass.prototype, methods);
    return GObject.registerClass(klass);
}

async function failureOf(setup) {
    const type = partWith(setup);
    const conductor = conductorOf(type);
    const error = await thrownBy(() => conductor.setup(null));
    assertEqual(conductor.get_state(), State.FAILED);
    assertEqual(takeLog(), 'Database+ Database Database-'); // rolled back
    assert(error instanceof GLib.Error);
    return error;
}

const tests = {
    async 'what an async setup throws arrives with its text'() {
        const error = await failureOf(async () => {
            await sleep(1);
            throw new Error('no such host');
        });
        assert(error.matches(IOErrorEnum, IOErrorEnum.FAILED));
        assert(/^Part\d+ \(setup\): no such host$/.test(error.message), error.message);
    },

    async 'what a plain setup throws arrives, with its kind'() {
        const error = await failureOf(() => undefined.x);
        assert(error.message.includes('(setup): TypeError: '), error.message);
    },

    async 'what is no error arrives too'() {
        for (const value of ['a string', undefined, null, 7]) {
            const error = await failureOf(() => Promise.reject(value));
            assert(error.message.includes(`${value}`), error.message);
        }
    },

    async 'a GLib.Error keeps domain and code'() {
        const error = await failureOf(async () => {
            throw new GLib.Error(IOErrorEnum, IOErrorEnum.NO_SPACE, 'full');
        });
        assert(error.matches(IOErrorEnum, IOErrorEnum.NO_SPACE), `${error}`);
        assert(error.message.endsWith('(setup): full'), error.message);
    },

    async 'false is no success'() {
        const error = await failureOf(() => false);
        assert(error.matches(ConductorError, ConductorError.NEVER_RETURNED), `${error}`);
    },

    async 'a failing shutdown is reported, and the rest goes down'() {
        const Stuck = partWith(() => {}, {
            async shutdown() {
                throw new Error('it is stuck');
            },
        });
        const conductor = conductorOf(Stuck);
        await conductor.setup(null);
        await assertFails(() => conductor.shutdown(null), ConductorError,
            ConductorError.SHUTDOWN_INCOMPLETE, '(shutdown): it is stuck');
        assertEqual(takeLog(), 'Database+ Database Database-');
        const failure = conductor.get_failures().get_item(0);
        assert(failure.get_component() instanceof Stuck);
        assertEqual(failure.get_phase(), Conductor.Phase.SHUTDOWN);
    },

    async 'the first failure cancels the others'() {
        const Slow = partWith(async cancellable => {
            try {
                await sleep(5000, cancellable);
            } finally {
                log.push('cancelled');
            }
        });
        const Bad = partWith(async () => {
            await sleep(5);
            throw new Error('bad luck');
        });
        const conductor = conductorOf(Slow, Bad);
        await assertFails(() => within(1000, conductor.setup(null)), IOErrorEnum,
            IOErrorEnum.FAILED, 'bad luck');
        assertEqual(takeLog(), 'Database+ Database cancelled Database-');
        assertEqual(conductor.get_failures().get_n_items(), 1);
    },

    async 'setup works again after a failure'() {
        let works = false;
        const Moody = partWith(() => {
            if (!works)
                throw new Error('not today');
        });
        const conductor = conductorOf(Moody);
        await thrownBy(() => conductor.setup(null));
        works = true;
        await conductor.setup(null);
        await conductor.shutdown(null);
        takeLog();
    },

    async 'cancelling rolls back'() {
        const Slow = partWith(cancellable => sleep(5000, cancellable));
        const conductor = conductorOf(Slow);
        const cancellable = new Gio.Cancellable();
        const done = conductor.setup(cancellable);
        await sleep(10);
        cancellable.cancel();
        await assertFails(() => within(1000, done), IOErrorEnum, IOErrorEnum.CANCELLED, '');
        assertEqual(takeLog(), 'Database+ Database Database-');
        assertEqual(conductor.get_failures().get_n_items(), 0);
    },

    async 'cancelled before: nothing is called'() {
        const cancellable = new Gio.Cancellable();
        cancellable.cancel();
        await assertFails(() => conductorOf(Database).setup(cancellable),
            IOErrorEnum, IOErrorEnum.CANCELLED, '');
        assertEqual(takeLog(), '');
    },

    async 'a success after the cancel earns its shutdown'() {
        const Late = partWith(async cancellable => {
            await thrownBy(() => sleep(5000, cancellable));
            log.push('up');
        });
        const conductor = conductorOf(Late);
        const done = conductor.setup(null);
        await sleep(10);
        await within(1000, conductor.shutdown(null));
        await assertFails(() => done, IOErrorEnum, IOErrorEnum.CANCELLED, '');
        assert(/^Database\+ Database up Part\d+- Database-$/.test(takeLog()));
    },

    async 'a late success of the parent is one too'() {
        const Late = partWith(async cancellable => {
            await thrownBy(() => sleep(5000, cancellable));
        });
        const RawLate = GObject.registerClass(class RawLate extends Late {
            vfunc_setup(task) {
                super.vfunc_setup(task);
            }
        });
        const Lower = GObject.registerClass(class Lower extends RawLate {
            async setup(cancellable) {
                await super.setup(cancellable);
                log.push('up');
            }
        });
        const conductor = conductorOf(Lower);
        const done = conductor.setup(null);
        await sleep(10);
        await within(1000, conductor.shutdown(null));
        await assertFails(() => done, IOErrorEnum, IOErrorEnum.CANCELLED, '');
        assertEqual(takeLog(), 'Database+ Database up Lower- Database-');
    },

    async 'who waits for whom can be asked for'() {
        const described = [];
        const Asking = partWith(() => {
            described.push(conductor.describe_waiting());
        });
        const Needing = GObject.registerClass(class Needing extends Part {
            static dependencies = {asking: Asking};
        });
        const conductor = conductorOf(Needing);
        conductor.setup_timeout = 0;
        await conductor.setup(null);
        await conductor.shutdown(null);
        assertEqual(described.length, 1);
        assert(/^Needing waits for \w+ \(property asking\), setting up for [0-9.]+ s$/
            .test(described[0]), described[0]);
        assertEqual(conductor.describe_waiting(), '');
        takeLog();
    },

    async 'a setup that takes too long is cancelled'() {
        const Slow = partWith(cancellable => sleep(5000, cancellable));
        const conductor = conductorOf(Slow);
        conductor.setup_timeout = 20;
        await assertFails(() => within(1000, conductor.setup(null)), ConductorError,
            ConductorError.TIMED_OUT, '(setup)');
        assertEqual(takeLog(), 'Database+ Database Database-');
    },

    async 'a promise that never settles ends with the deadline'() {
        let resolve;
        const Hung = partWith(() => new Promise(resolve_ => {
            resolve = resolve_;
        }));
        const conductor = conductorOf(Hung);
        Object.assign(conductor, {setup_timeout: 20, grace: 20});
        await assertFails(() => within(1000, conductor.setup(null)), ConductorError,
            ConductorError.TIMED_OUT, '(setup)');
        assertEqual(conductor.get(Hung).get_state(), State.ABANDONED);
        assertEqual(takeLog(), 'Database+ Database Database-');
        resolve();
        await sleep(5);
    },

    async 'a forgotten promise is noticed when it is collected'() {
        const Forgetful = partWith(() => new Promise(() => {}));
        const conductor = conductorOf(Forgetful);
        const source = GLib.timeout_add(GLib.PRIORITY_DEFAULT, 10, () => {
            System.gc();
            return GLib.SOURCE_CONTINUE;
        });
        await assertFails(() => within(5000, conductor.setup(null)), ConductorError,
            ConductorError.NEVER_RETURNED, '(setup)');
        GLib.source_remove(source);
        assertEqual(takeLog(), 'Database+ Database Database-');
    },

    async 'a task that is dropped is noticed when it is collected'() {
        const Dropping = GObject.registerClass(class Dropping extends Conductor.Component {
            vfunc_setup() {}
        });
        const conductor = conductorOf(Dropping);
        const source = GLib.timeout_add(GLib.PRIORITY_DEFAULT, 10, () => {
            System.gc();
            return GLib.SOURCE_CONTINUE;
        });
        await assertFails(() => within(5000, conductor.setup(null)), ConductorError,
            ConductorError.NEVER_RETURNED, 'Dropping (setup)');
        GLib.source_remove(source);
    },

    async 'a task that nobody reaches, not yet collected, ends with the deadline'() {
        const Dropping = GObject.registerClass(class NotYetCollected extends Conductor.Component {
            vfunc_setup() {}
        });
        const conductor = conductorOf(Dropping);
        Object.assign(conductor, {setup_timeout: 20, grace: 20});
        await assertFails(() => within(1000, conductor.setup(null)), ConductorError,
            ConductorError.TIMED_OUT, 'NotYetCollected (setup)');
        assertEqual(conductor.get(Dropping).get_state(), State.ABANDONED);
        await collect(); // now it ends, and the component is let go
        assertEqual(conductor.get_n_items(), 0);
    },

    async 'what a virtual method throws arrives at once'() {
        const RawThrow = GObject.registerClass(class RawThrow extends Conductor.Component {
            vfunc_setup() {
                throw new Error('no such host');
            }
        });
        await assertFails(() => within(1000, goThrough(RawThrow)), IOErrorEnum, IOErrorEnum.FAILED,
            'RawThrow (setup): no such host');
    },

    async 'a task that is kept for ever ends with the deadline'() {
        const kept = [];
        const Keeping = GObject.registerClass(class Keeping extends Conductor.Component {
            vfunc_setup(task) {
                kept.push(task);
            }
        });
        const conductor = conductorOf(Keeping);
        Object.assign(conductor, {setup_timeout: 20, grace: 20});
        await assertFails(() => within(1000, conductor.setup(null)), ConductorError,
            ConductorError.TIMED_OUT, 'Keeping (setup)');
        kept.pop().return_boolean(true);
        await sleep(5);
    },

    async 'an active component that fails takes everything down'() {
        const conductor = conductorOf(WebApi);
        await conductor.setup(null);
        conductor.get(Database).fail(new Error('connection lost'));
        await within(1000, conductor.shutdown(null)).catch(() => {});
        assertEqual(conductor.get_state(), State.INACTIVE);
        assertEqual(conductor.get_failures().get_item(0).get_error().message,
            'Database (active): connection lost');
        assert(takeLog().endsWith('WebApi- MessageQueue- Database-'));
    },

    async 'a component is driven by hand'() {
        const database = new Database();
        await database.setup_async(null);
        assertEqual(database.get_state(), State.ACTIVE);
        await database.shutdown_async(null);
        assertEqual(takeLog(), 'Database+ Database Database-');

        const Failing = GObject.registerClass(class Failing extends Conductor.Component {
            async setup() {
                throw new Error('by hand');
            }
        });
        await assertFails(() => new Failing().setup_async(null), IOErrorEnum, IOErrorEnum.FAILED,
            'by hand');
    },

    async 'the parent is chained up to, whatever it wrote'() {
        const Raw = GObject.registerClass(class Raw extends Conductor.Component {
            vfunc_setup(task) {
                log.push('raw');
                GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
                    task.return_boolean(true);
                    return GLib.SOURCE_REMOVE;
                });
            }
        });
        const Method = GObject.registerClass(class Method extends Raw {
            async setup(cancellable) {
                await super.setup(cancellable);
                log.push('method');
            }
        });
        const RawAgain = GObject.registerClass(class RawAgain extends Method {
            vfunc_setup(task) {
                log.push('before');
                super.vfunc_setup(task);
            }
        });
        const Last = GObject.registerClass(class Last extends RawAgain {
            async setup(cancellable) {
                await super.setup(cancellable);
                log.push('last');
            }

            async shutdown(cancellable) {
                await super.shutdown(cancellable);
                log.push('down');
            }
        });
        await goThrough(Last);
        assertEqual(takeLog(), 'before raw method last down');
    },

    async 'a parent that fails fails the chain'() {
        const Bad = partWith(() => {
            throw new GLib.Error(IOErrorEnum, IOErrorEnum.NO_SPACE, 'full');
        });
        const Below = GObject.registerClass(class Below extends Bad {
            async setup(cancellable) {
                await super.setup(cancellable);
                log.push('never');
            }
        });
        await assertFails(() => goThrough(Below), IOErrorEnum, IOErrorEnum.NO_SPACE,
            'Below (setup): full');
        assert(!takeLog().includes('never'));
    },

    async 'calls are joined, and setup of what is up does nothing'() {
        const conductor = conductorOf(MessageQueue);
        await Promise.all([conductor.setup(null), conductor.setup()]);
        await conductor.setup(null);
        await Promise.all([conductor.shutdown(null), conductor.shutdown()]);
        assertEqual(takeLog(), 'MessageQueue+ MessageQueue MessageQueue-');
    },
};

await run(tests);
