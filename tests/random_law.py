"""Random small histories for tests of the law: a few orders in one or two cases, and what courts did to them."""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.lawcases import SOURCE, a_flow, bars, event, suit
from tests.oracle_days import RANK, ZONE
from tracker.law.answers import Pending
from tracker.register.schema import Case, Flow

FIRST, SPAN = date(2025, 3, 3), 46
FLOWS = ("flow", "second")
MONTH_ENDS = {date(2025, 3, 31), date(2025, 4, 1)}  # kept free, so that a month's two days meet no other act
CARVED = {"people": {"kind": "states", "who": ["California"]}}
WHEN_STAY_ENDS = [["further_order"], ["mandate"], ["cert_denied"], ["judgment"], ["no_timely_petition"],
                  ["mandate", "cert_denied"], ["cert_denied", "judgment", "no_timely_petition"]]  # fmt: skip
World = tuple[list[Case], list[Flow], list[Pending]]


class History:
    """What has been drawn so far: events by case, in the order in which they happened."""

    def __init__(self, number: Callable[[int, int], int]) -> None:
        """number: draws a whole number between two, both included."""
        self.number = number
        second = self.pick(("cand", "ca9"), ("dcd", "cadc"), None)
        self.courts = {"suit": ("dcd", "cadc")} | ({"twin": second} if second else {})
        self.made: list[tuple[str, dict[str, Any]]] = []
        self.orders: list[tuple[str, str, str]] = []  # id, case, earliest day
        self.stays: list[str] = []
        self.stayed: list[tuple[str, str, str, str]] = []  # order, case and docket of a stay, its day
        self.judgments: list[tuple[str, str, str]] = []  # event id, case, docket
        self.months = 0
        self.of_trial: set[str] = set()  # orders of trial courts
        self.begins: dict[str, str] = {}  # by order id

    def pick(self, *choices: Any) -> Any:
        return choices[self.number(0, len(choices) - 1)]

    def rare(self, one_in: int) -> bool:
        return self.number(1, one_in) == one_in

    def day(self, earliest: str = "") -> str:
        lowest = max(0, (date.fromisoformat(earliest) - FIRST).days) if earliest else 0
        before = [e["date"] for _, e in self.made if e["date"] >= (earliest or str(FIRST)) and len(e["date"]) == 10]
        if before and self.rare(4):
            return str(self.pick(*before))  # acts meet on one day more often than chance has it
        found = FIRST + timedelta(self.number(min(lowest, SPAN), SPAN))
        return str(found + timedelta(2) if found in MONTH_ENDS else found)

    def when(self, earliest: str = "") -> str:
        """A day; now and then only the month of it."""
        if not self.months and self.rare(12):
            self.months += 1
            return max(earliest[:7], str(self.pick("2025-03", "2025-04")))
        return self.day(earliest)

    def docket(self, case: str) -> str:
        kinds = ("", "", "", "-appeal", "-appeal", "-appeal", "-supreme", "-supreme", "-cross", "-sister")
        return case + str(self.pick(*kinds))

    def restrictions(self) -> list[dict[str, Any]]:
        kinds: dict[str, dict[str, Any]] = {
            "all": {}, "part": {"whole": False, **CARVED}, "limits": {"effect": "limits", "whole": False},
            "shields": {"effect": "shields", "whole": False}, "requires": {"effect": "requires", "whole": False},
            "permits": {"effect": "permits", "whole": False, **CARVED},
            "permits all": {"effect": "permits", "whole": False}, "declares": {"effect": "declares", "whole": False},
        }  # fmt: skip
        flows = self.pick(FLOWS[:1], FLOWS[:1], FLOWS, FLOWS[1:])
        return [bars(f, **kinds[self.pick("all", "all", "part", *kinds)]) for f in flows]

    def add(self, case: str, what: dict[str, Any]) -> dict[str, Any]:
        if self.rare(20):
            what |= {"unverified": True}
        self.made.append((case, what))
        return what

    def add_order(self) -> None:
        case = self.pick(*self.courts)
        docket = self.pick(case, case, case, self.docket(case))
        tro = self.rare(3)
        when = self.day() if tro else self.when()
        entered = when if len(when) == 10 else {"2025-03": "2025-03-31", "2025-04": "2025-04-30"}[when]
        again = sum(o.startswith(f"{case}.{entered}") for o, _, _ in self.orders)
        order_id = f"{case}.{entered}" + (f".{again + 1}" if again else "")
        fields: dict[str, Any] = {"id": order_id, "restrictions": self.restrictions()}
        fields["relief"] = "temporary_restraining_order" if tro else self.pick("preliminary_injunction", "other")
        if tro:
            fields |= {"without_notice": self.pick(True, True, False, None), "consent": self.rare(5)}
        fields["term"] = "permanent" if not tro and self.rare(4) else "interim"
        if self.rare(2 if tro else 8):
            fields["ends_on"] = self.day(entered)
        if len(when) == 10 and self.rare(6):
            fields["effective"] = str(date.fromisoformat(when) + timedelta(self.pick(1, 3, 7, -3)))
            if fields.get("ends_on", "9") < fields["effective"]:
                del fields["effective"]
        if self.orders and self.rare(3):
            fields["replaces"] = [self.pick(*self.orders)[0]]
        earliest = when if len(when) == 10 else f"{when}-01"
        replaced = [d for o, _, d in self.orders if o in fields.get("replaces", [])]
        if replaced and f"{when}-01"[:10] < replaced[0]:
            del fields["replaces"]
        self.orders.append((order_id, case, earliest))
        self.of_trial |= {order_id} if docket == case else set()
        self.begins[order_id] = fields.get("effective", when)
        self.add(case, event(when, f"order-{len(self.made)}", order=fields, docket=docket))

    def add_act(self) -> None:
        order_id, home, earliest = self.pick(*self.orders)
        case = self.pick(home, home, home, home, *self.courts)
        do = self.pick(
            "stays", "stays", "stays", "lifts_stay", "extends", "modifies", "modifies", "ends", "ends", "affirms", "mandate",
            "mandate", "cert_denied", "supreme_court_judgment", "no_timely_petition", "closes", "clouds",
        )  # fmt: skip
        if self.judgments and self.rare(4):
            do = "mandate"
        elif self.stays and self.rare(4):
            do = "lifts_stay"
        docket = self.docket(case)
        if self.stayed and (do == "affirms" or self.rare(5)):
            do = "affirms"
            order_id, case, docket, earliest = self.pick(*self.stayed)
            docket = f"{case}-appeal" if docket == case else docket
        fields: dict[str, Any] = {"do": do, "order": order_id}
        more: dict[str, Any] = {}
        key = f"{do.replace('_', '-')}-{len(self.made)}"
        getattr(self, f"_{do}", lambda *_: None)(fields, more, key)
        if do in ("lifts_stay", "mandate") and not fields.get("stay") and not fields.get("judgment"):
            return
        if do in ("cert_denied", "supreme_court_judgment"):
            docket = f"{case}-supreme"
        if do == "mandate":
            case, docket = more.pop("place")
        earliest = max(earliest, more.pop("earliest", earliest))
        when = self.when(earliest)
        if do == "extends":
            begun = max(when if len(when) == 10 else f"{when}-30", self.begins[order_id])
            fields["to"] = self.pick(None, *2 * [max(begun, self.day(begun))])
        if fields.get("effective") == "later":
            fields["effective"] = self.day(when if len(when) == 10 else f"{when}-01")
        if fields.get("effective") == "mandate":
            self.judgments.append((f"{case}.{key}", case, docket))
        if do == "stays":
            self.stays.append(f"{case}.{key}")
            if len(when) == 10 and order_id in self.of_trial and docket in (home, f"{home}-appeal"):
                self.stayed.append((order_id, case, docket, when))
        place = {"out_of_court": True} if more.get("out_of_court") else {"docket": docket}
        self.add(case, event(when, key, fields, **place))

    def _stays(self, fields: dict[str, Any], more: dict[str, Any], key: str) -> None:
        fields["stay_kind"] = self.pick("administrative", "pending_appeal", "pending_appeal", "supreme_court", "other")
        if self.rare(2):
            fields["until"] = self.pick(*WHEN_STAY_ENDS, [{"on": "date", "date": self.day()}])
        if self.rare(4):
            fields["flows"] = [self.pick(*FLOWS)]

    def _lifts_stay(self, fields: dict[str, Any], more: dict[str, Any], key: str) -> None:
        del fields["order"]
        if self.stays:
            fields["stay"] = self.pick(*self.stays)
            more["earliest"] = self.date_of(fields["stay"])

    def date_of(self, event_id: str) -> str:
        case, key = event_id.split(".", 1)
        when = next(e["date"] for c, e in self.made if c == case and e["key"] == key)
        return when if len(when) == 10 else f"{when}-30"

    def _modifies(self, fields: dict[str, Any], more: dict[str, Any], key: str) -> None:
        fields["restrictions"] = self.restrictions()

    def _ends(self, fields: dict[str, Any], more: dict[str, Any], key: str) -> None:
        fields |= {
            "how": self.pick("vacated", "dissolved", "expired"),
            "effective": self.pick("entry", "mandate", "later"),
        }
        if fields["how"] == "expired" and fields["effective"] == "mandate":
            fields["effective"] = "entry"
        if self.rare(3):
            fields["flows"] = [self.pick(*FLOWS)]
        if fields["how"] == "expired" and self.rare(2):
            more["out_of_court"] = True
            fields["effective"] = "entry"

    def _affirms(self, fields: dict[str, Any], more: dict[str, Any], key: str) -> None:
        fields["effective"] = self.pick("entry", "mandate", "mandate")
        if self.rare(3):
            fields["restrictions"] = self.restrictions()

    def _mandate(self, fields: dict[str, Any], more: dict[str, Any], key: str) -> None:
        del fields["order"]
        if self.judgments:
            judged = self.pick(*self.judgments)
            self.judgments.remove(judged)  # one mandate a judgment
            fields["judgment"], *place = judged
            more |= {"place": place, "earliest": self.date_of(fields["judgment"])}

    def _cert_denied(self, fields: dict[str, Any], more: dict[str, Any], key: str) -> None:
        del fields["order"]

    _supreme_court_judgment = _no_timely_petition = _cert_denied

    def _closes(self, fields: dict[str, Any], more: dict[str, Any], key: str) -> None:
        if self.rare(3):
            if self.rare(2):
                fields["how"] = "dissolved"
        else:
            del fields["order"]

    def _clouds(self, fields: dict[str, Any], more: dict[str, Any], key: str) -> None:
        fields["effective"] = self.pick("entry", "entry", "later")

    def court(self, case: str, made: dict[str, Any]) -> str:
        docket = made.get("docket") or case
        trial, above = self.courts[case]
        return {case: trial, f"{case}-supreme": "scotus", f"{case}-sister": "nysd"}.get(docket, above)

    def order_days(self) -> None:
        """Acts of one day get clock times, or a chain of `after:`, or nothing where rank and kind tell them apart."""
        days = defaultdict(list)
        for case, made in self.made:
            days[made["date"]].append((case, made))
        for day, together in days.items():
            if len(together) < 2 or len(day) < 10:
                continue
            habits = [(0 if "order" in m else 1, RANK[self.court(c, m)]) for c, m in together]
            if habits == sorted(set(habits)) and self.rare(2):
                continue
            if len({c for c, _ in together}) == 1 and self.rare(2):
                for (_, before), (_, made) in zip(together, together[1:], strict=False):
                    made["after"] = before["key"]
                continue
            for n, (case, made) in enumerate(together):
                noon = datetime.fromisoformat(f"{day}T15:00").replace(tzinfo=UTC) + timedelta(minutes=40 * n)
                zone = ZoneInfo(ZONE.get(self.court(case, made), "America/New_York"))
                made["time"] = noon.astimezone(zone).strftime("%H:%M")

    def cases(self) -> list[Case]:
        self.order_days()
        result = []
        for case, (trial, above) in self.courts.items():
            docket = {"court": above, "number": "25-5002", "reviews": case}
            plain = suit(id=case, court=trial, above=above)
            sister = {"id": f"{case}-sister", "court": "nysd", "number": "1:25-cv-00009"}
            dockets = [*(d.model_dump() for d in plain.dockets), {"id": f"{case}-cross"} | docket, sister]
            events = [e for c, e in self.made if c == case]
            result.append(suit(*events, id=case, court=trial, above=above, dockets=dockets,
                               verified_through=self.pick("2025-10-01", "2025-05-01", None)))  # fmt: skip
        return result


