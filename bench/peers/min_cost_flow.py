"""OR-Tools' min-cost flow on people counted one by one: households are split where it is shorter.

Reads the problem as JSON on standard input; prints seconds, person-kilometres and the households
split when each area's people are handed out to its sites in the order of their households.
"""

from __future__ import annotations

import json
import sys
import time

from ortools.graph.python import min_cost_flow

METRES = 1000


def main() -> None:
    asked = json.load(sys.stdin)
    km = {(area, site): value for area, site, value in asked["km"]}
    began = time.perf_counter()
    flow = min_cost_flow.SimpleMinCostFlow()
    sources, sites = asked["sources"], asked["sites"]
    sink = len(sources) + len(sites)
    arcs = {}
    for at, (area, group, sizes) in enumerate(sources):
        for number, (site, takes, places) in enumerate(sites):
            if takes == group:
                arc = flow.add_arc_with_capacity_and_unit_cost(
                    at,
                    len(sources) + number,
                    min(places, sum(sizes)),
                    round(km[area, site] * METRES),
                )
                arcs[arc] = (at, number)
        flow.set_node_supply(at, sum(sizes))
    for number, (_site, _takes, places) in enumerate(sites):
        flow.add_arc_with_capacity_and_unit_cost(len(sources) + number, sink, places, 0)
    flow.set_node_supply(sink, -sum(sum(sizes) for _area, _group, sizes in sources))
    status = flow.solve()
    seconds = time.perf_counter() - began
    shares: dict[int, list[int]] = {}
    for arc, (at, _number) in arcs.items():
        if flow.flow(arc):
            shares.setdefault(at, []).append(flow.flow(arc))
    print(
        json.dumps(
            {
                "median_s": round(seconds, 4),
                "person_km": round(flow.optimal_cost() / METRES, 1),
                "optimal": status == flow.OPTIMAL,
                "split_households": sum(
                    split(sources[at][2], counts) for at, counts in shares.items()
                ),
            }
        )
    )


def split(sizes: list[int], counts: list[int]) -> int:
    """Households over which a border between two sites falls."""
    borders, total = set(), 0
    for count in counts[:-1]:
        total += count
        borders.add(total)
    found, first = 0, 0
    for size in sizes:
        found += any(first < border < first + size for border in borders)
        first += size
    return found


if __name__ == "__main__":
    main()
