// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What the tests are made of: a log, a sleep that can be cancelled, and components that
// write down what happens to them.

import Conductor from 'gi://Conductor?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import System from 'system';

export const log = [];

export function takeLog() {
    return log.splice(0).join(' ');
}

export function sleep(ms, cancellable = null) {
    return new Promise((resolve, reject) => {
        const source = GLib.timeout_add(GLib.PRIORITY_DEFAULT, ms, () => {
            cancellable?.disconnect(handler);
            resolve();
            return GLib.SOURCE_REMOVE;
        });
        // Not in the handler itself: it can't disconnect there.
        const handler = cancellable?.connect(() => GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
            if (GLib.MainContext.default().find_source_by_id(source))
                GLib.source_remove(source);
            reject(new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED, 'no more sleep'));
            return GLib.SOURCE_REMOVE;
        })) ?? 0;
    });
}

// Collects what can be: a wrapper may need a round to let go of its object, and that one
// another to let go of what it held.
export async function collect() {
    for (let i = 0; i < 5; i++) {
        System.gc();
        await sleep(1);
    }
}

// The clock of the test: fails it rather than waiting for ever.
export async function within(ms, promise) {
    let source;
    const late = new Promise((_resolve, reject) => {
        source = GLib.timeout_add(GLib.PRIORITY_DEFAULT, ms, () => {
            source = 0;
            reject(new Error(`took longer than ${ms} ms`));
            return GLib.SOURCE_REMOVE;
        });
    });

    try {
        return await Promise.race([promise, late]);
    } finally {
        if (source)
            GLib.source_remove(source);
    }
}

export const Part = GObject.registerClass({
    GTypeFlags: GObject.TypeFlags.ABSTRACT,
}, class Part extends Conductor.Component {
    async setup(cancellable) {
        log.push(`${this.name}+`);
        await sleep(2, cancellable);
        log.push(`${this.name}`);
    }

    async shutdown() {
        log.push(`${this.name}-`);
        await sleep(1);
    }
});

export const Database = GObject.registerClass(class Database extends Part {
    query() {
        return 42;
    }
});

export const MessageQueue = GObject.registerClass(class MessageQueue extends Part {});

export const WebApi = GObject.registerClass(class WebApi extends Part {
    static dependencies = {db: Database, messageQueue: MessageQueue};

    async setup(cancellable) {
        this.answer = this.db.query();
        await super.setup(cancellable);
    }
});

export const Workers = GObject.registerClass(class Workers extends Part {
    static dependencies = {db: Database, message_queue: MessageQueue};
});

export function conductorOf(...types) {
    const conductor = new Conductor.Conductor({slow_threshold: 0});
    types.forEach(type => conductor.add(type));
    return conductor;
}

// Sets up and shuts down.
export async function goThrough(...types) {
    const conductor = conductorOf(...types);
    await conductor.setup(null);
    await conductor.shutdown(null);
    return conductor;
}