@st.composite
def histories(draw: st.DrawFn) -> World:
    return small_world(lambda low, high: draw(st.integers(low, high)))


def small_world(number: Callable[[int, int], int]) -> World:
    """Cases, flows and unread acts of one small world."""
    history = History(number)
    history.add_order()
    for _ in range(number(0, 9)):
        if len(history.orders) < 4 and history.rare(4):
            history.add_order()
        else:
            history.add_act()
    lives = ([], [("2025-03-20", "ended")], [("2025-03", "ended")], [("2025-03-20", "proposed"), ("2025-04", "exists")])
    flows = []
    for name in FLOWS:
        life = [("2025-01-02", "exists"), *history.pick(*lives)] if not history.rare(6) else [("2025-03-10", "exists")]
        facts = [{"date": d, "state": s, "text": "It was said.", "sources": [SOURCE]} for d, s in life]
        flows.append(a_flow(name, life=facts, verified_through=history.pick(None, "2025-09-01", "2025-04-01")))
    pending = []
    for n in range(history.pick(0, 0, 1, 2)):
        order_id, case, _ = history.pick(*history.orders)
        entered = date.fromisoformat(history.day())
        named = ((order_id,), ()) if history.rare(2) else ((), (history.pick(*FLOWS),))
        pending.append(Pending(f"entry-{n}", entered, "A ruling that may change this.", case, *named))
    return history.cases(), flows, pending
