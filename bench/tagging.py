"""How fast docket texts are tagged: real labelled entries, over and over, on one core.

Processor time is counted, not the clock on the wall: other work on the machine is not the tagger's.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path

from tracker.tagging.rules import load_rules
from tracker.tagging.tagger import tag

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT.parent / "shared" / "gold" / "entries.jsonl"
ROUNDS = 20


def run() -> dict[str, float]:
    """Entries a second in the best of 20 rounds; nothing where the real texts do not lie beside the project."""
    if not GOLD.exists():
        return {}
    rules = load_rules(ROOT / "data" / "tag_rules")
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines() if line.strip()]
    entries = [(row["text"], row["court"], row["source"]) for row in rows]

    def work() -> None:
        for text, court, source in entries:
            tag(rules, text, court_id=court, source=source)

    return {"tag_entries_per_s": _rate(work, len(entries))}


def _rate(work: Callable[[], None], items: int) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return items / best
