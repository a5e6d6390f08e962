"""The map's geometry: who gives on the left, who receives on the right, one curved arrow a flow, drawn by status.

The layout rests on the flows alone, so that a flow keeps its place whatever the day; same flows, same map. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from tracker.dates import show_day, show_when
from tracker.outputs.board import BoardRow, group_name
from tracker.outputs.words import STATUS
from tracker.register.schema import Agency, Flow
from tracker.text import clip

WIDTH = 1180
LEFT, ARROW_FROM, ARROW_TO, RIGHT = 356, 360, 884, 888  # where boxes end and begin, arrows start and stop
ROW, LANE = 24, 13  # height of a flow's row on the left; distance of arrows at a recipient
# The room on top is for what the first rows tell on hover, above themselves.
_TOP, _HEAD, _GROUP, _GAP, _GROUP_GAP = 28, 24, 20, 8, 16
_BAND = 7  # the thickness of an arrow
_ROUNDS = 8
_MOST_LETTERS = 44


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a department over its agencies."""

    text: str
    x: int
    y: float


@dataclass(frozen=True, slots=True)
class Node:
    """An agency on one side of the map. `name` in full for those who ask; `short` as drawn."""

    short: str
    name: str
    x: int
    y: float
    width: int
    height: float


@dataclass(frozen=True, slots=True)
class Arrow:
    """One flow. y: middle of its row; path: the band's middle line; half: that of its filled lower half, for limited
    flows; end_y: where it arrives. lines: what hover and focus tell."""

    row: BoardRow
    code: str
    label: str
    y: float
    end_y: float
    path: str
    half: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """Agencies as nodes and flows as arrows, in user units; `described` says it in words."""

    width: int
    height: float
    labels: tuple[Label, ...]
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]  # from top to bottom, as the keyboard walks them
    described: str


Place = tuple[str, str]  # department, agency


def build_map(rows: Iterable[BoardRow]) -> Map | None:
    """None where there is no flow."""
    by_id = {r.flow.id: r for r in rows}
    if not by_id:
        return None
    flows = [by_id[i].flow for i in sorted(by_id)]
    lefts, rights = _arranged(flows)
    order = {place: n for n, place in enumerate(rights)}
    rows_of = {p: sorted((f for f in flows if _from(f) == p), key=lambda f: (order[_to(f)], f.name)) for p in lefts}
    labels, nodes, starts, bottom = _left(lefts, rows_of)
    more_labels, more_nodes, ends, lowest = _right(rights, flows, starts, bottom)
    arrows = tuple(_arrow(by_id[f.id], starts[f.id], ends[f.id]) for p in lefts for f in rows_of[p])
    height = round(max(bottom, lowest) + 4, 1)
    return Map(WIDTH, height, (*labels, *more_labels), (*nodes, *more_nodes), arrows, _describe(arrows))


def _from(flow: Flow) -> Place:
    return group_name(flow), flow.source.short


def _to(flow: Flow) -> Place:
    return flow.recipient.part_of or flow.recipient.short, flow.recipient.short


def _arranged(flows: Sequence[Flow]) -> tuple[list[Place], list[Place]]:
    """Both columns, departments together, turned by turn sorted by the mean place of what they are joined to, so
    that few arrows cross. The arrangement with the fewest crossings seen is kept."""
    pairs = [(_from(f), _to(f)) for f in flows]
    lefts = sorted({a for a, _ in pairs})
    rights = sorted({b for _, b in pairs})
    best, fewest = (lefts, rights), None
    for _ in range(_ROUNDS):
        rights = _sorted_by_mean(rights, [(b, a) for a, b in pairs], lefts)
        lefts = _sorted_by_mean(lefts, pairs, rights)
        crossing = crossings(pairs, lefts, rights)
        if fewest is None or crossing < fewest:
            best, fewest = (lefts, rights), crossing
    return best


