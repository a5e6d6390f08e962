"""The chronology as a CaseMap Facts spreadsheet (CSV). What is an attorney's to judge stays empty or Unsure."""

from itertools import groupby

from tracker.outputs.chronology import Chronology
from tracker.outputs.chronology_rows import ChronologyRow
from tracker.outputs.chronology_words import action_words, csv_bytes, standing_words

COLUMNS = (
    "Date & Time", "Fact Text", "Source(s)", "Source Quote", "Key", "Material", "Status", "Linked Issues",
    "Attorney Notes", "Privilege Notes", "Linked File",
)  # fmt: skip
_LONGEST = 10_000  # characters that the Fact Text field takes


def write_casemap(chronology: Chronology) -> bytes:
    rows = []
    for _, group in groupby(chronology.rows, key=lambda r: (r.day, r.precision)):
        same_day = list(group)
        rows += [_row(row, n if len(same_day) > 1 else 0, chronology) for n, row in enumerate(same_day, 1)]
    return csv_bytes(COLUMNS, rows)


def _row(row: ChronologyRow, place: int, chronology: Chronology) -> tuple[str, ...]:
    parts = [row.title.rstrip(".") + ".", row.text, f"Sources differ: {row.conflict}" if row.conflict else ""]
    sources = [row.citation, *(s.url for s in row.sources)]
    return (
        _when(row, place),
        _cut(" ".join(part for part in parts if part)),
        "; ".join(source for source in sources if source),
        "; ".join(action_words(row)),
        "",
        "Unsure",
        _status(row, chronology),
        "; ".join(effect.words for effect in row.effects),
        f"{standing_words(row)}; {row.case_name}" if row.case_name else standing_words(row),
        "",
        "",
    )


def _when(row: ChronologyRow, place: int) -> str:
    """`03/04/2025`, `03/??/2025`, `03/04/2025 14:30`, `03/04/2025 #2`: CaseMap's forms for certain and fuzzy dates."""
    if row.day is None:
        return "To Be Determined"
    if row.precision == "month":
        return f"{row.day:%m}/??/{row.day:%Y}"
    found = f"{row.day:%m/%d/%Y}"
    if row.time:
        return f"{found} {row.time}"
    return f"{found} #{place}" if place else found


def _status(row: ChronologyRow, chronology: Chronology) -> str:
    if row.kind == "hearing" and row.day and row.day > chronology.scope.as_of:
        return "Prospective"
    # Whether a fact is disputed is for the parties to say.
    return "" if row.standing == "confirmed" else "Unsure"


def _cut(text: str) -> str:
    mark = " … (cut; the whole text is in the other forms)"
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(mark)] + mark
