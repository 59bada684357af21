#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Counts the test cases in meson's report, and prints "N passed, N failed".

A case that was skipped counts as failed: nothing here is skipped.
"""

import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

# Meson puts what a test printed into its report as it is: colours have no place in XML.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def main():
    passed = failed = 0
    report = CONTROL.sub("", pathlib.Path(sys.argv[1]).read_text("utf-8", "replace"))
    for case in ElementTree.fromstring(report).iter("testcase"):
        if all(case.find(tag) is None for tag in ("failure", "error", "skipped")):
            passed += 1
        else:
            failed += 1
            print("failed:", case.get("classname"), case.get("name"))
    print(f"{passed} passed, {failed} failed")
    return 0 if passed > 0 and failed == 0 else 1


sys.exit(main())
