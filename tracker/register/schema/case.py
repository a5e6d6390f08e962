"""The shape of a case file: dockets, and what happened on them."""

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from tracker.register.schema.orders import Act, Order, Touch
from tracker.register.schema.parts import ActionWords, Day, EventKey, Filled, ObjectId, Part, Texts, Urls, When, as_list
from tracker.vocab import Kind


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
    actions: Annotated[list[ActionWords], BeforeValidator(as_list)] = []
    flows: Annotated[list[Touch], BeforeValidator(as_list)] = []
    order: Order | None = None
    acts: list[Act] = []
    ties: Annotated[
        list[Annotated[str, Field(pattern=r"^(decides|opposes|answers|replies|supports|appeals|concerns) \S+$")]],
        BeforeValidator(as_list),
    ] = Field([], description="papers of this case that it is about, e.g. `decides 2026-04-01-motion-for-a-stay`")
    unverified: bool = False
    note: str | None = None
    conflict: str | None = Field(None, description="how sources disagree, in words; shown beside the event")
    sources: Urls = []
    primary_not_read: Urls = Field([], description="documents that a source names and nobody here has opened")
    from_facts: Annotated[list[Annotated[str, Field(pattern=r"^[a-z0-9-]+/s?[0-9]+$")]], BeforeValidator(as_list)] = (
        Field(
            [],
            description="which collected facts this event carries: `<docket>/<n>`, `<docket>/s<n>` for second sheets",
        )
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
    """One court's record of the dispute. `number`: without the judge's initials; null where no source gives it.
    `also`: further numbers under which the court keeps it."""

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
    sources: Urls = []


class Case(Part):
    """One dispute: its dockets in trial court, on appeal and above, and everything that happened in it.

    That keys, dockets and order ids agree with each other is for `check.cross_check`, which can name the line.
    """

    id: ObjectId
    formerly: Annotated[list[ObjectId], BeforeValidator(as_list)] = Field(
        [], description="ids that this case had before, the first one first; their addresses lead here for good"
    )
    name: Annotated[Filled, Field(min_length=3, max_length=120)]
    caption: Filled
    topics: Texts = []
    plaintiffs: Texts = []
    defendants: Texts = []
    claims: Texts = []
    state: StateOfPlay | None = None
    verified_through: Day | None = Field(None, description="the last day a source read for this case speaks of")
    related: Annotated[list[ObjectId], BeforeValidator(as_list)] = []
    note: str | None = None
    dockets: list[Docket] = Field(min_length=1)
    events: list[Event]
