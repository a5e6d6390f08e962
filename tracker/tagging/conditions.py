"""Which verbs and acts of a court count: those whose conditions hold where they stand.

Owns the guards: a verb behind "should not be" or "if", or in the title of an earlier paper ("re 12 Order granting"),
decides nothing; an act with a subject ("the case is STAYED") needs that subject in its own clause. Refuses what an
order only tells ("the injunction, which was vacated on appeal").
"""

import re

from tracker.tagging.patterns import over_ascii
from tracker.tagging.readings import Reading
from tracker.tagging.rules import Rule
from tracker.tagging.scan import Hit, Row, without_overlaps
from tracker.vocab import INTERIM_RELIEFS

_BE = frozenset(
    (
        *(
            "is",
            "are",
            "be",
            "hereby",
            "therefore",
            "also",
            "now",
            "and",
            "further",
            "it",
            "accordingly",
            "temporarily",
        ),
        *("immediately", "herewith", "thus", "being"),
    )
)
_RECITAL = frozenset(("was", "were", "been", "had"))
_IRREAL = over_ascii(
    r" (?:why|whether|if|once(?! more| again)|until(?! further)|should|would|may be|will be|"
    r"failure to [a-z ]{3,40} (?:may|will))\b"
)
_PARTICIPLE = over_ascii(r"[a-z]+ing\b")
_NUMBER_NEXT = over_ascii(r"[^a-z]*\d")
# What may stand between "ORDER" and the words of its title.
_HEAD_LINK = over_ascii(
    r"(?:\W|\d|\b(?:order|granting|of|for|and|the|an?|entering|issuing|stipulated|agreed|consent|amended|plaintiff'?s?'?|with|"
    r"emergency|to|show|cause|judgment|final|decree|nationwide|permanent|preliminary|temporary|in|part|regarding|re|on|"
    r"concerning|signed|dated|governing|setting|directing|initial|joint|pretrial|standing|case|civil|trial|scheduling|entered)\b){0,40}$"
)
# "ORDER re 12 Order granting preliminary injunction": the title is that of the earlier paper.
_EARLIER = over_ascii(r"\b(?:re|regarding|concerning|on)\b[^.;]{0,40}\b(?:orders?|judgment|decree)\b")
# "ORDER entered. MEMORANDUM AND ORDER granting ...": the words before "order" begin a sentence of this very entry.
_OWN_TITLE = over_ascii(
    r"[.;*] *(?:(?:memorandum|opinion|decision|findings of fact|conclusions of law|and|&|,|final|amended) *)+$"
)
# "VACATING 52 Order, GRANTING 53 Motion": the order is what this one acts upon, and the series goes on.
_ACTED_UPON = over_ascii(
    r"\b(?:vacating|rescinding|amending|modifying|dissolving|withdrawing|affirming|setting aside) (?:the )?\[?\d+\]? "
    r"(?:[a-z]+ ){0,2}(?:order|judgment|ruling|opinion)s?(?:,|,? and) $"
)
# "ORDER DENYING PETITION, ... AND ORDER DENYING LEAVE": one title after another, all of this entry.
_NEXT_TITLE = over_ascii(
    r"(?<!opinion)(?<!memorandum)(?<!decision)(?<!judgment)(?<!findings)(?<!law)(?<!opinion,)(?<!law,) and order $"
)
# "If ... and the Court denies the petition, this order shall terminate": the whole sentence is a condition.
_CONDITION = over_ascii(r"\W*(?:if|unless|should|in the event|assuming)\b")
# "a district court had found for them and temporarily enjoined the order": told of another court, with no "is" between.
_TOLD = over_ascii(
    r"\b(?:district|lower|trial|bankruptcy|superior|circuit|appellate|supreme) court "
    r"(?:(?!is |are |be |hereby |shall )[^ .;:]+ ){0,12}$"
)
# "The Sixth Circuit issued its mandate, vacating the injunction": news of the court above.
_OTHER_COURT = over_ascii(
    r"\b(?:circuit|court of appeals|supreme court|district court|lower court|another court|other courts?|usca)\b"
    r"[^.;]{0,80}?\b(?:issued|ruled|decided|held|entered|has|had|affirmed|reversed|explained|concluded)\b"
)
# "After a ruling on the preliminary injunction is entered, defendants shall answer."
_TO_COME = over_ascii(
    r"\b(?:after|once|until|before|unless|when|whether|if) (?:an? |any |the |this |such )?(?:[a-z]+ ){0,5}$"
)
_QUOTES = over_ascii(
    r"\b(?:stat(?:e|es|ed|ing|ement)|sa(?:ys|id|ying)|quot(?:e|es|ed|ing)|argu(?:es|ed|ing)|wrote|writes|asserts?|"
    r"contends?|claims?|believes?|order|ruling|opinion|decision) ?(?:that|of|the)?[ ,:]*$"
)
# "in light of the injunction granted by the court above": the participle belongs to the name and is no verb.
_GOVERNED = over_ascii(
    r"\b(?:in light of|given|compl(?:iance|y|ying) with|violat\w+(?: of)?|discuss\w*|pursuant to|under|following|"
    r"because of|despite|notwithstanding|terms of|scope of|expiration of|posted for|wants?|seeks?|have) "
    r"(?:the|an?|any|this|that|its) "
    r"(?:(?!is |are |be |was |were |hereby |motion |application |request )[^ .;:,]+ ){0,6}$"
)
# One of these words stands in every text that `_GOVERNED` matches.
_GOVERNING = frozenset(
    (
        b"light", b"given", b"compliance", b"comply", b"complying", b"violate", b"violated", b"violates",
        b"violating", b"violation", b"violations", b"violative", b"discuss", b"discussed", b"discusses",
        b"discussing", b"discussion", b"discussions", b"pursuant", b"under", b"following", b"because", b"despite",
        b"notwithstanding", b"terms", b"scope", b"expiration", b"posted", b"want", b"wants", b"seek", b"seeks",
        b"have",
    )
)  # fmt: skip
# "The restraint granted on February 3, 2025 expires ...": the verb of the sentence comes later.
_VERB_LATER = over_ascii(
    r" (?:on|by|in) (?:(?! is | are )(?:[^.;:,]|, ?(?=\d{4}))){1,60}? "
    r"(?:expires?|remains?|was|were|shall|will|continues?)\b"
)
_OCCASION = (" hearing ", " conference ", " trial ", " mediation ")  # "prior to the conference set for 3/1"
_AHEAD_OF = over_ascii(r"\b(?:prior to|in advance of|ahead of|before) (?:the|any) (?:[^ .;:,]{1,30} ){1,4}$")
_LONG_AGO = over_ascii(r" (?:last|earlier|previously|yesterday)\b")
# "advised that the stay has been lifted": news of another court.
_NEWS = over_ascii(r"\b(?:advised|informed|notified|not(?:es|ed|ing)|aware|learned|report(?:s|ed)?) that\b")
# "Counsel reports that discovery is stayed": what a party tells.
_PARTY_SAYS = over_ascii(
    r"\b(?:counsel|part(?:y|ies)|plaintiffs?|defendants?|petitioners?|respondents?|government) "
    r"(?:report|advise|inform|notif|assert|stat|argu|contend|represent)\w*(?: the court)? that\b"
)
# "Because the motion for a stay has been withdrawn, discovery will proceed": a reason, no ruling.
_BECAUSE = over_ascii(r"\b(?:because|since|although|though|given that|now that|as)\b(?:(?!, )[^.;]){0,110}$")
_PERFECT = ("has been ", "have been ", "was ", "were ")
_BOUND = ("is ", "are ", "be ", "hereby ", "was ", "were ", "been ", "and ", "is, ", "being ")
_ASKED = over_ascii(
    r"recommend|\bsuggest(?:s|ed|ing|ion)?\b[^.;]{0,60}? that\b|\b(?:view|position|belief|hope|proposal) that\b|"
    r"\b(?:ask|urg|mov|propos|demand|pray|insist)(?:e|es|s|ed|ing)? that\b|\brequests? that\b"
)
# One of these words stands in every text that `_TO_COME` matches.
_LATER = frozenset((b"after", b"once", b"until", b"before", b"unless", b"when", b"whether", b"if"))
_CONDITIONS = frozenset((b"if", b"unless", b"should", b"event", b"assuming"))
_SUBJUNCTIVE = ("be ", "be and hereby is ")
_DATED = frozenset(("scheduling", "extension_of_time"))
_GUARDED = 50
# No participle is longer.
_LONGEST = 30
_TITLE = 110
_BEFORE = 160
_TAIL = 24


