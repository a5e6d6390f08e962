"""Case names as citations shorten them: Bluebook rule 10.2 with tables T6 (words) and T10 (places). Pure.

A given name is dropped only where the paper or the register shows that the party is a person; a name that might be an
institution's is never cut.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from tracker.captions import case_name

# Table T6, as far as parties of public-law cases need it. Plurals take an s before the full stop.
_WORDS = {
    "academy": "Acad.", "administration": "Admin.", "administrative": "Admin.", "administrator": "Adm’r",
    "advancement": "Advancement", "affairs": "Affs.", "agricultural": "Agric.", "agriculture": "Agric.",
    "alliance": "All.", "america": "Am.", "american": "Am.", "americans": "Ams.", "association": "Ass’n",
    "associations": "Ass’ns", "attorney": "Att’y", "authority": "Auth.", "board": "Bd.", "business": "Bus.",
    "businesses": "Bus.", "center": "Ctr.", "centers": "Ctrs.", "civil": "Civ.", "college": "Coll.",
    "commission": "Comm’n", "commissioner": "Comm’r", "committee": "Comm.", "community": "Cmty.", "company": "Co.",
    "conference": "Conf.", "congress": "Cong.", "constitutional": "Const.", "corporation": "Corp.", "county": "Cnty.",
    "defense": "Def.", "department": "Dep’t", "development": "Dev.", "director": "Dir.", "economic": "Econ.",
    "education": "Educ.", "electronic": "Elec.", "employee": "Emp.", "employees": "Emps.", "enforcement": "Enf’t",
    "environmental": "Env’t", "executive": "Exec.", "families": "Fams.", "family": "Fam.", "federal": "Fed.",
    "federation": "Fed’n", "financial": "Fin.", "foundation": "Found.", "general": "Gen.", "government": "Gov’t",
    "group": "Grp.", "hospital": "Hosp.", "housing": "Hous.", "human": "Hum.", "immigration": "Immigr.",
    "incorporated": "Inc.", "independent": "Indep.", "industrial": "Indus.", "industries": "Indus.",
    "information": "Info.", "institute": "Inst.", "insurance": "Ins.", "international": "Int’l", "justice": "Just.",
    "labor": "Lab.", "liability": "Liab.", "limited": "Ltd.", "management": "Mgmt.", "medical": "Med.",
    "municipal": "Mun.", "national": "Nat’l", "office": "Off.", "organization": "Org.", "organizations": "Orgs.",
    "personnel": "Pers.", "privacy": "Priv.", "professional": "Pro.", "protection": "Prot.", "public": "Pub.",
    "research": "Rsch.", "rights": "Rts.", "school": "Sch.", "schools": "Schs.", "secretary": "Sec’y",
    "security": "Sec.", "service": "Serv.", "services": "Servs.", "social": "Soc.", "society": "Soc’y",
    "southeastern": "Se.", "southwestern": "Sw.", "northeastern": "Ne.", "northwestern": "Nw.", "eastern": "E.",
    "northern": "N.", "southern": "S.", "western": "W.", "system": "Sys.", "systems": "Sys.", "teacher": "Tchr.",
    "teachers": "Tchrs.", "technology": "Tech.", "telecommunications": "Telecomms.", "transportation": "Transp.",
    "treasury": "Treas.", "university": "Univ.", "and": "&",
}  # fmt: skip

# Table T10.1. States that the table writes in full (Alaska, Idaho, Iowa, Ohio, Utah) need no row.
_STATES = {
    "Alabama": "Ala.", "Alaska": "Alaska", "Arizona": "Ariz.", "Arkansas": "Ark.", "California": "Cal.",
    "Colorado": "Colo.", "Connecticut": "Conn.", "Delaware": "Del.", "District of Columbia": "D.C.", "Florida": "Fla.",
    "Georgia": "Ga.", "Hawaii": "Haw.", "Idaho": "Idaho", "Illinois": "Ill.", "Indiana": "Ind.", "Iowa": "Iowa",
    "Kansas": "Kan.", "Kentucky": "Ky.", "Louisiana": "La.", "Maine": "Me.", "Maryland": "Md.",
    "Massachusetts": "Mass.", "Michigan": "Mich.", "Minnesota": "Minn.", "Mississippi": "Miss.", "Missouri": "Mo.",
    "Montana": "Mont.", "Nebraska": "Neb.", "Nevada": "Nev.", "New Hampshire": "N.H.", "New Jersey": "N.J.",
    "New Mexico": "N.M.", "New York": "N.Y.", "North Carolina": "N.C.", "North Dakota": "N.D.", "Ohio": "Ohio",
    "Oklahoma": "Okla.", "Oregon": "Or.", "Pennsylvania": "Pa.", "Puerto Rico": "P.R.", "Rhode Island": "R.I.",
    "South Carolina": "S.C.", "South Dakota": "S.D.", "Tennessee": "Tenn.", "Texas": "Tex.", "Utah": "Utah",
    "Vermont": "Vt.", "Virginia": "Va.", "Washington": "Wash.", "West Virginia": "W. Va.", "Wisconsin": "Wis.",
    "Wyoming": "Wyo.",
}  # fmt: skip
# Longest first, so that West Virginia is not read as Virginia.
_STATE = re.compile(r"\b(" + "|".join(sorted(_STATES, key=len, reverse=True)) + r")\b")
_SOVEREIGN = re.compile(r"^(?:the )?(?:People of the )?(?:State|Commonwealth) of (?P<name>[A-Z][A-Za-z ]+)$")
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
_CAPACITY = re.compile(
    r",?\s+(?:in (?:his|her|their|its) (?:official|individual|personal)|in official|individually|on behalf of|"
    r"by and through|as (?:the )?(?:president|secretary|acting|attorney|director|administrator|commissioner|"
    r"governor|next friend|parent|guardian))\b.*$",
    re.IGNORECASE,
)
_UNION = re.compile(r",?\s+AFL[-‑–]CIO,?$")
_DOES = re.compile(r"^(?:Jane|John) Does?\b.*$")
_TWO_INITIALS = re.compile(r"^([A-Z]{2,8}) and [A-Z]{2,8}$")
_PERSON = re.compile(r"^[A-Z][a-z’'-]+ [A-Z]\. (?P<last>[A-Z][\w’'-]+)$")
_DESIGNATION = re.compile(r",? (?:Inc\.|LLC|L\.L\.C\.|Ltd\.|L\.P\.|N\.A\.)$")
_INSTITUTION = re.compile(r"Ass’n|Co\.|Corp\.|Bros\.|Ins\.|Found\.|Univ\.|Fed’n|Servs?\.|Ctr\.")
_VERSUS = " v. "


@lru_cache(maxsize=4096)
def short_case_name(caption: str, known: str = "", home_state: str = "") -> str:
    """The name to cite by: `Tenants Union et al. v. U.S. Department of Labor` → `Tenants Union v. U.S. Dep’t of Lab.`

    known: a short name that a person wrote, by whose surnames given names may be dropped; home_state: the state whose
    own court decides, for its courts call their sovereign only State (rule 10.2.1(f)).
    """
    name = case_name(_ASIDE.sub("", caption))
    if _VERSUS not in name:
        return _abbreviate(name)
    hints = dict(enumerate(_ASIDE.sub("", known).split(_VERSUS, 1)))
    sides = name.split(_VERSUS, 1)
    return _VERSUS.join(_party(side.strip(), hints.get(i, ""), home_state) for i, side in enumerate(sides))


def _party(name: str, known: str, home_state: str) -> str:
    name = _UNION.sub("", _CAPACITY.sub("", _ASIDE.sub("", name))).strip(" ,;")
    name = re.sub(r"^The (?=[A-Z])", "", name)
    if found := _SOVEREIGN.match(name):
        own = found["name"] == home_state
        return "State" if own else found["name"]
    if _DOES.match(name):
        return "Doe"
    if found := _TWO_INITIALS.match(name):
        return found[1]
    if found := _PERSON.match(name):
        return found["last"]
    words = name.split()
    if known and " " not in known and 2 <= len(words) <= 3 and words[-1] == known and known not in _STATES:
        return known
    if name == "United States" or name in _STATES:
        return name
    return _abbreviate(name)


def _abbreviate(name: str) -> str:
    name = re.sub(r"\bUnited States (?=[A-Z])", "U.S. ", name)
    # A city or county is cited in full where its name is all there is.
    if re.match(r"^(?:City|Town|County|Village) of \w+(?: \w+)?$", name):
        return name
    name = _STATE.sub(lambda m: _STATES[m[1]], name)
    short = " ".join(_shorten(name.split()))
    return _DESIGNATION.sub("", short) if _INSTITUTION.search(_DESIGNATION.sub("", short)) else short


def _shorten(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        bare = word.rstrip(",;")
        tail = word[len(bare) :]
        found = _WORDS.get(bare.lower()) if bare[:1].isupper() or bare == "and" else None
        yield (found or bare) + tail


def state_name(code: str | None) -> str:
    """The state of a court by its two letters: `NE` → `Nebraska`; "" where there is none."""
    return _POSTAL.get(code or "", "")


_CODES = (
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA",
    "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR",
    "PA", "PR", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY",
)  # fmt: skip
_POSTAL = dict(zip(_CODES, _STATES, strict=True))
