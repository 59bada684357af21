// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Programs that test-process.js starts, to look at what they say and how they end.

import Conductor from 'gi://Conductor?version=1';
import GObject from 'gi://GObject';
import System from 'system';

const Thrower = GObject.registerClass(class Thrower extends Conductor.Component {
    async setup() {
        await null;
        this._connect();
    }

    _connect() {
        throw new Error('no such host');
    }
});

// What must never happen: JavaScript that is called by the collector.
const Haunted = GObject.registerClass(class Haunted extends Conductor.Component {
    vfunc_dispose() {
        super.vfunc_dispose();
    }
});

const scenarios = {
    async throws() {
        const conductor = new Conductor.Conductor();
        conductor.add(Thrower);
        await conductor.setup(null);
    },

    haunted() {
        for (let i = 0; i < 100; i++)
            new Haunted();
        System.gc();
    },

    serves() {
        const conductor = new Conductor.Conductor();
        conductor.connect('notify::state', () => {
            if (conductor.get_state() === Conductor.State.ACTIVE)
                print('active');
        });
        conductor.serve(null);
        print('served');
    },
};

await scenarios[ARGV[0]]();
