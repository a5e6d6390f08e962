"""States, and the cities where federal courts sit. Data and the reading of a court's name; no case is named here."""

import re
from dataclasses import dataclass

from tracker.courts import Court

STATES: dict[str, str] = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "PR": "Puerto Rico",
}  # fmt: skip
# Other ways to write a state.
STATE_ALIASES: dict[str, str] = {
    "D.C.": "DC", "Washington, D.C.": "DC", "Washington DC": "DC", "Washington state": "WA", "New York State": "NY",
    "N.Y.": "NY", "Calif.": "CA", "R.I.": "RI", "N.H.": "NH", "N.J.": "NJ", "N.M.": "NM", "W.Va.": "WV",
}  # fmt: skip

# Where federal courts sit; a city in two districts' reach names the one that sits there.
CITIES: dict[str, str] = {
    "Boston": "mad", "Worcester": "mad", "Springfield, Massachusetts": "mad", "Manhattan": "nysd",
    "New York City": "nysd", "White Plains": "nysd", "Brooklyn": "nyed", "Central Islip": "nyed", "Albany": "nynd",
    "Syracuse": "nynd", "Buffalo": "nywd", "Baltimore": "mdd", "Greenbelt": "mdd", "San Francisco": "cand",
    "Oakland": "cand", "San Jose": "cand", "Los Angeles": "cacd", "Santa Ana": "cacd", "Riverside": "cacd",
    "San Diego": "casd", "Sacramento": "caed", "Fresno": "caed", "Alexandria": "vaed", "Richmond": "vaed",
    "Norfolk": "vaed", "Roanoke": "vawd", "Charlottesville": "vawd", "Macon": "gamd", "Atlanta": "gand",
    "Savannah": "gasd", "Portland, Oregon": "ord", "Portland, Maine": "med", "Bangor": "med", "Eugene": "ord",
    "Medford": "ord", "Seattle": "wawd", "Tacoma": "wawd", "Spokane": "waed", "Providence": "rid",
    "Concord": "nhd", "Denver": "cod", "Tallahassee": "flnd", "Pensacola": "flnd", "Miami": "flsd",
    "Tampa": "flmd", "Orlando": "flmd", "Jacksonville": "flmd", "San Antonio": "txwd", "Austin": "txwd",
    "El Paso": "txwd", "Houston": "txsd", "Galveston": "txsd", "Brownsville": "txsd", "Dallas": "txnd",
    "Fort Worth": "txnd", "Lubbock": "txnd", "Amarillo": "txnd", "Tyler": "txed", "Phoenix": "azd",
    "Tucson": "azd", "Chicago": "ilnd", "Springfield, Illinois": "ilcd", "Detroit": "mied", "Grand Rapids": "miwd",
    "Lansing": "miwd", "Kalamazoo": "miwd", "Madison": "wiwd", "Milwaukee": "wied", "Minneapolis": "mnd",
    "St. Paul": "mnd", "Philadelphia": "paed", "Pittsburgh": "pawd", "Harrisburg": "pamd", "Newark": "njd",
    "Trenton": "njd", "Camden": "njd", "Wilmington": "ded", "Hartford": "ctd", "New Haven": "ctd",
    "Bridgeport": "ctd", "Burlington": "vtd", "Rutland": "vtd", "Albuquerque": "nmd", "Santa Fe": "nmd",
    "Las Vegas": "nvd", "Reno": "nvd", "Boise": "idd", "Salt Lake City": "utd", "Honolulu": "hid",
    "Anchorage": "akd", "Oklahoma City": "okwd", "Tulsa": "oknd", "Lexington": "kyed", "Frankfort": "kyed",
    "Louisville": "kywd", "Cincinnati": "ohsd", "Columbus": "ohsd", "Cleveland": "ohnd", "Indianapolis": "insd",
    "Des Moines": "iasd", "Omaha": "ned", "Lincoln": "ned", "Kansas City": "mowd", "St. Louis": "moed",
    "New Orleans": "laed", "Baton Rouge": "lamd", "Nashville": "tnmd", "Memphis": "tnwd", "Birmingham": "alnd",
    "Montgomery": "almd", "Jackson": "mssd", "Little Rock": "ared", "Raleigh": "nced", "Greensboro": "ncmd",
    "Charlotte": "ncwd", "Columbia, South Carolina": "scd", "Charleston, West Virginia": "wvsd",
    "Charleston": "scd", "Huntington": "wvsd", "Wheeling": "wvnd", "Billings": "mtd", "Fargo": "ndd",
    "Sioux Falls": "sdd", "Cheyenne": "wyd",
}  # fmt: skip

