#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Real parsers read what is written of a graph, and find just what is in it.

test-texts.py SOURCE_ROOT BUILD_ROOT GRAPH_TEXTS PARSE_JSON prints TAP. What is missing, a
parser or the network to get one, is a failure.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

SOURCE, BUILD = (pathlib.Path(path) for path in sys.argv[1:3])
GRAPH_TEXTS, PARSE_JSON = sys.argv[3:5]
NAMED = SOURCE / 'tests' / 'texts' / 'package.json'
# Shared by all builds of a source tree.
NPM = SOURCE / '_build' / 'npm'
SVG = '{http://www.w3.org/2000/svg}'
LIVES = ['setup', 'rollback', 'shutdown', 'hostile']
GRAPHS = [['fixed'], ['hostile'], ['empty'], ['random', '150']]
# XML 1.0 has no place for them.
ILLEGAL = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]')


def run(command, text=None, **more):
    result = subprocess.run(command, input=text, capture_output=True, timeout=120, check=False,
                            encoding='utf-8', **more)
    assert result.returncode == 0, f'{command}: {result.stderr[-2000:]}'
    return result.stdout


def write(form, graph, **more):
    return run([GRAPH_TEXTS, form, *graph], **more)


def split(names):
    """A name a line; nothing else ends a line here."""
    return names.split('\n')[:-1]


def read(graph):
    """The graph as Python's parser reads it, after json-glib's has found the same names."""
    names = split(write('names', graph))
    text = write('json', graph)
    data = json.loads(text)
    assert [node['name'] for node in data['nodes']] == names
    assert split(run([PARSE_JSON], text)) == names
    assert not re.search('[<>&\u2028\u2029]', text), 'harmful in a web page'
    return data


def test_json():
    for graph in GRAPHS:
        data = read(graph)
        assert (data['format'], data['version'], data['order']) == \
            ('conductor-graph', 1, 'topological')
        for edge in data['edges']:
            assert 0 <= edge['dependency'] < edge['dependent'] < len(data['nodes'])


def check_schema(schema, value, path='graph'):
    """As much of JSON Schema as ours uses; whatever else it used would be an error."""
    known = {'$schema', '$id', 'title', 'description', 'type', 'properties', 'required', 'items',
             'enum', 'const', 'minimum'}
    assert set(schema) <= known, set(schema) - known
    kinds = {'object': dict, 'array': list, 'string': str, 'boolean': bool, 'integer': int,
             'null': type(None)}
    if 'type' in schema:
        types = schema['type'] if isinstance(schema['type'], list) else [schema['type']]
        assert any(type(value) is kinds[name] for name in types), f'{path} is {value!r}'
    if 'enum' in schema:
        assert value in schema['enum'], f'{path} is {value!r}'
    if 'const' in schema:
        assert value == schema['const'], f'{path} is {value!r}'
    if 'minimum' in schema:
        assert value >= schema['minimum'], f'{path} is {value!r}'
    if isinstance(value, dict):
        assert set(schema['required']) == set(schema['properties']) == set(value), path
        for name, member in value.items():
            check_schema(schema['properties'][name], member, f'{path}.{name}')
    if isinstance(value, list):
        for index, item in enumerate(value):
            check_schema(schema['items'], item, f'{path}[{index}]')


def test_schema():
    schema = json.loads((SOURCE / 'docs' / 'graph.schema.json').read_text(encoding='utf-8'))
    for graph in GRAPHS:
        check_schema(schema, read(graph))


def get_drawn(shape):
    """The lines of text that Graphviz really draws."""
    return [step['text'] for step in shape.get('_ldraw_', []) if step['op'] == 'T']


def test_dot():
    for graph in GRAPHS:
        data = read(graph)
        drawn = json.loads(run(['dot', '-Tjson'], write('dot', graph)))
        assert drawn['directed'] and 'subgraphs' not in drawn
        shapes = drawn.get('objects', [])
        assert len(shapes) == len(data['nodes'])
        for number, (node, shape) in enumerate(zip(data['nodes'], shapes)):
            assert shape['name'] == f'n{number}'
            assert not {'URL', 'href', 'target', 'tooltip'} & set(shape)
            lines = get_drawn(shape)
            # An empty line is not drawn.
            expected = [node['name']] if node['name'] else []
            expected += [node['state'].replace('-', ' ')]
            assert lines[:len(expected)] == expected, (lines, expected)
            assert len(lines) == len(expected) + bool(node['error'])
        edges = [(edge['tail'], edge['head'], get_drawn(edge)) for edge in drawn.get('edges', [])]
        assert sorted(edges) == sorted(
            (edge['dependent'], edge['dependency'], [edge['property']]) for edge in data['edges'])


