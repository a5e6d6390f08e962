"""What a subscriber follows and when their digest is due. Pure: decides nothing about mail, reads no clock."""

import hmac
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

from itsdangerous import BadSignature, URLSafeSerializer

Period = Literal["instant", "daily", "weekly"]
Purpose = Literal["confirm", "manage", "leave"]
PERIODS: tuple[str, ...] = get_args(Period)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# "As it happens" waits this long for what belongs together: an order, its opinion and the judgment.
GATHER = timedelta(minutes=15)
CONFIRM_WITHIN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody follows. `all`, or any of the named cases, flows, courts and agencies (short names).

    orders_only: rulings and changes of status, no filings and no news. routine: also appearances, summonses and such.
    """

    all: bool = False
    case_ids: tuple[str, ...] = ()
    flow_ids: tuple[str, ...] = ()
    court_ids: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    orders_only: bool = False
    routine: bool = False

    @property
    def empty(self) -> bool:
        return not (self.all or self.case_ids or self.flow_ids or self.court_ids or self.agencies)


@dataclass(frozen=True, slots=True)
class Settings:
    """A scope and a rhythm. hour: 0 to 23 and weekday: 0 is Monday, both in `zone` (IANA name).

    urgent: a flow's changed status, which only persons and the register can change, does not wait for its day.
    """

    scope: Scope
    period: Period = "daily"
    hour: int = 8
    weekday: int = 0
    zone: str = "America/New_York"
    urgent: bool = False

    def __hash__(self) -> int:
        # Looked up for every reader; to hash a long filter each time would cost more than the few that meet.
        return hash((self.period, self.hour, self.weekday, self.zone))


@dataclass(frozen=True, slots=True)
class Topic:
    """What one owed thing is about, as far as scopes ask. `agencies`: short names and parents of both ends."""

    case_ids: Collection[str] = ()
    flow_ids: Collection[str] = ()
    court_ids: Collection[str] = ()
    agencies: Collection[str] = ()
    ruling: bool = False
    routine: bool = False


def matches(scope: Scope, topic: Topic) -> bool:
    """Whether somebody with this scope is told of it."""
    if scope.orders_only and not topic.ruling:
        return False
    if topic.routine and not scope.routine:
        return False
    return scope.all or any(
        name in held
        for wanted, held in (
            (scope.case_ids, topic.case_ids), (scope.flow_ids, topic.flow_ids),
            (scope.court_ids, topic.court_ids), (scope.agencies, topic.agencies),
        )
        for name in wanted
    )  # fmt: skip


def scope_to_json(scope: Scope) -> str:
    """One text for one filter, in whatever order its parts were chosen."""
    held = {k: sorted(set(v)) if isinstance(v, tuple) else v for k, v in asdict(scope).items() if v}
    return json.dumps(held, separators=(",", ":"), sort_keys=True)


@lru_cache(maxsize=4096)
def scope_from_json(text: str) -> Scope:
    return _scope(json.loads(text))


def settings_to_json(settings: Settings) -> str:
    return json.dumps(asdict(settings), separators=(",", ":"), sort_keys=True)


def settings_from_json(text: str) -> Settings:
    data = json.loads(text)
    return Settings(_scope(data["scope"]), data["period"], data["hour"], data["weekday"], data["zone"],
                    bool(data.get("urgent")))  # fmt: skip


def _scope(data: dict[str, Any]) -> Scope:
    def ids(name: str) -> tuple[str, ...]:
        return tuple(str(v) for v in data.get(name, ()))

    return Scope(
        bool(data.get("all")), ids("case_ids"), ids("flow_ids"), ids("court_ids"), ids("agencies"),
        bool(data.get("orders_only")), bool(data.get("routine")),
    )  # fmt: skip


def known_zone(name: str) -> bool:
    return name in available_timezones()


def last_slot(settings: Settings, now: datetime) -> datetime:
    """The latest instant at or before `now` (aware) at which a digest of this rhythm goes out.

    An hour that daylight saving skips counts as the hour after it; one that happens twice counts the first time.
    For `instant` it is the end of the gathering time that ends now.
    """
    if settings.period == "instant":
        return now - GATHER
    zone = ZoneInfo(settings.zone)
    step = timedelta(days=1 if settings.period == "daily" else 7)
    day = now.astimezone(zone).date() + timedelta(days=1)
    if settings.period == "weekly":
        day += timedelta(days=(settings.weekday - day.weekday()) % 7)
    while True:
        slot = datetime(day.year, day.month, day.day, settings.hour, tzinfo=zone)
        if slot.timestamp() <= now.timestamp():
            return slot
        day -= step


def period_key(settings: Settings, oldest: datetime, now: datetime) -> str:
    """Names the period that a digest belongs to; `oldest` is when its oldest item was stored."""
    start = oldest if settings.period == "instant" else last_slot(settings, now)
    return f"{settings.period}:{int(start.timestamp())}"


def describe_scope(scope: Scope, names: dict[str, str]) -> str:
    """In words: `everything`, or the names of what is followed. `names`: display names by id."""
    if scope.all:
        text = "everything on the docket"
    else:
        wanted = (*scope.flow_ids, *scope.case_ids, *scope.court_ids, *scope.agencies)
        shown = [names.get(i, i) for i in wanted[:6]]
        more = f" and {len(wanted) - 6} more" if len(wanted) > 6 else ""
        text = ", ".join(shown) + more if shown else "nothing yet"
    if scope.orders_only:
        text += " (rulings and changes of status only)"
    return text


def describe_period(settings: Settings) -> str:
    """`each day at 8:00 (America/New_York)`."""
    if settings.period == "instant":
        return "as it happens, gathered for 15 minutes"
    when = f"at {settings.hour}:00 ({settings.zone.replace('_', ' ')})"
    text = f"each day {when}" if settings.period == "daily" else f"each {WEEKDAYS[settings.weekday]} {when}"
    return text + (", and at once when the status of a flow changes" if settings.urgent else "")


def sign(secret: str, purpose: Purpose, subscriber_id: int, salt: str, extra: str = "") -> str:
    """An opaque word for a link, good for one purpose and one person until their salt changes."""
    return str(_signer(secret, purpose).dumps([subscriber_id, salt, extra]))


def _signer(secret: str, purpose: Purpose) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"subscribe-{purpose}", signer_kwargs={"digest_method": sha256})


@dataclass(frozen=True, slots=True)
class Ticket:
    subscriber_id: int
    salt: str
    extra: str


def unsign(secret: str, purpose: Purpose, token: str) -> Ticket | None:
    """What `sign` put into the word; None when it was not we who made it, or for something else."""
    try:
        subscriber_id, salt, extra = _signer(secret, purpose).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    if not isinstance(subscriber_id, int) or not isinstance(salt, str) or not isinstance(extra, str):
        return None
    return Ticket(subscriber_id, salt, extra)


def same_salt(a: str, b: str) -> bool:
    return hmac.compare_digest(a.encode(), b.encode())


def bucket(secret: str, kind: str, value: str) -> str:
    """A keyed hash under which attempts are counted without keeping whose they are."""
    return hmac.new(secret.encode(), f"{kind}:{value}".encode(), sha256).hexdigest()[:32]
