"""Documents that people take away: one `Chronology`, written in each form. Bytes out, nothing on disk.

The libraries behind a form are imported when that form is written, so that nothing else pays for them.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from tracker.outputs.chronology import Chronology
from tracker.outputs.paper import Paper, held


class Form(NamedTuple):
    """One form: what the web calls it, how its files end, and its name in words."""

    media: str
    extension: str
    name: str
    write: Callable[[Chronology], bytes]


def _csv(chronology: Chronology) -> bytes:
    return chronology.csv


def _xlsx(chronology: Chronology) -> bytes:
    from tracker.documents.xlsx import write_xlsx

    return write_xlsx(chronology)


def _paper(chronology: Chronology) -> Paper:
    from tracker.outputs.chronology_paper import chronology_paper

    return chronology_paper(chronology)


def _docx(paper: Paper) -> bytes:
    from tracker.documents.docx import write_docx

    return write_docx(paper)


def _pdf(paper: Paper) -> bytes:
    from tracker.documents.pdf import write_pdf

    return write_pdf(paper)


def _json(chronology: Chronology) -> bytes:
    from tracker.documents.as_json import write_json

    return write_json(chronology)


def _md(paper: Paper) -> bytes:
    from tracker.documents.markdown import write_markdown

    return write_markdown(paper)


def _ics(chronology: Chronology) -> bytes:
    from tracker.documents.calendar import write_calendar

    return write_calendar(chronology)


def _timelinejs(chronology: Chronology) -> bytes:
    from tracker.documents.timelinejs import write_timelinejs

    return write_timelinejs(chronology)


def _casemap(chronology: Chronology) -> bytes:
    from tracker.documents.casemap import write_casemap

    return write_casemap(chronology)


# Forms that draw the paper.
_DRAWN = {"docx": _docx, "pdf": _pdf, "md": _md}


def _draws(form: str) -> Callable[[Chronology], bytes]:
    return lambda chronology: _DRAWN[form](_paper(chronology))


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = {
    "csv": Form("text/csv; charset=utf-8", "csv", "CSV", _csv),
    "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "Excel", _xlsx),
    "docx": Form(_WORD, "docx", "Word", _draws("docx")),
    "pdf": Form("application/pdf", "pdf", "PDF", _draws("pdf")),
    "json": Form("application/json", "json", "JSON", _json),
    "md": Form("text/markdown; charset=utf-8", "md", "Markdown", _draws("md")),
    "ics": Form("text/calendar; charset=utf-8", "ics", "calendar", _ics),
    "timelinejs": Form("application/json", "timelinejs.json", "TimelineJS", _timelinejs),
    "casemap": Form("text/csv; charset=utf-8", "casemap.csv", "CaseMap facts", _casemap),
}

BINARY = frozenset({"xlsx", "docx", "pdf"})


def form_of(file_name: str) -> str | None:
    """The form whose files end as this name does: `x.docx` -> docx, `x.casemap.csv` -> casemap; None for any other."""
    ends = {form: f".{row.extension}" for form, row in FORMS.items() if file_name.lower().endswith(f".{row.extension}")}
    return max(ends, key=lambda form: len(ends[form]), default=None)


def render(chronology: Chronology, form: str) -> bytes:
    """The chronology as a file. Raises KeyError for a form that is not in FORMS."""
    return FORMS[form].write(chronology)


def render_several(chronology: Chronology, forms: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """(extension, file) for each form. The paper behind Word, PDF and Markdown is made once, and held in memory."""
    paper: Paper | None = None
    for form in forms:
        if draw := _DRAWN.get(form):
            paper = paper or held(_paper(chronology))
            yield FORMS[form].extension, draw(paper)
        else:
            yield FORMS[form].extension, FORMS[form].write(chronology)
