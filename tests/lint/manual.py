#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Follows the links of the built manual, as far as they stay in it.

manual.py FOLDER: prints TAP.
"""

import html.parser
import pathlib
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    """What a page refers to, what can be referred to in it, and how much it says."""

    def __init__(self, path):
        super().__init__()
        self.links = set()
        self.anchors = {'', 'top'}
        self.n_characters = 0  # of what is not the same on every page
        self._is_main = False
        self.feed(path.read_text(encoding='utf-8'))

    def handle_starttag(self, tag, attrs):
        self._is_main = (self._is_main or ('id', 'main') in attrs) and tag != 'footer'
        for name, value in attrs:
            if name == 'id' or (tag == 'a' and name == 'name'):
                self.anchors.add(value)
            elif name in ('href', 'src') and value:
                self.links.add(value)

    def handle_data(self, data):
        if self._is_main:
            self.n_characters += len(data.strip())


def find_broken(folder, pages):
    """Yields each link that leads to no file, or to nothing in it."""
    for name, page in pages.items():
        for link in sorted(page.links):
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = urllib.parse.unquote(parts.path) or name
            if not (folder / target).is_file():
                yield f'{name}: {link}: there is no such file'
            elif target in pages and parts.fragment not in pages[target].anchors:
                yield f'{name}: {link}: there is no such place'


def main(folder):
    folder = pathlib.Path(folder)
    pages = {path.name: Page(path) for path in sorted(folder.glob('*.html'))}
    problems = {
        'there are pages': [] if 'index.html' in pages else ['no index.html'],
        'no link is broken': list(find_broken(folder, pages)),
        'no page is empty': [name for name, page in pages.items() if page.n_characters < 50],
    }

    print(f'1..{len(problems)}')
    for number, (what, found) in enumerate(problems.items(), 1):
        print('not ok' if found else 'ok', number, what)
        print(*(f'# {problem}\n' for problem in found), sep='', end='')
    return any(problems.values())


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
