"""Proof that some days together need more than all who could come can give: a minimum cut."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sessions.roster.standing import Standing
from sessions.rules.season import Day, Key, Limits, Person

NO_LIMIT = 10_000  # more days than a season has

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class Cut(NamedTuple):
    """Days that need more people-days than those eligible can give."""

    days: tuple[Key, ...]
    need: int
    give: int


def tightest_cut(standing: Standing, days: Sequence[Day]) -> Cut | None:
    """The days among ``days`` that cannot all be crewed whoever comes when; None without such.

    Counts people only, by their limits of month, season and rest (a block of the window's days at
    a time); services are left out, so what it says is true but it does not find everything.
    """
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    network = _Network()
    for day in days:
        network.day(day, standing.free_on(day), standing.season.limits)
    size = len(network.numbers)
    ends = np.array([(one, other) for one, other, _ in network.edges]).reshape(-1, 2)
    room = np.array([capacity for *_, capacity in network.edges], dtype=np.int32)
    graph = csr_array((room, (ends[:, 0], ends[:, 1])), shape=(size, size))
    flow = maximum_flow(graph, network.number("source"), network.number("sink"))
    need = {day.id: _need(day) for day in days}
    if flow.flow_value == sum(need.values()):
        return None
    short = _upstream(graph - flow.flow, network.number("sink"))
    inside = [day.id for day in days if network.number(("day", day.id)) in short]
    others = sum(need[day.id] for day in days if day.id not in inside)
    return Cut(tuple(inside), sum(need[key] for key in inside), int(flow.flow_value) - others)


class _Network:
    """From the source through person, season, month and block of days to each day, to the sink."""

    def __init__(self) -> None:
        self.numbers: dict[object, int] = {"source": 0, "sink": 1}
        self.edges: list[tuple[int, int, int]] = []
        self.known: set[tuple[object, object]] = set()

    def number(self, node: object) -> int:
        return self.numbers.setdefault(node, len(self.numbers))

    def edge(self, one: object, other: object, capacity: int) -> None:
        if (one, other) not in self.known:
            self.known.add((one, other))
            self.edges.append((self.number(one), self.number(other), max(0, capacity)))

    def day(self, day: Day, people: Iterable[Person], limits: Limits) -> None:
        date = day.date
        month = date.year, date.month
        block = date.toordinal() // max(1, limits.window_days)
        self.edge(("day", day.id), "sink", _need(day))
        for person in people:
            whole, part = (person.id, month), (person.id, month, block)
            held = sum((d.year, d.month) == month for d in person.held)
            self.edge("source", person.id, _left(person.most_in_season, len(person.held)))
            self.edge(person.id, whole, _left(person.most_a_month, held))
            # In a window without days nobody can come too often.
            self.edge(whole, part, limits.window_most if limits.window_days > 0 else NO_LIMIT)
            self.edge(part, ("day", day.id), 1)


def _left(most: int | None, held: int) -> int:
    return NO_LIMIT if most is None else most - held


def _need(day: Day) -> int:
    return 2 * day.cars + sum(day.need.values())


def _upstream(residual: "csr_array", sink: int) -> set[int]:
    """All nodes from which something could still flow to the sink, had it room."""
    from scipy.sparse.csgraph import breadth_first_order

    turned = residual.maximum(0).transpose().tocsr()
    turned.eliminate_zeros()
    return set(breadth_first_order(turned, sink, return_predecessors=False).tolist())
