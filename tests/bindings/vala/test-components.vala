// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Components and applications in Vala, in both styles.

using ValaParts;

class Cache : Conductor.Component {
  public override async bool setup_async (Cancellable? cancellable) throws Error {
    throw new IOError.NO_SPACE ("no memory");
  }
}

class Clock : Conductor.Component {
}

class Optional : Conductor.Component {
  public Cache? cache { get; set; }
  public Clock? clock { get; set; }

  class construct {
    set_need ("cache", Conductor.Need.WANTED);
    set_need ("clock", Conductor.Need.IF_ADDED);
  }

  public override void setup (Task task) {
    note (@"$(cache != null) $(clock != null)");
    task.return_boolean (true);
  }
}

class DatabaseMock : Database {
  public override async bool setup_async (Cancellable? cancellable) throws Error {
    note ("mock");
    return true;
  }
}

// Only a component: for a property that is wide enough.
class AnyMock : Conductor.Component {
  public override async bool setup_async (Cancellable? cancellable) throws Error {
    note ("any mock");
    return true;
  }
}

class Wide : Conductor.Component {
  public Conductor.Component? database { get; set; }

  class construct {
    set_dependency_type ("database", typeof (Database));
  }
}

// Chain up, each in its own style.
class LoudServer : Server {
  public override async bool setup_async (Cancellable? cancellable) throws Error {
    yield base.setup_async (cancellable);
    note ("Loud");
    return true;
  }
}

class LoudWorker : Worker {
  public override void setup (Task task) {
    note ("Loud");
    base.setup (task);
  }
}

// Waits to be cancelled.
class Slow : Conductor.Component {
  public Database? database { get; set; }
  public bool succeeds { get; set; }
  public bool is_deaf { get; set; }

  public override async bool setup_async (Cancellable? cancellable) throws Error {
    var handler = cancellable.connect (() => Idle.add (() => {
      if (!is_deaf)
        setup_async.callback ();
      return Source.REMOVE;
    }));

    note ("Slow+");
    yield;
    cancellable.disconnect (handler);
    if (!succeeds)
      throw new IOError.CANCELLED ("no more of this");
    note ("Slow");
    return true;
  }

  public override async bool shutdown_async (Cancellable? cancellable) throws Error {
    note ("Slow-");
    return true;
  }
}

class Dropping : Conductor.Component {
  public override void setup (Task task) {
  }
}

class Stuck : Conductor.Component {
  public Database? database { get; set; }

  public override async bool shutdown_async (Cancellable? cancellable) throws Error {
    throw new IOError.BUSY ("stuck");
  }
}

class First : Conductor.Component {
  public Second? second { get; set; }
}

class Second : Conductor.Component {
  public Third? third { get; set; }
}

class Third : Conductor.Component {
  public First? first { get; set; }
}

class Mixed : Worker {
  // Never called, as Worker has the other style.
  public override async bool setup_async (Cancellable? cancellable) throws Error {
    return true;
  }
}

Conductor.Conductor conductor_of (Type type, ...) {
  var conductor = new Conductor.Conductor ();
  var list = va_list ();

  conductor.slow_threshold = 0;
  for (Type next = type; next != 0; next = list.arg<Type> ())
    conductor.add (next);

  return conductor;
}

Error? error_of_setup (Conductor.Conductor conductor, Cancellable? cancellable = null) {
  try {
    conductor.setup (cancellable);
  } catch (Error error) {
    return error;
  }

  return null;
}

void go_through (Conductor.Conductor conductor) {
  try {
    conductor.setup ();
    conductor.shutdown ();
  } catch (Error error) {
    Test.message ("%s", error.message);
    Test.fail ();
  }
}

void later (owned SourceFunc func) {
  Timeout.add (10, (owned) func);
}

// The conductor, and all it made, are gone when the test is.
void assert_finalizes (owned Conductor.Conductor conductor) {
  WeakRef conductor_ref = WeakRef (conductor);
  WeakRef component_ref = WeakRef (conductor.get_item (0));

  conductor = null;
  while (MainContext.default ().iteration (false))
    continue;
  assert (conductor_ref.get () == null);
  assert (component_ref.get () == null);
}

