// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Components in Vala, in both styles.

string? log_text;

class Database : Conductor.Component {
  public override async bool setup_async (Cancellable? cancellable) throws Error {
    Idle.add (setup_async.callback);
    yield;
    log_text += "database up;";
    return true;
  }

  public override async bool shutdown_async (Cancellable? cancellable) throws Error {
    log_text += "database down;";
    return true;
  }
}

class Cache : Conductor.Component {
  public override async bool setup_async (Cancellable? cancellable) throws Error {
    throw new IOError.NO_SPACE ("full");
  }
}

class Web : Conductor.Component {
  public Database? database { get; set; }
  public Cache? cache { get; set; }

  class construct {
    set_need ("cache", Conductor.Need.WANTED);
  }

  public override void setup (Task task) {
    log_text += cache == null && database != null ? "web up;" : "web wrong;";
    task.return_boolean (true);
  }

  public override void shutdown (Task task) {
    log_text += "web down;";
    task.return_boolean (true);
  }
}

void test_order () {
  log_text = "";

  var conductor = new Conductor.Conductor ();

  try {
    conductor.add (typeof (Web));
    conductor.setup ();
    assert (conductor.get_failures ().get_n_items () == 1);
    conductor.shutdown ();
  } catch (Error error) {
    assert_not_reached ();
  }

  assert (log_text == "database up;web up;web down;database down;");
}

void test_error () {
  log_text = "";

  var conductor = new Conductor.Conductor ();

  try {
    conductor.add (typeof (Cache));
    conductor.setup ();
    assert_not_reached ();
  } catch (IOError.NO_SPACE error) {
    assert (error.message == "Cache (setup): full");
  } catch (Error error) {
    assert_not_reached ();
  }
}

int main (string[] args) {
  Test.init (ref args);
  Test.add_func ("/vala/order", test_order);
  Test.add_func ("/vala/error", test_error);
  return Test.run ();
}
