// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported _init */

// What makes the library feel at home in JavaScript: dependencies as a static field,
// setup and shutdown as methods that may be async, and calls that can be awaited.
//
// The file is looked up by GJS, for ES modules and for legacy imports alike, and must
// itself be a legacy script.

const {Gio, GLib, GObject} = imports.gi;

const PHASES = ['setup', 'shutdown'];

let Conductor;

// Types.

function _describe(value) {
    if (typeof value === 'function')
        return value.name || 'an anonymous class';
    if (value instanceof GObject.Object)
        return `an instance of ${value.constructor.name}`;
    return typeof value === 'string' ? `'${value}'` : String(value);
}

// An instance would do where GJS wants a type, and a class that was never registered
// would stand for its parent.
function _gtypeOf(value, what) {
    if (String(value).startsWith('[object GType '))
        return value;
    if (typeof value !== 'function')
        throw new TypeError(`${what}: ${_describe(value)} is not a class`);
    if (!Object.hasOwn(value, '$gtype')) {
        throw new TypeError(value.$gtype === undefined
            ? `${what}: ${_describe(value)} is not a component`
            : `${what}: ${_describe(value)} was not registered with GObject.registerClass()`);
    }
    return value.$gtype;
}

function _checkType(value, what) {
    const gtype = _gtypeOf(value, what);
    if (!GObject.type_is_a(gtype, Conductor.Component) &&
        !GObject.type_is_a(gtype, GObject.TYPE_INTERFACE))
        throw new TypeError(`${what}: ${_describe(value)} is not a component`);
    return gtype;
}

// A type, and how much it is needed.
class Wish {
    constructor(type, need) {
        this.type = _checkType(type, need === Conductor.Need.WANTED ? 'wanted()' : 'ifAdded()');
        this.need = need;
        Object.freeze(this);
    }
}

function _toWish(value, what) {
    if (value instanceof Wish)
        return value;
    return {type: _checkType(value, what), need: Conductor.Need.REQUIRED};
}

// Dependencies.

// messageQueue and message_queue both mean the property message-queue.
function _propertyName(key, what) {
    if (!/^[a-z][A-Za-z0-9_-]*$/.test(key)) {
        throw new TypeError(`${what}: a dependency's name begins with a lower-case letter, and ` +
            'has letters, digits and underscores');
    }
    return key.replace(/_/g, '-').replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}

function _checkName(klass, key, what) {
    if (key in Conductor.Component.prototype)
        throw new TypeError(`${what}: every component has something else of this name`);

    for (let {prototype} = klass; prototype; prototype = Object.getPrototypeOf(prototype)) {
        if (typeof Object.getOwnPropertyDescriptor(prototype, key)?.value === 'function')
            throw new TypeError(`${what}: the class has a method of this name`);
    }
}

// What the class itself says: [{name, type, need}].
function _readDependencies(klass) {
    if (!Object.hasOwn(klass, 'dependencies'))
        return [];

    const {dependencies} = klass;
    if (dependencies === null || typeof dependencies !== 'object' || Array.isArray(dependencies)) {
        throw new TypeError(`${klass.name}.dependencies is an object of types by name, not ` +
            `${_describe(dependencies)}`);
    }

    const names = new Set();
    return Object.entries(dependencies).map(([key, value]) => {
        const what = `${klass.name}.dependencies.${key}`;
        const name = _propertyName(key, what);
        _checkName(klass, key, what);
        if (names.has(name))
            throw new TypeError(`${what}: there is one of this name already`);
        names.add(name);
        return {name, ..._toWish(value, what)};
    });
}

function _hasProperty(klass, name) {
    const own = Object.hasOwn(klass, GObject.properties) ? klass[GObject.properties] : {};
    const parent = Object.getPrototypeOf(klass);
    return Object.values(own).some(pspec => pspec.get_name() === name) ||
        GObject.Object.find_property.call(parent, name) !== null;
}

// The property can hold any component, so that a test can patch a mock in that has
// nothing else in common with the type that is asked for.
function _addProperties(klass, dependencies) {
    const made = dependencies.filter(({name}) => !_hasProperty(klass, name)).map(({name}) => [
        name,
        GObject.ParamSpec.object(name, null, null,
            GObject.ParamFlags.READWRITE | GObject.ParamFlags.EXPLICIT_NOTIFY,
            Conductor.Component.$gtype),
    ]);
    if (made.length === 0)
        return;

    const own = Object.hasOwn(klass, GObject.properties) ? klass[GObject.properties] : {};
    klass[GObject.properties] = {...own, ...Object.fromEntries(made)};
}

