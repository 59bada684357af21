# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What mypy is to refuse: exactly the lines that say so, for the reason that they say.

What is marked "with" needs to know GObject too, which pygobject-stubs tells.
"""

from typing import Optional

from gi.repository import Conductor as C
from gi.repository.Conductor import Component, Conductor


class Database(Component):
    async def query(self) -> list[int]:
        return []


class Web(Component):
    db: Database
    other: Optional[Database]

    async def setup(self) -> None:
        rows: list[int] = self.db.query()  # error: Incompatible types in assignment
        self.other.get_name()  # error: Item "None" of "Optional[Database]" has no attribute
        self.db.qurey()  # error with: "Database" has no attribute "qurey"
        await self.db.query(1)  # error: Too many arguments for "query"
        rows.append(self.get_name())  # error: Argument 1 to "append" of "list"
        self.get_conductor().quit()  # error: Item "None" of "Optional[Conductor]"

    async def shutdown(self, hard: bool) -> None:  # error: Signature of "shutdown" incompatible
        self.fail("text")  # error with: Argument 1 to "fail" of "Component"

    def do_setup(self) -> None:  # error: Signature of "do_setup" incompatible
        self.extend_timeout("1 s")  # error: Argument 1 to "extend_timeout" of "Component"


class Config:
    pass


Web.set_need("db", True)  # error: Argument 2 to "set_need" of "Component"
Web.set_need("db", C.Need.WISHED)  # error with: "Type[Need]" has no attribute "WISHED"
Web.set_dependency_type("db", "Database")  # error: Argument 2 to "set_dependency_type"

conductor = Conductor({})  # error: Too many positional arguments for "Conductor"
conductor = Conductor(cnofig={})  # error: Unexpected keyword argument "cnofig"
conductor = Conductor(setup_timeout="1 s")  # error: Argument "setup_timeout" to "Conductor"
conductor.add(Config)  # error: Argument 1 to "add" of "Conductor"
conductor.add("Web")  # error: Argument 1 to "add" of "Conductor"
conductor.add(Web, required=True)  # error: Unexpected keyword argument "required"
conductor.patch(Database)  # error: Missing positional argument "replacement"
conductor.patch(Database, Config)  # error: Argument 2 to "patch" of "Conductor"
conductor.run(3)  # error: Argument 1 to "run" of "Conductor"
conductor.get(Database).query()  # error: has no attribute "query"
conductor.get("Database")  # error: Argument 1 to "get" of "Conductor"
conductor["Database"]  # error: No overload variant of "__getitem__"
conductor.servr()  # error with: "Conductor" has no attribute "servr"
database: Web = conductor[Database]  # error with: Incompatible types in assignment
state: str = conductor.get_state()  # error with: Incompatible types in assignment
number: int = conductor.get_status()  # error: Incompatible types in assignment


async def main() -> None:
    conductor.setup()  # error: Value of type "Coroutine[Any, Any, None]" must be used
    await conductor.setup("now")  # error with: Argument 1 to "setup" of "Conductor"
    C.gio(3)  # error: must be used; Argument 1 to "gio"
