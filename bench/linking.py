"""How fast news items are linked to cases and flows, on the register's own facts and real items."""

import json
import time
from datetime import date
from pathlib import Path

from tracker.courts import load_courts
from tracker.linking.model import NewsText
from tracker.linking.news import build_linkbook, link
from tracker.register.files import load_register

ROOT = Path(__file__).resolve().parent.parent
ITEMS = ROOT.parent / "shared/gold/news.jsonl"
ROUNDS = 5


def _items() -> list[NewsText]:
    rows = [json.loads(line) for line in ITEMS.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        NewsText(
            row["title"], row["summary"], row["url"], date.fromisoformat(row["published"]) if row["published"] else None
        )
        for row in rows
    ]


def run() -> dict[str, float]:
    """`link_items_per_s`: in the best of five rounds; `linkbook_build_s`. Empty where the items are not at hand."""
    if not ITEMS.is_file():
        return {}
    courts = load_courts(ROOT / "data/courts.toml")
    register = load_register(ROOT / "data/register", frozenset(courts))
    started = time.perf_counter()
    book = build_linkbook(register.cases, register.flows, courts)
    built = time.perf_counter() - started
    items, best = _items(), float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for item in items:
            link(book, item)
        best = min(best, time.perf_counter() - started)
    return {"link_items_per_s": round(len(items) / best), "linkbook_build_s": round(built, 2)}
