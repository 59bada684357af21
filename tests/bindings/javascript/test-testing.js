// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The test kit from JavaScript: fakes, checks, schedules, in virtual time.

import Conductor from 'gi://Conductor?version=1';
import GObject from 'gi://GObject';
import Testing from 'gi://ConductorTesting?version=1';

import {assert, assertEqual, assertFails, run} from './tap.js';

const Database = GObject.registerClass(class Database extends Conductor.Component {});
const Web = GObject.registerClass(class Web extends Conductor.Component {
    static dependencies = {db: Database};

    async setup() {
        await null;
    }
});

const {SETUP} = Conductor.Phase;
const ERROR = Testing.test_error_quark();

Testing.test_virtual_time_init();
const FakeDatabase = Testing.fake_type_new('FakeDatabase', Conductor.Component.$gtype);

function makeConductor() {
    const conductor = new Conductor.Conductor();
    conductor.add(Web);
    conductor.patch(Database, FakeDatabase);
    return conductor;
}

await run({
    'a fake stands in, and hours pass'() {
        const conductor = makeConductor();
        conductor.setupTimeout = 0;
        Testing.fake_type_script(FakeDatabase, SETUP, Testing.FakeOutcome.SUCCEED, 3600000, null);
        Testing.test_try_setup(conductor, 0);
        Testing.test_check_order(conductor, ['FakeDatabase', 'Web']);
        assertEqual(conductor.get_component(Database).get_n_setups(), 1);
        Testing.test_try_shutdown(conductor, 0);
        Testing.test_check_shut_down_once(conductor, 'Web');
        assert(Testing.test_describe(conductor).includes('3600.000 s  FakeDatabase is active'));
        Testing.fake_reset_all();
    },

    async 'a failure is told with what happened'() {
        const conductor = makeConductor();
        Testing.fake_type_script(FakeDatabase, SETUP, Testing.FakeOutcome.FAIL, 10, null);
        await assertFails(() => Testing.test_try_setup(conductor, 0), ERROR,
            Testing.TestError.FAILED, 'FakeDatabase is failed');
        Testing.fake_reset_all();
    },

    async 'a class of JavaScript is refused'() {
        await assertFails(() => Testing.fake_type_new('Other', Database.$gtype), ERROR,
            Testing.TestError.WRONG_USE, 'Fake Conductor.Component');
    },
});
