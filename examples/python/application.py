#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Counts the words of texts that are sent to it over HTTP.

    application.py [DATABASE]

An application of four components in pure Python. Each says what it needs; in which
order they start and stop is the conductor's business. Ctrl-C stops it.
"""

import asyncio
import sqlite3
import sys
import urllib.parse
from typing import Optional

from gi.repository import Conductor as C
from gi.repository import Gio, GLib
from gi.repository.Conductor import Component, Conductor


class Database(Component):
    """Keeps the texts and their numbers of words; SQLite blocks, so in a thread."""

    async def setup(self) -> None:
        self.connection = await asyncio.to_thread(self.open, self.config["database"])

    def open(self, path: str) -> sqlite3.Connection:
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        connection.execute("CREATE TABLE IF NOT EXISTS texts "
                           "(id INTEGER PRIMARY KEY, text TEXT, words INTEGER)")
        return connection

    async def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
        return await asyncio.to_thread(self.connection.execute, statement, values)

    async def shutdown(self) -> None:
        await asyncio.to_thread(self.connection.close)


class MessageQueue(Component):
    """Tells of new texts. There is nothing to shut down."""

    async def setup(self) -> None:
        self.messages: asyncio.Queue[int] = asyncio.Queue()


class WebAPI(Component):
    """Takes a text by /add?some+words, and answers / with the numbers of words."""

    db: Database
    queue: MessageQueue

    async def setup(self) -> None:
        self.listener = Gio.SocketListener()
        address = Gio.InetSocketAddress.new_from_string("127.0.0.1", self.config["port"])
        _, effective = self.listener.add_address(
            address, Gio.SocketType.STREAM, Gio.SocketProtocol.TCP, None)
        self.uri = f"http://127.0.0.1:{effective.get_port()}/"
        self.tasks = {asyncio.create_task(self.accept())}

    async def accept(self) -> None:
        while True:
            connection, _ = await C.gio(self.listener.accept_async)
            task = asyncio.create_task(self.talk(connection))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def talk(self, connection: Gio.SocketConnection) -> None:
        stream = Gio.DataInputStream.new(connection.get_input_stream())
        lines: list[str] = []
        while not lines or lines[-1].strip():
            line, _ = await C.gio(stream.read_line_async, GLib.PRIORITY_DEFAULT)
            lines.append((line or b"").decode())
        text = await self.answer(lines[0])
        await C.gio(connection.get_output_stream().write_bytes_async,
                    GLib.Bytes.new(f"HTTP/1.0 200 OK\r\n\r\n{text}\n".encode()),
                    GLib.PRIORITY_DEFAULT)
        await C.gio(connection.close_async, GLib.PRIORITY_DEFAULT)

    async def answer(self, request: str) -> str:
        path, _, query = request.split()[1].partition("?")
        if path == "/add":
            text = urllib.parse.unquote_plus(query)
            cursor = await self.db.execute("INSERT INTO texts (text) VALUES (?)", text)
            await self.queue.messages.put(cursor.lastrowid or 0)
            return f"{cursor.lastrowid}"
        rows = await self.db.execute("SELECT id, words FROM texts")
        return "\n".join(f"{id}: {words}" for id, words in rows)

    async def shutdown(self) -> None:
        self.listener.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


class BackgroundWorkers(Component):
    """Count the words, two texts at a time."""

    db: Database
    queue: MessageQueue

    async def setup(self) -> None:
        rows = await self.db.execute("SELECT id FROM texts WHERE words IS NULL")
        for (id,) in rows:
            self.queue.messages.put_nowait(id)
        self.tasks = [asyncio.create_task(self.work()) for _ in range(2)]

    async def work(self) -> None:
        while True:
            id = await self.queue.messages.get()
            row = (await self.db.execute("SELECT text FROM texts WHERE id = ?", id)).fetchone()
            await self.db.execute("UPDATE texts SET words = ? WHERE id = ?",
                                  len(row[0].split()), id)

    async def shutdown(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def tell(conductor: Conductor, *_: object) -> None:
    web: Optional[WebAPI] = conductor.get(WebAPI)
    if web and conductor.get_state() == C.State.ACTIVE:
        print(f"Open {web.uri} - Ctrl-C stops", flush=True)


def main() -> None:
    database = sys.argv[1] if len(sys.argv) > 1 else ":memory:"
    conductor = Conductor(config={"database": database, "port": 0})
    # What these depend on comes by itself.
    conductor.add(WebAPI)
    conductor.add(BackgroundWorkers)
    conductor.connect("notify::state", tell)
    conductor.serve()


if __name__ == "__main__":
    try:
        main()
    except GLib.Error as error:
        sys.exit(f"application.py: {error.message}")
