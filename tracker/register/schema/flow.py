"""The shape of a flow file: who gives what to whom, and what is reported of it."""

from typing import Annotated, Literal

from pydantic import Field

from tracker.register.schema.parts import Day, ObjectId, Part, Sentence, Texts, Urls, When
from tracker.vocab import Operating


class Agency(Part):
    """`short`: as pages print it; `system`: the system of records that gives or takes."""

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
    sources: Urls = []


class OperatingFact(Part):
    """Whether data really moves, as reported: a sourced fact apart from any order."""

    date: When | None
    value: Operating
    text: Sentence
    unverified: bool = False
    sources: Urls = []


class Volume(Part):
    """A reported figure, in the reporter's sense. Figures that differ stand side by side."""

    figure: str
    text: Sentence
    by: str | None = None
    date: When | None = None
    unverified: bool = False
    sources: Urls = []


class Report(Part):
    """A status word as somebody reported it. Shown as reported; never carried as status."""

    date: When | None
    word: str
    text: str
    unverified: bool = False
    sources: Urls = []


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
    sources: Urls = []
