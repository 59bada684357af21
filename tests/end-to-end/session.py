#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Plays the session manager of GNOME to one client, and ends the session.

It says what it hears on standard output; a line of standard input begins the end.
"""

import sys

from gi.repository import Gio, GLib

NAME = 'org.gnome.SessionManager'
PATH = '/org/gnome/SessionManager'
CLIENT = PATH + '/Client1'
PRIVATE = NAME + '.ClientPrivate'

INTERFACES = Gio.DBusNodeInfo.new_for_xml(f'''<node>
  <interface name="{NAME}">
    <method name="RegisterClient">
      <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="o" direction="out"/>
    </method>
    <method name="UnregisterClient"><arg type="o" direction="in"/></method>
    <property name="SessionIsActive" type="b" access="read"/>
  </interface>
  <interface name="{PRIVATE}">
    <method name="EndSessionResponse">
      <arg type="b" direction="in"/><arg type="s" direction="in"/>
    </method>
    <signal name="QueryEndSession"><arg type="u"/></signal>
    <signal name="EndSession"><arg type="u"/></signal>
    <signal name="Stop"/>
  </interface>
</node>''').interfaces


class Session:
    def __init__(self, connection):
        self.connection = connection
        self.steps = iter((('EndSession', GLib.Variant('(u)', (0,))), ('Stop', None)))
        connection.register_object(PATH, INTERFACES[0], self.call, self.get, None)
        connection.register_object(CLIENT, INTERFACES[1], self.call, None, None)

    def emit(self, name, parameters):
        print(name, flush=True)
        self.connection.emit_signal(None, CLIENT, PRIVATE, name, parameters)

    def get(self, *_):
        return GLib.Variant('b', True)

    def call(self, _connection, _sender, _path, _interface, method, parameters, invocation):
        if method == 'RegisterClient':
            invocation.return_value(GLib.Variant('(o)', (CLIENT,)))
        else:
            invocation.return_value(None)
        print(method, *(parameters.unpack()[:1] if method == 'EndSessionResponse' else ()),
              flush=True)
        if method == 'EndSessionResponse':
            step = next(self.steps, None)
            if step:
                self.emit(*step)

    def begin(self, *_):
        sys.stdin.readline()
        self.emit('QueryEndSession', GLib.Variant('(u)', (0,)))
        return GLib.SOURCE_REMOVE


def main():
    connection = Gio.bus_get_sync(Gio.BusType.SESSION)
    session = Session(connection)
    Gio.bus_own_name_on_connection(connection, NAME, Gio.BusNameOwnerFlags.NONE,
                                   lambda *_: print('owned', flush=True), None)
    GLib.io_add_watch(GLib.IOChannel(0), GLib.PRIORITY_DEFAULT, GLib.IO_IN, session.begin)
    GLib.MainLoop().run()


if __name__ == '__main__':
    main()
