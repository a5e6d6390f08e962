"""How strongly an item speaks of each flow: who gives, who receives, which data, and that data move. Pure.

A flow needs its recipient and its data, or both its ends where no other flow joins them; the agencies alone, about
something else, are no flow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.linking.book import LinkBook
from tracker.linking.lexicon import LAWYER
from tracker.linking.profile import FlowProfile
from tracker.linking.reading import Reading
from tracker.linking.seen import Seen

ACCEPT = 0.7
# Without a word for data, or without the recipient, a passage may support a case but is never a flow by itself.
_UNSURE = 0.6
_HALF = 0.49
_STILL = 0.45
_PLAIN = 0.7
_RARE = 0.9
_BACKGROUND = 0.6
_OWN_WORD = 0.35
# The register's first report of a flow is seldom the first there was.
_EARLY = 365


# Words that tell of a flow only where both its ends are named: "kept DOGE from Social Security data".
_RESTRAINED = re.compile(
    r"\b(?:ke(?:pt|eps?|eping)|block\w*|bar(?:s|red|ring)?|ban(?:s|ned)?|halt\w*|stop\w*|limit\w*|lock\w*|set aside|"
    r"vacat\w+|overhaul\w*|wall\w* off|restrict\w*|injunction|enjoin\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FlowHit:
    """score: 0..1; lines: where it was read; marks: the kinds of record and the own words that the item has of it."""

    flow_id: str
    score: float
    lines: tuple[int, ...]
    background: bool
    marks: frozenset[str]


@dataclass(slots=True)
class _Window:
    """One line, or two that belong together."""

    lines: tuple[Seen, ...]
    agencies: dict[str, float]
    topics: set[str]
    words: frozenset[str]
    places: set[str]
    nouns: bool
    moves: float
    restrained: bool
    litigation: bool
    weight: float
    background: bool
    whole: bool


def flow_hits(book: LinkBook, reading: Reading) -> dict[str, FlowHit]:
    """The best passage for each flow that has any."""
    windows = [window for window in _windows(reading) if window.topics or window.agencies]
    topics = set().union(*(s.topics for s in reading.main))
    words = frozenset().union(*(s.line.words for s in reading.main))
    agencies = {key for s in reading.seen for key in s.agencies}
    kinds = {topic for s in reading.seen for topic in s.topics}
    found: dict[str, FlowHit] = {}
    for flow in book.flows.values():
        if reading.published and flow.first and (flow.first - reading.published).days > _EARLY:
            continue
        if not (flow.topics.keys() & kinds or flow.own & words or _joined(flow, agencies)):
            continue
        best: FlowHit | None = None
        marks = frozenset(t for t, w in flow.topics.items() if t in topics and w >= 0.4) | (flow.own & words)
        for window in windows:
            score = _score(book, flow, window) * window.weight
            if score > (best.score if best else 0.2):
                best = FlowHit(flow.id, score, tuple(s.line.index for s in window.lines), window.background, marks)
        if best:
            found[flow.id] = best
    return found


def _joined(flow: FlowProfile, agencies: set[str]) -> bool:
    source, recipient = flow.source, flow.recipient
    return bool((source.sure | source.near) & agencies and (recipient.sure | recipient.near) & agencies)


def _windows(reading: Reading) -> Iterator[_Window]:
    """Lines alone, with the title, with their neighbours, and, as support only, the whole item."""
    seen = reading.seen
    told = [line for line in seen if line.line.weight == 1]
    for at, line in enumerate(seen):
        yield _window((line,), line.line.weight)
        if at and line.line.weight == 1:
            yield _window((seen[0], line), 0.97)
        if at > 1 and line.line.weight == 1:
            yield _window((seen[at - 1], line), 0.95)
        if 2 < at + 1 < len(told):
            yield _window((told[at - 1], line, told[at + 1]), 0.9)
    yield _window(tuple(line for line in told if not line.background), 0.9, whole=True)


def _window(lines: tuple[Seen, ...], weight: float, *, whole: bool = False) -> _Window:
    agencies: dict[str, float] = {}
    for line in lines:
        for key, sure in line.agencies.items():
            agencies[key] = max(sure, agencies.get(key, 0.0))
    background = any(line.background for line in lines)
    return _Window(
        lines=lines,
        agencies=agencies,
        topics=set().union(*(line.topics for line in lines)),
        words=frozenset().union(*(line.line.words for line in lines)),
        places=set().union(*(line.places for line in lines)),
        nouns=any(line.nouns for line in lines),
        moves=_moves(lines),
        restrained=any(_RESTRAINED.search(line.line.text) for line in lines),
        litigation=any(line.litigation for line in lines),
        weight=weight * (_BACKGROUND if background else 1.0),
        background=background,
        whole=whole,
    )


def _moves(lines: tuple[Seen, ...]) -> float:
    """How surely data move here: in one sentence, or by words in two that stand together."""
    if any(line.data_moves for line in lines):
        return 1.0
    return 0.5 if any(line.moves for line in lines) and any(line.nouns for line in lines) else 0.0


def _score(book: LinkBook, flow: FlowProfile, window: _Window) -> float:
    source, by_state = _source(flow, window)
    recipient = _recipient(flow, window, by_state)
    topic = _topic(flow, window, joined=source >= 0.5 and recipient >= 0.5 and not by_state)
    if not (topic or (source and recipient)):
        return 0.0
    if not topic and (by_state or window.whole or not window.nouns):
        return 0.3 * source * recipient
    named = min(source, recipient) >= _PLAIN and not by_state
    moves = max(window.moves, 0.8 if named and window.restrained else 0.0)
    score = 0.3 * source + 0.3 * recipient + 0.25 * topic + 0.15 * moves
    if not moves:
        score = min(score, _STILL)
    if not recipient:
        return min(score, _HALF)
    plain = bool(window.nouns) or min(source, recipient, topic) >= _PLAIN
    if flow.states:
        score *= 0.65 + 0.35 * source if window.places else 0.8
    if window.whole or not plain or recipient < 0.45:
        return min(score, _UNSURE)
    if not topic and (not moves or _shared(book, flow) or not _in_one_line(flow, window)):
        return min(score, _UNSURE)
    return score


def _source(flow: FlowProfile, window: _Window) -> tuple[float, bool]:
    """How surely the source is named, and whether only a state stands for it."""
    end = flow.source
    sure = max((_gives(key, window) for key in end.sure if key != "states"), default=0.0)
    if flow.states and window.places:
        return len(flow.states & window.places) / len(window.places), True
    by_state = "states" in end.sure and ("states" in window.agencies or bool(window.places)) and sure < 0.7
    near = 0.5 * max((window.agencies.get(key, 0.0) for key in end.near), default=0.0)
    # Records of a kind that only this source keeps stand for it: "Medicaid data" for CMS.
    implied = 0.5 if flow.kept & window.topics else 0.0
    return max(sure, 0.7 if by_state else 0.0, near, implied), by_state


def _gives(key: str, window: _Window) -> float:
    """How surely an agency is named as the one that gives: the government's lawyer may only be in court for others."""
    sure = window.agencies.get(key, 0.0)
    return sure * 0.6 if key == LAWYER and window.litigation else sure


