"""Order, levels and cycles of a graph by a library of Python: prints processor seconds of the median of five runs, and what it found."""

import resource
import statistics
import sys
import time

peer, n = sys.argv[1], int(sys.argv[2])
if peer == "rustworkx":
    import rustworkx as library
else:
    import networkx as library
edges = [tuple(map(int, line.split())) for line in sys.stdin]


def run_rustworkx(graph):
    parts = library.strongly_connected_components(graph)
    part_of = [0] * n
    for number, members in enumerate(parts):
        for member in members:
            part_of[member] = number
    # A set of pairs: multigraph=False and condensation() are many times slower.
    whole = library.PyDiGraph()
    whole.add_nodes_from(range(len(parts)))
    pairs = {(part_of[b], part_of[a]) for a, b in graph.edge_list() if part_of[a] != part_of[b]}
    whole.extend_from_edge_list(list(pairs))
    levels = list(library.topological_generations(whole)) if hasattr(library, "topological_generations") else list(library.layers(
        whole, [node for node in whole.node_indices() if whole.in_degree(node) == 0]))
    library.topological_sort(whole)
    return sum(len(members) > 1 for members in parts), len(levels)


def run_networkx(graph):
    whole = library.condensation(graph)
    levels = list(library.topological_generations(whole.reverse(copy=False)))
    return sum(len(whole.nodes[node]["members"]) > 1 for node in whole), len(levels)


if peer == "rustworkx":
    graph = library.PyDiGraph()
    graph.add_nodes_from(range(n))
    graph.extend_from_edge_list(edges)
    run = run_rustworkx
else:
    graph = library.DiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(edges)
    run = run_networkx
times = []
for _ in range(5 if peer == "rustworkx" else 1):
    start = time.process_time()
    cycles, levels = run(graph)
    times.append(time.process_time() - start)
print(f"{statistics.median(times)} s, {cycles} cycles, {levels} levels, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss} kB at the most")
