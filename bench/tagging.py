"""How fast docket texts are tagged: real labelled entries, over and over, on one core.

`tag_entries_per_s` is the plain tagger, which `make setup` gives; `tag_entries_per_s_compiled`, where `make fast` built
it from the sources as they stand, the compiled one. The two take turns, each in a process of its own.

Processor time is counted, not the clock on the wall: other work on the machine is not the tagger's.
"""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tracker import compiled
from tracker.tagging.rules import load_rules
from tracker.tagging.tagger import tag

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT.parent / "shared" / "gold" / "entries.jsonl"
ROUNDS = 20


TURNS = 4
# Says the rate of so many rounds for each line that comes in.
CHILD = """
import sys
if sys.argv[1] == "compiled":
    from tracker import compiled
    compiled.use()
from bench.tagging import rate
import tracker.tagging.tagger as read
assert read.__file__.endswith(".py") == (sys.argv[1] == "plain"), read.__file__
for line in sys.stdin:
    print(rate(int(line)), flush=True)
"""


def run() -> dict[str, float]:
    """Entries a second in the best of 20 rounds; nothing where the real texts do not lie beside the project."""
    if not GOLD.exists():
        return {}
    if not compiled.is_built():
        return {"tag_entries_per_s": rate(ROUNDS)}
    names = {"plain": "tag_entries_per_s", "compiled": "tag_entries_per_s_compiled"}
    with contextlib.ExitStack() as stack:
        children = {way: stack.enter_context(_child(way)) for way in names}
        best = dict.fromkeys(names, 0.0)
        for _ in range(TURNS):
            for way, child in children.items():
                best[way] = max(best[way], _ask(child))
    return {names[way]: value for way, value in best.items()}


def _child(way: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD, way]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _ask(child: subprocess.Popen[str]) -> float:
    assert child.stdin is not None and child.stdout is not None
    child.stdin.write(f"{ROUNDS // TURNS}\n")
    child.stdin.flush()
    return float(child.stdout.readline())


def rate(rounds: int) -> float:
    """Entries a second in the best of so many rounds, in this process."""
    rules = load_rules(ROOT / "data" / "tag_rules")
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines() if line.strip()]
    entries = [(row["text"], row["court"], row["source"]) for row in rows]

    def work() -> None:
        for text, court, source in entries:
            tag(rules, text, court_id=court, source=source)

    return _rate(work, len(entries), rounds)


def _rate(work: Callable[[], None], items: int, rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return items / best