def _sorted_by_mean(own: list[Place], pairs: list[tuple[Place, Place]], other: list[Place]) -> list[Place]:
    at = {place: n for n, place in enumerate(other)}
    joined: dict[Place, list[int]] = {place: [] for place in own}
    whole: dict[str, list[int]] = {}
    for mine, theirs in pairs:
        joined[mine].append(at[theirs])
        whole.setdefault(mine[0], []).append(at[theirs])
    return sorted(own, key=lambda p: (_mean(whole[p[0]]), p[0], _mean(joined[p]), p[1]))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def crossings(pairs: Iterable[tuple[Place, Place]], lefts: Sequence[Place], rights: Sequence[Place]) -> int:
    """How many pairs of arrows cross."""
    a_at, b_at = {p: n for n, p in enumerate(lefts)}, {p: n for n, p in enumerate(rights)}
    lines = sorted((a_at[a], b_at[b]) for a, b in pairs)
    return sum(1 for i, (a, b) in enumerate(lines) for c, d in lines[i + 1 :] if a < c and b > d)


def _agency(place: Place, agencies: Iterable[Agency]) -> str:
    """The full name; where flows word it in several ways, the shortest."""
    return min((a.name for a in agencies if a.short == place[1]), key=lambda n: (len(n), n), default=place[1])


def _named(place: Place, last: str | None, places: Sequence[Place]) -> bool:
    """Whether a department's name stands over this agency: once, and not where it would only repeat the agency."""
    return place[0] != last and any(p != (place[0], place[0]) for p in places if p[0] == place[0])


Side = tuple[list[Label], list[Node], dict[str, float], float]


def _left(lefts: Sequence[Place], rows_of: Mapping[Place, Sequence[Flow]]) -> Side:
    labels: list[Label] = []
    nodes: list[Node] = []
    starts: dict[str, float] = {}
    y, last = float(_TOP), None
    for place in lefts:
        if last is not None and place[0] != last:
            y += _GROUP_GAP
        if _named(place, last, lefts):
            labels.append(Label(place[0], 1, y + 12))
            y += _GROUP
        last = place[0]
        flows = rows_of[place]
        height = _HEAD + ROW * len(flows) + 4
        name = _agency(place, (f.source for f in flows))
        nodes.append(Node(place[1], name, 1, y, LEFT - 1, height))
        for n, flow in enumerate(flows):
            starts[flow.id] = y + _HEAD + ROW * (n + 0.5)
        y += height + _GAP
    return labels, nodes, starts, y


def _right(rights: Sequence[Place], flows: Sequence[Flow], starts: Mapping[str, float], bottom: float) -> Side:
    """Recipients as near as may be to the middle of what reaches them, none over another."""
    arriving = {p: sorted((f for f in flows if _to(f) == p), key=lambda f: starts[f.id]) for p in rights}
    heights = {p: max(_HEAD + 4, LANE * len(arriving[p]) + 10) for p in rights}
    heads: dict[Place, int] = {}
    last = None
    for place in rights:
        heads[place] = (_GROUP if _named(place, last, rights) else 0) + (_GROUP_GAP if place[0] != last else 0)
        last = place[0]
    wanted = [_mean([starts[f.id] for f in arriving[p]]) - heights[p] / 2 - heads[p] for p in rights]
    tops = _without_overlap(wanted, [heads[p] + heights[p] + _GAP for p in rights], bottom)
    labels: list[Label] = []
    nodes: list[Node] = []
    ends: dict[str, float] = {}
    last = None
    for place, top in zip(rights, tops, strict=True):
        y = round(top + heads[place], 1)
        if _named(place, last, rights):
            labels.append(Label(place[0], RIGHT, y - 8))
        last = place[0]
        name = _agency(place, (f.recipient for f in arriving[place]))
        nodes.append(Node(place[1], name, RIGHT, y, WIDTH - RIGHT - 1, heights[place]))
        first = y + heights[place] / 2 - LANE * (len(arriving[place]) - 1) / 2
        ends |= {f.id: round(first + LANE * n, 1) for n, f in enumerate(arriving[place])}
    return labels, nodes, ends, max(n.y + n.height + _GAP for n in nodes)


