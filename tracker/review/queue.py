"""What needs a person, most consequential first, each with the reason why it is here. Pure: it is handed the rows."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tracker.dates import from_utc_text
from tracker.law.answers import OrderHistory
from tracker.law.engine import LawModel, interval_on
from tracker.outputs.words import DISPOSITION, KIND, RELIEF
from tracker.papers.sealed import is_sealed
from tracker.register.rows import case_flows
from tracker.register.schema import Case, event_id
from tracker.storage.reports import Report
from tracker.storage.retagged import Change, MachineReading
from tracker.storage.suggestions import Suggestion
from tracker.text import clip, one_line

# Heads of the queue, in the order of their weight.
GROUPS = (
    ("acts", "Rulings that may change an order in force"),
    ("outcomes", "Rulings whose outcome is not known"),
    ("orders", "Orders that restrict no data flow yet"),
    ("first", "News that may be a first report"),
    ("held", "Mail that was held"),
    ("suggested", "What may belong into the register"),
    ("retagged", "Entries that today’s rules read otherwise"),
    ("gaps", "Times that no reading of a feed covers"),
    ("reports", "Errors that readers report"),
    ("links", "News whose link is unsure"),
    ("private", "From private notices, not yet public"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the desk. key: what follows /review/ in its address; since: from when it waits; change: number of
    the change of what the rules read, where that is why it is here."""

    group: str
    key: str
    title: str
    why: str
    since: datetime
    case_id: str | None = None
    case_name: str | None = None
    where: str = ""
    private: bool = False
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """Rows as `storage.desk`, `storage.feeds` and `storage.reports` give them; settled: ids already decided;
    suggestions: those that the register does not tell yet; private: only for those who may release."""

    acts: Sequence[Mapping[str, Any]]
    coverage: Sequence[Mapping[str, Any]]
    gaps: Sequence[Mapping[str, Any]]
    reports: Sequence[Report]
    settled_events: frozenset[str]
    settled_coverage: frozenset[str]
    suggestions: Sequence[Suggestion] = ()
    private: Sequence[Mapping[str, Any]] = ()
    retagged: Sequence[Change] = ()


def build_queue(material: Material, cases: Mapping[str, Case], law: LawModel, today: date) -> tuple[Item, ...]:
    """Everything that waits, in the order of GROUPS; within one the newest ruling first, else the oldest."""
    standing = standing_orders(law, today)
    found = [
        *_acts(material.acts, standing),
        *_reports(material.reports),
        *_coverage(material, cases),
        *_bare_orders(cases, material.settled_events),
        *_gaps(material.gaps),
        *_suggestions(material.suggestions),
        *_private(material),
        *_retagged(material),
    ]
    place = {name: number for number, (name, _) in enumerate(GROUPS)}
    newest_first = {"acts", "outcomes"}
    # Those that a person had read come first, as the store gives them.
    given = {change.event_id: number for number, change in enumerate(material.retagged)}
    return tuple(
        sorted(
            found,
            key=lambda i: (
                place[i.group],
                given[i.key] if i.group == "retagged" else (-1 if i.group in newest_first else 1) * i.since.timestamp(),
                i.key,
            ),
        )
    )


def standing_orders(law: LawModel, day: date) -> dict[str, list[OrderHistory]]:
    """Orders that are in force, suspended or uncertain on a day, by case: those that a ruling can still change."""
    found: dict[str, list[OrderHistory]] = {}
    for order in law.orders.values():
        interval = interval_on(order.intervals, day)
        if interval and interval.state != "ended":
            found.setdefault(order.case_id, []).append(order)
    return found


