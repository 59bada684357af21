# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Looking at the graph: pictures, neighbours, names."""

import json

import pytest
from gi.repository import Conductor as C
from gi.repository import GLib
from gi.repository.Conductor import Component, Conductor


@pytest.fixture
def parts(make):
    database = make("Database")
    queue = make("Queue", db=database)
    return database, queue, make("Web", queue=queue, db=database)


def get_names(graph, nodes):
    return [graph.get_node_name(node) for node in nodes]


def find(graph, name):
    is_found, node = graph.find_name(name)
    assert is_found
    return node


def test_graph_before_setup(parts, log):
    conductor = Conductor()
    conductor.add(parts[2])
    graph = conductor.dup_graph()
    assert len(conductor) == 0 and not log

    assert get_names(graph, range(graph.get_n_nodes())) == ["Database", "Queue", "Web"]
    web, database = find(graph, "Web"), find(graph, "Database")
    assert graph.find_name("Nobody") == (False, 0)
    assert graph.find_type(parts[1]) == (True, find(graph, "Queue"))
    assert graph.get_node_type(web) == parts[2].__gtype__
    assert graph.get_node_state(web) == C.State.INACTIVE
    assert graph.get_node_error(web) is None
    assert graph.is_root(web) == (True, C.Need.REQUIRED)
    assert not graph.is_root(database)[0]
    assert list(graph.dup_roots()) == [web]
    assert get_names(graph, graph.dup_dependencies(web, True)) == ["Database", "Queue"]
    assert get_names(graph, graph.dup_dependents(database, False)) == ["Queue", "Web"]
    assert list(graph.dup_path(web, database)) == [web, database]
    assert not graph.dup_path(database, web)
    edges = {graph.get_edge(edge) for edge in range(graph.get_n_edges())}
    queue = find(graph, "Queue")
    assert edges == {("db", queue, database, C.Need.REQUIRED),
                     ("db", web, database, C.Need.REQUIRED),
                     ("queue", web, queue, C.Need.REQUIRED)}


def test_texts(parts):
    conductor = Conductor()
    conductor.add(parts[2])
    graph = conductor.dup_graph()
    data = json.loads(graph.to_json())
    assert [node["name"] for node in data["nodes"]] == ["Database", "Queue", "Web"]
    assert graph.to_dot().startswith("digraph ")
    assert graph.to_mermaid().startswith("flowchart ")
    assert graph.to_svg().rstrip().endswith("</svg>")
    assert graph.to_text().splitlines()[3].startswith("*Web      inactive       ")


def test_graph_of_what_is_up(run, parts):
    async def main():
        conductor = Conductor()
        conductor.add(parts[2])
        await conductor.setup()
        graph = conductor.dup_graph()
        await conductor.shutdown()
        return graph

    graph = run(main())
    assert {graph.get_node_state(node) for node in range(3)} == {C.State.ACTIVE}


def test_bad_graph():
    class Lost(Component):
        db: Component

    conductor = Conductor()
    conductor.add(Lost)
    with pytest.raises(GLib.Error):
        conductor.dup_graph()


def test_neighbours(run, parts):
    async def main():
        conductor = Conductor()
        conductor.add(parts[2])
        assert parts[0]().depends_on == parts[0]().required_by == ()
        await conductor.setup()
        database, queue, web = (conductor[part] for part in parts)
        assert set(web.depends_on) == {queue, database} and len(web.depends_on) == 2
        assert web.required_by == () and database.depends_on == ()
        assert database.required_by == (queue, web)
        assert list(conductor.dup_dependencies(queue)) == [database]
        assert list(conductor.dup_dependents(queue)) == [web]
        assert conductor.get_component_by_name("Queue") is queue
        assert conductor.get_component_by_name("Nobody") is None
        await conductor.shutdown()
        assert queue.depends_on == (database,)

    run(main())
