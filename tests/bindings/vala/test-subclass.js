// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Components in JavaScript below components in Vala: ValaParts.Server has async methods,
// ValaParts.Worker has virtual methods that take a task.

import Conductor from 'gi://Conductor?version=1';
import Gio from 'gi://Gio';
import GObject from 'gi://GObject';
import ValaParts from 'gi://ValaParts?version=1';

import {conductorOf, goThrough} from '../javascript/parts.js';
import {assert, assertEqual, assertFails, run} from '../javascript/tap.js';

const {note, take_log: takeLog} = ValaParts;

function withMethods(name, Base) {
    return GObject.registerClass({GTypeName: name}, class extends Base {
        async setup(cancellable) {
            note(`before:${this.database !== null}`);
            await super.setup(cancellable);
            note('after');
        }

        async shutdown(cancellable) {
            note('before');
            await super.shutdown(cancellable);
            note('after');
        }
    });
}

function withVirtualMethods(name, Base) {
    return GObject.registerClass({GTypeName: name}, class extends Base {
        vfunc_setup(task) {
            note(`raw:${this.database !== null}`);
            super.vfunc_setup(task);
        }

        vfunc_shutdown(task) {
            note('raw');
            super.vfunc_shutdown(task);
        }
    });
}

async function checkRollback(type) {
    const conductor = conductorOf(type);
    conductor.connect('component-created', (_conductor, component) => {
        if (component instanceof type)
            component.fails = true;
    });
    await assertFails(() => conductor.setup(null), Gio.IOErrorEnum, Gio.IOErrorEnum.NO_SPACE,
        `${type.$gtype.name} (setup): full`);
    assert(!takeLog().includes('after'));
}

const tests = {
    async 'async methods below async methods'() {
        const type = withMethods('ServerA', ValaParts.Server);
        await goThrough(type);
        assertEqual(takeLog(), 'Database before:true Server after before Server- after Database-');
        await checkRollback(type);
    },

    async 'async methods below methods with a task'() {
        const type = withMethods('WorkerA', ValaParts.Worker);
        await goThrough(type);
        assertEqual(takeLog(), 'Database before:true Worker after before Worker- after Database-');
        await checkRollback(type);
    },

    async 'virtual methods below async methods'() {
        const type = withVirtualMethods('ServerB', ValaParts.Server);
        await goThrough(type);
        assertEqual(takeLog(), 'Database raw:true Server raw Server- Database-');
        await checkRollback(type);
    },

    async 'virtual methods below methods with a task'() {
        const type = withVirtualMethods('WorkerB', ValaParts.Worker);
        await goThrough(type);
        assertEqual(takeLog(), 'Database raw:true Worker raw Worker- Database-');
        await checkRollback(type);
    },

    async 'both kinds below Vala'() {
        const type = withMethods('ServerC', withVirtualMethods('ServerD', ValaParts.Server));
        await goThrough(type);
        assertEqual(takeLog(),
            'Database before:true raw:true Server after before raw Server- after Database-');
    },

    async 'dependencies beside those of the parent, and one of those narrower'() {
        const SpecialDatabase = GObject.registerClass(
            class SpecialDatabase extends ValaParts.Database {});
        const Special = GObject.registerClass(class Special extends ValaParts.Server {
            static dependencies = {database: SpecialDatabase, worker: ValaParts.Worker};

            async setup(cancellable) {
                assert(this.database instanceof SpecialDatabase);
                assert(this.worker.database !== this.database);
                await super.setup(cancellable);
            }
        });
        await goThrough(Special);
        assertEqual(takeLog(),
            'Database Database Worker Server Server- Worker- Database- Database-');
    },

    async 'a class that says nothing is its parent'() {
        const Silent = GObject.registerClass(class Silent extends ValaParts.Worker {});
        await goThrough(Silent);
        assertEqual(takeLog(), 'Database Worker Worker- Database-');
    },

    async 'one conductor has components of both languages'() {
        const Both = GObject.registerClass(class Both extends Conductor.Component {
            static dependencies = {server: ValaParts.Server, worker: ValaParts.Worker};

            async setup() {
                await null;
                note(`Both:${this.server.database === this.worker.database}`);
            }
        });
        await goThrough(Both);
        assertEqual(takeLog(), 'Database Server Worker Both:true Worker- Server- Database-');
    },
};

await run(tests);