// Only once the class has its type: before, the marks would land on its parent.
function _markDependencies(klass, dependencies) {
    for (const {name, type, need} of dependencies) {
        klass.set_dependency_type(name, type);
        klass.set_need(name, need);
    }
}

// Errors.

function _textOf(error) {
    if (!(error instanceof Error))
        return `${_describe(error)} was thrown`;
    return error.name === 'Error' && error.message ? error.message : String(error);
}

// A GLib.Error keeps its domain and code. Of anything else the text goes on, and the
// stack is logged while it is there.
function _toGError(error, where) {
    if (!(error instanceof GLib.Error))
        logError(error instanceof Error ? error : new Error(_textOf(error)), where);
    return _asGError(error);
}

function _asGError(error) {
    if (error instanceof GLib.Error)
        return error;
    return new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.FAILED, _textOf(error));
}

// Logging, as by the console.

const LEVELS = {
    debug: GLib.LogLevelFlags.LEVEL_DEBUG,
    info: GLib.LogLevelFlags.LEVEL_INFO,
    message: GLib.LogLevelFlags.LEVEL_MESSAGE,
    warn: GLib.LogLevelFlags.LEVEL_WARNING,
    warning: GLib.LogLevelFlags.LEVEL_WARNING,
    error: GLib.LogLevelFlags.LEVEL_CRITICAL, // GLib's own errors end the process
    critical: GLib.LogLevelFlags.LEVEL_CRITICAL,
};

function _toText(value) {
    if (typeof value === 'string')
        return value;
    if (value instanceof Error || value instanceof GLib.Error)
        return `${value}\n${value.stack ?? ''}`.trim();
    try {
        if (typeof value === 'object' && !(value instanceof GObject.Object))
            return JSON.stringify(value) ?? String(value);
        return String(value);
    } catch (error) {
        return Object.prototype.toString.call(value);
    }
}

class Log {
    constructor(component) {
        this._component = component;
    }
}

for (const [name, level] of Object.entries(LEVELS)) {
    Log.prototype[name] = function (...values) {
        // What nobody hears is not even put into words.
        if (GLib.log_writer_default_would_drop(level, this._component.get_log_domain()))
            return;
        const text = values.map(_toText).join(' ').replaceAll('\0', '\ufffd');
        this._component.log_message(level, text);
    };
}

// Unless the component has a log of its own.
function _defineLog(prototype) {
    Object.defineProperty(prototype, 'log', {
        configurable: true,
        get() {
            return new Log(this);
        },
        set(value) {
            Object.defineProperty(this, 'log',
                {configurable: true, enumerable: true, value, writable: true});
        },
    });
}

// Setup and shutdown as methods.

function _isThenable(value) {
    return typeof value?.then === 'function';
}

// Answers the task with what the method returns or throws. Nothing but the promise holds
// the task: one that is forgotten takes the task along, which the conductor notices.
function _answer(task, where, method) {
    const succeed = value => task.return_boolean(value !== false);
    const fail = error => task.return_error(_toGError(error, where));

    let result;
    try {
        result = method();
    } catch (error) {
        fail(error);
        return;
    }

    if (_isThenable(result))
        Promise.resolve(result).then(succeed, fail);
    else
        succeed(result);
}

// The other way round: calls a virtual method, for a promise.
function _callVfunc(component, vfunc, cancellable) {
    return new Promise((resolve, reject) => {
        const task = Gio.Task.new(component, cancellable ?? null, (_source, result) => {
            try {
                if (!result.propagate_boolean())
                    throw new Error('The parent returned FALSE without an error');
                resolve();
            } catch (error) {
                reject(error);
            }
        });
        task.set_check_cancellable(false);
        vfunc.call(component, task);
    });
}