void test_order () {
  var conductor = conductor_of (typeof (Server), typeof (Worker), 0);

  go_through (conductor);
  assert_cmpstr (take_log (), CompareOperator.EQ,
                 "Database Server Worker Worker- Server- Database-");
  assert (conductor.get_n_items () == 3);
  assert (conductor.get_component (typeof (Server)) is Server);
  assert (((Server) conductor.get_component (typeof (Server))).database == null);
  assert_finalizes ((owned) conductor);
}

void test_again () {
  var conductor = conductor_of (typeof (Server), 0);

  go_through (conductor);
  go_through (conductor);
  assert_cmpstr (take_log (), CompareOperator.EQ,
                 "Database Server Server- Database- Database Server Server- Database-");
  assert_finalizes ((owned) conductor);
}

void test_async () {
  var conductor = conductor_of (typeof (Server), 0);
  var loop = new MainLoop ();

  live.begin (conductor, (object, result) => {
    try {
      live.end (result);
    } catch (Error error) {
      Test.fail ();
    }
    loop.quit ();
  });
  loop.run ();
  assert_cmpstr (take_log (), CompareOperator.EQ, "Database Server work Server- Database-");
  assert_finalizes ((owned) conductor);
}

async void live (Conductor.Conductor conductor) throws Error {
  yield conductor.setup_async (null);
  note ("work");
  yield conductor.shutdown_async (null);
}

void test_chain_up () {
  var conductor = conductor_of (typeof (LoudServer), typeof (LoudWorker), 0);

  go_through (conductor);
  assert_cmpstr (take_log (), CompareOperator.EQ,
                 "Database Server Loud Worker Loud Worker- Server- Database-");
  assert_finalizes ((owned) conductor);
}

void check_failure (Type failing) {
  var conductor = conductor_of (failing, 0);

  conductor.component_created.connect ((component) => {
    if (component.get_type () == failing)
      component.set ("fails", true);
  });

  var error = error_of_setup (conductor);
  assert (error is IOError.NO_SPACE);
  assert_cmpstr (error.message, CompareOperator.EQ,
                 @"$(failing.name ()) (setup): full");
  assert_cmpstr (take_log (), CompareOperator.EQ,
                 @"Database $(failing.name ().replace ("ValaParts", "")) Database-");
  assert (conductor.state == Conductor.State.FAILED);
  assert (conductor.get_failures ().get_n_items () == 1);
  assert_finalizes ((owned) conductor);
}

void test_failure_async () {
  check_failure (typeof (Server));
}

void test_failure_task () {
  check_failure (typeof (Worker));
}

void test_failing_shutdown () {
  var conductor = conductor_of (typeof (Stuck), 0);

  try {
    conductor.setup ();
    conductor.shutdown ();
    assert_not_reached ();
  } catch (Conductor.ConductorError.SHUTDOWN_INCOMPLETE error) {
    assert (error.message.contains ("Stuck (shutdown): stuck"));
  } catch (Error error) {
    assert_not_reached ();
  }
  assert_cmpstr (take_log (), CompareOperator.EQ, "Database Database-");
  assert_finalizes ((owned) conductor);
}

void test_cancel () {
  var conductor = conductor_of (typeof (Slow), 0);
  var cancellable = new Cancellable ();

  later (() => {
    cancellable.cancel ();
    return Source.REMOVE;
  });
  assert (error_of_setup (conductor, cancellable) is IOError.CANCELLED);
  assert_cmpstr (take_log (), CompareOperator.EQ, "Database Slow+ Database-");
  assert (conductor.get_failures ().get_n_items () == 0);
  assert_finalizes ((owned) conductor);
}

void test_late_success () {
  var conductor = conductor_of (typeof (Slow), 0);
  var cancellable = new Cancellable ();

  conductor.component_created.connect ((component) => {
    if (component is Slow)
      ((Slow) component).succeeds = true;
  });
  later (() => {
    cancellable.cancel ();
    return Source.REMOVE;
  });
  assert (error_of_setup (conductor, cancellable) is IOError.CANCELLED);
  assert_cmpstr (take_log (), CompareOperator.EQ, "Database Slow+ Slow Slow- Database-");
  assert_finalizes ((owned) conductor);
}

void test_timeout () {
  var conductor = conductor_of (typeof (Slow), 0);

  conductor.setup_timeout = 20;

  var error = error_of_setup (conductor);
  assert (error is Conductor.ConductorError.TIMED_OUT);
  assert (error.message.has_prefix ("Slow (setup): "));
  assert_cmpstr (take_log (), CompareOperator.EQ, "Database Slow+ Database-");
  assert_finalizes ((owned) conductor);
}

