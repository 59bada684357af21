// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The same override behind the legacy imports: an application as a script.

imports.gi.versions.Conductor = '1';
const {Conductor, GLib, GObject} = imports.gi;
const System = imports.system;

const log = [];

const Database = GObject.registerClass(class Database extends Conductor.Component {
    async setup() {
        await null;
        log.push('database up');
    }

    shutdown() {
        log.push('database down');
    }
});

const Web = GObject.registerClass(class Web extends Conductor.Component {
    static dependencies = {db: Database, clock: Conductor.ifAdded(Database)};

    async setup() {
        await super.setup();
        log.push(`web up on ${this.db.name}`);
    }
});

const Mock = GObject.registerClass(class Mock extends Conductor.Component {});

function test(number, name, expected) {
    const seen = log.splice(0).join(', ');
    if (seen !== expected) {
        print(`not ok ${number} ${name}\n# got '${seen}'`);
        System.exit(1);
    }
    print(`ok ${number} ${name}`);
}

print('1..3');

let conductor = new Conductor.Conductor();
conductor.add(Web);
GLib.timeout_add(GLib.PRIORITY_DEFAULT, 20, () => {
    conductor.quit();
    return GLib.SOURCE_REMOVE;
});
conductor.serve(null);
test(1, 'serve', 'database up, web up on Database, database down');

async function main() {
    conductor = new Conductor.Conductor();
    conductor.add(Web);
    conductor.patch(Database, Mock);
    await conductor.setup(null);
    log.push([...conductor].map(component => component.name).join('+'));
    await conductor.shutdown(null);
    test(2, 'setup and shutdown', 'web up on Mock, Mock+Web');

    try {
        conductor.serve(null);
    } catch (error) {
        log.push(error.message.includes('serve_async') ? 'refused' : error);
    }
    test(3, 'serve after an await', 'refused');
}

const loop = new GLib.MainLoop(null, false);
main().then(() => loop.quit(), error => {
    logError(error);
    System.exit(1);
});
loop.run();