def find_counting(reading: Reading, rows: list[Row]) -> tuple[list[Hit], dict[int, int]]:
    """The verbs and acts whose conditions hold, none overlapping; and the clauses of acts with a subject.

    Sorts `rows` in place.
    """
    kept: list[Row] = []
    best: dict[int, tuple[int, int, Row]] = {}
    clauses: dict[int, int] = {}
    kind, low, sentences = reading.head.kind, reading.low, reading.sentences
    guard = _Guard(reading)
    rows.sort()
    for row in rows:
        start, order, end, rule = row
        if (rule.kinds and kind not in rule.kinds) or guard.refuses(rule, start, end):
            continue
        if rule.before is not None and rule.before.search(low[max(0, start - _BEFORE) : start]) is None:
            continue
        if rule.group == "verb" and not rule.after and is_irreal(reading, start):
            continue
        if rule.subject is not None:
            where = _subject(reading, rule, rule.subject, start)
            # Of several acts at one word, that counts whose subject comes first in the clause.
            if where is not None and (start not in best or (where, order) < best[start][:2]):
                best[start] = (where, order, row)
                clauses[start] = sentences.clause_start(start)
            continue
        kept.append(row)
    return without_overlaps(kept + [row for _, _, row in best.values()]), clauses


def is_participle(low: str, at: int) -> bool:
    """Whether the word at `at` is of the form "granting"."""
    return low.find("ing", at, at + _LONGEST) > 0 and _PARTICIPLE.match(low, at) is not None


