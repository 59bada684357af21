// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Nothing is left after many lives, and the collector calls nobody.
//
// To be run with G_DEBUG=fatal-criticals, as GJS says with a critical that JavaScript was
// called during a collection, and with GJS_DISABLE_JIT=1, as the caches of the compiler keep
// objects that they have seen.

import Conductor from 'gi://Conductor?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import System from 'system';

import {Database, Part, WebApi, Workers, collect, conductorOf, log, sleep, takeLog}
    from './parts.js';
import {assert, assertEqual, run} from './tap.js';

const ROUNDS = 300;

function countWrappers() {
    const [file] = Gio.File.new_tmp('conductor-XXXXXX');
    System.dumpHeap(file.get_path());
    const [, bytes] = file.load_contents(null);
    file.delete(null);
    return new TextDecoder().decode(bytes).match(/ GObject_Object </g).length;
}

// Counts what is alive: objects by weak references of GObject, which a binding group holds
// on its source, and all wrappers in the heap. (A WeakRef of JavaScript keeps a wrapper alive
// in GJS 1.74.)
class Census {
    constructor() {
        this._groups = [];
        this.size = 0;
    }

    static async begin() {
        await collect();
        const census = new Census();
        census._before = countWrappers();
        return census;
    }

    add(...objects) {
        for (const object of objects) {
            const group = new GObject.BindingGroup();
            group.set_source(object);
            this._groups.push(group);
            this.size++;
        }
    }

    // Returns how many of the objects are alive, and how many wrappers have come since.
    async count() {
        await collect();
        const objects = this._groups.filter(group => group.dup_source() !== null).length;
        this._groups = [];
        await collect();
        return `${objects} objects, ${countWrappers() - this._before} wrappers`;
    }
}

// Has what real components have: closures, handlers on a dependency, a reference back.
const Busy = GObject.registerClass(class Busy extends Part {
    static dependencies = {db: Database, web: WebApi, workers: Workers};

    async setup(cancellable) {
        this._handler = this.db.connect('notify::state', () => log.push(this.name));
        this.web.friend = this;
        this._cancellable = cancellable;
        this._later = () => this.web.friend;
        await sleep(0);
    }

    async shutdown() {
        this.db.disconnect(this._handler);
    }
});

const Broken = GObject.registerClass(class Broken extends Part {
    static dependencies = {db: Database};

    async setup() {
        await sleep(0);
        throw new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.NO_SPACE, 'full');
    }
});

// Keeps the conductor that keeps it.
const Clinging = GObject.registerClass(class Clinging extends Part {
    async setup() {
        this._conductor = this.get_conductor();
    }
});

async function oneLife(census, type) {
    const conductor = conductorOf(type);
    conductor.connect('component-created', (_conductor, component) => census.add(component));
    conductor.connect('notify::state', () => conductor.get_n_items());
    census.add(conductor);
    try {
        await conductor.setup(null);
        await conductor.shutdown(null);
    } catch (error) {
        assert(error.message.includes('full'), `${error}`);
    }
}

async function oneRun(census, type) {
    const conductor = conductorOf(type);
    census.add(conductor);
    await conductor.run(async (_conductor, cancellable) => {
        census.add(...conductor);
        await sleep(0, cancellable);
    });
}

// The first life makes prototypes, which count as wrappers.
async function manyTimes(life, typeOf = () => Busy) {
    await life(new Census(), typeOf(0));

    const census = await Census.begin();
    for (let i = 0; i < ROUNDS; i++)
        await life(census, typeOf(i));
    takeLog();
    return `${census.size}: ${await census.count()}`;
}

assert(GLib.getenv('GJS_DISABLE_JIT'), 'set GJS_DISABLE_JIT=1');

const tests = {
    async 'three hundred lives leave nothing'() {
        assertEqual(await manyTimes(oneLife), `${ROUNDS * 6}: 0 objects, 0 wrappers`);
    },

    async 'three hundred failures leave nothing'() {
        assertEqual(await manyTimes(oneLife, () => Broken), `${ROUNDS * 3}: 0 objects, 0 wrappers`);
    },

    async 'three hundred runs leave nothing'() {
        assertEqual(await manyTimes(oneRun), `${ROUNDS * 6}: 0 objects, 0 wrappers`);
    },

    async 'one life among them that leaks on purpose is seen'() {
        const typeOf = i => i === 150 ? Clinging : Busy;
        assertEqual(await manyTimes(oneLife, typeOf), `${ROUNDS * 6 - 4}: 2 objects, 2 wrappers`);
    },

    async 'what was never set up leaves nothing'() {
        const census = await Census.begin();
        for (let i = 0; i < 10; i++) {
            const conductor = conductorOf(Busy);
            conductor.validate();
            census.add(conductor);
        }
        assertEqual(await census.count(), '0 objects, 0 wrappers');
    },

    async 'the collector calls no method and emits no signal'() {
        const census = await Census.begin();
        for (let i = 0; i < 20; i++) {
            const conductor = conductorOf(Busy);
            await conductor.setup(null);
            const calls = log.length;
            conductor.connect('notify', () => log.push('notify'));
            conductor.connect('items-changed', () => log.push('items-changed'));
            for (const component of conductor)
                component.connect('notify', () => log.push('notify'));
            census.add(conductor, ...conductor);
            assertEqual(log.length, calls);
        }
        const calls = takeLog().length;
        assert(calls > 0);
        assertEqual(await census.count(), '0 objects, 0 wrappers');
        assertEqual(takeLog(), '');
    },

    async 'what JavaScript keeps outlives its conductor, and goes once'() {
        const census = await Census.begin();
        const conductors = new Census();
        const kept = [];
        await (async () => {
            const conductor = conductorOf(Busy);
            conductors.add(conductor);
            await conductor.setup(null);
            for (const component of conductor)
                kept.push(Object.assign(component, {mark: component.name}));
            await conductor.shutdown(null);
            census.add(...conductor);
        })();
        takeLog();
        assert((await conductors.count()).startsWith('0 objects, '));

        for (const component of kept) {
            assertEqual(component.get_conductor(), null);
            assertEqual(component.get_state(), Conductor.State.INACTIVE);
            assertEqual(component.mark, component.name);
        }
        kept.splice(0);
        assertEqual(`${census.size}: ${await census.count()}`, '5: 0 objects, 0 wrappers');
        assertEqual(takeLog(), '');
    },

    async 'a conductor that is dropped while it works ends its work'() {
        const census = await Census.begin();
        const done = (() => {
            const conductor = conductorOf(WebApi);
            census.add(conductor);
            return conductor.setup(null);
        })();
        await collect();
        await done;
        takeLog();
        assertEqual(await census.count(), '0 objects, 0 wrappers');
        assertEqual(takeLog(), '');
    },
};

await run(tests);