void test_abandoned () {
  var conductor = conductor_of (typeof (Slow), 0);

  conductor.setup_timeout = 20;
  conductor.grace = 20;
  conductor.component_created.connect ((component) => {
    if (component is Slow)
      ((Slow) component).is_deaf = true;
  });
  assert (error_of_setup (conductor) is Conductor.ConductorError.TIMED_OUT);
  assert (conductor.get_component (typeof (Slow)).state == Conductor.State.ABANDONED);
  assert_cmpstr (take_log (), CompareOperator.EQ, "Database Slow+ Database-");
}

void test_dropped_task () {
  var conductor = conductor_of (typeof (Dropping), 0);

  assert (error_of_setup (conductor) is Conductor.ConductorError.NEVER_RETURNED);
  assert_finalizes ((owned) conductor);
}

void test_patch () {
  var conductor = conductor_of (typeof (Server), 0);

  try {
    conductor.patch (typeof (Database), typeof (DatabaseMock));
  } catch (Error error) {
    assert_not_reached ();
  }
  go_through (conductor);
  assert_cmpstr (take_log (), CompareOperator.EQ, "mock Server Server- Database-");
  assert_finalizes ((owned) conductor);
}

void test_patch_wide () {
  var conductor = conductor_of (typeof (Wide), 0);

  go_through (conductor);
  assert_cmpstr (take_log (), CompareOperator.EQ, "Database Database-");
  try {
    conductor.patch (typeof (Database), typeof (AnyMock));
  } catch (Error error) {
    assert_not_reached ();
  }
  go_through (conductor);
  assert_cmpstr (take_log (), CompareOperator.EQ, "any mock");
}

void test_patch_narrow () {
  var conductor = conductor_of (typeof (Server), 0);

  try {
    conductor.patch (typeof (Database), typeof (AnyMock));
    conductor.validate ();
    assert_not_reached ();
  } catch (Conductor.ConductorError.BAD_PATCH error) {
    assert (error.message.contains ("database"));
  } catch (Error error) {
    assert_not_reached ();
  }
}

void test_cycle () {
  var conductor = conductor_of (typeof (First), 0);
  var error = error_of_setup (conductor);

  assert (error is Conductor.ConductorError.CYCLE);
  assert (error.message.contains ("First:second -> Second:third -> Third:first -> First"));
}

void test_mixed_styles () {
  var conductor = conductor_of (typeof (Mixed), 0);
  var error = error_of_setup (conductor);

  assert (error is Conductor.ConductorError.INVALID_TYPE);
  assert (error.message.contains ("Mixed") && error.message.contains ("ValaPartsWorker"));
}

void test_optional () {
  var conductor = conductor_of (typeof (Optional), 0);

  go_through (conductor);
  assert_cmpstr (take_log (), CompareOperator.EQ, "false false");

  conductor.add (typeof (Clock));
  go_through (conductor);
  assert_cmpstr (take_log (), CompareOperator.EQ, "false true");
  assert_finalizes ((owned) conductor);
}

void test_ready_made () {
  var conductor = new Conductor.Conductor ();
  var own = new Database ();
  var server = new Server ();

  server.database = own;
  try {
    conductor.add_component (server, Conductor.Need.REQUIRED);
  } catch (Error error) {
    assert_not_reached ();
  }
  go_through (conductor);
  assert (conductor.get_component (typeof (Server)) == server);
  assert (server.database == own);
  assert_cmpstr (take_log (), CompareOperator.EQ, "Database Server Server- Database-");
}

void test_log () {
  var conductor = new Conductor.Conductor ();
  var clock = new Clock ();

  conductor.log_domain = "Jobs";
  conductor.log_policy = Conductor.LogPolicy.COMPONENT;
  try {
    conductor.add_component (clock, Conductor.Need.REQUIRED);
  } catch (Error error) {
    assert_not_reached ();
  }
  assert_cmpstr (clock.get_log_domain (), CompareOperator.EQ, "Jobs-clock");

  conductor.set_log_domain_func ((component) => { return @"of $(component.name)"; });
  assert_cmpstr (clock.get_log_domain (), CompareOperator.EQ, "of-Clock");
  conductor.set_log_domain_func (null);
  clock.log_message (LogLevelFlags.LEVEL_DEBUG, "nobody hears this");
  assert_cmpstr (clock.get_log_domain (), CompareOperator.EQ, "Jobs-clock");
}