def get_title(element):
    return element.find(f'{SVG}title').text


def test_svg():
    for graph in GRAPHS:
        data = read(graph)
        text = write('svg', graph)
        run(['xmllint', '--noout', '--nonet', '-'], text)
        root = xml.etree.ElementTree.fromstring(text)
        allowed = {'svg', 'title', 'desc', 'style', 'rect', 'g', 'path', 'text', 'line'}
        assert {element.tag for element in root.iter()} <= {SVG + name for name in allowed}
        for element in root.iter():
            assert not any('href' in name or name.startswith('on') for name in element.attrib)
        assert root.get('role') == 'img'
        ids = root.get('aria-labelledby').split()
        assert [element.get('id') for element in root[:2]] == ids
        assert all(element.text for element in root[:2])
        assert '@import' not in root.find(f'{SVG}style').text
        # But for what is drawn in the picture itself.
        assert not re.search(r'url\((?!#)', root.find(f'{SVG}style').text)

        groups = root.findall(f'{SVG}g')
        boxes = [group for group in groups if group.find(f'{SVG}rect') is not None]
        assert len(boxes) == len(data['nodes'])
        titles = sorted(get_title(box) for box in boxes)
        assert titles == sorted(
            ILLEGAL.sub('', f'{node["name"]} ({node["type"]}): '
                        + node['state'].replace('-', ' ')
                        + (f': {node["error"]}' if node['error'] is not None else ''))
            for node in data['nodes'])
        pairs = {(edge['dependent'], edge['dependency']) for edge in data['edges']}
        assert len(groups) - len(boxes) == len(pairs)


def test_svg_places():
    """Nothing lies on anything else, and all arrows lead to the right."""
    for graph in [['fixed'], ['random', '60'], ['random', '1000'], ['chain', '90'],
                  ['alone', '90']]:
        root = xml.etree.ElementTree.fromstring(write('svg', graph))
        rects = [rect for rect in root.iter(f'{SVG}rect') if rect.get('rx')]
        boxes = [[float(rect.get(name)) for name in ('x', 'y', 'width', 'height')]
                 for rect in rects]
        assert len(boxes) > 8
        for index, (x, y, width, height) in enumerate(boxes):
            assert x >= 0 and y >= 60
            assert x + width <= float(root.get('width'))
            assert y + height <= float(root.get('height'))
            for x2, y2, width2, height2 in boxes[:index]:
                assert (x + width <= x2 or x2 + width2 <= x or
                        y + height <= y2 or y2 + height2 <= y), (graph, x, y, x2, y2)
        for path in root.iter(f'{SVG}path'):
            if path.get('class').startswith('edge'):
                numbers = [float(n) for n in re.findall(r'[\d.]+', path.get('d'))]
                assert numbers[-2] > numbers[0]


