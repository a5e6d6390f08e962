"""What case and flow files are made of: ids, days, addresses, and who and what an order reaches."""

import re
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tracker.vocab import DISPOSITIONS, RELIEFS, Effect, PeopleKind

ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def check_date(value: str) -> str:
    """The text, if it is a day or a month. Raises ValueError."""
    if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", value):
        raise ValueError(f"{value!r} is not a date; write 2026-02-05, or 2026-02 when only the month is known")
    try:
        date.fromisoformat(value if len(value) == 10 else value + "-01")
    except ValueError as error:
        raise ValueError(f"{value!r} is no day of the calendar: {error}") from None
    if not "1900" <= value[:4] <= "2199":
        raise ValueError(f"{value!r}: the year is a slip; it must lie between 1900 and 2199")
    return value


def check_day(value: str) -> str:
    """The text, if it is a full day. Raises ValueError."""
    check_date(value)
    if len(value) != 10:
        raise ValueError(f"{value!r} must be a full day such as 2026-02-05")
    return value


def check_url(value: str) -> str:
    """The text, if it is an address of the web. Raises ValueError."""
    try:
        parts = urlsplit(value)
        whole = bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        whole = False
    if not whole or not re.fullmatch(r"https?://[^\s<>\"']+", value):
        raise ValueError(f"{value!r} is not an http or https address")
    return value


# What `case new` writes for a person to put the real words over.
NAME_TO_FILL = "PLAINTIFF v. DEFENDANT"
CAPTION_TO_FILL = "FULL CAPTION AS ON THE PAPERS"


def check_filled(value: str) -> str:
    """The text, if it is no longer the skeleton's. Raises ValueError."""
    if value in (NAME_TO_FILL, CAPTION_TO_FILL):
        what = "short name of the case" if value == NAME_TO_FILL else "caption as it stands on the papers"
        raise ValueError(f"{value!r} is what `case new` wrote; put the {what} in its place")
    return value


def as_list(value: Any) -> Any:
    """One word where a list is meant is a list of one."""
    return [value] if isinstance(value, str) else value


def event_id(case_id: str, key: str) -> str:
    """An event's id: `<case>.<key>`; one that was read from a docket entry keeps its own, `entry-<n>`."""
    return key if key.startswith("entry-") and key[6:].isdigit() else f"{case_id}.{key}"


ObjectId = Annotated[str, Field(pattern=ID)]
OrderId = Annotated[str, Field(pattern=r"^[a-z0-9-]+\.\d{4}-\d{2}-\d{2}(\.\d+)?$")]
EventKey = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
When = Annotated[str, AfterValidator(check_date)]
Day = Annotated[str, AfterValidator(check_day)]
Url = Annotated[str, AfterValidator(check_url)]
Texts = Annotated[list[str], BeforeValidator(as_list)]
Urls = Annotated[list[Url], BeforeValidator(as_list)]
Filled = Annotated[str, AfterValidator(check_filled)]
Sentence = Annotated[str, Field(min_length=3, max_length=2000)]


class Part(BaseModel):
    """A key that the shape does not name is a slip, and said."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ActionWords(Part):
    """`relief disposition` in one line of YAML, e.g. `preliminary_injunction granted`."""

    relief: str
    disposition: str

    @model_validator(mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            words = value.split()
            if len(words) != 2:
                raise ValueError(f"{value!r}: write a relief and a disposition, e.g. 'preliminary_injunction granted'")
            return {"relief": words[0], "disposition": words[1]}
        return value

    @model_validator(mode="after")
    def _known(self) -> "ActionWords":
        if self.relief not in RELIEFS:
            raise ValueError(f"relief {self.relief!r} is not one of: {', '.join(RELIEFS)}")
        if self.disposition not in DISPOSITIONS:
            raise ValueError(f"disposition {self.disposition!r} is not one of: {', '.join(DISPOSITIONS)}")
        return self


class People(Part):
    """Who is reached: parties, members of plaintiff groups, a class, named states, everyone reached because the
    agency action itself is stayed or set aside, or everyone."""

    kind: PeopleKind
    who: Texts = []


class Restriction(Part):
    """One order x one flow. `whole` is a person's judgment that the order bars the entire flow: an exception for what
    the statute itself allows leaves it whole; a carve-out of people, states or data does not."""

    flow: ObjectId
    effect: Effect
    whole: bool = False
    people: People | None = None
    places: str | None = None
    data: str | None = None
    recipients: str | None = None
    exceptions: Texts = []
    text: Sentence

    @model_validator(mode="after")
    def _whole_needs_bar(self) -> "Restriction":
        if self.whole and self.effect != "bars":
            raise ValueError("`whole: true` is only for `effect: bars`")
        return self
