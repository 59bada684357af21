#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Makes the pages, which a forge shows as they are, into what gi-docgen wants.

pages.py FOLDER FILE...: writes each FILE.md to FOLDER, its title as metadata, its links to
pages and pictures as they will be called in the manual. A link that leads to nothing there
is an error.
"""

import pathlib
import re
import sys

TITLE = re.compile(r'\A(<!--.*?-->\n)+\n?# ([^\n]*)\n', re.S)
LINK = re.compile(r'(?<=\]\()([^)#]+)')


def convert(path, files):
    """Returns the text of a page."""
    def follow(match):
        target = match[1]
        if '://' in target:
            return target
        if (path.parent / target).resolve() not in files:
            sys.exit(f'{path}: a link to {target}, which is not in the manual')
        return re.sub(r'\.md$', '.html', pathlib.Path(target).name)

    text = path.read_text(encoding='utf-8')
    title = TITLE.match(text)
    if title is None:
        sys.exit(f'{path}: must begin with a licence and a title')
    # A comment that is the first thing in a page would hide its metadata.
    return f'Title: {title[2]}\n\n# {title[2]}\n' + LINK.sub(follow, text[title.end():])


def main(folder, *names):
    folder = pathlib.Path(folder)
    files = {pathlib.Path(name).resolve() for name in names}
    for path in sorted(files):
        if path.suffix == '.md':
            (folder / path.name).write_text(convert(path, files), encoding='utf-8')


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
