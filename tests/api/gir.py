#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What bindings see is what was kept, but for documentation and positions in sources.

gir.py KEPT GIR prints TAP, and the difference; with --write it keeps the present GIR.
"""

import difflib
import sys
import xml.etree.ElementTree as ET

CORE = '{http://www.gtk.org/introspection/core/1.0}'
NOT_API = {CORE + name for name in ('doc', 'doc-deprecated', 'doc-stability', 'doc-version',
                                    'docsection', 'source-position')}


def normalise(path):
    """Returns the lines of a GIR without what is no API."""
    root = ET.parse(path).getroot()
    root.attrib.pop('version')  # of the format
    for element in root.iter():
        for child in [child for child in element if child.tag in NOT_API]:
            element.remove(child)
    for uri, prefix in (('core/1.0', ''), ('c/1.0', 'c')):
        ET.register_namespace(prefix, f'http://www.gtk.org/introspection/{uri}')
    ET.register_namespace('glib', 'http://www.gtk.org/introspection/glib/1.0')
    ET.indent(root)
    return [f'{line}\n' for line in ET.tostring(root, encoding='unicode').splitlines()]


def main(arguments):
    write = '--write' in arguments
    kept, gir = (a for a in arguments if a != '--write')
    lines = normalise(gir)

    if write:
        with open(kept, 'w', encoding='utf-8') as file:
            file.writelines(lines)
        return 0

    with open(kept, encoding='utf-8') as file:
        difference = list(difflib.unified_diff(file.readlines(), lines, 'kept', 'now'))
    print('1..1')
    print('not ok' if difference else 'ok', 1, 'the API in the GIR is the one that was kept')
    print(*(f'# {line}' for line in difference), sep='', end='')
    return bool(difference)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
