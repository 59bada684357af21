# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# As much of the stubs of PyGObject as the tests need, in their place.

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from gi.repository import GObject

_T = TypeVar("_T")

class AsyncResult: ...
class Cancellable(GObject.Object): ...
class Task(GObject.Object):
    def return_boolean(self, result: bool) -> None: ...
class File:
    @staticmethod
    def new_for_path(path: str) -> File: ...
    def load_contents_async(self, *args: Any) -> None: ...
class ListModel(Generic[_T]):
    def __iter__(self) -> Iterator[_T]: ...
