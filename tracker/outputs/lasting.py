"""Ids that feed readers and calendars keep: those that a case began with. Pure.

A reader knows an entry again by its id alone (RFC 4287 section 4.2.6, RFC 5545 section 3.8.4.7): with another, each
would be shown a second time.
"""

from collections.abc import Iterable, Mapping

from tracker.register.schema import Case


def first_ids(cases: Iterable[Case]) -> dict[str, str]:
    """Of cases that had another id before, by their id the one that they had first."""
    return {case.id: case.formerly[0] for case in cases if case.formerly}


def lasting(text: str, first: Mapping[str, str]) -> str:
    """An id of a case, or of what begins with it (`<case>.<key>`, `event.<case>.<key>`), as it was first given out."""
    return ".".join(first.get(part, part) for part in text.split(".")) if first else text
