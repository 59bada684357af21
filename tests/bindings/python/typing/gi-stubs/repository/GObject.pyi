# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# As much of the stubs of PyGObject as the tests need, in their place.

from collections.abc import Callable
from typing import Any

class GEnum(int): ...

class Object:
    def connect(self, signal: str, handler: Callable[..., Any], *args: Any) -> int: ...