def test_locale():
    """Numbers are written as ever where the locale has a decimal comma."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(['localedef', '-i', 'de_DE', '-f', 'UTF-8', f'{folder}/de_DE.UTF-8'],
                       check=True, timeout=60)
        env = dict(os.environ, LOCPATH=folder, LC_ALL='de_DE.UTF-8')
        assert write('comma', ['empty'], env=env) == '1,5\n'
        for form in ['svg', 'json', 'dot', 'mermaid', 'text']:
            assert write(form, ['fixed'], env=env) == write(form, ['fixed']), form


def install_mermaid():
    """Once, into a folder that is kept; again only if another version is asked for."""
    if not NPM.is_dir() or not (NPM / 'package.json').is_file() or \
            (NPM / 'package.json').read_bytes() != NAMED.read_bytes():
        with tempfile.TemporaryDirectory(dir=SOURCE / '_build') as folder:
            shutil.copy(NAMED, folder)
            result = subprocess.run(
                ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund',
                 '--no-package-lock'],
                cwd=folder, capture_output=True, text=True, timeout=300, check=False)
            assert result.returncode == 0, \
                f"Mermaid's parser can't be installed from npm:\n{result.stderr[-2000:]}"
            shutil.rmtree(NPM, ignore_errors=True)
            shutil.copytree(folder, NPM, symlinks=True)


def test_mermaid():
    install_mermaid()
    for graph in GRAPHS:
        data = read(graph)
        parsed = json.loads(run(
            ['node', SOURCE / 'tests' / 'texts' / 'parse-mermaid.mjs', NPM],
            write('mermaid', graph)))
        assert parsed['type'] == 'flowchart-v2' and parsed['subgraphs'] == 0
        assert len(parsed['nodes']) == len(data['nodes'])
        for number, (node, shape) in enumerate(zip(data['nodes'], parsed['nodes'])):
            assert shape['id'] == f'n{number}' and shape['link'] is None
            # Mermaid trims a label.
            assert shape['lines'][0].strip(' ') == node['name'].strip(' '), (shape, node)
            assert shape['lines'][1] == node['state'].replace('-', ' ')
            assert shape['classes'] == [node['state']] + (['root'] if node['root'] else [])
        assert [(edge['start'], edge['end'], edge['text'], edge['stroke'] == 'dotted')
                for edge in parsed['edges']] == \
            [(f'n{edge["dependent"]}', f'n{edge["dependency"]}', edge['property'],
              edge['need'] != 'required') for edge in data['edges']]


def read_golden(life, form):
    """What test-timeline-texts has compared with what is written."""
    return (SOURCE / 'tests' / 'golden' / f'timeline-{life}.{form}').read_text('utf-8')


def test_timeline_json():
    for life in LIVES:
        text = read_golden(life, 'json')
        data = json.loads(text)
        assert data['format'] == 'conductor-timeline' and data['components']
        names = [component['name'] for component in data['components']]
        assert split(run([PARSE_JSON, 'components'], text)) == names
        assert not re.search('[<>&\u2028\u2029]', text), 'harmful in a web page'


def test_timeline_trace():
    """Trace events say when each component ran, as the JSON does."""
    for life in LIVES:
        components = json.loads(read_golden(life, 'json'))['components']
        text = read_golden(life, 'trace.json')
        events = json.loads(text)['traceEvents']
        run([PARSE_JSON, 'traceEvents'], text)
        names = {event['tid']: event['args']['name'] for event in events
                 if event['name'] == 'thread_name' and event['tid'] > 0}
        assert sorted(names.values()) == sorted(component['name'] for component in components)

        ran = sorted((names[event['tid']], event['name'], event['ts'], event['dur'])
                     for event in events
                     if event['ph'] == 'X' and event['name'] in ('setup', 'shutdown'))
        assert ran == sorted(
            (component['name'], phase, component[phase]['begin'],
             component[phase]['end'] - component[phase]['begin'])
            for component in components for phase in ('setup', 'shutdown')
            if component[phase]['begin'] is not None and component[phase]['end'] is not None)


def test_timeline_svg():
    for life in LIVES:
        components = json.loads(read_golden(life, 'json'))['components']
        text = read_golden(life, 'svg')
        run(['xmllint', '--noout', '--nonet', '-'], text)
        root = xml.etree.ElementTree.fromstring(text)
        assert root.get('role') == 'img'
        ids = root.get('aria-labelledby').split()
        assert [element.get('id') for element in root[:2]] == ids
        assert all(element.text for element in root[:2])
        for element in root.iter():
            assert not any('href' in name or name.startswith('on') for name in element.attrib)
            assert element.tag not in (f'{SVG}script', f'{SVG}foreignObject', f'{SVG}image')
        assert not re.search(r'url\((?!#)', text)
        titles = ' '.join(element.text for element in root.iter(f'{SVG}title'))
        for component in components:
            assert ILLEGAL.sub('', component['name']) in titles, component['name']


def main():
    tests = [value for name, value in globals().items() if name.startswith('test_')]
    print(f'1..{len(tests)}')
    n_failed = 0
    for number, test in enumerate(tests, 1):
        try:
            test()
            print(f'ok {number} {test.__name__}', flush=True)
        except Exception as error:  # pylint: disable=broad-except
            n_failed += 1
            print(f'not ok {number} {test.__name__}')
            print('\n'.join(f'# {line}' for line in
                            f'{type(error).__name__}: {error}'.split('\n')), flush=True)
            print(f'# at line {error.__traceback__.tb_next.tb_lineno}')
    sys.exit(n_failed > 0)


if __name__ == '__main__':
    main()
