#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs pytest, and prints TAP, so that meson counts the cases: run_pytest.py FILE...

What pytest itself has to say goes to the standard error.
"""

import os
import sys

import pytest


class Tap:
    def __init__(self, stream):
        self.stream = stream
        self.n_reported = 0

    def print(self, *words):
        print(*words, file=self.stream, flush=True)

    def pytest_collection_finish(self, session):
        self.print(f"1..{len(session.items)}")

    def pytest_runtest_logreport(self, report):
        if report.when == "teardown" and report.failed:
            # The test itself has been reported already.
            self.print("Bail out!", report.nodeid)
        elif report.when == "call" or report.when == "setup" and not report.passed:
            self.n_reported += 1
            verdict = "ok" if report.passed else "not ok"
            self.print(verdict, self.n_reported, report.nodeid.split("::", 1)[1].replace("#", ""))


if __name__ == "__main__":
    tap = Tap(os.fdopen(os.dup(1), "w", encoding="utf-8"))
    os.dup2(2, 1)
    sys.exit(pytest.main(["-p", "no:cacheprovider", "--import-mode=importlib", *sys.argv[1:]],
                         plugins=[tap]))