def is_irreal(reading: Reading, start: int) -> bool:
    """Whether the clause before `start` is one of "if", "why" or "whether"."""
    return _IRREAL.search(reading.low, reading.sentences.clause_start(start), start) is not None


class _Guard:
    """Refuses verbs and acts that their surroundings make unreal."""

    __slots__ = ("_conditions", "_head_end", "_low", "_quoted_until", "_quotes", "_reading", "_reports", "_to_come")

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._low = reading.low
        self._head_end = reading.head.end
        self._quoted_until = -1
        self._conditions = not _CONDITIONS.isdisjoint(reading.prepared.words)
        self._quotes = '"' in reading.low
        self._reports = b"that" in reading.prepared.words
        self._to_come = not _LATER.isdisjoint(reading.prepared.words)

    def refuses(self, rule: Rule, start: int, end: int) -> bool:
        low, head_end = self._low, self._head_end
        if rule.head:
            gap = low[head_end:start].strip()
            return bool(gap) and (_HEAD_LINK.match(gap) is None or _EARLIER.search(gap) is not None)
        if start <= head_end + 1:
            return False
        if rule.before is None and self._is_unreal(start):
            return True
        if self._conditions and rule.label not in _DATED and self._is_conditional(start):
            return True
        if (low.endswith(_SUBJUNCTIVE, 0, start) or low.find(" be ", start, end) > 0) and self._is_recommended(start):
            return True
        if not rule.after and self._is_named(start, end):
            return True
        if rule.label in INTERIM_RELIEFS and rule.group == "act" and self._is_told(start, end):
            return True
        if self._quotes and not rule.after and self._is_quoted(start):
            return True
        if self._reports and rule.subject is not None and self._is_reported(start):
            return True
        if low[start - 2] in ";.:*" or not is_participle(low, start):
            return False
        rules, sentences = self._reading.rules, self._reading.sentences
        title = rules.title.search(low, max(head_end, start - _TITLE), start)
        if title and not (
            _OWN_TITLE.search(low, max(head_end, title.start() - _GUARDED), title.start() + 1)
            or _ACTED_UPON.search(low, max(head_end, title.start() - _GUARDED), start)
            or (
                low.startswith(("order", "report", "findings"), self._reading.head.start)
                and _NEXT_TITLE.search(low, max(head_end, start - _GUARDED), start)
            )
        ):
            self._quoted_until = sentences.end(start)
            return True
        # "... order vacating its opinion, dismissing the appeal, ...": the series goes on with the quoted order.
        return start < self._quoted_until and _NUMBER_NEXT.match(low, end) is None

    def _is_recommended(self, start: int) -> bool:
        """ "recommending that 61 Motion be granted", "asks that the stay be lifted": advice and wishes."""
        return _ASKED.search(self._low, self._reading.sentences.start(start), start) is not None

    def _is_told(self, start: int, end: int) -> bool:
        """What another court did, or what is only to come ("after a ruling on the injunction is entered")."""
        low, first = self._low, max(self._head_end, start - _TITLE)
        if (self._to_come and _TO_COME.search(low, first, start)) or (
            low[start - 1] == '"' and low.startswith('"', end)
        ):
            # To come, or a word that somebody else used.
            return True
        if low.startswith("ed", end - 2):
            return _TOLD.search(low, first, start) is not None
        begin = max(first, self._reading.sentences.start(start))
        return is_participle(low, start) and _OTHER_COURT.search(low, begin, start) is not None

    def _is_reported(self, start: int) -> bool:
        """Whether a party tells what is done ("counsel reports that the case is stayed")."""
        return _PARTY_SAYS.search(self._low, self._reading.sentences.start(start), start) is not None

    def _is_quoted(self, start: int) -> bool:
        """Whether somebody else's words are given between quotation marks."""
        low = self._low
        opening = low.rfind('"', max(0, start - _BEFORE), start)
        if opening < 0 or low[opening - 1 : opening].isalnum() or low[opening + 1 : opening + 2].isspace():
            # None, or one that closes.
            return False
        return _QUOTES.search(low, max(0, opening - _GUARDED), opening) is not None

    def _is_named(self, start: int, end: int) -> bool:
        """ "compliance with the injunction granted on ...": a participle that only tells which injunction is meant."""
        low = self._low
        if low.endswith(_OCCASION, 0, start) and _AHEAD_OF.search(low, max(0, start - _GUARDED), start) is not None:
            return True
        if low.startswith(("ed", "wn"), end - 2) and low.endswith(_PERFECT, 0, start):
            begin = self._reading.sentences.start(start)
            return _NEWS.search(low, begin, start) is not None or _BECAUSE.search(low, begin, start) is not None
        if not low.startswith("ed", end - 2):
            return False
        if low.endswith(_BOUND, 0, start):
            return False
        if _LONG_AGO.match(low, end) is not None or _VERB_LATER.match(low, end) is not None:
            return True
        if _GOVERNING.isdisjoint(self._reading.prepared.words):
            return False
        return _GOVERNED.search(low, max(0, start - _TITLE), start) is not None

    def _is_conditional(self, start: int) -> bool:
        """Whether the sentence begins with "if", behind the title of the entry."""
        begin = max(self._head_end, self._reading.sentences.start(start))
        return _CONDITION.match(self._low, begin) is not None

    def _is_unreal(self, start: int) -> bool:
        """Whether a word like "not", "if" or "should" stands before, with nothing but small words between."""
        rules = self._reading.rules
        before = self._low[max(0, start - _GUARDED) : start]
        last = before.rsplit(None, 1)
        if not last or (last[-1] not in rules.unreal and last[-1] not in rules.between):
            return False
        for word in reversed(before.split()):
            if word in rules.unreal:
                return True
            if word not in rules.between:
                return False
        return False


def _subject(reading: Reading, rule: Rule, subject: re.Pattern[str], start: int) -> int | None:
    """Where the thing acted upon is named, before the word at `start` and in its clause."""
    low = reading.low
    tail = low[max(0, start - _TAIL) : start].rsplit(None, 1)
    last = tail[-1] if tail else ""
    if last in _RECITAL or (rule.option and last.strip(",") not in _BE):
        return None
    found = subject.search(low, reading.sentences.clause_start(start), start)
    return None if found is None or is_irreal(reading, start) else found.start()