// The class's own setup becomes the virtual method that the conductor calls. A class that
// has the virtual method gets a setup, so that super.setup() means the parent's,
// whichever of the two it wrote.
function _joinMethod(klass, phase) {
    const {prototype} = klass;
    const vfunc = `vfunc_${phase}`;
    const hasMethod = Object.hasOwn(prototype, phase);
    const hasVfunc = Object.hasOwn(prototype, vfunc);

    if (hasMethod && typeof prototype[phase] !== 'function')
        throw new TypeError(`${klass.name}.${phase} is not a method`);
    if (hasMethod && hasVfunc)
        throw new TypeError(`${klass.name} has both ${phase} and ${vfunc}: write one of them`);

    if (hasMethod) {
        prototype[vfunc] = function (task) {
            _answer(task, `${this.get_name()} (${phase})`,
                () => prototype[phase].call(this, task.get_cancellable()));
        };
    } else if (hasVfunc) {
        const written = prototype[vfunc];
        prototype[vfunc] = function (task) {
            try {
                written.call(this, task);
            } catch (error) {
                task.return_error(_toGError(error, `${this.get_name()} (${phase})`));
            }
        };
        prototype[phase] = function (cancellable) {
            return _callVfunc(this, prototype[vfunc], cancellable);
        };
    }
}

// What super.setup() finds above the first JavaScript class: the virtual method of the
// class that is not one, be it C or Vala.
function _defineBaseMethod(phase) {
    Conductor.Component.prototype[phase] = function (cancellable) {
        let prototype = Object.getPrototypeOf(this);
        while (_written.has(prototype))
            prototype = Object.getPrototypeOf(prototype);
        return _callVfunc(this, prototype[`vfunc_${phase}`], cancellable);
    };
}

const _written = new WeakSet(); // the prototypes of JavaScript classes

function _classInit(klass) {
    const dependencies = _readDependencies(klass);

    _addProperties(klass, dependencies);
    PHASES.forEach(phase => _joinMethod(klass, phase));
    GObject.Object._classInit(klass);
    _written.add(klass.prototype);
    _markDependencies(klass, dependencies);

    return klass;
}

function _defineComponent() {
    const {prototype} = Conductor.Component;

    Conductor.Component._classInit = _classInit;
    PHASES.forEach(_defineBaseMethod);
    _defineConfig(prototype);
    _defineLog(prototype);

    Gio._promisify(prototype, 'setup_async');
    Gio._promisify(prototype, 'shutdown_async');

    const {fail} = prototype;
    prototype.fail = function (error) {
        fail.call(this, _toGError(error, `${this.get_name()} failed`));
    };

    // In JavaScript's way of naming things.
    Object.defineProperties(prototype, {
        dependsOn: {
            get() {
                return this.get_conductor()?.dup_dependencies(this) ?? [];
            },
        },
        requiredBy: {
            get() {
                return this.get_conductor()?.dup_dependents(this) ?? [];
            },
        },
    });

    Conductor.wanted = type => new Wish(type, Conductor.Need.WANTED);
    Conductor.ifAdded = type => new Wish(type, Conductor.Need.IF_ADDED);
}

// Configuration.

function _pack(value) {
    if (value instanceof GLib.Variant)
        return value;
    if (typeof value === 'boolean')
        return new GLib.Variant('b', value);
    if (typeof value === 'number')
        return new GLib.Variant(Number.isSafeInteger(value) ? 'x' : 'd', value);
    if (typeof value === 'string')
        return new GLib.Variant('s', value);
    if (Array.isArray(value) && value.every(item => typeof item === 'string'))
        return new GLib.Variant('as', value);
    if (Array.isArray(value))
        return new GLib.Variant('av', value.map(_pack));
    if (value !== null && Object.getPrototypeOf(value) === Object.prototype)
        return _packSettings(value);
    throw new TypeError(`${_describe(value)} can't be a setting`);
}

function _packSettings(settings) {
    return new GLib.Variant('a{sv}', Object.fromEntries(
        Object.entries(settings).map(([key, value]) => [key, _pack(value)])));
}

// What the conductor has for this component, over what the program put into its own
// config; unless the component has set one itself.
function _defineConfig(prototype) {
    Object.defineProperty(prototype, 'config', {
        configurable: true,
        get() {
            return {...this.get_conductor()?.config, ...this.get_config().recursiveUnpack()};
        },
        set(value) {
            Object.defineProperty(this, 'config',
                {configurable: true, enumerable: true, value, writable: true});
        },
    });
}

// The conductor.

