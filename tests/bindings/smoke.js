// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The library as introspection shows it, from JavaScript, without an override: prints
// TAP.

import Conductor from 'gi://Conductor?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';

const log = [];

function assert(condition, text = 'assertion failed') {
    if (!condition)
        throw new Error(`${text}: ${log}`);
}

const Database = GObject.registerClass(class Database extends Conductor.Component {
    vfunc_setup(task) {
        log.push('database up');
        task.return_boolean(true);
    }

    vfunc_shutdown(task) {
        log.push('database down');
        task.return_boolean(true);
    }
});

const Web = GObject.registerClass({
    Properties: {
        'database': GObject.ParamSpec.object('database', '', '',
            GObject.ParamFlags.READWRITE, Database.$gtype),
    },
}, class Web extends Conductor.Component {
    vfunc_setup(task) {
        assert(this.database.get_state() === Conductor.State.ACTIVE);
        log.push('web up');
        GLib.timeout_add(GLib.PRIORITY_DEFAULT, 5, () => {
            task.return_boolean(true);
            return GLib.SOURCE_REMOVE;
        });
    }

    vfunc_shutdown(task) {
        assert(this.database !== null);
        log.push('web down');
        task.return_boolean(true);
    }
});

const Broken = GObject.registerClass(class Broken extends Conductor.Component {
    vfunc_setup(task) {
        task.return_error(new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.NO_SPACE, 'full'));
    }
});

const Mock = GObject.registerClass(class Mock extends Database {
    vfunc_setup(task) {
        log.push('mock up');
        task.return_boolean(true);
    }
});

const tests = {
    order() {
        const conductor = new Conductor.Conductor();
        conductor.add(Web);
        assert(conductor.setup(null));
        assert(conductor.get_n_items() === 2);
        assert(conductor.get_item(0).name === 'Database', conductor.get_item(0).name);
        assert(conductor.shutdown(null));
        assert(`${log}` === 'database up,web up,web down,database down');
    },

    patch() {
        const conductor = new Conductor.Conductor();
        conductor.add(Web);
        conductor.patch(Database, Mock);
        conductor.setup(null);
        conductor.shutdown(null);
        assert(`${log}` === 'mock up,web up,web down,database down');
    },

    errors() {
        const conductor = new Conductor.Conductor();
        conductor.add(Broken);
        let caught = null;
        try {
            conductor.setup(null);
        } catch (error) {
            caught = error;
        }
        assert(caught?.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.NO_SPACE));
        assert(caught.message === 'Broken (setup): full', caught.message);
    },

    serve() {
        const conductor = new Conductor.Conductor();
        conductor.add(Database);
        GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
            conductor.quit();
            return GLib.SOURCE_REMOVE;
        });
        assert(conductor.serve(null));
        assert(`${log}` === 'database up,database down');
    },
};

print(`1..${Object.keys(tests).length}`);
Object.entries(tests).forEach(([name, test], index) => {
    log.length = 0;
    test();
    print(`ok ${index + 1} ${name}`);
});
