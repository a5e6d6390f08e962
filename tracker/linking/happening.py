"""What an item reports to have happened, read from its title and lead by general rules. Pure.

The answer is in the vocabulary of the tagging guide: kind, relief, disposition; `none` where the words name none. It is
a reading of a report, never of an order, and changes nothing by itself.
"""

import re
from collections.abc import Callable

from tracker.linking.model import NewsEvent
from tracker.linking.reading import Reading

NOTHING = NewsEvent("other", "none", "none")

_COURT = (
    r"(?:judges?|justices|chief justice|court|courts|circuit|panel|bench|"
    r"(?-i:[A-Z][\w'-]+) (?:ruled|wrote)|he|she|ruling|order|opinion|decision)"
)
_NO = (
    r"(?:den(?:y|ies|ied|ying)|refus(?:e[sd]?|ing|al)|reject(?:s|ed|ing)?|declin(?:e[sd]?|ing)|turn(?:s|ed)? down|rebuff(?:s|ed)?|"
    r"won't|will not (?:block|stop|bar|halt)|los(?:e[sd]?|ing|t) (?:bid|early|first|round|its bid|fight)|fail(?:s|ed)? (?:to (?:get|win|convince|persuade|stop|block)|in)|not entitled|no standing|lacked standing|"
    r"clears? the way|leaves? .{3,60} running|bid .{0,60}fails|premature)"
)
_YES = (
    r"(?:grant(?:s|ed|ing)?|issu(?:e[sd]?|ing)|block(?:s|ed|ing)?|bar(?:s|red|ring)|enjoin(?:s|ed|ing)?|halt(?:s|ed|ing)?|"
    r"stop(?:s|ped|ping)?|prohibit(?:s|ed|ing)?|forb(?:id|ids|ade|idding)|order(?:s|ed)|told|tells|stay(?:s|ed)|paus(?:es|ed|ing)|"
    r"suspend(?:s|ed|ing)?|freez(?:es|ing)|froze|vacat(?:es|ed|ing)|strik(?:es|ing)|struck|set(?:s|ting)? aside|toss(?:es|ed)?|"
    r"thr(?:ew|ows?) out|thrown out|dismiss(?:es|ed|ing|al)?|extend(?:s|ed|ing)?|prolong(?:s|ed)?|affirm(?:s|ed|ing)?|uph(?:olds?|eld)|"
    r"revers(?:es|ed|ing)|lift(?:s|ed|ing)?|eas(?:es|ed|ing)|narrow(?:s|ed|ing)?|dissolv(?:es|ed|ing)|keep(?:s|ing)?|kept|"
    r"cannot|can't|ru(?:les|led|ling)|f(?:inds?|ound|inding)|held|holds|sid(?:es|ed)|let(?:s|ting)?|allow(?:s|ed|ing)?|limit(?:s|ed)?|"
    r"void(?:s|ed)?|shield(?:s|ed)?|declar(?:es|ed)|concluded|said|wrote|enforce[sd]?|restor(?:es|ed)|revive[sd]?|must|shut(?:s)? down|ended|ends)"
)
_RULING = re.compile(rf"\b{_COURT}\b.{{0,120}}?\b(?:{_NO}|{_YES})\b", re.IGNORECASE)
_PASSIVE = re.compile(
    r"\b(?:blocked|barred|enjoined|halted|dismissed|tossed|vacated|ordered|granted|denied|told|stopped|permanently barred)\b"
    r".{0,80}\b(?:by|judge|court)\b|\b(?:win|wins|won|loses?|lost)\b|\boff limits\b|\bin court\b|\bdismissal\b|\bkept out\b",
    re.IGNORECASE,
)
_HEARING = re.compile(
    r"\boral arguments?\b|\bhear(?:d|s)? (?:oral )?arguments?\b|\bhear(?:s|d)? .{0,60}(?:appeal|case|fight|request|challenge)\b|\bargument in\b|\bappear(?:s|ed)? (?:divided|split|skeptical|ready|poised|inclined)\b|"
    r"\bsignal(?:s|ed|led)\b|\bweigh(?:s|ed)\b|\bset for (?:win|loss)\b|\bat (?:the|a) hearing\b|\bquestion(?:s|ed) (?:whether|the|lawyers)\b|\blikely to (?:block|rule|grant)\b|\blean(?:s|ed)? toward\b|\bwere argued\b|\bhearing (?:on|in|over)\b",
    re.IGNORECASE,
)
_UNDECIDED = re.compile(
    r"\bno (?:decision|ruling) (?:was )?(?:issued|made)\b|\bdid not (?:immediately )?rule\b|\bwill rule\b|\bsignal(?:s|ed)\b|\bheld off\b|\btook .{0,30}under advisement\b|\bheard\b|\bhears\b|\bdivided\b",
    re.IGNORECASE,
)
_SUES = re.compile(
    r"\b(?:sue[sd]?|suing|re-?fil(?:ed|es)|take[sn]? .{0,40}to court|taken to court|go(?:es)? to court|went to court)\b|"
    r"\b(?:fil(?:ed|es|ing)|brought|brings|announc(?:ed|es)|joined)\b.{0,60}\b(?:law ?suits?|suits?|class action|complaint|action)\b|"
    r"\b(?:suit|lawsuit|class action|complaint)s? (?:filed|target|targets|seeking payment|says|alleg)\b|\bnew suits?\b|\bface (?:federal )?suits?\b|"
    r"\bmore suits\b|\bchalleng(?:e|es|ed|ing)\b.{0,80}\b(?:in court|lawsuit|suit)\b|\bnamed in class action\b|\bchallenge\b.{0,40}\bfiled\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:ask(?:s|ed|ing)?|urge[sd]?|petition(?:s|ed)?|appl(?:y|ies|ied)|turn(?:s|ed) to)\b.{0,80}\b(?:court|judges?|justices|circuit|restraining order|injunction|stay)\b|"
    r"\b(?:justices|court|judges?) asked\b|"
    r"\b(?:emergency )?(?:motion|application|appeal|request)\b.{0,40}\b(?:filed|asks|seeks|to the supreme court)\b|"
    r"\bfil(?:ed|es|ing)\b.{0,40}\b(?:emergency appeal|motion|application|appeal)\b|\bseek(?:s|ing)? (?:emergency|an? (?:order|injunction|stay))\b|"
    r"\b(?:appeals|appealed|to appeal)\b|\bcourt to (?:grant|lock|enforce|let|stop|block)\b|\basked to (?:let|block|stop|enforce)\b",
    re.IGNORECASE,
)
_SETTLES = re.compile(
    r"\b(?:settle[sd]?|settled lawsuits|settlement|consent decree|agree(?:s|d) to (?:hand|share|provide|give))\b",
    re.IGNORECASE,
)
_DISCLOSES = re.compile(
    r"\b(?:conced\w+|acknowledg\w+|admit\w*|reveal\w*|confirm\w*|instructed|told (?:verbally|WIRED|reporters|to hand)|sources (?:say|tell|said)|"
    r"people familiar|according to (?:records|documents|an? (?:employee|person|official))|documents (?:show|obtained)|records show|an employee told|"
    r"released letters|letters (?:asking|to governors)|whistleblower|leaked|declaration|sworn statement|court filing|three sources|has asked for access|"
    r"press(?:es|ed)? \d+ governors|has given|are being|at work on|building|uploaded|added to)\b",
    re.IGNORECASE,
)
_APPELLATE = re.compile(
    r"\b(?:appeals (?:court|panel|judges)|circuit|supreme court|justices|high court|en banc)\b", re.IGNORECASE
)
_REASONED = re.compile(
    r"\b(?:opinion|wrote|writes|writing|\d+-page ruling|found|finds|finding|held|holds|concluded|majority|memorandum|"
    r"calling|decision|ruled|rules)\b",
    re.IGNORECASE,
)
_JUST_ORDERED = re.compile(
    r"\b(?:order says|page order|\d+-day order|written order|ordered the|issued a temporary|extended)\b", re.IGNORECASE
)

