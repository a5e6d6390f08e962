"""The event type, out of the subject line of a notice: what is left when number, caption and ornaments are gone. Pure.

"" where the subject cannot be taken apart for certain: a wrong type is worse than none.
"""

import re
from collections.abc import Sequence

from tracker.papers.common import squeeze

_ACTIVITY = re.compile(r"Activity in Case\s+", re.IGNORECASE)
_QUOTED = re.compile(r'["“]([^"“”]{1,200})["”]\s*$')
_FOOTER = re.compile(r"Document Description:\s*([^\n]{1,200})", re.IGNORECASE)
_FORWARDED = re.compile(r"^(?:(?:re|fwd?|fw)\s*:\s*)+", re.IGNORECASE)
_ORNAMENTS = re.compile(r"\bNEF:?(?=\s)|\bCh[- ]?(?:7|9|11|12|13|15)\b", re.IGNORECASE)
# Spelled out it is an ornament only at the start: there are plans and orders whose type names a chapter.
_CHAPTER = re.compile(r"^Chapter[- ]?(?:7|9|11|12|13|15)\b", re.IGNORECASE)
_RE = re.compile(r"^Re:?\s|\sRe:?$", re.IGNORECASE)
_EDGES = " ;:,-–"
# The shortest start of a caption that a court's cut-off subject may still show.
_SHORTEST_START = 12


def short_description(
    subject: str, numbers: Sequence[str], captions: Sequence[str], text: str, bankruptcy: bool, appellate: bool
) -> str:
    """`Activity in Case 1:25-cv-00457-ABC Doe v. Agency Order on Motion for TRO` -> `Order on Motion for TRO`.

    text: the whole notice, whose list of documents names the type where an appellate subject does not.
    """
    subject = _FORWARDED.sub("", squeeze(subject))
    if appellate:
        return _appellate(subject, numbers, text)
    if not subject:
        return ""
    return _bankruptcy(subject, numbers, captions) if bankruptcy else _district(subject, numbers, captions)


def _district(subject: str, numbers: Sequence[str], captions: Sequence[str]) -> str:
    found = _ACTIVITY.search(subject)
    if found is None:
        return ""
    rest = subject[found.end() :]
    for number in sorted(numbers, key=len, reverse=True):
        if rest.startswith(number):
            rest = rest[len(number) :].strip()
            break
    else:
        return ""
    for caption in sorted(captions, key=len, reverse=True):
        if rest.startswith(caption):
            return rest[len(caption) :].strip()
    return ""


def _appellate(subject: str, numbers: Sequence[str], text: str) -> str:
    named = _QUOTED.search(subject)
    from_subject = named.group(1).strip() if named else ""
    if not from_subject and subject:
        # ACMS: 24-1234 - 12 - Order
        for number in numbers:
            found = re.search(re.escape(number) + r"\s*-\s*(?:[0-9]{1,6}\s*-\s*)?(.{1,200})$", subject)
            if found:
                return re.sub(r"\s*-\s*[0-9]+\s*$", "", found.group(1)).strip()
    listed = _FOOTER.search(text)
    from_list = squeeze(listed.group(1).replace("_", " ")) if listed else ""
    if from_list.lower() == "main document":
        from_list = ""
    return max(from_subject, from_list, key=len)


def _bankruptcy(subject: str, numbers: Sequence[str], captions: Sequence[str]) -> str:
    rest = subject
    for number in sorted(numbers, key=len, reverse=True):
        rest = rest.replace(number, " ")
    for caption in sorted(captions, key=len, reverse=True):
        rest = rest.replace(_longest_start(caption, rest) or "\0", " ")
    rest = squeeze(_ORNAMENTS.sub(" ", rest)).strip(_EDGES)
    rest = _CHAPTER.sub("", rest).strip(_EDGES)
    return _RE.sub("", rest).strip(_EDGES)


def _longest_start(caption: str, subject: str) -> str:
    """As much of the caption, from its start, as the subject shows; "" when too little to be sure."""
    for length in range(len(caption), min(_SHORTEST_START, len(caption)) - 1, -1):
        if length and caption[:length].strip() in subject:
            return caption[:length].strip()
    return ""
