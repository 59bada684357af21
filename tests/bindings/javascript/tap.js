// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Asserts, and a printer of TAP: a test is a function, async or not, that throws to fail.

import System from 'system';

export function assert(condition, text = 'is not true') {
    if (!condition)
        throw new Error(text);
}

export function assertEqual(actual, expected) {
    assert(`${actual}` === `${expected}`, `got '${actual}', expected '${expected}'`);
}

// Returns what was thrown, of a function that must throw or reject.
export async function thrownBy(func) {
    let value;
    try {
        value = await func();
    } catch (error) {
        return error;
    }
    throw new Error(`nothing was thrown, but ${value} returned`);
}

export async function assertThrows(func, type, text) {
    const error = await thrownBy(func);
    assert(error instanceof type, `is no ${type.name}: ${error}`);
    assert(error.message.includes(text), `'${error.message}' lacks '${text}'`);
}

export async function assertFails(func, domain, code, text) {
    const error = await thrownBy(func);
    assert(error.matches?.(domain, code), `another error: ${error}`);
    assert(error.message.includes(text), `'${error.message}' lacks '${text}'`);
}

export async function run(tests) {
    const names = Object.keys(tests);
    let failed = 0;

    print(`1..${names.length}`);
    for (const [index, name] of names.entries()) {
        try {
            await tests[name]();
            print(`ok ${index + 1} ${name}`);
        } catch (error) {
            failed++;
            print(`not ok ${index + 1} ${name}`);
            print(`${error}\n${error.stack}`.trim().replace(/^/gm, '# '));
        }
    }
    System.exit(failed ? 1 : 0);
}
