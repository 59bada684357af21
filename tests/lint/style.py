#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What a formatter does not know of the house style.

style.py SOURCE_ROOT prints TAP.
"""

import pathlib
import re
import sys

WIDTH = 100
FILE_LINES = 500
FUNCTION_LINES = 40
CLASS_INIT_LINES = 120

FOLDERS = ['benchmarks', 'bindings', 'conductor', 'conductor-testing', 'docs', 'examples', 'tests']
SUFFIXES = {'.c', '.h', '.in', '.js', '.py', '.sh', '.vala', '.metadata'}
NAMES = {'meson.build', 'meson_options.txt', 'run'}
# Where files and functions are kept short.
SHORT_FOLDERS = {'conductor', 'conductor-testing', 'examples'}
# Whose includes are looked at.
LIBRARIES = {'conductor', 'conductor-testing'}

# From the bottom to the top: each layer knows itself and those below it. A file is
# meant with and without -private.
LAYERS = [
    ('values', 'cdr-version-macros cdr-types cdr-enums cdr-error cdr-trace'),
    ('tools', 'cdr-heap cdr-task cdr-call cdr-pump cdr-signals cdr-sysprof cdr-text cdr-json '
              'cdr-type-names cdr-svg cdr-svg-styles cdr-cells cdr-kebab'),
    ('component', 'cdr-component cdr-component-by-hand cdr-component-config cdr-component-log '
                  'cdr-component-messages cdr-component-name cdr-component-pair '
                  'cdr-component-settings cdr-failure '
                  'cdr-log cdr-log-naming cdr-marks cdr-class-check'),
    ('dependencies', 'cdr-dependency cdr-injection cdr-wiring'),
    ('graph', 'cdr-topology cdr-topology-cycle'),
    ('resolving', 'cdr-manifest cdr-candidates cdr-resolver'),
    ('configuration', 'cdr-config cdr-config-apply cdr-config-check '
                      'cdr-config-convert cdr-config-environment '
                      'cdr-config-file cdr-config-gsettings cdr-config-index '
                      'cdr-config-names cdr-config-number '
                      'cdr-config-plan cdr-config-report cdr-config-setting cdr-config-source '
                      'cdr-config-template cdr-config-variant cdr-config-write'),
    ('reconciling', 'cdr-rules cdr-flight cdr-reconciler cdr-reconciler-internal '
                    'cdr-reconciler-acts cdr-reconciler-deadlines cdr-reconciler-waiting'),
    ('views', 'cdr-graph cdr-graph-queries cdr-graph-words cdr-graph-to-dot cdr-graph-to-json '
              'cdr-graph-to-mermaid cdr-graph-to-text cdr-graph-layout cdr-graph-layout-fold '
              'cdr-graph-layout-order cdr-graph-layout-place cdr-graph-to-svg '
              'cdr-timeline cdr-timeline-chrome cdr-timeline-json cdr-timeline-order '
              'cdr-timeline-paths cdr-timeline-replay cdr-timeline-rules cdr-timeline-svg '
              'cdr-timeline-svg-axis cdr-timeline-svg-rows cdr-timeline-sysprof '
              'cdr-timeline-text cdr-export'),
    ('conductor', 'cdr-conductor cdr-conductor-config cdr-conductor-contents '
                  'cdr-conductor-list cdr-conductor-log cdr-conductor-make '
                  'cdr-conductor-options cdr-conductor-properties cdr-conductor-reload '
                  'cdr-conductor-template '
                  'cdr-conductor-settings cdr-conductor-status cdr-conductor-views cdr-operations '
                  'cdr-operations-calls cdr-callers cdr-blocking cdr-inhibitor cdr-inhibitors'),
    ('hosts', 'cdr-serve cdr-serve-calls cdr-gate cdr-application cdr-application-requests'),
    ('umbrella', 'conductor'),
    ('test tools', 'cdr-test-error cdr-virtual-time cdr-virtual-time-libc '
                   'cdr-virtual-time-outside cdr-test-given'),
    ('test doubles', 'cdr-fake cdr-fake-act cdr-fake-type'),
    ('test checks', 'cdr-test-recorder cdr-test-check cdr-test-drive'),
    ('test fixture', 'cdr-test-fixture'),
    ('test schedules', 'cdr-test-lint cdr-test-scene cdr-test-wrap cdr-test-schedule'),
    ('test umbrella', 'conductor-testing'),
]
LEVELS = {file: level for level, (_, files) in enumerate(LAYERS) for file in files.split()}

# Upward after all, and why.
EXCEPTIONS = {
    ('cdr-component.c', 'cdr-conductor.h'),  # the type of its property "conductor"
}

# Longer after all, and why.
LONG_FILES = {
    'cdr-component.c',  # one public class; half of it is its documentation
}
LONG_FUNCTIONS = (
    'class_init',       # one entry a property
    'get_property',     # one case a property
    'set_property',
    'make_settings',        # parts of a class_init
    'make_observables',
    'take_component',   # one case an event
)

INCLUDE = re.compile(r'^# *include ["<](?:conductor(?:-testing)?/)?(c(?:dr|onductor)[-\w]*\.h)[">]',
                     re.M)
FUNCTION = re.compile(r'^(\w+) \((?:[^;{}]*)\)\n\{\n(.*?)^\}', re.M | re.S)


def find_sources(root):
    """Yields every source that is ours."""
    yield root / 'meson.build'
    yield root / 'meson_options.txt'
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob('*')):
            if path.is_file() and (path.suffix in SUFFIXES or path.name in NAMES):
                yield path


def check_spaces(path, text):
    for number, line in enumerate(text.split('\n'), 1):
        if '\t' in line:
            yield f'{path}:{number}: a tab'
        if line != line.rstrip():
            yield f'{path}:{number}: a space at the end'
        if len(line) > WIDTH:
            yield f'{path}:{number}: {len(line)} columns'
    if text and (not text.endswith('\n') or text.endswith('\n\n')):
        yield f'{path}: must end in one newline'


def check_licence(path, text):
    lines = text.split('\n')[:4]
    for tag in ['SPDX-FileCopyrightText: ', 'SPDX-License-Identifier: ']:
        if not any(tag in line for line in lines):
            yield f'{path}:1: no {tag.strip(": ")}'


def check_config(path, text):
    if path.parts[0] != 'conductor' or path.suffix != '.c':
        return
    includes = re.findall(r'^# *include (.*)$', text, re.M)
    if not includes or includes[0] != '"config.h"':
        yield f'{path}: must include "config.h" first'


def get_level(name):
    stem = name.rsplit('.', 1)[0]
    return LEVELS.get(stem.removesuffix('-private'))


def check_layers(path, text):
    if path.parts[0] not in LIBRARIES or path.suffix not in {'.c', '.h'}:
        return
    level = get_level(path.name)
    if level is None:
        yield f'{path}: in no layer of the table'
        return
    for name in INCLUDE.findall(text):
        if name == 'cdr-version.h' or (path.name, name) in EXCEPTIONS:
            continue
        other = get_level(name)
        if other is None:
            yield f'{path}: includes {name}, which is in no layer of the table'
        elif other > level:
            yield f'{path}: {LAYERS[level][0]} includes {name} of {LAYERS[other][0]}'


def check_lengths(path, text):
    if path.parts[0] not in SHORT_FOLDERS or path.suffix != '.c':
        return
    n_lines = text.count('\n')
    if n_lines > FILE_LINES and path.name not in LONG_FILES:
        yield f'{path}: {n_lines} lines'
    for match in FUNCTION.finditer(text):
        n_lines = match[2].count('\n')
        limit = CLASS_INIT_LINES if match[1].endswith(LONG_FUNCTIONS) else FUNCTION_LINES
        if n_lines > limit:
            number = text.count('\n', 0, match.start()) + 1
            yield f'{path}:{number}: {match[1]} has {n_lines} lines'


def check_installed(path, text):
    """Only in conductor/meson.build: what its lists of headers name."""
    if str(path) != 'conductor/meson.build':
        return
    lists = re.findall(r'^(\w+_headers) = files\((.*?)^\)', text, re.M | re.S)
    if {name for name, _ in lists} != {'public_headers', 'plain_headers'}:
        yield f'{path}: which headers are installed?'
    for _, body in lists:
        for name in re.findall(r"'([^']+)'", body):
            if name.endswith(('-private.h', '-internal.h')):
                yield f'{path}: installs {name}'
            elif not (path.parent / name).name.endswith('.h'):
                yield f'{path}: {name} is no header'


CHECKS = [
    ('no tabs, no spaces at the end, no long lines', check_spaces),
    ('licence and authors everywhere', check_licence),
    ('config.h first', check_config),
    ('includes point downwards', check_layers),
    ('files and functions are short', check_lengths),
    ('private headers stay at home', check_installed),
]


def main(root):
    root = pathlib.Path(root)
    sources = [(path.relative_to(root), path.read_text(encoding='utf-8'))
               for path in find_sources(root)]
    failed = False
    print(f'1..{len(CHECKS)}')
    for number, (name, check) in enumerate(CHECKS, 1):
        problems = [p for path, text in sources for p in check(path, text)]
        print('not ok' if problems else 'ok', number, name)
        print(*(f'# {problem}\n' for problem in problems), sep='', end='')
        failed |= bool(problems)
    return failed


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