# The circuit that hears appeals from the federal courts of a state (28 U.S.C. 41).
CIRCUITS: dict[str, str] = {
    state: court
    for court, states in {
        "ca1": "ME MA NH RI PR", "ca2": "CT NY VT", "ca3": "DE NJ PA", "ca4": "MD NC SC VA WV", "ca5": "LA MS TX",
        "ca6": "KY MI OH TN", "ca7": "IL IN WI", "ca8": "AR IA MN MO NE ND SD", "ca9": "AK AZ CA HI ID MT NV OR WA",
        "ca10": "CO KS NM OK UT WY", "ca11": "AL FL GA", "cadc": "DC",
    }.items()
    for state in states.split()
}  # fmt: skip

_ORDINALS: tuple[str, ...] = (
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
    "Eleventh",
)
_DIRECTIONS = {"N": "Northern", "S": "Southern", "E": "Eastern", "W": "Western", "M": "Middle", "C": "Central"}
_DIRECTED = re.compile(
    r"(?:\b(Northern|Southern|Eastern|Western|Middle|Central)\b|\b([NSEWMC])\.\s?D\.)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Forum:
    """A court as newspapers see it. kind: `supreme`, `appeals`, `district`, `state`; place: state letters or None;
    phrases: the words that name it beyond doubt."""

    court_id: str
    kind: str
    place: str | None
    phrases: tuple[str, ...]


def state_of(name: str) -> str | None:
    """The state that a court's name ends in or holds."""
    held = [code for code, state in STATES.items() if re.search(rf"\b{state}\b", name)]
    return max(held, key=lambda code: len(STATES[code])) if held else None


def forum(court: Court) -> Forum:
    """How the court may be called, from its own name."""
    if court.level == "supreme":
        return Forum(court.court_id, "supreme", None, ("Supreme Court", "US Supreme Court", court.name))
    if court.level == "appeals":
        return Forum(court.court_id, "appeals", None, _circuit(court.name))
    place = court.state or state_of(court.name)
    if court.level != "district":
        return Forum(court.court_id, "state", place, _state_court(court.name, place))
    return Forum(court.court_id, "district", place, _district(court, STATES.get(place or "", court.name)))


def _district(court: Court, state: str) -> tuple[str, ...]:
    direction = _DIRECTED.search(court.name)
    if direction is None:
        return _whole(state, court.citation)
    side = direction[1] or _DIRECTIONS[direction[2].upper()]
    return (f"{side} District of {state}", f"{state}'s {side} District", f"{side} {state}", court.citation)


def _whole(state: str, citation: str) -> tuple[str, ...]:
    """The one district of a state. That of Columbia is also the name of the place, and needs its court."""
    if state == STATES["DC"]:
        return (f"District Court for the {state}", "D.C. District Court", citation)
    return (f"District of {state}", citation)


def _circuit(name: str) -> tuple[str, ...]:
    if "D.C." in name or "District of Columbia" in name:
        return ("D.C. Circuit", "U.S. Court of Appeals for the District of Columbia Circuit", "D.C. Circuit Court")
    if "Federal Circuit" in name:
        return ("Federal Circuit",)
    for number, ordinal in enumerate(_ORDINALS, 1):
        if f"{ordinal} Circuit" in name:
            suffix = {1: "st", 2: "nd", 3: "rd"}.get(number, "th")
            spoken = [ordinal, f"{number}{suffix}", *([f"{number}d"] if number in (2, 3) else [])]
            return tuple(f"{word} {court}" for word in spoken for court in ("Circuit", "U.S. Circuit", "Cir"))
    return (name,)


def _state_court(name: str, place: str | None) -> tuple[str, ...]:
    """A state court's name, and its county or city with "court" or "judge" behind it."""
    phrases = [name]
    area = re.search(r"(?:of|County of|and County of) ((?:[A-Z][a-z]+ )+?)County|County of ((?:[A-Z][a-z]+ ?)+)", name)
    if area:
        county = (area[1] or area[2]).strip()
        for word in ("County District Court", "District Court", "County Superior Court", "Superior Court",
                     "County judge", "County District Judge", "County court"):  # fmt: skip
            phrases.append(f"{county} {word}")
    if place and "Supreme Court" in name:
        phrases += [f"{STATES[place]} Supreme Court", f"{STATES[place]}'s highest court", f"{STATES[place]} high court"]
    return tuple(phrases)
