"""The public record as `data.db`, with the intervals and statuses that the law engine works out."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from tracker import __version__
from tracker.courts import Courts
from tracker.law.answers import OrderHistory
from tracker.law.engine import flow_answer
from tracker.lawbook import Page
from tracker.register.schema import Restriction
from tracker.storage.datafile import write_datafile
from tracker.storage.store import Store
from tracker.storage.timeline import withheld_cases

LICENSE = "CC BY 4.0"
NOTICE = "Not the courts’ record and no legal advice. What a machine has read is marked as such."


def write(store: Store, page: Page, courts: Courts, today: date, target: Path, about: dict[str, str]) -> None:
    """Write `target` from what `store` holds. about: `title`, `url`, `version`. Raises StorageError."""
    hidden = withheld_cases(store)
    orders = [h for h in page.law.orders.values() if h.case_id not in hidden]
    used = {h.court_id for h in orders} | {d.court for c in page.cases.values() for d in c.dockets}
    used |= {r["court_id"] for r in store.rows("select distinct court_id from events where court_id is not null")}
    law: dict[str, Iterable[tuple[Any, ...]]] = {
        "orders": (_order(h) for h in orders),
        "order_states": (row for h in orders for row in _states(h)),
        "restrictions": (row for h in orders for row in _restrictions(h, page)),
        "flow_statuses": (row for f in page.flows for row in _statuses(page, f, today)),
        "flows": ((_checked(page, f, today), f) for f in page.flows),
    }
    told = {**about, "program": f"data-sharing-docket {__version__}", "license": LICENSE, "notice": NOTICE}
    names = ((c, courts[c].name, courts.citation(c)) for c in sorted(filter(None, used)) if c in courts)
    write_datafile(store.path, target, names, law, told)


def _order(h: OrderHistory) -> tuple[Any, ...]:
    checked = h.verified_through.isoformat() if h.verified_through else None
    return (h.order_id, h.title, h.event_id, h.case_id, h.court_id, h.entered.isoformat(), h.relief, h.term, checked)


def _states(h: OrderHistory) -> Iterable[tuple[Any, ...]]:
    for position, i in enumerate(h.intervals):
        until = i.until.isoformat() if i.until else None
        yield h.order_id, position, i.from_.isoformat(), until, i.state, i.cause, i.reason


def _restrictions(h: OrderHistory, page: Page) -> Iterable[tuple[Any, ...]]:
    for version in h.versions:
        for position, r in enumerate(version.restrictions):
            if r.flow in page.flows:
                yield (h.order_id, version.from_.isoformat(), position, r.flow, r.effect, int(r.whole), _people(r),
                       r.places, r.data, r.recipients, "; ".join(r.exceptions) or None, r.text)  # fmt: skip


def _people(r: Restriction) -> str | None:
    if r.people is None:
        return None
    return r.people.kind + (": " + "; ".join(r.people.who) if r.people.who else "")


def _checked(page: Page, flow_id: str, today: date) -> str | None:
    checked = flow_answer(page.law, flow_id, today).verified_through
    return checked.isoformat() if checked else None


def _statuses(page: Page, flow_id: str, today: date) -> Iterable[tuple[Any, ...]]:
    for position, s in enumerate(flow_answer(page.law, flow_id, today).history):
        yield flow_id, position, s.from_.isoformat(), s.until.isoformat() if s.until else None, s.status, s.cause


def metadata(site_name: str, url: str) -> dict[str, Any]:
    """`metadata.json` for Datasette (https://docs.datasette.io/en/stable/metadata.html)."""
    descriptions = {
        "events": "One row an event: a docket entry, or a sourced act outside court.",
        "orders": "Orders that restrict a data flow, or may.",
        "order_states": "Dated intervals of each order; until_date is exclusive, null: no end known.",
        "restrictions": "What each order does to which data flow, by the day from which its extent holds.",
        "flow_statuses": "Dated intervals of each data flow’s status.",
        "event_readings": "The words that a machine read a label from, and the rule.",
        "gaps": "Stretches of time in which a feed moved on faster than it was read.",
    }
    return {
        "title": site_name,
        "description": f"Who may share whose data, by which court order, and since when. {NOTICE}",
        "source": site_name,
        "source_url": url,
        "license": LICENSE,
        "databases": {
            "data": {
                "tables": {
                    **{name: {"description": text} for name, text in descriptions.items()},
                    "events": {
                        "description": descriptions["events"], "label_column": "title", "sort_desc": "date",
                        "facets": ["kind", "court_id", "case_id"],
                    },
                    "cases": {"label_column": "name"},
                    "flows": {"label_column": "name"},
                    "courts": {"label_column": "citation"},
                    "orders": {"description": descriptions["orders"], "label_column": "title", "sort_desc": "entered"},
                }
            }
        },
    }  # fmt: skip


def dataset(site_name: str, url: str) -> dict[str, Any]:
    """`data.db` in the words that searches for data sets read (schema.org/Dataset)."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"{site_name}: court orders and government data sharing",
        "description": "Docket events, court orders with dated states, the restrictions that they set, and the statuses"
        f" of the data flows between government agencies that follow from them. {NOTICE}",
        "url": f"{url}/about#data",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": site_name, "url": url},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": "application/vnd.sqlite3", "contentUrl": f"{url}/data.db"}
        ],
    }