def _acts(rows: Iterable[Mapping[str, Any]], standing: Mapping[str, Sequence[OrderHistory]]) -> Iterable[Item]:
    for row in rows:
        orders = standing.get(row["case_id"] or "", ())
        weighs = bool(row["pending"] and orders)
        unknown = "the feed does not say how the court ruled" if row["outcome_unknown"] else ""
        if not row["pending"] and not unknown and orders:
            named = clip("; ".join(order.title for order in orders), 120)
            unknown = f"the feed does not say what it decides, and an order stands in this case: {named}"
        if weighs:
            named = clip("; ".join(order.title for order in orders), 120)
            why = f"may change: {named}" + (f"; {unknown}" if unknown else "")
        else:
            why = unknown or "may order something about a data flow"
        yield Item(
            "acts" if weighs else "outcomes", row["event_id"], one_line(row["title"]), why, _act_day(row),
            row["case_id"], one_line(row["case_name"]),
            ", ".join(filter(None, [one_line(row["docket_number"]), row["document"] and f"ECF {row['document']}"])),
            bool(row["private"]),
        )  # fmt: skip


def _private(material: Material) -> Iterable[Item]:
    """Those that do not wait as a ruling already."""
    shown = {row["event_id"] for row in material.acts}
    for row in material.private:
        if row["event_id"] not in shown:
            sealed = is_sealed(row["words"] or "")
            why = "speaks of something sealed or ex parte" if sealed else "no public source has shown it yet"
            yield Item(
                "private", row["event_id"], one_line(row["title"]), why, from_utc_text(row["first_seen_at"]),
                row["case_id"], one_line(row["case_name"]),
                ", ".join(filter(None, [one_line(row["docket_number"]), row["document"] and f"ECF {row['document']}"])),
                True,
            )  # fmt: skip


def _retagged(material: Material) -> Iterable[Item]:
    """Those that wait for nothing weightier."""
    shown = {row["event_id"] for row in [*material.acts, *material.private]}
    for change in material.retagged:
        if change.event_id not in shown:
            who = "A person has read it, and that stays" if change.confirmed else "Nobody has read it"
            yield Item(
                "retagged", change.event_id, one_line(change.title),
                f"{who}. Rules before: {in_words(change.before)}; today: {in_words(change.after)}",
                from_utc_text(change.at), change.case_id, one_line(change.case_name),
                ", ".join(filter(None, [one_line(change.docket_number), change.document and f"ECF {change.document}"])),
                change.private, change.change_id,
            )  # fmt: skip


def in_words(reading: MachineReading) -> str:
    """`order: preliminary injunction (granted)`: what the rules read in an entry."""
    said = [
        f"{RELIEF.get(relief, relief)} ({DISPOSITION.get(how, how) if how else 'outcome not stated'})"
        for relief, how in sorted(reading.pairs)
    ]
    return f"{KIND.get(reading.kind, reading.kind).lower()}: {', '.join(said) if said else 'no ruling'}"


def _act_day(row: Mapping[str, Any]) -> datetime:
    seen = from_utc_text(row["first_seen_at"])
    return min(seen, datetime.fromisoformat(f"{row['day']}T00:00:00+00:00")) if row["day"] else seen


def _reports(reports: Iterable[Report]) -> Iterable[Item]:
    for report in reports:
        yield Item(
            "reports", f"report/{report.report_id}", clip(one_line(report.text), 140), "a reader says so", report.at,
            where=clip(one_line(report.page), 80),
        )  # fmt: skip


def _coverage(material: Material, cases: Mapping[str, Case]) -> Iterable[Item]:
    for row in material.coverage:
        if str(row["coverage_id"]) in material.settled_coverage:
            continue
        links = [(kind, target) for kind, target in json.loads(row["links"])]
        told = json.loads(row["event_body"]) if row["event_body"] else None
        first = told is not None and not any(kind == "event" for kind, _ in links) and not _known(told, links, cases)
        first = first and (told or {}).get("kind") != "other"  # nothing happened that could be an event
        if not first and row["score"] >= LOW:
            continue
        case = next((cases[target] for kind, target in links if kind == "case" and target in cases), None)
        yield Item(
            "first" if first else "links", f"coverage/{row['coverage_id']}", one_line(row["title"]),
            f"tells of {told_in_words(told)}, and no event here says so" if first and told else
            f"linked with a score of {row['score']:.2f}",
            from_utc_text(row["published_at"] or row["first_seen_at"]),
            case.id if case else None, case.name if case else None, one_line(row["outlet"]),
        )  # fmt: skip


