"""Ready citations of orders and events, after the Bluebook's pattern for docketed papers (rule 10.8.1, B10.1.4)."""

from datetime import date

from tracker.dates import MONTHS

_FULL = {"Jan": "Jan.", "Feb": "Feb.", "Mar": "Mar.", "Apr": "Apr.", "May": "May", "Jun": "June", "Jul": "July",
         "Aug": "Aug.", "Sep": "Sept.", "Oct": "Oct.", "Nov": "Nov.", "Dec": "Dec."}  # fmt: skip


def cite_day(day: date) -> str:
    """`Nov. 21, 2025`, months shortened as table T12 has them."""
    return f"{_FULL[MONTHS[day.month - 1]]} {day.day}, {day.year}"


def cite(
    *,
    case_name: str,
    docket_number: str | None,
    court: str,
    day: date | None,
    what: str,
    document: str | None = None,
    month_only: bool = False,
) -> str:
    """`Doe v. Roe, No. 1:25-cv-00457, ECF No. 53 (D.D.C. Nov. 21, 2025) (stay of agency action)`.

    What is not known is left out, except the docket number, whose absence is said: a citation without one cannot be
    looked up. The Supreme Court is cited by date alone, as the rule has it.
    """
    number = f"No. {docket_number}" if docket_number else "No. [not known]"
    when = ""
    if day:
        when = f"{_FULL[MONTHS[day.month - 1]]} {day.year}" if month_only else cite_day(day)
    place = " ".join(part for part in ("" if court == "U.S." else court, when) if part)
    ecf = f", ECF {_documents(document)}" if document else ""
    return f"{case_name}, {number}{ecf} ({place or 'date not known'}) ({what})"


def _documents(document: str) -> str:
    numbers = [n.strip() for n in document.replace(";", ",").split(",") if n.strip()]
    return ("Nos. " if len(numbers) > 1 else "No. ") + ", ".join(numbers)