def _without_overlap(wanted: Sequence[float], sizes: Sequence[float], bottom: float) -> list[float]:
    """Tops in the given order, each as wanted where there is room, pushed down and then up again where not."""
    tops: list[float] = []
    at = float(_TOP)
    for top, size in zip(wanted, sizes, strict=True):
        tops.append(max(top, at))
        at = tops[-1] + size
    limit = max(bottom, sum(sizes) + _TOP)
    for n in range(len(tops) - 1, -1, -1):
        tops[n] = min(tops[n], limit - sizes[n])
        limit = tops[n]
    return tops


def _arrow(row: BoardRow, y: float, end_y: float) -> Arrow:
    flow, answer = row.flow, row.answer
    said = STATUS[answer.status] + _began(row)
    lines = [said + (f" ({row.stale})" if row.stale else "")]
    lines += [
        f"{o.effect}{' all of it' if o.whole else ''}: {o.case_name}, {o.court}, {show_day(o.entered)}"
        for o in row.orders
    ]
    lines += [f"not known whether still in force: {o.case_name}, {show_day(o.entered)}" for o in row.uncertain]
    lines += [p.text for p in answer.pending[:1]]
    whom = f"{flow.source.name} to {flow.recipient.name}"
    more = "; ".join(lines[1:])
    title = f"{flow.name}: {lines[0]}. {whom}: {', '.join(flow.data)}. {more[:1].upper()}{more[1:]}".strip()
    label = clip(flow.name, _MOST_LETTERS - (4 if answer.pending else 0)) + (" (?)" if answer.pending else "")
    half = curve(y, end_y, _BAND / 4) if answer.status == "limited" else ""
    shown = tuple(clip(line, 58) for line in lines[:3])
    shown += (f"and {len(lines) - 3} more",) if len(lines) > 3 else ()
    return Arrow(row, answer.status, label, y, end_y, curve(y, end_y, 0), half, clip(title, 600), shown)


def _began(row: BoardRow) -> str:
    if row.since is None:
        return f" ({row.undated})" if row.undated else ""
    return f" since {show_when(row.month)} (day not known)" if row.month else f" since {show_day(row.since)}"


def curve(y: float, end_y: float, aside: float) -> str:
    """The path from a row to a recipient; `aside` draws it that many units to its right hand side (downwards)."""
    x1, x2 = ARROW_FROM, ARROW_TO - 12
    if abs(y - end_y) < 0.5:
        # A hardly seen bow: printers snap level lines to their grid, and an outlined band would come out as one line.
        level, third = y + aside, (x2 - x1) / 3
        return f"M{x1} {_n(level)}C{_n(x1 + third)} {_n(level + 2)} {_n(x2 - third)} {_n(level - 2)} {x2} {_n(level)}"
    middle, wide, high = (x1 + x2) / 2, x2 - x1, end_y - y
    length = hypot(wide, 2 * high)
    # The middle of the curve runs at a slope of 2 high / wide; both control points move so that it stays `aside` away.
    by_x = -aside * 2 * high / length * 8 / 6
    by_y = (8 * aside * wide / length - 2 * aside) / 6
    points = [(middle + by_x, y + by_y), (middle + by_x, end_y + by_y), (x2, end_y + aside)]
    return f"M{x1} {_n(y + aside)}C" + " ".join(f"{_n(a)} {_n(b)}" for a, b in points)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _describe(arrows: Sequence[Arrow]) -> str:
    """The whole picture in words; the table below it names each flow."""
    counts = {code: sum(a.code == code for a in arrows) for code in STATUS}
    said = ", ".join(f"{n} {STATUS[code].lower()}" for code, n in counts.items() if n)
    return f"{len(arrows)} data flows: {said}. Agencies that give data on the left, those that receive on the right."