# Below this the linker itself was not sure.
LOW = 0.6
_NEAR = timedelta(days=3)


def told_in_words(told: Mapping[str, Any]) -> str:
    """`an order on preliminary injunction, granted`: what an item says to have happened."""
    relief = RELIEF.get(told.get("relief") or "", "")
    kind = KIND.get(told.get("kind") or "", "an event").lower()
    kind = kind if kind.startswith("an ") else f"{'an' if kind[0] in 'aeio' else 'a'} {kind}"
    said = f"{kind} on {relief}" if relief else kind
    return f"{said}, {told['disposition']}" if told.get("disposition") not in (None, "none", "") else said


def _known(told: Mapping[str, Any], links: Iterable[tuple[str, str]], cases: Mapping[str, Case]) -> bool:
    """Whether a linked case has an event of the same relief within three days of the day told."""
    if not told.get("date"):
        return False
    day = date.fromisoformat(told["date"])
    for kind, target in links:
        for event in cases[target].events if kind == "case" and target in cases else ():
            near = event.date and len(event.date) == 10 and abs(date.fromisoformat(event.date) - day) <= _NEAR
            if near and (
                told.get("relief") in (None, "", "none") or told["relief"] in {a.relief for a in event.actions}
            ):
                return True
    return False


def _bare_orders(cases: Mapping[str, Case], settled: frozenset[str]) -> Iterable[Item]:
    """Orders without a restriction in cases that touch a data flow; those of other cases restrict nothing tracked."""
    for case in cases.values():
        if not case_flows(case):
            continue
        for event in case.events:
            key = event_id(case.id, event.key)
            if not event.order or event.order.restrictions or event.flows or key in settled or not event.date:
                continue
            yield Item(
                "orders", key, event.title, "the case concerns data flows, and this order names none",
                datetime.fromisoformat(f"{event.date if len(event.date) == 10 else event.date + '-01'}T00:00:00+00:00"),
                case.id, case.name,
            )  # fmt: skip


def _gaps(rows: Iterable[Mapping[str, Any]]) -> Iterable[Item]:
    for row in rows:
        yield Item(
            "gaps", f"gap/{row['gap_id']}", f"{row['feed_id']}: {_short(row['from_at'])} to {_short(row['to_at'])}",
            "entries may be missing that the court’s docket has", from_utc_text(row["found_at"]),
        )  # fmt: skip


def _suggestions(found: Iterable[Suggestion]) -> Iterable[Item]:
    for each in found:
        because = "; ".join(one_line(reason) for reason in each.because)
        yield Item(
            "held" if each.kind == "notice" else "suggested", f"suggestion/{each.suggestion_id}",
            clip(one_line(each.title), 140), clip(f"{SUGGESTED[each.kind]}: {because}", 240), each.found_at,
            where=", ".join(filter(None, [each.court_id, one_line(each.docket_number)])) if each.docket_number else "",
        )  # fmt: skip


# What a suggestion of each kind says of the thing.
SUGGESTED = {
    "docket": "looks like data sharing",
    "appeal": "a new docket above a tracked case",
    "register": "may open or change a data flow",
    "notice": "not stored",
}


def _short(instant: str) -> str:
    return instant[:16].replace("T", " ") + " UTC"


def after(queue: Sequence[Item], key: str) -> Item | None:
    """The item behind `key`; the first one where `key` has left the queue or was the last."""
    keys = [item.key for item in queue]
    if not queue:
        return None
    place = keys.index(key) + 1 if key in keys else 0
    following = queue[place % len(queue)]
    return None if following.key == key else following
