"""What an event is or does in law: an order of its own, acts on earlier orders, flows that it concerns."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from tracker.register.schema.parts import Day, ObjectId, OrderId, Part, Restriction, Sentence, as_list, check_day
from tracker.vocab import RELIEFS


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


def usual_stay(value: Any) -> Any:
    """The usual Supreme Court stay, in one word: through the appeal and a timely petition; it ends by itself if
    certiorari is denied, else with the Court's judgment."""
    return ["cert_denied", "judgment", "no_timely_petition"] if value == "supreme_court_usual" else as_list(value)


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
    flows: Annotated[list[ObjectId], BeforeValidator(as_list)] = []
    stay: str | None = Field(None, description="event id `<case>.<key>` whose stay is lifted")
    stay_kind: Literal["administrative", "pending_appeal", "supreme_court", "other"] | None = None
    until: Annotated[list[StayEnd], BeforeValidator(usual_stay)] = []
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
            check_day(self.effective)
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
    replaces: Annotated[list[OrderId], BeforeValidator(as_list)] = []
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
