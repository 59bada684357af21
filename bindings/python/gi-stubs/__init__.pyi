# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# This file and that of gi.repository make a package of stubs where there is no other:
# whatever is not known here may be anything. Where pygobject-stubs are installed, put
# repository/Conductor.pyi next to theirs instead.

from typing import Any

def require_version(namespace: str, version: str) -> None: ...
def __getattr__(name: str) -> Any: ...
