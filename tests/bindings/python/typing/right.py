# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What mypy is to pass: every use that the documentation shows."""

import asyncio
import logging
from typing import Optional

from gi.repository import Conductor as C
from gi.repository import Gio, GLib
from gi.repository.Conductor import Component, Conductor


class Database(Component):
    async def setup(self) -> None:
        self.rows = [1, 2]

    async def query(self) -> list[int]:
        return self.rows


class MessageQueue(Component):
    def setup(self) -> None:
        pass

    def do_shutdown(self, task: Gio.Task) -> None:
        task.return_boolean(True)


class Web(Component):
    db: Database
    queue: MessageQueue
    other: Optional[MessageQueue]

    async def setup(self) -> None:
        await super().setup()
        rows: list[int] = await self.db.query()
        rows.append(self.config["port"])
        if self.other:
            self.other.get_name().upper()
        await C.gio(Gio.File.new_for_path("/etc/hostname").load_contents_async)

    async def shutdown(self) -> None:
        conductor = self.get_conductor()
        if conductor:
            conductor.quit()


Web.set_need("queue", C.Need.WANTED)
Web.set_dependency_type("queue", MessageQueue)
Web.set_reloadable("setup-timeout", False)
Web.set_settings_schema("org.example.web", None)


async def work(conductor: Conductor, text: str) -> int:
    db: Optional[Database] = conductor.get(Database)
    assert db is conductor[Database] and Database in conductor
    names = [component.get_name() for component in conductor]
    names += [component.get_name() for component in db.depends_on + db.required_by]
    graph: C.Graph = conductor.dup_graph()
    names += [graph.get_node_name(node) for node in graph.dup_roots()]
    text += graph.to_svg() + graph.get_edge(0)[0]
    return len(names) + len(conductor) + len(text) + len(await conductor[Database].query())


async def main(conductor: Conductor) -> None:
    await conductor.setup()
    await conductor.shutdown()
    number: int = await conductor.run(work, conductor, "text")
    await conductor.serve()
    await asyncio.sleep(number)


conductor = Conductor(config={"port": 80}, setup_timeout=1000, max_concurrent=3,
                      logging_policy=C.ModuleLoggingPolicy(), log_policy=C.LogPolicy.ONE)
conductor.logging_policy = lambda klass: logging.getLogger(klass.__name__)
logging.getLogger().addHandler(C.GLibHandler())
MessageQueue().logger.info("%s", conductor.get_log_domain())
conductor.add(Web)
conductor.add(MessageQueue(name="queue"), C.Need.WANTED)
conductor.patch(Database, MessageQueue)
conductor.connect("notify::state", print)
conductor.serve()
number: int = conductor.run(work(conductor, "text"))
text: str = conductor.describe_waiting() + conductor.dup_config_template()
restart: list[str] = conductor.reload_config()
for failure in conductor.get_failures():
    print(failure.get_component().get_name(), failure.get_error().message)
try:
    conductor.validate()
except GLib.Error as error:
    assert error.matches(C.error_quark(), C.Error.CYCLE)
