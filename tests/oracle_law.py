"""What was in force on ONE day, worked out slowly: every question looks at every event again, nothing is an interval.

Written from the rules alone (docs/law.md, docs/adr/0010), without the engine, so that the two can be compared.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from tests.oracle_days import RANK, Happened, Moment, month_days
from tracker.register.schema import Act, Case, Order, Restriction

# Legal holidays of the months that the histories live in, federal ones and those of the court's own state.
HOLIDAYS = {date(2025, 2, 17), date(2025, 5, 26), date(2025, 6, 19)}
LOCAL = dict.fromkeys(("dcd", "cadc", "scotus"), {date(2025, 4, 16)}) | dict.fromkeys(
    ("cand", "ca9"), {date(2025, 3, 31)}
)
DEFAULT_UNTIL = {"pending_appeal": {"mandate"}, "supreme_court": {"cert_denied", "judgment", "no_timely_petition"}}
ENDING_UNTIL = {
    "cert_denied": "cert_denied", "supreme_court_judgment": "judgment", "no_timely_petition": "no_timely_petition",
}  # fmt: skip


def needs_no_court(h: Happened, act: Act, target: Happened) -> bool:
    """The order's own terms were met, as its case file tells; or a report of something, which amends nothing."""
    expired = act.do == "ends" and act.how in ("expired", "by_its_terms")
    return act.do == "clouds" or (expired and h.case.id == target.case.id)


def possible_by(judgment: Happened, mandate: Happened) -> bool:
    """A mandate is of a judgment given by then, or in that month."""
    told = judgment.event.date or ""
    return judgment.moment <= mandate.moment or len(told) < 10 and month_days(told)[0] <= mandate.day <= judgment.day


def reviewed(h: Happened) -> set[str]:
    """Dockets whose rulings the docket of the act reviews, through any court between."""
    above = {d.id: d.reviews for d in h.case.dockets}
    found: set[str] = set()
    docket = above.get(h.docket)
    while docket and docket not in found:
        found.add(docket)
        docket = above.get(docket)
    return found


def kept(ask: Callable[..., Any]) -> Callable[..., Any]:
    """The function, asked once for the same words and the very same events and acts."""
    answers: dict[Any, Any] = {}

    def answer(*about: Any, **named: str) -> Any:
        key = (*(a if isinstance(a, str) else id(a) for a in about), *named.values())
        if key not in answers:
            answers[key] = ask(*about, **named)
        return answers[key]

    return answer


