"""How long a chronology takes to write, and how much memory: invented events, each form in a process of its own."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta

from tracker.outputs.chronology import Chronology
from tracker.outputs.chronology_rows import ChronologyRow, FlowEffect, Named, Scope, SourceUse

_MADE = datetime(2026, 11, 20, 12, tzinfo=UTC)
_FIRST = date(2017, 1, 2)
_TEXT = (
    "The court finds the plaintiffs likely to show that the agency did not follow its own records notice, and orders "
    "that no file be handed over before the hearing of {day}. The parties are to confer and to report within a week."
)
FORMS = (("pdf", 1_000), ("docx", 1_000), ("csv", 10_000), ("xlsx", 10_000), ("pdf", 10_000), ("docx", 10_000))


def chronology(number: int) -> Chronology:
    """`number` invented events of four cases over nine years, each with a source, every third with two."""
    rows = []
    sources: list[SourceUse] = []
    for n in range(1, number + 1):
        day = _FIRST + timedelta(days=n * 3600 // number)
        uses = tuple(
            SourceUse(
                len(sources) + i, f"https://docket.example/{n}/{i}", _MADE - timedelta(hours=n), f"{n * 7 + i:064x}"
            )
            for i in range(1, 3 if n % 3 == 0 else 2)
        )
        sources += uses
        effects = (FlowEffect("permits-to-lighthouses", "Permits → Lighthouses", "bars" if n % 9 == 0 else ""),)
        number_ = f"1:26-cv-{n % 4:05}"
        rows.append(
            ChronologyRow(
                number=n, event_id=f"entry-{n}", day=day, precision="day", time=None, date_filed=day,
                entered_at=datetime(day.year, day.month, day.day, 18, 5, tzinfo=UTC), zone="America/New_York",
                case_id=f"case-{n % 4}", case_name=f"Reading Circle {n % 4} v. Weather Permits", court_id="dcd",
                court="D.D.C.", docket_number=number_, document_number=str(n), judge="", kind="order",
                title=f"Order {n} on the motion for a preliminary injunction", text=_TEXT.format(day=day), conflict="",
                actions=(("preliminary_injunction", "granted"),), effects=effects, order_id="", order_state=None,
                citation=f"Order Granting Prelim. Inj., Reading Circle v. Permits, No. {number_} (D.D.C. {day})",
                sources=uses, standing="confirmed" if n % 3 else "machine-read", confirmed_by="", pending=False,
                outcome_unknown=False, known_since=_MADE,
            )
        )  # fmt: skip
    scope = Scope(cases=tuple(Named(f"case-{i}", f"Reading Circle {i} v. Weather Permits") for i in range(4)),
                  as_of=date(2026, 11, 20))  # fmt: skip
    return Chronology(
        scope=scope, title="Chronology: Reading Circle v. Weather Permits", site="Bench", version="0" * 64,
        made_at=_MADE, verified_through=None, rows=tuple(rows), sources=tuple(sources),
    )  # fmt: skip


def measure(form: str, number: int) -> tuple[float, float]:
    """(seconds, peak megabytes of the process), from the events in memory to the bytes of the file."""
    from tracker.documents import render

    material = chronology(number)
    started = time.perf_counter()
    render(material, form)
    return time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(work: Callable[[str, int], tuple[float, float]] = measure) -> dict[str, float]:
    """Seconds by form and number of events; `export_peak_mb` the most memory that any of them took."""
    figures: dict[str, float] = {}
    peak = 0.0
    context = multiprocessing.get_context("spawn")
    for form, number in FORMS:
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            seconds, megabytes = pool.submit(work, form, number).result()
        figures[f"export_{number // 1000}k_{form}_s"] = round(seconds, 2)
        peak = max(peak, megabytes)
    return figures | {"export_peak_mb": round(peak)}
