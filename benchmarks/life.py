#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""life.c with components of Python, whose setup and shutdown are coroutines."""

import sys

import units
from gi.repository import GObject
from gi.repository.Conductor import Component, Conductor


class Root(units.Root, Component):
    pass


class Link(units.Link, Component):
    a = GObject.Property(type=Component)
    b = GObject.Property(type=Component)


def live(types):
    conductor = Conductor()
    for component in types:
        conductor.add(component)
    conductor.run(lambda: None)


def main(n, n_lives):
    units.measure(live, units.make_types(n, Root, Link), n_lives)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
