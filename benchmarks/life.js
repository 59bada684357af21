// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// life.c with components of JavaScript, whose setup and shutdown are async methods.

import Conductor from 'gi://Conductor?version=1';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';

const WIDTH = 10;
const [n, nLives] = ARGV.map(Number);

let nSetups = 0;
let nShutdowns = 0;

const Root = GObject.registerClass(class Root extends Conductor.Component {
    async setup() {
        this.isUp = true;
        nSetups++;
    }

    async shutdown() {
        this.isUp = false;
        nShutdowns++;
    }
});

const Link = GObject.registerClass(class Link extends Conductor.Component {
    static dependencies = {a: Conductor.Component, b: Conductor.Component};

    check() {
        if (!this.a.isUp || !this.b.isUp)
            throw new Error('a dependency is not up');
    }

    async setup() {
        this.check();
        this.isUp = true;
        nSetups++;
    }

    async shutdown() {
        this.check();
        this.isUp = false;
        nShutdowns++;
    }
});

function makeTypes() {
    const types = [];
    for (let i = 0; i < n; i++) {
        const GTypeName = `Unit${i}`;
        if (i < WIDTH) {
            types.push(GObject.registerClass({GTypeName}, class extends Root {}));
            continue;
        }
        const below = i - i % WIDTH - WIDTH;
        types.push(GObject.registerClass({GTypeName}, class extends Link {
            static dependencies = {
                a: types[below + i % WIDTH],
                b: types[below + (i + 1) % WIDTH],
            };
        }));
    }
    return types;
}

async function live(roots) {
    const conductor = new Conductor.Conductor();
    roots.forEach(type => conductor.add(type));
    await conductor.setup(null);
    await conductor.shutdown(null);
}

const roots = makeTypes().slice(-WIDTH);
await live(roots);

const start = GLib.get_monotonic_time();
for (let i = 0; i < nLives; i++)
    await live(roots); // eslint-disable-line no-await-in-loop
print(((GLib.get_monotonic_time() - start) / n / nLives).toFixed(3));

if (nSetups !== n * (nLives + 1) || nShutdowns !== nSetups)
    throw new Error(`${nSetups} setups and ${nShutdowns} shutdowns`);
