// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// An application in JavaScript, to be ended in every way: application.js KIND. It says and
// understands some of what application.c does.

imports.gi.versions.Gtk = '4.0';
imports.gi.versions.Adw = '1';

const {Conductor, Gio, GLib, GObject} = imports.gi;
const System = imports.system;

const kind = GLib.getenv('APP_KIND') ?? 'gio';
const isGtk = kind !== 'gio';
const toolkit = kind === 'adw' ? imports.gi.Adw : isGtk ? imports.gi.Gtk : Gio;

const output = new Gio.UnixOutputStream({fd: 1, close_fd: false});
const say = line => output.write_all(`${line}\n`, null);
const later = () => new Promise(resolve => {
    GLib.timeout_add(GLib.PRIORITY_DEFAULT, 1, () => {
        resolve();
        return GLib.SOURCE_REMOVE;
    });
});

const Store = GObject.registerClass({GTypeName: 'Store'}, class extends Conductor.Component {
    async setup() {
        say('Store setup');
        await later();
        if (GLib.getenv('APP_STORE') === 'fail')
            throw new Gio.IOErrorEnum({code: Gio.IOErrorEnum.FAILED, message: 'no route'});
        say('Store up');
    }

    async shutdown() {
        say('Store shutdown');
        await later();
        say('Store down');
    }
});

const Web = GObject.registerClass({GTypeName: 'Web'}, class extends Conductor.Component {
    static dependencies = {store: Store};

    async setup() {
        say('Web setup');
        await later();
        say('Web up');
    }

    async shutdown() {
        say('Web shutdown');
        await later();
        say('Web down');
    }
});

const nicks = {
    [Conductor.State.ACTIVE]: 'active',
    [Conductor.State.INACTIVE]: 'inactive',
    [Conductor.State.FAILED]: 'failed',
};

const Ended = GObject.registerClass(class extends toolkit.Application {
    vfunc_startup() {
        super.vfunc_startup();
        say('startup');
    }

    vfunc_activate() {
        say(`activate ${nicks[conductor.state]}`);
        if (isGtk)
            new toolkit.ApplicationWindow({application: this}).present();
        else
            this.hold();
    }

    vfunc_shutdown() {
        say(`shutdown ${nicks[conductor.state]}`);
        super.vfunc_shutdown();
    }
});

const conductor = new Conductor.Conductor();
conductor.add(Web);
conductor.connect('setup-failed', (_, error) => {
    say(`setup-failed ${error.message}`);
    return false;
});

const application = new Ended({application_id: 'org.example.Ended'});
conductor.attach_application(application);

const orders = {
    'quit': () => application.quit(),
    'conductor-quit': () => conductor.quit(),
    'close': () => isGtk ? application.get_windows()[0].close() : application.release(),
    'inhibited-quit': () => {
        const inhibitor = conductor.inhibit('saving report.odt', 5000);
        try {
            application.quit();
            say(`${inhibitor.get_reason()} ${inhibitor.is_over()}`);
        } finally {
            inhibitor.release();
        }
        say(inhibitor.is_over());
    },
};

const input = new Gio.DataInputStream({base_stream: new Gio.UnixInputStream({fd: 0})});
const listen = () => input.read_line_async(0, null, (_, result) => {
    const [line] = input.read_line_finish_utf8(result);
    if (line === null)
        return;
    orders[line]();
    listen();
});
listen();

const status = application.run([System.programInvocationName]);
say(`ran ${status}`);
System.exit(status || conductor.get_exit_status());
