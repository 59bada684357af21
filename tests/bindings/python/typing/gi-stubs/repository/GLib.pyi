# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# As much of the stubs of PyGObject as the tests need, in their place.

class Error(Exception):
    message: str
    def matches(self, domain: int, code: int) -> bool: ...