# In order: the first relief whose words stand in the lead.
_RELIEFS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("permanent_injunction", r"\bpermanent(?:ly)? (?:injunction|enjoin\w*|barred|bars|block\w*)"),
        ("stay_pending_appeal", r"\bstay pending appeal|pending appeal|\bwhile (?:the |an |its )?appeal (?:proceeds|runs|goes|plays|is)|emergency (?:appeal|application)\b|"
                                r"\b(?:pause|pausing|paused|stay|stayed|lift|suspend\w*|put on hold)\b.{0,60}\b(?:injunction|ruling|order|block)\b"),
        ("temporary_restraining_order", r"\brestraining order\b|\b(?:14|fourteen)-day order\b|\btemporar(?:y|ily) (?:order|bars?|barred)\b"),
        ("summary_judgment", r"\bsummary judgment\b"),
        ("enforcement", r"\benforce[sd]?\b.{0,40}\b(?:injunction|order|decree|vacatur)|\bcontempt\b"),
        ("dismissal", r"\bdismiss\w*|\btoss(?:es|ed)?\b|\bthr(?:ew|own|ows?) out\b.{0,30}\b(?:suit|lawsuit|case|claims?)\b|\b(?:suit|case|lawsuit)\b.{0,40}\bthrown out\b|"
                      r"\b(?:may|can) (?:pursue|challenge|go forward|proceed|move forward)\b|\bsurvives\b|\bsuit fails\b"),
        ("vacatur_of_agency_action", r"\b(?:vacat\w+|set(?:s|ting)? aside)\b.{0,60}\b(?:rule|policy|overhaul|system|notices?|changes?|database)\b"),
        ("stay_of_agency_action", r"\b(?:emergency stay|stay(?:s|ed)?|pauses?|paused)\b.{0,60}\b(?:policy|agreement|deal|conversion|rule|overhaul|program|data)\b|\bemergency stay\b"),
        ("preliminary_injunction", r"\binjunction\b|\benjoin\w*"),
        ("reconsideration", r"\brehear\w*|\breconsider\w*"),
        ("class_certification", r"\bcertif\w+ .{0,20}class\b"),
        ("discovery", r"\bdiscovery\b"),
        ("intervention", r"\bintervene\b|\bjoin the case\b"),
    )
)  # fmt: skip
_RESTRAINS = re.compile(
    r"\b(?:block|bar|barred|bars|barring|stop|halt|prohibit|forbid|forbade|keep|kept|wall off|off limits|must not|may not|cannot|can't|"
    r"pull|restrict|limit)(?:s|ed|ped|ping|ing)?\b",
    re.IGNORECASE,
)
_PARTLY = re.compile(
    r"\b(?:partial(?:ly)?|partly|in part|some claims|most of|mixed|granted and denied|but dismissed|also dismissed)\b",
    re.IGNORECASE,
)
_UNDONE = re.compile(
    r"\b(?:vacat(?:e[sd]?|ing)|thr(?:ew|ows?) out (?:an? |the )?(?:order|ruling|injunction)|overturn\w*|wiped out|revers(?:es|ed|ing)|dissolv(?:es|ed)|eas(?:es|ed|ing))\b.{0,80}\b(?:injunction|order|ruling|block|obstacle|ban|restrictions)\b|"
    r"\bthrows? out order\b|\bclears? last\b",
    re.IGNORECASE,
)
_NO_WORD = re.compile(rf"\b{_NO}\b", re.IGNORECASE)
_PASSING = re.compile(
    r"\b(?:who|which|after|having) had (?:earlier |previously |already )?[^,.]{3,90},|\bearlier [^,.]{0,40}(?:order|injunction)\b"
)
_TRIED = re.compile(
    r"\b(?:judges?|courts?|circuit|justices?|panel|rul(?:ing|ed|es)|su(?:e[sd]?|its?|ing)|lawsuits?|motion|appeals?|class action|complaint|injunction)\b",
    re.IGNORECASE,
)
_DECIDES = re.compile(r"\b(?:grant|issu|den[iy]|refus|reject|declin|extend|seek|ask|request|issue)\w*\b", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\b(?:den(?:y|ies|ied)|refus\w+|declin\w+|reject\w+|fails? to get)\b[^.]{0,60}\b(?:dismiss\w*|toss\w*|thrown out|throw out)\b|"
    r"\b(?:may|can|to) (?:pursue|go forward|go ahead|proceed|move forward|continue)\b|\bsurvives\b|\blets? [^.]{0,60} (?:go on|go ahead|go forward|proceed)\b",
    re.IGNORECASE,
)
_ALSO_DISMISSED = re.compile(
    r"\b(?:but|also|while|though) (?:\w+ )?(?:dismiss|toss|thr[eo]w)\w*\b|\bin part\b|\bsome claims\b|\bmost of\b",
    re.IGNORECASE,
)


