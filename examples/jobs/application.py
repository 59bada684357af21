#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The jobs application with its background workers in Python, side by side with C.

Everything else is the C of this directory, by introspection as "Demo". To try it in a
build directory: meson devenv -C BUILD examples/jobs/application.py (from the sources).
"""

import argparse
import asyncio
import sys
import time

import gi
from gi.repository import Conductor as C
from gi.repository import GLib
from gi.repository.Conductor import Component, Conductor

gi.require_version("Demo", "1")
from gi.repository import Demo  # noqa: E402

PATIENCE = 3  # s, with the jobs that are being done


class BackgroundWorkers(Component):
    """Does the jobs, several at once: demo-background-workers.c in Python.

    The queue says what there may be to do, the database what is: a job has to be claimed
    there, so one that is queued twice is done once.
    """

    database: Demo.Database
    queue: Demo.MessageQueue

    async def setup(self) -> None:
        self.jobs: set[asyncio.Future[None]] = set()
        for id in await C.gio(self.database.take_up_jobs_async):
            self.queue.push_async(str(id), None, None)
        self.workers = [asyncio.create_task(self.work()) for _ in range(self.config.workers)]

    async def work(self) -> None:
        try:
            while True:
                message = await C.gio(self.queue.pop_async)
                await self.begin(message)
        except GLib.Error as error:
            # Without its database the program can't go on: the next start will.
            self.fail(error)

    # One that was put back stays unacknowledged.
    async def do(self, message: str) -> None:
        await C.gio(Demo.work_async, self.database, int(message), self.config.job_time)
        await C.gio(self.queue.acknowledge_async, message)

    def begin(self, message: str) -> "asyncio.Future[None]":
        job = asyncio.ensure_future(self.do(message))
        self.jobs.add(job)
        job.add_done_callback(self.jobs.discard)
        # Of a worker that is told to end, the job goes on.
        return asyncio.shield(job)

    async def shutdown(self) -> None:
        for worker in self.workers:
            worker.cancel()
        try:
            if self.jobs:
                await asyncio.wait(self.jobs, timeout=PATIENCE)
        finally:
            # They are put back.
            for job in self.jobs:
                job.cancel()
            await asyncio.gather(*self.workers, *self.jobs, return_exceptions=True)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Count words over HTTP.")
    parser.add_argument("-d", "--database", metavar="PATH", default="jobs.db",
                        help="the file that keeps the jobs; default: jobs.db")
    parser.add_argument("-p", "--port", metavar="N", type=int, default=0,
                        help="the port to listen on; default: any that is free")
    parser.add_argument("-w", "--workers", metavar="N", type=int, default=2,
                        help="how many jobs are done at once; default: 2")
    parser.add_argument("--job-time", metavar="MS", type=int, default=0,
                        help="let each job take longer, as harder ones would")
    return parser.parse_args()


class Application:
    def __init__(self, options: argparse.Namespace) -> None:
        self.start = time.monotonic()
        self.conductor = Conductor(config=options)
        self.conductor.add(Demo.WebApi)
        self.conductor.add(BackgroundWorkers)
        self.conductor.add(Demo.LocalQueue)
        self.conductor.connect("component-created", self.configure)
        self.conductor.connect("notify::state", self.tell)

    def print(self, text: str) -> None:
        print(f"{time.monotonic() - self.start:8.3f}  {text}", flush=True)

    def configure(self, conductor: Conductor, component: Component) -> None:
        component.connect("notify::state", self.tell_state)
        if isinstance(component, Demo.Database):
            component.props.path = conductor.config.database
        elif isinstance(component, Demo.WebApi):
            component.props.port = conductor.config.port

    def tell_state(self, component: Component, _: object) -> None:
        self.print(f"{component.get_name():<18} {component.get_state().value_nick}")

    def tell(self, conductor: Conductor, _: object) -> None:
        if conductor.get_state() == C.State.ACTIVE:
            self.print(f"Open {conductor[Demo.WebApi].get_uri()} - Ctrl-C stops")


def main() -> None:
    Application(parse_options()).conductor.serve()


if __name__ == "__main__":
    try:
        main()
    except GLib.Error as error:
        sys.exit(f"jobs: {error.message}")
