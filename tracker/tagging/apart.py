"""Rulings told in one place on what stands in another: a letter under the judge's endorsement, motions that the clerk
is told to close, a list of motions that an order is about.

Owns finding the request or the paper that is meant. Refuses interim relief: a letter's words about a restraint are no
ruling on it.
"""

from tracker.tagging.numbers import decided_numbers
from tracker.tagging.patterns import over_ascii
from tracker.tagging.readings import Decided, Finding, Number, Reading
from tracker.vocab import CONSEQUENTIAL_RELIEFS

# "ENDORSED LETTER addressed to ... re: Counsel requests that ... ENDORSEMENT: Request GRANTED."
_LETTER = over_ascii(r"(?:endorsed letter|memo[- ]endors|ha(?:s|ve) requested)")
_REQUESTS = over_ascii(
    r"\b(?:requests?|requested|requesting|respectfully|seek(?:s|ing)?|ask(?:s|ing)?|permission|write[sn]? (?:to|for)|"
    r"mov(?:es|ing))\b"
)
_CLOSED = over_ascii(
    r"\b(?:directed|instructed|requested|asked|shall|is to|directs the clerk(?: of (?:the )?court)?|ordered|clerk) "
    r"(?:to )?(?:(?:please|also|further|promptly) )?(?:terminate|close|term)\b"
    r"(?= (?:(?!case|action|defendant|plaintiff| and )[^.;\d]){0,70}?"
    r"\b(?:motions?|applications?|requests?|letters?|ecf|dkts?|docs?|docket)\b)"
)
# "... at Docket Entry 45 and to restrict ECF No. 46": what else the clerk shall do.
_ELSE = over_ascii(r",? and (?:to )?(?!nos?\b|ecf|dkts?\b|docs?\b|docket|the motion|motion)[a-z]")
# "7 MOTION to Dismiss filed by Acme Inc., 12 MOTION to Strike filed by ..."
_LISTED = over_ascii(
    r"[^;]{0,260}?[,;] ?\[?\d{1,4}\]? (?:[a-z'-]{1,20} ){0,3}?(?:cross-)?(?:motion|application|request|petition)s?\b"
)
_ASKS = over_ascii(r"\]? *(?:[a-z'-]+ ){0,3}?(?:motion|application|request|petition)s?\b")
_ANSWER = over_ascii(
    r"\]? *(?:[a-z]+ )?(?:memorand(?:um|a)|responses?|briefs?|repl(?:y|ies)|opposition|affidavit|declaration)\b"
    r"(?! opinion)(?! and order)"
)
_NOT_TOO_LONG = 20
_MOST = 2
_LETTER_REACH = 900
_SENTENCE = 200


def asked_in_letter(reading: Reading, end: int) -> list[Finding]:
    """What the letter asks for that the judge endorses, from the words of its first request on, before `end`."""
    low, head = reading.low, reading.head
    if not _LETTER.match(low, head.start):
        return []
    first = _REQUESTS.search(low, head.end, min(end, head.end + _LETTER_REACH))
    if first is None:
        return []
    named = {
        hit.rule.label: hit
        for hit in reversed(reading.reliefs)
        if first.start() <= hit.start
        and hit.end <= end
        and hit.rule.label not in CONSEQUENTIAL_RELIEFS
        and hit.rule.label != "other"
    }
    hits = sorted(named.values(), key=lambda hit: hit.start)[:_MOST]
    return [Finding(hit.rule.label, "", hit.rule, hit.start, hit.end) for hit in hits]


def closed_by_clerk(reading: Reading) -> list[Decided]:
    """The motions that the clerk is told to terminate: New York's way of numbering what an order has ruled on."""
    low = reading.low
    if b"clerk" not in reading.prepared.words:
        return []
    found = _CLOSED.search(low, reading.head.end)
    if found is None:
        return []
    end = min(reading.sentences.end(found.end()), found.end() + _SENTENCE)
    other = _ELSE.search(low, found.end(), end)
    end = other.start() if other else end
    return [(*number, reading.head.rule) for number in decided_numbers(low, found.end(), end, leading=False)]


def end_of_list(low: str, start: int) -> int:
    """Where the list of numbered motions that begins at `start` ends; `start` itself if there is none."""
    for _ in range(_NOT_TOO_LONG):
        found = _LISTED.match(low, start)
        if found is None:
            break
        start = found.end()
    return start


def without_answers(low: str, numbers: list[Number]) -> list[Number]:
    """ "re 7 MOTION to Dismiss, 17 Memorandum in Opposition": the numbers, but for those of answers beside motions."""
    if len(numbers) < 2 or not any(_ASKS.match(low, number[2]) for number in numbers):
        return numbers
    return [number for number in numbers if _ANSWER.match(low, number[2]) is None]
