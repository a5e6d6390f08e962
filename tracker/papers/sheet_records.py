"""What a PACER docket sheet says, as records. Names of parties and counsel; never an address, a telephone or e-mail."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SheetParty:
    """`role` as printed (`Plaintiff`, `Defendant - Appellant`); `counsel`: names in the sheet's order."""

    role: str
    name: str
    terminated: date | None = None
    counsel: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetDocument:
    """One link of an entry. `label`: the number that is linked. Other entries that the text cites are not in here."""

    label: str
    pacer_doc_id: str
    url: str


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One line of the sheet. `text` is whole, its "(Entered: …)" too; `entered` only where a time is printed.

    filed: None on a sheet sorted by entry, whose column is the day of entry. restricted: the court shows no paper.
    """

    filed: date | None
    number: str | None
    text: str
    entered_on: date | None
    entered: datetime | None
    pacer_doc_id: str | None
    pacer_seq_no: str | None
    documents: tuple[SheetDocument, ...] = ()
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class LowerCourt:
    """Where an appeal comes from. `court_id` is None where the sheet links to no court (an agency)."""

    docket_number: str
    court_id: str | None = None


@dataclass(frozen=True, slots=True)
class DocketSheet:
    """`notes`: what the sheet does not show, in words for the operator. `printed`: when PACER made it; aware.

    all_asked: the receipt says that no dates and no numbers were chosen; False too where it does not say.
    """

    court_id: str
    docket_number: str
    pacer_case_id: str | None
    caption: str
    filed: date | None
    terminated: date | None
    assigned_to: str
    referred_to: str
    nature_of_suit: str
    parties: tuple[SheetParty, ...]
    entries: tuple[SheetEntry, ...]
    lower_court: LowerCourt | None = None
    notes: tuple[str, ...] = ()
    printed: datetime | None = None
    all_asked: bool = False
