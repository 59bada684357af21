// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What components say with this.log: at which level, in which domain, with which fields.

import Conductor from 'gi://Conductor?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';

import {log as written} from './parts.js';
import {assert, assertEqual, run, thrownBy} from './tap.js';

const HTTPServer = GObject.registerClass(class HTTPServer extends Conductor.Component {
    setup() {
        this.log.info('up', 1);
    }
});

const Own = GObject.registerClass(class Own extends Conductor.Component {
    constructor(properties) {
        super(properties);
        this.log = text => written.push(text);
    }
});

function make(properties = {}) {
    const conductor = new Conductor.Conductor(properties);
    const server = new HTTPServer({name: 'The Server'});
    conductor.add_component(server);
    return {conductor, server};
}

// All that is logged, once GLib's writer is replaced: which can be done but once.
const messages = [];

function installWriter() {
    const decoder = new TextDecoder();
    GLib.log_set_writer_func((level, fields) => {
        const texts = Object.entries(fields).map(([key, value]) =>
            [key, typeof value === 'string' ? value : decoder.decode(value)]);
        messages.push({level, ...Object.fromEntries(texts)});
        return GLib.LogWriterOutput.HANDLED;
    });
}

// Returns what components say while the function runs.
async function listen(func) {
    assertEqual(messages.map(message => message.MESSAGE), '');
    GLib.log_set_debug_enabled(true);
    try {
        await func();
    } finally {
        GLib.log_set_debug_enabled(false);
    }
    return messages.splice(0).filter(message => 'CONDUCTOR_TYPE' in message);
}

const {LogLevelFlags} = GLib;

const tests = {
    async 'each level'() {
        const {server} = make();
        const levels = {
            debug: [LogLevelFlags.LEVEL_DEBUG, '7'],
            info: [LogLevelFlags.LEVEL_INFO, '6'],
            message: [LogLevelFlags.LEVEL_MESSAGE, '5'],
            warn: [LogLevelFlags.LEVEL_WARNING, '4'],
            warning: [LogLevelFlags.LEVEL_WARNING, '4'],
            error: [LogLevelFlags.LEVEL_CRITICAL, '4'],
            critical: [LogLevelFlags.LEVEL_CRITICAL, '4'],
        };
        for (const [name, [level, priority]] of Object.entries(levels)) {
            const [message, ...others] = await listen(() => server.log[name]('hello %s'));
            assertEqual(others.length, 0);
            assertEqual(message.level, level);
            delete message.level;
            assertEqual(Object.entries(message).sort().join(' '), [
                'CONDUCTOR_COMPONENT,The Server',
                'CONDUCTOR_STATE,inactive',
                'CONDUCTOR_TYPE,Gjs_HTTPServer',
                'GLIB_DOMAIN,Conductor',
                'MESSAGE,hello %s',
                `PRIORITY,${priority}`,
            ].join(' '));
        }
    },

    async 'the state and the domain are those of the moment'() {
        const {conductor, server} = make({
            log_domain: 'Jobs',
            log_policy: Conductor.LogPolicy.COMPONENT,
        });
        const [message] = await listen(() => conductor.setup());
        assertEqual(message.MESSAGE, 'up 1');
        assertEqual(message.CONDUCTOR_STATE, 'setting-up');
        assertEqual(message.GLIB_DOMAIN, 'Jobs-the-server');
        await listen(() => conductor.shutdown());

        conductor.set_log_domain_func(component => `x-${component.name}`);
        assertEqual(server.get_log_domain(), 'x-The-Server');
        conductor.set_log_domain_func(null);
        conductor.log_policy = Conductor.LogPolicy.MODULE;
        assertEqual(server.get_log_domain(), 'Jobs');
    },

    async 'anything can be said'() {
        const {server} = make();
        const circle = {};
        circle.circle = circle;
        const values = [
            ['a', 1, true, null, undefined, 10n, Symbol('s')],
            [{a: [1]}],
            [circle],
            [new Error('it broke')],
            [new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.NOT_FOUND, 'not there')],
            ['nul\0 \ud800 \x1b\nline'],
            [server],
            [],
        ];
        const texts = (await listen(() => values.forEach(v => server.log.debug(...v))))
            .map(message => message.MESSAGE);
        assertEqual(texts[0], 'a 1 true null undefined 10 Symbol(s)');
        assertEqual(texts[1], '{"a":[1]}');
        assertEqual(texts[2], '[object Object]');
        assert(/^Error: it broke\n.*test-log\.js/.test(texts[3]), texts[3]);
        assert(texts[4].includes('not there'), texts[4]);
        assertEqual(texts[5], 'nul\ufffd \ufffd \ufffd\nline');
        assert(texts[6].includes('HTTPServer'), texts[6]);
        assertEqual(texts[7], '');
    },

    'what nobody hears is not put into words'() {
        const {server} = make();
        let n = 0;
        const value = {toJSON: () => `${++n}`};
        server.log.debug(value);
        server.log.info(value);
        assertEqual(n, 0);
        assertEqual(messages.length, 0);
    },

    'G_MESSAGES_DEBUG names domains'() {
        const {conductor, server} = make({log_domain: 'Jobs-heard'});
        server.log.debug('heard');
        assertEqual(messages.splice(0).map(message => message.MESSAGE), 'heard');
        conductor.log_domain = 'Jobs-other';
        server.log.debug('not heard');
        assertEqual(messages.length, 0);
    },

    async 'without a conductor'() {
        const [message] = await listen(() => new HTTPServer().log.debug('alone'));
        assertEqual(message.GLIB_DOMAIN, 'Conductor');
        assertEqual(message.CONDUCTOR_COMPONENT, 'HTTPServer');
    },

    'a component may have a log of its own'() {
        new Own().log('mine');
        assertEqual(written.splice(0), 'mine');
    },

    async 'no dependency is called so'() {
        const error = await thrownBy(() => GObject.registerClass(
            class Wrong extends Conductor.Component {
                static dependencies = {log: HTTPServer};
            }));
        assert(error.message.includes('Wrong.dependencies.log'), error.message);
    },
};

GLib.setenv('G_MESSAGES_DEBUG', 'Jobs-heard', true);
installWriter();
await run(tests);
