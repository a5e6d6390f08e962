"""The subscription form: what a browser sent, checked, as settings; and settings as the form shows them. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, cast

from tracker.subscriptions import PERIODS, Period, Scope, Settings, known_zone

Choices = Mapping[str, Sequence[tuple[str, str]]]

ZONES = (
    ("America/New_York", "Eastern"), ("America/Chicago", "Central"), ("America/Denver", "Mountain"),
    ("America/Phoenix", "Arizona"), ("America/Los_Angeles", "Pacific"), ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"), ("America/Puerto_Rico", "Puerto Rico"), ("UTC", "UTC"),
    ("Europe/London", "London"), ("Europe/Berlin", "Berlin"),
)  # fmt: skip


class Args(Protocol):
    """A query string or a posted form."""

    def get(self, key: str, /) -> str | None: ...
    def getlist(self, key: str, /) -> list[str]: ...


@dataclass(slots=True)
class Form:
    """What the page shows: the values as they are, and by field what is wrong with them."""

    settings: Settings
    everything: bool
    email: str = ""
    errors: dict[str, str] = field(default_factory=dict)


def blank(args: Args, choices: Choices) -> Form:
    """The form as a link such as `/subscribe?flow=irs-ice` opens it; ids that name nothing are left out."""
    scope = Scope(
        case_ids=_known(args.getlist("case"), choices["cases"], choices.get("formerly", ())),
        flow_ids=_known(args.getlist("flow"), choices["flows"]),
        court_ids=_known(args.getlist("court"), choices["courts"]),
        agencies=_known(args.getlist("agency"), choices["agencies"]),
        orders_only=args.get("orders_only") == "1",
        routine=args.get("routine") == "1",
    )
    if scope.empty:
        scope = replace(scope, all=True)
    return Form(Settings(scope), everything=scope.all)


def read(args: Args, choices: Choices, *, with_email: bool, was_everything: bool = True) -> Form:
    """A posted form. `errors` is empty when it can be used as it is.

    was_everything: what stood there when the form was opened. Who ticks three cases and leaves "everything" as it stood
    means the three, and is asked; who goes from three cases to everything means that.
    """
    errors: dict[str, str] = {}
    everything = args.get("what") != "some"
    cases, flows = (
        _known(args.getlist("case"), choices["cases"], choices.get("formerly", ())),
        _known(args.getlist("flow"), choices["flows"]),
    )
    courts = _known(args.getlist("court"), choices["courts"])
    agencies = _known(args.getlist("agency"), choices["agencies"])
    if everything and was_everything and (cases or flows or courts or agencies):
        everything = False
        errors["what"] = (
            "You ticked some things below while “Everything” was chosen. Now only what you ticked is chosen: send the"
            " form again if that is what you want; else choose “Everything” and take the ticks away."
        )
    scope = Scope(
        all=everything,
        case_ids=() if everything else cases,
        flow_ids=() if everything else flows,
        court_ids=() if everything else courts,
        agencies=() if everything else agencies,
        orders_only=args.get("orders_only") == "1",
        routine=args.get("routine") == "1",
    )
    if scope.empty:
        errors["what"] = "Choose at least one flow, case, court or agency, or follow everything."
    period = args.get("period") or "daily"
    if period not in PERIODS:
        period, errors["period"] = "daily", "Choose how often: as it happens, daily or weekly."
    zone = args.get("zone") or "America/New_York"
    if not known_zone(zone):
        zone, errors["zone"] = "America/New_York", "Choose a time zone from the list."
    settings = Settings(
        scope, cast(Period, period), _number(args.get("hour"), 8, 24), _number(args.get("weekday"), 0, 7), zone,
        # Who is written to as it happens has nothing to wait for.
        urgent=args.get("urgent") == "1" and period != "instant",
    )  # fmt: skip
    form = Form(settings, everything, errors=errors)
    if with_email:
        _read_email(form, args.get("email") or "")
    return form


def _read_email(form: Form, text: str) -> None:
    # Imported here, as for reports: the first page waits for none of it.
    from email_validator import EmailNotValidError, validate_email

    form.email = text.strip()[:320]
    try:
        # No look-up of the domain: it would tell its owner who subscribes, and fail when the network does.
        found = validate_email(form.email, check_deliverability=False, allow_smtputf8=True, strict=True)
    except EmailNotValidError:
        form.errors["email"] = "Enter an e-mail address in the form name@example.org."
        return
    # Mailboxes are told apart by case almost nowhere; two rows for one person would be two digests.
    form.email = f"{found.local_part}@{found.ascii_domain}".lower()


def _known(
    values: Sequence[str], choices: Sequence[tuple[str, str]], formerly: Sequence[tuple[str, str]] = ()
) -> tuple[str, ...]:
    """formerly: ids of before with those of today."""
    ids, now_called = {i for i, _ in choices}, dict(formerly)
    return tuple(dict.fromkeys(now for v in values if (now := v if v in ids else now_called.get(v, v)) in ids))


def _number(text: str | None, default: int, below: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and int(text) < below else default