class World:
    """One world, asked about one order of it."""

    def __init__(self, events: list[Happened], order_id: str) -> None:
        self.events = events
        self.home = next(h for h in events if h.event.order and h.event.order.id == order_id)
        assert self.home.event.order
        self.order: Order = self.home.event.order
        # The same questions come back for every day; only their answers are kept, nothing about intervals.
        for name in ("acts", "mandates", "stay_ends", "takes_effect"):
            setattr(self, name, kept(getattr(self, name)))

    def may_change(self, h: Happened, target: Happened) -> bool:
        """The same court; the Supreme Court; a higher court in the case, or one that reviews the docket."""
        if h.event.out_of_court:
            return False
        reviewed = {d.reviews for d in h.case.dockets if d.id == h.docket}
        higher = RANK[h.court] > RANK[target.court] and (h.case.id == target.case.id or target.docket in reviewed)
        return h.court in ("scotus", target.court) or higher

    def acts(self, *words: str, flow: str = "") -> list[tuple[Happened, Act]]:
        """Acts of these kinds on this order (and this part of it) by a court that may, oldest first."""
        return [
            (h, a)
            for h, a in self.all_acts(*words)
            if a.order == self.order.id and (self.may_change(h, self.home) or needs_no_court(h, a, self.home))
            if not a.flows or not flow or flow in a.flows
        ]

    def all_acts(self, *words: str) -> list[tuple[Happened, Act]]:
        return [(h, a) for h in self.events for a in h.event.acts if a.do in words]

    def takes_effect(self, h: Happened, act: Act) -> Moment | None:
        """When an act bites: at once, on the day it names, or when the mandate on its judgment issued; None: not yet."""
        if act.effective == "entry":
            return h.moment
        if act.effective == "mandate":
            return min((m.moment for m, judgment in self.mandates() if judgment.id == h.id), default=None)
        day = date.fromisoformat(act.effective)
        return (
            day,
            h.place if act.effective == h.event.date else -1,
        )  # a day named beforehand begins before that day's acts

    def mandates(self) -> list[tuple[Happened, Happened]]:
        """(mandate, the judgment that it names), of judgments that are themselves confirmed."""
        acts = [(h, a) for h, a in self.all_acts("mandate") if not h.event.out_of_court]
        return [(h, j) for h, a in acts for j in self.events if j.id == a.judgment and possible_by(j, h)]

    def entered(self) -> date:
        """The first day on which the order can have been there."""
        text = self.home.event.date or ""
        return month_days(text)[0]

    def begins(self) -> date:
        return date.fromisoformat(self.order.effective) if self.order.effective else self.home.day

    def ended(self, flow: str, day: date) -> bool:
        return self.ended_by_court(flow, day) or self.replaced(day) or self.ran_out(day)

    def ended_by_court(self, flow: str, day: date) -> bool:
        ends = self.acts("ends", flow=flow) + [(h, a) for h, a in self.acts("closes", flow=flow) if a.how]
        moments = [self.takes_effect(h, a) for h, a in ends]
        return any(m is not None and m[0] <= day for m in moments)

    def replaced(self, day: date) -> bool:
        for h in self.events:
            named = h.event.order and self.order.id in h.event.order.replaces and h.day >= self.entered()
            if h.event.order and named and self.may_change(h, self.home):
                new = World(self.events, h.event.order.id)
                parts = {r.flow for r in new.order.restrictions}
                eve = new.begins() - timedelta(1)
                never = bool(new.order.effective) and all(new.ended(f, eve) for f in parts)
                if new.begins() <= day and not never:
                    return True
        return False

    def last_days(self, day: date) -> tuple[date | None, date | None]:
        """(the day the court set, the computed limit) as they stood on that day; None: there is none."""
        so_far = [(h, a) for h, a in self.acts("extends") if h.day <= day]
        text = so_far[-1][1].to if so_far else self.order.ends_on
        stated = date.fromisoformat(text) if text else None
        if self.order.relief != "temporary_restraining_order" or self.order.consent:
            return stated, None
        computed = None
        if self.order.without_notice:
            computed = self.rule_6(self.home.day, 28 if so_far else 14)
        elif stated is None:
            computed = self.rule_6(self.home.day, 28)
            if so_far:  # at least one like period after an extension that names no day
                last = so_far[-1][0]
                computed = max(computed, self.rule_6(max(self.home.day, month_days(last.event.date or "")[0]), 14))
        return stated, None if computed and stated and stated <= computed else computed

    def rule_6(self, after: date, days: int) -> date:
        last = after + timedelta(days)
        while last.weekday() >= 5 or last in HOLIDAYS or last in LOCAL.get(self.home.court, ()):
            last += timedelta(1)
        return last

    def ran_out(self, day: date) -> bool:
        stated, _ = self.last_days(day)
        return stated is not None and stated < day

    def doubts(self, flow: str, day: date) -> list[Moment]:
        """When each reason to say that it is not known began, of those that nothing has settled by that day."""
        settling = [(h, a) for h, a in self.acts("extends", "modifies", "affirms", flow=flow)]
        settled = [m for h, a in settling if (m := self.takes_effect(h, a)) and m[0] <= day]
        stays = self.stays(flow)
        lifts = [
            h for h, a in self.all_acts("lifts_stay") for s, _ in stays if a.stay == s.id and self.may_change(h, s)
        ]
        settled_report = settled + [h.moment for h in (*lifts, *(s for s, _ in stays)) if h.day <= day]
        found: list[Moment] = []
        _, computed = self.last_days(day)
        if computed and computed < day:
            found.append((computed + timedelta(1), -1))
        for h, a in self.all_acts("closes"):
            closed = not a.how and h.day <= day and self.closes(h, a)
            if closed and not any(m > h.moment for m in settled):
                found.append(h.moment)
        for begun in [self.takes_effect(h, a) for h, a in self.acts("clouds", flow=flow)] + self.unread():
            if begun and begun[0] <= day and not any(m > begun for m in settled_report):
                found.append(begun)
        return found

    def unread(self) -> list[Moment]:
        """Mandates on judgments that are only reported, and that may have ended the order or revived it."""
        found = []
        for h, a in self.all_acts("mandate"):
            told = [e for e in h.case.events if f"{h.case.id}.{e.key}" == a.judgment and not e.confirmed]
            told = [e for e in told if not e.date or month_days(e.date)[0] <= h.day]  # no mandate before its judgment
            for judgment in (Happened(h.case, e, h.day, h.place) for e in told):
                named = any(b.order == self.order.id for b in judgment.event.acts)
                stayed = any(b.order == self.order.id for _, b in self.all_acts("stays"))
                below = {d.id for d in h.case.dockets if RANK[d.court] < RANK[judgment.court]}
                if self.may_change(judgment, self.home) and (named or (stayed and self.home.docket in below)):
                    found.append(h.moment)
        return found

    def closes(self, h: Happened, act: Act) -> bool:
        if not self.may_change(h, self.home):
            return False
        if act.order:
            return act.order == self.order.id
        if self.home.moment > h.moment:
            return False
        return self.order.term == "interim" and (act.docket or h.docket) == self.home.docket

    def stays(self, flow: str) -> list[tuple[Happened, Act]]:
        return self.acts("stays", flow=flow)

    def stay_ends(self, stay: Happened, act: Act) -> list[Moment]:
        """Every moment at which something ended that stay."""
        until = {u.on for u in act.until} or DEFAULT_UNTIL.get(act.stay_kind or "", {"further_order"})
        if act.stay_kind == "pending_appeal" and not until & DEFAULT_UNTIL["supreme_court"]:
            until |= {"mandate"}  # whatever else ends it, it waits for nothing once the appeal is decided
        found = [(date.fromisoformat(u.date) + timedelta(1), -1) for u in act.until if u.date]
        for h, a in self.all_acts("lifts_stay"):
            if a.stay == stay.id and self.may_change(h, stay) and a.order in (None, self.order.id):
                found.append(h.moment)
        for h, a in self.all_acts(*ENDING_UNTIL):
            line = reviewed(h)
            above = self.home.docket in line if line else h.case.id == self.home.case.id
            above = above and (h.court == "scotus" or a.do == "no_timely_petition")
            if ENDING_UNTIL[a.do] in until and above and h.moment > stay.moment:
                found.append(h.moment)
        if "mandate" in until:
            found += [m for m in self.appeals_decided(stay) if m > stay.moment]
        return found

    def appeals_decided(self, stay: Happened) -> list[Moment]:
        """Mandates in the appeal, and affirmances of this order that took effect there."""

        def that_appeal(h: Happened) -> bool:
            names = self.may_change(h, self.home) and any(a.order == self.order.id for a in h.event.acts)
            if RANK[h.court] == 1 or not (names or self.home.docket in reviewed(h)):
                return False
            return h.docket == stay.docket or RANK[h.court] != RANK[stay.court]

        found = [h.moment for h, judgment in self.mandates() if that_appeal(judgment)]
        affirmed = [self.takes_effect(h, a) for h, a in self.acts("affirms") if that_appeal(h)]
        return found + [m for m in affirmed if m]

    def state(self, flow: str, day: date) -> str | None:
        if self.ended(flow, day) and day >= min(self.entered(), self.begins()):
            return "ended"
        if day < self.begins():
            return None
        running = [
            s.moment for s, a in self.stays(flow) if s.day <= day and not any(m[0] <= day for m in self.stay_ends(s, a))
        ]
        doubts = self.doubts(flow, day)
        if doubts:
            return "suspended" if any(s > max(doubts) for s in running) else "unknown"
        return "suspended" if running else "in_force"

    def extent(self, day: date) -> list[Restriction]:
        """What the order says on that day, whether or not it is in force."""
        changes = [(h, a) for h, a in self.acts("modifies", "affirms") if a.restrictions]
        moments = [(m, a) for h, a in changes if (m := self.takes_effect(h, a)) and m[0] <= day]
        return max(moments, key=lambda p: p[0])[1].restrictions if moments else self.order.restrictions


def orders_of(cases: Iterable[Case]) -> list[str]:
    """Ids of the orders that can have a state at all: confirmed, and of a court."""
    return [
        e.order.id for c in cases for e in c.events if e.order and e.confirmed and not e.out_of_court
    ]  # fmt: skip