void test_by_hand () {
  var database = new Database ();
  var loop = new MainLoop ();

  database.setup_async.begin (null, (object, result) => {
    try {
      assert (database.setup_async.end (result));
    } catch (Error error) {
      assert_not_reached ();
    }
    loop.quit ();
  });
  loop.run ();
  assert_cmpstr (take_log (), CompareOperator.EQ, "Database");
}

void test_serve () {
  var conductor = conductor_of (typeof (Server), 0);

  later (() => {
    conductor.quit ();
    return Source.REMOVE;
  });
  try {
    assert (conductor.serve ());
  } catch (Error error) {
    assert_not_reached ();
  }
  assert_cmpstr (take_log (), CompareOperator.EQ, "Database Server Server- Database-");
  assert_finalizes ((owned) conductor);
}

void test_serve_failing () {
  var conductor = conductor_of (typeof (Server), 0);

  later (() => {
    conductor.get_component (typeof (Database)).fail (new IOError.BROKEN_PIPE ("gone"));
    return Source.REMOVE;
  });
  try {
    conductor.serve ();
    assert_not_reached ();
  } catch (IOError.BROKEN_PIPE error) {
    assert_cmpstr (error.message, CompareOperator.EQ, "ValaPartsDatabase (active): gone");
  } catch (Error error) {
    assert_not_reached ();
  }
  assert_cmpstr (take_log (), CompareOperator.EQ, "Database Server Server- Database-");
}

void test_run () {
  var conductor = conductor_of (typeof (Server), 0);

  try {
    assert (conductor.run ((conductor, task) => {
      note ("work");
      later (() => {
        task.return_boolean (true);
        return Source.REMOVE;
      });
    }));
  } catch (Error error) {
    assert_not_reached ();
  }
  assert_cmpstr (take_log (), CompareOperator.EQ, "Database Server work Server- Database-");
  assert_finalizes ((owned) conductor);
}

void test_run_failing () {
  var conductor = conductor_of (typeof (Server), 0);

  try {
    conductor.run ((conductor, task) => task.return_error (new IOError.NOT_FOUND ("lost")));
    assert_not_reached ();
  } catch (IOError.NOT_FOUND error) {
    assert_cmpstr (error.message, CompareOperator.EQ, "lost");
  } catch (Error error) {
    assert_not_reached ();
  }
  assert_cmpstr (take_log (), CompareOperator.EQ, "Database Server Server- Database-");
}

int main (string[] args) {
  Test.init (ref args);
  Test.add_func ("/vala/order/dependencies-first", test_order);
  Test.add_func ("/vala/order/again", test_again);
  Test.add_func ("/vala/order/async", test_async);
  Test.add_func ("/vala/order/chain-up", test_chain_up);
  Test.add_func ("/vala/failure/async", test_failure_async);
  Test.add_func ("/vala/failure/task", test_failure_task);
  Test.add_func ("/vala/failure/shutdown", test_failing_shutdown);
  Test.add_func ("/vala/cancel/rolls-back", test_cancel);
  Test.add_func ("/vala/cancel/late-success", test_late_success);
  Test.add_func ("/vala/timeout/cancelled", test_timeout);
  Test.add_func ("/vala/timeout/abandoned", test_abandoned);
  Test.add_func ("/vala/timeout/dropped-task", test_dropped_task);
  Test.add_func ("/vala/patch/subclass", test_patch);
  Test.add_func ("/vala/patch/wide-property", test_patch_wide);
  Test.add_func ("/vala/patch/narrow-property", test_patch_narrow);
  Test.add_func ("/vala/graph/cycle", test_cycle);
  Test.add_func ("/vala/graph/mixed-styles", test_mixed_styles);
  Test.add_func ("/vala/graph/optional", test_optional);
  Test.add_func ("/vala/graph/ready-made", test_ready_made);
  Test.add_func ("/vala/log", test_log);
  Test.add_func ("/vala/by-hand", test_by_hand);
  Test.add_func ("/vala/serve/quit", test_serve);
  Test.add_func ("/vala/serve/fail", test_serve_failing);
  Test.add_func ("/vala/run/succeeds", test_run);
  Test.add_func ("/vala/run/fails", test_run_failing);
  return Test.run ();
}