def _recipient(flow: FlowProfile, window: _Window, source_by_state: bool) -> float:
    end = flow.recipient
    sure = max((window.agencies.get(key, 0.0) for key in end.sure if key != "states"), default=0.0)
    if "states" in end.sure and not source_by_state:
        # States are in all such news; a kind of record that no other flow has says that this one is meant.
        telling = any(flow.topics[t] >= _PLAIN and flow.rarity[t] >= _RARE for t in window.topics & flow.topics.keys())
        sure = max(sure, (_PLAIN if telling else 0.4) * window.agencies.get("states", 0.0))
    near = 0.7 * max((window.agencies.get(key, 0.0) for key in end.near), default=0.0)
    # A record system stands for its keeper (SAVE), unless it is what the flow is about.
    return max(sure, near, 1.0 if (end.topics - flow.topics.keys()) & window.topics else 0.0)


def _topic(flow: FlowProfile, window: _Window, *, joined: bool) -> float:
    """How surely the records are this flow's kind, the less the more flows carry that kind."""
    held = [topic for topic in window.topics if topic in flow.topics]
    rare = max((flow.topics[topic] * flow.rarity[topic] for topic in held), default=0.0)
    own = min(0.8, _OWN_WORD * len(flow.own & window.words))
    own = max(own, _OWN_WORD if joined and flow.kinds & window.words and not held else 0.0)
    beside_data = 1.0 if window.nouns or (joined and window.moves) else 0.5
    return min(1.0, max(rare, own, rare + own / 2)) * beside_data


def _in_one_line(flow: FlowProfile, window: _Window) -> bool:
    """Whether one sentence names both ends: of a headline and a sentence farther down, each may mean something else."""
    ends, systems = flow.recipient.sure | flow.recipient.near, flow.recipient.topics - flow.topics.keys()
    return any(
        flow.source.sure & seen.agencies.keys() and (ends & seen.agencies.keys() or systems & seen.topics)
        for seen in window.lines
    )


def _shared(book: LinkBook, flow: FlowProfile) -> bool:
    """Another flow joins the same two agencies, in either direction, so that the pair names neither."""
    return all(book.pairs.get(frozenset((s, r)), 0) > 1 for s in flow.source.sure for r in flow.recipient.sure)


def without_shadows(book: LinkBook, hits: dict[str, FlowHit]) -> dict[str, FlowHit]:
    """Drop a flow that the item merely resembles: one between the same agencies explains its words and more."""
    return {
        key: hit for key, hit in hits.items()
        if not any(_shadows(book, other, hit) for other in hits.values() if other is not hit)
    }  # fmt: skip


def _shadows(book: LinkBook, other: FlowHit, hit: FlowHit) -> bool:
    mine, theirs = book.flows[hit.flow_id], book.flows[other.flow_id]
    if mine.source.sure & theirs.source.sure and _family(mine) & _family(theirs):
        fewer = hit.marks < other.marks or (
            hit.marks == other.marks and _strength(mine, hit) < _strength(theirs, other)
        )
        weaker = hit.marks == other.marks and hit.score < other.score - 0.1
        return weaker or (fewer and hit.score <= other.score + 0.1)
    # The same two agencies the other way round: only its own kind of record would tell it apart.
    turned = mine.source.sure & _family(theirs) and theirs.source.sure & _family(mine)
    telling = {m for m in hit.marks - other.marks if mine.rarity.get(m, 1.0) >= 0.75}
    return bool(turned) and not telling and hit.score < other.score - 0.05


def _family(flow: FlowProfile) -> frozenset[str]:
    return flow.recipient.sure | flow.recipient.near


def _strength(flow: FlowProfile, hit: FlowHit) -> float:
    return sum(flow.topics.get(mark, 0.5) for mark in hit.marks)
