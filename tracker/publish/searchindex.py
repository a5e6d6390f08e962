"""The index that `static/search.js` reads: events in segments by number, so that what is old stays as it was. Pure.

A segment has its columns (what is filtered and sorted by), its words by first letter, each with the events that hold
it, and what is shown of its events, a hundred a file. Words are made as SQLite's `unicode61` makes them: letters and
digits, small, without marks.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from tracker.outputs.words import KIND
from tracker.text import clip, one_line

SHOWN_TOGETHER = 100
# Longer texts are indexed up to here; the page says so.
MOST_TEXT = 20_000
_WORD = re.compile(r"[^\W_]+")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def words(text: str) -> set[str]:
    """The distinct words of a text, at most 40 characters of each."""
    flat = text.lower() if text.isascii() else _flat(text)
    return {word[:40] for word in _WORD.findall(flat)}


def _flat(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def shard(word: str) -> str:
    return word[0] if word[0] in _LETTERS else "other"


def segment(rows: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """Files of one segment. rows: as `storage.published.search_rows` gives them; their place is their number here."""
    found: dict[str, dict[str, list[int]]] = {}
    for place, row in enumerate(rows):
        text = " ".join((row["title"], row["body_text"] or row["text"], row["names"]))[:MOST_TEXT]
        for word in words(one_line(text)):
            found.setdefault(shard(word), {}).setdefault(word, []).append(place)
    files = {f"words-{name}.json": _json({w: _steps(p) for w, p in sorted(own.items())}) for name, own in found.items()}
    for at in range(0, len(rows), SHOWN_TOGETHER):
        part = rows[at : at + SHOWN_TOGETHER]
        files[f"told-{at // SHOWN_TOGETHER}.json"] = _json(
            [[one_line(r["title"]), _more(r)] for r in part]
        )  # fmt: skip
    files["columns.json"] = _json({**_columns(rows), "letters": sorted(found)})
    return files


def _more(row: Mapping[str, Any]) -> str:
    text = one_line(row["body_text"] or row["text"])
    return "" if text == one_line(row["title"]) else clip(text, 280)


def _steps(places: list[int]) -> list[int]:
    """The first place, then the distance to each next one: short numbers, which compress well."""
    return [b - a for a, b in zip([0, *places], places, strict=False)]


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {
        "id": [r["event_id"] for r in rows],
        "day": [r["day"] or "" for r in rows],
        "kind": [r["kind"] for r in rows],
        "court": [r["court_id"] or "" for r in rows],
        "case": [r["case_id"] or "" for r in rows],
        "flow": [json.loads(r["flows"]) for r in rows],
        "acts": [json.loads(r["actions"]) for r in rows],
        "flags": [r["confirmed"] + 2 * r["is_order"] for r in rows],
    }


def head(segments: Sequence[str], names: Mapping[str, Mapping[str, str]], agencies: Mapping[str, list[str]]) -> bytes:
    """`index.json`: which segments there are, and the words for coded values."""
    told = {kind: names[kind] for kind in ("court", "case", "flow")}
    return _json({"segments": list(segments), "names": {**told, "kind": KIND}, "agencies": agencies})


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
