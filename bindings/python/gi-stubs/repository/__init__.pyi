# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Whatever has no stubs here may be anything. Where pygobject-stubs are installed into
# the same directory, theirs are found first.

from typing import Any

def __getattr__(name: str) -> Any: ...
