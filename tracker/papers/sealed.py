"""Words by which a docket text says that a paper is sealed, or was heard without the other side. Pure."""

import re

SEALED = re.compile(r"\bsealed\b|\bunder seal\b|\bonly (?:available|accessible) to\b|\brestricted document\b", re.I)
EX_PARTE = re.compile(r"\bex[ -]parte\b", re.IGNORECASE)


def is_sealed(text: str) -> bool:
    """Whether a text speaks of something sealed or ex parte, perhaps only of the paper that it answers."""
    return bool(SEALED.search(text) or EX_PARTE.search(text))
