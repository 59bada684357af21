// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Dependencies: how they are declared, in which order they come up, what stands in for
// them, and graphs that are refused.

import Conductor from 'gi://Conductor?version=1';
import Gio from 'gi://Gio';
import GObject from 'gi://GObject';

import {Database, MessageQueue, Part, WebApi, Workers, conductorOf, goThrough, log, takeLog}
    from './parts.js';
import {assert, assertEqual, assertFails, run, thrownBy} from './tap.js';

const {Error: ConductorError, ifAdded, wanted} = Conductor;

// Only a component, and nothing else in common with what it stands in for.
const DatabaseMock = GObject.registerClass(class DatabaseMock extends Conductor.Component {
    setup() {
        log.push('mock');
    }

    query() {
        return 43;
    }
});

const Cache = GObject.registerClass(class Cache extends Part {
    async setup() {
        throw new Error('no memory');
    }
});

const Clock = GObject.registerClass(class Clock extends Part {});

const Optional = GObject.registerClass(class Optional extends Part {
    static dependencies = {cache: wanted(Cache), clock: ifAdded(Clock)};

    async setup() {
        log.push(`${this.cache?.name} ${this.clock?.name}`);
    }

    async shutdown() {
        log.push(`${this.cache?.name} ${this.clock?.name}`);
    }
});

const Store = GObject.registerClass({
    Requires: [Conductor.Component],
}, class Store extends GObject.Interface {});

// One that other objects than components may have.
const Named = GObject.registerClass(class Named extends GObject.Interface {});

const FileStore = GObject.registerClass({
    Implements: [Store, Named],
}, class FileStore extends Part {});

