#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""An application in Python, to be ended in every way.

It says and understands some of what application.c does; APP_KIND is gio, gtk or adw.
Setup and shutdown are coroutines, and the application is subclassed.
"""

import asyncio
import gc
import os
import sys
import weakref

import gi

gi.require_version('Adw', '1')
gi.require_version('Gtk', '4.0')

from gi.repository import Gio, GLib  # noqa: E402
from gi.repository.Conductor import Component, Conductor  # noqa: E402

KIND = os.environ.get('APP_KIND', 'gio')
if KIND != 'gio':
    from gi.repository import Adw, Gtk
    BASE = Adw.Application if KIND == 'adw' else Gtk.Application
    WINDOW = Adw.ApplicationWindow if KIND == 'adw' else Gtk.ApplicationWindow
else:
    BASE = Gio.Application


def say(line):
    print(line, flush=True)


class Part(Component):
    async def setup(self):
        say(f'{self.get_name()} setup')
        await asyncio.sleep(0.001)
        say(f'{self.get_name()} up')

    async def shutdown(self):
        say(f'{self.get_name()} shutdown')
        await asyncio.sleep(0.001)
        say(f'{self.get_name()} down')


class Store(Part):
    async def setup(self):
        await super().setup()
        if 'fail' in os.environ.get('APP_STORE', ''):
            raise ValueError('no route')


class Web(Part):
    store: Store


class Ended(BASE):
    def __init__(self, conductor):
        super().__init__(application_id='org.example.Ended', flags=Gio.ApplicationFlags.FLAGS_NONE)
        self.conductor = conductor

    def get_nick(self):
        return self.conductor.get_state().value_nick

    def do_startup(self):
        BASE.do_startup(self)
        say('startup')

    def do_activate(self):
        say(f'activate {self.get_nick()}')
        if KIND == 'gio':
            self.hold()
        else:
            WINDOW(application=self).present()

    def do_shutdown(self):
        say(f'shutdown {self.get_nick()}')
        for window in self.get_windows() if KIND != 'gio' else []:
            window.destroy()
        BASE.do_shutdown(self)


def obey(application, line):
    if line == 'quit':
        application.quit()
    elif line == 'inhibited-quit':
        with application.conductor.inhibit('saving report.odt', 5000) as inhibitor:
            application.quit()
            say(f'{inhibitor.get_reason()} {inhibitor.is_over()}')
        say(f'{inhibitor.is_over()}')
    elif line == 'conductor-quit':
        application.conductor.quit()
    elif KIND == 'gio':
        application.release()
    else:
        application.get_windows()[0].close()


def main():
    conductor = Conductor()
    conductor.add(Web)
    application = Ended(conductor)
    conductor.attach_application(application)

    def read(channel, _):
        line = channel.readline()
        if not line:
            return GLib.SOURCE_REMOVE
        obey(application, line.strip())
        return GLib.SOURCE_CONTINUE

    source = GLib.io_add_watch(GLib.IOChannel(0), GLib.PRIORITY_DEFAULT, GLib.IO_IN, read)
    status = application.run(sys.argv)
    say(f'ran {status}')
    GLib.source_remove(source)
    return status or conductor.get_exit_status(), weakref.ref(conductor)


if __name__ == '__main__':
    exit_status, alive = main()
    gc.collect()
    say(f'left {int(alive() is not None)}')
    sys.exit(exit_status)
