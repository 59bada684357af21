// SPDX-FileCopyrightText: 2026 The Conductor authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Prints as JSON what Mermaid's own parser finds in the flowchart on the standard input:
// per node the lines of its label, as a browser would show them, and the edges.

import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';

// Modules are looked up in the folder that is named, not beside this file.
const require = createRequire(`${process.argv[2]}/`);
const {JSDOM} = require('jsdom');

const {window} = new JSDOM('<!DOCTYPE html><body></body>');
globalThis.window = window;
globalThis.document = window.document;

const path = require.resolve('mermaid/package.json').replace(/package\.json$/, '');
const {default: mermaid} = await import(pathToFileURL(`${path}dist/mermaid.core.mjs`));

// As it does for itself at the very end, when the picture is drawn.
function show(text) {
    const element = window.document.createElement('div');
    element.innerHTML = text.replace(/ﬂ°°/g, '&#').replace(/ﬂ°/g, '&').replace(/¶ß/g, ';')
        .replace(/<br ?\/?>/g, '\n');
    if (element.children.length > 0)
        throw new Error(`a label has elements: ${text}`);
    return element.textContent.split('\n');
}

mermaid.initialize({maxTextSize: 10000000, maxEdges: 100000, securityLevel: 'strict'});
const text = readFileSync(0, 'utf8');
await mermaid.parse(text);
const {db, type} = await mermaid.mermaidAPI.getDiagramFromText(text);

process.stdout.write(JSON.stringify({
    type,
    nodes: [...db.getVertices().values()].map(({id, text, classes, link}) =>
        ({id, lines: show(text), classes, link: link ?? null})),
    edges: db.getEdges().map(({start, end, text, stroke}) =>
        ({start, end, text: show(text)[0], stroke})),
    subgraphs: db.getSubGraphs().length,
}));
