"""First lines for the register, to be filled in by hand: a case file, a docket of a case, a fact of a flow. Pure."""

import json
import re

from tracker.captions import UNKNOWN_CAPTION
from tracker.courts import Court
from tracker.docket_numbers import clean
from tracker.register.schema import CAPTION_TO_FILL, ID, NAME_TO_FILL
from tracker.text import one_line


def case_skeleton(court: Court, docket_number: str, case_id: str | None, caption: str = "") -> tuple[str, str]:
    """(case id, YAML text). `caption` where it is known; CAPITALS wait to be replaced, and `check` refuses them."""
    number = clean(docket_number)
    name = case_id or _slug(f"{court.court_id}-{number}")
    told = _quoted(caption) if caption and caption != UNKNOWN_CAPTION else CAPTION_TO_FILL
    text = f"""# yaml-language-server: $schema=../case.schema.json
# {court.name}, No. {one_line(number)}. The format is explained in docs/register.md.
id: {name}
name: {NAME_TO_FILL}
caption: {told}
plaintiffs: []
defendants: []
claims: []
dockets:
  - id: {name}
    court: {court.court_id}
    number: {_quoted(number)}
events: []
# An event looks like this; an order has the block `order:` beneath it.
#  - key: 2026-01-31-complaint
#    date: 2026-01-31
#    kind: complaint
#    title: What happened, in one sentence
#    sources: [https://example.org/where-you-read-it]
"""
    return name, text


def why_not(docket_number: str, case_id: str | None) -> str | None:
    """What is wrong with a number or an id that somebody typed, in one sentence; None where a file can be made."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 :./()~-]{0,59}", clean(docket_number)):
        return f"{docket_number[:60]!r} is no docket number; write it as the court does, such as 1:26-cv-00001"
    if case_id is not None and (len(case_id) > 100 or not re.fullmatch(ID, case_id)):
        return f"{case_id[:100]!r} is no id; write small letters, digits and single hyphens, such as hikers-v-parks"
    return None


def docket_lines(court: Court, docket_number: str, caption: str, below: str | None) -> str:
    """One more docket of a case; below: id of the docket whose rulings it reviews."""
    number = clean(docket_number)
    lines = [
        f"  - id: {_slug(f'{court.court_id}-{number}')}", f"    court: {court.court_id}",
        f"    number: {_quoted(number)}",
        f"    caption: {_quoted(caption)}" if caption and caption != UNKNOWN_CAPTION else "",
        f"    reviews: {below or 'ID OF THE DOCKET BELOW'}",
    ]  # fmt: skip
    return "\n".join(filter(None, lines)) + "\n"


def flow_lines(title: str, day: str, url: str) -> str:
    """A dated fact of a flow; the words are the notice's own title until somebody has read it."""
    return (
        f"  - date: {day}\n    state: proposed  # or: exists, ended\n    text: {_quoted(title)}\n"
        f"    sources:\n      - {url}\n"
    )


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _quoted(text: str) -> str:
    """A YAML double-quoted scalar, which takes JSON's escapes (YAML 1.2 section 5.7)."""
    return json.dumps(one_line(text), ensure_ascii=False)