// GJS runs no promise job inside another one: nothing that is awaited would go on.
function _checkCanBlock() {
    if (GLib.main_current_source()?.get_name() === 'GjsPromiseJobQueueSource') {
        throw new Error('conductor.serve() would wait for ever after an await: ' +
            'write "await conductor.serve_async(null)"');
    }
}

function _checkCanAdd(conductor, gtype, what) {
    const {INACTIVE, FAILED} = Conductor.State;
    if (![INACTIVE, FAILED].includes(conductor.get_state()) &&
        conductor.get_component(gtype) === null)
        throw new Error(`${what} can't be added once a setup has begun`);
}

function _checkRootNeed(need, what) {
    if (![Conductor.Need.REQUIRED, Conductor.Need.WANTED].includes(need))
        throw new TypeError(`${what}: what is added is required or wanted`);
}

const methods = {
    add(type) {
        const {type: gtype, need} = _toWish(type, 'conductor.add()');
        _checkRootNeed(need, 'conductor.add()');
        _checkCanAdd(this, gtype, _describe(type instanceof Wish ? type.type : type));
        this.add_full(gtype, need);
    },

    add_component(component, need = Conductor.Need.REQUIRED) {
        if (!(component instanceof Conductor.Component)) {
            throw new TypeError('conductor.add_component(): ' +
                `${_describe(component)} is not an instance of a component`);
        }
        _checkRootNeed(need, 'conductor.add_component()');
        return this._add_component(component, need);
    },

    patch(type, replacement) {
        return this._patch(_checkType(type, 'conductor.patch()'),
            _checkType(replacement, 'conductor.patch()'));
    },

    get(type) {
        return this.get_component(_checkType(type, 'conductor.get()'));
    },

    has(type) {
        return this.get_component(_checkType(type, 'conductor.has()')) !== null;
    },

    // Settings by group and key.
    add_config(groups) {
        this.add_config_variant(new GLib.Variant('a{sa{sv}}', Object.fromEntries(
            Object.entries(groups).map(([group, settings]) => [group,
                Object.fromEntries(Object.entries(settings).map(
                    ([key, value]) => [key, _pack(value)]))]))));
    },

    // The function may return a plain object, a variant or nothing.
    set_config_func(func) {
        this._set_config_func(func && (component => {
            const settings = func(component) ?? null;
            if (settings === null || settings instanceof GLib.Variant)
                return settings;
            return _packSettings(settings);
        }));
    },

    dup_config(group) {
        return this._dup_config(group).recursiveUnpack();
    },

    // Returns the names of what has to be restarted.
    reload_config() {
        const [, restart] = this._reload_config();
        return restart;
    },

    async setup(cancellable = null) {
        return this.setup_async(cancellable);
    },

    async shutdown(cancellable = null) {
        return this.shutdown_async(cancellable);
    },

    serve(cancellable = null) {
        _checkCanBlock();
        return this._serve(cancellable);
    },

    // Resolves with what the function returned, rejects with what it threw.
    async run(func, cancellable = null) {
        if (typeof func !== 'function')
            throw new TypeError(`conductor.run(): ${_describe(func)} is not a function`);

        let value, thrown = null;
        const call = async (conductor, task) => {
            try {
                value = await func(conductor, task.get_cancellable());
            } catch (error) {
                thrown = error;
                task.return_error(_asGError(error));
                return;
            }
            task.return_boolean(true);
        };

        try {
            await this.run_async((conductor, task) => void call(conductor, task), cancellable);
        } catch (error) {
            throw thrown instanceof Error && !(thrown instanceof GLib.Error) ? thrown : error;
        }
        return value;
    },

    *[Symbol.iterator]() {
        for (let i = 0; i < this.get_n_items(); i++)
            yield this.get_item(i);
    },
};

function _defineConductor() {
    const {prototype} = Conductor.Conductor;

    for (const name of ['setup_async', 'shutdown_async', 'serve_async', 'run_async'])
        Gio._promisify(prototype, name);

    const wrapped = ['add_component', 'dup_config', 'patch', 'reload_config', 'serve',
        'set_config_func'];
    for (const name of wrapped)
        prototype[`_${name}`] = prototype[name];
    Object.assign(prototype, methods);
}

function _init() {
    Conductor = this;

    _defineComponent();
    _defineConductor();
}
