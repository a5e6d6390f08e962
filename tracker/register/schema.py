"""The shape of register files. One case or one flow a file; every rule a paralegal must keep is checked here.

Dates are ISO strings: `2026-02-05` (a day) or `2026-02` (only the month is known); null means undated.
"""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tracker.vocab import DISPOSITIONS, RELIEFS, Effect, Kind, Operating, PeopleKind

ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _check_date(value: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", value):
        raise ValueError(f"{value!r} is not a date; write 2026-02-05, or 2026-02 when only the month is known")
    try:
        date.fromisoformat(value if len(value) == 10 else value + "-01")
    except ValueError as error:
        raise ValueError(f"{value!r} is no day of the calendar: {error}") from None
    return value


def _check_day(value: str) -> str:
    _check_date(value)
    if len(value) != 10:
        raise ValueError(f"{value!r} must be a full day such as 2026-02-05")
    return value


def _check_url(value: str) -> str:
    if not re.match(r"https?://[^\s<>\"']+$", value):
        raise ValueError(f"{value!r} is not an http or https address")
    return value


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def event_id(case_id: str, key: str) -> str:
    """An event's id: `<case>.<key>`; one that was read from a docket entry keeps its own, `entry-<n>`."""
    return key if key.startswith("entry-") and key[6:].isdigit() else f"{case_id}.{key}"


ObjectId = Annotated[str, Field(pattern=ID)]
OrderId = Annotated[str, Field(pattern=r"^[a-z0-9-]+\.\d{4}-\d{2}-\d{2}(\.\d+)?$")]
EventKey = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
When = Annotated[str, AfterValidator(_check_date)]
Day = Annotated[str, AfterValidator(_check_day)]
Url = Annotated[str, AfterValidator(_check_url)]
Texts = Annotated[list[str], BeforeValidator(_as_list)]
Sentence = Annotated[str, Field(min_length=3, max_length=2000)]


class Part(BaseModel):
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


class StayEnd(Part):
    """What ends a stay by itself. Several may be given: the first to happen ends it."""

    on: Literal["date", "further_order", "mandate", "cert_denied", "judgment", "no_timely_petition"]
    date: Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _word(cls, value: Any) -> Any:
        return {"on": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _dated(self) -> "StayEnd":
        if (self.on == "date") != (self.date is not None):
            raise ValueError(
                "a stay that ends on a date is written `{on: date, date: 2026-03-01}`; others have no date"
            )
        return self


def _usual(value: Any) -> Any:
    # The usual Supreme Court stay: through the appeal and a timely petition; ends by itself if
    # certiorari is denied, else with the Court's judgment.
    return ["cert_denied", "judgment", "no_timely_petition"] if value == "supreme_court_usual" else value


class Act(Part):
    """What an event does to an order that stood before it. `flows` limits it to a part of that order.

    stays       the order is suspended; `stay_kind`, `until` say what ends the stay by itself
    lifts_stay  the stay made by event `stay` ends; the order revives with the extent it had
    extends     `to` is the new last day (or null: until further order)
    modifies    clarified, narrowed, widened or modified: `restrictions` is the whole new extent
    ends        `how`; `effective`: `entry` (at once, "forthwith"), `mandate`, or a day
    affirms     leaves the order; ends a stay that ran until the appeal was decided; with `restrictions`: as modified
    mandate     the appellate judgment of event `judgment` takes effect
    cert_denied / cert_granted / supreme_court_judgment / no_timely_petition   happened to the order's case; end stays
                that run until then
    closes      final judgment or dismissal: interim orders of docket `docket` become unknown ("normally ends with
                the case") unless `order` names the one it ends; permanent relief is its own order with `replaces`
    clouds      reported to touch the order in a way that no source read states: unknown from here
    """

    do: Literal[
        "stays", "lifts_stay", "extends", "modifies", "ends", "affirms", "mandate", "cert_denied", "cert_granted",
        "supreme_court_judgment", "no_timely_petition", "closes", "clouds",
    ]  # fmt: skip
    order: OrderId | None = None
    flows: Annotated[list[ObjectId], BeforeValidator(_as_list)] = []
    stay: str | None = Field(None, description="event id `<case>.<key>` whose stay is lifted")
    stay_kind: Literal["administrative", "pending_appeal", "supreme_court", "other"] | None = None
    until: Annotated[list[StayEnd], BeforeValidator(_usual)] = []
    to: Day | None = None
    how: Literal[
        "vacated", "reversed", "dissolved", "superseded", "expired", "by_its_terms", "clarified", "narrowed", "widened",
        "modified", "denied",
    ] | None = None  # fmt: skip
    effective: str = "entry"
    judgment: str | None = Field(None, description="event id `<case>.<key>` of the appellate judgment")
    restrictions: list[Restriction] = []
    docket: ObjectId | None = None
    why: Sentence | None = None

    @model_validator(mode="after")
    def _has_object(self) -> "Act":
        needs_order = {"stays", "extends", "modifies", "ends", "affirms", "clouds"}
        if self.do in needs_order and not self.order:
            raise ValueError(f"`do: {self.do}` needs `order:`, the id of the order it touches")
        if self.do == "lifts_stay" and not self.stay:
            raise ValueError("`do: lifts_stay` needs `stay:`, the event id of the stay")
        if self.do == "mandate" and not self.judgment:
            raise ValueError("`do: mandate` needs `judgment:`, the event id of the appellate judgment")
        if self.do == "modifies" and not self.restrictions:
            raise ValueError("`do: modifies` needs `restrictions:`, the whole extent as it now stands")
        if self.effective not in ("entry", "mandate"):
            _check_day(self.effective)
        return self


class Order(Part):
    """The event is an order of its own. Its id is `<case>.<entered>`, then `.2`, `.3` for further ones of the day.

    Where only the month of entry is known, the id takes the month's last day.
    """

    id: OrderId
    title: Sentence | None = Field(None, description="short name, e.g. 'Stay under 5 U.S.C. 705'")
    term: Literal["interim", "permanent"] = "interim"
    relief: str
    effective: Day | None = Field(None, description="first day in force, where later than entry")
    ends_on: Day | None = Field(None, description="last day in force, as the order itself states")
    ends_when: str | None = Field(None, description="an end the order states that is no date, in words")
    without_notice: bool | None = Field(None, description="TRO without notice: at most 14 days, Rule 65(b)(2)")
    consent: bool = False
    replaces: Annotated[list[OrderId], BeforeValidator(_as_list)] = []
    restrictions: list[Restriction] = []

    @model_validator(mode="after")
    def _known_relief(self) -> "Order":
        if self.relief not in RELIEFS:
            raise ValueError(f"relief {self.relief!r} is not one of: {', '.join(RELIEFS)}")
        return self


class Touch(Part):
    """A flow that an event concerns without restricting it, with an optional effect for *because*
    (`permits`, `declares`, `declines`)."""

    flow: ObjectId
    effect: Literal["permits", "declares", "declines"] | None = None
    text: Sentence | None = None

    @model_validator(mode="before")
    @classmethod
    def _word(cls, value: Any) -> Any:
        return {"flow": value} if isinstance(value, str) else value


class Event(Part):
    """What happened, on one docket or out of court, with its sources.

    An event without sources, undated, or `unverified` is shown as reported and changes no interval.
    """

    key: EventKey
    date: When | None
    time: Annotated[str, Field(pattern=r"^\d\d:\d\d$")] | None = None
    after: EventKey | None = Field(None, description="key of the event of the same day that came before")
    docket: ObjectId | None = Field(None, description="default: the first docket; null with `out_of_court`")
    out_of_court: bool = False
    kind: Kind
    title: Annotated[str, Field(min_length=3, max_length=200)]
    text: str = ""
    judge: str | None = None
    document: str | None = Field(None, description="ECF number, as printed; `111, 112` is allowed")
    actions: list[ActionWords] = []
    flows: list[Touch] = []
    order: Order | None = None
    acts: list[Act] = []
    ties: list[Annotated[str, Field(pattern=r"^(decides|opposes|answers|replies|supports|appeals|concerns) \S+$")]] = (
        Field([], description="papers of this case that it is about, e.g. `decides 2026-04-01-motion-for-a-stay`")
    )
    unverified: bool = False
    note: str | None = None
    conflict: str | None = Field(None, description="how sources disagree, in words; shown beside the event")
    sources: list[Url] = []
    primary_not_read: list[Url] = Field([], description="documents that a source names and nobody here has opened")
    from_facts: list[Annotated[str, Field(pattern=r"^[a-z0-9-]+/s?[0-9]+$")]] = Field(
        [], description="which collected facts this event carries: `<docket>/<n>`, `<docket>/s<n>` for second sheets"
    )

    @model_validator(mode="after")
    def _sourced(self) -> "Event":
        if not self.sources and not self.unverified:
            raise ValueError("an event without sources must say `unverified: true`")
        if self.order and self.date is None:
            raise ValueError("an order needs a date")
        return self

    @property
    def confirmed(self) -> bool:
        """Whether this event may change an order's intervals."""
        return bool(self.sources) and not self.unverified and self.date is not None


class Docket(Part):
    id: ObjectId
    court: str
    number: str | None
    also: Texts = []
    pacer_case_id: str | None = None
    courtlistener: str | None = None
    caption: str | None = None
    name: str | None = None
    judge: str | None = None
    filed: When | None = None
    reviews: ObjectId | None = Field(None, description="the docket whose rulings this one reviews")
    counsel: Texts = []


class StateOfPlay(Part):
    """One paragraph on where the case stands, true on `as_of`, from `sources`."""

    text: Annotated[str, Field(min_length=3)]
    as_of: Day | None
    sources: list[Url] = []


class Case(Part):
    """One dispute: its dockets in trial court, on appeal and above, and everything that happened in it.

    That keys, dockets and order ids agree with each other is for `check.cross_check`, which can name the line.
    """

    id: ObjectId
    name: Annotated[str, Field(min_length=3, max_length=120)]
    caption: str
    topics: Texts = []
    plaintiffs: Texts = []
    defendants: Texts = []
    claims: Texts = []
    state: StateOfPlay | None = None
    verified_through: Day | None = Field(None, description="the last day a source read for this case speaks of")
    related: list[ObjectId] = []
    note: str | None = None
    dockets: list[Docket] = Field(min_length=1)
    events: list[Event]


class Agency(Part):
    name: str
    short: str
    part_of: str | None = Field(None, description="parent department, by which the board groups")
    system: str | None = None


class LifeFact(Part):
    """From `date` on the flow is proposed, exists (open to happen), or has ended, orders apart."""

    date: When | None
    state: Literal["proposed", "exists", "ended"]
    text: Sentence
    unverified: bool = False
    sources: list[Url] = []


class OperatingFact(Part):
    """Whether data really moves, as reported: a sourced fact apart from any order."""

    date: When | None
    value: Operating
    text: Sentence
    unverified: bool = False
    sources: list[Url] = []


class Volume(Part):
    """A reported figure, in the reporter's sense. Figures that differ stand side by side."""

    figure: str
    text: Sentence
    by: str | None = None
    date: When | None = None
    unverified: bool = False
    sources: list[Url] = []


class Report(Part):
    """A status word as somebody reported it. Shown as reported; never carried as status."""

    date: When | None
    word: str
    text: str
    unverified: bool = False
    sources: list[Url] = []


class Flow(Part):
    """One data flow: who gives what to whom, by which instrument, against which legal barrier."""

    id: ObjectId
    name: Annotated[str, Field(min_length=3, max_length=80, description="short, e.g. 'IRS → ICE addresses'")]
    source: Agency
    recipient: Agency
    data: Texts
    purpose: str | None = None
    instrument: str | None = None
    authority_claimed: str | None = None
    legal_barrier: str | None = None
    first_known: When | None = None
    life: list[LifeFact] = []
    operating: list[OperatingFact] = []
    volumes: list[Volume] = []
    reports: list[Report] = []
    differs: str | None = Field(None, description="where reports and orders disagree about this flow, in words")
    verified_through: Day | None = None
    unverified: bool = False
    note: str | None = None
    sources: list[Url] = []