def read_event(reading: Reading) -> NewsEvent:
    """The main act of an item that concerns a tracked case or flow: what its lead tells first, else its title."""
    told = [_PASSING.sub(" ", seen.line.text) for seen in reading.seen if seen.line.weight == 1 and not seen.background]
    title, lead, body = told[0], " ".join(told[1:2]), " ".join(told)
    acts = _acts(lead, body) or _acts(title, body) or _acts(" ".join(told[2:3]), body)
    for kind in acts:
        event = _ACTS[kind](f"{title}. {lead}", body)
        if event:
            return event
    return NewsEvent("disclosure", "none", "none") if _DISCLOSES.search(f"{title}. {lead}") else NOTHING


def _acts(text: str, body: str) -> list[str]:
    """The kinds of act that a sentence tells, by where they begin; a hearing before a ruling by the same judge."""
    if not _TRIED.search(body):
        return ["agreement"] if _SETTLES.search(text) else []
    patterns = {"hearing": _HEARING, "agreement": _SETTLES, "ruling": _RULING, "complaint": _SUES, "motion": _ASKS}
    found = {kind: match.start() for kind, pattern in patterns.items() if (match := pattern.search(text))}
    if "ruling" not in found and (passive := _PASSIVE.search(text)):
        found["ruling"] = passive.start()
    if "hearing" in found and "ruling" in found:
        found["hearing"] = min(found["hearing"], found["ruling"] - 1)
    return sorted(found, key=lambda kind: found[kind])