const tests = {
    async 'the graph can be looked at, before and after'() {
        const conductor = conductorOf(WebApi);
        const before = conductor.dup_graph();
        assertEqual(conductor.get_n_items(), 0);
        const [found, node] = before.find_type(WebApi.$gtype);
        assert(found);
        assertEqual(before.dup_roots(), `${node}`);
        const names = before.dup_dependencies(node, true).map(n => before.get_node_name(n));
        assertEqual(JSON.parse(before.to_json()).nodes.length, before.get_n_nodes());
        assert(before.to_svg().endsWith('</svg>\n'));

        await conductor.setup();
        const web = conductor.get(WebApi);
        const {ACTIVE, INACTIVE} = Conductor.State;
        assertEqual(conductor.dup_graph().get_node_state(node), ACTIVE);
        assertEqual(before.get_node_state(node), INACTIVE);
        assertEqual(conductor.get_component_by_name(web.get_name()), web);
        assert(web.dependsOn.length > 0);
        assert(web.dependsOn.every(component => names.includes(component.get_name())));
        assert(web.dependsOn.every(component => component.requiredBy.includes(web)));
        assertEqual(web.requiredBy.length, 0);
        await conductor.shutdown();
        assertEqual(new WebApi().dependsOn.length, 0);
        takeLog();
    },

    async 'dependencies come up first and go down last'() {
        const conductor = await goThrough(WebApi, Workers);
        assertEqual(takeLog(), 'Database+ MessageQueue+ Database MessageQueue WebApi+ Workers+ ' +
            'WebApi Workers Workers- WebApi- MessageQueue- Database-');
        assertEqual([...conductor].map(component => component.name).sort(),
            'Database,MessageQueue,WebApi,Workers');
    },

    async 'they are injected, shared and cleared again'() {
        const conductor = conductorOf(WebApi, Workers);
        await conductor.setup(null);
        const [web, workers] = [conductor.get(WebApi), conductor.get(Workers)];
        assert(web.db === conductor.get(Database));
        assert(web.db === workers.db);
        assert(web.messageQueue === conductor.get(MessageQueue));
        assert(workers.messageQueue === web.message_queue);
        assertEqual(web.answer, 42);
        await conductor.shutdown(null);
        assertEqual([web.db, web.messageQueue], [null, null]);
        takeLog();
    },

    async 'a second setup uses the same instances'() {
        const conductor = conductorOf(WebApi);
        await conductor.setup(null);
        const web = conductor.get(WebApi);
        await conductor.shutdown(null);
        await conductor.setup(null);
        assert(conductor.get(WebApi) === web && web.db !== null);
        await conductor.shutdown(null);
        takeLog();
    },

    async 'a mock that is only a component is patched in'() {
        const conductor = conductorOf(WebApi);
        conductor.patch(Database, DatabaseMock);
        await conductor.setup(null);
        assertEqual(conductor.get(WebApi).answer, 43);
        assert(conductor.get(Database) instanceof DatabaseMock);
        assert(conductor.has(DatabaseMock) && !conductor.has(Clock));
        await conductor.shutdown(null);
        assertEqual(takeLog(),
            'mock MessageQueue+ MessageQueue WebApi+ WebApi WebApi- MessageQueue-');
    },

    async 'a subclass inherits dependencies, adds some and overrides others'() {
        const FastDatabase = GObject.registerClass(class FastDatabase extends Database {});
        const SubApi = GObject.registerClass(class SubApi extends WebApi {
            static dependencies = {db: FastDatabase, clock: Clock};
        });

        const conductor = conductorOf(SubApi, WebApi);
        await conductor.setup(null);
        const sub = conductor.get(SubApi);
        assertEqual([sub.db.name, sub.messageQueue.name, sub.clock.name],
            'FastDatabase,MessageQueue,Clock');
        assertEqual(conductor.get(WebApi).db.name, 'Database');
        await conductor.shutdown(null);
        takeLog();
    },

    async 'a subclass makes an optional dependency a required one'() {
        const Strict = GObject.registerClass(class Strict extends Optional {
            static dependencies = {cache: Cache};
        });
        await assertFails(() => goThrough(Strict), Gio.IOErrorEnum,
            Gio.IOErrorEnum.FAILED, 'Cache (setup): no memory');
        takeLog();
    },

    async 'a wanted one that fails and one that was not added are null'() {
        await goThrough(Optional);
        assertEqual(takeLog(), 'undefined undefined undefined undefined');
    },

    async 'one that is only used if added is there when it was'() {
        await goThrough(Optional, Clock);
        assertEqual(takeLog(), 'Clock+ Clock undefined Clock undefined Clock Clock-');
    },

    async 'a wanted root may fail'() {
        const conductor = conductorOf(Database, wanted(Cache));
        await conductor.setup(null);
        assertEqual(conductor.get(Cache).get_state(), Conductor.State.FAILED);
        assertEqual(conductor.get_failures().get_n_items(), 1);
        await conductor.shutdown(null);
        takeLog();
    },

    async 'an interface is found among what was added'() {
        const Reader = GObject.registerClass(class Reader extends Part {
            static dependencies = {store: Store, named: Named};
        });
        await assertFails(() => goThrough(Reader), ConductorError, ConductorError.UNRESOLVED,
            'Reader:store needs a Store, ');

        const conductor = conductorOf(Reader, FileStore);
        await conductor.setup(null);
        const reader = conductor.get(Reader);
        assertEqual([reader.store.name, reader.named.name], 'FileStore,FileStore');
        assert(conductor.get(Store) === reader.store);
        await conductor.shutdown(null);
        takeLog();
    },

    async 'a property of the class itself is a dependency too'() {
        const Explicit = GObject.registerClass({
            Properties: {
                'database': GObject.ParamSpec.object('database', '', '',
                    GObject.ParamFlags.READWRITE, Database.$gtype),
                'store': GObject.ParamSpec.object('store', '', '',
                    GObject.ParamFlags.READWRITE, Conductor.Component.$gtype),
            },
        }, class Explicit extends Conductor.Component {
            static dependencies = {store: FileStore};

            vfunc_setup(task) {
                log.push(`${this.database.name} ${this.store.name}`);
                task.return_boolean(true);
            }
        });
        await goThrough(Explicit);
        assert(takeLog().includes('Database FileStore'));
    },

    async 'accessors of the class are used'() {
        const Careful = GObject.registerClass(class Careful extends Conductor.Component {
            static dependencies = {db: Database};

            get db() {
                return this._db ?? null;
            }

            set db(db) {
                log.push(db ? 'set' : 'cleared');
                this._db = db;
            }
        });
        await goThrough(Careful);
        assertEqual(takeLog(), 'Database+ Database set cleared Database-');
    },

    async 'a ready-made component is added, and keeps what it was given'() {
        const own = new Database({name: 'own'});
        const web = new WebApi({db: own});
        const conductor = conductorOf();
        conductor.add_component(web);
        await conductor.setup(null);
        assert(conductor.get(WebApi) === web && web.db === own);
        await conductor.shutdown(null);
        assert(web.db === own);
        takeLog();
    },

    async 'a cycle is refused with its path'() {
        const Third = GObject.registerClass(class Third extends Part {
            static dependencies = {next: Clock};
        });
        const Second = GObject.registerClass(class Second extends Part {
            static dependencies = {third: Third};
        });
        const First = GObject.registerClass(class First extends Part {
            static dependencies = {second: Second};
        });
        const conductor = conductorOf(First);
        conductor.patch(Clock, First);

        const error = await thrownBy(() => conductor.setup(null));
        assert(error.matches(ConductorError, ConductorError.CYCLE), `${error}`);
        assertEqual(error.message, 'First:second -> Second:third -> Third:next -> First');
        await assertFails(() => conductor.validate(), ConductorError, ConductorError.CYCLE,
            'First:second -> ');
        assertEqual(takeLog(), '');
    },

    async 'created components can be configured before any setup'() {
        const conductor = conductorOf(WebApi);
        conductor.connect('component-created', (_conductor, component) => {
            log.push(`${component.name}!`);
        });
        await conductor.setup(null);
        await conductor.shutdown(null);
        assertEqual(takeLog().split(' ').slice(0, 3).sort(), 'Database!,MessageQueue!,WebApi!');
    },
};

await run(tests);
