// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// A library of components in Vala, which programs in other languages subclass.

namespace ValaParts {
  private string? log_text;

  public void note (string text) {
    log_text = log_text == null ? text : log_text + " " + text;
  }

  public string take_log () {
    return (owned) log_text ?? "";
  }

  public class Database : Conductor.Component {
    public override async bool setup_async (Cancellable? cancellable) throws Error {
      Idle.add (setup_async.callback);
      yield;
      note ("Database");
      return true;
    }

    public override async bool shutdown_async (Cancellable? cancellable) throws Error {
      Idle.add (shutdown_async.callback);
      yield;
      note ("Database-");
      return true;
    }
  }

  // The style with an async method.
  public class Server : Conductor.Component {
    public Database? database { get; set; }
    public bool fails { get; set; }

    public override async bool setup_async (Cancellable? cancellable) throws Error {
      note (database != null ? "Server" : "Server without database");
      Idle.add (setup_async.callback);
      yield;
      if (fails)
        throw new IOError.NO_SPACE ("full");
      return true;
    }

    public override async bool shutdown_async (Cancellable? cancellable) throws Error {
      Idle.add (shutdown_async.callback);
      yield;
      note ("Server-");
      return true;
    }
  }

  // The style with a task.
  public class Worker : Conductor.Component {
    public Database? database { get; set; }
    public bool fails { get; set; }

    public override void setup (Task task) {
      note (database != null ? "Worker" : "Worker without database");
      Idle.add (() => {
        if (fails)
          task.return_error (new IOError.NO_SPACE ("full"));
        else
          task.return_boolean (true);
        return Source.REMOVE;
      });
    }

    public override void shutdown (Task task) {
      note ("Worker-");
      task.return_boolean (true);
    }
  }
}