def _hearing(head: str, body: str) -> NewsEvent | None:
    argued = re.search(r"\boral argument", head, re.IGNORECASE)
    if not argued and not _UNDECIDED.search(body):
        return None
    if argued or _APPELLATE.search(head):
        return NewsEvent("hearing", "appeal", "none")
    return NewsEvent("hearing", _relief(head) or _relief(body) or "preliminary_injunction", "sought")


def _settlement(head: str, body: str) -> NewsEvent | None:
    return NewsEvent("agreement", "none", "entered")


def _ruling(head: str, body: str) -> NewsEvent | None:
    relief = _relief(head) or _relief(body) or ("preliminary_injunction" if _RESTRAINS.search(head) else "none")
    if relief == "stay_pending_appeal" and not _APPELLATE.search(body):
        relief = "stay_of_agency_action"
    disposition = _disposition(head, body, relief)
    return NewsEvent(_paper(body, relief, disposition), relief, disposition)


def _disposition(head: str, body: str, relief: str) -> str:
    if relief == "none":
        return "entered"
    if relief == "dismissal":
        going_on = _GOES_ON.search(body)
        return "granted_in_part" if going_on and _ALSO_DISMISSED.search(body) else "denied" if going_on else "granted"
    if relief in ("preliminary_injunction", "temporary_restraining_order") and _UNDONE.search(head):
        return "vacated"
    if _PARTLY.search(head):
        return "granted_in_part"
    return "denied" if _NO_WORD.search(head) else "granted"


def _paper(body: str, relief: str, disposition: str) -> str:
    """An opinion where the report tells reasons, an order where it tells what was ordered."""
    if _JUST_ORDERED.search(body) and disposition != "denied":
        return "order"
    if relief in ("temporary_restraining_order", "stay_pending_appeal") and disposition == "granted":
        return "order"
    reasoned = _REASONED.search(body) or (relief == "dismissal" and re.search(r"\bsaid\b", body))
    return "opinion" if disposition == "denied" or reasoned else "order"


def _complaint(head: str, body: str) -> NewsEvent | None:
    return NewsEvent("complaint", "none", "sought")


def _motion(head: str, body: str) -> NewsEvent | None:
    return NewsEvent("motion", _relief(head) or _relief(body) or "none", "sought")


_ACTS: dict[str, Callable[[str, str], NewsEvent | None]] = {
    "hearing": _hearing, "agreement": _settlement, "ruling": _ruling, "complaint": _complaint, "motion": _motion,
}  # fmt: skip


def _relief(text: str) -> str | None:
    """The relief that a deciding verb takes as its object, else the first of the table that the words name."""
    for verb in _DECIDES.finditer(text):
        near = text[verb.end() : verb.end() + 60]
        found = [(match.start(), name) for name, pattern in _RELIEFS if (match := pattern.search(near))]
        if found:
            return min(found)[1]
    return next((name for name, pattern in _RELIEFS if pattern.search(text)), None)
