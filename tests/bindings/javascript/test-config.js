// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Settings: properties that are set before the setup, and the mapping of each component.

import Conductor from 'gi://Conductor?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';

import {conductorOf, log, takeLog} from './parts.js';
import {assert, assertEqual, assertFails, run} from './tap.js';

const {BAD_CONFIG} = Conductor.Error;

const Store = GObject.registerClass({
    Properties: {
        'port': GObject.ParamSpec.int('port', null, null, GObject.ParamFlags.READWRITE,
            1, 65535, 1),
        'delay': GObject.ParamSpec.int('delay', null, null, GObject.ParamFlags.READWRITE,
            0, 100000, 0),
        'password': GObject.ParamSpec.string('password', null, null,
            GObject.ParamFlags.READWRITE, null),
    },
}, class Store extends Conductor.Component {
    setup() {
        log.push(`${this.port} ${this.delay} ${JSON.stringify(this.config)}`);
    }
});
Store.set_unit('delay', Conductor.Unit.MILLISECONDS);
Store.set_secret('password', true);
Store.set_reloadable('delay', true);

async function goThrough(conductor) {
    await conductor.setup(null);
    await conductor.shutdown(null);
    return takeLog();
}

const tests = {
    async 'the later source wins'() {
        const conductor = conductorOf(Store);
        conductor.add_config({Store: {port: 2, delay: '1.5 s'}, Jobs: {name: 'x'}});
        assertEqual(JSON.stringify(conductor.dup_config('Jobs')), '{"name":"x"}');
        assertEqual(await goThrough(conductor), '2 1500 {"delay":1500,"port":2}');

        GLib.setenv('JOBS_STORE__PORT', '3', true);
        conductor.add_config_environment('JOBS');
        assertEqual(await goThrough(conductor), '3 1500 {"delay":1500,"port":3}');
        GLib.unsetenv('JOBS_STORE__PORT');

        conductor.add_config_assignment('store.port=4');
        assertEqual(await goThrough(conductor), '4 1500 {"delay":1500,"port":4}');
    },

    async 'a function is asked for more'() {
        const conductor = conductorOf(Store);
        conductor.set_config_func(component => ({
            port: 5,
            called: component.name,
            list: [1, {a: 'b'}],
        }));
        assertEqual(await goThrough(conductor),
            '5 0 {"called":"Store","list":[1,{"a":"b"}],"port":5}');

        conductor.set_config_func(() => null);
        assertEqual(await goThrough(conductor), '1 0 {}');
        conductor.set_config_func(() => ({password: [1]}));
        await assertFails(() => conductor.setup(null), Conductor.Error, BAD_CONFIG,
            'function: password=(secret): must be');
        conductor.set_config_func(null);
        assertEqual(await goThrough(conductor), '1 0 {}');
    },

    async 'what the function throws fails the setup'() {
        const conductor = conductorOf(Store);
        conductor.set_config_func(() => {
            throw new GLib.Error(GLib.FileError, GLib.FileError.NOENT, 'no file');
        });
        await assertFails(() => conductor.setup(null), GLib.FileError, GLib.FileError.NOENT,
            'Store (setup): no file');
        assertEqual(takeLog(), '');
    },

    async 'mistakes are told all at once'() {
        const conductor = conductorOf(Store);
        conductor.add_config({Store: {port: 0, prot: 1}, Strore: {}});
        await assertFails(() => conductor.validate(), Conductor.Error, BAD_CONFIG, [
            'variant: [Store] port=0: must be a whole number from 1 to 65535',
        ].join('\n'));
        await assertFails(() => conductor.validate(), Conductor.Error, BAD_CONFIG,
            'did you mean "port"?');
        await assertFails(() => conductor.setup(null), Conductor.Error, BAD_CONFIG,
            'no component "Strore"; did you mean "Store"?');
        assert(conductor.get_n_items() === 0, 'something was made');
    },

    async 'files are read again'() {
        const [file] = Gio.File.new_tmp('conductor-XXXXXX.conf');
        const write = text => GLib.file_set_contents(file.get_path(), text);
        const conductor = conductorOf(Store);
        write('[Store]\ndelay=1\n');
        conductor.add_config_file(file.get_path());
        await conductor.setup(null);
        const store = conductor.get(Store);
        write('[Store]\ndelay=2 s\n');
        assertEqual(JSON.stringify(conductor.reload_config()), '[]');
        assertEqual(store.delay, 2000);
        write('[Store]\nport=7\n');
        assertEqual(JSON.stringify(conductor.reload_config()), '["Store"]');
        assertEqual(store.port, 1);
        write('[Store]\nport=x\n');
        await assertFails(async () => conductor.reload_config(), Conductor.Error, BAD_CONFIG,
            'must be a whole number from 1 to 65535');
        await conductor.shutdown(null);
        file.delete(null);
        takeLog();
    },

    async 'a component may have a config of its own'() {
        const store = new Store();
        assertEqual(JSON.stringify(store.config), '{}');
        store.config = {port: 9};
        assertEqual(JSON.stringify(store.config), '{"port":9}');
    },
};

await run(tests);
