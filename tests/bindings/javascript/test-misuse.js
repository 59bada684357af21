// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What can't be right throws where it is written.

import Conductor from 'gi://Conductor?version=1';
import Gio from 'gi://Gio';
import GObject from 'gi://GObject';

import {Database, MessageQueue, WebApi, conductorOf, takeLog} from './parts.js';
import {assertEqual, assertFails, assertThrows, run} from './tap.js';

const {Error: ConductorError, ifAdded, wanted} = Conductor;

class Unregistered extends Conductor.Component {}

const NotAComponent = GObject.registerClass(class NotAComponent extends GObject.Object {});

let n = 0;
function withDependencies(dependencies, members = {}) {
    const klass = class extends Conductor.Component {
        static [GObject.GTypeName] = `Misused${n++}`;
        static dependencies = dependencies;
    };
    Object.defineProperty(klass, 'name', {value: 'Misused'});
    Object.assign(klass.prototype, members);
    return () => GObject.registerClass(klass);
}

const tests = {
    async 'dependencies that are no types'() {
        for (const db of [null, undefined, 7, 'Database', {}, [], new Database(), () => {},
            Object, NotAComponent, GObject.Object, Gio.Cancellable])
            await assertThrows(withDependencies({db}), TypeError, 'Misused.dependencies.db: ');
        await assertThrows(withDependencies({db: Unregistered}), TypeError,
            'Unregistered was not registered with GObject.registerClass()');
        await assertThrows(withDependencies({db: new Database()}), TypeError,
            'an instance of Database is not a class');
    },

    async 'dependencies that are no object'() {
        for (const value of [null, undefined, 7, 'db', [Database], Database]) {
            await assertThrows(withDependencies(value), TypeError,
                'Misused.dependencies is an object');
        }
    },

    async 'names that can be no dependency'() {
        for (const name of ['_db', 'Db', '9', 'd b', '', 'dß']) {
            await assertThrows(withDependencies({[name]: Database}), TypeError,
                'begins with a lower-case');
        }
        for (const name of ['name', 'state', 'conductor', 'setup_timeout', 'setupTimeout', 'setup',
            'shutdown', 'fail', 'connect', 'notify', 'constructor', 'toString']) {
            await assertThrows(withDependencies({[name]: Database}), TypeError,
                'every component has something else of this name');
        }
        await assertThrows(withDependencies({query: Database}, {query() {}}), TypeError,
            'the class has a method of this name');
        const twice = {messageQueue: MessageQueue, message_queue: MessageQueue};
        await assertThrows(withDependencies(twice), TypeError, 'there is one of this name already');
    },

    async 'wanted and if-added nothing'() {
        await assertThrows(() => wanted(7), TypeError, 'wanted(): 7 is not a class');
        await assertThrows(() => ifAdded(), TypeError, 'ifAdded(): undefined is not a class');
        await assertThrows(() => wanted(ifAdded(Database)), TypeError, 'wanted()');
    },

    async 'two ways to write one method'() {
        await assertThrows(withDependencies({}, {setup() {}, vfunc_setup() {}}), TypeError,
            'has both setup and vfunc_setup');
        await assertThrows(withDependencies({}, {shutdown: 7}), TypeError,
            'shutdown is not a method');
    },

    async 'adding what is no component'() {
        const conductor = conductorOf();
        for (const value of [null, undefined, 7, 'Database', {}, new Database(), NotAComponent,
            Unregistered, GObject.TYPE_STRING])
            await assertThrows(() => conductor.add(value), TypeError, 'conductor.add(): ');
        await assertThrows(() => conductor.add(ifAdded(Database)), TypeError, 'required or wanted');
        for (const value of [null, undefined, Database, {}, new NotAComponent()]) {
            await assertThrows(() => conductor.add_component(value), TypeError,
                'is not an instance of a component');
        }
        conductor.add(Database.$gtype);
        conductor.validate();
    },

    async 'adding too late'() {
        const conductor = conductorOf(Database);
        await conductor.setup(null);
        conductor.add(Database);
        await assertThrows(() => conductor.add(WebApi), Error, "WebApi can't be added");
        await assertFails(() => conductor.patch(Database, MessageQueue), ConductorError,
            ConductorError.WRONG_STATE, '');
        await conductor.shutdown(null);
        conductor.add(WebApi);
        takeLog();
    },

    async 'patching and asking for what is no component'() {
        const conductor = conductorOf();
        await assertThrows(() => conductor.patch(Database, 7), TypeError, 'conductor.patch(): ');
        await assertThrows(() => conductor.patch(Unregistered, Database), TypeError,
            'conductor.patch(): ');
        await assertFails(() => conductor.patch(Database, Database), ConductorError,
            ConductorError.BAD_PATCH, 'Database');
        await assertThrows(() => conductor.get('Database'), TypeError, 'conductor.get(): ');
        await assertThrows(() => conductor.has(undefined), TypeError, 'conductor.has(): ');
        assertEqual(conductor.get(Database), null);
        assertEqual([...conductor].length, 0);
    },

    async 'running what is no function'() {
        await assertThrows(() => conductorOf().run(), TypeError, 'conductor.run(): undefined');
        await assertThrows(() => conductorOf().run(Promise.resolve()), TypeError,
            'is not a function');
    },

    async 'an abstract type is refused by setup and validate'() {
        const conductor = conductorOf(Conductor.Component);
        await assertFails(() => conductor.validate(), ConductorError,
            ConductorError.INVALID_TYPE, '');
        await assertFails(() => conductor.setup(null), ConductorError,
            ConductorError.INVALID_TYPE, '');
    },

    async 'awaiting a second setup while shutting down'() {
        const conductor = conductorOf(Database);
        await conductor.setup(null);
        const down = conductor.shutdown(null);
        await assertFails(() => conductor.setup(null), ConductorError,
            ConductorError.WRONG_STATE, '');
        await down;
        takeLog();
    },

    async 'an instance of two conductors'() {
        const database = new Database();
        const first = conductorOf();
        first.add_component(database);
        await assertFails(() => conductorOf().add_component(database), ConductorError,
            ConductorError.ALREADY_OWNED, '');
        for (const need of [7, null, Conductor.Need.IF_ADDED]) {
            await assertThrows(() => conductorOf().add_component(new Database(), need), TypeError,
                'required or wanted');
        }
    },
};

await run(tests);
